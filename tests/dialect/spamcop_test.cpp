// SPDX-License-Identifier: BSL-1.0
// SpamCop: reports as text, the ARF option, summary and alert, and the mail that only talks about them.
#include "complaints.hpp"

namespace dialect_spamcop_test {

using arf::DiagnosticCode;
using arf::Format;
using arf_test::embedded;
using arf_test::format_of;
using arf_test::has;
using arf_test::mixed;
using arf_test::read_any;
using arf_test::repeat;
using arf_test::replaced;
using arf_test::sample;
using arf_test::source_of;
using arf_test::text_mail;

std::string const issue = "Email from 192.0.2.1 / Tue, 1 Jul 2025 10:00:00 +0000\n";
std::string const offending = "\n[ Offending message ]\n";
std::string const original =
    "Received: from a.example by b.example;\n\tTue, 1 Jul 2025 10:00:00 +0000\nMessage-ID: "
    "<1@example.com>\nSubject: offer\n\nbuy\n";
std::string const banner = "[ SpamCop V5.4.0 ]\nThis message is brief for your comfort.\n\n";
std::string const whole = banner + issue + offending + original;
std::string const titled = "Subject: [SpamCop (192.0.2.1) id:17]offer\n";

TEST(Spamcop, ReadsAddressDateAndMessage) {
    auto const report = read_any(text_mail(titled, whole));
    EXPECT_EQ(report.format, Format::spamcop);
    EXPECT_TRUE(report.feedback_type == arf::FeedbackType::abuse);
    EXPECT_EQ(source_of(report), "192.0.2.1");
    ASSERT_TRUE(report.arrival_date.has_value());
    EXPECT_EQ(report.arrival_date->to_string(), "2025-07-01T10:00:00Z");
    EXPECT_EQ(report.original_message_id, "1@example.com");
    EXPECT_EQ(report.original->body(), "buy\n");
    EXPECT_EQ(report.original->bytes(), original);
}

TEST(Spamcop, IsKnownByFieldSubjectOrBanner) {
    EXPECT_EQ(format_of(text_mail("X-SpamCop-sourceip: 192.0.2.1\n", issue)), Format::spamcop);
    EXPECT_EQ(format_of(text_mail("X-SpamCop-sourceip:\n", "see the attachment\n")), Format::spamcop);
    EXPECT_EQ(format_of(text_mail(titled, issue)), Format::spamcop);
    EXPECT_EQ(format_of("From: 17@reports.spamcop.net\n" + titled + "\n"), Format::spamcop);
    EXPECT_EQ(format_of("X-Original-From: 17@reports.spamcop.net\n" + text_mail("", "Hello\n" + issue)),
              Format::spamcop);
    EXPECT_EQ(format_of(text_mail("", whole)), Format::spamcop);
    EXPECT_EQ(format_of(text_mail("", "\n\n" + banner + issue)), Format::spamcop);
    EXPECT_EQ(format_of(text_mail("", "See this.\n" + whole)), Format::spamcop);
    EXPECT_EQ(format_of(text_mail("", replaced(whole, "[ SpamCop V5.4.0 ]", "- SpamCop V1.3.3 -"))),
              Format::spamcop);
    EXPECT_EQ(format_of(text_mail("", replaced(whole, issue, "Unsolicited bounce from: 192.0.2.1\n"))),
              Format::spamcop);
}

TEST(Spamcop, TrustsFieldThenSubjectThenText) {
    auto const of = [](std::string_view field, std::string_view subject, std::string_view text) {
        return read_any(
            text_mail(std::string("X-SpamCop-sourceip: ")
                          .append(field)
                          .append("\nSubject: [SpamCop (")
                          .append(subject)
                          .append(") id:1]x\n"),
                      std::string("Email from ").append(text).append(" / Tue, 1 Jul 2025 10:00:00 +0000\n")));
    };
    EXPECT_EQ(source_of(of("192.0.2.1", "192.0.2.2", "192.0.2.3")), "192.0.2.1");
    EXPECT_EQ(source_of(of("", "192.0.2.2", "192.0.2.3")), "192.0.2.2");
    EXPECT_EQ(source_of(of("", "", "192.0.2.3")), "192.0.2.3");
    EXPECT_EQ(source_of(of("", "user@example.com", "IPv6 2001:db8::3")), "2001:db8::3");
    EXPECT_EQ(source_of(of("[192.0.2.1]", "192.0.2.1", "192.0.2.1")), "192.0.2.1");
    EXPECT_TRUE(has(of("", "192.0.2.2", "192.0.2.3").diagnostics, DiagnosticCode::evidence_conflict));
    EXPECT_FALSE(has(of("192.0.2.1", "", "192.0.2.1").diagnostics, DiagnosticCode::evidence_conflict));
    EXPECT_FALSE(has(of("", "", "192.0.2.3").diagnostics, DiagnosticCode::bad_ip_literal));
    EXPECT_TRUE(has(of("unknown", "", "192.0.2.3").diagnostics, DiagnosticCode::bad_ip_literal));
}

TEST(Spamcop, DecodesItsSubject) {
    auto const report = read_any(text_mail("Subject: =?us-ascii?Q?[SpamCop_(192.0.2.1)_id:17]_offer?=\n",
                                           "Email from  / Tue, 1 Jul 2025 10:00:00 +0000\n"));
    EXPECT_EQ(source_of(report), "192.0.2.1");
    EXPECT_TRUE(report.arrival_date.has_value());
}

TEST(Spamcop, SkipsProseThatStartsLikeItsLine) {
    auto const report =
        read_any(text_mail(titled, "Email from our customers / users is never read.\n" + issue));
    EXPECT_EQ(report.arrival_date->to_string(), "2025-07-01T10:00:00Z");
}

TEST(Spamcop, ReadsOldDatesAndMarks) {
    auto const report =
        read_any(text_mail("",
                           "- SpamCop V1.3.3 -\nEmail from 192.0.2.1 /  1 Jul 2025 06:00:00 -0400 "
                           "(ES\n\nOffending message:\n======BEGIN FORWARDED MESSAGE======\n" +
                               original));
    EXPECT_EQ(report.arrival_date->to_string(), "2025-07-01T10:00:00Z");
    EXPECT_EQ(report.original_message_id, "1@example.com");
}

TEST(Spamcop, TakesQuoteMarksOffAForward) {
    for (auto const mark : {"\n> ", "\n>> ", "\n> > ", "\n>"}) {
        auto const quoted = replaced("\n" + whole, "\n", mark);
        auto const report = read_any(text_mail("Subject: Fwd: abuse\n", "See this." + quoted + "\n\nBye\n"));
        EXPECT_EQ(report.format, Format::spamcop) << mark;
        EXPECT_EQ(report.original_message_id, "1@example.com") << mark;
        ASSERT_TRUE(report.original.has_value());
        EXPECT_EQ(report.original->fields[0].body(),
                  " from a.example by b.example;\n\tTue, 1 Jul 2025 10:00:00 +0000")
            << mark;
        EXPECT_EQ(report.original->body().find("Bye"), std::string::npos) << mark;
    }
}

TEST(Spamcop, NamesTheWebSiteAndNotItsHost) {
    auto const text =
        banner +
        "Spamvertised web site: http://www.example.com/x\nhttps://www.spamcop.net/w3m?i=z1\nwww.example.com "
        "is 192.0.2.80; Tue, 1 Jul 2025 10:00:00 GMT\n" +
        offending + original;
    auto const report =
        read_any(text_mail("Subject: [SpamCop (http://www.example.com/x) id:17]offer\n", text));
    EXPECT_EQ(report.format, Format::spamcop);
    ASSERT_EQ(report.reported_uri.size(), 1U);
    EXPECT_EQ(report.reported_uri[0], "http://www.example.com/x");
    EXPECT_EQ(report.source_ip, std::nullopt);
    EXPECT_EQ(report.arrival_date, std::nullopt);
    EXPECT_EQ(report.original_message_id, "1@example.com");
    EXPECT_EQ(read_any(text_mail("X-SpamCop-sourceip: 192.0.2.80\n", text)).source_ip, std::nullopt);
    EXPECT_EQ(source_of(read_any(text_mail("X-SpamCop-sourceip: 192.0.2.1\n", text))), "192.0.2.1");
}

TEST(Spamcop, TellsOfAMissingMessage) {
    auto const report = read_any(text_mail(titled, issue + "no more\n"));
    EXPECT_FALSE(report.original.has_value());
    EXPECT_TRUE(has(report.diagnostics, DiagnosticCode::no_original));
}

TEST(Spamcop, IsFoundInAnotherMail) {
    auto const inner = "Message-ID: <inner@example.net>\n" + text_mail(titled, whole);
    auto const report = read_any(mixed("", {"\nlook", embedded(inner)}));
    EXPECT_EQ(report.format, Format::spamcop);
    EXPECT_EQ(report.carrier().message_id, "inner@example.net");
}

TEST(Spamcop, IsNotTalk) {
    auto const quoted = replaced("\n" + whole, "\n", "\n> ");
    EXPECT_EQ(format_of(text_mail("Subject: Re: [SpamCop (192.0.2.1) id:17]offer\n", "Closed." + quoted)),
              Format::unknown);
    EXPECT_EQ(format_of(text_mail("Subject: AW: abuse\n", quoted)), Format::unknown);
    EXPECT_EQ(format_of(text_mail("Subject: [desk #1] Re: abuse\n", whole)), Format::unknown);
    EXPECT_EQ(format_of(text_mail("Subject: how to read [SpamCop (x) mails\n", "I get many.\n")),
              Format::unknown);
    EXPECT_EQ(format_of(text_mail("", "The banner is [ SpamCop V5 ], then\n" + issue)), Format::unknown);
    EXPECT_EQ(format_of(text_mail("", banner + "Email from whom?\n")), Format::unknown);
    EXPECT_EQ(format_of(text_mail("", issue + offending + original)), Format::unknown);
    EXPECT_EQ(format_of(text_mail("", "They write:\n" + banner + issue + "Regards\n")), Format::unknown);
    EXPECT_EQ(format_of(text_mail("", "They write:\n" + banner + issue + offending + "\nand a mail.\n")),
              Format::unknown);
    EXPECT_EQ(format_of(text_mail("", "They write:\n" + banner + issue + offending +
                                          repeat("and so on, for pages\n", 9) + original)),
              Format::unknown);
}

std::string arf_option(std::string_view from, std::string_view text,
                       std::string_view fields = arf_test::required_fields) {
    return std::string("From: ")
        .append(from)
        .append("\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\n\n")
        .append(text)
        .append("\n--b\nContent-Type: message/feedback-report\n\n")
        .append(fields)
        .append("\n--b\nContent-Type: message/rfc822\n\n")
        .append(original)
        .append("\n--b--\n");
}

TEST(SpamcopArf, TakesFromTheTextWhatTheFieldsLeaveOut) {
    for (auto const& mail :
         {arf_option("1@reports.spamcop.net", issue), arf_option("desk@example.net", banner + issue),
          arf_option("1@reports.spamcop.net", replaced(banner + issue, "\n", "\r\r\n"))}) {
        auto const report = read_any(mail);
        EXPECT_EQ(report.format, Format::arf);
        EXPECT_EQ(source_of(report), "192.0.2.1");
        ASSERT_TRUE(report.arrival_date.has_value());
        EXPECT_EQ(report.arrival_date->to_string(), "2025-07-01T10:00:00Z");
    }
}

TEST(SpamcopArf, TakesThemFromAnEncodedText) {
    // base64 of banner + issue
    constexpr std::string_view encoded =
        "Content-Transfer-Encoding: base64\n\n"
        "WyBTcGFtQ29wIFY1LjQuMCBdClRoaXMgbWVzc2FnZSBpcyBicmllZiBmb3IgeW91ciBjb21mb3J0LgoKRW1haWwgZnJvbSAxOTIu"
        "MC4yLjEgLyBUdWUsIDEgSnVsIDIwMjUgMTA6MDA6MDAgKzAwMDAK";
    auto const of = [&](std::string_view from) {
        return source_of(read_any(replaced(arf_option(from, issue), "\n" + issue, encoded)));
    };
    EXPECT_EQ(of("1@reports.spamcop.net"), "192.0.2.1");
    EXPECT_EQ(of("desk@example.net"), "") << "no text of others is decoded";
}

TEST(SpamcopArf, LeavesWhatTheFieldsState) {
    auto const fields =
        std::string(arf_test::required_fields) + "Arrival-Date: Wed, 2 Jul 2025 10:00:00 +0000\n";
    EXPECT_EQ(read_any(arf_option("1@reports.spamcop.net", issue, fields)).arrival_date->to_string(),
              "2025-07-02T10:00:00Z");
    EXPECT_EQ(
        source_of(read_any(arf_option("1@reports.spamcop.net", issue, fields + "Source-IP: 192.0.2.9\n"))),
        "192.0.2.9");
}

TEST(SpamcopArf, DoesNotBelieveTheTextOfOthers) {
    EXPECT_EQ(read_any(arf_option("desk@example.net", issue)).source_ip, std::nullopt);
    EXPECT_EQ(read_any(arf_option("1@reports.spamcop.net", "Email from Bob / today\n")).source_ip,
              std::nullopt);
}

std::string list(std::string_view name, std::string_view text) {
    return std::string("From: summaries@admin.spamcop.net\nSubject: [SpamCop] ")
        .append(name)
        .append("\n\n")
        .append(text);
}

TEST(SpamcopSummary, KeepsEveryRow) {
    auto const report = read_any(
        list("summary report",
             "   IP_Address Start/Length Trap User Mole Simp Comments\n"
             "   192.0.2.1 Oct 16 18h/20   51    2    0    7 delisted\n              host.example.com\n"
             "   192.0.2.2 Nov  5 18h/0    1    0    0    0\n"
             "   192.0.2.3 Nov  5 18h/0    1    0\n"
             "   192.0.2.4 Nov  5 18h/0    9999999999 0 0 0\n"));
    EXPECT_EQ(report.format, Format::spamcop_summary);
    ASSERT_EQ(report.rows.size(), 4U);
    auto const& row = report.rows[0];
    EXPECT_EQ(row.source_ip->to_string(), "192.0.2.1");
    EXPECT_EQ(row.date, std::nullopt);
    ASSERT_EQ(row.counts.size(), 4U);
    EXPECT_EQ(row.counts[0].name, "trap");
    EXPECT_EQ(row.counts[0].number, 51U);
    EXPECT_EQ(row.counts[3].name, "simp");
    EXPECT_EQ(row.counts[3].number, 7U);
    EXPECT_EQ(row.text,
              "192.0.2.1 Oct 16 18h/20   51    2    0    7 delisted\n              host.example.com");
    EXPECT_EQ(report.rows[1].text, "192.0.2.2 Nov  5 18h/0    1    0    0    0");
    EXPECT_TRUE(report.rows[2].counts.empty());
    EXPECT_TRUE(report.rows[3].counts.empty());
    EXPECT_EQ(report.source_ip, std::nullopt);
}

TEST(SpamcopAlert, KeepsEveryAddress) {
    auto const report =
        read_any(list("Alert", "These IPs:\n\n192.0.2.1\n  IPv6 2001:db8::1\n192.0.2.2 sent something\n"));
    EXPECT_EQ(report.format, Format::spamcop_alert);
    ASSERT_EQ(report.rows.size(), 2U);
    EXPECT_EQ(report.rows[1].source_ip->to_string(), "2001:db8::1");
    EXPECT_EQ(report.rows[1].text, "IPv6 2001:db8::1");
}

TEST(SpamcopList, IsNotTalk) {
    EXPECT_EQ(format_of(list("Alert", "What does 192.0.2.1 on that list mean?\n")), Format::unknown);
    EXPECT_EQ(format_of(text_mail("Subject: Re: [SpamCop] Alert\n", "> 192.0.2.1\n")), Format::unknown);
    EXPECT_EQ(format_of(text_mail("Subject: our addresses\n", "192.0.2.1\n192.0.2.2\n")), Format::unknown);
}

TEST(SpamcopList, IsBounded) {
    auto const rows = list("Alert", repeat("192.0.2.1\n", 20));
    auto const report = arf::parse(rows, {.max_nodes = 7}).value();
    EXPECT_EQ(report.rows.size(), 7U);
    EXPECT_TRUE(has(report.diagnostics, DiagnosticCode::limit_nodes));
}

TEST(Spamcop, SurvivesDamage) {
    for (auto const name : {"spamcop/report", "spamcop/quoted-forward", "spamcop/spamvertised",
                            "spamcop/arf-option", "spamcop/summary", "spamcop/alert", "spamcop/base64"}) {
        arf_test::survive_damage(sample(name));
    }
}

TEST(Spamcop, ReadsMegabytesInLinearTime) {
    arf_test::expect_fast(text_mail(titled, repeat("Email from x / y\n", 200'000)));
    arf_test::expect_fast(text_mail(titled, repeat("Spamvertised web site: a is b; c\n", 100'000)));
    arf_test::expect_fast(text_mail("", repeat("[ SpamCop V", 300'000)));
    arf_test::expect_fast(
        text_mail("Subject: Fwd: x\n", replaced("\n" + whole, "\n", "\n> ") + repeat("\n> > > x", 400'000)));
    arf_test::expect_fast(
        list("summary report", repeat("192.0.2.1 Oct 16 18h/20 1 2 3 4\n  host.example.com\n", 60'000)));
    arf_test::expect_fast(text_mail(titled, repeat(">", 3'000'000)));
    arf_test::expect_fast(arf_option("1@reports.spamcop.net", repeat(issue, 40'000)));
}

}  // namespace dialect_spamcop_test
