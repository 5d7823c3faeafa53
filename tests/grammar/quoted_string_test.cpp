// SPDX-License-Identifier: BSL-1.0
// Quoted strings.
#include <arf/grammar/quoted_string.hpp>

#include "rule.hpp"

namespace grammar_quoted_string_test {

namespace grammar = arf::grammar;

TEST(QuotedString, Takes) {
    ok(grammar::quoted_string, R"("v=DKIM1; p=abc")", "v=DKIM1; p=abc");
    ok(grammar::quoted_string, R"( "" )", "");
    ok(grammar::quoted_string, R"((c) "a\"b" (d))", R"(a\"b)");
    ok(grammar::quoted_string, R"("a (b")", "a (b");
}

TEST(QuotedString, Refuses) {
    for (auto text : {"", "a", R"("a)", R"("a\")", R"("a"b)", R"("a" "b")", R"(")"})
        bad(grammar::quoted_string, text);
}

TEST(QuotedString, IsLinear) {
    survives_hostile_text([](std::string_view text) {
        auto const value = grammar::parse_all<std::string_view>(grammar::quoted_string, text);
        if (value) {
            EXPECT_LT(value->size(), text.size());
        }
    });
}

}  // namespace grammar_quoted_string_test
