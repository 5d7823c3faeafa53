// SPDX-License-Identifier: BSL-1.0
// Paths, URIs, and lists of them: the fast rules against the slow ones, and written back and read again.
#pragma once

#include <arf/grammar/list_unsubscribe.hpp>
#include <arf/grammar/path.hpp>
#include <arf/grammar/quoted_string.hpp>
#include <arf/grammar/uri.hpp>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "rule.hpp"

namespace arf_fuzz::rules {

inline void check_path(std::string_view text) {
    auto const path = grammar::read_path(text);
    arf::MailPath fast;
    if (grammar::read_plain_path(text, fast)) {  // the fast path gives what the rules give
        auto slow = parse_all<arf::MailPath>(grammar::reverse_path, text);
        require(slow && slow->address == fast.address);
        require_same(grammar::unquote(slow->display_name), fast.display_name);
        require(grammar::redaction_of(slow->address) == fast.redaction);
    }
    if (path) {
        require_slice(path->address, text);
        require_slice(path->display_name, text);
        require(path->redaction == grammar::redaction_of(path->address));
        auto const written = "<" + std::string(path->address) + ">";
        auto const again = grammar::read_path(written);
        // "@a:b" inside brackets is a route
        require(path->address.starts_with('@') || (again && again->address == path->address));
    }
    grammar::PathList list(text);
    std::string joined;
    std::vector<std::string> addresses;
    while (auto const one = list.next()) {
        require_slice(one->address, text);
        addresses.emplace_back(one->address);
        joined.append(joined.empty() ? "<" : ", <").append(one->address).append(">");
    }
    if (joined.find("<@") != joined.npos) return;
    grammar::PathList again(joined);
    for (auto const& address : addresses) {
        auto const one = again.next();
        // The lone word beside a comma of "Doe, John" is no address, in brackets or out of them.
        require(!one || one->address == address || address.find('@') == address.npos);
        if (!one || one->address != address) return;
    }
}
inline void check_uris(std::string_view text) {
    auto const uri = grammar::read_uri(text);
    if (uri) {
        require_slice(*uri, text);
        require(parse_all<std::string_view>(grammar::uri, *uri) == *uri);
        require(grammar::is_plain_uri(trimmed(text)) ? *uri == trimmed(text) : true);
    }
    if (grammar::is_plain_uri(text)) require(parse_all<std::string_view>(grammar::uri, text) == text);
    grammar::BracketedUris items(text);
    std::string joined;
    std::vector<std::string> found;
    while (auto const item = items.next()) {
        require_slice(*item, text);
        require(item->find_first_of("<>") == item->npos && !item->empty());
        found.emplace_back(*item);
        joined.append(joined.empty() ? "<" : ", <").append(*item).append(">");
    }
    grammar::BracketedUris again(joined);
    for (auto const& one : found) require(again.next() == one);
    require(!again.next());
}

/// What means something to paths and URIs.
inline constexpr auto path_words = std::to_array<std::string_view>(
    {"a",     "@", "<",         ">",       "\"",      "\\",        "(",        ")",
     ",",     ";", ":",         " ",       ".",       "b.example", "redacted", "*",
     "\r\n ", "[", "192.0.2.1", "mailto:", "http://", "\xc3\xa9",  "dns",      "%"});

}  // namespace arf_fuzz::rules
