// SPDX-License-Identifier: BSL-1.0
// arf.Message and arf.Part: views into a report, which they keep alive.
#include <arf/mime/decode.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "convert.hpp"
#include "report.hpp"
#include "trace.hpp"

namespace arf::python {
namespace {

[[nodiscard]] py::object address_or_none(std::optional<MailPath> const& path) {
    return path ? to_address(*path) : py::none();
}

[[nodiscard]] char const* kind_name(Part::Kind kind) noexcept {
    switch (kind) {
        case Part::Kind::leaf:
            return "leaf";
        case Part::Kind::multipart:
            return "multipart";
        case Part::Kind::message:
            return "message";
    }
    return "leaf";
}

[[nodiscard]] py::object find(MessageObject const& message, std::string const& name) {
    auto const* const field = message->find(name);
    return field != nullptr ? to_python(*field) : py::none();
}

[[nodiscard]] py::str message_repr(MessageObject const& message) {
    return py::str("<arf.Message message_id={!r} subject={!r}, {} fields, {} bytes>")
        .format(to_python(message->message_id), to_python(message->subject), message->fields.size(),
                message->bytes().size());
}

[[nodiscard]] py::str part_repr(PartObject const& part) {
    return py::str("<arf.Part {}, depth {}, {} bytes>")
        .format(to_str(part->media_type.empty() ? "without type" : part->media_type), part->depth,
                part->bytes.size());
}

/// For pickle: where in its report it stands.
[[nodiscard]] py::tuple reduce_message(MessageObject const& message) {
    return py::make_tuple(py::module_::import("builtins").attr("getattr"),
                          py::make_tuple(message.report(), message.role()));
}
[[nodiscard]] py::tuple reduce_part(PartObject const& part) {
    return py::make_tuple(python_types().restore_part, py::make_tuple(part.report(), part.index()));
}

}  // namespace

void add_message(py::module_& module) {
    py::class_<MessageObject> message(module, "Message",
                                      "The header of a mail message, and its bytes as received.");
    message
        .def_property_readonly(
            "fields", [](MessageObject const& self) { return to_python(self->fields); },
            "All fields in order.")
        .def_property_readonly(
            "message_id", [](MessageObject const& self) { return to_python(self->message_id); },
            "Without brackets.")
        .def_property_readonly(
            "from_", [](MessageObject const& self) { return address_or_none(self->from); },
            "The first author.")
        .def_property_readonly(
            "to", [](MessageObject const& self) { return to_tuple(self->to, to_address); },
            "In order, groups opened.")
        .def_property_readonly(
            "subject", [](MessageObject const& self) { return to_python(self->subject); },
            "Decoded (RFC 2047).")
        .def_property_readonly(
            "date", [](MessageObject const& self) { return to_python(self->date); },
            "In UTC; None where the zone is missing or unknown.")
        .def_property_readonly("return_path",
                               [](MessageObject const& self) { return address_or_none(self->return_path); })
        .def_property_readonly(
            "list_unsubscribe", [](MessageObject const& self) { return to_python(self->list_unsubscribe); },
            "RFC 2369.")
        .def_property_readonly(
            "list_id", [](MessageObject const& self) { return to_python(self->list_id); }, "RFC 2919.")
        .def_property_readonly("feedback_id",
                               [](MessageObject const& self) { return to_python(self->feedback_id); })
        .def_property_readonly(
            "cfbl_address", [](MessageObject const& self) { return to_python(self->cfbl_address); },
            "With its parameters (RFC 9477, section 5.1).")
        .def_property_readonly(
            "cfbl_feedback_id", [](MessageObject const& self) { return to_python(self->cfbl_feedback_id); },
            "RFC 9477, section 5.2.")
        .def_property_readonly(
            "headers_only", [](MessageObject const& self) { return self->headers_only; },
            "Whether only the header was sent.")
        .def_property_readonly(
            "bytes", [](MessageObject const& self) { return to_bytes(self->bytes()); },
            "The message as received, or as its transfer encoding was undone.")
        .def_property_readonly(
            "body", [](MessageObject const& self) { return to_bytes(self->body()); },
            "What stands behind the header.")
        .def("find", &find, py::arg("name"), py::pos_only(), "The first field of that name, or None.")
        .def(
            "values",
            [](MessageObject const& self, std::string const& name) {
                auto const values = self->values(name);
                return to_tuple(values, [](std::string const& value) { return to_str(value); });
            },
            py::arg("name"), py::pos_only(), "The unfolded values of all fields of that name.")
        .def("__bytes__", [](MessageObject const& self) { return to_bytes(self->bytes()); })
        .def("__repr__", &message_repr)
        .def("__hash__",
             [](MessageObject const& self) { return py::hash(py::make_tuple(self.report(), self.role())); })
        .def("__reduce__", &reduce_message);
    add_value(message);
    add_trace(message);

    py::class_<PartObject> part(module, "Part", "One node of a message's MIME tree.");
    part.def_property_readonly(
            "media_type", [](PartObject const& self) { return to_str(self->media_type); },
            "\"text/plain\", as written; empty where the part does not say.")
        .def_property_readonly(
            "content_type", [](PartObject const& self) { return to_str(mime::unfold(self->content_type)); },
            "The whole Content-Type value, with its parameters.")
        .def_property_readonly(
            "bytes", [](PartObject const& self) { return to_bytes(self->bytes); },
            "Header and body as received.")
        .def_property_readonly(
            "body", [](PartObject const& self) { return to_bytes(self->body); },
            "As received, transfer encoding not undone.")
        .def_property_readonly(
            "content",
            [](PartObject const& self) {
                return to_bytes(mime::decode_transfer(self->body, self->encoding).bytes);
            },
            "The body, transfer encoding undone.")
        .def_property_readonly(
            "fields", [](PartObject const& self) { return to_python(self->fields); },
            "The header of the part.")
        .def_property_readonly(
            "kind", [](PartObject const& self) { return kind_name(self->kind); },
            "leaf, multipart or message.")
        .def_property_readonly(
            "parent",
            [](PartObject const& self) {
                return self->parent < 0 ? py::object(py::none()) : py::int_(self->parent);
            },
            "Index of the parent in Report.parts; None for the message itself->")
        .def_property_readonly(
            "depth", [](PartObject const& self) { return self->depth; }, "Number of ancestors.")
        .def_property_readonly(
            "decoded", [](PartObject const& self) { return self->decoded; },
            "Whether the bytes come from its parent's undone encoding.")
        .def("__bytes__", [](PartObject const& self) { return to_bytes(self->bytes); })
        .def("__repr__", &part_repr)
        .def("__hash__",
             [](PartObject const& self) { return py::hash(py::make_tuple(self.report(), self.index())); })
        .def("__reduce__", &reduce_part);
    add_value(part);
}

}  // namespace arf::python
