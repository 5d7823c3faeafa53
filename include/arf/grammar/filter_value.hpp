// SPDX-License-Identifier: BSL-1.0
// What the values of spam filters' fields are made of: words, numbers, "key=value" and "KEY:value;" lists.
#pragma once

#include <arf/grammar/cfws.hpp>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string_view>
#include <system_error>

namespace arf::grammar {

/// More digits than any score has: such a number is not read.
inline constexpr std::size_t max_number_size = 32;

/// Takes a decimal number off the front, blanks before it dropped. Knows no locale and no exponent.
///
///     number = ["+" / "-"] 1*DIGIT ["." *DIGIT] / ["+" / "-"] "." 1*DIGIT
///
/// Takes      "5", "-1.9", "+0.5", ".5", "5." and what stands behind ("5.1/10", "5,1": 5)
/// Refuses    "", "-", ".", "x5", "inf", "nan", "--5", "+-5", "1.2.3", more than 32 characters
[[nodiscard]] inline std::optional<double> take_number(std::string_view& text) noexcept {
    auto rest = trim(text);
    bool const negative = rest.starts_with('-');
    if (negative || rest.starts_with('+')) rest.remove_prefix(1);
    auto const number = rest.substr(0, rest.find_first_not_of("0123456789."));
    if (number.size() > max_number_size) return {};
    double value = 0;
    auto const* const last = number.data() + number.size();
    auto const [end, error] = std::from_chars(number.data(), last, value, std::chars_format::fixed);
    if (error != std::errc{} || end != last) return {};
    text = rest.substr(number.size());
    return negative ? -value : value;
}
[[nodiscard]] inline std::optional<double> read_number(std::string_view text) noexcept {
    return take_number(text);
}

/// What stands behind the first `key` in any letter case that begins a word: "score=5" holds "score=", and so
/// does "(score=5", but "logscore=5" does not. None where there is none.
[[nodiscard]] constexpr std::optional<std::string_view> text_behind(std::string_view text,
                                                                    std::string_view key) noexcept {
    constexpr ByteSet word_bytes{letter | digit | ByteSet{"_-"}};
    bool inside_word = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!inside_word && arf::detail::starts_with_ignoring_case(text.substr(i), key))
            return text.substr(i + key.size());
        inside_word = word_bytes.has(text[i]);
    }
    return {};
}

/// The value of the first item of that key in "KEY:value;KEY:value;", trimmed. None where there is none.
[[nodiscard]] constexpr std::optional<std::string_view> item_value(std::string_view text,
                                                                   std::string_view key) noexcept {
    while (!text.empty()) {
        auto const end = text.find(';');
        auto const item = trim(text.substr(0, end));
        auto const colon = item.find(':');
        if (colon != item.npos && equal_ignoring_case(trim(item.substr(0, colon)), key))
            return trim(item.substr(colon + 1));
        if (end == text.npos) break;
        text.remove_prefix(end + 1);
    }
    return {};
}

/// Whether the text begins with the words, in any letter case, and they end there: "clean" begins "Clean",
/// "clean.bounce" and "clean (scanner 1)", but not "cleaned" and "clean-ish".
[[nodiscard]] constexpr bool begins_with_words(std::string_view text, std::string_view words) noexcept {
    constexpr ByteSet word_bytes{letter | digit | ByteSet{"_-"}};
    return arf::detail::starts_with_ignoring_case(text, words) &&
           (text.size() == words.size() || !word_bytes.has(text[words.size()]));
}

}  // namespace arf::grammar
