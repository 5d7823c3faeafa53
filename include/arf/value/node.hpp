// SPDX-License-Identifier: BSL-1.0
// Node: one value of a JSON or YAML document.
#pragma once

#include <cstdint>
#include <string_view>

namespace arf {

/// One value of the document that a complaint came as, or brought along (JSON, RFC 8259; X-ARF's YAML). The
/// nodes of a document stand in document order: an object or array before what is in it. The root is the
/// first.
struct Node {
    enum class Kind : std::uint8_t { object, array, string, number, boolean, null };

    std::string_view key;  ///< its name in an object, escapes undone; empty in an array and for the root
    std::string_view
        text;  ///< of a string: escapes undone; of a number, boolean, null: as written; else empty
    std::int32_t parent = -1;  ///< index of the object or array it stands in; -1 for the root
    std::int32_t end =
        0;  ///< index behind the last node in it: where the next sibling stands, if there is one
    Kind kind = Kind::null;

    [[nodiscard]] constexpr bool is_scalar() const noexcept {
        return kind != Kind::object && kind != Kind::array;
    }
};

}  // namespace arf
