// SPDX-License-Identifier: BSL-1.0
// SendGrid's event webhook: an array of events, a complaint is the event "spamreport" (Twilio SendGrid,
// "Event Webhook Reference").
#pragma once

#include <algorithm>
#include <arf/dialect/rung.hpp>
#include <arf/dialect/webhook.hpp>
#include <array>

namespace arf::dialect {

/// Whether this is an event of SendGrid: by its own identifiers, or by its shape. QUIRK: the oldest events
/// have no identifiers.
[[nodiscard]] inline bool is_sendgrid_event(document::Document const& document, Node const& event) {
    constexpr std::array<std::string_view, 11> names{
        "processed", "dropped", "deferred",   "delivered",   "bounce",           "open",
        "click",     "blocked", "spamreport", "unsubscribe", "group_unsubscribe"};
    auto const name = document.text(&event, "event");
    if (!name) return false;
    if (document.text(&event, "sg_event_id") || document.text(&event, "sg_message_id")) return true;
    return document.text(&event, "email") && document.text(&event, "timestamp") &&
           std::find(names.begin(), names.end(), *name) != names.end();
}

[[nodiscard]] inline bool is_sendgrid_complaint(document::Document const& document, Node const& event) {
    return is_sendgrid_event(document, event) && document.text(&event, "event") == "spamreport";
}

/// The facts of an event are its recipient and its time. Not among them: `sg_message_id`, which is
/// SendGrid's own; `smtp-id`, which is the Message-ID for some ways of sending and not for others. They stay
/// in Report::document, as do categories and the sender's unique arguments.
inline void read_sendgrid(mime::Context& context, Report& report, std::int32_t part) {
    document::Document const document(context.document);
    for_each_event(document, part_at(context, part).body, [&](Node const& event, std::string_view raw) {
        if (!is_sendgrid_complaint(document, event)) return;
        add_complaint(
            context, report,
            {raw, first_text(document, &event, "email"), first_text(document, &event, "timestamp"), {}});
    });
    imply_feedback_type(context, report, FeedbackType::abuse, "abuse");
}

[[nodiscard]] inline Detected recognise_sendgrid_document(document::Document const& document) {
    if (!has_event(document, is_sendgrid_event)) return {};
    if (has_event(document, is_sendgrid_complaint))
        return {{Format::sendgrid, "SendGrid events, a spamreport among them"}, 0, &read_sendgrid};
    return {{Format::webhook_event, "SendGrid events, no spamreport among them"}, 0};
}

}  // namespace arf::dialect
