// SPDX-License-Identifier: BSL-1.0
// Base64, quoted-printable and uuencode, against GLib and GMime.
#pragma once

#include <gmime/gmime.h>

#include <algorithm>
#include <arf/mime/decode.hpp>
#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "rule.hpp"

namespace arf_fuzz::rules {

inline std::string gmime_encoded(std::string_view bytes, GMimeContentEncoding encoding) {
    GMimeEncoding state;
    g_mime_encoding_init_encode(&state, encoding);
    std::string out(g_mime_encoding_outlen(&state, bytes.size()) + 256, '\0');
    out.resize(g_mime_encoding_flush(&state, bytes.data(), bytes.size(), out.data()));
    return out;
}
/// Bytes that GMime or GLib has encoded come back; what is strict base64 is decoded as GLib decodes it.
inline void check_transfer(std::string_view text) {
    using arf::mime::decode_transfer;
    using arf::mime::TransferEncoding;
    std::unique_ptr<char, decltype(&g_free)> const encoded(
        g_base64_encode(reinterpret_cast<guchar const*>(text.data()), text.size()), &g_free);
    auto const plain = decode_transfer(encoded.get(), TransferEncoding::base64);
    require(plain.bytes == text && !plain.damaged);
    auto const lines =
        decode_transfer(gmime_encoded(text, GMIME_CONTENT_ENCODING_BASE64), TransferEncoding::base64);
    require(lines.bytes == text && !lines.damaged);
    auto const quoted = decode_transfer(gmime_encoded(text, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE),
                                        TransferEncoding::quoted_printable);
    require(!quoted.damaged);
    if (text.find('\r') == text.npos) require_same(quoted.bytes, text);  // GMime writes lines with LF

    auto const any = decode_transfer(text, TransferEncoding::base64);
    require(any.bytes.size() <= text.size());
    auto const padding = text.size() - std::min(text.find_last_not_of('=') + 1, text.size());
    bool const strict =
        text.size() % 4 == 0 && padding <= 2 && padding < text.size() &&
        text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") >=
            text.size() - padding;
    if (strict) {
        gsize size = 0;
        std::unique_ptr<guchar, decltype(&g_free)> const bytes(
            g_base64_decode(std::string(text).c_str(), &size), &g_free);
        require_same(any.bytes, {reinterpret_cast<char const*>(bytes.get()), size});
        require(!any.damaged);
    }
    (void)decode_transfer(text, TransferEncoding::quoted_printable);
    (void)decode_transfer(text, TransferEncoding::uuencode);
}

/// What means something to transfer encodings.
inline constexpr auto base64_words =
    std::to_array<std::string_view>({"A", "b", "+", "/", "=", "YWJj", "\r\n", " ", "==", "_", "=20", "=\n",
                                     "begin 644 x\n", "end\n", "`", "\xff"});

}  // namespace arf_fuzz::rules
