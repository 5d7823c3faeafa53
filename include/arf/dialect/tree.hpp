// SPDX-License-Identifier: BSL-1.0
// Questions about the MIME tree that the dialects share.
#pragma once

#include <arf/fields/reader.hpp>
#include <arf/mime/header.hpp>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace arf::dialect {

inline constexpr std::int32_t no_part = -1;

[[nodiscard]] inline Part const& part_at(mime::Context const& context, std::int32_t index) noexcept {
    return context.parts[static_cast<std::size_t>(index)];
}

[[nodiscard]] inline std::int32_t part_count(mime::Context const& context) noexcept {
    return static_cast<std::int32_t>(context.parts.size());
}

/// The first part from `start` on for which the predicate holds.
template <class Predicate>
[[nodiscard]] std::int32_t find_part(mime::Context const& context, Predicate holds, std::int32_t start = 0) {
    for (auto index = start; index < part_count(context); ++index) {
        if (holds(part_at(context, index))) return index;
    }
    return no_part;
}

/// The message that a part belongs to: the nearest ancestor that is the child of a message part, or the root.
[[nodiscard]] inline std::int32_t enclosing_message(mime::Context const& context,
                                                    std::int32_t index) noexcept {
    for (;;) {
        auto const parent = part_at(context, index).parent;
        if (parent == no_part || part_at(context, parent).kind == Part::Kind::message) return index;
        index = parent;
    }
}

[[nodiscard]] inline bool is_ancestor(mime::Context const& context, std::int32_t above,
                                      std::int32_t below) noexcept {
    while (below != no_part && below != above) below = part_at(context, below).parent;
    return below == above;
}

[[nodiscard]] inline bool is_encoded(Part const& part) noexcept {
    return part.encoding != mime::TransferEncoding::identity &&
           part.encoding != mime::TransferEncoding::unknown;
}

/// The content of a leaf, its transfer encoding undone (RFC 2045, section 6). Damage is told.
[[nodiscard]] inline std::string_view decoded_content(mime::Context& context, Part const& part) {
    if (!is_encoded(part)) return part.body;
    auto const decoded = mime::decode_transfer(part.body, part.encoding);
    if (decoded.damaged && part.encoding == mime::TransferEncoding::base64)
        context.note(DiagnosticCode::bad_base64, part.body);
    auto const content = context.storage.keep(decoded.bytes);
    context.add_origin(content, part.body);
    return content;
}

/// decoded_content() of what holds header fields. A label that is not true is told and ignored.
[[nodiscard]] inline std::string_view content_of(mime::Context& context, Part const& part,
                                                 DiagnosticCode when_encoded) {
    if (!is_encoded(part)) return part.body;
    auto const start = detail::trim(part.body);
    bool const starts_with_field = mime::looks_like_field(start.data(), start.data() + start.size());
    if (part.encoding != mime::TransferEncoding::quoted_printable && starts_with_field) {
        context.note(DiagnosticCode::transfer_encoding_ignored, part.body);
        return part.body;
    }
    context.note(when_encoded, part.body);
    return decoded_content(context, part);
}

/// A header and what is behind it.
struct HeaderBlock {
    List<Field> fields;
    std::string_view body;
};

/// Reads a header that is no part of the MIME tree.
/// @param eol         as line_end_of() gives it.
/// @param is_message  as HeaderReader::read() takes it.
[[nodiscard]] inline HeaderBlock read_header(mime::Context& context, std::string_view text, char eol,
                                             bool is_message) {
    auto const* const last = text.data() + text.size();
    mime::HeaderReader reader(context, last, eol, [](char const*) { return false; });
    auto const* const body = reader.read(text.data(), is_message);
    return {reader.fields(), {body, static_cast<std::size_t>(last - body)}};
}

/// Without the blank lines at the start.
[[nodiscard]] inline std::string_view skip_blank_lines(std::string_view text) noexcept {
    auto const start = text.find_first_not_of(" \t\r\n");
    if (start == text.npos) return {};
    auto const line = text.find_last_of("\r\n", start);
    return text.substr(line == text.npos ? start : line + 1);
}

/// The first field of that name; nullptr where there is none.
[[nodiscard]] inline Field const* find_field(List<Field> fields, std::string_view name) noexcept {
    for (auto const& field : fields) {
        if (detail::equal_ignoring_case(field.name(), name)) return &field;
    }
    return nullptr;
}

}  // namespace arf::dialect
