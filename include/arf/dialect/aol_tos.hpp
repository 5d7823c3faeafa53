// SPDX-License-Identifier: BSL-1.0
// AOL before September 2008 (FORMATS 7.2): an empty text and the message complained about, its recipient
// removed.
#pragma once

#include <arf/dialect/arf.hpp>
#include <arf/dialect/facts.hpp>
#include <arf/dialect/original.hpp>
#include <arf/dialect/rung.hpp>
#include <arf/dialect/text.hpp>

namespace arf::dialect {
namespace aol_tos {

/// Whether the first text of a message is there and empty.
[[nodiscard]] inline bool has_empty_text(mime::Context const& context, std::int32_t message) {
    auto const first = find_text(context, message, [](Part const&) { return true; });
    return first != no_part && skip_blank_lines(part_at(context, first).body).empty();
}

/// Whether a message has AOL's marks: the field against loops, or the subject and another sign. The subject
/// alone is also that of a mail about such notifications.
[[nodiscard]] inline bool is_marked(mime::Context const& context, std::int32_t index) {
    auto const& message = part_at(context, index);
    auto const* const loop = find_field(message.fields, "X-Loop");
    if (loop != nullptr && detail::equal_ignoring_case(detail::trim(loop->body()), "scomp")) return true;
    auto const subject = subject_of(message);
    if (!detail::equal_ignoring_case(bare_subject(subject), "Client TOS Notification")) return false;
    return is_sent_from(message, "scomp@aol.net") || is_sent_from(message, "scomp@aol.com") ||
           has_empty_text(context, index);
}

}  // namespace aol_tos

/// Reads the complaint about the message in part `index`. The mail states no more than that message.
inline void read_aol_tos(mime::Context& context, Report& report, std::int32_t index) {
    imply_feedback_type(context, report, FeedbackType::abuse, "abuse");
    read_original(context, index, report.original);
    take_message_id(report);
}

/// A mail with AOL's marks around a message. AOL's later reports bear them too, and are feedback reports.
[[nodiscard]] inline Detected recognise_aol_tos(mime::Context const& context) {
    auto part = no_part;
    auto const message = find_message(context, [&](std::int32_t index) {
        if (!aol_tos::is_marked(context, index)) return false;
        part = embedded_in(context, index);
        return part != no_part;
    });
    if (message == no_part || find_unlabelled_report(context) != no_part) return {};
    return {{Format::aol_tos, "the marks of AOL's notifications around a message"}, part, &read_aol_tos};
}

}  // namespace arf::dialect
