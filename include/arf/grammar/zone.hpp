// SPDX-License-Identifier: BSL-1.0
// The zone of a date: an offset or a name.
#pragma once

#include <arf/grammar/cfws.hpp>
#include <arf/value/date_time.hpp>
#include <array>
#include <cstdint>
#include <string_view>

namespace arf::grammar {

/// A number of Min to Max digits, read from left to right.
struct Number {
    int value = 0;
    int digits = 0;
};
template <int Min, int Max>
struct Digits : x3::parser<Digits<Min, Max>> {
    using attribute_type = Number;
    static bool const has_attribute = true;

    template <class Context, class RContext, class Attribute>
    bool parse(char const*& first, char const* const& last, Context const&, RContext&,
               Attribute& out) const noexcept {
        Number number;
        auto const* at = first;
        for (; at != last && digit.has(*at) && number.digits < Max; ++at, ++number.digits) {
            number.value = number.value * 10 + (*at - '0');
        }
        if (number.digits < Min) return false;
        first = at;
        x3::traits::move_to(number, out);
        return true;
    }
};
template <int Min, int Max>
inline constexpr Digits<Min, Max> digits{};

/// A zone as written.
struct ZoneText {
    char sign = 0;  ///< '+' or '-'; 0 without an offset
    std::int8_t hours = 0;
    std::int8_t minutes = 0;
    bool colon = false;     ///< "+02:00"
    bool loose = false;     ///< not four digits, or two signs, or behind "GMT"
    std::string_view name;  ///< without an offset
};

/// Semantic action for the digits of an offset that stand together: "0530", "530", "05", "5".
struct StoreOffset {
    template <class Context>
    void operator()(Context const& context) const noexcept {
        auto const [value, count] = x3::_attr(context);
        auto& zone = x3::_val(context);
        zone.hours = static_cast<std::int8_t>(count > 2 ? value / 100 : value);
        zone.minutes = static_cast<std::int8_t>(count > 2 ? value % 100 : 0);
        zone.loose |= count != 4;
    }
};

/// Semantic action for the minutes of "05:30".
struct StoreOffsetMinutes {
    template <class Context>
    void operator()(Context const& context) const noexcept {
        x3::_val(context).minutes = static_cast<std::int8_t>(x3::_attr(context).value);
        x3::_val(context).colon = true;
    }
};

/// A numeric offset.
///
///     zone = (FWS ( "+" / "-" ) 4DIGIT) / obs-zone                                   (RFC 5322, section 3.3)
///
/// Takes      "+0000", "-0530", "+02:00", "+2", "+02", "+530", "--0400"
/// Refuses    "", "0000", "+", "+00000", "+2:0", "---0400"
/// In the wild: "+02:00" and "+2" (FORMATS 6.3), "--0400".
inline auto const zone_offset = x3::rule<struct zone_offset_class, ZoneText>{"zone-offset"} = [] {
    constexpr ByteSet sign{"+-"};
    auto const together = digits<3, 4>[StoreOffset{}];
    auto const apart = digits<1, 2>[StoreOffset{}] >> -(':' >> digits<2, 2>[StoreOffsetMinutes{}]);
    return sign[store<&ZoneText::sign>] >> -sign[assign<&ZoneText::loose, true>] >> (together | apart) >>
           !(digit | x3::lit(':'));
}();

/// A zone by name; "GMT" and its like may have an offset behind them.
///
///     obs-zone = "UT" / "GMT" / "EST" / "EDT" / "CST" / "CDT" / "MST" / "MDT" / "PST" / "PDT" / military
///                                                                                    (RFC 5322, section 4.3)
///
/// Takes      "GMT", "EDT", "Z", "JST", "Europe/Berlin", "GMT+2", "UTC+0200", "UTC +02:00", and what
///            zone_offset takes
/// Refuses    "", "2018", "(EST)"
/// In the wild: EDT, PST, PDT, UT, JST (feedback loops).
inline auto const zone_text = x3::rule<struct zone_text_class, ZoneText>{"zone"} = [] {
    auto const utc = Caseless{"gmt"} | Caseless{"utc"} | Caseless{"ut"};
    auto const from_utc =
        utc >> x3::omit[*blank] >> zone_offset[to_value] >> x3::eps[assign<&ZoneText::loose, true>];
    auto const name = x3::raw[letter >> *(letter | ByteSet{"/_"})][store_view<&ZoneText::name>];
    return zone_offset[to_value] | from_utc | name;
}();

/// A named zone of RFC 5322, section 4.3, and its hours east of UTC.
struct NamedZone {
    std::string_view name;
    int hours;
};
inline constexpr auto named_zones = std::to_array<NamedZone>({
    {"GMT", 0},
    {"UT", 0},
    {"UTC", 0},
    {"Z", 0},
    {"EST", -5},
    {"EDT", -4},
    {"CST", -6},
    {"CDT", -5},
    {"MST", -7},
    {"MDT", -6},
    {"PST", -8},
    {"PDT", -7},
});

/// @return The zone of that name; nullptr for all others: military letters had their signs wrong in RFC 822,
/// and names like "IST" mean several zones.
[[nodiscard]] constexpr NamedZone const* find_zone(std::string_view name) noexcept {
    for (auto const& zone : named_zones) {
        if (equal_ignoring_case(zone.name, name)) return &zone;
    }
    return nullptr;
}

}  // namespace arf::grammar
