// SPDX-License-Identifier: BSL-1.0
// The lines of a text, whichever of the three line ends it uses; for unfolding and for the transfer decoders.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace arf::mime::detail {

/// Takes a text apart into lines that end with CRLF, LF or CR. It remembers where the next LF is, so that a
/// text of nothing but CR is not searched for one again at each line.
class Lines {
  public:
    explicit Lines(std::string_view text) noexcept : text_(text), lf_(find('\n')), cr_(find('\r')) {}

    [[nodiscard]] bool done() const noexcept { return at_ == text_.size(); }
    [[nodiscard]] std::string_view rest() const noexcept { return text_.substr(at_); }
    /// The line end behind the line taken last; empty at the end of the text.
    [[nodiscard]] std::string_view line_end() const noexcept { return line_end_; }
    std::string_view take() noexcept {
        auto const end = std::min(lf_, cr_);
        auto const line = text_.substr(at_, end - at_);
        auto const crlf = end < text_.size() && end + 1 == lf_;
        line_end_ = text_.substr(end, crlf ? 2 : 1);
        at_ = end + line_end_.size();
        if (lf_ < at_) lf_ = find('\n');
        if (cr_ < at_) cr_ = find('\r');
        return line;
    }

  private:
    [[nodiscard]] std::size_t find(char c) const noexcept {
        return std::min(text_.find(c, at_), text_.size());
    }

    std::string_view text_;
    std::string_view line_end_;
    std::size_t at_ = 0;
    std::size_t lf_;
    std::size_t cr_;
};

}  // namespace arf::mime::detail
