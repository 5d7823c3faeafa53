// SPDX-License-Identifier: BSL-1.0
// IpAddress as text (RFC 5952).
#pragma once

#include <array>
#include <charconv>
#include <string>

namespace arf {
namespace detail {

/// The longest run of two or more zero groups, the first among equals (RFC 5952, section 4.2): [begin, end).
struct ZeroRun {
    int begin = -1;
    int end = -1;
};

inline ZeroRun longest_zero_run(std::array<unsigned, 8> const& groups) noexcept {
    ZeroRun best;
    for (int i = 0; i < 8; ++i) {
        int end = i;
        while (end < 8 && groups[static_cast<std::size_t>(end)] == 0) ++end;
        if (end - i >= 2 && end - i > best.end - best.begin) best = {i, end};
        i = end > i ? end - 1 : i;
    }
    return best;
}

inline void append_in_base(std::string& out, unsigned number, int base) {
    std::array<char, 10> text;
    auto const end = std::to_chars(text.data(), text.data() + text.size(), number, base).ptr;
    out.append(text.data(), end);
}

}  // namespace detail

inline std::string IpAddress::to_string() const {
    std::string out;
    if (is_v4()) {
        for (std::size_t i = 0; i < 4; ++i) {
            if (i != 0) out += '.';
            detail::append_in_base(out, bytes_[i], 10);
        }
        return out;
    }
    std::array<unsigned, 8> groups{};
    for (std::size_t i = 0; i < 8; ++i) groups[i] = bytes_[2 * i] * 256U + bytes_[2 * i + 1];
    auto const zeros = detail::longest_zero_run(groups);
    for (int i = 0; i < 8; ++i) {
        if (i == zeros.begin) {
            out += "::";
            i = zeros.end - 1;
            continue;
        }
        if (!out.empty() && out.back() != ':') out += ':';
        detail::append_in_base(out, groups[static_cast<std::size_t>(i)], 16);
    }
    return out;
}

}  // namespace arf
