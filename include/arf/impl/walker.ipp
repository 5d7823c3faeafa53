// SPDX-License-Identifier: BSL-1.0
// How the walker finds parts: headers, delimiters, embedded messages.
#pragma once

#include <algorithm>
#include <cstring>
#include <string>

namespace arf::mime {
namespace detail {

/// Boundaries longer than this are no boundaries; RFC 2046 allows 70.
inline constexpr std::size_t max_boundary = 256;
/// A delimiter line with its dashes and trailing blanks.
inline constexpr std::ptrdiff_t max_delimiter = 512;

/// The media type at the start of a Content-Type value: up to a semicolon, colon, blank, line end or comment.
/// What can be in no media type (8-bit, a control character) is shown, lest another type be read.
[[nodiscard]] inline std::string_view media_type_of(std::string_view value) noexcept {
    constexpr auto is_around = [](char c) { return arf::detail::is_blank(c) || arf::detail::is_line_end(c); };
    while (!value.empty() && is_around(value.front())) value.remove_prefix(1);
    auto const* const last = value.data() + value.size();
    auto const* end = skip_printable<':', ';', '('>(value.data(), last);
    while (end != last && *end != ':' && *end != ';' && *end != '(' && !is_around(*end))
        end = skip_printable<':', ';', '('>(end + 1, last);
    return {value.data(), static_cast<std::size_t>(end - value.data())};
}

[[nodiscard]] inline bool is_embedded_message(std::string_view media_type) noexcept {
    return arf::detail::equal_ignoring_case(media_type, "message/rfc822") ||
           arf::detail::equal_ignoring_case(media_type, "message/global");
}

[[nodiscard]] inline bool is_multipart(std::string_view media_type) noexcept {
    return arf::detail::starts_with_ignoring_case(media_type, "multipart/");
}

/// Most parts are neither, and told so by their first letter.
[[nodiscard]] inline bool is_composite(std::string_view media_type) noexcept {
    if (media_type.empty() || arf::detail::lower(media_type.front()) != 'm') return false;
    return is_multipart(media_type) || is_embedded_message(media_type);
}

[[nodiscard]] inline bool is_encoded(Part const& part) noexcept {
    return part.encoding != TransferEncoding::identity && part.encoding != TransferEncoding::unknown;
}

/// Takes the parameters of a multipart that the reader of reports needs. The first of duplicates counts.
inline void read_multipart_parameters(Part& part) noexcept {
    auto rest = part.content_type;
    while (part.boundary.empty() || part.report_type.empty()) {
        auto const parameter = next_parameter(rest);
        if (!parameter) return;
        auto const name = parameter->name;
        if (name.size() == 8 && part.boundary.empty() && arf::detail::equal_ignoring_case(name, "boundary")) {
            part.boundary = arf::detail::trim(parameter->value);
        } else if (name.size() == 11 && part.report_type.empty() &&
                   arf::detail::equal_ignoring_case(name, "report-type")) {
            part.report_type = arf::detail::trim(parameter->value);
        }
    }
}

inline void read_content_type(Context& context, Part& part, Field const& field) {
    if (!part.content_type.empty()) return context.note(DiagnosticCode::duplicate_content_type, field);
    if (field.is(Field::too_long)) return;
    part.content_type = field.body();
    part.media_type = media_type_of(field.body());
    if (is_multipart(part.media_type)) read_multipart_parameters(part);
}

/// Fills what the header says about the body.
inline void read_content_fields(Context& context, Part& part) {
    for (auto const& field : part.fields) {
        auto const name = field.name();
        if (name.size() == 12 && arf::detail::equal_ignoring_case(name, "Content-Type")) {
            read_content_type(context, part, field);
        } else if (name.size() == 25 && arf::detail::equal_ignoring_case(name, "Content-Transfer-Encoding")) {
            part.encoding = read_transfer_encoding(field.body());
            if (part.encoding == TransferEncoding::unknown)
                context.note(DiagnosticCode::unknown_transfer_encoding, field);
        }
    }
}

}  // namespace detail

inline Walker::Walker(Context& context, std::string_view text, bool decoded)
    : context_(context),
      first_(text.data()),
      last_(text.data() + text.size()),
      eol_(line_end_of(text)),
      decoded_(decoded),
      p_(first_),
      depth_limit_(std::min(context.options.max_depth, max_levels)),
      message_depth_limit_(std::min(context.options.max_message_depth, most_message_levels)) {}

inline void Walker::walk_message(std::int32_t parent) {
    root_ = current_ = parent;
    for (auto above = parent; above != -1; above = part(above).parent) {
        if (part(above).kind == Part::Kind::message) ++message_depth_;
    }
    if (eol_ == '\r') context_.note(DiagnosticCode::cr_line_ends, from(first_, first_ + 1));
    start_message(parent);
    if (enter_headerless_multipart()) {
        Delimiter delimiter;
        if (next_delimiter(delimiter) && take(delimiter)) return walk();
        return finish();
    }
    walk();
}

inline void Walker::walk_body(std::int32_t index) {
    root_ = current_ = index;
    if (enter_body()) return walk();
    Delimiter delimiter;
    if (levels_ != 0 && next_delimiter(delimiter) && take(delimiter)) return walk();
    finish();
}

/// Reads headers and bodies until the text ends. On entry p_ stands at a header of the current part.
inline void Walker::walk() {
    for (;;) {
        auto const parent = part(current_).parent;
        read_part_header(parent == -1 || part(parent).kind == Part::Kind::message);
        if (enter_body()) continue;
        Delimiter delimiter;
        if (levels_ == 0 || !next_delimiter(delimiter) || !take(delimiter)) return finish();
    }
}

inline void Walker::start_message(std::int32_t parent) {
    skip_noise();
    start_part(parent);
}

/// What may stand before the header of a message: a byte order mark, a "From " line, blank lines.
inline void Walker::skip_noise() {
    if (from(p_, last_).starts_with("\xEF\xBB\xBF")) {
        context_.note(DiagnosticCode::byte_order_mark, from(p_, p_ + 3));
        p_ += 3;
    }
    skip_blank_lines();
    if (skip_from_line()) skip_blank_lines();
}

inline bool Walker::skip_from_line() {
    if (p_ == last_ || (*p_ != 'F' && *p_ != '>' && *p_ != ' ')) return false;
    auto const line = read_line(p_, last_, eol_);
    if (!is_from_line(from(p_, line.end))) return false;
    context_.note(DiagnosticCode::mbox_from_line, from(p_, line.end));
    p_ = line.next;
    return true;
}

/// Skips blank lines that stand before a header. Without a header behind them they are the end of an empty
/// one.
inline void Walker::skip_blank_lines() {
    if (p_ == last_ || (!arf::detail::is_line_end(*p_) && !arf::detail::is_blank(*p_))) return;
    char const* p = p_;
    while (p != last_) {
        auto const line = read_line(p, last_, eol_);
        if (!is_blank_line(p, line.end)) break;
        p = line.next;
    }
    if (p == last_ || p == p_ || (!looks_like_field(p, last_) && *p != 'F' && *p != '>')) return;
    context_.note(DiagnosticCode::leading_blank_lines, from(p_, p));
    p_ = p;
}

/// Opens a part at p_. false where max_parts is reached: then nothing is opened.
inline bool Walker::start_part(std::int32_t parent) {
    if (context_.parts.size() >= std::max<std::size_t>(context_.options.max_parts, 1)) {
        context_.note(DiagnosticCode::limit_parts, from(p_, p_));
        return false;
    }
    current_ = static_cast<std::int32_t>(context_.parts.size());
    auto const depth = parent == -1 ? 0 : part(parent).depth + 1;
    auto& added = context_.parts.emplace_back();
    added.bytes = added.body = from(p_, p_);
    added.parent = parent;
    added.depth = static_cast<std::uint16_t>(depth);
    added.decoded = decoded_;
    return true;
}

inline void Walker::read_part_header(bool is_message) {
    Delimiter ignored;
    auto const stop = [this, &ignored](char const* p) { return levels_ != 0 && delimiter_at(p, ignored); };
    HeaderReader reader(context_, last_, eol_, stop);
    p_ = reader.read(p_, is_message);
    auto& current = part(current_);
    current.fields = reader.fields();
    current.body = from(p_, p_);
    detail::read_content_fields(context_, current);
    if (!current.media_type.empty() || current.parent == -1) return;
    if (part(current.parent).is("multipart/digest"))
        current.media_type = "message/rfc822";  // RFC 2046, section 5.1.5
}

/// Goes into the body of the current part at p_. true where a header of a message follows.
inline bool Walker::enter_body() {
    auto& current = part(current_);
    if (!detail::is_composite(current.media_type)) return false;
    if (detail::is_encoded(current) && current_ != root_) return false;
    if (detail::is_embedded_message(current.media_type)) return enter_message(current);
    enter_multipart(current);
    return false;
}

inline bool Walker::enter_multipart(Part& multipart) {
    auto const boundary = boundary_of(multipart);
    if (boundary.empty() || !push(boundary)) return false;
    multipart.kind = Part::Kind::multipart;
    return true;
}

/// QUIRK: reports cut out of their message, as RFC 9477 prints them, start with a delimiter.
inline bool Walker::enter_headerless_multipart() {
    auto const boundary = guess_boundary();
    if (boundary.empty() || !push(boundary)) return false;
    part(current_).kind = Part::Kind::multipart;
    context_.note(DiagnosticCode::headerless_multipart, boundary);
    return true;
}

inline bool Walker::enter_message(Part& current) {
    if (message_depth_ >= message_depth_limit_) {
        context_.note(DiagnosticCode::limit_message_depth, from(p_, p_));
        return false;
    }
    current.kind = Part::Kind::message;
    auto const parent = current_;
    skip_noise();
    if (!start_part(parent)) {
        part(parent).kind = Part::Kind::leaf;
        return false;
    }
    ++message_depth_;
    return true;
}

inline bool Walker::push(std::string_view boundary) {
    if (levels_ >= depth_limit_) {
        context_.note(DiagnosticCode::limit_depth, boundary);
        return false;
    }
    open_[levels_++] = {boundary.data(), boundary.size(), current_};
    return true;
}

inline std::string_view Walker::boundary_of(Part& multipart) {
    auto& boundary = multipart.boundary;
    auto const holds = [&](char c) { return boundary.find(c) != boundary.npos; };
    if (boundary.empty() || holds('\\') || holds('\n') || holds('\r')) {  // quoted pairs, folding
        boundary = context_.storage.keep(decode_parameter(multipart.content_type, "boundary"));
    }
    if (!boundary.empty() && boundary.size() <= detail::max_boundary) return boundary;
    context_.note(DiagnosticCode::missing_boundary, multipart.content_type, "Content-Type");
    return guess_boundary();
}

/// The boundary of the delimiter line at p_, if there is one with a header behind it.
inline std::string_view Walker::guess_boundary() const noexcept {
    if (last_ - p_ < 3 || p_[0] != '-' || p_[1] != '-') return {};
    auto const line = read_line(p_, last_, eol_);
    if (line.next == last_ || !looks_like_field(line.next, last_)) return {};
    auto const boundary = arf::detail::trim(from(p_ + 2, line.end));
    return boundary.size() <= detail::max_boundary ? boundary : std::string_view{};
}

/// The next delimiter of any open multipart, from p_, which is the start of a line.
inline bool Walker::next_delimiter(Delimiter& found) const noexcept {
    for (char const* p = p_;;) {
        if (last_ - p >= 2 && p[0] == '-' && p[1] == '-' && delimiter_at(p, found)) return true;
        p = find_pair(p, last_, eol_, '-');
        if (p == last_) return false;
        ++p;
    }
}

/// Behind the line at p, which starts with "--", where it is the usual delimiter: of the innermost multipart
/// (there is one), not closing, without blanks. Else nullptr.
inline char const* Walker::behind_innermost_delimiter(char const* p) const noexcept {
    auto const boundary = open_[levels_ - 1].boundary();
    p += 2;
    if (static_cast<std::size_t>(last_ - p) < boundary.size() + 2) return nullptr;
    if (std::memcmp(p, boundary.data(), boundary.size()) != 0) return nullptr;
    p += boundary.size();
    if (*p == '\r' && eol_ == '\n') ++p;
    return *p == eol_ ? p + 1 : nullptr;
}

/// Whether the line at p is a delimiter: the whole line is compared, so that "--b1" is none of "--b10". An
/// exact match goes before one with "--" behind it, the inner multipart before the outer one.
inline bool Walker::delimiter_at(char const* p, Delimiter& found) const noexcept {
    if (last_ - p < 3 || p[1] != '-') return false;
    if (auto const* const next = behind_innermost_delimiter(p); next != nullptr)
        return found = {levels_ - 1, false, false, p, next}, true;
    auto const* const cut = last_ - p > detail::max_delimiter ? p + detail::max_delimiter : last_;
    auto const line = read_line(p, cut, eol_);
    if (line.end == cut && cut != last_) return false;
    auto text = from(p + 2, line.end);
    while (!text.empty() && (arf::detail::is_blank(text.back()) || text.back() == '\r'))
        text.remove_suffix(1);
    for (std::size_t level = levels_; level-- != 0;) {
        if (text == open_[level].boundary()) return found = {level, false, false, p, line.next}, true;
    }
    if (!text.ends_with('-')) return false;
    for (std::size_t level = levels_; level-- != 0;) {
        auto const boundary = open_[level].boundary();
        if (!text.starts_with(boundary)) continue;
        auto const tail = text.substr(boundary.size());
        if (tail == "--" || tail == "-") return found = {level, true, tail.size() == 1, p, line.next}, true;
    }
    return false;
}

/// Closes what the delimiter closes. true where it opens a part, whose header then stands at p_.
/// (A reference: to copy what was just written would stall.)
inline bool Walker::take(Delimiter& delimiter) {
    for (;;) {
        auto const multipart = open_[delimiter.level].part;
        close_parts(multipart, before_line_end(delimiter.start));
        pop_to(delimiter.level + 1);
        p_ = delimiter.next;
        if (!delimiter.closing) return start_part(multipart);
        if (delimiter.truncated)
            context_.note(DiagnosticCode::truncated_closing_delimiter, open_[delimiter.level].boundary());
        --levels_;
        if (levels_ == 0 || !next_delimiter(delimiter)) return false;
    }
}

/// Ends the open parts below `up_to`, which becomes the current one.
inline void Walker::close_parts(std::int32_t up_to, char const* end) noexcept {
    for (; current_ != up_to && current_ != root_; current_ = part(current_).parent) {
        auto& open = part(current_);
        if (open.kind == Part::Kind::message) --message_depth_;
        open.bytes = from(std::min(open.bytes.data(), end), end);
        open.body = from(std::min(open.body.data(), end), end);
    }
}

/// Forgets the multiparts that were not closed before their parent went on.
inline void Walker::pop_to(std::size_t levels) {
    for (; levels_ > levels; --levels_) {
        context_.note(DiagnosticCode::missing_closing_delimiter, open_[levels_ - 1].boundary());
    }
}

/// The text is over: everything open ends here.
inline void Walker::finish() {
    if (levels_ != 0 && drop_empty_last_part()) --levels_;
    pop_to(0);
    close_parts(root_, last_);
}

/// QUIRK: a last delimiter without its final "--" opens a part that holds nothing. Drops it.
inline bool Walker::drop_empty_last_part() {
    auto const multipart = open_[levels_ - 1].part;
    auto const& open = part(current_);
    bool const is_last = current_ + 1 == static_cast<std::int32_t>(context_.parts.size());
    if (open.parent != multipart || !is_last || current_ == multipart + 1) return false;
    if (!arf::detail::trim(from(open.bytes.data(), last_)).empty()) return false;
    context_.note(DiagnosticCode::truncated_closing_delimiter, open_[levels_ - 1].boundary());
    context_.parts.pop_back();
    current_ = multipart;
    return true;
}

/// The line end before a delimiter belongs to the delimiter (RFC 2046, section 5.1.1).
inline char const* Walker::before_line_end(char const* p) const noexcept {
    if (p != first_ && p[-1] == eol_) --p;
    if (eol_ == '\n' && p != first_ && p[-1] == '\r') --p;
    return p;
}

namespace detail {

/// Whether a composite part that claims an encoding is written plain: a delimiter or a field stands in it.
[[nodiscard]] inline bool is_written_plain(Part const& part) {
    if (is_embedded_message(part.media_type)) {
        auto const start = arf::detail::trim(part.body);
        return part.encoding != TransferEncoding::quoted_printable &&
               looks_like_field(start.data(), start.data() + start.size());
    }
    return !part.boundary.empty() &&
           part.body.find("--" + std::string(part.boundary)) != std::string_view::npos;
}

/// Undoes the encoding of a composite part and walks over what comes out. QUIRK: gateways encode whole
/// messages.
inline void expand(Context& context, std::int32_t index) {
    auto const& part = context.parts[static_cast<std::size_t>(index)];
    auto const body = part.body;
    bool const plain = is_written_plain(part);
    context.note(plain ? DiagnosticCode::transfer_encoding_ignored : DiagnosticCode::encoded_message_part,
                 body, "Content-Transfer-Encoding");
    bool const lies_in_storage = part.decoded || !plain;  // an attached message may have been decoded already
    std::string_view content = body;
    if (!plain) {
        auto const decoded = decode_transfer(body, part.encoding);
        content = context.storage.keep(decoded.bytes);
        context.add_origin(content, body);
    }
    Walker(context, content, lies_in_storage).walk_body(index);
}

}  // namespace detail

inline void expand_encoded(Context& context, std::size_t first) {
    auto const count = context.parts.size();  // what is decoded here is not decoded again
    for (std::size_t i = first; i < count; ++i) {
        auto const& part = context.parts[i];
        if (detail::is_encoded(part) && part.kind == Part::Kind::leaf &&
            detail::is_composite(part.media_type)) {
            detail::expand(context, static_cast<std::int32_t>(i));
        }
    }
}

inline void read_tree(Context& context, std::string_view message) {
    Walker(context, message, false).walk_message(-1);
    expand_encoded(context, 0);
}

}  // namespace arf::mime
