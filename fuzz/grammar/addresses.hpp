// SPDX-License-Identifier: BSL-1.0
// IP addresses in literals and alone, against inet_pton.
#pragma once

#include <arpa/inet.h>

#include <arf/grammar/client_address.hpp>
#include <arf/grammar/ip_literal.hpp>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "rule.hpp"

namespace arf_fuzz::rules {

/// What the system makes of the text of an address.
template <std::size_t N>
std::optional<std::array<std::uint8_t, N>> system_address(std::string_view text) {
    std::array<std::uint8_t, N> octets{};
    if (text.find('\0') != text.npos) return {};
    std::string const copy(text);
    if (::inet_pton(N == 4 ? AF_INET : AF_INET6, copy.c_str(), octets.data()) != 1) return {};
    return octets;
}
inline std::optional<arf::IpAddress> plain_address(std::string_view text) {
    if (auto const v4 = system_address<4>(text)) return arf::IpAddress(*v4);
    if (lower_case(text.substr(0, 5)) == "ipv6:") text.remove_prefix(5);
    if (auto const v6 = system_address<16>(text)) return arf::IpAddress(*v6);
    return {};
}
/// CFWS, an address with or without brackets, CFWS.
inline std::optional<arf::IpAddress> expected_literal(std::string_view text) {
    auto const start = behind_cfws(text, 0);
    bool const bracketed = text.substr(start).starts_with('[');
    auto const end = bracketed ? text.find(']', start) : text.find_first_of(" \t\r\n(", start);
    if (bracketed && end == text.npos) return {};
    auto const behind = end == text.npos ? text.size() : end + (bracketed ? 1 : 0);
    if (!is_cfws(text.substr(behind))) return {};
    auto const inside = text.substr(start, end - start);
    return plain_address(bracketed ? trimmed(inside.substr(1)) : inside);
}
/// Its text is an address that the system reads as the same octets.
inline void check_address(arf::IpAddress const& address) {
    auto const text = address.to_string();
    auto const again = plain_address(text);
    require(again && *again == address);
    require(parse_all<arf::IpAddress>(grammar::ip_literal, text) == address);
}
inline void check_ip(std::string_view text) {
    auto const found = parse_all<arf::IpAddress>(grammar::ip_literal, text);
    require(found == expected_literal(text) && found == grammar::read_ip_literal(text));
    if (found) check_address(*found);
    auto const client = grammar::read_client_address(text);
    if (auto const address = plain_address(text)) require(client && client->ip == *address);
    if (client) {
        auto const bare = client->ip.to_string();
        auto const written = (client->ip.is_v6() ? "[IPv6:" : "[") + bare + "]";
        auto const port = client->port == 0 ? "" : ":" + std::to_string(client->port);
        auto const again = grammar::read_client_address(written + port);
        require(again && again->ip == client->ip && again->port == client->port);
        require(text.find("[") == text.npos || text.find(']') != text.npos);
    }
}

/// What means something to addresses.
inline constexpr auto ip_words = std::to_array<std::string_view>(
    {"0", "1",   "9", "25", ".", ":",         "::",          "[",     "]", "IPv6:",
     "f", "db8", " ", "(",  ")", "192.0.2.1", "2001:db8::1", "ffff:", "%", "\0"sv});

}  // namespace arf_fuzz::rules
