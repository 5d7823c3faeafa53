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

/// Whether the header of a message says that it is AOL's: by its subject, or by the field against loops.
[[nodiscard]] inline bool is_marked(Part const& message) {
    auto const subject = subject_of(message);
    bool const is_titled = find_ignoring_case(subject, "Client TOS Notification") != subject.npos;
    if (is_titled && !is_reply(subject)) return true;
    auto const* const loop = find_field(message.fields, "X-Loop");
    return loop != nullptr && detail::equal_ignoring_case(detail::trim(loop->body()), "scomp");
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
        if (!aol_tos::is_marked(part_at(context, index))) return false;
        part = embedded_in(context, index);
        return part != no_part;
    });
    if (message == no_part || find_unlabelled_report(context) != no_part) return {};
    return {
        {Format::aol_tos, "a subject or field of AOL's notifications around a message"}, part, &read_aol_tos};
}

}  // namespace arf::dialect
