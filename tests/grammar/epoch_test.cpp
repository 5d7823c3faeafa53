// SPDX-License-Identifier: BSL-1.0
// Seconds since 1970.
#include <arf/grammar/epoch.hpp>

#include "rule.hpp"

namespace grammar_epoch_test {

namespace grammar = arf::grammar;

void reads(std::string_view text, std::string_view utc) {
    with(grammar::read_epoch, text, [=](auto const& date) {
        ASSERT_TRUE(date.has_value());
        EXPECT_EQ(date->to_string(), utc);
        EXPECT_EQ(date->zone, arf::Zone::utc);
        EXPECT_EQ(date->offset.count(), 0);
        EXPECT_EQ(date->deviations, arf::DateDeviation::none);
    });
}

TEST(Epoch, TakesSeconds) {
    reads("1751364000", "2025-07-01T10:00:00Z");
    reads("1000000000", "2001-09-09T01:46:40Z");
    reads("9999999999", "2286-11-20T17:46:39Z");
    reads(" 1751364000\r\n", "2025-07-01T10:00:00Z");
}

TEST(Epoch, TakesAFraction) {
    reads("1751364000.501324", "2025-07-01T10:00:00.501324Z");
    reads("1751364000.5", "2025-07-01T10:00:00.500000Z");
    reads("1751364000.000001", "2025-07-01T10:00:00.000001Z");
    reads("1751364000.1234567", "2025-07-01T10:00:00.123456Z");
    reads("1751364000.0", "2025-07-01T10:00:00Z");
}

TEST(Epoch, KeepsTheText) {
    with(grammar::read_epoch, " 1751364000.50 ", [](auto const& date) {
        ASSERT_TRUE(date.has_value());
        EXPECT_EQ(date->raw, "1751364000.50");
    });
}

TEST(Epoch, Refuses) {
    for (auto text : {"", " ", "0", "175136400", "0751364000", "17513640000", "1751364000000", "-1751364000",
                      "+1751364000", "1751364000.", "1751364000,5", "1.751364e9", "1751364000e0",
                      "1751364000 x", "1751364000.5.5", "x", "2025-07-01T10:00:00Z", "175136400x"}) {
        nothing(grammar::read_epoch, text);
    }
}

TEST(Epoch, IsLinear) {
    survives_hostile_text([](std::string_view text) { EXPECT_FALSE(grammar::read_epoch(text)); });
    with(grammar::read_epoch, "1751364000." + repeat("1", 1'000'000),
         [](auto const& date) { EXPECT_TRUE(date.has_value()); });
}

}  // namespace grammar_epoch_test
