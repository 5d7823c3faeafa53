// SPDX-License-Identifier: BSL-1.0
// Memory that runs out at the n-th allocation. allocator.cpp replaces operator new; and malloc too, where no
// sanitizer needs it, so that what C libraries take on our behalf runs out as well.
#pragma once

#include <sanitizers.hpp>

namespace arf_faults {

enum class Lack {
    once,         ///< the n-th allocation alone
    from_then_on  ///< the n-th and all behind it
};
/// Whose allocations fail. GLib ends the process where it gets no memory; and where the system's own library
/// gets none for a converter that iconv_open(3) has to load, it says that there is no such charset.
enum class Whose { all_but_glib_and_libc, glib };

/// From now on `n` allocations of those work.
void let_fail_after(long n, Lack lack, Whose whose = Whose::all_but_glib_and_libc) noexcept;
/// From now on all work. Returns whether one failed.
bool let_work() noexcept;

/// Blocks of operator new that were not freed yet.
long living() noexcept;
/// Blocks of malloc and operator new that were not freed yet; 0 under a sanitizer.
long living_in_all() noexcept;

#if defined(ARF_TEST_ASAN) || defined(ARF_TEST_TSAN)
inline constexpr bool malloc_fails = false;
#else
inline constexpr bool malloc_fails = true;
#endif

}  // namespace arf_faults
