// SPDX-License-Identifier: BSL-1.0
// What the C interface promises where memory runs out: ARF_NO_MEMORY, nothing leaked, and the next call
// works. This program's operator new fails at the n-th call, for every n until nothing fails any more.
#include <arf/arf.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <new>
#include <sstream>
#include <string>

namespace {

std::atomic<long> living{0};     // blocks that were not freed yet
std::atomic<long> fails_in{-1};  // how many more calls work; negative: all

void* take(std::size_t size) noexcept {
    if (fails_in.load() >= 0 && fails_in.fetch_sub(1) == 0) {
        fails_in = 0;  // and so does every later call
        return nullptr;
    }
    void* const memory = std::malloc(size == 0 ? 1 : size);
    if (memory != nullptr) ++living;
    return memory;
}
void* take_or_throw(std::size_t size) {
    if (void* const memory = take(size)) return memory;
    throw std::bad_alloc{};
}
void give_back(void* memory) noexcept {
    if (memory != nullptr) --living;
    std::free(memory);
}

}  // namespace

void* operator new(std::size_t size) { return take_or_throw(size); }
void* operator new[](std::size_t size) { return take_or_throw(size); }
void* operator new(std::size_t size, std::nothrow_t const&) noexcept { return take(size); }
void* operator new[](std::size_t size, std::nothrow_t const&) noexcept { return take(size); }
void operator delete(void* memory) noexcept { give_back(memory); }
void operator delete[](void* memory) noexcept { give_back(memory); }
void operator delete(void* memory, std::size_t) noexcept { give_back(memory); }
void operator delete[](void* memory, std::size_t) noexcept { give_back(memory); }
void operator delete(void* memory, std::nothrow_t const&) noexcept { give_back(memory); }
void operator delete[](void* memory, std::nothrow_t const&) noexcept { give_back(memory); }

namespace {

/// Runs `work`, which gives a status and leaves nothing behind, with memory for n allocations, for every n.
/// @return how many there are; -1 where a promise was broken.
template <class Work>
long with_little_memory(char const* what, Work const& work) {
    for (long n = 0;; ++n) {
        auto const before = living.load();
        fails_in = n;
        arf_status const status = work();
        fails_in = -1;
        if (living.load() != before) {
            std::fprintf(stderr, "%s: allocation %ld fails, %ld blocks leak\n", what, n,
                         living.load() - before);
            return -1;
        }
        if (status == ARF_OK) return n;
        if (status != ARF_NO_MEMORY || n > 100'000) {
            std::fprintf(stderr, "%s: allocation %ld fails, status %d\n", what, n, static_cast<int>(status));
            return -1;
        }
    }
}

arf_status parse_and_show(std::string const& message) {
    arf_options* options = nullptr;
    auto status = arf_options_new(&options);
    arf_report* report = nullptr;
    if (status == ARF_OK) {
        (void)arf_options_set(options, ARF_OPTION_KEEP_OTHER_MESSAGES, 1);
        status = arf_parse(message.data(), message.size(), options, &report);
    }
    arf_options_free(options);
    char* json = nullptr;
    if (status == ARF_OK) status = arf_report_json(report, "-", 0, 0, &json, nullptr);
    arf_free(json);
    char* value = nullptr;
    if (status == ARF_OK)
        status = arf_report_field_value(report, ARF_FIELDS_CARRIER, "from", &value, nullptr);
    arf_free(value);
    arf_report_free(report);
    return status == ARF_ABSENT ? ARF_OK : status;  // a JSON file has no From
}

arf_status read_mailbox(char const* path) {
    arf_options* options = nullptr;
    auto status = arf_options_new(&options);
    arf_mailbox* mailbox = nullptr;
    if (status == ARF_OK) status = arf_mailbox_open(path, options, &mailbox);
    for (arf_message message; status == ARF_OK;) status = arf_mailbox_next(mailbox, &message, sizeof message);
    if (status == ARF_NO_MEMORY && mailbox != nullptr) {  // from then on every call gives the same
        arf_message message;
        fails_in = -1;
        if (arf_mailbox_next(mailbox, &message, sizeof message) != ARF_NO_MEMORY) status = ARF_INTERNAL;
    }
    arf_mailbox_free(mailbox);
    arf_options_free(options);
    return status == ARF_END ? ARF_OK : status;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fputs("usage: out_of_memory MESSAGE... MAILBOX\n", stderr);
        return 2;
    }
    bool holds = true;
    for (int i = 1; i + 1 < argc; ++i) {
        std::ifstream in{argv[i], std::ios::binary};
        auto const message = (std::ostringstream{} << in.rdbuf()).str();
        (void)parse_and_show(message);  // what GMime and locales keep is taken once
        auto const count = with_little_memory(argv[i], [&] { return parse_and_show(message); });
        std::printf("%s: %ld allocations\n", argv[i], count);
        holds = holds && count > 2;
    }
    auto const count = with_little_memory("mailbox", [&] { return read_mailbox(argv[argc - 1]); });
    std::printf("mailbox: %ld allocations\n", count);
    return holds && count > 2 ? 0 : 1;
}
