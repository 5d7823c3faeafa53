// SPDX-License-Identifier: BSL-1.0
// Variable envelope return paths: the recipient in the local part of a return path.
#pragma once

#include <algorithm>
#include <arf/grammar/bytes.hpp>
#include <arf/grammar/return_path_token.hpp>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace arf::grammar {
namespace verp {

inline constexpr ByteSet label_bytes{letter | digit | ByteSet{"-"} | byte_range(128, 255)};
inline constexpr ByteSet user_bytes{letter | digit | ByteSet{"!#$%&'*+-/=?^_`{|}~."} | byte_range(128, 255)};
/// Words that say "what follows is a recipient".
inline constexpr auto verp_words = std::to_array<std::string_view>(
    {"bounce", "bounces", "return", "returns", "verp", "error", "errors", "b"});

/// At least two labels, the last of which is no number.
[[nodiscard]] constexpr bool looks_like_domain(std::string_view text) noexcept {
    std::size_t labels = 0;
    std::string_view label;
    for (std::size_t from = 0; from <= text.size(); from += label.size() + 1, ++labels) {
        label = text.substr(from, text.find('.', from) - from);
        if (label.empty() || !label_bytes.has_all(label)) return false;
    }
    return labels >= 2 && label.size() >= 2 && !digit.has(label.front());
}

/// Whether the host is one of bounces: "bounce.example.com", "returns.bulk.example.com".
[[nodiscard]] constexpr bool is_bounce_host(std::string_view host) noexcept {
    while (!host.empty()) {
        auto const dot = host.find('.');
        auto const label = host.substr(0, dot);
        if (label.size() > 1 && std::any_of(verp_words.begin(), verp_words.end(),
                                            [&](auto word) { return equal_ignoring_case(label, word); }))
            return true;
        if (dot == host.npos) return false;
        host.remove_prefix(dot + 1);
    }
    return false;
}

/// The words of a local part, with "-" or "=" between them, taken from the front.
struct VerpWords {
    std::string_view rest;

    [[nodiscard]] constexpr std::size_t end() const noexcept { return rest.find_first_of("-="); }
    /// Only a word with another one behind it can belong to the prefix.
    [[nodiscard]] constexpr bool has_next() const noexcept { return end() != rest.npos; }
    [[nodiscard]] constexpr std::string_view word() const noexcept { return rest.substr(0, end()); }
    constexpr void drop() noexcept { rest.remove_prefix(end() + 1); }

    /// Numbers of a campaign or customer, and the short hash behind them (QUIRK: one large sender writes
    /// "bounces+123-ab1f-alice=example.org", another "bounce-mc.us1_2.3-alice=example.org").
    constexpr bool drop_ids() noexcept {
        bool found = false;
        for (; has_next(); drop()) {
            auto const one = word();
            bool const is_number = !one.empty() && digit.has_all(one);
            bool const is_hash = found && one.size() == 4 && hex_digit.has_all(one);
            bool const is_campaign = one.starts_with("mc.") && one.find_first_of("0123456789") != one.npos;
            if (!is_number && !is_hash && !is_campaign) break;
            found = true;
        }
        return found;
    }
    /// Everything up to the first word that announces a recipient.
    constexpr bool drop_through_marker() noexcept {
        for (auto ahead = *this; ahead.has_next();) {
            auto const one = ahead.word();
            ahead.drop();
            if (std::any_of(verp_words.begin(), verp_words.end(),
                            [&](auto word) { return equal_ignoring_case(one, word); })) {
                rest = ahead.rest;
                return true;
            }
        }
        return false;
    }
    /// Everything through the first number.
    constexpr bool drop_through_ids() noexcept {
        for (auto ahead = *this; ahead.has_next(); ahead.drop()) {
            if (ahead.drop_ids()) {
                rest = ahead.rest;
                return true;
            }
        }
        return false;
    }
};

/// Where in "prefix, separator, user" the user starts; nothing where that cannot be told.
[[nodiscard]] constexpr std::optional<std::string_view> verp_user(std::string_view text,
                                                                  bool bounce_host) noexcept {
    VerpWords words{text};
    if (auto const plus = text.find('+'); plus != text.npos) {
        words.rest = text.substr(plus + 1);
        // QUIRK: a large provider forwards as "bob+caf_=alice=example.org@...", where alice gets the mail.
        if (words.rest.starts_with("caf_=")) words.rest.remove_prefix(5);
        words.drop_ids();
        return words.rest;
    }
    bool const marked = words.drop_through_marker();
    if (!marked && !bounce_host) return {};
    bool const numbered = words.drop_through_ids();
    // "bounce-news-alice": a list and a user, or one user? "bounces.7.alice": where does the user begin?
    if (!numbered && words.has_next()) return {};
    if (!marked && !numbered && text.find('.') != text.npos && is_bounce_host(text)) return {};
    return words.rest;
}

}  // namespace verp

/// Reads a variable envelope return path.
///
///     verp = [prefix separator] recipient-local "=" recipient-domain              (D. J. Bernstein, 1997)
///
/// Takes      "bounce+alice=example.org" at any host, "bounces-123-alice=example.org",
///            "list-return-7-alice=example.org", "b-1-2-alice=example.org",
///            "bounces+12-ab1f-alice=example.org", "bounce-alice=example.org", "alice=example.org" at a host
///            of bounces ("bounce.example.com")
/// Refuses    "alice", "alice=work" (no domain), "bounce-123-456", "bounce+=example.org",
///            "alice=example.org" at other hosts (QUIRK: forwarders write the sender so),
///            "bounce-news-alice=example.org", "mary-jane=example.org" at a host of bounces (where does the
///            recipient begin?)
/// In the wild: all of these; "prefix+local=domain" is what Postfix writes by default.
/// @param host  that of the return path.
[[nodiscard]] constexpr std::optional<HiddenAddress> read_verp(std::string_view local,
                                                               std::string_view host) noexcept {
    auto const equals = local.rfind('=');
    if (equals == local.npos || !verp::looks_like_domain(local.substr(equals + 1))) return {};
    auto const before = local.substr(0, equals);
    auto const user = verp::verp_user(before, verp::is_bounce_host(host));
    if (!user || user->empty() || !verp::user_bytes.has_all(*user)) return {};
    auto const prefix_size = before.size() - user->size();
    auto const prefix = prefix_size == 0 ? std::string_view{} : before.substr(0, prefix_size - 1);
    return HiddenAddress{prefix, {}, *user, local.substr(equals + 1)};
}

}  // namespace arf::grammar
