// SPDX-License-Identifier: BSL-1.0
// What <arf/parse.hpp> and <arf/options.hpp> promise: three ways to own the bytes, the errors, the limits.
#include <gtest/gtest.h>

#include <arf/arf.hpp>
#include <arf/detail/parse_into.hpp>
#include <optional>
#include <set>
#include <support.hpp>

namespace parse_test {

using arf::DiagnosticCode;
using arf::errc;
using arf::Format;
using arf_test::Exact;
using arf_test::has;
using arf_test::lies_in;
using arf_test::repeat;
using arf_test::report_with;
using arf_test::required_fields;

std::string const sample =
    report_with(std::string(required_fields) + "Source-IP: 192.0.2.1\nX-Note: folded\n value\n",
                "Message-ID: <1@example.com>\nSubject: =?utf-8?q?caf=C3=A9?=\n\nhi\n");

constexpr std::string_view bounce =
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
    "--b\n\nfailed\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; "
    "mx.example.com\n--b--\n";

TEST(Parse, SaysTheSameHoweverTheBytesAreOwned) {
    for (auto const& one : arf_test::corpus()) {
        Exact const bytes(one.bytes);
        auto const options = arf::ParseOptions{.keep_other_messages = true};
        auto const borrowed = arf::parse_borrowed(bytes.view(), options);
        auto const copied = arf::parse(bytes.view(), options);
        auto const taken = arf::parse(std::string(bytes.view()), options);
        ASSERT_TRUE(borrowed && copied && taken) << one.name;
        EXPECT_EQ(arf::to_json(*borrowed), arf::to_json(*copied)) << one.name;
        EXPECT_EQ(arf::to_json(*borrowed), arf::to_json(*taken)) << one.name;
    }
}

/// The record of a message, its original read later where that may be; counts in how many it may.
std::string record_in_two_steps(std::string_view message, arf::ParseOptions const& options, int& left) {
    arf::detail::StoragePointer const storage(arf::detail::Storage::create(64));
    bool is_left = false;
    auto report = arf::detail::parse_into(*storage, message, options, &is_left);
    if (!report) return report.error().message();
    if (is_left) arf::detail::read_left_original(*report, *storage, message, options);
    left += is_left ? 1 : 0;
    return arf::to_json(*report);
}

TEST(ParseInto, SaysTheSameWhenTheOriginalIsReadLater) {
    auto const with_header = [](std::string const& header) {
        return report_with(std::string(required_fields) + "Source-IP: 192.0.2.1\n", header + "\nhi\n");
    };
    auto samples = arf_test::corpus();
    samples.push_back({"odd",
                       with_header("Message-ID: <1@example.com>\nDate: never\nFrom: a b\n"
                                   "Message-ID: <2@example.com>\nSubject: =?utf-8?b?/w==?=\n"),
                       {}});
    samples.push_back({"no Message-ID", with_header("Received: x\n\nSubject: y\nDate: never\n"), {}});
    samples.push_back(
        {"folded Message-ID", with_header("Message-ID: <1\n 2@example.com>\nDate: never\n"), {}});
    samples.push_back(
        {"long", with_header("Message-ID: <1@example.com>\nX: " + repeat("x", 20000) + "\n"), {}});
    int left = 0;
    for (auto const most : {100U, 4U, 2U, 1U, 0U}) {
        for (auto const& one : samples) {
            Exact const bytes(one.bytes);
            auto const options = arf::ParseOptions{.max_diagnostics = most, .keep_other_messages = true};
            auto const expected = arf::to_json(arf::parse_borrowed(bytes.view(), options).value());
            EXPECT_EQ(record_in_two_steps(bytes.view(), options, left), expected) << one.name << most;
        }
    }
    EXPECT_GT(left, 100) << "of hardly any sample the original may be read later";
}

TEST(ParseInto, LeavesNothingWhereNobodyAsksForIt) {
    arf::detail::StoragePointer const storage(arf::detail::Storage::create(64));
    auto const report = arf::detail::parse_into(*storage, sample, {}, nullptr).value();
    EXPECT_EQ(report.original->subject, "caf\xC3\xA9");
}

TEST(Parse, OwnsACopy) {
    std::optional<Exact> bytes(sample);
    auto const report = arf::parse(bytes->view()).value();
    bytes.reset();
    EXPECT_EQ(report.user_agent, "Example/1");
    EXPECT_EQ(report.original->subject, "caf\xC3\xA9");
    EXPECT_EQ(report.carrier().bytes(), sample);
}

TEST(Parse, TakesAString) {
    auto bytes = sample;
    auto const* const place = bytes.data();
    auto const report = arf::parse(std::move(bytes)).value();
    EXPECT_EQ(report.carrier().bytes(), sample);
    EXPECT_EQ(report.carrier().bytes().data(), place) << "the message must not be copied";
}

TEST(Parse, TakesAShortString) {
    auto const report = arf::parse(std::string("a:b\n\nc"), {.keep_other_messages = true}).value();
    EXPECT_EQ(report.carrier().body(), "c");
}

TEST(Parse, TakesALiteral) {
    EXPECT_TRUE(arf::parse("Content-Type: message/feedback-report\n\nFeedback-Type: abuse\n"));
}

TEST(ParseBorrowed, PointsIntoTheCallersBytes) {
    Exact const bytes(sample);
    auto const report = arf::parse_borrowed(bytes.view()).value();
    EXPECT_TRUE(lies_in(*report.user_agent, bytes.view()));
    EXPECT_TRUE(lies_in(*report.original_message_id, bytes.view()));
    for (auto const& part : report.parts) EXPECT_TRUE(lies_in(part.bytes, bytes.view()));
    for (auto const& field : report.fields) EXPECT_TRUE(lies_in(field.raw(), bytes.view()));
    EXPECT_FALSE(lies_in(*report.original->subject, bytes.view())) << "decoded text lives in the report";
}

TEST(Report, IsAValueWhoseCopiesShareMemory) {
    std::optional<arf::Report> first(arf::parse(sample).value());
    auto const copy = *first;
    EXPECT_EQ(copy.user_agent->data(), first->user_agent->data());
    auto const moved = std::move(*first);
    first.reset();
    EXPECT_EQ(copy.user_agent, "Example/1");
    EXPECT_EQ(moved.user_agent, "Example/1");
    auto assigned = arf::parse(report_with("Feedback-Type: fraud\n")).value();
    assigned = copy;
    EXPECT_EQ(assigned.feedback_type, arf::FeedbackType::abuse);
}

TEST(Parse, RefusesEmptyInput) {
    for (std::string_view const text : {"", " ", "\n", "\r\n\r\n", " \t\r\n"}) {
        EXPECT_EQ(arf::parse(text).error(), errc::empty);
        EXPECT_EQ(arf::parse(std::string(text)).error(), errc::empty);
        EXPECT_EQ(arf::parse_borrowed(text).error(), errc::empty);
        EXPECT_EQ(arf::parse_fields(text).error(), errc::empty);
    }
    EXPECT_EQ(arf::parse_borrowed({}).error(), errc::empty);
}

TEST(Parse, RefusesWhatIsLargerThanMaxBytes) {
    auto const options = arf::ParseOptions{.max_bytes = sample.size() - 1};
    EXPECT_EQ(arf::parse(std::string_view(sample), options).error(), errc::too_large);
    EXPECT_EQ(arf::parse(std::string(sample), options).error(), errc::too_large);
    EXPECT_EQ(arf::parse_borrowed(sample, options).error(), errc::too_large);
    EXPECT_EQ(arf::parse_fields(sample, options).error(), errc::too_large);
    EXPECT_TRUE(arf::parse_borrowed(sample, {.max_bytes = sample.size()}));
}

TEST(Parse, NamesWhatIsNoComplaint) {
    auto const refused = arf::parse_borrowed(bounce);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error(), errc::not_a_complaint);
    EXPECT_EQ(refused.error().format, Format::dsn);
    EXPECT_FALSE(refused.error().reason.empty());
    EXPECT_NE(refused.error().message().find("dsn"), std::string::npos);
    EXPECT_EQ(arf::parse("Subject: hi\n\nhello\n").error().format, Format::unknown);
}

