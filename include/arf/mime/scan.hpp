// SPDX-License-Identifier: BSL-1.0
// Finding bytes: the two loops that see every byte of a message, 16 at a time where SSE2 is there (all
// x86-64).
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

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

inline constexpr std::ptrdiff_t block_size = 64;

/// 64 bytes, and questions about all of them at once.
class Block {
  public:
#if defined(__SSE2__)
    [[gnu::always_inline]] explicit Block(char const* p) noexcept
        : a_(load(p)), b_(load(p + 16)), c_(load(p + 32)), d_(load(p + 48)) {}
    /// Where c stands: a bit a byte, the first byte's is the lowest.
    [[nodiscard, gnu::always_inline]] std::uint64_t positions(char c) const noexcept {
        auto const wanted = _mm_set1_epi8(c);
        return bits(_mm_cmpeq_epi8(a_, wanted)) | bits(_mm_cmpeq_epi8(b_, wanted)) << 16U |
               bits(_mm_cmpeq_epi8(c_, wanted)) << 32U | bits(_mm_cmpeq_epi8(d_, wanted)) << 48U;
    }
    [[nodiscard, gnu::always_inline]] bool has(char c) const noexcept {
        auto const wanted = _mm_set1_epi8(c);
        return bits(_mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(a_, wanted), _mm_cmpeq_epi8(b_, wanted)),
                                 _mm_or_si128(_mm_cmpeq_epi8(c_, wanted), _mm_cmpeq_epi8(d_, wanted)))) != 0;
    }
    /// Whether a NUL or a byte above 127 is among them.
    [[nodiscard, gnu::always_inline]] bool has_unusual() const noexcept {
        auto const all = _mm_or_si128(_mm_or_si128(a_, b_), _mm_or_si128(c_, d_));
        auto const least = _mm_min_epu8(_mm_min_epu8(a_, b_), _mm_min_epu8(c_, d_));
        return bits(_mm_or_si128(all, _mm_cmpeq_epi8(least, _mm_setzero_si128()))) != 0;
    }

  private:
    [[nodiscard, gnu::always_inline]] static __m128i load(char const* p) noexcept {
        return _mm_loadu_si128(reinterpret_cast<__m128i const*>(p));
    }
    /// The highest bits of the bytes.
    [[nodiscard, gnu::always_inline]] static std::uint64_t bits(__m128i bytes) noexcept {
        return static_cast<unsigned>(_mm_movemask_epi8(bytes));
    }

    // Four members and no array, which compilers keep in memory where variables start as zero.
    __m128i a_;
    __m128i b_;
    __m128i c_;
    __m128i d_;
#else
    explicit Block(char const* p) noexcept : bytes_(p, block_size) {}
    [[nodiscard]] std::uint64_t positions(char c) const noexcept {
        std::uint64_t set = 0;
        for (std::size_t i = 0; i < bytes_.size(); ++i) set |= std::uint64_t{bytes_[i] == c} << i;
        return set;
    }
    [[nodiscard]] bool has(char c) const noexcept { return bytes_.find(c) != bytes_.npos; }
    [[nodiscard]] bool has_unusual() const noexcept {
        return std::any_of(bytes_.begin(), bytes_.end(),
                           [](char c) { return c == '\0' || static_cast<signed char>(c) < 0; });
    }

  private:
    std::string_view bytes_;
#endif
};

/// Finds the ends of folded header fields, one after the other. It looks at 64 bytes at a time and remembers
/// where in them lines end, so that a field costs little more than its bytes, however many lines it has: it
/// ends with the line that no blank follows (RFC 5322, section 2.2.3). Inlined, it lives in registers.
class FieldFinder {
  public:
    /// @param first  what next() is asked about lies in [first, last).
    /// @param eol    as for read_line().
    [[gnu::always_inline]] FieldFinder(char const* first, char const* last, char eol) noexcept
        : last_(last), eol_(eol) {
        look_at(first);
    }

    /// A field: where it ends, and what was seen in it (Field::Flag).
    struct Found {
        Line line;
        std::uint8_t flags;
    };

    /// The end of the field in which p lies. p does not go backwards from call to call. Linear in its length.
    [[nodiscard, gnu::always_inline]] Found next(char const* p) noexcept {
        Span span{.start = p};
        for (;;) {
            if (p - block_ >= block_size) look_at(p);
            span.odd |= seen_.odd;
            for (auto ends = seen_.line_ends >> (p - block_); ends != 0; ends &= ends - 1) {
                auto const* const end = p + std::countr_zero(ends);
                if (end + 1 == last_ || !arf::detail::is_blank(end[1])) return found(span, {end, end + 1});
                span.folded = true;
            }
            if (last_ - block_ <= block_size) return found(span, {last_, last_});
            p = block_ + block_size;
        }
    }

