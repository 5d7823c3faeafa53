// SPDX-License-Identifier: BSL-1.0
// The byte loops, at every place of the blocks in which they read.
#include <gtest/gtest.h>

#include <arf/mime/scan.hpp>
#include <random>
#include <support.hpp>

namespace mime_scan_test {

using arf::Field;
using arf::mime::FieldFinder;
using arf::mime::find_name_end;
using arf::mime::find_pair;
using arf::mime::read_line;
using arf::mime::skip_printable;
using arf_test::Exact;
using namespace std::string_view_literals;

struct LineCase {
    std::string_view text;
    char eol;
    std::string_view line;
    std::string_view rest;
};

TEST(ReadLine, EndsAtTheLineEnd) {
    for (auto const& [text, eol, line, rest] :
         {LineCase{"abc\ndef", '\n', "abc", "def"}, LineCase{"abc\r\ndef", '\n', "abc", "def"},
          LineCase{"\n\n", '\n', "", "\n"}, LineCase{"abc", '\n', "abc", ""}, LineCase{"", '\n', "", ""},
          LineCase{"a\rb\nc", '\n', "a\rb", "c"}, LineCase{"a\r\r\nb", '\n', "a\r", "b"},
          LineCase{"abc\r", '\n', "abc\r", ""}, LineCase{"\r\n", '\n', "", ""},
          LineCase{"abc\rdef", '\r', "abc", "def"}, LineCase{"\r\r", '\r', "", "\r"},
          LineCase{"a\0b\nc"sv, '\n', "a\0b"sv, "c"}}) {
        Exact const exact(text);
        auto const* const start = exact.view().data();
        auto const* const last = start + text.size();
        auto const found = read_line(start, last, eol);
        EXPECT_EQ(std::string_view(start, static_cast<std::size_t>(found.end - start)), line) << text;
        EXPECT_EQ(std::string_view(found.next, static_cast<std::size_t>(last - found.next)), rest) << text;
    }
}

/// What FieldFinder promises, byte by byte: a field ends at a line end that no blank follows.
struct Reference {
    std::size_t end = 0;
    std::size_t next = 0;
    int flags = 0;
};

Reference field_at(std::string_view text, std::size_t start, char eol) {
    Reference found;
    for (auto at = start;; ++at) {
        bool const is_over = at == text.size();
        if (!is_over && text[at] != eol) continue;
        if (!is_over && at + 1 < text.size() && (text[at + 1] == ' ' || text[at + 1] == '\t')) {
            found.flags |= Field::folded;
            continue;
        }
        bool const has_cr = !is_over && eol == '\n' && at > start && text[at - 1] == '\r';
        found.end = has_cr ? at - 1 : at;
        found.next = is_over ? at : at + 1;
        break;
    }
    for (auto at = start; at < found.end; ++at) {
        bool const bare = text[at] == '\r' && eol == '\n' && (at + 1 == text.size() || text[at + 1] != '\n');
        found.flags |= static_cast<unsigned char>(text[at]) > 127 ? Field::has_8bit : 0;
        found.flags |= text[at] == '\0' ? Field::has_nul : 0;
        found.flags |= bare ? Field::has_bare_cr : 0;
    }
    return found;
}

/// Text at random, of few characters, most of them ordinary ones.
std::string random_text(std::mt19937& random, std::size_t size) {
    constexpr auto alphabet = "xxxxxxxxxxxxxxxxxxxxxxxx: \t\n\n\r\0\xFF"sv;
    std::string text(size, 'x');
    for (char& c : text) c = alphabet[random() % alphabet.size()];
    return text;
}

TEST(FieldFinder, FindsFieldsAsAByteLoopDoes) {
    std::mt19937 random(5322);
    for (int round = 0; round < 20'000; ++round) {
        auto text = random_text(random, random() % 300);
        if (round % 3 == 0) text = arf_test::to_crlf(text);
        char const eol = round % 5 == 0 ? '\r' : '\n';
        Exact const exact(text);
        auto const* const first = exact.view().data();
        FieldFinder finder(first, first + text.size(), eol);
        for (std::size_t at = 0; at < text.size();) {
            auto const found = finder.next(first + at);
            auto const wanted = field_at(exact.view(), at, eol);
            ASSERT_EQ(found.line.end - first, static_cast<std::ptrdiff_t>(wanted.end))
                << round << " at " << at;
            ASSERT_EQ(found.line.next - first, static_cast<std::ptrdiff_t>(wanted.next))
                << round << " at " << at;
            ASSERT_EQ(found.flags, wanted.flags) << round << " at " << at;
            at = wanted.next;
        }
    }
}

TEST(FieldFinder, MayStartInsideALine) {
    std::string const text = "Name: " + std::string(100, 'x') + "\nB: 2\n";
    Exact const exact(text);
    auto const* const first = exact.view().data();
    FieldFinder finder(first, first + text.size(), '\n');
    EXPECT_EQ(finder.next(first + 6).line.end - first, 106);
    EXPECT_EQ(finder.next(first + 109).line.end - first, 111);
}

TEST(SkipPrintable, StopsAtWhatIsNoPrintableAsciiAndAtItsStops) {
    for (int byte = 0; byte < 256; ++byte) {
        auto const c = static_cast<char>(byte);
        bool const ends_name = byte <= 32 || byte >= 127 || c == ':';
        bool const ends_type = ends_name || c == ';' || c == '(';
        for (std::size_t at = 0; at < 40; ++at) {
            auto text = std::string(at + 1 + at % 20, 'x');
            text[at] = c;
            Exact const exact(text);
            auto const* const first = exact.view().data();
            auto const* const last = first + text.size();
            EXPECT_EQ(find_name_end(first, last), ends_name ? first + at : last) << byte << " at " << at;
            EXPECT_EQ((skip_printable<':', ';', '('>(first, last)), ends_type ? first + at : last) << byte;
        }
    }
}

TEST(FindPair, FindsTheFirstOneAnywhere) {
    for (std::size_t size = 2; size <= 200; ++size) {
        for (std::size_t at = 0; at + 2 <= size; ++at) {
            auto text = std::string(size, 'x');
            text.replace(at, 2, "\n-");
            Exact const exact(text);
            auto const* const start = exact.view().data();
            EXPECT_EQ(find_pair(start, start + size, '\n', '-') - start, static_cast<std::ptrdiff_t>(at))
                << size;
        }
    }
}

TEST(FindPair, NeedsBothBytesInOrder) {
    for (auto text : {""sv, "-"sv, "\n"sv, "-\n"sv, "\n\n\nx-"sv, "the end\n"sv}) {
        for (std::size_t before = 0; before <= 70; ++before) {
            Exact const exact(std::string(before, '-').append(text));
            auto const* const last = exact.view().data() + exact.view().size();
            EXPECT_EQ(find_pair(exact.view().data(), last, '\n', '-'), last) << before << text;
        }
    }
}

}  // namespace mime_scan_test
