// SPDX-License-Identifier: BSL-1.0
// Finds the keys that stand more than once in an object.
#pragma once

#include <algorithm>
#include <arf/mime/context.hpp>
#include <arf/value/node.hpp>
#include <cstddef>
#include <vector>

namespace arf::document {

/// Tells of the keys that stand more than once among the members of an object: duplicate_key, once for each
/// but the first, in their order.
/// @param nodes    of the document so far: the last members of the object are the last nodes.
/// @param members  scratch space.
/// @par Complexity n log n in the number of members.
inline void note_duplicate_keys(mime::Context& context, List<Node> nodes, std::size_t object,
                                std::vector<std::size_t>& members) {
    members.clear();
    for (auto i = object + 1; i < nodes.size(); i = static_cast<std::size_t>(nodes[i].end))
        members.push_back(i);
    std::sort(members.begin(), members.end(), [nodes](std::size_t a, std::size_t b) {
        auto const order = nodes[a].key.compare(nodes[b].key);
        return order != 0 ? order < 0 : a < b;
    });
    std::size_t count = 0;
    for (std::size_t i = 1; i < members.size(); ++i) {
        if (nodes[members[i]].key == nodes[members[i - 1]].key) members[count++] = members[i];
    }
    members.resize(count);
    std::sort(members.begin(), members.end());
    for (auto const i : members) context.note(DiagnosticCode::duplicate_key, nodes[i].key, nodes[i].key);
}

}  // namespace arf::document
