// SPDX-License-Identifier: BSL-1.0
// Version.
#pragma once

#include <arf/grammar/cfws.hpp>
#include <arf/grammar/parse.hpp>
#include <arf/value/version_number.hpp>
#include <cstdint>
#include <string_view>

namespace arf::grammar {

/// The version of the report format, as RFC 5965 has it.
///
///     version = "Version:" [CFWS] %x31-39 *DIGIT [CFWS] CRLF                         (RFC 5965, section 3.5)
///
/// Takes      "1", " 2 ", "10 (ten)"
/// Refuses    "", "0", "01", "0.1", "1.0", "4294967296"
/// In the wild: "0.1" (the drafts, and the examples of RFC 9477), "1.0", "0.0.1", "1.3.3".
inline auto const version_number = x3::rule<struct version_number_class, std::uint32_t>{"version"} =
    opt_cfws >> !x3::lit('0') >> x3::uint_parser<std::uint32_t>{} >> opt_cfws;

/// Any text is a version; only one of RFC 5965 has a number.
[[nodiscard]] inline VersionNumber read_version(std::string_view text) noexcept {
    return {parse_all<std::uint32_t>(version_number, text), trim_cfws(text)};
}

}  // namespace arf::grammar
