// SPDX-License-Identifier: BSL-1.0
// Message-ID.
#pragma once

#include <arf/grammar/cfws.hpp>
#include <arf/grammar/parse.hpp>
#include <optional>
#include <string_view>

namespace arf::grammar {

/// The first message identifier of a field, without its brackets; what follows it is ignored.
///
///     msg-id = [CFWS] "<" id-left "@" id-right ">" [CFWS]                            (RFC 5322,
///     section 3.6.4)
///
/// Takes      "<a@b.example>", " (c) <a@b.example> (d)", "<a b@c.example>", "a@b.example", "0A-FF",
///            "<a@b.example>;", "<a@b.example> <c@d.example>", "<a@b.example", "<>", "< a@b.example >"
/// Refuses    "", "(c)", ">", ";"
/// In the wild: blanks inside ("<38.E7@ mail.example.com>", a gateway), no brackets, a ";" behind it, no "@".
inline auto const msg_id = x3::rule<struct msg_id_class, std::string_view>{"msg-id"} = [] {
    auto const bracketed = '<' >> x3::raw[*~ByteSet{">"}][to_view];
    auto const bare = x3::raw[+~(blank | ByteSet{"<>();"})][to_view];
    return opt_cfws >> (bracketed | bare) >> x3::omit[*x3::char_];
}();

/// What stands in an identifier of the usual shape: no blank, no bracket.
inline constexpr ByteSet plain_msg_id_bytes{~(blank | ByteSet{"<>"})};

/// @return The identifier as written, without surrounding blanks; none where the field has none or an empty
/// one.
[[nodiscard]] inline std::optional<std::string_view> read_msg_id(std::string_view text) noexcept {
    text = trim(text);
    if (text.size() > 2 && text.front() == '<' &&
        text.back() == '>') {  // the usual shape, without backtracking
        auto const inside = text.substr(1, text.size() - 2);
        if (plain_msg_id_bytes.has_all(inside)) return inside;
    }
    auto id = parse_all<std::string_view>(msg_id, text);
    if (id) *id = trim(*id);
    return id && !id->empty() ? id : std::nullopt;
}

}  // namespace arf::grammar
