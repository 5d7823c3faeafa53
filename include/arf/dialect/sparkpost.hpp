// SPDX-License-Identifier: BSL-1.0
// SparkPost's event webhook: an array of {"msys": {CLASS: event}}, a complaint is an event of type
// "spam_complaint" (SparkPost, "Webhooks API", "Events reference").
#pragma once

#include <arf/dialect/listed_header.hpp>
#include <arf/dialect/rung.hpp>
#include <arf/dialect/webhook.hpp>

namespace arf::dialect {

[[nodiscard]] inline bool is_sparkpost_event(document::Document const& document, Node const& event) {
    auto const* const envelope = document.member(&event, "msys");
    return envelope != nullptr && envelope->kind == Node::Kind::object;
}

/// The complaint in an event, whatever its class is called; nullptr where it is no complaint.
[[nodiscard]] inline Node const* find_sparkpost_complaint(document::Document const& document,
                                                          Node const& event) {
    Node const* complaint = nullptr;
    if (!is_sparkpost_event(document, event)) return complaint;
    document.for_each(document.member(&event, "msys"), [&](Node const& inner) {
        if (complaint == nullptr && document.text(&inner, "type") == "spam_complaint") complaint = &inner;
    });
    return complaint;
}

/// What only the first complaint of a batch tells. `message_id` is SparkPost's own and no Message-ID;
/// `ip_address` is the host that the mail went to. These, the account (`customer_id`, `subaccount_id`) and
/// the sender's own metadata stay in Report::document.
inline void read_sparkpost_message(mime::Context& context, Report& report, document::Document const& document,
                                   Node const* complaint) {
    if (auto const type = document.text(complaint, "fbtype")) set_feedback_type(report, *type);
    if (auto const path = document.text(complaint, "msg_from"))
        set_path(context, report.original_mail_from, *path, "msg_from");
    if (auto const from = document.text(complaint, "friendly_from"))
        set_original_from(context, report, *from, "friendly_from");
    if (auto const subject = document.text(complaint, "subject"))
        set_original_subject(context, report, *subject);
}

inline void read_sparkpost(mime::Context& context, Report& report, std::int32_t part) {
    document::Document const document(context.document);
    for_each_event(document, part_at(context, part).body, [&](Node const& event, std::string_view raw) {
        auto const* const complaint = find_sparkpost_complaint(document, event);
        if (complaint == nullptr) return;
        // rcpt_to is raw_rcpt_to in lower case
        ComplaintEvent const read{raw, first_text(document, complaint, "raw_rcpt_to", "rcpt_to"),
                                  first_text(document, complaint, "timestamp"),
                                  first_text(document, complaint, "sending_ip")};
        if (add_complaint(context, report, read))
            read_sparkpost_message(context, report, document, complaint);
    });
    imply_feedback_type(context, report, FeedbackType::abuse, "abuse");
}

[[nodiscard]] inline Detected recognise_sparkpost_document(document::Document const& document) {
    if (!has_event(document, is_sparkpost_event)) return {};
    bool const has_complaint = has_event(document, [](auto const& all, Node const& event) {
        return find_sparkpost_complaint(all, event) != nullptr;
    });
    if (has_complaint)
        return {{Format::sparkpost, "SparkPost events, a spam_complaint among them"}, 0, &read_sparkpost};
    return {{Format::webhook_event, "SparkPost events, no spam_complaint among them"}, 0};
}

}  // namespace arf::dialect
