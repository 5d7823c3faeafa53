// SPDX-License-Identifier: BSL-1.0
// The time of day in a date.
#pragma once

#include <arf/grammar/cfws.hpp>
#include <arf/grammar/date_text.hpp>
#include <cstdint>

namespace arf::grammar {

/// Semantic action: a part of the time of day.
template <std::int8_t TimeText::*Member>
struct StoreTime {
    template <class Context>
    void operator()(Context const& context) const noexcept {
        x3::_val(context).*Member = static_cast<std::int8_t>(x3::_attr(context).value);
        x3::_val(context).exact &= x3::_attr(context).digits == 2;
    }
};

/// Semantic action: up to six digits behind the decimal point.
struct StoreFraction {
    template <class Context>
    void operator()(Context const& context) const noexcept {
        auto [value, count] = x3::_attr(context);
        for (; count < 6; ++count) value *= 10;
        x3::_val(context).microseconds = value;
        x3::_val(context).exact = false;
    }
};

/// A time of day.
///
///     time-of-day = hour ":" minute [ ":" second ]                                   (RFC 5322, section 3.3)
///
/// Takes      "10:00", "10:00:00", "9:5:1", "10 : 00 (c) : 00", "10:00:00.25", "10:00:00,25", "10:00 PM",
///            "10:00am"
/// Refuses    "", "10", "10:", "10:x", "100:00"
/// In the wild: fractions (Go, ISO 8601), AM and PM.
inline auto const time_of_day = x3::rule<struct time_of_day_class, TimeText>{"time-of-day"} = [] {
    auto const colon = opt_cfws >> ':' >> opt_cfws;
    auto const second = colon >> digits<1, 2>[StoreTime<&TimeText::second>{}];
    auto const fraction = ByteSet{".,"} >> digits<1, 6>[StoreFraction{}] >> *digit;
    auto const am = (Caseless{"am"} >> !letter)[assign<&TimeText::half, HalfDay::am>];
    auto const pm = (Caseless{"pm"} >> !letter)[assign<&TimeText::half, HalfDay::pm>];
    return digits<1, 2>[StoreTime<&TimeText::hour>{}] >> colon >>
           digits<1, 2>[StoreTime<&TimeText::minute>{}] >> -second >> -fraction >> -(*blank >> (am | pm));
}();

}  // namespace arf::grammar
