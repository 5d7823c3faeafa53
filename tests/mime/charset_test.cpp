// SPDX-License-Identifier: BSL-1.0
// Charsets: what to_utf8(), make_utf8() and is_utf8() promise, as tables of input and result.
#include <gtest/gtest.h>

#include <arf/mime/decode.hpp>
#include <exact.hpp>
#include <string_view>

namespace mime_charset_test {

using namespace std::string_view_literals;
using arf_test::Exact;
using arf_test::repeat;

TEST(ToUtf8, Charsets) {
    struct {
        std::string_view bytes;
        std::string_view charset;
        std::string_view text;
        bool lossy;
    } const cases[] = {
        {"", "utf-8", "", false},
        {"caf\xc3\xa9", "UTF-8", "caf\xc3\xa9", false},
        {"caf\xc3\xa9", "us-ascii", "caf\xc3\xa9", false},
        {"caf\xe9", "us-ascii", "caf\xef\xbf\xbd", true},
        {"caf\xe9", "iso-8859-1", "caf\xc3\xa9", false},
        {"\x80", "Windows-1252", "\xe2\x82\xac", false},
        {"\xf0\xd2\xc9", "koi8-r", "\xd0\x9f\xd1\x80\xd0\xb8", false},
        {"\x93\xfa\x96\x7b", "shift_jis", "\xe6\x97\xa5\xe6\x9c\xac", false},
        {"\x1b$BF|K\\\x1b(B", "ISO-2022-JP", "\xe6\x97\xa5\xe6\x9c\xac", false},
        {"\xd6\xd0", "gb18030", "\xe4\xb8\xad", false},
        {"\xd6\xd0", "gb2312", "\xe4\xb8\xad", false},
        {"\xb0\xa1", "ks_c_5601-1987", "\xea\xb0\x80", false},
        {"+ZeU-", "utf-7", "\xe6\x97\xa5", false},
        {"\0a"sv, "utf-16be", "a", false},
        {"\x81\x30", "gb18030", "\xef\xbf\xbd", true},  // cut in the middle of a character
        {"a\x81"
         "b",
         "windows-1252",
         "a\xef\xbf\xbd"
         "b",
         true},  // no such character
        {"caf\xe9", "no-such-charset", "caf\xef\xbf\xbd", true},
        {"plain", "", "plain", true},
        {"plain", "INTERNAL", "plain", true},
        {"plain", "int(ern+al)", "plain", true},  // glibc would not see what is no letter
        // Names of glibc's for UTF-8 that lets bytes of none pass.
        {"caf\xc3\xa9", "iso-ir-193", "caf\xc3\xa9", false},
        {"\xf8\x9e\x9e\x9e\x9e", "iso-ir-193",
         "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", true},
        {"plain", "utf-8//IGNORE", "plain", true},
        {"plain", "utf-8\0x"sv, "plain", true},
        {"a\0b"sv, "iso-8859-1",
         "a\xef\xbf\xbd"
         "b",
         false},
    };
    for (auto const& [bytes, charset, text, lossy] : cases) {
        bool is_lossy = false;
        EXPECT_EQ(arf::mime::to_utf8(Exact(bytes).view(), Exact(charset).view(), &is_lossy), text) << charset;
        EXPECT_EQ(is_lossy, lossy) << charset;
    }
    EXPECT_EQ(arf::mime::to_utf8(repeat("\xe9", 10000), "iso-8859-1"), repeat("\xc3\xa9", 10000));
}

TEST(Utf8, IsCheckedAndMade) {
    struct {
        std::string_view bytes;
        bool valid;
        std::string_view made;
    } const cases[] = {
        {"", true, ""},
        {"plain ascii, more than eight", true, "plain ascii, more than eight"},
        {"12345678\xc3\xa9", true, "12345678\xc3\xa9"},
        {"\xf0\x9f\x98\x80", true, "\xf0\x9f\x98\x80"},
        {"a\0b"sv, true,
         "a\xef\xbf\xbd"
         "b"},
        {"a\0\xff"sv, false, "a\xef\xbf\xbd\xef\xbf\xbd"},
        {"\0"sv, true, "\xef\xbf\xbd"},
        {"a\tb\x1b", true, "a\tb\x1b"},
        {"1234567\xff", false, "1234567\xef\xbf\xbd"},
        {"\xc3", false, "\xef\xbf\xbd"},
        {"\xc0\x80", false, "\xef\xbf\xbd\xef\xbf\xbd"},                  // overlong
        {"\xed\xa0\x80", false, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},  // a surrogate
        {"\xf4\x90\x80\x80", false, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
    };
    for (auto const& [bytes, valid, made] : cases) {
        EXPECT_EQ(arf::mime::is_utf8(Exact(bytes).view()), valid) << bytes;
        EXPECT_EQ(arf::mime::make_utf8(Exact(bytes).view()), made) << bytes;
    }
}

}  // namespace mime_charset_test
