// SPDX-License-Identifier: BSL-1.0
// What the "with" clause of a trace field says about the connection: encrypted, logged in.
#pragma once

#include <arf/grammar/bytes.hpp>
#include <array>
#include <string_view>

namespace arf::grammar {

struct TransmissionType {
    std::string_view name{};
    bool tls = false;            ///< the connection was encrypted
    bool authenticated = false;  ///< the client had logged in
};

/// The protocols that say more than their name (RFC 3848; RFC 6531, section 4.3; and what servers added).
inline constexpr auto transmission_types = std::to_array<TransmissionType>({
    {"ESMTPA", false, true},
    {"ESMTPS", true, false},
    {"ESMTPSA", true, true},
    {"LMTPA", false, true},
    {"LMTPS", true, false},
    {"LMTPSA", true, true},
    {"UTF8SMTPA", false, true},
    {"UTF8SMTPS", true, false},
    {"UTF8SMTPSA", true, true},
    {"UTF8LMTPA", false, true},
    {"UTF8LMTPS", true, false},
    {"UTF8LMTPSA", true, true},
    {"SMTPA", false, true},  // QUIRK: Exim, clients that log in without EHLO's extensions
    {"SMTPS", true, false},  // QUIRK: Yahoo
    {"SMTPSA", true, true},  // QUIRK: Exim
    {"ASMTP", false, true},  // QUIRK: Exim before RFC 3848
    {"HTTPS", true, false},  // QUIRK: Exchange, webmail
    {"TLS", true, false},    // QUIRK: "ESMTP/TLS/AES128-GCM-SHA256" of a mail gateway
});

/// Looks up the words of a "with" clause.
///
/// Takes      "ESMTPSA", "esmtpsa", "UTF8SMTPS", "HTTPS", "ESMTP/TLS/AES128-GCM-SHA256", "MailEnable ESMTPA"
/// Refuses (nothing is said): "", "SMTP", "ESMTP", "LMTP", "HTTP", "local", "SMTPSVC", "Microsoft SMTP
/// Server"
/// @return What they say together; its name is empty.
[[nodiscard]] constexpr TransmissionType transmission_type(std::string_view with) noexcept {
    TransmissionType found;
    while (!with.empty()) {
        auto const word = with.substr(0, with.find_first_of("/ \t"));
        for (auto const& type : transmission_types) {
            if (!equal_ignoring_case(type.name, word)) continue;
            found.tls = found.tls || type.tls;
            found.authenticated = found.authenticated || type.authenticated;
        }
        with.remove_prefix(word.size() < with.size() ? word.size() + 1 : word.size());
    }
    return found;
}

}  // namespace arf::grammar
