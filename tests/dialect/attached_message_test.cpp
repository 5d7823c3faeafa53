// SPDX-License-Identifier: BSL-1.0
// Messages attached as files: which are opened, and what is found in them.
#include <gtest/gtest.h>

#include <arf/arf.hpp>
#include <damage.hpp>
#include <support.hpp>

namespace dialect_attached_message_test {

using arf::DiagnosticCode;
using arf::Format;

/// A mail with an attachment that has this header and this content.
std::string attached(std::string_view header, std::string_view content, std::string_view outer = "") {
    return std::string(outer) +
           "From: desk@example.com\nContent-Type: multipart/mixed; boundary=f\n\n--f\n\nsee below\n" +
           "--f\n" + std::string(header) + "\n\n" + std::string(content) + "\n--f--\n";
}
arf::Report read(std::string const& message, arf::ParseOptions options = {}) {
    options.keep_other_messages = true;
    return arf::parse(message, options).value();
}
std::string const report = arf_test::report_with(arf_test::required_fields);
constexpr std::string_view octets = "Content-Type: application/octet-stream";

TEST(AttachedMessage, IsRecognisedByContent) {
    for (std::string header : {"Content-Type: application/octet-stream", "Content-Type: text/plain", "X: y",
                               "Content-Type: application/x-mail; name=x.eml"}) {
        auto const found = read(attached(header, report));
        EXPECT_EQ(found.format, Format::arf) << header;
        EXPECT_EQ(found.original_message_id, "1@example.com") << header;
        EXPECT_EQ(found.carrier().from->address, "fbl@example.net") << header;
        EXPECT_TRUE(arf_test::has(found.diagnostics, DiagnosticCode::recognised_by_content)) << header;
    }
}
TEST(AttachedMessage, MayHaveNoiseOnTop) {
    EXPECT_EQ(read(attached(octets, "\n\n" + report)).format, Format::arf);
    EXPECT_EQ(read(attached(octets, "From x@example.com Mon Mar  9 11:18:49 2026\n" + report)).format,
              Format::arf);
}
TEST(AttachedMessage, MayHaveAFoldedType) {
    EXPECT_EQ(read(attached(octets, arf_test::replaced(report, "Content-Type: mul", "Content-Type:\n\tmul")))
                  .format,
              Format::arf);
}
TEST(AttachedMessage, PartsLieBehindAllOthers) {
    auto const found = read(attached(octets, report));
    ASSERT_EQ(found.parts.size(), 8U);
    EXPECT_EQ(found.parts[2].kind, arf::Part::Kind::message);
    EXPECT_EQ(found.parts[3].parent, 2);
    EXPECT_EQ(found.parts[4].parent, 3);
    EXPECT_FALSE(found.parts[3].decoded);
}
TEST(AttachedMessage, IsLeftClosedWhereItIsNone) {
    for (std::string_view content :
         {"hi", "Dear desk: hello", "From: a\nSubject: b\n\nhi", "Feedback-Type is: a field\n",
          "Content-Type: multipart/report; boundary=b\n\n--b\n"}) {
        auto const found = read(attached(octets, content));
        EXPECT_EQ(found.format, Format::unknown) << content;
        EXPECT_EQ(found.parts.size(), 3U) << content;
        EXPECT_TRUE(found.diagnostics.empty()) << content;
    }
    EXPECT_EQ(read(attached("Content-Type: image/png", report)).parts.size(), 3U);
    EXPECT_EQ(read(attached("Content-Type: text/html", report)).parts.size(), 3U);
    EXPECT_EQ(read("Content-Type: text/plain\n\n" + report).format, Format::unknown);
}
TEST(AttachedMessage, NamedAsMailNeedsNoParts) {
    auto const found = read(attached("Content-Disposition: attachment; filename=\"x.EML\"",
                                     "From: a@example.com\nSubject: b\n\nhi"));
    EXPECT_EQ(found.format, Format::unknown);
    EXPECT_EQ(found.parts.size(), 4U);
}
TEST(AttachedMessage, InAnAutomaticAnswerStaysClosed) {
    EXPECT_EQ(read(attached(octets, report, "Auto-Submitted: auto-replied\n")).format, Format::auto_reply);
}
TEST(AttachedMessage, IsNotOpenedWhereTheMailIsRecognised) {
    auto const outer = arf_test::report_with(arf_test::required_fields,
                                             arf_test::replaced(attached(octets, report), "=b\n", "=c\n"));
    EXPECT_FALSE(arf_test::has(read(outer).diagnostics, DiagnosticCode::recognised_by_content));
}
TEST(AttachedMessage, StaysWithinTheLimits) {
    EXPECT_EQ(read(attached(octets, report), {.max_message_depth = 0}).format, Format::unknown);
    EXPECT_EQ(read(attached(octets, report), {.max_parts = 3}).format, Format::unknown);
    EXPECT_LE(read(attached(octets, report), {.max_parts = 5}).parts.size(), 5U);
    auto nested = report;
    for (char boundary = 'g'; boundary != 'm'; ++boundary) {
        nested =
            arf_test::replaced(attached(octets, nested), "boundary=f", std::string("boundary=") + boundary);
        nested = arf_test::replaced(nested, "--f", std::string("--") + boundary);
    }
    EXPECT_EQ(read(nested).format, Format::unknown);  // only the outermost is opened
}
TEST(AttachedMessage, SurvivesDamage) {
    arf_test::for_each_damage(attached(octets, report), [](std::string_view damaged) {
        auto const found = arf::parse_borrowed(damaged, {.keep_other_messages = true});
        if (!found) return;
        for (auto const& part : found->parts) EXPECT_TRUE(part.parent < &part - found->parts.data());
    });
}
TEST(AttachedMessage, IsFoundInLinearTime) {
    std::string many = "Content-Type: multipart/mixed; boundary=f\n\n";
    many += arf_test::repeat("--f\n\nFrom: a\nTo: b\nContent-Type: multipart/mixed; boundary=g\n\n--g\n\nx\n",
                             5'000);
    (void)read(many);
    (void)read(attached(octets, arf_test::repeat("From: a\n", 1'000'000)));
    (void)read(attached(octets, arf_test::repeat("\n", 4'000'000)));
}

}  // namespace dialect_attached_message_test
