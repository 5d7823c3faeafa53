// SPDX-License-Identifier: BSL-1.0
// CFBL-Address.
#pragma once

#include <arf/grammar/cfws.hpp>
#include <arf/grammar/parse.hpp>
#include <arf/grammar/path.hpp>
#include <optional>
#include <string_view>

namespace arf::grammar {

/// A CFBL-Address; views into the value.
struct CfblAddressText {
    std::string_view address;
    std::string_view parameters;  ///< all behind the first ";"
    std::string_view report;      ///< value of the first parameter "report"; empty where there is none
};

/// The address, and what stands behind it.
inline auto const cfbl_address_syntax = x3::rule<struct cfbl_address_class, CfblAddressText>{"cfbl-address"} =
    opt_cfws >>
    (angle_addr[store<&CfblAddressText::address>] | addr_spec[store<&CfblAddressText::address>]) >> opt_cfws
    >> -(';' >> x3::raw[*x3::char_][store_view<&CfblAddressText::parameters>]);

/// The value of the first parameter "report", a name that has letter case.
[[nodiscard]] constexpr std::string_view cfbl_report(std::string_view parameters) noexcept {
    constexpr std::string_view name = "report=";
    while (true) {
        auto const end = parameters.find(';');
        auto const one = trim_cfws(parameters.substr(0, end));
        if (one.starts_with(name)) return one.substr(name.size());
        if (end == parameters.npos) return {};
        parameters.remove_prefix(end + 1);
    }
}

/// Reads the value of a CFBL-Address field.
///
///     cfbl-address  = "CFBL-Address:" 0*1WSP addr-spec [";" 0*1WSP report-format] CRLF
///     report-format = %s"report=" ( %s"arf" / %s"xarf" )                             (RFC 9477, section 5.1)
///
/// Takes      "fbl@example.com", "fbl@example.com; report=arf", "fbl@example.com;report=xarf",
///            "<fbl@example.com>; report=ARF" (report "ARF"), UTF-8,
///            "fbl@example.com; Report=xarf" (no report)
/// Refuses    "", "fbl", "@example.com", "fbl@", "Name <fbl@example.com>", "a@example.com, b@example.com"
/// In the wild: seldom seen at all; angle brackets are taken, as other fields have them.
[[nodiscard]] inline std::optional<CfblAddressText> read_cfbl_address(std::string_view text) noexcept {
    auto result = parse_all<CfblAddressText>(cfbl_address_syntax, text);
    if (!result) return {};
    auto const at = result->address.rfind('@');
    if (at == 0 || at == text.npos || at + 1 == result->address.size()) return {};
    result->report = cfbl_report(result->parameters);
    return result;
}

}  // namespace arf::grammar
