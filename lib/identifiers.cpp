// SPDX-License-Identifier: BSL-1.0
// The compiled form of <arf/identifiers.hpp>.
#include <arf/identifiers.hpp>
#include <arf/impl/identifiers.ipp>
