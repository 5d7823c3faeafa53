// SPDX-License-Identifier: BSL-1.0
// ASCII without locale: the few character tests that headers need.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace arf::detail {

[[nodiscard]] constexpr char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
[[nodiscard]] constexpr bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }
[[nodiscard]] constexpr bool is_line_end(char c) noexcept { return c == '\r' || c == '\n'; }
[[nodiscard]] constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
/// The value of a hexadecimal digit; -1 for what is none.
[[nodiscard]] constexpr int hex_value(char c) noexcept {
    if (is_digit(c)) return c - '0';
    auto const letter = lower(c);
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

/// equal_ignoring_case() of two texts of one size.
[[nodiscard]] constexpr bool same_ignoring_case(std::string_view a, std::string_view b) noexcept {
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (lower(a[i]) != lower(b[i])) return false;
    }
    return true;
}
/// Most texts differ in size, nearly all others are spelled as usual: with a literal for `b` neither takes a
/// call to see.
[[nodiscard, gnu::always_inline]] constexpr bool equal_ignoring_case(std::string_view a,
                                                                     std::string_view b) noexcept {
    if (a.size() != b.size()) return false;
    return std::char_traits<char>::compare(a.data(), b.data(), b.size()) == 0 || same_ignoring_case(a, b);
}
[[nodiscard, gnu::always_inline]] constexpr bool starts_with_ignoring_case(std::string_view text,
                                                                           std::string_view start) noexcept {
    return text.size() >= start.size() && equal_ignoring_case({text.data(), start.size()}, start);
}
/// Where `wanted` stands first in `text`; npos where it does not. Linear for short or rarely begun `wanted`.
[[nodiscard]] constexpr std::size_t find_ignoring_case(std::string_view text,
                                                       std::string_view wanted) noexcept {
    for (std::size_t i = 0; i + wanted.size() <= text.size(); ++i) {
        if (equal_ignoring_case(text.substr(i, wanted.size()), wanted)) return i;
    }
    return std::string_view::npos;
}
/// A blank or a line end.
[[nodiscard]] constexpr bool is_space(char c) noexcept {
    return static_cast<unsigned char>(c) <= ' ' && (is_blank(c) || is_line_end(c));
}
/// Without blanks and line ends on both sides.
[[nodiscard]] constexpr std::string_view trim(std::string_view text) noexcept {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}
/// The first `count` bytes of a text, CR not counted: where it is cut does not hang on how its lines end.
[[nodiscard]] constexpr std::string_view beginning(std::string_view text, std::size_t count) noexcept {
    if (text.size() <= count) return text;
    std::size_t end = 0;
    while (count != 0 && end < text.size()) {
        auto const piece = text.substr(end, count);
        end += piece.size();
        count = static_cast<std::size_t>(std::count(piece.begin(), piece.end(), '\r'));
    }
    return text.substr(0, end);
}

}  // namespace arf::detail
