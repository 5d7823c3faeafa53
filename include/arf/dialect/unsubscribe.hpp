// SPDX-License-Identifier: BSL-1.0
// Unsubscribe mail: Apple Mail's (FORMATS 7.6), and plain ones to the address of a List-Unsubscribe field
// (RFC 2369, section 3.2).
#pragma once

#include <algorithm>
#include <arf/dialect/aol_tos.hpp>
#include <arf/dialect/facts.hpp>
#include <arf/dialect/jmrp.hpp>
#include <arf/dialect/rung.hpp>
#include <arf/dialect/text.hpp>
#include <array>

namespace arf::dialect {
namespace unsubscribe {

[[nodiscard]] constexpr bool is_letter(char c) noexcept {
    return detail::lower(c) >= 'a' && detail::lower(c) <= 'z';
}

/// Whether a text is a demand to be unsubscribed and nothing else.
[[nodiscard]] inline bool is_bare(std::string_view text) noexcept {
    constexpr std::array<std::string_view, 12> demands{"unsubscribe",
                                                       "unsubscribe me",
                                                       "please unsubscribe",
                                                       "please unsubscribe me",
                                                       "remove",
                                                       "remove me",
                                                       "opt-out",
                                                       "opt out",
                                                       "optout",
                                                       "list-unsubscribe",
                                                       "please remove me",
                                                       "signoff"};
    text = detail::trim(text);
    while (!text.empty() && (text.back() == '.' || text.back() == '!')) text.remove_suffix(1);
    return std::any_of(demands.begin(), demands.end(),
                       [text](std::string_view demand) { return detail::equal_ignoring_case(text, demand); });
}

/// Whether a word was made by a machine: letters, digits and punctuation of tokens, long, with a digit.
[[nodiscard]] inline bool is_token(std::string_view word) noexcept {
    bool const has_digit = std::any_of(word.begin(), word.end(), detail::is_digit);
    bool const fits = std::all_of(word.begin(), word.end(), [](char c) {
        return is_letter(c) || detail::is_digit(c) ||
               std::string_view("-_.=+/:@").find(c) != std::string_view::npos;
    });
    return word.size() >= 8 && has_digit && fits;
}

/// "unsubscribe:4f1c22d09a": what the sender had put into its List-Unsubscribe field.
[[nodiscard]] inline bool has_token(std::string_view subject) noexcept {
    for (std::string_view const word : {"list-unsubscribe", "unsubscribe", "opt-out", "optout"}) {
        if (!detail::starts_with_ignoring_case(subject, word)) continue;
        auto const rest = subject.substr(word.size());
        auto const start = rest.find_first_not_of(" \t:=-_+/");
        return start != rest.npos && start != 0 && is_token(rest.substr(start));
    }
    return false;
}

/// Whether an address says what it is for: "unsubscribe+17@", "leave-17-x@", "opt-out-17@".
[[nodiscard]] inline bool is_for_unsubscribing(std::string_view local) noexcept {
    for (std::string_view const word : {"unsub", "optout", "opt-out", "opt_out"}) {
        if (detail::find_ignoring_case(local, word) != local.npos) return true;
    }
    for (std::string_view const word : {"remove", "leave", "signoff"}) {
        if (!detail::starts_with_ignoring_case(local, word)) continue;
        if (local.size() == word.size() || !is_letter(local[word.size()])) return true;
    }
    return false;
}

/// Whether a machine sent the mail (RFC 3834, section 5).
[[nodiscard]] inline bool is_automatic(Part const& message) noexcept {
    auto const* const field = find_field(message.fields, "Auto-Submitted");
    return field != nullptr && !detail::equal_ignoring_case(detail::trim(field->body()), "no");
}

/// Whether the mail went through a list: then it is a post on it, or comes from it.
[[nodiscard]] inline bool is_of_list(Part const& message) noexcept {
    for (auto const name : {"List-Id", "List-Post", "List-Unsubscribe"}) {
        if (find_field(message.fields, name) != nullptr) return true;
    }
    return false;
}

/// Whether a mail is text and nothing else.
[[nodiscard]] inline bool is_text_alone(mime::Context const& context) noexcept {
    return find_part(context, [](Part const& part) {
               return part.kind == Part::Kind::message ||
                      (part.kind == Part::Kind::leaf && !is_plain_text(part) && !part.is("text/html"));
           }) == no_part;
}

/// The text of the mail; none where there is too much of it for a demand.
[[nodiscard]] inline std::optional<std::string> short_text(mime::Context const& context) {
    constexpr std::size_t most = 2048;
    auto const index = find_text(context, 0, [](Part const&) { return true; });
    if (index == no_part) return std::string{};
    std::string room;
    auto const text = detail::trim(peek_text(part_at(context, index), room));
    if (detail::beginning(text, most).size() < text.size()) return {};
    return std::string(text);
}

/// What the subject and the text say, and whom they say it to.
[[nodiscard]] inline bool is_demand(Part const& mail, std::string_view subject, std::string_view text) {
    std::string room;
    auto const to = first_address(mail, "To", room);
    auto const local = to ? to->local_part() : std::string_view{};
    bool const in_subject = is_bare(subject) || has_token(subject);
    if (is_for_unsubscribing(local)) return in_subject || is_bare(text);
    // Gmail and others write a line of their own into the text.
    bool const is_quiet = text.empty() || is_bare(text) ||
                          detail::find_ignoring_case(text, "automatically generated") != text.npos;
    return in_subject && is_quiet && (has_token(subject) || is_token(local) || is_automatic(mail));
}

}  // namespace unsubscribe

/// Reads who wants to be unsubscribed: the author of the mail that holds part `index`.
inline void read_unsubscribe(mime::Context& context, Report& report, std::int32_t index) {
    imply_feedback_type(context, report, FeedbackType::opt_out, "opt-out");
    auto const message = part_at(context, enclosing_message(context, index));
    auto const* const from = find_field(message.fields, "From");
    if (from == nullptr) return;
    grammar::PathList paths(fields::text_of(context.storage, *from));
    auto const path = paths.next();
    if (!path) return context.note(DiagnosticCode::bad_mail_path, *from);
    if (path->is_redacted()) context.note(DiagnosticCode::address_redacted, *from);
    fields::append(context.storage, report.original_rcpt_to, *path);
}

/// Apple Mail's, by its own field. One that is embedded counts where the mail around it complains of nothing.
[[nodiscard]] inline Detected recognise_apple_unsubscribe(mime::Context const& context) {
    auto const message = find_message(context, [&](std::int32_t index) {
        auto const* const field = find_field(part_at(context, index).fields, "X-Apple-Unsubscribe");
        return field != nullptr && detail::equal_ignoring_case(detail::trim(field->body()), "true");
    });
    if (message == no_part) return {};
    if (message != 0 && (recognise_jmrp(context) || recognise_aol_tos(context))) return {};
    return {{Format::apple_unsubscribe, "the field X-Apple-Unsubscribe: true"}, message, &read_unsubscribe};
}

/// A mail that says nothing but that its author wants to be unsubscribed, to an address or with a token made
/// for that.
[[nodiscard]] inline Detected recognise_unsubscribe(mime::Context const& context) {
    auto const& mail = part_at(context, 0);
    auto const subject = subject_of(mail);
    if (subject.size() > 200 || unsubscribe::is_of_list(mail) || !unsubscribe::is_text_alone(context))
        return {};
    auto const text = unsubscribe::short_text(context);
    if (!text || !unsubscribe::is_demand(mail, detail::trim(subject), *text)) return {};
    return {{Format::unsubscribe, "a subject or text of \"unsubscribe\" alone, to an address made for it"},
            0,
            &read_unsubscribe};
}

}  // namespace arf::dialect
