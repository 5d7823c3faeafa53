// SPDX-License-Identifier: BSL-1.0
// Blanks and comments.
#include <arf/grammar/cfws.hpp>
#include <string>

#include "rule.hpp"

namespace grammar_cfws_test {

namespace grammar = arf::grammar;

std::string nested(int depth) {
    return std::string(static_cast<std::size_t>(depth), '(') +
           std::string(static_cast<std::size_t>(depth), ')');
}

TEST(Cfws, Takes) {
    using namespace std::string_view_literals;
    for (auto text : {" "sv, "\r\n "sv, "\n\t"sv, "\r "sv, "(a)"sv, "()"sv, "(a (b) c)"sv, "(a\\)b)"sv,
                      " (a) (b) "sv, "(a)(b)"sv, "(\xc3\xa9\0)"sv, "(a\r\n b)"sv}) {
        ok(grammar::cfws, text);
        ok(grammar::opt_cfws, text);
    }
    ok(grammar::cfws, nested(64));
    ok(grammar::opt_cfws, "");
}

TEST(Cfws, Refuses) {
    for (auto text : {"(", "(a", "a", "(a\\)", "(a\\", ")", "(a)b", "(a (b)"}) {
        bad(grammar::cfws, text);
        bad(grammar::opt_cfws, text);
    }
    bad(grammar::cfws, nested(65));
    bad(grammar::cfws, "");
}

TEST(Fws, TakesBlanksAndLineEnds) {
    for (auto text : {" ", "\t", "\r\n ", "\n\n", "\r"}) ok(grammar::fws, text);
    for (auto text : {"", "(a)", " a", "a"}) bad(grammar::fws, text);
}

TEST(Trim, TakesBlanksAway) {
    EXPECT_EQ(grammar::trim(" \t\r\n a b \r\n"), "a b");
    EXPECT_EQ(grammar::trim(" (a) "), "(a)");
    EXPECT_EQ(grammar::trim(" \n "), "");
    EXPECT_EQ(grammar::trim({}), "");
}

TEST(TrimCfws, TakesBlanksAndCommentsAway) {
    auto const trims = [](std::string_view text, std::string_view expected) {
        with([](std::string_view copy) { return std::string{grammar::trim_cfws(copy)}; }, text,
             [expected](auto const& value) { EXPECT_EQ(value, expected); });
    };
    trims("", "");
    trims("a", "a");
    trims(" (x) a (y) (z) ", "a");
    trims("(x)a(y)", "a");
    trims("a (x) b", "a (x) b");
    trims("a (x) b (y)", "a (x) b");
    trims(" (x) ", "");
    trims("a (b", "a (b");
    trims("(a", "(a");
    trims("a (b (c)", "a (b (c)");
    trims("a)", "a)");
    trims(nested(64), "");
    trims(nested(65), nested(65));
}

TEST(TrimCfws, CanLeaveParenthesesThatTouchTheText) {
    auto const behind_blank = [](std::string_view text) {
        return grammar::trim_cfws(text, grammar::CommentStart::behind_blank);
    };
    EXPECT_EQ(behind_blank("a(b)"), "a(b)");
    EXPECT_EQ(behind_blank("a(b) (c)"), "a(b)");
    EXPECT_EQ(behind_blank("(c) a(b)"), "a(b)");
    EXPECT_EQ(behind_blank("(c"), "(c");
}

TEST(Cfws, IsLinear) {
    survives_hostile_text([](std::string_view text) {
        EXPECT_LE(grammar::trim_cfws(text).size(), text.size());
        EXPECT_LE(grammar::trim_cfws(text, grammar::CommentStart::behind_blank).size(), text.size());
        EXPECT_LE(grammar::skip_cfws(text.data(), text.data() + text.size()) - text.data(),
                  static_cast<std::ptrdiff_t>(text.size()));
    });
}

TEST(ByteSet, KnowsEveryByte) {
    EXPECT_TRUE(grammar::control.has('\0'));
    EXPECT_TRUE(grammar::control.has('\x7f'));
    EXPECT_FALSE(grammar::control.has('\x80'));
    EXPECT_FALSE(grammar::letter.has('\xe9'));
    EXPECT_TRUE((~grammar::letter).has('\xe9'));
    EXPECT_TRUE((grammar::letter | grammar::digit).has('7'));
}

TEST(EqualIgnoringCase, KnowsOnlyAsciiCase) {
    EXPECT_TRUE(grammar::equal_ignoring_case("IPv6:", "ipV6:"));
    EXPECT_FALSE(grammar::equal_ignoring_case("a", "ab"));
    EXPECT_FALSE(grammar::equal_ignoring_case("\xc3\x89", "\xc3\xa9"));
}

}  // namespace grammar_cfws_test
