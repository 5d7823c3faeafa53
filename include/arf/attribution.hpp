// SPDX-License-Identifier: BSL-1.0
// attribute(): whom a complaint is about. What the report does not say outright is inferred here, each answer
// with where it comes from and how sure it is; the facts in Report stay as they are.
#pragma once

#include <arf/attribution/answers.hpp>
#include <arf/config.hpp>
#include <arf/report.hpp>

namespace arf {

/// Infers whom a complaint is about. Never more sure than the evidence: without options nothing is ours, and
/// account and device are claims at best.
///
/// What stands in a header anybody below the border can have written, so each hop is believed because of the
/// one above it: the reporter's because he sent the trace, ours because the reporter, or another server of
/// ours, got the mail from an address of ours. That takes servers that write a Received field each; one that
/// runs programs of customers can be made to write any.
///
/// @param report   the result shares its memory, as a copy of the report does; what parse_borrowed() was
/// given
///                 must outlive both.
/// @throws std::bad_alloc, and whatever a decoder's function throws.
/// @par Complexity Linear in the header of the original times the number of decoders.
/// @par Thread safety Safe to call from several threads at once, if the decoders are.
[[nodiscard]] ARF_DECL Attribution attribute(Report const& report, AttributionOptions const& options = {});

}  // namespace arf

#if defined(ARF_HEADER_ONLY)
#include <arf/impl/attribution.ipp>
#endif
