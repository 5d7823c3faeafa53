// SPDX-License-Identifier: BSL-1.0
// How a test sees that work is linear in its input: by the time that a megabyte takes.
#pragma once

#include <chrono>
#include <cstddef>
#include <exact.hpp>
#include <string>
#include <string_view>

namespace arf_test {

/// How long a megabyte of `unit` behind `prefix` takes. Linear work needs milliseconds, a minute where it is
/// quadratic.
template <class Work>
double seconds(std::string_view prefix, std::string_view unit, Work work) {
    auto const text = std::string(prefix) + repeat(unit, (std::size_t{1} << 20U) / unit.size());
    auto const start = std::chrono::steady_clock::now();
    work(text);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// How many seconds a test grants: enough for sanitizers and a busy machine.
inline constexpr double time_limit = 5;

}  // namespace arf_test
