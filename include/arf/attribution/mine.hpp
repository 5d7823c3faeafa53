// SPDX-License-Identifier: BSL-1.0
// Mine: what is ours, by AttributionOptions; and what can be told of names and addresses without them.
#pragma once

#include <algorithm>
#include <arf/attribution/answers.hpp>
#include <arf/detail/ascii.hpp>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace arf::attribution {

/// Addresses that mean something else in every network: loopback, private, link-local, shared (RFC 1122, RFC
/// 1918, RFC 3927, RFC 4193, RFC 4291, RFC 6598).
[[nodiscard]] constexpr bool is_private(IpAddress const& ip) noexcept {
    auto const first = ip.octets()[0];
    auto const second = ip.octets()[1];
    if (ip.is_v6())
        return (first & 0xfe) == 0xfc || (first == 0xfe && (second & 0xc0) == 0x80) ||
               Network(IpAddress(std::array<std::uint8_t, 16>{}), 127).contains(ip);  // "::" and "::1"
    return first == 0 || first == 10 || first == 127 || (first == 100 && (second & 0xc0) == 64) ||
           (first == 169 && second == 254) || (first == 172 && (second & 0xf0) == 16) ||
           (first == 192 && second == 168);
}

/// 127.0.0.0/8 and ::1: a program on the same machine.
[[nodiscard]] constexpr bool is_loopback(IpAddress const& ip) noexcept {
    if (ip.is_v4()) return ip.octets()[0] == 127;
    return is_private(ip) && ip.octets()[0] == 0 && ip.octets()[15] == 1;
}

[[nodiscard]] constexpr std::string_view without_final_dot(std::string_view host) noexcept {
    return host.ends_with('.') ? host.substr(0, host.size() - 1) : host;
}

[[nodiscard]] constexpr bool same_host(std::string_view a, std::string_view b) noexcept {
    return !a.empty() && detail::equal_ignoring_case(without_final_dot(a), without_final_dot(b));
}

/// Whether a name is the domain or stands below it.
[[nodiscard]] constexpr bool is_below(std::string_view name, std::string_view domain) noexcept {
    name = without_final_dot(name);
    domain = without_final_dot(domain);
    if (domain.empty() || name.size() < domain.size()) return false;
    auto const tail = name.substr(name.size() - domain.size());
    if (!detail::equal_ignoring_case(tail, domain)) return false;
    return tail.size() == name.size() || name[name.size() - tail.size() - 1] == '.';
}

/// The part of a host name that one organisation holds, as far as it can be told without a list of public
/// suffixes: two labels, three below the second-level domains that most countries have ("example.co.uk").
/// Empty for a name of one label ("localhost"), which everybody has.
[[nodiscard]] constexpr std::string_view organisation(std::string_view host) noexcept {
    constexpr auto shared = std::to_array<std::string_view>(
        {"ac", "co", "com", "edu", "gob", "gov", "ltd", "ne", "net", "nom", "or", "org"});
    host = without_final_dot(host);
    auto const last = host.rfind('.');
    if (last == host.npos || last == 0) return {};
    auto const second = host.rfind('.', last - 1);
    if (second == host.npos) return host;
    auto const label = host.substr(second + 1, last - second - 1);
    bool const is_shared = host.size() - last - 1 == 2 &&
                           std::any_of(shared.begin(), shared.end(),
                                       [&](auto one) { return detail::equal_ignoring_case(label, one); });
    if (!is_shared || second == 0) return host.substr(second + 1);
    auto const third = host.rfind('.', second - 1);
    return third == host.npos ? host : host.substr(third + 1);
}

[[nodiscard]] inline std::string_view domain_of(std::string_view address) noexcept {
    auto const at = address.rfind('@');
    return at == address.npos ? std::string_view{} : address.substr(at + 1);
}

class Mine {
  public:
    explicit Mine(AttributionOptions const& options) noexcept : options_(options) {}

    /// Whether anything was told.
    [[nodiscard]] bool is_known() const noexcept {
        return !options_.my_networks.empty() || !options_.my_hosts.empty() || !options_.my_domains.empty();
    }
    [[nodiscard]] bool has_address(IpAddress const& ip) const noexcept {
        return std::any_of(options_.my_networks.begin(), options_.my_networks.end(),
                           [&](Network const& network) { return network.contains(ip); });
    }
    /// The same where others say it: a private address of theirs is not one of ours.
    [[nodiscard]] bool holds(std::optional<IpAddress> const& ip) const noexcept {
        return ip && !is_private(*ip) && has_address(*ip);
    }
    [[nodiscard]] bool has_host(std::string_view name) const noexcept {
        name = without_final_dot(name);
        return !name.empty() &&
               std::any_of(options_.my_hosts.begin(), options_.my_hosts.end(), [&](std::string_view host) {
                   if (host.starts_with('.')) return is_below(name, host.substr(1));
                   return detail::equal_ignoring_case(name, without_final_dot(host));
               });
    }
    [[nodiscard]] bool has_domain(std::string_view domain) const noexcept {
        return std::any_of(options_.my_domains.begin(), options_.my_domains.end(),
                           [&](std::string_view mine) { return is_below(domain, mine); });
    }
    /// Whether a server of ours says that it wrote this hop. Names below our domains count here: a server
    /// names itself, while below the same domain the reverse DNS of a customer's line may stand.
    [[nodiscard]] bool wrote(Received const& hop) const noexcept {
        return (hop.by_ip && has_address(*hop.by_ip)) || has_host(hop.by) || has_domain(hop.by);
    }
    /// How sure it is that the client of a hop that others wrote was a server of ours. Whoever holds an
    /// address chooses its name in the DNS: where our networks are known, names do not count.
    [[nodiscard]] Confidence sent(Received const& hop) const noexcept {
        if (holds(hop.ip)) return Confidence::high;
        if (!options_.my_networks.empty()) return Confidence::none;
        if (!hop.rdns.empty()) return has_host(hop.rdns) ? Confidence::medium : Confidence::none;
        return has_host(hop.helo) ? Confidence::low : Confidence::none;
    }
    /// Whether the client has a name, and none that is ours: a customer at an address of ours.
    [[nodiscard]] bool is_other_name(Received const& hop) const noexcept {
        auto const named = [&](std::string_view name) { return has_host(name) || has_domain(name); };
        bool const names_are_known = !options_.my_hosts.empty() || !options_.my_domains.empty();
        bool const has_name = !hop.rdns.empty() || !hop.helo.empty();
        return names_are_known && has_name && !named(hop.rdns) && !named(hop.helo);
    }
    /// Whether the client of a hop that we wrote was a server of ours: no stranger has our private addresses,
    /// and our own DNS named them.
    [[nodiscard]] bool passed_on(Received const& hop) const noexcept {
        if (!hop.ip) return false;
        if (has_address(*hop.ip)) return true;
        bool const by_name = is_private(*hop.ip) || options_.my_networks.empty();
        return by_name && !is_loopback(*hop.ip) && has_host(hop.rdns);
    }

  private:
    AttributionOptions const& options_;
};

}  // namespace arf::attribution
