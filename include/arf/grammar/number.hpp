// SPDX-License-Identifier: BSL-1.0
// Incidents and Source-Port.
#pragma once

#include <arf/grammar/cfws.hpp>
#include <arf/grammar/parse.hpp>
#include <cstdint>

namespace arf::grammar {

/// How many incidents this one report stands for.
///
///     incidents = "Incidents:" [CFWS] 1*DIGIT [CFWS] CRLF     ; 32 bits unsigned     (RFC 5965, section 3.5)
///
/// Takes      "1", " 42 ", "0", "7 (since (local) midnight)", "4294967295"
/// Refuses    "", "-1", "+1", "1.5", "1 2", "4294967296", "7 (unclosed", "one"
/// In the wild: "14.1" (a spam score) from one provider.
inline auto const incidents = x3::rule<struct incidents_class, std::uint32_t>{"incidents"} =
    opt_cfws >> x3::uint_parser<std::uint32_t>{} >> opt_cfws;

/// The TCP port of the client whose address is Source-IP.
///
///     source-port = "Source-Port:" [CFWS] 1*5DIGIT [CFWS] CRLF                       (RFC 6692, section 3)
///
/// Takes      "25", " 54321 (client)", "65535", "00025", "0"
/// Refuses    "", "-1", "65536", "99999", "000025", "25/tcp"
/// In the wild: no deviation known.
inline auto const port = x3::rule<struct port_class, std::uint16_t>{"port"} =
    opt_cfws >> x3::uint_parser<std::uint16_t, 10, 1, 5>{} >> opt_cfws;

}  // namespace arf::grammar
