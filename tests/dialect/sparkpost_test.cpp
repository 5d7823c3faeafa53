// SPDX-License-Identifier: BSL-1.0
// SparkPost's event webhook.
#include "json_report.hpp"

namespace dialect_sparkpost_test {

using arf::Format;
using namespace arf_test;

/// An event in its envelope; `more` follows the type.
std::string event(std::string_view type, std::string_view more,
                  std::string_view event_class = "message_event") {
    return std::string(R"({"msys":{")")
        .append(event_class)
        .append(R"(":{"type":")")
        .append(type)
        .append("\"")
        .append(more)
        .append("}}}");
}
constexpr std::string_view all_facts =
    R"(,"fbtype":"fraud","friendly_from":"News <news@example.com>","ip_address":"198.51.100.25",)"
    R"("sending_ip":"192.0.2.55","message_id":"000443ee14578172be22","msg_from":"b-17@mail.example.com",)"
    R"("rcpt_to":"alice@example.net","raw_rcpt_to":"Alice@example.net","report_by":"fbl.example.org",)"
    R"("report_to":"abuse@example.com","subject":"Spring\nis here","subaccount_id":"101",)"
    R"("timestamp":"1751364000","rcpt_meta":{"customer":"c-17"})";
std::string complaint() { return event("spam_complaint", all_facts); }

TEST(SparkPost, ComplaintIsARecord) {
    auto const report = read_any("[" + complaint() + "]");
    EXPECT_EQ(report.format, Format::sparkpost);
    EXPECT_EQ(report.feedback_type, arf::FeedbackType::fraud);
    EXPECT_EQ(addresses(report.original_rcpt_to), Strings{"Alice@example.net"});
    EXPECT_EQ(report.source_ip->to_string(), "192.0.2.55");
    EXPECT_EQ(report.original_mail_from->address, "b-17@mail.example.com");
    EXPECT_EQ(report.arrival_date->to_string(), "2025-07-01T10:00:00Z");
    ASSERT_TRUE(report.original);
    EXPECT_EQ(report.original->from->address, "news@example.com");
    EXPECT_EQ(report.original->subject, "Spring is here");
    EXPECT_TRUE(report.original->headers_only);
    EXPECT_TRUE(report.original->fields.empty());
    EXPECT_FALSE(report.original_message_id);
    EXPECT_TRUE(report.diagnostics.empty()) << testing::PrintToString(codes(report.diagnostics));
}

TEST(SparkPost, KindIsImpliedWhereItIsNotStated) {
    auto const report = read_any("[" + event("spam_complaint", R"(,"rcpt_to":"alice@example.net")") + "]");
    EXPECT_EQ(report.feedback_type, arf::FeedbackType::abuse);
    EXPECT_EQ(addresses(report.original_rcpt_to), Strings{"alice@example.net"});
    EXPECT_FALSE(report.original);
    EXPECT_EQ(codes(report.diagnostics), Strings{"feedback_type_implied"});
}

TEST(SparkPost, ClassOfTheEventMayBeAny) {
    EXPECT_EQ(read_any("[" + event("spam_complaint", "", "feedback_event") + "]").format, Format::sparkpost);
}

TEST(SparkPost, FactsAreThoseOfTheFirstComplaint) {
    auto const second =
        event("spam_complaint", R"(,"fbtype":"abuse","rcpt_to":"bob@example.net","subject":"B")"
                                R"(,"sending_ip":"2001:db8::1","timestamp":"1751364060")");
    std::string const text = "[" + event("delivery", R"(,"rcpt_to":"carol@example.net")") + "," +
                             complaint() + ",\n" + second + "]";
    auto const report = read_any(text);
    ASSERT_EQ(report.rows.size(), 2U);
    EXPECT_EQ(report.rows[0].text, complaint());
    EXPECT_EQ(report.rows[1].text, second);
    EXPECT_EQ(report.rows[1].source_ip->to_string(), "2001:db8::1");
    EXPECT_EQ(report.source_ip->to_string(), "192.0.2.55");
    EXPECT_EQ(report.original->subject, "Spring is here");
    EXPECT_EQ(addresses(report.original_rcpt_to), (Strings{"Alice@example.net", "bob@example.net"}));
}

TEST(SparkPost, DateOfAnExportIsUnderstood) {
    auto const report =
        read_any("[" + event("spam_complaint", R"(,"timestamp":"2025-07-01T10:00:00.000Z")") + "]");
    EXPECT_EQ(report.arrival_date->to_string(), "2025-07-01T10:00:00Z");
    EXPECT_EQ(codes(report.diagnostics), Strings{"feedback_type_implied"});
}

TEST(SparkPost, AccountStaysInTheDocument) {
    auto const report = read_any("[" + complaint() + "]");
    arf::document::Document const document(report.document);
    auto const* const inner = document.find(document.root() + 1, "msys", "message_event");
    EXPECT_EQ(document.text(inner, "subaccount_id"), "101");
    EXPECT_EQ(document.text(inner, "rcpt_meta", "customer"), "c-17");
}

TEST(SparkPost, OtherEventsAreNoComplaint) {
    constexpr std::string_view reason = "SparkPost events, no spam_complaint among them";
    is_no_complaint(R"([{"msys":{}}])", Format::webhook_event, reason);
    for (auto type : {"bounce", "delivery", "injection", "list_unsubscribe", "open", "spam_complaints"})
        is_no_complaint("[" + event(type, all_facts) + "]", Format::webhook_event, reason);
}

TEST(SparkPost, OtherJsonIsNotTakenForIt) {
    for (auto text : {R"([{"msys":"spam_complaint"}])", R"([{"type":"spam_complaint"}])",
                      R"(["msys",{"type":"spam_complaint"}])", R"({"about":{"msys":{}}})"}) {
        is_no_complaint(text, Format::unknown);
    }
}

TEST(SparkPost, BadAddressIsToldAndAbsent) {
    auto const report = read_any("[" + event("spam_complaint", R"(,"sending_ip":"somewhere")") + "]");
    EXPECT_FALSE(report.source_ip);
    EXPECT_EQ(codes(report.diagnostics), (Strings{"bad_ip_literal", "feedback_type_implied"}));
    EXPECT_EQ(report.diagnostics[0].field, "sending_ip");
}

TEST(SparkPost, SurvivesDamage) {
    survives_damage("[" + event("delivery", "") + "," + complaint() + "]");
    survives_damage(
        event("spam_complaint", R"(,"subject":"=?utf-8?q?a?= \u0000\u2028","friendly_from":"<\"")"));
}

TEST(SparkPost, LargeBatchesAreReadInLinearTime) {
    auto const many = read_in_time("[" + repeat(complaint() + ",", 4'000) + complaint() + "]");
    EXPECT_EQ(many.rows.size(), 4'001U);
    auto const classes = read_in_time(R"([{"msys":{)" + repeat(R"("x":{"type":"open"},)", 40'000) +
                                      complaint().substr(9) + "]");
    EXPECT_EQ(classes.format, Format::sparkpost);
}

}  // namespace dialect_sparkpost_test
