// SPDX-License-Identifier: BSL-1.0
// Identity-Alignment.
#pragma once

#include <arf/grammar/cfws.hpp>
#include <arf/grammar/parse.hpp>
#include <arf/value/auth_failure.hpp>
#include <optional>
#include <string_view>

namespace arf::grammar {

/// The mechanisms that aligned, or those that did not: see IdentityAlignment.
///
///     dmarc-method-list    = "Identity-Alignment:" [CFWS] ( "none" / dmarc-method *( [CFWS] "," [CFWS]
///     dmarc-method ) ) dmarc-method         = "dkim" / "spf"                                          (RFC
///     7489, section 7.3.1)
///
/// Takes      "none", " DKIM ", "dkim, spf", "spf(c),(d)dkim"
/// Refuses    "", "none, dkim", "dkim,", "dkim spf", "arc", "dkimspf"
/// In the wild: RFC 7489 and RFC 9991 give the list opposite meanings; few reporters write it.
inline auto const identity_alignment =
    x3::rule<struct identity_alignment_class, IdentityAlignment>{"alignment"} = [] {
        auto const dkim = Caseless{"dkim"}[assign<&IdentityAlignment::dkim, true>];
        auto const spf = Caseless{"spf"}[assign<&IdentityAlignment::spf, true>];
        auto const comma = opt_cfws >> ',' >> opt_cfws;
        auto const none = Caseless{"none"}[assign<&IdentityAlignment::none, true>];
        return opt_cfws >> (none | ((dkim | spf) % comma)) >> opt_cfws;
    }();

/// @return The list with its text; none where identity_alignment does not match.
[[nodiscard]] inline std::optional<IdentityAlignment> read_identity_alignment(
    std::string_view text) noexcept {
    auto alignment = parse_all<IdentityAlignment>(identity_alignment, text);
    if (alignment) alignment->raw = trim(text);
    return alignment;
}

}  // namespace arf::grammar
