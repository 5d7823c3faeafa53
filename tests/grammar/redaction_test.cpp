// SPDX-License-Identifier: BSL-1.0
// Redacted addresses.
#include <arf/grammar/redaction.hpp>

#include "rule.hpp"

namespace grammar_redaction_test {

using arf::Redaction;
using arf::grammar::redaction_of;

TEST(Redaction, KnowsPlaceholders) {
    for (auto text : {"redacted", "redacted@", "Redacted@example.com", "x@example.com", "X@example.com",
                      "hashed@example.com", "[removed]@example.com", "[redacted]", "undisclosed@example.com",
                      "removed@example.com"}) {
        EXPECT_EQ(redaction_of(text), Redaction::placeholder) << text;
    }
}

TEST(Redaction, KnowsMasks) {
    for (auto text : {"***@example.com", "*@example.com", "XXXX@example.com", "xxx@example.com",
                      "j***n@example.com", "****"}) {
        EXPECT_EQ(redaction_of(text), Redaction::masked) << text;
    }
}

TEST(Redaction, KnowsDigests) {
    for (auto text :
         {"rZ8cqXWGiKHzhz1MsFRGTysHia4=@example.com", "d41d8cd98f00b204e9800998ecf8427e@example.com",
          "da39a3ee5e6b4b0d3255bfef95601890afd80709@example.com", "1B2M2Y8AsgTpgAmY7PhCfg==@example.com",
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855@example.com",
          "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=@example.com"}) {
        EXPECT_EQ(redaction_of(text), Redaction::hashed) << text;
    }
}

TEST(Redaction, KnowsAnEmptyLocalPart) { EXPECT_EQ(redaction_of("@example.com"), Redaction::empty); }

TEST(Redaction, LeavesOrdinaryAddresses) {
    for (auto text :
         {"", "user@example.com", "user1@example.com", "xavier@example.com", "a@example.com",
          "redacted.user@example.com", "unhashed@example.com", "MAILER-DAEMON", "[192.0.2.1]",
          "a*b@example.com", "xxl@example.com", "max@example.com", "bounce+u=example.org@example.com",
          "deadbeefdeadbeefdeadbeefdeadbee@example.com", "abcdefabcdefabcdefabcdefabcdefab@example.com",
          "a-very-long-name-of-32-characters@example.com"}) {
        EXPECT_EQ(redaction_of(text), Redaction::none) << text;
    }
}

TEST(Redaction, IsLinear) {
    survives_hostile_text([](std::string_view text) { EXPECT_NE(redaction_of(text), Redaction::hashed); });
}

}  // namespace grammar_redaction_test
