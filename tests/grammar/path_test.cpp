// SPDX-License-Identifier: BSL-1.0
// Mail addresses, alone and in lists.
#include <arf/grammar/path.hpp>
#include <string>
#include <vector>

#include "rule.hpp"

namespace grammar_path_test {

namespace grammar = arf::grammar;
using arf::Redaction;
using Addresses = std::vector<std::string>;

void reads(std::string_view text, std::string_view address, std::string_view display_name = {},
           Redaction redaction = Redaction::none) {
    with(grammar::read_path, text, [=](auto const& value) {
        ASSERT_TRUE(value.has_value());
        EXPECT_EQ(value->address, address);
        EXPECT_EQ(value->display_name, display_name);
        EXPECT_EQ(value->redaction, redaction);
    });
}

void lists(std::string_view text, Addresses const& addresses, bool bad = false) {
    SCOPED_TRACE('"' + std::string{text} + '"');
    Exact const copy{text};
    grammar::PathList list{copy.view()};
    Addresses found;
    while (auto const path = list.next()) found.emplace_back(path->address);
    EXPECT_EQ(found, addresses);
    EXPECT_EQ(list.bad(), bad);
    EXPECT_FALSE(list.next().has_value());
}

TEST(AddrSpec, Takes) {
    for (auto text : {"a@b.example", "\"a b\"@c.example", "a@[192.0.2.1]", "a@[IPv6:2001:db8::1]",
                      "redacted@", "redacted", "MAILER-DAEMON", "***@example.com", "[removed]@example.com",
                      "\xc3\xa9@example.com", "a.\"b c\"@d.example"}) {
        ok(grammar::addr_spec, text, text);
    }
}

TEST(AddrSpec, Refuses) {
    for (auto text : {"", "a b@c.example", "a@b.example,c@d.example", "a(c)@b.example", "\"a@b.example",
                      "<a@b.example>"}) {
        bad(grammar::addr_spec, text);
    }
}

TEST(AngleAddr, Takes) {
    ok(grammar::angle_addr, "<a@b.example>", "a@b.example");
    ok(grammar::angle_addr, "<>", "");
    ok(grammar::angle_addr, "< a@b.example (c) >", "a@b.example");
    ok(grammar::angle_addr, "<@x.example,@y.example:a@b.example>", "a@b.example");
    ok(grammar::angle_addr, "<@b.example>", "@b.example");
    ok(grammar::angle_addr, "<redacted>", "redacted");
}

TEST(AngleAddr, Refuses) {
    for (auto text : {"", "<", "<a b>", "<a@b.example", "a@b.example", "<<a@b.example>>", "<@x.example:"}) {
        bad(grammar::angle_addr, text);
    }
}

TEST(ReadPath, TakesTheNullPath) {
    for (auto text : {"", " ", "<>", " < > ", "(c)", "<> (c)", "\r\n"}) reads(text, "");
    reads("Nobody <>", "", "Nobody");
}

TEST(ReadPath, TakesAnAddress) {
    reads("<a@b.example>", "a@b.example");
    reads(" a@b.example \r\n", "a@b.example");
    reads("a@b.example (c)", "a@b.example");
    reads("(c) a@b.example", "a@b.example");
    reads("<@x.example,@y.example:a@b.example>", "a@b.example");
    reads("\"a b\"@c.example", "\"a b\"@c.example");
    reads("<\"a>b\"@c.example>", "\"a>b\"@c.example");
    reads("a@[192.0.2.1]", "a@[192.0.2.1]");
    reads("<\xc3\xa9@b.example>", "\xc3\xa9@b.example");
    reads("MAILER-DAEMON@b.example (Mail Delivery System)", "MAILER-DAEMON@b.example");
    reads("MAILER-DAEMON", "MAILER-DAEMON");
    reads("a=b.example@c.example;", "a=b.example@c.example");
    reads("DMARC Filter <a@b.example>;", "a@b.example", "DMARC Filter");
}

TEST(ReadPath, TakesADisplayName) {
    reads("Name <a@b.example>", "a@b.example", "Name");
    reads("\"Q, N\" <a@b.example>", "a@b.example", "Q, N");
    reads("Q, N <a@b.example>", "a@b.example", "Q, N");
    reads("\"a@b.example\" <c@d.example>", "c@d.example", "a@b.example");
    reads("a@b.example <c@d.example>", "c@d.example", "a@b.example");
    reads("\"Name\"<a@b.example>", "a@b.example", "Name");
    reads("\"A\" \"B\" <a@b.example>", "a@b.example", "\"A\" \"B\"");
    reads("=?utf-8?q?N?= (c) <a@b.example>", "a@b.example", "=?utf-8?q?N?= (c)");
}

TEST(ReadPath, SeesRedaction) {
    reads("redacted", "redacted", "", Redaction::placeholder);
    reads("redacted@", "redacted@", "", Redaction::placeholder);
    reads("<***@example.com>", "***@example.com", "", Redaction::masked);
    reads("N <@example.com>", "@example.com", "N", Redaction::empty);
}

TEST(ReadPath, Refuses) {
    for (auto text : {"a b", "<a b>", "<Undisclosed Recipients>", "<a@b.example", "a@b.example>",
                      "a@b.example, c@d.example", "<a@b.example> <c@d.example>", "a@b.example (c",
                      "\"a@b.example", "<a@b.example>;;", "a;b"}) {
        nothing(grammar::read_path, text);
    }
}

TEST(PathList, Reads) {
    lists("a@b.example, <c@d.example>", {"a@b.example", "c@d.example"});
    lists("\"Q, N\" <a@b.example>,", {"a@b.example"});
    lists(" a@b.example (x, y) ,\r\n\tc@d.example\r\n", {"a@b.example", "c@d.example"});
    lists("<@x.example,@y.example:a@b.example>, c@d.example", {"a@b.example", "c@d.example"});
    lists("\"a,b\"@c.example,d@e.example", {"\"a,b\"@c.example", "d@e.example"});
    lists("a@b.example; c@d.example", {"a@b.example", "c@d.example"});
    lists("a@[IPv6:2001:db8::1], c@d.example", {"a@[IPv6:2001:db8::1]", "c@d.example"});
    lists("redacted, redacted", {"redacted", "redacted"});
    lists("redacted", {"redacted"});
    lists("MAILER-DAEMON", {"MAILER-DAEMON"});
    lists("<>", {""});
}

TEST(PathList, OfNothingIsEmpty) {
    for (auto text : {"", " ", ",", " , (c) ,", "Undisclosed recipients:;", "undisclosed-recipients: ;"})
        lists(text, {});
}

TEST(PathList, ReadsGroups) {
    lists("team: a@b.example, c@d.example;, e@f.example", {"a@b.example", "c@d.example", "e@f.example"});
    lists("\"the: team\": a@b.example;", {"a@b.example"});
}

TEST(PathList, SkipsAndTells) {
    lists("<Undisclosed Recipients>", {}, true);
    lists("a@b.example, x y, c@d.example", {"a@b.example", "c@d.example"}, true);
    lists("Doe, John <a@b.example>", {"a@b.example"}, true);
    lists("a@b.example, \"c@d.example", {"a@b.example"}, true);
    lists("a@b.example, <c@d.example", {"a@b.example"}, true);
}

TEST(PlainPath, FindsWhatTheRulesFind) {
    for (std::string const start :
         {"a.b@c.example", "<a@b.example>", " N M <a@b.example>", "\"N, M\" <a@b.example>"}) {
        for (std::size_t at = 0; at < start.size(); ++at) {
            for (char const byte :
                 {'a', '@', ' ', '"', '\\', '<', '>', '(', ')', ',', ';', ':', '.', '\0', '\n', '\xff'}) {
                std::string text = start;
                text[at] = byte;
                Exact const slow{"()" + text};  // the comment keeps read_plain_path off
                Exact const fast{text};
                auto const expected = grammar::read_path(slow.view());
                auto const found = grammar::read_path(fast.view());
                ASSERT_EQ(found.has_value(), expected.has_value()) << text;
                if (!found) continue;
                EXPECT_EQ(found->address, expected->address) << text;
                EXPECT_EQ(found->display_name, expected->display_name) << text;
                EXPECT_EQ(found->redaction, expected->redaction) << text;
            }
        }
    }
}

TEST(ReadPath, IsLinear) {
    survives_hostile_text([](std::string_view text) {
        auto const path = grammar::read_path(text);
        if (path) {
            EXPECT_LE(path->address.size(), text.size());
        }
    });
}

TEST(PathList, IsLinear) {
    survives_hostile_text([](std::string_view text) {
        grammar::PathList list{text};
        std::size_t size = 0;
        while (auto const path = list.next()) size += path->address.size();
        EXPECT_LE(size, text.size());
    });
}

}  // namespace grammar_path_test
