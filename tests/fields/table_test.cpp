// SPDX-License-Identifier: BSL-1.0
// The table of report fields: each field, read into its column, in any case, folded or not; and what is not
// readable.
#include <gtest/gtest.h>

#include <arf/fields/message_table.hpp>
#include <arf/fields/table.hpp>
#include <arf/json.hpp>
#include <boost/json.hpp>
#include <set>
#include <support.hpp>

namespace fields_table_test {

namespace json = boost::json;
using namespace std::string_view_literals;

/// The record of a report part that holds these lines.
json::object record_of(std::string_view lines) {
    arf_test::Exact const text(lines);
    auto const report = arf::parse_fields(text.view());
    return report ? json::parse(arf::to_json(*report)).as_object() : json::object{};
}

std::string column(json::object const& record, std::string_view key) {
    auto const* const value = record.if_contains(key);
    return value == nullptr ? "absent" : json::serialize(*value);
}

struct Case {
    std::string_view field;
    std::string_view value;
    std::string_view column;
    std::string_view shown;  // as JSON
};

constexpr std::array known{
    Case{"Feedback-Type", "Abuse", "feedback_type", "\"abuse\""},
    Case{"User-Agent", "Example/1 (x)", "user_agent", "\"Example/1 (x)\""},
    Case{"Version", "1", "version", "\"1\""},
    Case{"Arrival-Date", "Thu, 1 Jan 2026 01:00:00 +0100", "arrival_date", "\"2026-01-01T00:00:00Z\""},
    Case{"Received-Date", "Thu, 1 Jan 2026 01:00:00 +0100", "arrival_date", "\"2026-01-01T00:00:00Z\""},
    Case{"Source-IP", "IPv6:2001:DB8::1", "source_ip", "\"2001:db8::1\""},
    Case{"Source-Port", "65535", "source_port", "65535"},
    Case{"Original-Mail-From", "<a@example.com>", "original_mail_from", "\"a@example.com\""},
    Case{"Original-Rcpt-To", "<a@example.com>, b@example.com", "original_rcpt_to",
         "[\"a@example.com\",\"b@example.com\"]"},
    Case{"Reported-Domain", "Example.COM", "reported_domain", "[\"example.com\"]"},
    Case{"Reported-URI", "http://example.com/(a)", "reported_uri", "[\"http://example.com/(a)\"]"},
    Case{"Reporting-MTA", "dns; MX.example.com", "reporting_mta", "\"MX.example.com\""},
    Case{"Incidents", "4294967295", "incidents", "4294967295"},
    Case{"Original-Envelope-Id", "QQ314159 x", "original_envelope_id", "\"QQ314159 x\""},
    Case{"Authentication-Results", "mx; spf=fail", "authentication_results", "[\"mx; spf=fail\"]"},
    Case{"Auth-Failure", "BodyHash", "auth_failure", "\"bodyhash\""},
    Case{"Delivery-Result", "smg-policy-action", "delivery_result", "\"smg-policy-action\""},
    Case{"Identity-Alignment", "dkim, spf", "identity_alignment", "\"dkim, spf\""},
    Case{"DKIM-Domain", "Example.com", "dkim_domain", "\"example.com\""},
    Case{"DKIM-Identity", "@Example.com", "dkim_identity", "\"@Example.com\""},
    Case{"DKIM-Selector", "s1", "dkim_selector", "\"s1\""},
    Case{"DKIM-Selector-DNS", "\"v=DKIM1; p=\"", "dkim_selector_dns", "\"v=DKIM1; p=\""},
    Case{"DKIM-Canonicalized-Header", "QUJD", "dkim_canonicalized_header", "\"QUJD\""},
    Case{"DKIM-Canonicalized-Body", "REVG", "dkim_canonicalized_body", "\"REVG\""},
    Case{"DKIM-ADSP-DNS", "\"dkim=all\"", "dkim_adsp_dns", "\"dkim=all\""},
    Case{"SPF-DNS", "txt : example.com : \"v=spf1 -all\"", "spf_dns", "[\"txt:example.com:v=spf1 -all\"]"},
    Case{"Removal-Recipient", "<a@example.com>", "removal_recipient", "\"a@example.com\""},
    Case{"Redacted-Address", "redacted@", "redacted_address", "[\"redacted@\"]"},
    Case{"Original-Message-ID", "<1@example.com>", "original_message_id", "\"1@example.com\""},
    Case{"Message-ID", "<1@example.com>", "original_message_id", "\"1@example.com\""},
};

/// What makes every case a report.
constexpr auto marker = "Removal-Recipient: <m@example.com>\n"sv;

std::string line(std::string_view name, std::string_view between, std::string_view value,
                 std::string_view end) {
    return std::string(name).append(between).append(value).append(end);
}

TEST(ReportFields, AreAllInTheseTests) {
    std::set<std::string_view> tested;
    for (auto const& one : known) tested.insert(one.field);
    for (auto const& field : arf::fields::report_fields)
        EXPECT_TRUE(tested.contains(field.name)) << field.name;
    EXPECT_EQ(tested.size(), arf::fields::report_fields.size());
}

TEST(ReportFields, AreReadIntoTheirColumns) {
    for (auto const& [name, value, key, shown] : known) {
        auto const name_text = std::string(name);
        for (auto const& text :
             {line(name, ": ", value, "\n"), line(name, ":", value, "\n"), line(name, ": ", value, " \t\r\n"),
              line(name, ":\n ", value, "\n"), line(name, ":\r\n\t", value, "\r\n \r\n"),
              line(name, ": ", value, ""), line(arf_test::upper(name_text), ": ", value, "\n"),
              line(arf_test::lower(name_text), " : ", value, "\n")}) {
            // The field goes first, so that the marker is no first of two.
            auto const separator = text.ends_with('\n') ? "" : "\n";
            auto const record =
                record_of(text + separator + std::string(name == "Removal-Recipient" ? "" : marker));
            EXPECT_EQ(column(record, key), shown) << text;
        }
    }
}

TEST(ReportFields, ThatMayStandOnceCountOnce) {
    for (std::size_t i = 0; i < arf::fields::report_fields.size(); ++i) {
        auto const& field = arf::fields::report_fields[i];
        auto const& one =
            *std::find_if(known.begin(), known.end(), [&](Case const& c) { return c.field == field.name; });
        auto const twice = line(one.field, ": ", one.value, "\n") + line(one.field, ": ", one.value, "\n");
        auto const report =
            arf::parse_fields(twice + (one.field == "Removal-Recipient" ? "" : std::string(marker)));
        ASSERT_TRUE(report) << one.field;
        bool const is_once = field.cardinality == arf::fields::ReportField::once;
        EXPECT_EQ(arf_test::has(report->diagnostics, arf::DiagnosticCode::duplicate_field), is_once)
            << one.field;
        EXPECT_EQ(report->fields.size(), one.field == "Removal-Recipient" ? 2U : 3U) << one.field;
    }
}

struct BadCase {
    std::string_view line;
    std::string_view column;
    std::string_view code;  // empty: absent without a word
};

TEST(ReportFields, ThatCannotBeReadAreAbsent) {
    constexpr std::array cases{
        BadCase{"Arrival-Date: yesterday", "arrival_date", "bad_date"},
        BadCase{"Arrival-Date: Thu, 1 Jan 2026 01:00:00", "arrival_date", "date_zone_unknown"},
        BadCase{"Received-Date:", "arrival_date", "bad_date"},
        BadCase{"Source-IP: 192.0.2.256", "source_ip", "bad_ip_literal"},
        BadCase{"Source-IP: 192.0.2.x", "source_ip", "bad_ip_literal"},
        BadCase{"Source-IP:", "source_ip", "bad_ip_literal"},
        BadCase{"Source-Port: 65536", "source_port", "bad_port"},
        BadCase{"Source-Port: -1", "source_port", "bad_port"},
        BadCase{"Incidents: 14.1", "incidents", "bad_incidents"},
        BadCase{"Incidents: 4294967296", "incidents", "bad_incidents"},
        BadCase{"Incidents: -1", "incidents", "bad_incidents"},
        BadCase{"Original-Mail-From: two words", "original_mail_from", "bad_mail_path"},
        BadCase{"SPF-DNS: nonsense", "spf_dns", "bad_value"},
        BadCase{"Message-ID:", "original_message_id", "bad_value"},
        BadCase{"User-Agent:", "user_agent", "missing_user_agent"},
        BadCase{"Feedback-Type: (comment)", "feedback_type", "missing_feedback_type"},
        BadCase{"Version:", "version", "missing_version"},
        BadCase{"Auth-Failure:", "auth_failure", ""},
        BadCase{"Reported-Domain:", "reported_domain", ""},
        BadCase{"Original-Envelope-Id: ", "original_envelope_id", ""},
    };
    for (auto const& [text, key, code] : cases) {
        auto const lines = std::string(text).append("\n").append(marker);
        EXPECT_EQ(column(record_of(lines), key), "absent") << text;
        auto const codes = arf_test::codes(arf::parse_fields(lines).value().diagnostics);
        EXPECT_TRUE(code.empty() || std::count(codes.begin(), codes.end(), code) == 1)
            << text << testing::PrintToString(codes);
    }
}

TEST(ReportFields, KeepTextInAnotherForm) {
    for (auto const& [text, key, shown] :
         {std::array{"Reported-Domain: not a domain", "reported_domain", "[\"not a domain\"]"},
          std::array{"Identity-Alignment: arc", "identity_alignment", "\"arc\""},
          std::array{"DKIM-ADSP-DNS: dkim=all", "dkim_adsp_dns", "\"dkim=all\""}}) {
        auto const lines = std::string(text).append("\n").append(marker);
        EXPECT_EQ(column(record_of(lines), key), shown) << text;
        EXPECT_TRUE(arf_test::has(arf::parse_fields(lines).value().diagnostics,
                                  arf::DiagnosticCode::nonstandard_value))
            << text;
    }
}

TEST(ReportFields, MakeNoLineEndOfABareCrOrNul) {
    auto const record = record_of(
        "User-Agent: a\rSource-IP: 192.0.2.1\0z\n"sv
        "Version: 1\n");
    EXPECT_EQ(column(record, "user_agent"), "\"a Source-IP: 192.0.2.1 z\"");
    EXPECT_EQ(column(record, "source_ip"), "absent");
}

TEST(ReportFields, HaveABlankForEachCrOfARun) {
    auto const lines = "User-Agent: a\r\r\rb\r\n c\nVersion: 1\n"sv;
    auto const report = arf::parse_fields(lines).value();
    EXPECT_EQ(report.user_agent, "a   b c");
    EXPECT_EQ(arf::unfolded(report.fields.front()), "a   b c");
}

TEST(ReportFields, HaveNoBlanksOfNulOrBareCrAroundThem) {
    auto const record = record_of(
        "User-Agent: \0\0 a/1 \0\n"
        "Reporting-MTA: dns; mx.example.net\r \n"
        "Version: 1\n"sv);
    EXPECT_EQ(column(record, "user_agent"), "\"a/1\"");
    EXPECT_EQ(column(record, "reporting_mta"), "\"mx.example.net\"");
}

TEST(ReportFields, NeverShowALineEnd) {
    for (auto const& one : known) {
        for (std::size_t at = 0; at <= one.value.size(); ++at) {
            for (auto const fold : {"\n ", "\n\t \n "}) {
                auto const folded =
                    std::string(one.value.substr(0, at)).append(fold).append(one.value.substr(at));
                auto const lines = line(one.field, ": ", folded, "\n").append(marker);
                auto const lf = record_of(lines);
                auto const crlf = record_of(arf_test::to_crlf(lines));
                auto const shown = column(lf, one.column);
                EXPECT_EQ(shown, column(crlf, one.column)) << lines;
                EXPECT_EQ(shown.find("\\n"), std::string::npos) << lines << shown;
                EXPECT_EQ(shown.find("\\r"), std::string::npos) << lines << shown;
            }
        }
    }
}

TEST(ReportFields, ThatAreTooLongAreKeptUnread) {
    for (auto const& [name, value, key, shown] : known) {
        auto const lines = line(name, ": ", value, arf_test::repeat(" ", 200) + "\n").append("Version: 1\n");
        arf_test::Exact const text(lines);
        auto const report = arf::parse_fields(text.view(), {.max_field_bytes = 100});
        ASSERT_TRUE(report) << name;
        EXPECT_EQ(report->fields.size(), 2U) << name;
        EXPECT_EQ(column(json::parse(arf::to_json(*report)).as_object(), key), "absent") << name;
    }
}

template <class Fields, class Names>
void finds_all_and_nothing_else(Fields const& fields, Names const& names) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
        auto const name = std::string(fields[i].name);
        EXPECT_EQ(names.find(arf_test::Exact(name).view()), i);
        EXPECT_EQ(names.find(arf_test::Exact(arf_test::lower(name)).view()), i);
        EXPECT_EQ(names.find(name + "x"), names.none);
        EXPECT_EQ(names.find(arf_test::Exact(name.substr(1)).view()), names.none);
        EXPECT_EQ(names.find("x" + name.substr(1)), names.none);
        EXPECT_EQ(names.find(name.substr(0, name.size() - 1) + "x"), names.none);
    }
    EXPECT_EQ(names.find(""), names.none);
}

