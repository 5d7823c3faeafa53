// SPDX-License-Identifier: BSL-1.0
// Source-IP: an address literal.
#pragma once

#include <arpa/inet.h>

#include <algorithm>
#include <arf/grammar/cfws.hpp>
#include <arf/grammar/parse.hpp>
#include <arf/value/ip_address.hpp>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace arf::grammar {

/// One octet of an IPv4 address. A leading zero is refused: some read it as octal.
///
///     Snum = 1*3DIGIT                            ; 0 to 255                          (RFC 5321,
///     section 4.1.3)
///
/// Takes      "0", "9", "255"
/// Refuses    "", "00", "01", "256", "1000", "-1"
/// In the wild: no deviation known.
inline auto const octet = x3::rule<struct octet_class, std::uint8_t>{"octet"} =
    !(x3::lit('0') >> digit) >> x3::uint_parser<std::uint8_t, 10, 1, 3>{};

/// Semantic action: octet I of an IPv4 address.
template <std::size_t I>
struct StoreOctet {
    template <class Context>
    void operator()(Context const& context) const noexcept {
        x3::_val(context)[I] = x3::_attr(context);
    }
};

/// Four octets.
///
///     IPv4-address-literal = Snum 3("." Snum)                                        (RFC 5321,
///     section 4.1.3)
///
/// Takes      "192.0.2.1", "0.0.0.0", "255.255.255.255"
/// Refuses    "192.0.2", "192.0.2.1.1", "192.0.2.01", "192.0.2.256", "192.0.2.x", "192.0.2."
/// In the wild: no deviation known.
inline auto const ipv4 = x3::rule<struct ipv4_class, std::array<std::uint8_t, 4>>{"ipv4"} =
    octet[StoreOctet<0>{}] >> '.' >> octet[StoreOctet<1>{}] >> '.' >> octet[StoreOctet<2>{}] >> '.' >>
    octet[StoreOctet<3>{}] >> !(digit | x3::lit('.'));

/// Semantic action: the text of an IPv6 address becomes its octets; no match where it is none.
struct ToIpv6 {
    template <class Context>
    void operator()(Context const& context) const noexcept {
        auto const& text = x3::_attr(context);
        std::array<char, INET6_ADDRSTRLEN> copy{};  // inet_pton wants a zero behind the text
        auto const fits = static_cast<std::size_t>(text.size()) < copy.size();
        if (fits) std::copy(text.begin(), text.end(), copy.begin());
        x3::_pass(context) = fits && ::inet_pton(AF_INET6, copy.data(), x3::_val(context).data()) == 1;
    }
};

/// Eight groups, as RFC 4291, section 2.2 writes them.
///
///     IPv6-addr = IPv6-full / IPv6-comp / IPv6v4-full / IPv6v4-comp                  (RFC 5321,
///     section 4.1.3)
///
/// Takes      "2001:db8::1", "::", "2001:DB8:0:0:0:0:0:25", "::ffff:192.0.2.1", "2001:db8:1:2:3:4:5::"
/// Refuses    "2001:db8", "2001:db8:::1", "1::2::3", "2001:db8::12345", "::192.0.2.01", "fe80::1%eth0"
/// In the wild: "::" for a single group, which RFC 5321 forbids and RFC 4291 does not.
inline auto const ipv6 = x3::rule<struct ipv6_class, std::array<std::uint8_t, 16>>{"ipv6"} =
    x3::raw[+(hex_digit | ByteSet{":."})][ToIpv6{}];

/// Semantic action: octets become an address.
struct ToIpAddress {
    template <class Context>
    void operator()(Context const& context) const noexcept {
        x3::_val(context) = IpAddress{x3::_attr(context)};
    }
};

/// An address, in any of the ways in which reporters write it.
///
///     source-ip = "Source-IP:" [CFWS] ( IPv4-address-literal / IPv6-address-literal ) [CFWS] CRLF
///                                                                                    (RFC 5965, section 3.5)
///     IPv6-address-literal = "IPv6:" IPv6-addr                                       (RFC 5321,
///     section 4.1.3)
///
/// Takes      "192.0.2.1", "[192.0.2.1]", "192.0.2.1 (out.example.com)", "IPv6:2001:db8::1", "2001:db8::1",
///            "[ipv6:2001:db8::1]", "::ffff:192.0.2.1", "[ 192.0.2.1 ]", "(c) 192.0.2.1"
/// Refuses    "", "192.0.2.01", "192.0.2", "192.0.2.x", "fe80::1%eth0", "[192.0.2.1", "192.0.2.1]",
///            "192.0.2.1:25", "192.0.2.1, 192.0.2.2", "192.0.2.1 out.example.com", "IPv6:192.0.2.1",
///            "192.0.2.1 (c"
/// In the wild: a host name in a comment (OpenDMARC), brackets, no tag (the examples of RFC 9477),
/// "192.0.2.x" and an empty field from reporters that mask.
inline auto const ip_literal = x3::rule<struct ip_literal_class, IpAddress>{"ip-literal"} = [] {
    auto const address = ipv4[ToIpAddress{}] | (-Caseless{"ipv6:"} >> ipv6[ToIpAddress{}]);
    auto const bracketed = '[' >> x3::omit[*blank] >> address >> x3::omit[*blank] >> ']';
    return opt_cfws >> (bracketed | address) >> opt_cfws;
}();

/// Four octets with nothing but blanks around them, which is how nearly all are written: several times faster
/// than the rules. What it does not take, the rules may.
[[nodiscard]] constexpr bool read_plain_ipv4(std::string_view text,
                                             std::array<std::uint8_t, 4>& octets) noexcept {
    text = trim(text);
    auto const* at = text.data();
    auto const* const last = at + text.size();
    for (std::size_t i = 0; i < octets.size(); ++i) {
        if (i != 0 && (at == last || *at++ != '.')) return false;
        auto const* const first = at;
        unsigned value = 0;
        while (at != last && arf::detail::is_digit(*at) && value < 100) {
            value = value * 10 + static_cast<unsigned>(*at++ - '0');
        }
        bool const has_leading_zero = at - first > 1 && *first == '0';
        if (at == first || value > 255 || has_leading_zero) return false;
        octets[i] = static_cast<std::uint8_t>(value);
    }
    return at == last;
}

/// Reads the text of a field that holds an address: what `ip_literal` matches.
[[nodiscard]] inline std::optional<IpAddress> read_ip_literal(std::string_view text) noexcept {
    std::array<std::uint8_t, 4> octets{};
    if (read_plain_ipv4(text, octets)) return IpAddress{octets};
    return parse_all<IpAddress>(ip_literal, text);
}

}  // namespace arf::grammar
