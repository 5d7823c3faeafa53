// SPDX-License-Identifier: BSL-1.0
// The version of libarf, written here and nowhere else: CMake and pyproject.toml read it from this file.
#pragma once

namespace arf {

inline constexpr int version_major = 0;
inline constexpr int version_minor = 1;
inline constexpr int version_patch = 0;

}  // namespace arf
