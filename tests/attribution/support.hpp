// SPDX-License-Identifier: BSL-1.0
// What the tests of attribute() share: reports made of a few lines, what is ours, answers as one line.
#pragma once

#include <gtest/gtest.h>

#include <arf/attribution.hpp>
#include <support.hpp>

namespace arf_test {

inline arf::AttributionOptions ours() {
    arf::AttributionOptions options;
    for (auto const* const network : {"192.0.2.0/26", "10.20.0.0/16", "2001:db8:25::/48"})
        options.my_networks.push_back(arf::Network::parse(network).value());
    options.my_hosts = {".isp.example.com"};
    options.my_domains = {"example.com"};
    options.my_authserv_ids = {"mx.isp.example.com"};
    return options;
}

/// A report with these lines in its report part and this header as its original. The bytes live as long as
/// the report.
inline arf::Report report_of(std::string_view fields, std::string_view original) {
    auto lines = std::string(required_fields).append(fields);
    while (lines.ends_with('\n')) lines.pop_back();
    auto report = arf::parse(report_with(lines, std::string(original).append("\n")));
    if (!report) throw std::runtime_error{"no report: " + report.error().message()};
    return *report;
}

/// The trace of a mail that alice handed in, that we sent, and that the reporter took.
inline constexpr std::string_view our_border =
    "Received: from out1.isp.example.com (out1.isp.example.com [192.0.2.25]) by mx.example.net (Postfix) "
    "with "
    "ESMTPS id 4AB for <bob@example.net>\n";
inline constexpr std::string_view our_submission =
    "Received: from DESKTOP-AB12 (dsl-7.customers.example.org [198.51.100.7]) (Authenticated sender: alice) "
    "by out1.isp.example.com (Postfix) with ESMTPSA id 9F1\n";
inline constexpr std::string_view our_source = "Source-IP: 192.0.2.25\n";
inline std::string our_trace() { return std::string(our_border).append(our_submission); }
/// The trace of a mail that came from elsewhere.
inline constexpr std::string_view their_border =
    "Received: from mail.example.org (mail.example.org [203.0.113.66]) by mx.example.net (Postfix) with "
    "ESMTP "
    "id 4AB\n";

inline std::string show(arf::Answer<std::string> const& answer) {
    if (!answer) return "none";
    return *answer.value + " " + std::string(arf::name(answer.confidence));
}
/// "original To", "token verp Return-Path", "hop 1 Received".
inline std::string show(arf::Provenance const& from) {
    std::string text(arf::name(from.place));
    if (from.place == arf::Provenance::Place::hop) text += " " + std::to_string(from.hop);
    if (!from.name.empty()) text += " " + from.name;
    if (!from.field.empty()) text += " " + from.field;
    return text;
}

}  // namespace arf_test
