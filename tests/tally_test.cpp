// SPDX-License-Identifier: BSL-1.0
// What Tally promises: exact adding and merging, kinds that never mix, and bytes that anybody may have
// written.
#include <gtest/gtest.h>

#include <arf/attribution.hpp>
#include <arf/impl/tally_bytes.ipp>
#include <arf/tally.hpp>
#include <map>
#include <random>
#include <set>
#include <support.hpp>

namespace tally_test {

using arf::Tally;
using arf::TallyGroup;
using arf::TallyKey;
using arf::TallyKind;
using arf::TallyOptions;
using arf_test::report_with;
using arf_test::required_fields;

using Value = std::optional<std::string>;
using Key = std::vector<Value>;

Tally tally_of(TallyOptions options) { return Tally::create(std::move(options)).value(); }
Tally tally_by(std::vector<TallyKey> by) { return tally_of({.by = std::move(by)}); }

/// A report with these lines besides the required ones.
std::string report(std::string_view lines,
                   std::string_view original = "Message-ID: <1@example.com>\n\nhi\n") {
    return report_with(std::string(required_fields).append(lines), original);
}
/// The same with a Message-ID of its own.
std::string numbered(std::string_view lines, int number) {
    return "Message-ID: <report-" + std::to_string(number) + "@example.net>\n" + report(lines);
}
void add(Tally& tally, std::string_view message, arf::RecordSource const& source = {}) {
    tally.add(arf_test::read_any(message), source);
}

std::string sample(std::string_view name) {
    for (auto const& one : arf_test::corpus()) {
        if (one.name == name) return one.bytes;
    }
    throw std::runtime_error("no sample " + std::string(name));
}

/// The groups' counts of reports.
std::map<Key, std::uint64_t> counts(Tally const& tally) {
    std::map<Key, std::uint64_t> found;
    for (auto const& group : tally.groups()) found[group.key] += group.reports;
    return found;
}
std::uint64_t sum(Tally const& tally) {
    std::uint64_t reports = 0;
    for (auto const& group : tally.groups()) reports += group.reports;
    return reports;
}
/// The only value of the only group of one report.
Value only_value(TallyOptions options, std::string_view message) {
    auto tally = tally_of(std::move(options));
    add(tally, message);
    auto const groups = tally.groups();
    EXPECT_EQ(groups.size(), 1U);
    return groups.at(0).key.at(0);
}

// Keys

TEST(TallyKeys, HaveNames) {
    std::set<std::string_view> names;
    for (auto text : arf::detail::tally_key_names) {
        auto const key = arf::tally_key(text);
        ASSERT_TRUE(key) << text;
        EXPECT_EQ(name(*key), text);
        names.insert(text);
    }
    EXPECT_EQ(names.size(), static_cast<std::size_t>(TallyKey::week) + 1);
    EXPECT_EQ(arf::tally_key("Source_IP"), std::nullopt);
    EXPECT_EQ(arf::tally_key(""), std::nullopt);
}

TEST(TallyKeys, AreFactsOfTheReport) {
    auto const message = report(
        "Source-IP: 192.0.2.77\nReported-Domain: Example.COM.\nOriginal-Rcpt-To: <Reader@Example.net>\n"
        "Arrival-Date: Thu, 15 Jan 2026 23:30:00 +0000\n");
    auto const value = [&](TallyKey key) { return only_value({.by = {key}}, message); };
    EXPECT_EQ(value(TallyKey::source_ip), "192.0.2.77");
    EXPECT_EQ(value(TallyKey::source_network), "192.0.2.0/24");
    EXPECT_EQ(value(TallyKey::reported_domain), "example.com");
    EXPECT_EQ(value(TallyKey::recipient_domain), "example.net");
    EXPECT_EQ(value(TallyKey::feedback_type), "abuse");
    EXPECT_EQ(value(TallyKey::format), "arf");
    EXPECT_EQ(value(TallyKey::day), "2026-01-15");
    EXPECT_EQ(value(TallyKey::hour), "2026-01-15T23");
    EXPECT_EQ(value(TallyKey::week), "2026-W03");
    for (auto key : {TallyKey::feed, TallyKey::account, TallyKey::customer, TallyKey::campaign})
        EXPECT_EQ(value(key), std::nullopt) << name(key);
    EXPECT_EQ(only_value({.by = {TallyKey::feed}}, sample("arf/yahoo")), "yahoo");
}

TEST(TallyKeys, NetworksHaveThePrefixThatIsAskedFor) {
    auto const network = [](std::string_view ip, std::uint8_t v4, std::uint8_t v6) {
        auto const message = report("Source-IP: " + std::string(ip) + "\n");
        return only_value({.by = {TallyKey::source_network}, .ipv4_prefix = v4, .ipv6_prefix = v6}, message);
    };
    EXPECT_EQ(network("192.0.2.255", 25, 64), "192.0.2.128/25");
    EXPECT_EQ(network("192.0.2.255", 32, 64), "192.0.2.255/32");
    EXPECT_EQ(network("192.0.2.255", 0, 64), "0.0.0.0/0");
    EXPECT_EQ(network("IPv6:2001:db8:1:2:3::4", 24, 64), "2001:db8:1:2::/64");
    EXPECT_EQ(network("IPv6:2001:db8:ffff::4", 24, 36), "2001:db8:f000::/36");
    EXPECT_EQ(network("IPv6:2001:db8::4", 24, 128), "2001:db8::4/128");
}

TEST(TallyKeys, AbsentIsAValueOfItsOwn) {
    auto tally = tally_by({TallyKey::source_ip});
    add(tally, report("Source-IP: 192.0.2.1\n"));
    add(tally, report(""));
    EXPECT_EQ(counts(tally), (std::map<Key, std::uint64_t>{{{std::nullopt}, 1}, {{"192.0.2.1"}, 1}}));
}

TEST(TallyKeys, AreBoundedUtf8) {
    auto const long_domain = std::string(511, 'a') + "\xc3\xa4.example";
    auto const value =
        only_value({.by = {TallyKey::feedback_type}},
                   report_with("Feedback-Type: " + std::string(5000, 'a') + "\nUser-Agent: a\nVersion: 1\n"));
    ASSERT_TRUE(value);
    EXPECT_EQ(*value, std::string(512, 'a'));
    EXPECT_EQ(arf::detail::key_value(std::string_view(long_domain)), std::string(511, 'a'));
    EXPECT_EQ(arf::detail::key_value(std::string_view("a\xff\0b", 4)),
              "a\xef\xbf\xbd\xef\xbf\xbd"
              "b");
}

/// An attribution that knows an account alone.
arf::Attribution account(Value const& value) {
    arf::Attribution inferred{};
    if (value) inferred.account.value.emplace(*value);
    return inferred;
}

TEST(TallyKeys, OfAttributionsCountWhereTheReportIsSilent) {
    auto inferred = account("u1@example.com");
    inferred.customer.value.emplace("c1");
    inferred.campaign.value.emplace("spring");
    inferred.source.value = arf::IpAddress(std::array<std::uint8_t, 4>{192, 0, 2, 9});
    inferred.recipient.value.emplace("reader@example.org");
    auto tally = tally_by({TallyKey::account, TallyKey::customer, TallyKey::campaign, TallyKey::source_ip,
                           TallyKey::recipient_domain});
    tally.add(arf_test::read_any(numbered("", 1)), {}, &inferred);
    tally.add(
        arf_test::read_any(numbered("Source-IP: 192.0.2.1\nOriginal-Rcpt-To: <somebody@example.net>\n", 2)),
        {}, &inferred);
    EXPECT_EQ(counts(tally), (std::map<Key, std::uint64_t>{
                                 {{"u1@example.com", "c1", "spring", "192.0.2.9", "example.org"}, 1},
                                 {{"u1@example.com", "c1", "spring", "192.0.2.1", "example.net"}, 1}}));
    for (auto const& group : tally.groups()) EXPECT_EQ(group.recipients, 1U);
}

// Time

TEST(TallyTime, IsWhenTheMailArrivedElseWhenTheComplaintWasSent) {
    auto const original = "Date: Thu, 1 Jan 2026 08:00:00 +0000\n\nhi\n";
    auto const sent = "Date: Sat, 3 Jan 2026 08:00:00 +0000\n";
    auto const day = [](std::string const& message) { return only_value({.by = {TallyKey::day}}, message); };
    EXPECT_EQ(day(sent + report("Arrival-Date: Fri, 2 Jan 2026 08:00:00 +0000\n", original)), "2026-01-02");
    EXPECT_EQ(day(sent + report("", original)), "2026-01-03");
    EXPECT_EQ(day(sent + report("Arrival-Date: Fri, 2 Jan 2026 08:00:00\n", original)), "2026-01-03");
    EXPECT_EQ(day(report("", original)), std::nullopt);
    EXPECT_FALSE(arf::tally_time(arf_test::read_any(report("", original))));
}

TEST(TallyTime, IsLocal) {
    auto const at = [](std::string_view time, TallyKey key, std::string zone) {
        auto const message = report("Arrival-Date: " + std::string(time) + "\n");
        return only_value({.by = {key}, .time_zone = std::move(zone)}, message);
    };
    EXPECT_EQ(at("15 Jan 2026 23:30:00 +0000", TallyKey::day, "Europe/Berlin"), "2026-01-16");
    EXPECT_EQ(at("15 Jan 2026 23:30:00 +0000", TallyKey::hour, "Europe/Berlin"), "2026-01-16T00");
    EXPECT_EQ(at("15 Jul 2026 23:30:00 +0000", TallyKey::hour, "Europe/Berlin"), "2026-07-16T01");
    EXPECT_EQ(at("15 Jan 2026 03:30:00 +0000", TallyKey::hour, "America/New_York"), "2026-01-14T22");
    EXPECT_EQ(at("15 Jan 2026 03:30:00 +0000", TallyKey::hour, "Asia/Kolkata"), "2026-01-15T09");
    // Clocks go forward at 01:00 UTC on 29 March, back at 01:00 UTC on 25 October.
    EXPECT_EQ(at("29 Mar 2026 00:59:59 +0000", TallyKey::hour, "Europe/Berlin"), "2026-03-29T01");
    EXPECT_EQ(at("29 Mar 2026 01:00:00 +0000", TallyKey::hour, "Europe/Berlin"), "2026-03-29T03");
    EXPECT_EQ(at("25 Oct 2026 00:30:00 +0000", TallyKey::hour, "Europe/Berlin"), "2026-10-25T02");
    EXPECT_EQ(at("25 Oct 2026 01:30:00 +0000", TallyKey::hour, "Europe/Berlin"), "2026-10-25T02");
}

TEST(TallyTime, WeeksAreThoseOfIso8601) {
    using namespace std::chrono;
    auto const week = [](year_month_day day) {
        return arf::detail::week_text(local_days{day} + microseconds{1});
    };
    EXPECT_EQ(week(2026y / January / 1), "2026-W01");
    EXPECT_EQ(week(2025y / December / 29), "2026-W01");
    EXPECT_EQ(week(2025y / December / 28), "2025-W52");
    EXPECT_EQ(week(2021y / January / 3), "2020-W53");
    EXPECT_EQ(week(2021y / January / 4), "2021-W01");
    EXPECT_EQ(week(2024y / December / 31), "2025-W01");
}

TEST(TallyTime, OfEveryDayIsWhatGLibSays) {
    auto clock = arf::detail::ZoneClock::find("Europe/Berlin");
    ASSERT_TRUE(clock);
    auto* const zone = g_time_zone_new_identifier("Europe/Berlin");
    for (std::int64_t time = -2'000'000'000; time < 4'000'000'000; time += 900'001) {
        auto const interval = g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, time);
        auto const local = clock->local(arf::DateTime::Instant{std::chrono::seconds{time}});
        ASSERT_EQ(local.time_since_epoch() - std::chrono::seconds{time},
                  std::chrono::seconds{g_time_zone_get_offset(zone, interval)})
            << time;
    }
    g_time_zone_unref(zone);
}

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

