// SPDX-License-Identifier: BSL-1.0
// What the comments of a trace field say: the client's address and names, its login, encryption, local users.
#pragma once

#include <arf/grammar/client_address.hpp>
#include <arf/grammar/number.hpp>
#include <arf/grammar/path.hpp>
#include <arf/grammar/received_text.hpp>
#include <arf/grammar/trace_tokens.hpp>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace arf::grammar {

/// The first words of a comment, without comments in it.
class CommentWords {
  public:
    /// What servers say stands in the first few words; lists of ciphers and the like may go on.
    static constexpr std::size_t max_words = 16;

    explicit constexpr CommentWords(std::string_view comment) noexcept {
        TraceTokens tokens{comment};
        while (size_ < max_words) {
            auto const token = tokens.next();
            if (!token) break;
            if (token->kind == TraceToken::Kind::word) words_[size_++] = without_quotes(token->text);
        }
    }
    [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
    /// The word at i; empty behind the last one.
    [[nodiscard]] constexpr std::string_view operator[](std::size_t i) const noexcept {
        return i < size_ ? words_[i] : std::string_view{};
    }
    [[nodiscard]] constexpr bool is(std::size_t i, std::string_view word) const noexcept {
        return equal_ignoring_case((*this)[i], word);
    }
    /// Whether the word before i takes back what i says: "not authenticated", "no TLS".
    [[nodiscard]] constexpr bool is_denied(std::size_t i) const noexcept {
        return i > 0 && (is(i - 1, "no") || is(i - 1, "not"));
    }

  private:
    /// QUIRK: ZMailer writes "EHLO client" with the quotes.
    static constexpr std::string_view without_quotes(std::string_view word) noexcept {
        if (word.starts_with('"')) word.remove_prefix(1);
        if (word.ends_with('"')) word.remove_suffix(1);
        return word;
    }

    std::array<std::string_view, max_words> words_{};
    std::size_t size_ = 0;
};

/// "value" of "key=value"; empty for any other word.
[[nodiscard]] constexpr std::string_view value_of(std::string_view word, std::string_view key) noexcept {
    bool const has_key = arf::detail::starts_with_ignoring_case(word, key) && word.size() > key.size();
    return has_key && word[key.size()] == '=' ? word.substr(key.size() + 1) : std::string_view{};
}

/// The path in a word: without brackets and route, "<>" for the null path; any other word as it is.
[[nodiscard]] inline std::string_view path_or_word(std::string_view word) noexcept {
    auto const path = read_path(word);
    if (!path) return word;
    return path->is_null() ? word : path->address;
}

/// How a login is written: two words, or one that starts the comment, and where the account follows.
struct LoginNote {
    std::string_view first;
    std::string_view second;  ///< without a colon; empty: only the first is asked for
    std::size_t user;         ///< so many words behind the first; 0: the note names no account
};
inline constexpr auto login_notes = std::to_array<LoginNote>({
    {"authenticated", "sender", 2},  // Postfix: "Authenticated sender: alice"
    {"authenticated", "as", 2},      // "authenticated as alice"
    {"authenticated", "user", 2},    // SquirrelMail, and "Account authenticated user alice"
    {"smtp-auth", "username", 2},    // qpsmtpd: "smtp-auth username alice, mechanism cram-md5"
    {"auth:", {}, 2},                // Courier: "AUTH: LOGIN alice, TLS: TLS1.3,..."
    {"account", {}, 1},              // CommuniGate Pro: "account alice@example.com HELO client"
    {"authenticated", {}, 0},        // Sendmail: "authenticated bits=0"
});

/// Whether a note stands at word i.
[[nodiscard]] constexpr bool is_login(CommentWords const& words, std::size_t i,
                                      LoginNote const& note) noexcept {
    if (!words.is(i, note.first) || words.is_denied(i)) return false;
    if (note.second.empty()) return i == 0;
    auto second = words[i + 1];
    if (second.ends_with(':')) second.remove_suffix(1);
    return equal_ignoring_case(second, note.second);
}

/// Reads a login.
///
/// Takes      "Authenticated sender: alice", "authenticated bits=0", "SquirrelMail authenticated user alice",
///            "Account authenticated user alice", "authenticated as alice", "AUTH: LOGIN alice",
///            "smtp-auth username alice, mechanism cram-md5", "account alice HELO client",
///            "user=alice mech=PLAIN bits=0"
/// Refuses    "", "not authenticated", "not authenticated as alice", "No client certificate requested",
///            "user=alice", "Client CN authenticated as alice"
/// @return Whether the comment is one.
constexpr bool read_login(CommentWords const& words, ReceivedText& hop) noexcept {
    auto const found = [&](std::string_view user) {
        hop.authenticated = true;
        if (hop.authenticated_user.empty()) hop.authenticated_user = user;
        return true;
    };
    for (auto const& note : login_notes) {
        for (std::size_t i = 0; i < 2; ++i) {  // further behind, the client may have its say (certificates)
            if (!is_login(words, i, note)) continue;
            return found(note.user == 0 ? std::string_view{} : words[i + note.user]);
        }
    }
    // QUIRK: some Sendmail sites.
    return !value_of(words[1], "mech").empty() && found(value_of(words[0], "user"));
}

/// Whether a word names TLS or SSL, and perhaps its version: not so the host "tls1.example.com".
///
/// Takes      "TLS", "TLS:", "TLSv1.3", "TLS1_2", "TLS1.2:ECDHE_RSA_AES_256_GCM_SHA384",
///            "TLSv1/SSLv3", "SSL", "TLS-1.0:RSA_AES_128_CBC_SHA:16"
/// Refuses    "", "tls.example.com", "TLS=off", "STARTTLS"
[[nodiscard]] constexpr bool names_tls(std::string_view word) noexcept {
    using arf::detail::starts_with_ignoring_case;
    if (!starts_with_ignoring_case(word, "tls") && !starts_with_ignoring_case(word, "ssl")) return false;
    word.remove_prefix(3);
    if (!word.empty() && lower(word.front()) == 'v') word.remove_prefix(1);
    constexpr ByteSet version{digit | ByteSet{"._-"}};
    while (!word.empty() && version.has(word.front())) word.remove_prefix(1);
    return word.empty() || word.front() == ':' || word.front() == '/' || word.front() == ',';
}

/// Whether a comment says that the connection was encrypted.
///
/// Takes      "using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384", "version=TLS1_2, cipher=...", "TLS",
///            "TLS: TLS1.3,256bits,...", "cipher=AES256-SHA", "AUTH: LOGIN alice, TLS: TLS1.3",
///            "DHE-RSA-AES256-SHA encrypted"
/// Refuses    "", "no TLS", "version=NONE", "cipher=NONE", "Postfix", "tls1.example.com [192.0.2.1]"
[[nodiscard]] constexpr bool says_tls(CommentWords const& words) noexcept {
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (names_tls(value_of(words[i], "version"))) return true;
        auto const cipher = value_of(words[i], "cipher");
        if (!cipher.empty() && !equal_ignoring_case(cipher, "none")) return true;
        if (words.is_denied(i)) continue;
        if (words.is(i, "encrypted") || words.is(i, "tls:") || words.is(i, "ssl:")) return true;
        if ((i == 0 || words.is(i - 1, "using")) && names_tls(words[i])) return true;
    }
    return false;
}

