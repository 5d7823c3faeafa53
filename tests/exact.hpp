// SPDX-License-Identifier: BSL-1.0
// Inputs for tests: a copy of exactly its size, and a text many times over.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace arf_test {

/// A copy in a buffer of exactly its size, so that the sanitizers see an overrun.
class Exact {
  public:
    explicit Exact(std::string_view text)
        : bytes_(std::make_unique<char[]>(text.size())), size_(text.size()) {
        text.copy(bytes_.get(), size_);
    }
    [[nodiscard]] std::string_view view() const noexcept { return {bytes_.get(), size_}; }
    [[nodiscard]] char* data() noexcept { return bytes_.get(); }

  private:
    std::unique_ptr<char[]> bytes_;
    std::size_t size_;
};

/// How often tests of linear time repeat something. Under the address sanitizer each step takes ten times as
/// long, and what is quadratic needs minutes for a quarter, too.
#if defined(__SANITIZE_ADDRESS__)
inline constexpr std::size_t million = 250'000;
#else
inline constexpr std::size_t million = 1'000'000;
#endif

inline std::string repeat(std::string_view text, std::size_t times) {
    std::string out;
    out.reserve(text.size() * times);
    while (times-- > 0) out.append(text);
    return out;
}

}  // namespace arf_test
