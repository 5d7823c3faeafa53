// SPDX-License-Identifier: BSL-1.0
// What the fields of a message say about its way and its sender: methods of arf.Message, and the functions of
// arf.trace and arf.identifiers. The values are the tuples of arf/_trace_types.py.
#include "trace.hpp"

#include <pybind11/gil_safe_call_once.h>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "convert.hpp"

namespace arf::python {
namespace {

struct TraceTypes {
    py::object received;
    py::object authentication_property;
    py::object authentication_result;
    py::object authentication_results;
    py::object received_spf;
    py::object dkim_signature;
    py::object origin;
    py::object filter_verdict;
    py::object list_id;
    py::object feedback_id;
    py::object cfbl_address;
    py::object msfbl;
    py::object return_path_token;
};

/// Looked up at the first call, and then kept for good.
[[nodiscard]] TraceTypes const& trace_types() {
    PYBIND11_CONSTINIT static py::gil_safe_call_once_and_store<TraceTypes> types;
    return types
        .call_once_and_store_result([] {
            auto const ours = py::module_::import("arf._trace_types");
            return TraceTypes{ours.attr("Received"),
                              ours.attr("AuthenticationProperty"),
                              ours.attr("AuthenticationResult"),
                              ours.attr("AuthenticationResults"),
                              ours.attr("ReceivedSpf"),
                              ours.attr("DkimSignature"),
                              ours.attr("Origin"),
                              ours.attr("FilterVerdict"),
                              ours.attr("ListId"),
                              ours.attr("FeedbackId"),
                              ours.attr("CfblAddress"),
                              ours.attr("Msfbl"),
                              ours.attr("ReturnPathToken")};
        })
        .get_stored();
}

/// The name of an enumerator.
template <std::size_t Count, class E>
[[nodiscard]] char const* name_of(std::array<char const*, Count> const& names, E value) noexcept {
    return names[static_cast<std::size_t>(value)];
}
constexpr std::array origin_kinds{"address", "user", "script", "mailer"};
constexpr std::array verdict_classes{"unknown", "clean", "suspicious", "spam", "virus"};
constexpr std::array msfbl_forms{"at-signs", "json"};
constexpr std::array return_path_schemes{"verp", "srs0", "srs1", "batv"};

[[nodiscard]] py::object shown(AuthenticationResult const& result) {
    auto const properties = to_tuple(result.properties, [](AuthenticationProperty const& property) {
        return trace_types().authentication_property(to_str(property.type), to_str(property.name),
                                                     to_str(property.value));
    });
    return trace_types().authentication_result(to_str(result.method), result.method_version,
                                               to_str(result.result), to_str(result.reason),
                                               to_str(result.comment), properties);
}

[[nodiscard]] py::object shown(AuthenticationResults const& field) {
    auto const number = [](auto const& value) { return value ? py::object(py::int_(*value)) : py::none(); };
    auto const results =
        to_tuple(field.results, [](AuthenticationResult const& result) { return shown(result); });
    return trace_types().authentication_results(number(field.instance), to_str(field.authserv_id),
                                                number(field.version), field.none, results,
                                                to_str(field.raw));
}

[[nodiscard]] py::object shown(ReceivedSpf const& spf) {
    auto const pairs = to_tuple(spf.pairs, [](ReceivedSpf::Pair const& pair) {
        return py::make_tuple(to_str(pair.key), to_str(pair.value));
    });
    return trace_types().received_spf(to_str(spf.result), to_str(spf.comment), pairs,
                                      to_python(spf.client_ip), to_str(spf.envelope_from), to_str(spf.helo),
                                      to_str(spf.receiver), to_str(spf.raw));
}

[[nodiscard]] py::object shown(DkimSignature const& signature) {
    auto const tags = to_tuple(signature.tags, [](DkimSignature::Tag const& tag) {
        return py::make_tuple(to_str(tag.name), to_str(tag.value));
    });
    return trace_types().dkim_signature(tags, to_str(signature.domain), to_str(signature.selector),
                                        to_str(signature.identity), to_str(signature.algorithm),
                                        to_tuple(signature.signed_fields, to_str), to_str(signature.raw));
}

[[nodiscard]] py::object shown(Origin const& origin) {
    return trace_types().origin(name_of(origin_kinds, origin.kind), to_str(origin.field),
                                to_str(origin.value), to_python(origin.ip), to_str(origin.user_id));
}

[[nodiscard]] py::object shown(ListId const& list) {
    return trace_types().list_id(to_str(list.id), to_str(list.description));
}
[[nodiscard]] py::object shown(FeedbackId const& id) {
    return trace_types().feedback_id(to_str(id.sender_id), to_tuple(id.campaign_parts, to_str),
                                     to_str(id.raw));
}
[[nodiscard]] py::object shown(CfblAddress const& address) {
    return trace_types().cfbl_address(to_str(address.address), to_str(address.report));
}
[[nodiscard]] py::object shown(Msfbl const& msfbl) {
    return trace_types().msfbl(name_of(msfbl_forms, msfbl.form), to_str(msfbl.recipient),
                               to_str(msfbl.binding), to_str(msfbl.binding_group), to_str(msfbl.user),
                               to_str(msfbl.text));
}
[[nodiscard]] py::object shown(ReturnPathToken const& token) {
    return trace_types().return_path_token(name_of(return_path_schemes, token.scheme), to_str(token.prefix),
                                           to_str(token.tag), to_str(token.address));
}

[[nodiscard]] py::object shown(Received const& hop) { return to_python(hop); }
[[nodiscard]] py::object shown(FilterVerdict const& verdict) { return to_python(verdict); }
template <class T>
[[nodiscard]] py::object shown(std::optional<T> const& value) {
    return value ? shown(*value) : py::none();
}
template <class T>
[[nodiscard]] py::object shown(std::vector<T> const& values) {
    return to_tuple(values, [](T const& value) { return shown(value); });
}

/// A method that reads all fields of one kind in the header of a message.
template <auto Read>
[[nodiscard]] py::object read_message(MessageObject const& message) {
    return shown(Read(*message));
}
/// A function that reads one value, str or bytes.
template <auto Read>
[[nodiscard]] py::object read_value(std::string_view value) {
    return shown(Read(value));
}

}  // namespace

py::object to_python(Received const& hop) {
    return trace_types().received(to_str(hop.helo), to_str(hop.rdns), to_python(hop.ip), to_python(hop.port),
                                  to_str(hop.by), to_python(hop.by_ip), to_str(hop.via), to_str(hop.with),
                                  to_str(hop.id), to_str(hop.envelope_for), to_str(hop.envelope_from),
                                  to_str(hop.authenticated_user), to_str(hop.local_user), hop.authenticated,
                                  hop.tls, to_python(hop.date), to_str(hop.raw));
}

py::object to_python(FilterVerdict const& verdict) {
    auto const number = [](std::optional<double> const& value) {
        return value ? py::object(py::float_(*value)) : py::none();
    };
    return trace_types().filter_verdict(name_of(verdict_classes, verdict.verdict), to_str(verdict.filter),
                                        to_str(verdict.field), to_str(verdict.value), number(verdict.score),
                                        number(verdict.threshold));
}

void add_trace(py::class_<MessageObject>& message) {
    message
        .def("received", &read_message<&received>,
             "The hops of its way, the newest first (RFC 5321, section 4.4).")
        .def("authentication_results", &read_message<&authentication_results>,
             "All Authentication-Results fields from the top (RFC 8601).")
        .def("arc_authentication_results", &read_message<&arc_authentication_results>,
             "All ARC-Authentication-Results fields from the top (RFC 8617).")
        .def("received_spf", &read_message<&received_spf>,
             "All Received-SPF fields from the top (RFC 7208, section 9.1).")
        .def("dkim_signatures", &read_message<&dkim_signatures>,
             "All DKIM-Signature fields from the top (RFC 6376). Nothing is verified.")
        .def("origins", &read_message<&origins>,
             "X-Originating-IP, X-AuthUser, X-PHP-Script, X-Mailer and their kin in order.")
        .def("filter_verdicts", &read_message<&filter_verdicts>, "What filters wrote, in order.");
}

void add_trace_functions(py::module_& module) {
    auto const add = [&](char const* name, auto function, char const* about) {
        module.def(name, function, py::arg("value"), py::pos_only(), about);
    };
    add("read_received", &read_value<&read_received>, "The value of a Received field.");
    add("read_authentication_results", &read_value<&read_authentication_results>,
        "The value of an Authentication-Results field.");
    add("read_arc_authentication_results", &read_value<&read_arc_authentication_results>,
        "The value of an ARC-Authentication-Results field.");
    add("read_received_spf", &read_value<&read_received_spf>, "The value of a Received-SPF field.");
    add("read_dkim_signature", &read_value<&read_dkim_signature>, "The value of a DKIM-Signature field.");
    add(
        "read_list_unsubscribe",
        [](std::string_view value) { return to_tuple(read_list_unsubscribe(value), to_str); },
        "The URIs of a List-Unsubscribe field in order.");
    add("is_one_click", &is_one_click, "Whether List-Unsubscribe-Post asks for one click.");
    add("read_list_id", &read_value<&read_list_id>, "The value of a List-Id field.");
    add("read_feedback_id", &read_value<&read_feedback_id>, "The value of a Feedback-ID field, or None.");
    add("read_cfbl_address", &read_value<&read_cfbl_address>, "The value of a CFBL-Address field, or None.");
    add("read_msfbl", &read_value<&read_msfbl>, "The value of an X-MSFBL field, or None.");
    add("read_return_path_token", &read_value<&read_return_path_token>,
        "What an address hides: VERP, SRS, BATV; or None.");
}

}  // namespace arf::python
