// SPDX-License-Identifier: BSL-1.0
// Feedback-Type, Auth-Failure, Delivery-Result.
#include <arf/grammar/keyword.hpp>

#include "rule.hpp"

namespace grammar_keyword_test {

namespace grammar = arf::grammar;
using arf::AuthFailure;
using arf::DeliveryResult;
using arf::FeedbackType;

template <class Read, class E>
void reads(Read const& read, std::string_view text, E value, std::string_view raw) {
    with(read, text, [value, raw](auto const& keyword) {
        EXPECT_EQ(keyword.value, value);
        EXPECT_EQ(keyword.raw, raw);
    });
}

TEST(FeedbackType, KnowsTheRegistry) {
    for (auto const& [keyword, value] : grammar::feedback_types) {
        reads(grammar::read_feedback_type, keyword, value, keyword);
        EXPECT_NE(value, FeedbackType::unknown);
    }
    for (auto const& [keyword, value] : grammar::auth_failures)
        reads(grammar::read_auth_failure, keyword, value, keyword);
    for (auto const& [keyword, value] : grammar::delivery_results) {
        reads(grammar::read_delivery_result, keyword, value, keyword);
    }
}

TEST(FeedbackType, TakesAnyCaseAndComments) {
    reads(grammar::read_feedback_type, " Abuse ", FeedbackType::abuse, "Abuse");
    reads(grammar::read_feedback_type, "NOT-SPAM", FeedbackType::not_spam, "NOT-SPAM");
    reads(grammar::read_feedback_type, "abuse (by a person)", FeedbackType::abuse, "abuse");
    reads(grammar::read_feedback_type, "(c)\r\n opt-out\r\n", FeedbackType::opt_out, "opt-out");
    reads(grammar::read_auth_failure, " DMARC ", AuthFailure::dmarc, "DMARC");
    reads(grammar::read_auth_failure, "spf (softfail)", AuthFailure::spf, "spf");
    reads(grammar::read_delivery_result, "reject (550)", DeliveryResult::reject, "reject");
}

TEST(FeedbackType, IsOpen) {
    reads(grammar::read_feedback_type, "spam", FeedbackType::unknown, "spam");
    reads(grammar::read_feedback_type, "", FeedbackType::unknown, "");
    reads(grammar::read_feedback_type, "abuse fraud", FeedbackType::unknown, "abuse fraud");
    reads(grammar::read_feedback_type, "abus", FeedbackType::unknown, "abus");
    reads(grammar::read_auth_failure, "arc", AuthFailure::unknown, "arc");
    reads(grammar::read_delivery_result, "smg-policy-action", DeliveryResult::unknown, "smg-policy-action");
}

TEST(FeedbackType, IsLinear) {
    survives_hostile_text([](std::string_view text) {
        EXPECT_EQ(grammar::read_feedback_type(text).value, FeedbackType::unknown);
    });
}

}  // namespace grammar_keyword_test
