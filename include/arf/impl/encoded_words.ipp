// SPDX-License-Identifier: BSL-1.0
// Encoded words (RFC 2047) in header values. GMime's reader of them is not used. Tried with GMime 3.2.13, it
// - remembers every charset name it ever saw, so that memory grows with hostile mail (88 bytes a name);
// - shows a word of an unknown charset as if it were ASCII, and "?" for bytes that the charset lacks;
// - loses what follows when a character is split between two padded base64 words;
// - takes raw bytes that are no UTF-8 for ISO-8859-1.
#pragma once

#include <gmime/gmime.h>

#include <algorithm>
#include <arf/detail/ascii.hpp>
#include <arf/impl/charset.ipp>
#include <arf/impl/transfer_decoding.ipp>
#include <arf/impl/unfolding.ipp>
#include <arf/mime/decode.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace arf::mime {
namespace detail {

using arf::detail::is_line_end;
using arf::detail::lower;
using arf::detail::trim;

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
    std::size_t done = 0;
    for (auto word = find_encoded_word(text, 0, next, result.bad); word;
         word = find_encoded_word(text, done, next, result.bad)) {
        auto const bytes = word_bytes(*word);
        if (bytes.empty() && !word->text.empty()) {  // nothing to show: the word stays as written
            result.bad = true;
            result.convert_waiting();
            result.add_raw(text.substr(done, word->end - done));
            done = word->end;
            continue;
        }
        auto const between = text.substr(done, word->begin - done);
        auto const adjacent = done != 0 && trim(between).empty();
        if (!adjacent || next.name() != result.charset.name()) {
            result.convert_waiting();
            if (!adjacent) result.add_raw(between);
            swap(result.charset, next);  // looking a charset up costs more than all the rest
        }
        result.waiting += bytes;
        done = word->end;
    }
    result.convert_waiting();
    result.add_raw(text.substr(done));
    bad = result.bad;
    return std::move(result.out);
}

}  // namespace detail

ARF_DECL std::string decode_text(std::string_view raw, bool* bad) {
    auto unfolded = needs_unfolding(raw) ? unfold(raw) : std::string(raw);
    if (unfolded.find("=?") == std::string::npos && is_utf8(unfolded)) return unfolded;  // nearly always
    detail::init_gmime();
    bool trouble = false;
    auto text = detail::decode_words(unfolded, trouble);
    if (trouble && bad != nullptr) *bad = true;
    return text;
}

}  // namespace arf::mime
