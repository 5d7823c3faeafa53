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

/// What stands in a URI of the usual shape: nothing that could be a comment, a bracket or a blank.
inline constexpr ByteSet plain_uri_bytes{~(blank | control | ByteSet{"()<>"})};
inline constexpr ByteSet scheme_bytes{letter | digit | ByteSet{"+-."}};

/// Whether the text is a URI of the usual shape, which `uri` matches as well.
[[nodiscard]] constexpr bool is_plain_uri(std::string_view text) noexcept {
    auto const colon = text.find(':');
    return colon != 0 && colon != text.npos && colon + 1 != text.size() && letter.has(text.front()) &&
           scheme_bytes.has_all(text.substr(0, colon)) && plain_uri_bytes.has_all(text.substr(colon + 1));
}

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
    if (is_plain_uri(trim(text))) return trim(text);
    text = trim_cfws(text, CommentStart::behind_blank);
    if (text.size() >= 2 && text.front() == '<' && text.back() == '>')
        text = trim(text.substr(1, text.size() - 2));
    return text.starts_with('<') ? std::nullopt : parse_all<std::string_view>(uri, text);
}

}  // namespace arf::grammar
