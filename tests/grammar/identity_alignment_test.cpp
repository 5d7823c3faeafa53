// SPDX-License-Identifier: BSL-1.0
// Identity-Alignment.
#include <arf/grammar/identity_alignment.hpp>

#include "rule.hpp"

namespace grammar_identity_alignment_test {

namespace grammar = arf::grammar;

void reads(std::string_view text, bool none, bool dkim, bool spf, std::string_view raw) {
    with(grammar::read_identity_alignment, text, [=](auto const& value) {
        ASSERT_TRUE(value.has_value());
        EXPECT_EQ(value->none, none);
        EXPECT_EQ(value->dkim, dkim);
        EXPECT_EQ(value->spf, spf);
        EXPECT_EQ(value->raw, raw);
    });
}

TEST(IdentityAlignment, Takes) {
    reads("none", true, false, false, "none");
    reads(" DKIM ", false, true, false, "DKIM");
    reads("dkim, spf", false, true, true, "dkim, spf");
    reads("spf(c),(d)dkim", false, true, true, "spf(c),(d)dkim");
    reads("spf", false, false, true, "spf");
}

TEST(IdentityAlignment, Refuses) {
    for (auto text :
         {"", "none, dkim", "dkim, none", "dkim,", ",dkim", "dkim spf", "arc", "dkimspf", "dkim (c"}) {
        nothing(grammar::read_identity_alignment, text);
    }
}

TEST(IdentityAlignment, IsLinear) {
    survives_hostile_text(
        [](std::string_view text) { EXPECT_FALSE(grammar::read_identity_alignment(text).has_value()); });
}

}  // namespace grammar_identity_alignment_test
