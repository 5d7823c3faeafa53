// SPDX-License-Identifier: BSL-1.0
// The compiled form of <arf/attribution.hpp>.
#include <arf/attribution.hpp>
#include <arf/impl/attribution.ipp>
