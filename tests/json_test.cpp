// SPDX-License-Identifier: BSL-1.0
// to_json(): valid JSON and valid UTF-8 whatever the message holds, and every column under its name.
#include <gtest/gtest.h>

#include <arf/attribution.hpp>
#include <arf/detail/columns.hpp>
#include <arf/json.hpp>
#include <arf/mime/decode.hpp>
#include <arf/parse.hpp>
#include <array>
#include <boost/json.hpp>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace json_test {

using namespace std::string_view_literals;
namespace json = boost::json;

[[nodiscard]] json::object record(arf::Report const& report, arf::RecordSource const& source = {}) {
    return json::parse(arf::to_json(report, source)).as_object();
}

/// The text of a value; throws where it is none.
[[nodiscard]] std::string text_of(json::value const& value) {
    return std::string(std::string_view(value.as_string()));
}

[[nodiscard]] arf::DateTime noon(arf::Zone zone) {
    using namespace std::chrono_literals;
    return {.local = std::chrono::local_days{std::chrono::year{2026} / 1 / 14} + 12h,
            .offset = 60min,
            .zone = zone,
            .deviations = arf::DateDeviation::none,
            .raw = "Wed, 14 Jan 2026 12:00:00 +0100"};
}

/// A field whose text has static storage.
[[nodiscard]] arf::Field field(std::string_view raw) {
    auto const colon = static_cast<std::uint32_t>(raw.find(':'));
    return {raw.data(), colon, colon + 1, static_cast<std::uint32_t>(raw.size()), 0};
}

[[nodiscard]] arf::Report with_subject(std::string_view subject) {
    arf::Report report;
    report.format = arf::Format::arf;
    report.original.emplace().subject = subject;
    return report;
}

constexpr arf::MailPath somebody{"somebody@example.com", "Somebody", arf::Redaction::none};
constexpr arf::MailPath hidden{"xxx@example.org", "", arf::Redaction::masked};
constexpr std::array recipients{somebody, hidden};
constexpr std::array texts{"One"sv, "tWo"sv};
constexpr std::array records{arf::SpfDns{arf::SpfDns::Type::txt, "example.com", "v=spf1 -all"},
                             arf::SpfDns{arf::SpfDns::Type::spf, "example.net", "v=spf1 ?all"}};

void fill(arf::Message& message) {
    message.message_id = "1@example.org";
    message.from = somebody;
    message.to = recipients;
    message.subject = "Hello";
    message.date = noon(arf::Zone::offset);
    message.return_path = arf::MailPath{};
    message.list_unsubscribe = "<https://example.com/>";
    message.list_id = "<list.example.com>";
    message.feedback_id = "1:2:3:example";
    message.cfbl_address = "fbl@example.com; report=arf";
    message.cfbl_feedback_id = "111:222";
}

/// A message that brings a report; its Date has a zone, or it has none.
[[nodiscard]] std::string carrier(std::string_view zone) {
    return std::string(
               "From: <fbl@example.com>\r\nTo: <xxx@example.org>\r\nSubject: Complaint\r\nDate: Wed, 14 Jan "
               "2026 12:00:00")
        .append(zone)
        .append(
            "\r\nMessage-ID: <2@example.com>\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: "
            "abuse\r\n");
}

/// A report in which every column has a value, but those that stand for each other: dates are instants, or
/// not.
[[nodiscard]] arf::Report full_report(arf::Zone zone) {
    auto report = arf::parse(carrier(zone == arf::Zone::offset ? " +0100" : "")).value();
    report.format = arf::Format::arf;
    report.reason = "a test";
    report.feedback_type = {arf::FeedbackType::auth_failure, "Auth-Failure"};
    report.user_agent = "OpenDMARC-Filter/1.4.2";  // makes it a feed
    report.version = {1, "1"};
    report.arrival_date = noon(zone);
    report.source_ip = arf::IpAddress(std::array<std::uint8_t, 4>{192, 0, 2, 1});
    report.source_port = std::uint16_t{4711};
    report.original_mail_from = arf::MailPath{};
    report.original_rcpt_to = recipients;
    report.reported_domain = texts;
    report.reported_uri = texts;
    report.reporting_mta = {"dns", "mx.example.com"};
    report.incidents = 4294967295U;
    report.original_envelope_id = "AbC";
    report.authentication_results = texts;
    report.auth_failure = {arf::AuthFailure::bodyhash, "BodyHash"};
    report.delivery_result = {arf::DeliveryResult::spam, "Spam"};
    report.identity_alignment = {.none = false, .dkim = true, .spf = true, .raw = "dkim, SPF"};
    report.dkim_domain = "Example.COM";
    report.dkim_identity = "@Example.COM";
    report.dkim_selector = "S1";
    report.dkim_selector_dns = "v=DKIM1; p=";
    report.dkim_canonicalized_header = "Zm9v";
    report.dkim_canonicalized_body = "YmFy";
    report.dkim_adsp_dns = "dkim=all";
    report.spf_dns = records;
    report.removal_recipient = hidden;
    report.redacted_address = texts;
    report.xarf_category = "messaging";
    report.xarf_report_type = "spam";
    report.xarf_report_id = "77@example.org";
    report.original_message_id = "0@example.org";
    fill(report.original.emplace());
    report.original->date = noon(zone);
    report.diagnostics = {};
    return report;
}

