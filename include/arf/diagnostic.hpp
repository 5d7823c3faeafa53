// SPDX-License-Identifier: BSL-1.0
// Diagnostic: one thing that was odd about a message, where it stands, and what was done about it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace arf {

/// How much an oddity matters.
enum class Severity : std::uint8_t {
    note,     ///< legal, or harmless
    warning,  ///< not as the standards want it; understood all the same
    error,    ///< a fact is missing from the record because of it
};

/// What was odd. The table in diagnostic_info() says the rest; docs/diagnostics.md shows it.
enum class DiagnosticCode : std::uint8_t {
    // the bytes
    byte_order_mark,
    mbox_from_line,
    leading_blank_lines,
    cr_line_ends,
    bare_cr,
    nul_byte,
    invalid_utf8,
    // header fields
    line_without_colon,
    blank_before_colon,
    missing_header_end,
    // the MIME structure
    headerless_multipart,
    missing_boundary,
    missing_closing_delimiter,
    truncated_closing_delimiter,
    duplicate_content_type,
    unknown_transfer_encoding,
    encoded_report_part,
    encoded_message_part,
    transfer_encoding_ignored,
    bad_base64,
    bad_encoded_word,
    // limits
    limit_depth,
    limit_message_depth,
    limit_parts,
    limit_fields,
    limit_field_bytes,
    limit_report_bytes,
    limit_document_bytes,
    limit_document_depth,
    limit_nodes,
    limit_diagnostics,
    // the report
    outer_type_not_report,
    report_type_missing,
    report_type_other,
    report_part_untyped,
    duplicate_report_part,
    fields_in_part_header,
    blank_line_in_report,
    missing_feedback_type,
    missing_user_agent,
    missing_version,
    unknown_feedback_type,
    unknown_version,
    duplicate_field,
    arrival_and_received_date,
    missing_auth_failure,
    missing_authentication_results,
    // values
    bad_date,
    date_zone_unknown,
    date_weekday_wrong,
    date_nonstandard,
    date_out_of_range,
    bad_ip_literal,
    bad_port,
    bad_incidents,
    incidents_zero,
    bad_mail_path,
    bad_value,
    nonstandard_value,
    address_redacted,
    identity_alignment_ambiguous,
    // the original message
    no_original,
    original_redacted,
    original_type_nonstandard,
    blank_line_in_header,
    duplicate_message_id,
    // other formats
    bad_json,
    bad_yaml,
    duplicate_key,
    recognised_by_content,
    feedback_type_implied,
    evidence_conflict,
    bad_evidence,
    nonstandard_yaml,
    missing_key,
    unknown_report_type,
    no_report_part,
    encrypted_report,
    count_  ///< how many codes there are; not a code
};

/// What is the same for every diagnostic of one code.
struct DiagnosticInfo {
    DiagnosticCode code;
    std::string_view name;  ///< as records show it: "bad_date"
    Severity severity;
    std::string_view source;  ///< the RFC and section that the message departs from; empty where none applies
    std::string_view text;    ///< what was odd
    std::string_view action;  ///< what was done about it
};

/// One oddity of one message.
struct Diagnostic {
    DiagnosticCode code{};
    std::size_t offset = 0;       ///< where it starts, in bytes from the start of the message
    std::size_t length = 0;       ///< how many bytes it covers; 0 where something is missing
    std::string_view field = {};  ///< name of the field concerned, as written; empty where there is none
};

/// The table entry of a code. Constant time; safe to call from several threads at once.
[[nodiscard]] constexpr DiagnosticInfo const& diagnostic_info(DiagnosticCode code) noexcept;

/// "warning: date_zone_unknown at 812+31 (Arrival-Date): the zone ..., RFC 5322 section 4.3; ..."
[[nodiscard]] std::string to_string(Diagnostic const& diagnostic);

[[nodiscard]] constexpr std::string_view name(Severity severity) noexcept {
    return severity == Severity::note ? "note" : severity == Severity::warning ? "warning" : "error";
}

}  // namespace arf

#include <arf/impl/diagnostic.ipp>
