// SPDX-License-Identifier: BSL-1.0
// Which address handed the mail over: what the reporter says elsewhere than in Source-IP and the trace.
#include "support.hpp"

namespace attribution_source_test {

using arf_test::report_of;

std::string source(std::string fields, std::string original) {
    auto const answers = arf::attribute(report_of(fields, original));
    if (!answers.source) return "none";
    return answers.source.value->to_string() + " " + std::string(arf::name(answers.source.confidence)) +
           ", " + arf_test::show(answers.source.from);
}

/// Only the client's word puts the first hop inside the reporter's network.
constexpr std::string_view unsure_trace =
    "Received: from unknown (HELO mx2.example.net) (203.0.113.201) by mx.example.net with SMTP\n"
    "Received: from out1.isp.example.com (out1.isp.example.com [192.0.2.25]) by mx2.example.net with SMTP\n";
constexpr std::string_view spf = "Received-SPF: pass client-ip=192.0.2.25;\n";

TEST(Source, WithoutWitnessIsAGuess) {
    EXPECT_EQ(source("", std::string(unsure_trace)), "192.0.2.25 low, hop 1 Received");
}

TEST(Source, IsConfirmedByTheReportersSpf) {
    EXPECT_EQ(source("", std::string(spf).append(unsure_trace)), "192.0.2.25 medium, hop 1 Received");
    EXPECT_EQ(source("", "Received-SPF: pass client-ip=203.0.113.9;\n" + std::string(unsure_trace)),
              "192.0.2.25 low, hop 1 Received");
}

TEST(Source, IsNotConfirmedBySpfBelowTheBorder) {
    EXPECT_EQ(source("", std::string(unsure_trace).append(spf)), "192.0.2.25 low, hop 1 Received");
    EXPECT_EQ(source("", std::string(spf)), "none") << "without a border anybody can have written it";
}

TEST(Source, IsConfirmedByTheReportersResults) {
    auto const results = std::string("Authentication-Results: mx.example.net; iprev=pass policy.iprev=");
    EXPECT_EQ(source(results + "192.0.2.25\n", std::string(unsure_trace)),
              "192.0.2.25 medium, hop 1 Received");
    EXPECT_EQ(source(results + "203.0.113.9\n", std::string(unsure_trace)), "192.0.2.25 low, hop 1 Received");
    EXPECT_EQ(source(results + "192.0.2.25\n", "Subject: x\n"),
              "192.0.2.25 medium, report Authentication-Results");
    EXPECT_EQ(source("Authentication-Results: mx.example.net; arc=none smtp.remote-ip=2001:db8::25\n",
                     "Subject: x\n"),
              "2001:db8::25 medium, report Authentication-Results");
    EXPECT_EQ(source(results + "nonsense\n", "Subject: x\n"), "none");
}

TEST(Source, IsNotTheResultsInsideTheOriginal) {
    EXPECT_EQ(source("", "Authentication-Results: mx.example.net; iprev=pass policy.iprev=192.0.2.25\n"),
              "none");
}

std::string why_source(std::string fields, std::string original) {
    return arf::attribute(report_of(fields, original)).source.reason;
}

TEST(Source, SaysWhatItCouldBeComparedWith) {
    EXPECT_EQ(why_source("Source-IP: 192.0.2.25\n", "Subject: x\n"),
              "the report says so; there is no trace to compare it with");
    EXPECT_EQ(
        why_source("Source-IP: 192.0.2.25\n",
                   "Received: from mx1.example.net (mx1.example.net [203.0.113.200]) by mx.example.net\n"),
        "the report says so; the trace shows only hops inside the reporter's network");
    EXPECT_EQ(why_source("Source-IP: 192.0.2.25\n", "Received: by mx.example.net with SMTP id 1\n"),
              "the report says so; the trace names no address");
    EXPECT_EQ(why_source("Source-IP: 10.1.2.3\n",
                         "Received: from mx1.example.net (mx1.example.net [10.1.2.3]) by mx.example.net\n"),
              "the report and the trace say so, but it is a private address");
}

TEST(Source, IsNoConflictWhereAnotherPlaceSaysTheSame) {
    auto const same =
        arf::attribute(report_of("Source-IP: 192.0.2.25\nAuthentication-Results: mx.example.net; iprev=pass "
                                 "policy.iprev=192.0.2.25\n",
                                 "Subject: x\n"));
    EXPECT_EQ(same.source.confidence, arf::Confidence::medium);
    EXPECT_TRUE(same.conflicts.empty());
}

}  // namespace attribution_source_test