/// Reads who handed a message in on the server itself, and the sender of its envelope.
///
/// Takes      "Postfix, from userid 1000", "qmail 123 invoked by uid 89", "qmail 123 invoked by alias",
///            "nullmailer pid 7 invoked by uid 33", "envelope-from <a@example.com>", "envelope-sender <>"
/// Refuses    "", "qmail 123 invoked from network", "Postfix, from userid"
inline void read_submission(CommentWords const& words, ReceivedText& hop) noexcept {
    if (words.is(1, "from") && words.is(2, "userid")) hop.local_user = words[3];
    for (std::size_t i = 2; i < 4; ++i) {
        if (!words.is(i, "invoked") || !words.is(i + 1, "by")) continue;
        hop.local_user = words.is(i + 2, "uid") ? words[i + 3] : words[i + 2];
    }
    bool const names_sender = words.is(0, "envelope-from") || words.is(0, "envelope-sender");
    if (names_sender && hop.envelope_from.empty()) hop.envelope_from = path_or_word(words[1]);
}

/// Takes "alice@" and "IDENT:alice@" off a word; the user goes to `user`, unless one is there.
constexpr std::string_view take_user(std::string_view word, std::string_view& user) noexcept {
    auto const at = word.rfind('@');
    if (at == word.npos) return word;
    auto found = word.substr(0, at);
    if (arf::detail::starts_with_ignoring_case(found, "ident:")) found.remove_prefix(6);
    if (user.empty()) user = found;
    return word.substr(at + 1);
}

