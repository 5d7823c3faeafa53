// SPDX-License-Identifier: BSL-1.0
// Headers: what is a field, what is not, and where the body begins. A table a promise.
#include "mime/walked.hpp"

namespace mime_header_test {

using arf::DiagnosticCode;
using arf::Field;
using arf_test::shown;
using namespace std::string_view_literals;

/// A header that was read on its own.
class Header {
  public:
    explicit Header(std::string_view text, bool is_message = true, arf::ParseOptions const& limits = {})
        : text_(text),
          options_(limits),
          storage_(arf::detail::Storage::create(4096)),
          context_(*storage_, options_, text_.view()) {
        auto const* const last = text_.view().data() + text.size();
        auto const no_stop = [](char const*) { return false; };
        arf::mime::HeaderReader reader(context_, last, arf::mime::line_end_of(text_.view()), no_stop);
        auto const* const start = reader.read(text_.view().data(), is_message);
        body = {start, static_cast<std::size_t>(last - start)};
        fields = reader.fields();
        for (auto const& field : fields) EXPECT_TRUE(arf_test::lies_in(field.raw(), text_.view()));
    }
    /// "A= 1;B= 2;", bodies as received.
    [[nodiscard]] std::string shown_fields() const {
        std::string out;
        for (auto const& field : fields)
            out.append(field.name()).append("=").append(shown(field.body())).append(";");
        return out;
    }
    [[nodiscard]] std::vector<std::string> codes() const {
        return arf_test::codes(context_.diagnostics.view());
    }

    arf::List<Field> fields;
    std::string_view body;

