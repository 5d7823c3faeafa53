// SPDX-License-Identifier: BSL-1.0
// Reported-URI.
#include <arf/grammar/uri.hpp>

#include "rule.hpp"

namespace grammar_uri_test {

namespace grammar = arf::grammar;

void reads(std::string_view text, std::string_view uri) {
    with(grammar::read_uri, text, [uri](auto const& value) {
        ASSERT_TRUE(value.has_value());
        EXPECT_EQ(*value, uri);
    });
}

TEST(Uri, Takes) {
    for (auto text : {"http://example.com/", "mailto:user@example.com", "hxxp://example.com/a(b)", "urn:x",
                      "http://example.com/\xc3\xa9"}) {
        ok(grammar::uri, text, text);
    }
}

TEST(Uri, Refuses) {
    for (auto text :
         {"", "example.com", "://example.com", "http://example.com/a b", "1http://example.com", "http:"}) {
        bad(grammar::uri, text);
    }
}

TEST(ReadUri, Takes) {
    reads(" http://example.com/ ", "http://example.com/");
    reads("http://example.com/a(b)", "http://example.com/a(b)");
    reads("http://example.com/a(b) (c)", "http://example.com/a(b)");
    reads("<http://example.com/>", "http://example.com/");
    reads("(c) < http://example.com/ > (d)", "http://example.com/");
    reads("mailto:user@example.com\r\n", "mailto:user@example.com");
}

TEST(ReadUri, Refuses) {
    for (auto text :
         {"", "<>", "<", "(c)", "example.com", "<http://example.com/", "http://example.com/ (c"}) {
        nothing(grammar::read_uri, text);
    }
}

TEST(ReadUri, IsLinear) {
    survives_hostile_text([](std::string_view text) {
        auto const value = grammar::read_uri(text);
        if (value) {
            EXPECT_NE(value->find(':'), std::string_view::npos);
        }
    });
}

}  // namespace grammar_uri_test
