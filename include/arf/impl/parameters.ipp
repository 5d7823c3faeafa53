// SPDX-License-Identifier: BSL-1.0
// Parameters of structured header fields (RFC 2045, section 5.1; RFC 2231). GMime's reader of them is not
// used. Tried with GMime 3.2.13, it remembers every charset name it ever saw, so that memory grows with
// hostile mail (88 bytes a name), ends a value at "%00", and joins "name*0" and "name*2" over the gap.
#pragma once

#include <algorithm>
#include <arf/detail/ascii.hpp>
#include <arf/mime/decode.hpp>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace arf::mime {
namespace detail {

using arf::detail::equal_ignoring_case;
using arf::detail::hex_value;

/// What a character does in a list of parameters; bits. A table, since the walker asks at every part.
enum : std::uint8_t { white_space = 1, separator = 2, ends_name = 4, ends_value = 8 };

inline constexpr auto parameter_classes = [] {
    std::array<std::uint8_t, 256> table{};
    for (char const c : {' ', '\t', '\r', '\n', '\0'})
        table[static_cast<unsigned char>(c)] = white_space | ends_name | ends_value;
    table[';'] = separator | ends_name | ends_value;
    table[','] = separator | ends_name;
    table['='] = table['('] = table['"'] = ends_name;
    return table;
}();

constexpr bool is_parameter_class(char c, int bits) noexcept {
    return (parameter_classes[static_cast<unsigned char>(c)] & bits) != 0;
}

/// Skips characters of the classes in `bits`, and comments.
inline void skip_cfws(std::string_view& rest, int bits) noexcept {
    std::size_t at = 0;
    while (at < rest.size()) {
        if (is_parameter_class(rest[at], bits)) {
            ++at;
        } else if (rest[at] == '(') {
            at += comment_length(rest.substr(at));
        } else {
            break;
        }
    }
    rest.remove_prefix(at);
}

/// Takes a quoted-string off the front; its inside.
inline std::string_view take_quoted(std::string_view& rest) noexcept {
    std::size_t end = rest.find('"', 1);
    if (rest.substr(0, end).find('\\') != rest.npos) {  // quoted pairs: slowly
        for (end = 1; end < rest.size() && rest[end] != '"';) end += rest[end] == '\\' ? 2 : 1;
    }
    auto const inside = rest.substr(1, std::min(end, rest.size()) - 1);
    rest.remove_prefix(std::min(end, rest.size() - 1) + 1);
    return inside;
}

inline std::string_view take_until(std::string_view& rest, int stop_bits) noexcept {
    std::size_t size = 0;
    while (size < rest.size() && !is_parameter_class(rest[size], stop_bits)) ++size;
    auto const taken = rest.substr(0, size);
    rest.remove_prefix(size);
    return taken;
}

/// One piece of an extended parameter (RFC 2231): name*index or name*index*, or the whole as name*.
struct ParameterPiece {
    std::size_t index = 0;
    bool percent = false;  // the name ended in "*": percent signs are decoded
    Parameter parameter;
};

/// Reads what stands behind the name: "*", "*7" or "*7*", no leading zero (RFC 2231, section 3).
inline std::optional<ParameterPiece> read_piece(Parameter const& parameter, std::string_view name) noexcept {
    if (!equal_ignoring_case(parameter.name.substr(0, name.size()), name)) return std::nullopt;
    auto suffix = parameter.name.substr(name.size());
    if (!suffix.starts_with('*')) return std::nullopt;
    ParameterPiece piece{0, suffix.ends_with('*'), parameter};
    if (suffix == "*") return piece;
    suffix.remove_prefix(1);
    if (piece.percent) suffix.remove_suffix(1);
    if (suffix.empty() || suffix.size() > 2 || (suffix.size() == 2 && suffix[0] == '0')) return std::nullopt;
    for (char const c : suffix) {
        if (!arf::detail::is_digit(c)) return std::nullopt;
        piece.index = piece.index * 10 + static_cast<std::size_t>(c - '0');
    }
    return piece;
}

inline void append_percent_decoded(std::string_view text, std::string& out) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
        auto const low = high < 0 ? -1 : hex_value(text[i + 2]);
        out += low < 0 ? text[i] : static_cast<char>(high * 16 + low);
        if (low >= 0) i += 2;
    }
}

