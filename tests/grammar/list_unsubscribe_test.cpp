// SPDX-License-Identifier: BSL-1.0
// List-Unsubscribe: the items of the list.
#include <arf/grammar/list_unsubscribe.hpp>
#include <vector>

#include "rule.hpp"

namespace grammar_list_unsubscribe_test {

namespace grammar = arf::grammar;
using Uris = std::vector<std::string>;

Uris read(std::string_view text) {
    Exact const copy{text};
    grammar::BracketedUris list{copy.view()};
    Uris uris;
    while (auto const uri = list.next()) uris.emplace_back(*uri);
    EXPECT_FALSE(list.next()) << text;
    return uris;
}

TEST(BracketedUris, Takes) {
    EXPECT_EQ(read("<mailto:leave@example.com>"), Uris{"mailto:leave@example.com"});
    EXPECT_EQ(read("<mailto:a@example.com>, <https://example.com/u>"),
              (Uris{"mailto:a@example.com", "https://example.com/u"}));
    EXPECT_EQ(read("(use mail) <mailto:a@example.com> (or web),<https://example.com/u>"),
              (Uris{"mailto:a@example.com", "https://example.com/u"}));
    EXPECT_EQ(read("<https://\r\n example.com/u>"), Uris{"https://\r\n example.com/u"});
}

TEST(BracketedUris, StopsAtWhatIsNoItem) {
    for (auto text : {"", " ", "(c)", "(c", "NO", "mailto:a@example.com", "<a:b", ",<a:b>", "<a:b<c:d>", "<"})
        EXPECT_EQ(read(text), Uris{}) << text;
    for (auto text : {"<a:b> <c:d>", "<a:b>, c:d, <e:f>", "<a:b>, <c:d", "<a:b> (c <c:d>", "<a:b>,,<c:d>"})
        EXPECT_EQ(read(text), Uris{"a:b"}) << text;
}

TEST(BracketedUris, SkipsWhatIsEmpty) { EXPECT_EQ(read("<>, < >, < a:b >,<>"), Uris{"a:b"}); }

TEST(BracketedUris, AreReadInLinearTime) {
    survives_hostile_text([](std::string_view text) {
        grammar::BracketedUris list{text};
        std::size_t count = 0;
        while (auto const uri = list.next()) count += uri->size();
        EXPECT_LE(count, text.size());
    });
}

}  // namespace grammar_list_unsubscribe_test
