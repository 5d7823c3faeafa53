// SPDX-License-Identifier: BSL-1.0
// Network: what is read as a block of addresses, and what lies in it.
#include <gtest/gtest.h>

#include <arf/value/network.hpp>
#include <exact.hpp>
#include <string>
#include <string_view>

namespace value_network_test {

using arf::Network;
using arf_test::Exact;

std::string read(std::string_view text) {
    Exact const exact(text);
    auto const network = Network::parse(exact.view());
    return network ? network->address().to_string() + "/" + std::to_string(network->prefix()) : "none";
}

TEST(Network, Takes) {
    EXPECT_EQ(read("192.0.2.0/24"), "192.0.2.0/24");
    EXPECT_EQ(read("192.0.2.77/24"), "192.0.2.77/24");
    EXPECT_EQ(read("192.0.2.1"), "192.0.2.1/32");
    EXPECT_EQ(read("0.0.0.0/0"), "0.0.0.0/0");
    EXPECT_EQ(read("2001:db8::/32"), "2001:db8::/32");
    EXPECT_EQ(read("2001:DB8::1"), "2001:db8::1/128");
    EXPECT_EQ(read("::/0"), "::/0");
    EXPECT_EQ(read("::ffff:192.0.2.0/120"), "192.0.2.0/24");
    EXPECT_EQ(read("::ffff:192.0.2.1"), "192.0.2.1/32");
    EXPECT_EQ(read("::ffff:0:0/96"), "0.0.0.0/0");
    EXPECT_EQ(read("2001:db8:1234:5678:9abc:def0:192.168.100.200/128"),
              "2001:db8:1234:5678:9abc:def0:c0a8:64c8/128");
}

TEST(Network, Refuses) {
    using namespace std::string_view_literals;
    for (auto const text : {""sv,
                            "/"sv,
                            "/24"sv,
                            "192.0.2.0/"sv,
                            "192.0.2.0/33"sv,
                            "192.0.2.0/-1"sv,
                            "192.0.2.0/+8"sv,
                            "192.0.2.0/2 4"sv,
                            "192.0.2.0 /24"sv,
                            "192.0.2.0/24/24"sv,
                            "192.0.2/24"sv,
                            "192.0.2.0.0"sv,
                            "192.0.02.1"sv,
                            "2001:db8::/129"sv,
                            "2001:db8::/4294967328"sv,
                            "fe80::1%eth0"sv,
                            "[192.0.2.1]"sv,
                            "mx.example.com"sv,
                            "::ffff:192.0.2.0/95"sv,
                            "::ffff:192.0.2.0/24"sv,
                            "192.0.2.1\0"sv,
                            "192.0.2.1\0/8"sv,
                            "192.0.2.1\n"sv,
                            "2001:0db8:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000/32"sv})
        EXPECT_EQ(read(text), "none") << text;
}

bool holds(std::string_view network, std::string_view address) {
    return Network::parse(network).value().contains(Network::parse(address).value().address());
}

TEST(Network, ContainsByItsPrefix) {
    EXPECT_TRUE(holds("192.0.2.0/24", "192.0.2.255"));
    EXPECT_FALSE(holds("192.0.2.0/24", "192.0.3.0"));
    EXPECT_TRUE(holds("192.0.2.128/25", "192.0.2.200"));
    EXPECT_FALSE(holds("192.0.2.128/25", "192.0.2.127"));
    EXPECT_TRUE(holds("192.0.2.77/31", "192.0.2.76"));
    EXPECT_FALSE(holds("192.0.2.77/31", "192.0.2.78"));
    EXPECT_TRUE(holds("192.0.2.77", "192.0.2.77"));
    EXPECT_FALSE(holds("192.0.2.77", "192.0.2.76"));
    EXPECT_TRUE(holds("0.0.0.0/0", "203.0.113.1"));
    EXPECT_TRUE(holds("2001:db8::/33", "2001:db8:7fff::1"));
    EXPECT_FALSE(holds("2001:db8::/33", "2001:db8:8000::1"));
}

TEST(Network, KeepsTheFamiliesApart) {
    EXPECT_FALSE(holds("0.0.0.0/0", "2001:db8::1"));
    EXPECT_FALSE(holds("::/0", "192.0.2.1"));
    EXPECT_TRUE(holds("::ffff:0:0/96", "192.0.2.1"));
    EXPECT_TRUE(holds("192.0.2.0/24", "::ffff:192.0.2.9"));
}

TEST(Network, OfALongPrefixIsOneAddress) {
    Network const network(Network::parse("192.0.2.1")->address(), 200);
    EXPECT_TRUE(network.contains(Network::parse("192.0.2.1")->address()));
    EXPECT_FALSE(network.contains(Network::parse("192.0.2.0")->address()));
}

}  // namespace value_network_test
