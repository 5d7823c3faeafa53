// SPDX-License-Identifier: BSL-1.0
// Comments of trace fields: each reader with what it takes and what it refuses.
#include <arf/grammar/received_comment.hpp>

#include "rule.hpp"

namespace grammar_received_comment_test {

namespace grammar = arf::grammar;
using grammar::CommentWords;
using grammar::ReceivedText;

TEST(CommentWords, AreTheFirstOnesOutsideInnerComments) {
    CommentWords const words{"using \"TLSv1.3\" with cipher, (256 (bits)) X; y"};
    EXPECT_EQ(words.size(), 6U);
    EXPECT_EQ(words[1], "TLSv1.3");
    EXPECT_EQ(words[3], "cipher");
    EXPECT_EQ(words[5], "y");
    EXPECT_EQ(words[6], "");
    EXPECT_TRUE(words.is(0, "USING"));
    EXPECT_FALSE(words.is(0, "usin"));
    EXPECT_EQ(CommentWords{repeat("a ", 100)}.size(), CommentWords::max_words);
    EXPECT_EQ(CommentWords{"\""}[0], "");
}

TEST(CommentWords, TellWhatIsDenied) {
    EXPECT_TRUE(CommentWords{"not authenticated"}.is_denied(1));
    EXPECT_TRUE(CommentWords{"No TLS"}.is_denied(1));
    EXPECT_FALSE(CommentWords{"authenticated"}.is_denied(0));
    EXPECT_FALSE(CommentWords{"user authenticated"}.is_denied(1));
}

TEST(ValueOf, TakesOneKey) {
    EXPECT_EQ(grammar::value_of("helo=client", "helo"), "client");
    EXPECT_EQ(grammar::value_of("HELO=a=b", "helo"), "a=b");
    for (auto word : {"", "helo", "helo=", "xhelo=a", "helox=a"})
        EXPECT_EQ(grammar::value_of(word, "helo"), "") << word;
}

TEST(PathOrWord, TakesBracketsOff) {
    EXPECT_EQ(grammar::path_or_word("<a@example.com>"), "a@example.com");
    EXPECT_EQ(grammar::path_or_word("a@example.com"), "a@example.com");
    EXPECT_EQ(grammar::path_or_word("<@r.example:a@example.com>"), "a@example.com");
    EXPECT_EQ(grammar::path_or_word("<>"), "<>");
    EXPECT_EQ(grammar::path_or_word("<a"), "<a");
}

void logs_in(std::string_view comment, std::string_view user) {
    Exact const copy{comment};
    ReceivedText hop;
    EXPECT_TRUE(grammar::read_login(CommentWords{copy.view()}, hop)) << comment;
    EXPECT_TRUE(hop.authenticated) << comment;
    EXPECT_EQ(hop.authenticated_user, user) << comment;
}

TEST(Login, Takes) {
    logs_in("Authenticated sender: alice", "alice");
    logs_in("Authenticated sender: ", "");
    logs_in("authenticated bits=0", "");
    logs_in("authenticated", "");
    logs_in("authenticated as alice@example.com", "alice@example.com");
    logs_in("authenticated user: alice", "alice");
    logs_in("SquirrelMail authenticated user alice", "alice");
    logs_in("Account authenticated user alice", "alice");
    logs_in("account alice@example.com HELO client", "alice@example.com");
    logs_in("AUTH: LOGIN alice", "alice");
    logs_in("AUTH: CRAM-MD5 alice, TLS: TLS1.3,128bits", "alice");
    logs_in("smtp-auth username alice, mechanism cram-md5", "alice");
    logs_in("user=alice mech=PLAIN bits=0", "alice");
}

TEST(Login, Refuses) {
    for (auto comment : {"", "not authenticated", "not authenticated as alice",
                         "No client certificate requested", "unauthenticated", "user=alice",
                         "user=alice mech=", "smtp-auth", "Postfix", "Client CN authenticated as alice"}) {
        ReceivedText hop;
        EXPECT_FALSE(grammar::read_login(CommentWords{comment}, hop)) << comment;
        EXPECT_FALSE(hop.authenticated) << comment;
        EXPECT_EQ(hop.authenticated_user, "") << comment;
    }
}

TEST(Login, TheFirstAccountCounts) {
    ReceivedText hop;
    grammar::read_login(CommentWords{"Authenticated sender: alice"}, hop);
    grammar::read_login(CommentWords{"Authenticated sender: bob"}, hop);
    EXPECT_EQ(hop.authenticated_user, "alice");
}

TEST(Tls, Takes) {
    for (auto comment :
         {"using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384", "using SSLv3 with cipher X", "TLS", "SSL",
          "version=TLS1_2, cipher=X", "version=TLSv1/SSLv3 cipher=X", "TLSv1.2:ECDHE-RSA:256",
          "TLS-1.0:RSA:16", "TLS: TLS1.3,256bits,X", "AUTH: LOGIN a, SSL: TLSv1/SSLv3", "cipher=AES256-SHA",
          "DHE-RSA-AES256-SHA encrypted"}) {
        EXPECT_TRUE(grammar::says_tls(CommentWords{Exact{comment}.view()})) << comment;
    }
}

TEST(Tls, Refuses) {
    for (auto comment :
         {"", "no TLS", "TLS=off", "version=NONE", "cipher=NONE", "cipher=", "not encrypted", "Postfix",
          "tls1.example.com", "tlsproxy", "ssl-vpn.example", "No client certificate requested"}) {
        EXPECT_FALSE(grammar::says_tls(CommentWords{comment})) << comment;
    }
}

void submits(std::string_view comment, std::string_view user, std::string_view sender) {
    ReceivedText hop;
    grammar::read_submission(CommentWords{comment}, hop);
    EXPECT_EQ(hop.local_user, user) << comment;
    EXPECT_EQ(hop.envelope_from, sender) << comment;
}

TEST(Submission, NamesUserAndSender) {
    submits("Postfix, from userid 1000", "1000", "");
    submits("qmail 123 invoked by uid 89", "89", "");
    submits("qmail 123 invoked by alias", "alias", "");
    submits("nullmailer pid 7 invoked by uid 33", "33", "");
    submits("envelope-from <a@example.com>", "", "a@example.com");
    submits("envelope-from a@example.com", "", "a@example.com");
    submits("envelope-sender <>", "", "<>");
    for (auto comment :
         {"", "qmail 123 invoked from network", "Postfix, from userid", "from userid 3", "envelope-from"})
        submits(comment, "", "");
}

struct Client {
    std::string_view comment;
    std::string_view helo, rdns, ip, port, local_user, remote_user;
};

TEST(Client, Takes) {
    constexpr Client clients[] = {
        {"[192.0.2.1]", "", "", "192.0.2.1", "", "", ""},
        {"192.0.2.1", "", "", "192.0.2.1", "", "", ""},
        {"2001:db8::1", "", "", "2001:db8::1", "", "", ""},
        {"a.example [192.0.2.1]", "", "a.example", "192.0.2.1", "", "", ""},
        {"a.example [192.0.2.1] (may be forged)", "", "a.example", "192.0.2.1", "", "", ""},
        {"a.example[192.0.2.1]:25", "", "a.example", "192.0.2.1", "25", "", ""},
        {"[192.0.2.1]:54321", "", "", "192.0.2.1", "54321", "", ""},
        {"[192.0.2.1:4227] helo=client", "client", "", "192.0.2.1", "4227", "", ""},
        {"[192.0.2.1] port=4227 helo=client ident=alice", "client", "", "192.0.2.1", "4227", "alice", ""},
        {"[192.0.2.1] port=65536", "", "", "192.0.2.1", "", "", ""},
        {"helo=[192.0.2.1]", "[192.0.2.1]", "", "", "", "", ""},
        {"HELO client", "client", "", "", "", "", ""},
        {"HELO", "", "", "", "", "", ""},
        {"HELO [192.168.1.20]", "[192.168.1.20]", "", "", "", "", ""},
        {"192.0.2.1, HELO client", "client", "", "192.0.2.1", "", "", ""},
        {"[192.0.2.1]:54321 \"EHLO client\" x", "client", "", "192.0.2.1", "54321", "", ""},
        {"IDENT:alice@a.example [192.0.2.1]", "", "a.example", "192.0.2.1", "", "alice", ""},
        {"alice@a.example [192.0.2.1]", "", "a.example", "192.0.2.1", "", "alice", ""},
        {"alice@192.0.2.1", "", "", "192.0.2.1", "", "", "alice"},
        {"alice@[192.0.2.1]", "", "", "192.0.2.1", "", "", "alice"},
        {"[192.0.2.1] [192.0.2.2]", "", "", "192.0.2.1", "", "", ""},
        {"[local]", "", "", "", "", "", ""},
        {"a.example", "", "", "", "", "", ""},
        {"a=[192.0.2.1]", "", "", "", "", "", ""},
        {"", "", "", "", "", "", ""},
    };
    for (auto const& one : clients) {
        SCOPED_TRACE(one.comment);
        Exact const copy{one.comment};
        ReceivedText hop;
        EXPECT_EQ(grammar::read_client(CommentWords{copy.view()}, false, hop), !one.ip.empty());
        EXPECT_EQ(hop.helo, one.helo);
        EXPECT_EQ(hop.rdns, one.rdns);
        EXPECT_EQ(hop.ip ? hop.ip->to_string() : "", one.ip);
        EXPECT_EQ(hop.port ? std::to_string(*hop.port) : "", one.port);
        EXPECT_EQ(hop.local_user, one.local_user);
        EXPECT_EQ(hop.remote_user, one.remote_user);
        EXPECT_FALSE(hop.authenticated);
    }
}

TEST(Client, OfALoginIsNotReadForAddresses) {
    ReceivedText hop;
    EXPECT_FALSE(grammar::read_client(CommentWords{"account alice@192.0.2.1 HELO client"}, true, hop));
    EXPECT_FALSE(hop.ip.has_value());
    EXPECT_EQ(hop.helo, "client");
}

TEST(Client, MayHaveLoggedIn) {
    ReceivedText hop;
    grammar::read_client(CommentWords{"alice@192.0.2.1 with login"}, false, hop);
    EXPECT_TRUE(hop.authenticated);
    EXPECT_EQ(hop.remote_user, "alice");
}

TEST(ReceivedComment, IsLinear) {
    survives_hostile_text([](std::string_view text) {
        CommentWords const words{text};
        ReceivedText hop;
        grammar::read_login(words, hop);
        grammar::read_submission(words, hop);
        EXPECT_FALSE(grammar::read_client(words, false, hop));
        EXPECT_FALSE(grammar::says_tls(words));
    });
}

}  // namespace grammar_received_comment_test
