// SPDX-License-Identifier: BSL-1.0
// to_json(): a report as one flat JSON object.
#pragma once

#include <arf/config.hpp>
#include <arf/error.hpp>
#include <arf/report.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace arf {

struct Attribution;  // arf/attribution.hpp

/// Where a message came from; the first members of its record.
struct RecordSource {
    std::string_view source;   ///< path of the file; "-" is standard input
    std::uint64_t index = 0;   ///< number of the message in its file, from 0
    std::uint64_t offset = 0;  ///< of its first byte in its file
};

/// One line of JSON (RFC 8259) without line end: the flat record of a report.
///
/// Keys are the names of the members of Report in snake_case, in a fixed order; facts of the original message
/// carry the prefix `original_`, those of the carrier `carrier_`. A fact that is absent has no key. Times are
/// RFC 3339 in UTC; IP addresses canonical text; addresses addr-specs; bytes that are no UTF-8 become U+FFFD.
/// @return valid UTF-8, valid JSON, whatever the message holds.
/// @throws std::bad_alloc
/// @par Complexity Linear in the size of the values shown.
/// @par Thread safety Safe to call from several threads at once.
[[nodiscard]] ARF_DECL std::string to_json(Report const& report, RecordSource const& source = {});

/// As to_json(report, source), with one more member `attribution`: each answer with `value`, `confidence`,
/// `from` and `reason`, the hops with their roles, the conflicts, and the facts for trusting the report.
[[nodiscard]] ARF_DECL std::string to_json(Report const& report, Attribution const& attribution,
                                           RecordSource const& source = {});

/// The record of a message that could not be read: source, index, is_report false, format "unreadable",
/// error.
[[nodiscard]] ARF_DECL std::string to_json(Error const& error, RecordSource const& source = {});

}  // namespace arf

#if defined(ARF_HEADER_ONLY)
#include <arf/impl/json.ipp>
#endif
