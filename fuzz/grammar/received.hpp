// SPDX-License-Identifier: BSL-1.0
// Received, and addresses that hide in others: every value is a slice of the text.
#pragma once

#include <arf/grammar/received.hpp>
#include <arf/grammar/return_path_token.hpp>
#include <arf/grammar/transmission_type.hpp>
#include <arf/grammar/verp.hpp>
#include <array>
#include <string_view>

#include "addresses.hpp"
#include "rule.hpp"

namespace arf_fuzz::rules {

inline void check_received(std::string_view text) {
    grammar::TraceTokens tokens(text);
    auto const* at = text.data();
    while (auto const token = tokens.next()) {  // in order, without overlap
        require(lies_in(token->text, text) && token->text.data() >= at);
        at = token->text.data() + token->text.size();
    }
    auto const hop = grammar::read_received(text);
    for (auto const view : {hop.name, hop.helo, hop.rdns, hop.by, hop.via, hop.with, hop.id, hop.envelope_for,
                            hop.envelope_from, hop.authenticated_user, hop.local_user, hop.remote_user})
        require_slice(view, text);
    if (hop.ip) check_address(*hop.ip);
    if (hop.date) require_slice(hop.date->raw, text);
    (void)grammar::transmission_type(hop.with);
    auto const at_sign = text.rfind('@');
    auto const local = text.substr(0, at_sign);
    auto const domain = at_sign == text.npos ? "example.com"sv : text.substr(at_sign + 1);
    for (auto const& hidden :
         {grammar::read_verp(local, domain), parse_all<grammar::HiddenAddress>(grammar::srs0, local),
          parse_all<grammar::HiddenAddress>(grammar::srs1, local),
          parse_all<grammar::HiddenAddress>(grammar::batv, local)}) {
        if (!hidden) continue;
        for (auto const view : {hidden->prefix, hidden->tag, hidden->local, hidden->domain})
            require_slice(view, text);
        require(!hidden->local.empty());
    }
}

/// What means something to Received.
inline constexpr auto received_words =
    std::to_array<std::string_view>({"from ",       "by ",
                                     "with ",       "id ",
                                     "for ",        "via ",
                                     "a.example",   " ",
                                     "(",           ")",
                                     "[192.0.2.1]", "[",
                                     ";",           "<",
                                     ">",           "@",
                                     "helo=",       "Authenticated sender: ",
                                     "user ",       "ESMTPSA",
                                     "TLS",         "1 Jul 2025 10:00:00 +0000",
                                     "\"",          "exim",
                                     "SRS0=",       "=",
                                     "bounce",      "+",
                                     "-",           "1",
                                     "prvs=",       "HH"});

}  // namespace arf_fuzz::rules
