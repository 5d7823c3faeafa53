// SPDX-License-Identifier: BSL-1.0
// The ladder that picks the dialect of a message: structure first, content last. The first rung that holds
// decides.
#pragma once

#include <arf/dialect/arf.hpp>
#include <arf/dialect/no_complaint.hpp>

namespace arf::dialect {

/// What a message is, and the part that says so.
struct Detected {
    Recognised what;
    std::int32_t report = no_part;  ///< the part that holds the report, of a complaint
};

/// Whether the report lies in what a bounce or a receipt brings back: then it is not what this message is
/// about.
[[nodiscard]] inline bool is_returned(mime::Context const& context, std::int32_t report) {
    if (enclosing_message(context, report) == 0) return false;
    auto const holds = [&](std::int32_t notice) {
        return notice != no_part && notice < report &&
               part_at(context, report).parent != part_at(context, notice).parent &&
               is_ancestor(context, part_at(context, notice).parent, report);
    };
    return holds(find_dsn(context)) || holds(find_mdn(context));
}

[[nodiscard]] inline Detected detect(mime::Context const& context) {
    auto const report = find_report(context);
    if (report != no_part && !is_returned(context, report)) {
        return {{Format::arf, "a part of type message/feedback-report"}, report};
    }
    auto const other = recognise_other(context);
    if (other.format == Format::dsn || other.format == Format::mdn) return {other};
    if (auto const part = find_unlabelled_report(context); part != no_part) {
        return {{Format::arf, "a part that reads as a feedback report"}, part};
    }
    return {other};
}

}  // namespace arf::dialect
