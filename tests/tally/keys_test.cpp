// SPDX-License-Identifier: BSL-1.0
// What reports are grouped by: the values of the keys, and the clock of day, hour and week.
#include <gtest/gtest.h>

#include <arf/attribution.hpp>
#include <arf/impl/tally_bytes.ipp>
#include <arf/tally.hpp>
#include <map>
#include <set>
#include <tally/support.hpp>

namespace tally_keys_test {

using namespace tally_support;

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

}  // namespace tally_keys_test
