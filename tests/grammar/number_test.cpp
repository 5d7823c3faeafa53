// SPDX-License-Identifier: BSL-1.0
// Incidents, Source-Port, Version.
#include <arf/grammar/number.hpp>
#include <arf/grammar/version_number.hpp>
#include <cstdint>

#include "rule.hpp"

namespace grammar_number_test {

namespace grammar = arf::grammar;

TEST(Incidents, Takes) {
    ok(grammar::incidents, "1", 1U);
    ok(grammar::incidents, " 42 ", 42U);
    ok(grammar::incidents, "0", 0U);
    ok(grammar::incidents, "7 (since (local) midnight)", 7U);
    ok(grammar::incidents, "\r\n\t7\r\n", 7U);
    ok(grammar::incidents, "4294967295", 4294967295U);
}

TEST(Incidents, Refuses) {
    for (auto text :
         {"", "-1", "+1", "1.5", "14.1", "1 2", "4294967296", "99999999999999999999", "7 (unclosed", "one"}) {
        bad(grammar::incidents, text);
    }
}

TEST(Port, Takes) {
    ok(grammar::port, "25", std::uint16_t{25});
    ok(grammar::port, " 54321 (client)", std::uint16_t{54321});
    ok(grammar::port, "65535", std::uint16_t{65535});
    ok(grammar::port, "00025", std::uint16_t{25});
    ok(grammar::port, "0", std::uint16_t{0});
}

TEST(Port, Refuses) {
    for (auto text : {"", "-1", "65536", "99999", "000025", "25/tcp", "25 26"}) bad(grammar::port, text);
}

TEST(Version, NumberOfTheStandard) {
    ok(grammar::version_number, "1", 1U);
    ok(grammar::version_number, " 2 ", 2U);
    ok(grammar::version_number, "10 (ten)", 10U);
    for (auto text : {"", "0", "01", "0.1", "1.0", "4294967296", "-1"}) bad(grammar::version_number, text);
}

TEST(Version, KeepsEveryText) {
    EXPECT_EQ(grammar::read_version(" 1 (draft) ").number, 1U);
    EXPECT_EQ(grammar::read_version(" 1 (draft) ").raw, "1");
    for (auto text : {"0.1", "1.0", "0.0.1", "1.3.3", "x y"}) {
        EXPECT_FALSE(grammar::read_version(text).number.has_value()) << text;
        EXPECT_EQ(grammar::read_version(text).raw, text);
    }
    EXPECT_EQ(grammar::read_version("").raw, "");
}

TEST(Numbers, AreLinear) {
    survives_hostile_text([](std::string_view text) {
        EXPECT_FALSE(grammar::parse_all<std::uint32_t>(grammar::incidents, text) &&
                     grammar::parse_all<std::uint32_t>(grammar::version_number, text));
        EXPECT_FALSE(grammar::parse_all<std::uint16_t>(grammar::port, text));
    });
}

}  // namespace grammar_number_test