[[nodiscard]] bool stands_for_another(std::string_view column, arf::Zone zone) {
    if (zone == arf::Zone::offset) return column.ends_with("_date_raw");
    return column.ends_with("_date");
}

TEST(Json, EveryColumnHasItsKeyInTheOrderOfTheTable) {
    for (auto const zone : {arf::Zone::offset, arf::Zone::unknown}) {
        std::vector<std::string_view> expected{"source", "index", "offset", "is_report", "format", "reason"};
        arf::detail::for_each_column([&](auto const& column) {
            if (!stands_for_another(column.name, zone)) expected.emplace_back(column.name);
        });
        expected.emplace_back("redacted");
        expected.emplace_back("diagnostics");
        auto const object = record(full_report(zone));
        std::vector<std::string_view> found;
        for (auto const& member : object) found.push_back(std::string_view(member.key()));
        EXPECT_EQ(found, expected);
    }
}

TEST(Json, WhatControlsATerminalIsEscaped) {
    std::string subject;
    std::string expected;
    for (auto const& [text, escape] : std::to_array<std::array<std::string_view, 2>>({
             {"\xC2\x80", "\\u0080"},
             {"\xC2\x9B", "\\u009b"},
             {"\xC2\x9F", "\\u009f"},
             {"\xC2\xA0", "\xC2\xA0"},
             {"\xE2\x80\x8D", "\xE2\x80\x8D"},
             {"\xE2\x80\x8E", "\\u200e"},
             {"\xE2\x80\x8F", "\\u200f"},
             {"\xE2\x80\x90", "\xE2\x80\x90"},
             {"\xE2\x80\xA8", "\\u2028"},
             {"\xE2\x80\xAA", "\\u202a"},
             {"\xE2\x80\xAE", "\\u202e"},
             {"\xE2\x80\xAF", "\xE2\x80\xAF"},
             {"\xE2\x81\xA5", "\xE2\x81\xA5"},
             {"\xE2\x81\xA6", "\\u2066"},
             {"\xE2\x81\xA9", "\\u2069"},
             {"\xE2\x82\xAC", "\xE2\x82\xAC"},
             {"\xC3\x9B", "\xC3\x9B"},
         })) {
        subject.append(text).append("x");
        expected.append(escape).append("x");
    }
    auto const line = arf::to_json(with_subject(subject));
    EXPECT_NE(line.find('"' + expected + '"'), std::string::npos) << line;
    EXPECT_EQ(text_of(json::parse(line).as_object().at("original_subject")), subject);
}

TEST(Json, FactsAreShownInOneSpelling) {
    auto const object = record(full_report(arf::Zone::offset), {"a.mbox", 7, 1234});
    auto const expected = json::parse(R"({
        "source": "a.mbox", "index": 7, "offset": 1234, "is_report": true, "format": "arf", "feed": "opendmarc",
        "feedback_type": "auth-failure", "version": "1", "arrival_date": "2026-01-14T11:00:00Z",
        "source_ip": "192.0.2.1", "source_port": 4711, "original_mail_from": "",
        "original_rcpt_to": ["somebody@example.com", "xxx@example.org"], "reported_domain": ["one", "two"],
        "reported_uri": ["One", "tWo"], "reporting_mta": "mx.example.com", "incidents": 4294967295,
        "auth_failure": "bodyhash", "delivery_result": "spam", "identity_alignment": "dkim, SPF",
        "dkim_domain": "example.com", "dkim_identity": "@Example.COM",
        "spf_dns": ["txt:example.com:v=spf1 -all", "spf:example.net:v=spf1 ?all"],
        "original_from": "somebody@example.com", "original_date": "2026-01-14T11:00:00Z",
        "original_return_path": "", "original_headers_only": false, "carrier_from": "fbl@example.com", "carrier_date": "2026-01-14T11:00:00Z", "carrier_message_id": "2@example.com",
        "redacted": ["original_rcpt_to", "removal_recipient", "original_to", "carrier_to"]})");
    for (auto const& [key, value] : expected.as_object()) EXPECT_EQ(object.at(key), value) << key;
}

