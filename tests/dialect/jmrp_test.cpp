// SPDX-License-Identifier: BSL-1.0
// Microsoft JMRP before 2026: the shapes it comes in, and what only looks like it.
#include "complaints.hpp"

namespace dialect_jmrp_test {

using arf::DiagnosticCode;
using arf::Format;
using arf_test::embedded;
using arf_test::format_of;
using arf_test::has;
using arf_test::mixed;
using arf_test::read_any;
using arf_test::repeat;
using arf_test::sample;
using arf_test::source_of;
using arf_test::text_mail;

std::string const original = "Message-ID: <1@example.com>\nSubject: offer\nFrom: a@example.com\n\nhi\n";
std::string const marked =
    "X-HmXmrOriginalRecipient: user@example.org\nX-Reporter-IP: 203.0.113.9\n" + original;
std::string const titled = "Subject: complaint about message from 192.0.2.1\n";

TEST(Jmrp, ReadsSourceRecipientAndOriginal) {
    auto const report = read_any(mixed(titled, {embedded(marked)}));
    EXPECT_EQ(report.format, Format::jmrp);
    EXPECT_EQ(source_of(report), "192.0.2.1");
    ASSERT_EQ(report.original_rcpt_to.size(), 1U);
    EXPECT_EQ(report.original_rcpt_to[0].address, "user@example.org");
    EXPECT_EQ(report.original_message_id, "1@example.com");
    EXPECT_TRUE(report.feedback_type == arf::FeedbackType::abuse);
    EXPECT_TRUE(has(report.diagnostics, DiagnosticCode::feedback_type_implied));
}

TEST(Jmrp, TakesTheAddressFromAnySpellingOfTheSubject) {
    for (std::string const subject :
         {" complaint about message from 192.0.2.1", "complaint  about message\n  from   192.0.2.1",
          "[desk #12] Complaint About Message From 192.0.2.1", "Fwd: complaint about message from 192.0.2.1.",
          "=?utf-8?B?Y29tcGxhaW50IGFib3V0IG1lc3NhZ2UgZnJvbSAxOTIuMC4yLjE=?="}) {
        EXPECT_EQ(source_of(read_any(mixed("Subject: " + subject + "\n", {embedded(marked)}))), "192.0.2.1")
            << subject;
    }
    EXPECT_EQ(
        source_of(read_any(mixed("Subject: complaint about message from 2001:db8::1\n", {embedded(marked)}))),
        "2001:db8::1");
}

TEST(Jmrp, LeavesTheSourceAbsentWhereTheSubjectDoesNotTell) {
    auto const report = read_any(mixed("Subject: complaint\n", {embedded(marked)}));
    EXPECT_EQ(report.format, Format::jmrp);
    EXPECT_EQ(report.source_ip, std::nullopt);  // X-Reporter-IP is the address of who complains
}

TEST(Jmrp, TakesTheRecipientWithAndWithoutBrackets) {
    for (auto const value : {"user@example.org", "<user@example.org>", " user@example.org "}) {
        auto const report = read_any(
            mixed(titled, {embedded(std::string("x-hmxmrORIGINALrecipient: ") + value + "\n" + original)}));
        ASSERT_EQ(report.original_rcpt_to.size(), 1U) << value;
        EXPECT_EQ(report.original_rcpt_to[0].address, "user@example.org") << value;
    }
}

TEST(Jmrp, CountsTheFirstOfTwoRecipients) {
    auto const report =
        read_any(mixed(titled, {embedded("X-HmXmrOriginalRecipient: first@example.org\n" + marked)}));
    ASSERT_EQ(report.original_rcpt_to.size(), 1U);
    EXPECT_EQ(report.original_rcpt_to[0].address, "first@example.org");
    EXPECT_TRUE(has(report.diagnostics, DiagnosticCode::duplicate_field));
}

TEST(Jmrp, LeavesAnEmptyRecipientAbsent) {
    auto const report = read_any(mixed(titled, {embedded("X-HmXmrOriginalRecipient:\n" + original)}));
    EXPECT_EQ(report.format, Format::jmrp);
    EXPECT_TRUE(report.original_rcpt_to.empty());
}

TEST(Jmrp, IsCarriedByTheMailThatHoldsIt) {
    auto const inner = "Message-ID: <inner@example.net>\n" + mixed(titled, {embedded(marked)}, "inner");
    auto const report = read_any(mixed("Subject: Fwd: complaint about message from 192.0.2.1\n",
                                       {"\nlook", embedded(inner)}, "outer"));
    EXPECT_EQ(report.format, Format::jmrp);
    EXPECT_EQ(report.carrier().message_id, "inner@example.net");
    EXPECT_EQ(report.original_message_id, "1@example.com");
}

TEST(Jmrp, TakesTheInnermostMailWithSuchASubject) {
    auto const inner =
        mixed(titled, {embedded("X-SID-PRA: a@example.com\nX-AUTH-Result: NONE\n" + original)}, "inner");
    auto const report = read_any(mixed(titled, {embedded(inner)}, "outer"));
    EXPECT_EQ(report.original_message_id, "1@example.com");
    EXPECT_EQ(source_of(report), "192.0.2.1");
}

TEST(Jmrp, FindsTheSubjectAroundAWrapperWithoutOne) {
    auto const inner = mixed("Subject: (none)\n", {embedded(marked)}, "inner");
    EXPECT_EQ(source_of(read_any(mixed(titled, {embedded(inner)}, "outer"))), "192.0.2.1");
}

TEST(Jmrp, MayBeTheMessageItself) {
    auto const report = read_any(marked);
    EXPECT_EQ(report.format, Format::jmrp);
    EXPECT_EQ(report.original_message_id, "1@example.com");
    EXPECT_EQ(report.original_rcpt_to[0].address, "user@example.org");
    EXPECT_EQ(report.source_ip, std::nullopt);
}

TEST(Jmrp, OfAMailThatIsMarkedItselfIsTheMessageInIt) {
    auto const report = read_any(mixed("X-HmXmrOriginalRecipient: user@example.org\n", {embedded(original)}));
    EXPECT_EQ(report.format, Format::jmrp);
    EXPECT_EQ(report.original_rcpt_to[0].address, "user@example.org");
    EXPECT_EQ(report.original->bytes(), original);
}

TEST(Jmrp, MayLackAnOriginal) {
    auto const report =
        read_any(text_mail(titled + "X-HmXmrOriginalRecipient: user@example.org\n", "no more.\n"));
    EXPECT_EQ(report.format, Format::jmrp);
    EXPECT_FALSE(report.original.has_value());
    EXPECT_TRUE(has(report.diagnostics, DiagnosticCode::no_original));
}

TEST(Jmrp, IsNotTalk) {
    EXPECT_EQ(format_of(text_mail(titled, "A customer rang.\n")), Format::unknown);
    EXPECT_EQ(format_of(mixed("Subject: Re: complaint about message from 192.0.2.1\n",
                              {"\nsee", embedded(original)})),
              Format::unknown);
    EXPECT_EQ(format_of(mixed("Subject: complaint about message from Bob\n", {embedded(original)})),
              Format::unknown);
    EXPECT_EQ(format_of(mixed("Subject: holiday\n", {embedded("X-SID-PRA: a@example.com\n" + original)})),
              Format::unknown);
}

TEST(Jmrp, NeedsAnotherSignBesideItsSubject) {
    auto const with = [](std::string const& header, std::string const& message) {
        return format_of(header + mixed(titled, {"\nMinutes of our meeting.\n", embedded(message)}));
    };
    EXPECT_EQ(with("", original), Format::unknown);
    EXPECT_EQ(format_of(mixed(titled, {"Content-Type: text/html\n\n<p>Minutes</p>", embedded(original)})),
              Format::unknown);
    EXPECT_EQ(format_of(mixed(titled, {embedded(original)})), Format::jmrp);
    EXPECT_EQ(format_of(mixed(titled, {"\n\n", embedded(original)})), Format::jmrp);
    EXPECT_EQ(with("X-Original-From: Staff <staff@hotmail.com>\n", original), Format::jmrp);
    EXPECT_EQ(with("X-RT-Originator: complaints@eu-west-1.email-abuse.amazonses.com\n", original),
              Format::jmrp);
    EXPECT_EQ(with("", "X-SID-PRA: a@example.com\n" + original), Format::jmrp);
    EXPECT_EQ(with("", "X-AUTH-Result: NONE\n" + original), Format::jmrp);
    EXPECT_EQ(with("", "Authentication-Results: spf=pass (sender IP is 192.0.2.1)\n" + original),
              Format::jmrp);
    EXPECT_EQ(with("", "Authentication-Results: mx.example.net; spf=pass\n" + original), Format::unknown);
    EXPECT_EQ(
        with("", "Received: by mx.example.net; Tue, 1 Jul 2025 10:00:00 +0000\nX-SID-PRA: a@example.com\n" +
                     original),
        Format::unknown);
    EXPECT_EQ(format_of(mixed("Subject: the complaint about message from 192.0.2.1\n", {embedded(original)})),
              Format::unknown);
    EXPECT_EQ(
        format_of(mixed("Subject: complaint about message from 192.0.2.1 and lunch\n", {embedded(original)})),
        Format::unknown);
}

TEST(Jmrp, LeavesFeedbackReportsAlone) {
    EXPECT_EQ(format_of(arf_test::report_with(arf_test::required_fields, marked)), Format::arf);
    EXPECT_EQ(format_of(mixed(titled, {"\nFeedback-Type: abuse\nVersion: 1\n", embedded(marked)})),
              Format::arf);
}

TEST(Jmrp, SurvivesDamage) {
    arf_test::survive_damage(sample("jmrp/wrapped-by-gateway"));
    arf_test::survive_damage(sample("jmrp/fields-in-the-mail-itself"));
}

TEST(Jmrp, ReadsMegabytesInLinearTime) {
    arf_test::expect_fast(
        mixed("Subject: " + repeat("complaint about message from ", 100'000) + "\n", {embedded(marked)}));
    arf_test::expect_fast(mixed(titled, std::vector<std::string>(20'000, embedded(marked))));
    std::string nested = marked;
    for (int i = 0; i < 200; ++i) nested = titled + embedded(nested);
    arf_test::expect_fast(nested);
}

}  // namespace dialect_jmrp_test
