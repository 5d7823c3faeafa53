// SPDX-License-Identifier: BSL-1.0
// Storage: the one block of memory in which everything lives that a report had to make itself.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace arf::detail {

/// A bump allocator that is shared by the copies of a report. It frees everything at once, and runs no
/// destructors.
///
/// Filling it is for one thread; once the report is made nothing changes it, and only the reference count is
/// touched.
class alignas(std::max_align_t) Storage {
  public:
    /// @param room  bytes of the first block; more blocks follow, each at least twice as large, when it is
    /// full.
    [[nodiscard]] static Storage* create(std::size_t room) {
        void* memory = ::operator new(sizeof(Storage) + room);
        auto* const first = static_cast<std::byte*>(memory) + sizeof(Storage);
        return ::new (memory) Storage(first, room);
    }
    void retain() noexcept { references_.fetch_add(1, std::memory_order_relaxed); }
    void release() noexcept {
        if (references_.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
        while (blocks_ != nullptr) ::operator delete(std::exchange(blocks_, blocks_->next));
        this->~Storage();
        ::operator delete(this);
    }

    /// Room for `count` objects that need no destructor; not initialised.
    template <class T>
    [[nodiscard]] T* allocate(std::size_t count) {
        static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= alignof(std::max_align_t));
        std::size_t space = static_cast<std::size_t>(end_ - next_);
        void* place = next_;
        if (std::align(alignof(T), count * sizeof(T), place, space) == nullptr) {
            add_block(count * sizeof(T) + alignof(T));
            return allocate<T>(count);
        }
        next_ = static_cast<std::byte*>(place) + count * sizeof(T);
        return static_cast<T*>(place);
    }
    /// Gives the tail of the newest allocation back: [from, end of it) is free again.
    void give_back(void* from, void* end) noexcept {
        if (end == next_) next_ = static_cast<std::byte*>(from);
    }
    [[nodiscard]] std::string_view keep(std::string_view text) {
        if (text.empty()) return {};
        auto* const copy = allocate<char>(text.size());
        std::memcpy(copy, text.data(), text.size());
        return {copy, text.size()};
    }
    /// Takes over the message of parse(std::string&&).
    std::string_view adopt(std::string&& message) noexcept { return message_ = std::move(message); }

  private:
    struct Block {
        Block* next;
    };

    Storage(std::byte* first, std::size_t room) noexcept : next_(first), end_(first + room), size_(room) {}
    ~Storage() = default;

    void add_block(std::size_t at_least) {
        size_ = size_ * 2 > at_least ? size_ * 2 : at_least;
        auto* const memory = static_cast<std::byte*>(::operator new(sizeof(std::max_align_t) + size_));
        blocks_ = ::new (memory) Block{blocks_};
        next_ = memory + sizeof(std::max_align_t);
        end_ = next_ + size_;
    }

    std::atomic<std::uint32_t> references_{1};
    std::byte* next_;
    std::byte* end_;
    std::size_t size_;
    Block* blocks_ = nullptr;
    std::string message_;
};

/// Shared ownership of a Storage; what makes a report copyable.
class StoragePointer {
  public:
    StoragePointer() noexcept = default;
    explicit StoragePointer(Storage* owned) noexcept : storage_(owned) {}
    StoragePointer(StoragePointer const& other) noexcept : storage_(other.storage_) {
        if (storage_ != nullptr) storage_->retain();
    }
    StoragePointer(StoragePointer&& other) noexcept : storage_(std::exchange(other.storage_, nullptr)) {}
    StoragePointer& operator=(StoragePointer other) noexcept {
        std::swap(storage_, other.storage_);
        return *this;
    }
    ~StoragePointer() {
        if (storage_ != nullptr) storage_->release();
    }
    [[nodiscard]] Storage& operator*() const noexcept { return *storage_; }
    [[nodiscard]] Storage* operator->() const noexcept { return storage_; }

  private:
    Storage* storage_ = nullptr;
};

/// A sequence that grows inside a Storage.
template <class T>
class Growing {
    static_assert(std::is_trivially_copyable_v<T>);

  public:
    Growing(Storage& storage, std::size_t expected)
        : storage_(&storage), data_(storage.allocate<T>(expected)), capacity_(expected) {}
    /// Without room of its own until the first element comes.
    explicit Growing(Storage& storage) noexcept : storage_(&storage) {}

    void push_back(T const& value) { emplace_back(value); }
    /// Builds the element in place: copying one that was just written would stall on its narrow stores.
    template <class... Arguments>
    T& emplace_back(Arguments&&... arguments) {
        if (size_ == capacity_) grow();
        return *std::construct_at(data_ + size_++, std::forward<Arguments>(arguments)...);
    }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] T& operator[](std::size_t i) noexcept { return data_[i]; }
    [[nodiscard]] T const& operator[](std::size_t i) const noexcept { return data_[i]; }
    [[nodiscard]] T& back() noexcept { return data_[size_ - 1]; }
    void pop_back() noexcept { --size_; }
    [[nodiscard]] std::span<T const> view(std::size_t first = 0) const noexcept {
        return {data_ + first, size_ - first};
    }
    [[nodiscard]] std::span<T const> view(std::size_t first, std::size_t count) const noexcept {
        return {data_ + first, count};
    }
    /// Gives unused room back where nothing was allocated since.
    void shrink() noexcept {
        storage_->give_back(data_ + size_, data_ + capacity_);
        capacity_ = size_;
    }

  private:
    void grow() {
        std::size_t const wanted = capacity_ == 0 ? 4 : capacity_ * 2;
        T* const larger = storage_->allocate<T>(wanted);
        if (size_ != 0) std::memcpy(static_cast<void*>(larger), data_, size_ * sizeof(T));
        data_ = larger;
        capacity_ = wanted;
    }

    Storage* storage_;
    T* data_ = nullptr;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

}  // namespace arf::detail