  private:
    arf_test::Exact text_;
    arf::ParseOptions options_;
    arf::detail::StoragePointer storage_;
    arf::mime::Context context_;
};

struct Case {
    std::string_view text;
    std::string_view fields;
    std::string_view body;
    std::vector<std::string> codes = {};
};

/// Checks each case as it stands, and with CRLF and CR as line ends.
void check(std::vector<Case> const& cases, bool is_message = true) {
    for (auto const& [text, fields, body, codes] : cases) {
        for (std::string_view const eol : {"\n", "\r\n", "\r"}) {
            auto const written = arf_test::replaced(text, "\n", eol);
            Header const header(written, is_message);
            auto const eol_shown = shown(eol);
            EXPECT_EQ(header.shown_fields(), arf_test::replaced(fields, "|", eol_shown)) << shown(written);
            EXPECT_EQ(shown(header.body), arf_test::replaced(body, "|", eol_shown)) << shown(written);
            EXPECT_EQ(header.codes(), codes) << shown(written);
        }
    }
}

TEST(Header, EndsAtABlankLine) {
    check({{"A: 1\nB: 2\n\nbody\n", "A= 1;B= 2;", "body|"},
           {"A: 1\n\n\nbody\n", "A= 1;", "|body|"},
           {"A: 1\n \t\nbody text\n", "A= 1| \t;", "body text|"},
           {"\nbody\n", "", "body|"},
           {"A: 1\n\n", "A= 1;", ""}});
}

TEST(Header, MayReachToTheEnd) {
    check({{"A: 1\nB: 2\n", "A= 1;B= 2;", ""}, {"A: 1\nB:\n 2\n", "A= 1;B=| 2;", ""}});
    EXPECT_EQ(Header("A: 1").shown_fields(), "A= 1;");
    EXPECT_EQ(Header("A:").shown_fields(), "A=;");
    EXPECT_EQ(Header("").shown_fields(), "");
}

TEST(Header, JoinsFoldedLines) {
    check({{"A: 1\n 2\n\t3\nB: 4\n\n", "A= 1| 2|\t3;B= 4;", ""},
           {"A:\n 1\n\n", "A=| 1;", ""},
           {"A: 1\n \n 2\n\nbody\n", "A= 1| | 2;", "body|"},  // RFC 5322, section 4.2
           {"A: 1\n \nB: 2\n\nbody\n", "A= 1| ;B= 2;", "body|"}});
    EXPECT_TRUE(Header("A: 1\n 2\n\n").fields[0].is(Field::folded));
    EXPECT_FALSE(Header("A: 1\nB: 2\n\n").fields[0].is(Field::folded));
}

TEST(Header, TakesBlanksBeforeTheColon) {
    check({{"A : 1\nB \t: 2\n\n", "A= 1;B= 2;", "", {"blank_before_colon", "blank_before_colon"}}});
}

TEST(Header, TakesAnyPrintableName) {
    auto const odd = "!#$%&'*+-./09;<=>?@AZ[]^_`az{|}~"sv;
    EXPECT_EQ(Header(std::string(odd) + ": 1\n\n").fields[0].name(), odd);
    for (auto text :
         {": 1\n"sv, " A: 1\n"sv, "A B: 1\n"sv, "A\0: 1\n"sv, "A\xC3\xA4: 1\n"sv, "A"sv, "\x7F: 1\n"sv}) {
        EXPECT_EQ(Header(text).shown_fields(), "") << shown(text);
    }
}

TEST(Header, SkipsALineWithoutColonBetweenFields) {
    check({{"A: 1\nno field at all\nB: 2\n\nbody\n", "A= 1;B= 2;", "body|", {"line_without_colon"}},
           {"odd first line\nA: 1\n\nbody\n", "A= 1;", "body|", {"line_without_colon"}}});
}

TEST(Header, BeginsTheBodyWhereNoFieldFollows) {
    check({{"A: 1\nhello world\nmore\n", "A= 1;", "hello world|more|", {"missing_header_end"}},
           {"hello world\nmore\n", "", "hello world|more|"}});
}

TEST(Header, OfAPartWithoutOneIsEmpty) {
    check({{"hello world\nA: 1\n\nbody\n", "", "hello world|A: 1||body|"}}, false);
}

TEST(Header, SkipsMboxFromLines) {
    for (auto line : {"From a@example.com Thu Jan  1 00:00:00 2026\n"sv, ">From a@example.com Thu Jan  1\n"sv,
                      "> From a@example.com\n"sv, ">>From x\n"sv}) {
        auto const on_top = std::string(line).append("A: 1\n\nbody\n");
        auto const between = std::string("A: 1\n").append(line).append("B: 2\n\nbody\n");
        check({{on_top, "A= 1;", "body|", {"mbox_from_line"}},
               {between, "A= 1;B= 2;", "body|", {"mbox_from_line"}}});
    }
    EXPECT_EQ(Header("From: a@example.com\n\n").shown_fields(), "From= a@example.com;");
}

TEST(Header, TellsOfOddBytes) {
    EXPECT_EQ(Header("A: \0\n\n"sv).codes(), std::vector<std::string>{"nul_byte"});
    EXPECT_EQ(Header("A: 1\rB: 2\n\n").codes(), std::vector<std::string>{"bare_cr"});
    EXPECT_EQ(Header("A: \xFF\n\n").codes(), std::vector<std::string>{"invalid_utf8"});
    EXPECT_EQ(Header("A: \xC3\xA4\n\n").codes(), std::vector<std::string>{});
    EXPECT_EQ(Header("A: 1\n \xFF\n\n").codes(), std::vector<std::string>{"invalid_utf8"});
}

TEST(Header, NeverMakesAFieldOfABareCr) {
    EXPECT_EQ(Header("A: 1\rB: 2\nC: 3\n\n").shown_fields(), "A= 1^B: 2;C= 3;");
}

TEST(Header, StopsAtMaxFields) {
    Header const header("A: 1\nB: 2\nC: 3\nD: 4\n\nbody\n", true, {.max_fields = 2});
    EXPECT_EQ(header.shown_fields(), "A= 1;B= 2;");
    EXPECT_EQ(header.codes(), std::vector<std::string>{"limit_fields"});
    EXPECT_EQ(header.body, "body\n");
}

TEST(Header, KeepsALongFieldUnread) {
    Header const header("A: " + std::string(100, 'x') + "\nB: 2\n\n", true, {.max_field_bytes = 50});
    ASSERT_EQ(header.fields.size(), 2U);
    EXPECT_TRUE(header.fields[0].is(Field::too_long));
    EXPECT_EQ(header.fields[0].raw().size(), 103U);
    EXPECT_FALSE(header.fields[1].is(Field::too_long));
    EXPECT_EQ(header.codes(), std::vector<std::string>{"limit_field_bytes"});
}

TEST(Field, HasThreeViews) {
    Header const header("Name \t:  value\n more\nB: 2\n\n");
    EXPECT_EQ(header.fields[0].name(), "Name");
    EXPECT_EQ(header.fields[0].body(), "  value\n more");
    EXPECT_EQ(header.fields[0].raw(), "Name \t:  value\n more");
    EXPECT_TRUE(header.fields[1].is_plain());
}

TEST(LineEnd, IsCrOnlyWhereThereIsNoLf) {
    EXPECT_EQ(arf::mime::line_end_of("a\rb\r"), '\r');
    EXPECT_EQ(arf::mime::line_end_of("a\rb\n"), '\n');
    EXPECT_EQ(arf::mime::line_end_of("a\r\n"), '\n');
    EXPECT_EQ(arf::mime::line_end_of("no line end"), '\n');
    EXPECT_EQ(arf::mime::line_end_of(""), '\n');
}

}  // namespace mime_header_test
