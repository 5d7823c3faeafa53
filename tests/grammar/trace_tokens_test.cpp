// SPDX-License-Identifier: BSL-1.0
// What trace fields are made of.
#include <arf/grammar/trace_tokens.hpp>

#include "rule.hpp"

namespace grammar_trace_tokens_test {

namespace grammar = arf::grammar;

/// Words as they are, comments in parentheses, semicolons; a "|" between them.
std::string tokens_of(std::string_view text) {
    Exact const copy{text};
    std::string shown;
    grammar::TraceTokens tokens{copy.view()};
    while (auto const token = tokens.next()) {
        if (!shown.empty()) shown += '|';
        bool const is_comment = token->kind == grammar::TraceToken::Kind::comment;
        if (is_comment) shown += '(';
        shown += token->text;
        if (is_comment) shown += ')';
    }
    return shown;
}

TEST(TraceTokens, AreWordsCommentsAndSemicolons) {
    EXPECT_EQ(tokens_of(""), "");
    EXPECT_EQ(tokens_of(" \t\r\n"), "");
    EXPECT_EQ(tokens_of("from a (b [192.0.2.1]) by c; d"), "from|a|(b [192.0.2.1])|by|c|;|d");
    EXPECT_EQ(tokens_of("SMTPSVC(7.5)by"), "SMTPSVC|(7.5)|by");
    EXPECT_EQ(tokens_of("(a (b) \\) c)"), "(a (b) \\) c)");
    EXPECT_EQ(tokens_of("()"), "()");
    EXPECT_EQ(tokens_of("a;b"), "a|;|b");
    EXPECT_EQ(tokens_of("(a;b)"), "(a;b)");
}

TEST(TraceTokens, KeepAPathTogether) {
    EXPECT_EQ(tokens_of("<a b@c> d"), "<a b@c>|d");
    EXPECT_EQ(tokens_of("<a@b>,<c@d>"), "<a@b>|<c@d>");
    EXPECT_EQ(tokens_of("<\"a>;\\\"b\"@c>;"), "<\"a>;\\\"b\"@c>|;");
    EXPECT_EQ(tokens_of("<a b;"), "<a|b|;");
    EXPECT_EQ(tokens_of("<a <b c>"), "<a|<b c>");
}

TEST(TraceTokens, DropCommasBehindWords) {
    EXPECT_EQ(tokens_of("a, b ,c,, d"), "a|b|c|d");
    EXPECT_EQ(tokens_of("a,b"), "a,b");
    EXPECT_EQ(tokens_of(","), "");
}

TEST(TraceTokens, TakeWhatDoesNotCloseAsAnEmptyComment) {
    EXPECT_EQ(tokens_of("a (b c"), "a|()|b|c");
    EXPECT_EQ(tokens_of("a (b (c) d"), "a|()|b|(c)|d");
    EXPECT_EQ(tokens_of("a ) b"), "a|b");
    EXPECT_EQ(tokens_of("("), "()");
    EXPECT_EQ(tokens_of("(\\"), "()|\\");
    EXPECT_EQ(tokens_of(repeat("(", 8) + "(a)"), repeat("()|", 8) + "()|a");  // enough was looked for
}

TEST(TraceTokens, AreLinear) {
    survives_hostile_text([](std::string_view text) {
        grammar::TraceTokens tokens{text};
        std::size_t bytes = 0;
        while (auto const token = tokens.next()) bytes += token->text.size();
        EXPECT_LE(bytes, text.size());
    });
}

}  // namespace grammar_trace_tokens_test
