// SPDX-License-Identifier: BSL-1.0
// The second translation unit of the consumer program: it includes and uses the same headers as the first.
#include "source_ip.hpp"

#include <arf/arf.hpp>

std::string source_ip(std::string_view message) {
    auto const report = arf::parse(message);
    return report && report->source_ip ? report->source_ip->to_string() : std::string{};
}
