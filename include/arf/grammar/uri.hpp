// SPDX-License-Identifier: BSL-1.0
// Reported-URI.
#pragma once

#include <arf/grammar/cfws.hpp>
#include <arf/grammar/parse.hpp>
#include <optional>
#include <string_view>

namespace arf::grammar {

/// A URI of any scheme.
///
///     URI    = scheme ":" hier-part [ "?" query ] [ "#" fragment ]                   (RFC 3986, section 3)
///     scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." )
///
/// Takes      "http://example.com/", "mailto:user@example.com", "hxxp://example.com/a(b)", "urn:x", UTF-8
/// Refuses    "", "example.com", "://example.com", "http://example.com/a b", "1http://example.com", "http:"
/// In the wild: "hxxp://", which RFC 9991 suggests to those who write reports.
inline auto const uri = x3::rule<struct uri_class, std::string_view>{"uri"} =
    x3::raw[letter >> *(letter | digit | ByteSet{"+-."}) >> ':' >> +~(blank | control)][to_view];

/// A URI, with the blanks, comments and angle brackets around it taken away. Parentheses may belong to a URI:
/// only what is set off by a blank is a comment.
///
///     reported-uri = "Reported-URI:" [CFWS] URI [CFWS] CRLF                          (RFC 5965, section 3.5)
///
/// Takes      " http://example.com/ ", "http://example.com/a(b)", "http://example.com/a(b) (c)",
///            "<http://example.com/>", "(c) < http://example.com/ > (d)"
/// Refuses    "", "<>", "(c)", "example.com", "<http://example.com/", "http://example.com/ (c"
/// In the wild: angle brackets (RFC 3986, appendix C).
[[nodiscard]] inline std::optional<std::string_view> read_uri(std::string_view text) noexcept {
    text = trim_cfws(text, CommentStart::behind_blank);
    if (text.size() >= 2 && text.front() == '<' && text.back() == '>')
        text = trim(text.substr(1, text.size() - 2));
    return text.starts_with('<') ? std::nullopt : parse_all<std::string_view>(uri, text);
}

}  // namespace arf::grammar
