// SPDX-License-Identifier: BSL-1.0
// What arf/mime/decode.hpp and transfer_encoding.hpp promise, as tables of input and result.
#include <gtest/gtest.h>

#include <arf/mime/decode.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;
using arf::mime::TransferEncoding;

/// A copy in a buffer of exactly its size, so that the sanitizers see an overrun.
class Exact {
  public:
    explicit Exact(std::string_view text) : bytes_(new char[text.size()]), size_(text.size()) {
        text.copy(bytes_.get(), size_);
    }
    [[nodiscard]] std::string_view view() const { return {bytes_.get(), size_}; }

  private:
    std::unique_ptr<char[]> bytes_;
    std::size_t size_;
};

std::string repeat(std::string_view text, std::size_t times) {
    std::string out;
    out.reserve(text.size() * times);
    while (times-- > 0) out.append(text);
    return out;
}

struct TransferCase {
    std::string_view body;
    std::string_view bytes;
    bool damaged;
};

void check(TransferEncoding encoding, std::vector<TransferCase> const& cases) {
    for (auto const& [body, bytes, damaged] : cases) {
        auto const decoded = arf::mime::decode_transfer(Exact(body).view(), encoding);
        EXPECT_EQ(decoded.bytes, bytes) << body;
        EXPECT_EQ(decoded.damaged, damaged) << body;
    }
}

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

TEST(TransferEncoding, Takes) {
    using enum TransferEncoding;
    struct {
        std::string_view value;
        TransferEncoding encoding;
    } const cases[] = {
        {"", identity},
        {"  ", identity},
        {"7bit", identity},
        {"8BIT", identity},
        {" Binary\r\n", identity},
        {"7-bit", identity},
        {"base64", base64},
        {" BASE64 ", base64},
        {"\"base64\"", base64},
        {"(s(i)c) base64 (rfc2045)", base64},
        {"base64;", base64},
        {"base64(x)", base64},
        {"\r\n base64", base64},
        {"Quoted-Printable", quoted_printable},
        {"x-uuencode", uuencode},
        {"X-UUE", uuencode},
        {"uue", uuencode},
        {"uuencode", uuencode},
        {"base64\0"sv, base64},
        {"(unclosed", identity},
    };
    for (auto const& [value, encoding] : cases) {
        EXPECT_EQ(arf::mime::read_transfer_encoding(Exact(value).view()), encoding) << value;
    }
}

TEST(TransferEncoding, Refuses) {
    for (auto const value : {"zip", "base64x", "base 64", "base", "x-base65", "quoted"}) {
        EXPECT_EQ(arf::mime::read_transfer_encoding(value), TransferEncoding::unknown) << value;
    }
}

TEST(DecodeTransfer, LeavesIdentityAndUnknownAsTheyAre) {
    check(TransferEncoding::identity, {{"a=3D\0b"sv, "a=3D\0b"sv, false}, {"", "", false}});
    check(TransferEncoding::unknown, {{"aGk=", "aGk=", false}});
}

TEST(DecodeTransfer, Base64) {
    check(TransferEncoding::base64, {
                                        {"", "", false},
                                        {"aGVsbG8=", "hello", false},
                                        {"aGVs\r\nbG8=\r\n", "hello", false},
                                        {"aGVsbA==", "hell", false},
                                        {"aGVs", "hel", false},
                                        {"AAEC/w==", "\0\1\2\xff"sv, false},
                                    });
}

TEST(DecodeTransfer, Base64IsLenient) {
    check(TransferEncoding::base64,
          {
              {"aGVsbG8", "hello", true},  // no padding
              {"aGVsbA", "hell", true},
              {"aGVsb", "hel", true},   // a lone last character holds no byte
              {"aG!V*s", "hel", true},  // characters outside the alphabet
              {"aGVs\0"sv, "hel", true},
              {"aGVsbA=", "hell", true},     // half of the padding
              {"aGVsbG8==", "hello", true},  // too much of it
              {"=", "", true},
              {"====", "", true},
              {"aGVsbG8=aGVsbG8=", "hellohello", true},  // two texts
              {"aGVsbA==\r\nIGE=\r\nYmM=", "hell abc", true},
              {"aGVsbG8=\r\n-- \r\nA list, http://example.com/\r\n", "hello", true},  // a plain footer
              {"aGVsbG8=\r\nunsubscribe here", "hello", true},
          });
}

TEST(DecodeTransfer, QuotedPrintable) {
    check(TransferEncoding::quoted_printable, {
                                                  {"", "", false},
                                                  {"a=3Db=3d", "a=b=", false},
                                                  {"caf=C3=A9\r\n", "caf\xc3\xa9\r\n", false},
                                                  {"a=\r\nb=\nc", "abc", false},
                                                  {"a=", "a", false},
                                                  {"a= \t\r\nb", "ab", false},  // blanks added in transport
                                                  {"a  \r\nb \n\nc", "a\r\nb\n\nc", false},
                                                  {"a=20\r\n", "a \r\n", false},
                                                  {"a=\rb\rc", "ab\rc", false},  // lines end with CR
                                                  {"=00", "\0"sv, false},
                                              });
}

