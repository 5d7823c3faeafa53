// SPDX-License-Identifier: BSL-1.0
// What the webhooks of sending services share: one event or an array of them, each complaint a row.
#pragma once

#include <arf/dialect/facts.hpp>
#include <arf/document/document.hpp>
#include <arf/document/raw_items.hpp>
#include <arf/grammar/epoch.hpp>
#include <optional>
#include <string_view>

namespace arf::dialect {

/// Calls visit(event, raw) for each event of a webhook's body: for each element of an array, else for the
/// root.
/// @param body  the text of the document; `raw` is the event in it as written, empty for the root.
template <class Visit>
void for_each_event(document::Document const& document, std::string_view body, Visit&& visit) {
    auto const* const root = document.root();
    if (root == nullptr) return;
    if (root->kind != Node::Kind::array) return visit(*root, std::string_view{});
    document::RawItems items(body);
    document.for_each(root, [&](Node const& event) { visit(event, items.next()); });
}

/// Whether some event of a webhook's body is so: fits(document, event).
template <class Fits>
[[nodiscard]] bool has_event(document::Document const& document, Fits&& fits) {
    bool found = false;
    for_each_event(document, {},
                   [&](Node const& event, std::string_view) { found = found || fits(document, event); });
    return found;
}

/// A text, and the name of the key that it stands under.
struct NamedText {
    std::optional<std::string_view> text;
    std::string_view key;
};

/// The first of some members of an object that is a text and not empty: an empty one says nothing.
template <class... Keys>
[[nodiscard]] NamedText first_text(document::Document const& document, Node const* object, Keys... keys) {
    NamedText found;
    auto const take = [&](std::string_view key) {
        auto const text = document.text(object, key);
        if (text && !text->empty()) found = {text, key};
        return found.text.has_value();
    };
    (void)(take(keys) || ...);
    return found;
}

/// What an event says about one complaint.
struct ComplaintEvent {
    std::string_view raw;  ///< the event as written; empty where it is no element of a list
    NamedText recipient;
    NamedText time;       ///< when the service learned of it: seconds since 1970, or ISO 8601
    NamedText source_ip;  ///< the service's own address that the mail was sent from
};

/// A point in time as seconds or, in exports of events, as a date.
inline void set_time(mime::Context& context, std::optional<DateTime>& date, std::string_view text,
                     std::string_view key) {
    if (!date) date = grammar::read_epoch(text);
    if (!date) set_date(context, date, text, key, true);
}

[[nodiscard]] inline ReportRow read_row(mime::Context& context, ComplaintEvent const& event) {
    ReportRow row;
    row.text = event.raw;
    auto const& [raw, recipient, time, ip] = event;
    if (recipient.text) set_path(context, row.recipient, *recipient.text, recipient.key);
    if (time.text) set_time(context, row.date, *time.text, time.key);
    if (ip.text) row.source_ip = fields::by<IpAddress, grammar::ip_literal>(*ip.text);
    if (ip.text && !row.source_ip) context.note(DiagnosticCode::bad_ip_literal, *ip.text, ip.key);
    return row;
}

/// Adds a complaint of a list to the rows of a report, and the recipient of any to the recipients. The other
/// facts of a report are those of the first: of several messages no more than one can be the original.
/// @return whether it was the first.
inline bool add_complaint(mime::Context& context, Report& report, ComplaintEvent const& event) {
    bool const is_first = report.rows.empty();
    auto const row = read_row(context, event);
    if (!event.raw.empty()) fields::append(context.storage, report.rows, row);
    if (row.recipient) fields::append(context.storage, report.original_rcpt_to, *row.recipient);
    if (is_first && !report.arrival_date) report.arrival_date = row.date;
    if (is_first && !report.source_ip) report.source_ip = row.source_ip;
    return is_first;
}

}  // namespace arf::dialect
