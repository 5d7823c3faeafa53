// SPDX-License-Identifier: BSL-1.0
// Which part is the message complained about: by type, by place, by content.
#include <gtest/gtest.h>

#include <arf/arf.hpp>
#include <support.hpp>

namespace dialect_original_test {

using arf::DiagnosticCode;

/// A report with these parts beside the report part, which stands at `place`.
arf::Report with_parts(std::vector<std::string> parts, std::size_t place = 1) {
    parts.insert(
        parts.begin() + static_cast<std::ptrdiff_t>(place),
        "Content-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: Example/1\nVersion: 1\n");
    std::string message = "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n";
    for (auto const& part : parts) message.append("--b\n").append(part).append("\n");
    return arf::parse(message.append("--b--\n")).value();
}

std::string typed(std::string_view type, std::string_view body = "Message-ID: <1@example.com>\n\nhi\n") {
    return std::string("Content-Type: ").append(type).append("\n\n").append(body);
}

TEST(Original, MayHaveManyTypes) {
    for (auto type : {"message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers"}) {
        auto const report = with_parts({"\nhi", typed(type)});
        EXPECT_EQ(report.original_message_id, "1@example.com") << type;
        EXPECT_FALSE(arf_test::has(report.diagnostics, DiagnosticCode::original_type_nonstandard)) << type;
    }
    for (auto type : {"text/rfc822-header", "message/rfc822-headers", "message/rfc822-header", "text/rfc822",
                      "text/plain"}) {
        auto const report = with_parts({"\nhi", typed(type)});
        EXPECT_EQ(report.original_message_id, "1@example.com") << type;
        EXPECT_TRUE(arf_test::has(report.diagnostics, DiagnosticCode::original_type_nonstandard)) << type;
    }
}

TEST(Original, MayStandAnywhere) {
    EXPECT_EQ(with_parts({typed("message/rfc822")}, 1).original_message_id, "1@example.com");
    EXPECT_EQ(with_parts({typed("message/rfc822")}, 0).original_message_id, "1@example.com");
    EXPECT_EQ(with_parts({"\nhi", typed("text/html", "<p>hi"), typed("message/rfc822")}).original_message_id,
              "1@example.com");
}

TEST(Original, MayStandBehindALineOfAnMbox) {
    auto const report =
        with_parts({typed("text/rfc822-headers",
                          "From a@example.com Tue Jul  1 10:00:00 2025\nMessage-ID: <1@example.com>\n")});
    EXPECT_EQ(report.original_message_id, "1@example.com");
    EXPECT_TRUE(arf_test::has(report.diagnostics, DiagnosticCode::mbox_from_line));
}

TEST(Original, IsLookedForByTypeFirst) {
    auto const report = with_parts(
        {"\nhi", typed("text/plain", "Message-ID: <no@example.com>\n\n"), typed("message/rfc822")});
    EXPECT_EQ(report.original_message_id, "1@example.com");
}

TEST(Original, MayHaveABlankLineInItsHeader) {
    auto const report =
        with_parts({"\nhi", typed("message/rfc822",
                                  "Received: x\n\nMessage-ID: <1@example.com>\nSubject: y\n\nbody\n")});
    EXPECT_EQ(report.original_message_id, "1@example.com");
    EXPECT_EQ(report.original->subject, "y");
    EXPECT_EQ(report.original->body(), "body\n");
    EXPECT_TRUE(arf_test::has(report.diagnostics, DiagnosticCode::blank_line_in_header));
}

TEST(Original, KeepsABodyThatLooksLikeAHeader) {
    auto const report =
        with_parts({"\nhi", typed("message/rfc822", "Subject: x\n\nMessage-ID: <no@example.com>\n")});
    EXPECT_FALSE(report.original_message_id);
    EXPECT_EQ(report.original->body(), "Message-ID: <no@example.com>\n");
}

TEST(Original, OfAReportAboutAReportIsTheInnerReport) {
    auto const inner = arf_test::replaced(arf_test::report_with("Feedback-Type: fraud\n"), "--b", "--inner");
    auto const report = with_parts(
        {"\nhi", typed("message/rfc822", "Message-ID: <outer@example.com>\n" +
                                             arf_test::replaced(inner, "boundary=b", "boundary=inner"))});
    EXPECT_EQ(report.feedback_type, arf::FeedbackType::abuse);
    EXPECT_EQ(report.original_message_id, "outer@example.com");
}

}  // namespace dialect_original_test