// Merging

/// All samples, and made-up reports, among them copies of each other.
std::vector<arf::Report> const& many_reports() {
    static auto const reports = [] {
        std::vector<arf::Report> made;
        for (auto const& one : arf_test::corpus()) made.push_back(arf_test::read_any(one.bytes));
        for (unsigned i = 0; i < 200; ++i) {
            auto const number = std::to_string(i % 7);
            auto const day = std::to_string(1 + i % 5);
            made.push_back(arf_test::read_any(
                numbered("Source-IP: 192.0.2." + number + "\nOriginal-Rcpt-To: <r" + std::to_string(i % 11) +
                             "@example.net>\nArrival-Date: " + day +
                             " Jan 2026 10:00:00 +0000\nIncidents: " + number + "\n",
                         static_cast<int>(i % 120))));
        }
        return made;
    }();
    return reports;
}

/// A report that is added, some of them attributed, from some place.
struct Addition {
    std::size_t report;
    std::string source;
    std::uint64_t index;
    std::optional<std::string> account;
};

void add_all(Tally& tally, std::vector<Addition> const& additions) {
    for (auto const& one : additions) {
        auto const inferred = account(one.account);
        tally.add(many_reports()[one.report], {one.source, one.index, one.index * 10},
                  one.account ? &inferred : nullptr);
    }
}

