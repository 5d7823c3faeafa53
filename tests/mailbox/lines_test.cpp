// SPDX-License-Identifier: BSL-1.0
// Which lines are taken for a From_ line or a Content-Length, and that the fast search finds what the plain
// one finds.
#include <gtest/gtest.h>

#include <arf/impl/mailbox_lines.ipp>
#include <arf/mailbox.hpp>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace mailbox_lines_test {

namespace detail = arf::detail;

TEST(FromLine, Takes) {
    for (auto line : {
             "From a@example.com Tue Nov 21 10:00:00 2023",
             "From a@example.com  Tue Nov  1 10:00:00 2023",
             "From - Tue Nov 21 10:00:00 2023",
             "From MAILER-DAEMON Tue Nov 21 10:00:00 2023",
             "From Tue Nov 21 10:00:00 2023",
             "From a@example.com Tue Nov 21 10:00 2023",
             "From a@example.com Tue Nov 21 10:00:00 EST 2023",
             "From a@example.com Tue Nov 21 10:00:00 +0100 2023",
             "From a@example.com Tue Nov 21 10:00:00 2023 -0800",
             "From a@example.com Tue Nov 21 10:00:00 2023 (CET)",
             "From a@example.com Tue Nov 21 10:00:00 2023 remote from host.example.com",
             "From a@example.com Tue, 21 Nov 2023 10:00:00 +0100",
             "From a@example.com Tue, 21 Nov 2023 10:00:00 +0000 (UTC)",
             "From a at example.com  Tue Nov 21 10:00:00 2023",
             "From \"a b\"@example.com Tue Nov 21 10:00:00 2023",
             "From Mon@example.com Mon Tue Nov 21 10:00:00 2023",
             "From a@example.com Tue Nov 21 10:00:00 2023  ",
         }) {
        EXPECT_TRUE(detail::is_from_line(line)) << line;
    }
}

TEST(FromLine, Refuses) {
    for (auto line : {
             "",
             "From",
             "From ",
             "From:",
             "from a@example.com Tue Nov 21 10:00:00 2023",
             "From here on it gets better",
             "From a@example.com",
             "From Monday to Friday 10:00 2023",
             "From Tue",
             "From a@example.com Tue",
             "From a@example.com Tue Nov 21 2023",
             "From a@example.com Tue Nov 21 10:00:00",
             "From a@example.com Tue 21 10:00:00 2023",
             "From a@example.com Teu Nov 21 10:00:00 2023",
             "From a@example.com Tue Nvo 21 10:00:00 2023",
             "From a@example.com Tue Nov x1 10:00:00 2023",
             "From a@example.com_Tue Nov 21 10:00:00 2023",
             "From a@example.com Tue Nov 10:00:00 2023",
             "From a@example.com Nov 21 10:00:00 2023",
             "From a@example.com Tue Nov 21 1000 2023",
             "From a@example.com Tue Nov 21 10:00:0x 2023",
             "From a@example.com Tue Nov 21 10:00:00 3023",
             "From a@example.com Tue Nov 211 10:00:00 2023",
             "From a@example.com Tue Nov 21 10:00:00 2023 and it went well",
             "From a@example.com Tue Nov 21 Nov 10:00:00 2023",
             "From a@example.com onT eNo 21 10:00:00 2023",
             ">From a@example.com Tue Nov 21 10:00:00 2023",
             " From a@example.com Tue Nov 21 10:00:00 2023",
             "From a@example.com Tue Nov 21 10:00:00 2023 remote host",
             "From a@example.com Tue Nov 21 10:00:00 A B C 2023",
         }) {
        EXPECT_FALSE(detail::is_from_line(line)) << line;
    }
}

TEST(FromLine, IsAtMostOneKibibyte) {
    std::string const head = "From ";
    std::string const tail = " Tue Nov 21 10:00:00 2023";
    auto const sender = [&](std::size_t size) { return std::string(size - head.size() - tail.size(), 'a'); };
    EXPECT_TRUE(detail::is_from_line(head + sender(1024) + tail));
    EXPECT_FALSE(detail::is_from_line(head + sender(1025) + tail));
}

TEST(FirstFromLine, NeedsNoDateButIsNoFromField) {
    EXPECT_TRUE(detail::is_first_from_line("From a@example.com"));
    EXPECT_TRUE(detail::is_first_from_line("From "));
    EXPECT_FALSE(detail::is_first_from_line("From: a@example.com"));
    EXPECT_FALSE(detail::is_first_from_line("From : a@example.com"));
    EXPECT_FALSE(detail::is_first_from_line("From \t: a@example.com"));
    EXPECT_FALSE(detail::is_first_from_line("From"));
}

TEST(ContentLength, Takes) {
    EXPECT_EQ(detail::content_length("Content-Length: 12\n"), 12U);
    EXPECT_EQ(detail::content_length("CONTENT-LENGTH:0\r\nx"), 0U);
    EXPECT_EQ(detail::content_length("content-length \t:  999999999999999999 \n"), 999999999999999999U);
    EXPECT_EQ(detail::content_length("Content-Length: 7"), 7U);
}

TEST(ContentLength, Refuses) {
    for (auto line : {"", "Content-Length", "Content-Length:", "Content-Length: \n12", "Content-Length: -1\n",
                      "Content-Length: +1\n", "Content-Length: 1 2\n", "Content-Length: 0x10\n",
                      "Content-Length: 1000000000000000000\n", "Content-Lengths: 1\n", "Content-Type: 1\n",
                      "Content-Length 12\n"}) {
        EXPECT_EQ(detail::content_length(line), std::nullopt) << line;
    }
}

template <class Lines>
std::vector<std::size_t> all_lines(std::string_view text, bool fast) {
    std::vector<std::size_t> found;
    std::size_t from = 0;
    for (;;) {
        from = fast ? detail::find_line<Lines>(text, from) : detail::find_line_plain<Lines>(text, from);
        if (from == std::string_view::npos) return found;
        found.push_back(from);
    }
}

TEST(FindLine, FastSearchFindsWhatThePlainOneFinds) {
    std::mt19937 random{8};
    std::size_t seen = 0;
    for (int round = 0; round < 3000; ++round) {
        std::vector<char> text(random() % 200);  // exactly its size, so that a sanitizer sees an overrun
        for (auto& c : text) c = std::string_view{"\n\r\nFrom >C"}[random() % 10];
        std::string_view const view{text.data(), text.size()};
        EXPECT_EQ(all_lines<detail::FromLines>(view, true), all_lines<detail::FromLines>(view, false));
        EXPECT_EQ(all_lines<detail::QuotedFromLines>(view, true),
                  all_lines<detail::QuotedFromLines>(view, false));
        auto const header_lines = all_lines<detail::HeaderLines>(view, true);
        EXPECT_EQ(header_lines, all_lines<detail::HeaderLines>(view, false));
        seen += header_lines.size();
    }
    EXPECT_GT(seen, 3000U);
}

TEST(FindLine, SeesALineThatIsCutOff) {
    EXPECT_EQ(detail::find_line<detail::FromLines>("a\nFro"), 2U);
    EXPECT_EQ(detail::find_line<detail::FromLines>("a\nFrx"), std::string_view::npos);
    EXPECT_EQ(detail::find_line<detail::FromLines>("a\n"), std::string_view::npos);
}

}  // namespace mailbox_lines_test
