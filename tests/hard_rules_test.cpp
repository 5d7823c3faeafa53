// SPDX-License-Identifier: BSL-1.0
// Rules for our own sources that a machine can check: CONTRIBUTING.md says why they are there.
#include <gtest/gtest.h>

#include <support.hpp>

namespace hard_rules_test {

namespace fs = std::filesystem;
using arf_test::Sample;

std::vector<Sample> sources_in(std::string_view folder) {
    auto sources =
        arf_test::samples_below(fs::path{ARF_SOURCE_DIR} / folder, {".hpp", ".ipp", ".cpp", ".h", ".c"});
    std::erase_if(sources, [](Sample const& source) {
        return source.path.string().find("/build/") != std::string::npos;
    });
    return sources;
}

std::vector<Sample> all_sources() {
    std::vector<Sample> all;
    for (auto folder : {"include", "lib", "tests", "fuzz", "examples", "bindings"}) {
        for (auto& source : sources_in(folder)) all.push_back(std::move(source));
    }
    return all;
}

TEST(Sources, AreFound) {
    EXPECT_GT(sources_in("include").size(), 40U);
    EXPECT_GT(all_sources().size(), sources_in("include").size());
}

TEST(Sources, AreAscii) {
    for (auto const& source : all_sources()) {
        auto const odd = std::find_if(source.bytes.begin(), source.bytes.end(), [](char c) {
            return (c < ' ' && c != '\n') || c == '\x7F' || static_cast<unsigned char>(c) > 127;
        });
        EXPECT_EQ(odd, source.bytes.end()) << source.path << " byte " << odd - source.bytes.begin();
    }
}

TEST(Sources, NameTheirLicenceAndWhatTheyAreFor) {
    for (auto const& source : all_sources()) {
        EXPECT_TRUE(source.bytes.starts_with("// SPDX-License-Identifier: BSL-1.0\n// ")) << source.path;
    }
}

/// "grammar_uri_test" of tests/grammar/uri_test.cpp.
std::string namespace_of(fs::path const& test) {
    auto const path = test.lexically_relative(fs::path{ARF_SOURCE_DIR} / "tests").replace_extension("");
    return arf_test::replaced(path.generic_string(), "/", "_");
}

TEST(Tests, HaveNamespacesOfTheirOwn) {
    for (auto const& source : sources_in("tests")) {
        if (!source.path.stem().string().ends_with("_test")) continue;
        auto const opening = "\nnamespace " + namespace_of(source.path) + " {\n";
        EXPECT_NE(source.bytes.find(opening), std::string::npos) << source.path << ": no " << opening;
    }
}

TEST(Headers, AreReadOnce) {
    for (auto const& source : sources_in("include")) {
        EXPECT_NE(source.bytes.find("\n#pragma once\n"), std::string::npos) << source.path;
    }
}

bool is_part_of_a_name(char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/// Whether a whole word stands in the text, with `behind` right after it.
bool has_word(std::string_view text, std::string_view word, char behind) {
    for (auto at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
        auto const after = text.find_first_not_of(" \n", at + word.size());
        bool const whole = at == 0 || !is_part_of_a_name(text[at - 1]);
        if (whole && after != text.npos && text[after] == behind) return true;
    }
    return false;
}

TEST(Library, NeitherPrintsNorEndsTheProgram) {
    for (auto folder : {"include", "lib"}) {
        for (auto const& source : sources_in(folder)) {
            for (auto stream : {"cout", "cerr", "clog"})
                EXPECT_FALSE(has_word(source.bytes, stream, '<')) << source.path;
            for (auto call :
                 {"printf", "fprintf", "puts", "putchar", "perror", "abort", "exit", "_Exit", "terminate"}) {
                EXPECT_FALSE(has_word(source.bytes, call, '(')) << source.path << ": " << call;
            }
            EXPECT_EQ(source.bytes.find("#include <iostream>"), std::string::npos) << source.path;
        }
    }
}

TEST(Library, OpensNoNamespaceAndHasOneMacro) {
    for (auto const& source : sources_in("include")) {
        EXPECT_EQ(source.bytes.find("using namespace"), std::string::npos) << source.path;
        auto const name = source.path.filename();
        bool const is_config = name == "config.hpp" || name == "version.hpp" || name == "arf.h";
        EXPECT_TRUE(is_config || source.bytes.find("#define") == std::string::npos) << source.path;
    }
}

}  // namespace hard_rules_test
