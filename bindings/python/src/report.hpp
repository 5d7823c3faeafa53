// SPDX-License-Identifier: BSL-1.0
// What arf.Report holds: a report, and the bytes that its views point into.
#pragma once

#include <pybind11/pybind11.h>

#include <arf/arf.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace arf::python {

namespace py = pybind11;

/// A report that owns its message: either a bytes object that Python gave, or a copy made without the GIL. It
/// never moves; what is shown of it in Python keeps it alive.
class ReportObject {
  public:
    ReportObject(py::bytes message, std::string_view view, Report report)
        : message_(std::move(message)), view_(view), report_(std::move(report)) {}
    ReportObject(std::unique_ptr<std::string const> message, Report report)
        : owned_(std::move(message)), view_(*owned_), report_(std::move(report)) {}

    void set_source(std::string source, std::uint64_t index, std::uint64_t offset) {
        source_ = std::move(source);
        index_ = index;
        offset_ = offset;
    }

    [[nodiscard]] Report const& report() const noexcept { return report_; }
    /// Made when it is first asked for. The GIL is held then.
    [[nodiscard]] Message const& carrier() const {
        if (!carrier_) carrier_ = report_.carrier();
        return *carrier_;
    }
    [[nodiscard]] std::string_view view() const noexcept { return view_; }
    [[nodiscard]] std::string const& source() const noexcept { return source_; }
    [[nodiscard]] std::uint64_t index() const noexcept { return index_; }
    [[nodiscard]] std::uint64_t offset() const noexcept { return offset_; }
    [[nodiscard]] RecordSource record_source() const noexcept { return {source_, index_, offset_}; }
    [[nodiscard]] py::bytes bytes() const {
        return message_ ? *message_ : py::bytes(view_.data(), view_.size());
    }

  private:
    std::optional<py::bytes> message_;
    std::unique_ptr<std::string const> owned_;
    std::string_view view_;
    std::string source_;
    std::uint64_t index_ = 0;
    std::uint64_t offset_ = 0;
    Report report_;
    mutable std::optional<Message> carrier_;
};

void add_message(py::module_& module);  ///< Message, Part
void add_report(py::module_& module);   ///< Report, parse, parse_fields
void add_mailbox(py::module_& module);  ///< Mailbox

}  // namespace arf::python
