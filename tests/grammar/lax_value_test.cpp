// SPDX-License-Identifier: BSL-1.0
// Values behind "=".
#include <arf/grammar/lax_value.hpp>

#include "rule.hpp"

namespace grammar_lax_value_test {

namespace grammar = arf::grammar;

constexpr grammar::ByteSet stop = grammar::blank | grammar::ByteSet{";("};

std::string_view value_of(std::string_view text) {
    auto const* const last = text.data() + text.size();
    auto const* const behind = grammar::skip_lax_value(text.data(), last, stop);
    return {text.data(), static_cast<std::size_t>(behind - text.data())};
}

TEST(LaxValue, Takes) {
    for (auto text :
         {"pass", "\"a b\"", "\"a \\\" b\"", "", "\"a b\"@example.com", "a=b@example.com", "@example.com",
          "2001:db8::1", "a1b2/c3=", "\"not closed; to the end", "\"a\\", "a\"b ; c\"d", "\"\""}) {
        with(value_of, text, [text](auto value) { EXPECT_EQ(value, text); });
    }
}

TEST(LaxValue, StopsOutsideOfQuotes) {
    auto const stops = [](std::string_view text, std::string_view expected) {
        with(value_of, text, [expected](auto value) { EXPECT_EQ(value, expected); });
    };
    stops("pass(p=REJECT)", "pass");
    stops("pass; fail", "pass");
    stops("a b", "a");
    stops("\"a;b\";c", "\"a;b\"");
    stops("\"a\\\";b\" c", "\"a\\\";b\"");
    stops(";", "");
    stops("\r\n a", "");
}

TEST(LaxValue, IsLinear) {
    survives_hostile_text([](std::string_view text) { EXPECT_LE(value_of(text).size(), text.size()); });
}

}  // namespace grammar_lax_value_test
