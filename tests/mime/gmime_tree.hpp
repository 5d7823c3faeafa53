// SPDX-License-Identifier: BSL-1.0
// The tree of a message, as GMime's own parser finds it and as the walker does, in one form to compare.
#pragma once

#include <gmime/gmime.h>

#include <arf/detail/ascii.hpp>
#include <arf/mime/decode.hpp>
#include <arf/mime/part.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace arf_test {

/// Drops the reference to a GObject.
struct Unref {
    void operator()(void* object) const { g_object_unref(object); }
};
template <class T>
using Pointer = std::unique_ptr<T, Unref>;

/// What of a leaf stands in a tree.
enum class LeafContent : std::uint8_t {
    raw,              ///< the body as it travelled
    raw_and_decoded,  ///< and behind it what its transfer encoding holds
};

/// GMime may leave the CR of the CRLF that belongs to the delimiter behind a part; so it goes from both
/// sides.
inline std::string_view without_last_cr(std::string_view body) noexcept {
    if (body.ends_with('\r')) body.remove_suffix(1);
    return body;
}

inline std::string media_type_of(std::string_view type) {
    std::string out(type);
    for (char& c : out) c = arf::detail::lower(c);
    return out;
}

inline std::string bytes_of(GMimeStream* memory) {
    auto* const bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory));
    return {reinterpret_cast<char const*>(bytes->data), bytes->len};
}

/// A leaf in GMime's tree: "{body}" or "{body}{decoded}".
inline std::string gmime_leaf(GMimePart* part, LeafContent show) {
    auto* const content = g_mime_part_get_content(part);
    if (content == nullptr) return show == LeafContent::raw ? "{}" : "{}{}";
    Pointer<GMimeStream> const raw(g_mime_stream_mem_new());
    auto* const source = g_mime_data_wrapper_get_stream(content);
    g_mime_stream_reset(source);
    g_mime_stream_write_to_stream(source, raw.get());
    auto const body = bytes_of(raw.get());
    auto out = "{" + std::string(without_last_cr(body)) + "}";
    if (show == LeafContent::raw) return out;
    Pointer<GMimeStream> const decoded(g_mime_stream_mem_new());
    g_mime_stream_reset(source);
    g_mime_data_wrapper_write_to_stream(content, decoded.get());
    auto const bytes = bytes_of(decoded.get());
    return out.append("{").append(without_last_cr(bytes)).append("}");
}

/// GMime's tree: a leaf is "type{body}", what has children "type(child child)".
inline std::string gmime_tree(GMimeObject* object, LeafContent show) {
    auto* const type = g_mime_object_get_content_type(object);
    auto out = media_type_of(std::string(g_mime_content_type_get_media_type(type)) + "/" +
                             g_mime_content_type_get_media_subtype(type));
    if (GMIME_IS_MESSAGE_PART(object)) {
        auto* const message = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
        auto const inside =
            message == nullptr ? std::string() : gmime_tree(g_mime_message_get_mime_part(message), show);
        return out + "(" + inside + ")";
    }
    if (!GMIME_IS_MULTIPART(object)) return out + gmime_leaf(GMIME_PART(object), show);
    std::string children;
    for (int i = 0; i < g_mime_multipart_get_count(GMIME_MULTIPART(object)); ++i) {
        auto* const child = g_mime_multipart_get_part(GMIME_MULTIPART(object), i);
        children.append(i == 0 ? "" : " ").append(gmime_tree(child, show));
    }
    return out + "(" + children + ")";
}

/// GMime's tree of a message; "nothing" where GMime finds none.
/// @param options  GMime's; for its warnings. May be null.
inline std::string gmime_tree(std::string_view message, LeafContent show = LeafContent::raw,
                              GMimeParserOptions* options = nullptr) {
    static bool const ready = (g_mime_init(), true);
    static_cast<void>(ready);
    Pointer<GMimeStream> const stream(g_mime_stream_mem_new_with_buffer(message.data(), message.size()));
    Pointer<GMimeParser> const parser(g_mime_parser_new_with_stream(stream.get()));
    Pointer<GMimeMessage> const parsed(g_mime_parser_construct_message(parser.get(), options));
    return parsed ? gmime_tree(g_mime_message_get_mime_part(parsed.get()), show) : "nothing";
}

inline std::string walker_leaf(arf::Part const& part, LeafContent show) {
    auto out = "{" + std::string(without_last_cr(part.body)) + "}";
    if (show == LeafContent::raw) return out;
    auto const decoded = arf::mime::decode_transfer(part.body, part.encoding).bytes;
    return out.append("{").append(without_last_cr(decoded)).append("}");
}

/// The walker's tree with what GMime fills in: the default type, in lower case.
inline std::string walker_tree(std::span<arf::Part const> parts, LeafContent show = LeafContent::raw,
                               std::size_t index = 0) {
    auto const& part = parts[index];
    auto out = part.media_type.empty() ? "text/plain" : media_type_of(part.media_type);
    if (part.kind == arf::Part::Kind::leaf) return out + walker_leaf(part, show);
    std::string children;
    for (std::size_t i = index + 1; i < parts.size(); ++i) {
        if (parts[i].parent != static_cast<std::int32_t>(index)) continue;
        children.append(children.empty() ? "" : " ").append(walker_tree(parts, show, i));
    }
    return out + "(" + children + ")";
}

}  // namespace arf_test
