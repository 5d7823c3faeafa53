// SPDX-License-Identifier: BSL-1.0
// Received-SPF: its result, the keys of its pairs, and the address that its comment may name.
#pragma once

#include <algorithm>
#include <arf/grammar/cfws.hpp>
#include <arf/grammar/ip_literal.hpp>
#include <arf/grammar/lax_value.hpp>
#include <arf/grammar/parse.hpp>
#include <arf/value/ip_address.hpp>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace arf::grammar {

/// What was found, at the front of the field.
///
///     result = "pass" / "fail" / "softfail" / "neutral" / "none" / "temperror" / "permerror"   (RFC 7208,
///     section 9.1)
///
/// Takes      "pass", "SoftFail", "unknown", and as result whatever keyword stands there
/// Refuses    "", "client-ip=", "client-ip (c) =", "(c) pass"
/// In the wild: capitals (Microsoft); "unknown" and "error" (programs older than the RFC).
inline auto const spf_result = x3::rule<struct spf_result_class, std::string_view>{"result"} =
    x3::raw[+(letter | digit | ByteSet{"-_"})][to_view] >> !(opt_cfws >> '=');

/// The key of a pair, up to its "=".
///
///     key-value-pair = key [CFWS] "=" ( dot-atom / quoted-string )                   (RFC 7208, section 9.1)
///     name           = ALPHA *( ALPHA / DIGIT / "-" / "_" / "." )
///
/// Takes      "client-ip=", "helo =", "Envelope-From (c) =", "x-software=", "pr="
/// Refuses    "", "helo", "=", "-a=", "1=", "a b="
/// In the wild: keys of the program's own ("pr" of Microsoft).
inline auto const spf_key = x3::rule<struct spf_key_class, std::string_view>{"key"} =
    x3::raw[letter >> *(letter | digit | ByteSet{"-_."})][to_view] >> opt_cfws >> '=';

/// The keys of RFC 7208, section 9.1.
inline constexpr auto spf_keys = std::to_array<std::string_view>(
    {"client-ip", "envelope-from", "helo", "problem", "receiver", "identity", "mechanism"});

[[nodiscard]] constexpr bool is_spf_key(std::string_view key) noexcept {
    return std::any_of(spf_keys.begin(), spf_keys.end(),
                       [&](auto known) { return equal_ignoring_case(key, known); });
}

/// Takes the next word off the front of a comment; quoted strings stay whole, so that what a sender wrote in
/// one is not read as words of the server. Empty at the end.
[[nodiscard]] constexpr std::string_view take_comment_word(std::string_view& rest) noexcept {
    auto const* const last = rest.data() + rest.size();
    auto const* const first = skip_blanks(rest.data(), last);
    auto const* const behind = skip_lax_value(first, last, blank);
    rest = {behind, static_cast<std::size_t>(last - behind)};
    return {first, static_cast<std::size_t>(behind - first)};
}

/// The address of the client in the comment of a Received-SPF field, where it stands in one of the sentences
/// that SPF libraries write. No RFC has them.
///
/// Takes      "domain of a@example.com designates 192.0.2.1 as permitted sender",
///            "example.com does not designate 2001:db8::1 as permitted sender",
///            "domain of transitioning example.com discourages use of 192.0.2.1 as permitted sender",
///            "mx.example.net: 192.0.2.1 is neither permitted nor denied by domain of a@example.com"
/// Refuses    "", "192.0.2.1", "domain of 192.0.2.1 has no policy", "designates nobody",
///            "\"x designates 192.0.2.1 y\"@example.com"
/// In the wild: the only place of the address where a server writes no pairs (Yahoo).
[[nodiscard]] inline std::optional<IpAddress> address_in_spf_comment(std::string_view comment) noexcept {
    std::string_view before_last;
    std::string_view previous;
    for (auto word = take_comment_word(comment); !word.empty();) {
        auto const next = take_comment_word(comment);
        bool const is_named =
            equal_ignoring_case(previous, "designates") || equal_ignoring_case(previous, "designate") ||
            (equal_ignoring_case(before_last, "use") && equal_ignoring_case(previous, "of")) ||
            equal_ignoring_case(next, "is");
        if (is_named) {
            if (auto const address = parse_all<IpAddress>(ip_literal, word)) return address;
        }
        before_last = previous;
        previous = word;
        word = next;
    }
    return {};
}

}  // namespace arf::grammar
