// SPDX-License-Identifier: BSL-1.0
// Facts for believing the report itself.
#include <arf/attribution/trust.hpp>
#include <tuple>

#include "support.hpp"

namespace attribution_trust_test {

using arf_test::our_source;
using arf_test::our_trace;
using arf_test::ours;
using arf_test::report_of;

/// A report whose carrier has these fields on top.
arf::Trust trust(std::string_view top, arf::AttributionOptions const& options = ours()) {
    auto const report =
        arf::parse(std::string(top) +
                   arf_test::report_with(std::string(arf_test::required_fields) + std::string(our_source)));
    if (!report) throw std::runtime_error{"no report"};
    return arf::attribute(*report, options).trust;
}

constexpr std::string_view passed =
    "Authentication-Results: mx.isp.example.com; dkim=pass header.d=example.net; spf=fail "
    "smtp.mailfrom=fbl@example.net\n";
constexpr std::string_view ours_received =
    "Received: from mx.example.net (mx.example.net [203.0.113.200]) by mx.isp.example.com (Postfix) with "
    "ESMTPS "
    "id 1\n";
constexpr std::string_view theirs_received =
    "Received: from app.example.net (app.example.net [203.0.113.201]) by mx.example.net (Postfix) with "
    "ESMTPS "
    "id 2\n";

TEST(CarrierAuthentication, IsReadFromTheFieldOfOurServer) {
    auto const found = trust(passed);  // From: fbl@example.net
    EXPECT_EQ(found.carrier_authenticated, true);
    EXPECT_EQ(found.carrier_aligned, true);
    EXPECT_TRUE(found.carrier_authentication.starts_with("mx.isp.example.com; dkim=pass"));
}

struct Check {
    std::string_view results;
    bool authenticated;
    bool aligned;
};

TEST(CarrierAuthentication, CountsWhatPassedForTheAuthor) {
    for (auto const& [results, authenticated, aligned] : {
             Check{"dkim=pass header.d=example.org", true, false},
             Check{"dkim=pass header.i=@fbl.example.net", true, true},
             Check{"dkim=fail header.d=example.net", false, false},
             Check{"dkim=pass", true, false},
             Check{"spf=pass smtp.mailfrom=bounce@mail.example.net", true, true},
             Check{"spf=pass smtp.mailfrom=example.org; dkim=pass header.d=example.net", true, true},
             Check{"spf=softfail smtp.mailfrom=example.net", false, false},
             Check{"dmarc=pass header.from=example.net", true, true},
             Check{"dmarc=fail header.from=example.net", false, false},
             Check{"iprev=pass policy.iprev=203.0.113.200", false, false},
             Check{"dkim=pass header.d=net", true, false},
             Check{"dkim=pass header.d=notexample.net", true, false},
             Check{"none", false, false},
         }) {
        auto const found =
            trust("Authentication-Results: mx.isp.example.com; " + std::string(results) + "\n");
        EXPECT_EQ(found.carrier_authenticated, authenticated) << results;
        EXPECT_EQ(found.carrier_aligned, aligned) << results;
    }
}

TEST(CarrierAuthentication, IsNotToldWhereOursIsNotThere) {
    EXPECT_EQ(trust("").carrier_authenticated, std::nullopt);
    EXPECT_EQ(trust("").carrier_aligned, std::nullopt);
    EXPECT_EQ(trust("Authentication-Results: mx.example.org; dkim=pass header.d=example.net\n")
                  .carrier_authenticated,
              std::nullopt);
    auto options = ours();
    options.my_authserv_ids.clear();
    EXPECT_EQ(trust(passed, options).carrier_authenticated, std::nullopt);
}

TEST(CarrierAuthentication, IsTheTopmostOne) {
    auto const failed = std::string("Authentication-Results: MX.isp.example.com; dkim=fail\n");
    EXPECT_EQ(trust(failed + std::string(passed)).carrier_authenticated, false);
}

TEST(CarrierAuthentication, IsNotOneThatTheReportBroughtAlong) {
    auto const above = std::string(passed).append(ours_received).append(theirs_received);
    EXPECT_EQ(trust(above).carrier_authenticated, true);
    auto const between = std::string(ours_received).append(passed).append(theirs_received);
    EXPECT_EQ(trust(between).carrier_authenticated, true) << "milters add their field below the server's";
    auto const below = std::string(ours_received).append(theirs_received).append(passed);
    EXPECT_EQ(trust(below).carrier_authenticated, std::nullopt);
    auto const forged_hop = std::string(ours_received).append(ours_received).append(passed);
    EXPECT_EQ(trust(forged_hop).carrier_authenticated, std::nullopt) << "a line in our name below our border";
    auto const inner = std::string(
        "Received: from mx.isp.example.com (mx.isp.example.com [10.20.0.1]) by store.isp.example.com "
        "(Postfix) with ESMTP id 3\n");
    EXPECT_EQ(trust(inner + std::string(passed).append(ours_received)).carrier_authenticated, true);
}

TEST(Alignment, TakesParentsAndChildrenOnly) {
    using arf::attribution::is_aligned;
    EXPECT_TRUE(is_aligned("example.net", "example.net"));
    EXPECT_TRUE(is_aligned("example.net", "fbl.example.net"));
    EXPECT_TRUE(is_aligned("u@mail.example.net", "EXAMPLE.net"));
    EXPECT_FALSE(is_aligned("evil.hosting.example", "fbl.hosting.example"));
    EXPECT_FALSE(is_aligned("", "example.net"));
    EXPECT_FALSE(is_aligned("example.net", ""));
    EXPECT_FALSE(is_aligned("net", "example.net"));
}

TEST(NamesOfMine, AreListed) {
    auto const report = report_of(
        std::string(our_source) +
            "Original-Mail-From: <a@example.com>\nReported-Domain: news.example.com\nReported-Domain: "
            "example.org\n",
        our_trace() +
            "From: a@example.com\nReturn-Path: <a@example.com>\nMessage-ID: <1@example.com>\n"
            "DKIM-Signature: v=1; d=example.com; s=s1\nDKIM-Signature: v=1; d=example.org; s=s1\n");
    auto const names = arf::attribute(report, ours()).trust.names_of_mine;
    std::vector<std::string> const expected{"source_ip 192.0.2.25",
                                            "original_mail_from a@example.com",
                                            "reported_domain news.example.com",
                                            "original_message_id 1@example.com",
                                            "original_from a@example.com",
                                            "original_return_path a@example.com",
                                            "DKIM-Signature example.com"};
    ASSERT_EQ(names.size(), expected.size() + 1);
    EXPECT_TRUE(std::equal(expected.begin(), expected.end(), names.begin()));
    EXPECT_TRUE(names.back().starts_with("Received from out1.isp.example.com"));
    EXPECT_TRUE(arf::attribute(report).trust.names_of_mine.empty());
}

std::optional<bool> agree(std::string fields, std::string original) {
    return arf::attribute(report_of(fields, original), ours()).trust.report_agrees_with_original;
}

TEST(Agreement, IsToldWhereBothStateTheSame) {
    auto const sender = std::string("Original-Mail-From: <a@example.com>\n");
    EXPECT_EQ(agree(std::string(our_source), our_trace()), true);
    EXPECT_EQ(agree("Source-IP: 203.0.113.66\n", our_trace()), false);
    EXPECT_EQ(agree(sender, "Return-Path: <A@example.com>\n"), true);
    EXPECT_EQ(agree(sender, "Return-Path: <b@example.com>\n"), false);
    EXPECT_EQ(agree(sender, "Return-Path: <redacted@example.com>\n"), std::nullopt);
    EXPECT_EQ(agree(std::string(our_source) + sender, our_trace() + "Return-Path: <b@example.com>\n"), false);
    EXPECT_EQ(agree("Original-Message-ID: <1@example.com>\n", "Message-ID: <2@example.com>\n"), false);
    EXPECT_EQ(agree("Original-Message-ID: <1@example.com>\n", "Message-ID: <1@example.com>\n"), true);
}

TEST(Agreement, GoesWithTheConflicts) {
    auto const proxied = std::string(
        "Received: from proxy.example.net (proxy.example.net [10.1.2.3]) by mx.example.net with ESMTP id "
        "1\n");
    for (auto const& [source, original, expected] :
         {std::tuple{"10.1.2.3", proxied, std::optional(true)},
          std::tuple{"10.1.2.3", proxied + our_trace(), std::optional(true)},
          std::tuple{"10.9.9.9", proxied + our_trace(), std::optional(false)},
          std::tuple{"203.0.113.9", proxied, std::optional<bool>{}},
          std::tuple{"192.0.2.25", std::string(arf_test::their_border) + our_trace(),
                     std::optional(false)}}) {
        auto const answers =
            arf::attribute(report_of("Source-IP: " + std::string(source) + "\n", original), ours());
        EXPECT_EQ(answers.trust.report_agrees_with_original, expected) << source << "\n" << original;
        EXPECT_EQ(answers.conflicts.empty(), expected != false) << source << "\n" << original;
    }
}

TEST(NamesOfMine, AreOneLineEach) {
    auto const names =
        arf::attribute(report_of(our_source,
                                 "Received: from out1.isp.example.com\n\t(out1.isp.example.com "
                                 "[192.0.2.25])\n\tby mx.example.net with SMTP id 1\n"),
                       ours())
            .trust.names_of_mine;
    ASSERT_EQ(names.size(), 2U);
    EXPECT_EQ(names[1],
              "Received from out1.isp.example.com (out1.isp.example.com [192.0.2.25]) by mx.example.net with "
              "SMTP id 1");
}

TEST(Agreement, IsNotToldWhereTheyHaveNothingInCommon) {
    EXPECT_EQ(agree(std::string(our_source), "Subject: x\n"), std::nullopt);
    EXPECT_EQ(agree("", our_trace()), std::nullopt);
    EXPECT_EQ(agree("", "Message-ID: <1@example.com>\n"), std::nullopt) << "the report states none";
}

}  // namespace attribution_trust_test
