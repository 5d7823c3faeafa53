// SPDX-License-Identifier: BSL-1.0
// Who complained: the order of the places that name a recipient, and what redaction does to it.
#include "support.hpp"

namespace attribution_recipient_test {

using arf_test::our_source;
using arf_test::our_trace;
using arf_test::ours;
using arf_test::report_of;
using arf_test::show;

struct Case {
    std::string_view what;
    std::string fields;    ///< of the report part
    std::string original;  ///< behind the trace
    std::string_view recipient;
    std::string_view from;
};

/// Without a recipient in the trace.
std::string plain_trace() { return arf_test::replaced(our_trace(), " for <bob@example.net>", ""); }
constexpr std::string_view verp = "Return-Path: <bounce+bob=example.net@lists.example.com>\n";
constexpr std::string_view jmrp = "X-HmXmrOriginalRecipient: bob@example.net\n";

TEST(Recipient, IsTakenFromTheFirstPlaceInOrder) {
    std::vector<Case> const cases{
        {"our own return path", "Original-Rcpt-To: other@example.net\n", std::string(verp),
         "bob@example.net medium", "token VERP Return-Path"},
        {"our own return path as the reporter saw it",
         "Original-Mail-From: <bounce+bob=example.net@lists.example.com>\n", "", "bob@example.net medium",
         "token VERP Original-Mail-From"},
        {"X-MSFBL", "Original-Rcpt-To: other@example.net\n",
         "X-MSFBL: Ym9iQGV4YW1wbGUubmV0QGJpbmRAZ3JvdXBAc2hvcDc=\n", "bob@example.net medium",
         "token X-MSFBL X-MSFBL"},
        {"the report, before the trace", "Original-Rcpt-To: <bob@example.net>\n", "",
         "bob@example.net medium", "report Original-Rcpt-To"},
        {"Removal-Recipient", "Removal-Recipient: bob@example.net\n", "To: other@example.net\n",
         "bob@example.net medium", "report Removal-Recipient"},
        {"a field of the original", "", std::string(jmrp) + "Delivered-To: other@example.net\n",
         "bob@example.net low", "original X-HmXmrOriginalRecipient"},
        {"Delivered-To", "", "Delivered-To: bob@example.net\nX-Original-To: other@example.net\n",
         "bob@example.net low", "original Delivered-To"},
        {"X-Original-To", "", "X-Original-To: bob@example.net\nTo: other@example.net\n",
         "bob@example.net low", "original X-Original-To"},
        {"the only address in To", "", "To: Bob <bob@example.net>\n", "bob@example.net low", "original To"},
        {"two addresses in To are no answer", "", "To: bob@example.net, eve@example.net\n", "none",
         "nowhere"},
        {"the null path is no answer", "Original-Rcpt-To: <>\n", "", "none", "nowhere"},
        {"the first of several, which is a guess",
         "Original-Rcpt-To: bob@example.net\nOriginal-Rcpt-To: eve@example.net\n", "", "bob@example.net low",
         "report Original-Rcpt-To"},
        {"one that is named twice", "Original-Rcpt-To: bob@example.net\nOriginal-Rcpt-To: BOB@example.net\n",
         "", "bob@example.net medium", "report Original-Rcpt-To"},
    };
    for (auto const& one : cases) {
        auto const report = report_of(std::string(our_source) + one.fields, plain_trace() + one.original);
        auto const answers = arf::attribute(report, ours());
        EXPECT_EQ(show(answers.recipient), one.recipient) << one.what;
        EXPECT_EQ(show(answers.recipient.from), one.from) << one.what;
        EXPECT_EQ(answers.recipient_redaction, arf::Redaction::none) << one.what;
    }
}

TEST(Recipient, IsTheOneThatTheReportersServerReceivedFor) {
    auto const report = report_of(our_source, our_trace() + "To: other@example.org\n");
    auto const answers = arf::attribute(report, ours());
    EXPECT_EQ(show(answers.recipient), "bob@example.net medium");
    EXPECT_EQ(show(answers.recipient.from), "hop 0 Received");
    EXPECT_TRUE(answers.recipient.from.text.starts_with("Received: from out1.isp.example.com"));
}

TEST(Recipient, IsNotTakenFromAHopBelowTheBorder) {
    auto const trace = std::string(arf_test::their_border) + std::string(arf_test::our_border);
    auto const answers = arf::attribute(report_of("Source-IP: 203.0.113.66\n", trace), ours());
    EXPECT_EQ(show(answers.recipient), "none");
}

TEST(Recipient, IsSureWhereTheSendingSideAndTheReporterAgree) {
    auto const report = report_of(std::string(our_source) + "Original-Rcpt-To: BOB@example.net\n",
                                  plain_trace() + std::string(verp));
    auto const answers = arf::attribute(report, ours());
    EXPECT_EQ(show(answers.recipient), "bob@example.net high");
    EXPECT_TRUE(answers.conflicts.empty());
}

TEST(Recipient, IsNoSurerWhereTheReporterSaysItTwice) {
    auto const report =
        report_of(std::string(our_source) + "Original-Rcpt-To: bob@example.net\n", our_trace());
    EXPECT_EQ(show(arf::attribute(report, ours()).recipient), "bob@example.net medium");
}

TEST(Recipient, TellsOfPlacesThatSayOtherwise) {
    auto const report = report_of(std::string(our_source) + "Original-Rcpt-To: eve@example.net\n",
                                  plain_trace() + std::string(verp));
    auto const answers = arf::attribute(report, ours());
    ASSERT_EQ(answers.conflicts.size(), 1U);
    EXPECT_EQ(answers.conflicts[0], "recipient: VERP says bob@example.net, Original-Rcpt-To eve@example.net");
}

TEST(Recipient, ForgedReturnPathDoesNotGoBeforeTheReporter) {
    auto const original = std::string(arf_test::their_border) + std::string(verp);
    auto const report = report_of("Source-IP: 203.0.113.66\nOriginal-Rcpt-To: eve@example.net\n", original);
    auto const answers = arf::attribute(report, ours());
    EXPECT_EQ(show(answers.recipient), "eve@example.net medium");
    EXPECT_EQ(answers.conflicts.size(), 1U);
    // Alone it is a claim.
    auto const alone = arf::attribute(report_of("Source-IP: 203.0.113.66\n", original), ours());
    EXPECT_EQ(show(alone.recipient), "bob@example.net low");
}

TEST(Recipient, ReturnPathOfAnotherIsAClaim) {
    auto const report = report_of(
        std::string(our_source) + "Original-Mail-From: <bounce+bob=example.net@lists.example.org>\n",
        plain_trace());
    EXPECT_EQ(show(arf::attribute(report, ours()).recipient), "bob@example.net low");
}

struct Redacted {
    std::string_view address;
    arf::Redaction redaction;
};

TEST(Recipient, UnreadableOnesComeLastAndAreMarked) {
    for (auto const& [address, redaction] :
         {Redacted{"redacted@example.net", arf::Redaction::placeholder},
          Redacted{"b****b@example.net", arf::Redaction::masked},
          Redacted{"rZ8cqXWGiKHzhz1MsFRGTysHia4=@example.net", arf::Redaction::hashed},
          Redacted{"@example.net", arf::Redaction::empty}}) {
        auto const fields = std::string(our_source) + "Original-Rcpt-To: " + std::string(address) + "\n";
        auto const hidden = arf::attribute(report_of(fields, plain_trace()), ours());
        if (redaction != arf::Redaction::empty) {  // "@example.net" alone is no address
            EXPECT_EQ(show(hidden.recipient), std::string(address) + " low");
            EXPECT_EQ(hidden.recipient_redaction, redaction) << address;
            EXPECT_NE(hidden.recipient.reason.find("unreadable"), std::string::npos);
        }
        auto const shown = arf::attribute(report_of(fields, our_trace()), ours());
        EXPECT_EQ(show(shown.recipient), "bob@example.net medium") << address;
        EXPECT_EQ(shown.recipient_redaction, arf::Redaction::none);
    }
}

TEST(Recipient, RedactedReturnPathIsUnreadableToo) {
    auto const fields =
        std::string(our_source) + "Original-Mail-From: <bounce+redacted=example.net@lists.example.com>\n";
    auto const hidden = arf::attribute(report_of(fields, plain_trace()), ours());
    EXPECT_EQ(show(hidden.recipient), "redacted@example.net low");
    EXPECT_EQ(hidden.recipient_redaction, arf::Redaction::placeholder);
    auto const shown = arf::attribute(report_of(fields, our_trace()), ours());
    EXPECT_EQ(show(shown.recipient), "bob@example.net medium");
}

TEST(Recipient, RedactedPlacesAreNoConflict) {
    auto const fields = std::string(our_source) + "Original-Rcpt-To: redacted@example.net\n";
    EXPECT_TRUE(arf::attribute(report_of(fields, our_trace()), ours()).conflicts.empty());
}

TEST(Recipient, OfTheOldJmrpStandsInItsField) {
    auto const message = arf_test::read_file(std::filesystem::path{ARF_SOURCE_DIR} /
                                             "tests/corpus/jmrp/message-alone-in-multipart.eml");
    auto const report = arf::parse(message);
    ASSERT_TRUE(report);
    auto const answers = arf::attribute(*report);
    EXPECT_EQ(show(answers.recipient), "reader@post.example.org medium");
    EXPECT_EQ(show(answers.recipient.from), "original X-HmXmrOriginalRecipient");
    EXPECT_EQ(show(answers.source.from), "carrier Subject");
    EXPECT_EQ(answers.source.value->to_string(), "192.0.2.44");
    EXPECT_EQ(answers.source.confidence, arf::Confidence::high);
    EXPECT_TRUE(answers.source.from.text.find("complaint about message from 192.0.2.44") !=
                std::string_view::npos);
}

TEST(Recipient, OfTheJmrpOf2026IsUnknown) {
    auto const report =
        report_of("Source-IP: 192.0.2.25\n", "Message-ID: <1@example.com>\nSubject: Offers\n");
    EXPECT_EQ(show(arf::attribute(report, ours()).recipient), "none");
}

}  // namespace attribution_recipient_test
