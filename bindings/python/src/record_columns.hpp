// SPDX-License-Identifier: BSL-1.0
// The flat record as columns: which there are, what they hold, and how a report becomes a row of them.
//
// The facts are the table of arf/detail/columns.hpp, from which JSON and the attributes in Python are made
// too: a fact that is added there is a column here.
#pragma once

#include <arf/arf.hpp>
#include <arf/detail/columns.hpp>
#include <arf/mime/decode.hpp>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "arrow_column.hpp"
#include "arrow_export.hpp"

namespace arf::arrow {

/// A report that becomes a row. The message that brought it is made where a column asks for it.
class Row {
  public:
    /// @param attribution  Null where no column shows it.
    Row(Report const& report, RecordSource const& source, Attribution const* attribution = nullptr)
        : report_(report), source_(source), attribution_(attribution) {}

    [[nodiscard]] Report const& report() const noexcept { return report_; }
    [[nodiscard]] RecordSource const& source() const noexcept { return source_; }
    [[nodiscard]] Attribution const* attribution() const noexcept { return attribution_; }
    [[nodiscard]] Message const& carrier() const {
        if (!carrier_) carrier_ = report_.carrier();
        return *carrier_;
    }

  private:
    Report const& report_;
    RecordSource source_;
    Attribution const* attribution_;
    mutable std::optional<Message> carrier_;
};

// Appending a value: its type says how it is shown, as in JSON.

inline void append(Column& column, std::string_view text) {
    bool const is_clean = mime::is_utf8(text) && text.find('\0') == std::string_view::npos;
    if (is_clean) return column.append_text(text);
    column.append_text(mime::make_utf8(text));
}
inline void append(Column& column, std::same_as<bool> auto truth) { column.append_bool(truth); }
template <std::unsigned_integral Number>
requires(!std::same_as<Number, bool>) void append(Column& column, Number number) {
    column.append_number(number);
}
inline void append(Column& column, IpAddress const& address) { column.append_text(address.to_string()); }
/// Null outside the years 1 to 9999, which Python's calendar has: as Report's attributes.
inline void append(Column& column, DateTime const& date) {
    using namespace std::chrono_literals;
    constexpr std::chrono::sys_days first{std::chrono::year{1} / 1 / 1};
    constexpr std::chrono::sys_days behind_last{std::chrono::year{10000} / 1 / 1};
    auto const instant = date.instant();
    if (!instant || *instant < first || *instant >= behind_last) return column.append_null();
    column.append_number(static_cast<std::int64_t>(instant->time_since_epoch().count()));
}
template <class T>
requires requires(T const& shown) {
    detail::column_text(shown);
} &&(!std::convertible_to<T const&, std::string_view>)void append(Column& column, T const& shown) {
    append(column, std::string_view(detail::column_text(shown)));
}
template <class T>
void append(Column& column, std::optional<T> const& value) {
    value ? append(column, *value) : column.append_null();
}
template <class T>
void append(Column& column, List<T> values) {
    for (auto const& value : values) append(column.items(), value);
    column.append_list();
}
inline void append(Column& column, detail::LowerCaseList list) {
    for (auto const& name : list.names) append(column.items(), detail::LowerCase{name});
    column.append_list();
}

/// The type of the column that holds such values; any other than these is text.
template <class Value>
inline constexpr Type type_of = Type::text;
template <class Value>
inline constexpr Type type_of<std::optional<Value>> = type_of<Value>;
template <class Value>
inline constexpr Type type_of<List<Value>> = Type::text_list;
template <>
inline constexpr Type type_of<detail::LowerCaseList> = Type::text_list;
template <>
inline constexpr Type type_of<bool> = Type::boolean;
template <>
inline constexpr Type type_of<std::uint16_t> = Type::uint16;
template <>
inline constexpr Type type_of<std::uint32_t> = Type::uint32;
template <>
inline constexpr Type type_of<std::uint64_t> = Type::uint64;
template <>
inline constexpr Type type_of<DateTime> = Type::timestamp;

/// Whether a column is there without being asked for by name.
enum class Shown : std::uint8_t { always, with_attribution, by_name };

/// One column of the record.
struct RecordColumn {
    ColumnType type;
    void (*append_row)(Column& column, Row const& row);
    Shown shown = Shown::always;
};

/// A column of what `get`, which captures nothing, gets from a row.
template <class Get>
[[nodiscard]] RecordColumn column_of(char const* name, Get, Shown shown = Shown::always) {
    static_assert(std::is_empty_v<Get>);
    using Value = std::remove_cvref_t<std::invoke_result_t<Get, Row const&>>;
    return {
        {name, type_of<Value>}, [](Column& column, Row const& row) { append(column, Get{}(row)); }, shown};
}

/// A fact of the table, by its place there.
template <std::size_t I>
struct Fact {
    [[nodiscard]] decltype(auto) operator()(Row const& row) const {
        return std::get<I>(detail::columns).value(row.report(), [&]() -> Message const& {
            return row.carrier();
        });
    }
};

[[nodiscard]] inline std::optional<std::string_view> unless_empty(std::string_view text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

inline void append_redacted(Column& column, Row const& row) {
    auto const carrier = [&]() -> Message const& { return row.carrier(); };
    detail::for_each_column([&](auto const& fact) {
        auto const value = [&]() -> decltype(auto) { return fact.value(row.report(), carrier); };
        if (detail::is_redacted_column(value)) append(column.items(), fact.name);
    });
    column.append_list();
}
inline void append_diagnostics(Column& column, Row const& row) {
    for (auto const& diagnostic : row.report().diagnostics)
        append(column.items(), diagnostic_info(diagnostic.code).name);
    column.append_list();
}
[[nodiscard]] inline std::string json_of(Row const& row) {
    return row.attribution() != nullptr ? to_json(row.report(), *row.attribution(), row.source())
                                        : to_json(row.report(), row.source());
}

/// The value of an answer, and how sure it is.
template <auto Answer>
struct AnswerOf {
    [[nodiscard]] auto const& operator()(Row const& row) const { return (row.attribution()->*Answer).value; }
};
template <auto Answer>
struct ConfidenceOf {
    [[nodiscard]] std::string_view operator()(Row const& row) const {
        return name((row.attribution()->*Answer).confidence);
    }
};
template <auto Answer>
void add_answer(std::vector<RecordColumn>& all, char const* value, char const* confidence) {
    all.push_back(column_of(value, AnswerOf<Answer>{}, Shown::with_attribution));
    all.push_back(column_of(confidence, ConfidenceOf<Answer>{}, Shown::with_attribution));
}
/// The answers that are one value, under the names of their keys in the record.
inline void add_attribution_columns(std::vector<RecordColumn>& all) {
    using A = Attribution;
    add_answer<&A::source>(all, "attribution_source", "attribution_source_confidence");
    add_answer<&A::source_port>(all, "attribution_source_port", "attribution_source_port_confidence");
    add_answer<&A::recipient>(all, "attribution_recipient", "attribution_recipient_confidence");
    add_answer<&A::message_id>(all, "attribution_message_id", "attribution_message_id_confidence");
    add_answer<&A::campaign>(all, "attribution_campaign", "attribution_campaign_confidence");
    add_answer<&A::customer>(all, "attribution_customer", "attribution_customer_confidence");
    add_answer<&A::account>(all, "attribution_account", "attribution_account_confidence");
}

[[nodiscard]] inline std::vector<RecordColumn> make_record_columns() {
    std::vector<RecordColumn> all;
    all.push_back(column_of("source", [](Row const& row) { return row.source().source; }));
    all.push_back(column_of("index", [](Row const& row) { return row.source().index; }));
    all.push_back(column_of("offset", [](Row const& row) { return row.source().offset; }));
    all.push_back(column_of("is_report", [](Row const& row) { return row.report().is_complaint(); }));
    all.push_back(column_of("format", [](Row const& row) { return name(row.report().format); }));
    all.push_back(column_of("reason", [](Row const& row) { return unless_empty(row.report().reason); }));
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (all.push_back(column_of(std::get<I>(detail::columns).name, Fact<I>{})), ...);
    }
    (std::make_index_sequence<std::tuple_size_v<decltype(detail::columns)>>{});
    all.push_back({{"redacted", Type::text_list}, &append_redacted});
    add_attribution_columns(all);
    all.push_back({{"diagnostics", Type::text_list}, &append_diagnostics});
    all.push_back(column_of(
        "record", [](Row const& row) { return json_of(row); }, Shown::by_name));
    return all;
}
/// All columns in the order of the record.
[[nodiscard]] inline std::vector<RecordColumn> const& record_columns() {
    static std::vector<RecordColumn> const all = make_record_columns();
    return all;
}

/// Makes batches of rows.
class BatchBuilder {
  public:
    /// @param max_text  As Column's.
    explicit BatchBuilder(std::vector<RecordColumn> columns, std::size_t max_text = max_text_bytes)
        : columns_(std::move(columns)) {
        for (auto const& column : columns_)
            buffers_.push_back(std::make_shared<Column>(column.type.type, max_text));
    }

