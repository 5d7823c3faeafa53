// SPDX-License-Identifier: BSL-1.0
// What an SMTP server answered: the reply code and the enhanced status code in a line of text.
#pragma once

#include <arf/detail/ascii.hpp>
#include <arf/grammar/bytes.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace arf::grammar {

/// The length of the enhanced status code at the start of a text; 0 where there is none.
///
///     status-code = class "." subject "." detail                                     (RFC 3463, section 2)
///     class       = "2" / "4" / "5"
///     subject     = 1*3DIGIT
///     detail      = 1*3DIGIT
///
/// Takes      "5.7.1", "4.4.316 (...)", "5.7.1)", "5.1.1: ..."
/// Refuses    "", "3.1.1", "5.7", "5.7.1.2" (an address), "5.7.1234", "5.7.1x"
[[nodiscard]] constexpr std::size_t status_code_size(std::string_view text) noexcept {
    if (text.empty() || (text[0] != '2' && text[0] != '4' && text[0] != '5')) return 0;
    std::size_t size = 1;
    for (int part = 0; part < 2; ++part) {
        if (size == text.size() || text[size] != '.') return 0;
        auto const first = ++size;
        while (size != text.size() && detail::is_digit(text[size])) ++size;
        if (size == first || size > first + 3) return 0;
    }
    if (size == text.size()) return size;
    bool const goes_on = text[size] == '.' && size + 1 != text.size() && detail::is_digit(text[size + 1]);
    return goes_on || letter.has(text[size]) ? 0 : size;
}

/// The answer of an SMTP server, as far as a text holds one.
struct SmtpReply {
    std::optional<std::uint16_t> code;
    std::string_view enhanced;  ///< "5.7.1"; empty where there is none
};

namespace smtp {

/// What may stand between the two codes: "550 5.7.1", "550-5.7.1", "550 #5.1.0".
inline constexpr ByteSet between{" \t-#("};
/// What may stand between the place that announces a reply code and the code: "said: \"550".
inline constexpr ByteSet before{" \t\"'"};
/// What a reply code does not end at: then it is a number, a time, an address.
inline constexpr ByteSet number_goes_on{letter | digit | ByteSet{".:/@%"}};

/// Whether a final reply code stands here: three digits, the first two in the ranges that RFC 5321,
/// section 4.2.1 gives them (3xx asks for more), and no number or address that only starts like one.
[[nodiscard]] constexpr bool stands_code_at(std::string_view text, std::size_t at) noexcept {
    if (text.size() - at < 3 || (text[at] != '2' && text[at] != '4' && text[at] != '5')) return false;
    if (text[at + 1] < '0' || text[at + 1] > '5' || !detail::is_digit(text[at + 2])) return false;
    return at + 3 == text.size() || !number_goes_on.has(text[at + 3]);
}

[[nodiscard]] constexpr std::uint16_t code_at(std::string_view text, std::size_t at) noexcept {
    return static_cast<std::uint16_t>((text[at] - '0') * 100 + (text[at + 1] - '0') * 10 +
                                      (text[at + 2] - '0'));
}

/// The enhanced code directly behind a reply code; empty where there is none.
[[nodiscard]] constexpr std::string_view enhanced_behind(std::string_view text, std::size_t at) noexcept {
    while (at != text.size() && between.has(text[at])) ++at;
    auto const rest = text.substr(at);
    return rest.substr(0, status_code_size(rest));
}

/// An enhanced code further on: a word of its own, of this class.
[[nodiscard]] constexpr std::string_view enhanced_in(std::string_view text, char wanted_class) noexcept {
    for (std::size_t at = 0; at != text.size(); ++at) {
        if (text[at] != wanted_class || (at != 0 && !between.has(text[at - 1]))) continue;
        if (auto const size = status_code_size(text.substr(at)); size != 0) return text.substr(at, size);
    }
    return {};
}

}  // namespace smtp

/// Finds the answer of an SMTP server in a text, which may be a sentence of the program that got it.
///
///     Reply-line = *( Reply-code "-" [ textstring ] CRLF ) Reply-code [ SP textstring ] CRLF
///                                                                              (RFC 5321, section 4.2)
///
/// A number is taken for a reply code at the start, behind a colon, or where an enhanced code of its class
/// follows: text is full of other numbers.
///
/// Takes      "550 5.7.1 Blocked", "550-5.7.1 Blocked", "550", "550 #5.1.0 Unknown",
///            "552 <a@b.example> full", "host mx.example.com said: 550 5.4.1 Denied",
///            "554 No (#5.7.1)", "5.7.1 Blocked", "server answered 421 4.7.0 Later"
/// Refuses    "", "5500", "timed out after 400 seconds", "192.0.2.1 refused", "650 x",
///            "[2001:db8:550::1]"
/// In the wild: "#" before the enhanced code (IronPort, qmail), a sentence before the reply (gateways).
/// @return what was found: both, one of the two, or nothing; `enhanced` points into `text`.
/// @par Complexity Linear.
[[nodiscard]] constexpr SmtpReply find_smtp_reply(std::string_view text) noexcept {
    bool announced = true;  // nothing but blanks and quotes since the start, or since a colon
    for (std::size_t at = 0; at != text.size(); ++at) {
        char const c = text[at];
        bool const starts_word = at == 0 || text[at - 1] == '(' || smtp::before.has(text[at - 1]);
        if (starts_word && smtp::stands_code_at(text, at)) {
            auto enhanced = smtp::enhanced_behind(text, at + 3);
            bool const fits = !enhanced.empty() && enhanced[0] == c;
            if (!fits) enhanced = announced ? smtp::enhanced_in(text.substr(at + 3), c) : std::string_view{};
            if (announced || fits) return {smtp::code_at(text, at), enhanced};
        }
        announced = c == ':' || (announced && smtp::before.has(c));
    }
    return {{}, smtp::enhanced_behind(text, 0)};
}

}  // namespace arf::grammar
