// SPDX-License-Identifier: BSL-1.0
// The address of a client as servers write it into trace fields, often with its port.
#pragma once

#include <arf/grammar/ip_literal.hpp>
#include <arf/grammar/parse.hpp>
#include <arf/value/ip_address.hpp>
#include <cstdint>
#include <optional>
#include <string_view>

namespace arf::grammar {

/// An address, and the port where one is written.
struct ClientAddress {
    IpAddress ip;
    std::uint16_t port = 0;  ///< 0 where none is written, and for 0 itself, which no client has
};

/// One address, with or without brackets, tag and port.
///
///     client-address = address-literal [ ":" port ]
///                    / "[" IPv4-address ":" port "]" / IPv4-address [ ":" port ] / IPv6-address
///     address-literal is that of RFC 5321, section 4.1.3; the port is everybody's own (FORMATS 5.2)
///
/// Takes      "[192.0.2.1]", "192.0.2.1", "[192.0.2.1]:54321", "[192.0.2.1:4227]", "192.0.2.1:4227",
///            "[IPv6:2001:db8::1]", "IPv6:2001:db8::1", "2001:db8::1", "[2001:db8::1]:25",
///            "[192.0.2.1]:0"
/// Refuses    "", "192.0.2", "192.0.2.01", "[192.0.2.1", "192.0.2.1]", "[192.0.2.1]:",
///            "[192.0.2.1]:65536", "[fe80::1%eth0]", "192.0.2.1 ", "host.example.com", "[local]"
/// In the wild: the port behind the bracket (Exim) and inside it (ecelerity), no brackets (qmail, Exchange).
inline auto const client_address =
    x3::rule<struct client_address_class, ClientAddress>{"client-address"} = [] {
        constexpr auto to_ip = [](auto const& context) noexcept {
            x3::_val(context).ip = IpAddress{x3::_attr(context)};
        };
        auto const number = x3::uint_parser<std::uint16_t, 10, 1, 5>{}[store<&ClientAddress::port>];
        auto const at_port = ':' >> number;
        auto const v4 = ipv4[to_ip];
        auto const v6 = -Caseless{"ipv6:"} >> ipv6[to_ip];
        auto const bracketed_v4 = '[' >> v4 >> ((at_port >> ']') | (']' >> -at_port));
        auto const bracketed_v6 = '[' >> v6 >> ']' >> -at_port;
        return bracketed_v4 | bracketed_v6 | (v4 >> -at_port) | v6;
    }();

/// @return The address that the whole text is; none for any other text.
[[nodiscard]] inline std::optional<ClientAddress> read_client_address(std::string_view text) noexcept {
    return parse_all<ClientAddress>(client_address, text);
}

}  // namespace arf::grammar