TEST(TallyMerging, IsExact) {
    std::mt19937 random(20260115);
    auto const below = [&random](std::size_t count) { return static_cast<std::size_t>(random()) % count; };
    std::uint64_t duplicates = 0;
    for (int round = 0; round < 60; ++round) {
        TallyOptions options;
        options.time_zone = round % 2 == 0 ? "UTC" : "America/New_York";
        options.keep_duplicates = round % 3 == 0;
        for (std::size_t i = 0; i < arf::detail::tally_key_names.size(); ++i) {
            if (below(4) == 0) options.by.push_back(static_cast<TallyKey>(i));
        }
        if (round % 2 == 0 || options.by.empty())
            options.by = {TallyKey::account, TallyKey::source_ip, TallyKey::day};
        std::vector<Addition> all(below(300));
        for (auto& one : all) {
            one = {below(many_reports().size()), "m" + std::to_string(below(3)), below(5), {}};
            if (below(2) == 0) one.account = "u" + std::to_string(below(3));
        }
        auto whole = tally_of(options);
        add_all(whole, all);

        std::vector<std::vector<Addition>> shares(1 + below(4));
        for (auto const& one : all) shares[below(shares.size())].push_back(one);
        auto merged = tally_of(options);
        for (auto& share : shares) {
            std::shuffle(share.begin(), share.end(), random);
            auto part = tally_of(options);
            add_all(part, share);
            ASSERT_TRUE(merged.merge(Tally::deserialize(part.serialize()).value()));
        }
        EXPECT_EQ(merged, whole);
        EXPECT_EQ(merged.groups(), whole.groups());
        EXPECT_EQ(merged.size() + merged.duplicates(), whole.size() + whole.duplicates());
        EXPECT_EQ(sum(whole), whole.size());
        EXPECT_EQ(Tally::deserialize(whole.serialize()).value(), whole);
        duplicates += whole.duplicates();
    }
    EXPECT_GT(duplicates, 100U);
}

