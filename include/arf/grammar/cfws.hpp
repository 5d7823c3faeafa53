// SPDX-License-Identifier: BSL-1.0
// Blanks, folding and comments: cfws, opt_cfws, fws as rules, and the functions that trim a text of them.
#pragma once

#include <arf/detail/ascii.hpp>
#include <arf/grammar/bytes.hpp>
#include <cstddef>
#include <string_view>

namespace arf::grammar {

/// How deep comments may nest (FORMATS 9.1). Depth is counted: no rule refers to itself.
inline constexpr int max_comment_depth = 64;

/// @return Behind the comment that opens at `first`; nullptr where it does not close or nests too deep.
[[nodiscard]] constexpr char const* skip_comment(char const* first, char const* last) noexcept {
    int depth = 0;
    for (; first != last; ++first) {
        if (*first == '\\') {
            if (++first == last) return nullptr;
        } else if (*first == '(') {
            if (++depth > max_comment_depth) return nullptr;
        } else if (*first == ')' && --depth == 0) {
            return first + 1;
        }
    }
    return nullptr;
}

[[nodiscard]] constexpr char const* skip_blanks(char const* first, char const* last) noexcept {
    while (first != last && blank.has(*first)) ++first;
    return first;
}

/// @return Behind the blanks and whole comments at `first`; a comment that does not close stays where it is.
[[nodiscard]] constexpr char const* skip_cfws(char const* first, char const* last) noexcept {
    while (true) {
        first = skip_blanks(first, last);
        if (first == last || *first != '(') return first;
        auto const* const behind = skip_comment(first, last);
        if (behind == nullptr) return first;
        first = behind;
    }
}

/// Blanks and comments.
///
///     CFWS    = (1*([FWS] comment) [FWS]) / FWS                              (RFC 5322, section 3.2.2)
///     comment = "(" *([FWS] ccontent) [FWS] ")"
///
/// Takes      " ", "\r\n ", "(a)", "(a (b) c)", "(a\\)b)", " (a) (b) ", comments 64 deep
/// Refuses    "", "(", "(a", "a", "(a\\)", ")", comments 65 deep
/// In the wild: LF or bare CR as folding (files from Unix and old Mac tools), bytes above 127 and NUL in
/// comments.
struct Cfws : x3::parser<Cfws> {
    using attribute_type = x3::unused_type;
    static bool const has_attribute = false;

    // not covered: the compiler alone runs it
    constexpr explicit Cfws(bool may_be_empty) noexcept : optional(may_be_empty) {}
    template <class Context, class RContext, class Attribute>
    bool parse(char const*& first, char const* const& last, Context const&, RContext&,
               Attribute&) const noexcept {
        auto const* const behind = skip_cfws(first, last);
        if (behind == first && !optional) return false;
        first = behind;
        return true;
    }

    bool optional;
};
inline constexpr Cfws cfws{false};
inline constexpr Cfws opt_cfws{true};

/// Blanks without comments.
///
///     FWS = ([*WSP CRLF] 1*WSP) / obs-FWS                                    (RFC 5322, section 3.2.2)
///
/// Takes      " ", "\t", "\r\n ", "\n\n"
/// Refuses    "", "(a)", "a"
/// In the wild: line ends of every kind, also without a blank behind them (fields cut from their message).
inline auto const fws = x3::omit[+blank];

/// Without the blanks and line ends at both ends.
using arf::detail::trim;

/// Where a comment may begin when it stands behind a text.
enum class CommentStart : bool {
    anywhere,      ///< "example.com(mail)"
    behind_blank,  ///< "http://example.com/a(b) (mail)": parentheses may belong to the text
};

/// Without the blanks and comments at both ends; those inside stay. A comment that does not close is text.
/// Linear: the first comment that does not close ends the search for comments.
[[nodiscard]] constexpr std::string_view trim_cfws(std::string_view text,
                                                   CommentStart start = CommentStart::anywhere) noexcept {
    auto const* const last = text.data() + text.size();
    auto const* const first = skip_cfws(text.data(), last);
    auto const* end = first;  // behind what is known to be text
    for (auto const* at = first; at != last;) {
        if (*at == '(' && (at == first || start == CommentStart::anywhere || blank.has(at[-1]))) {
            auto const* const behind = skip_cfws(at, last);
            if (behind == last) break;
            if (behind == at) return trim({first, static_cast<std::size_t>(last - first)});
            end = at = behind;
        } else if (blank.has(*at)) {
            ++at;
        } else {
            end = ++at;
        }
    }
    return {first, static_cast<std::size_t>(end - first)};
}

}  // namespace arf::grammar
