// SPDX-License-Identifier: BSL-1.0
// Dates: RFC 5322 with its obsolete forms, and what else is found in reports.
#pragma once

#include <arf/grammar/cfws.hpp>
#include <arf/grammar/date_text.hpp>
#include <arf/grammar/exact_date.hpp>
#include <arf/grammar/time_of_day.hpp>
#include <arf/grammar/zone.hpp>
#include <arf/value/date_time.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace arf::grammar {

/// Semantic action: a name becomes its place in a list.
template <auto Member, auto const& List>
struct StoreName {
    template <class Context>
    void operator()(Context const& context) const noexcept {
        auto const& range = x3::_attr(context);
        std::string_view const word{range.begin(), static_cast<std::size_t>(range.size())};
        auto const found = List.find(word);
        x3::_pass(context) = found < List.keys.size();
        if (found == List.keys.size()) return;
        x3::_val(context).*Member = static_cast<std::uint8_t>(found);
        if (word.size() > 3) x3::_val(context).deviations |= DateDeviation::other_format;
    }
};

/// Semantic action: one or two digits.
template <auto Member, int Base = 0>
struct StoreValue {
    template <class Context>
    void operator()(Context const& context) const noexcept {
        x3::_val(context).*Member = static_cast<std::uint8_t>(x3::_attr(context).value - Base);
    }
};

/// Semantic action: the date does not have the form of RFC 5322.
struct OtherFormat {
    template <class Context>
    void operator()(Context const& context) const noexcept {
        x3::_val(context).deviations |= DateDeviation::other_format;
    }
};

/// Semantic action: forgets what an alternative that did not match has left.
struct StartAgain {
    template <class Context>
    void operator()(Context const& context) const noexcept {
        x3::_val(context) = DateText{};
    }
};

/// A date as text, its parts not yet checked against each other. What follows it is left to read_date_time.
///
///     date-time = [ day-name "," ] day month year time-of-day zone                   (RFC 5322, sections 3.3
///     and 4.3)
///
/// Takes      "Tue, 01 Jul 2025 10:00:00 +0000", "Fri Sep 28 04:48:45 2018", "Feb  3 2014 02:13:35 +0100",
///            "2009-12-03T04:24:21.000-05:00", "2018-10-08T14:05:45 +0000", "1 Jul 2025"
/// Refuses    "", "yesterday", "Thu", "Jul 1 10:00:00"
/// In the wild: asctime, ISO 8601, month before day (X-ARF tools): FORMATS 6.3.
inline auto const date_time = x3::rule<struct date_time_class, DateText>{"date-time"} = [] {
    constexpr OtherFormat other_format{};
    auto const word = x3::raw[+letter];
    auto const weekday = word[StoreName<&DateText::weekday, weekdays>{}] >> opt_cfws;
    auto const month = word[StoreName<&DateText::month, months>{}];
    auto const day = digits<1, 2>[StoreValue<&DateText::day>{}];
    auto const year = digits<2, 9>[store<&DateText::year>] >> !(digit | x3::lit(':'));
    auto const time = time_of_day[store<&DateText::time>];
    auto const zone = zone_text[store<&DateText::zone>];
    auto const timed = time >> opt_cfws >> (zone | !(digit | ByteSet{"+-"}));

    auto const hyphen = opt_cfws >> -(x3::lit('-')[other_format] >> opt_cfws);
    auto const comma = opt_cfws >> -(x3::lit(',')[other_format] >> opt_cfws);
    auto const rfc5322 = -(weekday >> (',' | x3::eps[other_format]) >> opt_cfws) >>  //
                         day >> hyphen >> month >> hyphen >> year >> comma >> -timed;

    auto const month_day = month >> hyphen >> day >> (cfws >> -x3::lit(',') | ',') >> opt_cfws;
    auto const asctime = time >> opt_cfws >> -(zone >> opt_cfws) >> year >> opt_cfws >> -zone;
    auto const month_first = x3::eps[other_format] >> -(weekday >> -x3::lit(',') >> opt_cfws) >> month_day >>
                             (asctime | year >> comma >> -timed);

    auto const dash = ByteSet{"-/"};
    auto const iso8601 = x3::eps[assign<&DateText::iso, true>] >> x3::eps[other_format] >>
                         digits<4, 4>[store<&DateText::year>] >> dash >>
                         digits<1, 2>[StoreValue<&DateText::month, 1>{}] >> dash >> day >>
                         -((ByteSet{"Tt"} | cfws) >> timed);

    constexpr StartAgain start_again{};
    return opt_cfws >> ((x3::eps[start_again] >> rfc5322) | (x3::eps[start_again] >> month_first) |
                        (x3::eps[start_again] >> iso8601)) >>
           opt_cfws;
}();

/// @return The day; none where there is no such day, or its year is out of bounds.
[[nodiscard]] constexpr std::optional<std::chrono::local_days> check_day(DateText const& text) noexcept {
    auto year = text.year.value;
    if (text.year.digits == 2) year += year < 50 ? 2000 : 1900;
    if (text.year.digits == 3) year += 1900;
    if (year < 1900 || year > 9999) return {};
    std::chrono::year_month_day const date{std::chrono::year{year}, std::chrono::month{text.month + 1U},
                                           std::chrono::day{text.day}};
    if (!date.ok()) return {};
    return std::chrono::local_days{date};
}

