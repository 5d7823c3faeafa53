// SPDX-License-Identifier: BSL-1.0
// Words, numbers and lists in the fields of spam filters.
#include <arf/grammar/filter_value.hpp>

#include "rule.hpp"

namespace grammar_filter_value_test {

namespace grammar = arf::grammar;

void number(std::string_view text, double expected) {
    with(grammar::read_number, text, [expected](auto const& value) { EXPECT_EQ(value, expected); });
}

TEST(Number, Takes) {
    number("5", 5.0);
    number(" -1.9 ", -1.9);
    number("+0.5", 0.5);
    number(".5", 0.5);
    number("5.", 5.0);
    number("5.1/10", 5.1);
    number("5,1", 5.0);
    number("-0", 0.0);
    number("1e3", 1.0);
    number(std::string(32, '9'), 1e32);
}

TEST(Number, Refuses) {
    for (auto text : {"", " ", "-", "+", ".", "-.", "x5", "inf", "nan", "-inf", "--5", "+-5", "1.2.3", "..5"})
        nothing(grammar::read_number, text);
    nothing(grammar::read_number, std::string(33, '9'));
}

TEST(Number, IsTakenOffTheFront) {
    std::string_view text = " 1.5 / 15.0";
    EXPECT_EQ(grammar::take_number(text), 1.5);
    EXPECT_EQ(text, " / 15.0");
    EXPECT_FALSE(grammar::take_number(text));
    EXPECT_EQ(text, " / 15.0");
}

TEST(TextBehind, FindsAKeyThatBeginsAWord) {
    EXPECT_EQ(grammar::text_behind("Yes, score=5 required=3", "score="), "5 required=3");
    EXPECT_EQ(grammar::text_behind("(SCORE=5", "score="), "5");
    EXPECT_EQ(grammar::text_behind("logscore=9 score=5", "score="), "5");
    EXPECT_EQ(grammar::text_behind("score=", "score="), "");
    for (auto text : {"", "score", "logscore=5", "log-score=5", "log_score=5"})
        EXPECT_FALSE(grammar::text_behind(text, "score=")) << text;
}

TEST(ItemValue, FindsTheFirstOfItsKey) {
    EXPECT_EQ(grammar::item_value("CIP:192.0.2.1;SCL:5;SCL:6", "scl"), "5");
    EXPECT_EQ(grammar::item_value(" SCL : 5 ", "SCL"), "5");
    EXPECT_EQ(grammar::item_value("SCL:", "SCL"), "");
    EXPECT_EQ(grammar::item_value("H:a:b;", "H"), "a:b");
    for (auto text : {"", ";", "SCL", "XSCL:5", "a SCL:5"})
        EXPECT_FALSE(grammar::item_value(text, "SCL")) << text;
}

TEST(BeginsWithWords, EndsWhereTheWordsEnd) {
    for (auto text : {"clean", "Clean", "clean.bounce", "clean (scanner 1)", "CLEAN NORMAL"})
        EXPECT_TRUE(grammar::begins_with_words(text, "clean")) << text;
    for (auto text : {"", "clea", "cleaned", "clean-ish", "clean_1", "unclean"})
        EXPECT_FALSE(grammar::begins_with_words(text, "clean")) << text;
}

TEST(FilterValue, IsReadInLinearTime) {
    survives_hostile_text([](std::string_view text) {
        (void)grammar::read_number(text);
        auto const behind = grammar::text_behind(text, "score=");
        auto const item = grammar::item_value(text, "SCL");
        EXPECT_TRUE(!behind || behind->size() < text.size());
        EXPECT_TRUE(!item || item->size() < text.size());
    });
}

}  // namespace grammar_filter_value_test
