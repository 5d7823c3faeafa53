// SPDX-License-Identifier: BSL-1.0
// How a test sees that work is linear in its input: by the CPU time that a megabyte takes.
#pragma once

#include <cstddef>
#include <ctime>
#include <exact.hpp>
#include <string>
#include <string_view>

namespace arf_test {

/// How many seconds of CPU time some work takes. What else the machine does is not in them.
template <class Work>
double cpu_seconds(Work const& work) {
    auto const start = std::clock();
    work();
    return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

/// The same of work on a `million` bytes of `unit` behind `prefix`.
template <class Work>
double cpu_seconds(std::string_view prefix, std::string_view unit, Work const& work) {
    auto const text = std::string(prefix) + repeat(unit, million / unit.size());
    return cpu_seconds([&] { work(text); });
}

/// What a test grants: linear work needs milliseconds, or a few seconds under a sanitizer, and minutes where
/// it is quadratic.
inline constexpr double time_limit = 20;

}  // namespace arf_test
