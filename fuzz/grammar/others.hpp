// SPDX-License-Identifier: BSL-1.0
// The other rules: slices of the text, and the same again when read again.
#pragma once

#include <arf/grammar/domain.hpp>
#include <arf/grammar/feedback_id.hpp>
#include <arf/grammar/identity_alignment.hpp>
#include <arf/grammar/msg_id.hpp>
#include <arf/grammar/quoted_string.hpp>
#include <arf/grammar/smtp_reply.hpp>
#include <arf/grammar/spf_dns.hpp>
#include <arf/grammar/typed_name.hpp>
#include <array>
#include <string>
#include <string_view>

#include "rule.hpp"

namespace arf_fuzz::rules {

inline void check_others(std::string_view text) {
    if (auto const domain = parse_all<std::string_view>(grammar::domain, text)) {
        require_slice(*domain, text);
        require(parse_all<std::string_view>(grammar::domain, *domain) == *domain);
    }
    if (auto const id = grammar::read_msg_id(text)) {
        require_slice(*id, text);
        require_same(*id, trimmed(*id));
        auto const written = "<" + std::string(*id) + ">";
        auto const again = grammar::read_msg_id(written);
        require(id->find('>') != id->npos || (again && *again == *id));
    }
    if (auto const name = parse_all<arf::TypedName>(grammar::typed_name, text)) {
        auto const again = std::string(name->type).append(name->type.empty() ? "" : "; ").append(name->name);
        auto const same = parse_all<arf::TypedName>(grammar::typed_name, again);
        require(same && same->type == name->type && same->name == name->name);
    }
    if (auto const spf = parse_all<arf::SpfDns>(grammar::spf_dns, text)) {
        auto const kind = spf->type == arf::SpfDns::Type::txt ? "txt:" : "spf:";
        auto const again = kind + std::string(spf->domain) + ":\"" + std::string(spf->record) + "\"";
        auto const same = parse_all<arf::SpfDns>(grammar::spf_dns, again);
        require(same && same->type == spf->type && same->domain == spf->domain &&
                same->record == spf->record);
    }
    if (auto const quoted = parse_all<std::string_view>(grammar::quoted_string, text)) {
        auto const again = "\"" + std::string(*quoted) + "\"";
        require(parse_all<std::string_view>(grammar::quoted_string, again) == *quoted);
    }
    if (auto const list = grammar::read_identity_alignment(text)) {
        require(list->none != (list->dkim || list->spf));
        auto const again = list->none                ? "none"
                           : list->dkim && list->spf ? "spf,dkim"
                           : list->dkim              ? "dkim"
                                                     : "spf";
        auto const same = grammar::read_identity_alignment(again);
        require(same && same->none == list->none && same->dkim == list->dkim && same->spf == list->spf);
    }
    if (auto const id = grammar::read_feedback_id(text)) {
        std::string again;
        for (std::size_t i = 0; i < id->campaign_part_count; ++i)
            again.append(id->campaign_parts[i]).append(":");
        auto const same = grammar::read_feedback_id(again.append(id->sender_id));
        require(same && same->sender_id == id->sender_id &&
                same->campaign_part_count == id->campaign_part_count);
    }
    auto const reply = grammar::find_smtp_reply(text);
    require_slice(reply.enhanced, text);
    require(reply.enhanced.empty() || grammar::status_code_size(reply.enhanced) == reply.enhanced.size());
    require(!reply.code || text.find(std::to_string(*reply.code)) != text.npos);
}

/// What means something to them.
inline constexpr auto other_words = std::to_array<std::string_view>(
    {"<",  ">",  " ",    "a", "@",    "b.example", "(",   ")",     ";", ":", "txt", "spf",
     "\"", "\\", "dkim", ",", "none", "dns",       "550", "5.7.1", "#", "-", "1"});

}  // namespace arf_fuzz::rules
