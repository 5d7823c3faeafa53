// SPDX-License-Identifier: BSL-1.0
// Feedback-ID: its parts from the right.
#include <arf/grammar/feedback_id.hpp>
#include <vector>

#include "rule.hpp"

namespace grammar_feedback_id_test {

using Parts = std::vector<std::string_view>;

void reads(std::string_view text, std::string_view sender_id, Parts const& parts) {
    with(arf::grammar::read_feedback_id, text, [&](auto const& id) {
        ASSERT_TRUE(id.has_value());
        EXPECT_EQ(id->sender_id, sender_id);
        EXPECT_EQ(Parts(id->campaign_parts.begin(),
                        id->campaign_parts.begin() + static_cast<std::ptrdiff_t>(id->campaign_part_count)),
                  parts);
    });
}

TEST(FeedbackIdText, Takes) {
    reads("campaign:customer:mail:sender", "sender", {"campaign", "customer", "mail"});
    reads("::x:sender", "sender", {"", "", "x"});
    reads("sender", "sender", {});
    reads(" c : sender ", "sender", {"c"});
    reads(":sender", "sender", {""});
    reads("x:campaign:customer:mail:sender", "sender", {"campaign", "customer", "mail"});
}

TEST(FeedbackIdText, Refuses) {
    for (auto text : {"", " ", ":", "a:b:c:", "a:b:c: "}) nothing(arf::grammar::read_feedback_id, text);
}

TEST(FeedbackIdText, IsReadInLinearTime) {
    survives_hostile_text([](std::string_view text) {
        auto const id = arf::grammar::read_feedback_id(text);
        EXPECT_TRUE(!id || !id->sender_id.empty());
    });
}

}  // namespace grammar_feedback_id_test
