// SPDX-License-Identifier: BSL-1.0
// Reading JSON: every kind of value, what is a slice and what is made, limits, and text that is none.
#include <gtest/gtest.h>

#include <arf/document/json.hpp>
#include <document/reading.hpp>
#include <linear.hpp>
#include <support.hpp>

namespace document_json_test {

using arf::DiagnosticCode;
using arf_test::cpu_seconds;
using arf_test::Reading;
using arf_test::repeat;
using arf_test::time_limit;
using Kind = arf::Node::Kind;

Reading read(std::string_view text, arf::ParseOptions options = {}) {
    return Reading(&arf::document::read_json, text, options);
}
std::string show(std::string_view text) { return arf_test::shown(read(text).document); }

/// The only diagnostic, and where it stands.
void fails(std::string_view text, DiagnosticCode code, std::size_t offset, arf::ParseOptions options = {}) {
    auto const reading = read(text, options);
    EXPECT_TRUE(reading.document.empty()) << text.substr(0, 80);
    ASSERT_EQ(reading.diagnostics.size(), 1U) << text.substr(0, 80);
    EXPECT_EQ(reading.diagnostics[0].code, code) << text.substr(0, 80);
    EXPECT_EQ(reading.diagnostics[0].offset, offset) << text.substr(0, 80);
}

TEST(Json, HasEveryKindOfValue) {
    EXPECT_EQ(show(R"({"a":"x","b":[1,-2.50e+3,true,false,null],"c":{},"d":[],"e":{"f":[[]]}})"),
              R"({a:"x",b:[1,-2.50e+3,true,false,null],c:{},d:[],e:{f:[[]]}})");
    EXPECT_EQ(show("\"alone\""), "\"alone\"");
    EXPECT_EQ(show(" [ ] \r\n\t"), "[]");
    EXPECT_EQ(show("\xEF\xBB\xBF{\"a\":1}"), "{a:1}");
}

TEST(Json, KeepsNumbersAsWritten) {
    for (auto const* const number :
         {"0", "-0", "1.0", "18446744073709551615", "18446744073709551616", "1E400", "0.10", "-1e-999"})
        EXPECT_EQ(show("[" + std::string(number) + "]"), "[" + std::string(number) + "]");
}

TEST(Json, ListsNodesInDocumentOrder) {
    auto const reading = read(R"({"a":[1,{"b":2}],"c":3})");
    auto const nodes = reading.document.nodes();
    ASSERT_EQ(nodes.size(), 6U);
    std::vector<std::int32_t> parents;
    std::vector<std::int32_t> ends;
    for (auto const& node : nodes) {
        parents.push_back(node.parent);
        ends.push_back(node.end);
    }
    EXPECT_EQ(parents, (std::vector<std::int32_t>{-1, 0, 1, 1, 3, 0}));
    EXPECT_EQ(ends, (std::vector<std::int32_t>{6, 5, 3, 5, 5, 6}));
    EXPECT_TRUE(nodes[2].key.empty());
}

TEST(Json, UndoesEscapes) {
    EXPECT_EQ(read(R"({"a":"\"\\\/\b\f\n\r\t"})")["a"], "\"\\/\b\f\n\r\t");
    EXPECT_EQ(read(R"({"a":"\u0041b\u00e9\u20AC\ud83d\ude00z"})")["a"],
              "Ab\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80z");
    EXPECT_EQ(read(R"({"\u0061b":"x"})")["ab"], "x");
    EXPECT_EQ(read(R"({"a":"\u0000"})")["a"], std::string_view("\0", 1));
    auto const long_text = repeat("x\\n", 5000);
    EXPECT_EQ(read("{\"a\":\"" + long_text + "\"}")["a"], repeat("x\n", 5000));
}

TEST(Json, RefusesLoneSurrogates) {
    for (auto const* const text : {R"(["\ud83d"])", R"(["\ude00"])", R"(["\ud83dx"])", R"(["\ud83d\u0041"])"})
        EXPECT_TRUE(read(text).document.empty()) << text;
}

