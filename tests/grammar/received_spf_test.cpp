// SPDX-License-Identifier: BSL-1.0
// Received-SPF: the result, the keys, the address in the comment.
#include <arf/grammar/received_spf.hpp>

#include "rule.hpp"

namespace grammar_received_spf_test {

namespace grammar = arf::grammar;

TEST(SpfResult, TakesAndRefuses) {
    for (auto text : {"pass", "SoftFail", "unknown", "x-vendor_1"}) ok(grammar::spf_result, text, text);
    for (auto text : {"", "client-ip=", "client-ip (c) =", "(c) pass", "pass "})
        bad(grammar::spf_result, text);
}

TEST(SpfKey, TakesAndRefuses) {
    ok(grammar::spf_key, "client-ip=", "client-ip");
    ok(grammar::spf_key, "helo =", "helo");
    ok(grammar::spf_key, "Envelope-From (c) =", "Envelope-From");
    ok(grammar::spf_key, "x-software=", "x-software");
    ok(grammar::spf_key, "pr=", "pr");
    for (auto text : {"", "helo", "=", "-a=", "1=", "a b=", "helo=a"}) bad(grammar::spf_key, text);
    EXPECT_TRUE(grammar::is_spf_key("HELO"));
    EXPECT_FALSE(grammar::is_spf_key("prvs"));
}

TEST(AddressInSpfComment, Takes) {
    auto const takes = [](std::string_view text, std::string_view address) {
        with(grammar::address_in_spf_comment, text, [address](auto const& value) {
            ASSERT_TRUE(value.has_value());
            EXPECT_EQ(value->to_string(), address);
        });
    };
    takes("domain of a@example.com designates 192.0.2.1 as permitted sender", "192.0.2.1");
    takes("example.com does not designate 2001:db8::1 as permitted sender", "2001:db8::1");
    takes("domain of transitioning example.com discourages use of 192.0.2.1 as permitted sender",
          "192.0.2.1");
    takes("mx.example.net: 192.0.2.1 is neither permitted nor denied by domain of a@example.com",
          "192.0.2.1");
    takes("Designates\t192.0.2.1", "192.0.2.1");
    takes("\"x designates 192.0.2.1 y\"@example.com designates 192.0.2.2 as permitted sender", "192.0.2.2");
}

TEST(AddressInSpfComment, Refuses) {
    for (auto text :
         {"", "192.0.2.1", "domain of 192.0.2.1 has no policy", "designates nobody", "designates",
          "\"x designates 192.0.2.1 y\"@example.com", "designates 192.0.2.999", "designates\"192.0.2.1"}) {
        nothing(grammar::address_in_spf_comment, text);
    }
}

TEST(ReceivedSpfGrammar, IsLinear) {
    survives_hostile_text([](std::string_view text) {
        nothing(grammar::address_in_spf_comment, text);
        EXPECT_FALSE(grammar::parse_all<std::string_view>(grammar::spf_key, text).has_value());
    });
}

}  // namespace grammar_received_spf_test
