// SPDX-License-Identifier: BSL-1.0
// arf.parse and arf.parse_fields, what unpickles their reports, and the tables that Python makes use of.
#include "report.hpp"

#include <pybind11/stl.h>

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "attribution.hpp"
#include "convert.hpp"

namespace arf::python {
namespace {

/// From this size on, parsing takes longer than handing the GIL to another thread and back.
constexpr std::size_t large_message = std::size_t{64} << 10U;

using ParseFunction = result<Report> (*)(std::string_view, ParseOptions const&);

/// Compares types, because with -fsanitize=undefined comparing functions is no constant expression.
template <ParseFunction Function>
inline constexpr bool from_fields = std::is_same_v<std::integral_constant<ParseFunction, Function>,
                                                   std::integral_constant<ParseFunction, &parse_fields>>;

/// The bytes of an argument: itself where it is a bytes object, else a copy of the buffer.
[[nodiscard]] py::bytes bytes_of(py::handle data) {
    if (PyBytes_Check(data.ptr())) return py::reinterpret_borrow<py::bytes>(data);
    if (PyUnicode_Check(data.ptr())) {
        throw py::type_error("a message is bytes, not str: open the file in binary mode, or encode the text");
    }
    auto* const copy = PyBytes_FromObject(PyObject_CheckBuffer(data.ptr()) != 0 ? data.ptr() : nullptr);
    if (copy == nullptr) {
        PyErr_Clear();
        throw py::type_error("a message is bytes, bytearray, memoryview or another buffer, not " +
                             std::string(Py_TYPE(data.ptr())->tp_name));
    }
    return py::reinterpret_steal<py::bytes>(copy);
}

[[noreturn]] void raise(Error const& error) {
    auto const exception = to_parse_error(error, {}, error.message());
    PyErr_SetObject(python_types().parse_error.ptr(), exception.ptr());
    throw py::error_already_set();
}

template <ParseFunction Function>
[[nodiscard]] ReportObject::Made parse_object(py::handle data, ParseOptions const& options) {
    auto message = bytes_of(data);
    std::string_view const view(PyBytes_AS_STRING(message.ptr()),
                                static_cast<std::size_t>(PyBytes_GET_SIZE(message.ptr())));
    auto parsed = [&] {
        std::optional<py::gil_scoped_release> without_gil;
        if (view.size() >= large_message) without_gil.emplace();
        return ReportObject::of(view, Function, options);
    }();
    if (!parsed) raise(parsed.error());
    (*parsed)->keep(std::move(message));
    Making const making(options, from_fields<Function>);
    if (!(making == Making())) (*parsed)->set_making(making);
    return std::move(*parsed);
}

/// A limit that a caller gave. It may be larger than any size: then nothing reaches it.
[[nodiscard]] std::size_t to_limit(char const* name, py::handle value) {
    if (PyIndex_Check(value.ptr()) == 0 || PyBool_Check(value.ptr())) {
        throw py::type_error(std::string(name) + " is a whole number, not " + Py_TYPE(value.ptr())->tp_name);
    }
    int overflow = 0;
    auto const number = PyLong_AsLongLongAndOverflow(value.ptr(), &overflow);  // asks __index__
    if (number == -1 && PyErr_Occurred() != nullptr) throw py::error_already_set();
    if (overflow > 0) return std::numeric_limits<std::size_t>::max();
    if (overflow < 0 || number < 0) {
        throw py::value_error(std::string(name) + " is 0 or more, not " + std::string(py::str(value)));
    }
    return static_cast<std::size_t>(number);
}

[[nodiscard]] bool to_bool(char const* name, py::handle value) {
    if (PyBool_Check(value.ptr())) return value.ptr() == Py_True;
    throw py::type_error(std::string(name) + " is True or False, not " + Py_TYPE(value.ptr())->tp_name);
}

/// What parse() and parse_fields() of arf/_parse.py call; the keywords and their defaults stand there.
template <ParseFunction Function>
[[nodiscard]] py::object parse_with_options(py::handle data, py::handle keep_other_messages,
                                            py::handle max_bytes, py::handle max_depth,
                                            py::handle max_message_depth, py::handle max_parts,
                                            py::handle max_fields, py::handle max_field_bytes,
                                            py::handle max_report_bytes, py::handle max_document_bytes,
                                            py::handle max_document_depth, py::handle max_nodes,
                                            py::handle max_diagnostics) {
    return ReportObject::to_object(parse_object<Function>(
        data, {.max_bytes = to_limit("max_bytes", max_bytes),
               .max_depth = to_limit("max_depth", max_depth),
               .max_message_depth = to_limit("max_message_depth", max_message_depth),
               .max_parts = to_limit("max_parts", max_parts),
               .max_fields = to_limit("max_fields", max_fields),
               .max_field_bytes = to_limit("max_field_bytes", max_field_bytes),
               .max_report_bytes = to_limit("max_report_bytes", max_report_bytes),
               .max_document_bytes = to_limit("max_document_bytes", max_document_bytes),
               .max_document_depth = to_limit("max_document_depth", max_document_depth),
               .max_nodes = to_limit("max_nodes", max_nodes),
               .max_diagnostics = to_limit("max_diagnostics", max_diagnostics),
               .keep_other_messages = to_bool("keep_other_messages", keep_other_messages)}));
}

/// The defaults of the limits, for the signatures that Python shows.
[[nodiscard]] py::dict default_limits() {
    using namespace py::literals;
    constexpr ParseOptions defaults;
    return py::dict("max_bytes"_a = defaults.max_bytes, "max_depth"_a = defaults.max_depth,
                    "max_message_depth"_a = defaults.max_message_depth, "max_parts"_a = defaults.max_parts,
                    "max_fields"_a = defaults.max_fields, "max_field_bytes"_a = defaults.max_field_bytes,
                    "max_report_bytes"_a = defaults.max_report_bytes,
                    "max_document_bytes"_a = defaults.max_document_bytes,
                    "max_document_depth"_a = defaults.max_document_depth, "max_nodes"_a = defaults.max_nodes,
                    "max_diagnostics"_a = defaults.max_diagnostics);
}

/// What Report.__reduce__() took apart.
[[nodiscard]] py::object restore_report(py::bytes const& data, std::string source, std::uint64_t index,
                                        std::uint64_t offset, bool fields,
                                        std::array<std::size_t, 10> const& limits) {
    auto const options = Making(limits, fields).options();
    auto made =
        fields ? parse_object<&parse_fields>(data, options) : parse_object<&parse_borrowed>(data, options);
    made->set_source(std::make_shared<std::string const>(std::move(source)), index, offset);
    return ReportObject::to_object(std::move(made));
}

/// The kind of a column's values, as docs/record.md has it.
template <class T>
inline constexpr char const* kind = "string";
template <>
inline constexpr char const* kind<bool> = "boolean";
template <>
inline constexpr char const* kind<std::uint16_t> = "integer";
template <>
inline constexpr char const* kind<std::uint32_t> = "integer";
template <>
inline constexpr char const* kind<DateTime> = "time";
template <>
inline constexpr char const* kind<IpAddress> = "ip";
template <class T>
inline constexpr char const* kind<std::optional<T>> = kind<T>;
template <class T>
inline constexpr char const* kind<List<T>> = "strings";
template <>
inline constexpr char const* kind<detail::LowerCaseList> = "strings";

/// The table of columns, for what Python makes of it: name, kind of the values, and what they say.
[[nodiscard]] py::tuple table_of_columns() {
    py::list rows;
    Message const no_carrier;
    detail::for_each_column([&](auto const& column) {
        using Value = std::remove_cvref_t<decltype(column.value(
            Report{}, [&]() -> Message const& { return no_carrier; }))>;
        rows.append(py::make_tuple(column.name, kind<Value>, column.about));
    });
    return py::tuple(rows);
}

[[nodiscard]] py::tuple table_of_formats() {
    py::list rows;
    for (auto const& info : detail::format_table) {
        rows.append(py::make_tuple(to_str(info.name), info.is_complaint));
    }
    return py::tuple(rows);
}

[[nodiscard]] py::tuple table_of_diagnostics() {
    py::list rows;
    for (std::size_t i = 0; i < static_cast<std::size_t>(DiagnosticCode::count_); ++i) {
        auto const& info = diagnostic_info(static_cast<DiagnosticCode>(i));
        rows.append(py::make_tuple(to_str(info.name), to_str(name(info.severity)), to_str(info.source),
                                   to_str(info.text), to_str(info.action)));
    }
    return py::tuple(rows);
}

}  // namespace

void add_report(py::module_& module) {
    ReportObject::add_type(module);
    module.def("parse", &parse_with_options<&parse_borrowed>,
               "What arf.parse() calls: its keywords in their order.");
    module.def("parse_fields", &parse_with_options<&parse_fields>, "What arf.parse_fields() calls.");
    module.def("restore_report", &restore_report, "What unpickles a Report.");
    module.attr("DEFAULT_LIMITS") = default_limits();
    module.attr("COLUMNS") = table_of_columns();
    module.attr("FORMATS") = table_of_formats();
    module.attr("DIAGNOSTICS") = table_of_diagnostics();
}

}  // namespace arf::python