TEST(TallyMerging, WithItselfAddsWhatItIs) {
    for (bool const keep : {false, true}) {
        auto tally = tally_of({.by = {TallyKey::source_ip}, .keep_duplicates = keep});
        for (auto const& report : many_reports()) tally.add(report);
        auto twice = tally;
        ASSERT_TRUE(twice.merge(tally));
        auto self = tally;
        ASSERT_TRUE(self.merge(self));
        EXPECT_EQ(self, twice);
        EXPECT_EQ(self.size(), keep ? 2 * tally.size() : tally.size());
        EXPECT_EQ(self.groups().at(0).reports, tally.groups().at(0).reports * (keep ? 2 : 1));
    }
}

TEST(TallyMerging, TakesTheSameOptions) {
    auto tally = tally_by({TallyKey::day});
    add(tally, report(""));
    auto const before = tally;
    EXPECT_FALSE(tally.merge(tally_by({TallyKey::week})));
    EXPECT_FALSE(tally.merge(tally_of({.by = {TallyKey::day}, .time_zone = "Europe/Berlin"})));
    EXPECT_FALSE(tally.merge(tally_of({.by = {TallyKey::day}, .keep_duplicates = true})));
    EXPECT_EQ(tally, before);
    EXPECT_NE(tally, tally_by({TallyKey::day}));
}

