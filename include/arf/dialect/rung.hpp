// SPDX-License-Identifier: BSL-1.0
// Rung: what each dialect offers to the ladder in detect.hpp.
#pragma once

#include <arf/dialect/tree.hpp>
#include <arf/report.hpp>

namespace arf::dialect {

/// A format, and how it was recognised (static text).
struct Recognised {
    Format format = Format::unknown;
    std::string_view reason = "no part and no field of a known format";
};

/// Fills a report from the part that was recognised. It may change Report::format and Report::reason, where
/// only reading tells them apart.
using ReadReport = void (*)(mime::Context& context, Report& report, std::int32_t part);

/// What a message is, the part that says so, and what reads it; nothing reads what has no facts.
struct Detected {
    Recognised what;
    std::int32_t part = no_part;
    ReadReport read = nullptr;

    [[nodiscard]] explicit operator bool() const noexcept { return what.format != Format::unknown; }
};

/// Looks at the MIME tree and says whether this is the dialect; cheap, and reads nothing that it does not
/// need.
using Recognise = Detected (*)(mime::Context const& context);

}  // namespace arf::dialect
