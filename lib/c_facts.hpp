// SPDX-License-Identifier: BSL-1.0
// The facts of a report as the C interface gives them: the columns of the record, each with a list of values
// in two forms, text and number, made once.
#pragma once

#include <arf/arf.h>

#include <algorithm>
#include <arf/detail/columns.hpp>
#include <arf/mime/decode.hpp>
#include <arf/report.hpp>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace arf::c_interface {

/// The ARF_TYPE_ of the values of a column.
template <class Value>
inline constexpr arf_type type_of = std::same_as<Value, bool>       ? ARF_TYPE_TRUTH
                                    : std::integral<Value>          ? ARF_TYPE_NUMBER
                                    : std::same_as<Value, DateTime> ? ARF_TYPE_TIME
                                                                    : ARF_TYPE_TEXT;
template <class Value>
inline constexpr arf_type type_of<std::optional<Value>> = type_of<Value>;
template <class Value>
inline constexpr arf_type type_of<List<Value>> = type_of<Value>;

/// What a column asks for the carrier.
struct CarrierOf {
    Message const* message;
    Message const& operator()() const noexcept { return *message; }
};

struct FactInfo {
    char const* name;
    char const* about;
    arf_type type;
};

template <class Get>
[[nodiscard]] constexpr FactInfo info_of(detail::Column<Get> const& column) noexcept {
    using Value = decltype(column.value(std::declval<Report const&>(), std::declval<CarrierOf const&>()));
    return {column.name, column.about, type_of<std::remove_cvref_t<Value>>};
}

inline constexpr FactInfo is_report_info{"is_report", "Whether the message is a complaint", ARF_TYPE_TRUTH};
inline constexpr FactInfo format_info{"format", "Wire format of the message: arf, xarf, dsn, ...",
                                      ARF_TYPE_TEXT};
inline constexpr FactInfo reason_info{"reason", "How the format was recognised", ARF_TYPE_TEXT};
inline constexpr FactInfo redacted_info{
    "redacted", "Names of the facts whose addresses the reporter made unreadable (RFC 6590)", ARF_TYPE_TEXT};

/// How many facts there are: the columns, and the four above.
inline constexpr std::size_t fact_count = std::tuple_size_v<decltype(detail::columns)> + 4;

/// All facts in the order of the record, and their numbers in the order of their names.
struct FactTable {
    std::array<FactInfo, fact_count> facts;
    std::array<std::size_t, fact_count> by_name;
};

[[nodiscard]] inline FactTable make_fact_table() noexcept {
    FactTable table{};
    std::size_t size = 0;
    for (auto const& info : {is_report_info, format_info, reason_info}) table.facts[size++] = info;
    detail::for_each_column([&](auto const& column) { table.facts[size++] = info_of(column); });
    table.facts[size] = redacted_info;
    auto const name_of = [&](std::size_t fact) { return std::string_view(table.facts[fact].name); };
    std::iota(table.by_name.begin(), table.by_name.end(), std::size_t{0});
    std::ranges::sort(table.by_name, {}, name_of);
    return table;
}

/// Made at the first call, and the same from then on: a constant, that the compiler can't make of the
/// columns.
[[nodiscard]] inline FactTable const& fact_table() noexcept {
    static FactTable const table = make_fact_table();
    return table;
}

/// The number of the fact of that name; fact_count where there is none.
[[nodiscard]] inline std::size_t find_fact(std::string_view name) noexcept {
    auto const& table = fact_table();
    auto const name_of = [&](std::size_t fact) { return std::string_view(table.facts[fact].name); };
    auto const found = std::ranges::lower_bound(table.by_name, name, {}, name_of);
    return found != table.by_name.end() && name_of(*found) == name ? *found : fact_count;
}

/// The fact of that number; nothing but null and ARF_TYPE_NONE where there is none.
[[nodiscard]] inline FactInfo fact_at(std::size_t index) noexcept {
    return index < fact_count ? fact_table().facts[index] : FactInfo{nullptr, nullptr, ARF_TYPE_NONE};
}

