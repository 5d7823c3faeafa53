// SPDX-License-Identifier: BSL-1.0
// The message complained about: which part holds it, and what it says.
#pragma once

#include <arf/detail/access.hpp>
#include <arf/dialect/attachment.hpp>
#include <arf/dialect/tree.hpp>
#include <arf/fields/message_table.hpp>
#include <arf/mime/walker.hpp>
#include <array>
#include <optional>

namespace arf::dialect {

/// Types of a third part that holds no more than a header (or a message, QUIRK: as its text). Only the first
/// two are RFC 5965's (section 2(d)) and RFC 6533's; RFC 9477 prints "text/rfc822", others leave the "s" out.
inline constexpr std::array<std::string_view, 6> header_types{"text/rfc822-headers", "message/global-headers",
                                                              "text/rfc822-header",  "message/rfc822-headers",
                                                              "text/rfc822",         "message/rfc822-header"};

[[nodiscard]] inline bool is_header_part(Part const& part) noexcept {
    for (auto const type : header_types) {
        if (part.is(type)) return true;
    }
    return false;
}

[[nodiscard]] inline bool is_message_part(Part const& part) noexcept {
    return part.kind == Part::Kind::message || mime::detail::is_embedded_message(part.media_type);
}

/// The part that holds the original of the report in part `report`: among its siblings behind it, then before
/// it; by type, then by content; last any message behind it. no_part where there is none.
[[nodiscard]] inline std::int32_t find_original(mime::Context const& context, std::int32_t report) {
    auto const parent = part_at(context, report).parent;
    auto const find = [&](auto fits, std::int32_t first, std::int32_t last) {
        for (auto index = first; index < last; ++index) {
            auto const& part = part_at(context, index);
            if (part.parent == parent && index != report && fits(part)) return index;
        }
        return no_part;
    };
    auto const by_type = [](Part const& part) { return is_message_part(part) || is_header_part(part); };
    auto const by_content = [](Part const& part) {
        if (part.kind != Part::Kind::leaf) return false;
        std::string holder;
        auto const start = skip_blank_lines(peek(part, holder, 4096));
        bool const is_json = start.starts_with('{') || start.starts_with('[');
        return !is_json && mime::looks_like_field(start.data(), start.data() + start.size());
    };
    auto const count = part_count(context);
    if (parent != no_part) {
        if (auto const index = find(by_type, report + 1, count); index != no_part) return index;
        if (auto const index = find(by_content, report + 1, count); index != no_part) return index;
        if (auto const index = find(by_type, 0, report); index != no_part) return index;
    }
    return find_part(context, by_type, report + 1);
}

/// Where the original lies: its header, and all of its bytes.
struct OriginalSlice {
    HeaderBlock block;
    std::string_view bytes;
};

/// Reads on behind a blank line inside the header. QUIRK: RFC 5965, appendix B.2 has one behind "Received".
/// @return whether there was more.
[[nodiscard]] inline bool read_behind_blank_line(mime::Context& context, HeaderBlock& block) {
    auto const rest = skip_blank_lines(block.body);
    char const* colon = nullptr;
    auto const name = rest.substr(0, mime::field_name_size(rest.data(), rest.data() + rest.size(), colon));
    if (fields::message_field_names.find(name) == fields::message_field_names.none) return false;
    context.note(DiagnosticCode::blank_line_in_header, name);
    auto const more = read_header(context, rest, mime::line_end_of(rest), true);
    auto const count = block.fields.size();
    auto* const all = context.storage.allocate<Field>(count + more.fields.size());
    std::copy(block.fields.begin(), block.fields.end(), all);
    std::copy(more.fields.begin(), more.fields.end(), all + count);
    block = {{all, count + more.fields.size()}, more.body};
    return true;
}

/// Fills a message but for what its fields say.
inline void slice_into(Message& message, HeaderBlock const& block, std::string_view bytes) noexcept {
    message.fields = block.fields;
    message.headers_only = block.body.find_first_not_of(" \t\r\n") == block.body.npos;
    detail::Access::set_slices(message, bytes, block.body);
}

/// Fills a message from its header and its bytes.
inline void read_message(mime::Context& context, HeaderBlock const& block, std::string_view bytes,
                         Message& message) {
    slice_into(message, block, bytes);
    fields::read_message_fields(context, message);
}

/// Reads of a message its Message-ID alone, where the rest may be read later and nothing hangs on it now: a
/// message with a Message-ID is read once, and diagnostics point into the input. A long header is not left:
/// reading it takes as long as it takes, and who does it later may keep others waiting.
[[nodiscard]] inline bool leave_for_later(mime::Context& context, HeaderBlock const& block,
                                          std::string_view bytes, Message& message) {
    constexpr std::ptrdiff_t longest = 16384;
    if (!context.may_leave_original || context.has_origins()) return false;
    if (block.body.data() - block.fields.front().raw().data() > longest) return false;
    auto const* const id = find_field(block.fields, "Message-ID");
    if (id == nullptr || !id->is_plain()) return false;
    message.message_id = grammar::read_msg_id(id->body());
    if (!message.message_id) return false;
    slice_into(message, block, bytes);
    return context.has_left_original = true;
}

/// The header and the bytes of a message that stands in a text, blank lines and an mbox line before it
/// skipped.
[[nodiscard]] inline OriginalSlice slice_message(mime::Context& context, std::string_view bytes) {
    auto text = skip_blank_lines(bytes);
    auto const line = text.substr(0, text.find_first_of("\r\n"));
    if (mime::is_from_line(line)) {
        context.note(DiagnosticCode::mbox_from_line, line);
        text = skip_blank_lines(text.substr(line.size()));
    }
    return {read_header(context, text, mime::line_end_of(text), true), bytes};
}

/// The header and the bytes of the message in a part.
[[nodiscard]] inline OriginalSlice slice_original(mime::Context& context, std::int32_t index) {
    auto const part = part_at(context, index);
    if (part.kind == Part::Kind::message) {
        auto const child = find_part(
            context, [index](Part const& p) { return p.parent == index; }, index);
        auto const& message = part_at(context, child);
        return {{message.fields, message.body}, message.bytes};
    }
    if (!is_message_part(part) && !part.is(header_types[0]) && !part.is(header_types[1])) {
        context.note(DiagnosticCode::original_type_nonstandard, part.bytes, "Content-Type");
    }
    auto const bytes = content_of(context, part, DiagnosticCode::encoded_message_part);
    return slice_message(context, bytes);
}

/// Reads a message into `original`; leaves it absent, with the reason as a diagnostic, where none is there.
inline void read_original_slice(mime::Context& context, OriginalSlice slice,
                                std::optional<Message>& original) {
    auto& [block, bytes] = slice;
    if (block.fields.empty()) {
        bool const is_empty = detail::trim(bytes).empty();
        return context.note(is_empty ? DiagnosticCode::no_original : DiagnosticCode::original_redacted,
                            bytes);
    }
    if (leave_for_later(context, block, bytes, original.emplace())) return;
    read_message(context, block, bytes, *original);
    for (int times = 0; times < 3 && !original->subject && !original->message_id; ++times) {
        if (!read_behind_blank_line(context, block)) return;
        read_message(context, block, bytes, original.emplace());
    }
}

inline void note_no_original(mime::Context& context) {
    context.note(DiagnosticCode::no_original, std::string_view{});
}

/// Reads the message in part `index` into `original`.
inline void read_original(mime::Context& context, std::int32_t index, std::optional<Message>& original) {
    read_original_slice(context, slice_original(context, index), original);
}

}  // namespace arf::dialect
