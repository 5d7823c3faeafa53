// SPDX-License-Identifier: BSL-1.0
// The one table of all diagnostics. docs/diagnostics.md is made from it and a test compares the two.
#pragma once

#include <string>

namespace arf {
namespace detail {

inline constexpr auto diagnostic_table = [] {
    using enum DiagnosticCode;
    using enum Severity;
    return std::array<DiagnosticInfo, static_cast<std::size_t>(count_)>{{
        {byte_order_mark, "byte_order_mark", note, "", "a byte order mark stands before the header",
         "skipped"},
        {mbox_from_line, "mbox_from_line", note, "RFC 4155 appendix A",
         "an mbox \"From \" line stands before the header", "skipped"},
        {leading_blank_lines, "leading_blank_lines", note, "RFC 5322 section 2.1",
         "blank lines stand before the header", "skipped"},
        {cr_line_ends, "cr_line_ends", warning, "RFC 5322 section 2.3", "lines end with a bare CR throughout",
         "CR taken as the line end"},
        {bare_cr, "bare_cr", warning, "RFC 5321 section 2.3.8", "a CR without LF inside a header field",
         "kept in the raw text, no line end"},
        {nul_byte, "nul_byte", warning, "RFC 5322 section 4", "a NUL byte in a header field",
         "kept in the raw text, shown as a blank in values"},
        {invalid_utf8, "invalid_utf8", warning, "RFC 6532 section 3",
         "bytes that are no UTF-8 in a header field", "kept; shown with U+FFFD in JSON"},
        {line_without_colon, "line_without_colon", warning, "RFC 5322 section 2.2",
         "a header line without a colon", "skipped; the fields behind it are read"},
        {blank_before_colon, "blank_before_colon", note, "RFC 5322 section 4.5",
         "blanks between field name and colon", "removed from the name"},
        {missing_header_end, "missing_header_end", warning, "RFC 5322 section 2.1",
         "no blank line between header and body", "the body begins at the first line that is no field"},
        {headerless_multipart, "headerless_multipart", warning, "RFC 2046 section 5.1.1",
         "the message starts with a delimiter line, its own header is missing",
         "the boundary is taken from that line"},
        {missing_boundary, "missing_boundary", warning, "RFC 2046 section 5.1.1",
         "a multipart type without a usable boundary",
         "taken from the first line that looks like a delimiter, else one opaque part"},
        {missing_closing_delimiter, "missing_closing_delimiter", warning, "RFC 2046 section 5.1.1",
         "a multipart without its closing delimiter", "it ends where its parent ends"},
        {truncated_closing_delimiter, "truncated_closing_delimiter", note, "RFC 2046 section 5.1.1",
         "the last delimiter lacks its final \"--\"", "taken as the closing delimiter"},
        {duplicate_content_type, "duplicate_content_type", warning, "RFC 2045 section 5",
         "more than one Content-Type field in a part", "the first counts"},
        {unknown_transfer_encoding, "unknown_transfer_encoding", warning, "RFC 2045 section 6.3",
         "a Content-Transfer-Encoding that is not known", "content left as it is"},
        {encoded_report_part, "encoded_report_part", warning, "RFC 5965 section 7.1",
         "the report part has a transfer encoding", "decoded"},
        {encoded_message_part, "encoded_message_part", warning, "RFC 2045 section 6.4",
         "a message or multipart part has a transfer encoding", "decoded once, then read"},
        {transfer_encoding_ignored, "transfer_encoding_ignored", warning, "RFC 2045 section 6",
         "labelled as encoded but written plain", "read as it is"},
        {bad_base64, "bad_base64", warning, "RFC 2045 section 6.8", "characters outside the base64 alphabet",
         "skipped"},
        {bad_encoded_word, "bad_encoded_word", warning, "RFC 2047 section 6.3",
         "an encoded word that cannot be decoded", "shown as written"},
        {limit_depth, "limit_depth", error, "", "parts are nested deeper than max_depth",
         "deeper parts are one opaque part"},
        {limit_message_depth, "limit_message_depth", error, "",
         "messages are nested deeper than max_message_depth", "deeper messages are opaque parts"},
        {limit_parts, "limit_parts", error, "", "more parts than max_parts", "the rest is not read"},
        {limit_fields, "limit_fields", error, "", "more header fields than max_fields",
         "the rest of that header is not read"},
        {limit_field_bytes, "limit_field_bytes", error, "", "a header field longer than max_field_bytes",
         "kept raw, its value is not read"},
        {limit_report_bytes, "limit_report_bytes", error, "RFC 5965 section 8.4",
         "a report part longer than max_report_bytes", "read up to the limit"},
        {limit_document_bytes, "limit_document_bytes", error, "",
         "a JSON or YAML document is larger than max_document_bytes", "not read; the raw text stays"},
        {limit_document_depth, "limit_document_depth", error, "",
         "a JSON or YAML document nests deeper than max_document_depth", "not read; the raw text stays"},
        {limit_nodes, "limit_nodes", error, "",
         "a JSON or YAML document has more values, or a list more rows, than max_nodes",
         "a document is not read, a list up to there; the raw text stays"},
        {limit_diagnostics, "limit_diagnostics", warning, "", "more diagnostics than max_diagnostics",
         "the rest is dropped"},
        {outer_type_not_report, "outer_type_not_report", warning, "RFC 5965 section 2(a)",
         "the parent of the report part is not multipart/report", "read all the same"},
        {report_type_missing, "report_type_missing", warning, "RFC 6522 section 3",
         "the report-type parameter is missing", "read all the same"},
        {report_type_other, "report_type_other", warning, "RFC 6522 section 3",
         "report-type is not \"feedback-report\"", "read all the same"},
        {report_part_untyped, "report_part_untyped", warning, "RFC 5965 section 2(c)",
         "the report part has another type than message/feedback-report", "recognised by its fields"},
        {duplicate_report_part, "duplicate_report_part", warning, "RFC 5965 section 2(c)",
         "more than one report part", "the first counts"},
        {fields_in_part_header, "fields_in_part_header", warning, "RFC 5965 section 3",
         "fields of the report stand in the part's own header", "read as part of the report"},
        {blank_line_in_report, "blank_line_in_report", warning, "RFC 5965 section 3",
         "a blank line between the fields of the report", "the fields behind it are read"},
        {missing_feedback_type, "missing_feedback_type", warning, "RFC 5965 section 3.1",
         "Feedback-Type is missing", "left absent"},
        {missing_user_agent, "missing_user_agent", warning, "RFC 5965 section 3.1", "User-Agent is missing",
         "left absent"},
        {missing_version, "missing_version", warning, "RFC 5965 section 3.1", "Version is missing",
         "left absent"},
        {unknown_feedback_type, "unknown_feedback_type", warning, "RFC 5965 section 7.3",
         "a Feedback-Type that is not registered", "kept as written"},
        {unknown_version, "unknown_version", warning, "RFC 5965 section 3.1", "a Version other than 1",
         "kept as written; what is known is read"},
        {duplicate_field, "duplicate_field", warning, "RFC 5965 section 3",
         "a field stands more often than allowed", "the first counts; all are kept in Report::fields"},
        {arrival_and_received_date, "arrival_and_received_date", warning, "RFC 5965 section 3.2",
         "both Arrival-Date and Received-Date are present", "Arrival-Date counts"},
        {missing_auth_failure, "missing_auth_failure", warning, "RFC 6591 section 3.2.1",
         "Auth-Failure is missing", "left absent"},
        {missing_authentication_results, "missing_authentication_results", warning, "RFC 6591 section 3.1",
         "Authentication-Results is missing", "left absent"},
        {bad_date, "bad_date", error, "RFC 5322 section 3.3", "a date that cannot be read", "left absent"},
        {date_zone_unknown, "date_zone_unknown", warning, "RFC 5322 section 4.3",
         "a date without a zone, or with one that is ambiguous", "kept as wall-clock time; no instant"},
        {date_weekday_wrong, "date_weekday_wrong", note, "RFC 5322 section 3.3",
         "the day of the week is not that day's", "the date counts"},
        {date_nonstandard, "date_nonstandard", note, "RFC 5322 section 3.3",
         "a date in another form than RFC 5322's", "understood"},
        {date_out_of_range, "date_out_of_range", note, "", "a date before 1990", "kept"},
        {bad_ip_literal, "bad_ip_literal", error, "RFC 5965 section 3.5",
         "no IP address where one is expected", "left absent"},
        {bad_port, "bad_port", error, "RFC 6692 section 3", "no port number from 0 to 65535", "left absent"},
        {bad_incidents, "bad_incidents", error, "RFC 5965 section 3.5", "no whole number of 32 bits",
         "left absent"},
        {incidents_zero, "incidents_zero", warning, "RFC 5965 section 3.2", "Incidents is 0", "kept"},
        {bad_mail_path, "bad_mail_path", error, "RFC 5321 section 4.1.2",
         "no mail address where one is expected", "left absent"},
        {bad_value, "bad_value", error, "RFC 5965 section 3.5", "a value that cannot be read", "left absent"},
        {nonstandard_value, "nonstandard_value", warning, "RFC 5965 section 3.5",
         "a value in another form than its grammar has", "kept as written"},
        {address_redacted, "address_redacted", note, "RFC 6590 section 3",
         "the address was made unreadable by the reporter", "marked as redacted"},
        {identity_alignment_ambiguous, "identity_alignment_ambiguous", note, "RFC 9991 section 4",
         "Identity-Alignment means the opposite in RFC 7489", "shown as written; nothing is derived from it"},
        {no_original, "no_original", warning, "RFC 5965 section 2(d)",
         "the message complained about is missing", "left absent"},
        {original_redacted, "original_redacted", note, "RFC 6590 section 3",
         "a placeholder stands in place of the original", "left absent"},
        {original_type_nonstandard, "original_type_nonstandard", warning, "RFC 5965 section 2(d)",
         "the original is neither message/rfc822 nor text/rfc822-headers", "read as the original"},
        {blank_line_in_header, "blank_line_in_header", warning, "RFC 5322 section 2.1",
         "a blank line inside the header of the original", "the fields behind it are read"},
        {duplicate_message_id, "duplicate_message_id", warning, "RFC 5322 section 3.6",
         "more than one Message-ID in the original", "the first counts"},
        {bad_json, "bad_json", error, "RFC 8259", "text that is no JSON where JSON is expected",
         "not read; the raw text stays"},
        {bad_yaml, "bad_yaml", error, "",
         "a line of a YAML part that is no plain \"key: value\": an anchor, an alias, a tag, a collection, "
         "or "
         "no colon",
         "left out; the other lines stay"},
        {duplicate_key, "duplicate_key", warning, "RFC 8259 section 4",
         "a key stands more than once in an object", "the first counts; all stand in the document's nodes"},
        {recognised_by_content, "recognised_by_content", warning, "",
         "the labels say something else: the format was recognised by what is in it",
         "read as what it holds"},
        {feedback_type_implied, "feedback_type_implied", note, "RFC 5965 section 3.1",
         "this format has no field for the kind of complaint", "taken from what the format is for"},
        {evidence_conflict, "evidence_conflict", warning, "",
         "two places of the report state different values of one fact", "the more trustworthy place counts"},
        {bad_evidence, "bad_evidence", error, "RFC 4648 section 4", "evidence that is no whole base64",
         "decoded as far as it goes, or kept as written; the document has it as it was"},
        {nonstandard_yaml, "nonstandard_yaml", warning, "",
         "a value that YAML does not allow where it stands", "taken as written"},
        {missing_key, "missing_key", warning, "", "a key that the format requires is missing", "left absent"},
        {unknown_report_type, "unknown_report_type", warning, "",
         "a pair of category and type that XARF 4 does not have", "kept as written"},
        {no_report_part, "no_report_part", error, "",
         "the part that the label announces, with the facts of the report, is missing", "no fact is read"},
        {encrypted_report, "encrypted_report", error, "", "the report is encrypted", "no fact is read"},
    }};
}();

/// Every code stands at its own index: diagnostic_info() is one look-up.
consteval bool table_is_in_order() {
    for (std::size_t i = 0; i < diagnostic_table.size(); ++i) {
        if (static_cast<std::size_t>(diagnostic_table[i].code) != i) return false;
    }
    return true;
}
static_assert(table_is_in_order());

}  // namespace detail

constexpr DiagnosticInfo const& diagnostic_info(DiagnosticCode code) noexcept {
    return detail::diagnostic_table[static_cast<std::size_t>(code)];
}

inline std::string to_string(Diagnostic const& diagnostic) {
    auto const& info = diagnostic_info(diagnostic.code);
    std::string out(name(info.severity));
    out.append(": ").append(info.name).append(" at ").append(std::to_string(diagnostic.offset));
    out.append("+").append(std::to_string(diagnostic.length));
    if (!diagnostic.field.empty()) out.append(" (").append(diagnostic.field).append(")");
    out.append(": ").append(info.text);
    if (!info.source.empty()) out.append(", ").append(info.source);
    return out.append("; ").append(info.action);
}

}  // namespace arf
