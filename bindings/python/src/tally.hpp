// SPDX-License-Identifier: BSL-1.0
// Tally for Python.
#pragma once

#include <pybind11/pybind11.h>

namespace arf::python {

void add_tally(pybind11::module_& module);  ///< Tally, TALLY_KEYS, TALLY_KINDS

}  // namespace arf::python
