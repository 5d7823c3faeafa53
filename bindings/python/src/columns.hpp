// SPDX-License-Identifier: BSL-1.0
// What arf.read_columns() has from C++.
#pragma once

#include <pybind11/pybind11.h>

namespace arf::python {

void add_columns(pybind11::module_& module);  ///< ColumnReader, RecordBatch, RECORD_COLUMNS

}  // namespace arf::python
