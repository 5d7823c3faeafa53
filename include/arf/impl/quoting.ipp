// SPDX-License-Identifier: BSL-1.0
// Quoted strings and comments, read and written (RFC 5322, sections 3.2.1, 3.2.2 and 3.2.4).
#pragma once

#include <algorithm>
#include <arf/grammar/cfws.hpp>
#include <arf/grammar/lax_value.hpp>
#include <cstddef>
#include <string>
#include <string_view>

namespace arf::detail {

/// The text without its quoted-pairs; a backslash at the end is text.
[[nodiscard]] inline std::string without_quoted_pairs(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) ++i;
        out += text[i];
    }
    return out;
}

/// A value without its quotes, where it is one quoted string, closed or not; else as it is: the quotes in
/// "\"a b\"@example.com" belong to the address.
[[nodiscard]] inline std::string unquoted(std::string_view value) {
    if (!value.starts_with('"')) return std::string(value);
    for (std::size_t i = 1; i < value.size(); ++i) {
        if (value[i] == '"') {
            if (i + 1 != value.size()) return std::string(value);
            return without_quoted_pairs(value.substr(1, i - 1));
        }
        if (value[i] == '\\') ++i;
    }
    return without_quoted_pairs(value.substr(1));
}

/// The text of a comment, from what stands between its parentheses.
[[nodiscard]] inline std::string comment_text(std::string_view inside) {
    return std::string(trim(without_quoted_pairs(inside)));
}

/// A line end or NUL would forge another field, or end the value: a blank instead.
[[nodiscard]] constexpr char on_one_line(char c) noexcept { return is_line_end(c) || c == '\0' ? ' ' : c; }

/// Appends a quoted string.
inline void append_quoted(std::string& out, std::string_view text) {
    out += '"';
    for (char const c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += on_one_line(c);
    }
    out += '"';
}

/// Whether the parentheses of a text are paired, and nest no deeper than those of a comment may inside it.
[[nodiscard]] constexpr bool is_nested(std::string_view text) noexcept {
    int depth = 0;
    for (char const c : text) {
        if (c == '(' && ++depth == grammar::max_comment_depth) return false;
        if (c == ')' && --depth < 0) return false;
    }
    return depth == 0;
}

/// Appends a comment; parentheses that are not paired are escaped.
inline void append_comment(std::string& out, std::string_view text) {
    bool const nested = is_nested(text);
    out += '(';
    for (char const c : text) {
        if (c == '\\' || (!nested && (c == '(' || c == ')'))) out += '\\';
        out += on_one_line(c);
    }
    out += ')';
}

}  // namespace arf::detail
