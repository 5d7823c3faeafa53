// SPDX-License-Identifier: BSL-1.0
// The ladder that picks the dialect of a message: structure first, content last. The first rung that holds
// decides. To add a dialect, add its header in this folder and its line here.
#pragma once

#include <arf/dialect/aol_tos.hpp>
#include <arf/dialect/arf.hpp>
#include <arf/dialect/attached_message.hpp>
#include <arf/dialect/dmarc_text.hpp>
#include <arf/dialect/documents.hpp>
#include <arf/dialect/jmrp.hpp>
#include <arf/dialect/no_complaint.hpp>
#include <arf/dialect/spamcop.hpp>
#include <arf/dialect/unsubscribe.hpp>
#include <arf/dialect/x_arf.hpp>
#include <array>
#include <span>

namespace arf::dialect {

/// Whether the report lies in what a bounce, a receipt or an automatic answer brings back: then it is not
/// what this message is about.
[[nodiscard]] inline bool is_returned(mime::Context const& context, std::int32_t report) {
    if (enclosing_message(context, report) == 0) return false;
    if (recognise_auto_reply(context)) return true;
    auto const holds = [&](std::int32_t notice) {
        return notice != no_part && notice < report &&
               part_at(context, report).parent != part_at(context, notice).parent &&
               is_ancestor(context, part_at(context, notice).parent, report);
    };
    return holds(find_dsn(context)) || holds(find_mdn(context));
}

/// A feedback report by its label.
[[nodiscard]] inline Detected recognise_arf(mime::Context const& context) {
    auto const report = find_report(context);
    if (report == no_part) return {};
    return {{Format::arf, "a part of type message/feedback-report"}, report, &read_arf};
}

/// A feedback report by its content.
[[nodiscard]] inline Detected recognise_unlabelled_arf(mime::Context const& context) {
    auto const part = find_unlabelled_report(context);
    if (part == no_part) return {};
    return {{Format::arf, "a part that reads as a feedback report"}, part, &read_arf};
}

/// The formats of mail, in the order in which they are tried (FORMATS 0): labels first, content last.
inline constexpr std::array<Recognise, 14> ladder{
    &recognise_arf,
    &recognise_notification,
    &recognise_aggregate,
    &recognise_x_arf,
    &recognise_apple_unsubscribe,
    &recognise_jmrp,
    &recognise_spamcop,
    &recognise_spamcop_list,
    &recognise_aol_tos,
    &recognise_dmarc_text,
    &recognise_ses,
    &recognise_xarf,
    &recognise_unlabelled_arf,
    &recognise_unlabelled_x_arf,
};

/// What is told by the header of a mail alone, or is none of the above.
inline constexpr std::array<Recognise, 4> last_rungs{
    &recognise_unsubscribe,
    &recognise_auto_reply,
    &recognise_forwarded_notification,
    &recognise_newsletter,
};

/// Whether a complaint is only brought back by what this message is. Apple sends its unsubscribe mail as an
/// automatic answer.
[[nodiscard]] inline bool is_returned(mime::Context const& context, Detected const& detected) {
    auto const format = detected.what.format;
    return is_complaint(format) && format != Format::apple_unsubscribe && detected.part > 0 &&
           is_returned(context, detected.part);
}

[[nodiscard]] inline Detected climb(mime::Context const& context, std::span<Recognise const> rungs) {
    for (auto const recognise : rungs) {
        auto const detected = recognise(context);
        if (detected && !is_returned(context, detected)) return detected;
    }
    return {};
}

/// Names the format of a mail whose tree was read. Where nothing is recognised, messages that were attached
/// as files are opened, and the ladder is climbed once more.
[[nodiscard]] inline Detected detect(mime::Context& context) {
    if (auto const detected = climb(context, ladder)) return detected;
    if (!recognise_auto_reply(context) && open_attached_messages(context)) {
        if (auto const detected = climb(context, ladder)) return detected;
    }
    return climb(context, last_rungs);
}

}  // namespace arf::dialect
