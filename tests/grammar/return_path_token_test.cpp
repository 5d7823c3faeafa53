// SPDX-License-Identifier: BSL-1.0
// SRS and BATV.
#include <arf/grammar/return_path_token.hpp>

#include "rule.hpp"

namespace grammar_return_path_token_test {

namespace grammar = arf::grammar;
using arf::grammar::HiddenAddress;

template <class Rule>
void reads(Rule const& rule, std::string_view text, std::string_view tag, std::string_view local,
           std::string_view domain) {
    with([&](std::string_view copy) { return grammar::parse_all<HiddenAddress>(rule, copy); }, text,
         [&](auto const& hidden) {
             ASSERT_TRUE(hidden.has_value());
             EXPECT_EQ(hidden->tag, tag);
             EXPECT_EQ(hidden->local, local);
             EXPECT_EQ(hidden->domain, domain);
             EXPECT_TRUE(hidden->prefix.empty());
         });
}

TEST(Srs0, Takes) {
    reads(grammar::srs0, "SRS0=HHH=TT=example.org=alice", "HHH=TT", "alice", "example.org");
    reads(grammar::srs0, "srs0+HHH=TT=example.org=a=b", "HHH=TT", "a=b", "example.org");
    reads(grammar::srs0, "SRS0-a=b=c=d", "a=b", "d", "c");
}

TEST(Srs0, Refuses) {
    for (auto text :
         {"", "SRS0", "SRS0=", "SRS0=HHH=TT=example.org=", "SRS0=HHH==example.org=alice",
          "SRS0:HHH=TT=example.org=a", "SRS0=HHH=TT=exa mple.org=a", "xSRS0=HHH=TT=example.org=a"})
        bad(grammar::srs0, text);
}

TEST(Srs1, Takes) {
    reads(grammar::srs1, "SRS1=GGG=example.com==HHH=TT=example.org=alice", "GGG=example.com==HHH=TT", "alice",
          "example.org");
    reads(grammar::srs1, "srs1+GGG=example.com=+HHH=TT=example.org=alice", "GGG=example.com=+HHH=TT", "alice",
          "example.org");
}

TEST(Srs1, Refuses) {
    for (auto text : {"", "SRS1=", "SRS1=HHH=example.com=HHH=TT=example.org=alice",
                      "SRS1=HHH==HHH=TT=example.org=alice", "SRS0=HHH=TT=example.org=alice"})
        bad(grammar::srs1, text);
}

TEST(Batv, Takes) {
    reads(grammar::batv, "prvs=1234abcdef=alice", "1234abcdef", "alice", "");
    reads(grammar::batv, "PRVS=1234abcdef=bounce+b=example.org", "1234abcdef", "bounce+b=example.org", "");
    reads(grammar::batv, "msprvs1=12345AbC_x=bounces-7", "12345AbC_x", "bounces-7", "");
    reads(grammar::batv, "btv1==0123456789a==alice", "0123456789a", "alice", "");
}

TEST(Batv, Refuses) {
    for (auto text : {"", "prvs=1234", "prvs==alice", "prvs=1234=", "btv1=0123=alice", "btv1==0123=alice",
                      "other=1234=alice"})
        bad(grammar::batv, text);
}

TEST(ReturnPathRules, AreReadInLinearTime) {
    survives_hostile_text([](std::string_view text) {
        for (std::string_view const before : {"", "SRS0=", "SRS1=a=b==", "prvs=", "btv1=="}) {
            auto const local = std::string(before).append(text.substr(0, arf_test::million));
            auto const found = grammar::parse_all<HiddenAddress>(grammar::srs0, local).has_value() +
                               grammar::parse_all<HiddenAddress>(grammar::srs1, local).has_value() +
                               grammar::parse_all<HiddenAddress>(grammar::batv, local).has_value();
            EXPECT_LE(found, 1);
        }
    });
}

}  // namespace grammar_return_path_token_test