TEST(TallyMerging, LeavesCopiesAlone) {
    auto tally = tally_by({TallyKey::format});
    add(tally, numbered("", 1));
    auto const copy = tally;
    add(tally, numbered("", 2));
    EXPECT_EQ(copy.size(), 1U);
    EXPECT_EQ(tally.size(), 2U);
    auto moved = std::move(tally);
    tally = copy;
    EXPECT_EQ(moved.size(), 2U);
    EXPECT_EQ(tally, copy);
}

// Bytes

Tally small_tally(bool keep_duplicates) {
    auto tally = tally_of({.by = {TallyKey::source_ip, TallyKey::day},
                           .time_zone = "Europe/Berlin",
                           .keep_duplicates = keep_duplicates});
    add(tally, sample("arf/yahoo"), {"m", 1, 2});
    add(tally, sample("arf/aol"), {"m", 2, 300});
    add(tally, numbered("Original-Rcpt-To: <a@example.net>\n", 1));
    return tally;
}

TEST(TallyBytes, AreRefusedWhenDamaged) {
    for (bool const keep : {false, true}) {
        auto const bytes = small_tally(keep).serialize();
        ASSERT_TRUE(Tally::deserialize(bytes));
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            arf_test::Exact const cut(bytes.substr(0, i));
            EXPECT_FALSE(Tally::deserialize(cut.view())) << i;
            for (unsigned bit = 0; bit < 8; ++bit) {
                auto flipped = bytes;
                flipped[i] = static_cast<char>(flipped[i] ^ (1 << bit));
                EXPECT_FALSE(Tally::deserialize(flipped)) << i;
            }
        }
        EXPECT_FALSE(Tally::deserialize(bytes + '\0'));
        EXPECT_FALSE(Tally::deserialize(bytes + bytes));
    }
}

/// The bytes with a checksum that is right again: what somebody makes who wants to do harm.
std::string checked(std::string bytes) {
    bytes.resize(bytes.size() - arf::detail::tally_checksum_size);
    return bytes + arf::detail::tally_checksum(bytes);
}

TEST(TallyBytes, OfAnybodyDoNoHarm) {
    std::size_t taken = 0;
    for (bool const keep : {false, true}) {
        auto const bytes = small_tally(keep).serialize();
        auto const size = bytes.size() - arf::detail::tally_checksum_size;
        for (std::size_t i = 0; i < size; i += 2) {
            auto cut = bytes;
            cut.erase(i, size - i);
            EXPECT_FALSE(Tally::deserialize(checked(cut))) << i;
            for (unsigned const value : {0U, 1U, 2U, 127U, 128U, 255U}) {
                auto changed = bytes;
                changed[i] = static_cast<char>(value);
                arf_test::Exact const exact(checked(changed));
                auto read = Tally::deserialize(exact.view());
                if (!read) continue;
                ++taken;
                EXPECT_EQ(sum(*read), read->size());
                EXPECT_EQ(Tally::deserialize(read->serialize()).value(), *read);
                EXPECT_TRUE(read->merge(*read));
            }
        }
    }
    EXPECT_GT(taken, 200U);
}

