// SPDX-License-Identifier: BSL-1.0
// The malloc of arf_scaling, in front of that of the C library (glibc: "Replacing malloc").
#include "counted_memory.hpp"

#include <malloc.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <new>

// What the C library offers to those who replace its functions.
extern "C" {
void* __libc_malloc(std::size_t size);                           // NOLINT(bugprone-reserved-identifier)
void* __libc_calloc(std::size_t count, std::size_t size);        // NOLINT(bugprone-reserved-identifier)
void* __libc_realloc(void* memory, std::size_t size);            // NOLINT(bugprone-reserved-identifier)
void* __libc_memalign(std::size_t alignment, std::size_t size);  // NOLINT(bugprone-reserved-identifier)
void __libc_free(void* memory);                                  // NOLINT(bugprone-reserved-identifier)
}

namespace arf::benchmark {
namespace {

std::atomic<std::size_t> now{0};
std::atomic<std::size_t> most{0};

void* counted(void* memory) noexcept {
    auto const total =
        now.fetch_add(malloc_usable_size(memory), std::memory_order_relaxed) + malloc_usable_size(memory);
    if (total > most.load(std::memory_order_relaxed)) most.store(total, std::memory_order_relaxed);
    return memory;
}
void forget(void* memory) noexcept { now.fetch_sub(malloc_usable_size(memory), std::memory_order_relaxed); }

}  // namespace

std::size_t allocated() noexcept { return now.load(); }
std::size_t peak() noexcept { return most.load(); }
void forget_peak() noexcept { most.store(now.load()); }

bool counts_memory() {
    constexpr std::size_t size = 100'000;
    auto const before = allocated();
    auto* const memory = ::operator new(size);
    auto const during = allocated();
    ::operator delete(memory);
    return during >= before + size && allocated() == before;
}

}  // namespace arf::benchmark

extern "C" {

void* malloc(std::size_t size) { return arf::benchmark::counted(__libc_malloc(size)); }
void* calloc(std::size_t count, std::size_t size) {
    return arf::benchmark::counted(__libc_calloc(count, size));
}
void* realloc(void* memory, std::size_t size) {
    auto const before = malloc_usable_size(memory);
    auto* const moved = __libc_realloc(memory, size);
    if (moved == nullptr && size != 0) return nullptr;  // the old memory stays
    arf::benchmark::counted(moved);                     // first: while it moves, both are there
    arf::benchmark::now.fetch_sub(before);
    return moved;
}
void* memalign(std::size_t alignment, std::size_t size) {
    return arf::benchmark::counted(__libc_memalign(alignment, size));
}
void* aligned_alloc(std::size_t alignment, std::size_t size) { return memalign(alignment, size); }
int posix_memalign(void** memory, std::size_t alignment, std::size_t size) {
    *memory = memalign(alignment, size);
    return *memory == nullptr ? ENOMEM : 0;
}
void free(void* memory) {
    arf::benchmark::forget(memory);
    __libc_free(memory);
}
}
