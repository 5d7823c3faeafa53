// SPDX-License-Identifier: BSL-1.0
// Reporting-MTA: a name with its type.
#pragma once

#include <arf/grammar/cfws.hpp>
#include <arf/grammar/parse.hpp>
#include <arf/value/typed_name.hpp>
#include <string_view>

namespace arf::grammar {

/// A name with its type, "dns" as a rule.
///
///     reporting-mta = "Reporting-MTA:" [CFWS] mta-name-type ";" mta-name CRLF        (RFC 3464,
///     section 2.2.2)
///
/// Takes      "dns; mx.example.com", "dns;mx.example.com", " (c) dns (d) ; mx.example.com (e)",
///            "mx.example.com", "mailbus; SYS30"
/// Refuses    "", "dns;", "(c)", "dns; (c)", "; mx.example.com", "dns; mx example"
/// In the wild: the type is missing (several feedback loops).
inline auto const typed_name = x3::rule<struct typed_name_class, TypedName>{"typed-name"} =
    opt_cfws >> -(x3::raw[+(letter | digit | ByteSet{"-_"})] >> opt_cfws >> ';' >>
                  opt_cfws)[store_view<&TypedName::type>] >>
    x3::raw[+~(blank | control | ByteSet{"();"})][store_view<&TypedName::name>] >> opt_cfws;

}  // namespace arf::grammar