TEST(DecodeTransfer, QuotedPrintableKeepsWhatIsMalformed) {
    check(TransferEncoding::quoted_printable,
          {
              {"a=zzb", "a=zzb", true},
              {"a=3", "a=3", true},
              {"a=3\r\nb", "a=3\r\nb", true},
              {"a==\r\nb", "a=b", true},
              {"a=4=\r\nb", "a=4b", true},
              {"a=\0x"sv, "a=\0x"sv, true},
              {"https://example.com/?a=b&c=d", "https://example.com/?a=b&c=d", true},
          });
}

TEST(DecodeTransfer, Uuencode) {
    check(
        TransferEncoding::uuencode,
        {
            {"begin 644 cat.txt\n#8V%T\n`\nend\n", "cat", false},
            {"\r\nsee below\r\nbegin 644 cat.txt\r\n#8V%T\r\n`\r\nend\r\nbye\r\n", "cat", false},
            {"begin 644 a\n#8V%T\n#8V%T\n \nend", "catcat", false},
            {"begin 644 a\n#8V%T \n#8V%TX\n\nend", "catcat", false},  // a blank or a checksum behind the data
            {"begin 644 a\n!80``\n`\nend\n", "a", false},
            {"begin 644 a\n\"86(`\n`\nend\n", "ab", false},
            {"begin 644 a\n`\nend\n", "", false},
        });
}

TEST(DecodeTransfer, UuencodeIsLenient) {
    check(TransferEncoding::uuencode, {
                                          {"", "", true},
                                          {"#8V%T\n`\nend\n", "cat", true},     // no begin line
                                          {"begin 644 a\n#8V%T", "cat", true},  // cut short
                                          {"begin 644 a\n#8V%T\n&8V%T\nend\n", "catcat", true},
                                          {"begin 644 a\n\xff"
                                           "abc\n#8V%T\nend\n",
                                           "cat", true},
                                      });
}

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

/// How long a megabyte of `unit` behind `prefix` takes. Linear work needs milliseconds, a minute where it is
/// quadratic.
template <class Work>
double seconds(std::string_view prefix, std::string_view unit, Work work) {
    auto const text = std::string(prefix) + repeat(unit, (std::size_t{1} << 20U) / unit.size());
    auto const start = std::chrono::steady_clock::now();
    work(text);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}
inline constexpr double limit = 5;  // leaves room for sanitizers and a busy machine

TEST(Hostile, TextIsLinear) {
    for (auto const unit :
         {"=?", "=?u?Q?", "=?u?B?", "=?utf-8?B?", "=?utf-8?Q?a?= ", "=?nope?Q?a?=", "=?a", "?", "\r", "\n",
          "\r\n ", " ", "\xff", "=?utf-8?Q?a?= =?koi8-r?Q?a?= ", "=?utf-8?Q?a=?"}) {
        EXPECT_LT(seconds("", unit, [](auto const& text) { (void)arf::mime::decode_text(text); }), limit)
            << unit;
    }
    EXPECT_LT(
        seconds("=?utf-8?Q?", "=C3=A9", [](auto const& text) { (void)arf::mime::decode_text(text + "?="); }),
        limit);
    EXPECT_LT(seconds("=?utf-8?B?", "/", [](auto const& text) { (void)arf::mime::decode_text(text + "?="); }),
              limit);
}

TEST(Hostile, ParametersAreLinear) {
    for (auto const unit :
         {"; a=b", "; name*0=b", "(", "\"", "\\", ";", "=", "a ", "\"\\", "a(", "; name*=''"}) {
        auto const work = [](auto const& text) { (void)arf::mime::decode_parameter(text, "name"); };
        EXPECT_LT(seconds("x/y; ", unit, work), limit) << unit;
    }
}

TEST(Hostile, TransferDecodersAreLinear) {
    using enum TransferEncoding;
    for (auto const encoding : {base64, quoted_printable, uuencode}) {
        for (auto const unit :
             {"=", "aa=", "aGVs", "\r", "\n", " ", "=\r", "begin 644 a\n", "M\n", "\xff", "= ", "a=\n"}) {
            auto const work = [=](auto const& text) { (void)arf::mime::decode_transfer(text, encoding); };
            EXPECT_LT(seconds("", unit, work), limit) << static_cast<int>(encoding) << unit;
        }
    }
}

TEST(Hostile, AnyShortBytesAreSafe) {
    constexpr auto alphabet = "=?QbAu-8*'\"\\(;% \r\n\0\xc3\xa9"sv;
    std::string text(12, ' ');
    std::uint32_t random = 1;
    for (int round = 0; round < 20000; ++round) {
        for (auto& c : text) {
            random = random * 1664525U + 1013904223U;  // Numerical Recipes' generator
            c = alphabet[(random >> 16U) % alphabet.size()];
        }
        Exact const exact(text);
        EXPECT_TRUE(arf::mime::is_utf8(arf::mime::decode_text(exact.view())));
        EXPECT_TRUE(arf::mime::is_utf8(arf::mime::decode_parameter(exact.view(), "u")));
        auto const unfolded = arf::mime::unfold(exact.view());
        EXPECT_FALSE(arf::mime::needs_unfolding(unfolded));
        for (auto const encoding :
             {TransferEncoding::base64, TransferEncoding::quoted_printable, TransferEncoding::uuencode}) {
            EXPECT_LE(arf::mime::decode_transfer(exact.view(), encoding).bytes.size(), text.size());
        }
    }
}

}  // namespace
