// SPDX-License-Identifier: BSL-1.0
// Network: a block of IP addresses.
#pragma once

#include <arf/value/ip_address.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace arf {

/// A block of addresses in CIDR notation (RFC 4632, RFC 4291): "192.0.2.0/24", "2001:db8::/32".
class Network {
  public:
    /// @param prefix number of leading bits that count; more than the address has means all of them.
    constexpr Network(IpAddress address, std::uint8_t prefix) noexcept : address_(address), prefix_(prefix) {}

    /// Reads "192.0.2.0/24" or a single address. Bits behind the prefix do not matter.
    /// @return nothing where it is neither.
    [[nodiscard]] static std::optional<Network> parse(std::string_view text) noexcept;

    [[nodiscard]] constexpr bool contains(IpAddress const& other) const noexcept {
        if (address_.is_v4() != other.is_v4()) return false;
        auto const ours = address_.octets();
        auto const theirs = other.octets();
        std::size_t bits = prefix_ < ours.size() * 8 ? prefix_ : ours.size() * 8;
        for (std::size_t i = 0; bits != 0; ++i) {
            auto const take = bits < 8 ? bits : 8;
            auto const mask = static_cast<std::uint8_t>(0xff00U >> take);
            if (((ours[i] ^ theirs[i]) & mask) != 0) return false;
            bits -= take;
        }
        return true;
    }
    [[nodiscard]] constexpr IpAddress const& address() const noexcept { return address_; }
    [[nodiscard]] constexpr std::uint8_t prefix() const noexcept { return prefix_; }

  private:
    IpAddress address_;
    std::uint8_t prefix_;
};

}  // namespace arf

#include <arf/impl/network.ipp>
