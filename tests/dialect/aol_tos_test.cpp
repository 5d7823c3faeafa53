// SPDX-License-Identifier: BSL-1.0
// AOL before September 2008.
#include "complaints.hpp"

namespace dialect_aol_tos_test {

using arf::DiagnosticCode;
using arf::Format;
using arf_test::embedded;
using arf_test::format_of;
using arf_test::mixed;
using arf_test::read_any;

std::string const original =
    "Message-ID: <1@example.com>\nSubject: offer\nTo: <Undisclosed Recipients>\n\nhi\n";
std::string const titled = "Subject: Client TOS Notification\n";

TEST(AolTos, ReadsTheMessageAndNoMore) {
    auto const report = read_any(mixed(titled, {"\n \n", embedded(original)}));
    EXPECT_EQ(report.format, Format::aol_tos);
    EXPECT_TRUE(report.feedback_type == arf::FeedbackType::abuse);
    EXPECT_EQ(report.original_message_id, "1@example.com");
    EXPECT_EQ(report.source_ip, std::nullopt);
    EXPECT_EQ(report.arrival_date, std::nullopt);
    EXPECT_TRUE(report.original_rcpt_to.empty());
    EXPECT_EQ(report.carrier().subject, "Client TOS Notification");
}

TEST(AolTos, IsKnownByEitherMark) {
    EXPECT_EQ(format_of(mixed("X-Loop: scomp\n", {embedded(original)})), Format::aol_tos);
    EXPECT_EQ(format_of(mixed("Subject: [desk #1] Client TOS Notification\n", {"\n \n", embedded(original)})),
              Format::aol_tos);
    EXPECT_EQ(format_of(mixed("Subject: [Fwd: Client TOS Notification]\n", {"\n\n", embedded(original)})),
              Format::aol_tos);
    EXPECT_EQ(format_of(mixed("", {embedded(mixed(titled, {"\n\n", embedded(original)}, "inner"))}, "outer")),
              Format::aol_tos);
}

TEST(AolTos, NeedsAnotherSignBesideItsSubject) {
    EXPECT_EQ(format_of(mixed(titled, {"\nhello\n", embedded(original)})), Format::unknown);
    EXPECT_EQ(format_of("From: scomp@aol.com\n" + mixed(titled, {embedded(original)})), Format::aol_tos);
    EXPECT_EQ(format_of("X-RT-Originator: scomp@aol.net\n" + mixed(titled, {embedded(original)})),
              Format::aol_tos);
    EXPECT_EQ(format_of(mixed("Subject: what is a Client TOS Notification\n", {"\n\n", embedded(original)})),
              Format::unknown);
}

TEST(AolTos, NeedsAMessage) {
    EXPECT_EQ(format_of(arf_test::text_mail(titled, "What is that?\n")), Format::unknown);
    EXPECT_EQ(format_of(mixed("X-Loop: someone\n", {embedded(original)})), Format::unknown);
    EXPECT_EQ(format_of(mixed("Subject: Re: Client TOS Notification\n", {embedded(original)})),
              Format::unknown);
}

TEST(AolTos, LeavesLaterReportsOfAolAlone) {
    EXPECT_EQ(format_of("X-Loop: scomp\n" + arf_test::report_with(arf_test::required_fields)), Format::arf);
    EXPECT_EQ(format_of(mixed(
                  "X-Loop: scomp\n",
                  {"Content-Type: text/plain\n\nFeedback-Type: abuse\nVersion: 0.1\n", embedded(original)})),
              Format::arf);
}

TEST(AolTos, SurvivesDamage) { arf_test::survive_damage(arf_test::sample("aol-tos/empty-text")); }

TEST(AolTos, ReadsMegabytesInLinearTime) {
    arf_test::expect_fast(mixed(titled, std::vector<std::string>(50'000, "\nnoise")));
    arf_test::expect_fast("X-Loop:" + arf_test::repeat(" scomp", 300'000) + "\n" +
                          mixed("", {embedded(original)}));
}

}  // namespace dialect_aol_tos_test