/// @return The time since midnight; none where there is no such time. Second 60 is the next minute's first.
[[nodiscard]] constexpr std::optional<std::chrono::microseconds> check_time(TimeText const& text) noexcept {
    auto hour = int{text.hour};
    if (text.half == HalfDay::am && hour > 12) return {};
    if (text.half == HalfDay::am && hour == 12) hour = 0;
    if (text.half == HalfDay::pm && hour < 12) hour += 12;
    if (hour > 24 || text.minute > 59 || text.second > 60) return {};
    if (hour == 24 && (text.minute != 0 || text.second != 0 || text.microseconds != 0)) return {};
    return std::chrono::hours{hour} + std::chrono::minutes{text.minute} + std::chrono::seconds{text.second} +
           std::chrono::microseconds{text.microseconds};
}

/// Sets zone and offset.
/// @return Whether there is such a zone.
[[nodiscard]] constexpr bool check_zone(ZoneText const& text, bool iso, DateTime& date) noexcept {
    if (text.sign != 0) {
        if (text.minutes > 59) return false;
        if (text.loose && !(iso && text.colon)) date.deviations |= DateDeviation::loose_zone;
        date.offset = std::chrono::hours{text.hours} + std::chrono::minutes{text.minutes};
        date.zone = text.sign == '-' && date.offset.count() == 0 ? Zone::utc : Zone::offset;
        if (text.sign == '-') date.offset = -date.offset;
        return true;
    }
    auto const* const known = find_zone(text.name);
    if (!iso || !equal_ignoring_case(text.name, "Z")) date.deviations |= DateDeviation::obsolete_zone;
    date.zone = known != nullptr ? Zone::offset : Zone::unknown;
    if (known != nullptr) date.offset = std::chrono::hours{known->hours};
    return true;
}

/// @return What the parts of a date mean together; none where there is no such day, time or zone.
[[nodiscard]] constexpr std::optional<DateTime> check_date(DateText const& parts) noexcept {
    DateTime date;
    date.deviations = parts.deviations;
    auto const day = check_day(parts);
    if (!day) return {};
    date.local = *day;
    if (parts.time) {
        auto const time = check_time(*parts.time);
        if (!time) return {};
        date.local += *time;
        if (!parts.time->exact) date.deviations |= DateDeviation::other_format;
        if (parts.time->half != HalfDay::none) date.deviations |= DateDeviation::twelve_hours;
        if (parts.time->hour == 24) date.deviations |= DateDeviation::hour_24;
    } else {
        date.deviations |= DateDeviation::no_time;
    }
    if (parts.zone && !check_zone(*parts.zone, parts.iso, date)) return {};
    if (parts.year.digits < 4) date.deviations |= DateDeviation::obsolete_year;
    bool const wrong_weekday = parts.weekday && std::chrono::weekday{*day}.c_encoding() != *parts.weekday;
    if (wrong_weekday) date.deviations |= DateDeviation::wrong_weekday;
    constexpr DateTime::Instant end{
        std::chrono::sys_days{std::chrono::year{10000} / 1 / 1}};  // RFC 3339 has four digits
    if (auto const instant = date.instant(); instant && *instant >= end) return {};
    return date;
}

/// Reads a date, and says in what it differs from RFC 5322, section 3.3.
///
/// Takes      "Tue, 1 Jul 2025 10:00:00 +0000 (UTC)", "... -0000 (EST)", "... 24:00:00 GMT",
///            "... 10:00 PM EDT", "... +0000 (Pacific Stand",
///            "2018-09-28 08:48:36.858842501 +0000 UTC m=+1856335.5"
/// Refuses    "", "yesterday", "Thu", "31 Feb 2025 10:00:00 +0000", "1 Jul 2025 25:00:00 +0000",
///            "1 Jul 1899 10:00:00 +0000", "1 Jul 2025 10:00:00 +0060", "1 Jul 2025 10:00:00 +00000",
///            "31 Dec 9999 23:59:59 -1200"
/// In the wild: FORMATS 6.3; comments cut off, AM and PM, days without a time.
///
/// @return The date; none where the text is no date, or one that does not exist.
[[nodiscard]] inline std::optional<DateTime> read_date_time(std::string_view text) noexcept {
    auto const raw = trim(text);
    auto const* first = raw.data();
    auto const* const last = first + raw.size();
    DateText parts;
    bool const exact = read_exact_date(first, last, parts);
    if (!exact && !x3::parse(first, last, date_time, parts)) return {};
    first = skip_cfws(first, last);
    bool const trailing = first != last;
    if (trailing && (digit.has(*first) || (!parts.time && *first != '('))) return {};

    auto date = check_date(parts);
    if (!date) return {};
    date->raw = raw;
    if (trailing) date->deviations |= DateDeviation::trailing_text;
    return date;
}

}  // namespace arf::grammar
