// SPDX-License-Identifier: BSL-1.0
// Mailgun's event webhook, in both forms.
#include "json_report.hpp"

namespace dialect_mailgun_test {

using arf::Format;
using namespace arf_test;

constexpr std::string_view signature = R"("token":"t","timestamp":"1751364001","signature":"f")";

std::string event(std::string_view name, std::string_view more) {
    return std::string(R"({"signature":{)")
        .append(signature)
        .append(R"(},"event-data":{"event":")")
        .append(name)
        .append(R"(","timestamp":1751364000.501324)")
        .append(more)
        .append("}}");
}
constexpr std::string_view all_facts =
    R"(,"recipient":"alice@example.net","envelope":{"sending-ip":"192.0.2.77","sender":"b@mail.example.com"},)"
    R"("message":{"headers":{"to":"Alice <alice@example.net>","message-id":"1@news.example.com",)"
    R"("from":"News <news@example.com>","subject":"Spring"},"size":111},"user-variables":{"customer":"c-17"})";

/// The form of before 2018, with the header of the original as JSON in a string.
std::string flat(std::string_view name, std::string_view headers) {
    return std::string(R"({"event":")")
        .append(name)
        .append(R"(","recipient":"alice@example.net",)")
        .append(signature)
        .append(R"(,"message-headers":)")
        .append(as_json_string(headers))
        .append("}");
}

TEST(Mailgun, ComplaintIsARecord) {
    auto const report = read_any(event("complained", all_facts));
    EXPECT_EQ(report.format, Format::mailgun);
    EXPECT_EQ(report.feedback_type, arf::FeedbackType::abuse);
    EXPECT_EQ(addresses(report.original_rcpt_to), Strings{"alice@example.net"});
    EXPECT_EQ(report.arrival_date->to_string(), "2025-07-01T10:00:00.501324Z");
    EXPECT_EQ(report.source_ip->to_string(), "192.0.2.77");
    EXPECT_EQ(report.original_mail_from->address, "b@mail.example.com");
    EXPECT_EQ(report.original_message_id, "1@news.example.com");
    ASSERT_TRUE(report.original);
    EXPECT_EQ(report.original->from->address, "news@example.com");
    EXPECT_EQ(addresses(report.original->to), Strings{"alice@example.net"});
    EXPECT_EQ(report.original->subject, "Spring");
    EXPECT_TRUE(report.original->bytes().empty());
    ASSERT_NE(report.original->find("Subject"), nullptr);
    EXPECT_EQ(codes(report.diagnostics), Strings{"feedback_type_implied"});
    EXPECT_TRUE(report.rows.empty());
}

TEST(Mailgun, TimeIsThatOfTheEventNotOfTheSignature) {
    EXPECT_EQ(read_any(event("complained", "")).arrival_date->to_string(), "2025-07-01T10:00:00.501324Z");
}

TEST(Mailgun, FlatFormHasTheWholeHeader) {
    auto const report = read_any(flat(
        "complained",
        R"([["Received","by mail.example.com; Tue, 01 Jul 2025 09:59:00 +0000"],["From","a@example.com"],)"
        R"(["Subject","=?utf-8?q?=C3=BC?="],["Message-Id","<2@example.com>"],["X-Customer","c-17"]])"));
    EXPECT_EQ(report.format, Format::mailgun);
    EXPECT_EQ(report.arrival_date->to_string(), "2025-07-01T10:00:01Z");
    EXPECT_EQ(report.original_message_id, "2@example.com");
    EXPECT_EQ(report.original->subject, "\xC3\xBC");
    EXPECT_EQ(report.original->fields.size(), 5U);
    EXPECT_EQ(arf::unfolded(*report.original->find("X-Customer")), "c-17");
}

TEST(Mailgun, OddPairsOfAHeaderAreLeftOut) {
    auto const report = read_any(
        flat("complained", R"([["A"],["B","b"],["C","c","d"],[["E","e"]],["F",["f"]],["G",1],"H",["",""]])"));
    ASSERT_TRUE(report.original);
    ASSERT_EQ(report.original->fields.size(), 1U);
    EXPECT_EQ(report.original->fields[0].raw(), "B: b");
}

TEST(Mailgun, HeaderThatIsNoListIsNoHeader) {
    for (auto headers : {"", "x", "[", "{}", "[]", "[[]]"}) {
        auto const report = read_any(flat("complained", headers));
        EXPECT_EQ(report.format, Format::mailgun) << headers;
        EXPECT_FALSE(report.original) << headers;
    }
}

TEST(Mailgun, ListedHeaderForgesNothing) {
    auto const report = read_any(flat(
        "complained",
        R"([["Subject","a\r\nFrom: forged@example.com\r\n\r\nbody"],["X\nTo","b"],["From: x","c"],["Y ","d"]])"));
    ASSERT_TRUE(report.original);
    ASSERT_EQ(report.original->fields.size(), 1U);
    EXPECT_EQ(report.original->subject, "a From: forged@example.com  body");
    EXPECT_FALSE(report.original->from);
    EXPECT_EQ(report.original->body(), "");
    EXPECT_EQ(codes(report.diagnostics),
              (Strings{"bad_value", "bad_value", "bad_value", "feedback_type_implied"}));
}

TEST(Mailgun, UserVariablesStayInTheDocument) {
    auto const report = read_any(event("complained", all_facts));
    arf::document::Document const document(report.document);
    EXPECT_EQ(document.text(document.root(), "event-data", "user-variables", "customer"), "c-17");
}

TEST(Mailgun, OtherEventsAreNoComplaint) {
    for (auto name : {"accepted", "delivered", "failed", "opened", "clicked", "unsubscribed", "rejected"}) {
        is_no_complaint(event(name, all_facts), Format::webhook_event,
                        "a Mailgun event other than \"complained\"");
        is_no_complaint(flat(name, "[]"), Format::webhook_event);
    }
}

TEST(Mailgun, OtherJsonIsNotTakenForIt) {
    for (auto text : {R"({"event":"complained","recipient":"a@example.net"})", R"({"event-data":{}})",
                      R"({"event-data":"complained"})", R"({"text":{"event-data":{"event":"complained"}}})",
                      R"({"event":"complained","token":"t","timestamp":1})"}) {
        is_no_complaint(text, Format::unknown);
    }
}

TEST(Mailgun, SurvivesDamage) {
    survives_damage(event("complained", all_facts));
    survives_damage(
        flat("complained", R"([["From","a\u0000@example.com"],["Subject","\u00fc\n x"],["\\",""]])"));
}

TEST(Mailgun, LargeHeadersAreReadInLinearTime) {
    auto const many =
        read_in_time(flat("complained", "[" + repeat(R"(["A\u0020","b\u0020"],)", 30'000) + R"(["B","b"]])"));
    EXPECT_EQ(many.format, Format::mailgun);
    auto const fields =
        read_in_time(flat("complained", "[" + repeat(R"(["A","b"],)", 30'000) + R"(["B","b"]])"));
    EXPECT_TRUE(has(fields.diagnostics, arf::DiagnosticCode::limit_fields));
    auto const deep = read_in_time(flat("complained", repeat("[", 100'000)));
    EXPECT_TRUE(has(deep.diagnostics, arf::DiagnosticCode::limit_document_depth));
}

}  // namespace dialect_mailgun_test