TEST(Parse, KeepsOtherMessagesOnDemand) {
    auto const kept = arf::parse_borrowed(bounce, {.keep_other_messages = true}).value();
    EXPECT_FALSE(kept.is_complaint());
    EXPECT_EQ(kept.format, Format::dsn);
    EXPECT_FALSE(kept.feedback_type);
    EXPECT_FALSE(kept.original);
    EXPECT_EQ(kept.parts.size(), 3U);
    EXPECT_EQ(kept.text(), "failed");
    EXPECT_TRUE(arf::parse_borrowed(sample, {.keep_other_messages = true}).value().is_complaint());
}

TEST(Result, ThrowsWhereItsErrorIsIgnored) {
    try {
        (void)arf::parse("hello").value();
        FAIL() << "value() of an error must throw";
    } catch (boost::system::system_error const& thrown) {
        EXPECT_EQ(thrown.code(), make_error_code(errc::not_a_complaint));
        EXPECT_STREQ(thrown.code().category().name(), "arf");
        EXPECT_NE(std::string(thrown.what()).find("not a complaint"), std::string::npos);
    }
}

TEST(ErrorCode, HasASentenceForEachValueAndForAnyOther) {
    std::set<std::string> sentences;
    for (auto code : {errc::empty, errc::too_large, errc::not_a_complaint, errc::io, errc::unreadable_file})
        sentences.insert(make_error_code(code).message());
    EXPECT_EQ(sentences.size(), 5U);
    EXPECT_EQ(boost::system::error_code(99, arf::error_category()).message(), "unknown error");
    EXPECT_FALSE(arf::Error{}.code) << "no error";
}

