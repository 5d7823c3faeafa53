// SPDX-License-Identifier: BSL-1.0
// What a tally promises where memory runs out: std::bad_alloc comes out, and nothing has been counted by
// halves. What failed is done again, and adds up to the same.
#include <arf/arf.hpp>
#include <string>
#include <support.hpp>
#include <vector>

#include "survives.hpp"

namespace arf_faults {

/// Reports of several kinds, and a batch of rows among them.
std::vector<arf::Report> some_reports() {
    std::vector<arf::Report> reports;
    for (auto const& sample : arf_test::corpus()) {
        for (auto const* name : {"arf/yahoo", "arf/rfc5965-full", "x-arf/plain-spam", "jmrp/message-as-body",
                                 "spamcop/summary", "not-a-complaint/dsn"}) {
            if (sample.name == name) reports.push_back(arf_test::read_any(sample.bytes));
        }
    }
    return reports;
}

/// Changes a copy while memory lasts for n allocations. Where that does not do, nothing may have changed, and
/// doing it again has to do.
/// @return whether an allocation failed.
template <class Change>
bool changes_or_not(arf::Tally copy, long n, Lack lack, std::string const& expected, Change const& change) {
    auto const before = copy.serialize();
    bool failed = false;
    let_fail_after(n, lack);
    try {
        change(copy);
    } catch (std::bad_alloc const&) {
        failed = true;
    }
    bool const lacked = let_work();
    if (failed) {
        EXPECT_TRUE(copy.serialize() == before)
            << "allocation " << n << " fails, and it is counted by halves";
        change(copy);
    }
    EXPECT_TRUE(copy.serialize() == expected) << "allocation " << n << " fails";
    return lacked;
}

/// Lets every allocation of a change fail.
template <class Change>
void expect_all_or_nothing(arf::Tally const& start, Change const& change) {
    auto done = start;
    change(done);
    auto const expected = done.serialize();
    for (auto const lack : {Lack::from_then_on, Lack::once}) {
        bool lacked = true;
        for (long n = 0; lacked && !testing::Test::HasFailure(); ++n) {
            auto const blocks = living();
            lacked = changes_or_not(start, n, lack, expected, change);
            EXPECT_EQ(living(), blocks) << "allocation " << n << " fails, and blocks leak";
            EXPECT_TRUE(n > 0 || lacked) << "it takes no memory at all";
        }
    }
}

std::string shown(std::vector<arf::TallyGroup> const& groups) {
    std::string text;
    for (auto const& group : groups) {
        for (auto const& value : group.key) text += value.value_or("-") + ' ';
        text += std::to_string(group.reports) + ' ' + std::to_string(group.recipients) + ' ';
        for (auto const& example : group.examples) text += example.source + ' ';
    }
    return text;
}

class OutOfMemoryInATally : public testing::TestWithParam<bool> {
  protected:
    arf::TallyOptions options() const {
        using arf::TallyKey;
        return {.by = {TallyKey::source_network, TallyKey::day, TallyKey::account},
                .time_zone = "Europe/Berlin",
                .keep_duplicates = GetParam()};
    }
    arf::Tally empty() const { return *arf::Tally::create(options()); }
    /// Counts some of the reports, so many of them behind the first so many.
    arf::Tally of(std::size_t first, std::size_t count) const {
        auto tally = empty();
        for (std::size_t i = first; i < first + count; ++i)
            tally.add(reports_.at(i), {"some/where.mbox", i, i * 1000});
        return tally;
    }
    std::vector<arf::Report> const reports_ = some_reports();
};

TEST_P(OutOfMemoryInATally, AReportIsCountedOrNot) {
    auto const start = of(0, 3);
    for (std::size_t i = 0; i < reports_.size(); ++i) {
        auto const& report = reports_[i];
        auto const inferred = arf::attribute(report);
        expect_all_or_nothing(start, [&](arf::Tally& tally) {
            tally.add(report, {"a mailbox with a long name.mbox", i, 7}, &inferred);
        });
    }
}

TEST_P(OutOfMemoryInATally, AnotherIsMergedOrNot) {
    auto const other = of(2, reports_.size() - 2);
    expect_all_or_nothing(of(0, 4), [&](arf::Tally& tally) { EXPECT_TRUE(tally.merge(other)); });
    expect_all_or_nothing(empty(), [&](arf::Tally& tally) { EXPECT_TRUE(tally.merge(other)); });
    expect_all_or_nothing(other, [&](arf::Tally& tally) { EXPECT_TRUE(tally.merge(tally)); });
}

TEST_P(OutOfMemoryInATally, WhatIsMadeOfItIsWhole) {
    auto const tally = of(0, reports_.size());
    auto const bytes = tally.serialize();
    EXPECT_GT(survives("create()", [&] { return arf::Tally::create(options())->serialize(); }), 1);
    EXPECT_GT(survives("a copy", [&] { return arf::Tally(tally).serialize(); }), 1);
    EXPECT_GT(survives("serialize()", [&] { return tally.serialize(); }), 1);
    EXPECT_GT(survives("groups()", [&] { return shown(tally.groups()); }), 1);
    EXPECT_GT(survives("deserialize()", [&] { return arf::Tally::deserialize(bytes)->serialize(); }), 1);
    EXPECT_GT(survives("deserialize() of half",
                       [&] {
                           auto const half = std::string_view(bytes).substr(0, bytes.size() / 2);
                           return arf::Tally::deserialize(half).error().message();
                       }),
              1);
    EXPECT_GT(survives("rollup()", [&] { return tally.rollup({arf::TallyKey::day})->serialize(); }), 1);
    EXPECT_EQ(tally.serialize(), bytes);
}

INSTANTIATE_TEST_SUITE_P(KeepDuplicates, OutOfMemoryInATally, testing::Bool());

}  // namespace arf_faults
