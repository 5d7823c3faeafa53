// SPDX-License-Identifier: BSL-1.0
// Reading header lines: what is a field, where it ends, where the header ends.
#pragma once

#include <algorithm>
#include <arf/detail/ascii.hpp>
#include <arf/mime/context.hpp>
#include <arf/mime/decode.hpp>
#include <arf/mime/scan.hpp>
#include <string_view>

namespace arf::mime {

/// LF, or CR in a text that has CR and no LF at all. QUIRK: classic Mac OS files.
[[nodiscard]] inline char line_end_of(std::string_view text) noexcept {
    return text.find('\n') == text.npos && text.find('\r') != text.npos ? '\r' : '\n';
}

/// Whether the line is empty or only blanks.
[[nodiscard]] inline bool is_blank_line(char const* p, char const* line_end) noexcept {
    while (p != line_end && arf::detail::is_blank(*p)) ++p;
    return p == line_end;
}

/// The length of the field name that starts at p; 0 where the line is no field ("name", optional blanks, ":";
/// RFC 5322, sections 2.2 and 4.5). `colon` is set to the colon. "https://..." is text, and no field.
[[nodiscard, gnu::always_inline]] inline std::size_t field_name_size(char const* p, char const* last,
                                                                     char const*& colon) noexcept {
    auto const* const end = find_name_end(p, last);
    for (colon = end; colon == last || *colon != ':'; ++colon) {
        if (colon == last || !arf::detail::is_blank(*colon)) return 0;
    }
    if (last - colon > 2 && colon[1] == '/' && colon[2] == '/') return 0;
    return static_cast<std::size_t>(end - p);
}

[[nodiscard]] inline bool looks_like_field(char const* p, char const* last) noexcept {
    char const* colon = nullptr;
    return field_name_size(p, last, colon) != 0;
}

/// An mbox separator, as is, quoted by ">", or quoted by a mail client. QUIRK: stands on top of embedded
/// messages.
[[nodiscard]] inline bool is_from_line(std::string_view line) noexcept {
    while (!line.empty() && (line.front() == '>' || line.front() == ' ')) line.remove_prefix(1);
    return line.starts_with("From ");
}

/// Reads one header. `Stop` tells by the start of a line whether something else begins there (a delimiter).
template <class Stop>
class HeaderReader {
  public:
    HeaderReader(Context& context, char const* last, char eol, Stop stop)
        : context_(context),
          last_(last),
          eol_(eol),
          stop_(stop),
          first_(context.fields.size()),
          max_field_bytes_(context.options.max_field_bytes),
          fields_end_(first_ + std::min(context.options.max_fields, ~first_)) {}

    /// Reads fields from p into Context::fields until a blank line, a stop, or the first line of the body.
    /// @param is_message  the header of a message and not of a part: an odd first line is skipped, not taken
    /// as body.
    /// @return where the body starts, or where the stop stands.
    char const* read(char const* p, bool is_message) {
        FieldFinder finder(p, last_, eol_);
        while (p != last_) {
            if (*p == eol_) return p + 1;  // the usual end of a header
            if (*p == '-' && stop_(p)) return p;
            char const* colon = nullptr;
            if (auto const size = field_name_size(p, last_, colon); size != 0) {
                p = read_field(finder, p, size, colon);
                continue;
            }
            auto const line = read_line(p, last_, eol_);
            if (is_blank_line(p, line.end)) return line.next;
            if (!belongs_to_header(p, line, is_message)) return p;
            p = line.next;
        }
        return p;
    }
    /// The fields that were read.
    [[nodiscard]] List<Field> fields() const noexcept { return context_.fields.view(first_); }

  private:
    [[gnu::always_inline]] char const* read_field(FieldFinder& finder, char const* p, std::size_t name_size,
                                                  char const* colon) {
        auto const found = finder.next(colon + 1);
        auto const line = found.line;
        auto flags = found.flags;
        auto const size = static_cast<std::size_t>(line.end - p);
        if (size > max_field_bytes_) flags |= Field::too_long;
        if (context_.fields.size() == fields_end_) {
            if (!full_) context_.note(DiagnosticCode::limit_fields, {p, size});
            full_ = true;
            return line.next;
        }
        auto const& field = context_.fields.emplace_back(p, static_cast<std::uint32_t>(name_size),
                                                         static_cast<std::uint32_t>(colon + 1 - p),
                                                         static_cast<std::uint32_t>(size), flags);
        if (p + name_size != colon) context_.note(DiagnosticCode::blank_before_colon, field);
        if ((flags & ~Field::folded) != 0) note_oddities(field);
        return line.next;
    }

    void note_oddities(Field const& field) {
        if (field.is(Field::too_long)) context_.note(DiagnosticCode::limit_field_bytes, field);
        if (field.is(Field::has_nul)) context_.note(DiagnosticCode::nul_byte, field);
        if (field.is(Field::has_bare_cr)) context_.note(DiagnosticCode::bare_cr, field);
        if (field.is(Field::has_8bit) && !is_utf8(field.raw()))
            context_.note(DiagnosticCode::invalid_utf8, field);
    }

    /// Whether the field read last ends with a line of only blanks. RFC 5322, section 4.2 lets one stand
    /// inside a field; QUIRK: where no field follows it was meant as the end of the header.
    [[nodiscard]] bool ended_by_blanks() noexcept {
        auto const body = context_.fields.back().body();
        auto const text = body.find_last_not_of(" \t\r\n");
        return body.find(eol_, text == body.npos ? 0 : text) != body.npos;
    }

    /// Whether a line that is no field is to be skipped; if not, the body starts with it.
    bool belongs_to_header(char const* p, Line const& line, bool is_message) {
        std::string_view const text(p, static_cast<std::size_t>(line.end - p));
        bool const starts_header = context_.fields.size() == first_;
        if (!starts_header && ended_by_blanks()) return false;
        if (is_from_line(text)) {
            context_.note(DiagnosticCode::mbox_from_line, text);
            return true;
        }
        if (line.next != last_ && (is_message || !starts_header) && looks_like_field(line.next, last_)) {
            context_.note(DiagnosticCode::line_without_colon, text);
            return true;
        }
        if (!starts_header) context_.note(DiagnosticCode::missing_header_end, text);
        return false;
    }

    Context& context_;
    char const* last_;
    char eol_;
    Stop stop_;
    std::size_t first_;
    std::size_t max_field_bytes_;
    std::size_t fields_end_;  ///< how many fields there are when max_fields of this header are read
    bool full_ = false;
};

}  // namespace arf::mime
