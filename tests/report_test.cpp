// SPDX-License-Identifier: BSL-1.0
// What Report and Message promise: facts, original, carrier, bytes as received, and every diagnostic at its
// place.
#include <gtest/gtest.h>

#include <arf/arf.hpp>
#include <support.hpp>

namespace report_test {

using arf::DiagnosticCode;
using arf_test::codes;
using arf_test::has;
using arf_test::report_with;
using arf_test::required_fields;

arf::Report parsed(std::string const& message) { return arf::parse(message).value(); }
arf::Report with(std::string_view more, std::string_view original = "Message-ID: <1@example.com>\n\nhi\n") {
    return parsed(report_with(std::string(required_fields).append(more), original));
}

TEST(Report, IsCompleteWithoutDiagnostics) {
    EXPECT_EQ(codes(with("").diagnostics), std::vector<std::string>{});
}

TEST(Report, KnowsAbsentFromUnreadableFromZero) {
    auto const absent = with("");
    EXPECT_FALSE(absent.incidents);
    EXPECT_FALSE(has(absent.diagnostics, DiagnosticCode::bad_incidents));
    auto const unreadable = with("Incidents: 14.1\n");
    EXPECT_FALSE(unreadable.incidents);
    EXPECT_TRUE(has(unreadable.diagnostics, DiagnosticCode::bad_incidents));
    auto const zero = with("Incidents: 0\n");
    EXPECT_EQ(zero.incidents, 0U);
    EXPECT_TRUE(has(zero.diagnostics, DiagnosticCode::incidents_zero));
}

TEST(Report, TakesTheFirstOfDuplicatesAndKeepsAll) {
    auto const report = with("Source-IP: 192.0.2.1\nSource-IP: 192.0.2.2\n");
    EXPECT_EQ(report.source_ip->to_string(), "192.0.2.1");
    EXPECT_EQ(report.fields.size(), 5U);
    EXPECT_EQ(codes(report.diagnostics), std::vector<std::string>{"duplicate_field"});
    EXPECT_EQ(report.diagnostics[0].field, "Source-IP");
}

TEST(Report, KeepsUnknownFieldsVerbatimAndInOrder) {
    auto const report = with("X-B: folded \n  value\nX-A:\nx-b: 2\n");
    ASSERT_EQ(report.extensions.size(), 3U);
    EXPECT_EQ(report.extensions[0].raw(), "X-B: folded \n  value");
    EXPECT_EQ(arf::unfolded(report.extensions[0]), "folded   value");
    EXPECT_EQ(report.extensions[1].raw(), "X-A:");
    EXPECT_EQ(report.extensions[2].name(), "x-b");
}

TEST(Report, ShowsTheOriginalAsItWasReceived) {
    auto const original = "Message-ID: <1@example.com>\r\nSubject:  two\r\n  lines\r\n\r\nbody\r\n";
    auto const report = with("", original);
    ASSERT_TRUE(report.original);
    EXPECT_EQ(report.original->bytes(), original);
    EXPECT_EQ(report.original->body(), "body\r\n");
    EXPECT_EQ(report.original->subject, "two  lines");
    EXPECT_FALSE(report.original->headers_only);
    EXPECT_EQ(report.original->fields[1].raw(), "Subject:  two\r\n  lines");
}

TEST(Report, TellsAHeaderFromAMessage) {
    EXPECT_TRUE(with("", "Message-ID: <1@example.com>\n").original->headers_only);
    EXPECT_TRUE(with("", "Message-ID: <1@example.com>\n\n \n").original->headers_only);
}

TEST(Report, HasNoOriginalWhereThereIsNone) {
    auto const report = with("", "REDACTED\n");
    EXPECT_FALSE(report.original);
    EXPECT_TRUE(has(report.diagnostics, DiagnosticCode::original_redacted));
    auto const two_parts = parsed(
        "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\n\nhi\n"
        "--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n--b--\n");
    EXPECT_FALSE(two_parts.original);
    EXPECT_TRUE(has(two_parts.diagnostics, DiagnosticCode::no_original));
}

TEST(Report, DecodesAnEncodedOriginal) {
    // base64 of "Message-ID: <7@example.com>\n\nhi\n"
    auto const report = parsed(
        "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\n\nhi\n"
        "--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n"
        "--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
        "TWVzc2FnZS1JRDogPDdAZXhhbXBsZS5jb20+CgpoaQo=\n--b--\n");
    EXPECT_EQ(report.original_message_id, "7@example.com");
    EXPECT_EQ(report.original->bytes(), "Message-ID: <7@example.com>\n\nhi\n");
    EXPECT_TRUE(has(report.diagnostics, DiagnosticCode::encoded_message_part));
}

TEST(Report, ChoosesTheMessageIdByOrder) {
    EXPECT_EQ(with("Original-Message-ID: <o@example.com>\nMessage-ID: <p@example.com>\n").original_message_id,
              "o@example.com");
    EXPECT_EQ(with("Message-ID: <p@example.com>\n").original_message_id, "1@example.com");
    EXPECT_EQ(with("Message-ID: <p@example.com>\n", "Subject: x\n\n").original_message_id, "p@example.com");
    EXPECT_FALSE(with("", "Subject: x\n\n").original_message_id);
}

TEST(Report, PrefersArrivalDate) {
    auto const both =
        with("Received-Date: Thu, 1 Jan 2026 00:00:00 +0000\nArrival-Date: Fri, 2 Jan 2026 00:00:00 +0000\n");
    EXPECT_EQ(both.arrival_date->to_string(), "2026-01-02T00:00:00Z");
    EXPECT_TRUE(has(both.diagnostics, DiagnosticCode::arrival_and_received_date));
    EXPECT_EQ(with("Received-Date: Thu, 1 Jan 2026 00:00:00 +0000\n").arrival_date->to_string(),
              "2026-01-01T00:00:00Z");
}

TEST(Report, MarksRedactedAddresses) {
    auto const report =
        with("Original-Mail-From: <redacted@example.com>\nOriginal-Rcpt-To: <a@example.com>\n");
    EXPECT_TRUE(report.original_mail_from->is_redacted());
    EXPECT_FALSE(report.original_rcpt_to[0].is_redacted());
    EXPECT_TRUE(has(report.diagnostics, DiagnosticCode::address_redacted));
}

TEST(Report, DerivesNothingFromIdentityAlignment) {
    auto const report = with("Identity-Alignment: dkim\n");
    EXPECT_EQ(report.identity_alignment->raw, "dkim");
    EXPECT_TRUE(report.identity_alignment->dkim);
    EXPECT_FALSE(report.identity_alignment->spf);
}

TEST(Report, TellsWhatAnAuthFailureReportLacks) {
    auto const report =
        parsed(report_with("Feedback-Type: auth-failure\nUser-Agent: Example/1\nVersion: 1\n"));
    EXPECT_EQ(codes(report.diagnostics),
              (std::vector<std::string>{"missing_auth_failure", "missing_authentication_results"}));
}

TEST(Carrier, IsTheMessageThatBroughtTheReport) {
    auto const report = with("");
    EXPECT_EQ(report.carrier().from->address, "fbl@example.net");
    EXPECT_EQ(report.carrier().to[0].address, "abuse@example.com");
    EXPECT_EQ(report.carrier().subject, "complaint");
    EXPECT_EQ(report.text(), "A complaint.\n");
}

TEST(Carrier, OfAForwardedReportIsTheInnerMessage) {
    auto const report = parsed("From: forwarder@example.org\nContent-Type: message/rfc822\n\n" +
                               report_with(required_fields));
    EXPECT_EQ(report.carrier().from->address, "fbl@example.net");
    EXPECT_EQ(report.text(), "A complaint.\n");
}

TEST(Carrier, GivesItsTextAsUtf8) {
    auto const text = [](std::string_view header, std::string_view body) {
        return parsed(
                   std::string(
                       "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\n")
                       .append(header)
                       .append("\n")
                       .append(body)
                       .append(
                           "\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n--b--\n"))
            .text();
    };
    EXPECT_EQ(text("Content-Type: text/plain; charset=iso-8859-1\n", "caf\xE9"), "caf\xC3\xA9");
    EXPECT_EQ(text("Content-Transfer-Encoding: quoted-printable\nContent-Type: text/plain; charset=utf-8\n",
                   "caf=C3=A9"),
              "caf\xC3\xA9");
    EXPECT_EQ(text("Content-Type: text/html\n", "<p>hi"), "<p>hi");
    EXPECT_EQ(text("Content-Type: image/png\n", "x"), "");
}

TEST(Message, FindsFieldsByNameInAnyCase) {
    auto const report = with("", "Received: one\nreceived: two\n three\nSubject: x\n\n");
    auto const& original = *report.original;
    ASSERT_NE(original.find("RECEIVED"), nullptr);
    EXPECT_EQ(original.find("RECEIVED")->body(), " one");
    EXPECT_EQ(original.values("Received"), (std::vector<std::string>{"one", "two three"}));
    EXPECT_EQ(original.find("X-None"), nullptr);
    EXPECT_TRUE(original.values("X-None").empty());
}

TEST(Diagnostics, PointAtTheFieldInTheInput) {
    auto const message = report_with(std::string(required_fields) + "Source-IP: nowhere\n");
    auto const report = parsed(message);
    ASSERT_EQ(report.diagnostics.size(), 1U);
    auto const& diagnostic = report.diagnostics[0];
    EXPECT_EQ(message.substr(diagnostic.offset, diagnostic.length), "Source-IP: nowhere");
    EXPECT_EQ(diagnostic.field, "Source-IP");
}

TEST(Diagnostics, PointAtTheEncodedPartWhereTheFieldWasDecoded) {
    // base64 of "Feedback-Type: abuse\nUser-Agent: x\nVersion: 1\nSource-IP: ?\n"
    std::string const encoded =
        "RmVlZGJhY2stVHlwZTogYWJ1c2UKVXNlci1BZ2VudDogeApWZXJzaW9uOiAxClNvdXJjZS1JUDog\nPwo=";
    auto const message =
        "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\n\nhi\n--b\n"
        "Content-Type: message/feedback-report\nContent-Transfer-Encoding: base64\n\n" +
        encoded + "\n--b\nContent-Type: message/rfc822\n\nMessage-ID: <1@example.com>\n\n--b--\n";
    auto const report = parsed(message);
    EXPECT_EQ(codes(report.diagnostics), (std::vector<std::string>{"encoded_report_part", "bad_ip_literal"}));
    for (auto const& one : report.diagnostics) EXPECT_EQ(message.substr(one.offset, one.length), encoded);
}

}  // namespace report_test
