// SPDX-License-Identifier: BSL-1.0
// Authentication-Results: what stands on the left of each "=". The values on the right are lax_value.hpp.
#pragma once

#include <algorithm>
#include <arf/grammar/cfws.hpp>
#include <arf/grammar/parse.hpp>
#include <array>
#include <cstdint>
#include <string_view>

namespace arf::grammar {

/// What a keyword is made of (RFC 8601, section 2.2; RFC 5321, section 4.1.2). "_" is no part of one,
/// but nothing else can be meant by it.
inline constexpr ByteSet keyword_byte = letter | digit | ByteSet{"-_"};

/// "dkim/1" of "dkim/1=pass".
struct MethodName {
    std::string_view name;
    std::uint32_t version = 1;
};

/// A method, or a name without a type, up to its "=".
///
///     methodspec = [CFWS] method [CFWS] "=" [CFWS] result                            (RFC 8601, section 2.2)
///     method     = Keyword [ [CFWS] "/" [CFWS] method-version ]
///
/// Takes      "dkim=", "dkim-adsp =", "DKIM/2=", "dkim (a) / (b) 1 (c) =", "action="
/// Refuses    "", "dkim", "=", "dkim/=", "dkim/a=", "dkim/4294967296=", "smtp.mailfrom=", "\"dkim\"=",
///            "dkim (="
/// In the wild: properties without a type, "action=none" and "reason=109" (Microsoft).
inline auto const method_name = x3::rule<struct method_name_class, MethodName>{"method"} =
    x3::raw[+keyword_byte][store_view<&MethodName::name>] >>
    -(opt_cfws >> '/' >> opt_cfws >> x3::uint_parser<std::uint32_t>{}[store<&MethodName::version>]) >>
    opt_cfws >> '=';

/// "smtp" and "mailfrom" of "smtp.mailfrom=a@example.com".
struct PropertyName {
    std::string_view type;
    std::string_view name;
};

/// A property up to its "=".
///
///     propspec = ptype [CFWS] "." [CFWS] property [CFWS] "=" pvalue                  (RFC 8601, section 2.2)
///
/// Takes      "smtp.mailfrom=", "header . d =", "policy(a).(b)iprev(c)=", "SMTP.Remote-IP=", "header.x.y="
/// Refuses    "", "smtp=", "smtp.=", ".d=", "smtp.mailfrom", "smtp.mail from=", "smtp.(="
/// In the wild: "smtp.mail=" (the examples of RFC 5965, and some large receivers).
inline auto const property_name = x3::rule<struct property_name_class, PropertyName>{"property"} =
    x3::raw[+keyword_byte][store_view<&PropertyName::type>] >> opt_cfws >> '.' >> opt_cfws >>
    x3::raw[+(keyword_byte | x3::lit('.'))][store_view<&PropertyName::name>] >> opt_cfws >> '=';

/// The instance of an ARC set, up to its "=".
///
///     instance = [CFWS] %s"i" [CFWS] "=" [CFWS] 1*2DIGIT                             (RFC 8617,
///     section 4.2.1)
///
/// Takes      "i=", " (a) i (b) =", "I="
/// Refuses    "", "i", "id=", "i;="
/// In the wild: no deviation known.
inline auto const arc_instance_name = x3::rule<struct arc_instance_name_class>{"instance"} =
    opt_cfws >> Caseless{"i"} >> opt_cfws >> '=';

/// What ends a word: the next byte is no part of it, and stays.
inline auto const word_end = x3::eoi | x3::omit[&(blank | ByteSet{";("})];

/// The version behind the authserv-id, as text: it may be too large for a number.
///
///     authres-version = 1*DIGIT [CFWS]                                               (RFC 8601, section 2.2)
///
/// Takes      "1", "2", "01", "99999999999999999999"
/// Refuses    "", "1.0", "1=", "v1", "-1"
/// In the wild: "1" (Microsoft); most leave it out.
inline auto const authres_version = x3::rule<struct authres_version_class, std::string_view>{"version"} =
    x3::raw[+digit][to_view] >> word_end;

/// Nothing was checked.
///
///     no-result = [CFWS] ";" [CFWS] "none"                                           (RFC 8601, section 2.2)
///
/// Takes      "none", "None"
/// Refuses    "", "none=", "nonesuch", "none.d"
/// In the wild: no deviation known.
inline auto const no_result = x3::rule<struct no_result_class>{"no-result"} = Caseless{"none"} >> word_end;

/// The property types of RFC 8601, section 2.3.
inline constexpr auto property_types = std::to_array<std::string_view>({"header", "smtp", "policy", "body"});

/// Methods, registered and not (FORMATS 4.3). Needed only where ";" is missing before one.
inline constexpr auto authentication_methods = std::to_array<std::string_view>(
    {"arc", "auth", "bimi", "compauth", "dara", "dkim", "dkim-adsp", "dkim-atps", "dmarc", "dnswl",
     "domainkeys", "iprev", "rrvs", "sender-id", "smime", "spf", "tls", "vbr"});

[[nodiscard]] constexpr bool is_property_type(std::string_view type) noexcept {
    return std::any_of(property_types.begin(), property_types.end(),
                       [&](auto known) { return equal_ignoring_case(type, known); });
}

/// Whether a name is that of a method: one of the table, or "x-" and anything.
[[nodiscard]] constexpr bool is_authentication_method(std::string_view name) noexcept {
    return arf::detail::starts_with_ignoring_case(name, "x-") ||
           std::any_of(authentication_methods.begin(), authentication_methods.end(),
                       [&](auto known) { return equal_ignoring_case(name, known); });
}

}  // namespace arf::grammar
