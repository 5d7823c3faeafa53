// SPDX-License-Identifier: BSL-1.0
// DMARC failure reports as text: Exim and cPanel (FORMATS 7.7).
#pragma once

#include <arf/dialect/facts.hpp>
#include <arf/dialect/original.hpp>
#include <arf/dialect/rung.hpp>
#include <arf/dialect/text.hpp>

namespace arf::dialect {
namespace dmarc_text {

inline constexpr std::string_view opening = "A message claiming to be from you";
inline constexpr std::string_view address_label = "Sender IP Address:";

/// Whether a text has the opening sentence on a line of its own, and behind it the line with the address.
[[nodiscard]] inline bool reads_as_report(std::string_view text) {
    TextLines lines(text);
    bool opened = false;
    while (auto line = lines.next()) {
        take_quote(*line);
        auto const content = detail::trim(*line);
        opened = opened || content.starts_with(opening);
        if (opened && value_of(content, address_label)) return true;
    }
    return false;
}

/// A line of dashes that starts the copy of the message: "------ This is a copy of ...".
[[nodiscard]] inline bool starts_copy(std::string_view line) noexcept {
    return line.starts_with("------") && detail::find_ignoring_case(line, "This is a copy of") != line.npos;
}

/// Sets what one line states. SPF and DKIM alignment and the result are left to Report::text(): the first two
/// are no Identity-Alignment (its two meanings: FORMATS 2.5), and the last is the policy's verdict, not what
/// was done.
inline void read_line(mime::Context& context, Report& report, std::string_view line) {
    if (auto const address = value_of(line, address_label))
        return set_source_ip(context, report, *address, "Sender IP Address");
    if (auto const date = value_of(line, "Received Date:"))
        return set_date(context, report.arrival_date, *date, "Received Date");
    auto const domain = value_of(line, "Sender Domain:");
    if (domain && !domain->empty() && report.reported_domain.empty())
        fields::append(context.storage, report.reported_domain, *domain);
}

/// Skips the rest of the line of dashes, which some programs fold, and what they say about omissions.
[[nodiscard]] inline std::string_view skip_remark(std::string_view text) noexcept {
    TextLines lines(text);
    for (auto rest = lines.rest(); auto line = lines.next(); rest = lines.rest()) {
        take_quote(*line);
        if (detail::trim(*line).empty()) return rest;
        bool const is_remark = line->starts_with(' ') || line->starts_with('-');
        if (!is_remark) return rest;
    }
    return {};
}

}  // namespace dmarc_text

/// Reads the lines of the text in part `index`, and the header behind the dashes.
inline void read_dmarc_text(mime::Context& context, Report& report, std::int32_t index) {
    constexpr std::string_view failed = "dmarc";
    imply_feedback_type(context, report, FeedbackType::auth_failure, "auth-failure");
    report.auth_failure = Keyword<AuthFailure>{AuthFailure::dmarc, failed};
    context.note(DiagnosticCode::feedback_type_implied, context.input.substr(0, 0), "Auth-Failure");
    auto const text = decoded_content(context, part_at(context, index));
    TextLines lines(text);
    while (auto line = lines.next()) {
        auto const quote = take_quote(*line);
        auto const content = detail::trim(*line);
        if (!dmarc_text::starts_copy(content)) {
            dmarc_text::read_line(context, report, content);
            continue;
        }
        auto const copy = unquote(context, dmarc_text::skip_remark(lines.rest()), quote);
        read_original_slice(context, slice_message(context, copy), report.original);
        return take_message_id(report);
    }
    note_no_original(context);
}

/// Whether a part may hold such a text: cheap, for every mail is asked. The opening starts a line, so that
/// quoted-printable never breaks it; base64 is decoded where the subject gives a reason to.
[[nodiscard]] inline bool may_hold_dmarc_text(Part const& part, std::string_view subject) {
    if (part.encoding == mime::TransferEncoding::base64)
        return detail::find_ignoring_case(subject, "DMARC") != subject.npos;
    return part.body.find(dmarc_text::opening) != part.body.npos;
}

/// A text that says so; not one that quotes it in an answer.
[[nodiscard]] inline Detected recognise_dmarc_text(mime::Context const& context) {
    auto part = no_part;
    auto const message = find_message(context, [&](std::int32_t index) {
        auto const subject = subject_of(part_at(context, index));
        if (is_reply(subject)) return false;
        part = find_text(context, index, [&](Part const& text) {
            std::string room;
            return may_hold_dmarc_text(text, subject) && dmarc_text::reads_as_report(peek_text(text, room));
        });
        return part != no_part;
    });
    if (message == no_part) return {};
    return {{Format::dmarc_text, "a text that says which message failed the DMARC policy"},
            part,
            &read_dmarc_text};
}

}  // namespace arf::dialect
