// SPDX-License-Identifier: BSL-1.0
// ReceivedText: what one trace field states, as views into it.
#pragma once

#include <arf/value/date_time.hpp>
#include <arf/value/ip_address.hpp>
#include <cstdint>
#include <optional>
#include <string_view>

namespace arf::grammar {

/// The members of Received, as views into the value of the field, and not yet put in order: what the name
/// behind "from" is, depends on what else the field says.
struct ReceivedText {
    std::string_view name;  ///< the word behind "from"
    std::string_view helo;
    std::string_view rdns;
    std::optional<IpAddress> ip;
    std::optional<std::uint16_t> port;
    std::string_view by;
    std::optional<IpAddress> by_ip;
    std::string_view via;
    std::string_view with;
    std::string_view id;
    std::string_view envelope_for;
    std::string_view envelope_from;
    std::string_view authenticated_user;
    std::string_view local_user;
    std::string_view
        remote_user;  ///< "alice" of "alice@192.0.2.1": who ident or the login says the client is
    bool authenticated = false;
    bool tls = false;
    bool exim = false;      ///< Exim wrote the field
    bool has_helo = false;  ///< `helo` was named as such, in a comment, even if it is empty
    std::optional<DateTime> date;
};

}  // namespace arf::grammar
