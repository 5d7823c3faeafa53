// SPDX-License-Identifier: BSL-1.0
// Received: the trace field that every server puts on top of a message.
#pragma once

#include <arf/grammar/date_time.hpp>
#include <arf/grammar/msg_id.hpp>
#include <arf/grammar/received_comment.hpp>
#include <arf/grammar/received_text.hpp>
#include <arf/grammar/trace_tokens.hpp>
#include <arf/grammar/transmission_type.hpp>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace arf::grammar {

/// A trace field, taken apart where its date begins.
struct DatedTrace {
    std::string_view clauses;
    std::optional<DateTime> date;
};

/// Whether a date may begin with this word: a weekday, one or two digits, or "2018-09-28...".
[[nodiscard]] constexpr bool may_start_date(std::string_view word) noexcept {
    if (weekdays.find(word) < weekdays.keys.size()) return true;
    if (word.size() < 10) return word.size() <= 2 && digit.has_all(word);
    return word[4] == '-' && word[7] == '-' && digit.has_all(word.substr(0, 4));
}

/// Finds the date of a field without ";". QUIRK: a hosted sender (FORMATS 5.2). A few words are tried.
[[nodiscard]] inline DatedTrace split_bare_date(std::string_view text) noexcept {
    constexpr int max_tries = 16;
    TraceTokens tokens{text};
    for (int tries = 0; tries < max_tries;) {
        auto const token = tokens.next();
        if (!token) break;
        if (token->kind != TraceToken::Kind::word || !may_start_date(token->text)) continue;
        ++tries;
        auto const start = static_cast<std::size_t>(token->text.data() - text.data());
        auto const date = read_date_time(text.substr(start));
        if (date && !has(date->deviations, DateDeviation::no_time)) return {text.substr(0, start), date};
    }
    return {text, {}};
}

/// Takes the date off a trace field: what stands behind the last ";" outside comments.
///
/// Takes      "by a (b; c) for d; e; 1 Jul 2025 10:00:00 +0000", "by a; 1 Jul 2025 10:00:00 +0000;",
///            "by a with SMTP 2018-09-28 08:48:36 +0000 UTC", "by a", "by a;"
/// In the wild: no ";" before the date; no date; an indented, thus folded, second Received field behind the
/// date (a sample of an auth-failure report), which is left out.
[[nodiscard]] inline DatedTrace split_date(std::string_view text) noexcept {
    TraceTokens tokens{text};
    char const* semicolon = nullptr;  // the last one that has something behind it
    char const* pending = nullptr;    // one that nothing was seen behind yet
    auto const* end = text.data() + text.size();
    while (auto const token = tokens.next()) {
        if (token->kind == TraceToken::Kind::semicolon) {
            pending = token->text.data();
            continue;
        }
        if (pending != nullptr) semicolon = std::exchange(pending, nullptr);
        if (semicolon != nullptr && equal_ignoring_case(token->text, "received:")) {
            end = token->text.data();
            break;
        }
    }
    if (semicolon == nullptr) return split_bare_date(text);
    if (pending != nullptr) end = pending;
    return {{text.data(), static_cast<std::size_t>(semicolon - text.data())},
            read_date_time({semicolon + 1, static_cast<std::size_t>(end - semicolon - 1)})};
}

/// Reads the clauses of a trace field, token by token.
class ReceivedReader {
  public:
    explicit constexpr ReceivedReader(ReceivedText& hop) noexcept : hop_(hop) {}

    void read(TraceToken const& token) noexcept {
        if (token.kind == TraceToken::Kind::word) {
            read_word(token.text);
        } else {
            is_open_ = false;  // no name of a protocol goes on behind a comment
            if (token.kind == TraceToken::Kind::comment) read_comment(CommentWords{token.text});
        }
    }

