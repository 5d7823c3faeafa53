// SPDX-License-Identifier: BSL-1.0
// Parameters: what next_parameter(), find_parameter() and decode_parameter() promise, as tables of input and
// result.
#include <gtest/gtest.h>

#include <arf/mime/decode.hpp>
#include <exact.hpp>
#include <linear.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mime_parameters_test {

using namespace std::string_view_literals;
using arf_test::cpu_seconds;
using arf_test::Exact;
using arf_test::time_limit;

struct ParameterCase {
    std::string_view header;
    std::optional<std::string_view> value;  // of "a"
};

TEST(FindParameter, Table) {
    std::vector<ParameterCase> const cases = {
        {"", std::nullopt},
        {"text/plain", std::nullopt},
        {"text/plain; a=b", "b"},
        {"text/plain;a=b", "b"},
        {"text/plain; A = b ;", "b"},
        {"text/plain; x=y; a=\"b c; d\"; z=1", "b c; d"},
        {"text/plain; a=\"\"", ""},
        {"text/plain; a=", ""},
        {"text/plain; a=; x=y", ""},
        {"text/plain; a=b; a=c", "b"},
        {"text/plain; a=b=c:d/e?f", "b=c:d/e?f"},
        {"text/plain; a=----=_Part_1.2", "----=_Part_1.2"},
        {"text/plain; a=b (comment)", "b"},
        {"text/plain (a=no); a=(x(y)z)b", "b"},
        {"text/plain;\r\n\ta=b\r\n", "b"},
        {"text/plain; a\r\n =\r\n b", "b"},
        {"text/plain a=b", "b"},
        {"text/plain; x=y a=b", "b"},
        {"text/plain; x=\"a=no\" a=b", "b"},
        {"text/plain; \"a=no\"; a=b", "b"},
        {"text/plain;;; , a=b;", "b"},
        {"text/plain; =no; a=b", "b"},
        {"text/plain; a=\"b\\\"c\"", "b\\\"c"},
        {"text/plain; a=\"unclosed", "unclosed"},
        {"text/plain; a=\"unclosed\\", "unclosed\\"},
        {"text/plain; a=b\0; x=y"sv, "b"},
        {"text/plain; aa=b", std::nullopt},
        {"text/plain; a*=utf-8''b", std::nullopt},
        {"(unclosed a=b", std::nullopt},
    };
    for (auto const& [header, value] : cases) {
        Exact const exact(header);
        EXPECT_EQ(arf::mime::find_parameter(exact.view(), "a"), value) << header;
    }
    EXPECT_EQ(arf::mime::find_parameter("x; Report-Type=feedback-report", "report-type"), "feedback-report");
}

TEST(NextParameter, GivesAllInOrder) {
    auto rest = "multipart/report; report-type=feedback-report; boundary=\"a b\"; "sv;
    auto const first = arf::mime::next_parameter(rest);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->name, "report-type");
    EXPECT_EQ(first->value, "feedback-report");
    EXPECT_FALSE(first->quoted);
    auto const second = arf::mime::next_parameter(rest);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->name, "boundary");
    EXPECT_EQ(second->value, "a b");
    EXPECT_TRUE(second->quoted);
    EXPECT_FALSE(arf::mime::next_parameter(rest));
    EXPECT_TRUE(rest.empty());
}

TEST(DecodeParameter, Table) {
    struct {
        std::string_view header;
        std::string_view value;
    } const cases[] = {
        {"x/y", ""},
        {"x/y; name=a", "a"},
        {"x/y; name=\"a\\\"b\\\\\"", "a\"b\\"},
        {"x/y; NAME*=UTF-8''caf%C3%A9", "caf\xc3\xa9"},
        {"x/y; name*=iso-8859-1'fr'caf%E9", "caf\xc3\xa9"},
        {"x/y; name*=%41", "A"},
        {"x/y; name*=''a'b", "a'b"},
        {"x/y; name*=nope''caf%E9", "caf\xef\xbf\xbd"},
        {"x/y; name*0=a; name*1=b", "ab"},
        {"x/y; name*1=b;\r\n\tname*0=a", "ab"},
        {"x/y; name*0*=utf-8''%C3; name*1*=%A9%41; name*2=%41",
         "\xc3\xa9"
         "A%41"},
        {"x/y; name*0=\"a \\\"\"; name*1=\"b\"", "a \"b"},
        {"x/y; name*0=a; name*2=c", "a"},   // a gap
        {"x/y; name*0=a; name*01=b", "a"},  // a leading zero
        {"x/y; name*0=a; name*0=b", "a"},   // a repeated piece
        {"x/y; name=x; name*=utf-8''y", "y"},
        {"x/y; name=x; name*1=y", "x"},
        {"x/y; name*=a%zz%4", "a%zz%4"},
        {"x/y; name*=a%00b%0D%0Ac",
         "a\xef\xbf\xbd"
         "b c"},
        {"x/y; name=\"=?utf-8?Q?=C3=A9?=\"", "\xc3\xa9"},
        {"x/y; name=\"a\r\n b\"", "a b"},
    };
    for (auto const& [header, value] : cases) {
        EXPECT_EQ(arf::mime::decode_parameter(Exact(header).view(), "name"), value) << header;
    }
    std::string many;
    for (int i = 0; i < 60; ++i) many += "; name*" + std::to_string(i) + "=x";
    EXPECT_EQ(arf::mime::decode_parameter(many, "name"), std::string(arf::mime::max_parameters, 'x'));
}

TEST(DecodeParameter, IsLinear) {
    for (auto const unit :
         {"; a=b", "; name*0=b", "(", "\"", "\\", ";", "=", "a ", "\"\\", "a(", "; name*=''"}) {
        auto const work = [](auto const& text) { (void)arf::mime::decode_parameter(text, "name"); };
        EXPECT_LT(cpu_seconds("x/y; ", unit, work), time_limit) << unit;
    }
}

}  // namespace mime_parameters_test
