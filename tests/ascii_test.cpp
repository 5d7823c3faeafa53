// SPDX-License-Identifier: BSL-1.0
// Where texts are cut, whatever their line ends are.
#include <gtest/gtest.h>

#include <arf/detail/ascii.hpp>

namespace ascii_test {

using arf::detail::beginning;

TEST(Beginning, CountsNoCr) {
    EXPECT_EQ(beginning("ab\ncd\nef", 4), "ab\nc");
    EXPECT_EQ(beginning("ab\r\ncd\r\nef", 4), "ab\r\nc");
    EXPECT_EQ(beginning("\r\r\r\rabc", 2), "\r\r\r\rab");
}

TEST(Beginning, MayBeAll) {
    EXPECT_EQ(beginning("ab\r\n", 3), "ab\r\n");
    EXPECT_EQ(beginning("ab", 9), "ab");
    EXPECT_EQ(beginning("\r\r\r", 1), "\r\r\r");
    EXPECT_EQ(beginning("", 0), "");
    EXPECT_EQ(beginning("a", 0), "");
}

}  // namespace ascii_test
