// SPDX-License-Identifier: BSL-1.0
// The shape that nearly every address has, read in one pass; path.hpp reads all the others.
#pragma once

#include <arf/grammar/cfws.hpp>
#include <arf/grammar/redaction.hpp>
#include <arf/value/mail_path.hpp>
#include <string_view>

namespace arf::grammar {

/// What an unquoted local part and a domain are made of: atext and dots (RFC 5322, section 3.2.3); no "*",
/// which reporters mask addresses with.
inline constexpr ByteSet plain_address_bytes{letter | digit | ByteSet{"!#$%&'+-/=?^_`{|}~."}};
/// What a display name is made of that needs no second look: neither specials nor an "@".
inline constexpr ByteSet plain_name_bytes{letter | digit | ByteSet{" !#$%&'*+-/=?^_`{|}~."} |
                                          byte_range(128, 255)};

/// Whether the text is a quoted string without anything quoted in it.
[[nodiscard]] constexpr bool is_plain_quoted(std::string_view text) noexcept {
    if (text.size() < 2 || text.front() != '"' || text.back() != '"') return false;
    text = text.substr(1, text.size() - 2);
    return text.find('"') == text.npos && text.find('\\') == text.npos;
}

/// Reads "local@domain", "<local@domain>", "Name <local@domain>" or "\"Name\" <local@domain>", blanks around
/// it.
///
/// @param path  Empty; made the same as read_path() returns, in place: copying what was just written would
/// stall.
/// @return false where the text has another shape, which says nothing about its worth.
[[nodiscard]] constexpr bool read_plain_path(std::string_view text, MailPath& path) noexcept {
    text = trim(text);
    if (text.empty()) return false;
    path.address = text;
    if (text.back() == '>') {
        auto const open = text.find('<');
        if (open == text.npos) return false;
        path.address = text.substr(open + 1, text.size() - open - 2);
        path.display_name = trim(text.substr(0, open));
        bool const quoted = is_plain_quoted(path.display_name);
        if (!quoted && !plain_name_bytes.has_all(path.display_name)) return false;
        if (quoted) path.display_name = path.display_name.substr(1, path.display_name.size() - 2);
    }
    auto const at = plain_address_bytes.count_leading(path.address);
    if (at == 0 || at + 1 >= path.address.size() || path.address[at] != '@') return false;
    if (!plain_address_bytes.has_all(path.address.substr(at + 1))) return false;
    path.redaction = redaction_of_unmasked({path.address.data(), at});
    return true;
}

}  // namespace arf::grammar
