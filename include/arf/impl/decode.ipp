// SPDX-License-Identifier: BSL-1.0
// The bodies of arf/mime/decode.hpp.
//
// GMime decodes base64, quoted-printable and uuencode, iconv(3) converts charsets, GLib checks UTF-8. GMime's
// readers of encoded words and of RFC 2231 parameters are not used. Tried with GMime 3.2.13, they
// - remember every charset name they ever saw, so that memory grows with hostile mail (88 bytes a name);
// - show a word of an unknown charset as if it were ASCII, and "?" for bytes that the charset lacks;
// - lose what follows when a character is split between two padded base64 words;
// - take raw bytes that are no UTF-8 for ISO-8859-1;
// - end a value at "%00", and join "name*0" and "name*2" over the gap.
#pragma once

#include <glib.h>
#include <gmime/gmime.h>
#include <iconv.h>

#include <algorithm>
#include <arf/mime/decode.hpp>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <utility>

namespace arf::mime {
namespace detail {

inline void init_gmime() {
    static std::once_flag once;
    std::call_once(once, g_mime_init);  // never shut down: another user of GMime may be in this process
}

using arf::detail::is_blank;
using arf::detail::is_line_end;
using arf::detail::lower;

constexpr int hex_digit(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    auto const letter = lower(c);
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

constexpr std::string_view trim(std::string_view text) noexcept {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

/// Takes a text apart into lines that end with CRLF, LF or CR. It remembers where the next LF is, so that a
/// text of nothing but CR is not searched for one again at each line.
class Lines {
  public:
    explicit Lines(std::string_view text) noexcept : text_(text), lf_(find('\n')), cr_(find('\r')) {}

    [[nodiscard]] bool done() const noexcept { return at_ == text_.size(); }
    [[nodiscard]] std::string_view rest() const noexcept { return text_.substr(at_); }
    /// The line end behind the line taken last; empty at the end of the text.
    [[nodiscard]] std::string_view line_end() const noexcept { return line_end_; }
    std::string_view take() noexcept {
        auto const end = std::min(lf_, cr_);
        auto const line = text_.substr(at_, end - at_);
        auto const crlf = end < text_.size() && end + 1 == lf_;
        line_end_ = text_.substr(end, crlf ? 2 : 1);
        at_ = end + line_end_.size();
        if (lf_ < at_) lf_ = find('\n');
        if (cr_ < at_) cr_ = find('\r');
        return line;
    }

  private:
    [[nodiscard]] std::size_t find(char c) const noexcept {
        return std::min(text_.find(c, at_), text_.size());
    }

    std::string_view text_;
    std::string_view line_end_;
    std::size_t at_ = 0;
    std::size_t lf_;
    std::size_t cr_;
};

// ---- transfer encodings

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
        if (at + 2 >= line.size() || hex_digit(line[at + 1]) < 0 || hex_digit(line[at + 2]) < 0) return false;
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

// ---- charsets

inline constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD
inline constexpr std::size_t max_charset_name = 40;              // RFC 2978, section 2.3

/// Names met in mail that glibc's iconv does not know, and what it calls them.
/// QUIRK: what is labelled gb2312, ks_c_5601-1987 or shift_jis is written in Microsoft's supersets of them.
inline constexpr std::array<std::pair<std::string_view, char const*>, 20> charset_aliases{{
    {"iso-8859-6-e", "ISO-8859-6"},
    {"iso-8859-6-i", "ISO-8859-6"},
    {"iso-8859-8-e", "ISO-8859-8"},
    {"iso-8859-8-i", "ISO-8859-8"},
    {"ks_c_5601-1987", "CP949"},
    {"ks_c_5601", "CP949"},
    {"windows-949", "CP949"},
    {"x-windows-949", "CP949"},
    {"unicode-1-1-utf-7", "UTF-7"},
    {"iso-10646-ucs-2", "UCS-2BE"},
    {"x-gbk", "GBK"},
    {"x-gb2312", "GBK"},
    {"gb_2312-80", "GBK"},
    {"gb2312", "GBK"},
    {"x-big5", "BIG5"},
    {"x-sjis", "CP932"},
    {"x-euc-jp", "EUC-JP"},
    {"shift_jis", "CP932"},
    {"x-mac-roman", "MACINTOSH"},
    {"x-cp1251", "CP1251"},
}};

/// A charset by name: how to make UTF-8 from its bytes.
class Charset {
  public:
    Charset() = default;
    Charset(Charset const&) = delete;
    Charset& operator=(Charset const&) = delete;
    ~Charset() { close(); }

    /// Whether the charset is known. Asking again for the same one costs nothing.
    bool open(std::string_view name);
    /// Appends the bytes as UTF-8, U+FFFD for each byte that has no meaning. Whether there was none.
    bool append(std::string_view bytes, std::string& out);

  private:
    void close() noexcept {
        if (converter_ != none()) iconv_close(converter_);
        converter_ = none();
    }
    static iconv_t none() noexcept { return reinterpret_cast<iconv_t>(-1); }

    std::string name_;  // in lower case
    iconv_t converter_ = none();
    bool utf8_ = false;  // or US-ASCII: no conversion
};

inline bool is_charset_name(std::string_view name) noexcept {
    auto const fits = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || std::string_view("-_.:+()").find(c) < 7;
    };
    return !name.empty() && name.size() <= max_charset_name && std::all_of(name.begin(), name.end(), fits) &&
           name != "internal" && name != "wchar_t";  // glibc's own in-memory forms
}

inline char const* iconv_name(std::string const& name) noexcept {
    for (auto const& [alias, known] : charset_aliases) {
        if (name == alias) return known;
    }
    return name.c_str();
}

inline bool Charset::open(std::string_view name) {
    std::string wanted(name.substr(0, max_charset_name + 1));
    std::transform(wanted.begin(), wanted.end(), wanted.begin(), lower);
    if (wanted != name_) {
        close();
        name_ = std::move(wanted);
        utf8_ = name_ == "utf-8" || name_ == "utf8" || name_ == "us-ascii" || name_ == "ascii" ||
                name_ == "x-utf-8" || name_ == "unicode-1-1-utf-8" || name_ == "ansi_x3.4-1968";
        if (!utf8_ && is_charset_name(name_)) converter_ = iconv_open("UTF-8", iconv_name(name_));
    }
    return utf8_ || converter_ != none();
}

/// g_utf8_make_valid, but NUL stays.
inline void append_valid(std::string_view bytes, std::string& out) {
    while (!bytes.empty()) {
        char const* bad = nullptr;
        g_utf8_validate_len(bytes.data(), bytes.size(), &bad);
        auto const good = static_cast<std::size_t>(bad - bytes.data());
        out.append(bytes, 0, good);
        bytes.remove_prefix(good);
        if (bytes.empty()) return;
        bytes.front() == '\0' ? out.append(1, '\0') : out.append(replacement);
        bytes.remove_prefix(1);
    }
}

inline bool Charset::append(std::string_view bytes, std::string& out) {
    if (utf8_) {
        auto const good = is_utf8(bytes);
        good ? void(out.append(bytes)) : append_valid(bytes, out);
        return good;
    }
    iconv(converter_, nullptr, nullptr, nullptr, nullptr);  // to the initial shift state
    std::array<char, 4096> buffer;
    auto* in = const_cast<char*>(bytes.data());  // iconv(3) reads only
    auto in_left = bytes.size();
    bool good = true;
    bool flushing = false;
    for (;;) {
        auto* to = buffer.data();
        auto room = buffer.size();
        auto const status =
            iconv(converter_, flushing ? nullptr : &in, flushing ? nullptr : &in_left, &to, &room);
        auto const error = status == static_cast<std::size_t>(-1) ? errno : 0;
        out.append(buffer.data(), buffer.size() - room);
        if (error == 0 && flushing) return good;
        flushing = error == 0 || in_left == 0;
        if (error == 0 || (error == E2BIG && room != buffer.size())) continue;
        good = false;
        out.append(replacement);
        if (in_left == 0 || error == EINVAL) return good;  // cut in the middle of a character
        ++in;
        --in_left;
    }
}

// ---- encoded words

/// One encoded word of RFC 2047 as it stands in a text: views into that text.
struct EncodedWord {
    std::size_t begin = 0;  // of "=?"
    std::size_t end = 0;    // behind "?="; 0 where the word was cut short
    std::string_view charset;
    char encoding = 0;  // 'b' or 'q'
    std::string_view text;
};

/// Where the "?" of the closing "?=" stands. Another word's "=?" before it means that this one was cut short,
/// and so does a lone "?" in base64. A lone "?" in Q is taken literally.
inline std::size_t find_word_end(std::string_view text, std::size_t begin, char encoding) noexcept {
    for (auto at = text.find('?', begin); at != std::string_view::npos; at = text.find('?', at + 1)) {
        if (at + 1 < text.size() && text[at + 1] == '=') return at;
        if (encoding == 'b' || (at > begin && text[at - 1] == '=')) break;
    }
    return std::string_view::npos;
}

/// Reads the encoded word whose "=?" stands at `begin`.
inline std::optional<EncodedWord> read_encoded_word(std::string_view text, std::size_t begin) noexcept {
    constexpr std::size_t max_language = 40;
    auto const head = text.substr(begin + 2, max_charset_name + max_language);
    auto const mark = head.find_first_of("? \t=");
    if (mark == std::string_view::npos || head[mark] != '?' || mark == 0) return std::nullopt;
    auto const at = begin + 2 + mark;
    if (at + 2 >= text.size() || text[at + 2] != '?') return std::nullopt;
    auto const encoding = lower(text[at + 1]);
    if (encoding != 'b' && encoding != 'q') return std::nullopt;
    auto const end = find_word_end(text, at + 3, encoding);
    if (end == std::string_view::npos) return EncodedWord{begin, 0, {}, encoding, {}};
    auto const charset = head.substr(0, mark);
    return EncodedWord{begin, end + 2, charset.substr(0, charset.find('*')), encoding,
                       text.substr(at + 3, end - at - 3)};
}

inline std::string word_bytes(EncodedWord const& word) {
    if (word.encoding == 'b') return decode_base64(word.text).bytes;
    std::string blanks(word.text);
    std::replace(blanks.begin(), blanks.end(), '_', ' ');
    std::string out;
    TransferDecoder decoder(GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    append_quoted(decoder, blanks, out);
    return out;
}

/// A text under decoding: what is finished, and the bytes of words of one charset that still wait for the
/// next word.
struct DecodedText {
    std::string out;
    std::string waiting;
    Charset charset;
    bool bad = false;

    void add_raw(std::string_view raw) {
        bad |= !is_utf8(raw);
        append_valid(raw, out);
    }
    void convert_waiting() {
        auto const before = out.size();
        if (!waiting.empty()) bad |= !charset.append(waiting, out);
        waiting.clear();
        std::replace_if(
            out.begin() + static_cast<std::ptrdiff_t>(before), out.end(),
            [](char c) { return c == '\0' || is_line_end(c); }, ' ');
    }
};

/// The next word at or behind `from` that can be decoded. Sets `bad` where one is passed that cannot.
inline std::optional<EncodedWord> find_encoded_word(std::string_view text, std::size_t from, Charset& known,
                                                    bool& bad) {
    for (auto at = text.find("=?", from); at != std::string_view::npos; at = text.find("=?", at + 2)) {
        auto const word = read_encoded_word(text, at);
        if (!word) continue;
        if (word->end != 0 && known.open(word->charset)) return word;
        bad = true;
        at = std::max(at, word->end - std::min<std::size_t>(word->end, 2));
    }
    return std::nullopt;
}

inline std::string decode_words(std::string_view text, bool& bad) {
    DecodedText result;
    Charset next;  // the charset looked up is not yet the one whose bytes wait
    std::string current;
    std::size_t done = 0;
    for (auto word = find_encoded_word(text, 0, next, result.bad); word;
         word = find_encoded_word(text, done, next, result.bad)) {
        auto const between = text.substr(done, word->begin - done);
        auto const adjacent = done != 0 && trim(between).empty();
        std::string charset(word->charset);
        std::transform(charset.begin(), charset.end(), charset.begin(), lower);
        if (!adjacent || charset != current) {
            result.convert_waiting();
            if (!adjacent) result.add_raw(between);
            result.charset.open(charset);
            current = std::move(charset);
        }
        result.waiting += word_bytes(*word);
        done = word->end;
    }
    result.convert_waiting();
    result.add_raw(text.substr(done));
    bad = result.bad;
    return std::move(result.out);
}

// ---- parameters

/// What a character does in a list of parameters; bits. A table, since the walker asks at every part.
enum : std::uint8_t { white_space = 1, separator = 2, ends_name = 4, ends_value = 8 };

inline constexpr auto parameter_classes = [] {
    std::array<std::uint8_t, 256> table{};
    for (char const c : {' ', '\t', '\r', '\n', '\0'})
        table[static_cast<unsigned char>(c)] = white_space | ends_name | ends_value;
    table[';'] = separator | ends_name | ends_value;
    table[','] = separator | ends_name;
    table['='] = table['('] = table['"'] = ends_name;
    return table;
}();

constexpr bool is_parameter_class(char c, int bits) noexcept {
    return (parameter_classes[static_cast<unsigned char>(c)] & bits) != 0;
}

/// Skips characters of the classes in `bits`, and comments.
inline void skip_cfws(std::string_view& rest, int bits) noexcept {
    std::size_t at = 0;
    while (at < rest.size()) {
        if (is_parameter_class(rest[at], bits)) {
            ++at;
        } else if (rest[at] == '(') {
            at += comment_length(rest.substr(at));
        } else {
            break;
        }
    }
    rest.remove_prefix(at);
}

/// Takes a quoted-string off the front; its inside.
inline std::string_view take_quoted(std::string_view& rest) noexcept {
    std::size_t end = rest.find('"', 1);
    if (rest.substr(0, end).find('\\') != rest.npos) {  // quoted pairs: slowly
        for (end = 1; end < rest.size() && rest[end] != '"';) end += rest[end] == '\\' ? 2 : 1;
    }
    auto const inside = rest.substr(1, std::min(end, rest.size()) - 1);
    rest.remove_prefix(std::min(end, rest.size() - 1) + 1);
    return inside;
}

inline std::string_view take_until(std::string_view& rest, int stop_bits) noexcept {
    std::size_t size = 0;
    while (size < rest.size() && !is_parameter_class(rest[size], stop_bits)) ++size;
    auto const taken = rest.substr(0, size);
    rest.remove_prefix(size);
    return taken;
}

/// One piece of an extended parameter (RFC 2231): name*index or name*index*, or the whole as name*.
struct ParameterPiece {
    std::size_t index = 0;
    bool percent = false;  // the name ended in "*": percent signs are decoded
    Parameter parameter;
};

/// Reads what stands behind the name: "*", "*7" or "*7*", no leading zero (RFC 2231, section 3).
inline std::optional<ParameterPiece> read_piece(Parameter const& parameter, std::string_view name) noexcept {
    if (!arf::detail::equal_ignoring_case(parameter.name.substr(0, name.size()), name)) return std::nullopt;
    auto suffix = parameter.name.substr(name.size());
    if (!suffix.starts_with('*')) return std::nullopt;
    ParameterPiece piece{0, suffix.ends_with('*'), parameter};
    if (suffix == "*") return piece;
    suffix.remove_prefix(1);
    if (piece.percent) suffix.remove_suffix(1);
    if (suffix.empty() || suffix.size() > 2 || (suffix.size() == 2 && suffix[0] == '0')) return std::nullopt;
    for (char const c : suffix) {
        if (c < '0' || c > '9') return std::nullopt;
        piece.index = piece.index * 10 + static_cast<std::size_t>(c - '0');
    }
    return piece;
}

inline void append_percent_decoded(std::string_view text, std::string& out) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
        auto const low = high < 0 ? -1 : hex_digit(text[i + 2]);
        out += low < 0 ? text[i] : static_cast<char>(high * 16 + low);
        if (low >= 0) i += 2;
    }
}

/// The inside of a quoted-string without its quoted-pairs (RFC 5322, section 3.2.4).
inline std::string without_quoted_pairs(std::string_view inside) {
    std::string out;
    out.reserve(inside.size());
    for (std::size_t i = 0; i < inside.size(); ++i) {
        if (inside[i] == '\\' && i + 1 < inside.size()) ++i;
        out += inside[i];
    }
    return out;
}

/// Takes "charset'language'" off the front of an extended value; the charset.
inline std::string_view take_charset(std::string_view& value) noexcept {
    auto const first = value.find('\'');
    auto const second = first == std::string_view::npos ? first : value.find('\'', first + 1);
    if (second == std::string_view::npos) return {};
    auto const charset = value.substr(0, first);
    value.remove_prefix(second + 1);
    return charset;
}

/// Joins the pieces from 0 up to the first gap. Percent signs are decoded before the charset is, over all
/// pieces: a character may be split between two.
inline std::string join_pieces(std::array<std::optional<ParameterPiece>, max_parameters> const& pieces) {
    std::string bytes;
    std::string_view charset;
    for (auto const& piece : pieces) {
        if (!piece) break;
        auto value = piece->parameter.value;
        if (piece->percent && piece->index == 0) charset = take_charset(value);
        auto const plain = piece->parameter.quoted ? without_quoted_pairs(value) : std::string(value);
        piece->percent ? append_percent_decoded(plain, bytes) : void(bytes.append(plain));
    }
    return unfold(to_utf8(bytes, charset.empty() ? "utf-8" : charset));
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

ARF_DECL bool is_utf8(std::string_view bytes) noexcept {
    constexpr std::uint64_t high_bits = 0x8080808080808080U;
    while (bytes.size() >= sizeof high_bits) {
        std::uint64_t chunk = 0;
        std::memcpy(&chunk, bytes.data(), sizeof chunk);
        if ((chunk & high_bits) != 0) break;
        bytes.remove_prefix(sizeof chunk);
    }
    while (!bytes.empty()) {
        char const* bad = nullptr;
        if (g_utf8_validate_len(bytes.data(), bytes.size(), &bad) != FALSE) return true;
        if (*bad != '\0') return false;  // GLib stops at NUL too
        bytes.remove_prefix(static_cast<std::size_t>(bad - bytes.data()) + 1);
    }
    return true;
}

ARF_DECL std::string make_utf8(std::string_view bytes) {
    if (is_utf8(bytes) && bytes.find('\0') == std::string_view::npos) return std::string(bytes);
    std::string out;
    out.reserve(bytes.size() + bytes.size() / 8);
    detail::append_valid(bytes, out);
    std::string shown;
    for (std::size_t from = 0; from <= out.size();) {
        auto const nul = std::min(out.find('\0', from), out.size());
        shown.append(out, from, nul - from);
        if (nul < out.size()) shown.append(detail::replacement);
        from = nul + 1;
    }
    return shown;
}

ARF_DECL std::string to_utf8(std::string_view bytes, std::string_view charset, bool* lossy) {
    detail::Charset known;
    std::string out;
    bool good = known.open(charset);
    if (good) {
        out.reserve(bytes.size() + bytes.size() / 4);
        good = known.append(bytes, out);
    }
    if (!good && lossy != nullptr) *lossy = true;
    return make_utf8(good || !out.empty() ? std::string_view(out) : bytes);
}

ARF_DECL bool needs_unfolding(std::string_view raw) noexcept {
    if (raw.empty()) return false;
    return detail::is_blank(raw.front()) || detail::is_blank(raw.back()) ||
           raw.find('\r') != std::string_view::npos || raw.find('\n') != std::string_view::npos ||
           raw.find('\0') != std::string_view::npos;
}

ARF_DECL std::string unfold(std::string_view raw) {
    std::string out;
    out.reserve(raw.size());
    for (detail::Lines lines(raw); !lines.done();) {
        out.append(lines.take());
        auto const folded = !lines.done() && detail::is_blank(lines.rest().front());
        if (!lines.line_end().empty() && !folded) out += ' ';
    }
    std::replace(out.begin(), out.end(), '\0', ' ');
    auto const value = detail::trim(out);
    auto const leading = static_cast<std::size_t>(value.data() - out.data());
    out.resize(leading + value.size());
    out.erase(0, leading);
    return out;
}

ARF_DECL std::string decode_text(std::string_view raw, bool* bad) {
    auto unfolded = needs_unfolding(raw) ? unfold(raw) : std::string(raw);
    if (unfolded.find("=?") == std::string::npos && is_utf8(unfolded)) return unfolded;  // nearly always
    detail::init_gmime();
    bool trouble = false;
    auto text = detail::decode_words(unfolded, trouble);
    if (trouble && bad != nullptr) *bad = true;
    return text;
}

ARF_DECL std::optional<Parameter> next_parameter(std::string_view& rest) noexcept {
    constexpr int between = detail::white_space | detail::separator;
    for (detail::skip_cfws(rest, between); !rest.empty(); detail::skip_cfws(rest, between)) {
        if (rest.front() == '"') {
            detail::take_quoted(rest);
            continue;
        }
        Parameter parameter;
        parameter.name = detail::take_until(rest, detail::ends_name);
        detail::skip_cfws(rest, detail::white_space);
        if (!rest.starts_with('=')) continue;
        rest.remove_prefix(1);
        if (parameter.name.empty()) continue;
        detail::skip_cfws(rest, detail::white_space);
        parameter.quoted = rest.starts_with('"');
        parameter.value =
            parameter.quoted ? detail::take_quoted(rest) : detail::take_until(rest, detail::ends_value);
        return parameter;
    }
    return std::nullopt;
}

ARF_DECL std::optional<std::string_view> find_parameter(std::string_view header_value,
                                                        std::string_view name) noexcept {
    while (auto const parameter = next_parameter(header_value)) {
        if (arf::detail::equal_ignoring_case(parameter->name, name)) return parameter->value;
    }
    return std::nullopt;
}

ARF_DECL std::string decode_parameter(std::string_view header_value, std::string_view name) {
    std::array<std::optional<detail::ParameterPiece>, max_parameters> pieces;
    std::optional<Parameter> plain;
    while (auto const parameter = next_parameter(header_value)) {
        if (!plain && arf::detail::equal_ignoring_case(parameter->name, name)) plain = parameter;
        auto const piece = detail::read_piece(*parameter, name);
        if (piece && piece->index < pieces.size() && !pieces[piece->index]) pieces[piece->index] = piece;
    }
    if (pieces[0]) return detail::join_pieces(pieces);
    if (!plain) return {};
    return decode_text(plain->quoted ? detail::without_quoted_pairs(plain->value)
                                     : std::string(plain->value));
}

}  // namespace arf::mime
