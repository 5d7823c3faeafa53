// SPDX-License-Identifier: BSL-1.0
// How one file is cut into messages: the mbox variants, line ends, Content-Length, limits, files cut short.
#include <gtest/gtest.h>

#include <exact.hpp>
#include <random>
#include <string>
#include <vector>

#include "support.hpp"

namespace mailbox_mbox_test {

using mailbox_test::read_bytes;
using mailbox_test::separator;
using Texts = std::vector<std::string>;

std::string to_crlf(std::string const& text) {
    std::string out;
    for (auto const c : text) {
        if (c == '\n') out += '\r';
        out += c;
    }
    return out;
}

/// `count` bytes of body that hold separators, as mboxcl2 leaves them.
std::string body_with_separators(int count) {
    std::string body;
    for (int i = 0; i < count; ++i) body += "text\n\n" + separator + "more\n";
    return body;
}

std::string with_length(std::string const& body, std::size_t length) {
    return "Subject: x\nContent-Length: " + std::to_string(length) + "\nTo: y\n\n" + body;
}

TEST(Mbox, GivesEachMessageWithItsPlace) {
    auto const second = "From b@example.com Wed Nov 22 11:00:00 2023";
    auto const file = separator + "A: 1\n\none\n\n" + second + "\nB: 2\n\ntwo\n\n";
    mailbox_test::Folder const folder;
    auto const path = folder.write("abuse.mbox", file);
    auto const outcome = mailbox_test::drain(arf::MailboxReader::open(path));
    ASSERT_EQ(outcome.errors.size(), 0U);
    ASSERT_EQ(outcome.messages.size(), 2U);
    EXPECT_EQ(outcome.messages[0], (mailbox_test::Message{"A: 1\n\none\n", separator.size(), 0, path,
                                                          separator.substr(0, separator.size() - 1)}));
    EXPECT_EQ(outcome.messages[1],
              (mailbox_test::Message{"B: 2\n\ntwo\n", file.find("B: 2"), 1, path, second}));
}

TEST(Mbox, ReadsCrlfLikeLf) {
    auto const file = separator + "A: 1\n\none\n\n" + separator + "B: 2\n\ntwo\n\n";
    auto const outcome = read_bytes(to_crlf(file));
    EXPECT_EQ(outcome.bytes(), (Texts{"A: 1\r\n\r\none\r\n", "B: 2\r\n\r\ntwo\r\n"}));
    ASSERT_EQ(outcome.messages.size(), 2U);
    EXPECT_EQ(outcome.messages[1].from_line, separator.substr(0, separator.size() - 1));
}

TEST(Mbox, TakesOneBlankLineBeforeASeparatorAndNoMore) {
    EXPECT_EQ(read_bytes(separator + "a\n\n\n\n" + separator + "b\n\n\n").bytes(),
              (Texts{"a\n\n\n", "b\n\n"}));
    EXPECT_EQ(read_bytes(separator + "a\n\n" + separator + "b").bytes(), (Texts{"a\n", "b"}));
}

TEST(Mbox, ASeparatorNeedsABlankLineBeforeAndADateBehind) {
    auto const lookalikes = "a\n" + separator + "\nFrom here on\n\nFrom b@example.com\n\n>" + separator +
                            "\n " + separator + "\nFrom " + std::string(1100, 'x') + separator.substr(5);
    EXPECT_EQ(read_bytes(separator + lookalikes + "\n").bytes(), Texts{lookalikes});
}

TEST(Mbox, GivesEmptyMessagesToo) {
    EXPECT_EQ(read_bytes(separator + "\n" + separator + "\n" + separator).bytes(), (Texts{"", "", ""}));
}

TEST(Mbox, SkipsByteOrderMarkAndLeadingBlankLines) {
    auto const outcome = read_bytes("\xEF\xBB\xBF\r\n\n" + separator + "a\n");
    EXPECT_EQ(outcome.bytes(), Texts{"a\n"});
    EXPECT_EQ(outcome.messages.at(0).offset, 6 + separator.size());
}

TEST(Mbox, MessageFileWithAFromLineIsOneMessage) {
    auto const outcome = read_bytes("From somebody\nSubject: x\n\nbody\n");
    EXPECT_EQ(outcome.bytes(), Texts{"Subject: x\n\nbody\n"});
    EXPECT_EQ(outcome.messages.at(0).from_line, "From somebody");
}

TEST(Mbox, TruncatedAnywhereGivesWhatIsThere) {
    auto const file = separator + "A: 1\n\none\n\n" + separator + "B: 2\n\ntwo\n\n";
    auto const second = file.find(separator, 1);
    for (std::size_t size = 1; size <= file.size(); ++size) {
        auto const outcome = read_bytes(file.substr(0, size));
        SCOPED_TRACE(size);
        EXPECT_EQ(outcome.errors.size(), 0U);
        bool const has_second = size >= second + separator.size() - 1;
        ASSERT_EQ(outcome.messages.size(), has_second ? 2U : 1U);
        if (has_second) {
            EXPECT_EQ(outcome.messages[0].bytes, "A: 1\n\none\n");
        }
        auto const& last = outcome.messages.back();
        EXPECT_EQ(file.compare(last.offset, last.bytes.size(), last.bytes), 0);
        EXPECT_LE(size - (last.offset + last.bytes.size()), 1U);
    }
}

TEST(Mboxrd, LosesOneQuoteOnDemandOnly) {
    auto const quoted = ">From a\n\n>From b\n>>From c\n>Fro\n> From d\n>From:\nx>From e\n";
    auto const plain = "From a\n\nFrom b\n>From c\n>Fro\n> From d\n>From:\nx>From e\n";
    EXPECT_EQ(read_bytes(separator + quoted + "\n").bytes(), Texts{quoted});
    EXPECT_EQ(read_bytes(separator + quoted + "\n", {.unquote_from = true}).bytes(), Texts{plain});
    EXPECT_EQ(read_bytes(separator + "no quote\n", {.unquote_from = true}).bytes(), Texts{"no quote\n"});
    EXPECT_EQ(read_bytes("A: b\n\n>From c\n", {.unquote_from = true}).bytes(), Texts{"A: b\n\n>From c\n"});
}

TEST(Mboxcl, ContentLengthHidesTheSeparatorsInABody) {
    auto const body = body_with_separators(3);
    auto const message = with_length(body, body.size());
    EXPECT_EQ(read_bytes(separator + message + "\n" + separator + message + "\n").bytes(),
              (Texts{message, message}));
    EXPECT_EQ(read_bytes(separator + message + separator + message).bytes(), (Texts{message, message}));
    EXPECT_EQ(read_bytes(separator + message, {.use_content_length = false}).messages.size(), 4U);
    auto const crlf_body = to_crlf(body);
    auto const crlf_message = to_crlf(with_length("", crlf_body.size())) + crlf_body;
    EXPECT_EQ(read_bytes(to_crlf(separator) + crlf_message + "\r\n" + to_crlf(separator) + "x\r\n").bytes(),
              (Texts{crlf_message, "x\r\n"}));
}

TEST(Mboxcl, BodyWithoutLineEndIsWhole) {
    auto const body = body_with_separators(1) + "no line end";
    auto const message = with_length(body, body.size());
    EXPECT_EQ(read_bytes(separator + message + "\n\n" + separator + "x\n").bytes(),
              (Texts{message + "\n", "x\n"}));
}

TEST(Mboxcl, ContentLengthThatLiesIsIgnored) {
    std::string const body = "body\n";
    for (std::size_t const length : {0U, 1U, 4U, 6U, 7U, 20U, 60U, 1000U, 1000000U, 60000000U, 4000000000U}) {
        auto const message = with_length(body, length);
        auto const outcome =
            read_bytes(separator + message + "\n" + separator + "two\n\n" + separator + "three\n");
        EXPECT_EQ(outcome.bytes(), (Texts{message, "two\n", "three\n"})) << length;
    }
}

TEST(Mboxcl, ContentLengthThatEndsInALineIsIgnored) {
    auto const body = "a\n\n" + separator + "see ";
    auto const file = separator + with_length(body, body.size()) + separator + "b\n";
    EXPECT_EQ(read_bytes(file).bytes(), (Texts{with_length("a\n", body.size()), "see " + separator + "b\n"}));
}

TEST(Mboxcl, ContentLengthInABodyIsText) {
    auto const body = "\nContent-Length: " + std::to_string(separator.size() + 40) + "\n\n";
    auto const message = "Subject: x\n" + body;
    EXPECT_EQ(read_bytes(separator + message + "\n" + separator + "two\n").bytes(),
              (Texts{message, "two\n"}));
}

TEST(Mboxcl, ManyLiesCostNoQuadraticTime) {
    std::string file;
    for (int i = 0; i < 100'000; ++i) file += separator + with_length("x\n", 4'000'000) + "\n";
    EXPECT_EQ(read_bytes(file).messages.size(), 100'000U);
}

TEST(SingleFile, IsWholeAndAsItIs) {
    for (std::string const file :
         {"Subject: x\n\nbody\n\n", "\xEF\xBB\xBF\n\nSubject: x\n\n", "{\"a\": 1}", ">From x\nA: b\n\n",
          "From: a@example.com\n\nbody", "From : a@example.com\n\nbody", "Fro"}) {
        auto const outcome = read_bytes(file);
        EXPECT_EQ(outcome.bytes(), Texts{file});
        EXPECT_EQ(outcome.messages.at(0).offset, 0U);
        EXPECT_EQ(outcome.messages.at(0).from_line, "");
    }
    auto const with_separator = "A: b\n\n" + separator + "\n\n" + separator;
    EXPECT_EQ(read_bytes(with_separator).bytes(), Texts{with_separator});
    std::string const zeros(1000, '\0');
    EXPECT_EQ(read_bytes(zeros).bytes(), Texts{zeros});
}

TEST(SingleFile, WithNothingInItIsAnError) {
    for (auto const* file : {"", "\n", "\r\n\n", "\xEF\xBB\xBF", "\xEF\xBB\xBF\n"}) {
        auto const outcome = read_bytes(file);
        EXPECT_EQ(outcome.messages.size(), 0U);
        ASSERT_EQ(outcome.errors.size(), 1U);
        EXPECT_TRUE(outcome.errors[0].error == arf::errc::empty);
    }
}

TEST(Limit, IsExactForASingleFile) {
    arf::MailboxOptions const options{.max_message_bytes = 1000};
    EXPECT_EQ(read_bytes(std::string(1000, 'x'), options).bytes(), Texts{std::string(1000, 'x')});
    for (std::size_t const size : {1001U, 5'000'000U}) {
        for (char const c : {'x', '\n', '\0'}) {
            auto const outcome = read_bytes(std::string(size, c), options);
            EXPECT_EQ(outcome.messages.size(), 0U);
            ASSERT_EQ(outcome.errors.size(), 1U);
            EXPECT_TRUE(outcome.errors[0].error == arf::errc::too_large);
        }
    }
}

TEST(Limit, SkipsOneMessageOfAnMbox) {
    arf::MailboxOptions const options{.max_message_bytes = 1000};
    for (std::size_t const size : {995U, 999U, 1000U, 1001U, 1002U, 1003U, 1010U, 131072U, 3'000'000U}) {
        for (std::string const end : {"\n", "\r\n"}) {
            auto const huge = std::string(size - end.size(), 'x') + end;
            auto const before = separator + "one\n\n" + separator;
            auto const outcome = read_bytes(before + huge + end + separator + "three\n", options);
            SCOPED_TRACE(size);
            if (size <= 1000) {
                EXPECT_EQ(outcome.bytes(), (Texts{"one\n", huge, "three\n"}));
                EXPECT_TRUE(outcome.errors.empty());
                continue;
            }
            EXPECT_EQ(outcome.bytes(), (Texts{"one\n", "three\n"}));
            EXPECT_EQ(outcome.messages.back().index, 2U);
            ASSERT_EQ(outcome.errors.size(), 1U);
            EXPECT_TRUE(outcome.errors[0].error == arf::errc::too_large);
            EXPECT_EQ(outcome.errors[0].index, 1U);
            EXPECT_EQ(outcome.errors[0].offset, before.size());
        }
    }
}

TEST(Limit, ErrorNamesFileMessageOffsetAndRemedy) {
    mailbox_test::Folder const folder;
    auto const path = folder.write("big.mbox", separator + "one\n\n" + separator + std::string(100, 'x'));
    auto const outcome = mailbox_test::drain(arf::MailboxReader::open(path, {.max_message_bytes = 10}));
    ASSERT_EQ(outcome.errors.size(), 1U);
    EXPECT_EQ(outcome.errors[0].message(),
              path +
                  ": message 1 at offset 93: the message is larger than the limit of 10 bytes; it was "
                  "skipped; raise the limit to read it");
}

TEST(Limit, MayBeAsLargeAsAnInteger) {
    arf::MailboxOptions const options{.max_message_bytes = static_cast<std::size_t>(-1)};
    EXPECT_EQ(read_bytes(separator + with_length("a\n", 99), options).messages.size(), 1U);
    EXPECT_EQ(read_bytes("A: b\n\nc", options).messages.size(), 1U);
}

TEST(Hostile, InputIsLinear) {
    constexpr std::size_t size = 8 * arf_test::million;
    for (std::string const text :
         {"F", "\n", "\nF", "\n\nFrom ", "\n\nFrom Mon Mon Mon Tue Nov 21 10:00:00 2023 x", "\r", "Co\n"}) {
        std::string file = separator;
        while (file.size() < size) file += text;
        auto const outcome = read_bytes(file);
        ASSERT_EQ(outcome.messages.size(), 1U) << text;
        EXPECT_GE(outcome.messages[0].bytes.size() + 2, file.size() - separator.size());
    }
}

/// How much is read at once; what matters may lie across the end of that.
constexpr std::size_t chunk = std::size_t{128} << 10U;

TEST(Window, EndMayLieAnywhereInASeparator) {
    for (auto size = chunk - 120; size < chunk + 10; ++size) {
        auto const message = std::string(size, 'x') + "\n";
        auto const outcome = read_bytes(separator + message + "\n" + separator + "two\n",
                                        {.max_message_bytes = message.size(), .use_content_length = false});
        ASSERT_EQ(outcome.bytes(), (Texts{message, "two\n"})) << size;
    }
}

TEST(Window, EndMayLieAnywhereInAContentLength) {
    auto const body = body_with_separators(1);
    for (auto size = chunk - 120; size < chunk + 10; ++size) {
        auto const message = "X: " + std::string(size, 'x') + "\n" + with_length(body, body.size());
        auto const outcome = read_bytes(separator + message + "\n" + separator + "two\n");
        ASSERT_EQ(outcome.bytes(), (Texts{message, "two\n"})) << size;
    }
}

/// A message that no reader can take for more than one: its lines are random, but for the lookalikes among
/// them.
std::string random_message(std::mt19937& random, std::size_t max_lines) {
    static Texts const lines{"From here on\n",
                             "\n",
                             "\r\n",
                             ">From x\n",
                             "F\n",
                             "Content-Type: text/plain\n",
                             "From:\n",
                             "Content-Length: 33\n",
                             "\nFrom a@example.com Tue\n",
                             "x\r\n",
                             std::string(300, 'y') + "\n"};
    std::string message = "Subject: s\n";
    for (auto count = random() % max_lines; count > 0; --count) message += lines[random() % lines.size()];
    return message + "end\n";
}

TEST(Property, ConcatenatedMessagesComeBackByteForByteInOrder) {
    std::mt19937 random{2023};
    for (int round = 0; round < 200; ++round) {
        Texts sent;
        std::string file;
        std::vector<std::uint64_t> offsets;
        for (auto count = 1 + random() % 30; count > 0; --count) {
            sent.push_back(random_message(random, random() % 10 == 0 ? 3000 : 20));
            file += separator;
            offsets.push_back(file.size());
            file += sent.back() + "\n";
        }
        auto const outcome = read_bytes(file);
        EXPECT_TRUE(outcome.errors.empty());
        ASSERT_EQ(outcome.bytes(), sent);
        for (std::size_t i = 0; i < sent.size(); ++i) {
            EXPECT_EQ(outcome.messages[i].offset, offsets[i]);
            EXPECT_EQ(outcome.messages[i].index, i);
        }
    }
}

/// The rule of FORMATS in its plainest form, for text whose only From_ line is `separator`: a line at a time,
/// all in memory.
Texts split_plainly(std::string const& text) {
    auto const is_blank = [](std::string const& line) { return line == "\n" || line == "\r\n"; };
    Texts messages;
    std::string blank;
    for (std::size_t at = 0; at < text.size();) {
        auto const line = text.substr(at, text.find('\n', at) + 1 - at);
        at += line.size();
        bool const is_separator = line == separator || line == to_crlf(separator);
        if (messages.empty() || (is_separator && !blank.empty())) {
            messages.emplace_back();
            blank.clear();
            continue;
        }
        messages.back() += blank;
        blank = is_blank(line) ? line : "";
        if (blank.empty()) messages.back() += line;
    }
    return messages;
}

TEST(Property, AgreesWithAPlainReadingOfTheRule) {
    Texts const pieces{"\n",
                       "\n",
                       "\r\n",
                       "\r",
                       "x",
                       "F",
                       separator,
                       separator,
                       to_crlf(separator),
                       "From x\n",
                       std::string(70, 'y')};
    std::mt19937 random{8};
    std::size_t messages = 0;
    for (int round = 0; round < 2000; ++round) {
        auto text = separator;
        for (auto count = random() % 60; count > 0; --count) text += pieces[random() % pieces.size()];
        text += "\n";
        auto const outcome = read_bytes(text);
        ASSERT_EQ(outcome.bytes(), split_plainly(text)) << text;
        messages += outcome.messages.size();
    }
    EXPECT_GT(messages, 4000U);
}

}  // namespace mailbox_mbox_test
