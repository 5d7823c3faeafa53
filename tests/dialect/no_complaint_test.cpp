// SPDX-License-Identifier: BSL-1.0
// What is no complaint is told apart, each with its reason.
#include <gtest/gtest.h>

#include <arf/arf.hpp>
#include <support.hpp>

namespace dialect_no_complaint_test {

using arf::Format;

arf::Report read(std::string const& message) {
    return arf::parse(message, {.keep_other_messages = true}).value();
}
/// A text with this header field.
Format with_field(std::string_view field) {
    auto const report = read("Subject: x\n" + std::string(field) + "\n\nhi\n");
    EXPECT_FALSE(report.is_complaint());
    EXPECT_FALSE(report.reason.empty());
    return report.format;
}
std::string forwarded(std::string_view message, std::string_view header = "") {
    return std::string(header) + "Content-Type: multipart/mixed; boundary=f\n\n--f\n\nsee below\n" +
           "--f\nContent-Type: message/rfc822\n\n" + std::string(message) + "\n--f--\n";
}
std::string const bounce =
    "Content-Type: multipart/report; boundary=q\n\n--q\n\nSorry.\n--q\n"
    "Content-Type: message/delivery-status\n\nReporting-MTA: dns; m\n\nFinal-Recipient: rfc822; a@x\n--q--\n";

TEST(AutoReply, IsToldByItsHeader) {
    for (auto field : {"Auto-Submitted: auto-replied", "Auto-Submitted: Auto-Replied (vacation)",
                       "Auto-Submitted: auto-replied; owner-email=x", "X-Autoreply: yes",
                       "X-Autorespond: away", "Precedence: auto_reply", "X-Precedence: AUTO_REPLY",
                       "X-Autoreply-From: a@x", "X-Mail-Autoreply: y"})
        EXPECT_EQ(with_field(field), Format::auto_reply) << field;
}
TEST(AutoReply, IsNotToldByFieldsThatSayAnythingElse) {
    for (auto field :
         {"Auto-Submitted: no", "Auto-Submitted: auto-generated", "Auto-Submitted: auto-repliedx",
          "X-Auto-Response-Suppress: All", "X-Autoreply: no", "Subject: Out of office", "Auto-Submitted:"})
        EXPECT_EQ(with_field(field), Format::unknown) << field;
}
TEST(AutoReply, MayBringAReportBack) {
    auto const report = arf_test::report_with(arf_test::required_fields);
    EXPECT_EQ(read(forwarded(report)).format, Format::arf);
    EXPECT_EQ(read(forwarded(report, "Auto-Submitted: auto-replied\n")).format, Format::auto_reply);
    EXPECT_EQ(read("Auto-Submitted: auto-generated\n" + report).format, Format::arf);
    EXPECT_EQ(read("Auto-Submitted: auto-replied\n" + report).format, Format::arf);
}

TEST(Newsletter, IsToldByItsHeader) {
    for (auto field : {"List-Id: <a.example.com>", "List-Unsubscribe: <https://example.com/u>",
                       "List-Post: NO", "List-Help: <mailto:h@example.com>",
                       "CFBL-Address: fbl@example.com; report=arf", "Precedence: list", "Precedence: Bulk"})
        EXPECT_EQ(with_field(field), Format::newsletter) << field;
}
TEST(Newsletter, IsNotToldByMailOfPrograms) {
    for (auto field : {"Precedence: bulk\nAuto-Submitted: auto-generated", "Precedence: first-class",
                       "Precedence: junk", "Precedence:", "X-List-Id: a"})
        EXPECT_EQ(with_field(field), Format::unknown) << field;
    EXPECT_EQ(with_field("Precedence: bulk\nAuto-Submitted: no"), Format::newsletter);
    EXPECT_EQ(with_field("Precedence: bulk\nX-Autoreply: yes"), Format::auto_reply);
}
TEST(Newsletter, InAForwardIsNoNewsletter) {
    EXPECT_EQ(read(forwarded("List-Id: <a.example.com>\nSubject: x\n\nhi\n")).format, Format::unknown);
}

TEST(Notification, IsTheMailItselfBeforeAllElse) {
    EXPECT_EQ(read(bounce).format, Format::dsn);
    EXPECT_EQ(read("List-Id: <a.example.com>\nAuto-Submitted: auto-replied\n" + bounce).format, Format::dsn);
}
TEST(Notification, InAForwardComesBehindAllElse) {
    EXPECT_EQ(read(forwarded(bounce)).format, Format::dsn);
    EXPECT_EQ(read(forwarded(bounce, "Auto-Submitted: auto-replied\n")).format, Format::auto_reply);
    EXPECT_EQ(read(forwarded(bounce, "List-Id: <a.example.com>\n")).format, Format::dsn);
    EXPECT_EQ(read(forwarded(bounce)).deliveries.size(), 1U);
}

TEST(Unknown, SaysSo) {
    auto const report = read("Subject: x\n\nhi\n");
    EXPECT_EQ(report.format, Format::unknown);
    EXPECT_EQ(report.reason, "no part and no field of a known format");
}

}  // namespace dialect_no_complaint_test
