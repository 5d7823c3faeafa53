// SPDX-License-Identifier: BSL-1.0
// The extension module arf._core: what the package `arf` has from C++.
#include <pybind11/pybind11.h>

#include <arf/mime/decode.hpp>
#include <arf/version.hpp>
#include <string>

#include "attribution.hpp"
#include "convert.hpp"
#include "report.hpp"
#include "trace.hpp"

PYBIND11_MODULE(_core, module) {
    namespace py = pybind11;
    module.doc() = "The C++ core of arf.";
    module.attr("__version__") = std::to_string(arf::version_major) + "." +
                                 std::to_string(arf::version_minor) + "." +
                                 std::to_string(arf::version_patch);
#if defined(ARF_HEADER_ONLY)
    module.attr("HEADER_ONLY") = true;  // tells the tests which form of the library they are about
#else
    module.attr("HEADER_ONLY") = false;
#endif
    arf::python::add_message(module);
    arf::python::add_trace_functions(module);
    arf::python::add_attribution(module);
    arf::python::add_report(module);
    arf::python::add_mailbox(module);
    module.def(
        "decode_text",
        [](py::bytes const& raw) {
            return arf::python::to_str(arf::mime::decode_text(std::string_view(raw)));
        },
        py::arg("raw"), py::pos_only(), "The raw value of a header field as text (RFC 2047).");
}
