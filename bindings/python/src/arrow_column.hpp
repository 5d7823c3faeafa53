// SPDX-License-Identifier: BSL-1.0
// Column: values of one type in the buffers that Arrow's columnar format asks for, filled row by row.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <new>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace arf::arrow {

/// What a column holds.
enum class Type : std::uint8_t { boolean, uint16, uint32, uint64, timestamp, text, text_list };

/// A type as the C data interface writes it, and as people do.
struct TypeName {
    char const* format;
    char const* name;
};
[[nodiscard]] constexpr TypeName name_of(Type type) noexcept {
    constexpr std::array<TypeName, 7> names{{{"b", "bool"},
                                             {"S", "uint16"},
                                             {"I", "uint32"},
                                             {"L", "uint64"},
                                             {"tsu:UTC", "timestamp[us, tz=UTC]"},
                                             {"u", "string"},
                                             {"+l", "list<item: string>"}}};
    return names[static_cast<std::size_t>(type)];
}

/// Memory at addresses that are multiples of 64, as the columnar format recommends for its buffers.
template <class T>
struct Aligned {
    using value_type = T;
    static constexpr std::align_val_t alignment{64};

    Aligned() = default;
    template <class U>
    explicit(false) Aligned(Aligned<U> const&) noexcept {}

    [[nodiscard]] T* allocate(std::size_t n) {
        if (n > std::numeric_limits<std::size_t>::max() / sizeof(T)) throw std::bad_array_new_length();
        return static_cast<T*>(::operator new(n * sizeof(T), alignment));
    }
    void deallocate(T* memory, std::size_t) noexcept { ::operator delete(memory, alignment); }
    friend bool operator==(Aligned const&, Aligned const&) noexcept { return true; }
};
template <class T>
using Buffer = std::vector<T, Aligned<T>>;

/// The longest text of a column, all rows together: its offsets are 32 bits.
inline constexpr std::size_t max_text_bytes = std::numeric_limits<std::int32_t>::max();

/// The values of one column. Filled by append(), one call a row; nothing changes it once it is shared.
class Column {
  public:
    /// @param max_text  As many bytes of text, and as many items of lists, as all rows may have together.
    explicit Column(Type type, std::size_t max_text = max_text_bytes)
        : type_(type), max_text_(max_text < max_text_bytes ? max_text : max_text_bytes) {
        data_.reserve(smallest_buffer);  // a buffer without bytes has an address as well
        if (has_offsets()) offsets_.push_back(0);
        if (type == Type::text_list) items_ = std::make_unique<Column>(Type::text, max_text_);
    }
    /// An empty column like this one, with room for as much as this one has.
    [[nodiscard]] std::unique_ptr<Column> like() const {
        auto made = std::make_unique<Column>(type_, max_text_);
        made->validity_.reserve(validity_.size());
        made->offsets_.reserve(offsets_.size());
        made->data_.reserve(data_.size() + smallest_buffer);
        if (items_) made->items_ = items_->like();
        return made;
    }

    void append_null() {
        if (type_ == Type::boolean) set_bit(data_, length_, false);
        if (width() != 0) data_.resize(data_.size() + width());
        if (has_offsets()) offsets_.push_back(offsets_.back());
        finish_row(false);
    }
    void append_bool(bool truth) {
        set_bit(data_, length_, truth);
        finish_row(true);
    }
    /// A number, or the microseconds of a time; its size is that of the column's type.
    template <class Number>
    void append_number(Number number) {
        auto const* const bytes = reinterpret_cast<std::uint8_t const*>(&number);
        data_.insert(data_.end(), bytes, bytes + sizeof number);
        finish_row(true);
    }
    /// @param text  Valid UTF-8. @throws std::length_error
    void append_text(std::string_view text) {
        if (text.size() > max_text_ - data_.size()) throw std::length_error("text of a column");
        auto const* const bytes = reinterpret_cast<std::uint8_t const*>(text.data());
        data_.insert(data_.end(), bytes, bytes + text.size());
        offsets_.push_back(static_cast<std::int32_t>(data_.size()));
        finish_row(true);
    }
    /// Ends a list, whose items were appended to items() before. @throws std::length_error
    void append_list() {
        if (items_->length_ > max_text_) throw std::length_error("items of a column");
        offsets_.push_back(static_cast<std::int32_t>(items_->length_));
        finish_row(true);
    }
    [[nodiscard]] Column& items() noexcept { return *items_; }

