// SPDX-License-Identifier: BSL-1.0
// Time is linear in the input: eight times the text is about eight times the work. What is compared is the
// processor's time of this thread alone, the least of some runs, so that a busy machine changes nothing:
// linear work gives a ratio of 8, quadratic work one of 64.
#include <gtest/gtest.h>
#include <time.h>

#include <algorithm>
#include <arf/grammar/cfws.hpp>
#include <arf/mime/decode.hpp>
#include <arf/parse.hpp>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>

#include "exact.hpp"

namespace scaling_test {

constexpr std::size_t small = 2'000;
constexpr std::size_t factor = 8;
constexpr double most = 3.0 * factor;

double processor_seconds() {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// The least time that `work` needs for `size` bytes of `unit` behind `before`.
template <class Work>
double least_time(std::string_view before, std::string_view unit, std::size_t size, Work const& work) {
    auto const text = std::string(before) + arf_test::repeat(unit, size / unit.size());
    auto least = std::numeric_limits<double>::max();
    for (int i = 0; i < 5; ++i) {
        auto const start = processor_seconds();
        work(text);
        least = std::min(least, processor_seconds() - start);
    }
    return least;
}

/// How much more work eight times the text is.
template <class Work>
double ratio(std::string_view before, std::string_view unit, Work const& work) {
    auto const once = least_time(before, unit, small, work);
    return least_time(before, unit, small * factor, work) / once;
}

// "(\(\(": the first comment does not close, and no parenthesis behind it may make the search start again.
TEST(Scaling, CommentsThatDoNotCloseAreSkippedOnce) {
    auto const trim = [](std::string_view text) { (void)arf::grammar::trim_cfws(text); };
    for (std::string_view const unit : {"\\(", "(", "(a", "()", "(\\", "a "})
        EXPECT_LT(ratio("(", unit, trim), most) << unit;
}

TEST(Scaling, EncodedWordsThatAreNoneAreLookedAtOnce) {
    auto const decode = [](std::string_view text) { (void)arf::mime::decode_text(text); };
    for (std::string_view const unit : {"=?", "=?u?Q?", "=?utf-8?Q?a?= ", "?", "\r\n "})
        EXPECT_LT(ratio("", unit, decode), most) << unit;
}

TEST(Scaling, AMessageIsReadInOnePass) {
    auto const parse = [](std::string_view text) {
        (void)arf::parse_borrowed(text, {.keep_other_messages = true});
    };
    constexpr std::string_view header = "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n";
    for (std::string_view const unit : {"--b1\n", "--b-\n", "-", "\n", "--\n", "A: (\\(\n"})
        EXPECT_LT(ratio(header, unit, parse), most) << unit;
    for (std::string_view const unit : {"a: b\n", " c\n", "Received: from a by b\n", "From: (\\(\n"})
        EXPECT_LT(ratio("To: a\n", unit, parse), most) << unit;
}

}  // namespace scaling_test
