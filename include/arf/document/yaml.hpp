// SPDX-License-Identifier: BSL-1.0
// Reading the YAML part of X-ARF (FORMATS 7.8) into nodes: a flat map, no aliases.
#pragma once

#include <arf/document/document.hpp>
#include <arf/mime/context.hpp>
#include <string_view>

namespace arf::document {

/// Reads a flat YAML map: one "key: value" after the other, each on a line of its own, continued by lines
/// that are indented deeper.
///
/// Every value is a string node as written, quotes and escapes undone, without a final line end: no number,
/// date or "NO" is anything else. Each pair is read alone, so that a bad one costs no other. What is no flat
/// pair is told (bad_yaml) and left out: a line without colon, an anchor, alias or tag (none is followed), a
/// nested collection. QUIRK: writers put values without quotes that YAML wants quoted ("77:abc: x", "@x",
/// "'x"): told (nonstandard_yaml), and taken as written.
/// @param text  what the nodes may point into: the input, or content in the storage.
/// @param rest  where given, what stands behind a "---" line that ends the map is put there, that line
/// included; otherwise such a line is told (bad_yaml) and the rest is left out.
/// @return empty where no line is a "key: value", or over a limit (max_document_bytes, max_nodes).
/// @throws std::bad_alloc
/// @par Complexity n log n in the number of keys; linear otherwise.
[[nodiscard]] inline Document read_yaml(mime::Context& context, std::string_view text,
                                        std::string_view* rest = nullptr);

}  // namespace arf::document

#include <arf/impl/read_yaml.ipp>
