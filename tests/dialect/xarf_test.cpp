// SPDX-License-Identifier: BSL-1.0
// XARF 1 to 4: as a file, beside a feedback report, attached and inline.
#include <gtest/gtest.h>

#include <arf/arf.hpp>
#include <dialect/json_report.hpp>
#include <support.hpp>

namespace dialect_xarf_test {

using arf::DiagnosticCode;
using arf::Format;
using arf_test::has;
using arf_test::read_any;
using arf_test::repeat;

/// "From: a@example.org\nSubject: x\nMessage-ID: <1@example.org>\n\nhi\n" in base64.
constexpr std::string_view mail_base64 =
    "RnJvbTogYUBleGFtcGxlLm9yZwpTdWJqZWN0OiB4Ck1lc3NhZ2UtSUQ6IDwxQGV4YW1wbGUub3JnPgoKaGkK";

/// A document of version 4 with these members more.
std::string four(std::string_view more = {}) {
    std::string out = R"({"xarf_version":"4.2.0","report_id":"id-1","timestamp":"2026-03-03T10:00:00Z",)"
                      R"("reporter":{"org":"O","contact":"a@example.net","domain":"example.net"},)"
                      R"("sender":{"org":"O","contact":"a@example.net","domain":"example.net"},)"
                      R"("source_identifier":"192.0.2.1","category":"messaging","type":"spam")";
    return out.append(more).append("}");
}

/// A document of version 3 with these members in its report.
std::string three(std::string_view members) {
    std::string out =
        R"({"Version":"3","ReporterInfo":{"ReporterOrg":"O"},"Disclosure":true,"Report":{"ReportClass":"Activity",)"
        R"("ReportType":"Spam","Date":"2026-03-03T10:00:00Z")";
    return out.append(members).append("}}");
}

/// Evidence of version 3 with these members.
arf::Report with_sample(std::string_view members) {
    return read_any(three(R"(,"Samples":[{"ContentType":"text/plain",)" + std::string(members) + "}]"));
}

/// A mail of two parts: text, and this one with its header.
std::string mail_with(std::string_view part, std::string_view header = {}) {
    std::string out = "From: a@example.net\nTo: abuse@example.com\n";
    out.append(header).append("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nA report.\n--b\n");
    return out.append(part).append("\n--b--\n");
}

std::string shown(std::optional<arf::IpAddress> const& address) {
    return address ? address->to_string() : "(none)";
}

TEST(Xarf, FourStatesItsFacts) {
    auto const report = read_any(four(
        R"(,"source_port":40222,"smtp_from":"<s@example.org>","smtp_to":["t@example.net","u@example.net"],)"
        R"("url":"https://example.org/x","domain":"example.org","user_agent":"no fact","tags":["a:b"])"));
    EXPECT_EQ(report.format, Format::xarf);
    EXPECT_FALSE(report.feedback_type);
    EXPECT_FALSE(report.user_agent);
    EXPECT_FALSE(report.original);
    EXPECT_EQ(report.version->raw, "4.2.0");
    EXPECT_FALSE(report.version->number);
    EXPECT_EQ(report.arrival_date->to_string(), "2026-03-03T10:00:00Z");
    EXPECT_EQ(shown(report.source_ip), "192.0.2.1");
    EXPECT_EQ(report.source_port, 40222);
    EXPECT_EQ(report.original_mail_from->address, "s@example.org");
    ASSERT_EQ(report.original_rcpt_to.size(), 2U);
    EXPECT_EQ(report.original_rcpt_to[1].address, "u@example.net");
    EXPECT_EQ(report.reported_uri[0], "https://example.org/x");
    EXPECT_EQ(report.reported_domain[0], "example.org");
    EXPECT_EQ(report.xarf_category, "messaging");
    EXPECT_EQ(report.xarf_report_type, "spam");
    EXPECT_EQ(report.xarf_report_id, "id-1");
    EXPECT_TRUE(report.diagnostics.empty()) << to_string(report.diagnostics[0]);
    EXPECT_EQ(report.document[0].kind, arf::Node::Kind::object);
}

TEST(Xarf, SourceIdentifierIsAnAddressOnlyWhereItIsOne) {
    auto const with_source = [](std::string_view source) {
        return shown(read_any(arf_test::replaced(four(), "192.0.2.1", source)).source_ip);
    };
    EXPECT_EQ(with_source("2001:DB8:0:0::1"), "2001:db8::1");
    EXPECT_EQ(with_source("::ffff:192.0.2.1"), "192.0.2.1");
    for (auto const* const source : {"mail.example.org", "+49 30 1", "192.0.2.x", ""})
        EXPECT_EQ(with_source(source), "(none)");
}

TEST(Xarf, ThreeStatesItsFactsInBothShapes) {
    auto const first = read_any(three(
        R"(,"SourceIp":"192.0.2.1","SourcePort":25,"SmtpMailFromAddress":"s@example.org",)"
        R"("SmtpRcptToAddress":"t@example.net","SmtpMessageSubject":"hello","SourceUrl":"http://example.org/")"));
    auto const second = read_any(
        three(R"(,"Source":{"IP":"192.0.2.1","Port":25,"URL":"http://example.org/"},)"
              R"("AdditionalInfo":{"SMTPFrom":"s@example.org","SMTPTo":"t@example.net","Subject":"hello"})"));
    for (auto const* const report : {&first, &second}) {
        EXPECT_EQ(shown(report->source_ip), "192.0.2.1");
        EXPECT_EQ(report->source_port, 25);
        EXPECT_EQ(report->original_mail_from->address, "s@example.org");
        EXPECT_EQ(report->original_rcpt_to[0].address, "t@example.net");
        EXPECT_EQ(report->reported_uri[0], "http://example.org/");
        EXPECT_EQ(report->original->subject, "hello");
        EXPECT_TRUE(report->original->fields.empty());
        EXPECT_EQ(report->xarf_category, "Activity");
        EXPECT_EQ(report->xarf_report_type, "Spam");
        EXPECT_EQ(report->version->number, 3U);
    }
}

TEST(Xarf, NamesMayBeSpeltAnyWay) {
    auto const report = read_any(
        R"({"version":3,"reporter_info":{},"report":{"report-type":"Login-Attack","source_ip":"192.0.2.9"}})");
    EXPECT_EQ(shown(report.source_ip), "192.0.2.9");
    EXPECT_EQ(report.xarf_report_type, "Login-Attack");
    EXPECT_EQ(report.version->number, 3U);
}

TEST(Xarf, PayloadsAreDecodedAsTheFlagSays) {
    EXPECT_EQ(with_sample(R"("Base64Encoded":true,"Payload":"aGk=")").evidence[0].payload, "hi");
    EXPECT_EQ(with_sample(R"("Base64Encoded":"true","Payload":"aGk=")").evidence[0].payload, "hi");
    EXPECT_EQ(with_sample(R"("Base64Encoded":false,"Payload":"aGk=")").evidence[0].payload, "aGk=");
    EXPECT_EQ(with_sample(R"("Payload":"aGk=")").evidence[0].payload, "hi");
    EXPECT_EQ(with_sample(R"("Payload":"not base64: a log")").evidence[0].payload, "not base64: a log");
    EXPECT_EQ(with_sample(R"("Data":"aGk=")").evidence[0].payload, "hi");
    EXPECT_TRUE(with_sample(R"("Payload":"not base64: a log")").diagnostics.empty());
}

TEST(Xarf, DamagedPayloadsAreTold) {
    auto const cut = with_sample(R"("Base64Encoded":true,"Payload":"aGVsbG8gd29ybGQ...")");
    EXPECT_EQ(cut.evidence[0].payload, "hello world");
    EXPECT_TRUE(has(cut.diagnostics, DiagnosticCode::bad_evidence));
    auto const text = with_sample(R"("Base64Encoded":true,"Payload":"Received: from a\nby b")");
    EXPECT_EQ(text.evidence[0].payload, "Received: from a\nby b");
    EXPECT_TRUE(has(text.diagnostics, DiagnosticCode::bad_evidence));
    auto const none = with_sample(R"("Base64Encoded":true,"Payload":"!?")");
    EXPECT_EQ(none.evidence[0].payload, "!?");
}

TEST(Xarf, EvidenceOfTypeMailIsTheOriginal) {
    for (auto const* const type :
         {"message/rfc822", "MESSAGE/RFC822; charset=utf-8", "message/global", "text/rfc822-headers"}) {
        auto const report =
            read_any(four(R"(,"subject":"no","evidence":[{"content_type":"text/plain","payload":"aGk="},)"
                          R"({"content_type":")" +
                          std::string(type) + R"(","hash":"md5:0","description":"d","payload":")" +
                          std::string(mail_base64) + "\"}]"));
        ASSERT_EQ(report.evidence.size(), 2U) << type;
        EXPECT_EQ(report.evidence[1].content_type, type);
        EXPECT_EQ(report.evidence[1].hash, "md5:0");
        EXPECT_EQ(report.evidence[1].description, "d");
        EXPECT_EQ(report.original_message_id, "1@example.org") << type;
        EXPECT_EQ(report.original->subject, "x") << type;
        EXPECT_EQ(report.original->body(), "hi\n") << type;
    }
    EXPECT_FALSE(read_any(four(R"(,"evidence":[{"content_type":"text/plain","payload":")" +
                               std::string(mail_base64) + "\"}]"))
                     .original);
}

TEST(Xarf, StatesOfTheMessageWhatItsEvidenceDoesNot) {
    auto const report = read_any(four(R"(,"subject":"stated","message_id":"<2@example.org>","evidence":)"
                                      R"([{"content_type":"message/rfc822","payload":"VG86IGE="}])"));
    EXPECT_EQ(report.original->subject, "stated");
    EXPECT_EQ(report.original_message_id, "2@example.org");
    EXPECT_EQ(report.original->fields.size(), 1U);
}

TEST(Xarf, OneSampleMayStandAsAnObject) {
    auto const report =
        read_any(three(R"(,"Sample":{"ContentType":"message/rfc822","Base64Encoded":true,"Payload":")" +
                       std::string(mail_base64) + "\"}"));
    EXPECT_EQ(report.evidence.size(), 1U);
    EXPECT_EQ(report.original_message_id, "1@example.org");
}

TEST(Xarf, WhatIsInvalidStaysAReport) {
    auto const bare = read_any(R"({"xarf_version":"4.0.0"})");
    EXPECT_EQ(bare.format, Format::xarf);
    EXPECT_EQ(std::count_if(bare.diagnostics.begin(), bare.diagnostics.end(),
                            [](auto const& one) { return one.code == DiagnosticCode::missing_key; }),
              7);
    auto const no_report = read_any(R"({"Version":"3","ReporterInfo":{"ReporterOrg":"O"}})");
    EXPECT_EQ(no_report.format, Format::xarf);
    EXPECT_TRUE(has(no_report.diagnostics, DiagnosticCode::missing_key));
    auto const odd = read_any(three(R"(,"SourceIp":"no address","SourcePort":9999999)"));
    EXPECT_FALSE(odd.source_ip || odd.source_port);
    EXPECT_TRUE(has(odd.diagnostics, DiagnosticCode::bad_ip_literal));
    EXPECT_TRUE(has(odd.diagnostics, DiagnosticCode::bad_port));
    auto const wrong_kinds = read_any(
        R"({"xarf_version":{},"report_id":[],"timestamp":1,"source_identifier":null,"evidence":{"payload":1},"smtp_to":{}})");
    EXPECT_EQ(wrong_kinds.format, Format::xarf);
    EXPECT_FALSE(wrong_kinds.version || wrong_kinds.xarf_report_id || wrong_kinds.arrival_date);
    EXPECT_TRUE(wrong_kinds.original_rcpt_to.empty());
}

TEST(Xarf, TellsOfTypesThatVersionFourDoesNotHave) {
    auto const told = [](std::string_view category, std::string_view type) {
        auto const text = arf_test::replaced(arf_test::replaced(four(), "messaging", category), "\"spam\"",
                                             "\"" + std::string(type) + "\"");
        return has(read_any(text).diagnostics, DiagnosticCode::unknown_report_type);
    };
    EXPECT_FALSE(told("messaging", "bulk_messaging"));
    EXPECT_FALSE(told("connection", "ddos"));
    EXPECT_FALSE(told("reputation", "threat_intelligence"));
    EXPECT_TRUE(told("connection", "spam"));
    EXPECT_TRUE(told("messaging", "bulk"));
    EXPECT_TRUE(told("messaging", "spam bulk_messaging"));
    EXPECT_TRUE(told("other", "spam"));
}

TEST(Xarf, FourWithoutItsVersionIsToldByItsKeys) {
    auto const text = arf_test::replaced(four(), R"("xarf_version":"4.2.0",)", "");
    EXPECT_EQ(read_any(text).format, Format::xarf);
    EXPECT_TRUE(has(read_any(text).diagnostics, DiagnosticCode::recognised_by_content));
}

TEST(Xarf, OtherDocumentsAreNone) {
    for (auto const* const text : {"{}", "[]", "[{\"xarf_version\":\"4.0.0\"}]", R"({"Version":"3"})",
                                   R"({"Report":{}})", R"({"Version":"3","Report":"x"})",
                                   R"({"category":"a","type":"b"})", R"({"a":{"xarf_version":"4"}})"})
        EXPECT_NE(read_any(text).format, Format::xarf) << text;
}

TEST(Xarf, InternalDataGoesNowhere) {
    auto const report = read_any(arf_test::replaced(
        four(R"(,"_internal":{"source_port":1,"smtp_from":"x@example.org","evidence":[{"payload":"aGk="}]})"),
        R"("source_identifier":"192.0.2.1")", R"("source_identifier":"none")"));
    EXPECT_FALSE(report.source_port || report.original_mail_from || report.source_ip);
    EXPECT_TRUE(report.evidence.empty());
    EXPECT_EQ(
        arf::document::Document(report.document).text(report.document.data(), "_internal", "source_port"),
        "1");
}

TEST(Xarf, InAFeedbackReportTheFieldsCountFirst) {
    auto const message = [](std::string_view fields, std::string_view json) {
        return "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\n\nhi\n--b\n"
               "Content-Type: message/feedback-report\n\n" +
               std::string(fields) + "\n--b\nContent-Type: application/json; name=xarf.json\n\n" +
               std::string(json) + "\n--b--\n";
    };
    auto const report =
        read_any(message("Feedback-Type: xarf\nUser-Agent: A/1\nVersion: 1\nSource-IP: 192.0.2.9\n",
                         four(R"(,"subject":"s","source_port":7)")));
    EXPECT_EQ(report.format, Format::xarf);
    EXPECT_EQ(report.feedback_type, arf::FeedbackType::xarf);
    EXPECT_EQ(report.user_agent, "A/1");
    EXPECT_EQ(report.version->raw, "1");
    EXPECT_EQ(shown(report.source_ip), "192.0.2.9");
    EXPECT_TRUE(has(report.diagnostics, DiagnosticCode::evidence_conflict));
    EXPECT_EQ(report.source_port, 7);
    EXPECT_EQ(report.xarf_report_id, "id-1");
    EXPECT_EQ(read_any(message("Feedback-Type: abuse\nUser-Agent: A/1\nVersion: 1\n", four())).format,
              Format::xarf);
    auto const other = read_any(message("Feedback-Type: abuse\nUser-Agent: A/1\nVersion: 1\n", R"({"a":1})"));
    EXPECT_EQ(other.format, Format::arf);
    EXPECT_TRUE(other.document.empty());
    auto const broken = read_any(message("Feedback-Type: xarf\nUser-Agent: A/1\nVersion: 1\n", R"({"a":)"));
    EXPECT_EQ(broken.format, Format::xarf);
    EXPECT_TRUE(has(broken.diagnostics, DiagnosticCode::bad_json));
    EXPECT_TRUE(has(broken.diagnostics, DiagnosticCode::no_report_part));
}

TEST(Xarf, IsFoundAsAnAttachment) {
    for (auto const* const header :
         {"Content-Type: application/json", "Content-Type: application/xarf+json",
          "Content-Type: application/octet-stream; name=\"report.json\"",
          "Content-Type: text/plain\nContent-Disposition: attachment; filename=x.JSON"}) {
        auto const report = read_any(mail_with(std::string(header) + "\n\n" + four() + "\n"));
        EXPECT_EQ(report.format, Format::xarf) << header;
        EXPECT_EQ(report.xarf_report_id, "id-1") << header;
    }
    auto const cut = read_any(mail_with("Content-Type: application/json\n\n{\"xarf_version\":\"4.0.0\","));
    EXPECT_EQ(cut.format, Format::xarf);
    EXPECT_TRUE(has(cut.diagnostics, DiagnosticCode::bad_json));
    EXPECT_NE(read_any(mail_with("Content-Type: application/json\n\n{\"a\":1}")).format, Format::xarf);
    EXPECT_NE(read_any(mail_with("Content-Type: text/html\n\n" + four())).format, Format::xarf);
}

TEST(Xarf, DiagnosticsOfAnEncodedPartPointIntoTheMail) {
    auto const text = mail_with(
        "Content-Type: application/json\nContent-Transfer-Encoding: base64\n\n"
        "eyJ4YXJmX3ZlcnNpb24iOiI0LjAuMCIsInNvdXJjZV9wb3J0IjoiXHUwMDc4In0=\n");
    auto const report = read_any(text);
    EXPECT_EQ(report.format, Format::xarf);
    auto const bad = std::find_if(report.diagnostics.begin(), report.diagnostics.end(),
                                  [](auto const& one) { return one.code == DiagnosticCode::bad_port; });
    ASSERT_NE(bad, report.diagnostics.end());
    EXPECT_EQ(text.substr(bad->offset, 8), "eyJ4YXJm");
}

TEST(Xarf, IsFoundInAText) {
    auto const mail = [](std::string_view body, std::string_view header = {}) {
        return "From: a@example.net\nSubject: report\n" + std::string(header) + "\n" + std::string(body);
    };
    for (auto const& body :
         {four(), "Hello,\n\n" + four() + "\n\n-- \nme\n", "see {this}:\n" + three("") + "\n"})
        EXPECT_EQ(read_any(mail(body)).format, Format::xarf) << body;
    EXPECT_EQ(read_any(mail("Hello,\r\n\r\n" + four() + "\r\n")).xarf_report_id, "id-1");
}

TEST(Xarf, TalkAboutItIsNoReport) {
    auto const is_talk = [](std::string const& body, std::string_view header = {}) {
        auto const report =
            read_any("From: a@example.net\nSubject: XARF\n" + std::string(header) + "\n" + body);
        EXPECT_NE(report.format, Format::xarf) << body;
    };
    is_talk("The key \"xarf_version\" is required.\n");
    is_talk("> " + four() + "\n");
    is_talk("I write: " + four() + "\n");
    is_talk("{ \"xarf_version\": ... }\n");
    is_talk("{\n  \"xarf_version\": \"4.0.0\",\n  ...\n}\n");
    is_talk("Example from the docs:\n\n" + four() + "\n\nLet us support it.\n");
    is_talk(repeat("A long mail about it.\n", 50) + four() + "\n");
    is_talk(four(), "In-Reply-To: <1@example.org>\n");
    is_talk(four(), "References: <1@example.org>\n");
}

TEST(Xarf, HasLimits) {
    auto const deep = four(",\"x\":" + repeat("[", 100'000) + repeat("]", 100'000));
    EXPECT_TRUE(has(read_any(deep).diagnostics, DiagnosticCode::limit_document_depth));
    auto const huge = four(R"(,"evidence":[{"content_type":"text/plain","payload":")" +
                           repeat("QUJD", std::size_t{8} << 20U) + "\"}]");
    EXPECT_TRUE(has(read_any(huge).diagnostics, DiagnosticCode::limit_document_bytes));
    auto const large = four(R"(,"evidence":[{"content_type":"message/rfc822","payload":")" +
                            repeat("QUJD", std::size_t{7} << 20U) + "\"}]");
    EXPECT_EQ(read_any(large).evidence[0].payload.size(), std::size_t{21} << 20U);
    auto const many = four(",\"evidence\":[" +
                           repeat(R"({"content_type":"message/rfc822","payload":"QTpi"},)", 30'000) + "1]");
    EXPECT_EQ(read_any(many).evidence.size(), 30'000U);
}

TEST(Xarf, DuplicateKeysCountOnce) {
    auto const report = read_any(four(R"(,"source_identifier":"192.0.2.2","report_id":"id-2")"));
    EXPECT_EQ(shown(report.source_ip), "192.0.2.1");
    EXPECT_EQ(report.xarf_report_id, "id-1");
    EXPECT_TRUE(has(report.diagnostics, DiagnosticCode::duplicate_key));
}

TEST(Xarf, SurvivesDamage) {
    arf_test::survives_damage(four(R"(,"evidence":[{"content_type":"message/rfc822","payload":")" +
                                   std::string(mail_base64) + "\"}]"));
    arf_test::survives_damage(
        three(R"(,"Source":{"IP":"192.0.2.1"},"Samples":[{"Base64Encoded":true,"Payload":"aGk="}])"));
    arf_test::survives_damage(mail_with("Content-Type: application/json\n\n" + four()));
}

}  // namespace dialect_xarf_test
