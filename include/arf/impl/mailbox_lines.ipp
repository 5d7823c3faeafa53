// SPDX-License-Identifier: BSL-1.0
// Lines of an mbox: finding those that may matter, at memory speed, and telling a From_ line from prose.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <arf/detail/ascii.hpp>

namespace arf::detail {

/// The longest From_ line that is believed (FORMATS: 1 KiB), without its line end.
inline constexpr std::size_t max_from_line_bytes = 1024;

/// Picks lines that start with "From ". Which lines are picked is said in two steps: candidate() looks at the
/// first byte, of 16 lines at once where the machine can; accepts() looks at the candidates' text, which may
/// be cut off anywhere.
struct FromLines {
    [[nodiscard]] static constexpr bool candidate(char first) noexcept { return first == 'F'; }
    [[nodiscard]] static constexpr bool accepts(std::string_view text) noexcept {
        constexpr std::string_view from = "From ";
        auto const size = std::min(text.size(), from.size());
        for (std::size_t i = 0; i < size; ++i) {
            if (text[i] != from[i]) return false;
        }
        return true;
    }
#if defined(__SSE2__)
    [[nodiscard]] static __m128i candidate(__m128i first) noexcept {
        return _mm_cmpeq_epi8(first, _mm_set1_epi8('F'));
    }
#endif
};

/// Picks lines that match `^>+From ` (mboxrd). Needs the whole text.
struct QuotedFromLines {
    [[nodiscard]] static constexpr bool candidate(char first) noexcept { return first == '>'; }
    [[nodiscard]] static constexpr bool accepts(std::string_view text) noexcept {
        text.remove_prefix(std::min(text.find_first_not_of('>'), text.size()));
        return text.starts_with("From ");
    }
#if defined(__SSE2__)
    [[nodiscard]] static __m128i candidate(__m128i first) noexcept {
        return _mm_cmpeq_epi8(first, _mm_set1_epi8('>'));
    }
#endif
};

/// Picks the lines that matter in a header: the blank one, which ends it, and those that may be a
/// Content-Length.
struct HeaderLines {
    [[nodiscard]] static constexpr bool candidate(char first) noexcept {
        return first == '\n' || first == '\r' || first == 'C' || first == 'c';
    }
    [[nodiscard]] static constexpr bool accepts(std::string_view text) noexcept {
        if (text.size() < 2 || text[0] == '\n') return true;
        return text[0] == '\r' ? text[1] == '\n' : text[1] == 'o' || text[1] == 'O';
    }
#if defined(__SSE2__)
    [[nodiscard]] static __m128i candidate(__m128i first) noexcept {
        auto const c = _mm_cmpeq_epi8(_mm_or_si128(first, _mm_set1_epi8(0x20)), _mm_set1_epi8('c'));
        auto const lf = _mm_cmpeq_epi8(first, _mm_set1_epi8('\n'));
        auto const cr = _mm_cmpeq_epi8(first, _mm_set1_epi8('\r'));
        return _mm_or_si128(c, _mm_or_si128(lf, cr));
    }
#endif
};

/// Where the next line that Lines picks starts, behind the first line end in `text` from `from` on; npos
/// where there is none. A line whose first byte is not in `text` is not seen. The plain form, for any
/// machine.
template <class Lines>
[[nodiscard]] std::size_t find_line_plain(std::string_view text, std::size_t from = 0) noexcept {
    for (;;) {
        auto const end = text.find('\n', from);
        if (end == std::string_view::npos || end + 1 >= text.size()) return std::string_view::npos;
        if (Lines::candidate(text[end + 1]) && Lines::accepts(text.substr(end + 1))) return end + 1;
        from = end + 1;
    }
}

#if defined(__SSE2__)
/// A bit for each of the 16 bytes at `at` that is a line end before a candidate; reads 17 bytes.
template <class Lines>
[[nodiscard]] inline unsigned candidates_at(char const* at) noexcept {
    auto const bytes = _mm_loadu_si128(reinterpret_cast<__m128i const*>(at));
    auto const next = _mm_loadu_si128(reinterpret_cast<__m128i const*>(at + 1));
    auto const line_ends = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n'));
    return static_cast<unsigned>(_mm_movemask_epi8(_mm_and_si128(line_ends, Lines::candidate(next))));
}

/// As find_line_plain(), 32 bytes a step: mail has a line end every 60 bytes or so, too many for memchr().
template <class Lines>
[[nodiscard]] std::size_t find_line(std::string_view text, std::size_t from = 0) noexcept {
    for (; from + 33 <= text.size(); from += 32) {
        auto const* const at = text.data() + from;
        auto found = candidates_at<Lines>(at) | candidates_at<Lines>(at + 16) << 16U;
        for (; found != 0; found &= found - 1) {
            auto const line = from + static_cast<std::size_t>(std::countr_zero(found)) + 1;
            if (Lines::accepts(text.substr(line))) return line;
        }
    }
    return find_line_plain<Lines>(text, from);
}
#else
template <class Lines>
[[nodiscard]] std::size_t find_line(std::string_view text, std::size_t from = 0) noexcept {
    return find_line_plain<Lines>(text, from);
}
#endif

[[nodiscard]] constexpr bool all_digits(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), is_digit);
}

