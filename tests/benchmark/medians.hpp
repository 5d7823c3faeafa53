// SPDX-License-Identifier: BSL-1.0
// What is shown of a run: the median of each benchmark's repetitions, and the ratios that libarf promises.
#pragma once

#include <benchmark/benchmark.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace arf::benchmark {

/// Keeps the medians, and prints them when all benchmarks have run: interleaved, they end in no good order.
class MedianReporter : public ::benchmark::BenchmarkReporter {
  public:
    bool ReportContext(Context const& context) override;
    void ReportRuns(std::vector<Run> const& runs) override;
    void Finalize() override;

    /// Whether the benchmark of that name has run.
    [[nodiscard]] bool measured(std::string_view name) const noexcept { return find(name) != nullptr; }
    /// Whether any benchmark ended with an error.
    [[nodiscard]] bool failed() const noexcept { return failed_; }

  private:
    struct Result {
        std::string name;
        double messages_per_second = 0;  // of CPU time
        double bytes_per_second = 0;
        double spread = 0;  // from the slowest to the fastest repetition, as a part of the median
    };

    [[nodiscard]] Result const* find(std::string_view name) const noexcept;
    void print_ratios() const;

    std::map<std::int64_t, Result> results_;  // in the order of registration
    bool failed_ = false;
};

}  // namespace arf::benchmark
