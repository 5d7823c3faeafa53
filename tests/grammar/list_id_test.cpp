// SPDX-License-Identifier: BSL-1.0
// List-Id: where its halves are.
#include <arf/grammar/list_id.hpp>

#include "rule.hpp"

namespace grammar_list_id_test {

void reads(std::string_view text, std::string_view id, std::string_view phrase) {
    with(arf::grammar::read_list_id, text, [&](auto const& parts) {
        EXPECT_EQ(parts.id, id);
        EXPECT_EQ(parts.phrase, phrase);
    });
}

TEST(ListIdText, Takes) {
    reads("<list.example.com>", "list.example.com", "");
    reads(" A list < list.example.com > ", "list.example.com", "A list");
    reads("\"a < b\" <list.example.com> (c)", "list.example.com", "\"a < b\"");
    reads("list.example.com", "list.example.com", "");
    reads("a <b", "a <b", "");
    reads("> a <b", "> a <b", "");
    reads("<>", "", "");
    reads("", "", "");
}

TEST(ListIdText, IsReadInLinearTime) {
    survives_hostile_text([](std::string_view text) {
        auto const parts = arf::grammar::read_list_id(text);
        EXPECT_LE(parts.id.size() + parts.phrase.size(), text.size());
    });
}

}  // namespace grammar_list_id_test
