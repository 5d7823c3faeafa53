// SPDX-License-Identifier: BSL-1.0
// What arf.Report holds: a report, and the bytes that its views point into.
#pragma once

#include <pybind11/pybind11.h>

#include <arf/arf.hpp>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace arf::python {

namespace py = pybind11;

/// How a report was made of its bytes, as far as its facts depend on it: which of the two functions, and the
/// limits but max_bytes, in the order of ParseOptions.
struct Making {
    std::array<std::size_t, 10> limits{};
    bool from_fields = false;  ///< by parse_fields()

    Making() : Making(ParseOptions{}, false) {}
    Making(ParseOptions const& options, bool fields)
        : limits{options.max_depth,          options.max_message_depth,  options.max_parts,
                 options.max_fields,         options.max_field_bytes,    options.max_report_bytes,
                 options.max_document_bytes, options.max_document_depth, options.max_nodes,
                 options.max_diagnostics},
          from_fields(fields) {}
    [[nodiscard]] bool operator==(Making const&) const = default;
};

/// A report that owns its message: either a bytes object that Python gave, or a copy made without the GIL. It
/// never moves; what is shown of it in Python keeps it alive.
class ReportObject {
  public:
    ReportObject(py::bytes message, std::string_view view, Report report, Making const& making)
        : message_(std::move(message)), view_(view), report_(std::move(report)), making_(making) {}
    /// Of a message in a mailbox, which is read with the default limits.
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
    [[nodiscard]] Making const& making() const noexcept { return making_; }
    [[nodiscard]] py::bytes bytes() const {
        return message_ ? *message_ : py::bytes(view_.data(), view_.size());
    }
    /// The same bytes from the same place, read in the same way: then all facts are the same.
    [[nodiscard]] bool operator==(ReportObject const& that) const {
        return view_ == that.view_ && source_ == that.source_ && index_ == that.index_ &&
               offset_ == that.offset_ && making_ == that.making_;
    }

  private:
    std::optional<py::bytes> message_;
    std::unique_ptr<std::string const> owned_;
    std::string_view view_;
    std::string source_;
    std::uint64_t index_ = 0;
    std::uint64_t offset_ = 0;
    Report report_;
    Making making_;
    mutable std::optional<Message> carrier_;
};

/// One of the two messages of a report, which it keeps alive.
class MessageObject {
  public:
    enum class Role : std::uint8_t { original, carrier };

    /// @param message  in that report.
    MessageObject(py::object report, Message const& message, Role role)
        : report_(std::move(report)), message_(&message), role_(role) {}

    [[nodiscard]] Message const& operator*() const noexcept { return *message_; }
    [[nodiscard]] Message const* operator->() const noexcept { return message_; }
    [[nodiscard]] py::object const& report() const noexcept { return report_; }
    [[nodiscard]] char const* role() const noexcept {
        return role_ == Role::original ? "original" : "carrier";
    }
    [[nodiscard]] bool operator==(MessageObject const& that) const {
        return role_ == that.role_ && report_.equal(that.report_);
    }

  private:
    py::object report_;
    Message const* message_;
    Role role_;
};

/// One part of a report, which it keeps alive.
class PartObject {
  public:
    PartObject(py::object report, std::size_t index)
        : report_(std::move(report)),
          part_(&report_.cast<ReportObject const&>().report().parts[index]),
          index_(index) {}

    [[nodiscard]] Part const* operator->() const noexcept { return part_; }
    [[nodiscard]] py::object const& report() const noexcept { return report_; }
    [[nodiscard]] std::size_t index() const noexcept { return index_; }
    [[nodiscard]] bool operator==(PartObject const& that) const {
        return index_ == that.index_ && report_.equal(that.report_);
    }

  private:
    py::object report_;
    Part const* part_;
    std::size_t index_;
};

/// What every class has whose objects nothing changes: `==`, copies that are the object itself. Those of
/// another type are not equal.
template <class T>
void add_value(py::class_<T>& type) {
    type.def(
            "__eq__",
            [](T const& self, py::object const& other) -> py::object {
                if (!py::isinstance<T>(other)) return py::reinterpret_borrow<py::object>(Py_NotImplemented);
                return py::bool_(self == other.cast<T const&>());
            },
            py::arg("other"), py::pos_only())
        .def("__copy__", [](py::object self) { return self; })
        .def(
            "__deepcopy__", [](py::object self, py::handle) { return self; }, py::arg("memo"),
            py::pos_only());
}

void add_message(py::module_& module);  ///< Message, Part
void add_report(py::module_& module);   ///< Report, parse, parse_fields
void add_mailbox(py::module_& module);  ///< Mailbox

}  // namespace arf::python