struct LimitCase {
    std::string_view name;
    std::string message;
    arf::ParseOptions options;
    DiagnosticCode code;
};

std::vector<LimitCase> limit_cases() {
    auto const fields = std::string(required_fields) + "Source-IP: 192.0.2.1\nIncidents: x\nSource-Port: x\n";
    auto const nested =
        "Content-Type: multipart/mixed; boundary=c\n\n--c\nContent-Type: multipart/mixed; "
        "boundary=d\n\n--d--\n--c--\n";
    return {
        {"max_depth", report_with(fields, nested), {.max_depth = 2}, DiagnosticCode::limit_depth},
        {"max_message_depth",
         report_with(fields),
         {.max_message_depth = 0},
         DiagnosticCode::limit_message_depth},
        {"max_parts", report_with(fields), {.max_parts = 3}, DiagnosticCode::limit_parts},
        {"max_fields", report_with(fields), {.max_fields = 5}, DiagnosticCode::limit_fields},
        {"max_field_bytes",
         report_with(fields + "X: " + repeat("x", 300) + "\n"),
         {.max_field_bytes = 200},
         DiagnosticCode::limit_field_bytes},
        {"max_report_bytes",
         report_with(fields),
         {.max_report_bytes = 70},
         DiagnosticCode::limit_report_bytes},
        {"max_diagnostics", report_with(fields), {.max_diagnostics = 1}, DiagnosticCode::limit_diagnostics},
    };
}

TEST(ParseOptions, GiveWhatWasReadSoFarAndADiagnostic) {
    for (auto const& [name, message, options, code] : limit_cases()) {
        Exact const bytes(message);
        auto const report = arf::parse_borrowed(bytes.view(), options);
        ASSERT_TRUE(report) << name;
        EXPECT_EQ(report->feedback_type, arf::FeedbackType::abuse) << name;
        EXPECT_TRUE(has(report->diagnostics, code))
            << name << ": " << testing::PrintToString(arf_test::codes(report->diagnostics));
        EXPECT_FALSE(has(arf::parse_borrowed(bytes.view()).value().diagnostics, code)) << name;
    }
}

TEST(ParseOptions, MayAllBeZero) {
    arf::ParseOptions const nothing{.max_bytes = 1U << 20U,
                                    .max_depth = 0,
                                    .max_message_depth = 0,
                                    .max_parts = 0,
                                    .max_fields = 0,
                                    .max_field_bytes = 0,
                                    .max_report_bytes = 0,
                                    .max_document_bytes = 0,
                                    .max_document_depth = 0,
                                    .max_nodes = 0,
                                    .max_diagnostics = 0,
                                    .keep_other_messages = true};
    for (auto const& one : arf_test::corpus())
        EXPECT_TRUE(arf::parse_borrowed(Exact(one.bytes).view(), nothing)) << one.name;
}

TEST(ParseFields, ReadsAReportPartAlone) {
    auto const report =
        arf::parse_fields(
            "\nFeedback-Type: fraud\nSource-IP: 192.0.2.1\nMessage-ID: <2@example.com>\nX-Mine: 1\n")
            .value();
    EXPECT_EQ(report.format, Format::arf);
    EXPECT_TRUE(report.is_complaint());
    EXPECT_EQ(report.feedback_type, arf::FeedbackType::fraud);
    EXPECT_EQ(report.original_message_id, "2@example.com");
    EXPECT_EQ(report.fields.size(), 4U);
    ASSERT_EQ(report.extensions.size(), 1U);
    EXPECT_EQ(report.extensions[0].raw(), "X-Mine: 1");
    EXPECT_FALSE(report.original);
    EXPECT_TRUE(report.parts.empty());
    EXPECT_EQ(report.text(), "");
}

TEST(ParseFields, RefusesOtherFields) {
    EXPECT_EQ(arf::parse_fields("Subject: hi\nFrom: a@example.com\n").error(), errc::not_a_complaint);
    EXPECT_EQ(arf::parse_fields("no field").error(), errc::not_a_complaint);
}

TEST(ParseFields, BorrowsItsInput) {
    Exact const bytes("Feedback-Type: abuse\nUser-Agent: Example/1\n");
    EXPECT_TRUE(lies_in(*arf::parse_fields(bytes.view()).value().user_agent, bytes.view()));
}

}  // namespace parse_test
