// SPDX-License-Identifier: BSL-1.0
// The body of document/yaml.hpp: lines are put together to pairs here, libyaml's events read a pair.
#pragma once

#include <yaml.h>

#include <algorithm>
#include <arf/document/duplicate_keys.hpp>
#include <arf/document/json.hpp>
#include <arf/mime/header.hpp>
#include <new>
#include <optional>
#include <vector>

namespace arf::document {
namespace detail {

/// One event of libyaml, and its memory.
class YamlEvent {
  public:
    YamlEvent() noexcept = default;
    YamlEvent(YamlEvent const&) = delete;
    YamlEvent& operator=(YamlEvent const&) = delete;
    ~YamlEvent() { yaml_event_delete(&event_); }

    [[nodiscard]] yaml_event_t* get() noexcept { return &event_; }
    [[nodiscard]] yaml_event_type_t type() const noexcept { return event_.type; }
    /// A scalar that refers to nothing: no anchor, no tag.
    [[nodiscard]] bool is_bare_scalar() const noexcept {
        return event_.type == YAML_SCALAR_EVENT && event_.data.scalar.anchor == nullptr &&
               event_.data.scalar.tag == nullptr;
    }
    [[nodiscard]] std::string_view text() const noexcept {
        auto const& scalar = event_.data.scalar;
        return {reinterpret_cast<char const*>(scalar.value), scalar.length};
    }

  private:
    yaml_event_t event_{};
};

/// libyaml's parser over one text.
class YamlParser {
  public:
    explicit YamlParser(std::string_view text) {
        if (yaml_parser_initialize(&parser_) == 0) throw std::bad_alloc{};
        yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);  // bytes must not make it UTF-16
        yaml_parser_set_input_string(&parser_, reinterpret_cast<unsigned char const*>(text.data()),
                                     text.size());
    }
    YamlParser(YamlParser const&) = delete;
    YamlParser& operator=(YamlParser const&) = delete;
    ~YamlParser() { yaml_parser_delete(&parser_); }

    /// @return false where the text is no YAML.
    [[nodiscard]] bool next(YamlEvent& event) {
        bool const is_good = yaml_parser_parse(&parser_, event.get()) != 0;
        if (!is_good && parser_.error == YAML_MEMORY_ERROR) throw std::bad_alloc{};
        return is_good;
    }
    /// Whether the next event is of that type.
    [[nodiscard]] bool skip(yaml_event_type_t type) {
        YamlEvent event;
        return next(event) && event.type() == type;
    }

  private:
    yaml_parser_t parser_{};
};

/// A pair as it stands in the text.
struct YamlPair {
    std::string_view all;    ///< both, and the lines that continue it, without the last line end
    std::string_view key;    ///< up to the colon, trimmed
    std::string_view value;  ///< behind it, trimmed
};

enum class YamlResult : std::uint8_t {
    flat,    ///< key and value
    nested,  ///< YAML, but no flat pair
    broken,  ///< no YAML
};

/// What stands for a scalar: itself, or a slice of the text where that shows the same.
[[nodiscard]] inline std::string_view keep_scalar(mime::Context& context, std::string_view raw,
                                                  std::string_view scalar) {
    if (scalar.empty() || raw == scalar) return raw.substr(0, scalar.size());
    if (raw.size() == scalar.size() + 2 && raw.substr(1, scalar.size()) == scalar)
        return raw.substr(1, scalar.size());
    auto const kept = context.storage.keep(scalar);
    context.add_origin(kept, raw);
    return kept;
}

/// Lets libyaml read a pair. It stops at the first event that does not belong to a flat one.
[[nodiscard]] inline YamlResult parse_pair(mime::Context& context, YamlPair const& pair, Node& node) {
    using enum YamlResult;
    YamlParser parser(pair.all);
    for (auto const type : {YAML_STREAM_START_EVENT, YAML_DOCUMENT_START_EVENT, YAML_MAPPING_START_EVENT}) {
        if (!parser.skip(type)) return broken;
    }
    YamlEvent key;
    YamlEvent value;
    if (!parser.next(key) || !parser.next(value)) return broken;
    if (!key.is_bare_scalar() || !value.is_bare_scalar()) return nested;
    for (auto const type : {YAML_MAPPING_END_EVENT, YAML_DOCUMENT_END_EVENT, YAML_STREAM_END_EVENT}) {
        if (!parser.skip(type)) return broken;
    }
    node.key = keep_scalar(context, pair.key, key.text());
    node.text = keep_scalar(context, pair.value, value.text());
    return flat;
}

/// Whether a value has none of YAML's marks: it stands for itself. Nearly all do.
[[nodiscard]] inline bool is_plain_value(std::string_view value) noexcept {
    auto const is_letter_or_digit = [](char c) {
        return arf::detail::is_digit(c) || (arf::detail::lower(c) >= 'a' && arf::detail::lower(c) <= 'z');
    };
    if (value.empty()) return true;
    if (!is_letter_or_digit(value.front()) || value.back() == ':') return false;
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (static_cast<unsigned char>(value[i]) < ' ' || value[i] == '#') return false;
        if (value[i] == ':' && arf::detail::is_blank(value[i + 1])) return false;
    }
    return true;
}
[[nodiscard]] inline bool is_plain_key(std::string_view key) noexcept {
    return is_plain_value(key) && key.find_first_of("\"':{}[],&*?|<>=!%@\\") == key.npos;
}
/// Whether a flow or block collection begins there, whose depth would be libyaml's to bear.
[[nodiscard]] inline bool starts_collection(std::string_view value) noexcept {
    if (value.starts_with('[') || value.starts_with('{')) return true;
    bool const has_mark = value.starts_with('-') || value.starts_with('?');
    return has_mark && value.size() > 1 && (value[1] == ' ' || arf::detail::is_line_end(value[1]));
}

