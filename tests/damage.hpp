// SPDX-License-Identifier: BSL-1.0
// Damaged inputs for tests: a text cut short everywhere, and each of its bytes replaced.
#pragma once

#include <cstddef>
#include <exact.hpp>
#include <string_view>

namespace arf_test {

/// Calls use(text) with every shorter and damaged form of a text, in buffers of exactly their size: cut at
/// every byte, each bit of each byte flipped, and each byte replaced by each that means something to a
/// parser.
template <class Use>
void for_each_damage(std::string_view text, Use const& use) {
    using namespace std::string_view_literals;
    for (std::size_t size = 0; size < text.size(); ++size) use(Exact(text.substr(0, size)).view());
    Exact damaged(text);
    for (std::size_t place = 0; place < text.size(); ++place) {
        char const intact = damaged.data()[place];
        for (int bit = 0; bit < 8; ++bit) {
            damaged.data()[place] = static_cast<char>(intact ^ (1 << bit));
            use(damaged.view());
        }
        for (char const meaning : "()\";=\\/.@:<>, \t\r\n\0i1"sv) {
            damaged.data()[place] = meaning;
            use(damaged.view());
        }
        damaged.data()[place] = intact;
    }
}

}  // namespace arf_test
