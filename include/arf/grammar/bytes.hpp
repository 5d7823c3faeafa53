// SPDX-License-Identifier: BSL-1.0
// Bytes and words of ASCII: the atoms of all rules. They know no locale, and bytes above 127 are data like
// any other.
#pragma once

#include <arf/detail/ascii.hpp>
#include <array>
#include <boost/spirit/home/x3.hpp>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace arf::grammar {

namespace x3 = boost::spirit::x3;

using arf::detail::equal_ignoring_case;
using arf::detail::lower;

/// One byte out of a set, as a table of 256 entries. (x3::char_("...") would do, but for what it makes of
/// bytes above 127 and of locales.)
struct ByteSet : x3::char_parser<ByteSet> {
    using attribute_type = char;
    static bool const has_attribute = true;

    constexpr explicit ByteSet(std::string_view bytes) noexcept {
        for (char const c : bytes) add(static_cast<unsigned char>(c));
    }
    constexpr void add(unsigned char c) noexcept { members[c] = 1; }
    [[nodiscard]] constexpr bool has(char c) const noexcept { return at(c) != 0; }
    /// How many bytes at the start of a text are in the set.
    [[nodiscard]] constexpr std::size_t count_leading(std::string_view text) const noexcept {
        std::size_t i = 0;
        for (; i + 4 <= text.size(); i += 4) {  // one branch for four bytes
            if ((at(text[i]) & at(text[i + 1]) & at(text[i + 2]) & at(text[i + 3])) == 0) break;
        }
        while (i < text.size() && has(text[i])) ++i;
        return i;
    }
    /// Whether all bytes of a text are in the set.
    [[nodiscard]] constexpr bool has_all(std::string_view text) const noexcept {
        return count_leading(text) == text.size();
    }
    template <class Context>
    [[nodiscard]] constexpr bool test(char c, Context const&) const noexcept {
        return has(c);
    }
    constexpr ByteSet operator|(ByteSet const& other) const noexcept {
        ByteSet both = *this;
        for (std::size_t i = 0; i < members.size(); ++i) both.members[i] |= other.members[i];
        return both;
    }
    constexpr ByteSet operator~() const noexcept {
        ByteSet others = *this;
        for (auto& member : others.members) member ^= 1U;
        return others;
    }
    [[nodiscard]] constexpr unsigned at(char c) const noexcept {
        return members[static_cast<unsigned char>(c)];
    }

    std::array<std::uint8_t, 256> members{};
};

/// The bytes `first` to `last`, both included.
// not covered: the compiler alone runs it
[[nodiscard]] constexpr ByteSet byte_range(unsigned char first, unsigned char last) noexcept {
    ByteSet set{{}};
    for (unsigned c = first; c <= last; ++c) set.add(static_cast<unsigned char>(c));
    return set;
}

inline constexpr ByteSet blank{
    " \t\r\n"};  ///< what folding and blanks are made of; a bare CR or LF counts as one
inline constexpr ByteSet digit = byte_range('0', '9');
inline constexpr ByteSet hex_digit = digit | byte_range('a', 'f') | byte_range('A', 'F');
inline constexpr ByteSet letter = byte_range('a', 'z') | byte_range('A', 'Z');
inline constexpr ByteSet control = byte_range(0, 0x1f) | byte_range(0x7f, 0x7f);

/// A word in any case.
struct Caseless : x3::parser<Caseless> {
    using attribute_type = x3::unused_type;
    static bool const has_attribute = false;

    // not covered: the compiler alone runs it
    constexpr explicit Caseless(std::string_view expected) noexcept : word(expected) {}
    template <class Context, class RContext, class Attribute>
    bool parse(char const*& first, char const* const& last, Context const&, RContext&,
               Attribute&) const noexcept {
        if (static_cast<std::size_t>(last - first) < word.size()) return false;
        if (!equal_ignoring_case({first, word.size()}, word)) return false;
        first += word.size();
        return true;
    }

    std::string_view word;
};

/// Semantic action: the value of the rule becomes a view of the text that x3::raw[] matched.
struct ToView {
    template <class Context>
    void operator()(Context const& context) const noexcept {
        auto const& range = x3::_attr(context);
        x3::_val(context) = std::string_view{range.begin(), static_cast<std::size_t>(range.size())};
    }
};
inline constexpr ToView to_view{};

/// Semantic action: the value of the rule becomes that of a part of it.
struct ToValue {
    template <class Context>
    void operator()(Context const& context) const noexcept {
        x3::_val(context) = x3::_attr(context);
    }
};
inline constexpr ToValue to_value{};

/// Semantic action: a member of the rule's value becomes what was matched.
template <auto Member>
struct Store {
    template <class Context>
    void operator()(Context const& context) const noexcept {
        x3::_val(context).*Member = x3::_attr(context);
    }
};
template <auto Member>
inline constexpr Store<Member> store{};

/// The same for a member that is a view, and x3::raw[].
template <auto Member>
struct StoreView {
    template <class Context>
    void operator()(Context const& context) const noexcept {
        auto const& range = x3::_attr(context);
        x3::_val(context).*Member = std::string_view{range.begin(), static_cast<std::size_t>(range.size())};
    }
};
template <auto Member>
inline constexpr StoreView<Member> store_view{};

/// Semantic action: a member of the rule's value becomes Value.
template <auto Member, auto Value>
struct Assign {
    template <class Context>
    void operator()(Context const& context) const noexcept {
        x3::_val(context).*Member = Value;
    }
};
template <auto Member, auto Value>
inline constexpr Assign<Member, Value> assign{};

/// Semantic action: a member of the rule's value becomes empty again, for what an alternative left behind.
template <auto Member>
struct Clear {
    template <class Context>
    void operator()(Context const& context) const noexcept {
        x3::_val(context).*Member = {};
    }
};
template <auto Member>
inline constexpr Clear<Member> clear{};

}  // namespace arf::grammar
