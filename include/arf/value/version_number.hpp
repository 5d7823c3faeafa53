// SPDX-License-Identifier: BSL-1.0
// VersionNumber: the Version field of a feedback report.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace arf {

/// Version (RFC 5965, sections 3.1 and 3.5): a number without leading zero. Drafts, and RFC 9477's examples,
/// write "0.1", others "1.0": such a text has no number.
struct VersionNumber {
    std::optional<std::uint32_t> number;
    std::string_view raw;
};

}  // namespace arf
