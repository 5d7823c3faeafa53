// SPDX-License-Identifier: BSL-1.0
// NameMap: from a field name, in any case, to its place in a table of known fields.
#pragma once

#include <arf/detail/ascii.hpp>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace arf::fields {

/// A hash table over N field names, built at compile time. Field names compare without case (RFC 5322,
/// section 1.2.2). Known names consist of letters, digits and hyphens: setting bit 5 then folds case and
/// confuses no two of them.
template <std::size_t N>
class NameMap {
  public:
    static constexpr std::size_t none = N;

    template <class Known>
    explicit consteval NameMap(std::array<Known, N> const& known) {
        slots_.fill(N);
        for (std::size_t i = 0; i < N; ++i) {
            names_[i] = known[i].name;
            auto slot = hash(names_[i]);
            while (slots_[slot] != N) slot = (slot + 1) % slots_.size();
            slots_[slot] = static_cast<std::uint8_t>(i);
        }
    }
    /// The index of the name, or `none`. Constant time.
    [[nodiscard]] constexpr std::size_t find(std::string_view name) const noexcept {
        if (name.empty()) return none;
        for (auto slot = hash(name);; slot = (slot + 1) % slots_.size()) {
            auto const index = slots_[slot];
            if (index == N || same(names_[index], name)) return index;
        }
    }

  private:
    static constexpr std::size_t hash(std::string_view name) noexcept {
        auto const letter = [&](std::size_t i) {
            return static_cast<std::size_t>(static_cast<unsigned char>(name[i])) | 0x20U;
        };
        return (name.size() * 5 + letter(0) + letter(name.size() - 1) * 3 + letter(name.size() / 2) * 17) %
               256;
    }
    /// Whether two names of one size, at least that of a Word, are the same: compared in words, of which the
    /// last two may overlap.
    template <class Word>
    static bool same_words(std::string_view a, std::string_view b) noexcept {
        auto const word = [](std::string_view text, std::size_t at) {
            Word bytes = 0;
            std::memcpy(&bytes, text.data() + at, sizeof bytes);
            return bytes | static_cast<Word>(0x2020202020202020U);
        };
        for (std::size_t i = 0; i + sizeof(Word) < a.size(); i += sizeof(Word)) {
            if (word(a, i) != word(b, i)) return false;
        }
        return word(a, a.size() - sizeof(Word)) == word(b, b.size() - sizeof(Word));
    }
    static constexpr bool same(std::string_view a, std::string_view b) noexcept {
        if (a.size() != b.size()) return false;
        if (!std::is_constant_evaluated() && a.size() >= 8) return same_words<std::uint64_t>(a, b);
        if (!std::is_constant_evaluated() && a.size() >= 4) return same_words<std::uint32_t>(a, b);
        return arf::detail::same_ignoring_case(a, b);
    }

    static_assert(N < 200, "the table of 256 slots must stay sparse");
    std::array<std::string_view, N> names_{};
    std::array<std::uint8_t, 256> slots_{};
};

}  // namespace arf::fields