  private:
    enum class Clause : std::uint8_t {
        none,
        from,
        by,
        via,
        with,
        id,
        envelope_for,
        sender,
        over,
        tls,
        other
    };
    struct Keyword {
        std::string_view word;
        Clause clause;
        bool needs_value;  ///< not read as a keyword where the clause before it has no value yet
    };
    /// RFC 5321, section 4.4; "tls": RFC 8314, section 4.3. QUIRK: "over TLS secured channel" (Microsoft
    /// SMTPSVC), "envelope-from <...>" outside a comment (Haraka).
    static constexpr auto keywords = std::to_array<Keyword>({
        {"from", Clause::from, false},
        {"by", Clause::by, false},
        {"via", Clause::via, false},
        {"with", Clause::with, false},
        {"id", Clause::id, false},
        {"for", Clause::envelope_for, false},
        {"envelope-from", Clause::sender, true},
        {"over", Clause::over, true},
        {"tls", Clause::tls, true},
    });

    [[nodiscard]] constexpr Keyword const* find_keyword(std::string_view word) const noexcept {
        for (auto const& keyword : keywords) {
            if (equal_ignoring_case(keyword.word, word) && (has_value_ || !keyword.needs_value))
                return &keyword;
        }
        return nullptr;
    }

    void read_word(std::string_view word) noexcept {
        if (auto const* const keyword = find_keyword(word)) {
            auto const bit = 1U << static_cast<unsigned>(keyword->clause);
            clause_ = (seen_ & bit) == 0 ? keyword->clause : Clause::other;  // the first of each counts
            seen_ |= bit;
            has_value_ = false;
            is_open_ = true;
            return;
        }
        if (std::exchange(has_value_, true)) {
            read_more(word);
        } else {
            read_value(word);
        }
    }

    /// The first word of a clause.
    void read_value(std::string_view word) noexcept {
        switch (clause_) {
            case Clause::from:
                hop_.name = word;
                break;
            case Clause::by:
                read_by(word);
                break;
            case Clause::via:
                hop_.via = word;
                break;
            case Clause::with:
                hop_.with = word;
                break;
            case Clause::id:
                hop_.id = read_msg_id(word).value_or(word);
                break;
            case Clause::envelope_for:
                hop_.envelope_for = path_or_word(word);
                break;
            case Clause::sender:
                read_sender(word);
                break;
            case Clause::over:
                hop_.tls = hop_.tls || names_tls(word);
                break;
            case Clause::tls:
                hop_.tls = true;
                break;
            case Clause::none:
            case Clause::other:
                break;
        }
    }

    /// Another word of a clause. QUIRK: "with Microsoft SMTP Server", "via Frontend Transport"; addresses
    /// without parentheses around them.
    void read_more(std::string_view word) noexcept {
        auto const extend = [&](std::string_view text) {
            auto const size = word.data() + word.size() - text.data();
            return std::string_view{text.data(), static_cast<std::size_t>(size)};
        };
        if (clause_ == Clause::via && is_open_) hop_.via = extend(hop_.via);
        if (clause_ == Clause::with && is_open_) hop_.with = extend(hop_.with);
        if (clause_ == Clause::from && !hop_.ip) read_address(word, hop_);
        if (clause_ == Clause::by && !hop_.by_ip) read_by_address(word);
    }

    void read_by(std::string_view word) noexcept {
        if (!read_by_address(word)) hop_.by = word;
    }
    bool read_by_address(std::string_view word) noexcept {
        auto const address = read_client_address(word);
        if (address) hop_.by_ip = address->ip;
        return address.has_value();
    }
    void read_sender(std::string_view word) noexcept {
        if (hop_.envelope_from.empty()) hop_.envelope_from = path_or_word(word);
    }

    void read_comment(CommentWords const& words) noexcept {
        bool const about_login = read_login(words, hop_);
        bool const is_client = clause_ == Clause::from && read_client(words, about_login, hop_);
        if (clause_ == Clause::by && words.size() == 1 && !hop_.by_ip) read_by_address(words[0]);
        if (clause_ == Clause::none && words.is(0, "from")) take_user(words[1], hop_.local_user);
        if (!is_client && says_tls(words)) hop_.tls = true;
        if (words.is(0, "exim")) hop_.exim = true;
        read_submission(words, hop_);
    }

    ReceivedText& hop_;
    Clause clause_ = Clause::none;
    unsigned seen_ = 0;       // one bit a clause
    bool has_value_ = false;  // of the clause: its first word was there
    bool is_open_ = false;    // more words may belong to the value
};

