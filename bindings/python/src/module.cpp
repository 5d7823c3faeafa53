// SPDX-License-Identifier: BSL-1.0
// The extension module arf._core: what the package `arf` has from C++.
#include <gmime/gmime.h>
#include <nettle/version.h>
#include <pybind11/pybind11.h>
#include <yaml.h>

#include <arf/mime/decode.hpp>
#include <arf/version.hpp>
#include <boost/version.hpp>
#include <string>

#include "attribution.hpp"
#include "columns.hpp"
#include "convert.hpp"
#include "report.hpp"
#include "tally.hpp"
#include "tally_pool.hpp"
#include "trace.hpp"

namespace {

/// What is inside, each with its version: that of the headers for Boost, else that of the library loaded.
[[nodiscard]] pybind11::dict versions() {
    namespace py = pybind11;
    auto const dotted = [](unsigned major, unsigned minor, unsigned patch) {
        return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
    };
    py::dict out;
    out["Boost"] = dotted(BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100);
    out["GMime"] = dotted(gmime_major_version, gmime_minor_version, gmime_micro_version);
    out["libyaml"] = yaml_get_version_string();
    out["Nettle"] = std::to_string(nettle_version_major()) + "." + std::to_string(nettle_version_minor());
    return out;
}

}  // namespace

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
    module.attr("VERSIONS") = versions();
    arf::python::add_message(module);
    arf::python::add_trace_functions(module);
    arf::python::add_attribution(module);
    arf::python::add_report(module);
    arf::python::add_tally(module);
    arf::python::add_tally_pool(module);
    arf::python::add_mailbox(module);
    arf::python::add_reports(module);
    arf::python::add_columns(module);
    module.def(
        "decode_text",
        [](py::bytes const& raw) {
            return arf::python::to_str(arf::mime::decode_text(std::string_view(raw)));
        },
        py::arg("raw"), py::pos_only(), "The raw value of a header field as text (RFC 2047).");
}
