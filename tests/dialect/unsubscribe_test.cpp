// SPDX-License-Identifier: BSL-1.0
// Unsubscribe mail: Apple's, plain ones, and the ordinary mail that must not be taken for one.
#include "complaints.hpp"

namespace dialect_unsubscribe_test {

using arf::DiagnosticCode;
using arf::Format;
using arf_test::format_of;
using arf_test::read_any;

std::string mail(std::string_view to, std::string_view subject, std::string_view text,
                 std::string_view more = "") {
    return std::string("From: A Reader <reader@example.org>\nTo: ")
        .append(to)
        .append("\nSubject: ")
        .append(subject)
        .append("\n")
        .append(more)
        .append("\n")
        .append(text);
}

TEST(Unsubscribe, TakesTheAuthorForTheRecipient) {
    for (auto const& text : {mail("x@example.com", "unsubscribe", "", "X-Apple-Unsubscribe: true\n"),
                             mail("unsubscribe@example.com", "unsubscribe", "")}) {
        auto const report = read_any(text);
        EXPECT_TRUE(report.feedback_type == arf::FeedbackType::opt_out);
        ASSERT_EQ(report.original_rcpt_to.size(), 1U);
        EXPECT_EQ(report.original_rcpt_to[0].address, "reader@example.org");
        EXPECT_FALSE(report.original.has_value());
    }
}

TEST(Unsubscribe, KnowsAppleMailByItsField) {
    EXPECT_EQ(format_of(mail("x@example.com", "anything", "text",
                             "x-apple-unsubscribe:  TRUE\nAuto-Submitted: auto-replied\n")),
              Format::apple_unsubscribe);
    EXPECT_EQ(format_of(mail("x@example.com", "anything", "text", "X-Apple-Unsubscribe: false\n")),
              Format::unknown);
}

TEST(Unsubscribe, FindsAppleMailInAWrapper) {
    auto const inner = mail("x@example.com", "unsubscribe", "", "X-Apple-Unsubscribe: true\n");
    auto const report = read_any(arf_test::mixed("", {"\nsee below", arf_test::embedded(inner)}));
    EXPECT_EQ(report.format, Format::apple_unsubscribe);
    EXPECT_EQ(report.original_rcpt_to[0].address, "reader@example.org");
    auto const complaint =
        arf_test::mixed("Subject: complaint about message from 192.0.2.1\n", {arf_test::embedded(inner)});
    EXPECT_EQ(format_of(complaint), Format::jmrp);
}

TEST(Unsubscribe, TellsOfAnAuthorThatIsNone) {
    auto const report = read_any("From: nobody here\nX-Apple-Unsubscribe: true\n\n");
    EXPECT_TRUE(report.original_rcpt_to.empty());
    EXPECT_TRUE(arf_test::has(report.diagnostics, DiagnosticCode::bad_mail_path));
    EXPECT_TRUE(read_any("X-Apple-Unsubscribe: true\n\n").original_rcpt_to.empty());
}

TEST(Unsubscribe, TakesADemandToAnAddressMadeForIt) {
    for (auto const to : {"unsubscribe@example.com", "list-unsub+17@example.com", "<opt-out-17@example.com>",
                          "leave-17-x@example.com", "\"Lists\" <REMOVE@example.com>"}) {
        EXPECT_EQ(format_of(mail(to, "Unsubscribe", "")), Format::unsubscribe) << to;
        EXPECT_EQ(format_of(mail(to, "Re: news", "Please remove me!\n")), Format::unsubscribe) << to;
    }
    EXPECT_EQ(format_of(mail("unsubscribe@example.com", "remove", "I never asked for this.\n")),
              Format::unsubscribe);
}

TEST(Unsubscribe, TakesADemandWithAToken) {
    EXPECT_EQ(format_of(mail("lists@example.com", "unsubscribe:4f1c22d09a", "")), Format::unsubscribe);
    EXPECT_EQ(format_of(mail("lists@example.com", "unsubscribe 4f1c22d09a",
                             "This mail was automatically generated.\n")),
              Format::unsubscribe);
    EXPECT_EQ(format_of(mail("b-4f1c22d09a@example.com", "unsubscribe", "unsubscribe\n")),
              Format::unsubscribe);
    EXPECT_EQ(format_of(mail("lists@example.com", "unsubscribe", "", "Auto-Submitted: auto-generated\n")),
              Format::unsubscribe);
}

TEST(Unsubscribe, LeavesOrdinaryMailAlone) {
    struct Case {
        char const *to, *subject, *text;
    };
    for (auto const [to, subject, text] : {
             Case{"support@example.com", "unsubscribe", "How do I do that without losing my account?\n"},
             Case{"support@example.com", "unsubscribe", ""},
             Case{"support@example.com", "How do I unsubscribe?", ""},
             Case{"unsubscribe@example.com", "Question about your unsubscribe page", "It does not load.\n"},
             Case{"abuse@example.com", "remove server17 from the list", ""},
             Case{"remover@example.com", "invoice", "See attachment.\n"},
             Case{"b-4f1c22d09a@example.com", "invoice", "remove\n"},
             Case{"lists@example.com", "unsubscribe 4f1c22d09a",
                  "Hello, one of my staff cannot, please help.\n"},
             Case{"abuse@example.com", "", ""},
         }) {
        EXPECT_EQ(format_of(mail(to, subject, text)), Format::unknown)
            << to << ", " << subject << ", " << text;
    }
}

TEST(Unsubscribe, LeavesPostsOnListsAndAttachmentsAlone) {
    EXPECT_NE(format_of(mail("unsubscribe@example.com", "unsubscribe", "", "List-Id: <a.example.com>\n")),
              Format::unsubscribe);
    EXPECT_EQ(format_of(arf_test::mixed("To: unsubscribe@example.com\nSubject: unsubscribe\n",
                                        {"\nhi", "Content-Type: application/pdf\n\nx"})),
              Format::unknown);
}

TEST(Unsubscribe, SurvivesDamage) {
    arf_test::survive_damage(arf_test::sample("unsubscribe/apple-mail"));
    arf_test::survive_damage(arf_test::sample("unsubscribe/token-in-subject"));
}

TEST(Unsubscribe, ReadsMegabytesInLinearTime) {
    using arf_test::repeat;
    arf_test::expect_fast(mail("unsubscribe@example.com", "unsubscribe", repeat("unsubscribe ", 300'000)));
    arf_test::expect_fast(mail(repeat("unsub", 300'000), "unsubscribe", ""));
    arf_test::expect_fast(mail("a@example.com", repeat("unsubscribe ", 80'000), ""));
}

}  // namespace dialect_unsubscribe_test