/// Reads a word that is the client's address.
///
/// Takes      "[192.0.2.1]:54321" and what else client_address takes, "alice@192.0.2.1",
///            "mail.example.com[192.0.2.1]"
/// Refuses    "", "mail.example.com", "alice@mail.example.com", "helo=[192.0.2.1]"
/// @return Whether it is one.
inline bool read_address(std::string_view word, ReceivedText& hop) noexcept {
    auto const bracket = word.find('[');
    bool const sticks = bracket != word.npos && bracket != 0 && word[bracket - 1] != '@';
    auto host = sticks ? word.substr(0, bracket) : std::string_view{};
    if (host.find('=') != host.npos) return false;
    std::string_view user;
    auto const address = read_client_address(sticks ? word.substr(bracket) : take_user(word, user));
    if (!address) return false;
    if (sticks && hop.rdns.empty()) hop.rdns = take_user(host, hop.local_user);
    if (!user.empty()) hop.remote_user = user;
    hop.ip = address->ip;
    if (address->port != 0) hop.port = address->port;
    return true;
}

/// The name given in HELO or EHLO, which may be empty; the first counts.
constexpr void set_helo(std::string_view name, ReceivedText& hop) noexcept {
    if (hop.has_helo) return;
    hop.has_helo = true;
    hop.helo = name;
}

/// Reads a "key=value" word of the client's comment.
inline void read_client_pair(std::string_view word, ReceivedText& hop) noexcept {
    auto const helo = value_of(word, "helo");
    if (!helo.empty()) set_helo(helo, hop);
    if (hop.local_user.empty()) hop.local_user = value_of(word, "ident");
    auto const number = parse_all<std::uint16_t>(port, value_of(word, "port"));
    if (number && *number != 0) hop.port = *number;
}

/// Reads what the server knew about the client.
///
///     TCP-info = address-literal / ( Domain FWS address-literal )                    (RFC 5321, section 4.4)
///
/// Takes      "[192.0.2.1]", "mail.example.com [192.0.2.1]", "unknown [192.0.2.1]", "192.0.2.1",
///            "2001:db8::1", "[192.0.2.1]:54321", "[192.0.2.1:4227] helo=client", "helo=client",
///            "HELO client", "mail.example.com [192.0.2.1] (may be forged)", "alice@192.0.2.1",
///            "IDENT:alice@mail.example.com [192.0.2.1]", "192.0.2.1, HELO client",
///            "[192.0.2.1] port=4227 helo=client ident=alice", "[192.0.2.1]:54321 \"EHLO client\"",
///            "alice@192.0.2.1 with login"
/// Refuses    "", "[local]", "mail.example.com"
/// In the wild: FORMATS 5.2.
/// @param about_login  the comment is about the login: an address in it belongs to the account.
/// @return Whether the client's address stands in it.
inline bool read_client(CommentWords const& words, bool about_login, ReceivedText& hop) noexcept {
    bool has_address = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words.is(i, "helo") || words.is(i, "ehlo") || words.is(i, "lhlo")) {
            set_helo(words[++i], hop);
        } else if (hop.ip || about_login || !read_address(words[i], hop)) {
            read_client_pair(words[i], hop);
        } else {
            has_address = true;
            bool const names_host = i == 1 && words[0].find('=') == std::string_view::npos;
            if (names_host && hop.rdns.empty()) hop.rdns = take_user(words[0], hop.local_user);
        }
    }
    // QUIRK: Yahoo, "alice@192.0.2.1 with login".
    if (has_address && !hop.remote_user.empty() && words.is(1, "with")) hop.authenticated = true;
    return has_address;
}

}  // namespace arf::grammar
