// SPDX-License-Identifier: BSL-1.0
// Source-IP.
#include <arf/grammar/ip_literal.hpp>

#include "rule.hpp"

namespace grammar_ip_literal_test {

namespace grammar = arf::grammar;

void reads(std::string_view text, std::string_view address) {
    auto const read = [](std::string_view copy) {
        auto const value = grammar::read_ip_literal(copy);
        EXPECT_EQ(value, grammar::parse_all<arf::IpAddress>(grammar::ip_literal, copy)) << copy;
        return value;
    };
    with(read, text, [address](auto const& value) {
        ASSERT_TRUE(value.has_value());
        EXPECT_EQ(value->to_string(), address);
    });
}

TEST(IpLiteral, TakesIpv4) {
    reads("192.0.2.1", "192.0.2.1");
    reads("[192.0.2.1]", "192.0.2.1");
    reads("[ 192.0.2.1 ]", "192.0.2.1");
    reads("192.0.2.1 (out.example.com)", "192.0.2.1");
    reads("(c) 192.0.2.1(d)\r\n", "192.0.2.1");
    reads("0.0.0.0", "0.0.0.0");
    reads("255.255.255.255", "255.255.255.255");
}

TEST(IpLiteral, TakesIpv6) {
    reads("IPv6:2001:db8::1", "2001:db8::1");
    reads("2001:DB8::25", "2001:db8::25");
    reads("[ipv6:2001:db8::1]", "2001:db8::1");
    reads("[2001:db8::1] (c)", "2001:db8::1");
    reads("2001:db8:1:2:3:4:5:6", "2001:db8:1:2:3:4:5:6");
    reads("2001:db8:1:2:3:4:5::", "2001:db8:1:2:3:4:5:0");
    reads("2001:db8::192.0.2.1", "2001:db8::c000:201");
    reads("::", "::");
    reads("::1", "::1");
}

TEST(IpLiteral, FoldsMappedAddresses) {
    reads("::ffff:192.0.2.1", "192.0.2.1");
    reads("IPv6:::FFFF:c000:201", "192.0.2.1");
}

TEST(IpLiteral, Refuses) {
    for (auto text : {"",
                      "()",
                      "192.0.2.01",
                      "192.0.2",
                      "192.0.2.",
                      "192.0.2.1.1",
                      "192.0.2.256",
                      "192.0.2.1000",
                      "192.0.2.x",
                      "192.0.2.xxx",
                      "192.0.2.1/24",
                      "fe80::1%eth0",
                      "[192.0.2.1",
                      "192.0.2.1]",
                      "[]",
                      "192.0.2.1:25",
                      "192.0.2.1, 192.0.2.2",
                      "192.0.2.1 out.example.com",
                      "IPv6:192.0.2.1",
                      "IPv6:",
                      "192.0.2.1 (c",
                      "3221225985",
                      "2001:db8",
                      "2001:db8:::1",
                      "1::2::3",
                      "2001:db8::12345",
                      "::192.0.2.01",
                      "::192.0.2",
                      "1:2:3:4:5:6:7:8:9",
                      ":1",
                      "1:",
                      "2001:db8::g",
                      "unknown",
                      "-192.0.2.1",
                      "0xc0.0.2.1"}) {
        bad(grammar::ip_literal, text);
        EXPECT_FALSE(grammar::read_ip_literal(text).has_value()) << text;
    }
    using namespace std::string_view_literals;
    bad(grammar::ip_literal, "192.0.2.1\0"sv);
    bad(grammar::ip_literal, "2001:db8::1\0"sv);
}

TEST(IpLiteral, IsLinear) {
    survives_hostile_text([](std::string_view text) {
        EXPECT_FALSE(grammar::parse_all<arf::IpAddress>(grammar::ip_literal, text).has_value());
    });
}

}  // namespace grammar_ip_literal_test
