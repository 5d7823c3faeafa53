// SPDX-License-Identifier: BSL-1.0
// Reading JSON (RFC 8259) into nodes, in one pass, within limits.
#pragma once

#include <arf/document/document.hpp>
#include <arf/mime/context.hpp>
#include <string_view>

namespace arf::document {

/// QUIRK: files written on Windows start with it; RFC 8259, section 8.1, forbids it and lets readers skip it.
inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Whether a text begins as a JSON object or array does; a byte order mark and blanks may stand before it.
[[nodiscard]] inline bool looks_like_json(std::string_view text) noexcept {
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    auto const start = text.find_first_not_of(" \t\r\n");
    return start != text.npos && (text[start] == '{' || text[start] == '[');
}

/// Reads a JSON text (RFC 8259).
///
/// Strings without escapes are slices of the text, others live in the storage of the report; numbers stay as
/// written. Invalid UTF-8 is kept as it is. A key that stands twice in an object is told; all of them are
/// kept, and Document::member() finds the first.
/// @param text  what the nodes may point into: the input, or content in the storage.
/// @param rest  where given, text behind the document is no error (QUIRK: mail has footers), and is put
/// there.
/// @return empty, with a diagnostic, where it is no JSON (bad_json stands where the parser gave up) or over a
/// limit: max_document_bytes, max_nodes, or max_document_depth, which counts up to 500.
/// @throws std::bad_alloc
/// @par Complexity n log n at worst, for objects with many keys; linear otherwise.
[[nodiscard]] inline Document read_json(mime::Context& context, std::string_view text,
                                        std::string_view* rest = nullptr);

}  // namespace arf::document

#include <arf/impl/read_json.ipp>