/// The inside of a quoted-string without its quoted-pairs (RFC 5322, section 3.2.4).
inline std::string without_quoted_pairs(std::string_view inside) {
    std::string out;
    out.reserve(inside.size());
    for (std::size_t i = 0; i < inside.size(); ++i) {
        if (inside[i] == '\\' && i + 1 < inside.size()) ++i;
        out += inside[i];
    }
    return out;
}

/// Takes "charset'language'" off the front of an extended value; the charset.
inline std::string_view take_charset(std::string_view& value) noexcept {
    auto const first = value.find('\'');
    auto const second = first == std::string_view::npos ? first : value.find('\'', first + 1);
    if (second == std::string_view::npos) return {};
    auto const charset = value.substr(0, first);
    value.remove_prefix(second + 1);
    return charset;
}

/// Joins the pieces from 0 up to the first gap. Percent signs are decoded before the charset is, over all
/// pieces: a character may be split between two.
inline std::string join_pieces(std::array<std::optional<ParameterPiece>, max_parameters> const& pieces) {
    std::string bytes;
    std::string_view charset;
    for (auto const& piece : pieces) {
        if (!piece) break;
        auto value = piece->parameter.value;
        if (piece->percent && piece->index == 0) charset = take_charset(value);
        auto const plain = piece->parameter.quoted ? without_quoted_pairs(value) : std::string(value);
        piece->percent ? append_percent_decoded(plain, bytes) : void(bytes.append(plain));
    }
    return unfold(to_utf8(bytes, charset.empty() ? "utf-8" : charset));
}

}  // namespace detail

ARF_DECL std::optional<Parameter> next_parameter(std::string_view& rest) noexcept {
    constexpr int between = detail::white_space | detail::separator;
    for (detail::skip_cfws(rest, between); !rest.empty(); detail::skip_cfws(rest, between)) {
        if (rest.front() == '"') {
            detail::take_quoted(rest);
            continue;
        }
        Parameter parameter;
        parameter.name = detail::take_until(rest, detail::ends_name);
        detail::skip_cfws(rest, detail::white_space);
        if (!rest.starts_with('=')) continue;
        rest.remove_prefix(1);
        if (parameter.name.empty()) continue;
        detail::skip_cfws(rest, detail::white_space);
        parameter.quoted = rest.starts_with('"');
        parameter.value =
            parameter.quoted ? detail::take_quoted(rest) : detail::take_until(rest, detail::ends_value);
        return parameter;
    }
    return std::nullopt;
}

ARF_DECL std::optional<std::string_view> find_parameter(std::string_view header_value,
                                                        std::string_view name) noexcept {
    while (auto const parameter = next_parameter(header_value)) {
        if (detail::equal_ignoring_case(parameter->name, name)) return parameter->value;
    }
    return std::nullopt;
}

ARF_DECL std::string decode_parameter(std::string_view header_value, std::string_view name) {
    std::array<std::optional<detail::ParameterPiece>, max_parameters> pieces;
    std::optional<Parameter> plain;
    while (auto const parameter = next_parameter(header_value)) {
        if (!plain && detail::equal_ignoring_case(parameter->name, name)) plain = parameter;
        auto const piece = detail::read_piece(*parameter, name);
        if (piece && piece->index < pieces.size() && !pieces[piece->index]) pieces[piece->index] = piece;
    }
    if (pieces[0]) return detail::join_pieces(pieces);
    if (!plain) return {};
    return decode_text(plain->quoted ? detail::without_quoted_pairs(plain->value)
                                     : std::string(plain->value));
}

}  // namespace arf::mime
