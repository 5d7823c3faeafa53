// SPDX-License-Identifier: BSL-1.0
// The compiled form of <arf/parse.hpp>.
#include <arf/impl/parse.ipp>
#include <arf/parse.hpp>
