// SPDX-License-Identifier: BSL-1.0
// Message-ID.
#include <arf/grammar/msg_id.hpp>

#include "rule.hpp"

namespace grammar_msg_id_test {

namespace grammar = arf::grammar;

void reads(std::string_view text, std::string_view id) {
    with(grammar::read_msg_id, text, [id](auto const& value) {
        ASSERT_TRUE(value.has_value());
        EXPECT_EQ(*value, id);
    });
}

TEST(MsgId, Takes) {
    reads("<a@b.example>", "a@b.example");
    reads(" (c) <a@b.example> (d)", "a@b.example");
    reads("<a@[192.0.2.1]>", "a@[192.0.2.1]");
    reads("<a(b)@c.example>", "a(b)@c.example");
}

TEST(MsgId, TakesWhatGatewaysMakeOfIt) {
    reads(" <38.E7@ mail.example.com>", "38.E7@ mail.example.com");
    reads("< a@b.example >", "a@b.example");
    reads("\r\n <a@b.example>\r\n", "a@b.example");
    reads("a@b.example", "a@b.example");
    reads("0A-FF", "0A-FF");
    reads("a@b.example (c)", "a@b.example");
    reads("<a@b.example>;", "a@b.example");
    reads("a@b.example;", "a@b.example");
    reads("<a@b.example> <c@d.example>", "a@b.example");
    reads("<a@b.example", "a@b.example");
}

TEST(MsgId, Refuses) {
    for (auto text : {"", " ", "(c)", "<>", "< >", ">", ";", "(c"}) nothing(grammar::read_msg_id, text);
}

TEST(MsgId, IsLinear) {
    survives_hostile_text([](std::string_view text) {
        auto const id = grammar::read_msg_id(text);
        if (id) {
            EXPECT_FALSE(id->empty());
        }
    });
}

}  // namespace grammar_msg_id_test
