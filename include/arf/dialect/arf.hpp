// SPDX-License-Identifier: BSL-1.0
// Feedback reports: ARF (RFC 5965) and its family (RFC 6430, 6591, 6692, 7489, 9477, 9991).
#pragma once

#include <algorithm>
#include <arf/dialect/facts.hpp>
#include <arf/dialect/original.hpp>
#include <arf/dialect/spamcop.hpp>
#include <arf/dialect/xarf.hpp>
#include <arf/fields/table.hpp>
#include <array>

namespace arf::dialect {

/// The part that holds the report, by its type; the first of several. no_part where there is none.
[[nodiscard]] inline std::int32_t find_report(mime::Context const& context) {
    return find_part(context, [](Part const& part) { return part.is("message/feedback-report"); });
}

/// Whether text starts as a report does: fields, Feedback-Type and another one of a report among the first of
/// them.
[[nodiscard]] inline bool reads_as_report(std::string_view text) {
    auto const rest = skip_blank_lines(text);
    auto const* p = rest.data();
    auto const* const last = p + rest.size();
    auto const eol = mime::line_end_of(detail::beginning(rest, 4096));
    int known = 0;
    bool typed = false;
    for (int lines = 0; p != last && lines < 40; ++lines) {
        char const* colon = nullptr;
        auto const size = mime::field_name_size(p, last, colon);
        if (size == 0 && !detail::is_blank(*p)) break;
        std::string_view const name(p, size);
        typed = typed || detail::equal_ignoring_case(name, "Feedback-Type");
        known += fields::is_report_field(name) ? 1 : 0;
        p = mime::read_line(p, last, eol).next;
    }
    return typed && known >= 2;
}

/// Whether a part reads as a report, whatever its type says.
[[nodiscard]] inline bool holds_report(Part const& part) {
    if (part.kind != Part::Kind::leaf || is_header_part(part)) return false;
    if (part.encoding == mime::TransferEncoding::identity) return reads_as_report(part.body);
    if (part.body.size() > std::size_t{1} << 20U ||
        detail::starts_with_ignoring_case(part.media_type, "image/"))
        return false;
    return reads_as_report(mime::decode_transfer(detail::beginning(part.body, 4096), part.encoding).bytes);
}

/// The part that reads as a report though its type says something else. QUIRK: gateways relabel what they
/// don't know.
[[nodiscard]] inline std::int32_t find_unlabelled_report(mime::Context const& context) {
    return find_part(context, [](Part const& part) { return holds_report(part); });
}

/// What the place of the report part says against RFC 5965, section 2.
inline void note_structure(mime::Context& context, std::int32_t index) {
    auto const& part = part_at(context, index);
    if (!part.is("message/feedback-report"))
        context.note(DiagnosticCode::report_part_untyped, part.bytes, "Content-Type");
    for (auto next = index + 1; next < part_count(context); ++next) {
        auto const& other = part_at(context, next);
        if (other.parent == part.parent && other.is("message/feedback-report")) {
            context.note(DiagnosticCode::duplicate_report_part, other.bytes);
        }
    }
    if (part.parent == no_part)
        return context.note(DiagnosticCode::outer_type_not_report, part.content_type, "Content-Type");
    auto const& parent = part_at(context, part.parent);
    if (parent.media_type.empty()) return;
    auto const type = parent.report_type;
    auto const note = [&](DiagnosticCode code) { context.note(code, parent.content_type, "Content-Type"); };
    if (!parent.is("multipart/report")) return note(DiagnosticCode::outer_type_not_report);
    if (type.empty()) return note(DiagnosticCode::report_type_missing);
    if (!detail::equal_ignoring_case(type, "feedback-report")) note(DiagnosticCode::report_type_other);
}

/// The fields that a MIME library put into the header of the report part, if any of them is a report's.
inline void collect_header_fields(mime::Context& context, Part const& part) {
    auto const of_report = [](Field const& field) { return fields::is_report_field(field.name()); };
    auto const first = std::find_if(part.fields.begin(), part.fields.end(), of_report);
    if (first == part.fields.end()) return;
    context.note(DiagnosticCode::fields_in_part_header, *first);
    for (auto const& field : part.fields) {
        bool const is_mime = detail::starts_with_ignoring_case(field.name(), "Content-") ||
                             detail::equal_ignoring_case(field.name(), "MIME-Version");
        if (!is_mime) context.fields.push_back(field);
    }
}

/// The content of a report part, up to ParseOptions::max_report_bytes.
[[nodiscard]] inline std::string_view report_content(mime::Context& context, Part const& part) {
    auto const content = content_of(context, part, DiagnosticCode::encoded_report_part);
    if (content.size() <= context.options.max_report_bytes) return content;
    context.note(DiagnosticCode::limit_report_bytes, content);
    return content.substr(0, context.options.max_report_bytes);
}

/// The fields of the report: those in its part, and before them those that stand in the part's own header. A
/// blank line between fields ends nothing.
[[nodiscard]] inline List<Field> collect_fields(mime::Context& context, Part const& part) {
    auto const content = report_content(context, part);
    auto const eol = mime::line_end_of(content);
    auto const first = context.fields.size();
    collect_header_fields(context, part);
    for (auto rest = skip_blank_lines(content); !rest.empty();) {
        auto const size = rest.size();
        rest = skip_blank_lines(read_header(context, rest, eol, true).body);
        if (rest.size() == size || !mime::looks_like_field(rest.data(), rest.data() + rest.size())) break;
        context.note(DiagnosticCode::blank_line_in_report, rest.substr(0, rest.find_first_of("\r\n")));
    }
    return context.fields.view(first);
}

/// Arrival-Date, else its historic name; both are a fault of the sender (RFC 5965, section 3.2).
inline void choose_arrival_date(fields::ReportReader& reader, Field const* arrival, Field const* received) {
    auto& report = reader.record;
    if (arrival != nullptr && received != nullptr)
        reader.context.note(DiagnosticCode::arrival_and_received_date, *received);
    if (arrival == nullptr) report.arrival_date = reader.aside.received_date;
    if (report.arrival_date)
        note_date(reader.context, *report.arrival_date,
                  arrival == nullptr ? "Received-Date" : "Arrival-Date");
}

/// Reads each field into its member. Of a field that may stand once the first counts.
inline void read_fields(fields::ReportReader& reader) {
    std::array<Field const*, fields::report_fields.size()> seen{};
    for (auto const& field : reader.record.fields) {
        auto const index = fields::report_field_names.find(field.name());
        if (index == fields::report_field_names.none) {
            reader.add(reader.record.extensions, field);
            continue;
        }
        auto const& known = fields::report_fields[index];
        bool const is_duplicate = seen[index] != nullptr && known.cardinality == fields::ReportField::once;
        if (is_duplicate) reader.context.note(DiagnosticCode::duplicate_field, field);
        if (is_duplicate) continue;
        known.read(reader, field);
        seen[index] = &field;
    }
    auto const* const incidents = seen[fields::report_field("Incidents")];
    if (reader.record.incidents == 0U) reader.context.note(DiagnosticCode::incidents_zero, *incidents);
    choose_arrival_date(reader, seen[fields::report_field("Arrival-Date")],
                        seen[fields::report_field("Received-Date")]);
}

/// Whether a type is in the registry of RFC 5965, section 7.3 and its updates; drafts' and private types are
/// not.
[[nodiscard]] inline bool is_registered(FeedbackType type) noexcept {
    using enum FeedbackType;
    return type == abuse || type == fraud || type == virus || type == other || type == not_spam ||
           type == auth_failure;
}

/// What is required and missing, and what is there and odd.
inline void note_values(mime::Context& context, Report const& report, std::string_view where) {
    auto const missing = [&](bool there, DiagnosticCode code, std::string_view field) {
        if (!there) context.note(code, where.substr(0, 0), field);
    };
    auto const redacted = [&](MailPath const& path, std::string_view field) {
        if (path.is_redacted()) context.note(DiagnosticCode::address_redacted, path.address, field);
    };
    missing(report.feedback_type.has_value(), DiagnosticCode::missing_feedback_type, "Feedback-Type");
    missing(report.user_agent.has_value(), DiagnosticCode::missing_user_agent, "User-Agent");
    missing(report.version.has_value(), DiagnosticCode::missing_version, "Version");
    if (report.feedback_type && !is_registered(report.feedback_type->value)) {
        context.note(DiagnosticCode::unknown_feedback_type, report.feedback_type->raw, "Feedback-Type");
    }
    if (report.version && report.version->number != 1U)
        context.note(DiagnosticCode::unknown_version, report.version->raw, "Version");
    if (report.original_mail_from) redacted(*report.original_mail_from, "Original-Mail-From");
    for (auto const& path : report.original_rcpt_to) redacted(path, "Original-Rcpt-To");
    if (report.feedback_type != FeedbackType::auth_failure) return;
    missing(report.auth_failure.has_value(), DiagnosticCode::missing_auth_failure, "Auth-Failure");
    missing(!report.authentication_results.empty(), DiagnosticCode::missing_authentication_results,
            "Authentication-Results");
    if (report.identity_alignment) {
        context.note(DiagnosticCode::identity_alignment_ambiguous, report.identity_alignment->raw,
                     "Identity-Alignment");
    }
}

/// Original-Message-ID, else the original's own, else what the report part calls Message-ID.
inline void choose_message_id(Report& report, fields::Aside const& aside) {
    report.original_message_id = aside.embedded_message_id;
    if (!report.original_message_id && report.original)
        report.original_message_id = report.original->message_id;
    if (!report.original_message_id) report.original_message_id = aside.private_message_id;
}

/// Reads a report whose fields are collected already.
/// @param where  the text they come from.
inline void read_report(mime::Context& context, Report& report, fields::Aside& aside,
                        std::string_view where) {
    fields::ReportReader reader{context, report, aside};
    read_fields(reader);
    note_values(context, report, where);
    report.format = report.feedback_type == FeedbackType::xarf ? Format::xarf : Format::arf;
}

/// Whether a JSON part stands beside the report part: XARF in the clothes of ARF.
[[nodiscard]] inline bool has_json_sibling(mime::Context const& context, std::int32_t index) {
    return find_part(
               context, [](Part const& part) { return part.is("application/json"); }, index) != no_part;
}

/// Reads the report in part `index`, and its original.
inline void read_arf(mime::Context& context, Report& report, std::int32_t index) {
    note_structure(context, index);
    auto const part = part_at(context, index);
    fields::Aside aside;
    report.fields = collect_fields(context, part);
    read_report(context, report, aside, part.body);
    auto const original = find_original(context, index);
    bool const is_xarf = report.feedback_type == FeedbackType::xarf || has_json_sibling(context, index);
    context.may_leave_original = context.original_may_wait && !is_xarf && report.source_ip;
    if (original != no_part) read_original(context, original, report.original);
    context.may_leave_original = false;
    if (is_xarf) add_xarf(context, report, index);  // its evidence may hold the original
    if (original == no_part && !report.original) note_no_original(context);
    choose_message_id(report, aside);
    if (!report.source_ip) add_spamcop_text(context, report, index);
}

/// Reads the fields of a report alone.
inline void read_fields_alone(mime::Context& context, Report& report, std::string_view text) {
    Part whole;
    whole.bytes = whole.body = text;
    fields::Aside aside;
    report.fields = collect_fields(context, whole);
    read_report(context, report, aside, text);
    choose_message_id(report, aside);
}

}  // namespace arf::dialect
