// SPDX-License-Identifier: BSL-1.0
// Reading complaints that are written as text: the text parts of a mail, its subject, lines, quoting.
#pragma once

#include <algorithm>
#include <arf/dialect/original.hpp>
#include <arf/dialect/tree.hpp>
#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace arf::dialect {

/// Whether the part is the header of a message: of the mail itself, or of one embedded in it.
[[nodiscard]] inline bool starts_message(mime::Context const& context, std::int32_t index) noexcept {
    auto const parent = part_at(context, index).parent;
    return parent == no_part || part_at(context, parent).kind == Part::Kind::message;
}

/// The first message for which the predicate holds: the mail itself, then those embedded in it.
template <class Predicate>
[[nodiscard]] std::int32_t find_message(mime::Context const& context, Predicate holds) {
    for (std::int32_t index = 0; index < part_count(context); ++index) {
        if (starts_message(context, index) && holds(index)) return index;
    }
    return no_part;
}

/// The message in part `index`; no_part where that is none.
[[nodiscard]] inline std::int32_t message_in(mime::Context const& context, std::int32_t index) {
    if (part_at(context, index).kind != Part::Kind::message) return no_part;
    return find_part(
        context, [index](Part const& part) { return part.parent == index; }, index);
}

/// The part that holds a message embedded directly in message `index`; no_part where there is none.
[[nodiscard]] inline std::int32_t embedded_in(mime::Context const& context, std::int32_t index) {
    auto const depth = part_at(context, index).depth;
    for (auto part = index; part < part_count(context); ++part) {
        if (part != index && part_at(context, part).depth <= depth) break;
        if (is_message_part(part_at(context, part)) && enclosing_message(context, part) == index) return part;
    }
    return no_part;
}

/// A part that a person reads as it is: text/plain, or without a type (RFC 2045, section 5.2).
[[nodiscard]] inline bool is_plain_text(Part const& part) noexcept {
    return part.kind == Part::Kind::leaf && (part.media_type.empty() || part.is("text/plain"));
}

/// The first text part of a message for which the predicate holds; not those of messages embedded in it.
template <class Predicate>
[[nodiscard]] std::int32_t find_text(mime::Context const& context, std::int32_t message, Predicate holds) {
    auto const depth = part_at(context, message).depth;
    for (auto index = message; index < part_count(context); ++index) {
        auto const& part = part_at(context, index);
        if (index != message && part.depth <= depth) break;
        if (is_plain_text(part) && enclosing_message(context, index) == message && holds(part)) return index;
    }
    return no_part;
}

/// The start of a text part without its transfer encoding, for a look at it: as it stands, or decoded into
/// `room`.
[[nodiscard]] inline std::string_view peek_text(Part const& part, std::string& room) {
    constexpr std::size_t enough = std::size_t{64} << 10U;
    auto const start = detail::beginning(part.body, enough);
    if (!is_encoded(part)) return start;
    return room = mime::decode_transfer(start, part.encoding).bytes;
}

/// `made` where it stands in `source` letter by letter; else a copy that points back to `source`.
[[nodiscard]] inline std::string_view place_in(mime::Context& context, std::string_view made,
                                               std::string_view source) {
    if (auto const at = source.find(made); at != source.npos) return source.substr(at, made.size());
    auto const kept = context.storage.keep(made);
    context.add_origin(kept, source);
    return kept;
}

/// The subject of a message, decoded (RFC 2047), each run of blanks as one; cut at 998 bytes, the longest
/// line that RFC 5322, section 2.1.1 allows.
[[nodiscard]] inline std::string subject_of(Part const& message) {
    auto const* const field = find_field(message.fields, "Subject");
    if (field == nullptr) return {};
    auto const raw = detail::beginning(field->body(), 998);
    auto text = raw.find("=?") == raw.npos ? mime::unfold(raw) : mime::decode_text(raw);
    auto const both_blank = [](char a, char b) { return detail::is_blank(a) && detail::is_blank(b); };
    text.erase(std::unique(text.begin(), text.end(), both_blank), text.end());
    return text;
}

/// A subject without the tags that ticket systems and lists put before it: "[example.com #17] ...".
[[nodiscard]] inline std::string_view skip_tags(std::string_view subject) noexcept {
    for (subject = detail::trim(subject); subject.starts_with('[');) {
        auto const end = subject.find(']');
        if (end == subject.npos) break;
        subject = detail::trim(subject.substr(end + 1));
    }
    return subject;
}

/// Whether the subject is that of an answer: what it quotes was somebody else's message.
[[nodiscard]] inline bool is_reply(std::string_view subject) noexcept {
    constexpr std::array<std::string_view, 9> prefixes{"Re", "Aw",  "Sv",  "Antw",   "Odp",
                                                       "Vs", "Rif", "Res", "Fwd: Re"};
    auto const rest = skip_tags(subject);
    return std::any_of(prefixes.begin(), prefixes.end(), [rest](std::string_view prefix) {
        if (!detail::starts_with_ignoring_case(rest, prefix)) return false;
        auto const behind = rest.substr(prefix.size());
        return behind.starts_with(':') || (behind.starts_with('[') && behind.find("]:") != behind.npos);
    });
}

