// SPDX-License-Identifier: BSL-1.0
// Mailgun's event webhook: one event a call, a complaint is the event "complained". Since 2018 it is
// {"signature": ..., "event-data": ...}; before that it was a form, of which flat JSON is a copy (Mailgun,
// "Webhooks" and "Tracking spam complaints").
#pragma once

#include <arf/dialect/listed_header.hpp>
#include <arf/dialect/rung.hpp>
#include <arf/dialect/webhook.hpp>
#include <arf/document/json.hpp>

namespace arf::dialect {

/// The event: what is under "event-data", or the root where it is of the flat form, which the three values
/// of the signature tell. nullptr where it is neither.
[[nodiscard]] inline Node const* find_mailgun_event(document::Document const& document, Node const& root) {
    auto const* const data = document.member(&root, "event-data");
    if (document.text(data, "event")) return data;
    bool const is_flat = document.text(&root, "event") && document.text(&root, "token") &&
                         document.text(&root, "signature") && document.text(&root, "timestamp");
    return is_flat ? &root : nullptr;
}

[[nodiscard]] inline bool is_mailgun_event(document::Document const& document, Node const& root) {
    return find_mailgun_event(document, root) != nullptr;
}

[[nodiscard]] inline bool is_mailgun_complaint(document::Document const& document, Node const& root) {
    return document.text(find_mailgun_event(document, root), "event") == "complained";
}

/// The original's header: an object of a few fields, or, in the flat form, all of them as a JSON text of
/// [name, value] pairs.
inline void read_mailgun_header(mime::Context& context, Report& report, document::Document const& document,
                                Node const* event, std::string_view source) {
    ListedHeader header(context);
    document.for_each(document.find(event, "message", "headers"), [&](Node const& field) {
        if (field.kind == Node::Kind::string) header.add(field.key, field.text);
    });
    auto const* const pairs = document.member(event, "message-headers");
    if (pairs != nullptr && pairs->kind == Node::Kind::string && document::looks_like_json(pairs->text)) {
        auto const list = document::read_json(context, pairs->text);
        list.for_each(list.root(), [&](Node const& pair) {
            auto const behind = static_cast<std::size_t>(pair.end);
            if (pair.kind != Node::Kind::array || behind != list.index_of(&pair) + 3) return;
            auto const* const name = &pair + 1;
            if (name->kind == Node::Kind::string && name[1].kind == Node::Kind::string)
                header.add(name->text, name[1].text);
        });
    }
    header.read(source, report.original);
    take_message_id(report);
}

/// Tags, campaigns and the sender's user variables stay in Report::document.
inline void read_mailgun(mime::Context& context, Report& report, std::int32_t part) {
    document::Document const document(context.document);
    auto const body = part_at(context, part).body;
    for_each_event(document, body, [&](Node const& root, std::string_view raw) {
        if (!is_mailgun_complaint(document, root)) return;
        auto const* const event = find_mailgun_event(document, root);
        auto const* const envelope = document.member(event, "envelope");
        ComplaintEvent const read{raw, first_text(document, event, "recipient"),
                                  first_text(document, event, "timestamp"),
                                  first_text(document, envelope, "sending-ip")};
        if (!add_complaint(context, report, read)) return;
        if (auto const path = document.text(envelope, "sender"))
            set_path(context, report.original_mail_from, *path, "sender");
        read_mailgun_header(context, report, document, event, body);
    });
    imply_feedback_type(context, report, FeedbackType::abuse, "abuse");
}

[[nodiscard]] inline Detected recognise_mailgun_document(document::Document const& document) {
    if (!has_event(document, is_mailgun_event)) return {};
    if (has_event(document, is_mailgun_complaint))
        return {{Format::mailgun, "a Mailgun event \"complained\""}, 0, &read_mailgun};
    return {{Format::webhook_event, "a Mailgun event other than \"complained\""}, 0};
}

}  // namespace arf::dialect
