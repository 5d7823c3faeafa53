// SPDX-License-Identifier: BSL-1.0
// The compiled form of <arf/json.hpp>.
#include <arf/impl/json.ipp>
#include <arf/json.hpp>
