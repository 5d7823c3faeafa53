// SPDX-License-Identifier: BSL-1.0
// Microsoft JMRP before 2026: a message in a message (FORMATS 7.1).
#pragma once

#include <arf/dialect/arf.hpp>
#include <arf/dialect/facts.hpp>
#include <arf/dialect/original.hpp>
#include <arf/dialect/rung.hpp>
#include <arf/dialect/text.hpp>

namespace arf::dialect {
namespace jmrp {

inline constexpr std::string_view recipient_field = "X-HmXmrOriginalRecipient";

/// The address in "complaint about message from 192.0.2.1"; empty where the subject is another one. QUIRK:
/// two blanks before it, and the tags of ticket systems.
[[nodiscard]] inline std::string_view address_in(std::string_view subject) noexcept {
    constexpr std::string_view phrase = "complaint about message from ";
    auto const at = detail::find_ignoring_case(subject, phrase);
    if (at == subject.npos) return {};
    auto rest = subject.substr(at + phrase.size());
    auto word = take_word(rest);
    while (!word.empty() && (word.back() == '.' || word.back() == ',' || word.back() == ';'))
        word.remove_suffix(1);
    return fields::by<IpAddress, grammar::ip_literal>(word) ? word : std::string_view{};
}

/// Whether the subject says that and nothing else.
[[nodiscard]] inline bool is_titled(std::string_view subject) noexcept {
    auto const bare = bare_subject(subject);
    auto const address = address_in(bare);
    if (address.empty() || !detail::starts_with_ignoring_case(bare, "complaint about message from "))
        return false;
    auto const behind = bare.substr(static_cast<std::size_t>(address.data() + address.size() - bare.data()));
    return behind.find_first_not_of(" .,;") == behind.npos;
}

/// Whether a message has a text of its own beside what is embedded in it.
[[nodiscard]] inline bool has_own_text(mime::Context const& context, std::int32_t message) {
    auto const depth = part_at(context, message).depth;
    for (auto index = message; index < part_count(context); ++index) {
        auto const& part = part_at(context, index);
        if (index != message && part.depth <= depth) break;
        bool const is_text =
            part.media_type.empty() || detail::starts_with_ignoring_case(part.media_type, "text/");
        if (part.kind != Part::Kind::leaf || !is_text || is_message_part(part)) continue;
        if (enclosing_message(context, index) != message) continue;
        if (!skip_blank_lines(part.body).empty()) return true;
    }
    return false;
}

/// Whether Microsoft's filter left its fields above the trace of the message in part `index`.
[[nodiscard]] inline bool is_filtered_by_microsoft(mime::Context const& context, std::int32_t index) {
    auto const message = message_in(context, index);
    if (message == no_part) return false;
    for (auto const& field : part_at(context, message).fields) {
        auto const name = field.name();
        if (detail::equal_ignoring_case(name, "Received")) return false;
        bool const is_own = detail::equal_ignoring_case(name, "X-SID-PRA") ||
                            detail::equal_ignoring_case(name, "X-AUTH-Result") ||
                            detail::starts_with_ignoring_case(name, "X-HmXmr");
        if (is_own) return true;
        bool const is_result = detail::equal_ignoring_case(name, "Authentication-Results");
        if (is_result && field.body().find("(sender IP is ") != std::string_view::npos) return true;
    }
    return false;
}

/// Whether more than its subject says that a message around part `index` is a complaint: who sent it, what
/// stands above the message, or that nothing was written beside it. A mail about a complaint may have the
/// subject, too.
[[nodiscard]] inline bool has_second_sign(mime::Context const& context, std::int32_t message,
                                          std::int32_t index) {
    auto const& part = part_at(context, message);
    return is_sent_from(part, "staff@hotmail.com") || is_sent_from(part, "email-abuse.amazonses.com") ||
           is_filtered_by_microsoft(context, index) || !has_own_text(context, message);
}

/// The innermost message with such a subject around a message. QUIRK: gateways wrap the complaint once more
/// and keep its subject.
[[nodiscard]] inline std::int32_t find_by_subject(mime::Context const& context) {
    auto const fits = [&](std::int32_t message) {
        if (!is_titled(subject_of(part_at(context, message)))) return false;
        auto const part = embedded_in(context, message);
        return part != no_part && has_second_sign(context, message, part);
    };
    auto found = find_message(context, fits);
    for (auto inner = found; inner != no_part;) {
        inner = message_in(context, embedded_in(context, inner));
        if (inner == no_part || !fits(inner)) break;
        found = inner;
    }
    return found == no_part ? no_part : embedded_in(context, found);
}

/// The part that holds the message with Microsoft's field, or that message itself where nothing is around it.
[[nodiscard]] inline std::int32_t find_by_field(mime::Context const& context) {
    auto const message = find_message(context, [&](std::int32_t index) {
        return find_field(part_at(context, index).fields, recipient_field) != nullptr;
    });
    if (message == no_part) return no_part;
    auto const parent = part_at(context, message).parent;
    return parent == no_part ? message : parent;
}

/// Source-IP: from the subject of the carrier, else of what was wrapped around it.
inline void read_source(mime::Context& context, Report& report, std::int32_t index) {
    for (auto part = index; part != no_part && !report.source_ip;) {
        auto const message = enclosing_message(context, part);
        auto const subject = subject_of(part_at(context, message));
        if (auto const address = address_in(subject); !address.empty()) {
            auto const source = find_field(part_at(context, message).fields, "Subject")->body();
            set_source_ip(context, report, place_in(context, address, source), "Subject");
        }
        part = part_at(context, message).parent;
    }
}

/// The recipient, who is not redacted; of several fields the first counts.
inline void read_recipient(mime::Context& context, Report& report, List<Field> fields) {
    for (auto const& field : fields) {
        if (!detail::equal_ignoring_case(field.name(), recipient_field)) continue;
        if (!report.original_rcpt_to.empty()) {
            context.note(DiagnosticCode::duplicate_field, field);
        } else if (auto const text = fields::text_of(context.storage, field); !text.empty()) {
            add_recipient(context, report, text, recipient_field);
        }
    }
}

/// The original where Microsoft's fields stand in the header of the mail itself: embedded; else behind the
/// header, where that starts with fields; else the mail itself.
inline void read_bare(mime::Context& context, Report& report, std::int32_t message) {
    if (auto const part = embedded_in(context, message); part != no_part)
        return read_original(context, part, report.original);
    auto const whole = part_at(context, message);
    auto const behind = skip_blank_lines(whole.body);
    if (whole.kind == Part::Kind::leaf &&
        mime::looks_like_field(behind.data(), behind.data() + behind.size()))
        return read_original_slice(context, slice_message(context, behind), report.original);
    if (report.source_ip) return note_no_original(context);
    read_original_slice(context, {{whole.fields, whole.body}, whole.bytes}, report.original);
}

}  // namespace jmrp

/// Reads the complaint about the message in part `index`, or about the message that this part is. The
/// envelope sender is not told: X-SID-PRA is the author, X-Reporter-IP the one who complains.
inline void read_jmrp(mime::Context& context, Report& report, std::int32_t index) {
    imply_feedback_type(context, report, FeedbackType::abuse, "abuse");
    jmrp::read_source(context, report, index);
    if (is_message_part(part_at(context, index))) {
        read_original(context, index, report.original);
    } else {
        jmrp::read_bare(context, report, index);
        jmrp::read_recipient(context, report, part_at(context, index).fields);
    }
    if (report.original && report.original_rcpt_to.empty())
        jmrp::read_recipient(context, report, report.original->fields);
    take_message_id(report);
}

/// The complaint by the field that Microsoft puts on top of the message complained about, else by its subject
/// around a message (the form with authentication results alone, and those that Amazon SES passes on).
[[nodiscard]] inline Detected recognise_jmrp(mime::Context const& context) {
    auto part = jmrp::find_by_field(context);
    auto reason = std::string_view("a message with X-HmXmrOriginalRecipient");
    if (part == no_part) {
        part = jmrp::find_by_subject(context);
        reason = "a subject \"complaint about message from ADDRESS\" and another sign around a message";
    }
    if (part == no_part || find_unlabelled_report(context) != no_part) return {};
    return {{Format::jmrp, reason}, part, &read_jmrp};
}

}  // namespace arf::dialect
