// SPDX-License-Identifier: BSL-1.0
// What arf.Report holds: a report, and the bytes that its views point into.
#pragma once

#include <pybind11/pybind11.h>

#include <arf/arf.hpp>
#include <arf/detail/parse_into.hpp>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
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
    Making(std::array<std::size_t, 10> const& most, bool fields) : limits(most), from_fields(fields) {}
    Making(ParseOptions const& options, bool fields)
        : limits{options.max_depth,          options.max_message_depth,  options.max_parts,
                 options.max_fields,         options.max_field_bytes,    options.max_report_bytes,
                 options.max_document_bytes, options.max_document_depth, options.max_nodes,
                 options.max_diagnostics},
          from_fields(fields) {}
    /// To make it again. What is a report was not too large, and was kept.
    [[nodiscard]] ParseOptions options() const {
        return {.max_bytes = std::numeric_limits<std::size_t>::max(),
                .max_depth = limits[0],
                .max_message_depth = limits[1],
                .max_parts = limits[2],
                .max_fields = limits[3],
                .max_field_bytes = limits[4],
                .max_report_bytes = limits[5],
                .max_document_bytes = limits[6],
                .max_document_depth = limits[7],
                .max_nodes = limits[8],
                .max_diagnostics = limits[9],
                .keep_other_messages = true};
    }
    [[nodiscard]] bool operator==(Making const&) const = default;
};

class ReportObject;

}  // namespace arf::python

template <>
class pybind11::detail::type_caster<arf::python::ReportObject>;

namespace arf::python {

/// What Python's C interface looks into.
struct ReportHead {
    PyObject object;
    PyObject* weak_references;
};

/// When the header of the original is read: with the report, or when somebody asks for it, who then holds the
/// GIL.
enum class OriginalIsRead : bool { at_once, when_asked_for };

/// arf.Report: a report and its message, in one block of memory that is taken and filled without the GIL. It
/// never moves; what is shown of it in Python keeps it alive.
///
/// It is a type of its own and none of pybind11's, whose objects cost more: each stands in a table, and an
/// attribute goes through a dispatcher.
class ReportObject : public ReportHead {
  public:
    struct Free {
        void operator()(ReportObject* report) const noexcept;
    };
    /// One that Python has not seen yet.
    using Made = std::unique_ptr<ReportObject, Free>;
    using Parse = result<Report> (*)(std::string_view, ParseOptions const&);

    /// Parses a copy of the message, which the report owns.
    [[nodiscard]] static result<Made> of_copy(std::string_view message, ParseOptions const& options,
                                              OriginalIsRead original);
    /// Parses a message that somebody else keeps alive: a bytes object that keep() is given.
    [[nodiscard]] static result<Made> of(std::string_view message, Parse parse, ParseOptions const& options);
    ReportObject(ReportObject const&) = delete;
    ReportObject& operator=(ReportObject const&) = delete;

    void set_source(std::shared_ptr<std::string const> source, std::uint64_t index,
                    std::uint64_t offset) noexcept {
        source_ = std::move(source);
        index_ = index;
        offset_ = offset;
    }
    /// The limits, where they are not the defaults.
    void set_making(Making const& making) { making_ = std::make_unique<Making const>(making); }
    // The GIL is held from here on.
    void keep(py::bytes message) noexcept { message_ = std::move(message); }
    /// Hands a new report to Python.
    [[nodiscard]] static py::object to_object(Made made);
    [[nodiscard]] static bool is(py::handle object) noexcept { return Py_TYPE(object.ptr()) == type_; }
    /// The report that an object is; raises TypeError where it is none.
    [[nodiscard]] static ReportObject const& in(py::handle object) {
        if (!is(object)) refuse(object);
        return at(object.ptr());
    }
    friend class py::detail::type_caster<ReportObject>;
    [[nodiscard]] py::object self() const { return py::reinterpret_borrow<py::object>(pointer()); }