    [[nodiscard]] std::size_t rows() const noexcept { return rows_; }
    /// The memory that the values of the batch take.
    [[nodiscard]] std::size_t bytes() const noexcept {
        std::size_t sum = 0;
        for (auto const& buffer : buffers_) sum += buffer->bytes();
        return sum;
    }
    [[nodiscard]] std::vector<ColumnType> types() const {
        std::vector<ColumnType> types;
        for (auto const& column : columns_) types.push_back(column.type);
        return types;
    }

    /// Adds a row; where there is an exception the batch is as it was before.
    /// @throws std::bad_alloc
    /// @throws std::length_error  Where a column would hold 2 GiB of text, or more.
    void add(Row const& row) {
        try {
            for (std::size_t i = 0; i < columns_.size(); ++i) columns_[i].append_row(*buffers_[i], row);
        } catch (...) {
            for (auto const& buffer : buffers_) buffer->truncate(rows_);
            throw;
        }
        ++rows_;
    }
    /// The rows so far; the next row begins another batch.
    [[nodiscard]] Batch take() {
        std::vector<std::shared_ptr<Column>> fresh;
        for (auto const& buffer : buffers_) fresh.push_back(buffer->like());
        Batch batch{rows_, {buffers_.begin(), buffers_.end()}};
        buffers_ = std::move(fresh);
        rows_ = 0;
        return batch;
    }

  private:
    std::vector<RecordColumn> columns_;
    std::vector<std::shared_ptr<Column>> buffers_;
    std::size_t rows_ = 0;
};

}  // namespace arf::arrow
