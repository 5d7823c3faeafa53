// SPDX-License-Identifier: BSL-1.0
// The walker: which parts a message has. Each case is a message and its tree on one line (walked.hpp says
// how).
#include "mime/walked.hpp"

namespace mime_walker_test {

using arf::DiagnosticCode;
using arf_test::repeat;
using arf_test::replaced;
using arf_test::Walked;
using Codes = std::vector<std::string>;

/// A multipart/mixed with boundary "b" around these lines.
std::string mixed(std::string_view lines) {
    return std::string("Content-Type: multipart/mixed; boundary=b\n\n").append(lines);
}

/// Checks the tree of a message, and that CRLF and CR as line ends give the same one.
void check(std::string_view message, std::string_view tree, Codes const& codes = {}) {
    Walked const walked(message);
    EXPECT_EQ(walked.tree(), tree) << message;
    EXPECT_EQ(walked.codes(), codes) << message;
    for (auto const& [eol, shown] : {std::pair{"\r\n", "^|"}, std::pair{"\r", "^"}}) {
        EXPECT_EQ(Walked(replaced(message, "\n", eol)).tree(), replaced(tree, "|", shown)) << message;
    }
}

TEST(Walker, FindsASinglePart) {
    check("Subject: hi\n\nhello\n", "-{hello|}");
    check("Content-Type: text/plain\n\nhello\n", "text/plain{hello|}");
    check("Subject: no body\n", "-{}");
    check("just text\nand more\n", "-{just text|and more|}");
}

TEST(Walker, FindsTheParts) {
    check(mixed("--b\nContent-Type: text/plain\n\none\n--b\nContent-Type: text/html\n\ntwo\n--b--\n"),
          "multipart/mixed(text/plain{one} text/html{two})");
}

TEST(Walker, LeavesTheLineEndBeforeADelimiterToIt) {
    check(mixed("--b\n\none\n\n--b\n\n\n--b--\n"), "multipart/mixed(-{one|} -{})");
}

TEST(Walker, GivesPartsAsReceived) {
    Walked const walked(mixed("--b\nA: 1\n\nbody\n--b--\n"));
    ASSERT_EQ(walked.parts().size(), 2U);
    EXPECT_EQ(walked.parts()[1].bytes, "A: 1\n\nbody");
    EXPECT_EQ(walked.parts()[1].body, "body");
    ASSERT_EQ(walked.parts()[1].fields.size(), 1U);
    EXPECT_EQ(walked.parts()[1].fields[0].raw(), "A: 1");
}

TEST(Walker, SkipsPreambleAndEpilogue) {
    check(mixed("preamble\nmore\n--b\n\none\n--b--\nepilogue\n"), "multipart/mixed(-{one})");
}

TEST(Walker, IgnoresDelimitersBehindTheClosingOne) {
    check(mixed("--b\n\none\n--b--\nepilogue\n--b\n\ntwo\n--b--\n"), "multipart/mixed(-{one})");
}

TEST(Walker, ComparesWholeLines) {
    check(mixed("--b\n\none\n--bb\n--b-x\n --b\n-b\n--b x\nx--b\n--b--\n"),
          "multipart/mixed(-{one|--bb|--b-x| --b|-b|--b x|x--b})");
    check(mixed("--b  \t\n\none\n--b-- \t\n"), "multipart/mixed(-{one})");
}

TEST(Walker, TellsApartBoundariesThatArePrefixesOfEachOther) {
    check(
        "Content-Type: multipart/mixed; boundary=b1\n\n--b1\nContent-Type: multipart/alternative; "
        "boundary=b10\n\n"
        "--b10\n\none\n--b10\n\ntwo\n--b10--\n--b1\n\nthree\n--b1--\n",
        "multipart/mixed(multipart/alternative(-{one} -{two}) -{three})");
    check(
        "Content-Type: multipart/mixed; boundary=b10\n\n--b10\nContent-Type: multipart/alternative; "
        "boundary=b1\n\n"
        "--b1\n\none\n--b1--\n--b10\n\ntwo\n--b10--\n",
        "multipart/mixed(multipart/alternative(-{one}) -{two})");
    // One boundary is the other one's closing delimiter.
    check(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/alternative; "
        "boundary=\"b--\"\n\n"
        "--b--\n\none\n--b----\n--b\n\ntwo\n--b--\n",
        "multipart/mixed(multipart/alternative(-{one}) -{two})");
}

TEST(Walker, TakesTheInnerOfTwoEqualBoundaries) {
    check(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/alternative; "
        "boundary=b\n\n"
        "--b\n\none\n--b--\n--b\n\ntwo\n--b--\n",
        "multipart/mixed(multipart/alternative(-{one}) -{two})");
}

TEST(Walker, ReadsBoundariesAsTheyAreWritten) {
    for (auto const& [parameter, boundary] :
         {std::pair{"\"=_a b:c\"", "=_a b:c"}, std::pair{"a:b=c", "a:b=c"}, std::pair{"\"--b\"", "--b"},
          std::pair{"\"b \"", "b"}, std::pair{"b;", "b"}, std::pair{"\"a\\\"b\"", "a\"b"},
          std::pair{"\"b\" (comment)", "b"}, std::pair{"x", "x"}}) {
        auto const message = std::string("Content-Type: multipart/mixed; boundary=") + parameter + "\n\n--" +
                             boundary + "\n\none\n--" + boundary + "--\n";
        check(message, "multipart/mixed(-{one})");
    }
    check("Content-Type: multipart/mixed;\n\tcharset=x;\n\tBOUNDARY=\"b\"\n\n--b\n\none\n--b--\n",
          "multipart/mixed(-{one})");
    check("Content-Type: multipart/mixed; boundary*0=ab; boundary*1=cd\n\n--abcd\n\none\n--abcd--\n",
          "multipart/mixed(-{one})");
    check("Content-Type: multipart/mixed; boundary*=us-ascii''a%20b\n\n--a b\n\none\n--a b--\n",
          "multipart/mixed(-{one})");
}

TEST(Walker, TakesTheFirstBoundaryOfTwo) {
    check("Content-Type: multipart/mixed; boundary=b; boundary=c\n\n--b\n\none\n--c\ntwo\n--b--\n",
          "multipart/mixed(-{one|--c|two})");
}

TEST(Walker, EndsAPartWithoutClosingDelimiterAtTheEnd) {
    check(mixed("--b\n\none\n--b\n\ntwo\n"), "multipart/mixed(-{one} -{two|})",
          {"missing_closing_delimiter"});
    check(mixed("--b\nA: 1\n"), "multipart/mixed(-{})", {"missing_closing_delimiter"});
    check(mixed("no delimiter at all\n"), "multipart/mixed()", {"missing_closing_delimiter"});
}

TEST(Walker, EndsInnerMultipartsWhereTheOuterOneGoesOn) {
    check(mixed("--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\n\none\n--b\n\ntwo\n--b--\n"),
          "multipart/mixed(multipart/alternative(-{one}) -{two})", {"missing_closing_delimiter"});
}

TEST(Walker, TakesATruncatedClosingDelimiter) {
    check(mixed("--b\n\none\n--b\n"), "multipart/mixed(-{one})", {"truncated_closing_delimiter"});
    check(mixed("--b\n\none\n--b-\n"), "multipart/mixed(-{one})", {"truncated_closing_delimiter"});
}

TEST(Walker, TakesAPartWithoutHeader) {
    check(mixed("--b\n\nonly a body\n--b--\n"), "multipart/mixed(-{only a body})");
    check(mixed("--b\nno blank line, no field\n--b--\n"), "multipart/mixed(-{no blank line, no field})");
    check(mixed("--b\n--b--\n"), "multipart/mixed(-{})");
}

TEST(Walker, TakesAPartThatIsAllHeader) {
    check(mixed("--b\nContent-Type: text/x-header\nA: 1\n--b\n\ntwo\n--b--\n"),
          "multipart/mixed(text/x-header{} -{two})");
}

TEST(Walker, NeedsNoBlankLineBeforeADelimiter) {
    check(mixed("--b\nContent-Type: text/plain\n--b\nContent-Type: text/html\n\ntwo\n--b--\n"),
          "multipart/mixed(text/plain{} text/html{two})");
}

TEST(Walker, GoesIntoEmbeddedMessages) {
    check("Content-Type: message/rfc822\n\nSubject: inner\nContent-Type: text/plain\n\nhello\n",
          "message/rfc822(text/plain{hello|})");
    check(mixed("--b\nContent-Type: message/global\n\nContent-Type: multipart/mixed; "
                "boundary=c\n\n--c\n\none\n--c--\n"
                "--b\n\ntwo\n--b--\n"),
          "multipart/mixed(message/global(multipart/mixed(-{one})) -{two})");
    check(mixed("--b\nContent-Type: message/rfc822\n\n--b\n\ntwo\n--b--\n"),
          "multipart/mixed(message/rfc822(-{}) -{two})");
}

TEST(Walker, TakesNoiseOnTopOfAnEmbeddedMessage) {
    check(
        "Content-Type: message/rfc822\n\n\n>From a@example.com Thu Jan  1 00:00:00 2026\nContent-Type: "
        "text/plain\n\nhello\n",
        "message/rfc822(text/plain{hello|})", {"leading_blank_lines", "mbox_from_line"});
}

TEST(Walker, TakesNoiseOnTopOfTheMessage) {
    check(
        "\xEF\xBB\xBF"
        "Content-Type: text/plain\n\nhello\n",
        "text/plain{hello|}", {"byte_order_mark"});
    check("\n\nContent-Type: text/plain\n\nhello\n", "text/plain{hello|}", {"leading_blank_lines"});
    check("From a@example.com Thu Jan  1 00:00:00 2026\nContent-Type: text/plain\n\nhello\n",
          "text/plain{hello|}", {"mbox_from_line"});
}

TEST(Walker, TellsOfCrLineEnds) { EXPECT_TRUE(Walked("A: 1\r\rbody\r").has(DiagnosticCode::cr_line_ends)); }

TEST(Walker, ReadsMixedLineEnds) {
    EXPECT_EQ(Walked("Content-Type: multipart/mixed; boundary=b\r\n\n--b\r\n\none\r\n--b\n\r\ntwo\n--b--\r\n")
                  .tree(),
              "multipart/mixed(-{one} -{two})");
}

TEST(Walker, TakesPartsOfADigestAsMessages) {
    check(
        "Content-Type: multipart/digest; boundary=b\n\n--b\n\nContent-Type: text/plain\n\none\n--b\n"
        "Content-Type: text/html\n\ntwo\n--b--\n",
        "multipart/digest(message/rfc822(text/plain{one}) text/html{two})");
}

TEST(Walker, ReadsAMessageThatStartsWithADelimiter) {
    check("--b\nContent-Type: text/plain\n\none\n--b\nContent-Type: text/html\n\ntwo\n--b--\n",
          "-(text/plain{one} text/html{two})", {"headerless_multipart"});
}

TEST(Walker, FindsTheBoundaryWhereTheParameterIsMissing) {
    check("Content-Type: multipart/mixed\n\n--b\nContent-Type: text/plain\n\none\n--b--\n",
          "multipart/mixed(text/plain{one})", {"missing_boundary"});
    check("Content-Type: multipart/mixed\n\nopaque\n", "multipart/mixed{opaque|}", {"missing_boundary"});
    check("Content-Type: multipart/mixed; boundary=\"\"\n\nopaque\n", "multipart/mixed{opaque|}",
          {"missing_boundary"});
    check("Content-Type: multipart/mixed; boundary=" + std::string(300, 'b') + "\n\nopaque\n",
          "multipart/mixed{opaque|}", {"missing_boundary"});
}

TEST(Walker, TakesTheFirstContentTypeOfTwo) {
    check("Content-Type: text/plain\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\none\n",
          "text/plain{--b||one|}", {"duplicate_content_type"});
}

TEST(Walker, DecodesAnEncodedMultipartOnce) {
    // base64 of "--c\n\none\n--c--\n"
    check(mixed("--b\nContent-Type: multipart/alternative; boundary=c\nContent-Transfer-Encoding: base64\n\n"
                "LS1jCgpvbmUKLS1jLS0K\n--b\n\ntwo\n--b--\n"),
          "multipart/mixed(multipart/alternative(-{one}) -{two})", {"encoded_message_part"});
}

TEST(Walker, DecodesAnEncodedMessageOnce) {
    // base64 of "Content-Type: text/html\n\nhi"
    Walked const walked(
        "Content-Type: message/rfc822\nContent-Transfer-Encoding: "
        "base64\n\nQ29udGVudC1UeXBlOiB0ZXh0L2h0bWwKCmhp\n");
    EXPECT_EQ(walked.tree(), "message/rfc822(text/html{hi})");
    EXPECT_FALSE(walked.parts()[0].decoded);
    EXPECT_TRUE(walked.parts()[1].decoded);
    // What comes out is not decoded again: base64 of a message/rfc822 that claims base64.
    check(
        "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
        "Q29udGVudC1UeXBlOiBtZXNzYWdlL3JmYzgyMgpDb250ZW50LVRyYW5zZmVyLUVuY29kaW5nOiBi\nYXNlNjQKClEyOXVkR1Z1ZE"
        "E9PQ==\n",
        "message/rfc822(message/rfc822{Q29udGVudA==})", {"encoded_message_part"});
}

TEST(Walker, BelievesTheBytesMoreThanTheEncodingLabel) {
    check(
        "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nContent-Type: text/html\n\nhi\n",
        "message/rfc822(text/html{hi|})", {"transfer_encoding_ignored"});
    check(
        "Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: base64\n\n--b\n\none\n--b--\n",
        "multipart/mixed(-{one})", {"transfer_encoding_ignored"});
}

TEST(Walker, TellsOfAnUnknownEncoding) {
    check("Content-Type: message/rfc822\nContent-Transfer-Encoding: x-zip\n\nContent-Type: text/html\n\nhi\n",
          "message/rfc822(text/html{hi|})", {"unknown_transfer_encoding"});
}

/// `levels` multiparts inside each other, with boundaries b0, b1, ..., all closed.
std::string nested_multiparts(std::size_t levels) {
    std::string open;
    std::string close;
    for (std::size_t i = 0; i < levels; ++i) {
        auto const boundary = "b" + std::to_string(i);
        open.append("Content-Type: multipart/mixed; boundary=")
            .append(boundary)
            .append("\n\n--")
            .append(boundary)
            .append("\n");
        close.insert(0, "--" + boundary + "--\n");
    }
    return open + "\nthe core\n" + close;
}

TEST(Walker, CutsNoMediaTypeAtWhatCannotBeInOne) {
    auto const media_type = [](std::string const& value) {
        return std::string(Walked("Content-Type:" + value + "\n\nx\n").parts().front().media_type);
    };
    EXPECT_EQ(media_type(" message/rfc822\xef\xbb\xbfx; charset=a"), "message/rfc822\xef\xbb\xbfx");
    EXPECT_EQ(media_type(" text/\x01pl\x7f"), "text/\x01pl\x7f");
    EXPECT_EQ(media_type("\n text/plain(\xe9)"), "text/plain");
    EXPECT_EQ(media_type(" text/plain\xe9\n ;x"), "text/plain\xe9");
}

TEST(Walker, StopsAtMaxDepth) {
    EXPECT_EQ(Walked(nested_multiparts(3)).tree(),
              "multipart/mixed(multipart/mixed(multipart/mixed(-{the core})))");
    Walked const walked(nested_multiparts(3), {.max_depth = 2});
    EXPECT_EQ(walked.codes(), Codes{"limit_depth"});
    EXPECT_EQ(walked.parts().back().media_type, "multipart/mixed");
    EXPECT_EQ(walked.parts().back().kind, arf::Part::Kind::leaf);
    EXPECT_EQ(Walked(nested_multiparts(32)).parts().size(), 33U);
    EXPECT_TRUE(Walked(nested_multiparts(33)).has(DiagnosticCode::limit_depth));
    // The walker's own list is the last limit.
    EXPECT_TRUE(Walked(nested_multiparts(100), {.max_depth = 1000}).has(DiagnosticCode::limit_depth));
}

TEST(Walker, StopsAtMaxMessageDepth) {
    auto const message = [](std::size_t levels) {
        return repeat("Content-Type: message/rfc822\n\n", levels) + "\nthe core\n";
    };
    EXPECT_EQ(Walked(message(2)).tree(), "message/rfc822(message/rfc822(-{the core|}))");
    EXPECT_EQ(Walked(message(3), {.max_message_depth = 2}).tree(),
              "message/rfc822(message/rfc822(message/rfc822{|the core|}))");
    EXPECT_TRUE(Walked(message(10'000)).has(DiagnosticCode::limit_message_depth));
    EXPECT_EQ(Walked(message(10'000)).parts().size(), 9U);
    // Whoever asks what a message holds looks at all parts below it: deeper ones would take quadratic time.
    EXPECT_EQ(Walked(message(10'000), {.max_message_depth = 100'000}).parts().size(), 65U);
}

TEST(Walker, CountsOnlyOpenMessagesAsDepth) {
    Walked const walked(mixed(repeat("--b\nContent-Type: message/rfc822\n\nA: 1\n\nx\n", 20) + "--b--\n"));
    EXPECT_EQ(walked.codes(), Codes{});
    EXPECT_EQ(walked.parts().size(), 41U);
}

TEST(Walker, StopsAtMaxParts) {
    Walked const walked(mixed(repeat("--b\n\nx\n", 10) + "--b--\n"), {.max_parts = 4});
    EXPECT_EQ(walked.parts().size(), 4U);
    EXPECT_TRUE(walked.has(DiagnosticCode::limit_parts));
    EXPECT_TRUE(Walked("Content-Type: message/rfc822\n\nA: 1\n\nx\n", {.max_parts = 1})
                    .has(DiagnosticCode::limit_parts));
}

TEST(Walker, StopsAtMaxPartsWhereTheFirstOfAMultipartIsOneTooMany) {
    Walked const headerless("--b\nContent-Type: text/plain\n\none\n--b--\n", {.max_parts = 1});
    EXPECT_EQ(headerless.parts().size(), 1U);
    EXPECT_TRUE(headerless.has(DiagnosticCode::headerless_multipart));
    EXPECT_TRUE(headerless.has(DiagnosticCode::limit_parts));
    // base64 of "--c\n\none\n--c--\n"
    Walked const encoded(
        mixed("--b\nContent-Type: multipart/alternative; boundary=c\nContent-Transfer-Encoding: base64\n\n"
              "LS1jCgpvbmUKLS1jLS0K\n--b--\n"),
        {.max_parts = 2});
    EXPECT_EQ(encoded.parts().size(), 2U);
    EXPECT_TRUE(encoded.has(DiagnosticCode::limit_parts));
}

TEST(Walker, TakesAnEmptyMessage) {
    EXPECT_EQ(Walked("").tree(), "-{}");
    EXPECT_EQ(Walked("\n").tree(), "-{}");
}

}  // namespace mime_walker_test