TEST(NameMap, FindsNamesInAnyCaseAndNothingElse) {
    finds_all_and_nothing_else(arf::fields::report_fields, arf::fields::report_field_names);
    finds_all_and_nothing_else(arf::fields::message_fields, arf::fields::message_field_names);
}

TEST(ReportFields, HaveAddressesWithoutTheirType) {
    auto const record = record_of(
        "Feedback-Type: abuse\nOriginal-Mail-From: rfc822; a@example.com\nOriginal-Rcpt-To: "
        "RFC822;b@example.com\n"
        "Original-Rcpt-To: smtp ; c@example.com, d@example.com\n");
    EXPECT_EQ(column(record, "original_mail_from"), "\"a@example.com\"");
    EXPECT_EQ(column(record, "original_rcpt_to"), "[\"b@example.com\",\"c@example.com\",\"d@example.com\"]");
}

TEST(ReportFields, TellOddSenders) {
    for (auto const odd : {"@@"sv, "a@@b.example"sv, "a@"sv, "foo"sv}) {
        auto const text = "Feedback-Type: abuse\nOriginal-Mail-From: " + std::string(odd) + "\n";
        auto const report = arf::parse_fields(text).value();
        EXPECT_TRUE(arf_test::has(report.diagnostics, arf::DiagnosticCode::nonstandard_value) ||
                    report.original_mail_from->is_redacted())
            << odd;
        EXPECT_EQ(report.original_mail_from->address, odd);
    }
}

TEST(ReportFields, PlaceIncidentsZeroAtItsField) {
    auto const text = "Feedback-Type: abuse\nIncidents: 0\n"sv;
    auto const report = arf::parse_fields(text).value();
    auto const& found = report.diagnostics;
    auto const one = std::find_if(found.begin(), found.end(), [](auto const& d) {
        return d.code == arf::DiagnosticCode::incidents_zero;
    });
    ASSERT_NE(one, found.end());
    EXPECT_EQ(text.substr(one->offset, one->length), "Incidents: 0");
}

}  // namespace fields_table_test
