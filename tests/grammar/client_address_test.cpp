// SPDX-License-Identifier: BSL-1.0
// Addresses with ports, as in trace fields.
#include <arf/grammar/client_address.hpp>

#include "rule.hpp"

namespace grammar_client_address_test {

namespace grammar = arf::grammar;

void reads(std::string_view text, std::string_view ip, std::uint16_t port = 0) {
    with(grammar::read_client_address, text, [=](auto const& value) {
        ASSERT_TRUE(value.has_value());
        EXPECT_EQ(value->ip.to_string(), ip);
        EXPECT_EQ(value->port, port);
    });
}

TEST(ClientAddress, Takes) {
    reads("192.0.2.1", "192.0.2.1");
    reads("[192.0.2.1]", "192.0.2.1");
    reads("[192.0.2.1]:54321", "192.0.2.1", 54321);
    reads("[192.0.2.1:4227]", "192.0.2.1", 4227);
    reads("192.0.2.1:4227", "192.0.2.1", 4227);
    reads("[192.0.2.1]:0", "192.0.2.1");
    reads("2001:db8::1", "2001:db8::1");
    reads("IPv6:2001:db8::1", "2001:db8::1");
    reads("[IPv6:2001:db8::1]", "2001:db8::1");
    reads("[2001:db8::1]:25", "2001:db8::1", 25);
    reads("[::ffff:192.0.2.1]:65535", "192.0.2.1", 65535);
}

TEST(ClientAddress, Refuses) {
    for (auto text :
         {"", "192.0.2", "192.0.2.01", "192.0.2.256", "[192.0.2.1", "192.0.2.1]",
          "[192.0.2.1]:", "[192.0.2.1]:65536", "[192.0.2.1:4227]:1", "[192.0.2.1]:1:2", "[fe80::1%eth0]",
          "192.0.2.1 ", " 192.0.2.1", "host.example.com", "[local]", "[]", ":25", "IPv6:192.0.2.1"}) {
        nothing(grammar::read_client_address, text);
    }
}

TEST(ClientAddress, IsLinear) {
    survives_hostile_text(
        [](std::string_view text) { EXPECT_FALSE(grammar::read_client_address(text).has_value()); });
}

}  // namespace grammar_client_address_test
