// SPDX-License-Identifier: BSL-1.0
// parse_all(): applies a rule to a whole text.
#pragma once

#include <boost/spirit/home/x3.hpp>
#include <optional>
#include <string_view>

namespace arf::grammar {

/// Matches the whole text with a rule; the rules take the blanks and comments around a value themselves.
///
/// @tparam Attribute  The value of the rule. Views in it point into `text`.
/// @param text  A field body as it stands in the message, from behind the colon to the line end, folding
/// included.
/// @return The value; none where the rule does not match, or something is left over.
template <class Attribute, class Rule>
[[nodiscard]] std::optional<Attribute> parse_all(Rule const& rule, std::string_view text) noexcept {
    Attribute value{};
    auto const* first = text.data();
    auto const* const last = first + text.size();
    if (!boost::spirit::x3::parse(first, last, rule, value) || first != last) return {};
    return value;
}

}  // namespace arf::grammar
