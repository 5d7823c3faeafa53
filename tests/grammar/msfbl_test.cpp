// SPDX-License-Identifier: BSL-1.0
// X-MSFBL: the encoded halves, and the decoded text of the older form.
#include <arf/grammar/msfbl.hpp>

#include "rule.hpp"

namespace grammar_msfbl_test {

namespace grammar = arf::grammar;

TEST(SplitMsfbl, Takes) {
    with(grammar::split_msfbl, "YWJj", [](auto const& parts) {
        ASSERT_TRUE(parts.has_value());
        EXPECT_FALSE(parts->has_mac);
        EXPECT_EQ(parts->payload, "YWJj");
    });
    with(grammar::split_msfbl, "bWFj|eyJyIjoiIn0=", [](auto const& parts) {
        ASSERT_TRUE(parts.has_value());
        EXPECT_TRUE(parts->has_mac);
        EXPECT_EQ(parts->mac, "bWFj");
        EXPECT_EQ(parts->payload, "eyJyIjoiIn0=");
    });
}

TEST(SplitMsfbl, Refuses) {
    for (auto text : {"", "|", "a|", "|a", "a|b|c", "a@b", "redacted by us", "a-b_", "\xff"})
        nothing(grammar::split_msfbl, text);
}

void reads(std::string_view text, std::string_view address, std::string_view binding, std::string_view group,
           std::string_view user) {
    with(grammar::read_msfbl_recipient, text, [&](auto const& parts) {
        ASSERT_TRUE(parts.has_value());
        EXPECT_EQ(parts->address, address);
        EXPECT_EQ(parts->binding, binding);
        EXPECT_EQ(parts->binding_group, group);
        EXPECT_EQ(parts->user, user);
    });
}

TEST(MsfblRecipient, Takes) {
    reads("alice@example.org@binding-1@group@customer-7", "alice@example.org", "binding-1", "group",
          "customer-7");
    reads("alice@example.org@@@", "alice@example.org", "", "", "");
    reads("alice@example.org@b@g@u:1@v@", "alice@example.org", "b", "g", "u:1@v@");
}

TEST(MsfblRecipient, Refuses) {
    for (auto text : {"", "alice@example.org", "a@b@c@d", "@example.org@b@g@u", "a@@b@g@u",
                      "a b@example.org@b@g@u", "a\x01@example.org@b@g@u", "a@example.org\n@b@g@u"})
        nothing(grammar::read_msfbl_recipient, text);
}

TEST(MsfblRecipient, IsReadInLinearTime) {
    survives_hostile_text([](std::string_view text) {
        auto const recipient = grammar::read_msfbl_recipient(text);
        EXPECT_TRUE(!recipient || recipient->address.size() >= 3);
        auto const parts = grammar::split_msfbl(text);
        EXPECT_TRUE(!parts || !parts->payload.empty());
    });
}

}  // namespace grammar_msfbl_test
