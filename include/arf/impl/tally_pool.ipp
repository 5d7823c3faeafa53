// SPDX-License-Identifier: BSL-1.0
// The tables of a tally: texts that are kept once, found through a hash that nobody outside can know; and
// how numbers and texts are written one behind the other.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <new>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace arf::detail {

inline void append_varint(std::string& out, std::uint64_t number) {
    for (; number >= 0x80; number >>= 7U) out.push_back(static_cast<char>(0x80U | (number & 0x7fU)));
    out.push_back(static_cast<char>(number));
}
/// Takes a number off the text; none where it ends early, is too large, or is longer than it must be.
[[nodiscard]] inline std::optional<std::uint64_t> take_varint(std::string_view& text) noexcept {
    std::uint64_t number = 0;
    for (unsigned shift = 0; shift < 64 && !text.empty(); shift += 7) {
        auto const byte = static_cast<unsigned char>(text.front());
        text.remove_prefix(1);
        auto const bits = static_cast<std::uint64_t>(byte & 0x7fU);
        if ((bits << shift) >> shift != bits || (byte == 0 && shift != 0)) return {};
        number |= bits << shift;
        if (byte < 0x80) return number;
    }
    return {};
}
/// Takes a text with its size before it off the text.
[[nodiscard]] inline std::optional<std::string_view> take_text(std::string_view& text) noexcept {
    auto const size = take_varint(text);
    if (!size || *size > text.size()) return {};
    auto const taken = text.substr(0, static_cast<std::size_t>(*size));
    text.remove_prefix(taken.size());
    return taken;
}

/// SipHash-2-4 (Aumasson, Bernstein: "SipHash: a fast short-input PRF", 2012).
class SipHash {
  public:
    constexpr SipHash(std::uint64_t k0, std::uint64_t k1) noexcept : k0_(k0), k1_(k1) {}

    [[nodiscard]] std::uint64_t operator()(std::string_view text) const noexcept {
        State state{k0_ ^ 0x736f6d6570736575U, k1_ ^ 0x646f72616e646f6dU, k0_ ^ 0x6c7967656e657261U,
                    k1_ ^ 0x7465646279746573U};
        auto const last = static_cast<std::uint64_t>(text.size()) << 56U;
        for (; text.size() >= 8; text.remove_prefix(8)) state.take(word(text.substr(0, 8)));
        state.take(last | word(text));
        state.v2 ^= 0xffU;
        for (int i = 0; i < 4; ++i) state.round();
        return state.v0 ^ state.v1 ^ state.v2 ^ state.v3;
    }

  private:
    struct State {
        std::uint64_t v0, v1, v2, v3;

        void round() noexcept {
            v0 += v1;
            v2 += v3;
            v1 = std::rotl(v1, 13) ^ v0;
            v3 = std::rotl(v3, 16) ^ v2;
            v0 = std::rotl(v0, 32);
            v2 += v1;
            v0 += v3;
            v1 = std::rotl(v1, 17) ^ v2;
            v3 = std::rotl(v3, 21) ^ v0;
            v2 = std::rotl(v2, 32);
        }
        void take(std::uint64_t word) noexcept {
            v3 ^= word;
            round();
            round();
            v0 ^= word;
        }
    };
    /// Up to eight bytes, the first the lowest.
    [[nodiscard]] static std::uint64_t word(std::string_view bytes) noexcept {
        std::uint64_t word = 0;
        if constexpr (std::endian::native == std::endian::little) {
            if (bytes.size() == sizeof word) {
                std::memcpy(&word, bytes.data(), sizeof word);
                return word;
            }
        }
        for (std::size_t i = 0; i < bytes.size(); ++i)
            word |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
        return word;
    }
    std::uint64_t k0_, k1_;
};

/// The hash of this process: whoever writes reports cannot make many texts that share a slot.
[[nodiscard]] inline SipHash const& slot_hash() {
    static SipHash const hash = [] {
        std::random_device random;
        auto const word = [&random] { return (static_cast<std::uint64_t>(random()) << 32U) | random(); };
        auto const k0 = word();
        return SipHash(k0, word());
    }();
    return hash;
}

/// A hash table of numbers: those of entries that stand elsewhere. Open addressing, at most half full.
class SlotTable {
  public:
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

    /// The slot of the entry for which is_it(number), else the free slot for it. There must be one:
    /// reserve().
    template <class IsIt>
    [[nodiscard]] std::uint32_t& find(std::uint64_t hash, IsIt is_it) noexcept {
        auto const mask = slots_.size() - 1;
        for (auto at = static_cast<std::size_t>(hash) & mask;; at = (at + 1) & mask) {
            if (slots_[at] == none || is_it(slots_[at])) return slots_[at];
        }
    }
    /// Room for so many more than `count` entries; hash_of(number) where they must move.
    template <class HashOf>
    void reserve(std::size_t count, HashOf hash_of, std::size_t more = 1) {
        if (count >= none || more > none - count) throw std::bad_alloc{};
        if (2 * (count + more) <= slots_.size()) return;
        auto const size = std::bit_ceil(4 * (count + more));
        std::vector<std::uint32_t>().swap(slots_);  // before the new ones: both together would be the peak
        slots_.resize(size, none);
        for (std::uint32_t i = 0; i < count; ++i) find(hash_of(i), [](std::uint32_t) { return false; }) = i;
    }

  private:
    std::vector<std::uint32_t> slots_;
};

/// Texts, each once, numbered in the order in which they came.
class TextPool {
  public:
    [[nodiscard]] std::uint32_t add(std::string_view text) {
        if (last_ < size() && (*this)[last_] == text) return last_;
        slots_.reserve(size(), [this](std::uint32_t i) { return slot_hash()((*this)[i]); });
        auto& slot = slots_.find(slot_hash()(text), [&](std::uint32_t i) { return (*this)[i] == text; });
        if (slot == SlotTable::none) slot = append(text);
        return last_ = slot;
    }
    /// The numbers here of all texts of another pool, which may be this one.
    [[nodiscard]] std::vector<std::uint32_t> add_all(TextPool const& other) {
        std::vector<std::uint32_t> numbers(other.size());
        for (std::uint32_t i = 0; i < numbers.size(); ++i) numbers[i] = add(other[i]);
        return numbers;
    }
    [[nodiscard]] std::string_view operator[](std::uint32_t number) const noexcept {
        auto const start = number == 0 ? 0 : ends_[number - 1];
        return std::string_view(bytes_).substr(start, ends_[number] - start);
    }
    [[nodiscard]] std::size_t size() const noexcept { return ends_.size(); }

  private:
    [[nodiscard]] std::uint32_t append(std::string_view text) {
        auto const number = static_cast<std::uint32_t>(size());
        ends_.push_back(bytes_.size() + text.size());
        try {
            bytes_.append(text);
        } catch (...) {  // not covered: no memory can be had
            ends_.pop_back();
            throw;
        }
        return number;
    }
    std::string bytes_;
    std::vector<std::size_t> ends_;
    SlotTable slots_;
    std::uint32_t last_ = 0;  // most reports have the text of the one before
};

}  // namespace arf::detail
