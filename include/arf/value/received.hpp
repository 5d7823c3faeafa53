// SPDX-License-Identifier: BSL-1.0
// Received: one hop of a message's way, as one trace field states it.
#pragma once

#include <arf/value/date_time.hpp>
#include <arf/value/ip_address.hpp>
#include <cstdint>
#include <optional>
#include <string>

namespace arf {

/// What one Received field states (RFC 5321, section 4.4; the shapes that servers really write are those of
/// FORMATS 5.2). Every member but `raw` is absent, empty or false where the field does not say it. Owns its
/// text.
struct Received {
    /// Name given in HELO or EHLO, as claimed; "[192.168.1.20]" with its brackets. Where nothing says that
    /// the server found it, it is what stands behind "from".
    std::string helo;
    /// Name that the server found for the address; without a final dot; never "unknown".
    std::string rdns;
    /// Address of the client, as the server saw it; the one behind "from" where there is no other.
    std::optional<IpAddress> ip;
    std::optional<std::uint16_t> port;  ///< its port
    std::string by;                     ///< server that wrote the field; empty where it is an address only
    std::optional<IpAddress> by_ip;     ///< address of that server
    std::string via;                    ///< link ("Frontend Transport")
    std::string with;  ///< protocol as written ("ESMTPSA", "Microsoft SMTP Server", "local", "HTTP")
    /// Queue identifier, without angle brackets: what to look for in the server's log. Exchange writes its
    /// version there.
    std::string id;
    std::string envelope_for;  ///< the recipient in the "for" clause, without brackets
    /// The sender, where the server writes it ("envelope-from <a@example.com>"); "<>" for the null path.
    std::string envelope_from;
    std::string authenticated_user;  ///< account of the login ("Authenticated sender: alice")
    /// User on the client's side ("ident=www"), or on the server itself ("from userid 1000": "1000").
    std::string local_user;
    bool authenticated = false;    ///< the client had logged in: the protocol or a comment says so (RFC 3848)
    bool tls = false;              ///< the hop was encrypted: the protocol or a comment says so (RFC 3848)
    std::optional<DateTime> date;  ///< its `raw` is empty: the text stands in Received::raw
    std::string raw;               ///< the whole value, unfolded
};

}  // namespace arf
