// SPDX-License-Identifier: BSL-1.0
// What a tally takes, that kinds never mix, and what a group adds up; batches count row by row.
#include <gtest/gtest.h>

#include <arf/tally.hpp>
#include <map>
#include <tally/support.hpp>

namespace tally_groups_test {

using namespace tally_support;

// Options

TEST(TallyOptions, ThatMakeNoSenseAreErrors) {
    auto const error = [](TallyOptions options) {
        auto const made = Tally::create(std::move(options));
        return made ? std::string() : made.error().message();
    };
    EXPECT_EQ(error({.by = {TallyKey::day}}), "");
    EXPECT_NE(error({}), "");
    EXPECT_NE(error({.by = {TallyKey::day, TallyKey::feed, TallyKey::day}}).find("'day'"), std::string::npos);
    EXPECT_NE(error({.by = {static_cast<TallyKey>(99)}}), "");
    EXPECT_NE(error({.by = {TallyKey::day}, .max_examples = 101}), "");
    EXPECT_NE(error({.by = {TallyKey::day}, .ipv4_prefix = 33}), "");
    EXPECT_NE(error({.by = {TallyKey::day}, .ipv6_prefix = 129}), "");
    for (auto const* zone : {"Europe/Atlantis", "", "/etc/passwd", "../../etc/passwd", "Europe/../UTC",
                             "+02:00", "Europe/", "a b", ":UTC"}) {
        auto const text = error({.by = {TallyKey::day}, .time_zone = zone});
        EXPECT_NE(text.find("'" + std::string(zone) + "'"), std::string::npos) << zone << ": " << text;
    }
}

// Kinds

TEST(TallyKinds, NeverMix) {
    auto tally = tally_by({TallyKey::source_ip});
    for (auto type : {"abuse", "fraud", "virus", "other", "x-of-the-future", "not-spam", "opt-out",
                      "opt-out-list", "auth-failure", "dkim", "miscategorized"}) {
        add(tally, report_with("Feedback-Type: " + std::string(type) +
                               "\nUser-Agent: a\nVersion: 1\nSource-IP: 192.0.2.1\n"));
    }
    std::map<TallyKind, std::uint64_t> found;
    for (auto const& group : tally.groups()) {
        EXPECT_EQ(group.key, Key{"192.0.2.1"});
        EXPECT_TRUE(found.emplace(group.kind, group.reports).second);
    }
    EXPECT_EQ(found, (std::map<TallyKind, std::uint64_t>{{TallyKind::complaint, 5},
                                                         {TallyKind::not_spam, 1},
                                                         {TallyKind::opt_out, 2},
                                                         {TallyKind::auth_failure, 2},
                                                         {TallyKind::miscategorized, 1}}));
}

TEST(TallyKinds, OfTheSamples) {
    auto const kind = [](std::string_view name) {
        return std::string(arf::name(arf::tally_kind(arf_test::read_any(sample(name)))));
    };
    EXPECT_EQ(kind("arf/yahoo"), "complaint");
    EXPECT_EQ(kind("arf/not-spam"), "not-spam");
    EXPECT_EQ(kind("arf/opt-out"), "opt-out");
    EXPECT_EQ(kind("arf/unknown-type"), "miscategorized");
    EXPECT_EQ(kind("auth-failure/opendmarc"), "auth-failure");
    EXPECT_EQ(kind("dmarc-text/hosted-exim"), "auth-failure");
    EXPECT_EQ(kind("cfbl/minimal"), "complaint");
    auto const typed = [](std::string_view type) {
        auto const fields = "Feedback-Type: " + std::string(type) + "\nUser-Agent: x\nVersion: 1\n";
        return std::string(arf::name(arf::tally_kind(arf_test::read_any(arf_test::report_with(fields)))));
    };
    EXPECT_EQ(typed("miscategorized"), "miscategorized");
    for (auto const& one : arf_test::corpus()) {
        auto const report = arf_test::read_any(one.bytes);
        auto const found = arf::tally_kind(report);
        EXPECT_EQ(found == TallyKind::no_complaint, !report.is_complaint()) << one.name;
        auto const category = report.xarf_category.value_or(std::string_view{});
        bool const asks = one.name.starts_with("unsubscribe/") && report.is_complaint();
        EXPECT_TRUE(!asks || found == TallyKind::opt_out) << one.name;
        EXPECT_TRUE(category != "connection" || found == TallyKind::other_abuse) << one.name;
        EXPECT_TRUE(category != "messaging" || found == TallyKind::complaint) << one.name;
    }
}

// What a group adds up

TEST(TallyGroups, AddUp) {
    auto tally = tally_by({TallyKey::source_ip});
    auto const lines = [](std::string_view more) {
        return std::string("Source-IP: 192.0.2.1\n").append(more);
    };
    add(tally,
        lines("") + numbered(lines("Incidents: 3\nOriginal-Rcpt-To: <a@example.net>\n"
                                   "Arrival-Date: 15 Jan 2026 10:00:00 +0000\n"),
                             1),
        {"b.mbox", 7, 70});
    add(tally,
        numbered(lines("Original-Rcpt-To: <A@example.net>\nArrival-Date: 14 Jan 2026 10:00:00 +0000\n"), 2),
        {"a.mbox", 9, 90});
    add(tally, numbered(lines("Incidents: 0\nOriginal-Rcpt-To: <redacted>\n"), 3), {"b.mbox", 2, 20});
    add(tally,
        numbered(lines("Incidents: 4294967295\nOriginal-Rcpt-To: <b@example.net>, <c@example.net>\n"), 4));
    auto const groups = tally.groups();
    ASSERT_EQ(groups.size(), 1U);
    auto const& group = groups[0];
    EXPECT_EQ(group.reports, 4U);
    EXPECT_EQ(group.incidents, 3U + 1U + 0U + std::uint64_t{4294967295});
    EXPECT_EQ(group.recipients, 3U);
    EXPECT_EQ(group.feeds, 0U);
    using namespace std::chrono;
    EXPECT_EQ(group.first_seen, sys_days{2026y / January / 14} + 10h);
    EXPECT_EQ(group.last_seen, sys_days{2026y / January / 15} + 10h);
    EXPECT_EQ(group.examples,
              (std::vector<arf::TallyExample>{{"a.mbox", 9, 90}, {"b.mbox", 2, 20}, {"b.mbox", 7, 70}}));
}

TEST(TallyGroups, HaveTheSmallestExamplesOnly) {
    auto tally = tally_of({.by = {TallyKey::format}, .max_examples = 2});
    for (int i : {5, 1, 4, 2, 3}) add(tally, numbered("", i), {"m", static_cast<std::uint64_t>(i), 0});
    EXPECT_EQ(tally.groups().at(0).examples, (std::vector<arf::TallyExample>{{"m", 1, 0}, {"m", 2, 0}}));
    auto none = tally_of({.by = {TallyKey::format}, .max_examples = 0});
    add(none, numbered("", 1), {"m", 1, 0});
    EXPECT_TRUE(none.groups().at(0).examples.empty());
}

TEST(TallyGroups, CountFeeds) {
    auto tally = tally_by({TallyKey::format});
    for (auto const* name : {"arf/yahoo", "arf/aol", "arf/rfc5965-minimal"}) add(tally, sample(name));
    EXPECT_EQ(tally.groups().at(0).feeds, 2U);
}

TEST(TallyGroups, AreInOrderOfTheirSize) {
    auto tally = tally_by({TallyKey::source_ip});
    for (int i = 0; i < 3; ++i) add(tally, numbered("Source-IP: 192.0.2.2\n", i));
    for (int i = 3; i < 5; ++i) add(tally, numbered("", i));
    for (int i = 5; i < 7; ++i) add(tally, numbered("Source-IP: 192.0.2.1\n", i));
    std::vector<Key> keys;
    for (auto const& group : tally.groups()) keys.push_back(group.key);
    EXPECT_EQ(keys, (std::vector<Key>{{"192.0.2.2"}, {std::nullopt}, {"192.0.2.1"}}));
}

// Batches

std::string const batch = R"([
 {"event":"spamreport","email":"a@example.net","timestamp":1768464000,"sg_event_id":"1","sg_message_id":"m"},
 {"event":"spamreport","email":"b@example.net","timestamp":1768550400,"sg_event_id":"2","sg_message_id":"m"},
 {"event":"open","email":"c@example.net","timestamp":1768550400,"sg_event_id":"3","sg_message_id":"m"}])";

