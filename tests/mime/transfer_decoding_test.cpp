// SPDX-License-Identifier: BSL-1.0
// Transfer encodings: what transfer_encoding.hpp and decode_transfer() promise, as tables of input and
// result.
#include <gtest/gtest.h>

#include <arf/mime/decode.hpp>
#include <exact.hpp>
#include <linear.hpp>
#include <string_view>
#include <vector>

namespace mime_transfer_decoding_test {

using namespace std::string_view_literals;
using arf::mime::TransferEncoding;
using arf_test::cpu_seconds;
using arf_test::Exact;
using arf_test::time_limit;

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

TEST(DecodeTransfer, IsLinear) {
    using enum TransferEncoding;
    for (auto const encoding : {base64, quoted_printable, uuencode}) {
        for (auto const unit :
             {"=", "aa=", "aGVs", "\r", "\n", " ", "=\r", "begin 644 a\n", "M\n", "\xff", "= ", "a=\n"}) {
            auto const work = [=](auto const& text) { (void)arf::mime::decode_transfer(text, encoding); };
            EXPECT_LT(cpu_seconds("", unit, work), time_limit) << static_cast<int>(encoding) << unit;
        }
    }
}

}  // namespace mime_transfer_decoding_test
