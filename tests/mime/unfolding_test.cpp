// SPDX-License-Identifier: BSL-1.0
// Unfolding: what unfold() and needs_unfolding() promise, as a table of input and result.
#include <gtest/gtest.h>

#include <arf/mime/decode.hpp>
#include <exact.hpp>
#include <string_view>

namespace mime_unfolding_test {

using namespace std::string_view_literals;
using arf_test::Exact;

TEST(Unfold, Table) {
    struct {
        std::string_view raw;
        std::string_view value;
    } const cases[] = {
        {"", ""},
        {"a b", "a b"},
        {" a ", "a"},
        {"a\r\n b", "a b"},
        {"a\n\tb", "a\tb"},
        {"a\r b", "a b"},
        {"\r\n a\r\n", "a"},
        {"a\r\nb", "a b"},
        {"a\nb\rc\0d"sv, "a b c d"},
        {"a\r\n\r\n b", "a  b"},
        {"\r\n \t", ""},
        {"\0"sv, ""},
    };
    for (auto const& [raw, value] : cases) {
        EXPECT_EQ(arf::mime::unfold(Exact(raw).view()), value) << raw;
        EXPECT_EQ(arf::mime::needs_unfolding(Exact(raw).view()), raw != value) << raw;
    }
}

}  // namespace mime_unfolding_test
