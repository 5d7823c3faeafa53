// SPDX-License-Identifier: BSL-1.0
// Which sanitizer a test is compiled with: g++ defines a macro for it, clang answers a question.
#pragma once

#if defined(__SANITIZE_ADDRESS__)
#define ARF_TEST_ASAN 1
#elif defined(__SANITIZE_THREAD__)
#define ARF_TEST_TSAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARF_TEST_ASAN 1
#elif __has_feature(thread_sanitizer)
#define ARF_TEST_TSAN 1
#endif
#endif
