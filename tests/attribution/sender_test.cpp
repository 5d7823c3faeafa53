// SPDX-License-Identifier: BSL-1.0
// What was sent, by whose campaign, and what our own filter had said.
#include <arf/attribution/submission.hpp>

#include "support.hpp"

namespace attribution_sender_test {

using arf_test::our_source;
using arf_test::our_trace;
using arf_test::ours;
using arf_test::report_of;
using arf_test::show;

arf::Attribution answers(std::string fields, std::string original) {
    return arf::attribute(report_of(fields, original), ours());
}
arf::Attribution of_ours(std::string original) {
    return answers(std::string(our_source), our_trace() + std::move(original));
}

TEST(MessageId, StandsInTheOriginalOrInTheReport) {
    auto const original = of_ours("Message-ID: <1@example.com>\n");
    EXPECT_EQ(show(original.message_id), "1@example.com medium");
    EXPECT_EQ(show(original.message_id.from), "original Message-ID");
    auto const stated = answers("Original-Message-ID: <1@example.com>\n", "Subject: x\n");
    EXPECT_EQ(show(stated.message_id), "1@example.com medium");
    EXPECT_EQ(show(stated.message_id.from), "report Original-Message-ID");
    auto const bare = answers("Message-ID: <1@example.com>\n", "Subject: x\n");
    EXPECT_EQ(show(bare.message_id), "1@example.com medium");
    EXPECT_EQ(show(bare.message_id.from), "report Message-ID");
    EXPECT_EQ(show(answers("", "Subject: x\n").message_id), "none");
}

TEST(MessageId, TellsOfTwoThatDiffer) {
    auto const both = answers("Original-Message-ID: <1@example.com>\n", "Message-ID: <2@example.com>\n");
    EXPECT_EQ(show(both.message_id.from), "report Original-Message-ID");
    ASSERT_EQ(both.conflicts.size(), 1U);
    EXPECT_EQ(both.conflicts[0], "message_id: the report says 1@example.com, the original 2@example.com");
    EXPECT_EQ(show(both.message_id), "1@example.com low");
    EXPECT_TRUE(
        answers("Original-Message-ID: <1@example.com>\n", "Message-ID: <1@example.com>\n").conflicts.empty());
}

TEST(Campaign, IsTakenFromTheFirstFieldInOrder) {
    constexpr std::string_view list = "List-Id: News <news.example.com>\n";
    constexpr std::string_view header = "X-Campaign-ID: c8\n";
    constexpr std::string_view feedback = "Feedback-ID: c7:shop7:news:sender1\n";
    auto text = std::string(list);
    EXPECT_EQ(show(of_ours(text).campaign), "news.example.com medium");
    EXPECT_EQ(show(of_ours(text).campaign.from), "original List-Id");
    text += header;
    EXPECT_EQ(show(of_ours(text).campaign), "c8 medium");
    EXPECT_EQ(show(of_ours(text).campaign.from), "original X-Campaign-ID");
    text += feedback;
    EXPECT_EQ(show(of_ours(text).campaign), "c7:shop7:news medium");
    EXPECT_EQ(show(of_ours(text).campaign.from), "original Feedback-ID");
    EXPECT_EQ(show(of_ours("Feedback-ID: sender1\n").campaign), "none");
    EXPECT_EQ(show(of_ours("Feedback-ID: :::sender1\nX-Campaign:\n").campaign), "none");
}

TEST(Campaign, IsAClaimInMailFromElsewhere) {
    auto const original = std::string(arf_test::their_border) + "X-Campaign: c8\n";
    EXPECT_EQ(show(answers("Source-IP: 203.0.113.66\n", original).campaign), "c8 low");
    EXPECT_EQ(show(answers(std::string(our_source), original).campaign), "c8 low")
        << "the trace says otherwise";
    EXPECT_EQ(show(answers(std::string(our_source), "X-Campaign: c8\n").campaign), "c8 medium")
        << "no trace says otherwise";
}

TEST(Customer, StandsInXMsfbl) {
    auto const original = std::string("X-MSFBL: Ym9iQGV4YW1wbGUubmV0QGJpbmRAZ3JvdXBAc2hvcDc=\n");
    EXPECT_EQ(show(of_ours(original).customer), "shop7 medium");
    EXPECT_EQ(show(of_ours(original).customer.from), "token X-MSFBL X-MSFBL");
    EXPECT_EQ(show(of_ours("").customer), "none");
}

using Class = arf::FilterVerdict::Class;

TEST(OutboundVerdict, OfOurFilterIsCleanYetReported) {
    auto const original = std::string(arf_test::our_border) +
                          "X-TOI-EXPURGATEID: 150726::1600000000-00000000-00000000/0/0 CLEAN NORMAL\n" +
                          std::string(arf_test::our_submission);
    auto const verdict = answers(std::string(our_source), original).outbound_verdict;
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict.value->verdict, Class::clean);
    EXPECT_EQ(verdict.value->filter, "expurgate");
    EXPECT_EQ(verdict.confidence, arf::Confidence::medium);
    EXPECT_EQ(show(verdict.from), "original X-TOI-EXPURGATEID");
}

