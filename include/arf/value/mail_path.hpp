// SPDX-License-Identifier: BSL-1.0
// MailPath: a mail address as an envelope path or a header field gives it.
#pragma once

#include <cstdint>
#include <string_view>

namespace arf {

/// How the reporter made an address unreadable (RFC 6590; the signs are those of FORMATS 2.7).
enum class Redaction : std::uint8_t {
    none,
    placeholder,  ///< a word that stands for an address: "redacted", "x", "[removed]", ...
    masked,       ///< runs of "*" or "X"
    hashed,       ///< a digest in hex or base64: equal tokens of one reporter mean the same person
    empty,        ///< nothing before the "@"
};

/// A mail address without brackets, route and display name (RFC 5321, section 4.1.2; RFC 5322,
/// section 3.4.1).
struct MailPath {
    std::string_view address;       ///< addr-spec as written; empty for the null path "<>"
    std::string_view display_name;  ///< as written, quotes removed, encoded words not decoded; often empty
    Redaction redaction = Redaction::none;

    [[nodiscard]] constexpr bool is_null() const noexcept { return address.empty(); }
    [[nodiscard]] constexpr bool is_redacted() const noexcept { return redaction != Redaction::none; }
    /// Up to the last "@"; the whole address where there is none.
    [[nodiscard]] constexpr std::string_view local_part() const noexcept {
        return address.substr(0, address.rfind('@'));
    }
    /// Behind the last "@"; empty where there is none.
    [[nodiscard]] constexpr std::string_view domain() const noexcept {
        auto const at = address.rfind('@');
        return at == std::string_view::npos ? std::string_view{} : address.substr(at + 1);
    }
};

}  // namespace arf
