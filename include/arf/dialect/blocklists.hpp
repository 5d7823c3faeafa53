// SPDX-License-Identifier: BSL-1.0
// Which blocklist the text of a refusal names: one table, and the search for its entries.
#pragma once

#include <algorithm>
#include <arf/grammar/bytes.hpp>
#include <array>
#include <cstddef>
#include <string_view>

namespace arf::dialect {

/// How a refusal names a blocklist, and what people call it. In lower case, without the final dot of a name.
struct Blocklist {
    enum class Kind : unsigned char {
        zone,  ///< what servers ask; anything may stand before it: "1.2.0.192.zen.spamhaus.org"
        home,  ///< its web site, which greylisting names as well; as `site`, beside words that say more
        site,  ///< where people look up what is listed; nothing but "www." may stand before it
        word,  ///< the list's name, or a code that the refusing provider documents for it
    };
    std::string_view mark;
    Kind kind;
    std::string_view name;
};

/// The lists that refusals name. A provider's own list counts where its text calls it one (Microsoft, AT&T,
/// Comcast, EarthLink). Deferrals and refusals for reputation name none: Gmail's "unsolicited mail", Yahoo's
/// [TSS04]. Lists of domains have names of their own (Spamhaus DBL, SURBL, URIBL): what they list is in the
/// message, and no address of the sender's. The codes are those of the providers' pages: Comcast's mail
/// delivery error codes, Microsoft's S3140 and S3150.
inline constexpr auto blocklists = [] {
    using enum Blocklist::Kind;
    return std::to_array<Blocklist>({
        {"zen.spamhaus.org", zone, "Spamhaus ZEN"},
        {"zen.dq.spamhaus.net", zone, "Spamhaus ZEN"},
        {"sbl.spamhaus.org", zone, "Spamhaus SBL"},
        {"xbl.spamhaus.org", zone, "Spamhaus XBL"},
        {"pbl.spamhaus.org", zone, "Spamhaus PBL"},
        {"sbl-xbl.spamhaus.org", zone, "Spamhaus SBL-XBL"},
        {"dbl.spamhaus.org", zone, "Spamhaus DBL"},
        {"dbl.dq.spamhaus.net", zone, "Spamhaus DBL"},
        {"check.spamhaus.org", zone, "Spamhaus"},
        {"spamhaus.org", home, "Spamhaus"},
        {"spamhaus.org/sbl", site, "Spamhaus SBL"},
        {"spamhaus.org/xbl", site, "Spamhaus XBL"},
        {"spamhaus.org/pbl", site, "Spamhaus PBL"},
        {"spamhaus.org/dbl", site, "Spamhaus DBL"},
        {"spamhaus", word, "Spamhaus"},
        {"spamhaus zen", word, "Spamhaus ZEN"},
        {"spamhaus sbl", word, "Spamhaus SBL"},
        {"spamhaus xbl", word, "Spamhaus XBL"},
        {"spamhaus pbl", word, "Spamhaus PBL"},
        {"spamhaus dbl", word, "Spamhaus DBL"},
        {"bl.spamcop.net", zone, "SpamCop"},
        {"spamcop.net/bl.shtml", site, "SpamCop"},
        {"spamcop.net/w3m", site, "SpamCop"},
        {"spamcop", word, "SpamCop"},
        {"b.barracudacentral.org", zone, "Barracuda"},
        {"barracudacentral.org", home, "Barracuda"},
        {"barracudanetworks.com/reputation", site, "Barracuda"},
        {"barracuda reputation", word, "Barracuda"},
        {"dnsbl.sorbs.net", zone, "SORBS"},
        {"sorbs.net", home, "SORBS"},
        {"cbl.abuseat.org", zone, "CBL"},
        {"abuseat.org", home, "CBL"},
        {"psbl.surriel.com", zone, "PSBL"},
        {"psbl.org", home, "PSBL"},
        {"dnsbl-1.uceprotect.net", zone, "UCEPROTECT Level 1"},
        {"dnsbl-2.uceprotect.net", zone, "UCEPROTECT Level 2"},
        {"dnsbl-3.uceprotect.net", zone, "UCEPROTECT Level 3"},
        {"uceprotect.net", home, "UCEPROTECT"},
        {"uceprotect", word, "UCEPROTECT"},
        {"ix.dnsbl.manitu.net", zone, "NiX Spam"},
        {"bl.mailspike.net", zone, "Mailspike"},
        {"z.mailspike.net", zone, "Mailspike"},
        {"combined.mail.abusix.zone", zone, "Abusix"},
        {"dnsbl.dronebl.org", zone, "DroneBL"},
        {"bl.spameatingmonkey.net", zone, "Spam Eating Monkey"},
        {"hostkarma.junkemailfilter.com", zone, "Hostkarma"},
        {"db.wpbl.info", zone, "WPBL"},
        {"dnsbl.invaluement.com", zone, "Invaluement"},
        {"multi.surbl.org", zone, "SURBL"},
        {"multi.uribl.com", zone, "URIBL"},
        {"csi.cloudmark.com", site, "Cloudmark CSI"},
        {"cloudmark csi", word, "Cloudmark CSI"},
        {"cloudmark csi-global", word, "Cloudmark CSI"},
        {"cloudmark sender intelligence", word, "Cloudmark CSI"},
        {"trend micro email reputation", word, "Trend Micro"},
        {"mail-abuse.com", home, "Trend Micro"},
        {"part of their network is on our block list", word, "Microsoft"},
        {"banned sending ip", word, "Microsoft"},
        {"s3140", word, "Microsoft"},
        {"s3150", word, "Microsoft"},
        {"dnsbl:attrbl", word, "AT&T"},
        {"dnsbl:rbl 521", word, "AT&T"},
        {"bl000000", word, "Comcast"},
        {"bl000001", word, "Spamhaus ZEN"},
        {"bl000010", word, "Cloudmark CSI"},
        {"bl000100", word, "SenderScore"},
        {"blocked by earthlink", word, "EarthLink"},
    });
}();

namespace blocklist {

/// What names and codes are made of: what stands beside a mark and belongs to another word.
inline constexpr grammar::ByteSet word_bytes{grammar::letter | grammar::digit | grammar::ByteSet{"-_"}};

/// Whether a mark ends with its word: "spamhaus" is none in "spamhaus.example" or "spamhauses".
[[nodiscard]] constexpr bool ends_word(std::string_view behind) noexcept {
    if (behind.empty()) return true;
    if (behind[0] != '.') return !word_bytes.has(behind[0]);
    return behind.size() == 1 || !word_bytes.has(behind[1]);
}

/// Whether an entry stands at `at`, where a word begins.
[[nodiscard]] constexpr bool stands_at(std::string_view text, std::size_t at,
                                       Blocklist const& entry) noexcept {
    auto const rest = text.substr(at);
    if (detail::lower(rest[0]) != entry.mark[0] || !detail::starts_with_ignoring_case(rest, entry.mark))
        return false;
    if (!ends_word(rest.substr(entry.mark.size()))) return false;
    if (entry.kind == Blocklist::Kind::zone || at == 0 || text[at - 1] != '.') return true;
    return entry.kind != Blocklist::Kind::word && at >= 4 &&
           detail::equal_ignoring_case(text.substr(at - 4, 4), "www.");
}

/// The longest entry that stands at `at`.
[[nodiscard]] constexpr Blocklist const* longest_at(std::string_view text, std::size_t at) noexcept {
    Blocklist const* found = nullptr;
    for (auto const& entry : blocklists) {
        if ((found == nullptr || entry.mark.size() > found->mark.size()) && stands_at(text, at, entry))
            found = &entry;
    }
    return found;
}

/// Whether one of these words begins a text.
template <std::size_t N>
[[nodiscard]] constexpr bool begins_with(std::string_view text,
                                         std::array<std::string_view, N> const& words) noexcept {
    for (auto const word : words) {
        if (detail::starts_with_ignoring_case(text, word)) return true;
    }
    return false;
}

/// Whether a word says that something is refused for being on a list.
[[nodiscard]] constexpr bool says_listed(std::string_view text) noexcept {
    return begins_with(
        text, std::to_array<std::string_view>({"listed", "block", "black", "banned", "reject", "refus",
                                               "denied", "rbl", "dnsbl", "reputation"}));
}

/// Whether the address of a page, from behind the name of its site, is that of a page to look up or remove.
[[nodiscard]] constexpr bool is_lookup(std::string_view behind) noexcept {
    auto const near = behind.substr(0, 100);
    auto const page = near.substr(0, near.find_first_of(" \t\r\n>"));
    constexpr auto pages =
        std::to_array<std::string_view>({"query", "lookup", "listing", "check", "remov", "delist"});
    for (std::size_t at = 0; at < page.size(); ++at) {
        bool const starts_word = at == 0 || !word_bytes.has(page[at - 1]);
        if (starts_word && begins_with(page.substr(at), pages)) return true;
    }
    return false;
}

/// Where the last word starts with which a statement about a list begins; npos where there is none.
[[nodiscard]] constexpr std::size_t last_statement(std::string_view text) noexcept {
    constexpr auto words = std::to_array<std::string_view>(
        {"listed", "blocked", "blacklisted", "blocklisted", "reject", "refus", "but "});
    for (auto at = text.size(); at-- > 0;) {
        bool const starts_word = at == 0 || !word_bytes.has(text[at - 1]);
        if (starts_word && begins_with(text.substr(at), words)) return at;
    }
    return text.npos;
}

/// Whether a text ends with a denial, and at most one word behind it: "not ", "isn't currently ".
[[nodiscard]] constexpr bool ends_with_denial(std::string_view text) noexcept {
    constexpr auto denials = std::to_array<std::string_view>({"not ", "n't ", "no longer ", "never "});
    for (int words = 0; words < 2; ++words) {
        for (auto const denial : denials) {
            auto const size = std::min(text.size(), denial.size());
            if (detail::equal_ignoring_case(text.substr(text.size() - size), denial)) return true;
        }
        if (!text.ends_with(' ')) return false;
        text.remove_suffix(1);
        while (!text.empty() && word_bytes.has(text.back())) text.remove_suffix(1);
    }
    return false;
}

/// Whether the statement about an entry is denied: "not listed at", "no longer blocked by". Looks at the 64
/// bytes before it.
[[nodiscard]] constexpr bool is_denied(std::string_view before) noexcept {
    before = before.substr(before.size() - std::min<std::size_t>(before.size(), 64));
    auto const statement = last_statement(before);
    return statement != before.npos && ends_with_denial(before.substr(0, statement));
}

}  // namespace blocklist

/// The blocklist that a refusal names, by its usual name; empty where it names none. Of several the first
/// counts. Mail addresses name none: "<user@spamcop.net>: user unknown"; nor do links to the sites of lists
/// without a word of refusal, "Greylisted, see http://www.spamhaus.org/faq", and "not listed at
/// bl.spamcop.net".
///
/// @par Complexity Linear in the text.
[[nodiscard]] constexpr std::string_view find_blocklist(std::string_view text) noexcept {
    bool is_refusal = false;  // a word said that something is listed
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '@') {
            while (at + 1 < text.size() && (blocklist::word_bytes.has(text[at + 1]) || text[at + 1] == '.'))
                ++at;
            continue;
        }
        if (at != 0 && blocklist::word_bytes.has(text[at - 1])) continue;
        is_refusal = is_refusal || blocklist::says_listed(text.substr(at));
        auto const* const found = blocklist::longest_at(text, at);
        if (found == nullptr || blocklist::is_denied(text.substr(0, at))) continue;
        bool const is_named = found->kind != Blocklist::Kind::home || is_refusal ||
                              blocklist::is_lookup(text.substr(at + found->mark.size()));
        if (is_named) return found->name;
    }
    return {};
}

}  // namespace arf::dialect
