// SPDX-License-Identifier: BSL-1.0
// Dates, against strptime, timegm and GMime, and written and read again.
#pragma once

#include <gmime/gmime.h>

#include <arf/grammar/date_time.hpp>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>

#include "rule.hpp"

namespace arf_fuzz::rules {

/// Seconds since 1970 of a text in the format, by the C library.
inline std::optional<std::int64_t> system_seconds(std::string const& text, char const* format, bool zone) {
    std::tm parts{};
    auto const* const end = ::strptime(text.c_str(), format, &parts);
    if (end == nullptr || *end != '\0') return {};
    auto const east = zone ? parts.tm_gmtoff : 0;
    return ::timegm(&parts) - east;
}
inline std::optional<std::int64_t> gmime_seconds(std::string const& text) {
    auto* const date = g_mime_utils_header_decode_date(text.c_str());
    if (date == nullptr) return {};
    auto const seconds = g_date_time_to_unix(date);
    g_date_time_unref(date);
    return seconds;
}
/// The date in the one form of RFC 5322, section 3.3 that all writers should use.
inline std::string as_rfc5322(std::int64_t seconds, std::chrono::minutes offset) {
    auto const local = static_cast<std::time_t>(seconds + offset.count() * 60);
    std::tm parts{};
    ::gmtime_r(&local, &parts);
    std::array<char, 64> text{};
    (void)std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S", &parts);
    auto const minutes = std::abs(offset.count());
    std::array<char, 16> zone{};
    std::snprintf(zone.data(), zone.size(), " %c%02d%02d", offset.count() < 0 ? '-' : '+',
                  static_cast<int>(minutes / 60), static_cast<int>(minutes % 60));
    return std::string(text.data()) + zone.data();
}
/// The place of a date in time, against the C library and GMime, and written and read again.
inline void check_instant(arf::DateTime const& date, arf::DateTime::Instant instant) {
    auto const seconds = std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
    auto const shown = date.to_string();
    require(shown.size() >= 20 && shown.ends_with('Z'));
    require(system_seconds(shown.substr(0, 19) + "Z", "%Y-%m-%dT%H:%M:%SZ", false) == seconds);
    auto const written = as_rfc5322(seconds, date.offset);
    auto const again = grammar::read_date_time(written);
    if (!again) {  // the year of the wall clock may be beyond what a date can have
        require(written.find("10000") != written.npos || written.find(" 1899 ") != written.npos);
        return;
    }
    require(again->deviations == arf::DateDeviation::none && again->offset == date.offset);
    require(std::chrono::floor<std::chrono::seconds>(*again->instant()) ==
            std::chrono::floor<std::chrono::seconds>(instant));
    require(system_seconds(written, "%a, %d %b %Y %H:%M:%S %z", true) == seconds);
    // GMime takes no year before 1969, and no zone farther from UTC than any on earth.
    constexpr std::int64_t day = 24 * 60 * 60;
    if (seconds > day && std::abs(date.offset.count()) <= 14 * 60) require(gmime_seconds(written) == seconds);
}
/// Whether a text has the shape of read_exact_date() and nothing else: then GMime must read the same of it.
inline void check_exact_date(std::string_view text) {
    auto const* first = text.data();
    auto const* const last = first + text.size();
    grammar::DateText fast;
    if (!grammar::read_exact_date(first, last, fast)) return;
    auto const* slow_first = text.data();
    grammar::DateText slow;
    require(boost::spirit::x3::parse(slow_first, last, grammar::date_time, slow));
    require(grammar::skip_cfws(first, last) == slow_first);
    auto const a = grammar::check_date(fast);
    auto const b = grammar::check_date(slow);
    require(a.has_value() == b.has_value());
    require(!a || (a->local == b->local && a->offset == b->offset && a->zone == b->zone &&
                   a->deviations == b->deviations));
}
inline void check_date(std::string_view text) {
    check_exact_date(text);
    auto const date = grammar::read_date_time(text);
    if (!date) return;
    require_same(date->raw, trimmed(text));
    require_slice(date->raw, text);
    auto const again = grammar::read_date_time(date->raw);
    require(again && again->local == date->local && again->deviations == date->deviations);
    auto const instant = date->instant();
    require(instant.has_value() != date->to_string().empty());
    if (instant) check_instant(*date, *instant);
}

/// What means something to dates.
inline constexpr auto date_words = std::to_array<std::string_view>(
    {"Tue, ", "1",  "Jul ", "2025 ", "10:00:00", " ",  "+0000", "(",         ")",    "-0700", "GMT",
     "Fri ",  "31", "Feb ", ":",     "/",        "-",  "T",     "Z",         "PM",   "24",    "99",
     "60",    ",",  "01 ",  "9999",  "UTC",      "\"", ".5",    "Wednesday", "1900", "EST"});

}  // namespace arf_fuzz::rules
