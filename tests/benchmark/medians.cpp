// SPDX-License-Identifier: BSL-1.0
// Medians and ratios.
#include "medians.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace arf::benchmark {
namespace {

/// "A : B" must not be above, or not below, a limit.
struct Promise {
    char const* numerator;
    char const* denominator;
    double limit;
    bool at_most;
};

constexpr std::array promises{
    Promise{"ParseBorrowed/small", "LineScan/small", 3, true},
    Promise{"ParseBorrowed/typical", "LineScan/typical", 2, true},
    Promise{"ParseBorrowed/attachment", "LineScan/attachment", 1, true},
    Promise{"GMimeParse/small", "ParseBorrowed/small", 50, false},
};
constexpr double mbox_stream_gigabytes = 1;

double median(std::vector<double> values) {
    auto const middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

void print_promise(std::string const& what, double measured, bool at_most, double limit) {
    bool const kept = at_most ? measured <= limit : measured >= limit;
    std::printf("%-47s %8.2f %9s %.0f  %s\n", what.c_str(), measured, at_most ? "<=" : ">=", limit,
                kept ? "kept" : "MISSED");
}

}  // namespace

bool MedianReporter::ReportContext(Context const& context) {
    std::fprintf(stderr, "arf_bench: measuring on %d CPUs at %.0f MHz ...\n", context.cpu_info.num_cpus,
                 context.cpu_info.cycles_per_second / 1e6);
    return true;
}

void MedianReporter::ReportRuns(std::vector<Run> const& runs) {
    std::vector<double> messages;
    std::vector<double> bytes;
    for (auto const& run : runs) {
        if (run.error_occurred) {
            failed_ = true;
            std::fprintf(stderr, "arf_bench: %s: %s\n", run.benchmark_name().c_str(),
                         run.error_message.c_str());
        } else if (run.run_type == Run::RT_Iteration) {
            messages.push_back(run.counters.at("items_per_second"));
            bytes.push_back(run.counters.at("bytes_per_second"));
        }
    }
    if (messages.empty()) return;
    auto const rate = median(messages);
    auto const [slowest, fastest] = std::minmax_element(messages.begin(), messages.end());
    results_[runs.front().family_index] = {runs.front().run_name.function_name, rate, median(bytes),
                                           (*fastest - *slowest) / rate};
}

void MedianReporter::Finalize() {
    std::puts("CPU time, medians of all repetitions      us/message   messages/s     GB/s   spread");
    for (auto const& [index, result] : results_) {
        std::printf("%-38s %13.3f %12.0f %8.3f %7.0f%%\n", result.name.c_str(),
                    1e6 / result.messages_per_second, result.messages_per_second,
                    result.bytes_per_second / 1e9, 100 * result.spread);
    }
    print_ratios();
}

MedianReporter::Result const* MedianReporter::find(std::string_view name) const noexcept {
    auto const found = std::find_if(results_.begin(), results_.end(),
                                    [name](auto const& entry) { return entry.second.name == name; });
    return found == results_.end() ? nullptr : &found->second;
}

/// What was promised; lines whose parts were not measured are left out.
void MedianReporter::print_ratios() const {
    std::puts("\nratio of the times of one message               measured   promised");
    for (auto const& [numerator, denominator, limit, at_most] : promises) {
        auto const* const above = find(numerator);
        auto const* const below = find(denominator);
        if (above == nullptr || below == nullptr) continue;
        auto const ratio = below->messages_per_second / above->messages_per_second;
        print_promise(std::string(numerator) + " : " + denominator, ratio, at_most, limit);
    }
    if (auto const* const stream = find("MboxStream")) {
        print_promise("MboxStream, GB/s", stream->bytes_per_second / 1e9, false, mbox_stream_gigabytes);
    }
}

}  // namespace arf::benchmark
