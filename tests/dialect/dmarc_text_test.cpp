// SPDX-License-Identifier: BSL-1.0
// DMARC failure reports as text.
#include "complaints.hpp"

namespace dialect_dmarc_text_test {

using arf::DiagnosticCode;
using arf::Format;
using arf_test::format_of;
using arf_test::has;
using arf_test::read_any;
using arf_test::replaced;
using arf_test::source_of;
using arf_test::text_mail;

std::string const opening =
    "A message claiming to be from you has failed the published DMARC\npolicy for your domain.\n\n";
std::string const lines =
    "  Sender Domain: example.com\n  Sender IP Address: 192.0.2.1\n"
    "  Received Date: Tue, 01 Jul 2025 10:00:00 +0000\n  SPF Alignment: no\n  DKIM Alignment: no\n"
    "  DMARC Results: Reject\n\n";
std::string const dashes =
    "------ This is a copy of the headers that were received before the error\n       was detected.\n\n";
std::string const header =
    "Received: from a.example by b.example;\n\tTue, 1 Jul 2025 10:00:00 +0000\nMessage-ID: "
    "<1@example.com>\nFrom: x@example.com\n";
std::string const whole = opening + lines + dashes + header;

TEST(DmarcText, ReadsItsLines) {
    auto const report = read_any(text_mail("", whole));
    EXPECT_EQ(report.format, Format::dmarc_text);
    EXPECT_TRUE(report.feedback_type == arf::FeedbackType::auth_failure);
    ASSERT_TRUE(report.auth_failure.has_value());
    EXPECT_EQ(report.auth_failure->value, arf::AuthFailure::dmarc);
    EXPECT_EQ(source_of(report), "192.0.2.1");
    ASSERT_EQ(report.reported_domain.size(), 1U);
    EXPECT_EQ(report.reported_domain[0], "example.com");
    ASSERT_TRUE(report.arrival_date.has_value());
    EXPECT_EQ(report.arrival_date->to_string(), "2025-07-01T10:00:00Z");
    EXPECT_EQ(report.original_message_id, "1@example.com");
    EXPECT_TRUE(report.original->headers_only);
}

TEST(DmarcText, ClaimsNothingThatIsNotStated) {
    auto const report = read_any(text_mail("", whole));
    EXPECT_EQ(report.delivery_result, std::nullopt);
    EXPECT_EQ(report.identity_alignment, std::nullopt);
    EXPECT_TRUE(has(report.diagnostics, DiagnosticCode::feedback_type_implied));
    auto const bare = read_any(text_mail("", opening + "  Sender IP Address: not an address\n"));
    EXPECT_EQ(bare.format, Format::dmarc_text);
    EXPECT_EQ(bare.source_ip, std::nullopt);
    EXPECT_EQ(bare.arrival_date, std::nullopt);
    EXPECT_FALSE(bare.original.has_value());
    EXPECT_TRUE(has(bare.diagnostics, DiagnosticCode::bad_ip_literal));
    EXPECT_TRUE(has(bare.diagnostics, DiagnosticCode::no_original));
}

TEST(DmarcText, TakesEachKindOfDashes) {
    for (auto const line :
         {"------ This is a copy of the headers that were received before the error was detected.\n\n",
          "------ This is a copy of your message, including all the headers. ------\n\n",
          "------ This is a copy of your message, including all the headers.\n------ No more than 4K "
          "characters of the body are included.\n\n",
          "------ This is a copy of the headers that were received before the error was detected.\n"}) {
        EXPECT_EQ(read_any(text_mail("", opening + lines + line + header)).original_message_id,
                  "1@example.com")
            << line;
    }
}

TEST(DmarcText, CountsTheFirstOfTwoLines) {
    auto const report =
        read_any(text_mail("", opening + "  Sender IP Address: 192.0.2.1\n  Sender IP Address: 192.0.2.2\n"));
    EXPECT_EQ(source_of(report), "192.0.2.1");
}

TEST(DmarcText, DoesNotReadTheLinesOfTheOriginal) {
    auto const report = read_any(text_mail(
        "", opening + "  Sender IP Address:\n\n" + dashes + header + "Sender Domain: forged.example.org\n"));
    EXPECT_TRUE(report.reported_domain.empty());
}

TEST(DmarcText, IsReadThroughTransferEncodings) {
    auto const quoted =
        text_mail("Content-Transfer-Encoding: quoted-printable\n", replaced(whole, "no\n", "n=\no\n"));
    EXPECT_EQ(read_any(quoted).original_message_id, "1@example.com");
    auto const forward = text_mail("Subject: Fwd: DMARC\n", replaced("\n" + whole, "\n", "\n> "));
    EXPECT_EQ(read_any(forward).original_message_id, "1@example.com");
}

TEST(DmarcText, IsNotTalk) {
    EXPECT_EQ(format_of(text_mail("Subject: Re: DMARC\n", replaced("\n" + whole, "\n", "\n> "))),
              Format::unknown);
    EXPECT_EQ(format_of(text_mail("Subject: DMARC Forensic Report for example.com from IP 192.0.2.1\n",
                                  "What is this?\n")),
              Format::unknown);
    EXPECT_EQ(format_of(text_mail(
                  "", "It says \"A message claiming to be from you\", and\nSender IP Address: x\n")),
              Format::unknown);
    EXPECT_EQ(format_of(text_mail("", opening + "Who sends that?\n")), Format::unknown);
}

TEST(DmarcText, SurvivesDamage) { arf_test::survive_damage(arf_test::sample("dmarc-text/hosted-exim")); }

TEST(DmarcText, ReadsMegabytesInLinearTime) {
    using arf_test::repeat;
    arf_test::expect_fast(text_mail("", repeat(opening, 40'000)));
    arf_test::expect_fast(text_mail("", opening + repeat(lines, 20'000) + dashes));
    arf_test::expect_fast(text_mail("", opening + lines + repeat("------ This is a copy of\n ", 100'000)));
}

}  // namespace dialect_dmarc_text_test
