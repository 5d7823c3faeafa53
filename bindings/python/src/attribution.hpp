// SPDX-License-Identifier: BSL-1.0
// attribute() for Python: its options, which hold what Python gave, and its result.
#pragma once

#include <pybind11/pybind11.h>

#include <arf/arf.hpp>
#include <string>
#include <utility>

#include "report.hpp"

namespace arf::python {

namespace py = pybind11;

/// What arf.AttributionOptions keeps in `_core`. Decoders that are functions take the GIL themselves: whoever
/// infers may have released it.
struct OptionsObject {
    AttributionOptions options;
};

/// What was inferred of a report, and the report, into which it has views; and the arf.AttributionOptions by
/// which it was inferred.
class AttributionObject {
  public:
    AttributionObject(py::object report, py::object options, Attribution inferred)
        : report_(std::move(report)), options_(std::move(options)), inferred_(std::move(inferred)) {}

    [[nodiscard]] Attribution const& operator*() const noexcept { return inferred_; }
    [[nodiscard]] Attribution const* operator->() const noexcept { return &inferred_; }
    [[nodiscard]] ReportObject const& report() const { return ReportObject::in(report_); }
    [[nodiscard]] py::object const& report_object() const noexcept { return report_; }
    [[nodiscard]] py::object const& options() const noexcept { return options_; }
    /// The same answers about equal reports.
    [[nodiscard]] bool operator==(AttributionObject const& that) const;

  private:
    py::object report_;
    py::object options_;
    Attribution inferred_;
};

/// The options in an arf.AttributionOptions, kept alive: the object that has them may be given others
/// meanwhile.
class HeldOptions {
  public:
    /// Raises TypeError for anything else.
    explicit HeldOptions(py::handle options);
    /// Without the GIL as well.
    [[nodiscard]] AttributionOptions const& operator*() const noexcept { return *options_; }

  private:
    py::object core_;
    AttributionOptions const* options_;
};

/// Report.attribution(): options, or the keywords of AttributionOptions, not both.
[[nodiscard]] std::unique_ptr<AttributionObject> infer(py::object const& report, py::object options,
                                                       py::kwargs const& keywords);

/// The record of a report as JSON, with what was inferred (an Attribution) or is to be inferred (by
/// AttributionOptions) where that is not None.
[[nodiscard]] std::string record_of(ReportObject const& report, py::handle attribution);

void add_attribution(py::module_& module);  ///< Attribution, Options

}  // namespace arf::python
