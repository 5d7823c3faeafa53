// SPDX-License-Identifier: BSL-1.0
// Adding, merging and rolling up are exact.
#include <gtest/gtest.h>

#include <arf/impl/tally_bytes.ipp>
#include <arf/tally.hpp>
#include <map>
#include <random>
#include <set>
#include <tally/support.hpp>

namespace tally_merging_test {

using namespace tally_support;

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
    tally = std::move(moved);
    EXPECT_EQ(tally.size(), 2U);
}

/// A tally of many reports, each once: of copies that differ in a key, all its keys say which one counts.
Tally tally_of_different_reports(std::vector<TallyKey> by, bool keep_duplicates) {
    auto tally = tally_of({.by = std::move(by), .keep_duplicates = keep_duplicates});
    std::set<std::array<std::uint8_t, 16>> seen;
    for (auto const& report : many_reports()) {
        if (seen.insert(fingerprint(report)).second) tally.add(report, {"m", seen.size(), 2});
    }
    return tally;
}

TEST(TallyRollup, CountsAsIfByThoseKeysAlone) {
    using Keys = std::vector<TallyKey>;
    Keys const fine{TallyKey::account, TallyKey::source_ip, TallyKey::day, TallyKey::feed};
    for (bool const keep : {false, true}) {
        auto const tally = tally_of_different_reports(fine, keep);
        EXPECT_GT(tally.size(), 150U);
        for (auto const& by : {Keys{TallyKey::day}, Keys{TallyKey::feed, TallyKey::source_ip},
                               Keys{TallyKey::account}, fine}) {
            auto const rolled_up = tally.rollup(by).value();
            auto const expected = tally_of_different_reports(by, keep);
            EXPECT_EQ(rolled_up, expected);
            EXPECT_EQ(rolled_up.groups(), expected.groups());
        }
    }
}

TEST(TallyRollup, GoesOnCounting) {
    auto tally = tally_by({TallyKey::source_ip, TallyKey::day});
    add(tally, numbered("Source-IP: 192.0.2.1\n", 1));
    auto rolled_up = tally.rollup({TallyKey::source_ip}).value();
    add(rolled_up, numbered("Source-IP: 192.0.2.1\n", 1));
    add(rolled_up, numbered("Source-IP: 192.0.2.1\n", 2));
    EXPECT_EQ(counts(rolled_up), (std::map<Key, std::uint64_t>{{{"192.0.2.1"}, 2}}));
    EXPECT_EQ(rolled_up.duplicates(), 1U);
    EXPECT_EQ(tally.size(), 1U);
}

TEST(TallyRollup, TakesSomeOfItsKeysOnce) {
    auto const tally = tally_by({TallyKey::source_ip, TallyKey::day});
    EXPECT_FALSE(tally.rollup({}));
    EXPECT_FALSE(tally.rollup({TallyKey::day, TallyKey::day}));
    auto const refused = tally.rollup({TallyKey::feed});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message(), "it was not counted by 'feed': add that key to `by`");
}

}  // namespace tally_merging_test
