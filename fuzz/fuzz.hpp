// SPDX-License-Identifier: BSL-1.0
// What the harnesses share: an oracle that names its line when it is broken, and small ways to ask.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace arf_fuzz {

/// An oracle. Where it does not hold the harness ends there, and says which it was.
inline void require(bool holds, char const* file = __builtin_FILE(), int line = __builtin_LINE()) {
    if (holds) return;
    std::fprintf(stderr, "%s:%d: a promise is broken\n", file, line);
    std::abort();
}

/// Some bytes of a text around a place, controls and what is no ASCII as "\xHH".
inline void show_around(char const* name, std::string_view text, std::size_t place) {
    std::fprintf(stderr, "%s (%zu bytes): ", name, text.size());
    auto const start = place < 60 ? 0 : place - 60;
    for (char const c : text.substr(start, 160)) {
        bool const plain = c >= ' ' && c <= '~' && c != '\\';
        std::fprintf(stderr, plain ? "%c" : "\\x%02x",
                     plain ? c : static_cast<int>(static_cast<unsigned char>(c)));
    }
    std::fputs("\n", stderr);
}

/// The same, of two texts, which are shown where they begin to differ.
inline void require_same(std::string_view a, std::string_view b, char const* file = __builtin_FILE(),
                         int line = __builtin_LINE()) {
    if (a == b) return;
    std::size_t place = 0;
    while (place < a.size() && place < b.size() && a[place] == b[place]) ++place;
    std::fprintf(stderr, "different from byte %zu on\n", place);
    show_around("one", a, place);
    show_around("other", b, place);
    require(false, file, line);
}

inline std::string_view as_text(std::uint8_t const* data, std::size_t size) noexcept {
    return {reinterpret_cast<char const*>(data), size};
}

inline bool lies_in(std::string_view slice, std::string_view whole) noexcept {
    return slice.data() >= whole.data() && slice.data() + slice.size() <= whole.data() + whole.size();
}

inline std::string to_crlf(std::string_view text) {
    std::string out;
    for (char const c : text) out.append(c == '\n' ? "\r\n" : std::string_view(&c, 1));
    return out;
}

/// Numbers that follow from the input alone, so that a finding is found again.
class Random {
  public:
    explicit Random(std::string_view seed) noexcept {
        for (char const c : seed) state_ = (state_ ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
        state_ |= 1U;  // from 0 nothing else follows
    }
    explicit Random(std::uint64_t seed) noexcept : state_(seed * 2 + 1) {}
    /// One of 0 to count - 1.
    std::size_t below(std::size_t count) noexcept {
        state_ ^= state_ << 13U;
        state_ ^= state_ >> 7U;
        state_ ^= state_ << 17U;
        return static_cast<std::size_t>((state_ >> 11U) % count);
    }
    template <class List>
    auto const& pick(List const& list) noexcept {
        return list[below(std::size(list))];
    }

  private:
    std::uint64_t state_ = 0xCBF29CE484222325U;
};

}  // namespace arf_fuzz
