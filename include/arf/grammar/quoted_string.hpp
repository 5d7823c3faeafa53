// SPDX-License-Identifier: BSL-1.0
// Quoted strings, as DKIM-Selector-DNS and DKIM-ADSP-DNS carry them.
#pragma once

#include <arf/grammar/cfws.hpp>
#include <arf/grammar/parse.hpp>
#include <string_view>

namespace arf::grammar {

/// What stands between the quotes of a quoted string: bytes and quoted pairs.
inline auto const quoted_content = *(~ByteSet{"\"\\"} | (x3::lit('\\') >> x3::char_));

/// A text in quotes; the value is what stands between them, quoted pairs as written.
///
///     quoted-string       = [CFWS] DQUOTE *([FWS] qcontent) [FWS] DQUOTE [CFWS]      (RFC 5322,
///     section 3.2.4) dkim-selector-dns   = "DKIM-Selector-DNS:" [CFWS] quoted-string [CFWS] CRLF    (RFC
///     6591, section 4) dkim-adsp-dns       = "DKIM-ADSP-DNS:" [CFWS] quoted-string [CFWS] CRLF
///
/// Takes      "\"v=DKIM1; p=abc\"", " \"\" ", "(c) \"a\\\"b\" (d)", "\"a (b\""
/// Refuses    "", "a", "\"a", "\"a\\\"", "\"a\"b", "\"a\" \"b\""
/// In the wild: seldom seen at all.
inline auto const quoted_string = x3::rule<struct quoted_string_class, std::string_view>{"quoted-string"} =
    opt_cfws >> '"' >> x3::raw[quoted_content][to_view] >> '"' >> opt_cfws;

}  // namespace arf::grammar
