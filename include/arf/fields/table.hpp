// SPDX-License-Identifier: BSL-1.0
// The one table of the fields of a report: name, RFC, how often, grammar rule, member of Report.
// To add a field, add a line here, a member in report.hpp, and its column in detail/columns.hpp.
#pragma once

#include <arf/fields/name_map.hpp>
#include <arf/fields/reader.hpp>
#include <arf/grammar/date_time.hpp>
#include <arf/grammar/dkim.hpp>
#include <arf/grammar/domain.hpp>
#include <arf/grammar/identity_alignment.hpp>
#include <arf/grammar/ip_literal.hpp>
#include <arf/grammar/keyword.hpp>
#include <arf/grammar/msg_id.hpp>
#include <arf/grammar/number.hpp>
#include <arf/grammar/path.hpp>
#include <arf/grammar/quoted_string.hpp>
#include <arf/grammar/spf_dns.hpp>
#include <arf/grammar/typed_name.hpp>
#include <arf/grammar/uri.hpp>
#include <arf/grammar/version_number.hpp>
#include <arf/report.hpp>
#include <array>

namespace arf::fields {

/// What a report says beside the members of Report; needed until the report is complete.
struct Aside {
    std::optional<DateTime> received_date;  ///< historic name of Arrival-Date (RFC 5965, section 3.2)
    std::optional<std::string_view> embedded_message_id;  ///< Original-Message-ID
    std::optional<std::string_view> private_message_id;   ///< Message-ID
};

using ReportReader = FieldReader<Report, Aside>;

/// A grammar rule as a function.
template <class Value, auto const& Rule>
[[nodiscard]] std::optional<Value> by(std::string_view text) noexcept {
    return grammar::parse_all<Value>(Rule, text);
}

/// A value that is text in any case: where the rule does not match, what stands there is kept as written.
template <auto Member, auto Parse>
struct Lenient {
    static void read(ReportReader& reader, Field const& field) {
        auto const text = reader.text(field);
        if (text.empty()) return;
        auto const value = Parse(reader.value(field));
        if (!value) reader.context.note(DiagnosticCode::nonstandard_value, field);
        reader.add(reader[Member], value.value_or(text));
    }
};

/// A keyword of a registry; an empty one is absent.
template <auto Member, auto Parse>
struct OpenKeyword {
    static void read(ReportReader& reader, Field const& field) {
        auto const keyword = Parse(reader.value(field));
        if (!keyword.raw.empty()) reader[Member] = keyword;
    }
};

/// Without an address type in front ("rfc822; user@example.com"). QUIRK: what a DSN field has (RFC 3464,
/// section 2.3.1).
[[nodiscard]] inline std::string_view without_address_type(ReportReader& reader, Field const& field) {
    auto const text = detail::trim(reader.value(field));
    auto const semicolon = text.find(';');
    if (semicolon == text.npos) return text;
    auto const type = detail::trim(text.substr(0, semicolon));
    if (!detail::equal_ignoring_case(type, "rfc822") && !detail::equal_ignoring_case(type, "smtp"))
        return text;
    reader.context.note(DiagnosticCode::nonstandard_value, field);
    return text.substr(semicolon + 1);
}

/// Original-Mail-From: a path; one that is no "local@domain" is told and kept.
struct Sender {
    static void read(ReportReader& reader, Field const& field) {
        if (field.is(Field::too_long)) return;
        auto const path = grammar::read_path(without_address_type(reader, field));
        if (!path) return reader.context.note(DiagnosticCode::bad_mail_path, field);
        auto const at = path->address.find('@');
        bool const has_domain =
            at < path->address.size() - 1 && path->address.find('@', at + 1) == path->address.npos;
        if (!path->is_null() && !path->is_redacted() && !has_domain)
            reader.context.note(DiagnosticCode::nonstandard_value, field);
        reader.record.original_mail_from = path;
    }
};

/// Original-Rcpt-To: QUIRK: a comma list in one field.
struct Recipients {
    static void read(ReportReader& reader, Field const& field) {
        grammar::PathList paths(without_address_type(reader, field));
        while (auto const path = paths.next()) reader.add(reader.record.original_rcpt_to, *path);
        if (paths.bad()) reader.context.note(DiagnosticCode::bad_mail_path, field);
    }
};

/// DKIM-Domain and its kin: text, comments removed. QUIRK: a list of domains.
template <auto Member>
struct DkimText {
    static void read(ReportReader& reader, Field const& field) {
        auto const text = grammar::trim_cfws(reader.text(field));
        if (!text.empty()) reader[Member] = text;
    }
};

/// A quoted string, quotes removed; what is not quoted is kept as written.
template <auto Member>
struct QuotedText {
    static void read(ReportReader& reader, Field const& field) {
        auto const text = reader.text(field);
        auto const value = by<std::string_view, grammar::quoted_string>(text);
        if (!value) reader.context.note(DiagnosticCode::nonstandard_value, field);
        if (!text.empty()) reader[Member] = value.value_or(text);
    }
};

/// Version: any text is kept, only a number is one.
struct Version {
    static void read(ReportReader& reader, Field const& field) {
        auto const version = grammar::read_version(reader.value(field));
        if (!version.raw.empty()) reader.record.version = version;
    }
};

/// Identity-Alignment: the text stays even where it lists something else.
struct Alignment {
    static void read(ReportReader& reader, Field const& field) {
        auto const text = reader.text(field);
        auto const value = grammar::read_identity_alignment(text);
        if (!value) reader.context.note(DiagnosticCode::nonstandard_value, field);
        if (!text.empty()) reader.record.identity_alignment = value.value_or(IdentityAlignment{.raw = text});
    }
};

using ReportField = KnownField<ReportReader>;

inline constexpr auto report_fields = [] {
    using enum ReportField::Cardinality;
    using enum DiagnosticCode;
    using R = Report;
    using Text_ = std::string_view;
    return std::to_array<ReportField>({
        {"Feedback-Type", "RFC 5965 section 3.1", once,
         OpenKeyword<&R::feedback_type, grammar::read_feedback_type>::read},
        {"User-Agent", "RFC 5965 section 3.1", once, Text<&R::user_agent>::read},
        {"Version", "RFC 5965 section 3.1", once, Version::read},
        {"Arrival-Date", "RFC 5965 section 3.2", once,
         Typed<&R::arrival_date, grammar::read_date_time, bad_date>::read},
        {"Received-Date", "RFC 5965 section 3.2", once,
         Typed<&Aside::received_date, grammar::read_date_time, bad_date>::read},
        {"Source-IP", "RFC 5965 section 3.2", once,
         Typed<&R::source_ip, grammar::read_ip_literal, bad_ip_literal>::read},
        {"Source-Port", "RFC 6692 section 3", once,
         Typed<&R::source_port, by<std::uint16_t, grammar::port>, bad_port>::read},
        {"Original-Mail-From", "RFC 5965 section 3.2", once, Sender::read},
        {"Original-Rcpt-To", "RFC 5965 section 3.3", repeatable, Recipients::read},
        {"Reported-Domain", "RFC 5965 section 3.3", repeatable,
         Lenient<&R::reported_domain, by<Text_, grammar::domain>>::read},
        {"Reported-URI", "RFC 5965 section 3.3", repeatable,
         Lenient<&R::reported_uri, grammar::read_uri>::read},
        {"Reporting-MTA", "RFC 5965 section 3.2", once,
         Typed<&R::reporting_mta, by<TypedName, grammar::typed_name>>::read},
        {"Incidents", "RFC 5965 section 3.2", once,
         Typed<&R::incidents, by<std::uint32_t, grammar::incidents>, bad_incidents>::read},
        {"Original-Envelope-Id", "RFC 5965 section 3.2", once, Text<&R::original_envelope_id>::read},
        {"Authentication-Results", "RFC 5965 section 3.3", repeatable,
         TextList<&R::authentication_results>::read},
        {"Auth-Failure", "RFC 6591 section 3.2.1", once,
         OpenKeyword<&R::auth_failure, grammar::read_auth_failure>::read},
        {"Delivery-Result", "RFC 6591 section 3.2.2", once,
         OpenKeyword<&R::delivery_result, grammar::read_delivery_result>::read},
        {"Identity-Alignment", "RFC 9991 section 4", once, Alignment::read},
        {"DKIM-Domain", "RFC 6591 section 3.2.3", once, DkimText<&R::dkim_domain>::read},
        {"DKIM-Identity", "RFC 6591 section 3.2.3", once, DkimText<&R::dkim_identity>::read},
        {"DKIM-Selector", "RFC 6591 section 3.2.3", once, DkimText<&R::dkim_selector>::read},
        {"DKIM-Selector-DNS", "RFC 6591 section 4", once, QuotedText<&R::dkim_selector_dns>::read},
        {"DKIM-Canonicalized-Header", "RFC 6591 section 3.2.4", once,
         Text<&R::dkim_canonicalized_header>::read},
        {"DKIM-Canonicalized-Body", "RFC 6591 section 3.2.4", once, Text<&R::dkim_canonicalized_body>::read},
        {"DKIM-ADSP-DNS", "RFC 6591 section 3.2.5", once, QuotedText<&R::dkim_adsp_dns>::read},
        {"SPF-DNS", "RFC 6591 section 3.2.6", repeatable,
         TypedList<&R::spf_dns, by<SpfDns, grammar::spf_dns>>::read},
        {"Removal-Recipient", "RFC 5965 appendix B.2", once,
         Typed<&R::removal_recipient, grammar::read_path, bad_mail_path>::read},
        {"Redacted-Address", "private, AOL", repeatable, TextList<&R::redacted_address>::read},
        {"Original-Message-ID", "private", once,
         Typed<&Aside::embedded_message_id, grammar::read_msg_id>::read},
        {"Message-ID", "private, Symantec", once,
         Typed<&Aside::private_message_id, grammar::read_msg_id>::read},
    });
}();

inline constexpr NameMap<report_fields.size()> report_field_names(report_fields);

/// The index of a field in the table, for those that are asked for by name. Of a name that is not in it there
/// is none, and nothing that compiles.
[[nodiscard]] consteval std::size_t report_field(std::string_view name) {
    auto const index = report_field_names.find(name);
    if (index == report_field_names.none) throw "no such field";
    return index;
}

/// Whether a field of that name belongs to a report and to no other header: what recognises unlabelled
/// reports.
[[nodiscard]] inline bool is_report_field(std::string_view name) noexcept {
    auto const index = report_field_names.find(name);
    return index != report_field_names.none && index != report_field("Message-ID") &&
           index != report_field("User-Agent") && index != report_field("Authentication-Results");
}

}  // namespace arf::fields
