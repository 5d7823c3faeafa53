// SPDX-License-Identifier: BSL-1.0
// DateTime as text (RFC 3339).
#pragma once

#include <array>
#include <chrono>
#include <cstdio>
#include <string>

namespace arf {

inline std::string DateTime::to_string() const {
    auto const when = instant();
    if (!when) return {};
    auto const day = std::chrono::floor<std::chrono::days>(*when);
    std::chrono::year_month_day const date{day};
    std::chrono::hh_mm_ss const time{*when - day};
    std::array<char, 64> text{};
    auto size =
        std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d",
                      static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                      static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                      static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
    std::string out(text.data(), static_cast<std::size_t>(size));
    if (time.subseconds().count() != 0) {
        size = std::snprintf(text.data(), text.size(), ".%06d", static_cast<int>(time.subseconds().count()));
        out.append(text.data(), static_cast<std::size_t>(size));
    }
    return out += 'Z';
}

}  // namespace arf
