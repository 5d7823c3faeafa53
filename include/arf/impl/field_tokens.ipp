// SPDX-License-Identifier: BSL-1.0
// FieldTokens: a walk over the value of a structured field, from blank to comment to word.
#pragma once

#include <arf/grammar/cfws.hpp>
#include <arf/grammar/lax_value.hpp>
#include <arf/grammar/parse.hpp>
#include <arf/impl/quoting.ipp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace arf::detail {

/// Where a reader stands in an unfolded value. Every step goes forward; peek() looks ahead over what the next
/// steps take, so that all of it is linear.
class FieldTokens {
  public:
    explicit FieldTokens(std::string_view text) noexcept
        : at_(text.data()), last_(text.data() + text.size()) {}

    [[nodiscard]] bool done() const noexcept { return at_ == last_; }
    [[nodiscard]] bool stands_at(char c) const noexcept { return at_ != last_ && *at_ == c; }

    /// Skips blanks and comments. A comment that does not close, or nests too deep, reaches to the end.
    /// QUIRK: reporters cut fields short.
    /// @return whether anything was skipped.
    bool skip_cfws() noexcept {
        auto const* const before = at_;
        while ((at_ = grammar::skip_blanks(at_, last_)) != last_ && *at_ == '(') take_comment();
        return at_ != before;
    }
    /// The same, and remembers the first comment.
    void note_cfws() noexcept {
        while ((at_ = grammar::skip_blanks(at_, last_)) != last_ && *at_ == '(') {
            auto const inside = take_comment();
            if (!comment_) comment_ = inside;
        }
    }
    /// Skips this byte, if it is the next.
    bool skip(char c) noexcept {
        if (!stands_at(c)) return false;
        ++at_;
        return true;
    }
    /// Takes what a rule matches here; nothing, and nothing skipped, where it does not.
    template <class Attribute, class Rule>
    std::optional<Attribute> take(Rule const& rule) noexcept {
        return match<Attribute>(rule, at_);
    }
    /// What a rule would match here.
    template <class Attribute, class Rule>
    [[nodiscard]] std::optional<Attribute> peek(Rule const& rule) const noexcept {
        auto const* at = at_;
        return match<Attribute>(rule, at);
    }
    /// Takes a value up to a byte of `stop`, quotes and all; empty where there is none.
    std::string_view take_value(grammar::ByteSet const& stop) noexcept {
        auto const* const before = at_;
        at_ = grammar::skip_lax_value(at_, last_, stop);
        return view(before, at_);
    }

    /// The text of the first comment noted since forget_comment(); empty where there was none.
    [[nodiscard]] std::string comment() const { return comment_ ? comment_text(*comment_) : std::string(); }
    void forget_comment() noexcept { comment_.reset(); }

  private:
    /// Takes the comment that opens here; what stands between its parentheses.
    std::string_view take_comment() noexcept {
        auto const* const first = std::exchange(at_, grammar::skip_comment(at_, last_)) + 1;
        if (at_ != nullptr) return view(first, at_ - 1);
        at_ = last_;
        return view(first, last_);
    }
    static std::string_view view(char const* first, char const* last) noexcept {
        return {first, static_cast<std::size_t>(last - first)};
    }
    template <class Attribute, class Rule>
    std::optional<Attribute> match(Rule const& rule, char const*& at) const noexcept {
        Attribute value{};
        if (!boost::spirit::x3::parse(at, last_, rule, value)) return {};
        return value;
    }

    char const* at_;
    char const* last_;
    std::optional<std::string_view> comment_;
};

}  // namespace arf::detail
