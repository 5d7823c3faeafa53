// SPDX-License-Identifier: BSL-1.0
// The trace of a message: Received fields, and the other fields that name where it came from. Read on demand.
#pragma once

#include <arf/config.hpp>
#include <arf/message.hpp>
#include <arf/value/received.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// All functions here take any bytes, throw nothing but std::bad_alloc, are linear in their input and safe to
/// call from several threads at once.
namespace arf {

/// How many Received fields received() reads; what stands below stays in Message::fields (FORMATS 9.1).
inline constexpr std::size_t max_received = 200;

/// Reads the value of one Received or X-Received field (RFC 5321, section 4.4). Nothing is guaranteed about
/// such a field: what cannot be read is absent, `raw` is always there.
/// @param value what stands behind the colon, folded or not.
[[nodiscard]] ARF_DECL Received read_received(std::string_view value);

/// The hops of a message from the top, which is the newest, down. X-Received fields are not among them.
[[nodiscard]] ARF_DECL std::vector<Received> received(Message const& message);

/// A field that names the address, the user or the program that a message came from; forgeable by whoever
/// handed it over (FORMATS 5.3).
struct Origin {
    enum class Kind : std::uint8_t {
        address,  ///< X-Originating-IP, X-Sender-IP, X-Source-IP, ...: an IP address
        user,     ///< X-AuthUser, X-Authenticated-Sender, X-Get-Message-Sender-Via, ...: an account
        script,   ///< X-PHP-Originating-Script, X-PHP-Script, X-Source-Dir, ...: a program on the server
        mailer,   ///< X-Mailer, User-Agent: the program that wrote the message
    };
    Kind kind{};
    std::string field;  ///< name of the field, as written
    /// Unfolded, trimmed; of an address field without brackets and comments. Control panels write "host:
    /// user" into user fields; attribute() takes the user.
    std::string value;
    /// The address in it: the first of a list; of a script the one behind "for", which asked for the page.
    std::optional<IpAddress> ip;
    std::string user_id;  ///< "33" of "X-PHP-Originating-Script: 33:mail.php"; else empty
};

/// All such fields of a message in order; empty ones, which control panels write, are left out. The table
/// stands in impl/origins.ipp, easily extended.
[[nodiscard]] ARF_DECL std::vector<Origin> origins(Message const& message);

}  // namespace arf

#if defined(ARF_HEADER_ONLY)
#include <arf/impl/trace.ipp>
#endif
