// SPDX-License-Identifier: BSL-1.0
// What the tests of Tally share: reports of a few lines, and short ways to count them.
#pragma once

#include <gtest/gtest.h>

#include <arf/attribution.hpp>
#include <arf/tally.hpp>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <support.hpp>
#include <utility>
#include <vector>

namespace tally_support {

using arf::Tally;
using arf::TallyGroup;
using arf::TallyKey;
using arf::TallyKind;
using arf::TallyOptions;
using arf_test::report_with;
using arf_test::required_fields;

using Value = std::optional<std::string>;
using Key = std::vector<Value>;

inline Tally tally_of(TallyOptions options) { return Tally::create(std::move(options)).value(); }
inline Tally tally_by(std::vector<TallyKey> by) { return tally_of({.by = std::move(by)}); }

/// A report with these lines besides the required ones.
inline std::string report(std::string_view lines,
                          std::string_view original = "Message-ID: <1@example.com>\n\nhi\n") {
    return report_with(std::string(required_fields).append(lines), original);
}
/// The same with a Message-ID of its own.
inline std::string numbered(std::string_view lines, int number) {
    return "Message-ID: <report-" + std::to_string(number) + "@example.net>\n" + report(lines);
}
inline void add(Tally& tally, std::string_view message, arf::RecordSource const& source = {}) {
    tally.add(arf_test::read_any(message), source);
}

inline std::string sample(std::string_view name) {
    for (auto const& one : arf_test::corpus()) {
        if (one.name == name) return one.bytes;
    }
    throw std::runtime_error("no sample " + std::string(name));
}

/// The groups' counts of reports.
inline std::map<Key, std::uint64_t> counts(Tally const& tally) {
    std::map<Key, std::uint64_t> found;
    for (auto const& group : tally.groups()) found[group.key] += group.reports;
    return found;
}
inline std::uint64_t sum(Tally const& tally) {
    std::uint64_t reports = 0;
    for (auto const& group : tally.groups()) reports += group.reports;
    return reports;
}
/// The only value of the only group of one report.
inline Value only_value(TallyOptions options, std::string_view message) {
    auto tally = tally_of(std::move(options));
    add(tally, message);
    auto const groups = tally.groups();
    EXPECT_EQ(groups.size(), 1U);
    return groups.at(0).key.at(0);
}

inline arf::Attribution account(Value const& value) {
    arf::Attribution inferred{};
    if (value) inferred.account.value.emplace(*value);
    return inferred;
}

/// All samples, and made-up reports, among them copies of each other.
inline std::vector<arf::Report> const& many_reports() {
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

}  // namespace tally_support
