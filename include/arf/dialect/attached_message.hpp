// SPDX-License-Identifier: BSL-1.0
// Messages that were attached as files: a tree of their own, found by content. QUIRK: mail clients and
// gateways attach an .eml file as application/octet-stream or text/plain.
#pragma once

#include <algorithm>
#include <arf/dialect/attachment.hpp>
#include <arf/dialect/original.hpp>
#include <arf/mime/walker.hpp>
#include <array>
#include <string>

namespace arf::dialect {

/// Whether a text starts with the header of a mail: two fields that every mail has, before the first line
/// that is no field.
/// @param needs_parts  whether its Content-Type must say that it has parts, too.
[[nodiscard]] inline bool reads_as_mail(std::string_view text, bool needs_parts) {
    constexpr std::array<std::string_view, 7> common{"Received", "From",       "To",          "Date",
                                                     "Subject",  "Message-ID", "MIME-Version"};
    auto const rest = skip_blank_lines(text);
    auto const eol = mime::line_end_of(detail::beginning(rest, 4096));
    auto const* p = rest.data();
    auto const* const last = p + rest.size();
    std::size_t known = 0;
    bool has_parts = false;
    for (int lines = 0; p != last && lines < 200; ++lines) {
        char const* colon = nullptr;
        auto const size = mime::field_name_size(p, last, colon);
        auto const line = mime::read_line(p, last, eol);
        bool const is_odd = size == 0 && !detail::is_blank(*p);
        if (is_odd && (lines != 0 || !mime::is_from_line({p, static_cast<std::size_t>(line.end - p)}))) break;
        std::string_view const name(p, size);
        auto const is_name = [name](std::string_view one) { return detail::equal_ignoring_case(one, name); };
        known += std::any_of(common.begin(), common.end(), is_name) ? 1U : 0U;
        if (is_name("Content-Type")) {
            std::string_view const value(colon + 1,
                                         static_cast<std::size_t>(last - colon - 1));  // may be folded
            has_parts = mime::detail::is_composite(mime::detail::media_type_of(value));
        }
        p = line.next;
    }
    return known >= 2 && (has_parts || !needs_parts);
}

/// Whether a part is a message, though its type says something else: a mail with parts, or a file named as
/// mail is.
[[nodiscard]] inline bool is_attached_message(Part const& part) {
    if (part.parent == no_part || !may_hold_text(part) || is_header_part(part) || part.is("text/html"))
        return false;
    constexpr std::size_t enough = std::size_t{16} << 10U;
    std::string holder;
    bool const is_named = ends_with_ignoring_case(file_name(part), ".eml");
    return reads_as_mail(detail::beginning(peek(part, holder, enough), enough), !is_named);
}

/// Reads the message in a part that is labelled as none; its parts join the tree behind all others.
inline void open_attached_message(mime::Context& context, std::int32_t index) {
    auto const part = part_at(context, index);
    context.note(DiagnosticCode::recognised_by_content, part.body, "Content-Type");
    auto const content = decoded_content(context, part);
    auto const first = context.parts.size();
    context.parts[static_cast<std::size_t>(index)].kind = Part::Kind::message;
    mime::Walker(context, content, part.decoded || is_encoded(part)).walk_message(index);
    mime::expand_encoded(context, first);
}

/// Whether a message may be opened in a part: within the limits of ParseOptions.
[[nodiscard]] inline bool has_room_for_message(mime::Context const& context, std::int32_t index) noexcept {
    std::size_t depth = 0;
    for (auto above = index; above != no_part; above = part_at(context, above).parent) {
        if (part_at(context, above).kind == Part::Kind::message) ++depth;
    }
    return depth < std::min(context.options.max_message_depth, mime::most_message_levels) &&
           context.parts.size() < context.options.max_parts;
}

/// Opens the attached messages of a mail; those inside them stay closed.
/// @return whether there was any.
inline bool open_attached_messages(mime::Context& context) {
    bool opened = false;
    auto const count = part_count(context);
    for (std::int32_t index = 0; index < count; ++index) {
        if (!is_attached_message(part_at(context, index)) || !has_room_for_message(context, index)) continue;
        open_attached_message(context, index);
        opened = true;
    }
    return opened;
}

}  // namespace arf::dialect
