// SPDX-License-Identifier: BSL-1.0
// Reported-Domain.
#include <arf/grammar/domain.hpp>

#include "rule.hpp"

namespace grammar_domain_test {

namespace grammar = arf::grammar;

TEST(Domain, Takes) {
    ok(grammar::domain, "example.com", "example.com");
    ok(grammar::domain, " Example.COM. ", "Example.COM.");
    ok(grammar::domain, "(c) example.com (d)", "example.com");
    ok(grammar::domain, "[192.0.2.1]", "[192.0.2.1]");
    ok(grammar::domain, "xn--bcher-kva.example", "xn--bcher-kva.example");
    ok(grammar::domain,
       "b\xc3\xbc"
       "cher.example",
       "b\xc3\xbc"
       "cher.example");
    ok(grammar::domain, "\r\n example.com", "example.com");
}

TEST(Domain, Refuses) {
    for (auto text : {"", " ", "(c)", "example.com example.net", "example.com (c", "exam\x01ple.com"})
        bad(grammar::domain, text);
}

TEST(Domain, IsLinear) {
    survives_hostile_text([](std::string_view text) {
        auto const value = grammar::parse_all<std::string_view>(grammar::domain, text);
        if (value) {
            EXPECT_EQ(value->find(' '), std::string_view::npos);
        }
    });
}

}  // namespace grammar_domain_test
