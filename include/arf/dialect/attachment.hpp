// SPDX-License-Identifier: BSL-1.0
// Attachments: the name of a part, its content as it was meant, and whether a mail talks or reports.
#pragma once

#include <arf/dialect/tree.hpp>
#include <arf/mime/decode.hpp>
#include <string>
#include <string_view>

namespace arf::dialect {

/// The file name of a part: Content-Disposition's "filename" (RFC 2183, section 2.3), else Content-Type's
/// "name"; empty where there is none.
[[nodiscard]] inline std::string_view file_name(Part const& part) {
    auto const* const disposition = find_field(part.fields, "Content-Disposition");
    auto name = disposition == nullptr ? std::nullopt : mime::find_parameter(disposition->body(), "filename");
    if (!name) name = mime::find_parameter(part.content_type, "name");
    return detail::trim(name.value_or(std::string_view{}));
}

[[nodiscard]] inline bool ends_with_ignoring_case(std::string_view text, std::string_view end) noexcept {
    return text.size() >= end.size() &&
           detail::equal_ignoring_case(text.substr(text.size() - end.size()), end);
}

/// Whether a part has the content of a file: text, or bytes without a better type. QUIRK: gateways label what
/// they do not know as application/octet-stream.
[[nodiscard]] inline bool may_hold_text(Part const& part) noexcept {
    return part.kind == Part::Kind::leaf &&
           (part.media_type.empty() || detail::starts_with_ignoring_case(part.media_type, "text/") ||
            detail::starts_with_ignoring_case(part.media_type, "application/"));
}

/// The content of a leaf for a look at it: its body, or what `holder` then holds.
[[nodiscard]] inline std::string_view peek(Part const& part, std::string& holder,
                                           std::size_t limit = std::string_view::npos) {
    if (!is_encoded(part)) return part.body;
    holder = mime::decode_transfer(detail::beginning(part.body, limit), part.encoding).bytes;
    return holder;
}

/// Whether a mail answers another one: a report in its text is quoted or talked about.
[[nodiscard]] inline bool is_answer(Part const& message) noexcept {
    return find_field(message.fields, "In-Reply-To") != nullptr ||
           find_field(message.fields, "References") != nullptr;
}

}  // namespace arf::dialect