/// Takes a text apart into pairs.
class YamlPairs {
  public:
    explicit YamlPairs(std::string_view text) noexcept
        : rest_(text), eol_(mime::line_end_of(arf::detail::beginning(text, 4096))) {}

    /// The lines of the next pair; empty at the end of the map.
    [[nodiscard]] std::string_view next() noexcept {
        for (; !rest_.empty(); take_line()) {
            auto const line = first_line();
            auto const text = arf::detail::trim(line);
            if (is_marker(line, "---") && started_) return {};
            if (is_marker(line, "...")) return rest_ = {};
            if (text.empty() || text.starts_with('#') || is_marker(line, "---")) continue;
            if (!started_ && text.starts_with('%')) continue;  // a directive
            return take_pair(line);
        }
        return {};
    }
    /// What stands behind the map: the "---" of another one.
    [[nodiscard]] std::string_view rest() const noexcept { return rest_; }

  private:
    [[nodiscard]] static bool is_marker(std::string_view line, std::string_view marker) noexcept {
        return line.starts_with(marker) && arf::detail::trim(line.substr(3)).empty();
    }
    [[nodiscard]] static std::size_t indent_of(std::string_view line) noexcept {
        return std::min(line.find_first_not_of(" \t"), line.size());
    }
    [[nodiscard]] std::string_view first_line() const noexcept { return rest_.substr(0, rest_.find(eol_)); }
    void take_line() noexcept { rest_.remove_prefix(std::min(first_line().size() + 1, rest_.size())); }

    [[nodiscard]] std::string_view take_pair(std::string_view line) noexcept {
        auto const indent = indent_of(line);
        if (!started_) indent_ = indent;
        started_ = true;
        auto const* const start = line.data() + indent;
        auto const* end = line.data() + line.size();
        for (take_line(); !rest_.empty(); take_line()) {
            auto const next = first_line();
            bool const is_blank = arf::detail::trim(next).empty();
            if (!is_blank && indent_of(next) <= indent_) break;
            if (!is_blank) end = next.data() + next.size();
        }
        return arf::detail::trim({start, static_cast<std::size_t>(end - start)});
    }

    std::string_view rest_;
    char const eol_;
    std::size_t indent_ = 0;  ///< QUIRK: of the whole map; ticket systems indent what they copy
    bool started_ = false;
};

/// Splits a pair at its first colon; at the one behind the quotes where the key is quoted.
[[nodiscard]] inline std::optional<YamlPair> split_pair(std::string_view all) noexcept {
    std::size_t from = 0;
    if (all.starts_with('"') || all.starts_with('\'')) from = all.find(all.front(), 1);
    auto const colon = from == all.npos ? all.npos : all.find(':', from);
    auto const line_end = std::min(all.find_first_of("\r\n"), all.size());
    if (colon == all.npos || colon == 0 || colon > line_end) return {};
    return YamlPair{all, arf::detail::trim(all.substr(0, colon)), arf::detail::trim(all.substr(colon + 1))};
}

/// Reads a pair into a node.
/// @return whether there is one.
[[nodiscard]] inline bool read_pair(mime::Context& context, std::string_view all, Node& node) {
    auto const pair = split_pair(all);
    if (!pair || starts_collection(all) || starts_collection(pair->value)) {
        context.note(DiagnosticCode::bad_yaml, all.substr(0, all.find_first_of("\r\n")));
        return false;
    }
    node.key = pair->key;
    node.text = pair->value;
    bool const is_plain = is_plain_key(pair->key) && is_plain_value(pair->value);
    auto const result = is_plain ? YamlResult::flat : parse_pair(context, *pair, node);
    if (result == YamlResult::broken) context.note(DiagnosticCode::nonstandard_yaml, pair->value, pair->key);
    if (result == YamlResult::nested) context.note(DiagnosticCode::bad_yaml, all, pair->key);
    return result != YamlResult::nested;
}

}  // namespace detail

inline Document read_yaml(mime::Context& context, std::string_view text, std::string_view* rest) {
    if (rest != nullptr) *rest = {};
    if (text.size() > context.options.max_document_bytes) {
        context.note(DiagnosticCode::limit_document_bytes, text);
        return {};
    }
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    arf::detail::Growing<Node> nodes(context.storage);
    nodes.push_back({{}, {}, -1, 1, Node::Kind::object});
    detail::YamlPairs pairs(text);
    std::size_t count = 1;  // those that are left out cost time as well
    for (auto all = pairs.next(); !all.empty(); all = pairs.next()) {
        if (count++ >= context.options.max_nodes) {
            context.note(DiagnosticCode::limit_nodes, all);
            return {};
        }
        Node node{{}, {}, 0, 0, Node::Kind::string};
        if (!detail::read_pair(context, all, node)) continue;
        node.end = static_cast<std::int32_t>(nodes.size()) + 1;
        nodes.push_back(node);
    }
    if (rest != nullptr) *rest = pairs.rest();
    if (rest == nullptr && !pairs.rest().empty()) context.note(DiagnosticCode::bad_yaml, pairs.rest());
    if (nodes.size() == 1) return {};
    nodes[0].end = static_cast<std::int32_t>(nodes.size());
    std::vector<std::size_t> members;
    note_duplicate_keys(context, nodes.view(), 0, members);
    return Document(nodes.view());
}

}  // namespace arf::document
