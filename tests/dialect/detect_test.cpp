// SPDX-License-Identifier: BSL-1.0
// The ladder: what a message is, and why. Each case shows one rung, or two that compete.
#include <gtest/gtest.h>

#include <arf/arf.hpp>
#include <support.hpp>

namespace dialect_detect_test {

using arf::Format;
using arf_test::report_with;
using arf_test::required_fields;

Format format_of(std::string const& message) {
    auto const report = arf::parse(message, {.keep_other_messages = true});
    return report ? report->format : Format::unknown;
}

std::string multipart(std::string_view type, std::vector<std::string> const& parts) {
    auto out = "Content-Type: " + std::string(type) + "; boundary=b\n\n";
    for (auto const& part : parts) out.append("--b\n").append(part).append("\n");
    return out.append("--b--\n");
}

std::string const report_part = "Content-Type: message/feedback-report\n\nFeedback-Type: abuse\nVersion: 1\n";
std::string const status_part =
    "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.com\n";
std::string const receipt_part = "Content-Type: message/disposition-notification\n\nDisposition: x\n";

std::string embedded(std::string const& message) { return "Content-Type: message/rfc822\n\n" + message; }

TEST(Detect, FindsTheReportInAnyTree) {
    EXPECT_EQ(format_of(report_part), Format::arf);
    EXPECT_EQ(format_of(multipart("multipart/mixed", {report_part})), Format::arf);
    EXPECT_EQ(format_of(multipart("multipart/mixed", {"\nhi", embedded(report_with(required_fields))})),
              Format::arf);
    EXPECT_EQ(format_of(multipart("multipart/mixed",
                                  {"Content-Type: MESSAGE/Feedback-Report\n\nFeedback-Type: abuse"})),
              Format::arf);
}

TEST(Detect, FindsAReportUnderAnotherLabel) {
    EXPECT_EQ(format_of(multipart("multipart/mixed",
                                  {"Content-Type: text/plain\n\nFeedback-Type: abuse\nVersion: 1"})),
              Format::arf);
    EXPECT_EQ(
        format_of(multipart("multipart/mixed",
                            {"Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\n"
                             "RmVlZGJhY2stVHlwZTogYWJ1c2UKVmVyc2lvbjogMQo="})),
        Format::arf);
}

TEST(Detect, LooksForNoReportInEncodedPictures) {
    EXPECT_EQ(format_of(multipart("multipart/mixed",
                                  {"Content-Type: image/png\nContent-Transfer-Encoding: base64\n\n"
                                   "RmVlZGJhY2stVHlwZTogYWJ1c2UKVmVyc2lvbjogMQo="})),
              Format::unknown);
}

TEST(Detect, TakesTalkAboutReportsAsTalk) {
    EXPECT_EQ(format_of("Subject: x\n\nFeedback-Type: abuse is a field.\n"), Format::unknown);
    EXPECT_EQ(format_of("Subject: x\n\nHow do I read\nFeedback-Type: abuse\nVersion: 1\n"), Format::unknown);
}

TEST(Detect, NamesXarf) {
    EXPECT_EQ(format_of(report_with("Feedback-Type: xarf\nUser-Agent: Example/1\nVersion: 1\n")),
              Format::xarf);
}

TEST(Detect, NamesBouncesAndReceipts) {
    EXPECT_EQ(format_of(multipart("multipart/report", {"\nhi", status_part})), Format::dsn);
    EXPECT_EQ(format_of(multipart("multipart/report",
                                  {"\nhi", "Content-Type: message/global-delivery-status\n\nA: 1"})),
              Format::dsn);
    EXPECT_EQ(format_of(multipart("multipart/report", {"\nhi", receipt_part})), Format::mdn);
    EXPECT_EQ(format_of(multipart("multipart/report",
                                  {"\nhi", "Content-Type: message/global-disposition-notification\n\nA: 1"})),
              Format::mdn);
}

TEST(Detect, DoesNotTakeAReturnedReportForANewOne) {
    auto const returned = embedded(report_with(required_fields));
    EXPECT_EQ(format_of(multipart("multipart/report", {"\nhi", status_part, returned})), Format::dsn);
    EXPECT_EQ(format_of(multipart("multipart/report", {"\nhi", receipt_part, returned})), Format::mdn);
}

TEST(Detect, TakesAReportAboutABounceForAReport) {
    auto const bounce = multipart("multipart/report", {"\nhi", status_part});
    auto const message =
        report_with(required_fields,
                    arf_test::replaced(arf_test::replaced(bounce, "--b", "--c"), "boundary=b", "boundary=c"));
    EXPECT_EQ(format_of(message), Format::arf);
}

TEST(Detect, NamesAggregateReports) {
    EXPECT_EQ(format_of(multipart(
                  "multipart/mixed",
                  {"Content-Type: application/gzip; name=\"r.example!example.com!1!2.xml.gz\"\n\nx"})),
              Format::dmarc_aggregate);
    EXPECT_EQ(format_of("Content-Type: application/zip\nContent-Disposition: attachment; "
                        "filename=\"r!example.com!1!2.zip\"\n\nx"),
              Format::dmarc_aggregate);
    EXPECT_EQ(format_of("Subject: Report Domain: example.com Submitter: r.example.net\nContent-Type: "
                        "application/zip\n\nx"),
              Format::dmarc_aggregate);
    EXPECT_EQ(format_of("Content-Type: application/zip; name=holiday.zip\n\nx"), Format::unknown);
    EXPECT_EQ(format_of(multipart("multipart/report; report-type=tlsrpt", {"\nhi"})), Format::tls_report);
    EXPECT_EQ(format_of(multipart("multipart/mixed", {"Content-Type: application/tlsrpt+gzip\n\nx"})),
              Format::tls_report);
}

TEST(Detect, NamesAutomaticAnswers) {
    EXPECT_EQ(format_of("Auto-Submitted: auto-replied (vacation)\n\nI am away.\n"), Format::auto_reply);
    EXPECT_EQ(format_of("X-Autoreply: yes\n\nI am away.\n"), Format::auto_reply);
    EXPECT_EQ(format_of("Auto-Submitted: no\n\nhi\n"), Format::unknown);
}

/// Abuse desks answer reports by machines that send the report back.
TEST(Detect, WhatAnAnswerBringsBackIsNotItsOwn) {
    std::string const answer =
        "From: desk@example.net\nAuto-Submitted: auto-replied\nContent-Type: multipart/mixed; boundary=o\n\n"
        "--o\n\nWe have got your report.\n--o\nContent-Type: message/rfc822\n\n";
    for (auto const* const path :
         {"x-arf/plain-spam", "jmrp/message-as-body", "arf/yahoo", "xarf/attached"}) {
        auto const& all = arf_test::corpus();
        auto const found =
            std::find_if(all.begin(), all.end(), [&](auto const& one) { return one.name == path; });
        if (found == all.end()) {
            ADD_FAILURE() << "no sample " << path;
            continue;
        }
        EXPECT_EQ(format_of(answer + arf_test::to_lf(found->bytes) + "\n--o--\n"), Format::auto_reply)
            << path;
    }
}

TEST(Detect, AlwaysSaysWhy) {
    for (auto const& one : arf_test::corpus()) {
        EXPECT_FALSE(arf::parse(one.bytes, {.keep_other_messages = true}).value().reason.empty()) << one.name;
    }
}

TEST(Format, HasANameOfItsOwn) {
    std::vector<std::string_view> names;
    for (auto const format : {Format::unknown, Format::arf, Format::xarf, Format::dsn, Format::mdn,
                              Format::dmarc_aggregate, Format::tls_report, Format::auto_reply}) {
        names.push_back(name(format));
        EXPECT_EQ(is_complaint(format), format == Format::arf || format == Format::xarf);
    }
    std::sort(names.begin(), names.end());
    EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
}

}  // namespace dialect_detect_test
