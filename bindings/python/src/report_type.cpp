// SPDX-License-Identifier: BSL-1.0
// arf.Report, the type. Facts turn into Python objects only when they are asked for.
#include <array>
#include <cstddef>
#include <cstring>
#include <functional>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "attribution.hpp"
#include "convert.hpp"
#include "report.hpp"

namespace arf::python {

// ---- its memory ----

void ReportObject::Free::operator()(ReportObject* report) const noexcept {
    report->~ReportObject();
    ::operator delete(report);
}

ReportObject::Made ReportObject::make(void* memory, std::string_view message, Parse parse,
                                      ParseOptions const& options) {
    try {
        return Made(::new (memory) ReportObject(message, parse, options));
    } catch (...) {
        ::operator delete(memory);
        throw;
    }
}

result<ReportObject::Made> ReportObject::parsed(Made made) {
    if (!made->parsed_) return made->parsed_.error();
    return made;
}

result<ReportObject::Made> ReportObject::of(std::string_view message, Parse parse,
                                            ParseOptions const& options) {
    return parsed(make(::operator new(sizeof(ReportObject)), message, parse, options));
}

result<ReportObject::Made> ReportObject::of_copy(std::string_view message, ParseOptions const& options) {
    auto* const memory = static_cast<char*>(::operator new(sizeof(ReportObject) + message.size()));
    auto* const copy = memory + sizeof(ReportObject);
    if (!message.empty()) std::memcpy(copy, message.data(), message.size());
    return parsed(make(memory, {copy, message.size()}, &parse_borrowed, options));
}

py::object ReportObject::to_object(Made made) {
    return py::reinterpret_steal<py::object>(PyObject_Init(&made.release()->object, type_));
}

void ReportObject::deallocate(PyObject* self) noexcept {
    auto* const type = Py_TYPE(self);
    auto* const head = reinterpret_cast<ReportHead*>(self);
    if (head->weak_references != nullptr) PyObject_ClearWeakRefs(self);
    Free{}(static_cast<ReportObject*>(head));
    Py_DECREF(type);
}

ReportObject const& ReportObject::in(py::handle object) {
    if (!is(object))
        throw py::type_error("this takes a Report, not " + std::string(Py_TYPE(object.ptr())->tp_name));
    return at(object.ptr());
}

namespace {

// ---- its attributes ----

/// An attribute of a report: its name, how it is made, and what it says.
struct Attribute {
    char const* name;
    py::object (*get)(ReportObject const&);
    char const* about;
};

/// The value of a column; the carrier is made only for those that show it.
template <class Column>
[[nodiscard]] decltype(auto) value_of(Column const& column, ReportObject const& self) {
    return column.value(self.report(), [&]() -> Message const& { return self.carrier(); });
}

[[nodiscard]] py::object redacted_of(ReportObject const& self) {
    py::list names;
    detail::for_each_column([&](auto const& column) {
        auto const value = [&]() -> decltype(auto) { return value_of(column, self); };
        if (detail::is_redacted_column(value)) names.append(column.name);
    });
    return py::tuple(names);
}

[[nodiscard]] py::object original_of(ReportObject const& self) {
    auto const& message = self.report().original;
    if (!message) return py::none();
    return py::cast(MessageObject(self.self(), *message, MessageObject::Role::original));
}

[[nodiscard]] py::object carrier_of(ReportObject const& self) {
    return py::cast(MessageObject(self.self(), self.carrier(), MessageObject::Role::carrier));
}

[[nodiscard]] py::object parts_of(ReportObject const& self) {
    auto const count = self.report().parts.size();
    py::tuple out(count);
    for (std::size_t i = 0; i < count; ++i) out[i] = PartObject(self.self(), i);
    return out;
}

/// Those of the table of columns.
template <std::size_t... I>
void add_columns(std::vector<Attribute>& to, std::index_sequence<I...> /*all of them*/) {
    (to.push_back({std::get<I>(detail::columns).name,
                   [](ReportObject const& self) -> py::object {
                       return to_python(value_of(std::get<I>(detail::columns), self));
                   },
                   std::get<I>(detail::columns).about}),
     ...);
}

constexpr std::array other_attributes{
    Attribute{"source", [](ReportObject const& self) -> py::object { return to_path(self.source()); },
              "Path of the file the message came from, \"-\" for standard input; empty after parse()."},
    Attribute{"index", [](ReportObject const& self) -> py::object { return py::int_(self.index()); },
              "Number of the message in its file, from 0."},
    Attribute{"offset", [](ReportObject const& self) -> py::object { return py::int_(self.offset()); },
              "Of the message's first byte in its file."},
    Attribute{"is_report",
              [](ReportObject const& self) -> py::object { return py::bool_(self.report().is_complaint()); },
              "Whether this is a complaint, rather than another message that was kept."},
    Attribute{"format",
              [](ReportObject const& self) -> py::object { return to_str(name(self.report().format)); },
              "The wire format: arf, xarf, dsn, mdn, ..."},
    Attribute{"reason", [](ReportObject const& self) -> py::object { return to_str(self.report().reason); },
              "How the format was recognised."},
    Attribute{"fields",
              [](ReportObject const& self) -> py::object { return to_python(self.report().fields); },
              "The report part: every field in order, as received."},
    Attribute{"extensions",
              [](ReportObject const& self) -> py::object { return to_python(self.report().extensions); },
              "Those fields of the report part that are not known."},
    Attribute{"rows", [](ReportObject const& self) -> py::object { return to_python(self.report().rows); },
              "The rows of a complaint that lists many."},
    Attribute{"deliveries",
              [](ReportObject const& self) -> py::object { return to_python(self.report().deliveries); },
              "What a bounce says about each recipient (RFC 3464)."},
    Attribute{"evidence",
              [](ReportObject const& self) -> py::object { return to_python(self.report().evidence); },
              "The evidence of a XARF or X-ARF report."},
    Attribute{"document",
              [](ReportObject const& self) -> py::object { return to_document(self.report().document); },
              "The JSON or YAML document that the complaint came as or brought along, or None."},
    Attribute{"redacted", &redacted_of, "Names of the attributes whose addresses are redacted."},
    Attribute{"diagnostics",
              [](ReportObject const& self) -> py::object { return to_python(self.report().diagnostics); },
              "What was odd, in the order in which it was found."},
    Attribute{"original", &original_of, "The message complained about, or None."},
    Attribute{"carrier", &carrier_of, "The message that brought the report."},
    Attribute{"parts", &parts_of, "The MIME tree: a parent before its children."},
    Attribute{"bytes", [](ReportObject const& self) -> py::object { return self.bytes(); },
              "What was parsed, as received."},
};

[[nodiscard]] PyObject* get_attribute(PyObject* self, void* attribute) noexcept {
    return for_python([&] { return static_cast<Attribute const*>(attribute)->get(ReportObject::in(self)); });
}

/// What Python's type refers to as long as it lives, which is to the end of the process.
[[nodiscard]] PyGetSetDef* all_attributes() {
    static std::vector<Attribute> const attributes = [] {
        std::vector<Attribute> all;
        add_columns(all, std::make_index_sequence<std::tuple_size_v<decltype(detail::columns)>>());
        all.insert(all.end(), other_attributes.begin(), other_attributes.end());
        return all;
    }();
    static std::vector<PyGetSetDef> definitions = [] {
        std::vector<PyGetSetDef> all;
        for (auto const& attribute : attributes) {
            all.push_back({attribute.name, &get_attribute, nullptr, attribute.about,
                           const_cast<Attribute*>(&attribute)});
        }
        all.push_back({});
        return all;
    }();
    return definitions.data();
}

// ---- its methods ----

/// For pickle: the bytes, their place, and how they were read. Whoever unpickles parses them again.
[[nodiscard]] py::tuple reduce_report(ReportObject const& self) {
    auto const& making = self.making();
    py::tuple limits(making.limits.size());
    for (std::size_t i = 0; i < making.limits.size(); ++i) limits[i] = making.limits[i];
    return py::make_tuple(python_types().restore_report,
                          py::make_tuple(self.bytes(), py::bytes(self.source()), self.index(), self.offset(),
                                         making.from_fields, limits));
}

[[nodiscard]] py::str report_repr(ReportObject const& self) {
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

[[nodiscard]] PyObject* get_repr(PyObject* self) noexcept {
    return for_python([&] { return report_repr(ReportObject::in(self)); });
}

[[nodiscard]] Py_hash_t get_hash(PyObject* self) noexcept {
    auto const hash = static_cast<Py_hash_t>(std::hash<std::string_view>{}(ReportObject::in(self).view()));
    return hash == -1 ? -2 : hash;  // -1 tells of an error
}

[[nodiscard]] PyObject* compare_reports(PyObject* self, PyObject* other, int operation) noexcept {
    if (!ReportObject::is(other) || (operation != Py_EQ && operation != Py_NE)) Py_RETURN_NOTIMPLEMENTED;
    bool const are_equal = ReportObject::in(self) == ReportObject::in(other);
    return PyBool_FromLong(are_equal == (operation == Py_EQ) ? 1 : 0);
}

/// Gives the type a method, with the arguments of pybind11's def().
template <class Function, class... Extra>
void add_method(py::object const& type, char const* name, Function&& function, Extra const&... extra) {
    py::setattr(
        type, name,
        py::cpp_function(std::forward<Function>(function), py::name(name), py::is_method(type), extra...));
}

void add_methods(py::object const& type) {
    add_method(
        type, "text", [](ReportObject const& self) { return to_str(self.report().text()); },
        "The first readable text of the carrier; empty where there is none.");
    add_method(
        type, "to_json",
        [](ReportObject const& self, py::handle attribution) { return to_str(record_of(self, attribution)); },
        py::kw_only(), py::arg("attribution") = py::none(),
        "The flat record as one line of JSON, as the command line prints it.");
    add_method(
        type, "to_dict",
        [](ReportObject const& self, py::handle attribution) {
            return py::module_::import("json").attr("loads")(record_of(self, attribution));
        },
        py::kw_only(), py::arg("attribution") = py::none(),
        "The flat record as a dict of plain JSON types; an absent fact has no key.");
    add_method(type, "attribution", &infer, py::arg("options") = py::none(), py::pos_only(),
               "Infers whom the complaint is about: with AttributionOptions, or their keywords.");
    add_method(type, "__bytes__", [](ReportObject const& self) { return self.bytes(); });
    add_method(type, "__reduce__", &reduce_report);
    add_method(type, "__copy__", [](ReportObject const& self) { return self.self(); });
    add_method(
        type, "__deepcopy__", [](ReportObject const& self, py::handle) { return self.self(); },
        py::arg("memo"), py::pos_only());
}

}  // namespace

void ReportObject::add_type(py::module_& module) {
    std::array slots{
        PyType_Slot{Py_tp_doc, const_cast<char*>("The facts that one complaint states.")},
        PyType_Slot{Py_tp_dealloc, reinterpret_cast<void*>(&deallocate)},
        PyType_Slot{Py_tp_getset, all_attributes()},
        PyType_Slot{Py_tp_repr, reinterpret_cast<void*>(&get_repr)},
        PyType_Slot{Py_tp_hash, reinterpret_cast<void*>(&get_hash)},
        PyType_Slot{Py_tp_richcompare, reinterpret_cast<void*>(&compare_reports)},
        PyType_Slot{},
    };
    PyType_Spec spec{"arf._core.Report", static_cast<int>(sizeof(ReportObject)), 0,
                     Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, slots.data()};
    auto const type = py::reinterpret_steal<py::object>(PyType_FromSpec(&spec));
    if (!type) throw py::error_already_set();
    add_methods(type);
    type_ = reinterpret_cast<PyTypeObject*>(py::object(type).release().ptr());  // kept for good
    type_->tp_weaklistoffset = offsetof(ReportHead, weak_references);
    module.add_object("Report", type);
}

}  // namespace arf::python
