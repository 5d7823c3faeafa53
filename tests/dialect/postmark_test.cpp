// SPDX-License-Identifier: BSL-1.0
// Postmark's spam complaint webhook.
#include <arf/tally.hpp>

#include "json_report.hpp"

namespace dialect_postmark_test {

using arf::Format;
using namespace arf_test;

std::string record(std::string_view type, std::string_view more = "") {
    return std::string(R"({"RecordType":")")
        .append(type)
        .append(
            R"(","MessageStream":"outbound","ID":42,"TypeCode":100001,"MessageID":"00000000-0042",)"
            R"("ServerID":1234,"Tag":"spring","Metadata":{"customer":"c-17"},"Email":"alice@example.net",)"
            R"("From":"news@example.com","BouncedAt":"2025-07-01T10:00:00.9070259Z","Subject":"Spring")")
        .append(more)
        .append("}");
}
/// A complaint that brings this text along.
std::string with_content(std::string_view content) {
    return record("SpamComplaint", R"(,"Content":)" + as_json_string(content));
}

TEST(Postmark, ComplaintIsARecord) {
    auto const report = read_any(record("SpamComplaint"));
    EXPECT_EQ(report.format, Format::postmark);
    EXPECT_EQ(report.feedback_type, arf::FeedbackType::abuse);
    EXPECT_EQ(addresses(report.original_rcpt_to), Strings{"alice@example.net"});
    EXPECT_EQ(report.arrival_date->to_string(), "2025-07-01T10:00:00.907025Z");
    ASSERT_TRUE(report.original);
    EXPECT_EQ(report.original->from->address, "news@example.com");
    EXPECT_EQ(report.original->subject, "Spring");
    EXPECT_FALSE(report.original_message_id);
    EXPECT_FALSE(report.source_ip);
    EXPECT_EQ(codes(report.diagnostics), Strings{"feedback_type_implied"});
    EXPECT_EQ(report.parts.size(), 1U);
}

TEST(Postmark, OldWebhooksHaveNoRecordType) {
    auto const report = read_any(
        R"({"ID":42,"Type":"SpamComplaint","Email":"alice@example.net","BouncedAt":"2025-07-01T06:00:00-04:00"})");
    EXPECT_EQ(report.format, Format::postmark);
    EXPECT_EQ(report.arrival_date->to_string(), "2025-07-01T10:00:00Z");
    EXPECT_FALSE(report.original);
}

TEST(Postmark, FactsOfTheReportInContentCount) {
    auto const text = with_content(report_with(
        "Feedback-Type: fraud\nUser-Agent: Example/1\nVersion: 1\nSource-IP: 192.0.2.88\n"
        "Arrival-Date: Tue, 1 Jul 2025 09:00:00 +0000\nOriginal-Rcpt-To: <redacted@example.net>\n",
        "From: n2@example.com\nSubject: other\nMessage-ID: <1@example.com>\n\nhi\n"));
    auto const report = read_any(text);
    EXPECT_EQ(report.format, Format::postmark);
    EXPECT_EQ(report.feedback_type, arf::FeedbackType::fraud);
    EXPECT_EQ(report.source_ip->to_string(), "192.0.2.88");
    EXPECT_EQ(report.arrival_date->to_string(), "2025-07-01T09:00:00Z");
    EXPECT_EQ(report.original_message_id, "1@example.com");
    EXPECT_EQ(report.original->subject, "other");
    EXPECT_EQ(report.original->from->address, "n2@example.com");
    EXPECT_EQ(report.original->body(), "hi\n");
    EXPECT_EQ(addresses(report.original_rcpt_to), Strings{"alice@example.net"});
    EXPECT_EQ(report.fields.size(), 6U);
    EXPECT_FALSE(has(report.diagnostics, arf::DiagnosticCode::evidence_conflict));
    arf::document::Document const document(report.document);
    EXPECT_EQ(document.text(document.root(), "Metadata", "customer"), "c-17");
}

