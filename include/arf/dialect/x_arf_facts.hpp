// SPDX-License-Identifier: BSL-1.0
// What the map of an X-ARF report states (FORMATS 7.8).
#pragma once

#include <algorithm>
#include <arf/dialect/facts.hpp>
#include <arf/document/document.hpp>
#include <arf/grammar/uri.hpp>
#include <arf/grammar/version_number.hpp>

namespace arf::dialect {

/// The value of a key, however its letters and hyphens are written; none where it is missing or empty.
[[nodiscard]] inline std::optional<std::string_view> x_arf_text(document::Document const& map,
                                                                std::string_view key) {
    auto const text = document::Document::text_of(map.loose_member(map.root(), key));
    return text && !detail::trim(*text).empty() ? std::optional(detail::trim(*text)) : std::nullopt;
}

/// RFC 3339 and RFC 5322 are what the format wants; others are told.
inline void read_x_arf_date(mime::Context& context, std::optional<DateTime>& date,
                            document::Document const& map) {
    auto const text = x_arf_text(map, "Date");
    if (!text) return;
    bool const is_iso = text->size() > 4 && (*text)[4] == '-';
    set_date(context, date, *text, "Date", is_iso);
}

/// Source, as Source-Type has it: an address, a URI, a domain. A mail address ("email") is neither the
/// envelope's nor the header's for sure, and stays in the document. Without a type the text must speak for
/// itself.
inline void read_x_arf_source(mime::Context& context, Report& report, document::Document const& map) {
    auto const source = x_arf_text(map, "Source");
    if (!source) return;
    auto const type = x_arf_text(map, "Source-Type").value_or(std::string_view{});
    auto const is = [type](std::string_view one) { return detail::equal_ignoring_case(type, one); };
    auto const uri = grammar::read_uri(*source);
    bool const is_address = fields::by<IpAddress, grammar::ip_literal>(*source).has_value();
    if (is("domain")) {
        fields::append(context.storage, report.reported_domain, *source);
    } else if (is("uri") || is("url") || (type.empty() && !is_address && uri)) {
        if (!uri) context.note(DiagnosticCode::nonstandard_value, *source, "Source");
        fields::append(context.storage, report.reported_uri, uri.value_or(*source));
    } else if (detail::starts_with_ignoring_case(type, "ip") || is_address) {
        set_source_ip(context, report, *source, "Source");
    }
}

/// Occurrences: how many strongly related incidents the report stands for; Incidents of RFC 5965 by another
/// name.
inline void read_x_arf_occurrences(mime::Context& context, Report& report, document::Document const& map) {
    auto const text = x_arf_text(map, "Occurrences");
    if (!text || report.incidents) return;
    report.incidents = fields::by<std::uint32_t, grammar::incidents>(*text);
    if (!report.incidents) context.note(DiagnosticCode::bad_incidents, *text, "Occurrences");
}

/// Fills a report. Port is the port of the service attacked, not of the source; Schema-URL is never fetched.
inline void read_x_arf_facts(mime::Context& context, Report& report, document::Document const& map) {
    report.user_agent = x_arf_text(map, "User-Agent");
    if (auto const version = x_arf_text(map, "Version")) report.version = grammar::read_version(*version);
    report.xarf_category = x_arf_text(map, "Category");
    if (!report.xarf_category)
        report.xarf_category = x_arf_text(map, "Abuse-Category");  // QUIRK: one service
    report.xarf_report_type = x_arf_text(map, "Report-Type");
    report.xarf_report_id = x_arf_text(map, "Report-ID");
    read_x_arf_date(context, report.arrival_date, map);
    read_x_arf_source(context, report, map);
    read_x_arf_occurrences(context, report, map);
    for (auto const* const key : {"Reported-From", "Report-Type", "Source"}) {
        if (!x_arf_text(map, key)) context.note(DiagnosticCode::missing_key, std::string_view{}, key);
    }
}

/// What one of several reports states.
[[nodiscard]] inline ReportRow read_x_arf_row(mime::Context& context, document::Document const& map) {
    ReportRow row;
    auto const source = x_arf_text(map, "Source");
    if (source) row.source_ip = fields::by<IpAddress, grammar::ip_literal>(*source);
    read_x_arf_date(context, row.date, map);
    return row;
}

/// Adds one of several reports.
inline void add_x_arf_row(mime::Context& context, Report& report, ReportRow row, std::string_view text) {
    if (text.starts_with("---")) text.remove_prefix(std::min(text.find_first_of("\r\n"), text.size()));
    row.text = detail::trim(text);
    fields::append(context.storage, report.rows, row);
}

}  // namespace arf::dialect
