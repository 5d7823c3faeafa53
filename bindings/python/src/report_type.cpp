// SPDX-License-Identifier: BSL-1.0
// arf.Report, the type. Facts turn into Python objects only when they are asked for.
#include <array>
#include <cstddef>
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
    auto const memory = std::move(report->memory_);  // goes last
    report->~ReportObject();
}

template <class... Arguments>
result<ReportObject::Made> ReportObject::make(detail::StoragePointer memory, Arguments&&... arguments) {
    struct alignas(ReportObject) Place {
        std::byte bytes[sizeof(ReportObject)];
    };
    auto* const place = memory->allocate<Place>(1);
    Made made(::new (place) ReportObject(std::forward<Arguments>(arguments)...));
    made->memory_ = std::move(memory);
    if (!made->parsed_) return made->parsed_.error();
    return made;
}

result<ReportObject::Made> ReportObject::of(std::string_view message, Parse parse,
                                            ParseOptions const& options) {
    detail::StoragePointer memory(detail::Storage::create(sizeof(ReportObject)));
    return make(std::move(memory), message, parse, options);
}

result<ReportObject::Made> ReportObject::of_copy(std::string_view message, ParseOptions const& options,
                                                 OriginalIsRead original) {
    auto const size = sizeof(ReportObject) + message.size() + detail::storage_room(message.size());
    detail::StoragePointer memory(detail::Storage::create(size));
    auto const copy = memory->keep(message);
    auto& storage = *memory;
    return make(std::move(memory), storage, copy, options, original);
}

/// The GIL is held: no other thread looks at what changes here.
void ReportObject::read_original() const {
    detail::read_left_original(*parsed_, *memory_, view_, making().options());
    original_is_left_ = false;
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

void ReportObject::refuse(py::handle object) {
    throw py::type_error("this takes a Report, not " + std::string(Py_TYPE(object.ptr())->tp_name));
}

namespace {

// ---- its attributes ----

/// An attribute of a report: its name, how it is made, and what it says.
struct Attribute {
    char const* name;
    py::object (*get)(ReportObject const&);
    char const* about;
};

/// The value of a column; original and carrier are read only for those that show them.
template <class Column>
[[nodiscard]] decltype(auto) value_of(Column const& column, ReportObject const& self) {
    auto const& report = Column::shows_original ? self.report() : self.facts();
    return column.value(report, [&]() -> Message const& { return self.carrier(); });
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
    auto const count = self.facts().parts.size();
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
              [](ReportObject const& self) -> py::object { return py::bool_(self.facts().is_complaint()); },
              "Whether this is a complaint, rather than another message that was kept."},
    Attribute{"format",
              [](ReportObject const& self) -> py::object { return to_str(name(self.facts().format)); },
              "The wire format: arf, xarf, dsn, mdn, ..."},
    Attribute{"reason", [](ReportObject const& self) -> py::object { return to_str(self.facts().reason); },
              "How the format was recognised."},
    Attribute{"fields", [](ReportObject const& self) -> py::object { return to_python(self.facts().fields); },
              "The report part: every field in order, as received."},
    Attribute{"extensions",
              [](ReportObject const& self) -> py::object { return to_python(self.facts().extensions); },
              "Those fields of the report part that are not known."},
    Attribute{"rows", [](ReportObject const& self) -> py::object { return to_python(self.facts().rows); },
              "The rows of a complaint that lists many."},
    Attribute{"deliveries",
              [](ReportObject const& self) -> py::object { return to_python(self.facts().deliveries); },
              "What a bounce says about each recipient (RFC 3464)."},
    Attribute{"evidence",
              [](ReportObject const& self) -> py::object { return to_python(self.facts().evidence); },
              "The evidence of a XARF or X-ARF report."},
    Attribute{"document",
              [](ReportObject const& self) -> py::object { return to_document(self.facts().document); },
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
[[nodiscard]] std::vector<Attribute> const& all_attributes() {
    static std::vector<Attribute> const attributes = [] {
        std::vector<Attribute> all;
        add_columns(all, std::make_index_sequence<std::tuple_size_v<decltype(detail::columns)>>());
        all.insert(all.end(), other_attributes.begin(), other_attributes.end());
        return all;
    }();
    return attributes;
}

[[nodiscard]] PyGetSetDef* attribute_definitions() {
    static std::vector<PyGetSetDef> definitions = [] {
        std::vector<PyGetSetDef> all;
        for (auto const& attribute : all_attributes()) {
            all.push_back({attribute.name, &get_attribute, nullptr, attribute.about,
                           const_cast<Attribute*>(&attribute)});
        }
        all.push_back({});
        return all;
    }();
    return definitions.data();
}

/// The attributes by the addresses of their names: of a name that stands in code there is one string in the
/// process. Python itself would look at the type's bases, at the kind of the attribute and at the type of the
/// object first, which takes longer than most facts take to be shown. The type is immutable, so that no other
/// attribute of that name can come.
class AttributesByName {
  public:
    void add(PyObject* interned, Attribute const* attribute) noexcept {
        auto slot = first_slot(interned);
        while (slots_[slot].name != nullptr) slot = (slot + 1) % slots_.size();
        slots_[slot] = {interned, attribute};
    }
    /// nullptr where it is not known; a string of the same text may be.
    [[nodiscard]] Attribute const* find(PyObject* name) const noexcept {
        for (auto slot = first_slot(name);; slot = (slot + 1) % slots_.size()) {
            if (slots_[slot].name == name || slots_[slot].name == nullptr) return slots_[slot].attribute;
        }
    }

  private:
    struct Slot {
        PyObject* name;
        Attribute const* attribute;
    };
    using Slots = std::array<Slot, 512>;
    static_assert(std::tuple_size_v<decltype(detail::columns)> + other_attributes.size() < 256,
                  "the table must stay sparse");

    /// Objects lie at multiples of 16.
    [[nodiscard]] static std::size_t first_slot(PyObject* name) noexcept {
        return reinterpret_cast<std::uintptr_t>(name) / 16 % std::tuple_size_v<Slots>;
    }
    Slots slots_{};
};
constinit AttributesByName attributes_by_name;  // filled when the module is loaded, with the GIL held

void fill_attributes_by_name() {
    for (auto const& attribute : all_attributes()) {
        auto* const name = PyUnicode_InternFromString(attribute.name);
        if (name == nullptr) throw py::error_already_set();
        attributes_by_name.add(name, &attribute);  // keeps it for good
    }
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
    auto const& report = self.facts();
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

PyObject* ReportObject::get_by_name(PyObject* self, PyObject* name) noexcept {
    auto const* const attribute = attributes_by_name.find(name);
    if (attribute == nullptr) return PyObject_GenericGetAttr(self, name);
    return for_python([&] { return attribute->get(at(self)); });
}

void ReportObject::add_type(py::module_& module) {
    fill_attributes_by_name();
    std::array slots{
        PyType_Slot{Py_tp_doc, const_cast<char*>("The facts that one complaint states.")},
        PyType_Slot{Py_tp_dealloc, reinterpret_cast<void*>(&deallocate)},
        PyType_Slot{Py_tp_getattro, reinterpret_cast<void*>(&get_by_name)},
        PyType_Slot{Py_tp_getset, attribute_definitions()},
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
    type_->tp_flags |= Py_TPFLAGS_IMMUTABLETYPE;
    PyType_Modified(type_);
    module.add_object("Report", type);
}

}  // namespace arf::python
