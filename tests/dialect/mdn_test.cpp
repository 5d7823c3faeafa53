// SPDX-License-Identifier: BSL-1.0
// Receipts: what they say about the message and its reader.
#include <gtest/gtest.h>

#include <arf/arf.hpp>
#include <damage.hpp>
#include <support.hpp>

namespace dialect_mdn_test {

std::string receipt(std::string_view fields, std::string_view behind = "") {
    std::string out =
        "From: reader@example.net\nTo: sender@example.com\n"
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n"
        "--b\n\nRead.\n--b\nContent-Type: message/disposition-notification\n\n";
    return out.append(fields).append("\n").append(behind).append("--b--\n");
}
arf::Report read(std::string const& message) {
    auto const report = arf::parse(message, {.keep_other_messages = true}).value();
    EXPECT_EQ(report.format, arf::Format::mdn);
    return report;
}
std::vector<std::string> codes_of(std::string_view fields) {
    return arf_test::codes(read(receipt(fields)).diagnostics);
}

TEST(Mdn, SaysWhoGotWhichMessage) {
    auto const report =
        read(receipt("Reporting-UA: example.net; Reader 1\nOriginal-Recipient: rfc822; alias@example.net\n"
                     "Final-Recipient: rfc822; <reader@example.net>\nOriginal-Message-ID: <1@example.com>\n"
                     "Disposition: manual-action/MDN-sent-manually; displayed\n"));
    ASSERT_EQ(report.original_rcpt_to.size(), 1U);
    EXPECT_EQ(report.original_rcpt_to[0].address, "reader@example.net");
    EXPECT_EQ(report.original_message_id, "1@example.com");
    ASSERT_EQ(report.fields.size(), 5U);
    ASSERT_EQ(report.extensions.size(), 3U);
    EXPECT_EQ(report.extensions[2].name(), "Disposition");
    EXPECT_EQ(arf::unfolded(report.extensions[2]), "manual-action/MDN-sent-manually; displayed");
    EXPECT_FALSE(report.original);
    EXPECT_TRUE(report.diagnostics.empty());
    EXPECT_FALSE(report.is_complaint());
}

TEST(Mdn, MayBringTheMessageBack) {
    constexpr std::string_view original =
        "--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <2@example.com>\n";
    auto const report = read(receipt("Disposition: x\n", original));
    EXPECT_EQ(report.original_message_id, "2@example.com");
    EXPECT_EQ(read(receipt("Original-Message-ID: <1@example.com>\n", original)).original_message_id,
              "1@example.com");
}

TEST(Mdn, TellsWhatItCannotRead) {
    using Names = std::vector<std::string>;
    EXPECT_EQ(codes_of("Final-Recipient: rfc822; a b\n"), Names{"bad_mail_path"});
    EXPECT_EQ(codes_of("Original-Message-ID: <>\n"), Names{"bad_value"});
    EXPECT_EQ(codes_of("Final-Recipient: rfc822; a@x\nFinal-Recipient: rfc822; b@x\n"),
              Names{"duplicate_field"});
    EXPECT_EQ(codes_of("Final-Recipient: rfc822; redacted@x\n"), Names{"address_redacted"});
    auto const twice = read(receipt("Final-Recipient: rfc822; a@x\nFinal-Recipient: rfc822; b@x\n"));
    ASSERT_EQ(twice.original_rcpt_to.size(), 1U);
    EXPECT_EQ(twice.original_rcpt_to[0].address, "a@x");
}

TEST(Mdn, HasAnInternationalTwin) {
    auto const report = read(arf_test::replaced(receipt("Final-Recipient: utf-8; \xC3\xA9va@x\n"),
                                                "message/disposition", "message/global-disposition"));
    ASSERT_EQ(report.original_rcpt_to.size(), 1U);
    EXPECT_EQ(report.original_rcpt_to[0].address, "\xC3\xA9va@x");
}

TEST(Mdn, SurvivesDamage) {
    arf_test::for_each_damage(
        receipt("Final-Recipient: rfc822; a@x\nOriginal-Message-ID: <1@x>\nDisposition: y\n"),
        [](std::string_view damaged) {
            auto const report = arf::parse_borrowed(damaged, {.keep_other_messages = true});
            if (!report) return;
            EXPECT_LE(report->original_rcpt_to.size(), report->fields.size());
        });
}

}  // namespace dialect_mdn_test