/// Takes off what says that a subject is a forward: "Fwd: ...", "[Fwd: ...]".
/// @return whether it was there.
inline bool take_forward_prefix(std::string_view& subject) noexcept {
    constexpr std::array<std::string_view, 7> prefixes{"Fwd:", "Fw:", "WG:", "Tr:", "RV:", "Enc:", "Doorst:"};
    bool const is_bracketed = subject.starts_with('[') && subject.ends_with(']');
    auto const inside = is_bracketed ? subject.substr(1, subject.size() - 2) : subject;
    for (auto const prefix : prefixes) {
        if (!detail::starts_with_ignoring_case(inside, prefix)) continue;
        subject = detail::trim(inside.substr(prefix.size()));
        return true;
    }
    return false;
}

/// A subject as its first sender wrote it: without tags, and without what forwards put before it.
[[nodiscard]] inline std::string_view bare_subject(std::string_view subject) noexcept {
    subject = detail::trim(subject);
    for (auto size = subject.size() + 1; subject.size() < size;) {
        size = subject.size();
        if (!take_forward_prefix(subject)) subject = skip_tags(subject);
    }
    return subject;
}

/// Whether a message is from such an address, by the field of its author or those that keep it where a
/// ticket system or a list puts itself there. A claim: everybody can write it.
/// @param wanted  the address, or what it ends with: "@example.com".
[[nodiscard]] inline bool is_sent_from(Part const& message, std::string_view wanted) {
    for (auto const name : {"From", "X-RT-Originator", "X-Original-From"}) {
        auto const* const field = find_field(message.fields, name);
        auto const text = field == nullptr ? std::string_view{} : detail::beginning(field->body(), 998);
        if (detail::find_ignoring_case(text, wanted) != text.npos) return true;
    }
    return false;
}

/// The lines of a text, one after the other, without their ends. Linear.
class TextLines {
  public:
    explicit TextLines(std::string_view text) noexcept : rest_(text), eol_(mime::line_end_of(text)) {}

    [[nodiscard]] std::optional<std::string_view> next() noexcept {
        if (rest_.empty()) return {};
        auto const* const start = rest_.data();
        auto const line = mime::read_line(start, start + rest_.size(), eol_);
        rest_.remove_prefix(static_cast<std::size_t>(line.next - start));
        return std::string_view(start, static_cast<std::size_t>(line.end - start));
    }
    /// What is behind the line taken last.
    [[nodiscard]] std::string_view rest() const noexcept { return rest_; }

  private:
    std::string_view rest_;
    char eol_;
};

/// What a mail client puts before each line that it quotes.
struct Quote {
    std::size_t depth = 0;   ///< number of ">"
    bool has_blank = false;  ///< whether a blank stands behind each
};

/// Takes the quote marks off a line.
/// @param most  how many at most.
inline Quote take_quote(std::string_view& line, std::size_t most = 32) noexcept {
    Quote quote;
    while (quote.depth < most && line.starts_with('>')) {
        line.remove_prefix(1);
        ++quote.depth;
        quote.has_blank = line.starts_with(' ');
        if (quote.has_blank) line.remove_prefix(1);
    }
    return quote;
}

/// A text whose lines are quoted, without the marks; it ends where the quoting ends.
[[nodiscard]] inline std::string_view unquote(mime::Context& context, std::string_view text, Quote quote) {
    if (quote.depth == 0) return text;
    std::string out;
    TextLines lines(text);
    auto end = text.size();
    for (auto rest = lines.rest(); auto line = lines.next(); rest = lines.rest()) {
        if (!line->starts_with('>')) {
            end = text.size() - rest.size();
            break;
        }
        auto content = *line;
        auto const found = take_quote(content, quote.depth);
        // The blank belongs to the text where the client writes none: a folded line starts with it.
        if (!quote.has_blank && found.has_blank) out.push_back(' ');
        out.append(content).push_back('\n');
    }
    auto const kept = context.storage.keep(out);
    context.add_origin(kept, text.substr(0, end));
    return kept;
}

/// The value of a line that starts with this label, letter case ignored.
[[nodiscard]] inline std::optional<std::string_view> value_of(std::string_view line,
                                                              std::string_view label) noexcept {
    if (!detail::starts_with_ignoring_case(line, label)) return {};
    return detail::trim(line.substr(label.size()));
}

/// Takes the first word off a text; empty where there is none.
[[nodiscard]] inline std::string_view take_word(std::string_view& text) noexcept {
    text = detail::trim(text);
    auto const word = text.substr(0, text.find_first_of(" \t\r\n"));
    text.remove_prefix(word.size());
    return word;
}

/// The first address in a field of a message, without diagnostics; its text lies in the field or in `room`.
[[nodiscard]] inline std::optional<MailPath> first_address(Part const& message, std::string_view name,
                                                           std::string& room) {
    auto const* const field = find_field(message.fields, name);
    if (field == nullptr || field->is(Field::too_long)) return {};
    auto const text =
        field->is_plain() ? field->body() : std::string_view(room = mime::unfold(field->body()));
    return grammar::PathList(text).next();
}

}  // namespace arf::dialect