/// Whether the name behind "from" is that of a local user.
[[nodiscard]] constexpr bool names_local_user(ReceivedText const& hop) noexcept {
    return !hop.ip && !hop.has_helo && (hop.exim || equal_ignoring_case(hop.with, "local"));
}

/// Whether the name behind "from" was found by the server, and is not what the client said: with Exim, qmail
/// and ecelerity, which write that into a comment, and with webmail, to which no client says any name.
[[nodiscard]] constexpr bool names_found_host(ReceivedText const& hop) noexcept {
    return hop.has_helo || (hop.ip && equal_ignoring_case(hop.with, "HTTP"));
}

/// Finds out what the name behind "from" is: what the client said in HELO or EHLO (RFC 5321, section 4.4), or
/// what the server found, its name or its address; or a local user. An address counts as the client's where
/// there is no other.
inline void place_name(ReceivedText& hop) noexcept {
    auto const address = read_client_address(hop.name);
    if (address && !hop.ip) {
        hop.ip = address->ip;
        if (address->port != 0) hop.port = address->port;
    } else if (names_local_user(hop)) {
        if (hop.local_user.empty()) hop.local_user = hop.name;
    } else if (names_found_host(hop)) {
        if (hop.rdns.empty() && !address) hop.rdns = hop.name;
    } else {
        hop.helo = hop.name;
        // QUIRK: Exim leaves "helo=" out where it is the name that the server found.
        if (hop.exim && hop.rdns.empty() && !address) hop.rdns = hop.name;
    }
}

/// Whether a server writes this where it found no name.
///
/// Takes      "unknown" (Postfix, qmail), "unverified" (SurgeMail), "softdnserr" (Courier)
/// Refuses    "", "unknown.example.com"
[[nodiscard]] constexpr bool is_no_name(std::string_view rdns) noexcept {
    return equal_ignoring_case(rdns, "unknown") || equal_ignoring_case(rdns, "unverified") ||
           equal_ignoring_case(rdns, "softdnserr");
}

/// Puts in order what depends on the whole field.
inline void finish(ReceivedText& hop) noexcept {
    if (!hop.name.empty()) place_name(hop);
    if (hop.rdns.ends_with('.')) hop.rdns.remove_suffix(1);  // QUIRK: Gmail
    if (is_no_name(hop.rdns)) hop.rdns = {};
    if (equal_ignoring_case(hop.envelope_for, "multiple")) hop.envelope_for = {};  // QUIRK: SurgeMail
    auto const type = transmission_type(hop.with);
    hop.tls = hop.tls || type.tls;
    hop.authenticated = hop.authenticated || type.authenticated;
    // QUIRK: qmail with logins writes the account where the name of ident's user would stand.
    auto& user = hop.authenticated ? hop.authenticated_user : hop.local_user;
    if (user.empty()) user = hop.remote_user;
}

/// Reads the value of a trace field.
///
///     Time-stamp-line = "Received:" FWS Stamp <CRLF>                                 (RFC 5321, section 4.4)
///     Stamp           = From-domain By-domain Opt-info [CFWS] ";" FWS date-time
///     From-domain     = "FROM" FWS Extended-Domain
///     By-domain       = CFWS "BY" FWS Extended-Domain
///     Extended-Domain = Domain / ( Domain FWS "(" TCP-info ")" )
///                     / ( address-literal FWS "(" TCP-info ")" )
///     Opt-info        = [Via] [With] [ID] [For] [Additional-Registered-Clauses]
///
/// Takes      any text: clauses in any order, each at most once (the first counts), keywords in any letter
/// case
///            and outside comments only; what is no clause is skipped
/// In the wild: FORMATS 5.2 has the shapes; tests/trace_test.cpp one of each.
///
/// @param text  The value, unfolded. The views point into it.
[[nodiscard]] inline ReceivedText read_received(std::string_view text) noexcept {
    ReceivedText hop;
    auto const [clauses, date] = split_date(text);
    hop.date = date;
    TraceTokens tokens{clauses};
    ReceivedReader reader{hop};
    while (auto const token = tokens.next()) reader.read(*token);
    finish(hop);
    return hop;
}

}  // namespace arf::grammar
