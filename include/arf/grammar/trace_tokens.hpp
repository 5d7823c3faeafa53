// SPDX-License-Identifier: BSL-1.0
// TraceTokens: what the value of a trace field is made of: words, comments and semicolons.
#pragma once

#include <arf/grammar/cfws.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace arf::grammar {

struct TraceToken {
    enum class Kind : std::uint8_t { word, comment, semicolon };
    Kind kind{};
    std::string_view text;  ///< of a comment what stands between its parentheses
};

/// Takes a trace field apart, one token after the other, without allocating.
///
///     Stamp    = From-domain By-domain Opt-info [CFWS] ";" FWS date-time             (RFC 5321, section 4.4)
///     received = "Received:" *received-token ";" date-time CRLF                      (RFC 5322,
///     section 3.6.7)
///     received-token = word / angle-addr / addr-spec / domain
///
/// Takes      "from a (b [192.0.2.1]) by c;" as the words "from", "a", the comment "b [192.0.2.1]", the words
///            "by", "c", and a semicolon; "<a b@c>" as one word; "SMTPSVC(7.5)" as a word and a comment
/// Lenient: a "(" that does not close is an empty comment, and a lone ")" or "," a blank. "<" that does not
///          close before the next "<" or ";" is part of its word. Commas behind a word are dropped.
/// In the wild: comments cut off by redactors, words right before their comment (Microsoft SMTPSVC).
///
/// Linear: what opens and does not close is looked for a few times only, and then taken as text.
class TraceTokens {
  public:
    explicit constexpr TraceTokens(std::string_view text) noexcept
        : at_(text.data()), last_(text.data() + text.size()) {}

    /// The next token; none at the end.
    [[nodiscard]] constexpr std::optional<TraceToken> next() noexcept {
        while (at_ != last_ && (blank.has(*at_) || *at_ == ',' || *at_ == ')')) ++at_;
        if (at_ == last_) return {};
        auto const* const begin = at_;
        if (*at_ == ';') return TraceToken{TraceToken::Kind::semicolon, {at_++, 1}};
        if (*at_ != '(') return TraceToken{TraceToken::Kind::word, word()};
        auto const* const behind = unclosed_ < max_unclosed ? closed(skip_comment(at_, last_)) : nullptr;
        at_ = behind != nullptr ? behind : begin + 1;
        auto const size = behind != nullptr ? behind - begin - 2 : 0;
        return TraceToken{TraceToken::Kind::comment, {begin + 1, static_cast<std::size_t>(size)}};
    }

  private:
    static constexpr int max_unclosed = 8;
    static constexpr ByteSet ends_word{blank | ByteSet{";()"}};

    constexpr std::string_view word() noexcept {
        auto const* const begin = at_++;
        auto const* const behind = *begin == '<' ? skip_path(begin) : nullptr;
        if (behind != nullptr) at_ = behind;
        while (behind == nullptr && at_ != last_ && !ends_word.has(*at_)) ++at_;
        std::string_view text{begin, static_cast<std::size_t>(at_ - begin)};
        while (text.ends_with(',')) text.remove_suffix(1);
        return text;
    }

    /// Behind the ">" that belongs to the "<" at `first`; nullptr where there is none.
    constexpr char const* skip_path(char const* first) noexcept {
        if (unclosed_ >= max_unclosed) return nullptr;
        bool quoted = false;
        for (++first; first != last_; ++first) {
            if (*first == '"') quoted = !quoted;
            if (quoted && *first == '\\' && first + 1 != last_) ++first;
            if (quoted) continue;
            if (*first == '>') return first + 1;
            if (*first == '<' || *first == ';') break;
        }
        return closed(nullptr);
    }

    /// Counts what did not close.
    constexpr char const* closed(char const* behind) noexcept {
        if (behind == nullptr) ++unclosed_;
        return behind;
    }

    char const* at_;
    char const* last_;
    int unclosed_ = 0;
};

}  // namespace arf::grammar