TEST(TallyBytes, SayWhatIsWrong) {
    auto const error = [](std::string_view bytes) { return Tally::deserialize(bytes).error().message(); };
    EXPECT_NE(error("").find("no tally"), std::string::npos);
    EXPECT_NE(error("PK\3\4").find("no tally"), std::string::npos);
    auto bytes = small_tally(false).serialize();
    EXPECT_NE(error(bytes.substr(0, bytes.size() - 1)).find("damaged"), std::string::npos);
    bytes[8] = '\2';
    EXPECT_NE(error(bytes).find("version"), std::string::npos);
    EXPECT_THROW((void)Tally::deserialize("").value(), boost::system::system_error);
}

TEST(TallyBytes, AskForNoMemoryThatIsNotThere) {
    auto const bytes = tally_by({TallyKey::day}).serialize();
    auto const body = bytes.substr(0, bytes.size() - arf::detail::tally_checksum_size);
    std::string const huge("\xff\xff\xff\xff\x0f", 5);
    for (std::size_t back = 1; back <= 6; ++back) {
        auto const claims = body.substr(0, body.size() - back) + huge;
        EXPECT_FALSE(Tally::deserialize(claims + arf::detail::tally_checksum(claims))) << back;
    }
}

TEST(TallyBytes, AreSmall) {
    auto tally = tally_by({TallyKey::source_ip, TallyKey::day});
    for (int i = 0; i < 1000; ++i)
        add(tally, numbered("Source-IP: 192.0.2.1\nArrival-Date: 15 Jan 2026 10:00:00 +0000\n", i),
            {"a.mbox", static_cast<std::uint64_t>(i), static_cast<std::uint64_t>(i) * 6000});
    EXPECT_LT(tally.serialize().size(), 1000U * 40);
}

// Inside

TEST(TallyPools, HashAsThePaperSays) {
    // The test vector in appendix A of "SipHash: a fast short-input PRF".
    arf::detail::SipHash const hash(0x0706050403020100U, 0x0f0e0d0c0b0a0908U);
    std::string text;
    for (char i = 0; i < 15; ++i) text.push_back(i);
    EXPECT_EQ(hash(text), 0xa129ca6149be45e5U);
}

TEST(TallyPools, KeepEachTextOnce) {
    arf::detail::TextPool pool;
    for (int round = 0; round < 2; ++round) {
        for (std::uint32_t i = 0; i < 5000; ++i) EXPECT_EQ(pool.add(std::to_string(i)), i);
    }
    EXPECT_EQ(pool.size(), 5000U);
    EXPECT_EQ(pool[4321], "4321");
}

TEST(TallyPools, ReadTheNumbersThatTheyWrite) {
    for (std::uint64_t const number : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{127},
                                       std::uint64_t{128}, std::uint64_t{1} << 32U, ~std::uint64_t{0}}) {
        std::string text;
        arf::detail::append_varint(text, number);
        std::string_view view = text;
        EXPECT_EQ(arf::detail::take_varint(view), number);
        EXPECT_TRUE(view.empty());
    }
    for (std::string_view text :
         {std::string_view(""), std::string_view("\x80", 1), std::string_view("\x80\x00", 2),
          std::string_view("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10)})
        EXPECT_EQ(arf::detail::take_varint(text), std::nullopt);
    for (std::int64_t const time : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1'768'464'000'000'000},
                                    std::int64_t{-62'135'596'800'000'000}, arf::detail::no_time})
        EXPECT_EQ(arf::detail::from_wire(arf::detail::to_wire(time)), time);
}

}  // namespace tally_test
