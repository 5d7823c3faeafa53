// SPDX-License-Identifier: BSL-1.0
// The bodies of arf/trace.hpp, one file a job.
#pragma once

#include <arf/impl/origins.ipp>
#include <arf/impl/received.ipp>