TEST(Json, KeepsInvalidUtf8) {
    EXPECT_EQ(read("{\"a\":\"\xE9\xFF\"}")["a"], "\xE9\xFF");
    EXPECT_EQ(read("{\"a\":\"\xE9\\n\xFF\"}")["a"], "\xE9\n\xFF");
}

TEST(Json, CopiesOnlyStringsWithEscapes) {
    auto const reading = read(R"({"plain":"text","made":"a\nb","number":12})");
    EXPECT_TRUE(arf_test::lies_in(reading["plain"], reading.input()));
    EXPECT_TRUE(arf_test::lies_in(reading["number"], reading.input()));
    EXPECT_FALSE(arf_test::lies_in(reading["made"], reading.input()));
}

TEST(Json, TellsOfDuplicateKeysAndFindsTheFirst) {
    auto const reading = read(R"({"a":1,"b":{"a":2,"a":3},"\u0061":4,"c":5})");
    EXPECT_EQ(reading["a"], "1");
    EXPECT_EQ(arf_test::shown(reading.document), "{a:1,b:{a:2,a:3},a:4,c:5}");
    ASSERT_EQ(reading.diagnostics.size(), 2U);
    EXPECT_EQ(reading.diagnostics[0].code, DiagnosticCode::duplicate_key);
    EXPECT_EQ(reading.diagnostics[0].offset, 19U);
    EXPECT_EQ(reading.diagnostics[1].offset, 26U);
    EXPECT_EQ(reading.diagnostics[1].length, 6U);
    EXPECT_EQ(reading.diagnostics[1].field, "a");
    EXPECT_TRUE(read(R"([{"a":1},{"a":2}])").diagnostics.empty());
}

TEST(Json, TellsWhereItIsNone) {
    fails(R"({"a":01})", DiagnosticCode::bad_json, 6);
    fails(R"({"a" 1})", DiagnosticCode::bad_json, 5);
    fails(R"({"a":1,})", DiagnosticCode::bad_json, 7);
    fails("[1 // no comments\n]", DiagnosticCode::bad_json, 3);
    fails("[\"a\nb\"]", DiagnosticCode::bad_json, 3);
    fails("{} {}", DiagnosticCode::bad_json, 3);
    fails("", DiagnosticCode::bad_json, 0);
    fails("{\"a\":", DiagnosticCode::bad_json, 5);
}

TEST(Json, MayHaveTextBehindIt) {
    Reading const footer(&arf::document::read_json, "{\"a\":1}\r\n\r\n--\r\nIf you want {more}", {}, true);
    EXPECT_EQ(footer["a"], "1");
    EXPECT_EQ(footer.rest, "--\r\nIf you want {more}");
    EXPECT_TRUE(footer.diagnostics.empty());
    EXPECT_TRUE(Reading(&arf::document::read_json, "{} \n", {}, true).rest.empty());
    EXPECT_TRUE(Reading(&arf::document::read_json, "no", {}, true).document.empty());
}

TEST(Json, HasLimits) {
    fails("[1,2,3]", DiagnosticCode::limit_document_bytes, 0, {.max_document_bytes = 6});
    fails("[1,2,3]", DiagnosticCode::limit_nodes, 6, {.max_nodes = 3});
    fails("[[[1]]]", DiagnosticCode::limit_document_depth, 2, {.max_document_depth = 2});
    EXPECT_FALSE(read("[1,2,3]", {.max_document_bytes = 7, .max_nodes = 4}).document.empty());
    EXPECT_FALSE(read("[[1]]", {.max_document_depth = 2}).document.empty());
}

