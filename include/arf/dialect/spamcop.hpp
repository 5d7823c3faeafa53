// SPDX-License-Identifier: BSL-1.0
// SpamCop: its report as text, and what its ARF option leaves out (FORMATS 7.4). Its lists are in
// spamcop_list.hpp.
#pragma once

#include <arf/dialect/facts.hpp>
#include <arf/dialect/original.hpp>
#include <arf/dialect/rung.hpp>
#include <arf/dialect/spamcop_list.hpp>
#include <arf/dialect/text.hpp>

namespace arf::dialect {
namespace spamcop {

inline constexpr std::string_view address_field = "X-SpamCop-sourceip";

/// The lines that mean something.
enum class LineKind : std::uint8_t {
    other,
    banner,        ///< "[ SpamCop V5.4.0 ]"; old: "- SpamCop V1.3.3 -"
    email_from,    ///< "Email from 192.0.2.1 / Tue, 1 Jul 2025 10:00:00 +0000"
    bounce,        ///< "Unsolicited bounce from: 192.0.2.1"
    spamvertised,  ///< "Spamvertised web site: http://example.com/"
    offending,     ///< "[ Offending message ]"; old: "Offending message:". The message follows.
};

struct TextLine {
    LineKind kind = LineKind::other;
    std::string_view content;  ///< what stands behind the label; of other lines all
    Quote quote;
};

/// "192.0.2.1 / Tue, 1 Jul 2025 10:00:00 +0000", taken apart. QUIRK: IPv6 with the label "IPv6 ".
struct AddressAndDate {
    std::string_view address;
    std::string_view date;
};
[[nodiscard]] inline AddressAndDate take_apart(std::string_view value) noexcept {
    auto const slash = value.starts_with("/ ") ? 0 : value.find(" /");
    if (slash == value.npos) return {strip_family(detail::trim(value)), {}};
    auto const date = value.substr(value.find('/', slash) + 1);
    return {strip_family(detail::trim(value.substr(0, slash))), detail::trim(date)};
}

/// Whether "Email from" is SpamCop's and not the start of a sentence. QUIRK: the address may be left out.
[[nodiscard]] inline bool states_source(std::string_view value) noexcept {
    auto const [address, date] = take_apart(value);
    if (address.empty()) return grammar::read_date_time(date).has_value();
    return fields::by<IpAddress, grammar::ip_literal>(address).has_value();
}

/// What a line is. QUIRK: a forward quotes it with ">".
[[nodiscard]] inline TextLine read_line(std::string_view line) noexcept {
    auto const quote = take_quote(line);
    auto const content = detail::trim(line);
    auto const is = [&](LineKind kind, std::string_view value = {}) { return TextLine{kind, value, quote}; };
    if (content.starts_with("[ SpamCop V") || content.starts_with("- SpamCop V")) return is(LineKind::banner);
    if (content == "[ Offending message ]" || content == "Offending message:") return is(LineKind::offending);
    if (auto const value = value_of(content, "Email from "); value && states_source(*value))
        return is(LineKind::email_from, *value);
    if (auto const value = value_of(content, "Spamvertised web site:"))
        return is(LineKind::spamvertised, *value);
    if (auto value = value_of(content, "Unsolicited bounce from")) {
        if (value->starts_with(':')) value = detail::trim(value->substr(1));
        return is(LineKind::bounce, *value);
    }
    return is(LineKind::other, content);
}

/// What a text has of the signs of a report.
struct Signs {
    bool banner = false;
    bool issue = false;  ///< a line that says what the report is about
    bool leads = false;  ///< the banner stands at the start of the text
    bool whole = false;  ///< the message complained about follows

