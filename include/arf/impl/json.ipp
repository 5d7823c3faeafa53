// SPDX-License-Identifier: BSL-1.0
// The flat record of a report as one line of JSON. Boost.JSON writes what has to be escaped; the rest is
// appended as it stands, without a document tree in between.
#pragma once

#include <arf/detail/columns.hpp>
#include <arf/json.hpp>
#include <arf/mime/decode.hpp>
#include <array>
#include <boost/json/serializer.hpp>
#include <charconv>
#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace arf {
namespace detail {

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
    void value(std::unsigned_integral auto number) {
        separate();
        std::array<char, 20> digits;
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
    /// Unicode's own line ends may stand in JSON as they are, but many readers of lines stop at them.
    void escape_line_separators(std::size_t from) {
        using Escape = std::pair<std::string_view, std::string_view>;
        for (auto const& [separator, escape] :
             {Escape{"\xC2\x85", "\\u0085"}, Escape{"\xE2\x80\xA8", "\\u2028"},
              Escape{"\xE2\x80\xA9", "\\u2029"}}) {
            if (auto const first = out_.find(separator, from); first != std::string::npos) {
                replace_all(first, separator, escape);
            }
        }
    }
    void replace_all(std::size_t from, std::string_view what, std::string_view by) {
        std::string const tail(out_, from);
        out_.resize(from);
        std::size_t done = 0;
        for (auto at = tail.find(what); at != std::string::npos; at = tail.find(what, done)) {
            out_.append(tail, done, at - done).append(by);
            done = at + what.size();
        }
        out_.append(tail, done);
    }

    std::string out_;
    boost::json::serializer serializer_;
};

inline void write_list(JsonWriter& json, std::string_view key, auto const& values, auto const& write_one) {
    if (values.empty()) return;
    json.key(key).open('[');
    for (auto const& value : values) write_one(value);
    json.close(']');
}

template <class T>
void write_column(JsonWriter& json, std::string_view key, std::optional<T> const& fact) {
    if (fact) json.key(key).value(*fact);
}
inline void write_column(JsonWriter& json, std::string_view key, std::optional<DateTime> const& date) {
    if (date && date->instant()) json.key(key).value(*date);
}
template <class T>
void write_column(JsonWriter& json, std::string_view key, List<T> facts) {
    write_list(json, key, facts, [&](T const& fact) { json.value(fact); });
}
inline void write_column(JsonWriter& json, std::string_view key, LowerCaseList facts) {
    write_list(json, key, facts.names, [&](std::string_view name) { json.value(LowerCase{name}); });
}

inline void write_source(JsonWriter& json, RecordSource const& source) {
    json.key("source").value(source.source);
    json.key("index").value(source.index);
    json.key("offset").value(source.offset);
}

inline void write_extension(JsonWriter& json, Field const& field) {
    json.open('{');
    json.key("name").value(field.name());
    json.key("value").value(std::string_view(mime::unfold(field.body())));
    json.close('}');
}

inline void write_diagnostic(JsonWriter& json, Diagnostic const& diagnostic) {
    auto const& info = diagnostic_info(diagnostic.code);
    json.open('{');
    json.key("code").value(info.name);
    json.key("severity").value(name(info.severity));
    json.key("offset").value(diagnostic.offset);
    json.key("length").value(diagnostic.length);
    if (!diagnostic.field.empty()) json.key("field").value(diagnostic.field);
    if (!info.source.empty()) json.key("source").value(info.source);
    json.key("text").value(info.text);
    json.key("action").value(info.action);
    json.close('}');
}

inline void write_columns(JsonWriter& json, Report const& report, auto const& carrier) {
    for_each_column(
        [&](auto const& column) { write_column(json, column.name, column.value(report, carrier)); });
}

/// The names of the columns whose addresses are redacted.
inline void write_redacted(JsonWriter& json, Report const& report, auto const& carrier) {
    std::array<std::string_view, std::tuple_size_v<decltype(columns)>> names;
    std::size_t count = 0;
    for_each_column([&](auto const& column) {
        if (is_redacted_column(column.value(report, carrier))) names[count++] = column.name;
    });
    write_list(json, "redacted", std::span(names).first(count),
               [&](std::string_view name) { json.value(name); });
}

}  // namespace detail

ARF_DECL std::string to_json(Report const& report, RecordSource const& source) {
    auto const carrier = [message = report.carrier()]() -> Message const& { return message; };
    detail::JsonWriter json(2048);
    json.open('{');
    detail::write_source(json, source);
    json.key("is_report").value(report.is_complaint());
    json.key("format").value(name(report.format));
    if (!report.reason.empty()) json.key("reason").value(report.reason);
    detail::write_columns(json, report, carrier);
    detail::write_list(json, "extensions", report.extensions,
                       [&](Field const& field) { detail::write_extension(json, field); });
    detail::write_redacted(json, report, carrier);
    json.key("diagnostics").open('[');  // also where there is none: nothing was odd
    for (auto const& diagnostic : report.diagnostics) detail::write_diagnostic(json, diagnostic);
    json.close(']');
    json.close('}');
    return std::move(json).take();
}

ARF_DECL std::string to_json(Error const& error, RecordSource const& source) {
    detail::JsonWriter json(256);
    json.open('{');
    detail::write_source(json, source);
    json.key("is_report").value(false);
    json.key("format").value(std::string_view("unreadable"));
    json.key("error").value(std::string_view(error.message()));
    json.close('}');
    return std::move(json).take();
}

}  // namespace arf
