// SPDX-License-Identifier: BSL-1.0
// Counts, ports, versions and times since 1970, against from_chars and strtod.
#pragma once

#include <algorithm>
#include <arf/grammar/epoch.hpp>
#include <arf/grammar/filter_value.hpp>
#include <arf/grammar/number.hpp>
#include <arf/grammar/version_number.hpp>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "rule.hpp"

namespace arf_fuzz::rules {

/// The number between CFWS that from_chars reads; none where something else stands there.
inline std::optional<std::uint64_t> expected_number(std::string_view text, std::uint64_t most,
                                                    std::size_t digits) {
    text = text.substr(behind_cfws(text, 0));
    auto const size = std::min(text.find_first_not_of("0123456789"), text.size());
    std::uint64_t number = 0;
    if (size == 0 || size > digits || !is_cfws(text.substr(size))) return {};
    auto const [end, error] = std::from_chars(text.data(), text.data() + size, number);
    if (error != std::errc{} || number > most) return {};
    return number;
}
inline void check_numbers(std::string_view text) {
    auto const incidents = parse_all<std::uint32_t>(grammar::incidents, text);
    auto const expected = expected_number(text, 0xFFFFFFFFU, text.npos);
    require(incidents.has_value() == expected.has_value() && (!incidents || *incidents == *expected));
    auto const port = parse_all<std::uint16_t>(grammar::port, text);
    auto const expected_port = expected_number(text, 0xFFFFU, 5);
    require(port.has_value() == expected_port.has_value() && (!port || *port == *expected_port));
    auto const version = grammar::read_version(text);
    bool const leads_zero = text.substr(behind_cfws(text, 0)).starts_with('0');
    require(version.number.has_value() == (expected && !leads_zero));
    require(!version.number || *version.number == *expected);

    auto rest = text;
    if (auto const number = grammar::take_number(rest)) {
        std::string const copy(
            trimmed(text).substr(0, static_cast<std::size_t>(rest.data() - trimmed(text).data())));
        char* end = nullptr;
        auto const system = std::strtod(copy.c_str(), &end);
        require(end == copy.c_str() + copy.size() && system == *number && std::isfinite(system));
    }
    if (auto const date = grammar::read_epoch(text)) {
        std::string const copy(trimmed(text));
        auto const instant = date->instant();
        require(instant && std::chrono::floor<std::chrono::seconds>(*instant).time_since_epoch().count() ==
                               std::strtoll(copy.c_str(), nullptr, 10));
    }
}

/// What means something to numbers.
inline constexpr auto number_words = std::to_array<std::string_view>(
    {"0", "1", "9", "4294967295", "65535", "+", "-", ".", " ", "(", ")", "1751364000", "e", "a"});

}  // namespace arf_fuzz::rules
