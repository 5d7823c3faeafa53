// SPDX-License-Identifier: BSL-1.0
// Part: one node of a message's MIME tree.
#pragma once

#include <arf/detail/ascii.hpp>
#include <arf/mime/field.hpp>
#include <arf/mime/transfer_encoding.hpp>
#include <arf/value/list.hpp>
#include <cstdint>
#include <string_view>

namespace arf {

/// One node of the MIME tree (RFC 2045, RFC 2046), as slices of the bytes it came from.
///
/// The parts of a message stand in document order: a parent before its children. A message/rfc822 part has
/// one child, which is the embedded message with a header of its own.
struct Part {
    enum class Kind : std::uint8_t {
        leaf,       ///< content; also what a limit left unread
        multipart,  ///< has its parts as children
        message,    ///< an embedded message, which is its only child
    };

    std::string_view bytes;  ///< header and body as received; the line end before a delimiter is not included
    std::string_view body;   ///< behind the blank line, transfer encoding not undone
    List<Field> fields;      ///< the header
    std::string_view media_type;    ///< "text/plain", as written; empty where the part does not say
    std::string_view content_type;  ///< the whole Content-Type value, raw, with its parameters
    std::string_view boundary;      ///< of a multipart (RFC 2046, section 5.1.1), quotes removed
    std::string_view report_type;   ///< of a multipart/report (RFC 6522, section 3), quotes removed
    std::int32_t parent = -1;       ///< index of the parent; -1 for the message itself
    std::uint16_t depth = 0;        ///< number of ancestors
    Kind kind = Kind::leaf;
    mime::TransferEncoding encoding = mime::TransferEncoding::identity;
    bool decoded = false;  ///< slices of the undone encoding of its parent, not of the input

    /// Whether the media type is this one; `type` in lower case.
    [[nodiscard]] constexpr bool is(std::string_view type) const noexcept {
        return detail::equal_ignoring_case(media_type, type);
    }
};

}  // namespace arf
