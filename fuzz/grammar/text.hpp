// SPDX-License-Identifier: BSL-1.0
// Charsets, folding, encoded words and parameters, against GLib and themselves.
#pragma once

#include <gmime/gmime.h>

#include <arf/mime/decode.hpp>
#include <array>
#include <string>
#include <string_view>

#include "rule.hpp"

namespace arf_fuzz::rules {

inline void check_text(std::string_view text) {
    auto const valid = arf::mime::make_utf8(text);
    require(g_utf8_validate(valid.data(), static_cast<gssize>(valid.size()), nullptr) != 0);
    require_same(valid, arf::mime::make_utf8(valid));
    bool const has_nul = text.find('\0') != text.npos;
    if (!has_nul)
        require(arf::mime::is_utf8(text) ==
                (g_utf8_validate(text.data(), static_cast<gssize>(text.size()), nullptr) != 0));
    if (arf::mime::is_utf8(text) && !has_nul) require_same(valid, text);
    auto const unfolded = arf::mime::unfold(text);
    require(unfolded.find_first_of("\r\n\0"sv) == unfolded.npos);
    require_same(unfolded, arf::mime::unfold(unfolded));
    require(arf::mime::needs_unfolding(text) == (unfolded != text));
    auto const decoded = arf::mime::decode_text(text);
    require(decoded.find_first_of("\r\n\0"sv) == decoded.npos && arf::mime::is_utf8(decoded));
    auto rest = text;
    while (auto const parameter = arf::mime::next_parameter(rest)) {
        require_slice(parameter->name, text);
        require_slice(parameter->value, text);
        require_slice(rest, text);
        require(!parameter->name.empty());
    }
    require(arf::mime::is_utf8(arf::mime::decode_parameter(text, "name")));
}

/// What means something to text of header fields.
inline constexpr auto text_words = std::to_array<std::string_view>(
    {"=?",       "?=",           "utf-8", "?",  "q", "b",   "=C3", "=A9", "\xC3",       "\xA9", " ",
     "\r\n ",    "; name",       "*0*=",  "*=", "'", "%41", "\"",  "=",   "iso-8859-1", "a",    "\0"sv,
     "\xF0\x9F", "\xED\xA0\x80", "\n",    "(",  ")", "\\"});

}  // namespace arf_fuzz::rules
