// SPDX-License-Identifier: BSL-1.0
// arf.Tally. Its groups are the classes of arf/_tally.py.
#include "tally.hpp"

#include <pybind11/gil_safe_call_once.h>
#include <pybind11/stl.h>

#include <algorithm>
#include <arf/tally.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "attribution.hpp"
#include "convert.hpp"
#include "report.hpp"

namespace arf::python {
namespace {

struct TallyTypes {
    py::object group;
    py::object example;
    py::object epoch;
    py::object timedelta;
    py::object restore;
};

/// Looked up at the first call, and then kept for good.
[[nodiscard]] TallyTypes const& tally_types() {
    PYBIND11_CONSTINIT static py::gil_safe_call_once_and_store<TallyTypes> types;
    return types
        .call_once_and_store_result([] {
            auto const ours = py::module_::import("arf._tally");
            auto const datetime = py::module_::import("datetime");
            return TallyTypes{ours.attr("TallyGroup"), ours.attr("TallyExample"), ours.attr("EPOCH"),
                              datetime.attr("timedelta"), ours.attr("restore_tally")};
        })
        .get_stored();
}

/// What is wrong with a tally as Python tells it.
template <class T>
[[nodiscard]] T checked(Tally::result<T> result) {
    if (!result) throw py::value_error(result.error().message());
    return *std::move(result);
}

/// A number that may be any size, as one that the library takes.
template <class T>
[[nodiscard]] T bounded(long long number, char const* name, long long most) {
    if (number < 0 || number > most)
        throw py::value_error(std::string(name) + " is 0 to " + std::to_string(most) + ", not " +
                              std::to_string(number));
    return static_cast<T>(number);
}

[[nodiscard]] TallyKey to_key(std::string const& text) {
    if (auto const key = tally_key(text)) return *key;
    std::string all;
    for (auto const known : detail::tally_key_names) all.append(all.empty() ? "" : ", ").append(known);
    throw py::value_error("by: '" + text + "' is no key; there are " + all);
}

[[nodiscard]] std::vector<TallyKey> to_keys(py::iterable const& by) {
    if (py::isinstance<py::str>(by)) return {to_key(by.cast<std::string>())};
    std::vector<TallyKey> keys;
    for (auto const& one : by) {
        if (!py::isinstance<py::str>(one))
            throw py::type_error("by is the name of a key, or several of them");
        keys.push_back(to_key(one.cast<std::string>()));
    }
    return keys;
}

[[nodiscard]] Tally make_tally(py::iterable const& by, std::string time_zone, bool keep_duplicates,
                               long long max_examples, long long ipv4_prefix, long long ipv6_prefix) {
    TallyOptions options;
    options.by = to_keys(by);
    options.time_zone = std::move(time_zone);
    options.keep_duplicates = keep_duplicates;
    options.max_examples = bounded<std::size_t>(max_examples, "max_examples", 100);
    options.ipv4_prefix = bounded<std::uint8_t>(ipv4_prefix, "ipv4_prefix", 32);
    options.ipv6_prefix = bounded<std::uint8_t>(ipv6_prefix, "ipv6_prefix", 128);
    return checked(Tally::create(std::move(options)));
}

void add(Tally& self, ReportObject const& report, AttributionObject const* attribution) {
    self.add(report.report(), report.record_source(), attribution == nullptr ? nullptr : &**attribution);
}

/// In UTC; exact, which a float of seconds is not.
[[nodiscard]] py::object to_datetime(std::optional<DateTime::Instant> const& instant) {
    if (!instant) return py::none();
    auto const midnight = std::chrono::floor<std::chrono::days>(*instant);
    auto const days = midnight.time_since_epoch().count();
    return tally_types().epoch + tally_types().timedelta(days, 0, (*instant - midnight).count());
}

[[nodiscard]] py::tuple names_of(Tally const& self) {
    return to_tuple(self.options().by, [](TallyKey key) { return to_str(name(key)); });
}

[[nodiscard]] py::object to_group(TallyGroup const& group, py::tuple const& names) {
    auto const values = to_tuple(group.key, [](std::optional<std::string> const& value) {
        return value ? py::object(to_str(*value)) : py::none();
    });
    auto const examples = to_tuple(group.examples, [](TallyExample const& one) {
        return tally_types().example(to_path(one.source), one.index, one.offset);
    });
    return tally_types().group(to_str(name(group.kind)), names, values, group.reports, group.incidents,
                               group.recipients, group.feeds, to_datetime(group.first_seen),
                               to_datetime(group.last_seen), examples);
}

void check_kind(std::string const& kind) {
    auto const& known = detail::tally_kind_names;
    if (std::find(known.begin(), known.end(), kind) == known.end())
        throw py::value_error("kind: '" + kind + "' is none; arf.TALLY_KINDS has them");
}

[[nodiscard]] py::list groups(Tally const& self, std::optional<std::string> const& kind) {
    if (kind) check_kind(*kind);
    auto const names = names_of(self);
    py::list out;
    for (auto const& group : self.groups()) {
        if (!kind || name(group.kind) == *kind) out.append(to_group(group, names));
    }
    return out;
}

[[nodiscard]] Tally sum(Tally const& a, Tally const& b) {
    Tally both = a;
    if (auto const merged = both.merge(b); !merged) throw py::value_error(merged.error().message());
    return both;
}

py::object add_in_place(py::object self, Tally const& other) {
    if (auto const merged = self.cast<Tally&>().merge(other); !merged)
        throw py::value_error(merged.error().message());
    return self;
}

[[nodiscard]] Tally rollup(Tally const& self, py::iterable const& by) {
    return checked(self.rollup(to_keys(by)));
}

[[nodiscard]] Tally from_bytes(py::bytes const& data) {
    return checked(Tally::deserialize(std::string_view(data)));
}

[[nodiscard]] py::str tally_repr(Tally const& self) {
    std::string names;
    for (auto const key : self.options().by) names.append(names.empty() ? "" : ", ").append(name(key));
    return py::str("<arf.Tally by {}: {} reports, {} duplicates>")
        .format(names, self.size(), self.duplicates());
}

void add_options(py::class_<Tally>& type) {
    type.def_property_readonly("by", &names_of, "The keys, in order.")
        .def_property_readonly(
            "time_zone", [](Tally const& self) { return to_str(self.options().time_zone); },
            "Of day, hour and week.")
        .def_property_readonly(
            "keep_duplicates", [](Tally const& self) { return self.options().keep_duplicates; },
            "Whether a report counts as often as it is seen.")
        .def_property_readonly("duplicates", &Tally::duplicates,
                               "How many reports were not counted, because they had been seen.");
}

[[nodiscard]] py::tuple names_in(auto const& names) {
    return to_tuple(names, [](std::string_view name) { return to_str(name); });
}

}  // namespace

void add_tally(py::module_& module) {
    module.attr("TALLY_KEYS") = names_in(detail::tally_key_names);
    module.attr("TALLY_KINDS") = names_in(detail::tally_kind_names);
    py::class_<Tally> type(module, "Tally", "Counts reports in groups; adding and merging are exact.");
    type.def(py::init(&make_tally), py::arg("by"), py::kw_only(), py::arg("time_zone") = "UTC",
             py::arg("keep_duplicates") = false, py::arg("max_examples") = 3, py::arg("ipv4_prefix") = 24,
             py::arg("ipv6_prefix") = 64)
        .def("add", &add, py::arg("report"), py::arg("attribution") = py::none(),
             "Counts a report; of a batch each row.")
        .def("groups", &groups, py::arg("kind") = py::none(),
             "The groups, that with most reports first; of one kind, or of all.")
        .def("rollup", &rollup, py::arg("by"),
             "The same reports in larger groups: by some of its keys, as if it had been counted by these.")
        .def(
            "to_bytes", [](Tally const& self) { return to_bytes(self.serialize()); },
            "All of it; equal tallies give equal bytes.")
        .def_static("from_bytes", &from_bytes, py::arg("data"), py::pos_only(), "Reads what to_bytes() gave.")
        .def("__add__", &sum, py::is_operator())
        .def("__iadd__", &add_in_place, py::is_operator())
        .def(
            "__eq__", [](Tally const& a, Tally const& b) { return a == b; }, py::is_operator())
        .def("__copy__", [](Tally const& self) { return Tally(self); })
        .def("__len__", &Tally::size)
        .def("__repr__", &tally_repr)
        .def("__reduce__", [](Tally const& self) {
            return py::make_tuple(tally_types().restore, py::make_tuple(to_bytes(self.serialize())));
        });
    type.attr("__hash__") = py::none();  // it changes
    add_options(type);
}

}  // namespace arf::python
