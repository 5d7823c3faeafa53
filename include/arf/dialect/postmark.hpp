// SPDX-License-Identifier: BSL-1.0
// Postmark's spam complaint webhook: one event a call (Postmark, "Spam complaint webhook").
#pragma once

#include <arf/dialect/arf.hpp>
#include <arf/dialect/listed_header.hpp>
#include <arf/dialect/rung.hpp>
#include <arf/dialect/webhook.hpp>
#include <arf/mime/walker.hpp>

namespace arf::dialect {

/// "Type" tells a complaint where there is no "RecordType". QUIRK: webhooks of before 2018 have none.
[[nodiscard]] inline bool is_postmark_complaint(document::Document const& document, Node const& event) {
    auto const record = document.text(&event, "RecordType");
    if (record) return *record == "SpamComplaint" && document.text(&event, "Email");
    return document.text(&event, "Type") == "SpamComplaint" && document.text(&event, "BouncedAt");
}

[[nodiscard]] inline bool is_postmark_event(document::Document const& document, Node const& event) {
    if (is_postmark_complaint(document, event)) return true;
    return document.text(&event, "RecordType") &&
           first_text(document, &event, "MessageStream", "MessageID", "ServerID").text;
}

/// "Content" may hold the complaint that Postmark itself was sent, as raw mail. Where that is a feedback
/// report, its facts count: Postmark repeats few of them. Its parts hang below the JSON text in
/// Report::parts.
inline void read_postmark_content(mime::Context& context, Report& report, std::string_view content) {
    auto const start = skip_blank_lines(content);
    if (!mime::looks_like_field(start.data(), start.data() + start.size())) return;
    context.parts[0].kind = Part::Kind::message;
    mime::Walker(context, content, true).walk_message(0);
    auto const part = find_report(context);
    if (part == no_part) return;
    auto const webhook = context.document;
    read_arf(context, report, part);
    context.document = webhook;
    report.format = Format::postmark;
}

/// Postmark knows whom it sent to; the reporter often hides the address. Where both name one and they differ,
/// that is told.
inline void choose_postmark_recipient(mime::Context& context, Report& report, List<MailPath> reported) {
    if (report.original_rcpt_to.empty()) {
        report.original_rcpt_to = reported;
        return;
    }
    for (auto const& path : reported) {
        bool const same = detail::equal_ignoring_case(path.address, report.original_rcpt_to.front().address);
        if (!same && !path.is_null() && !path.is_redacted())
            context.note(DiagnosticCode::evidence_conflict, path.address, "Email");
    }
}

/// What the webhook says beside recipient and time. "MessageID" is Postmark's own and no Message-ID; it stays
/// in Report::document, as do "Tag" and "Metadata".
inline void read_postmark_message(mime::Context& context, Report& report, document::Document const& document,
                                  Node const& event) {
    if (auto const from = document.text(&event, "From")) set_original_from(context, report, *from, "From");
    if (auto const subject = document.text(&event, "Subject"))
        set_original_subject(context, report, *subject);
}

inline void read_postmark(mime::Context& context, Report& report, std::int32_t part) {
    document::Document const document(context.document);
    for_each_event(document, part_at(context, part).body, [&](Node const& event, std::string_view raw) {
        if (!is_postmark_complaint(document, event)) return;
        bool const is_first = report.rows.empty();
        auto const content = document.text(&event, "Content");
        if (is_first && content) read_postmark_content(context, report, *content);
        auto const reported = is_first ? report.original_rcpt_to : List<MailPath>{};
        if (is_first) report.original_rcpt_to = {};
        add_complaint(
            context, report,
            {raw, first_text(document, &event, "Email"), first_text(document, &event, "BouncedAt"), {}});
        if (!is_first) return;
        choose_postmark_recipient(context, report, reported);
        read_postmark_message(context, report, document, event);
    });
    imply_feedback_type(context, report, FeedbackType::abuse, "abuse");
}

[[nodiscard]] inline Detected recognise_postmark_document(document::Document const& document) {
    if (!has_event(document, is_postmark_event)) return {};
    if (has_event(document, is_postmark_complaint))
        return {{Format::postmark, "a Postmark record \"SpamComplaint\""}, 0, &read_postmark};
    return {{Format::webhook_event, "a Postmark record other than \"SpamComplaint\""}, 0};
}

}  // namespace arf::dialect
