// SPDX-License-Identifier: BSL-1.0
// What is true of every answer, whatever the message and the options; and how long hostile headers take.
#include <algorithm>
#include <random>

#include "damage.hpp"
#include "linear.hpp"
#include "support.hpp"

namespace attribution_properties_test {

using arf_test::Exact;
using arf_test::lies_in;
using arf_test::repeat;

/// Whether the bytes are those of the message, or of a field that the report made of a document.
bool is_known(std::string_view text, arf::Report const& report, std::string_view message) {
    auto const among = [&](arf::List<arf::Field> fields) {
        return std::any_of(fields.begin(), fields.end(),
                           [&](arf::Field const& field) { return lies_in(text, field.raw()); });
    };
    if (text.empty() || lies_in(text, message) || among(report.fields)) return true;
    if (report.original && (among(report.original->fields) || lies_in(text, report.original->bytes())))
        return true;
    return std::any_of(report.parts.begin(), report.parts.end(),
                       [&](arf::Part const& part) { return among(part.fields); });
}

template <class T>
void expect_sound(std::string_view what, arf::Answer<T> const& answer, arf::Report const& report,
                  std::string_view message) {
    EXPECT_EQ(answer.value.has_value(), answer.confidence != arf::Confidence::none) << what;
    EXPECT_EQ(answer.value.has_value(), answer.from.place != arf::Provenance::Place::nowhere) << what;
    EXPECT_EQ(answer.value.has_value(), !answer.from.name.empty()) << what;
    EXPECT_FALSE(answer.reason.empty()) << what;
    EXPECT_TRUE(is_known(answer.from.text, report, message)) << what << ": " << answer.from.text;
}

/// Roles stand in one order from the top.
void expect_order(std::vector<arf::Hop> const& hops) {
    std::size_t borders = 0;
    std::size_t submissions = 0;
    for (auto const& hop : hops) {
        EXPECT_TRUE(hop.role != arf::HopRole::reporter || borders == 0);
        EXPECT_TRUE(hop.role != arf::HopRole::ours || submissions == 0);
        borders += hop.role == arf::HopRole::boundary ? 1 : 0;
        submissions += hop.role == arf::HopRole::submission ? 1 : 0;
    }
    EXPECT_LE(borders, 1U);
    EXPECT_LE(submissions, 1U);
}

void expect_sound(arf::Report const& report, arf::AttributionOptions const& options,
                  std::string_view message) {
    auto const answers = arf::attribute(report, options);
    expect_sound("source", answers.source, report, message);
    expect_sound("source_port", answers.source_port, report, message);
    expect_sound("recipient", answers.recipient, report, message);
    expect_sound("message_id", answers.message_id, report, message);
    expect_sound("campaign", answers.campaign, report, message);
    expect_sound("customer", answers.customer, report, message);
    expect_sound("account", answers.account, report, message);
    expect_sound("device", answers.device, report, message);
    expect_sound("outbound_verdict", answers.outbound_verdict, report, message);
    expect_order(answers.hops);
    bool const told =
        !options.my_networks.empty() || !options.my_hosts.empty() || !options.my_domains.empty();
    if (!told) {
        EXPECT_LE(answers.account.confidence, arf::Confidence::low);
        EXPECT_LE(answers.device.confidence, arf::Confidence::low);
    }
}

/// Options that fit some message or other: its own addresses and names are called ours by chance.
arf::AttributionOptions random_options(arf::Report const& report, std::mt19937& random) {
    arf::AttributionOptions options;
    auto const chance = [&] { return random() % 2 == 0; };
    auto const hops = report.original ? arf::received(*report.original) : std::vector<arf::Received>{};
    for (auto const& hop : hops) {
        if (hop.ip && chance())
            options.my_networks.emplace_back(*hop.ip, static_cast<std::uint8_t>(random() % 129));
        if (!hop.by.empty() && chance()) options.my_hosts.push_back(hop.by);
        if (!hop.rdns.empty() && chance()) options.my_domains.push_back(hop.rdns);
    }
    if (report.source_ip && chance()) options.my_networks.emplace_back(*report.source_ip, 32);
    if (report.original && report.original->from && chance())
        options.my_domains.emplace_back(report.original->from->domain());
    if (chance()) options.my_authserv_ids = {"mx.example.com"};
    if (chance()) options.cfbl_secret = "potatoes";
    for (auto const* const field :
         {"Return-Path", "Message-ID", "List-Unsubscribe", "Feedback-ID", "Received"})
        if (chance()) options.decoders.push_back({"d", field, "*{account}", {}, chance()});
    return options;
}

void expect_sound_by_chance(std::vector<arf_test::Sample> const& samples) {
    std::mt19937 random(7);
    for (auto const& sample : samples) {
        Exact const message(sample.bytes);
        auto const report = arf::parse_borrowed(message.view(), {.keep_other_messages = true});
        if (!report) continue;
        SCOPED_TRACE(sample.path);
        expect_sound(*report, {}, message.view());
        expect_sound(*report, arf_test::ours(), message.view());
        for (int i = 0; i < 8; ++i) expect_sound(*report, random_options(*report, random), message.view());
    }
}

TEST(AttributionOfSamples, IsSoundWithAnyOptions) { expect_sound_by_chance(arf_test::corpus()); }

TEST(AttributionOfSharedSamples, IsSoundWithAnyOptions) {
    auto const samples = arf_test::samples_below(std::filesystem::path{ARF_SHARED_DIR} / "corpus/samples",
                                                 {".eml", ".json", ".txt", ".msg"});
    if (samples.empty()) GTEST_SKIP() << "the shared samples are not here";
    expect_sound_by_chance(samples);
}

TEST(AttributionOfDamagedReports, IsSound) {
    auto const message = arf_test::report_with(
        std::string(arf_test::required_fields) + std::string(arf_test::our_source),
        arf_test::our_trace() +
            "Return-Path: <bounce+bob=example.net@example.com>\nX-Originating-IP: [198.51.100.7]\n\n");
    auto options = arf_test::ours();
    options.decoders.push_back({"d", "Return-Path", "{campaign}+{recipient}@*", {}, false});
    arf_test::for_each_damage(message, [&](std::string_view damaged) {
        auto const report = arf::parse_borrowed(damaged, {.keep_other_messages = true});
        if (report) expect_sound(*report, options, damaged);
    });
}

double seconds_for(std::string const& header, arf::AttributionOptions const& options) {
    auto const report = arf_test::report_of(arf_test::our_source, header);
    auto const original = report.original ? report.original->bytes() : std::string_view{};
    return arf_test::cpu_seconds([&] { expect_sound(report, options, original); });
}

arf::AttributionOptions with_decoders() {
    auto options = arf_test::ours();
    for (auto const* const pattern :
         {"*aab*aab{account}", "a{account}b*c*d*e", "*{account}", "{recipient}@*"})
        options.decoders.push_back({"d", "X-Token", pattern, {}, false});
    return options;
}

TEST(HostileHeaders, TakeLinearTime) {
    auto const trace = arf_test::our_trace();
    std::vector<std::string> const headers{
        repeat("X-Token: aaaaaaaaaaaaaaaaaaaaaaa\n", 2000),
        repeat("X-Spam-Status: maybe\n", 2000),
        repeat("Return-Path: <a@example.com>\n", 2000),
        repeat("DKIM-Signature: d=example.com\n", 2000),
        repeat("X-Originating-IP: [10.0.0.1]\n", 2000),
        repeat(trace, 1000),
        repeat("Received: from localhost (localhost [127.0.0.1]) by localhost\n", 2000),
        repeat("Received: (qmail 1 invoked by uid 1)\n", 2000),
        trace + "X-Token: " + std::string(1000000, 'a') + "\n",
        trace + "X-Token: " + repeat("aab", 300000) + "\n",
        trace + "Received: from " + std::string(1000000, '(') + "\n",
        trace + "Received: from a by " + repeat("a.", 500000) + "\n",
        trace + "Return-Path: <" + repeat("bounce-", 100000) + "=example.com@example.com>\n",
        trace + "X-Spam-Status: " + std::string(1000000, '=') + "\n",
    };
    for (std::size_t i = 0; i < headers.size(); ++i)
        EXPECT_LT(seconds_for(headers[i], with_decoders()), arf_test::time_limit) << i;
}

TEST(HostileHeaders, HaveAtMostTwoHundredHops) {
    auto const report = arf_test::report_of(arf_test::our_source, repeat(arf_test::our_trace(), 1000));
    EXPECT_EQ(arf::attribute(report, arf_test::ours()).hops.size(), arf::max_received);
}

}  // namespace attribution_properties_test