TEST(OutboundVerdict, IsNotThatOfTheReporter) {
    auto const reporters = std::string("X-Spam-Status: Yes, score=12.3 required=5.0\n");
    EXPECT_FALSE(answers(std::string(our_source), reporters + our_trace()).outbound_verdict);
    auto const both = answers(std::string(our_source),
                              reporters + our_trace() + "X-Spam-Status: No, score=1.2 required=5.0\n");
    ASSERT_TRUE(both.outbound_verdict);
    EXPECT_EQ(both.outbound_verdict.value->verdict, Class::clean);
    EXPECT_FALSE(answers(std::string(our_source), reporters).outbound_verdict)
        << "no trace tells whose it is";
    auto const inside = std::string("Received: from localhost (localhost [127.0.0.1]) by mx.example.net\n");
    EXPECT_FALSE(answers("", reporters + inside).outbound_verdict);
}

TEST(OutboundVerdict, IsTheFirstThatIsPlain) {
    auto const scanned = std::string("X-Virus-Scanned: by a scanner\n");
    EXPECT_EQ(of_ours(scanned).outbound_verdict.value->field, "X-Virus-Scanned");
    auto const both = of_ours(scanned + "X-Spam-Flag: NO\n").outbound_verdict;
    EXPECT_EQ(both.value->field, "X-Spam-Flag");
    EXPECT_EQ(show(both.from), "original X-Spam-Flag");
}

TEST(OutboundVerdict, IsAClaimWhereTheUserCouldHaveWrittenIt) {
    auto const below = of_ours("X-Spam-Status: No, score=1.2 required=5.0\n").outbound_verdict;
    ASSERT_TRUE(below);
    EXPECT_EQ(below.confidence, arf::Confidence::low);
    auto const elsewhere =
        answers("Source-IP: 203.0.113.66\n", std::string(arf_test::their_border) + "X-Spam-Flag: NO\n");
    ASSERT_TRUE(elsewhere.outbound_verdict);
    EXPECT_EQ(elsewhere.outbound_verdict.confidence, arf::Confidence::low);
}

TEST(Device, KnowsWhatTheMailProgramSaidOfItself) {
    auto const device = of_ours("X-Mailer: Mailer 2\nDate: Tue, 1 Jul 2025 05:30:00 -0430\n").device;
    ASSERT_TRUE(device);
    EXPECT_EQ(device.value->mailer, "Mailer 2");
    EXPECT_EQ(device.value->utc_offset, -270);
    EXPECT_FALSE(of_ours("Date: Tue, 1 Jul 2025 05:30:00 -0000\n").device.value->utc_offset);
}

TEST(Device, KnowsWhenItHandedTheMailIn) {
    auto submission = std::string(arf_test::our_submission);
    submission.insert(submission.size() - 1, "; Tue, 1 Jul 2025 12:00:01 +0200");
    auto const device =
        answers(std::string(our_source), std::string(arf_test::our_border) + submission).device;
    ASSERT_TRUE(device && device.value->date);
    EXPECT_EQ(device.value->date->to_string(), "2025-07-01T10:00:01Z");
    EXPECT_TRUE(device.value->date->raw.empty());
}

TEST(Account, OfTheSenderIsAClaimThatTheTraceGoesBefore) {
    auto const original = std::string("From: Eve <eve@mail.example.com>\n");
    EXPECT_EQ(show(of_ours(original).account), "alice high");
    auto const alone = answers(std::string(our_source), original);
    EXPECT_EQ(show(alone.account), "eve@mail.example.com low");
    EXPECT_EQ(show(alone.account.from), "original From");
    EXPECT_EQ(show(answers(std::string(our_source), "From: eve@example.org\n").account), "none");
}

/// Why the device of a mail with this trace below our border is what it is.
std::string why_device(std::string below) {
    return answers(std::string(our_source), std::string(arf_test::our_border) + below).device.reason;
}

