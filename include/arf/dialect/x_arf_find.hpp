// SPDX-License-Identifier: BSL-1.0
// Where the map of an X-ARF report stands: a part of its own, the whole text, or a block in a text
// (FORMATS 7.8).
#pragma once

#include <algorithm>
#include <arf/dialect/attachment.hpp>
#include <arf/document/document.hpp>
#include <array>
#include <string>

namespace arf::dialect {

/// What the label of an X-ARF mail says. The field is X-ARF in version 0.1 and X-XARF in 0.2; QUIRK: written
/// without hyphens, too.
enum class XArfMode : std::uint8_t {
    none,
    plain,   ///< "PLAIN", and "YES" of version 0.1
    bulk,    ///< several reports
    secure,  ///< signed or encrypted
};

[[nodiscard]] inline bool is_x_arf_name(std::string_view name) noexcept {
    return detail::equal_ignoring_case(name, "X-ARF") || detail::equal_ignoring_case(name, "X-XARF") ||
           detail::equal_ignoring_case(name, "XARF") || detail::equal_ignoring_case(name, "XXARF");
}

[[nodiscard]] inline XArfMode x_arf_mode(std::string_view value) noexcept {
    auto const is = [word = detail::trim(value)](auto one) { return detail::equal_ignoring_case(word, one); };
    if (is("PLAIN") || is("YES")) return XArfMode::plain;
    if (is("BULK")) return XArfMode::bulk;
    return is("SECURE") ? XArfMode::secure : XArfMode::none;
}

/// By the header of a message.
[[nodiscard]] inline XArfMode x_arf_mode(Part const& message) noexcept {
    for (auto const& field : message.fields) {
        if (!is_x_arf_name(field.name())) continue;
        if (auto const mode = x_arf_mode(field.body()); mode != XArfMode::none) return mode;
    }
    return XArfMode::none;
}

/// The keys that X-ARF is told by; the first two are in every report.
inline constexpr std::array<std::string_view, 9> x_arf_keys{"Report-Type",   "Source",     "Category",
                                                            "Reported-From", "Report-ID",  "Source-Type",
                                                            "Schema-URL",    "Attachment", "Abuse-Category"};

/// The key of a line "Key: value": letters, digits and hyphens at its start; empty where it is none.
[[nodiscard]] inline std::string_view key_of_line(std::string_view line) noexcept {
    auto const is_key_char = [](char c) {
        return detail::is_digit(c) || (detail::lower(c) >= 'a' && detail::lower(c) <= 'z') || c == '-' ||
               c == '_';
    };
    std::size_t size = 0;
    while (size < line.size() && is_key_char(line[size])) ++size;
    bool const ends_there = size < line.size() && line[size] == ':';
    return ends_there && !line.starts_with('-') ? line.substr(0, size) : std::string_view{};
}

/// Takes the first line off a text, without its line end.
[[nodiscard]] inline std::string_view take_line(std::string_view& text, char eol) noexcept {
    auto const size = std::min(text.find(eol), text.size());
    auto line = text.substr(0, size);
    text.remove_prefix(std::min(size + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

/// The lines "Key: value" with which a text starts, blank lines and a "---" before them skipped; ends at the
/// first line that is no such line and continues none, and before a label.
[[nodiscard]] inline std::string_view leading_pairs(std::string_view text) noexcept {
    auto const eol = mime::line_end_of(detail::beginning(text, 4096));
    auto rest = text;
    char const* first = nullptr;
    char const* last = nullptr;
    while (!rest.empty()) {
        auto const line = take_line(rest, eol);
        auto const trimmed = detail::trim(line);
        if (first == nullptr && (trimmed.empty() || trimmed == "---")) continue;
        bool const continues = first != nullptr && !trimmed.empty() && detail::is_blank(line.front());
        auto const key = key_of_line(line);
        if (!continues && (key.empty() || is_x_arf_name(key))) break;
        if (first == nullptr) first = line.data();
        last = line.data() + line.size();
    }
    return first == nullptr ? std::string_view{}
                            : std::string_view(first, static_cast<std::size_t>(last - first));
}

/// Whether lines "Key: value" are an X-ARF report: its type, its source, and another key of it.
[[nodiscard]] inline bool are_x_arf_pairs(std::string_view pairs) noexcept {
    auto const eol = mime::line_end_of(detail::beginning(pairs, 4096));
    std::array<bool, x_arf_keys.size()> seen{};
    for (int lines = 0; !pairs.empty() && lines < 100; ++lines) {
        auto const key = key_of_line(take_line(pairs, eol));
        for (std::size_t i = 0; i < seen.size() && !key.empty(); ++i)
            seen[i] = seen[i] || document::Document::same_key(key, x_arf_keys[i]);
    }
    return seen[0] && seen[1] && std::find(seen.begin() + 2, seen.end(), true) != seen.end();
}

/// Whether a text starts as a map of X-ARF.
[[nodiscard]] inline bool reads_as_x_arf(std::string_view text) noexcept {
    return are_x_arf_pairs(leading_pairs(text));
}

/// The name of the field that ends with the "ARF" at `at`, where it starts its line.
[[nodiscard]] inline std::string_view x_arf_name_at(std::string_view text, std::size_t at,
                                                    char eol) noexcept {
    for (std::size_t before = 1; before <= 3 && before <= at; ++before) {
        auto const start = at - before;
        bool const starts_line = start == 0 || text[start - 1] == eol;
        if (starts_line && is_x_arf_name(text.substr(start, before + 3)))
            return text.substr(start, before + 3);
    }
    return {};
}

/// The block behind a line "X-XARF: PLAIN" in a text; empty where there is none. QUIRK: some services write
/// the report into the mail for people. Linear: pairs end before the next label, and none is looked at twice.
[[nodiscard]] inline std::string_view find_x_arf_block(std::string_view text) noexcept {
    auto const eol = mime::line_end_of(detail::beginning(text, 4096));
    for (auto at = text.find("ARF:"); at != text.npos; at = text.find("ARF:", at + 4)) {
        if (x_arf_name_at(text, at, eol).empty()) continue;
        auto const behind = text.substr(at + 4);
        auto const line = behind.substr(0, behind.find_first_of("\r\n"));
        if (x_arf_mode(line) == XArfMode::none) continue;
        auto const pairs = leading_pairs(behind.substr(line.size()));
        if (are_x_arf_pairs(pairs)) return pairs;
        if (!pairs.empty()) at = static_cast<std::size_t>(pairs.data() + pairs.size() - text.data()) - 4;
    }
    return {};
}

/// "report.txt", and what else generators call the part of the map.
[[nodiscard]] inline bool has_x_arf_name(Part const& part) {
    auto const name = file_name(part);
    return detail::equal_ignoring_case(name, "report.txt") || ends_with_ignoring_case(name, ".yaml") ||
           ends_with_ignoring_case(name, ".yml");
}

/// How much of a part is looked at.
inline constexpr std::size_t x_arf_look = std::size_t{1} << 16U;

/// Whether a part is the map, by its content.
[[nodiscard]] inline bool is_x_arf_part(Part const& part) {
    if (!may_hold_text(part) || part.is("text/html")) return false;
    std::string holder;
    return reads_as_x_arf(peek(part, holder, x_arf_look).substr(0, x_arf_look));
}

/// Whether a part of a mail with the label is the map, by its name: any pair will do.
[[nodiscard]] inline bool is_named_x_arf_part(Part const& part) {
    if (!may_hold_text(part) || !has_x_arf_name(part)) return false;
    std::string holder;
    return !leading_pairs(peek(part, holder, x_arf_look).substr(0, x_arf_look)).empty();
}

/// Whether a part is a text with the report as a block in it.
[[nodiscard]] inline bool has_x_arf_block(Part const& part) {
    if (part.kind != Part::Kind::leaf || !(part.media_type.empty() || part.is("text/plain"))) return false;
    std::string holder;
    return !find_x_arf_block(peek(part, holder, x_arf_look).substr(0, x_arf_look)).empty();
}

}  // namespace arf::dialect
