// SPDX-License-Identifier: BSL-1.0
// One tag of a tag list.
#include <arf/grammar/tag_list.hpp>

#include "rule.hpp"

namespace grammar_tag_list_test {

namespace grammar = arf::grammar;

void reads(std::string_view text, std::string_view name, std::string_view tag_value) {
    with(grammar::read_tag, text, [=](auto const& tag) {
        ASSERT_TRUE(tag.has_value());
        EXPECT_EQ(tag->name, name);
        EXPECT_EQ(tag->value, tag_value);
    });
}

TEST(TagSpec, Takes) {
    reads("v=1", "v", "1");
    reads(" d = example.com ", "d", "example.com");
    reads("b=", "b", "");
    reads("h=from : to", "h", "from : to");
    reads("b=YWJj\r\n ZGU=", "b", "YWJj\r\n ZGU=");
    reads("x_1=a=b", "x_1", "a=b");
    reads("s=\xc3\xa9", "s", "\xc3\xa9");
}

TEST(TagSpec, Refuses) {
    for (auto text : {"", "d", "=1", "1=a", "d d=a", "(c) d=a", "a=b;c", "_=a"})
        nothing(grammar::read_tag, text);
}

TEST(TagSpec, IsLinear) {
    survives_hostile_text([](std::string_view text) {
        auto const tag = grammar::read_tag(text);
        EXPECT_TRUE(!tag || tag->value.size() < text.size());
    });
}

}  // namespace grammar_tag_list_test
