// SPDX-License-Identifier: BSL-1.0
// List<T>: a read-only sequence inside a report's storage.
#pragma once

#include <span>

namespace arf {

/// Zero or more values that live in the storage of a report: the type of every repeatable fact.
///
/// It is a std::span and not a std::vector because all lists of a report share one block of memory: a report
/// costs one or two allocations, however many lists it has. A list is valid as long as the report (or a copy
/// of it) lives.
template <class T>
using List = std::span<T const>;

}  // namespace arf
