// SPDX-License-Identifier: BSL-1.0
// List-Id.
#pragma once

#include <arf/grammar/cfws.hpp>
#include <cstddef>
#include <string_view>

namespace arf::grammar {

/// The two halves of a List-Id; views into the value.
struct ListIdText {
    std::string_view id;      ///< inside the brackets, trimmed
    std::string_view phrase;  ///< before them, trimmed, nothing decoded
};

/// Splits the value of a List-Id field.
///
///     list-id-header = "List-ID:" [phrase] "<" list-id ">" CRLF                      (RFC 2919, section 3)
///
/// Takes      "<list.example.com>", "A list <list.example.com>", "\"a < b\" <list.example.com> (c)",
///            "list.example.com" and "a <b" (no brackets: all of it is the id)
/// In the wild: no brackets, or no phrase.
[[nodiscard]] constexpr ListIdText read_list_id(std::string_view text) noexcept {
    text = trim(text);
    auto const open = text.rfind('<');
    auto const close = open == text.npos ? text.npos : text.find('>', open);
    if (close == text.npos) return {text, {}};
    return {trim(text.substr(open + 1, close - open - 1)), trim(text.substr(0, open))};
}

}  // namespace arf::grammar
