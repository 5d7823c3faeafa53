// SPDX-License-Identifier: BSL-1.0
// Reported-Domain.
#pragma once

#include <arf/grammar/cfws.hpp>
#include <arf/grammar/parse.hpp>
#include <string_view>

namespace arf::grammar {

/// A domain, or what a reporter writes for one: any word.
///
///     reported-domain = "Reported-Domain:" [CFWS] Domain [CFWS] CRLF                 (RFC 5965, section 3.5)
///
/// Takes      "example.com", " Example.COM. ", "(c) example.com (d)", "[192.0.2.1]", "xn--bcher-kva.example",
///            UTF-8
/// Refuses    "", "(c)", "example.com example.net", "example.com (c"
/// In the wild: the recipient's domain instead of the sender's from one generator; host names.
inline auto const domain = x3::rule<struct domain_class, std::string_view>{"domain"} =
    opt_cfws >> x3::raw[+~(blank | control | ByteSet{"()"})][to_view] >> opt_cfws;

}  // namespace arf::grammar
