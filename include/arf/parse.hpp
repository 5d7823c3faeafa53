// SPDX-License-Identifier: BSL-1.0
// parse(): from the bytes of a message to its Report. Start reading here.
#pragma once

#include <arf/config.hpp>
#include <arf/error.hpp>
#include <arf/options.hpp>
#include <arf/report.hpp>
#include <string>
#include <string_view>

namespace arf {

/// Parses a whole e-mail message that carries a complaint, without copying it.
///
/// Finds the part that holds the report (RFC 5965, section 2), whatever its place and label, undoes its
/// transfer encoding, and reads every field. A field that cannot be read never loses the report: it stays in
/// Report::fields as it was, and Report::diagnostics says why.
///
/// @param message  The raw message, CRLF or LF line ends. Must outlive the report: its views point into it.
/// @param options  Limits; the defaults suit mail from strangers.
/// @return The report; or errc::empty, errc::too_large, errc::not_a_complaint (Error::format says what it is
/// instead).
/// @throws std::bad_alloc
/// @par Complexity Linear in message.size().
/// @par Thread safety Safe to call from several threads at once.
[[nodiscard]] ARF_DECL result<Report> parse_borrowed(std::string_view message,
                                                     ParseOptions const& options = {});

/// As parse_borrowed(), on a copy of the message that the report owns.
/// @param message  The raw message; may be gone as soon as the call returns.
[[nodiscard]] ARF_DECL result<Report> parse(std::string_view message, ParseOptions const& options = {});

/// As parse_borrowed(), on a message that the report takes over without copying it.
[[nodiscard]] ARF_DECL result<Report> parse(std::string&& message, ParseOptions const& options = {});

/// As parse(std::string_view), for a string literal.
[[nodiscard]] inline result<Report> parse(char const* message, ParseOptions const& options = {}) {
    return parse(std::string_view(message), options);
}

/// Parses the fields of a report alone: the content of a message/feedback-report part, transfer encoding
/// undone.
///
/// @param fields  Header-like fields (RFC 5965, section 3). Must outlive the report: its views point into it.
/// @return The report, without original and carrier; or errc::empty, errc::too_large, or
/// errc::not_a_complaint where
///         no field of RFC 5965 stands in it.
/// @throws std::bad_alloc
/// @par Complexity Linear in fields.size().
/// @par Thread safety Safe to call from several threads at once.
[[nodiscard]] ARF_DECL result<Report> parse_fields(std::string_view fields, ParseOptions const& options = {});

}  // namespace arf

#if defined(ARF_HEADER_ONLY)
#include <arf/impl/parse.ipp>
#endif
