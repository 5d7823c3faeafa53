// SPDX-License-Identifier: BSL-1.0
// RawItems: the elements of a JSON array as they are written.
#pragma once

#include <arf/detail/ascii.hpp>
#include <cstddef>
#include <string_view>

namespace arf::document {

/// Cuts a JSON array into its elements, one after the other, as slices of its text. Nodes say what a value
/// is; this says how it stood there. Iterative; each byte is looked at once, all calls together.
class RawItems {
  public:
    /// @param array  the text of an array that read_json() has read; of anything else there are no items that
    /// mean anything, but no byte outside of it is touched. A byte order mark and blanks may stand before it.
    explicit RawItems(std::string_view array) noexcept : rest_(array) {
        auto const start = rest_.find('[');
        rest_.remove_prefix(start == rest_.npos ? rest_.size() : start + 1);
    }

    /// The next element, without the blanks around it; empty behind the last.
    [[nodiscard]] std::string_view next() noexcept {
        auto const size = item_size();
        auto const item = arf::detail::trim(rest_.substr(0, size));
        rest_.remove_prefix(size < rest_.size() ? size + 1 : size);
        return item;
    }

  private:
    /// Up to the comma or bracket that ends the first element.
    [[nodiscard]] std::size_t item_size() const noexcept {
        std::size_t depth = 0;
        for (std::size_t i = 0; i < rest_.size(); ++i) {
            char const c = rest_[i];
            if (c == '"') i = end_of_string(i);
            if (depth == 0 && (c == ',' || c == ']')) return i;
            if (c == '[' || c == '{') ++depth;
            if (c == ']' || c == '}') --depth;
        }
        return rest_.size();
    }
    /// The place of the quote that closes the string which opens at `i`.
    [[nodiscard]] std::size_t end_of_string(std::size_t i) const noexcept {
        for (++i; i < rest_.size() && rest_[i] != '"'; ++i) {
            if (rest_[i] == '\\') ++i;
        }
        return i;
    }

    std::string_view rest_;
};

}  // namespace arf::document
