// SPDX-License-Identifier: BSL-1.0
// DKIM-Domain, DKIM-Identity, DKIM-Selector, DKIM-Canonicalized-Header and -Body.
#include <arf/grammar/dkim.hpp>

#include "rule.hpp"

namespace grammar_dkim_test {

namespace grammar = arf::grammar;

void reads(std::string_view text, std::string_view tag) {
    with(grammar::read_dkim_tag, text, [tag](auto const& value) {
        ASSERT_TRUE(value.has_value());
        EXPECT_EQ(*value, tag);
    });
}

TEST(DkimTag, Takes) {
    reads("example.com", "example.com");
    reads(" @example.com (i=) ", "@example.com");
    reads("\"a (b)\"@example.com", "\"a (b)\"@example.com");
    reads("s2025.mail", "s2025.mail");
    reads("example.com; example.net", "example.com; example.net");
}

TEST(DkimTag, Refuses) {
    for (auto text : {"", " ", "(c)"}) nothing(grammar::read_dkim_tag, text);
}

TEST(DkimCanonicalized, KeepsTheFolding) {
    with(grammar::read_dkim_canonicalized, " YWJj\r\n ZGVm \r\n", [](auto const& value) {
        ASSERT_TRUE(value.has_value());
        EXPECT_EQ(*value, "YWJj\r\n ZGVm");
    });
    for (auto text : {"", "(c)"}) nothing(grammar::read_dkim_canonicalized, text);
}

}  // namespace grammar_dkim_test
