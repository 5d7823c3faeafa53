// SPDX-License-Identifier: BSL-1.0
// The calendar of a tally: day, hour and week of an instant in a time zone.
#pragma once

#include <glib.h>

#include <algorithm>
#include <arf/value/date_time.hpp>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace arf::detail {

/// Whether an instant is in the years 1 to 9999 of UTC: what has four digits, and what calendars of others
/// take.
[[nodiscard]] constexpr bool is_in_calendar(DateTime::Instant time) noexcept {
    using std::chrono::year, std::chrono::January, std::chrono::sys_days;
    return time >= sys_days{year{1} / January / 1} && time < sys_days{year{10000} / January / 1};
}

/// Whether a text can be the name of a zone in the IANA database: what GLib would take for a path or a rule
/// is none.
[[nodiscard]] inline bool is_zone_name(std::string_view name) noexcept {
    constexpr std::size_t most = 64;
    constexpr std::string_view marks = "_+-/";
    auto const is_letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
    if (name.empty() || name.size() > most || !is_letter(name.front()) || name.back() == '/') return false;
    return name.find("//") == name.npos && std::all_of(name.begin(), name.end(), [&](char c) {
               return is_letter(c) || (c >= '0' && c <= '9') || marks.find(c) != marks.npos;
           });
}

/// A zone of GLib's, which keeps one of each name in a table of its own; null where there is none. Not inlined:
/// the thread sanitizer, which does not see the lock of that table, is told of this function by its name.
[[nodiscard, gnu::noinline]] inline GTimeZone* acquire_zone(std::string const& name) {
    return g_time_zone_new_identifier(name.c_str());
}
/// Gives it back; null is allowed. Not inlined, for the same reason.
[[gnu::noinline]] inline void release_zone(GTimeZone* zone) {
    if (zone != nullptr) g_time_zone_unref(zone);
}

/// Turns instants into the local time of one zone. GLib reads the zone; asking it is slow, so that the offset
/// of each day is kept.
class ZoneClock {
  public:
    using Local = std::chrono::local_time<std::chrono::microseconds>;

    /// None where there is no such zone.
    [[nodiscard]] static std::optional<ZoneClock> find(std::string const& name) {
        if (!is_zone_name(name)) return {};
        std::shared_ptr<GTimeZone> zone(acquire_zone(name), release_zone);
        if (!zone) return {};
        return ZoneClock(std::move(zone));
    }

    [[nodiscard]] Local local(DateTime::Instant time) {
        using std::chrono::floor, std::chrono::seconds, std::chrono::days;
        auto const second = floor<seconds>(time).time_since_epoch().count();
        auto const day = floor<days>(time).time_since_epoch().count();
        auto& kept = days_[static_cast<std::uint64_t>(day) % days_.size()];
        if (kept.day != day) kept = ask_about(day);
        auto const offset = kept.changes ? offset_at(interval_at(second)) : kept.offset;
        return Local{time.time_since_epoch() + seconds{offset}};
    }

  private:
    struct Day {
        std::int64_t day = INT64_MIN;
        std::int32_t offset = 0;  // seconds east of UTC
        bool changes = false;     // within the day
    };
    explicit ZoneClock(std::shared_ptr<GTimeZone> zone) : zone_(std::move(zone)) {}

    [[nodiscard]] int interval_at(std::int64_t second) const {
        return g_time_zone_find_interval(zone_.get(), G_TIME_TYPE_UNIVERSAL, second);
    }
    [[nodiscard]] std::int32_t offset_at(int interval) const {
        return interval < 0 ? 0 : g_time_zone_get_offset(zone_.get(), interval);
    }
    [[nodiscard]] Day ask_about(std::int64_t day) const {
        constexpr std::int64_t length = 86'400;
        auto const first = interval_at(day * length);
        return {day, offset_at(first), first != interval_at(day * length + length - 1)};
    }

    std::shared_ptr<GTimeZone> zone_;
    std::array<Day, 64> days_{};
};

inline void append_number(std::string& out, int number, std::size_t digits) {
    std::array<char, 12> text{};
    auto const end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    auto const size = static_cast<std::size_t>(end - text.data());
    if (size < digits) out.append(digits - size, '0');
    out.append(text.data(), size);
}

/// "2026-01-15"
[[nodiscard]] inline std::string day_text(ZoneClock::Local time) {
    std::chrono::year_month_day const day{std::chrono::floor<std::chrono::days>(time)};
    std::string out;
    append_number(out, static_cast<int>(day.year()), 4);
    append_number(out.append("-"), static_cast<int>(static_cast<unsigned>(day.month())), 2);
    append_number(out.append("-"), static_cast<int>(static_cast<unsigned>(day.day())), 2);
    return out;
}
/// "2026-01-15T10"
[[nodiscard]] inline std::string hour_text(ZoneClock::Local time) {
    auto const midnight = std::chrono::floor<std::chrono::days>(time);
    auto out = day_text(time).append("T");
    auto const hours = std::chrono::floor<std::chrono::hours>(time - midnight);
    append_number(out, static_cast<int>(hours.count()), 2);
    return out;
}
/// "2026-W03": the week and the year that its Thursday is in (ISO 8601).
[[nodiscard]] inline std::string week_text(ZoneClock::Local time) {
    using std::chrono::days, std::chrono::local_days, std::chrono::year_month_day, std::chrono::January;
    auto const day = std::chrono::floor<days>(time);
    auto const thursday = day + days{4} - days{std::chrono::weekday{day}.iso_encoding()};
    auto const year = year_month_day{thursday}.year();
    auto const week = (thursday - local_days{year / January / 1}).count() / 7 + 1;
    std::string out;
    append_number(out, static_cast<int>(year), 4);
    append_number(out.append("-W"), static_cast<int>(week), 2);
    return out;
}

}  // namespace arf::detail