TEST(Json, ADateThatIsNoInstantKeepsItsText) {
    auto const object = record(full_report(arf::Zone::unknown));
    EXPECT_EQ(object.at("arrival_date_raw"), "Wed, 14 Jan 2026 12:00:00 +0100");
    EXPECT_FALSE(object.contains("arrival_date"));
}

TEST(Json, AbsentFactsHaveNoKey) {
    EXPECT_EQ(arf::to_json(arf::Report{}),
              R"({"source":"","index":0,"offset":0,"is_report":false,"format":"unknown","diagnostics":[]})");
}

TEST(Json, ExtensionsKeepOrderAndAreUnfolded) {
    std::array const fields{field("X-B: 2\r\n  and 3"), field("X-A:\t1")};
    arf::Report report;
    report.extensions = fields;
    EXPECT_EQ(record(report).at("extensions"),
              json::parse(R"([{"name": "X-B", "value": "2  and 3"}, {"name": "X-A", "value": "1"}])"));
}

TEST(Json, RowsShowWhatTheyState) {
    std::array const counts{arf::RowCount{"trap", 2}, arf::RowCount{"user", 0}};
    std::array const rows{
        arf::ReportRow{.source_ip = arf::IpAddress(std::array<std::uint8_t, 4>{192, 0, 2, 1}),
                       .date = noon(arf::Zone::offset),
                       .recipient = arf::MailPath{"a@example.com", {}, arf::Redaction::none},
                       .counts = counts,
                       .text = "192.0.2.1 2 0"},
        arf::ReportRow{.source_ip = {}, .date = {}, .recipient = {}, .counts = {}, .text = "-"}};
    arf::Report report;
    report.rows = rows;
    EXPECT_EQ(record(report).at("rows"),
              json::parse(R"([{"source_ip": "192.0.2.1", "date": "2026-01-14T11:00:00Z",
                               "recipient": "a@example.com", "trap": 2, "user": 0, "text": "192.0.2.1 2 0"},
                              {"text": "-"}])"));
}

TEST(Json, DeliveriesShowWhatTheyState) {
    arf::DeliveryStatus delivery;
    delivery.final_recipient = arf::MailPath{"a@example.com", {}, arf::Redaction::none};
    delivery.action = "failed";
    delivery.status = "5.7.1";
    delivery.diagnostic_code = "smtp; 550 5.7.1 listed";
    delivery.reply_code = std::uint16_t{550};
    delivery.enhanced_code = "5.7.1";
    delivery.blocklist = "Example list";
    std::array const deliveries{delivery, arf::DeliveryStatus{}};
    arf::Report report;
    report.deliveries = deliveries;
    EXPECT_EQ(record(report).at("deliveries"),
              json::parse(R"([{"final_recipient": "a@example.com", "action": "failed", "status": "5.7.1",
                               "diagnostic_code": "smtp; 550 5.7.1 listed", "reply_code": 550,
                               "enhanced_code": "5.7.1", "blocklist": "Example list"}, {}])"));
}

TEST(Json, EvidenceIsShownWithoutItsPayload) {
    std::array const evidence{arf::Evidence{"text/plain", "a log", "sha256:00", "12345"}, arf::Evidence{}};
    arf::Report report;
    report.evidence = evidence;
    EXPECT_EQ(record(report).at("evidence"),
              json::parse(R"([{"content_type": "text/plain", "description": "a log", "hash": "sha256:00",
                               "size": 5}, {"size": 0}])"));
}

TEST(Json, AnAttributionStandsBesideTheFacts) {
    auto const report = full_report(arf::Zone::offset);
    auto const plain = record(report);
    auto const line = arf::to_json(report, arf::attribute(report), {"a.mbox", 7, 1234});
    auto const object = json::parse(line).as_object();
    auto const& source = object.at("attribution").at("source").as_object();
    EXPECT_EQ(source.at("value"), "192.0.2.1");
    EXPECT_EQ(source.at("confidence"), "medium");
    EXPECT_EQ(source.at("from").at("place"), "report");
    auto const& customer = object.at("attribution").at("customer").as_object();
    EXPECT_FALSE(customer.contains("value"));
    EXPECT_EQ(customer.at("confidence"), "none");
    EXPECT_FALSE(customer.at("reason").as_string().empty());
    EXPECT_EQ(object.size(), plain.size() + 1);
}

