// SPDX-License-Identifier: BSL-1.0
// SPF-DNS.
#pragma once

#include <arf/grammar/cfws.hpp>
#include <arf/grammar/parse.hpp>
#include <arf/grammar/quoted_string.hpp>
#include <arf/value/auth_failure.hpp>

namespace arf::grammar {

/// The SPF record on which a result rests.
///
///     spf-dns = "SPF-DNS:" [CFWS] ( "txt" / "spf" ) [CFWS] ":" [CFWS] domain [CFWS] ":" [CFWS] quoted-string
///     CRLF
///                                                                                    (RFC 6591,
///                                                                                    section 3.2.6)
///
/// Takes      "txt : example.com : \"v=spf1 -all\"", "TXT:example.com:\"\"",
///            "spf (c) : example.com. : \"a:b\" (d)"
/// Refuses    "", "txt", "txt : example.com", "mx : example.com : \"v\"", "txt : : \"v\"",
///            "txt : example.com : v=spf1", "txt : example.com : \"v=spf1"
/// In the wild: almost every reporter leaves it out.
inline auto const spf_dns = x3::rule<struct spf_dns_class, SpfDns>{"spf-dns"} = [] {
    auto const txt = Caseless{"txt"}[assign<&SpfDns::type, SpfDns::Type::txt>];
    auto const spf = Caseless{"spf"}[assign<&SpfDns::type, SpfDns::Type::spf>];
    auto const colon = opt_cfws >> ':' >> opt_cfws;
    return opt_cfws >> (txt | spf) >> colon >>
           x3::raw[+~(blank | control | ByteSet{"():\""})][store_view<&SpfDns::domain>] >> colon >>
           quoted_string[store<&SpfDns::record>];
}();

}  // namespace arf::grammar
