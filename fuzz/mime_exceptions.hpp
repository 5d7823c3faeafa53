// SPDX-License-Identifier: BSL-1.0
// Where the walker and GMime read a message differently although GMime does not warn: the one list of them,
// each with its reason. The harness mime_differential lets a difference pass only where one of these is seen.
#pragma once

#include <algorithm>
#include <arf/detail/ascii.hpp>
#include <arf/diagnostic.hpp>
#include <arf/mime/decode.hpp>
#include <arf/mime/part.hpp>
#include <array>
#include <span>
#include <string_view>

namespace arf_fuzz {

/// What the walker itself says is odd.
struct OddByDiagnostic {
    arf::DiagnosticCode code;
    std::string_view reason;
};

inline constexpr std::array odd_by_diagnostic{
    OddByDiagnostic{arf::DiagnosticCode::cr_line_ends, "GMime knows no bare CR as line end"},
    OddByDiagnostic{arf::DiagnosticCode::bare_cr,
                    "in a header GMime takes a bare CR for a blank, or for nothing"},
    OddByDiagnostic{arf::DiagnosticCode::nul_byte, "GMime's header values are C strings and end at a NUL"},
    OddByDiagnostic{
        arf::DiagnosticCode::mbox_from_line,
        "a From_ line, quoted or not, on top of a header: the walker skips it, GMime ends the header"},
    OddByDiagnostic{arf::DiagnosticCode::leading_blank_lines,
                    "GMime takes the blank line as the end of the header"},
    OddByDiagnostic{arf::DiagnosticCode::line_without_colon,
                    "the walker skips the line, GMime ends the header"},
    OddByDiagnostic{arf::DiagnosticCode::missing_header_end,
                    "the walker takes the line that is no field as body, GMime as header"},
    OddByDiagnostic{arf::DiagnosticCode::headerless_multipart, "GMime wants a header"},
    OddByDiagnostic{arf::DiagnosticCode::missing_boundary, "the walker finds the boundary in the body"},
    OddByDiagnostic{arf::DiagnosticCode::missing_closing_delimiter,
                    "GMime ends the part that the text breaks off in at another byte"},
    OddByDiagnostic{arf::DiagnosticCode::truncated_closing_delimiter, "the walker takes one \"-\" for two"},
    OddByDiagnostic{arf::DiagnosticCode::duplicate_content_type,
                    "GMime takes the last Content-Type, the walker the first"},
    OddByDiagnostic{arf::DiagnosticCode::encoded_message_part, "GMime does not decode composite parts"},
    OddByDiagnostic{arf::DiagnosticCode::transfer_encoding_ignored,
                    "GMime makes no message of an encoded part"},
    OddByDiagnostic{arf::DiagnosticCode::limit_message_depth, "the walker's limit is lower"},
    OddByDiagnostic{arf::DiagnosticCode::limit_depth, "the walker's limit is lower"},
};

/// What no diagnostic tells, asked of the message and of the walker's parts.
struct OddByShape {
    std::string_view name;
    std::string_view reason;
    bool (*holds)(std::string_view message, std::span<arf::Part const> parts);
};

[[nodiscard]] inline bool has_uuencode(std::string_view, std::span<arf::Part const> parts) {
    return std::any_of(parts.begin(), parts.end(), [](arf::Part const& part) {
        return part.encoding == arf::mime::TransferEncoding::uuencode;
    });
}
[[nodiscard]] inline bool has_damaged_encoding(std::string_view, std::span<arf::Part const> parts) {
    return std::any_of(parts.begin(), parts.end(), [](arf::Part const& part) {
        return part.kind == arf::Part::Kind::leaf &&
               arf::mime::decode_transfer(part.body, part.encoding).damaged;
    });
}
/// Blanks before a line end, or at the end, of quoted-printable.
[[nodiscard]] inline bool has_blanks_before_line_end(std::string_view, std::span<arf::Part const> parts) {
    return std::any_of(parts.begin(), parts.end(), [](arf::Part const& part) {
        if (part.encoding != arf::mime::TransferEncoding::quoted_printable) return false;
        for (std::size_t i = 0; i < part.body.size(); ++i) {
            bool const is_blank = part.body[i] == ' ' || part.body[i] == '\t';
            if (is_blank &&
                (i + 1 == part.body.size() || part.body[i + 1] == '\n' || part.body[i + 1] == '\r'))
                return true;
        }
        return false;
    });
}
[[nodiscard]] inline bool has_mixed_line_ends(std::string_view message, std::span<arf::Part const>) {
    std::size_t crlf = 0;
    for (auto at = message.find("\r\n"); at != message.npos; at = message.find("\r\n", at + 2)) ++crlf;
    return crlf != 0 && static_cast<std::size_t>(std::count(message.begin(), message.end(), '\n')) != crlf;
}
[[nodiscard]] inline bool has_part_without_header(std::string_view, std::span<arf::Part const> parts) {
    for (auto const& part : parts) {
        if (part.fields.empty()) return true;
    }
    return false;
}
/// A Content-Type that is no "type/subtype", parameters aside: letters, digits, and some marks.
[[nodiscard]] inline bool has_odd_media_type(std::string_view, std::span<arf::Part const> parts) {
    for (auto const& part : parts) {
        auto const slash = part.media_type.find('/');
        bool const plain = part.media_type.find_first_not_of(
                               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/+-._") ==
                           part.media_type.npos;
        bool const whole = slash != 0 && slash != part.media_type.npos &&
                           slash + 1 != part.media_type.size() &&
                           part.media_type.find('/', slash + 1) == part.media_type.npos;
        if (!part.content_type.empty() && (!plain || !whole)) return true;
    }
    return false;
}
/// A CR that is no line end, in quoted-printable or as the last byte of all.
[[nodiscard]] inline bool has_lone_cr(std::string_view message, std::span<arf::Part const> parts) {
    return message.ends_with('\r') || std::any_of(parts.begin(), parts.end(), [](arf::Part const& part) {
               if (part.encoding != arf::mime::TransferEncoding::quoted_printable) return false;
               auto at = part.body.find('\r');
               while (at != part.body.npos && part.body.substr(at + 1).starts_with('\n'))
                   at = part.body.find('\r', at + 2);
               return at != part.body.npos;
           });
}
/// An encoding that is undone although its name is written otherwise than RFC 2045 has it.
[[nodiscard]] inline bool has_odd_encoding_name(std::string_view, std::span<arf::Part const> parts) {
    using arf::detail::equal_ignoring_case;
    return std::any_of(parts.begin(), parts.end(), [](arf::Part const& part) {
        if (part.encoding == arf::mime::TransferEncoding::identity) return false;
        return std::none_of(part.fields.begin(), part.fields.end(), [](arf::Field const& field) {
            auto const name = arf::detail::trim(field.body());
            return equal_ignoring_case(field.name(), "Content-Transfer-Encoding") &&
                   (equal_ignoring_case(name, "base64") || equal_ignoring_case(name, "quoted-printable"));
        });
    });
}

inline constexpr std::array odd_by_shape{
    OddByShape{"uuencode", "the two differ in what of uuencoded text is content", has_uuencode},
    OddByShape{"damaged encoding",
               "the two differ in how much they save of base64 and quoted-printable that is none",
               has_damaged_encoding},
    OddByShape{"blanks at line ends",
               "in quoted-printable they were added on the way (RFC 2045, section 6.7): the walker's decoder "
               "removes them, "
               "GMime keeps them",
               has_blanks_before_line_end},
    OddByShape{"mixed line ends",
               "GMime takes two bytes for the line end before a delimiter that ends with CRLF",
               has_mixed_line_ends},
    OddByShape{
        "part without header",
        "without a field GMime makes no part of it, or another: a blank line first is the end of the header "
        "for the walker",
        has_part_without_header},
    OddByShape{
        "lone CR",
        "GMime counts one at the end of all, behind a delimiter, as part of the line end before it; in "
        "quoted-printable the walker takes it for a line end",
        has_lone_cr},
    OddByShape{"odd name of an encoding", "GMime does not know \"base64,\", \"'base64\" or \"base-64\"",
               has_odd_encoding_name},
    OddByShape{"no type/subtype",
               "GMime makes application/octet-stream of it, the walker shows what stands there",
               has_odd_media_type},
};

}  // namespace arf_fuzz
