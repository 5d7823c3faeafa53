// SPDX-License-Identifier: BSL-1.0
// What holds for every function of arf/mime/decode.hpp, whatever the bytes.
#include <gtest/gtest.h>

#include <arf/mime/decode.hpp>
#include <cstdint>
#include <exact.hpp>
#include <string>
#include <string_view>

namespace mime_decode_test {

using namespace std::string_view_literals;
using arf::mime::TransferEncoding;
using arf_test::Exact;

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

}  // namespace mime_decode_test