/// Takes the first word from `text`; empty where there is none.
[[nodiscard]] constexpr std::string_view take_word(std::string_view& text) noexcept {
    std::size_t start = 0;
    while (start < text.size() && is_blank(text[start])) ++start;
    auto end = start;
    while (end < text.size() && !is_blank(text[end])) ++end;
    auto const word = text.substr(start, end - start);
    text.remove_prefix(end);
    return word;
}

/// Whether `word` is one of the three-letter names strung together in `names`.
[[nodiscard]] constexpr bool is_name(std::string_view word, std::string_view names) noexcept {
    if (word.size() != 3) return false;
    for (std::size_t at = 0; at < names.size(); at += 3) {
        if (word[0] == names[at] && word[1] == names[at + 1] && word[2] == names[at + 2]) return true;
    }
    return false;
}

[[nodiscard]] constexpr bool is_weekday(std::string_view word) noexcept {
    if (word.ends_with(',')) word.remove_suffix(1);
    return is_name(word, "MonTueWedThuFriSatSun");
}

[[nodiscard]] constexpr bool is_month(std::string_view word) noexcept {
    return is_name(word, "JanFebMarAprMayJunJulAugSepOctNovDec");
}

[[nodiscard]] constexpr bool is_day(std::string_view word) noexcept {
    return !word.empty() && word.size() <= 2 && all_digits(word);
}

/// 10:00 or 10:00:00
[[nodiscard]] constexpr bool is_time(std::string_view word) noexcept {
    auto const pair_at = [word](std::size_t at) { return all_digits(word.substr(at, 2)); };
    if (word.size() != 5 && word.size() != 8) return false;
    return pair_at(0) && word[2] == ':' && pair_at(3) && (word.size() == 5 || (word[5] == ':' && pair_at(6)));
}

[[nodiscard]] constexpr bool is_year(std::string_view word) noexcept {
    return word.size() == 4 && all_digits(word) && (word.starts_with("19") || word.starts_with("20"));
}

