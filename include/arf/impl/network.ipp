// SPDX-License-Identifier: BSL-1.0
// How a network is read. POSIX inet_pton() takes the address apart.
#pragma once

#include <arpa/inet.h>

#include <array>
#include <charconv>

namespace arf {

inline std::optional<Network> Network::parse(std::string_view text) noexcept {
    auto const slash = text.find('/');
    auto const literal = text.substr(0, slash);
    std::array<char, INET6_ADDRSTRLEN> name{};
    if (literal.empty() || literal.size() >= name.size() || literal.find('\0') != literal.npos) return {};
    literal.copy(name.data(), literal.size());
    std::optional<IpAddress> address;
    std::array<std::uint8_t, 4> v4{};
    std::array<std::uint8_t, 16> v6{};
    if (inet_pton(AF_INET, name.data(), v4.data()) == 1) address = IpAddress(v4);
    if (!address && inet_pton(AF_INET6, name.data(), v6.data()) == 1) address = IpAddress(v6);
    if (!address) return {};
    auto const most = address->octets().size() * 8;
    if (slash == text.npos) return Network(*address, static_cast<std::uint8_t>(most));
    auto const digits = text.substr(slash + 1);
    unsigned prefix = 0;
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), prefix);
    if (error != std::errc{} || end != digits.data() + digits.size()) return {};
    // "::ffff:192.0.2.0/120" is held as IPv4: its prefix counts from there.
    if (address->is_v4() && literal.find(':') != literal.npos) {
        if (prefix < 96) return {};
        prefix -= 96;
    }
    if (prefix > most) return {};
    return Network(*address, static_cast<std::uint8_t>(prefix));
}

}  // namespace arf
