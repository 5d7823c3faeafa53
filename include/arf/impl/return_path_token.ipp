// SPDX-License-Identifier: BSL-1.0
// Return paths that hide an address: which scheme it is.
#pragma once

#include <arf/grammar/cfws.hpp>
#include <arf/grammar/parse.hpp>
#include <arf/grammar/return_path_token.hpp>
#include <arf/grammar/verp.hpp>
#include <arf/identifiers.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace arf {
namespace detail {

inline ReturnPathToken make_token(ReturnPathToken::Scheme scheme, grammar::HiddenAddress const& hidden,
                                  std::string_view domain) {
    ReturnPathToken token;
    token.scheme = scheme;
    token.prefix = hidden.prefix;
    token.tag = hidden.tag;
    token.address.append(hidden.local).append("@").append(hidden.domain.empty() ? domain : hidden.domain);
    return token;
}

}  // namespace detail

ARF_DECL std::optional<ReturnPathToken> read_return_path_token(std::string_view address) {
    using Scheme = ReturnPathToken::Scheme;
    address = detail::trim(address);
    if (address.size() > 2 && address.front() == '<' && address.back() == '>')
        address = address.substr(1, address.size() - 2);
    auto const at = address.rfind('@');
    if (at == address.npos || at == 0 || at + 1 == address.size()) return {};
    auto const local = address.substr(0, at);
    auto const domain = address.substr(at + 1);
    using Hidden = grammar::HiddenAddress;
    if (auto const hidden = grammar::parse_all<Hidden>(grammar::srs0, local))
        return detail::make_token(Scheme::srs0, *hidden, domain);
    if (auto const hidden = grammar::parse_all<Hidden>(grammar::srs1, local))
        return detail::make_token(Scheme::srs1, *hidden, domain);
    if (auto const hidden = grammar::parse_all<Hidden>(grammar::batv, local))
        return detail::make_token(Scheme::batv, *hidden, domain);
    if (auto const hidden = grammar::read_verp(local, domain))
        return detail::make_token(Scheme::verp, *hidden, domain);
    return {};
}

}  // namespace arf