/// The values of all facts of one report.
class Facts {
  public:
    /// @throws std::bad_alloc
    Facts(Report const& report, Message const& carrier);

    /// How many values the fact of that number has; 0 where there is no such fact.
    [[nodiscard]] std::size_t count(std::size_t fact) const noexcept {
        return fact < fact_count ? ends_[fact] - first(fact) : 0;
    }
    /// A value as text, with a NUL behind it. `index` is below count(fact).
    [[nodiscard]] std::string_view text(std::size_t fact, std::size_t index) const noexcept {
        auto const& value = values_[first(fact) + index];
        return {texts_.data() + value.start, value.size};
    }
    /// A number, a yes or no, or microseconds; 0 for any other. `index` is below count(fact).
    [[nodiscard]] std::int64_t number(std::size_t fact, std::size_t index) const noexcept {
        return values_[first(fact) + index].number;
    }

  private:
    struct Value {
        std::size_t start;
        std::size_t size;
        std::int64_t number;
    };

    [[nodiscard]] std::size_t first(std::size_t fact) const noexcept {
        return fact == 0 ? 0 : ends_[fact - 1];
    }
    void end_fact() noexcept { ends_[filled_++] = values_.size(); }

    void add(std::string_view text, std::int64_t number = 0) {
        auto const start = texts_.size();
        bool const is_plain =
            std::all_of(text.begin(), text.end(), [](char c) { return static_cast<signed char>(c) > 0; });
        texts_.append(is_plain ? text : std::string_view(mime::make_utf8(text)));
        values_.push_back({start, texts_.size() - start, number});
        texts_ += '\0';
    }
    void add_value(bool truth) { add(truth ? "true" : "false", truth ? 1 : 0); }
    template <std::unsigned_integral Number>
    requires(!std::same_as<Number, bool>) void add_value(Number number) {
        static_assert(sizeof(Number) < sizeof(std::int64_t));
        add(std::to_string(number), number);
    }
    void add_value(IpAddress const& address) { add(address.to_string()); }
    template <class Shown>
    requires requires(Shown const& shown) { detail::column_text(shown); }
    void add_value(Shown const& shown) { add(detail::column_text(shown)); }

    // As the record does it: what is not engaged, and a date that is no instant, is absent.
    template <class Value>
    void add_column(std::optional<Value> const& value) {
        if (value) add_value(*value);
    }
    void add_column(std::optional<DateTime> const& date) {
        if (!date) return;
        if (auto const instant = date->instant()) add(date->to_string(), instant->time_since_epoch().count());
    }
    template <class Value>
    void add_column(List<Value> values) {
        for (auto const& value : values) add_value(value);
    }
    void add_column(detail::LowerCaseList values) {
        for (auto const name : values.names) add_value(detail::LowerCase{name});
    }

    std::string texts_;  // of all values, each with a NUL behind it
    std::vector<Value> values_;
    std::array<std::size_t, fact_count> ends_{};  // of each fact: behind its last value
    std::size_t filled_ = 0;
};

inline Facts::Facts(Report const& report, Message const& carrier) {
    CarrierOf const carrier_of{&carrier};
    texts_.reserve(1024);
    values_.reserve(32);
    add_value(report.is_complaint());
    end_fact();
    add(name(report.format));
    end_fact();
    if (!report.reason.empty()) add(report.reason);
    end_fact();
    detail::for_each_column([&](auto const& column) {
        add_column(column.value(report, carrier_of));
        end_fact();
    });
    detail::for_each_column([&](auto const& column) {
        auto const value = [&]() -> decltype(auto) { return column.value(report, carrier_of); };
        if (detail::is_redacted_column(value)) add(column.name);
    });
    end_fact();
}

}  // namespace arf::c_interface
