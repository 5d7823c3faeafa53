// SPDX-License-Identifier: BSL-1.0
// Report::feed(): the table of senders and programs.
#include <arf/dialect/feed.hpp>

#include "complaints.hpp"

namespace dialect_feed_test {

using arf_test::read_any;
using arf_test::sample;

/// The feed of a feedback report with this header and these fields.
std::string feed(std::string_view header, std::string_view fields = arf_test::required_fields) {
    auto const mail = arf_test::report_with(fields);
    return read_any(std::string(header) + mail.substr(mail.find("To: "))).feed();
}

TEST(Feed, IsNamedByTheSender) {
    EXPECT_EQ(feed("From: Yahoo! Mail AntiSpam Feedback <feedback@arf.mail.yahoo.com>\n"), "yahoo");
    EXPECT_EQ(feed("From: SCOMP@aol.net\n"), "aol");
    EXPECT_EQ(feed("From: <staff@hotmail.com>\n"), "microsoft");
    EXPECT_EQ(feed("From: complaints@email-abuse.amazonses.com\n"), "amazon-ses");
    EXPECT_EQ(feed("From: complaints@us-west-2.email-abuse.amazonses.com\n"), "amazon-ses");
    EXPECT_EQ(feed("From: feedbackloop@fbl.fastmail.com\n"), "fastmail");
    EXPECT_EQ(feed("From: DoNotReply@USGOabuse.net\n"), "usgo");
    EXPECT_EQ(feed("From: dmarc-noreply@linkedin.com\n"), "linkedin");
    EXPECT_EQ(feed("From: 17@reports.spamcop.net\n"), "spamcop");
}

TEST(Feed, IsNamedByTheCompanyOfTheSender) {
    EXPECT_EQ(feed("From: fbl@cloudmark.com\n"), "cloudmark");
    EXPECT_EQ(feed("From: fbl@corp.mail.ru\n"), "mail.ru");
    EXPECT_EQ(feed("From: fbl@fbl.seznam.cz\n"), "seznam");
    EXPECT_EQ(feed("From: abuse@telenor.net\n"), "telenor");
    EXPECT_EQ(feed("From: fbl@united-internet.de\n"), "united-internet");
    EXPECT_EQ(feed("From: user@mail.ru\n"), "");  // has users of its own
    EXPECT_EQ(feed("From: user@seznam.cz\n"), "");
}

TEST(Feed, IsNotNamedByLookAlikes) {
    EXPECT_EQ(feed("From: user@hotmail.com\n"), "");
    EXPECT_EQ(feed("From: x@notarf.mail.yahoo.com\n"), "");
    EXPECT_EQ(feed("From: x@arf.mail.yahoo.com.example.com\n"), "");
    EXPECT_EQ(feed("From: \"feedback@arf.mail.yahoo.com\" <x@example.com>\n"), "");
    EXPECT_EQ(feed("From: x\n"), "");
    EXPECT_EQ(feed(""), "");
}

TEST(Feed, NamesTheBrandOfAHostedLoop) {
    EXPECT_EQ(feed("From: feedbackloop@comcastfbl.senderscore.net\n"), "validity/comcast");
    EXPECT_EQ(feed("From: Yandex FBL Service <feedbackloop@YandexFBL.senderscore.net>\n"), "validity/yandex");
    EXPECT_EQ(feed("From: feedbackloop@mailru.senderscore.net\n"), "validity/mailru");
    EXPECT_EQ(feed("From: feedbackloop@fbl-opensrs.app.returnpath.net\n"), "validity/opensrs");
    EXPECT_EQ(feed("From: feedbackloop@feedback.terra.com\n"), "validity/terra");
    EXPECT_EQ(feed("From: a@senderscore.net\n"), "validity");
    EXPECT_EQ(feed("From: a@fbl.senderscore.net\n"), "validity/fbl");
    EXPECT_EQ(feed("X-Rp-Fbl: type=arf; subscriptionID=1\n"), "validity");
    EXPECT_EQ(feed("", "Feedback-Type: abuse\nUser-Agent: ReturnPathFBL/2.0\nVersion: 1\nSource: Comcast\n"),
              "validity/comcast");
    EXPECT_EQ(feed("", "Feedback-Type: abuse\nUser-Agent: ReturnPathFBL/2.0\nVersion: 1\nSource: <b>/../x\n"),
              "validity");
}

TEST(Feed, IsNamedByTheProgramWhereTheSenderIsUnknown) {
    auto const by_program = [](std::string_view program) {
        return feed(
            "From: x@example.com\n",
            std::string("Feedback-Type: abuse\nVersion: 1\nUser-Agent: ").append(program).append("\n"));
    };
    EXPECT_EQ(by_program("Yahoo!-Mail-Feedback/2.0"), "yahoo");
    EXPECT_EQ(by_program("OpenDMARC-Filter/1.3.2"), "opendmarc");
    EXPECT_EQ(by_program("NtesDmarcReporter/1.0"), "netease");
    EXPECT_EQ(by_program("AOL SComp"), "aol");
    EXPECT_EQ(by_program("Example for Yahoo!-Mail-Feedback/2.0"), "");
}

TEST(Feed, NamesWhoPassedAReportOnBeforeWhoMadeIt) {
    EXPECT_EQ(feed("From: complaints@email-abuse.amazonses.com\n",
                   "Feedback-Type: abuse\nVersion: 0.1\nUser-Agent: Yahoo!-Mail-Feedback/2.0\n"),
              "amazon-ses");
}

TEST(Feed, LooksBehindTicketSystemsAndLists) {
    EXPECT_EQ(feed("From: desk@example.net\nX-RT-Originator: 17@reports.spamcop.net\n"), "spamcop");
    EXPECT_EQ(feed("From: a list <list@example.net>\nX-Original-From: scomp@aol.net\n"), "aol");
}

TEST(Feed, FollowsFromTheFormatElse) {
    EXPECT_EQ(read_any(sample("jmrp/message-as-body")).feed(), "microsoft");
    EXPECT_EQ(read_any(sample("jmrp/passed-on-by-amazon")).feed(), "amazon-ses");
    EXPECT_EQ(read_any(sample("aol-tos/empty-text")).feed(), "aol");
    EXPECT_EQ(read_any(sample("spamcop/quoted-forward")).feed(), "spamcop");
    EXPECT_EQ(read_any(sample("spamcop/alert")).feed(), "spamcop");
    EXPECT_EQ(read_any(sample("dmarc-text/hosted-exim")).feed(), "exim");
    EXPECT_EQ(read_any(sample("unsubscribe/apple-mail")).feed(), "apple");
    EXPECT_EQ(read_any(sample("unsubscribe/token-in-subject")).feed(), "");
    EXPECT_EQ(read_any("Subject: Email Feedback Report for IP 192.0.2.1\n" +
                       arf_test::report_with(arf_test::required_fields).substr(0))
                  .feed(),
              "aol");
}

TEST(Feed, IsOfComplaintsOnly) {
    EXPECT_EQ(read_any("From: staff@hotmail.com\nSubject: hello\n\nhi\n").feed(), "");
}

TEST(Feed, TableNamesFormatsThatThereAre) {
    for (auto const& line : arf::dialect::feed_patterns) {
        EXPECT_FALSE(line.pattern.empty());
        EXPECT_EQ(line.feed, arf_test::lower(std::string(line.feed)));
        if (line.sign != arf::dialect::FeedSign::format) continue;
        auto const& formats = arf::detail::format_table;
        EXPECT_TRUE(std::any_of(formats.begin(), formats.end(), [&](auto const& one) {
            return one.name == line.pattern;
        })) << line.pattern;
    }
}

TEST(Feed, ReadsMegabytesInLinearTime) {
    using arf_test::repeat;
    arf_test::expect_fast("From: a@" + repeat("a.", 400'000) + "senderscore.net\n" +
                          arf_test::report_with(arf_test::required_fields));
    arf_test::expect_fast(
        "From: a@b.example\n" +
        arf_test::report_with(std::string(arf_test::required_fields) + repeat("Source: a b\n", 1'900)));
}

}  // namespace dialect_feed_test
