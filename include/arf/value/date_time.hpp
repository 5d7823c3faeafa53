// SPDX-License-Identifier: BSL-1.0
// DateTime: a date as a mail header states it, with what is odd about it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace arf {

/// Ways in which a date may differ from RFC 5322, section 3.3, and still be understood.
enum class DateDeviation : std::uint16_t {
    none = 0,
    wrong_weekday = 1U << 0U,  ///< the day of the week is not that day's
    obsolete_zone = 1U << 1U,  ///< named zone (RFC 5322, section 4.3)
    obsolete_year = 1U << 2U,  ///< two or three digits (RFC 5322, section 4.3)
    other_format = 1U << 3U,   ///< asctime, ISO 8601, month before day, Go's time format, ...
    loose_zone = 1U << 4U,     ///< "GMT+2", "+02:00", "UTC+0200", "+2", "--0400"
    twelve_hours = 1U << 5U,   ///< AM or PM
    hour_24 = 1U << 6U,        ///< 24:00:00, the end of that day
    trailing_text = 1U << 7U,  ///< something behind the date that is no comment, or a comment cut off
    no_time = 1U << 8U,        ///< a day without a time of day
};

[[nodiscard]] constexpr DateDeviation operator|(DateDeviation a, DateDeviation b) noexcept {
    return static_cast<DateDeviation>(static_cast<std::uint16_t>(a) | static_cast<std::uint16_t>(b));
}
constexpr DateDeviation& operator|=(DateDeviation& a, DateDeviation b) noexcept { return a = a | b; }
[[nodiscard]] constexpr bool has(DateDeviation set, DateDeviation one) noexcept {
    return (static_cast<std::uint16_t>(set) & static_cast<std::uint16_t>(one)) != 0;
}

/// What the zone of a date says.
enum class Zone : std::uint8_t {
    missing,  ///< no zone at all: the instant is not known
    unknown,  ///< a name that is ambiguous or not known (IST, JST): the instant is not known
    utc,      ///< "-0000": the instant is known, the local zone of the sender is not (RFC 5322, section 3.3)
    offset,   ///< a numeric offset, or one of the names that RFC 5322, section 4.3 defines
};

/// A date and time as written in a header. Wall-clock time and zone are kept apart, so that a date without a
/// known zone never turns into an instant.
struct DateTime {
    using Instant = std::chrono::sys_time<std::chrono::microseconds>;

    std::chrono::local_time<std::chrono::microseconds> local{};  ///< wall clock, as written
    std::chrono::minutes offset{0};  ///< east of UTC; 0 unless zone is Zone::offset
    Zone zone = Zone::missing;
    DateDeviation deviations = DateDeviation::none;
    std::string_view raw;  ///< the whole value as written, surrounding blanks removed

    /// The point in time; none where the zone is missing or unknown, or where no time of day is given.
    [[nodiscard]] constexpr std::optional<Instant> instant() const noexcept {
        if (zone == Zone::missing || zone == Zone::unknown || has(deviations, DateDeviation::no_time))
            return {};
        return Instant{local.time_since_epoch() - offset};
    }
    /// RFC 3339 in UTC, whole seconds ("2020-10-31T18:02:57Z"; a fraction that is not zero follows the
    /// seconds); empty where there is no instant.
    [[nodiscard]] std::string to_string() const;
};

}  // namespace arf

#include <arf/impl/date_time.ipp>
