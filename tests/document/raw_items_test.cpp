// SPDX-License-Identifier: BSL-1.0
// The elements of a JSON array as they are written.
#include <gtest/gtest.h>

#include <arf/document/raw_items.hpp>
#include <exact.hpp>
#include <string>
#include <vector>

namespace document_raw_items_test {

std::vector<std::string> items(std::string_view text) {
    arf_test::Exact const copy(text);
    arf::document::RawItems all(copy.view());
    std::vector<std::string> out;
    for (auto item = all.next(); !item.empty(); item = all.next()) out.emplace_back(item);
    return out;
}

using Items = std::vector<std::string>;

TEST(RawItems, AreTheElements) {
    EXPECT_EQ(items("[1,2]"), (Items{"1", "2"}));
    EXPECT_EQ(items("[{\"a\":1},{\"b\":[2,3]}]"), (Items{"{\"a\":1}", "{\"b\":[2,3]}"}));
    EXPECT_EQ(items("[[1,[2]],null,true]"), (Items{"[1,[2]]", "null", "true"}));
    EXPECT_EQ(items("[]"), Items{});
    EXPECT_EQ(items("[ ]"), Items{});
}

TEST(RawItems, HaveNoBlanksAround) {
    EXPECT_EQ(items("\xEF\xBB\xBF \r\n[ {\"a\": 1} ,\r\n\t{} ]\n"), (Items{"{\"a\": 1}", "{}"}));
}

TEST(RawItems, DoNotEndInsideAString) {
    EXPECT_EQ(items(R"(["a,b]", "\",", "\\", {"}": "]"}])"),
              (Items{R"("a,b]")", R"("\",")", R"("\\")", R"({"}": "]"})"}));
}

TEST(RawItems, StayInsideOfWhatIsNoArray) {
    for (std::string const text : {"", "x", "{}", "[", "[\"", "[\"\\", "[}", "[}}}]", "[1", "[,,"}) {
        auto const all = items(text);
        EXPECT_LE(all.size(), 1U) << text;
    }
}

TEST(RawItems, AreFoundInLinearTime) {
    EXPECT_EQ(items("[" + arf_test::repeat("[", 1'000'000)).size(), 1U);
    EXPECT_EQ(items("[" + arf_test::repeat("1,", 1'000'000) + "1]").size(), 1'000'001U);
}

}  // namespace document_raw_items_test
