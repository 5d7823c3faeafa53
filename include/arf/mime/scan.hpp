// SPDX-License-Identifier: BSL-1.0
// Finding bytes: the two loops that see every byte of a message, 16 at a time where SSE2 is there (all
// x86-64).
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <arf/detail/ascii.hpp>
#include <arf/mime/field.hpp>

namespace arf::mime {

/// One line: where it ends, and where the next one starts.
struct Line {
    char const* end;   ///< behind the last byte of its text
    char const* next;  ///< behind its line end
};

/// The line that starts at p. Linear in its length.
/// @param eol  '\n' (a CR before it belongs to the line end), or '\r' in a text without any LF.
[[nodiscard]] inline Line read_line(char const* p, char const* last, char eol) noexcept {
    if (p == last) return {last, last};
    auto const* const end = static_cast<char const*>(std::memchr(p, eol, static_cast<std::size_t>(last - p)));
    if (end == nullptr) return {last, last};
    bool const has_cr = eol == '\n' && end != p && end[-1] == '\r';
    return {has_cr ? end - 1 : end, end + 1};
}

/// Finds the ends of folded header fields, one after the other. It looks at 64 bytes at a time and remembers
/// where in them a line ends that is not followed by a blank (RFC 5322, section 2.2.3), so that a field costs
/// little more than its bytes, however many lines it has.
class FieldFinder {
  public:
    /// @param eol  as for read_line().
    FieldFinder(char const* last, char eol) noexcept : last_(last), eol_(eol) {}

    /// A field: where it ends, and what was seen in it (Field::Flag).
    struct Found {
        Line line;
        std::uint8_t flags;
    };

    /// The end of the field in which p lies. p does not go backwards from call to call. Linear in its length.
    [[nodiscard, gnu::always_inline]] Found next(char const* p) noexcept {
        std::uint64_t folds = 0;
        bool odd = false;
        auto const* const start = p;
        for (;;) {
            if (block_ == nullptr || p - block_ >= block_size) look_at(p);
            auto const skipped = p - block_;
            auto const ends = ends_ >> skipped;
            odd |= odd_;
            folds |=
                folds_ >> skipped & (ends ^ (ends - 1));  // those before the end; all where there is none
            if (ends != 0) return found(start, p + std::countr_zero(ends), folds, odd);
            if (last_ - block_ <= block_size) return unfinished(start, folds);
            p = block_ + block_size;
        }
    }

  private:
    static constexpr std::ptrdiff_t block_size = 64;

    [[nodiscard, gnu::always_inline]] Found found(char const* start, char const* end, std::uint64_t folds,
                                                  bool odd) const noexcept {
        Found result{{end, end + 1}, static_cast<std::uint8_t>(folds != 0 ? Field::folded : 0)};
        if (end != start && end[-1] == '\r') --result.line.end;
        if (odd) result.flags |= oddities(start, result.line.end);
        return result;
    }

    /// A field that the end of the text ends.
    [[nodiscard]] Found unfinished(char const* start, std::uint64_t folds) const noexcept {
        return {{last_, last_},
                static_cast<std::uint8_t>(oddities(start, last_) | (folds != 0 ? Field::folded : 0))};
    }

    /// What exactly is odd in a field that shares a block with something odd.
    [[nodiscard]] std::uint8_t oddities(char const* p, char const* end) const noexcept {
        std::uint8_t flags = 0;
        for (; p != end; ++p) {
            if (static_cast<signed char>(*p) < 0) flags |= Field::has_8bit;
            if (*p == '\0') flags |= Field::has_nul;
            if (*p == '\r' && eol_ == '\n' && (p + 1 == last_ || p[1] != '\n')) flags |= Field::has_bare_cr;
        }
        return flags;
    }

    void look_at(char const* p) noexcept {
        block_ = p;
        if (last_ - p > block_size) return scan(p);
        std::array<char, block_size + 1> tail;  // the byte behind the text ends a field
        tail.fill('x');
        std::memcpy(tail.data(), p, static_cast<std::size_t>(last_ - p));
        scan(tail.data());
    }

    /// Fills the bit sets from p[0..64]: 64 bytes, and the one behind them.
    [[gnu::always_inline]] void scan(char const* p) noexcept {
        Sets sets = sets_of(p);
        bool const blank_behind = arf::detail::is_blank(p[block_size]);
        auto const before_blank = sets.blanks >> 1U | std::uint64_t{blank_behind} << 63U;
        ends_ = sets.line_ends & ~before_blank;
        folds_ = sets.line_ends & before_blank;
        odd_ = sets.has_odd || (sets.has_cr && has_lone_cr(p));
    }

