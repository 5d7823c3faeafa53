// SPDX-License-Identifier: BSL-1.0
// The compiled form of arf/trace.hpp: the trace of a message.
#include <arf/impl/trace.ipp>
