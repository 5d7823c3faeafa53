// SPDX-License-Identifier: BSL-1.0
// docs/record.md, which lists the columns of a record: compared with the table that makes them.
#include <gtest/gtest.h>

#include <arf/detail/columns.hpp>
#include <support.hpp>

namespace docs_record_test {

/// How a value is shown in JSON and in Python.
struct Shown {
    std::string_view json;
    std::string_view python;
};

template <class T>
inline constexpr Shown shown{"string", "str"};
template <>
inline constexpr Shown shown<bool>{"true or false", "bool"};
template <>
inline constexpr Shown shown<std::uint16_t>{"number", "int"};
template <>
inline constexpr Shown shown<std::uint32_t>{"number", "int"};
template <>
inline constexpr Shown shown<arf::DateTime>{"time", "datetime"};
template <>
inline constexpr Shown shown<arf::IpAddress>{"IP address", "IPv4Address or IPv6Address"};
template <class T>
inline constexpr Shown shown<std::optional<T>> = shown<T>;
template <class T>
inline constexpr Shown shown<arf::List<T>>{"list of strings", "tuple of str"};
template <>
inline constexpr Shown shown<arf::detail::LowerCaseList>{"list of strings", "tuple of str"};

/// The table of docs/record.md.
std::string table() {
    std::string out = "| key | JSON | Python | what it says |\n|---|---|---|---|\n";
    arf::Message const carrier;
    auto const no_carrier = [&]() -> arf::Message const& { return carrier; };
    arf::detail::for_each_column([&](auto const& column) {
        using Value = std::remove_cvref_t<decltype(column.value(arf::Report{}, no_carrier))>;
        out.append("| `").append(column.name).append("` | ").append(shown<Value>.json).append(" | ");
        out.append(shown<Value>.python).append(" | ").append(column.about).append(" |\n");
    });
    return out;
}

TEST(RecordPage, ListsAllColumns) {
    auto const file = std::filesystem::path{ARF_SOURCE_DIR} / "docs/record.md";
    auto const page = arf_test::read_file(file);
    EXPECT_NE(page.find("\n\n" + table() + "\n"), page.npos) << file << " should hold:\n" << table();
}

/// The keys that stand in every record or in that of an error, whatever the table of columns holds.
TEST(RecordPage, ListsTheKeysBesideTheColumns) {
    auto const page = arf_test::read_file(std::filesystem::path{ARF_SOURCE_DIR} / "docs/record.md");
    for (auto key : {"source", "index", "offset", "is_report", "format", "reason", "extensions", "redacted",
                     "diagnostics", "error"}) {
        EXPECT_NE(page.find("\n| `" + std::string(key) + "` |"), page.npos) << key;
    }
}

}  // namespace docs_record_test
