// SPDX-License-Identifier: BSL-1.0
// How much memory the program has from malloc(3), by itself and by all the libraries in it: the program has a
// malloc of its own, which counts and passes each call on.
#pragma once

#include <cstddef>

namespace arf::benchmark {

/// Bytes that are allocated now.
[[nodiscard]] std::size_t allocated() noexcept;
/// The most that were allocated at once since forget_peak().
[[nodiscard]] std::size_t peak() noexcept;
void forget_peak() noexcept;

/// Whether every allocation is counted: false where something else has taken the place of malloc.
[[nodiscard]] bool counts_memory();

}  // namespace arf::benchmark