    /// Whether the text is a report, and not one that talks about them and shows their lines.
    [[nodiscard]] bool is_report() const noexcept { return banner && issue && (leads || whole); }
};

/// Whether the message complained about stands there: one of the first lines is a field. QUIRK: a line of an
/// mbox or a mark of the mail client stands before it.
[[nodiscard]] inline bool starts_with_message(std::string_view text) noexcept {
    TextLines lines(text);
    for (int seen = 0; seen < 8; ++seen) {
        auto line = lines.next();
        if (!line) return false;
        take_quote(*line);
        if (mime::looks_like_field(line->data(), line->data() + line->size())) return true;
    }
    return false;
}
[[nodiscard]] inline Signs signs_of(std::string_view text) noexcept {
    Signs signs;
    TextLines lines(text);
    bool is_start = true;
    while (auto const line = lines.next()) {
        auto const [kind, content, quote] = read_line(*line);
        if (kind == LineKind::offending) {
            signs.whole = starts_with_message(lines.rest());
            break;
        }
        if (kind == LineKind::banner) signs.banner = true;
        if (kind == LineKind::banner && is_start) signs.leads = true;
        if (kind != LineKind::banner && kind != LineKind::other) signs.issue = true;
        is_start = is_start && kind == LineKind::other && content.empty();
    }
    return signs;
}

/// What stands in the parentheses of "[SpamCop (192.0.2.1) id:1234]subject"; none where that is not there.
[[nodiscard]] inline std::optional<std::string_view> in_subject(std::string_view subject) noexcept {
    constexpr std::string_view start = "[SpamCop (";
    auto const at = detail::find_ignoring_case(subject, start);
    if (at == subject.npos) return {};
    auto const rest = subject.substr(at + start.size());
    return detail::trim(rest.substr(0, rest.find(')')));
}

/// Whether the mail, or what it was rewritten from, says that it comes from SpamCop.
[[nodiscard]] inline bool is_from_spamcop(Part const& message) {
    return is_sent_from(message, "@reports.spamcop.net");
}

/// Tells of an address that the report states: the first counts, another one is told.
inline void claim_source(mime::Context& context, Report& report, std::string_view text,
                         std::string_view field) {
    if (!report.source_ip) return set_source_ip(context, report, text, field);
    auto const address = fields::by<IpAddress, grammar::ip_literal>(text);
    if (address && *address != *report.source_ip)
        context.note(DiagnosticCode::evidence_conflict, text, field);
}

/// What the text states in front of the message.
struct Statement {
    AddressAndDate email;
    std::optional<IpAddress> web_host;
    bool is_spamvertised = false;
};

/// "www.example.com is 192.0.2.80; Tue, 1 Jul 2025 10:00:00 GMT": where the web site was found, and when.
[[nodiscard]] inline std::optional<IpAddress> read_web_host(std::string_view line) noexcept {
    auto const is = line.find(" is ");
    if (is == line.npos) return {};
    auto const rest = line.substr(is + 4);
    return fields::by<IpAddress, grammar::ip_literal>(rest.substr(0, rest.find(';')));
}

inline void note_line(mime::Context& context, Report& report, TextLine const& line, Statement& statement) {
    bool const is_address = line.kind == LineKind::email_from || line.kind == LineKind::bounce;
    bool const is_first = statement.email.address.empty() && statement.email.date.empty();
    if (is_address && is_first) statement.email = take_apart(line.content);
    if (line.kind == LineKind::spamvertised) {
        statement.is_spamvertised = true;
        if (!line.content.empty()) fields::append(context.storage, report.reported_uri, line.content);
    }
    if (line.kind == LineKind::other && statement.is_spamvertised && !statement.web_host)
        statement.web_host = read_web_host(line.content);
}

/// Source-IP, in the order of trust: the field, the subject, the text (FORMATS 7.4). QUIRK: the field is
/// there and empty; the subject has a URL or an address of mail. The host of a spamvertised site sent no
/// mail.
inline void read_source(mime::Context& context, Report& report, Part const& message,
                        Statement const& statement) {
    if (auto const* const field = find_field(message.fields, address_field)) {
        auto const text = fields::text_of(context.storage, *field);
        auto const address = fields::by<IpAddress, grammar::ip_literal>(text);
        bool const is_host = address && address == statement.web_host;
        if (!text.empty() && !is_host) claim_source(context, report, text, address_field);
    }
    auto const subject = subject_of(message);
    auto const titled = in_subject(subject);
    if (!statement.is_spamvertised && titled && fields::by<IpAddress, grammar::ip_literal>(*titled)) {
        auto const source = find_field(message.fields, "Subject")->body();
        claim_source(context, report, place_in(context, *titled, source), "Subject");
    }
    if (!statement.email.address.empty())
        claim_source(context, report, statement.email.address, "Email from");
}

}  // namespace spamcop

/// Reads the report whose text is part `index`; the message complained about is the rest of it.
inline void read_spamcop(mime::Context& context, Report& report, std::int32_t index) {
    imply_feedback_type(context, report, FeedbackType::abuse, "abuse");
    auto const part = part_at(context, index);
    auto const message = part_at(context, enclosing_message(context, index));
    spamcop::Statement statement;
    TextLines lines(is_plain_text(part) ? decoded_content(context, part) : std::string_view{});
    auto last = spamcop::TextLine{};
    while (auto const line = lines.next()) {
        last = spamcop::read_line(*line);
        if (last.kind == spamcop::LineKind::offending) break;
        spamcop::note_line(context, report, last, statement);
    }
    spamcop::read_source(context, report, message, statement);
    if (auto const date = statement.email.date; !date.empty())
        set_date(context, report.arrival_date, date, "Email from");
    if (last.kind != spamcop::LineKind::offending) return note_no_original(context);
    auto const rest = skip_blank_lines(unquote(context, lines.rest(), last.quote));
    read_original_slice(context, slice_message(context, rest), report.original);
    take_message_id(report);
}

/// The part of a message that makes it a report: its text, or the message itself where only its header tells.
[[nodiscard]] inline std::int32_t find_spamcop_part(mime::Context const& context, std::int32_t index) {
    auto const& message = part_at(context, index);
    auto const subject = subject_of(message);
    bool const has_field = find_field(message.fields, spamcop::address_field) != nullptr;
    if (!has_field && is_reply(subject)) return no_part;
    bool const is_titled = spamcop::in_subject(subject).has_value();
    bool const is_sender = spamcop::is_from_spamcop(message);
    bool const is_marked = has_field || is_titled || is_sender;
    auto const text = find_text(context, index, [&](Part const& part) {
        bool const may_be = is_marked || part.body.find("SpamCop V") != part.body.npos;
        if (!may_be) return false;
        std::string room;
        auto const signs = spamcop::signs_of(peek_text(part, room));
        return signs.is_report() || (signs.issue && is_marked);
    });
    if (text != no_part) return text;
    if (!has_field && !(is_titled && is_sender)) return no_part;
    auto const any = find_text(context, index, [](Part const&) { return true; });
    return any == no_part ? index : any;
}

/// The report by SpamCop's own field, by its subject or sender, or by the banner of its text, at its start or
/// above the whole report: a mail about such reports may quote some lines. Not an answer to one.
[[nodiscard]] inline Detected recognise_spamcop(mime::Context const& context) {
    auto part = no_part;
    auto const message = find_message(context, [&](std::int32_t index) {
        part = find_spamcop_part(context, index);
        return part != no_part;
    });
    if (message == no_part) return {};
    return {{Format::spamcop, "a field, subject or text of SpamCop's reports"}, part, &read_spamcop};
}

/// The text beside a feedback report that may state what its fields leave out; no_part where it does not look
/// like SpamCop's. Nearly free: every report without Source-IP is asked.
[[nodiscard]] inline std::int32_t find_text_beside(mime::Context const& context, std::int32_t report) {
    auto const parent = part_at(context, report).parent;
    if (parent == no_part) return no_part;
    return find_part(
        context,
        [&](Part const& part) {
            if (part.parent != parent || !is_plain_text(part)) return false;
            if (part.encoding == mime::TransferEncoding::base64)
                return spamcop::is_from_spamcop(part_at(context, enclosing_message(context, report)));
            return detail::beginning(part.body, 2048).find("Email from ") != part.body.npos;
        },
        parent);
}

/// Takes from SpamCop's text what its ARF option leaves out: Source-IP, and the date of arrival.
/// @param index  the report part.
inline void add_spamcop_text(mime::Context& context, Report& report, std::int32_t index) {
    auto const beside = find_text_beside(context, index);
    if (beside == no_part) return;
    auto const text = decoded_content(context, part_at(context, beside));
    auto const signs = spamcop::signs_of(text);
    auto const& message = part_at(context, enclosing_message(context, index));
    if (!signs.issue || !(signs.banner || spamcop::is_from_spamcop(message))) return;
    TextLines lines(text);
    while (auto const line = lines.next()) {
        auto const [kind, content, quote] = spamcop::read_line(*line);
        if (kind != spamcop::LineKind::email_from) continue;
        auto const [address, date] = spamcop::take_apart(content);
        if (!address.empty()) set_source_ip(context, report, address, "Email from");
        if (!date.empty()) set_date(context, report.arrival_date, date, "Email from");
        return;
    }
}

}  // namespace arf::dialect
