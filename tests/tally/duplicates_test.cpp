// SPDX-License-Identifier: BSL-1.0
// A report that is seen twice counts once, and its print stays what it is.
#include <gtest/gtest.h>

#include <arf/attribution.hpp>
#include <arf/impl/tally_bytes.ipp>
#include <arf/tally.hpp>
#include <map>
#include <set>
#include <tally/support.hpp>

namespace tally_duplicates_test {

using namespace tally_support;

// Seen twice

TEST(TallyDuplicates, CountOnce) {
    auto tally = tally_by({TallyKey::source_ip});
    auto const message = numbered("Source-IP: 192.0.2.1\nIncidents: 2\n", 1);
    add(tally, message, {"b", 1, 0});
    add(tally, message, {"a", 1, 0});
    EXPECT_EQ(tally.size(), 1U);
    EXPECT_EQ(tally.duplicates(), 1U);
    EXPECT_EQ(tally.groups().at(0).incidents, 2U);
    EXPECT_EQ(tally.groups().at(0).examples, (std::vector<arf::TallyExample>{{"a", 1, 0}}));

    auto all = tally_of({.by = {TallyKey::source_ip}, .keep_duplicates = true});
    add(all, message, {"b", 1, 0});
    add(all, message, {"a", 1, 0});
    EXPECT_EQ(all.duplicates(), 0U);
    EXPECT_EQ(all.groups().at(0).reports, 2U);
    EXPECT_EQ(all.groups().at(0).incidents, 4U);
}

arf::detail::Digest print_of(std::string_view message) {
    return arf::fingerprint(arf_test::read_any(message));
}

TEST(TallyDuplicates, OfRowsAreFoundWhateverTheLineEnds) {
    std::string const batch =
        "[{\"event\": \"spamreport\",\n  \"email\": \"a@example.net\",\n  \"timestamp\": 1751364000,\n"
        "  \"sg_event_id\": \"1\"}, {\"event\": \"spamreport\",\n  \"email\": \"b@example.net\",\n"
        "  \"timestamp\": 1751364001,\n  \"sg_event_id\": \"2\"}]";
    auto tally = tally_by({TallyKey::format});
    add(tally, batch, {"a", 1, 0});
    EXPECT_EQ(tally.size(), 2U);
    add(tally, arf_test::to_crlf(batch), {"a", 2, 0});
    EXPECT_EQ(tally.size(), 2U);
    EXPECT_EQ(tally.duplicates(), 2U);
}

TEST(TallyDuplicates, AreFoundWhateverTheWay) {
    auto const message = numbered("Source-IP: 192.0.2.1\n", 1);
    auto const print = print_of(message);
    EXPECT_EQ(print_of(arf_test::to_crlf(message)), print);
    EXPECT_EQ(print_of("Received: from a by b; Thu, 1 Jan 2026 10:00:00 +0000\n" + message), print);
    EXPECT_EQ(print_of("Delivered-To: other@example.com\nX-Spam: no\n" + message), print);
    EXPECT_EQ(print_of(arf_test::replaced(message, "To: abuse@", "To: fbl@")), print);
    auto const headless = "\n--o\nContent-Type: text/plain\n\nA copy.\n--o\nContent-Type: message/rfc822\n\n";
    EXPECT_EQ(print_of("From: tickets@example.com\nMessage-ID: <ticket-1@example.com>\nMIME-Version: 1.0\n"
                       "Content-Type: multipart/mixed; boundary=o\n" +
                       std::string(headless) + message + "\n--o--\n"),
              print);
}

TEST(TallyDuplicates, AreNotReportsThatDiffer) {
    std::set<arf::detail::Digest> prints;
    std::size_t made = 0;
    auto const is_new = [&](std::string const& message) {
        EXPECT_EQ((prints.insert(print_of(message)), prints.size()), ++made) << message;
    };
    is_new(report(""));
    is_new(numbered("", 1));
    is_new(numbered("", 2));
    for (auto const* line :
         {"Source-IP: 192.0.2.1\n", "Source-IP: 192.0.2.2\n", "Original-Rcpt-To: <a@example.net>\n",
          "Original-Rcpt-To: <b@example.net>\n",
          "Original-Rcpt-To: <a@example.net>\nOriginal-Rcpt-To: <b@example.net>\n",
          "Arrival-Date: 15 Jan 2026 10:00:00 +0000\n", "Arrival-Date: 15 Jan 2026 10:00:01 +0000\n",
          "Arrival-Date: 15 Jan 2026 10:00:00\n", "Original-Mail-From: <a@example.net>\n", "Incidents: 2\n",
          "Reported-Domain: a.example\n", "Reported-Domain: b.example\n", "Reported-URI: http://a.example/\n",
          "Original-Envelope-Id: 1\n"})
        is_new(report(line));
    is_new(report("", "Message-ID: <2@example.com>\n\nhi\n"));
    is_new(report("", "Subject: one\n\nhi\n"));
    is_new(report("", "Subject: two\n\nhi\n"));
    is_new("Date: Sat, 3 Jan 2026 08:00:00 +0000\n" + report(""));
    is_new(report_with("Feedback-Type: fraud\nUser-Agent: Example/1\nVersion: 1\n"));
}

TEST(TallyDuplicates, HaveTheSamePrintForEver) {
    auto const print = print_of(numbered("Source-IP: 192.0.2.1\n", 1));
    std::string hex;
    for (auto const byte : print) {
        hex.push_back("0123456789abcdef"[byte >> 4U]);
        hex.push_back("0123456789abcdef"[byte & 15U]);
    }
    EXPECT_EQ(hex, "eef5266a3c25f2f6d44c46ff9b09c245");
}

TEST(TallyDuplicates, OneWinsWhicheverComesFirst) {
    auto const report = arf_test::read_any(numbered("Source-IP: 192.0.2.1\n", 1));
    auto const one = account("one");
    auto const two = account("two");
    std::vector<arf::Attribution const*> given{nullptr, &one, &two};
    std::sort(given.begin(), given.end());
    std::string expected;
    do {
        auto tally = tally_by({TallyKey::account});
        for (auto const* attribution : given) tally.add(report, {"m", 0, 0}, attribution);
        EXPECT_EQ(counts(tally), (std::map<Key, std::uint64_t>{{{"one"}, 1}}));
        if (expected.empty()) expected = tally.serialize();
        EXPECT_EQ(tally.serialize(), expected);
    } while (std::next_permutation(given.begin(), given.end()));
}

}  // namespace tally_duplicates_test
