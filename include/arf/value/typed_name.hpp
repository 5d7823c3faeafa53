// SPDX-License-Identifier: BSL-1.0
// TypedName: a name with its type, as in "dns; mx.example.com".
#pragma once

#include <string_view>

namespace arf {

/// A typed name (RFC 3464, section 2.1.2), as Reporting-MTA carries it (RFC 5965, section 3.2).
struct TypedName {
    std::string_view type;  ///< "dns", "rfc822", ...; empty where the sender left it out
    std::string_view name;  ///< case matters
};

}  // namespace arf
