// SPDX-License-Identifier: BSL-1.0
// Setting facts of a report from text that is no field of a report part: a subject, a line of text, a JSON
// value.
#pragma once

#include <arf/dialect/tree.hpp>
#include <arf/fields/table.hpp>
#include <string_view>

namespace arf::dialect {

/// The first of several places counts: a fact that is there already stays.
/// Where a value cannot be read the fact stays absent, with a diagnostic about `text`.
/// @param text   a slice of the input, or of content in the report's storage.
/// @param field  the name of the place, for the diagnostic ("Subject", "sourceIp"); static text or a slice as
/// well.

inline void set_source_ip(mime::Context& context, Report& report, std::string_view text,
                          std::string_view field) {
    if (report.source_ip) return;
    report.source_ip = grammar::read_ip_literal(text);
    if (!report.source_ip) context.note(DiagnosticCode::bad_ip_literal, text, field);
}

inline void set_source_port(mime::Context& context, Report& report, std::string_view text,
                            std::string_view field) {
    if (report.source_port) return;
    report.source_port = fields::by<std::uint16_t, grammar::port>(text);
    if (!report.source_port) context.note(DiagnosticCode::bad_port, text, field);
}

inline void note_date(mime::Context& context, DateTime const& date, std::string_view field) {
    using enum DateDeviation;
    constexpr auto nonstandard = other_format | loose_zone | twelve_hours | hour_24 | trailing_text | no_time;
    auto const note = [&](DiagnosticCode code) { context.note(code, date.raw, field); };
    if (date.zone == Zone::missing || date.zone == Zone::unknown) note(DiagnosticCode::date_zone_unknown);
    if (has(date.deviations, wrong_weekday)) note(DiagnosticCode::date_weekday_wrong);
    if (has(date.deviations, nonstandard)) note(DiagnosticCode::date_nonstandard);
    if (date.local < std::chrono::local_days{std::chrono::year{1990} / 1 / 1})
        note(DiagnosticCode::date_out_of_range);
}

/// @param iso  ISO 8601 is what the format wants there (JSON): it is no deviation.
inline void set_date(mime::Context& context, std::optional<DateTime>& date, std::string_view text,
                     std::string_view field, bool iso = false) {
    if (date) return;
    date = grammar::read_date_time(text);
    if (!date) return context.note(DiagnosticCode::bad_date, text, field);
    if (!iso || date->zone == Zone::missing || date->zone == Zone::unknown) note_date(context, *date, field);
}

inline void set_path(mime::Context& context, std::optional<MailPath>& path, std::string_view text,
                     std::string_view field) {
    if (path) return;
    path = grammar::read_path(text);
    if (!path) return context.note(DiagnosticCode::bad_mail_path, text, field);
    if (path->is_redacted()) context.note(DiagnosticCode::address_redacted, path->address, field);
}

inline void add_recipient(mime::Context& context, Report& report, std::string_view text,
                          std::string_view field) {
    std::optional<MailPath> path;
    set_path(context, path, text, field);
    if (path) fields::append(context.storage, report.original_rcpt_to, *path);
}

/// The kind of complaint that the format itself stands for.
/// @param raw  the registered name of `type`.
inline void imply_feedback_type(mime::Context& context, Report& report, FeedbackType type,
                                std::string_view raw) {
    if (report.feedback_type) return;
    report.feedback_type = Keyword<FeedbackType>{type, raw};
    context.note(DiagnosticCode::feedback_type_implied, context.input.substr(0, 0), "Feedback-Type");
}

/// The kind of complaint, as a value of the report states it.
inline void set_feedback_type(Report& report, std::string_view text) {
    if (auto const keyword = grammar::read_feedback_type(text); !keyword.raw.empty())
        report.feedback_type = keyword;
}

/// original_message_id, where the original has one.
inline void take_message_id(Report& report) {
    if (!report.original_message_id && report.original)
        report.original_message_id = report.original->message_id;
}

}  // namespace arf::dialect
