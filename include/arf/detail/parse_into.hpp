// SPDX-License-Identifier: BSL-1.0
// parse_into(): parse() for who keeps message and memory himself, and may read some of the original later.
#pragma once

#include <algorithm>
#include <arf/config.hpp>
#include <arf/detail/storage.hpp>
#include <arf/error.hpp>
#include <arf/options.hpp>
#include <arf/report.hpp>
#include <cstddef>
#include <string_view>

namespace arf::detail {

/// What a report's storage holds beside a copy of the message: enough for most reports.
[[nodiscard]] inline std::size_t storage_room(std::size_t message_bytes) noexcept {
    return std::clamp<std::size_t>(message_bytes + 1024, 4096, 16384);
}

/// As parse_borrowed(), but the report's views point into `storage` as well, which the report does not keep.
///
/// @param original_is_left  May be null. Else it is set, to true where of Report::original no field was read
///                          but its Message-ID: then read_left_original() has to be called before anyone
///                          looks at Report::original or at Report::diagnostics.
[[nodiscard]] ARF_DECL result<Report> parse_into(Storage& storage, std::string_view message,
                                                 ParseOptions const& options, bool* original_is_left);

/// Reads what parse_into() has left of a report: then it is the one that parse_borrowed() makes.
/// @param message, options  what the report was made of.
/// @throws std::bad_alloc, and the report is as it was.
ARF_DECL void read_left_original(Report& report, Storage& storage, std::string_view message,
                                 ParseOptions const& options);

}  // namespace arf::detail

#if defined(ARF_HEADER_ONLY)
#include <arf/impl/parse.ipp>
#endif