    /// Takes back all but the first rows, and what was begun behind them.
    void truncate(std::size_t rows) noexcept {
        for (auto row = rows; row < length_; ++row) null_count_ -= has_bit(validity_, row) ? 0U : 1U;
        length_ = rows < length_ ? rows : length_;
        validity_.resize(bytes_of_bits(length_));
        clear_bits_behind(validity_);
        if (has_offsets()) offsets_.resize(length_ + 1);
        if (items_) return items_->truncate(static_cast<std::size_t>(offsets_.back()));
        if (type_ == Type::boolean) {
            data_.resize(bytes_of_bits(length_));
            return clear_bits_behind(data_);
        }
        data_.resize(type_ == Type::text ? static_cast<std::size_t>(offsets_.back()) : length_ * width());
    }

    [[nodiscard]] Type type() const noexcept { return type_; }
    [[nodiscard]] std::size_t length() const noexcept { return length_; }
    [[nodiscard]] std::size_t null_count() const noexcept { return null_count_; }
    [[nodiscard]] Column const* items() const noexcept { return items_.get(); }
    /// The memory that the values take.
    [[nodiscard]] std::size_t bytes() const noexcept {
        return validity_.size() + offsets_.size() * sizeof(std::int32_t) + data_.size() +
               (items_ ? items_->bytes() : 0U);
    }
    /// The buffers in the order of the format: validity (null where nothing is null), offsets where there are
    /// any, values where they are not in a child.
    [[nodiscard]] std::vector<void const*> buffers() const {
        std::vector<void const*> all{null_count_ == 0 ? nullptr : validity_.data()};
        if (has_offsets()) all.push_back(offsets_.data());
        if (!items_) all.push_back(data_.data());
        return all;
    }

  private:
    static constexpr std::size_t smallest_buffer = 64;

    [[nodiscard]] bool has_offsets() const noexcept {
        return type_ == Type::text || type_ == Type::text_list;
    }
    /// Bytes of a value; 0 where they are not all alike, or bits.
    [[nodiscard]] std::size_t width() const noexcept {
        constexpr std::array<std::uint8_t, 7> widths{0, 2, 4, 8, 8, 0, 0};
        return widths[static_cast<std::size_t>(type_)];
    }
    [[nodiscard]] static std::size_t bytes_of_bits(std::size_t bits) noexcept { return (bits + 7) / 8; }
    /// Bits are numbered from the least significant one.
    static void set_bit(Buffer<std::uint8_t>& bits, std::size_t at, bool value) {
        bits.resize(bytes_of_bits(at + 1));
        if (value) bits[at / 8] = static_cast<std::uint8_t>(bits[at / 8] | 1U << at % 8);
    }
    [[nodiscard]] static bool has_bit(Buffer<std::uint8_t> const& bits, std::size_t at) noexcept {
        return (bits[at / 8] >> at % 8 & 1U) != 0;
    }
    void clear_bits_behind(Buffer<std::uint8_t>& bits) const noexcept {
        if (length_ % 8 == 0) return;
        bits.back() = static_cast<std::uint8_t>(bits.back() & ((1U << length_ % 8) - 1U));
    }
    void finish_row(bool is_valid) {
        set_bit(validity_, length_, is_valid);
        null_count_ += is_valid ? 0U : 1U;
        ++length_;
    }

    Type type_;
    std::size_t max_text_;
    std::size_t length_ = 0;
    std::size_t null_count_ = 0;
    Buffer<std::uint8_t> validity_;
    Buffer<std::int32_t> offsets_;
    Buffer<std::uint8_t> data_;
    std::unique_ptr<Column> items_;  ///< of a list: all items of all rows
};

}  // namespace arf::arrow
