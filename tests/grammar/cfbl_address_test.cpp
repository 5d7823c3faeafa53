// SPDX-License-Identifier: BSL-1.0
// CFBL-Address.
#include <arf/grammar/cfbl_address.hpp>

#include "rule.hpp"

namespace grammar_cfbl_address_test {

namespace grammar = arf::grammar;

void reads(std::string_view text, std::string_view address, std::string_view report) {
    with(grammar::read_cfbl_address, text, [&](auto const& cfbl) {
        ASSERT_TRUE(cfbl.has_value());
        EXPECT_EQ(cfbl->address, address);
        EXPECT_EQ(cfbl->report, report);
    });
}

TEST(CfblAddressText, Takes) {
    reads("fbl@example.com", "fbl@example.com", "");
    reads("fbl@example.com; report=arf", "fbl@example.com", "arf");
    reads(" fbl@example.com ;report=xarf ", "fbl@example.com", "xarf");
    reads("<fbl@example.com>; report=ARF", "fbl@example.com", "ARF");
    reads("fbl@example.com; Report=xarf", "fbl@example.com", "");
    reads("f\xC3\xBC@example.com", "f\xC3\xBC@example.com", "");
    reads("fbl@example.com; report=", "fbl@example.com", "");
}

TEST(CfblAddressText, Refuses) {
    for (auto text : {"", "fbl", "@example.com", "fbl@", "Name <fbl@example.com>", "<>",
                      "a@example.com, b@example.com", "fbl@example.com report=arf", "(c"})
        nothing(grammar::read_cfbl_address, text);
}

TEST(CfblReport, IsThatOfTheFirstParameterOfItsName) {
    EXPECT_EQ(grammar::cfbl_report(" x=y ; report=arf;report=xarf"), "arf");
    EXPECT_EQ(grammar::cfbl_report("reports=arf"), "");
    EXPECT_EQ(grammar::cfbl_report(";;"), "");
}

TEST(CfblAddressText, IsReadInLinearTime) {
    survives_hostile_text([](std::string_view text) {
        auto const cfbl = grammar::read_cfbl_address(text);
        EXPECT_TRUE(!cfbl || cfbl->address.find('@') != cfbl->address.npos);
        EXPECT_LE(grammar::cfbl_report(text).size(), text.size());
    });
}

}  // namespace grammar_cfbl_address_test
