// SPDX-License-Identifier: BSL-1.0
// ASCII without locale: the few character tests that headers need.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

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
/// Printable ASCII without colon and blank (RFC 5322, section 2.2).
[[nodiscard]] constexpr bool is_field_name_char(char c) noexcept { return c > 32 && c < 127 && c != ':'; }

/// Whether two texts of one size, at least 8, are the same to the letter: without a call, for names are
/// short.
[[nodiscard]] inline bool same_bytes(std::string_view a, std::string_view b) noexcept {
    auto const differ = [&](std::size_t at) {
        std::uint64_t left = 0;
        std::uint64_t right = 0;
        std::memcpy(&left, a.data() + at, 8);
        std::memcpy(&right, b.data() + at, 8);
        return left != right;
    };
    for (std::size_t i = 0; i + 8 < a.size(); i += 8) {
        if (differ(i)) return false;
    }
    return !differ(a.size() - 8);
}

[[nodiscard]] constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
    if (a.size() != b.size()) return false;
    if (!std::is_constant_evaluated() && a.size() >= 8 && same_bytes(a, b))
        return true;  // the usual spelling
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (lower(a[i]) != lower(b[i])) return false;
    }
    return true;
}
[[nodiscard]] constexpr bool starts_with_ignoring_case(std::string_view text,
                                                       std::string_view start) noexcept {
    return text.size() >= start.size() && equal_ignoring_case(text.substr(0, start.size()), start);
}
/// Without blanks and line ends on both sides.
[[nodiscard]] constexpr std::string_view trim(std::string_view text) noexcept {
    while (!text.empty() && (is_blank(text.front()) || is_line_end(text.front()))) text.remove_prefix(1);
    while (!text.empty() && (is_blank(text.back()) || is_line_end(text.back()))) text.remove_suffix(1);
    return text;
}

}  // namespace arf::detail
