// SPDX-License-Identifier: BSL-1.0
// Bounces: which field is about which recipient, and what each says.
#include <gtest/gtest.h>

#include <arf/arf.hpp>
#include <damage.hpp>
#include <support.hpp>

namespace dialect_dsn_test {

using arf::DiagnosticCode;
using arf::Format;

/// A bounce with this status part, and these parts behind it.
std::string bounce(std::string_view status, std::string_view behind = "", std::string_view part_header = "") {
    std::string out =
        "From: MAILER-DAEMON@example.net\nTo: sender@example.com\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        "--b\n\nSorry.\n--b\nContent-Type: message/delivery-status\n";
    return out.append(part_header).append("\n").append(status).append("\n").append(behind).append("--b--\n");
}
arf::Report read(std::string const& message) {
    auto const report = arf::parse(message, {.keep_other_messages = true}).value();
    EXPECT_EQ(report.format, Format::dsn);
    return report;
}
arf::DeliveryStatus read_one(std::string_view fields) {
    static arf::Report report;  // what the views of the result point into
    report = read(bounce("Reporting-MTA: dns; mx.example.net\n\n" + std::string(fields)));
    EXPECT_EQ(report.deliveries.size(), 1U) << fields;
    return report.deliveries.empty() ? arf::DeliveryStatus{} : report.deliveries[0];
}
std::vector<std::string> recipients(std::string_view status) {
    std::vector<std::string> found;
    for (auto const& one : read(bounce(status)).deliveries)
        found.emplace_back(one.final_recipient ? one.final_recipient->address : "-");
    return found;
}
using Names = std::vector<std::string>;

TEST(Dsn, ReadsEveryFieldOfARecipient) {
    auto const one = read_one(
        "Original-Recipient: rfc822; alias@example.org\nFinal-Recipient: rfc822; user@example.org\n"
        "Action: failed\nStatus: 5.7.1 (blocked)\nRemote-MTA: dns; mx.example.org (192.0.2.9)\n"
        "Diagnostic-Code: smtp; 550 5.7.0 blocked using\n bl.spamcop.net\n"
        "Last-Attempt-Date: Tue, 10 Mar 2026 10:00:00 +0100\nFinal-Log-ID: 7\nX-Local: y\n");
    EXPECT_EQ(one.original_recipient->address, "alias@example.org");
    EXPECT_EQ(one.final_recipient->address, "user@example.org");
    EXPECT_EQ(one.action, "failed");
    EXPECT_EQ(one.status, "5.7.1");
    EXPECT_EQ(one.remote_mta->type, "dns");
    EXPECT_EQ(one.remote_mta->name, "mx.example.org");
    EXPECT_EQ(one.diagnostic_code, "smtp; 550 5.7.0 blocked using bl.spamcop.net");
    EXPECT_EQ(one.reply_code, 550);
    EXPECT_EQ(one.enhanced_code, "5.7.0");
    EXPECT_EQ(one.blocklist, "SpamCop");
    EXPECT_EQ(one.last_attempt_date->to_string(), "2026-03-10T09:00:00Z");
    EXPECT_EQ(one.fields.size(), 9U);
}

TEST(Dsn, InventsNothing) {
    auto const one = read_one("Final-Recipient: rfc822; user@example.org\n");
    EXPECT_FALSE(one.original_recipient || one.remote_mta || one.diagnostic_code || one.reply_code ||
                 one.last_attempt_date);
    EXPECT_TRUE(one.action.empty() && one.status.empty() && one.enhanced_code.empty() &&
                one.blocklist.empty());
    auto const report = read(bounce("Reporting-MTA: dns; mx.example.net\n"));
    EXPECT_TRUE(report.deliveries.empty());
    EXPECT_FALSE(report.original || report.arrival_date || report.original_message_id);
    EXPECT_TRUE(report.original_rcpt_to.empty());
    EXPECT_TRUE(report.diagnostics.empty()) << testing::PrintToString(arf_test::codes(report.diagnostics));
}

TEST(Dsn, ReadsWhatIsAboutTheMessage) {
    auto const report = read(bounce(
        "Original-Envelope-Id: QQ314\nReporting-MTA: dns; mx.example.net\nDSN-Gateway: dns; gw.example.net\n"
        "Arrival-Date: Tue, 10 Mar 2026 10:00:00 +0000\nX-Queue: 7\n\n"
        "Final-Recipient: rfc822; a@example.org\nX-Local: y\n"));
    EXPECT_EQ(report.original_envelope_id, "QQ314");
    EXPECT_EQ(report.reporting_mta->name, "mx.example.net");
    EXPECT_EQ(report.arrival_date->to_string(), "2026-03-10T10:00:00Z");
    ASSERT_EQ(report.extensions.size(), 2U);
    EXPECT_EQ(report.extensions[0].name(), "DSN-Gateway");
    EXPECT_EQ(report.extensions[1].name(), "X-Queue");
    EXPECT_EQ(report.fields.size(), 7U);
    EXPECT_FALSE(report.is_complaint());
}

TEST(Dsn, TakesEachBlockForARecipient) {
    constexpr std::string_view blocks =
        "Reporting-MTA: dns; m\n\nFinal-Recipient: rfc822; a@x\nAction: failed\n\n"
        "Action: delayed\nFinal-Recipient: rfc822; b@x\n\nX-First: y\nFinal-Recipient: rfc822; c@x\n";
    EXPECT_EQ(recipients(blocks), (Names{"a@x", "b@x", "c@x"}));
    auto const report = read(bounce(blocks));
    EXPECT_EQ(report.deliveries[1].action, "delayed");
    EXPECT_EQ(report.deliveries[2].fields.front().name(), "X-First");
}

TEST(Dsn, FindsRecipientsWithoutBlankLines) {
    EXPECT_EQ(recipients("Reporting-MTA: dns; m\nFinal-Recipient: rfc822; a@x\nAction: failed\n"),
              (Names{"a@x"}));
    EXPECT_EQ(recipients("Final-Recipient: rfc822; a@x\nAction: failed\nFinal-Recipient: rfc822; b@x\n"),
              (Names{"a@x", "b@x"}));
    auto const original_first =
        read(bounce("Final-Recipient: rfc822; a@x\nAction: failed\nOriginal-Recipient: rfc822; o@x\n"
                    "Final-Recipient: rfc822; b@x\nAction: delayed\n"));
    ASSERT_EQ(original_first.deliveries.size(), 2U);
    EXPECT_FALSE(original_first.deliveries[0].original_recipient);
    EXPECT_EQ(original_first.deliveries[1].original_recipient->address, "o@x");
    auto const action_first =
        read(bounce("Action: failed\nFinal-Recipient: rfc822; a@x\nStatus: 5.0.0\nAction: delayed\n"
                    "Final-Recipient: rfc822; b@x\nStatus: 4.0.0\n"));
    ASSERT_EQ(action_first.deliveries.size(), 2U);
    EXPECT_EQ(action_first.deliveries[0].action, "failed");
    EXPECT_EQ(action_first.deliveries[1].action, "delayed");
}

TEST(Dsn, TakesABlankLineInsideARecipientForNothing) {
    auto const report = read(
        bounce("Reporting-MTA: dns; m\n\nFinal-Recipient: rfc822; a@x\n\nAction: failed\nStatus: 5.0.0\n\n"
               "X-Note: z\n\nFinal-Recipient: rfc822; b@x\n"));
    ASSERT_EQ(report.deliveries.size(), 2U);
    EXPECT_EQ(report.deliveries[0].action, "failed");
    EXPECT_EQ(report.deliveries[0].fields.size(), 4U);
    EXPECT_EQ(report.deliveries[1].final_recipient->address, "b@x");
}

TEST(Dsn, ReadsARecipientWhoseAddressIsLost) {
    auto const report =
        read(bounce("Reporting-MTA: dns; m\n\nAction: failed\nStatus: 5.0.0\n\nAction: delayed\n"));
    ASSERT_EQ(report.deliveries.size(), 2U);
    EXPECT_FALSE(report.deliveries[0].final_recipient);
    EXPECT_EQ(report.deliveries[1].action, "delayed");
}

TEST(Dsn, TellsWhatItCannotRead) {
    auto const of = [](std::string_view fields) {
        return arf_test::codes(
            read(bounce("Final-Recipient: rfc822; a@x\n" + std::string(fields))).diagnostics);
    };
    EXPECT_EQ(of("Original-Recipient: x400; c=us; a=b\n"), Names{"bad_mail_path"});
    EXPECT_EQ(of("Original-Recipient: rfc822;\n"), Names{"bad_mail_path"});
    EXPECT_EQ(of("Original-Recipient: rfc822; <>\n"), Names{"bad_mail_path"});
    EXPECT_EQ(of("Original-Recipient: rfc822; redacted@x\n"), Names{"address_redacted"});
    EXPECT_EQ(of("Action: exploded\n"), Names{"nonstandard_value"});
    EXPECT_EQ(of("Status: bad\n"), Names{"nonstandard_value"});
    EXPECT_EQ(of("Remote-MTA: dns;\n"), Names{"bad_value"});
    EXPECT_EQ(of("Last-Attempt-Date: soon\n"), Names{"bad_date"});
    EXPECT_EQ(of("Status: 5.0.0\nStatus: 4.0.0\n"), Names{"duplicate_field"});
    EXPECT_EQ(of("Reporting-MTA: dns; a\nReporting-MTA: dns; b\n"), Names{"duplicate_field"});
    EXPECT_EQ(read_one("Final-Recipient: rfc822; a@x\nStatus: 5.1.1 bad user\n").status, "5.1.1");
    EXPECT_EQ(read_one("Final-Recipient: rfc822; a@x\nStatus: bad\n").status, "bad");
}

TEST(Dsn, ReadsRecipientsAsTheyAreWritten) {
    auto const of = [](std::string_view value) {
        return std::string(
            read_one("Final-Recipient: " + std::string(value) + "\n").final_recipient->address);
    };
    EXPECT_EQ(of("rfc822;a@x"), "a@x");
    EXPECT_EQ(of("RFC822 ; <a@x>"), "a@x");
    EXPECT_EQ(of("a@x"), "a@x");
    EXPECT_EQ(of("LOCAL; root"), "root");
    EXPECT_EQ(of("utf-8; \\x{E9}va@x"), "\\x{E9}va@x");
}

TEST(Dsn, ReadsAnEncodedPart) {
    auto const report =
        read(bounce("UmVwb3J0aW5nLU1UQTogZG5zOyBtCgpGaW5hbC1SZWNpcGllbnQ6IHJmYzgyMjsgYUB4Cg==\n", "",
                    "Content-Transfer-Encoding: base64\n"));
    ASSERT_EQ(report.deliveries.size(), 1U);
    EXPECT_EQ(report.deliveries[0].final_recipient->address, "a@x");
    EXPECT_TRUE(arf_test::has(report.diagnostics, DiagnosticCode::encoded_report_part));
}

TEST(Dsn, ReadsFieldsInThePartsOwnHeader) {
    auto const report =
        read(bounce("Final-Recipient: rfc822; a@x\n", "", "Reporting-MTA: dns; m.example.net\n"));
    EXPECT_EQ(report.reporting_mta->name, "m.example.net");
    EXPECT_EQ(report.deliveries.size(), 1U);
}

TEST(Dsn, BringsTheReturnedMessage) {
    constexpr std::string_view status = "Final-Recipient: rfc822; a@x\n";
    auto const whole = read(bounce(
        status, "--b\nContent-Type: message/rfc822\n\nMessage-ID: <1@example.com>\nSubject: x\n\nhi\n"));
    EXPECT_EQ(whole.original_message_id, "1@example.com");
    EXPECT_EQ(whole.original->subject, "x");
    auto const header =
        read(bounce(status, "--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <2@example.com>\n"));
    EXPECT_EQ(header.original_message_id, "2@example.com");
    EXPECT_TRUE(header.original->headers_only);
    auto const footer = read(bounce(status, "--b\nContent-Type: text/plain\n\nNote: sent by our server\n"));
    EXPECT_FALSE(footer.original);
}

TEST(Dsn, IsNotWhatIsLabelledAsOneAndReadsAsAReport) {
    auto const message = arf_test::replaced(arf_test::report_with(arf_test::required_fields),
                                            "message/feedback-report", "message/delivery-status");
    auto const report = arf::parse(message).value();
    EXPECT_EQ(report.format, Format::arf);
    EXPECT_TRUE(arf_test::has(report.diagnostics, DiagnosticCode::report_part_untyped));
}

TEST(Dsn, SurvivesDamage) {
    auto const message = bounce(
        "Reporting-MTA: dns; m\n\nOriginal-Recipient: rfc822; o@x\nFinal-Recipient: rfc822; a@x\n"
        "Action: failed\nStatus: 5.7.1\nDiagnostic-Code: smtp; 550 5.7.1 in zen.spamhaus.org\n\n"
        "Final-Recipient: rfc822; b@x\nAction: failed\n",
        "--b\nContent-Type: text/rfc822-headers\n\nSubject: x\n");
    arf_test::for_each_damage(message, [](std::string_view damaged) {
        auto const report = arf::parse_borrowed(damaged, {.keep_other_messages = true});
        if (!report) return;
        std::size_t count = 0;
        for (auto const& one : report->deliveries) count += one.fields.size();
        EXPECT_LE(count, report->fields.size());
    });
}

TEST(Dsn, IsReadWithinLimits) {
    auto const many = arf_test::repeat("Final-Recipient: rfc822; a@x\n", 100'000);
    for (auto const& status :
         {many, arf_test::replaced(many, "\n", "\n\n"), arf_test::repeat("A:\n\n", 500'000),
          arf_test::repeat("Action: failed\n\n", 100'000), arf_test::repeat("x", 4'000'000),
          "Diagnostic-Code: " + arf_test::repeat("550 s@(", 500'000)}) {
        auto const report = arf::parse(bounce(status), {.keep_other_messages = true}).value();
        EXPECT_LE(report.deliveries.size(), arf::ParseOptions{}.max_fields);
    }
    auto const report = read(bounce(arf_test::replaced(many, "\n", "\n\n")));
    EXPECT_EQ(report.deliveries.size(), arf::ParseOptions{}.max_fields);
    EXPECT_TRUE(arf_test::has(report.diagnostics, DiagnosticCode::limit_fields));
}

}  // namespace dialect_dsn_test
