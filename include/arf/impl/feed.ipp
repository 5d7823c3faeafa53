// SPDX-License-Identifier: BSL-1.0
// The body of Report::feed().
#pragma once

#include <arf/impl/feed_patterns.ipp>
#include <arf/report.hpp>
#include <string>

namespace arf {

ARF_DECL std::string Report::feed() const {
    return is_complaint() ? detail::feed_from(*this, carrier()) : std::string();
}

}  // namespace arf
