// SPDX-License-Identifier: BSL-1.0
// Whether an address was made unreadable by the reporter.
#pragma once

#include <algorithm>
#include <arf/grammar/bytes.hpp>
#include <arf/value/mail_path.hpp>
#include <array>
#include <string_view>

namespace arf::grammar {

/// Words that reporters write instead of an address or local part. "user" is not among them: user@example.com
/// is also an address like any other.
inline constexpr auto redaction_words =
    std::to_array<std::string_view>({"redacted", "hashed", "removed", "undisclosed", "x"});

/// What they start with; and the bracket that goes around others.
inline constexpr ByteSet redaction_word_starts{"[rhuxRHUX"};

[[nodiscard]] constexpr bool is_redaction_word(std::string_view local) noexcept {
    if (local.size() > 2 && local.front() == '[' && local.back() == ']') {
        local = local.substr(1, local.size() - 2);
        return std::all_of(local.begin(), local.end(), [](char c) { return letter.has(c); });
    }
    return std::any_of(redaction_words.begin(), redaction_words.end(),
                       [local](std::string_view word) { return equal_ignoring_case(local, word); });
}

/// Two asterisks in a row anywhere, or nothing but asterisks.
[[nodiscard]] constexpr bool is_starred(std::string_view local) noexcept {
    return local == "*" || local.find("**") != std::string_view::npos;
}

/// Nothing but two and more "x".
[[nodiscard]] constexpr bool is_crossed_out(std::string_view local) noexcept {
    return local.size() >= 2 &&
           std::all_of(local.begin(), local.end(), [](char c) { return lower(c) == 'x'; });
}

/// A digest of MD5, SHA-1, SHA-256 or SHA-512 in hex or padded base64. Hex without a digit is a word.
[[nodiscard]] constexpr bool is_digest(std::string_view local) noexcept {
    auto const all = [local](ByteSet const& set) {
        return std::all_of(local.begin(), local.end(), [&set](char c) { return set.has(c); });
    };
    switch (local.size()) {
        case 32:
        case 40:
        case 64:
        case 128:
            return all(hex_digit) &&
                   std::any_of(local.begin(), local.end(), [](char c) { return digit.has(c); });
        case 28:
        case 44:
            if (!local.ends_with('=')) return false;
            local.remove_suffix(1);
            break;
        case 24:
        case 88:
            if (!local.ends_with("==")) return false;
            local.remove_suffix(2);
            break;
        default:
            return false;
    }
    return std::all_of(local.begin(), local.end(),
                       [](char c) { return letter.has(c) || digit.has(c) || c == '+' || c == '/'; });
}

/// As redaction_of(), for what stands before the "@" where it is neither empty nor has an asterisk in it.
[[nodiscard]] constexpr Redaction redaction_of_unmasked(std::string_view local) noexcept {
    bool const may_be_word = redaction_word_starts.has(local.front());
    if (!may_be_word && local.size() < 24) return Redaction::none;  // nearly every one
    if (is_redaction_word(local)) return Redaction::placeholder;
    if (is_crossed_out(local)) return Redaction::masked;
    return is_digest(local) ? Redaction::hashed : Redaction::none;
}

/// Recognises a redacted address by its local part. RFC 6590 mandates no way to redact: the signs are those
/// that reporters leave (FORMATS 2.7). Hex digests are also what some senders use for real addresses.
///
/// Takes      "redacted", "redacted@", "x@example.com", "[removed]@example.com", "***@example.com",
///            "XXXX@example.com", "j***n@example.com", "rZ8cqXWGiKHzhz1MsFRGTysHia4=@example.com",
///            "@example.com"
/// Refuses    "", "user@example.com", "xavier@example.com", "u1@example.com", "a@example.com",
///            "redacted.user@example.com"
/// In the wild: "redacted@" without a domain (AOL), "redacted" in Redacted-Address.
[[nodiscard]] constexpr Redaction redaction_of(std::string_view address) noexcept {
    if (address.empty()) return Redaction::none;
    auto const local = address.substr(0, address.rfind('@'));
    if (local.empty()) return Redaction::empty;
    if (local.find('*') == local.npos) return redaction_of_unmasked(local);
    return is_starred(local) ? Redaction::masked : Redaction::none;
}

}  // namespace arf::grammar
