// SPDX-License-Identifier: BSL-1.0
// TallyPool: where the threads that read mailboxes count.
#pragma once

#include <pybind11/pybind11.h>

#include <arf/tally.hpp>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

namespace arf::python {

/// Tallies with the same options, as many as threads count at a time; and the span of time that counts.
class TallyPool {
  public:
    using Instant = DateTime::Instant;

    /// @param since, until  only reports from the first on, and before the second
    TallyPool(Tally empty, std::optional<Instant> since, std::optional<Instant> until)
        : empty_(std::move(empty)), since_(since), until_(until) {}

    /// Counts a report that lies within the span. Safe from several threads at once.
    void add(Report const& report, RecordSource const& source, Attribution const* attribution);

    /// All of it; nothing is left. Not while a thread counts.
    [[nodiscard]] Tally take();

    /// Reports that were left out, because they have no time that could lie within the span.
    [[nodiscard]] std::uint64_t undated() const;

  private:
    enum class Place { within, outside, unknown };
    [[nodiscard]] Place place_of(Report const& report) const;

    Tally const empty_;
    std::optional<Instant> const since_;
    std::optional<Instant> const until_;
    mutable std::mutex mutex_;
    std::vector<Tally> idle_;
    std::uint64_t undated_ = 0;
};

void add_tally_pool(pybind11::module_& module);  ///< TallyPool

}  // namespace arf::python
