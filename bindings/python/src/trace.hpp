// SPDX-License-Identifier: BSL-1.0
// The trace of a message for Python.
#pragma once

#include <pybind11/pybind11.h>

#include <arf/arf.hpp>

#include "report.hpp"

namespace arf::python {

namespace py = pybind11;

[[nodiscard]] py::object to_python(Received const& hop);
[[nodiscard]] py::object to_python(FilterVerdict const& verdict);

void add_trace(py::class_<MessageObject>& message);  ///< the methods of Message that read its fields
void add_trace_functions(py::module_& module);       ///< what arf.trace and arf.identifiers show

}  // namespace arf::python
