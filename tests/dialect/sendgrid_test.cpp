// SPDX-License-Identifier: BSL-1.0
// SendGrid's event webhook.
#include "json_report.hpp"

namespace dialect_sendgrid_test {

using arf::Format;
using namespace arf_test;

/// An event with SendGrid's own identifiers.
std::string event(std::string_view name, std::string_view email, std::string_view time = "1751364000") {
    return std::string(R"({"email":")")
        .append(email)
        .append(R"(","timestamp":)")
        .append(time)
        .append(R"(,"smtp-id":"<s@example.com>","event":")")
        .append(name)
        .append(R"(","sg_event_id":"e1","sg_message_id":"m1.filter0001.1-2-3.0","customer":"c-17"})");
}
std::string complaint(std::string_view email = "alice@example.net") { return event("spamreport", email); }

TEST(SendGrid, ComplaintIsARecord) {
    auto const report = read_any("[" + complaint() + "]");
    EXPECT_EQ(report.format, Format::sendgrid);
    EXPECT_TRUE(report.is_complaint());
    EXPECT_EQ(addresses(report.original_rcpt_to), Strings{"alice@example.net"});
    ASSERT_TRUE(report.arrival_date);
    EXPECT_EQ(report.arrival_date->to_string(), "2025-07-01T10:00:00Z");
    EXPECT_EQ(report.feedback_type, arf::FeedbackType::abuse);
    EXPECT_EQ(codes(report.diagnostics), Strings{"feedback_type_implied"});
    EXPECT_FALSE(report.original);
    EXPECT_FALSE(report.original_message_id);
    EXPECT_FALSE(report.source_ip);
}

TEST(SendGrid, RowsHoldEveryComplaintOfABatch) {
    auto const first = complaint("alice@example.net");
    auto const second = event("spamreport", "bob@example.net", "1751364060");
    std::string const text = "[" + event("open", "carol@example.net") + " ,\n " + first + "," + second + "]";
    auto const report = read_any(text);
    ASSERT_EQ(report.rows.size(), 2U);
    EXPECT_EQ(report.rows[0].text, first);
    EXPECT_EQ(report.rows[1].text, second);
    EXPECT_EQ(report.rows[1].recipient->address, "bob@example.net");
    EXPECT_EQ(report.rows[1].date->to_string(), "2025-07-01T10:01:00Z");
    EXPECT_EQ(addresses(report.original_rcpt_to), (Strings{"alice@example.net", "bob@example.net"}));
    EXPECT_EQ(report.arrival_date->to_string(), "2025-07-01T10:00:00Z");
}

TEST(SendGrid, SingleEventMayStandAlone) {
    auto const report = read_any(complaint());
    EXPECT_EQ(report.format, Format::sendgrid);
    EXPECT_TRUE(report.rows.empty());
    EXPECT_EQ(addresses(report.original_rcpt_to), Strings{"alice@example.net"});
}

TEST(SendGrid, OldestEventsHaveNoIdentifiers) {
    auto const report =
        read_any(R"([{"email":"alice@example.net","timestamp":1751364000,"event":"spamreport"}])");
    EXPECT_EQ(report.format, Format::sendgrid);
}

TEST(SendGrid, UniqueArgumentsStayInTheDocument) {
    auto const report = read_any("[" + complaint() + "]");
    arf::document::Document const document(report.document);
    auto const* const first = document.root() + 1;
    EXPECT_EQ(document.text(first, "customer"), "c-17");
    EXPECT_EQ(document.text(first, "sg_message_id"), "m1.filter0001.1-2-3.0");
}

TEST(SendGrid, OtherEventsAreNoComplaint) {
    for (auto name : {"processed", "dropped", "deferred", "delivered", "bounce", "open", "click",
                      "unsubscribe", "group_unsubscribe", "something_new"}) {
        is_no_complaint("[" + event(name, "alice@example.net") + "]", Format::webhook_event,
                        "SendGrid events, no spamreport among them");
    }
}

TEST(SendGrid, OtherJsonIsNotTakenForIt) {
    for (auto text : {R"([])", R"([{}])", R"([1,"spamreport"])", R"([{"event":"spamreport"}])",
                      R"({"event":"spamreport"})", R"([{"event":{"event":"spamreport"},"sg_event_id":"x"}])",
                      R"(["event","spamreport","sg_event_id"])",
                      R"([{"email":"a@example.net","timestamp":1751364000,"event":"login"}])",
                      R"({"note":"SendGrid says \"event\":\"spamreport\" when somebody complains"})"}) {
        is_no_complaint(text, Format::unknown);
    }
}

TEST(SendGrid, UnreadableValuesAreToldAndAbsent) {
    auto const report = read_any("[" + event("spamreport", "not an address", "0") + "]");
    EXPECT_EQ(report.format, Format::sendgrid);
    EXPECT_FALSE(report.arrival_date);
    EXPECT_TRUE(report.original_rcpt_to.empty());
    EXPECT_EQ(codes(report.diagnostics), (Strings{"bad_mail_path", "bad_date", "feedback_type_implied"}));
    ASSERT_EQ(report.rows.size(), 1U);
    EXPECT_FALSE(report.rows[0].recipient);
}

TEST(SendGrid, EmptyValuesSayNothing) {
    auto const report = read_any("[" + event("spamreport", "", "\"\"") + "]");
    EXPECT_TRUE(report.original_rcpt_to.empty());
    EXPECT_EQ(codes(report.diagnostics), Strings{"feedback_type_implied"});
}

TEST(SendGrid, FirstOfDuplicateKeysCounts) {
    auto const report = read_any(
        R"([{"email":"alice@example.net","email":"bob@example.net","event":"spamreport","sg_event_id":"e"}])");
    EXPECT_EQ(addresses(report.original_rcpt_to), Strings{"alice@example.net"});
    EXPECT_TRUE(has(report.diagnostics, arf::DiagnosticCode::duplicate_key));
}

TEST(SendGrid, SurvivesDamage) {
    survives_damage("\xEF\xBB\xBF[" + event("open", "carol@example.net") + ",\r\n" + complaint() + "]");
    survives_damage(complaint("a\\u0000\\nb@example.net"));
}

TEST(SendGrid, LargeBatchesAreReadInLinearTime) {
    auto const many = read_in_time("[" + repeat(complaint() + ",", 10'000) + complaint() + "]");
    EXPECT_EQ(many.rows.size(), 10'001U);
    EXPECT_EQ(many.original_rcpt_to.size(), 10'001U);
    auto const wide = read_in_time("[{" + repeat(R"("k":1,)", 90'000) + complaint().substr(1) + "]");
    EXPECT_EQ(wide.format, Format::sendgrid);
    auto const noise = read_in_time("[" + complaint(std::string(std::size_t{8} << 20U, 'x')) + "]");
    EXPECT_EQ(noise.format, Format::sendgrid);
}

TEST(SendGrid, DeepNestingIsNoDocument) {
    is_no_complaint("[" + repeat("[", 100'000), Format::unknown);
    is_no_complaint(repeat("{\"event\":", 100'000), Format::unknown);
}

}  // namespace dialect_sendgrid_test