TEST(Json, AVerdictIsShownWithItsScore) {
    auto const report = full_report(arf::Zone::offset);
    auto inferred = arf::attribute(report);
    inferred.outbound_verdict.value = arf::FilterVerdict{
        arf::FilterVerdict::Class::spam, "SpamAssassin", "X-Spam-Status", "Yes", 12.5, 5.0};
    auto const line = json::parse(arf::to_json(report, inferred, {})).as_object();
    auto const& verdict = line.at("attribution").at("outbound_verdict").as_object();
    EXPECT_EQ(verdict.at("value"), "spam");
    EXPECT_EQ(verdict.at("filter"), "SpamAssassin");
    EXPECT_EQ(verdict.at("text"), "Yes");
    EXPECT_EQ(verdict.at("score").to_number<double>(), 12.5);
    EXPECT_EQ(verdict.at("threshold").to_number<double>(), 5.0);
    inferred.outbound_verdict.value = arf::FilterVerdict{};
    auto const bare = json::parse(arf::to_json(report, inferred, {})).as_object();
    EXPECT_EQ(bare.at("attribution").at("outbound_verdict").at("value"), "unknown");
    EXPECT_FALSE(bare.at("attribution").at("outbound_verdict").as_object().contains("score"));
}

TEST(Json, DiagnosticsSayWhatTheTableSays) {
    std::array const found{arf::Diagnostic{arf::DiagnosticCode::bad_date, 12, 34, "Arrival-Date"},
                           arf::Diagnostic{arf::DiagnosticCode::no_original, 0, 0, {}}};
    arf::Report report;
    report.diagnostics = found;
    auto const object = record(report);
    auto const& first = object.at("diagnostics").at(0).as_object();
    auto const& info = arf::diagnostic_info(arf::DiagnosticCode::bad_date);
    EXPECT_EQ(first.at("code"), "bad_date");
    EXPECT_EQ(text_of(first.at("severity")), arf::name(info.severity));
    EXPECT_EQ(first.at("offset"), 12);
    EXPECT_EQ(first.at("length"), 34);
    EXPECT_EQ(first.at("field"), "Arrival-Date");
    EXPECT_EQ(text_of(first.at("source")), info.source);
    EXPECT_EQ(text_of(first.at("text")), info.text);
    EXPECT_EQ(text_of(first.at("action")), info.action);
    EXPECT_FALSE(object.at("diagnostics").at(1).as_object().contains("field"));
}

TEST(Json, AnyBytesGiveValidUtf8) {
    std::string every_byte;
    for (int byte = 0; byte < 256; ++byte) every_byte += static_cast<char>(byte);
    for (auto const text :
         {"\xff"sv, "caf\xe9"sv, "\xed\xa0\x80"sv, "a\0b"sv, std::string_view(every_byte)}) {
        auto const line = arf::to_json(with_subject(text), {text, 0, 0});
        EXPECT_TRUE(arf::mime::is_utf8(line));
        auto const object = json::parse(line).as_object();
        EXPECT_EQ(text_of(object.at("original_subject")), arf::mime::make_utf8(text));
        EXPECT_EQ(text_of(object.at("source")), arf::mime::make_utf8(text));
    }
}

TEST(Json, TextSurvivesTheRoundTrip) {
    std::string const longer_than_any_buffer(100'000, '"');
    for (auto const text : {""sv, "\"\\/\b\f\n\r\t\x01\x1f\x7f"sv, "{[:,"sv, "gr\xc3\xbc\xc3\x9f"sv,
                            "\xf0\x9f\x93\xa7"sv, std::string_view(longer_than_any_buffer)}) {
        EXPECT_EQ(text_of(record(with_subject(text)).at("original_subject")), text);
    }
}

TEST(Json, ARecordIsOneLineForEveryReader) {
    constexpr auto text = "a\xc2\x85z\xc2\x85\xe2\x80\xa8\xe2\x80\xa9\n\r\v\f\x1c"sv;
    auto const line = arf::to_json(with_subject(text));
    for (auto const line_end :
         {"\n"sv, "\r"sv, "\v"sv, "\f"sv, "\x1c"sv, "\xc2\x85"sv, "\xe2\x80\xa8"sv, "\xe2\x80\xa9"sv}) {
        EXPECT_EQ(line.find(line_end), std::string::npos);
    }
    EXPECT_EQ(text_of(record(with_subject(text)).at("original_subject")), text);
}

TEST(Json, AnErrorHasARecordToo) {
    auto const line = arf::to_json(arf::Error(arf::errc::too_large), {"-", 3, 99});
    auto const object = json::parse(line).as_object();
    EXPECT_EQ(object.at("source"), "-");
    EXPECT_EQ(object.at("index"), 3);
    EXPECT_EQ(object.at("offset"), 99);
    EXPECT_EQ(object.at("is_report"), false);
    EXPECT_EQ(object.at("format"), "unreadable");
    EXPECT_EQ(text_of(object.at("error")), arf::Error(arf::errc::too_large).message());
}

}  // namespace json_test
