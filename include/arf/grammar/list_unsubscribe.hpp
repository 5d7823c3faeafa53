// SPDX-License-Identifier: BSL-1.0
// List-Unsubscribe, and the other fields of RFC 2369: URIs in angle brackets.
#pragma once

#include <arf/grammar/cfws.hpp>
#include <cstddef>
#include <optional>
#include <string_view>

namespace arf::grammar {

/// Reads the URIs of such a field one by one, without allocating.
///
///     field = "<" URI ">" *("," "<" URI ">")     ; comments around an item          (RFC 2369, section 2)
///
/// Takes      "<mailto:leave@example.com>", "<mailto:a@example.com>, <https://example.com/u>",
///            "(use mail) <mailto:a@example.com> (or web),<https://example.com/u>",
///            "<https://\r\n example.com/u>"
/// Refuses    what is no item in brackets, and all behind it: "NO", "mailto:a@example.com", "<a:b",
///            "<a:b> <c:d>" (one URI), "<a:b>, c:d, <e:f>" (one URI)
/// Skips      "<>" and "< >"
/// The RFC has readers ignore what follows, so that the syntax can be extended. White space inside the
/// brackets is the reader's to remove: next() gives the text between them.
class BracketedUris {
  public:
    explicit constexpr BracketedUris(std::string_view text) noexcept
        : at_(text.data()), last_(text.data() + text.size()) {}

    /// What stands between the next brackets; none at the end of the list.
    [[nodiscard]] constexpr std::optional<std::string_view> next() noexcept {
        while (auto const item = next_item()) {
            if (!trim(*item).empty()) return trim(*item);
        }
        return {};
    }

  private:
    constexpr std::optional<std::string_view> next_item() noexcept {
        at_ = skip_cfws(at_, last_);
        if (!first_ && !take(',')) return stop();
        first_ = false;
        at_ = skip_cfws(at_, last_);
        if (!take('<')) return stop();
        std::string_view const rest(at_, static_cast<std::size_t>(last_ - at_));
        auto const close = rest.find_first_of("<>");
        if (close == rest.npos || rest[close] == '<') return stop();
        at_ += close + 1;
        return rest.substr(0, close);
    }
    constexpr bool take(char c) noexcept {
        if (at_ == last_ || *at_ != c) return false;
        ++at_;
        return true;
    }
    constexpr std::optional<std::string_view> stop() noexcept {
        at_ = last_;
        return {};
    }

    char const* at_;
    char const* last_;
    bool first_ = true;
};

}  // namespace arf::grammar
