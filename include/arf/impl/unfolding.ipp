// SPDX-License-Identifier: BSL-1.0
// Unfolding of header values (RFC 5322, section 2.2.3).
#pragma once

#include <algorithm>
#include <arf/detail/ascii.hpp>
#include <arf/impl/text_lines.ipp>
#include <arf/mime/decode.hpp>
#include <cstddef>
#include <string>
#include <string_view>

namespace arf::mime {

ARF_DECL bool needs_unfolding(std::string_view raw) noexcept {
    if (raw.empty()) return false;
    using arf::detail::is_blank;
    return is_blank(raw.front()) || is_blank(raw.back()) || raw.find('\r') != std::string_view::npos ||
           raw.find('\n') != std::string_view::npos || raw.find('\0') != std::string_view::npos;
}

ARF_DECL std::string unfold(std::string_view raw) {
    std::string out;
    out.reserve(raw.size());
    for (detail::Lines lines(raw); !lines.done();) {
        out.append(lines.take());
        auto const folded = !lines.done() && arf::detail::is_blank(lines.rest().front());
        if (!lines.line_end().empty() && !folded) out += ' ';
    }
    std::replace(out.begin(), out.end(), '\0', ' ');
    auto const value = arf::detail::trim(out);
    auto const leading = static_cast<std::size_t>(value.data() - out.data());
    out.resize(leading + value.size());
    out.erase(0, leading);
    return out;
}

}  // namespace arf::mime
