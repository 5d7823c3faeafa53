// SPDX-License-Identifier: BSL-1.0
// Reading X-ARF's YAML: values as written, one bad pair at a time, nothing followed.
#include <gtest/gtest.h>

#include <arf/document/yaml.hpp>
#include <document/reading.hpp>
#include <linear.hpp>
#include <support.hpp>

namespace document_yaml_test {

using arf::DiagnosticCode;
using arf_test::cpu_seconds;
using arf_test::Reading;
using arf_test::repeat;
using arf_test::time_limit;

Reading read(std::string_view text, arf::ParseOptions options = {}) {
    return Reading(&arf::document::read_yaml, text, options);
}
std::string show(std::string_view text) { return arf_test::shown(read(text).document); }

/// A value, without any diagnostic.
void ok(std::string_view line, std::string_view value) {
    auto const reading = read("A: before\nKey: " + std::string(line) + "\nZ: behind\n");
    EXPECT_EQ(reading["Key"], value) << line;
    EXPECT_EQ(reading["A"], "before") << line;
    EXPECT_EQ(reading["Z"], "behind") << line;
    EXPECT_TRUE(reading.diagnostics.empty()) << line;
}
/// A value that YAML does not allow: as written.
void raw(std::string_view line, std::string_view value) {
    auto const reading = read("A: before\nKey: " + std::string(line) + "\nZ: behind\n");
    EXPECT_EQ(reading["Key"], value) << line;
    EXPECT_EQ(reading["Z"], "behind") << line;
    ASSERT_EQ(reading.diagnostics.size(), 1U) << line;
    EXPECT_EQ(reading.diagnostics[0].code, DiagnosticCode::nonstandard_yaml) << line;
    EXPECT_EQ(reading.diagnostics[0].field, "Key") << line;
}
/// No flat pair: told and left out.
void left_out(std::string_view lines) {
    auto const reading = read("A: before\n" + std::string(lines) + "\nZ: behind\n");
    EXPECT_EQ(arf_test::shown(reading.document), "{A:\"before\",Z:\"behind\"}") << lines;
    ASSERT_FALSE(reading.diagnostics.empty()) << lines;
    for (auto const& one : reading.diagnostics) EXPECT_EQ(one.code, DiagnosticCode::bad_yaml) << lines;
}

TEST(Yaml, IsAMapOfTexts) {
    EXPECT_EQ(show("---\nReported-From: a@example.net\nSource: 192.0.2.1\n...\nno: more\n"),
              "{Reported-From:\"a@example.net\",Source:\"192.0.2.1\"}");
    EXPECT_EQ(show("%YAML 1.1\n# a comment\n\n---\nA:\tb \n\n  # another\nC:\n"), "{A:\"b\",C:\"\"}");
    EXPECT_EQ(show("\xEF\xBB\xBF"
                   "A: b"),
              "{A:\"b\"}");
    for (auto const* const text : {"", "\n\n", "---\n...", "no pair", "# A: b"})
        EXPECT_TRUE(read(text).document.empty()) << text;
}

TEST(Yaml, HasNoTypes) {
    for (auto const* const value : {"0.2", "NO", "yes", "12:30", "2026-03-03", "2026-03-03T10:00:00Z", "0x1F",
                                    "1_000", "null", "~", ".inf", "Tue, 03 Mar 2026 10:00:00 +0000",
                                    "2001:db8::1", "https://example.org/a?b=c", "SIRT#0000730929", "+1"})
        ok(value, value);
}

TEST(Yaml, UndoesQuotesAndEscapes) {
    ok("'1234567'", "1234567");
    ok("'it''s'", "it's");
    ok("\"a\\tb \\u00e9 \\\"\"", "a\tb \xC3\xA9 \"");
    ok("'a: b # c'", "a: b # c");
    ok("plain # a comment", "plain");
    ok("''", "");
}

TEST(Yaml, ContinuesOnDeeperLines) {
    ok("one\n  two\n\n  three", "one two\nthree");
    ok("|\n  a\n   b\n", "a\n b");  // a final line end is never part of a value
    ok(">-\n  a\n  b\n", "a b");
    ok("\"a\n  b\"", "a b");
}

TEST(Yaml, TakesWhatYamlRefusesAsWritten) {
    for (auto const* const value :
         {"77:abc: x", "@home", "`tick`", "%a", "'open", "\"open", "'a' b", "192.0.2.1: 80",
          "***@example.com", "*", "&", "!<", "a\x01z", "\"\\q\"", "end:"})
        raw(value, value);
    raw("@home\n  and more", "@home\n  and more");
}

TEST(Yaml, KeepsInvalidUtf8) {
    ok("caf\xE9", "caf\xE9");
    raw("'caf\xE9'", "'caf\xE9'");
}

TEST(Yaml, FollowsNothing) {
    for (auto const* const line : {"Key: &a b", "Key: *a", "Key: !!str b", "Key: !t b", "Key: !b",
                                   "&k Key: b", "*k : b", "Key: [a, b]", "Key: {a: b}", "Key:\n  a: b",
                                   "Key:\n  - a", "Key: - a", "- Key: b", "? Key", "[a]: b", "{a: b}"})
        left_out(line);
    std::string bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n";
    for (int i = 1; i < 9; ++i) {
        auto const last = "*a" + std::to_string(i - 1);
        bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + repeat(last + ",", 9) + "]\n";
    }
    EXPECT_TRUE(read(bomb).document.empty());
}

TEST(Yaml, LeavesLinesWithoutColonOut) {
    left_out("a line of prose");
    left_out("-- ");
    left_out(": no key");
}

TEST(Yaml, MayBeIndentedAsAWhole) {
    EXPECT_EQ(show("  A: b\n    c\n  D: 'e'\n"), "{A:\"b c\",D:\"e\"}");
    EXPECT_EQ(show("\tA: b\n\tC: d\n"), "{A:\"b\",C:\"d\"}");
}

TEST(Yaml, ReadsAnyLineEnd) {
    std::string const text = "---\nA: b\nC: 'd'\nE: f\n  g\n...\n";
    for (auto const* const eol : {"\n", "\r\n", "\r"})
        EXPECT_EQ(show(arf_test::replaced(text, "\n", eol)), "{A:\"b\",C:\"d\",E:\"f g\"}");
}

TEST(Yaml, EndsWhereAnotherMapBegins) {
    Reading const first(&arf::document::read_yaml, "---\nA: b\n---\nA: c\n", {}, true);
    EXPECT_EQ(first["A"], "b");
    EXPECT_EQ(first.rest, "---\nA: c\n");
    EXPECT_TRUE(first.diagnostics.empty());
    auto const alone = read("A: b\n---\nA: c\n");
    EXPECT_EQ(arf_test::shown(alone.document), "{A:\"b\"}");
    EXPECT_TRUE(arf_test::has(alone.diagnostics, DiagnosticCode::bad_yaml));
}

TEST(Yaml, TellsOfDuplicateKeysAndFindsTheFirst) {
    auto const reading = read("A: b\nC: d\n'A': e\n");
    EXPECT_EQ(reading["A"], "b");
    ASSERT_EQ(reading.diagnostics.size(), 1U);
    EXPECT_EQ(reading.diagnostics[0].code, DiagnosticCode::duplicate_key);
    EXPECT_EQ(reading.diagnostics[0].offset, 11U);
}

TEST(Yaml, CopiesOnlyWhatHadToChange) {
    auto const reading = read("A: b\nC: 'd'\nE: 'f''g'\n");
    EXPECT_TRUE(arf_test::lies_in(reading["A"], reading.input()));
    EXPECT_TRUE(arf_test::lies_in(reading["C"], reading.input()));
    EXPECT_FALSE(arf_test::lies_in(reading["E"], reading.input()));
}

TEST(Yaml, HasLimits) {
    EXPECT_TRUE(arf_test::has(read("A: b", {.max_document_bytes = 3}).diagnostics,
                              DiagnosticCode::limit_document_bytes));
    auto const full = read("A: b\nC: d\n", {.max_nodes = 2});
    EXPECT_TRUE(full.document.empty());
    EXPECT_TRUE(arf_test::has(full.diagnostics, DiagnosticCode::limit_nodes));
    EXPECT_FALSE(read("A: b\nC: d\n", {.max_nodes = 3}).document.empty());
}

TEST(Yaml, IsReadInLinearTime) {
    auto const many = arf_test::million;
    for (auto const& text :
         {repeat("A: b\n", many), repeat("x\n", 4 * many), repeat("A: 'b'\n", 200'000), repeat(":", 8 * many),
          "A: " + repeat("[", 100'000), "A: &a " + repeat("[", 100'000), "A: &a\n  " + repeat("- ", 100'000),
          "A:\n" + repeat(" x\n", many), "A: '" + repeat("b", 8 * many) + "'", "A: '" + repeat("b\n ", many),
          "A: |\n" + repeat("  b\n", many), repeat("\n", 16 * many), "\"" + repeat("\\", 4 * many) + ": b",
          repeat("#\n", 4 * many), "A: \"" + repeat("\\n", many) + "\"", "'A': " + repeat("a: ", many),
          "A: &a " + repeat("{a: ", 100'000), "A: &a " + repeat("? ", 100'000)}) {
        EXPECT_LT(cpu_seconds([&] { (void)read(text); }), time_limit) << text.substr(0, 40);
    }
}

TEST(Yaml, SurvivesDamage) {
    std::string const text =
        "---\r\nA: 'b''c'\nD: \"e\\u0041\"\n  f\nG: &h i\nJ: [k]\nL: |\n  m\nN: o # p\n...\n";
    for (std::size_t size = 0; size < text.size(); ++size) (void)read(text.substr(0, size));
    for (std::size_t place = 0; place < text.size(); ++place) {
        for (int byte = 0; byte < 256; ++byte) {
            auto damaged = text;
            damaged[place] = static_cast<char>(byte);
            auto const reading = read(damaged);
            for (auto const& one : reading.diagnostics) EXPECT_LE(one.offset + one.length, text.size());
            if (place > 4 && place < 12 && byte != 'L') {
                EXPECT_EQ(reading["L"], "m");
            }
        }
    }
}

}  // namespace document_yaml_test
