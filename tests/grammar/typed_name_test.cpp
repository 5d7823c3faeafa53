// SPDX-License-Identifier: BSL-1.0
// Reporting-MTA.
#include <arf/grammar/typed_name.hpp>

#include "rule.hpp"

namespace grammar_typed_name_test {

namespace grammar = arf::grammar;

void reads(std::string_view text, std::string_view type, std::string_view name) {
    auto const read = [](std::string_view copy) {
        return grammar::parse_all<arf::TypedName>(grammar::typed_name, copy);
    };
    with(read, text, [type, name](auto const& value) {
        ASSERT_TRUE(value.has_value());
        EXPECT_EQ(value->type, type);
        EXPECT_EQ(value->name, name);
    });
}

TEST(TypedName, Takes) {
    reads("dns; mx.example.com", "dns", "mx.example.com");
    reads("dns;mx.example.com", "dns", "mx.example.com");
    reads(" (c) dns (d) ; mx.example.com (e)", "dns", "mx.example.com");
    reads("DNS ;\r\n MX.example.com.", "DNS", "MX.example.com.");
    reads("mailbus; SYS30", "mailbus", "SYS30");
}

TEST(TypedName, TakesANameWithoutType) {
    reads("mx.example.com", "", "mx.example.com");
    reads(" mx (c)", "", "mx");
}

TEST(TypedName, Refuses) {
    for (auto text : {"", "dns;", "(c)", "dns; (c)", "; mx.example.com", "dns; mx example", "dns; a; b"}) {
        bad(grammar::typed_name, text);
    }
}

TEST(TypedName, IsLinear) {
    survives_hostile_text([](std::string_view text) {
        auto const value = grammar::parse_all<arf::TypedName>(grammar::typed_name, text);
        if (value) {
            EXPECT_FALSE(value->name.empty());
        }
    });
}

}  // namespace grammar_typed_name_test