TEST(Postmark, AnotherRecipientInTheReportIsTold) {
    auto const fields = std::string(required_fields).append("Original-Rcpt-To: bob@example.net\n");
    auto const report = read_any(with_content(report_with(fields)));
    EXPECT_EQ(addresses(report.original_rcpt_to), Strings{"alice@example.net"});
    EXPECT_TRUE(has(report.diagnostics, arf::DiagnosticCode::evidence_conflict));
    auto const same = std::string(required_fields).append("Original-Rcpt-To: ALICE@example.net\n");
    EXPECT_FALSE(
        has(read_any(with_content(report_with(same))).diagnostics, arf::DiagnosticCode::evidence_conflict));
}

TEST(Postmark, RecipientOfTheReportCountsWhereTheWebhookNamesNone) {
    auto const fields = std::string(required_fields).append("Original-Rcpt-To: bob@example.net\n");
    auto const report = read_any(
        replaced(with_content(report_with(fields)), R"("Email":"alice@example.net")", R"("Email":"")"));
    EXPECT_EQ(report.format, Format::postmark);
    EXPECT_EQ(addresses(report.original_rcpt_to), Strings{"bob@example.net"});
}

TEST(Postmark, MayBringAReportThatBringsXarf) {
    auto const report =
        read_any(with_content(report_with("Feedback-Type: xarf\nUser-Agent: Example/1\nVersion: 1\n")));
    EXPECT_EQ(report.format, Format::postmark);
    EXPECT_EQ(report.feedback_type, arf::FeedbackType::xarf);
    EXPECT_EQ(arf::tally_kind(report), arf::TallyKind::complaint) << "it is about a mail";
}

TEST(Postmark, ContentThatIsNoReportIsLeftAlone) {
    for (auto content : {"", "<Abuse report dump>", "Subject: x\n\nhi\n", "{\"a\": 1}",
                         "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhi\n--b--\n"}) {
        auto const report = read_any(with_content(content));
        EXPECT_EQ(report.format, Format::postmark) << content;
        EXPECT_EQ(report.feedback_type, arf::FeedbackType::abuse) << content;
        EXPECT_EQ(report.original->subject, "Spring") << content;
        EXPECT_EQ(addresses(report.original_rcpt_to), Strings{"alice@example.net"}) << content;
    }
}

TEST(Postmark, ListOfRecordsHasRows) {
    auto const report = read_any("[" + record("SpamComplaint") + "," + record("Open") + "," +
                                 with_content(report_with(required_fields)) + "]");
    ASSERT_EQ(report.rows.size(), 2U);
    EXPECT_EQ(report.rows[0].text, record("SpamComplaint"));
    EXPECT_EQ(report.parts.size(), 1U);  // the second is no more than a row
}

TEST(Postmark, OtherRecordsAreNoComplaint) {
    for (auto type : {"Bounce", "Delivery", "Open", "Click", "SubscriptionChange"}) {
        is_no_complaint(record(type), Format::webhook_event,
                        "a Postmark record other than \"SpamComplaint\"");
    }
    is_no_complaint(record("Bounce", R"(,"Type":"SpamNotification")"), Format::webhook_event);
}

TEST(Postmark, OtherJsonIsNotTakenForIt) {
    for (auto text : {R"({"RecordType":"SpamComplaint"})", R"({"Type":"SpamComplaint"})",
                      R"({"RecordType":"A","Email":"a@example.net"})",
                      R"({"x":{"RecordType":"SpamComplaint","Email":"a@example.net"}})"}) {
        is_no_complaint(text, Format::unknown);
    }
}

TEST(Postmark, SurvivesDamage) {
    survives_damage(record("SpamComplaint"));
    survives_damage(with_content(
        report_with(std::string(required_fields).append("Original-Rcpt-To: b@example.net\nSource-IP: x\n"))));
}

TEST(Postmark, LargeContentIsReadInLinearTime) {
    auto const multipart =
        "Content-Type: multipart/mixed; boundary=b\n\n" + repeat("--b\nA: b\n\nx\n", 100'000);
    EXPECT_EQ(read_in_time(with_content(multipart)).format, Format::postmark);
    auto const fields = std::string(required_fields).append(repeat("X: y\n", 200'000));
    EXPECT_EQ(read_in_time(with_content(report_with(fields))).user_agent, "Example/1");
    EXPECT_EQ(read_in_time(with_content(std::string(std::size_t{8} << 20U, '\\'))).format, Format::postmark);
}

}  // namespace dialect_postmark_test
