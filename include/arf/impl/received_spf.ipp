// SPDX-License-Identifier: BSL-1.0
// Received-SPF (RFC 7208, section 9.1; what real fields do: FORMATS 4.6).
#pragma once

#include <algorithm>
#include <arf/authentication.hpp>
#include <arf/grammar/ip_literal.hpp>
#include <arf/grammar/received_spf.hpp>
#include <arf/impl/authentication_results.ipp>
#include <arf/impl/field_tokens.ipp>
#include <arf/mime/decode.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace arf {
namespace detail {

/// What stands behind "=": up to ";" or a blank. QUIRK: nothing, and the next pair behind a blank.
inline std::string_view take_spf_value(FieldTokens& tokens) noexcept {
    constexpr grammar::ByteSet value_end = grammar::blank | grammar::ByteSet{";"};
    if (tokens.skip_cfws()) {
        auto const next = tokens.peek<std::string_view>(grammar::spf_key);
        if (next && grammar::is_spf_key(*next)) return {};
    }
    return tokens.take_value(value_end);
}

/// Reads the pairs. QUIRK: some servers leave ";" out between them.
inline void read_spf_pairs(FieldTokens& tokens, std::vector<ReceivedSpf::Pair>& pairs) {
    constexpr grammar::ByteSet junk_end = grammar::blank | grammar::ByteSet{";("};
    for (tokens.note_cfws(); !tokens.done(); tokens.note_cfws()) {
        if (tokens.skip(';')) continue;
        auto const key = tokens.take<std::string_view>(grammar::spf_key);
        if (!key) {
            tokens.take_value(junk_end);
            continue;
        }
        if (pairs.size() == max_spf_pairs) return;
        auto const value = take_spf_value(tokens);
        pairs.push_back({in_lower_case(*key), unquoted(value)});
    }
}

/// The value of the first pair with that key; empty where there is none.
inline std::string_view first_value(std::vector<ReceivedSpf::Pair> const& pairs,
                                    std::string_view key) noexcept {
    auto const found =
        std::find_if(pairs.begin(), pairs.end(), [&](auto const& pair) { return pair.key == key; });
    return found == pairs.end() ? std::string_view() : std::string_view(found->value);
}

/// QUIRK: "<a@example.com>", as in SMTP, where the RFC has no brackets.
inline std::string_view without_angle_brackets(std::string_view path) noexcept {
    bool const bracketed = path.size() >= 2 && path.front() == '<' && path.back() == '>';
    return bracketed ? path.substr(1, path.size() - 2) : path;
}

}  // namespace detail

ARF_DECL ReceivedSpf read_received_spf(std::string_view value) {
    ReceivedSpf spf;
    spf.raw = mime::unfold(value);
    detail::FieldTokens tokens(spf.raw);
    tokens.note_cfws();
    if (auto const result = tokens.take<std::string_view>(grammar::spf_result))
        spf.result = detail::in_lower_case(*result);
    detail::read_spf_pairs(tokens, spf.pairs);
    spf.comment = tokens.comment();
    spf.client_ip =
        grammar::parse_all<IpAddress>(grammar::ip_literal, detail::first_value(spf.pairs, "client-ip"));
    if (!spf.client_ip) spf.client_ip = grammar::address_in_spf_comment(spf.comment);
    spf.envelope_from = detail::without_angle_brackets(detail::first_value(spf.pairs, "envelope-from"));
    spf.helo = detail::first_value(spf.pairs, "helo");
    spf.receiver = detail::first_value(spf.pairs, "receiver");
    return spf;
}

}  // namespace arf
