// SPDX-License-Identifier: BSL-1.0
// arf.Report, arf.parse and arf.parse_fields. Facts turn into Python objects only when they are asked for.
#include "report.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "convert.hpp"

namespace arf::python {
namespace {

/// From this size on, parsing takes longer than handing the GIL to another thread and back.
constexpr std::size_t large_message = std::size_t{64} << 10U;

using ParseFunction = result<Report> (*)(std::string_view, ParseOptions const&);

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

[[nodiscard]] std::unique_ptr<ReportObject> parse_object(ParseFunction parse_function, py::handle data,
                                                         ParseOptions const& options) {
    auto message = bytes_of(data);
    std::string_view const view(PyBytes_AS_STRING(message.ptr()),
                                static_cast<std::size_t>(PyBytes_GET_SIZE(message.ptr())));
    auto parsed = [&] {
        std::optional<py::gil_scoped_release> without_gil;
        if (view.size() >= large_message) without_gil.emplace();
        return parse_function(view, options);
    }();
    if (!parsed) raise(parsed.error());
    return std::make_unique<ReportObject>(std::move(message), view, std::move(*parsed));
}

/// parse() and parse_fields() take every limit as a keyword.
template <ParseFunction Function>
[[nodiscard]] std::unique_ptr<ReportObject> parse_with_options(
    py::handle data, bool keep_other_messages, std::size_t max_bytes, std::size_t max_depth,
    std::size_t max_message_depth, std::size_t max_parts, std::size_t max_fields, std::size_t max_field_bytes,
    std::size_t max_report_bytes, std::size_t max_diagnostics) {
    return parse_object(Function, data,
                        {.max_bytes = max_bytes,
                         .max_depth = max_depth,
                         .max_message_depth = max_message_depth,
                         .max_parts = max_parts,
                         .max_fields = max_fields,
                         .max_field_bytes = max_field_bytes,
                         .max_report_bytes = max_report_bytes,
                         .max_diagnostics = max_diagnostics,
                         .keep_other_messages = keep_other_messages});
}

template <ParseFunction Function>
void add_parse_function(py::module_& module, char const* name, char const* doc) {
    constexpr ParseOptions defaults;
    module.def(name, &parse_with_options<Function>, py::arg("data"), py::pos_only(), py::kw_only(),
               py::arg("keep_other_messages") = defaults.keep_other_messages,
               py::arg("max_bytes") = defaults.max_bytes, py::arg("max_depth") = defaults.max_depth,
               py::arg("max_message_depth") = defaults.max_message_depth,
               py::arg("max_parts") = defaults.max_parts, py::arg("max_fields") = defaults.max_fields,
               py::arg("max_field_bytes") = defaults.max_field_bytes,
               py::arg("max_report_bytes") = defaults.max_report_bytes,
               py::arg("max_diagnostics") = defaults.max_diagnostics, doc);
}

[[nodiscard]] py::tuple parts(py::object const& self) {
    return to_tuple(self.cast<ReportObject const&>().report().parts, [&](Part const& part) {
        return py::cast(part, py::return_value_policy::reference_internal, self);
    });
}

/// The value of a column; the carrier is made only for those that show it.
template <class Column>
[[nodiscard]] decltype(auto) value_of(Column const& column, ReportObject const& self) {
    return column.value(self.report(), [&]() -> Message const& { return self.carrier(); });
}

[[nodiscard]] py::tuple redacted(ReportObject const& self) {
    py::list names;
    detail::for_each_column([&](auto const& column) {
        if (detail::is_redacted_column(value_of(column, self))) names.append(column.name);
    });
    return py::tuple(names);
}

[[nodiscard]] py::str repr(ReportObject const& self) {
    auto const& report = self.report();
    std::string facts;
    auto const add = [&](char const* name, py::object const& value) {
        if (!value.is_none()) facts.append(" ").append(name).append("=").append(py::str(value));
    };
    add("feedback_type", to_python(report.feedback_type));
    add("source_ip", to_python(report.source_ip));
    add("arrival_date", report.arrival_date ? py::object(to_str(report.arrival_date->raw)) : py::none());
    return py::str("<arf.Report {}{}>").format(to_str(name(report.format)), facts);
}

}  // namespace

void add_report(py::module_& module) {
    py::class_<ReportObject> type(module, "Report", "The facts that one complaint states.");
    detail::for_each_column([&](auto const& column) {
        type.def_property_readonly(
            column.name, [&column](ReportObject const& self) { return to_python(value_of(column, self)); },
            column.about);
    });
    type.def_property_readonly(
            "source", [](ReportObject const& self) { return to_path(self.source()); },
            "Path of the file the message came from, \"-\" for standard input; empty after parse().")
        .def_property_readonly("index", &ReportObject::index, "Number of the message in its file, from 0.")
        .def_property_readonly("offset", &ReportObject::offset, "Of the message's first byte in its file.")
        .def_property_readonly(
            "is_report", [](ReportObject const& self) { return self.report().is_complaint(); },
            "Whether this is a complaint, rather than another message that was kept.")
        .def_property_readonly(
            "format", [](ReportObject const& self) { return to_str(name(self.report().format)); },
            "The wire format: arf, xarf, dsn, mdn, ...")
        .def_property_readonly(
            "reason", [](ReportObject const& self) { return to_str(self.report().reason); },
            "How the format was recognised.")
        .def_property_readonly(
            "fields", [](ReportObject const& self) { return to_python(self.report().fields); },
            "The report part: every field in order, as received.")
        .def_property_readonly(
            "extensions", [](ReportObject const& self) { return to_python(self.report().extensions); },
            "Those fields of the report part that are not known.")
        .def_property_readonly("redacted", &redacted, "Names of the attributes whose addresses are redacted.")
        .def_property_readonly(
            "diagnostics", [](ReportObject const& self) { return to_python(self.report().diagnostics); },
            "What was odd, in the order in which it was found.")
        .def_property_readonly(
            "original",
            [](ReportObject const& self) {
                return self.report().original ? &*self.report().original : nullptr;
            },
            py::return_value_policy::reference_internal, "The message complained about, or None.")
        .def_property_readonly(
            "carrier", [](ReportObject const& self) { return &self.carrier(); },
            py::return_value_policy::reference_internal, "The message that brought the report.")
        .def_property_readonly("parts", &parts, "The MIME tree: a parent before its children.")
        .def_property_readonly("bytes", &ReportObject::bytes, "What was parsed, as received.")
        .def(
            "text", [](ReportObject const& self) { return to_str(self.report().text()); },
            "The first readable text of the carrier; empty where there is none.")
        .def(
            "to_json",
            [](ReportObject const& self) { return to_str(to_json(self.report(), self.record_source())); },
            "The flat record as one line of JSON, as the command line prints it.")
        .def(
            "to_dict",
            [](ReportObject const& self) {
                return py::module_::import("json").attr("loads")(
                    to_json(self.report(), self.record_source()));
            },
            "The flat record as a dict of plain JSON types; an absent fact has no key.")
        .def("__bytes__", &ReportObject::bytes)
        .def("__repr__", &repr)
        .def(
            "__eq__",
            [](ReportObject const& self, py::object const& other) -> py::object {
                if (!py::isinstance<ReportObject>(other))
                    return py::reinterpret_borrow<py::object>(Py_NotImplemented);
                auto const& that = other.cast<ReportObject const&>();
                return py::bool_(self.view() == that.view() && self.report().format == that.report().format);
            },
            py::arg("other"), py::pos_only())
        .def("__hash__", [](ReportObject const& self) { return std::hash<std::string_view>{}(self.view()); });

    add_parse_function<&parse_borrowed>(
        module, "parse", "Parses a whole message that carries a complaint; raises arf.ParseError.");
    add_parse_function<&parse_fields>(module, "parse_fields",
                                      "Parses the fields of a report alone; raises arf.ParseError.");
}

}  // namespace arf::python
