// SPDX-License-Identifier: BSL-1.0
// Encoded words: what decode_text() promises, as tables of input and result.
#include <gtest/gtest.h>

#include <arf/mime/decode.hpp>
#include <exact.hpp>
#include <linear.hpp>
#include <string_view>
#include <vector>

namespace mime_encoded_words_test {

using namespace std::string_view_literals;
using arf_test::cpu_seconds;
using arf_test::Exact;
using arf_test::repeat;
using arf_test::time_limit;

struct TextCase {
    std::string_view raw;
    std::string_view text;
    bool bad = false;
};

void check_text(std::vector<TextCase> const& cases) {
    for (auto const& [raw, text, bad] : cases) {
        bool is_bad = false;
        EXPECT_EQ(arf::mime::decode_text(Exact(raw).view(), &is_bad), text) << raw;
        EXPECT_EQ(is_bad, bad) << raw;
    }
}

TEST(DecodeText, EncodedWords) {
    check_text({
        {"", ""},
        {"plain", "plain"},
        {"=?utf-8?Q?caf=C3=A9?=", "caf\xc3\xa9"},
        {"=?UTF-8?b?Y2Fmw6k=?= ol\xc3\xa9", "caf\xc3\xa9 ol\xc3\xa9"},
        {"=?utf-8?Q?a_b=5F?=", "a b_"},
        {"=?utf-8?Q?a b c?=", "a b c"},
        {"=?utf-8?Q?\?=", ""},
        {"=?utf-8?B?\?=", ""},
        {"x=?utf-8?Q?a?=y (=?utf-8?Q?b?=)", "xay (b)"},
        {"\"=?utf-8?Q?a?=\"", "\"a\""},
        {"=?utf-8?Q?what?\?=", "what?"},
        {"=?UTF-8*en?q?=C3=A9?=", "\xc3\xa9"},
        {"=?iso-8859-1?Q?=E9?=", "\xc3\xa9"},
        {"=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "\xe6\x97\xa5\xe6\x9c\xac"},
        {"=?Shift_JIS?B?k/qWew==?=", "\xe6\x97\xa5\xe6\x9c\xac"},
        {"=?KOI8-R?Q?=F0=D2=C9?=", "\xd0\x9f\xd1\x80\xd0\xb8"},
        {"=?GB18030?B?1tA=?=", "\xe4\xb8\xad"},
        {"=?utf-7?Q?+ZeU-?=", "\xe6\x97\xa5"},
        {"=?utf-8?B?Y2Fmw6k?=", "caf\xc3\xa9"},  // no padding
    });
    auto const longer = repeat("a", 500);
    EXPECT_EQ(arf::mime::decode_text("=?utf-8?Q?" + longer + "?="), longer);
}

TEST(DecodeText, AdjacentWordsAreJoined) {
    check_text({
        {"=?utf-8?Q?a?= =?utf-8?Q?b?=", "ab"},
        {"=?utf-8?Q?a?=\r\n\t=?utf-8?Q?b?=", "ab"},
        {"=?utf-8?Q?a?==?utf-8?Q?b?=", "ab"},
        {"=?utf-8?Q?a?= b =?utf-8?Q?c?=", "a b c"},
        {"=?utf-8?B?w6nD?= =?utf-8?B?qQ==?=", "\xc3\xa9\xc3\xa9"},                // a character split
        {"=?utf-8?B?Yws=?= =?UTF-8?Q?=C3?= =?utf-8*en?B?qQ==?=", "c\v\xc3\xa9"},  // also across B and Q
        {"=?utf-8?B?YcM=?= =?utf-8?B?qQ==?=", "a\xc3\xa9"},                       // behind padding
        {"=?iso-2022-jp?B?GyRCRnw=?= =?iso-2022-jp?B?S1wbKEI=?=", "\xe6\x97\xa5\xe6\x9c\xac"},
        {"=?utf-8?q?a?= =?iso-8859-1?b?6Q==?=", "a\xc3\xa9"},
        {"=?utf-8?Q?=C3?= =?iso-8859-1?Q?=A9?=", "\xef\xbf\xbd\xc2\xa9", true},  // not of the same charset
    });
}

TEST(DecodeText, KeepsWhatCannotBeDecoded) {
    check_text({
        {"=?nope?Q?a=41?= b", "=?nope?Q?a=41?= b", true},
        {"=?utf-8?Q?a?= =?nope?Q?b?= =?utf-8?Q?c?=", "a =?nope?Q?b?= c", true},
        {"=?utf-8?B?w6nD", "=?utf-8?B?w6nD", true},
        {"=?utf-8?B?w6nD =?utf-8?Q?a?=", "=?utf-8?B?w6nD a", true},
        {"=?utf-8?Q?a?=  =?utf-8?Q?b", "a  =?utf-8?Q?b", true},
        {"=?utf-8?x?a?=", "=?utf-8?x?a?="},
        {"=?utf-8?", "=?utf-8?"},
        {"what=?", "what=?"},
        {"a=?b=?c", "a=?b=?c"},
        {"=??Q?a?=", "=??Q?a?="},
    });
}

TEST(DecodeText, ShowsBadBytesAndHidesControls) {
    check_text({
        {"caf\xe9", "caf\xef\xbf\xbd", true},
        {"\xff=?utf-8?Q?a?=",
         "\xef\xbf\xbd"
         "a",
         true},
        {"=?us-ascii?Q?=E9?=", "\xef\xbf\xbd", true},
        {"=?utf-8?B?YQ0KYg==?=", "a  b"},
        {"=?utf-8?B?YQBi?=", "a b"},
        {"=?utf-16be?B?AGEACgBi?=", "a b"},
        {"a\0b"sv, "a b"},
        {"a\rb", "a b"},
    });
}

TEST(DecodeText, IsLinear) {
    for (auto const unit :
         {"=?", "=?u?Q?", "=?u?B?", "=?utf-8?B?", "=?utf-8?Q?a?= ", "=?nope?Q?a?=", "=?a", "?", "\r", "\n",
          "\r\n ", " ", "\xff", "=?utf-8?Q?a?= =?koi8-r?Q?a?= ", "=?utf-8?Q?a=?"}) {
        EXPECT_LT(cpu_seconds("", unit, [](auto const& text) { (void)arf::mime::decode_text(text); }),
                  time_limit)
            << unit;
    }
    EXPECT_LT(cpu_seconds("=?utf-8?Q?", "=C3=A9",
                          [](auto const& text) { (void)arf::mime::decode_text(text + "?="); }),
              time_limit);
    EXPECT_LT(
        cpu_seconds("=?utf-8?B?", "/", [](auto const& text) { (void)arf::mime::decode_text(text + "?="); }),
        time_limit);
}

}  // namespace mime_encoded_words_test
