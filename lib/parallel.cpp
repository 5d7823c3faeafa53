// SPDX-License-Identifier: BSL-1.0
// The compiled form of <arf/parallel.hpp>.
#include <arf/parallel.hpp>

#if !defined(ARF_HEADER_ONLY)
#include <arf/impl/parallel.ipp>
#endif
