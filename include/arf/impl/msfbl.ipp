// SPDX-License-Identifier: BSL-1.0
// X-MSFBL: base64 by GMime, JSON by Boost.JSON's event parser, which keeps only the four values wanted.
#pragma once

#include <arf/grammar/msfbl.hpp>
#include <arf/identifiers.hpp>
#include <arf/impl/list_fields.ipp>
#include <arf/mime/decode.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace arf {
namespace detail {

/// What Boost.JSON's parser calls: takes the strings and numbers of known keys of the outermost object. Of a
/// key that stands twice the first counts.
class MsfblHandler {
  public:
    static constexpr std::size_t max_array_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_object_size = max_array_size;
    static constexpr std::size_t max_string_size = max_array_size;
    static constexpr std::size_t max_key_size = max_array_size;

    using Error = boost::json::error_code;
    using Text = boost::json::string_view;

    bool on_document_begin(Error&) { return true; }
    bool on_document_end(Error&) { return true; }
    bool on_array_begin(Error&) { return open(false); }
    bool on_array_end(std::size_t, Error&) { return close(); }
    bool on_object_begin(Error&) { return open(true); }
    bool on_object_end(std::size_t, Error&) { return close(); }
    bool on_key_part(Text piece, std::size_t, Error&) { return add(piece); }
    bool on_key(Text last, std::size_t, Error&) {
        (void)add(last);
        if (depth_ == 1) key_ = std::move(text_);
        text_.clear();
        return true;
    }
    bool on_string_part(Text piece, std::size_t, Error&) { return add(piece); }
    bool on_string(Text last, std::size_t, Error&) { return finish(last); }
    bool on_number_part(Text piece, Error&) { return add(piece); }
    bool on_int64(std::int64_t, Text last, Error&) { return finish(last); }
    bool on_uint64(std::uint64_t, Text last, Error&) { return finish(last); }
    bool on_double(double, Text last, Error&) { return finish(last); }
    bool on_bool(bool, Error&) { return true; }
    bool on_null(Error&) { return true; }
    // not covered: Boost.JSON wants them; no text with comments gets so far
    bool on_comment_part(Text, Error&) { return true; }
    bool on_comment(Text, Error&) { return true; }

    [[nodiscard]] bool is_object() const noexcept { return is_object_; }

    std::optional<std::string> recipient, binding, group, user, customer_id;

  private:
    bool open(bool object) noexcept {
        if (depth_++ == 0) is_object_ = object;
        return true;
    }
    bool close() noexcept {
        --depth_;
        return true;
    }
    bool add(Text piece) {
        text_.append(piece.data(), piece.size());
        return true;
    }
    bool finish(Text last) {
        (void)add(last);
        auto* const slot = depth_ == 1 && is_object_ ? find(key_) : nullptr;
        if (slot != nullptr && !*slot) *slot = std::move(text_);
        text_.clear();
        return true;
    }
    [[nodiscard]] std::optional<std::string>* find(std::string_view key) noexcept {
        if (key == "r") return &recipient;
        if (key == "b") return &binding;
        if (key == "g") return &group;
        if (key == "u") return &user;
        return key == "customer_id" ? &customer_id : nullptr;
    }

    std::string text_;
    std::string key_;
    std::size_t depth_ = 0;
    bool is_object_ = false;
};

inline std::optional<Msfbl> read_msfbl_json(std::string&& text) {
    boost::json::basic_parser<MsfblHandler> parser{boost::json::parse_options{}};  // 32 levels deep
    boost::json::error_code error;
    auto const taken = parser.write_some(false, text.data(), text.size(), error);
    if (error || taken != text.size() || !parser.handler().is_object()) return {};
    auto& found = parser.handler();
    Msfbl result;
    result.form = Msfbl::Form::json;
    result.recipient = std::move(found.recipient).value_or(std::string());
    result.binding = std::move(found.binding).value_or(std::string());
    result.binding_group = std::move(found.group).value_or(std::string());
    result.user = std::move(found.user ? found.user : found.customer_id).value_or(std::string());
    result.text = std::move(text);
    return result;
}

inline std::optional<Msfbl> read_msfbl_at_signs(std::string&& text) {
    auto const parts = grammar::read_msfbl_recipient(text);
    if (!parts) return {};
    Msfbl result;
    result.form = Msfbl::Form::at_signs;
    result.recipient = parts->address;
    result.binding = parts->binding;
    result.binding_group = parts->binding_group;
    result.user = parts->user;
    result.text = std::move(text);
    return result;
}

}  // namespace detail

ARF_DECL std::optional<Msfbl> read_msfbl(std::string_view value) {
    if (value.size() > max_msfbl_size) return {};
    auto const text = detail::without_blanks(value);
    auto const parts = grammar::split_msfbl(text);
    if (!parts) return {};
    auto decoded = mime::decode_transfer(parts->payload, mime::TransferEncoding::base64).bytes;
    return parts->has_mac ? detail::read_msfbl_json(std::move(decoded))
                          : detail::read_msfbl_at_signs(std::move(decoded));
}

}  // namespace arf
