// SPDX-License-Identifier: BSL-1.0
// Lines of an mbox: finding those that may matter, at memory speed, and telling a From_ line from prose.
#pragma once

#include <algorithm>
#include <arf/detail/ascii.hpp>
#include <arf/mime/scan.hpp>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace arf::detail {

/// The longest From_ line that is believed (FORMATS: 1 KiB), without its line end.
inline constexpr std::size_t max_from_line_bytes = 1024;

/// Picks lines that start with "From ". Which lines are picked is said in three steps: may_start_in() looks
/// at 64 bytes at once, candidate() at the first byte of a line; accepts() looks at the candidates' text,
/// which may be cut off anywhere.
struct FromLines {
    [[nodiscard]] static bool may_start_in(mime::Block const& block) noexcept { return block.has('F'); }
    [[nodiscard]] static constexpr bool candidate(char first) noexcept { return first == 'F'; }
    [[nodiscard]] static constexpr bool accepts(std::string_view text) noexcept {
        constexpr std::string_view from = "From ";
        auto const size = std::min(text.size(), from.size());
        for (std::size_t i = 0; i < size; ++i) {
            if (text[i] != from[i]) return false;
        }
        return true;
    }
};

/// Picks lines that match `^>+From ` (mboxrd). Needs the whole text.
struct QuotedFromLines {
    [[nodiscard]] static bool may_start_in(mime::Block const& block) noexcept { return block.has('>'); }
    [[nodiscard]] static constexpr bool candidate(char first) noexcept { return first == '>'; }
    [[nodiscard]] static constexpr bool accepts(std::string_view text) noexcept {
        text.remove_prefix(std::min(text.find_first_not_of('>'), text.size()));
        return text.starts_with("From ");
    }
};

/// Picks the lines that matter in a header: the blank one, which ends it, and those that may be a
/// Content-Length, which the "L" tells from the other fields of content.
struct HeaderLines {
    [[nodiscard]] static bool may_start_in(mime::Block const& /*nearly all do*/) noexcept { return true; }
    [[nodiscard]] static constexpr bool candidate(char first) noexcept {
        return first == '\n' || first == '\r' || first == 'C' || first == 'c';
    }
    [[nodiscard]] static constexpr bool accepts(std::string_view text) noexcept {
        if (text.size() < 2 || text[0] == '\n') return true;
        if (text[0] == '\r') return text[1] == '\n';
        return lower(text[1]) == 'o' && (text.size() < 9 || lower(text[8]) == 'l');
    }
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

/// As find_line_plain(), 64 bytes a step: mail has a line end every 60 bytes or so, too many for memchr().
template <class Lines>
[[nodiscard]] std::size_t find_line(std::string_view text, std::size_t from = 0) noexcept {
    constexpr std::size_t step = mime::block_size;
    for (; from + step < text.size(); from += step) {
        auto const* const at = text.data() + from;
        if (!Lines::may_start_in(mime::Block(at + 1))) continue;
        for (auto ends = mime::Block(at).positions('\n'); ends != 0; ends &= ends - 1) {
            auto const line = from + static_cast<std::size_t>(std::countr_zero(ends)) + 1;
            if (Lines::candidate(text[line]) && Lines::accepts(text.substr(line))) return line;
        }
    }
    return find_line_plain<Lines>(text, from);
}

[[nodiscard]] constexpr bool all_digits(std::string_view text) noexcept {
    for (char const c : text) {
        if (!is_digit(c)) return false;
    }
    return true;
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

/// Whether a line ends with a date as asctime(3) writes it, " Tue Nov 21 10:00:00 2023": nearly all do.
[[nodiscard]] constexpr bool ends_with_asctime(std::string_view line) noexcept {
    constexpr std::size_t size = 25;
    if (line.size() < size) return false;
    auto const* const at = line.data() + line.size() - size;
    bool const blanks = at[0] == ' ' && at[4] == ' ' && at[8] == ' ' && at[11] == ' ' && at[20] == ' ';
    if (!blanks || !is_time({at + 12, 8}) || !is_year({at + 21, 4})) return false;
    bool const one_digit = at[9] == ' ';
    return is_weekday({at + 1, 3}) && is_month({at + 5, 3}) &&
           (one_digit ? is_day({at + 10, 1}) : is_day({at + 9, 2}));
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
    line.remove_prefix(4);
    if (ends_with_asctime(line)) return true;
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
