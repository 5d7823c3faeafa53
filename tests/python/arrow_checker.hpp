// SPDX-License-Identifier: BSL-1.0
// A strict reader of the Arrow C data interface: says what is wrong with a struct that a consumer would be
// given.
//
// Knows the types that the record has. It reads every byte that a consumer may read, so that a sanitizer sees
// a buffer that is too short.
#pragma once

#include <arf/mime/decode.hpp>
#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <string_view>

#include "../../bindings/python/src/arrow.hpp"

namespace arf_test {

using arf::arrow::ArrowArray;
using arf::arrow::ArrowSchema;

/// What the columnar format asks of a type.
struct ArrowLayout {
    std::int64_t buffers;
    std::int64_t children;
    std::size_t width;  ///< bytes of a value; 0 where there is none, or bits
};

inline std::map<std::string_view, ArrowLayout> const& arrow_layouts() {
    static std::map<std::string_view, ArrowLayout> const layouts{
        {"b", {2, 0, 0}},       {"S", {2, 0, 2}}, {"I", {2, 0, 4}},  {"L", {2, 0, 8}},
        {"tsu:UTC", {2, 0, 8}}, {"u", {3, 0, 0}}, {"+l", {2, 1, 0}}, {"+s", {1, -1, 0}}};
    return layouts;
}

/// What is wrong with a schema; empty where nothing is.
inline std::string arrow_problem(ArrowSchema const& schema) {
    if (schema.release == nullptr) return "schema: released";
    if (schema.format == nullptr) return "schema: no format";
    auto const layout = arrow_layouts().find(schema.format);
    if (layout == arrow_layouts().end()) return std::string("schema: unknown format ") + schema.format;
    if (schema.name == nullptr || !arf::mime::is_utf8(schema.name)) return "schema: name";
    if ((schema.flags & ~7) != 0) return "schema: flags";
    if (schema.dictionary != nullptr) return "schema: dictionary";
    auto const wanted = layout->second.children;
    if (schema.n_children < 0 || (wanted >= 0 && schema.n_children != wanted)) return "schema: n_children";
    if (schema.n_children > 0 && schema.children == nullptr) return "schema: children";
    for (std::int64_t i = 0; i < schema.n_children; ++i) {
        if (schema.children[i] == nullptr) return "schema: null child";
        auto const problem = arrow_problem(*schema.children[i]);
        if (!problem.empty()) return std::string(schema.children[i]->name) + ": " + problem;
    }
    return {};
}

inline bool arrow_bit(void const* bits, std::int64_t at) {
    return (static_cast<std::uint8_t const*>(bits)[at / 8] >> at % 8 & 1) != 0;
}
inline bool arrow_is_null(ArrowArray const& array, std::int64_t row) {
    return array.buffers[0] != nullptr && !arrow_bit(array.buffers[0], array.offset + row);
}

inline std::string arrow_validity_problem(ArrowSchema const& schema, ArrowArray const& array) {
    std::int64_t nulls = 0;
    for (std::int64_t i = 0; i < array.length; ++i) nulls += arrow_is_null(array, i) ? 1 : 0;
    if (nulls != array.null_count) return "null_count";
    if (nulls != 0 && (schema.flags & arf::arrow::flag_nullable) == 0) return "null where none may be";
    return {};
}

/// Offsets never fall, and every text is UTF-8.
inline std::string arrow_offsets_problem(ArrowArray const& array, std::int64_t limit, char const* text) {
    auto const* const offsets = static_cast<std::int32_t const*>(array.buffers[1]) + array.offset;
    if (offsets[0] < 0) return "negative offset";
    for (std::int64_t i = 0; i < array.length; ++i) {
        if (offsets[i + 1] < offsets[i]) return "falling offset";
        if (limit >= 0 && offsets[i + 1] > limit) return "offset behind the items";
        auto const size = static_cast<std::size_t>(offsets[i + 1] - offsets[i]);
        if (text != nullptr && !arf::mime::is_utf8({text + offsets[i], size})) return "text is no UTF-8";
    }
    return {};
}

/// Reads all values of fixed size, or all bits.
inline std::string arrow_values_problem(ArrowArray const& array, std::size_t width) {
    auto const count = static_cast<std::size_t>(array.offset + array.length);
    std::string const copy(static_cast<char const*>(array.buffers[1]),
                           width != 0 ? count * width : (count + 7) / 8);
    if (width != 0 || count % 8 == 0) return {};
    auto const behind = static_cast<std::uint8_t>(copy.back()) >> count % 8;
    return behind != 0 ? "bits behind the values" : "";
}

inline std::string arrow_buffers_problem(ArrowArray const& array) {
    if (array.buffers == nullptr) return "buffers";
    for (std::int64_t i = 0; i < array.n_buffers; ++i) {
        if (array.buffers[i] == nullptr && i != 0) return "null buffer";
        if (reinterpret_cast<std::uintptr_t>(array.buffers[i]) % 64 != 0) return "buffer is not aligned";
    }
    return {};
}

/// What is wrong with an array of this schema; empty where nothing is.
inline std::string arrow_problem(ArrowSchema const& schema, ArrowArray const& array) {
    auto const layout = arrow_layouts().at(schema.format);
    if (array.release == nullptr) return "released";
    if (array.length < 0 || array.offset < 0) return "length or offset";
    if (array.n_buffers != layout.buffers) return "n_buffers";
    if (array.n_children != schema.n_children) return "n_children";
    if (array.dictionary != nullptr) return "dictionary";
    if (array.n_children > 0 && array.children == nullptr) return "children";
    auto problem = arrow_buffers_problem(array);
    if (problem.empty()) problem = arrow_validity_problem(schema, array);
    for (std::int64_t i = 0; problem.empty() && i < array.n_children; ++i) {
        problem = arrow_problem(*schema.children[i], *array.children[i]);
        bool const is_field = std::string_view(schema.format) == "+s";
        if (is_field && array.children[i]->length < array.offset + array.length) problem = "fewer rows";
        if (!problem.empty()) return std::string(schema.children[i]->name) + ": " + problem;
    }
    if (!problem.empty() || std::string_view(schema.format) == "+s") return problem;
    if (std::string_view(schema.format) == "+l")
        return arrow_offsets_problem(array, array.children[0]->length, nullptr);
    if (layout.buffers == 3)
        return arrow_offsets_problem(array, -1, static_cast<char const*>(array.buffers[2]));
    return arrow_values_problem(array, layout.width);
}

/// One value of a column of text, as a consumer reads it.
inline std::string_view arrow_text(ArrowArray const& array, std::int64_t row) {
    auto const* const offsets = static_cast<std::int32_t const*>(array.buffers[1]) + array.offset;
    auto const* const text = static_cast<char const*>(array.buffers[2]);
    return {text + offsets[row], static_cast<std::size_t>(offsets[row + 1] - offsets[row])};
}

}  // namespace arf_test
