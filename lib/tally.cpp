// SPDX-License-Identifier: BSL-1.0
// The compiled form of <arf/tally.hpp>.
#include <arf/tally.hpp>

#if !defined(ARF_HEADER_ONLY)
#include <arf/impl/tally.ipp>
#endif
