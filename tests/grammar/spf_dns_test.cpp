// SPDX-License-Identifier: BSL-1.0
// SPF-DNS.
#include <arf/grammar/spf_dns.hpp>

#include "rule.hpp"

namespace grammar_spf_dns_test {

namespace grammar = arf::grammar;
using Type = arf::SpfDns::Type;

void reads(std::string_view text, Type type, std::string_view domain, std::string_view record) {
    auto const read = [](std::string_view copy) {
        return grammar::parse_all<arf::SpfDns>(grammar::spf_dns, copy);
    };
    with(read, text, [=](auto const& value) {
        ASSERT_TRUE(value.has_value());
        EXPECT_EQ(value->type, type);
        EXPECT_EQ(value->domain, domain);
        EXPECT_EQ(value->record, record);
    });
}

TEST(SpfDns, Takes) {
    reads(R"(txt : example.com : "v=spf1 -all")", Type::txt, "example.com", "v=spf1 -all");
    reads(R"(TXT:example.com:"")", Type::txt, "example.com", "");
    reads(R"(spf (c) : example.com. : "a:b" (d))", Type::spf, "example.com.", "a:b");
    reads("txt :\r\n example.com :\r\n \"v=spf1\r\n -all\"\r\n", Type::txt, "example.com", "v=spf1\r\n -all");
}

TEST(SpfDns, Refuses) {
    for (auto text :
         {"", "txt", "txt : example.com", R"(mx : example.com : "v")", R"(txt : : "v")",
          "txt : example.com : v=spf1", R"(txt : example.com : "v=spf1)", R"(txtspf : a : "v")"}) {
        bad(grammar::spf_dns, text);
    }
}

TEST(SpfDns, IsLinear) {
    survives_hostile_text([](std::string_view text) {
        EXPECT_FALSE(grammar::parse_all<arf::SpfDns>(grammar::spf_dns, text).has_value() &&
                     text.back() != '"');
    });
}

}  // namespace grammar_spf_dns_test
