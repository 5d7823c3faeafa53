// SPDX-License-Identifier: BSL-1.0
// The table of diagnostics: names, what it looks like as text, and docs/diagnostics.md, which shows it.
#include <gtest/gtest.h>

#include <arf/diagnostic.hpp>
#include <set>
#include <support.hpp>

namespace diagnostic_test {

using arf::detail::diagnostic_table;

/// docs/diagnostics.md as the table wants it.
std::string page() {
    std::string out =
        "<!-- SPDX-License-Identifier: BSL-1.0 -->\n"
        "# Diagnostics\n\n"
        "What `Report::diagnostics` may tell about a message. A *note* is legal or harmless; a *warning* is "
        "not as the standards\n"
        "want it, and understood all the same; an *error* is the reason why a fact is missing from the "
        "record.\n\n"
        "The table is `include/arf/impl/diagnostic.ipp`; `tests/diagnostic_test.cpp` compares the two and "
        "prints this page.\n\n"
        "| code | severity | source | what was odd | what was done |\n"
        "|---|---|---|---|---|\n";
    for (auto const& info : diagnostic_table) {
        out.append("| `")
            .append(info.name)
            .append("` | ")
            .append(name(info.severity))
            .append(" | ")
            .append(info.source);
        out.append(info.source.empty() ? "| " : " | ")
            .append(info.text)
            .append(" | ")
            .append(info.action)
            .append(" |\n");
    }
    return out;
}

TEST(Diagnostics, HaveNamesOfTheirOwn) {
    std::set<std::string_view> names;
    for (auto const& info : diagnostic_table) {
        EXPECT_TRUE(names.insert(info.name).second) << info.name;
        EXPECT_EQ(info.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789"),
                  std::string_view::npos)
            << info.name;
        EXPECT_FALSE(info.text.empty()) << info.name;
        EXPECT_FALSE(info.action.empty()) << info.name;
        EXPECT_EQ(&diagnostic_info(info.code), &info);
    }
}

TEST(Diagnostics, ThatAreLimitsAreNamedAfterThem) {
    for (auto const& info : diagnostic_table) {
        EXPECT_EQ(info.text.find(" max_") != std::string_view::npos, info.name.starts_with("limit_"))
            << info.name;
    }
}

TEST(Diagnostics, AreAllInTheDocs) {
    auto const file = std::filesystem::path{ARF_SOURCE_DIR} / "docs/diagnostics.md";
    EXPECT_TRUE(arf_test::read_file(file) == page()) << file << " should be:\n" << page();
}

TEST(Diagnostics, ReadAsOneLine) {
    arf::Diagnostic const diagnostic{arf::DiagnosticCode::bad_date, 812, 31, "Arrival-Date"};
    EXPECT_EQ(to_string(diagnostic),
              "error: bad_date at 812+31 (Arrival-Date): a date that cannot be read, RFC 5322 section 3.3; "
              "left absent");
    EXPECT_EQ(to_string(arf::Diagnostic{arf::DiagnosticCode::byte_order_mark, 0, 3}),
              "note: byte_order_mark at 0+3: a byte order mark stands before the header; skipped");
}

}  // namespace diagnostic_test
