// SPDX-License-Identifier: BSL-1.0
// The body of document/json.hpp: Boost.JSON's event parser fills the list of nodes.
#pragma once

#include <algorithm>
#include <arf/document/duplicate_keys.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace arf::document {
namespace detail {

/// Boost.JSON's parser calls itself for what is nested: a limit that a caller sets higher would be one on the
/// stack.
inline constexpr std::size_t deepest_document = 500;

/// What Boost.JSON's parser calls for each value: appends a node. Its strings are slices of the text as long
/// as they have no escapes; otherwise they come in pieces, out of a buffer of its own.
class NodeBuilder {
  public:
    static constexpr std::size_t max_array_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_object_size = max_array_size;
    static constexpr std::size_t max_string_size = max_array_size;
    static constexpr std::size_t max_key_size = max_array_size;

    using Error = boost::json::error_code;
    using Text = boost::json::string_view;

    NodeBuilder(mime::Context& context, std::string_view text)
        : context_(context),
          text_(text),
          nodes_(context.storage, std::clamp<std::size_t>(text.size() / 32, 4, 256)),
          limit_(std::min<std::size_t>(context.options.max_nodes, std::numeric_limits<std::int32_t>::max())) {
    }

    bool on_document_begin(Error&) { return true; }
    bool on_document_end(Error&) { return true; }
    bool on_array_begin(Error& error) { return open(Node::Kind::array, error); }
    bool on_array_end(std::size_t, Error&) { return close(); }
    bool on_object_begin(Error& error) { return open(Node::Kind::object, error); }
    bool on_object_end(std::size_t, Error&) {
        note_duplicate_keys(context_, nodes_.view(), static_cast<std::size_t>(open_), members_);
        return close();
    }
    bool on_key_part(Text piece, std::size_t, Error&) { return add_piece(piece); }
    bool on_key(Text last, std::size_t, Error&) {
        key_ = finish_string(last);
        return true;
    }
    bool on_string_part(Text piece, std::size_t, Error&) { return add_piece(piece); }
    bool on_string(Text last, std::size_t, Error& error) {
        return add(Node::Kind::string, finish_string(last), error);
    }
    bool on_number_part(Text, Error&) { return true; }  // only where the text ends in it: no document
    bool on_int64(std::int64_t, Text text, Error& error) { return add_number(text, error); }
    bool on_uint64(std::uint64_t, Text text, Error& error) { return add_number(text, error); }
    bool on_double(double, Text text, Error& error) { return add_number(text, error); }
    bool on_bool(bool value, Error& error) {
        return add(Node::Kind::boolean, value ? "true" : "false", error);
    }
    bool on_null(Error& error) { return add(Node::Kind::null, "null", error); }
    // not covered: Boost.JSON wants them; no text with comments gets so far
    bool on_comment_part(Text, Error&) { return true; }
    bool on_comment(Text, Error&) { return true; }

    /// Whether it stopped because of the number of values.
    [[nodiscard]] bool is_full() const noexcept { return full_; }
    [[nodiscard]] List<Node> nodes() noexcept {
        nodes_.shrink();
        return nodes_.view();
    }

  private:
    [[nodiscard]] static std::string_view view(Text text) noexcept { return {text.data(), text.size()}; }

    [[nodiscard]] bool is_slice(std::string_view piece) const noexcept {
        std::less_equal<> const before;
        return before(text_.data(), piece.data()) &&
               before(piece.data() + piece.size(), text_.data() + text_.size());
    }

    bool add(Node::Kind kind, std::string_view text, Error& error) {
        full_ = nodes_.size() == limit_;
        if (full_) error = boost::json::error::array_too_large;  // any: is_full() says what it was
        if (full_) return false;
        auto const index = static_cast<std::int32_t>(nodes_.size());
        nodes_.push_back({key_, text, open_, index + 1, kind});
        key_ = {};
        return true;
    }
    bool add_number(Text text, Error& error) { return add(Node::Kind::number, view(text), error); }
    bool open(Node::Kind kind, Error& error) {
        if (!add(kind, {}, error)) return false;
        open_ = static_cast<std::int32_t>(nodes_.size()) - 1;
        return true;
    }
    bool close() noexcept {
        auto& node = nodes_[static_cast<std::size_t>(open_)];
        node.end = static_cast<std::int32_t>(nodes_.size());
        open_ = node.parent;
        return true;
    }

    bool add_piece(Text piece) {
        pieces_.append(piece.data(), piece.size());
        return true;
    }
    [[nodiscard]] std::string_view finish_string(Text last) {
        if (pieces_.empty() && is_slice(view(last))) {
            behind_ = static_cast<std::size_t>(last.data() - text_.data()) + last.size() + 1;
            return view(last);
        }
        (void)add_piece(last);
        auto const kept = context_.storage.keep(pieces_);
        context_.add_origin(kept, take_raw_string());
        pieces_.clear();
        return kept;
    }
    /// The string with escapes that was just read, as it stands in the text. Between it and the string before
    /// there is no quote.
    [[nodiscard]] std::string_view take_raw_string() noexcept {
        auto const first = text_.find('"', behind_) + 1;
        auto last = first;
        while (last < text_.size() && text_[last] != '"') last += text_[last] == '\\' ? 2 : 1;
        behind_ = last + 1;
        return text_.substr(first, last - first);
    }

    mime::Context& context_;
    std::string_view const text_;
    arf::detail::Growing<Node> nodes_;
    std::size_t const limit_;
    std::string_view key_;              ///< of the value that comes next
    std::int32_t open_ = -1;            ///< the innermost object or array that is not closed
    std::size_t behind_ = 0;            ///< where the text goes on behind the string read last
    std::string pieces_;                ///< of a string with escapes
    std::vector<std::size_t> members_;  ///< scratch space of note_duplicate_keys()
    bool full_ = false;
};

/// Tells why a text was not read, at the place where the parser stopped.
inline void note_failure(mime::Context& context, std::string_view where, boost::json::error_code error,
                         bool too_many) {
    using enum DiagnosticCode;
    bool const too_deep = error == boost::json::error::too_deep;
    context.note(too_many ? limit_nodes : too_deep ? limit_document_depth : bad_json, where);
}

}  // namespace detail

inline Document read_json(mime::Context& context, std::string_view text, std::string_view* rest) {
    if (rest != nullptr) *rest = {};
    if (text.size() > context.options.max_document_bytes) {
        context.note(DiagnosticCode::limit_document_bytes, text);
        return {};
    }
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    boost::json::parse_options options;
    options.max_depth = std::min(context.options.max_document_depth, detail::deepest_document);
    options.allow_invalid_utf8 = true;
    boost::json::basic_parser<detail::NodeBuilder> parser(options, context, text);
    boost::json::error_code error;
    auto const size = parser.write_some(false, text.data(), text.size(), error);
    bool const has_more = !error && size != text.size();
    if (error || (has_more && rest == nullptr)) {
        detail::note_failure(context, text.substr(size, 1), error, parser.handler().is_full());
        return {};
    }
    if (has_more) *rest = text.substr(size);
    return Document(parser.handler().nodes());
}

}  // namespace arf::document
