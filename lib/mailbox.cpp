// SPDX-License-Identifier: BSL-1.0
// The compiled form of <arf/mailbox.hpp>.
#include <arf/mailbox.hpp>

#if !defined(ARF_HEADER_ONLY)
#include <arf/impl/mailbox.ipp>
#endif
