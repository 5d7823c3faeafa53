// SPDX-License-Identifier: BSL-1.0
// IpAddress: an IPv4 or IPv6 address.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <span>
#include <string>

namespace arf {

/// An IPv4 or IPv6 address. An IPv4-mapped IPv6 address (::ffff:192.0.2.1) is held and shown as the IPv4
/// address.
class IpAddress {
  public:
    constexpr IpAddress() noexcept = default;  ///< 0.0.0.0
    /// @param v4 four octets in network order.
    explicit constexpr IpAddress(std::array<std::uint8_t, 4> v4) noexcept {
        for (std::size_t i = 0; i < 4; ++i) bytes_[i] = v4[i];
    }
    /// @param v6 sixteen octets in network order; folded to IPv4 where it is IPv4-mapped.
    explicit constexpr IpAddress(std::array<std::uint8_t, 16> v6) noexcept : family_(6) {
        bool mapped = v6[10] == 0xff && v6[11] == 0xff;
        for (std::size_t i = 0; i < 10; ++i) mapped = mapped && v6[i] == 0;
        for (std::size_t i = 0; i < (mapped ? 4U : 16U); ++i) bytes_[i] = v6[mapped ? i + 12 : i];
        if (mapped) family_ = 4;
    }

    [[nodiscard]] constexpr bool is_v4() const noexcept { return family_ == 4; }
    [[nodiscard]] constexpr bool is_v6() const noexcept { return family_ == 6; }
    /// The octets in network order: 4 or 16.
    [[nodiscard]] constexpr std::span<std::uint8_t const> octets() const noexcept {
        return std::span(bytes_).first(family_ == 4 ? 4 : 16);
    }
    /// Canonical text: dotted decimal, or RFC 5952 in lower case.
    [[nodiscard]] std::string to_string() const;

    friend constexpr auto operator<=>(IpAddress const&, IpAddress const&) noexcept = default;

  private:
    std::uint8_t family_ = 4;
    std::array<std::uint8_t, 16> bytes_{};
};

}  // namespace arf

#include <arf/impl/ip_address.ipp>
