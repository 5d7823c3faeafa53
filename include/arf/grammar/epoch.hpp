// SPDX-License-Identifier: BSL-1.0
// Points in time as seconds since 1970, as the webhooks of sending services write them.
#pragma once

#include <arf/grammar/bytes.hpp>
#include <arf/grammar/zone.hpp>
#include <arf/value/date_time.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace arf::grammar {

/// Seconds since 1970-01-01T00:00:00Z, and what is left of a second.
struct EpochText {
    std::uint64_t seconds = 0;
    std::int32_t microseconds = 0;
};

/// Semantic action: up to six digits behind the decimal point.
struct StoreMicroseconds {
    template <class Context>
    void operator()(Context const& context) const noexcept {
        auto [value, count] = x3::_attr(context);
        for (; count < 6; ++count) value *= 10;
        x3::_val(context).microseconds = value;
    }
};

/// Seconds since the epoch (POSIX, base definitions, section 4.16), leap seconds not counted. Ten digits are
/// the years 2001 to 2286: fewer or more of them are another unit, or no time at all (FORMATS 6.3).
///
///     epoch = %x31-39 9DIGIT [ "." 1*DIGIT ]                                         (private)
///
/// Takes      "1751364000", "1751364000.501324", "1751364000.5", "1751364000.1234567", "9999999999"
/// Refuses    "", "0", "175136400", "0751364000", "17513640000", "1751364000000", "-1751364000",
///            "1751364000.", "1751364000,5", "1.751364e9", "1751364000 "
/// In the wild: Mailgun writes a fraction, SparkPost a string.
inline auto const epoch = x3::rule<struct epoch_class, EpochText>{"epoch"} =
    !x3::lit('0') >> x3::uint_parser<std::uint64_t, 10, 10, 10>{}[store<&EpochText::seconds>] >>
    -('.' >> digits<1, 6>[StoreMicroseconds{}] >> *digit) >> !digit;

/// Reads a point in time that is written as seconds. For places that are known to hold one: elsewhere ten
/// digits may be anything.
///
/// @return The time in UTC, which no sender's own zone is known of; none where `epoch` does not match.
[[nodiscard]] inline std::optional<DateTime> read_epoch(std::string_view text) noexcept {
    auto const raw = arf::detail::trim(text);
    auto const* first = raw.data();
    auto const* const last = first + raw.size();
    EpochText parts;
    if (!x3::parse(first, last, epoch, parts) || first != last) return {};
    DateTime date;
    date.local = std::chrono::local_time<std::chrono::microseconds>{
        std::chrono::seconds{static_cast<std::int64_t>(parts.seconds)} +
        std::chrono::microseconds{parts.microseconds}};
    date.zone = Zone::utc;
    date.raw = raw;
    return date;
}

}  // namespace arf::grammar
