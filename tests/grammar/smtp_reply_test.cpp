// SPDX-License-Identifier: BSL-1.0
// Reply codes and enhanced status codes in text: what is taken, and what only looks like one.
#include <gtest/gtest.h>

#include <arf/grammar/smtp_reply.hpp>
#include <exact.hpp>

namespace grammar_smtp_reply_test {

using arf::grammar::find_smtp_reply;
using arf::grammar::status_code_size;

void takes(std::string_view text, std::optional<std::uint16_t> code, std::string_view enhanced) {
    arf_test::Exact const exact(text);
    auto const reply = find_smtp_reply(exact.view());
    EXPECT_EQ(reply.code, code) << text;
    EXPECT_EQ(reply.enhanced, enhanced) << text;
}

TEST(StatusCode, Takes) {
    for (auto text : {"5.7.1", "5.7.1)", "5.1.1: x", "5.1.1.", "2.0.0 OK"})
        EXPECT_EQ(status_code_size(text), 5U) << text;
    EXPECT_EQ(status_code_size("4.4.316 (x)"), 7U);
}
TEST(StatusCode, Refuses) {
    for (auto text : {"", "3.1.1", "5", "5.", "5.7", "5.7.", "5..1", "5.7.1.2", "5.7.1234", "5.7.1x", "x"})
        EXPECT_EQ(status_code_size(text), 0U) << text;
}

TEST(SmtpReply, Takes) {
    takes("550 5.7.1 Blocked", 550, "5.7.1");
    takes("550-5.7.1 Blocked\r\n 550 5.7.1 again", 550, "5.7.1");
    takes("550", 550, "");
    takes("  421-Later", 421, "");
    takes("250 2.0.0 OK", 250, "2.0.0");
    takes("550 #5.1.0 Unknown", 550, "5.1.0");
    takes("552 <a@b.example> full", 552, "");
    takes("554 No (#5.7.1)", 554, "5.7.1");
    takes("host mx.example.com:25 says: 550 5.4.1 Denied", 550, "5.4.1");
    takes("host mx.example.com[192.0.2.1] said: 550 Unknown", 550, "");
    takes("the reply was: \"550 5.1.1 Unknown\"", 550, "5.1.1");
    takes("server answered 421 4.7.0 Later", 421, "4.7.0");
    takes("5.7.1 Blocked", {}, "5.7.1");
    takes("#5.1.1", {}, "5.1.1");
}
TEST(SmtpReply, Refuses) {
    for (auto text :
         {"", "5500", "55", "5", "650 x", "350 x", "560 x", "timed out after 400 seconds", "550x", "550.1",
          "192.0.2.1 refused", "[2001:db8:550::1] refused", "at 10:550 it", "x 550 4.7.1 y", "unknown"})
        takes(text, {}, "");
    takes("550 see 5.7.1.2", 550, "");
    takes("550 4.7.1 says something else", 550, "");
}
TEST(SmtpReply, IsLinear) {
    for (auto text : {"550 ", "550-", ": ", "\"", "5.", "5.7.1 ", "#"})
        (void)find_smtp_reply(arf_test::repeat(text, arf_test::million));
}

}  // namespace grammar_smtp_reply_test
