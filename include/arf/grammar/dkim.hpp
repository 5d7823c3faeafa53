// SPDX-License-Identifier: BSL-1.0
// DKIM-Domain, DKIM-Identity, DKIM-Selector; and the encoded bodies of DKIM-Canonicalized-Header and -Body.
#pragma once

#include <arf/grammar/cfws.hpp>
#include <optional>
#include <string_view>

namespace arf::grammar {

/// The value of a DKIM tag, as the reporter copied it from the signature.
///
///     dkim-domain   = "DKIM-Domain:"   [CFWS] domain-name [CFWS] CRLF                (RFC 6591, section 4)
///     dkim-identity = "DKIM-Identity:" [CFWS] [ local-part ] "@" domain-name [CFWS] CRLF
///     dkim-selector = "DKIM-Selector:" [CFWS] selector [CFWS] CRLF
///
/// Takes      "example.com", " @example.com (i=) ", "\"a b\"@example.com", "s2025.mail",
///            "example.com; example.net"
/// Refuses    "", "(c)"
/// In the wild: several domains in one DKIM-Domain, with ";" between them (a generator of DMARC failure
/// reports).
[[nodiscard]] constexpr std::optional<std::string_view> read_dkim_tag(std::string_view text) noexcept {
    text = trim_cfws(text);
    if (text.empty()) return {};
    return text;
}

/// Base64 text, still encoded and folded; a decoder skips the folding.
///
///     dkim-canonicalized-body = "DKIM-Canonicalized-Body:" [CFWS] base64string CRLF  (RFC 6591, section 4)
///     base64string            = ALPHADIGITPS *([FWS] ALPHADIGITPS) ...               (RFC 6376,
///     section 2.10)
///
/// Takes      " YWJj\r\n ZGVm ", "YWJj", "(c) YWJj"
/// Refuses    "", "(c)"
/// In the wild: seldom seen at all.
[[nodiscard]] constexpr std::optional<std::string_view> read_dkim_canonicalized(
    std::string_view text) noexcept {
    return read_dkim_tag(text);
}

}  // namespace arf::grammar