    [[nodiscard]] bool has_lone_cr(char const* p) const noexcept {
        for (auto i = 0; i < block_size; ++i) {
            if (p[i] == '\r' && p[i + 1] != '\n' && eol_ == '\n') return true;
        }
        return false;
    }

    struct Sets {
        std::uint64_t line_ends = 0;
        std::uint64_t blanks = 0;
        bool has_odd = false;  ///< a NUL, or a byte above 127
        bool has_cr = false;
    };

#if defined(__SSE2__)
    [[nodiscard, gnu::always_inline]] Sets sets_of(char const* p) const noexcept {
        Sets sets;
        auto odd = _mm_setzero_si128();
        auto cr = odd;
        for (unsigned i = 0; i < block_size; i += 16) {
            auto const bytes = _mm_loadu_si128(reinterpret_cast<__m128i const*>(p + i));
            auto const equal = [bytes](char c) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)); };
            auto const bits = [i](__m128i set) {
                return std::uint64_t{static_cast<unsigned>(_mm_movemask_epi8(set))} << i;
            };
            sets.line_ends |= bits(equal(eol_));
            sets.blanks |= bits(_mm_or_si128(equal(' '), equal('\t')));
            odd = _mm_or_si128(odd, _mm_or_si128(bytes, equal('\0')));
            cr = _mm_or_si128(cr, equal('\r'));
        }
        sets.has_odd = _mm_movemask_epi8(odd) != 0;
        sets.has_cr = _mm_movemask_epi8(cr) != 0;
        return sets;
    }
#else
    [[nodiscard]] Sets sets_of(char const* p) const noexcept {
        Sets sets;
        for (int i = 0; i < block_size; ++i) {
            std::uint64_t const bit = std::uint64_t{1} << i;
            if (p[i] == eol_) sets.line_ends |= bit;
            if (arf::detail::is_blank(p[i])) sets.blanks |= bit;
            if (p[i] == '\r') sets.has_cr = true;
            if (p[i] == '\0' || static_cast<signed char>(p[i]) < 0) sets.has_odd = true;
        }
        return sets;
    }
#endif

    char const* last_;
    char const* block_ = nullptr;  ///< the 64 bytes that the bit sets are about; fewer at the end of the text
    char eol_;
    bool odd_ = false;         ///< a NUL, a CR that ends no line, or a byte above 127 is in them
    std::uint64_t ends_ = 0;   ///< a line end with no blank behind it
    std::uint64_t folds_ = 0;  ///< a line end with a blank behind it
};

/// Behind the printable ASCII without colon that starts at p: the end of a field name (RFC 5322,
/// section 2.2).
inline char const* find_name_end(char const* p, char const* last) noexcept {
#if defined(__SSE2__)
    for (; last - p >= 16; p += 16) {
        auto const bytes = _mm_loadu_si128(reinterpret_cast<__m128i const*>(p));
        auto const low = _mm_cmplt_epi8(bytes, _mm_set1_epi8(33));  // signed: bytes above 127 as well
        auto const other = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(':')),
                                        _mm_cmpeq_epi8(bytes, _mm_set1_epi8(127)));
        auto const hits = static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(low, other)));
        if (hits != 0) return p + std::countr_zero(hits);
    }
#endif
    while (p != last && arf::detail::is_field_name_char(*p)) ++p;
    return p;
}

/// The first place in [p, last) where `a` stands before `b`; `last` where there is none. Linear.
inline char const* find_pair(char const* p, char const* last, char a, char b) noexcept {
#if defined(__SSE2__)
    auto const first = _mm_set1_epi8(a);
    auto const second = _mm_set1_epi8(b);
    for (; last - p >= 33; p += 32) {
        auto const hit = [&](char const* q) {
            auto const left = _mm_loadu_si128(reinterpret_cast<__m128i const*>(q));
            auto const right = _mm_loadu_si128(reinterpret_cast<__m128i const*>(q + 1));
            return _mm_and_si128(_mm_cmpeq_epi8(left, first), _mm_cmpeq_epi8(right, second));
        };
        auto const low = hit(p);
        auto const high = hit(p + 16);
        if (_mm_movemask_epi8(_mm_or_si128(low, high)) == 0) continue;
        auto const hits = static_cast<unsigned>(_mm_movemask_epi8(low)) |
                          (static_cast<unsigned>(_mm_movemask_epi8(high)) << 16U);
        return p + std::countr_zero(hits);
    }
#endif
    for (; last - p >= 2; ++p) {
        p = static_cast<char const*>(std::memchr(p, a, static_cast<std::size_t>(last - p - 1)));
        if (p == nullptr) return last;
        if (p[1] == b) return p;
    }
    return last;
}

}  // namespace arf::mime
