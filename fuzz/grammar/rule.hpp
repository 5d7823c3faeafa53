// SPDX-License-Identifier: BSL-1.0
// What the checks of all rules need: a text without room behind it, and blanks and comments (CFWS) as RFC
// 5322, section 3.2.2 has them, written down again, a byte at a time.
#pragma once

#include <arf/grammar/cfws.hpp>
#include <arf/grammar/parse.hpp>
#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "../fuzz.hpp"

namespace arf_fuzz::rules {

namespace grammar = arf::grammar;
using grammar::parse_all;
using namespace std::string_view_literals;

/// A copy in a buffer of exactly its size, so that the sanitizers see a rule that reads behind it.
class Exact {
  public:
    explicit Exact(std::string_view text) : bytes_(new char[text.size()]), size_(text.size()) {
        text.copy(bytes_.get(), size_);
    }
    [[nodiscard]] std::string_view view() const noexcept { return {bytes_.get(), size_}; }

  private:
    std::unique_ptr<char[]> bytes_;
    std::size_t size_;
};

/// A view that is a slice of the text, or empty.
inline void require_slice(std::string_view slice, std::string_view text, char const* file = __builtin_FILE(),
                          int line = __builtin_LINE()) {
    require(slice.empty() || lies_in(slice, text), file, line);
}

inline bool is_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// Behind the comment that starts at `at`; npos where it does not close, or nests more than 64 deep.
inline std::size_t behind_comment(std::string_view text, std::size_t at) noexcept {
    for (int depth = 0; at < text.size(); ++at) {
        if (text[at] == '\\')
            ++at;
        else if (text[at] == '(' && ++depth > 64)
            return text.npos;
        else if (text[at] == ')' && --depth == 0)
            return at + 1;
    }
    return text.npos;
}
inline std::size_t behind_cfws(std::string_view text, std::size_t at) noexcept {
    for (;;) {
        while (at < text.size() && is_blank(text[at])) ++at;
        if (at == text.size() || text[at] != '(') return at;
        auto const behind = behind_comment(text, at);
        if (behind == text.npos) return at;
        at = behind;
    }
}
inline bool is_cfws(std::string_view text) noexcept { return behind_cfws(text, 0) == text.size(); }
inline std::string_view trimmed(std::string_view text) noexcept {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}
inline std::string lower_case(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return out;
}

inline void check_cfws(std::string_view text) {
    auto const* const last = text.data() + text.size();
    require(grammar::skip_cfws(text.data(), last) == text.data() + behind_cfws(text, 0));
    auto const once = grammar::trim_cfws(text);
    require_slice(once, text);
    require_same(once, grammar::trim_cfws(once));
    require(once.empty() || is_cfws({text.data(), static_cast<std::size_t>(once.data() - text.data())}));
}

/// What means something to comments.
inline constexpr auto cfws_words =
    std::to_array<std::string_view>({"(", ")", "\\", " ", "a", "\r\n ", "\"", "x"});

}  // namespace arf_fuzz::rules
