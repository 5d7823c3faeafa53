// SPDX-License-Identifier: BSL-1.0
// TransferEncoding: what a Content-Transfer-Encoding field says (RFC 2045, section 6).
#pragma once

#include <arf/detail/ascii.hpp>
#include <array>
#include <cstdint>
#include <string_view>

namespace arf::mime {

/// How the body of a part is encoded.
enum class TransferEncoding : std::uint8_t {
    identity,          ///< 7bit, 8bit, binary, or nothing said: the bytes are the content
    base64,            ///< RFC 2045, section 6.8
    quoted_printable,  ///< RFC 2045, section 6.7
    uuencode,          ///< never standardised; x-uuencode, x-uue, uue
    unknown,           ///< anything else: to be read as application/octet-stream (RFC 2045, section 6.4)
};

namespace detail {

struct NamedEncoding {
    std::string_view name;  // in lower case
    TransferEncoding encoding;
};

inline constexpr std::array<NamedEncoding, 14> named_encodings{{
    {"7bit", TransferEncoding::identity},
    {"8bit", TransferEncoding::identity},
    {"binary", TransferEncoding::identity},
    {"7-bit",
     TransferEncoding::identity},  // QUIRK: the hyphen is common among scripts that write mail by hand
    {"8-bit", TransferEncoding::identity},
    {"base64", TransferEncoding::base64},
    {"base-64", TransferEncoding::base64},
    {"x-base64", TransferEncoding::base64},
    {"quoted-printable", TransferEncoding::quoted_printable},
    {"x-quoted-printable", TransferEncoding::quoted_printable},
    {"uuencode", TransferEncoding::uuencode},
    {"x-uuencode", TransferEncoding::uuencode},
    {"x-uue", TransferEncoding::uuencode},
    {"uue", TransferEncoding::uuencode},
}};

/// The length of the comment that starts `text`, nested ones included; an unclosed one reaches to the end.
constexpr std::size_t comment_length(std::string_view text) noexcept {
    std::size_t depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\') {
            ++i;
        } else if (text[i] == '(') {
            ++depth;
        } else if (text[i] == ')' && --depth == 0) {
            return i + 1;
        }
    }
    return text.size();
}

/// The first word of a structured field value: blanks, line ends, comments and quotes around it are left out.
constexpr std::string_view first_word(std::string_view value) noexcept {
    constexpr auto is_around = [](char c) {
        return c <= ' ' && c >= '\0' ? c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0'
                                     : c == '"' || c == '\'';
    };
    std::size_t begin = 0;
    while (begin < value.size()) {
        if (value[begin] == '(') {
            begin += comment_length(value.substr(begin));
        } else if (is_around(value[begin])) {
            ++begin;
        } else {
            break;
        }
    }
    auto end = begin;
    while (end < value.size() && !is_around(value[end]) && value[end] != ';' && value[end] != ',' &&
           value[end] != '(')
        ++end;
    return value.substr(begin, end - begin);
}

}  // namespace detail

/// Reads the value of a Content-Transfer-Encoding field.
///
///     encoding := "Content-Transfer-Encoding" ":" mechanism                          (RFC 2045, section 6.1)
///
/// Takes      "base64", " BASE64 ", "\"base64\"", "(sic) base64 (rfc2045)", "base64;", "7-bit", "x-uue"
/// Refuses    "zip", "base64x": TransferEncoding::unknown
/// An empty value counts as absent: identity.
/// @param header_value what stands behind the colon, folded or not.
/// @par Complexity Linear. Safe to call from several threads at once.
[[nodiscard]] constexpr TransferEncoding read_transfer_encoding(std::string_view header_value) noexcept {
    if (header_value == " 7bit" || header_value == " 8bit")
        return TransferEncoding::identity;  // the usual ones
    auto const word = detail::first_word(header_value);
    if (word.empty()) return TransferEncoding::identity;
    for (auto const& known : detail::named_encodings) {
        if (arf::detail::equal_ignoring_case(word, known.name)) return known.encoding;
    }
    return TransferEncoding::unknown;
}

}  // namespace arf::mime
