// SPDX-License-Identifier: BSL-1.0
// Variable envelope return paths.
#include <arf/grammar/verp.hpp>

#include "rule.hpp"

namespace grammar_verp_test {

namespace grammar = arf::grammar;
constexpr std::string_view any_host = "mail.example.com";
constexpr std::string_view bounce_host = "bounce.example.com";

void reads(std::string_view local, std::string_view host, std::string_view prefix, std::string_view user) {
    with([&](std::string_view copy) { return grammar::read_verp(copy, host); }, local,
         [&](auto const& hidden) {
             ASSERT_TRUE(hidden.has_value());
             EXPECT_EQ(hidden->prefix, prefix);
             EXPECT_EQ(hidden->local, user);
             EXPECT_EQ(hidden->domain, "example.org");
         });
}
void refuses(std::string_view local, std::string_view host) {
    nothing([&](std::string_view copy) { return grammar::read_verp(copy, host); }, local);
}

TEST(Verp, Takes) {
    reads("bounce+alice=example.org", any_host, "bounce", "alice");
    reads("bounces-123-alice=example.org", any_host, "bounces-123", "alice");
    reads("list-return-7-alice=example.org", any_host, "list-return-7", "alice");
    reads("b-1-2-alice=example.org", any_host, "b-1-2", "alice");
    reads("bounces+12-ab1f-alice=example.org", any_host, "bounces+12-ab1f", "alice");
    reads("bounce-alice=example.org", any_host, "bounce", "alice");
    reads("alice=example.org", bounce_host, "", "alice");
    reads("ALICE=example.org", "Returns.Bulk.Example.COM", "", "ALICE");
}

TEST(Verp, LeavesNumbersToTheUserWhereNothingElseIsLeft) {
    reads("bounces-123-456=example.org", any_host, "bounces-123", "456");
    reads("bounces+123=example.org", any_host, "bounces", "123");
}

TEST(Verp, Refuses) {
    for (std::string_view const local :
         {"", "=", "alice", "alice=work", "bounce-123-456", "bounce+=example.org", "bounce+alice=example.",
          "bounce+alice=.example.org", "bounce+alice=example.o", "bounce+alice=192.0.2.1",
          "bounce+\"a\"=example.org", "bounce-news-alice=example.org", "bounce-=example.org"}) {
        refuses(local, any_host);
        refuses(local, bounce_host);
    }
    refuses("alice=example.org", any_host);
    refuses("alice=example.org", "bouncer.example.com");
    refuses("alice=example.org", "");
    refuses("mary-jane=example.org", bounce_host);
    refuses("bounces.7.alice=example.org", bounce_host);
}

TEST(Verp, IsReadInLinearTime) {
    survives_hostile_text([](std::string_view text) {
        for (std::string_view const before : {"", "bounce-", "a+"}) {
            auto const local =
                std::string(before).append(text.substr(0, arf_test::million)).append("=example.org");
            auto const hidden = grammar::read_verp(local, bounce_host);
            EXPECT_TRUE(!hidden || !hidden->local.empty());
        }
        EXPECT_FALSE(grammar::read_verp("alice=example.org", std::string(text) + "@"));
    });
}

}  // namespace grammar_verp_test
