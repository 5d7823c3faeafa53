// SPDX-License-Identifier: BSL-1.0
// operator new, and malloc where that can be replaced, for a program of tests: see allocator.hpp.
#include "allocator.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <new>

namespace arf_faults {
namespace {

std::atomic<long> works_for{-1};  // allocations that still work; negative: all
std::atomic<bool> fails_on{false};
std::atomic<Whose> whose_fail{Whose::all_but_glib_and_libc};
std::atomic<bool> has_failed{false};
std::atomic<long> new_blocks{0};
std::atomic<long> all_blocks{0};

/// Whether the allocation that is asked for now fails.
bool fails_now() noexcept {
    auto const left = works_for.load();
    if (left < 0) return false;
    if (works_for.fetch_sub(1) > 0) return false;
    works_for = fails_on ? 0 : -1;
    has_failed = true;
    errno = ENOMEM;
    return true;
}

}  // namespace

void let_fail_after(long n, Lack lack, Whose whose) noexcept {
    has_failed = false;
    fails_on = lack == Lack::from_then_on;
    whose_fail = whose;
    works_for = n;
}
bool let_work() noexcept {
    works_for = -1;
    return has_failed;
}
long living() noexcept { return new_blocks; }
long living_in_all() noexcept { return all_blocks; }

}  // namespace arf_faults

#if !defined(ARF_TEST_ASAN) && !defined(ARF_TEST_TSAN)

extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
void __libc_free(void* memory);
}

namespace arf_faults {
namespace {

/// Whether a call comes from a library, by the beginnings of the names of its file.
bool is_from(void const* caller, std::initializer_list<char const*> names) noexcept {
    Dl_info info{};
    if (::dladdr(caller, &info) == 0 || info.dli_fname == nullptr) return false;
    return std::any_of(names.begin(), names.end(),
                       [&](char const* name) { return std::strstr(info.dli_fname, name) != nullptr; });
}

bool fails_for(void const* caller) noexcept {
    if (works_for.load() < 0) return false;
    auto const is_glib = is_from(caller, {"/libglib-", "/libgobject-", "/libgmime-"});
    if (whose_fail == Whose::glib) return is_glib && fails_now();
    return !is_glib && !is_from(caller, {"/libc.so", "/ld-linux"}) && fails_now();
}

void* counted(void* memory) noexcept {
    if (memory != nullptr) ++all_blocks;
    return memory;
}

}  // namespace
}  // namespace arf_faults

extern "C" {
void* malloc(std::size_t size) {
    if (arf_faults::fails_for(__builtin_return_address(0))) return nullptr;
    return arf_faults::counted(__libc_malloc(size));
}
void* calloc(std::size_t count, std::size_t size) {
    if (arf_faults::fails_for(__builtin_return_address(0))) return nullptr;
    return arf_faults::counted(__libc_calloc(count, size));
}
void* realloc(void* memory, std::size_t size) {
    if (size != 0 && arf_faults::fails_for(__builtin_return_address(0))) return nullptr;
    void* const moved = __libc_realloc(memory, size);
    if (memory == nullptr) return arf_faults::counted(moved);
    if (size == 0) --arf_faults::all_blocks;
    return moved;
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
    return arf_faults::counted(__libc_memalign(alignment, size));
}
void* memalign(std::size_t alignment, std::size_t size) {
    return arf_faults::counted(__libc_memalign(alignment, size));
}
int posix_memalign(void** memory, std::size_t alignment, std::size_t size) {
    *memory = arf_faults::counted(__libc_memalign(alignment, size));
    return *memory == nullptr ? ENOMEM : 0;
}
void free(void* memory) {
    if (memory != nullptr) --arf_faults::all_blocks;
    __libc_free(memory);
}
}

namespace arf_faults {
namespace {
void* take(std::size_t size) noexcept { return std::malloc(size == 0 ? 1 : size); }  // which may fail
}  // namespace
}  // namespace arf_faults

#else

namespace arf_faults {
namespace {
void* take(std::size_t size) noexcept { return fails_now() ? nullptr : std::malloc(size == 0 ? 1 : size); }
}  // namespace
}  // namespace arf_faults

#endif

namespace arf_faults {
namespace {

void* take_counted(std::size_t size) noexcept {
    void* const memory = take(size);
    if (memory != nullptr) ++new_blocks;
    return memory;
}
void* take_or_throw(std::size_t size) {
    if (void* const memory = take_counted(size)) return memory;
    throw std::bad_alloc{};
}
void give_back(void* memory) noexcept {
    if (memory != nullptr) --new_blocks;
    std::free(memory);
}

}  // namespace
}  // namespace arf_faults

void* operator new(std::size_t size) { return arf_faults::take_or_throw(size); }
void* operator new[](std::size_t size) { return arf_faults::take_or_throw(size); }
void* operator new(std::size_t size, std::nothrow_t const&) noexcept {
    return arf_faults::take_counted(size);
}
void* operator new[](std::size_t size, std::nothrow_t const&) noexcept {
    return arf_faults::take_counted(size);
}
void operator delete(void* memory) noexcept { arf_faults::give_back(memory); }
void operator delete[](void* memory) noexcept { arf_faults::give_back(memory); }
void operator delete(void* memory, std::size_t) noexcept { arf_faults::give_back(memory); }
void operator delete[](void* memory, std::size_t) noexcept { arf_faults::give_back(memory); }
void operator delete(void* memory, std::nothrow_t const&) noexcept { arf_faults::give_back(memory); }
void operator delete[](void* memory, std::nothrow_t const&) noexcept { arf_faults::give_back(memory); }
