// SPDX-License-Identifier: BSL-1.0
// Values as servers write them behind "=": a quoted string, or whatever stands there up to a separator.
#pragma once

#include <arf/grammar/bytes.hpp>

namespace arf::grammar {

/// @param first  the quote that opens.
/// @return Behind the quote that closes; `last` where none does.
[[nodiscard]] constexpr char const* skip_quoted(char const* first, char const* last) noexcept {
    for (++first; first != last; ++first) {
        if (*first == '"') return first + 1;
        if (*first == '\\' && ++first == last) return last;
    }
    return last;
}

/// Skips a value: bytes that are not in `stop`, and quoted strings with whatever they hold.
///
///     value  = token / quoted-string                                                 (RFC 2045, section 5.1)
///     pvalue = [CFWS] ( ( value / [ [ local-part ] "@" ] domain-name ) ) [CFWS]      (RFC 8601, section 2.2)
///
/// Takes      "pass", "\"a b\"", "\"a \\\" b\"", "", "\"a b\"@example.com", "a=b@example.com",
/// "@example.com",
///            "2001:db8::1", "a1b2/c3=", "\"not closed; to the end"
/// Stops      before a byte of `stop` that stands in no quotes
/// In the wild: addresses and base64 without quotes (nearly everybody), which are no tokens.
/// @return Behind the value; `first` where there is none.
[[nodiscard]] constexpr char const* skip_lax_value(char const* first, char const* last,
                                                   ByteSet const& stop) noexcept {
    while (first != last && !stop.has(*first)) first = *first == '"' ? skip_quoted(first, last) : first + 1;
    return first;
}

}  // namespace arf::grammar
