// SPDX-License-Identifier: BSL-1.0
// arf.Attribution and what arf.AttributionOptions keeps. The values are the classes of arf/_attribution.py.
#include "attribution.hpp"

#include <pybind11/gil_safe_call_once.h>
#include <pybind11/stl.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "convert.hpp"
#include "trace.hpp"

namespace arf::python {
namespace {

struct AttributionTypes {
    py::object answer;
    py::object device;
    py::object hop;
    py::object trust;
    py::object options;
};

/// Looked up at the first call, and then kept for good.
[[nodiscard]] AttributionTypes const& attribution_types() {
    PYBIND11_CONSTINIT static py::gil_safe_call_once_and_store<AttributionTypes> types;
    return types
        .call_once_and_store_result([] {
            auto const ours = py::module_::import("arf._attribution");
            return AttributionTypes{ours.attr("Answer"), ours.attr("Device"), ours.attr("Hop"),
                                    ours.attr("Trust"), ours.attr("AttributionOptions")};
        })
        .get_stored();
}

/// A network as AttributionOptions writes it: CIDR.
[[nodiscard]] Network to_network(std::string const& text) {
    if (auto const network = Network::parse(text)) return *network;
    throw py::value_error("my_networks: '" + text + "' is no network that mail can come from");
}

/// The `_decode` of a TokenDecoder that has a function: it gives None or a Token.
[[nodiscard]] std::optional<Token> call_decoder(py::handle decode, std::string_view value) {
    py::gil_scoped_acquire const gil;
    auto const found = decode(to_str(value));
    if (found.is_none()) return {};
    auto const part = [&](char const* name) { return std::string(py::str(found.attr(name))); };
    return Token{part("account"), part("recipient"), part("campaign"), part("customer")};
}

[[nodiscard]] TokenDecoder to_decoder(py::handle decoder) {
    TokenDecoder made{.name = decoder.attr("name").cast<std::string>(),
                      .field = decoder.attr("field").cast<std::string>(),
                      .pattern = {},
                      .function = {},
                      .authentic = decoder.attr("authentic").cast<bool>()};
    if (decoder.attr("function").is_none()) {
        made.pattern = decoder.attr("pattern").cast<std::string>();
    } else {
        made.function = [decode = py::object(decoder.attr("_decode"))](std::string_view value) {
            return call_decoder(decode, value);
        };
    }
    return made;
}

[[nodiscard]] std::unique_ptr<OptionsObject> make_options(std::vector<std::string> const& networks,
                                                          std::vector<std::string> hosts,
                                                          std::vector<std::string> domains,
                                                          std::vector<std::string> authserv_ids,
                                                          py::tuple const& decoders,
                                                          std::string cfbl_secret) {
    auto made = std::make_unique<OptionsObject>();
    auto& options = made->options;
    for (auto const& network : networks) options.my_networks.push_back(to_network(network));
    options.my_hosts = std::move(hosts);
    options.my_domains = std::move(domains);
    options.my_authserv_ids = std::move(authserv_ids);
    for (auto const& decoder : decoders) options.decoders.push_back(to_decoder(decoder));
    options.cfbl_secret = std::move(cfbl_secret);
    return made;
}

[[nodiscard]] py::object to_value(Device const& device) {
    auto const offset = device.utc_offset ? py::object(py::int_(*device.utc_offset)) : py::none();
    return attribution_types().device(to_python(device.ip), to_python(device.port), to_str(device.helo),
                                      to_str(device.protocol), to_str(device.queue_id), to_str(device.mailer),
                                      to_str(device.script), to_python(device.date), offset);
}
template <class T>
[[nodiscard]] py::object to_value(T const& value) {
    return to_python(value);
}

template <class T>
[[nodiscard]] py::object to_answer(Answer<T> const& answer) {
    auto const& from = answer.from;
    auto const hop = from.place == Provenance::Place::hop ? py::object(py::int_(from.hop)) : py::none();
    return attribution_types().answer(answer ? to_value(*answer.value) : py::none(),
                                      to_str(name(answer.confidence)), to_str(name(from.place)),
                                      to_str(from.name), to_str(from.field), hop, to_bytes(from.text),
                                      to_str(answer.reason));
}

/// A getter of one answer.
template <auto Member>
[[nodiscard]] py::object answer(AttributionObject const& self) {
    return to_answer((*self).*Member);
}

[[nodiscard]] py::tuple hops(AttributionObject const& self) {
    return to_tuple(self->hops, [](Hop const& hop) {
        return attribution_types().hop(to_str(name(hop.role)), to_python(hop.received),
                                       hop.field != nullptr ? to_python(*hop.field) : py::none());
    });
}

[[nodiscard]] py::object trust(AttributionObject const& self) {
    auto const& facts = self->trust;
    return attribution_types().trust(
        to_python(facts.carrier_authenticated), to_python(facts.carrier_aligned),
        to_str(facts.carrier_authentication), to_tuple(facts.names_of_mine, to_str),
        to_python(facts.report_agrees_with_original), to_python(facts.cfbl_id_valid));
}

[[nodiscard]] std::string attributed(ReportObject const& report, Attribution const& inferred) {
    return to_json(report.report(), inferred, report.record_source());
}

[[nodiscard]] py::object to_dict(AttributionObject const& self) {
    auto const loads = py::module_::import("json").attr("loads");
    return loads(attributed(self.report(), *self))["attribution"];
}

[[nodiscard]] py::str repr(AttributionObject const& self) {
    std::string facts;
    auto const add = [&](char const* name, auto const& answer) {
        if (!answer) return;
        facts.append(" ").append(name).append("=").append(py::str(to_value(*answer.value)));
        facts.append(" (").append(arf::name(answer.confidence)).append(")");
    };
    add("source", self->source);
    add("account", self->account);
    add("recipient", self->recipient);
    return py::str("<arf.Attribution{}, {} hops>").format(facts, self->hops.size());
}

}  // namespace

HeldOptions::HeldOptions(py::handle options) {
    if (!py::isinstance(options, attribution_types().options)) {
        throw py::type_error("attribution takes an AttributionOptions, not " +
                             std::string(Py_TYPE(options.ptr())->tp_name));
    }
    core_ = options.attr("_core");
    options_ = &core_.cast<OptionsObject const&>().options;
}

std::unique_ptr<AttributionObject> infer(py::object const& report, py::object options,
                                         py::kwargs const& keywords) {
    if (!keywords.empty() && !options.is_none()) {
        throw py::type_error("attribution() takes an AttributionOptions or its keywords, not both");
    }
    if (options.is_none()) options = attribution_types().options(**keywords);
    auto const& facts = ReportObject::in(report).report();
    return std::make_unique<AttributionObject>(report, options, attribute(facts, *HeldOptions(options)));
}

bool AttributionObject::operator==(AttributionObject const& that) const {
    return report() == that.report() && attributed(report(), inferred_) == attributed(that.report(), *that);
}

std::string record_of(ReportObject const& report, py::handle attribution) {
    if (attribution.is_none()) return to_json(report.report(), report.record_source());
    if (!py::isinstance<AttributionObject>(attribution))
        return attributed(report, attribute(report.report(), *HeldOptions(attribution)));
    auto const& inferred = attribution.cast<AttributionObject const&>();
    if (&inferred.report() != &report) throw py::value_error("the attribution is that of another report");
    return attributed(report, *inferred);
}

void add_attribution(py::module_& module) {
    py::class_<OptionsObject>(module, "Options", "What AttributionOptions keeps.")
        .def(py::init(&make_options), py::arg("networks"), py::arg("hosts"), py::arg("domains"),
             py::arg("authserv_ids"), py::arg("decoders"), py::arg("cfbl_secret"), py::pos_only());

    using A = Attribution;
    py::class_<AttributionObject> type(module, "Attribution",
                                       "Whom a complaint is about, as far as it can be told.");
    type.def_property_readonly("source", &answer<&A::source>,
                               "The address that handed the mail over to the reporter.")
        .def_property_readonly("source_port", &answer<&A::source_port>, "Its port.")
        .def_property_readonly("recipient", &answer<&A::recipient>, "Who complained.")
        .def_property_readonly(
            "recipient_redaction",
            [](AttributionObject const& self) { return name_of(self->recipient_redaction); },
            "How that address was made unreadable: none, placeholder, masked, hashed or empty.")
        .def_property_readonly("message_id", &answer<&A::message_id>, "Which message it was.")
        .def_property_readonly("campaign", &answer<&A::campaign>, "Feedback-ID, X-Campaign-..., List-Id.")
        .def_property_readonly("customer", &answer<&A::customer>,
                               "Whose campaign it was, at services that send for others.")
        .def_property_readonly("account", &answer<&A::account>, "Which of our users sent it.")
        .def_property_readonly("device", &answer<&A::device>, "The machine that handed it in.")
        .def_property_readonly("outbound_verdict", &answer<&A::outbound_verdict>,
                               "What our own filter had said.")
        .def_property_readonly("hops", &hops, "The way of the original, the newest hop first.")
        .def_property_readonly(
            "conflicts", [](AttributionObject const& self) { return to_tuple(self->conflicts, to_str); },
            "Places that state different values of one answer, one line each.")
        .def_property_readonly("trust", &trust, "Facts for believing the report itself.")
        .def("to_dict", &to_dict, "The member `attribution` of the JSON record.")
        .def("__repr__", &repr)
        .def("__hash__", [](AttributionObject const& self) { return py::hash(self.report_object()); })
        .def("__reduce__", [](AttributionObject const& self) {
            return py::make_tuple(python_types().restore_attribution,
                                  py::make_tuple(self.report_object(), self.options()));
        });
    add_value(type);
}

}  // namespace arf::python
