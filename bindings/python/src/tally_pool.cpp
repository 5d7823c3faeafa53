// SPDX-License-Identifier: BSL-1.0
// TallyPool, for arf/_count.py.
#include "tally_pool.hpp"

#include <pybind11/stl.h>

#include <chrono>
#include <string>
#include <utility>

namespace arf::python {
namespace {

namespace py = pybind11;

/// Microseconds since 1970, as arf/_count.py gives a time.
[[nodiscard]] std::optional<TallyPool::Instant> to_instant(std::optional<std::int64_t> microseconds) {
    if (!microseconds) return {};
    return TallyPool::Instant(std::chrono::microseconds(*microseconds));
}

}  // namespace

void TallyPool::add(Report const& report, RecordSource const& source, Attribution const* attribution) {
    auto const place = place_of(report);
    if (place == Place::outside) return;
    std::unique_lock lock(mutex_);
    if (place == Place::unknown) {
        ++undated_;
        return;
    }
    auto tally = idle_.empty() ? std::optional<Tally>{} : std::move(idle_.back());
    if (tally) idle_.pop_back();
    lock.unlock();
    if (!tally) tally = empty_;
    tally->add(report, source, attribution);
    lock.lock();
    idle_.push_back(*std::move(tally));
}

Tally TallyPool::take() {
    std::lock_guard const lock(mutex_);
    Tally all = idle_.empty() ? empty_ : std::move(idle_.back());
    if (!idle_.empty()) idle_.pop_back();
    for (auto& tally : std::exchange(idle_, {})) {
        auto const merged = all.merge(tally);
        if (!merged) throw py::value_error(merged.error().message());
    }
    return all;
}

std::uint64_t TallyPool::undated() const {
    std::lock_guard const lock(mutex_);
    return undated_;
}

TallyPool::Place TallyPool::place_of(Report const& report) const {
    if (!since_ && !until_) return Place::within;
    auto const time = tally_time(report);
    if (!time) return Place::unknown;
    return (since_ && *time < *since_) || (until_ && *time >= *until_) ? Place::outside : Place::within;
}

void add_tally_pool(py::module_& module) {
    py::class_<TallyPool, std::shared_ptr<TallyPool>>(module, "TallyPool",
                                                      "Where the threads of mailboxes count.")
        .def(py::init([](Tally const& empty, std::optional<std::int64_t> since,
                         std::optional<std::int64_t> until) {
                 return std::make_shared<TallyPool>(empty, to_instant(since), to_instant(until));
             }),
             py::arg("empty"), py::arg("since") = py::none(), py::arg("until") = py::none(),
             "Counts as `empty` would; since and until in microseconds since 1970.")
        .def("take", &TallyPool::take, py::call_guard<py::gil_scoped_release>(), "The tally of all threads.")
        .def_property_readonly("undated", &TallyPool::undated,
                               "Reports left out because they have no time that could lie within the span.");
}

}  // namespace arf::python
