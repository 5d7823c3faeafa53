// SPDX-License-Identifier: BSL-1.0
// FieldReader: how one field becomes one member of a report. What table.hpp is made of.
#pragma once

#include <algorithm>
#include <arf/detail/ascii.hpp>
#include <arf/mime/context.hpp>
#include <arf/value/list.hpp>
#include <bit>
#include <cstring>
#include <optional>
#include <string_view>
#include <type_traits>

namespace arf::fields {

/// Copies a folded text without its line ends: each has a blank behind it, or the field would have ended
/// there.
/// @return behind the last byte written.
inline char* unfold_lines(std::string_view raw, char* out) noexcept {
    for (;;) {
        auto const end = raw.find('\n');
        auto line = raw.substr(0, end);
        if (end != raw.npos && line.ends_with('\r')) line.remove_suffix(1);
        out = std::copy(line.begin(), line.end(), out);
        if (end == raw.npos) return out;
        raw.remove_prefix(end + 1);
    }
}

/// As unfold_lines(), for a text with NUL, CR without LF, or CR as line ends: they become blanks, but for a
/// CR that folds.
/// @return behind the last byte written.
inline char* unfold_bytes(std::string_view raw, char* out) noexcept {
    for (std::size_t i = 0; i < raw.size(); ++i) {
        bool const is_end = detail::is_line_end(raw[i]);
        auto const next = i + 1 < raw.size() ? raw[i + 1] : '\0';
        bool const folds = is_end && (detail::is_blank(next) || (raw[i] == '\r' && next == '\n'));
        if (!folds) *out++ = is_end || raw[i] == '\0' ? ' ' : raw[i];
    }
    return out;
}

/// The value of a field: unfolded, without surrounding blanks (RFC 5322, section 2.2.3). A line end before a
/// blank goes, any other CR, LF or NUL becomes a blank. A view of the message where nothing had to be
/// changed.
[[nodiscard]] inline std::string_view text_of(detail::Storage& storage, Field const& field) {
    auto const raw = detail::trim(field.body());
    bool const is_odd = field.is(Field::has_nul) || field.is(Field::has_bare_cr);
    if (field.is(Field::too_long)) return {};
    if (!is_odd && !field.is(Field::folded)) return raw;
    char* const start = storage.allocate<char>(raw.size());
    bool const has_lines = !is_odd && raw.find('\n') != raw.npos;
    char* const end = has_lines ? unfold_lines(raw, start) : unfold_bytes(raw, start);
    storage.give_back(end, start + raw.size());
    // What was a NUL or a bare CR at an end is a blank there now.
    return detail::trim({start, static_cast<std::size_t>(end - start)});
}

/// Adds a value to a list of a report. Capacity is the next power of two, so that a list needs no more than a
/// span.
template <class T>
void append(detail::Storage& storage, List<T>& list, T const& value) {
    auto const size = list.size();
    T* data = const_cast<T*>(list.data());  // made below, and not const there
    if (size == 0 || std::has_single_bit(size)) {
        data = storage.allocate<T>(size == 0 ? 1 : size * 2);
        if (size != 0) std::memcpy(static_cast<void*>(data), list.data(), size * sizeof(T));
    }
    std::construct_at(data + size, value);
    list = {data, size + 1};
}

/// The record being filled (a Report or a Message), facts that are no member of it, and what reading them
/// needs.
template <class Record, class Aside = Record>
struct FieldReader {
    mime::Context& context;
    Record& record;
    Aside& aside;

    /// The member of the record, or of what is kept aside.
    template <class Owner, class Value>
    [[nodiscard]] Value& operator[](Value Owner::*member) noexcept {
        if constexpr (std::is_base_of_v<Owner, Record>) {
            return record.*member;
        } else {
            return aside.*member;
        }
    }
    /// The unfolded value.
    [[nodiscard]] std::string_view text(Field const& field) { return text_of(context.storage, field); }
    /// What a grammar rule reads: the body as it stands, unfolded first where a view of it could show a line
    /// end.
    [[nodiscard]] std::string_view value(Field const& field) {
        return field.is_plain() ? field.body() : text(field);
    }
    template <class T>
    void add(List<T>& list, T const& value) {
        append(context.storage, list, value);
    }
};

/// One known field: its name, where it is defined, how often it may stand, and what reads it.
template <class Reader>
struct KnownField {
    using Read = void (*)(Reader&, Field const&);
    enum Cardinality : bool { once, repeatable };

    std::string_view name;
    std::string_view source;  ///< RFC and section
    Cardinality cardinality;
    Read read;
};

/// Reads a value by a function of the grammar; absent, with a diagnostic, where it cannot be read.
template <auto Member, auto Parse, DiagnosticCode Bad = DiagnosticCode::bad_value>
struct Typed {
    template <class Reader>
    static void read(Reader& reader, Field const& field) {
        if (field.is(Field::too_long)) return;
        auto const value = Parse(reader.value(field));
        if (!value) return reader.context.note(Bad, field);
        reader[Member] = *value;
    }
};

/// Reads a value as unfolded text; absent where it is empty.
template <auto Member>
struct Text {
    template <class Reader>
    static void read(Reader& reader, Field const& field) {
        if (auto const text = reader.text(field); !text.empty()) reader[Member] = text;
    }
};

/// Adds a value, read by a function of the grammar, to a list.
template <auto Member, auto Parse, DiagnosticCode Bad = DiagnosticCode::bad_value>
struct TypedList {
    template <class Reader>
    static void read(Reader& reader, Field const& field) {
        if (field.is(Field::too_long)) return;
        auto const value = Parse(reader.value(field));
        if (!value) return reader.context.note(Bad, field);
        reader.add(reader[Member], *value);
    }
};

/// Adds unfolded text to a list; nothing where it is empty.
template <auto Member>
struct TextList {
    template <class Reader>
    static void read(Reader& reader, Field const& field) {
        if (auto const text = reader.text(field); !text.empty()) reader.add(reader[Member], text);
    }
};

}  // namespace arf::fields
