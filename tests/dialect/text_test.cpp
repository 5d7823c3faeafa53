// SPDX-License-Identifier: BSL-1.0
// What the dialects told in text are read with: lines, quote marks, subjects.
#include <arf/dialect/text.hpp>

#include "complaints.hpp"

namespace dialect_text_test {

using arf::dialect::is_reply;
using arf::dialect::skip_tags;
using arf::dialect::take_quote;
using arf::dialect::TextLines;

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> found;
    TextLines lines(text);
    while (auto const line = lines.next()) found.emplace_back(*line);
    return found;
}

TEST(TextLines, TakesEachLineEnd) {
    std::vector<std::string> const wanted{"a", "", "b"};
    for (auto const text : {"a\n\nb", "a\r\n\r\nb\r\n", "a\r\rb\r", "a\n\r\nb\n"})
        EXPECT_EQ(lines_of(text), wanted);
    EXPECT_TRUE(lines_of("").empty());
    EXPECT_EQ(lines_of("a\rb\nc"), (std::vector<std::string>{"a\rb", "c"}));
}

TEST(TextLines, SaysWhatIsLeft) {
    TextLines lines("a\nb\nc");
    static_cast<void>(lines.next());
    EXPECT_EQ(lines.rest(), "b\nc");
}

TEST(Quote, IsTakenOff) {
    struct Case {
        std::string_view line, content;
        std::size_t depth;
    };
    for (auto const& [line, content, depth] :
         {Case{"a > b", "a > b", 0}, Case{"> a", "a", 1}, Case{">a", "a", 1}, Case{">> a", "a", 2},
          Case{"> > a", "a", 2}, Case{">  a", " a", 1}, Case{">", "", 1}, Case{"", "", 0}}) {
        auto rest = line;
        EXPECT_EQ(take_quote(rest).depth, depth) << line;
        EXPECT_EQ(rest, content) << line;
    }
    std::string_view twice = ">> a";
    EXPECT_EQ(take_quote(twice, 1).depth, 1U);
    EXPECT_EQ(twice, "> a");
}

TEST(Reply, IsKnownByItsSubject) {
    for (auto const subject :
         {"Re: a", "RE:a", "Re[2]: a", "AW: a", "[desk #1] Re: a", "Fwd: Re: a", " [a] [b] Antw: c"}) {
        EXPECT_TRUE(is_reply(subject)) << subject;
    }
    for (auto const subject :
         {"", "Fwd: a", "Report: a", "Reset", "a Re: b", "[Re: a] b", "[unclosed Re: a"}) {
        EXPECT_FALSE(is_reply(subject)) << subject;
    }
}

TEST(Tags, AreSkipped) {
    EXPECT_EQ(skip_tags("[a] [b #1]  c [d]"), "c [d]");
    EXPECT_EQ(skip_tags("[a"), "[a");
    EXPECT_EQ(skip_tags("[a]"), "");
}

}  // namespace dialect_text_test