TEST(Device, SaysWhyItIsNoSurer) {
    EXPECT_EQ(why_device(std::string(arf_test::our_submission)), "our own hop, which the hops above lead to");
    EXPECT_EQ(why_device("Received: from mail.example.org (mail.example.org [203.0.113.66]) by "
                         "out1.isp.example.com with ESMTP id 4AB for <alice@example.com>\n"),
              "our own hop; no login: forwarded, or taken in from outside (it was for alice@example.com)");
    EXPECT_EQ(why_device("Received: from DESKTOP-AB12 (unknown [192.0.2.60]) by out1.isp.example.com with "
                         "ESMTP id 9F1\n"),
              "our own hop; no login: the address alone tells who it was");
    EXPECT_EQ(why_device("Received: by out1.isp.example.com (Postfix, from userid 33) id 9F1\n"),
              "our own hop; no login: a program on the server");
    auto const elsewhere =
        answers("Source-IP: 203.0.113.66\n", std::string(arf_test::their_border) +
                                                 "Received: from out1.isp.example.com (out1.isp.example.com "
                                                 "[192.0.2.25]) by mail.example.org with ESMTPS id 111\n" +
                                                 std::string(arf_test::our_submission));
    EXPECT_EQ(elsewhere.device.confidence, arf::Confidence::low);
    EXPECT_EQ(
        elsewhere.device.reason,
        "a hop in our name; but the address that handed the mail over is not ours, so anybody could have "
        "written it");
    EXPECT_EQ(elsewhere.account.reason, "the login in " + elsewhere.device.reason);
}

TEST(Device, IsLeftToOurLogsWhereTheTraceEnds) {
    EXPECT_EQ(why_device(""), "the trace ends at our server out1.isp.example.com; its log knows the rest");
    EXPECT_EQ(why_device("Received: from submit.isp.example.com (submit.isp.example.com [192.0.2.11]) by "
                         "out1.isp.example.com (Postfix) with ESMTP id 4AA\n"),
              "the trace ends at our server out1.isp.example.com; its log knows the rest (queue id 4AA)");
}

TEST(Account, OfAFieldIsTheUserInIt) {
    using arf::attribution::user_of;
    EXPECT_EQ(user_of("alice"), "alice");
    EXPECT_EQ(user_of("out1.isp.example.com: alice@example.com"), "alice@example.com");
    EXPECT_EQ(user_of("out1.isp.example.com: authenticated_id: alice/from_h"), "alice");
    EXPECT_EQ(user_of("out1.isp.example.com: mailgid no entry from get_relayhosts_entry"), "");
    EXPECT_EQ(user_of("out1.isp.example.com: "), "");
}

TEST(Account, ContradictionsAreToldAndLowerNothing) {
    auto const above = [](std::string fields) {
        return answers(std::string(our_source),
                       std::string(arf_test::our_border) + fields + std::string(arf_test::our_submission));
    };
    EXPECT_EQ(show(above("X-AuthUser: mallory\n").account), "alice high");
    EXPECT_EQ(above("X-AuthUser: mallory\n").conflicts,
              std::vector<std::string>{"account: Received says alice, X-AuthUser mallory"});
    EXPECT_TRUE(above("X-AuthUser: Alice@example.com\n").conflicts.empty());
    EXPECT_TRUE(of_ours("X-AuthUser: mallory\n").conflicts.empty()) << "the user himself can have written it";
    auto const two = answers(std::string(our_source), "Received: x\n" + std::string(arf_test::our_border) +
                                                          "X-AuthUser: a\nX-Auth-User: b\n");
    EXPECT_EQ(show(two.account), "a low");
    EXPECT_EQ(two.conflicts, std::vector<std::string>{"account: X-AuthUser says a, X-Auth-User b"});
}

TEST(Answers, SayWhyThereIsNone) {
    auto const nothing = arf::attribute(report_of("", ""));
    for (auto const* const reason :
         {&nothing.source.reason, &nothing.source_port.reason, &nothing.recipient.reason,
          &nothing.campaign.reason, &nothing.customer.reason, &nothing.account.reason, &nothing.device.reason,
          &nothing.outbound_verdict.reason})
        EXPECT_FALSE(reason->empty());
}

TEST(Names, AreThoseOfTheEnumerators) {
    EXPECT_EQ(arf::name(arf::Confidence::none), "none");
    EXPECT_EQ(arf::name(arf::Confidence::high), "high");
    EXPECT_EQ(arf::name(arf::Provenance::Place::nowhere), "nowhere");
    EXPECT_EQ(arf::name(arf::Provenance::Place::token), "token");
    EXPECT_EQ(arf::name(arf::HopRole::reporter), "reporter");
    EXPECT_EQ(arf::name(arf::HopRole::claimed), "claimed");
}

}  // namespace attribution_sender_test
