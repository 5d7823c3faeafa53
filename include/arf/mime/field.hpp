// SPDX-License-Identifier: BSL-1.0
// Field: one header field, as a slice of the bytes it came from.
#pragma once

#include <cstdint>
#include <string_view>

namespace arf {

/// A header field (RFC 5322, section 2.2): three views into the header it stands in, nothing copied.
class Field {
  public:
    /// What was seen while the field was scanned.
    enum Flag : std::uint8_t {
        folded = 1,       ///< more than one line
        has_nul = 2,      ///< a NUL byte
        has_bare_cr = 4,  ///< a CR without LF
        has_8bit = 8,     ///< a byte above 127
        too_long = 16,    ///< longer than ParseOptions::max_field_bytes: kept, not read
    };

    constexpr Field() noexcept = default;
    constexpr Field(char const* start, std::uint32_t name_size, std::uint32_t body_start, std::uint32_t size,
                    std::uint8_t flags) noexcept
        : start_(start), name_size_(name_size), body_start_(body_start), size_(size), flags_(flags) {}

    /// The name as written, without blanks before the colon.
    [[nodiscard]] constexpr std::string_view name() const noexcept { return {start_, name_size_}; }
    /// All behind the colon as received, folding included, without the final line end.
    [[nodiscard]] constexpr std::string_view body() const noexcept {
        return {start_ + body_start_, size_ - body_start_};
    }
    /// Name, colon and body as received, without the final line end.
    [[nodiscard]] constexpr std::string_view raw() const noexcept { return {start_, size_}; }
    [[nodiscard]] constexpr bool is(Flag flag) const noexcept { return (flags_ & flag) != 0; }
    /// No folding and no byte that a value must not show: body(), trimmed, is the value.
    [[nodiscard]] constexpr bool is_plain() const noexcept { return flags_ == 0; }

  private:
    char const* start_ = nullptr;
    std::uint32_t name_size_ = 0;
    std::uint32_t body_start_ = 0;
    std::uint32_t size_ = 0;
    std::uint8_t flags_ = 0;
};

}  // namespace arf