TEST(Json, IsNotReadInDepthWhateverTheCallerAllows) {
    arf::ParseOptions const no_limit{.max_document_depth = 1'000'000, .max_nodes = 1'000'000};
    auto const deep = [](std::size_t depth) { return repeat("[", depth) + repeat("]", depth); };
    EXPECT_EQ(read(deep(500), no_limit).document.nodes().size(), 500U);
    for (auto const& text : {deep(501), deep(100'000), repeat("{\"a\":", 100'000), repeat("[", 100'000)}) {
        auto const reading = read(text, no_limit);
        EXPECT_TRUE(reading.document.empty());
        EXPECT_TRUE(arf_test::has(reading.diagnostics, DiagnosticCode::limit_document_depth));
    }
}

TEST(Json, IsReadInLinearTime) {
    arf::ParseOptions const large{.max_document_bytes = std::size_t{64} << 20U, .max_nodes = 20'000'000};
    auto const many = arf_test::million;
    for (auto const& text : {"[\"" + repeat("x", 32 * many) + "\"]", "[\"" + repeat("\\n", 16 * many) + "\"]",
                             "[" + repeat("\"\\n\",", many) + "1]",
                             "{" + repeat("\"same key, again and again\":1,", many) + "\"b\":1}",
                             "[" + repeat("{\"a\":1},", many) + "1]", "[" + repeat("9", 32 * many) + "]",
                             repeat(" ", 32 * many)}) {
        EXPECT_LT(cpu_seconds([&] { (void)read(text, large); }), time_limit) << text.substr(0, 40);
    }
}

TEST(Json, SurvivesDamage) {
    std::string const text =
        "\xEF\xBB\xBF "
        "{\"a\":[1,-2.5e3,true,null,\"\\u0041b\\ud83d\\ude00\"],\"b\\n\":{\"x\":{}},\"a\":\"\xE9\"}";
    for (std::size_t size = 0; size < text.size(); ++size)
        EXPECT_TRUE(read(text.substr(0, size)).document.empty()) << size;
    for (std::size_t place = 0; place < text.size(); ++place) {
        for (int byte = 0; byte < 256; ++byte) {
            auto damaged = text;
            damaged[place] = static_cast<char>(byte);
            for (auto const& one : read(damaged).diagnostics) EXPECT_LE(one.offset + one.length, text.size());
        }
    }
}

TEST(Json, IsToldByItsFirstCharacter) {
    for (auto const* const text : {"{", "[", " \r\n\t{", "\xEF\xBB\xBF{"})
        EXPECT_TRUE(arf::document::looks_like_json(text)) << text;
    for (auto const* const text : {"", " ", "a{", "\"{\"", "\xEF\xBB{"})
        EXPECT_FALSE(arf::document::looks_like_json(text)) << text;
}

TEST(Document, FindsMembersByPath) {
    auto const reading =
        read(R"({"Report":{"Source-Ip":"192.0.2.1","n":1,"b":true},"list":[1,"x",{"k":null}]})");
    auto const& document = reading.document;
    EXPECT_EQ(document.text(document.root(), "Report", "Source-Ip"), "192.0.2.1");
    EXPECT_EQ(document.text(document.root(), "Report", "n"), "1");
    EXPECT_EQ(document.text(document.root(), "Report", "b"), std::nullopt);
    EXPECT_EQ(document.text(document.root(), "report", "n"), std::nullopt);
    EXPECT_EQ(document.find(document.root(), "list", "k"), nullptr);
    auto const* const report = document.loose_member(document.root(), "REPORT");
    EXPECT_EQ(document.loose_member(report, "source_ip")->text, "192.0.2.1");
    EXPECT_EQ(document.loose_member(report, "sourcei"), nullptr);
    std::vector<Kind> kinds;
    document.for_each(document.member(document.root(), "list"),
                      [&](arf::Node const& node) { kinds.push_back(node.kind); });
    EXPECT_EQ(kinds, (std::vector<Kind>{Kind::number, Kind::string, Kind::object}));
}

}  // namespace document_json_test