TEST(TallyBatches, CountEachComplaintByItsOwnFacts) {
    auto tally = tally_by({TallyKey::day, TallyKey::recipient_domain});
    add(tally, batch, {"hook.json", 0, 0});
    EXPECT_EQ(counts(tally), (std::map<Key, std::uint64_t>{{{"2026-01-15", "example.net"}, 1},
                                                           {{"2026-01-16", "example.net"}, 1}}));
    EXPECT_EQ(tally.size(), 2U);
}

TEST(TallyBatches, FindAnEventAgainInAnotherBatch) {
    auto tally = tally_by({TallyKey::feed});
    add(tally, batch);
    auto const again = arf_test::replaced(
        batch, R"({"event":"open")",
        R"({"event":"spamreport","email":"d@example.net","sg_event_id":"4"},{"event":"x")");
    add(tally, again);
    EXPECT_EQ(tally.size(), 3U);
    EXPECT_EQ(tally.duplicates(), 2U);
    EXPECT_EQ(counts(tally), (std::map<Key, std::uint64_t>{{{"sendgrid"}, 3}}));
}

TEST(TallyBatches, OfSpamCopHaveTheirCounts) {
    std::size_t rows = 0;
    for (auto const& one : arf_test::corpus()) {
        auto const report = arf_test::read_any(one.bytes);
        if (report.format != arf::Format::spamcop_summary) continue;
        auto tally = tally_by({TallyKey::source_ip});
        tally.add(report);
        EXPECT_EQ(sum(tally), report.rows.size()) << one.name;
        std::uint64_t stated = 0;
        for (auto const& row : report.rows) {
            if (row.counts.empty()) ++stated;
            for (auto const& count : row.counts) stated += count.number;
        }
        std::uint64_t incidents = 0;
        for (auto const& group : tally.groups()) incidents += group.incidents;
        EXPECT_EQ(incidents, stated) << one.name;
        rows += report.rows.size();
    }
    EXPECT_GT(rows, 0U);
}

}  // namespace tally_groups_test