/// +0100, EST, (CEST)
[[nodiscard]] constexpr bool is_zone(std::string_view word) noexcept {
    if (word.size() == 5 && (word[0] == '+' || word[0] == '-')) return all_digits(word.substr(1));
    if (word.size() > 2 && word.front() == '(' && word.back() == ')') word = word.substr(1, word.size() - 2);
    return word.size() <= 5 &&
           std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

/// What follows the weekday in a From_ line: month, day, time and year in any order, a zone or two behind the
/// time, and then nothing but "remote from host".
[[nodiscard]] constexpr bool is_date_after_weekday(std::string_view text) noexcept {
    bool month = false;
    bool day = false;
    bool time = false;
    bool year = false;
    int zones = 0;
    for (auto word = take_word(text); !word.empty(); word = take_word(text)) {
        if (!month && is_month(word)) {
            month = true;
        } else if (!day && is_day(word)) {
            day = true;
        } else if (!time && is_time(word)) {
            time = true;
        } else if (!year && is_year(word)) {
            year = true;
        } else if (time && zones < 2 && is_zone(word)) {
            ++zones;
        } else {
            return month && day && time && year && word == "remote" && take_word(text) == "from";
        }
    }
    return month && day && time && year;
}

/// Whether a line is the separator of an mbox: "From ", anything, a date.
///
///     From_ = "From " [sender] weekday (month day time [zone] year [zone] / day month year time [zone])
///             ["remote from" host]                                             (qmail's mbox(5); RFC 4155,
///             Appendix A)
///
/// Takes      "From a@example.com Tue Nov 21 10:00:00 2023", "From - Tue Nov 21 10:00 EST 2023",
///            "From Tue Nov 21 10:00:00 2023 +0100", "From a at example.com Tue, 21 Nov 2023 10:00:00 GMT"
/// Refuses    "From here on", "From a@example.com", "From Mon to Tue", "From x Tue Nov 21 10:00:00 2023 it
/// went well"
/// @param line  One line without its line end.
[[nodiscard]] constexpr bool is_from_line(std::string_view line) noexcept {
    if (!line.starts_with("From ") || line.size() > max_from_line_bytes) return false;
    line.remove_prefix(5);
    for (auto word = take_word(line); !word.empty(); word = take_word(line)) {
        if (is_weekday(word) && is_date_after_weekday(line)) return true;
    }
    return false;
}

/// Whether the first line of a file makes it an mbox. There the date is not asked for: nothing else starts
/// with "From " but a From field with a blank before its colon (RFC 5322, section 4.5).
[[nodiscard]] constexpr bool is_first_from_line(std::string_view line) noexcept {
    if (!line.starts_with("From ") || line.size() > max_from_line_bytes) return false;
    auto const sender = line.find_first_not_of(" \t", 4);
    return sender == std::string_view::npos || line[sender] != ':';
}

/// The length of the line end at the start of `text`: 0 where there is none.
[[nodiscard]] constexpr std::size_t line_end_size(std::string_view text) noexcept {
    return text.starts_with('\n') ? 1 : text.starts_with("\r\n") ? 2 : 0;
}

/// The length of the blank line at the end of `text`, which starts at a line's start: 0 where there is none.
[[nodiscard]] constexpr std::size_t last_blank_line_size(std::string_view text) noexcept {
    if (!text.ends_with('\n')) return 0;
    std::size_t const size = text.ends_with("\r\n") ? 2 : 1;
    text.remove_suffix(size);
    return text.empty() || text.ends_with('\n') ? size : 0;
}

/// The number in a Content-Length field that is the first line of `text`; none where the line is something
/// else.
[[nodiscard]] constexpr std::optional<std::uint64_t> content_length(std::string_view text) noexcept {
    constexpr std::string_view name = "content-length";
    if (!starts_with_ignoring_case(text, name)) return {};
    text = text.substr(name.size(), text.find('\n', name.size()) - name.size());
    if (text.ends_with('\r')) text.remove_suffix(1);
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    if (!text.starts_with(':')) return {};
    text.remove_prefix(1);
    auto const digits = take_word(text);
    if (digits.empty() || digits.size() > 18 || !all_digits(digits) || !take_word(text).empty()) return {};
    std::uint64_t number = 0;
    for (auto const digit : digits) number = number * 10 + static_cast<std::uint64_t>(digit - '0');
    return number;
}

}  // namespace arf::detail
