// SPDX-License-Identifier: BSL-1.0
// The caller's own marks: patterns, functions, MACs.
#include <arf/attribution/tokens.hpp>

#include "support.hpp"

namespace attribution_tokens_test {

using arf_test::our_source;
using arf_test::our_trace;
using arf_test::ours;
using arf_test::report_of;
using arf_test::show;

std::string matched(std::string_view pattern, std::string_view value) {
    auto const token = arf::attribution::match(arf::attribution::pieces_of(pattern), value);
    if (!token) return "no";
    return token->account + "|" + token->recipient + "|" + token->campaign + "|" + token->customer;
}

TEST(Pattern, TakesWhatItDescribes) {
    EXPECT_EQ(matched("bounce-{campaign}-{recipient}@bounces.example.com",
                      "bounce-c7-bob=example.net@bounces.example.com"),
              "|bob@example.net|c7|");
    EXPECT_EQ(matched("bounce-{campaign}-{recipient}@bounces.example.com",
                      "BOUNCE-c7-b-o-b=example.net@Bounces.Example.COM"),
              "|b-o-b@example.net|c7|");
    EXPECT_EQ(matched("{account}", "alice@example.com"), "alice@example.com|||");
    EXPECT_EQ(matched("<{customer}.{campaign}.*@example.com>", "<shop7.c1.9.9@example.com>"), "||c1|shop7");
    EXPECT_EQ(matched("*", ""), "|||");
    EXPECT_EQ(matched("fixed", "FIXED"), "|||");
    EXPECT_EQ(matched("{recipient}", "a=b=example.net"), "|a=b@example.net||");
    EXPECT_EQ(matched("{recipient}", "a=b@example.net"), "|a=b@example.net||");
    EXPECT_EQ(matched("a*b", "abb"), "|||");
}

TEST(Pattern, RefusesEverythingElse) {
    EXPECT_EQ(matched("bounce-{campaign}-{recipient}@bounces.example.com", "bounce-c7@bounces.example.com"),
              "no");
    EXPECT_EQ(matched("bounce-{campaign}@example.com", "bounce-c7@example.com.example.net"), "no");
    EXPECT_EQ(matched("bounce-{campaign}@example.com", "x-bounce-c7@example.com"), "no");
    EXPECT_EQ(matched("fixed", "fixed "), "no");
    EXPECT_EQ(matched("ab*ba", "aba"), "no");
    for (auto const bad : {"", "{nobody}", "{account", "{account}{recipient}", "*{account}", "**"})
        EXPECT_EQ(matched(bad, "value"), "no") << bad;
}

arf::TokenDecoder const verp{
    "verp", "Return-Path", "bounce-{campaign}-{customer}-{recipient}@lists.example.com", {}, false};
constexpr std::string_view return_path = "Return-Path: <bounce-c7-shop7-bob=example.net@lists.example.com>\n";

arf::AttributionOptions with(arf::TokenDecoder decoder) {
    auto options = ours();
    options.decoders.push_back(std::move(decoder));
    return options;
}

TEST(Tokens, OfMailThatCameFromUsAreBelieved) {
    auto const report = report_of(our_source, our_trace() + std::string(return_path));
    auto const answers = arf::attribute(report, with(verp));
    EXPECT_EQ(show(answers.recipient), "bob@example.net high");  // the reporter's "for" clause says so, too
    EXPECT_EQ(show(answers.campaign), "c7 medium");
    EXPECT_EQ(show(answers.customer), "shop7 medium");
    EXPECT_EQ(show(answers.campaign.from), "token verp Return-Path");
    EXPECT_EQ(std::string(answers.campaign.from.text) + "\n", return_path);
}

TEST(Tokens, OfMailFromElsewhereAreClaims) {
    auto const original = std::string(arf_test::their_border) + std::string(return_path);
    for (auto const& options : {with(verp), arf::AttributionOptions{{}, {}, {}, {}, {verp}, {}}}) {
        auto const answers = arf::attribute(report_of("Source-IP: 203.0.113.66\n", original), options);
        EXPECT_EQ(show(answers.campaign), "c7 low");
        EXPECT_EQ(show(answers.recipient), "bob@example.net low");
    }
}

TEST(Tokens, AccountOfATokenGoesBeforeTheTraceOnlyInMailOfOurs) {
    arf::TokenDecoder const decoder{"user", "X-Sent-By", "{account}", {}, false};
    auto const field = std::string("X-Sent-By: carol\n");
    EXPECT_EQ(show(arf::attribute(report_of(our_source, our_trace() + field), with(decoder)).account),
              "carol medium");
    auto const original = std::string(arf_test::their_border) + field;
    EXPECT_EQ(show(arf::attribute(report_of("Source-IP: 203.0.113.66\n", original), with(decoder)).account),
              "carol low");
}

TEST(Tokens, AuthenticOnesAreSure) {
    arf::TokenDecoder const decoder{"signed",
                                    "X-Token",
                                    {},
                                    [](std::string_view value) -> std::optional<arf::Token> {
                                        if (value != "valid") return {};
                                        return arf::Token{"carol", "bob@example.net", "c7", "shop7"};
                                    },
                                    true};
    auto const valid = std::string(arf_test::their_border) + "X-Token: valid\n";
    auto const answers = arf::attribute(report_of("", valid), with(decoder));
    EXPECT_EQ(show(answers.account), "carol high");
    EXPECT_EQ(show(answers.recipient), "bob@example.net high");
    EXPECT_EQ(show(answers.campaign), "c7 high");
    EXPECT_EQ(show(answers.customer), "shop7 high");
    auto const other = std::string(arf_test::their_border) + "X-Token: forged\n";
    EXPECT_EQ(show(arf::attribute(report_of("", other), with(decoder)).account), "none");
}

TEST(Tokens, AreReadFromTheFieldsThatCarryThem) {
    auto const see = [](std::string_view field, std::string_view pattern, std::string fields,
                        std::string original) {
        arf::TokenDecoder const decoder{"d", std::string(field), std::string(pattern), {}, false};
        auto const answers = arf::attribute(
            report_of(std::string(our_source) + std::move(fields), our_trace() + std::move(original)),
            with(decoder));
        return show(answers.campaign) + ", " + show(answers.campaign.from);
    };
    EXPECT_EQ(see("Message-ID", "{campaign}.*@example.com", "", "Message-ID: <c7.1@example.com>\n"),
              "c7 medium, token d Message-ID");
    EXPECT_EQ(see("message-id", "{campaign}.*@example.com", "Original-Message-ID: <c7.1@example.com>\n",
                  "Message-ID: <c8.1@example.com>\n"),
              "c7 medium, token d Original-Message-ID");
    EXPECT_EQ(see("List-Unsubscribe", "<https://example.com/{campaign}/*>", "",
                  "List-Unsubscribe: <https://example.com/c7/9>\n"),
              "c7 medium, token d List-Unsubscribe");
    EXPECT_EQ(see("Feedback-ID", "{campaign}:*", "", "Feedback-ID: c7:b:c:sender\n"),
              "c7 medium, token d Feedback-ID");
    EXPECT_EQ(see("CFBL-Feedback-ID", "{campaign}:u1234:*", "", "CFBL-Feedback-ID: c7:u1234\n :c0ff ee00\n"),
              "c7 medium, token d CFBL-Feedback-ID");
    EXPECT_EQ(see("X-Ours", "{campaign}", "", "X-Ours: c7\nX-Ours: c8\n"), "c7 medium, token d X-Ours");
    EXPECT_EQ(see("Return-Path", "b-{campaign}@example.com", "Original-Mail-From: <b-c7@example.com>\n",
                  "Return-Path: <b-c8@example.com>\n"),
              "c7 medium, token d Original-Mail-From");
    EXPECT_EQ(see("X-None", "{campaign}", "", ""), "none, nowhere");
}

TEST(Tokens, WithoutTheOriginalAreNone) {
    auto const report = report_of("Source-IP: 192.0.2.25\n", "");
    EXPECT_EQ(show(arf::attribute(report, with(verp)).campaign), "none");
}

// The vectors: python3 -c "import hmac; print(hmac.new(b'potatoes', b'list9:u1234', 'sha256').hexdigest())"
constexpr std::string_view mac = "f1d089ef3c8cd64081357f9a40c1cce039bbfe709b1af34032e165e17b78a4a7";

TEST(Hmac, IsThatOfTheRfc) {  // RFC 4231, section 4.3
    EXPECT_EQ(arf::attribution::hmac_sha256("Jefe", "what do ya want for nothing?"),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(arf::attribution::hmac_sha256("potatoes", "list9:u1234"), mac);
    EXPECT_EQ(arf::attribution::hmac_sha256("potatoes", ""),
              "bc22e7a05782cbe371358da37f00c7b60fd02cbb99093be4da4e07a12527bf22");
}

std::optional<bool> valid(std::string_view id, std::string secret = "potatoes") {
    arf::AttributionOptions options;
    options.cfbl_secret = std::move(secret);
    auto const report = report_of("", "CFBL-Feedback-ID: " + std::string(id) + "\n");
    return arf::attribute(report, options).trust.cfbl_id_valid;
}

TEST(CfblFeedbackId, IsCheckedByItsMac) {
    auto const id = std::string("list9:u1234:");
    EXPECT_EQ(valid(id + std::string(mac)), true);
    EXPECT_EQ(valid(id + std::string(mac.substr(0, 16))), true);
    EXPECT_EQ(valid(id + arf_test::upper(std::string(mac.substr(0, 32)))), true);
    EXPECT_EQ(valid("list9:u12 34:" + std::string(mac.substr(0, 20)) + "\n " + std::string(mac.substr(20))),
              true);
    EXPECT_EQ(valid(id + std::string(mac), "carrots"), false);
    EXPECT_EQ(valid("list9:u1235:" + std::string(mac)), false);
    EXPECT_EQ(valid(id + std::string(mac.substr(0, 15))), false) << "too short";
    EXPECT_EQ(valid(id + std::string(mac) + "0"), false) << "too long";
    EXPECT_EQ(valid(id + std::string(mac.substr(0, 63)) + "g"), false);
    EXPECT_EQ(valid("list9"), false);
    EXPECT_EQ(valid(id), false);
    EXPECT_EQ(valid(":"), false);
    EXPECT_EQ(valid(id + std::string(mac), ""), std::nullopt) << "no secret";
    EXPECT_EQ(valid("(nothing)"), std::nullopt) << "no identifier";
}

TEST(CfblFeedbackId, MakesItsTokensSureOrNothing) {
    auto options = with({"cfbl", "CFBL-Feedback-ID", "{campaign}:{customer}:*", {}, false});
    options.cfbl_secret = "potatoes";
    auto const original = [](std::string_view data) {
        return std::string(arf_test::their_border) + "CFBL-Feedback-ID: " + std::string(data) + ":" +
               std::string(mac) + "\n";
    };
    auto const right = arf::attribute(report_of("", original("list9:u1234")), options);
    EXPECT_EQ(show(right.campaign), "list9 high");
    EXPECT_EQ(show(right.customer), "u1234 high");
    auto const wrong = arf::attribute(report_of("", original("list9:u1235")), options);
    EXPECT_EQ(show(wrong.campaign), "none");
    EXPECT_EQ(wrong.trust.cfbl_id_valid, false);
}

}  // namespace attribution_tokens_test
