// SPDX-License-Identifier: BSL-1.0
// ARF_DECL: how the public entry points are declared. Compiled (arf::arf) they are exported symbols,
// header-only (arf::header_only, which defines ARF_HEADER_ONLY) they are inline.
#pragma once

#if defined(ARF_HEADER_ONLY)
#define ARF_DECL inline
#elif defined(ARF_SHARED) && defined(_WIN32) && defined(ARF_BUILDING)
#define ARF_DECL __declspec(dllexport)
#elif defined(ARF_SHARED) && defined(_WIN32)
#define ARF_DECL __declspec(dllimport)
#elif defined(__GNUC__)
#define ARF_DECL __attribute__((visibility("default")))
#else
#define ARF_DECL
#endif
