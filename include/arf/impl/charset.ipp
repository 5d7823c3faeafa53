// SPDX-License-Identifier: BSL-1.0
// Charsets: iconv(3) converts them, GLib checks UTF-8. g_mime_iconv() is the same function by another name;
// GMime's table of names is not asked: it remembers every name it ever saw, takes "x-unknown" for the charset
// of the locale, and turns "windows-31j", which iconv knows, into "CP31j", which it does not.
#pragma once

#include <glib.h>
#include <iconv.h>

#include <algorithm>
#include <arf/detail/ascii.hpp>
#include <arf/mime/decode.hpp>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace arf::mime {
namespace detail {

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
    /// As it was asked for, in lower case.
    [[nodiscard]] std::string_view name() const noexcept { return name_; }

    friend void swap(Charset& a, Charset& b) noexcept {
        std::swap(a.name_, b.name_);
        std::swap(a.converter_, b.converter_);
        std::swap(a.utf8_, b.utf8_);
    }

  private:
    /// What iconv(3) makes of the bytes, and U+FFFD where it stops.
    bool convert(std::string_view bytes, std::string& out);
    void close() noexcept {
        if (converter_ != none()) iconv_close(converter_);
        converter_ = none();
    }
    /// What iconv_open(3) gives for an unknown charset.
    static iconv_t none() noexcept {
        return reinterpret_cast<iconv_t>(-1);  // NOLINT(performance-no-int-to-ptr): POSIX says so
    }

    std::string name_;
    iconv_t converter_ = none();
    bool utf8_ = false;  // or US-ASCII: no conversion
};

/// Of other characters ("+", parentheses) glibc takes no notice: "int(ernal)" would be a name of its own
/// forms.
inline bool is_charset_name(std::string_view name) noexcept {
    auto const fits = [](char c) {
        return arf::detail::is_digit(c) || (c >= 'a' && c <= 'z') || std::string_view("-_.:").find(c) < 4;
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
    std::transform(wanted.begin(), wanted.end(), wanted.begin(), arf::detail::lower);
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
    auto const before = out.size();
    auto const good = convert(bytes, out);
    if (is_utf8(std::string_view(out).substr(before))) return good;
    auto const odd = out.substr(before);  // glibc has names for UTF-8 under which it lets bytes of none pass
    out.resize(before);
    append_valid(odd, out);
    return false;
}

inline bool Charset::convert(std::string_view bytes, std::string& out) {
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

}  // namespace detail

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

}  // namespace arf::mime
