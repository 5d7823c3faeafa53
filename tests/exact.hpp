// SPDX-License-Identifier: BSL-1.0
// Inputs for tests: a copy of exactly its size, and a text many times over.
#pragma once

#include <cstddef>
#include <memory>
#include <sanitizers.hpp>
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

/// Whether each step takes ten times as long, under the address sanitizer.
#if defined(ARF_TEST_ASAN)
inline constexpr bool is_sanitized = true;
#else
inline constexpr bool is_sanitized = false;
#endif

/// How often tests of linear time repeat something. What is quadratic needs minutes for a quarter, too.
inline constexpr std::size_t million = is_sanitized ? 250'000 : 1'000'000;

inline std::string repeat(std::string_view text, std::size_t times) {
    std::string out;
    out.reserve(text.size() * times);
    while (times-- > 0) out.append(text);
    return out;
}

}  // namespace arf_test
