// SPDX-License-Identifier: BSL-1.0
// The values of the fields that only authentication-failure reports have (RFC 6591, RFC 7489, RFC 9991).
#pragma once

#include <cstdint>
#include <string_view>

namespace arf {

/// SPF-DNS: the record on which an SPF result rests (RFC 6591, section 3.2.6).
struct SpfDns {
    enum class Type : std::uint8_t { txt, spf };
    Type type = Type::txt;
    std::string_view domain;
    std::string_view record;  ///< quotes removed, quoted pairs as written
};

/// Identity-Alignment, as written.
///
/// RFC 7489, section 7.3.1 lists the mechanisms that aligned; RFC 9991, section 4 lists those that did NOT.
/// The field cannot tell which of the two its writer meant, so no alignment is derived from it.
struct IdentityAlignment {
    bool none = false;
    bool dkim = false;
    bool spf = false;
    std::string_view raw;
};

}  // namespace arf
