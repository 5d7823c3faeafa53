// SPDX-License-Identifier: BSL-1.0
// Transfer encodings (RFC 2045, section 6). GMime decodes base64, quoted-printable and uuencode; here is what
// it leaves open: what is read behind padding, blanks before line ends, malformed quanta, and whether there
// was damage.
#pragma once

#include <gmime/gmime.h>

#include <algorithm>
#include <arf/detail/ascii.hpp>
#include <arf/impl/text_lines.ipp>
#include <arf/mime/decode.hpp>
#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace arf::mime {
namespace detail {

using arf::detail::hex_value;
using arf::detail::is_blank;

inline void init_gmime() {
    static std::once_flag once;
    std::call_once(once, g_mime_init);  // never shut down: another user of GMime may be in this process
}

/// GMime's streaming decoder, writing into a string.
class TransferDecoder {
  public:
    explicit TransferDecoder(GMimeContentEncoding encoding) noexcept {
        g_mime_encoding_init_decode(&state_, encoding);
    }
    void append(std::string_view encoded, std::string& out) {
        if (encoded.empty()) return;
        auto const before = out.size();
        out.resize(before + g_mime_encoding_outlen(&state_, encoded.size()));
        out.resize(before +
                   g_mime_encoding_step(&state_, encoded.data(), encoded.size(), out.data() + before));
    }
    void reset() noexcept { g_mime_encoding_reset(&state_); }
    /// base64: characters of the quantum begun, -1 behind padding. quoted-printable: how much of "=X" is
    /// pending.
    [[nodiscard]] int state() const noexcept { return state_.state; }
    /// quoted-printable: the X of a pending "=X".
    [[nodiscard]] char pending() const noexcept { return static_cast<char>(state_.save); }