    [[nodiscard]] Report const& report() const {
        if (original_is_left_) read_original();
        return *parsed_;
    }
    /// The report for who asks neither for its original nor for its diagnostics: those may not be there yet.
    [[nodiscard]] Report const& facts() const noexcept { return *parsed_; }
    /// Made when it is first asked for.
    [[nodiscard]] Message const& carrier() const {
        if (!carrier_) carrier_ = std::make_unique<Message const>(facts().carrier());
        return *carrier_;
    }
    [[nodiscard]] std::string_view view() const noexcept { return view_; }
    [[nodiscard]] std::string_view source() const noexcept {
        return source_ ? std::string_view(*source_) : std::string_view();
    }
    [[nodiscard]] std::uint64_t index() const noexcept { return index_; }
    [[nodiscard]] std::uint64_t offset() const noexcept { return offset_; }
    [[nodiscard]] RecordSource record_source() const noexcept { return {source(), index_, offset_}; }
    [[nodiscard]] Making making() const noexcept { return making_ ? *making_ : Making(); }
    [[nodiscard]] py::bytes bytes() const {
        return message_ ? py::reinterpret_borrow<py::bytes>(message_) : py::bytes(view_.data(), view_.size());
    }
    /// The same bytes from the same place, read in the same way: then all facts are the same.
    [[nodiscard]] bool operator==(ReportObject const& that) const {
        return view_ == that.view_ && source() == that.source() && index_ == that.index_ &&
               offset_ == that.offset_ && making() == that.making();
    }

    /// Makes the type, once, when the module is loaded.
    static void add_type(py::module_& module);

  private:
    ReportObject(std::string_view message, Parse parse, ParseOptions const& options)
        : ReportHead(), view_(message), parsed_(parse(message, options)) {}
    ReportObject(detail::Storage& memory, std::string_view message, ParseOptions const& options,
                 OriginalIsRead original)
        : ReportHead(),
          view_(message),
          parsed_(detail::parse_into(memory, message, options,
                                     original == OriginalIsRead::at_once ? nullptr : &original_is_left_)) {}
    ~ReportObject() = default;

    template <class... Arguments>
    [[nodiscard]] static result<Made> make(detail::StoragePointer memory, Arguments&&... arguments);
    void read_original() const;
    [[noreturn]] static void refuse(py::handle object);
    [[nodiscard]] static PyObject* get_by_name(PyObject* self, PyObject* name) noexcept;
    static void deallocate(PyObject* self) noexcept;
    /// Of an object that is a report for certain.
    [[nodiscard]] static ReportObject const& at(PyObject* object) noexcept {
        return static_cast<ReportObject const&>(*reinterpret_cast<ReportHead const*>(object));
    }
    [[nodiscard]] PyObject* pointer() const noexcept { return const_cast<PyObject*>(&object); }

    static inline PyTypeObject* type_ = nullptr;  ///< there as soon as the module is

    detail::StoragePointer memory_;  ///< in which this object lies
    std::string_view view_;
    py::object message_;  ///< none where the bytes stand behind this object
    std::shared_ptr<std::string const> source_;
    std::uint64_t index_ = 0;
    std::uint64_t offset_ = 0;
    std::unique_ptr<Making const> making_;
    mutable std::unique_ptr<Message const> carrier_;
    mutable bool original_is_left_ = false;
    mutable result<Report> parsed_;  ///< made in place, because moving a report costs more than the rest
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
          part_(&ReportObject::in(report_).report().parts[index]),
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
void add_reports(py::module_& module);  ///< Reports

/// What `make` gives, for a function that Python calls; null, with Python's exception, where it throws.
template <class Make>
[[nodiscard]] PyObject* for_python(Make const& make) noexcept {
    try {
        return make().release().ptr();
    } catch (py::error_already_set& raised) {
        raised.restore();
    } catch (py::builtin_exception const& raised) {
        raised.set_error();
    } catch (std::bad_alloc const&) {
        PyErr_NoMemory();
    } catch (std::exception const& thrown) {
        PyErr_SetString(PyExc_RuntimeError, thrown.what());
    }
    return nullptr;
}

}  // namespace arf::python

/// Lets functions that pybind11 wraps take a Report.
template <>
class pybind11::detail::type_caster<arf::python::ReportObject> {
  public:
    static constexpr auto name = const_name("arf._core.Report");
    template <class>
    using cast_op_type = arf::python::ReportObject const&;

    bool load(handle object, bool /*convert*/) noexcept {
        if (!arf::python::ReportObject::is(object)) return false;
        report_ = &arf::python::ReportObject::at(object.ptr());
        return true;
    }
    operator arf::python::ReportObject const&() const noexcept { return *report_; }

  private:
    arf::python::ReportObject const* report_ = nullptr;
};
