// SPDX-License-Identifier: BSL-1.0
// The header fields of a message that Message has a member for.
#include <gtest/gtest.h>

#include <arf/arf.hpp>
#include <support.hpp>

namespace fields_message_table_test {

/// The original of a report; the report must outlive what is asked of it.
struct Original {
    explicit Original(std::string_view header)
        : report(arf::parse(arf_test::report_with(arf_test::required_fields, std::string(header) + "\nhi\n"))
                     .value()) {}
    [[nodiscard]] arf::Message const& operator*() const { return report.original.value(); }
    arf::Report report;
};

TEST(MessageFields, AreReadIntoTheirMembers) {
    Original const original(
        "Return-Path: <bounce@example.com>\nMessage-ID: <1@example.com>\nDate: Thu, 1 Jan 2026 00:00:00 "
        "+0000\n"
        "From: \"A. B.\" <a@example.com>, b@example.com\nTo: c@example.com, D <d@example.com>\nSubject: hi  "
        "there\n"
        "List-Unsubscribe: <https://example.com/u>,\n <mailto:u@example.com>\nList-Id: News "
        "<news.example.com>\n"
        "Feedback-ID: a:b:c:d\nCFBL-Address: fbl@example.com; report=arf\nCFBL-Feedback-ID: ab (comment)\n "
        "cd:ef\n");
    auto const& m = *original;
    EXPECT_EQ(m.return_path->address, "bounce@example.com");
    EXPECT_EQ(m.message_id, "1@example.com");
    EXPECT_EQ(m.date->to_string(), "2026-01-01T00:00:00Z");
    EXPECT_EQ(m.from->address, "a@example.com");
    EXPECT_EQ(m.from->display_name, "A. B.");
    ASSERT_EQ(m.to.size(), 2U);
    EXPECT_EQ(m.to[1].address, "d@example.com");
    EXPECT_EQ(m.subject, "hi  there");
    EXPECT_EQ(m.list_unsubscribe, "<https://example.com/u>, <mailto:u@example.com>");
    EXPECT_EQ(m.list_id, "News <news.example.com>");
    EXPECT_EQ(m.feedback_id, "a:b:c:d");
    EXPECT_EQ(m.cfbl_address, "fbl@example.com; report=arf");
    EXPECT_EQ(m.cfbl_feedback_id, "abcd:ef");
}

TEST(MessageFields, ThatCannotBeReadAreAbsentWithADiagnostic) {
    Original const original(
        "Return-Path: a b\nMessage-ID: (none)\nDate: yesterday\nFrom: a b\nTo: <Undisclosed Recipients>\n"
        "Subject: =?utf-8?b?!!!?=\n");
    auto const& m = *original;
    EXPECT_FALSE(m.return_path || m.message_id || m.date || m.from || !m.to.empty());
    EXPECT_EQ(m.subject, "=?utf-8?b?!!!?=");
    auto const& found = original.report.diagnostics;
    auto const count = [&](arf::DiagnosticCode code) {
        return std::count_if(found.begin(), found.end(),
                             [code](auto const& one) { return one.code == code; });
    };
    EXPECT_EQ(count(arf::DiagnosticCode::bad_mail_path), 3);  // Return-Path, From, To
    EXPECT_EQ(count(arf::DiagnosticCode::bad_value), 1);      // Message-ID
    EXPECT_EQ(count(arf::DiagnosticCode::bad_date), 1);
    EXPECT_EQ(count(arf::DiagnosticCode::bad_encoded_word), 1);
}

TEST(MessageFields, OfWhichTheFirstCounts) {
    Original const original(
        "Subject: one\nSubject: two\nMessage-ID: <1@example.com>\nMessage-ID: <2@example.com>\n");
    EXPECT_EQ((*original).subject, "one");
    EXPECT_EQ((*original).message_id, "1@example.com");
    EXPECT_TRUE(arf_test::has(original.report.diagnostics, arf::DiagnosticCode::duplicate_message_id));
}

TEST(MessageFields, AreAbsentWhereTheyAreNotOrNotReadable) {
    Original const original(
        "From:\nTo:\nDate: soon\nMessage-ID:\nReturn-Path: two words\nCFBL-Feedback-ID: (only)\n");
    auto const& m = *original;
    EXPECT_FALSE(m.from || m.subject || m.date || m.message_id || m.return_path || m.cfbl_feedback_id ||
                 m.list_id);
    EXPECT_TRUE(m.to.empty());
    EXPECT_EQ(m.fields.size(), 6U);
}

TEST(MessageFields, NeverShowALineEnd) {
    for (auto const value : {"<1@example.com>", "\"A B\" <a@example.com>, A (x) <b@example.com>",
                             "Thu, 1 Jan 2026 00:00:00 +0000"}) {
        std::string const text = value;
        for (std::size_t at = 0; at <= text.size(); ++at) {
            for (auto const fold : {"\n ", "\r\n\t"}) {
                std::string header;
                auto const folded = text.substr(0, at) + fold + text.substr(at);
                for (auto name :
                     {"Message-ID", "From", "To", "Subject", "Date", "Return-Path", "List-Unsubscribe",
                      "List-Id", "Feedback-ID", "CFBL-Address", "CFBL-Feedback-ID"}) {
                    header.append(name).append(": ").append(folded).append("\n");
                }
                Original const original(header);
                auto const record = arf::to_json(original.report);
                EXPECT_EQ(record.find("\\n"), std::string::npos) << record;
                EXPECT_EQ(record.find("\\r"), std::string::npos) << record;
            }
        }
    }
}

TEST(Subject, IsDecodedToUtf8) {
    EXPECT_EQ((*Original("Subject: =?iso-8859-1?q?caf=E9?= =?utf-8?b?w6k=?=\n")).subject,
              "caf\xC3\xA9\xC3\xA9");
    EXPECT_EQ((*Original("Subject: caf\xC3\xA9\n")).subject, "caf\xC3\xA9");
    EXPECT_EQ((*Original("Subject: folded\n =?utf-8?q?here?=\n")).subject, "folded here");
}

TEST(Subject, StaysAsWrittenWhereItCannotBeDecoded) {
    Original const original("Subject: =?x-nonsense?q?a?=\n");
    EXPECT_EQ((*original).subject, "=?x-nonsense?q?a?=");
    EXPECT_TRUE(arf_test::has(original.report.diagnostics, arf::DiagnosticCode::bad_encoded_word));
    EXPECT_EQ((*Original("Subject: caf\xE9\n")).subject, "caf\xEF\xBF\xBD");
}

}  // namespace fields_message_table_test
