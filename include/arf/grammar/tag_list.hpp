// SPDX-License-Identifier: BSL-1.0
// Tag lists, as DKIM-Signature has one.
#pragma once

#include <arf/grammar/cfws.hpp>
#include <arf/grammar/parse.hpp>
#include <optional>
#include <string_view>

namespace arf::grammar {

/// A tag: its name and what stands behind "=", blanks inside it as written.
struct TagSpec {
    std::string_view name;
    std::string_view value;
};

/// One tag of a list, without the ";" that ends it. A tag list has no comments and no quoted strings.
///
///     tag-spec  = [FWS] tag-name [FWS] "=" [FWS] tag-value [FWS]                     (RFC 6376, section 3.2)
///     tag-name  = ALPHA *( ALPHA / DIGIT / "_" )
///     tag-value = [ tval *( 1*(WSP / FWS) tval ) ]
///
/// Takes      "v=1", " d = example.com ", "b=", "h=from : to", "b=YWJj\r\n ZGU=", "x_1=a=b", "s=\xc3\xa9"
/// Refuses    "", "d", "=1", "1=a", "d d=a", "(c) d=a", "a=b;c"
/// In the wild: bytes above 127 in values (RFC 8616).
inline auto const tag_spec = x3::rule<struct tag_spec_class, TagSpec>{"tag-spec"} =
    x3::omit[*blank] >> x3::raw[letter >> *(letter | digit | x3::lit('_'))][store_view<&TagSpec::name>] >>
    x3::omit[*blank] >> '=' >> x3::raw[*~ByteSet{";"}][store_view<&TagSpec::value>];

/// @return The tag with its value trimmed; none where tag_spec does not match.
[[nodiscard]] inline std::optional<TagSpec> read_tag(std::string_view text) noexcept {
    auto tag = parse_all<TagSpec>(tag_spec, text);
    if (tag) tag->value = trim(tag->value);
    return tag;
}

}  // namespace arf::grammar
