// SPDX-License-Identifier: BSL-1.0
// Authentication-Results, Received-SPF and DKIM-Signature: written back and read again.
#pragma once

#include <arf/authentication.hpp>
#include <arf/grammar/tag_list.hpp>
#include <arf/mime/decode.hpp>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "addresses.hpp"
#include "rule.hpp"

namespace arf_fuzz::rules {

/// All members but `raw`, one after the other, so that two can be compared.
inline std::string members(arf::AuthenticationResults const& results) {
    std::string out = results.instance ? std::to_string(*results.instance) : "-";
    auto const add = [&out](std::string_view text) {
        out.append("|").append(std::to_string(text.size())).append(":").append(text);
    };
    add(results.authserv_id);
    add(results.version ? std::to_string(*results.version) : "-");
    add(results.none ? "none" : "");
    for (auto const& one : results.results) {
        for (std::string_view const text : {std::string_view(one.method), std::string_view(one.result),
                                            std::string_view(one.reason), std::string_view(one.comment)})
            add(text);
        add(std::to_string(one.method_version));
        for (auto const& property : one.properties) {
            add(property.type);
            add(property.name);
            add(property.value);
        }
        out.append("\n");
    }
    return out;
}
inline void check_authentication(std::string_view text) {
    for (auto const& [read, is_arc] : {std::pair(&arf::read_authentication_results, false),
                                       std::pair(&arf::read_arc_authentication_results, true)}) {
        auto const results = read(text);
        require(is_arc || !results.instance);
        require(!results.instance || (*results.instance >= 1 && *results.instance <= 50));
        require_same(results.raw, arf::mime::unfold(text));
        require(results.results.size() <= arf::max_authentication_results);
        auto const written = arf::to_string(results);
        require(written.find_first_of("\r\n\0"sv) == written.npos);
        require_same(members(results), members(read(written)));
    }
    auto const spf = arf::read_received_spf(text);
    require_same(spf.raw, arf::mime::unfold(text));
    require(spf.pairs.size() <= arf::max_spf_pairs);
    if (spf.client_ip) check_address(*spf.client_ip);
    auto const dkim = arf::read_dkim_signature(text);
    require_same(dkim.raw, arf::mime::unfold(text));
    std::string tags;
    for (auto const& tag : dkim.tags) {
        require(dkim.find(tag.name) != nullptr && tag.value.find(';') == tag.value.npos);
        tags.append(tag.name).append("=").append(tag.value).append(";");
    }
    auto const again = arf::read_dkim_signature(tags);
    require(again.tags.size() == dkim.tags.size() && again.domain == dkim.domain &&
            again.selector == dkim.selector && again.signed_fields == dkim.signed_fields);
    if (auto const tag = grammar::read_tag(text)) {
        require_slice(tag->name, text);
        require_same(tag->value, trimmed(tag->value));
        auto const written = std::string(tag->name).append("=").append(tag->value);
        auto const same = grammar::read_tag(written);
        require(same && same->value == tag->value);
    }
}

/// What means something to them.
inline constexpr auto auth_words = std::to_array<std::string_view>(
    {"a.example", ";",  " ", "dkim",  "=",          "pass",    "spf",        "smtp", ".",    "mailfrom",
     "\"",        "\\", "(", ")",     "reason=",    "i=1;",    "1",          "/",    "none", "header.d=",
     "x",         "@",  ",", "\r\n ", "dmarc=fail", "action=", "client-ip=", "v=1;", "b= ",  "\xc3"});

}  // namespace arf_fuzz::rules
