// SPDX-License-Identifier: BSL-1.0
// What a test of a rule is written with: ok(rule, text, value) and bad(rule, text). Each text is copied into
// a buffer of exactly its size, so that the sanitizers see a rule that reads behind it.
#pragma once

#include <gtest/gtest.h>

#include <arf/grammar/parse.hpp>
#include <cstddef>
#include <cstdint>
#include <exact.hpp>
#include <string>
#include <string_view>
#include <type_traits>

using arf_test::Exact;
using arf_test::repeat;

/// The rule matches the whole text, and gives the value.
template <class Rule, class Value>
void ok(Rule const& rule, std::string_view text, Value const& expected) {
    using Attribute =
        std::conditional_t<std::is_convertible_v<Value, std::string_view>, std::string_view, Value>;
    Exact const copy{text};
    auto const value = arf::grammar::parse_all<Attribute>(rule, copy.view());
    ASSERT_TRUE(value.has_value()) << '"' << text << '"';
    EXPECT_EQ(*value, Attribute{expected}) << '"' << text << '"';
}

/// The rule matches the whole text; it has no value.
template <class Rule>
void ok(Rule const& rule, std::string_view text) {
    Exact const copy{text};
    auto const* first = copy.view().data();
    auto const* const last = first + copy.view().size();
    EXPECT_TRUE(boost::spirit::x3::parse(first, last, rule) && first == last) << '"' << text << '"';
}

/// The rule does not match the whole text.
template <class Rule>
void bad(Rule const& rule, std::string_view text) {
    Exact const copy{text};
    typename Rule::attribute_type value{};
    auto const* first = copy.view().data();
    auto const* const last = first + copy.view().size();
    EXPECT_FALSE(boost::spirit::x3::parse(first, last, rule, value) && first == last) << '"' << text << '"';
}

/// Calls check(read(text)) while the copy of the text is there.
template <class Read, class Check>
void with(Read const& read, std::string_view text, Check const& check) {
    SCOPED_TRACE('"' + std::string{text} + '"');
    Exact const copy{text};
    check(read(copy.view()));
}

/// The function gives nothing.
template <class Read>
void nothing(Read const& read, std::string_view text) {
    with(read, text, [](auto const& value) { EXPECT_FALSE(value.has_value()); });
}

/// Texts that make a careless rule slow, recurse or read too far: each rule and function has to come through
/// all of them, in time that grows with their size alone. A quadratic rule would need hours for these.
template <class Use>
void survives_hostile_text(Use const& use) {
    for (std::string_view const piece :
         {"(",  ")", "()",  " (a",  "(\\", "\"",    "\\\"", "<",  "<\"", ">",   ",",  ", ", ";",    ":",
          "a@", "[", "(()", "\"\\", " ",   "\r\n ", "0",    "1 ", "a",   "x, ", "a:", "<a", "\xff", "(a"}) {
        for (std::string_view const before :
             {"", "a ", "<", "\"", "(", "txt : a : \"", "Tue, 1 Jul 2025 10:00:00 +0000 "}) {
            Exact const text{std::string{before} + repeat(piece, arf_test::million / piece.size() / 4)};
            use(text.view());
        }
    }
    std::string garbage(10'000'000, '\0');
    std::uint32_t state = 1;
    for (char& byte : garbage) byte = static_cast<char>((state = state * 1664525U + 1013904223U) >> 24U);
    use(Exact{garbage}.view());
    use(Exact{repeat("(", 1'000'000)}.view());
    use(Exact{std::string(10'000'000, ' ')}.view());
}
