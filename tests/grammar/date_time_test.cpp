// SPDX-License-Identifier: BSL-1.0
// Dates: RFC 5322, its obsolete forms, and what reports really carry.
#include <arf/grammar/date_time.hpp>
#include <string>

#include "rule.hpp"

namespace grammar_date_time_test {

namespace grammar = arf::grammar;
using arf::DateDeviation;
using arf::DateTime;
using arf::Zone;

constexpr auto none = DateDeviation::none;
constexpr auto wrong_weekday = DateDeviation::wrong_weekday;
constexpr auto obsolete_zone = DateDeviation::obsolete_zone;
constexpr auto obsolete_year = DateDeviation::obsolete_year;
constexpr auto other_format = DateDeviation::other_format;
constexpr auto loose_zone = DateDeviation::loose_zone;
constexpr auto twelve_hours = DateDeviation::twelve_hours;
constexpr auto hour_24 = DateDeviation::hour_24;
constexpr auto trailing_text = DateDeviation::trailing_text;
constexpr auto no_time = DateDeviation::no_time;

/// The date is this instant in UTC.
void reads(std::string_view text, std::string_view utc, DateDeviation deviations = none,
           Zone zone = Zone::offset) {
    with(grammar::read_date_time, text, [=](auto const& date) {
        ASSERT_TRUE(date.has_value());
        EXPECT_EQ(date->to_string(), utc);
        EXPECT_EQ(date->zone, zone);
        EXPECT_EQ(static_cast<int>(date->deviations), static_cast<int>(deviations));
    });
}

/// The date has this wall-clock time, and no instant.
void reads_local(std::string_view text, std::string_view local, Zone zone, DateDeviation deviations) {
    with(grammar::read_date_time, text, [=](auto const& date) {
        ASSERT_TRUE(date.has_value());
        EXPECT_FALSE(date->instant().has_value());
        EXPECT_EQ(date->zone, zone);
        EXPECT_EQ(static_cast<int>(date->deviations), static_cast<int>(deviations));
        auto as_utc = *date;
        as_utc.zone = Zone::utc;
        as_utc.deviations = none;
        EXPECT_EQ(as_utc.to_string(), local);
    });
}

TEST(DateTime, TakesTheStandard) {
    reads("Tue, 01 Jul 2025 10:00:00 +0000", "2025-07-01T10:00:00Z");
    reads("Tue, 1 Jul 2025 10:00:00 -0700", "2025-07-01T17:00:00Z");
    reads("Tue, 1 Jul 2025 10:00 +0530", "2025-07-01T04:30:00Z");
    reads("28 Sep 2018 04:48:45 -0400", "2018-09-28T08:48:45Z");
    reads("1 Jul 2025 10:00:00 +0000 (GMT)", "2025-07-01T10:00:00Z");
    reads(" Tue, 01 Jul 2025 10:00:00 +0200 (CEST)\r\n", "2025-07-01T08:00:00Z");
    reads("Tue,\r\n 1 Jul 2025\r\n\t10:00:00 +0000", "2025-07-01T10:00:00Z");
    reads("Thu, 29 Feb 2024 00:00:00 +0000", "2024-02-29T00:00:00Z");
    reads("TUE, 01 JUL 2025 10:00:00 +0000", "2025-07-01T10:00:00Z");
    reads("Tue, 30 Jun 2015 23:59:60 +0000", "2015-07-01T00:00:00Z");
}

TEST(DateTime, TakesEveryMonthAndWeekday) {
    int month = 0;
    for (std::string const name :
         {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}) {
        ++month;
        auto const number = (month < 10 ? "0" : "") + std::to_string(month);
        reads("1 " + name + " 2025 10:00:00 +0000", "2025-" + number + "-01T10:00:00Z");
    }
    int day = 6;  // 6 July 2025 was a Sunday
    for (std::string const name : {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"}) {
        auto const number = (day < 10 ? "0" : "") + std::to_string(day);
        reads(name + ", " + number + " Jul 2025 10:00:00 +0000", "2025-07-" + number + "T10:00:00Z");
        ++day;
    }
}

TEST(DateTime, TakesCommentsAnywhere) {
    reads("(a) Tue (b) , (c) 1 (d) Jul (e) 2025 (f) 10 (g) : (h) 00 : 00 (i) +0000 (j (k))",
          "2025-07-01T10:00:00Z");
}

TEST(DateTime, TakesObsoleteYears) {
    reads("1 Jul 25 10:00:00 +0000", "2025-07-01T10:00:00Z", obsolete_year);
    reads("1 Jul 49 10:00:00 +0000", "2049-07-01T10:00:00Z", obsolete_year);
    reads("1 Jul 50 10:00:00 +0000", "1950-07-01T10:00:00Z", obsolete_year);
    reads("1 Jul 125 10:00:00 +0000", "2025-07-01T10:00:00Z", obsolete_year);
}

TEST(DateTime, TakesObsoleteZones) {
    for (auto const& [name, hours] : grammar::named_zones) {
        auto const hour = std::to_string(10 - hours);
        reads("1 Jul 2025 10:00:00 " + std::string{name}, "2025-07-01T" + hour + ":00:00Z", obsolete_zone);
    }
    reads("Tue, 1 Jul 2025 10:00:00 edt", "2025-07-01T14:00:00Z", obsolete_zone);
}

TEST(DateTime, DoesNotGuessAZone) {
    for (std::string const name : {"JST", "IST", "BST", "CEST", "A", "m", "Europe/Berlin"}) {
        reads_local("1 Jul 2025 10:00:00 " + name, "2025-07-01T10:00:00Z", Zone::unknown, obsolete_zone);
    }
    reads_local("1 Jul 2025 10:00:00", "2025-07-01T10:00:00Z", Zone::missing, none);
    reads_local("1 Jul 2025 10:00:00 (EST)", "2025-07-01T10:00:00Z", Zone::missing, none);
}

TEST(DateTime, TakesMinusZeroAsUtc) {
    reads("Thu, 08 Mar 2018 00:00:00 -0000 (EST)", "2018-03-08T00:00:00Z", none, Zone::utc);
    reads("8 Mar 2018 00:00:00 -0000", "2018-03-08T00:00:00Z", none, Zone::utc);
}

TEST(DateTime, TakesLooseZones) {
    reads("1 Jul 2025 10:00:00 GMT+2", "2025-07-01T08:00:00Z", loose_zone);
    reads("1 Jul 2025 10:00:00 UTC+0200", "2025-07-01T08:00:00Z", loose_zone);
    reads("1 Jul 2025 10:00:00 UTC -02:30", "2025-07-01T12:30:00Z", loose_zone);
    reads("1 Jul 2025 10:00:00 +2", "2025-07-01T08:00:00Z", loose_zone);
    reads("1 Jul 2025 10:00:00 +02", "2025-07-01T08:00:00Z", loose_zone);
    reads("1 Jul 2025 10:00:00 +02:00", "2025-07-01T08:00:00Z", loose_zone);
    reads("1 Jul 2025 10:00:00 --0400", "2025-07-01T14:00:00Z", loose_zone);
    reads("Tue, 01 Jul 2025 10:00:00 +02:00", "2025-07-01T08:00:00Z", loose_zone);
}

TEST(DateTime, TakesAWrongWeekday) {
    reads("Thu, 29 Apr 2013 23:45:50 PST", "2013-04-30T07:45:50Z", wrong_weekday | obsolete_zone);
    reads("Thu, 08 Mar 2005 17:40:36 +0000", "2005-03-08T17:40:36Z", wrong_weekday);
}

TEST(DateTime, TakesAsctime) {
    reads_local("Fri Sep 28 04:48:45 2018", "2018-09-28T04:48:45Z", Zone::missing, other_format);
    reads_local("Wed Jan  3 01:05:34 1996", "1996-01-03T01:05:34Z", Zone::missing, other_format);
    reads("Fri Sep 28 04:48:45 EDT 2018", "2018-09-28T08:48:45Z", other_format | obsolete_zone);
    reads("Fri Sep 28 04:48:45 +0200 2018", "2018-09-28T02:48:45Z", other_format);
    reads("Fri Sep 28 04:48:45 2018 +0200", "2018-09-28T02:48:45Z", other_format);
    reads("Fri Sep 28 04:48:45 2018 GMT", "2018-09-28T04:48:45Z", other_format | obsolete_zone);
    reads("Feb  3 2014 02:13:35 +0100", "2014-02-03T01:13:35Z", other_format);
    reads("Feb 3, 2014, 02:13:35 +0100", "2014-02-03T01:13:35Z", other_format);
}

TEST(DateTime, TakesIso8601) {
    reads("2009-12-03T04:24:21.000-05:00", "2009-12-03T09:24:21Z", other_format);
    reads("2018-10-08T14:05:45 +0000", "2018-10-08T14:05:45Z", other_format);
    reads("2018-10-08 14:05:45 +00:00", "2018-10-08T14:05:45Z", other_format);
    reads("2018-10-08t14:05:45z", "2018-10-08T14:05:45Z", other_format);
    reads("2018-10-08T14:05:45.25Z", "2018-10-08T14:05:45.250000Z", other_format);
    reads("2018-10-08T14:05:45-0400", "2018-10-08T18:05:45Z", other_format);
    reads_local("2018-10-08 14:05:45", "2018-10-08T14:05:45Z", Zone::missing, other_format);
}

TEST(DateTime, TakesGoTimeUpToItsOffset) {
    reads("2018-09-28 08:48:36.858842501 +0000 UTC m=+1856335.5", "2018-09-28T08:48:36.858842Z",
          other_format | trailing_text);
}

TEST(DateTime, TakesTwelveHours) {
    reads("1 Jul 2025 10:00:00 PM EDT", "2025-07-02T02:00:00Z", twelve_hours | obsolete_zone);
    reads("1 Jul 2025 12:00:00 AM +0000", "2025-07-01T00:00:00Z", twelve_hours);
    reads("1 Jul 2025 12:00:00pm +0000", "2025-07-01T12:00:00Z", twelve_hours);
}

TEST(DateTime, TakesTheEndOfTheDay) {
    reads("Tue, 01 Jul 2025 24:00:00 +0000", "2025-07-02T00:00:00Z", hour_24);
    reads("31 Dec 2025 24:00 GMT", "2026-01-01T00:00:00Z", hour_24 | obsolete_zone);
}

TEST(DateTime, TakesLooseWriting) {
    reads("1 Sept 2025 10:00:00 +0000", "2025-09-01T10:00:00Z", other_format);
    reads("Tuesday, 1 July 2025 10:00:00 +0000", "2025-07-01T10:00:00Z", other_format);
    reads("Tue 1 Jul 2025 10:00:00 +0000", "2025-07-01T10:00:00Z", other_format);
    reads("1-Jul-2025 10:00:00 +0000", "2025-07-01T10:00:00Z", other_format);
    reads("1 Jul 2025 9:5:1 +0000", "2025-07-01T09:05:01Z", other_format);
    reads("1 Jul 2025 10:00:00.5 +0000", "2025-07-01T10:00:00.500000Z", other_format);
}

TEST(DateTime, TakesADayWithoutTime) {
    reads_local("Tue, 1 Jul 2025", "2025-07-01T00:00:00Z", Zone::missing, no_time);
    reads_local("2025-07-01", "2025-07-01T00:00:00Z", Zone::missing, no_time | other_format);
    reads_local("Jul 1 2025", "2025-07-01T00:00:00Z", Zone::missing, no_time | other_format);
    reads_local("1 Jul 2025 (cut", "2025-07-01T00:00:00Z", Zone::missing, no_time | trailing_text);
}

TEST(DateTime, TakesACommentCutOff) {
    reads("Tue, 1 Jul 2025 10:00:00 +0000 (Pacific Stand", "2025-07-01T10:00:00Z", trailing_text);
    reads("1 Jul 2025 10:00:00 GMT (", "2025-07-01T10:00:00Z", trailing_text | obsolete_zone);
    reads("1 Jul 2025 10:00:00 -0400 EDT", "2025-07-01T14:00:00Z", trailing_text);
}

TEST(DateTime, KeepsTheText) {
    auto const date = grammar::read_date_time(" Tue, 1 Jul 2025 10:00:00 +0000 (c) \r\n");
    ASSERT_TRUE(date.has_value());
    EXPECT_EQ(date->raw, "Tue, 1 Jul 2025 10:00:00 +0000 (c)");
    EXPECT_EQ(date->offset.count(), 0);
}

TEST(DateTime, Refuses) {
    for (auto text : {"",
                      " ",
                      "(c)",
                      "yesterday",
                      "Thu",
                      "Thu,",
                      "1",
                      "1 Jul",
                      "Jul 2025",
                      "1751364000",
                      "31 Feb 2025 10:00:00 +0000",
                      "31 Dec 9999 23:59:59 -1200",
                      "29 Feb 2025 10:00:00 +0000",
                      "0 Jul 2025 10:00:00 +0000",
                      "32 Jul 2025 10:00:00 +0000",
                      "Tue, 01 Jul 2025 25:00:00 +0000",
                      "Tue, 01 Jul 2025 24:00:01 +0000",
                      "Tue, 01 Jul 2025 10:60:00 +0000",
                      "Tue, 01 Jul 2025 10:00:61 +0000",
                      "Tue, 01 Jul 1899 10:00:00 +0000",
                      "1 Jul 10000 10:00:00 +0000",
                      "1 Jul 99999999999 10:00:00 +0000",
                      "1 Jul 5 10:00:00 +0000",
                      "Tue, 01 Jul 2025 10:00:00 +0060",
                      "Tue, 01 Jul 2025 10:00:00 +00000",
                      "1 Jul 2025 10:00:00 +",
                      "1 Jul 2025 10:00:00 1234",
                      "Jul 1 10:00:00",
                      "1 Jul 2025 at 10:00",
                      "1 Jul 2025 GMT",
                      "1 Jul 2025 13:00:00 AM +0000",
                      "1 Foo 2025 10:00:00 +0000",
                      "1 Ju 2025 10:00:00 +0000",
                      "1 Julx 2025 10:00:00 +0000",
                      "2025-13-01T10:00:00Z",
                      "2025-00-01T10:00:00Z",
                      "2025-07-01T",
                      "Foo, 1 Jul 2025 10:00:00 +0000",
                      "Tue, (cut 1 Jul 2025 10:00:00 +0000"}) {
        nothing(grammar::read_date_time, text);
    }
}

TEST(ExactDate, FindsWhatTheRulesFind) {
    std::string const date = "Tue, 01 Jul 2025 10:00:00 +0000";
    for (std::string const& start : {date, std::string{"Tue, 1 Jul 2025 10:00:00 -0730 (c)"}}) {
        for (std::size_t at = 0; at < start.size(); ++at) {
            for (char const byte : {'0', '2', '6', '9', ' ', ':', '+', '-', '(', 'x', '\0', '\n', '\xff'}) {
                std::string text = start;
                text[at] = byte;
                Exact const slow{"()" + text};  // the comment keeps read_exact_date off
                Exact const fast{text};
                auto const expected = grammar::read_date_time(slow.view());
                auto const found = grammar::read_date_time(fast.view());
                ASSERT_EQ(found.has_value(), expected.has_value()) << text;
                if (!found) continue;
                EXPECT_EQ(found->local, expected->local) << text;
                EXPECT_EQ(found->offset, expected->offset) << text;
                EXPECT_EQ(found->zone, expected->zone) << text;
                EXPECT_EQ(found->deviations, expected->deviations) << text;
            }
        }
    }
}

TEST(DateTime, CutShortNeverReadsTooFar) {
    for (std::string_view const text :
         {"Tue, 01 Jul 2025 10:00:00 +0000 (UTC)", "Fri Sep 28 04:48:45 EDT 2018",
          "2018-09-28 08:48:36.858842501 +0000 UTC m=+1"}) {
        for (std::size_t size = 0; size < text.size(); ++size) {
            with(grammar::read_date_time, text.substr(0, size), [=](auto const& date) {
                if (date) {
                    EXPECT_LE(date->raw.size(), size);
                }
            });
        }
    }
}

TEST(DateTime, IsLinear) {
    survives_hostile_text([](std::string_view text) {
        auto const date = grammar::read_date_time(text);
        if (date) {
            EXPECT_EQ(date->to_string(), "2025-07-01T10:00:00Z");
        }
    });
}

}  // namespace grammar_date_time_test
