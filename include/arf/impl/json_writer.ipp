// SPDX-License-Identifier: BSL-1.0
// JsonWriter: appends JSON to a string. Boost.JSON writes what has to be escaped; the rest is appended as it
// stands, without a document tree in between.
#pragma once

#include <arf/detail/columns.hpp>
#include <arf/mime/decode.hpp>
#include <array>
#include <boost/json/serializer.hpp>
#include <charconv>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace arf::detail {

/// Appends JSON to a string. Keys are ours and need no escaping.
class JsonWriter {
  public:
    explicit JsonWriter(std::size_t expected) { out_.reserve(expected); }

    JsonWriter& key(std::string_view name) {
        separate();
        out_.append("\"").append(name).append("\":");
        return *this;
    }
    void open(char bracket) {
        separate();
        out_ += bracket;
    }
    void close(char bracket) { out_ += bracket; }

    void value(bool truth) {
        separate();
        out_.append(truth ? "true" : "false");
    }
    template <std::integral Number>
    requires(!std::same_as<Number, bool>) void value(Number number) {
        separate();
        std::array<char, 20> digits;
        auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
        out_.append(digits.data(), end);
    }
    void value(double number) {
        separate();
        std::array<char, 32> digits;
        auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
        out_.append(digits.data(), end);
    }
    void value(std::string_view text) {
        separate();
        if (is_plain(text)) {
            append_quoted(text);
            return;
        }
        auto const start = out_.size();
        append_quoted(mime::make_utf8(text));
        escape_line_separators(start);
    }
    void value(IpAddress const& address) { value(std::string_view(address.to_string())); }
    void value(DateTime const& date) { value(std::string_view(date.to_string())); }
    template <class T>
    requires requires(T const& shown) { column_text(shown); }
    void value(T const& shown) { value(std::string_view(column_text(shown))); }

    [[nodiscard]] std::string take() && { return std::move(out_); }

  private:
    void separate() {
        if (out_.empty()) return;
        auto const last = out_.back();
        if (last != '{' && last != '[' && last != ':') out_ += ',';
    }
    /// Whether it is ASCII without NUL: UTF-8 as it stands. Without an early exit, so that compilers
    /// vectorize.
    [[nodiscard]] static bool is_plain(std::string_view text) noexcept {
        bool plain = true;
        for (char const c : text) plain &= static_cast<signed char>(c) > 0;
        return plain;
    }
    void append_quoted(std::string_view text) {
        serializer_.reset(boost::json::string_view(text));
        std::array<char, 1024> buffer;
        while (!serializer_.done())
            out_.append(std::string_view(serializer_.read(buffer.data(), buffer.size())));
    }
    /// Unicode's own line ends, the controls U+0080 to U+009F and the marks of direction may stand in JSON as
    /// they are, but many readers of lines stop at the first, and a terminal obeys the others.
    void escape_line_separators(std::size_t from) {
        constexpr std::string_view leads = "\xC2\xE2";
        if (out_.find_first_of(leads, from) == std::string::npos) return;
        std::string const text(out_, from);
        out_.resize(from);
        std::size_t done = 0;
        for (auto at = text.find_first_of(leads); at != std::string::npos;
             at = text.find_first_of(leads, at + 1)) {
            auto const escaped = escape_of(std::string_view(text).substr(at));
            if (escaped.empty()) continue;
            out_.append(text, done, at - done).append(escaped);
            done = at + (text[at] == '\xC2' ? 2 : 3);
        }
        out_.append(text, done);
    }
    /// The escape of the character that UTF-8 begins with; empty where it stands as it is.
    [[nodiscard]] static std::string escape_of(std::string_view text) {
        auto const bits = [&](std::size_t i) { return static_cast<unsigned char>(text[i]) & 0x3FU; };
        constexpr std::string_view digits = "0123456789abcdef";
        bool const is_short = text.front() == '\xC2';
        auto const code = is_short ? 0x80U | bits(1) : 0x2000U | bits(1) << 6U | bits(2);
        bool const is_control = is_short ? static_cast<unsigned char>(text[1]) < 0xA0U
                                         : code == 0x200EU || code == 0x200FU ||
                                               (code >= 0x2028U && code <= 0x202EU) ||
                                               (code >= 0x2066U && code <= 0x2069U);
        if (!is_control) return {};
        return {'\\',
                'u',
                digits[code >> 12U],
                digits[code >> 8U & 0xFU],
                digits[code >> 4U & 0xFU],
                digits[code & 0xFU]};
    }

    std::string out_;
    boost::json::serializer serializer_;
};

/// A list; nothing where it is empty.
inline void write_list(JsonWriter& json, std::string_view key, auto const& values, auto const& write_one) {
    if (values.empty()) return;
    json.key(key).open('[');
    for (auto const& value : values) write_one(value);
    json.close(']');
}

template <class T>
void write_if(JsonWriter& json, std::string_view key, std::optional<T> const& value) {
    if (value) json.key(key).value(*value);
}
inline void write_if(JsonWriter& json, std::string_view key, std::string_view text) {
    if (!text.empty()) json.key(key).value(text);
}
/// A date; as written under another key where it is no instant.
inline void write_date(JsonWriter& json, std::string_view key, std::string_view raw_key,
                       std::optional<DateTime> const& date) {
    if (date && date->instant()) return json.key(key).value(*date);
    if (date) write_if(json, raw_key, date->raw);
}

}  // namespace arf::detail