  private:
    /// What is known of a field before its end is.
    struct Span {
        char const* start;
        bool folded = false;
        bool odd = false;
    };

    /// What was seen in a block.
    struct Seen {
        std::uint64_t line_ends;
        bool odd;  ///< maybe a CR that ends no line; a NUL or a byte above 127
    };

    [[nodiscard, gnu::always_inline]] Found found(Span const& span, Line line) const noexcept {
        if (line.end != line.next && line.end != span.start && line.end[-1] == '\r') --line.end;
        auto flags = static_cast<std::uint8_t>(span.folded ? Field::folded : 0);
        if (span.odd) flags |= oddities(span.start, line.end, last_, eol_);
        return {line, flags};
    }

    /// What exactly is odd in a field that shares a block with something odd.
    [[nodiscard]] static std::uint8_t oddities(char const* p, char const* end, char const* last,
                                               char eol) noexcept {
        std::uint8_t flags = 0;
        for (; p != end; ++p) {
            if (static_cast<signed char>(*p) < 0) flags |= Field::has_8bit;
            if (*p == '\0') flags |= Field::has_nul;
            if (*p == '\r' && eol == '\n' && (p + 1 == last || p[1] != '\n')) flags |= Field::has_bare_cr;
        }
        return flags;
    }

    [[gnu::always_inline]] void look_at(char const* p) noexcept {
        block_ = p;
        seen_ = last_ - p >= block_size ? see(Block(p), eol_) : see_rest(p, last_, eol_);
    }

    /// What is left of the text where that fills no block.
    [[nodiscard, gnu::noinline]] static Seen see_rest(char const* p, char const* last, char eol) noexcept {
        std::array<char, block_size> block;
        block.fill('x');
        std::copy(p, last, block.begin());
        return see(Block(block.data()), eol);
    }
    [[nodiscard, gnu::always_inline]] static Seen see(Block const& block, char eol) noexcept {
        if (eol != '\n') return {block.positions(eol), block.has_unusual()};
        auto const line_ends = block.positions('\n');
        return {line_ends, block.has_unusual() || (block.has('\r') && has_lone_cr(block, line_ends))};
    }

    /// One at the end of the block counts as alone. (Inlined, or the block would have to lie in memory.)
    [[nodiscard, gnu::always_inline]] static bool has_lone_cr(Block const& block,
                                                              std::uint64_t line_ends) noexcept {
        return (block.positions('\r') & ~(line_ends >> 1U)) != 0;
    }

    char const* last_;
    char const* block_ = nullptr;  ///< the 64 bytes that seen_ is about; fewer at the end of the text
    Seen seen_{};
    char eol_;
};

/// Behind the printable ASCII that starts at p, up to the first of `Stops`.
template <char... Stops>
[[nodiscard, gnu::always_inline]] inline char const* skip_printable(char const* p,
                                                                    char const* last) noexcept {
#if defined(__SSE2__)
    for (; last - p >= 16; p += 16) {
        auto const bytes = _mm_loadu_si128(reinterpret_cast<__m128i const*>(p));
        auto const next = _mm_add_epi8(bytes, _mm_set1_epi8(1));  // makes 127 negative, as those above are
        auto stops = _mm_cmplt_epi8(next, _mm_set1_epi8('!' + 1));
        ((stops = _mm_or_si128(stops, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(Stops)))), ...);
        auto const hits = static_cast<unsigned>(_mm_movemask_epi8(stops));
        if (hits != 0) return p + std::countr_zero(hits);
    }
#endif
    while (p != last && *p > ' ' && *p < 127 && ((*p != Stops) && ...)) ++p;
    return p;
}

/// The end of a field name that starts at p (RFC 5322, section 2.2).
[[nodiscard, gnu::always_inline]] inline char const* find_name_end(char const* p, char const* last) noexcept {
    return skip_printable<':'>(p, last);
}

/// The first place in [p, last) where `a` stands before `b`; `last` where there is none. Linear, and fastest
/// where `b` is rare.
inline char const* find_pair(char const* p, char const* last, char a, char b) noexcept {
    for (; last - p > block_size; p += block_size) {
        Block const behind(p + 1);
        if (!behind.has(b)) continue;
        auto const hits = Block(p).positions(a) & behind.positions(b);
        if (hits != 0) return p + std::countr_zero(hits);
    }
    for (; last - p >= 2; ++p) {
        p = static_cast<char const*>(std::memchr(p, a, static_cast<std::size_t>(last - p - 1)));
        if (p == nullptr) return last;
        if (p[1] == b) return p;
    }
    return last;
}

}  // namespace arf::mime
