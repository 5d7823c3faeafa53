// SPDX-License-Identifier: BSL-1.0
// DateText: the parts of a date as they are written; the names of months and weekdays.
#pragma once

#include <arf/grammar/bytes.hpp>
#include <arf/grammar/zone.hpp>
#include <arf/value/date_time.hpp>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace arf::grammar {

enum class HalfDay : std::uint8_t { none, am, pm };

/// A time of day as written, not yet checked.
struct TimeText {
    std::int32_t microseconds = 0;
    std::int8_t hour = 0;
    std::int8_t minute = 0;
    std::int8_t second = 0;
    HalfDay half = HalfDay::none;
    bool exact = true;  ///< as RFC 5322 has it: two digits each, no fraction
};

/// A date as written, not yet checked. The members are small, so that to clear them is quick.
struct DateText {
    Number year;
    std::uint8_t month = 0;  ///< 0 for January
    std::uint8_t day = 0;
    std::optional<std::uint8_t> weekday;  ///< 0 for Sunday
    std::optional<TimeText> time;
    std::optional<ZoneText> zone;
    bool iso = false;
    DateDeviation deviations = DateDeviation::none;
};

/// The first three letters of a name, in one number to compare.
[[nodiscard]] constexpr std::uint32_t first_letters(std::string_view name) noexcept {
    auto const letter_at = [name](std::size_t i) { return static_cast<std::uint32_t>(lower(name[i])); };
    return letter_at(0) << 16U | letter_at(1) << 8U | letter_at(2);
}

/// Names that the first three letters tell apart.
template <std::size_t N>
struct Names {
    std::array<std::string_view, N> names;
    std::array<std::uint32_t, N> keys;

    explicit constexpr Names(std::array<std::string_view, N> const& list) noexcept : names(list), keys() {
        for (std::size_t i = 0; i < N; ++i) keys[i] = first_letters(list[i]);
    }
    /// @return The place of the name that begins with `word`, which has at least three letters ("Sep",
    /// "Sept", "september"); N where none does.
    [[nodiscard]] constexpr std::size_t find(std::string_view word) const noexcept {
        if (word.size() < 3) return N;
        auto const key = first_letters(word);
        std::size_t found = 0;
        while (found < N && keys[found] != key) ++found;
        if (found == N || word.size() == 3) return found;
        return equal_ignoring_case(names[found].substr(0, word.size()), word) ? found : N;
    }
};

inline constexpr Names<12> months{{"january", "february", "march", "april", "may", "june", "july", "august",
                                   "september", "october", "november", "december"}};
inline constexpr Names<7> weekdays{
    {"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}};

}  // namespace arf::grammar