  private:
    GMimeEncoding state_{};
};

/// What the characters of a base64 text are.
enum class Base64Class : std::uint8_t { foreign, digit, padding, white };

inline constexpr auto base64_classes = [] {
    std::array<Base64Class, 256> table{};
    for (unsigned char c = '0'; c <= '9'; ++c) table[c] = Base64Class::digit;
    for (unsigned char c = 'A'; c <= 'Z'; ++c) table[c] = Base64Class::digit;
    for (unsigned char c = 'a'; c <= 'z'; ++c) table[c] = Base64Class::digit;
    table['+'] = table['/'] = Base64Class::digit;
    table['='] = Base64Class::padding;
    table[' '] = table['\t'] = table['\r'] = table['\n'] = Base64Class::white;
    return table;
}();

struct Base64Counts {
    std::array<std::size_t, 4> of{};
    [[nodiscard]] std::size_t operator[](Base64Class what) const noexcept {
        return of[static_cast<std::size_t>(what)];
    }
};

inline Base64Counts count_base64(std::string_view text) noexcept {
    Base64Counts counts;
    for (char const c : text)
        ++counts.of[static_cast<std::size_t>(base64_classes[static_cast<unsigned char>(c)])];
    return counts;
}

/// Ends the quantum begun as if its padding were there. Whether it was whole.
inline bool finish_base64(TransferDecoder& decoder, std::string& out) {
    auto const digits = decoder.state();
    if (digits >= 2) decoder.append("=", out);
    return digits <= 0;
}

/// Behind padding, is there more base64 (and not the plain footer of a mailing list)?
inline bool is_base64_again(Base64Counts const& rest) noexcept {
    return rest[Base64Class::foreign] == 0 &&
           (rest[Base64Class::digit] + rest[Base64Class::padding]) % 4 == 0;
}

inline Decoded decode_base64(std::string_view body) {
    Decoded result;
    result.bytes.reserve(body.size() + 3);
    TransferDecoder decoder(GMIME_CONTENT_ENCODING_BASE64);
    auto const counts = count_base64(body);
    result.damaged = counts[Base64Class::foreign] != 0;
    auto const first = std::min(body.find('='), body.size());
    decoder.append(body.substr(0, first), result.bytes);
    result.damaged |= first != body.size() && decoder.state() < 2;  // padding where none can be
    result.damaged |= !finish_base64(decoder, result.bytes) && first == body.size();
    auto const begin = std::min(body.find_first_not_of("= \t\r\n", first), body.size());
    auto rest = body.substr(begin);
    result.damaged |= !rest.empty() || (counts[Base64Class::digit] + counts[Base64Class::padding]) % 4 != 0;
    if (rest.empty() || !is_base64_again(count_base64(rest))) return result;
    while (!rest.empty()) {
        auto const size = std::min(rest.find('='), rest.size());
        decoder.reset();
        decoder.append(rest.substr(0, size), result.bytes);
        finish_base64(decoder, result.bytes);
        rest.remove_prefix(std::min(rest.find_first_not_of("= \t\r\n", size), rest.size()));
    }
    return result;
}

/// Whether each "=" has its two hexadecimal digits.
inline bool is_well_quoted(std::string_view line) noexcept {
    for (auto at = line.find('='); at != std::string_view::npos; at = line.find('=', at + 1)) {
        if (at + 2 >= line.size() || hex_value(line[at + 1]) < 0 || hex_value(line[at + 2]) < 0) return false;
    }
    return true;
}

/// Decodes "=XY" in a text without soft line breaks; what is cut short stays literally. Whether all was well.
inline bool append_quoted(TransferDecoder& decoder, std::string_view line, std::string& out) {
    decoder.append(line, out);
    if (decoder.state() != 0) out += '=';
    if (decoder.state() == 2) out += decoder.pending();
    decoder.reset();
    return is_well_quoted(line);
}

inline Decoded decode_quoted_printable(std::string_view body) {
    Decoded result;
    result.bytes.reserve(body.size() + 2);
    TransferDecoder decoder(GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    for (Lines lines(body); !lines.done();) {
        auto line = lines.take();
        // Blanks before a line end were added in transport (RFC 2045, section 6.7, rule 3); GMime would keep
        // them.
        while (!line.empty() && is_blank(line.back())) line.remove_suffix(1);
        auto const soft = line.ends_with('=');
        if (soft) line.remove_suffix(1);
        result.damaged |= !append_quoted(decoder, line, result.bytes);
        if (!soft) result.bytes.append(lines.line_end());
    }
    return result;
}

/// "begin 644 name", "begin-base64" apart: that one is another encoding.
inline bool is_uuencode_begin(std::string_view line) noexcept {
    return line.size() > 6 && line.starts_with("begin ") && line[6] >= '0' && line[6] <= '7';
}

constexpr bool is_uuencode_digit(char c) noexcept { return c >= ' ' && c <= '`'; }

/// Decodes one line. GMime sees only the characters that the length in front announces: some encoders add a
/// checksum or a blank, which it would take for the next line's length. Whether the line was whole.
inline bool append_uuencoded(std::string_view line, std::string& out) {
    if (!is_uuencode_digit(line.front())) return false;
    auto const length = static_cast<std::size_t>(line.front() - ' ') & 63U;
    std::string quanta(line.substr(0, 1 + (length + 2) / 3 * 4));
    auto const whole = quanta.size() == 1 + (length + 2) / 3 * 4;
    while (quanta.size() % 4 != 1) quanta += '`';
    TransferDecoder decoder(GMIME_CONTENT_ENCODING_UUENCODE);
    decoder.append(quanta, out);
    return whole && std::all_of(quanta.begin(), quanta.end(), is_uuencode_digit);
}

/// What stands behind the "begin" line; nothing where there is none.
inline std::optional<std::string_view> find_uuencoded(std::string_view body) noexcept {
    for (Lines lines(body); !lines.done();) {
        if (is_uuencode_begin(lines.take())) return lines.rest();
    }
    return std::nullopt;
}

inline Decoded decode_uuencode(std::string_view body) {
    auto const data = find_uuencoded(body);
    Decoded result{{}, !data};
    result.bytes.reserve(body.size());
    for (Lines lines(data.value_or(body)); !lines.done();) {
        auto const line = lines.take();
        if (line == "end") return result;
        if (line.empty() || line == "`" || line == " ") continue;
        result.damaged |= !append_uuencoded(line, result.bytes);
    }
    result.damaged = true;
    return result;
}

}  // namespace detail

ARF_DECL Decoded decode_transfer(std::string_view body, TransferEncoding encoding) {
    detail::init_gmime();
    switch (encoding) {
        case TransferEncoding::base64:
            return detail::decode_base64(body);
        case TransferEncoding::quoted_printable:
            return detail::decode_quoted_printable(body);
        case TransferEncoding::uuencode:
            return detail::decode_uuencode(body);
        case TransferEncoding::identity:
        case TransferEncoding::unknown:
            break;
    }
    return {std::string(body), false};
}

}  // namespace arf::mime
