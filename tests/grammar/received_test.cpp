// SPDX-License-Identifier: BSL-1.0
// Received: where its date is, what its clauses say, and what the name behind "from" is. tests/trace_test.cpp
// has the shapes that servers write.
#include <arf/grammar/received.hpp>

#include "rule.hpp"

namespace grammar_received_test {

namespace grammar = arf::grammar;

void splits(std::string_view text, std::string_view clauses, std::string_view date) {
    with(grammar::split_date, text, [=](auto const& trace) {
        EXPECT_EQ(trace.clauses, clauses);
        EXPECT_EQ(trace.date ? trace.date->to_string() : "", date);
    });
}

TEST(ReceivedDate, StandsBehindTheLastSemicolon) {
    splits("by a; 1 Jul 2025 10:00:00 +0000", "by a", "2025-07-01T10:00:00Z");
    splits("by a (b; c); d; 1 Jul 2025 10:00:00 +0000 (e; f)", "by a (b; c); d", "2025-07-01T10:00:00Z");
    splits("by a; 1 Jul 2025 10:00:00 +0000;", "by a", "2025-07-01T10:00:00Z");
    splits("by a; 1 Jul 2025 10:00:00 +0000 Received: by b; 1 Jul 2025 09:00:00 +0000", "by a",
           "2025-07-01T10:00:00Z");
    splits("Received: by a; 1 Jul 2025 10:00:00 +0000", "Received: by a", "2025-07-01T10:00:00Z");
    splits("by a; never", "by a", "");
}

TEST(ReceivedDate, MayStandWithoutSemicolon) {
    splits("by a 2018-09-28 08:48:36.858 +0000 UTC m=+18565", "by a ", "2018-09-28T08:48:36.858000Z");
    splits("by a Tue, 1 Jul 2025 10:00:00 +0000", "by a ", "2025-07-01T10:00:00Z");
    splits("by a 1 Jul 2025 10:00:00 +0000", "by a ", "2025-07-01T10:00:00Z");
    splits("by a (Tue, 1 Jul 2025 10:00:00 +0000)", "by a (Tue, 1 Jul 2025 10:00:00 +0000)", "");
}

TEST(ReceivedDate, MayBeMissing) {
    for (auto text : {"", "by a", "by a;", ";", "by a id 2018-09-28", "from mon by 12"})
        splits(text, text, "");
}

TEST(ReceivedDate, IsSoughtAFewTimesOnly) {
    auto const text = repeat("mon x ", 15) + "1 Jul 2025 10:00:00 +0000";
    EXPECT_TRUE(grammar::split_date(text).date.has_value());
    EXPECT_FALSE(grammar::split_date("mon x " + text).date.has_value());
}

TEST(ReceivedDate, StartsWithAWeekdayOrDigits) {
    for (auto word : {"Tue", "friday", "1", "28", "2018-09-28", "2018-09-28T08:48:36Z"})
        EXPECT_TRUE(grammar::may_start_date(word)) << word;
    for (auto word : {"by", "123", "2018-9-28", "abcd-09-28", "192.0.2.1", "a"})
        EXPECT_FALSE(grammar::may_start_date(word)) << word;
}

TEST(ReceivedClauses, CountOnceAndInAnyOrder) {
    with(grammar::read_received, "ID 1 WITH a b (c) d BY e FROM f id 2 by g", [](auto const& hop) {
        EXPECT_EQ(hop.id, "1");
        EXPECT_EQ(hop.with, "a b");
        EXPECT_EQ(hop.by, "e");
        EXPECT_EQ(hop.helo, "f");
    });
}

TEST(ReceivedClauses, StandOutsideCommentsOnly) {
    with(grammar::read_received, "by a (from b with c id d for e)", [](auto const& hop) {
        EXPECT_EQ(hop.by, "a");
        EXPECT_TRUE(hop.name.empty() && hop.with.empty() && hop.id.empty() && hop.envelope_for.empty());
    });
}

TEST(ReceivedClauses, KeepEmptyWhatHasNoValue) {
    with(grammar::read_received, "from by with id for via", [](auto const& hop) {
        EXPECT_TRUE(hop.name.empty() && hop.by.empty() && hop.with.empty() && hop.id.empty());
        EXPECT_TRUE(hop.envelope_for.empty() && hop.via.empty());
    });
}

/// What the name "a.example" behind "from" is.
void names(std::string_view rest, std::string_view helo, std::string_view rdns, std::string_view user) {
    with(grammar::read_received, "from a.example " + std::string{rest}, [=](auto const& hop) {
        EXPECT_EQ(hop.helo, helo);
        EXPECT_EQ(hop.rdns, rdns);
        EXPECT_EQ(hop.local_user, user);
    });
}

TEST(ReceivedName, IsWhatTheRestOfTheFieldMakesOfIt) {
    names("", "a.example", "", "");
    names("([192.0.2.1])", "a.example", "", "");
    names("(b.example [192.0.2.1])", "a.example", "b.example", "");
    names("(HELO b.example) (192.0.2.1)", "b.example", "a.example", "");
    names("(HELO b.example) (c.example [192.0.2.1])", "b.example", "c.example", "");
    names("([192.0.2.1] helo=b.example)", "b.example", "a.example", "");
    names("([192.0.2.1]) by c (Exim 4.96)", "a.example", "a.example", "");
    names("by c (Exim 4.96)", "", "", "a.example");
    names("by c with local", "", "", "a.example");
    names("([192.0.2.1]) by c with HTTP", "", "a.example", "");
    names("by c with HTTP", "a.example", "", "");
}

TEST(ReceivedName, MayBeTheOnlyAddress) {
    with(grammar::read_received, "from [192.0.2.1]:25 by a", [](auto const& hop) {
        EXPECT_TRUE(hop.helo.empty() && hop.rdns.empty());
        ASSERT_TRUE(hop.ip && hop.port);
        EXPECT_EQ(hop.ip->to_string(), "192.0.2.1");
        EXPECT_EQ(*hop.port, 25);
    });
}

TEST(ReceivedName, IsNoNameWhereServersSaySo) {
    for (auto name : {"unknown", "UNKNOWN", "unverified", "softdnserr"})
        EXPECT_TRUE(grammar::is_no_name(name)) << name;
    for (auto name : {"", "unknown.example.com", "a"}) EXPECT_FALSE(grammar::is_no_name(name)) << name;
}

TEST(Received, IsLinear) {
    survives_hostile_text([](std::string_view text) {
        auto const hop = grammar::read_received(text);
        EXPECT_FALSE(hop.authenticated);
    });
}

}  // namespace grammar_received_test
