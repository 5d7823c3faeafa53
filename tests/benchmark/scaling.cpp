// SPDX-License-Identifier: BSL-1.0
// arf_scaling: whether time and memory are linear in the size of a message, whatever is in it. Every hostile
// shape is read at sizes that double from 1 KiB to 16 MiB. docs/limits-measured.md says how, and has the
// table.
//
//     arf_scaling [--unlimited] [--quick] [--each] [--up-to MIB] [WORD...]
//
// --unlimited raises all limits; --quick takes small messages and looks at memory only; --each prints every
// size; words choose the shapes that have one of them in their name. The status is 1 where a promise is
// broken.
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "counted_memory.hpp"
#include "read_everything.hpp"
#include "scaling_shapes.hpp"

namespace arf::benchmark {
namespace {

constexpr std::size_t kibibyte = std::size_t{1} << 10U;
constexpr std::size_t mebibyte = std::size_t{1} << 20U;

/// Time per byte may grow by Shape::most_growth, against the least of any smaller size of at least this one.
constexpr std::size_t first_judged = 16 * kibibyte;
/// What is cheaper counts as if it took that long, in nanoseconds for a byte. It is what an ordinary line of
/// text takes; below it the measure is how fast memory is, which a cache holds or not.
constexpr double cheap = 2;

/// What is added for each byte of memory, in nanoseconds: that of a large message is in no cache.
constexpr double memory_price = 0.25;

/// At most that much memory for each byte of the message, besides a constant.
struct MemoryPromise {
    std::size_t per_byte;
    std::size_t constant;
};
constexpr MemoryPromise within_limits{.per_byte = 128, .constant = 1 * mebibyte};
constexpr MemoryPromise without_limits{.per_byte = 320, .constant = 1 * mebibyte};

/// What the user wants.
struct Wishes {
    bool unlimited = false;
    bool quick = false;
    bool each = false;
    std::size_t largest = 16 * mebibyte;
    std::vector<std::string> words;
};

ParseOptions options_of(bool unlimited) {
    constexpr auto any = std::numeric_limits<std::size_t>::max();
    ParseOptions options{.keep_other_messages = true};
    if (unlimited) {
        options = {.max_bytes = any,
                   .max_depth = any,
                   .max_message_depth = any,
                   .max_parts = any,
                   .max_fields = any,
                   .max_field_bytes = any,
                   .max_report_bytes = any,
                   .max_document_bytes = any,
                   .max_document_depth = any,
                   .max_nodes = any,
                   .max_diagnostics = any,
                   .keep_other_messages = true};
    }
    return options;
}

/// A file without a name that a mailbox is read from.
class MemoryFile {
  public:
    explicit MemoryFile(std::string_view content) : descriptor_(memfd_create("mailbox", MFD_CLOEXEC)) {
        if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "memfd_create");
        while (!content.empty()) {
            auto const written = write(descriptor_, content.data(), content.size());
            if (written <= 0) throw std::system_error(errno, std::generic_category(), "writing a mailbox");
            content.remove_prefix(static_cast<std::size_t>(written));
        }
    }
    MemoryFile(MemoryFile const&) = delete;
    MemoryFile& operator=(MemoryFile const&) = delete;
    ~MemoryFile() { close(descriptor_); }
    [[nodiscard]] int descriptor() const noexcept { return descriptor_; }

  private:
    int descriptor_;
};

/// Messages of one shape and size, side by side: small ones shall not find themselves in the cache that large
/// ones do not fit into.
class Work {
  public:
    /// @param together  how large all copies are; at least one there is.
    Work(Shape const& shape, std::size_t size, ParseOptions const& options, std::size_t together)
        : options_(options), message_(make(shape, size)) {
        if (shape.place == Place::mailbox) {
            file_.emplace(message_);
            return;
        }
        auto const copies = std::max<std::size_t>(1, together / message_.size());
        copies_.reserve(copies * message_.size());
        for (std::size_t i = 0; i < copies; ++i) copies_ += message_;
    }

    [[nodiscard]] std::size_t bytes() const noexcept { return message_.size(); }
    [[nodiscard]] std::size_t copies() const noexcept { return file_ ? 1000 : copies_.size() / bytes(); }

    /// Reads so many of the copies.
    Everything run(std::size_t count) const {
        Everything last;
        auto tally = tally_of_everything();
        for (std::size_t i = 0; i < count; ++i) {
            auto const message = std::string_view(copies_).substr(file_ ? 0 : i * bytes(), bytes());
            last =
                file_ ? read_mailbox_twice(file_->descriptor()) : read_everything(message, options_, tally);
        }
        return last;
    }

  private:
    ParseOptions const& options_;
    std::string message_;
    std::string copies_;
    std::optional<MemoryFile> file_;
};

double cpu_seconds() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

/// The time that one message takes, of so many.
double seconds_of(Work const& work, std::size_t count) {
    auto const start = cpu_seconds();
    static_cast<void>(work.run(count));
    return (cpu_seconds() - start) / static_cast<double>(count);
}

/// What one size cost.
struct Cost {
    std::size_t size = 0;   ///< as asked for
    std::size_t bytes = 0;  ///< as it came out
    double seconds = 0;     ///< one message, the least of several runs
    std::size_t memory = 0;

    [[nodiscard]] double nanoseconds_per_byte() const { return seconds * 1e9 / static_cast<double>(bytes); }
    [[nodiscard]] double memory_per_byte() const {
        return static_cast<double>(memory) / static_cast<double>(bytes);
    }
    [[nodiscard]] bool keeps(MemoryPromise const& promise) const {
        return memory <= promise.per_byte * bytes + promise.constant;
    }
};

/// One shape, at all sizes.
struct Row {
    std::vector<Cost> costs;
    std::string broken;  ///< which promise, and where; empty where all are kept

    [[nodiscard]] Cost const* at(std::size_t size) const {
        auto const found =
            std::find_if(costs.begin(), costs.end(), [&](auto const& c) { return c.size == size; });
        return found == costs.end() ? nullptr : &*found;
    }
    /// The most of any size that is judged.
    [[nodiscard]] double memory_per_byte() const {
        double most = 0;
        for (auto const& cost : costs) {
            if (cost.size >= first_judged) most = std::max(most, cost.memory_per_byte());
        }
        return most;
    }
    /// How much more a byte costs here than at the best of the smaller sizes that are judged.
    [[nodiscard]] double growth_of(Cost const& cost) const {
        return std::max(cost.nanoseconds_per_byte(), cheap) / std::max(least_before(cost), cheap);
    }
    [[nodiscard]] double growth() const {
        double most = 1;
        for (auto const& cost : costs) most = std::max(most, growth_of(cost));
        return most;
    }
    [[nodiscard]] bool is_too_slow(Shape const& shape) const {
        return std::any_of(costs.begin(), costs.end(), [&](auto const& cost) {
            auto const allowed = shape.most_growth * std::max(least_before(cost), cheap);
            return cost.nanoseconds_per_byte() > allowed + memory_price * cost.memory_per_byte();
        });
    }

  private:
    [[nodiscard]] double least_before(Cost const& cost) const {
        auto least = std::numeric_limits<double>::infinity();
        for (auto const& smaller : costs) {
            if (smaller.size >= first_judged && smaller.size < cost.size)
                least = std::min(least, smaller.nanoseconds_per_byte());
        }
        return least;
    }
};

/// Whatever a shape is meant to break: where its bytes stand but once, what is around them must be
/// recognised, or it measures something else.
void check(Shape const& shape, ParseOptions const& options) {
    if (shape.place != Place::message && !Work(shape, 1, options, 0).run(1).is_complaint)
        throw std::runtime_error(shape.name + ": what is around it is not recognised");
}

/// Reads a message once, and looks at its memory.
Cost measure_memory(Work const& work, std::size_t size) {
    auto const before = allocated();
    forget_peak();
    static_cast<void>(work.run(1));
    return {.size = size, .bytes = work.bytes(), .memory = peak() - before};
}

/// Takes the least of some runs: what disturbs only ever takes longer.
void measure_time(Work const& work, Cost& cost) {
    constexpr double long_enough = 0.01;
    constexpr int runs = 3;
    auto const once = seconds_of(work, 1);
    auto const wanted = static_cast<std::size_t>(long_enough / std::max(once, 1e-9)) + 1;
    auto const count = std::min(wanted, work.copies());
    auto least = cost.seconds == 0 ? once : std::min(cost.seconds, once);
    for (int i = 0; i < runs; ++i) least = std::min(least, seconds_of(work, count));
    cost.seconds = least;
}

/// Measures all sizes, or measures them again.
void measure_sizes(Shape const& shape, Wishes const& wishes, Row& row) {
    constexpr double too_long = 20;
    auto const options = options_of(wishes.unlimited);
    auto size = kibibyte;
    for (std::size_t i = 0; size <= wishes.largest; ++i, size *= wishes.quick ? 8 : 2) {
        Work const work(shape, size, options, wishes.quick ? 0 : 16 * mebibyte);
        if (i == row.costs.size()) row.costs.push_back(measure_memory(work, size));
        if (!wishes.quick) measure_time(work, row.costs[i]);
        if (row.costs[i].seconds > too_long) break;
    }
}

/// Measures a shape; again and again, the least of each size counting, where a promise seems to be broken:
/// another program may have slowed the large sizes only.
Row measure(Shape const& shape, Wishes const& wishes) {
    constexpr int rounds = 8;
    check(shape, options_of(wishes.unlimited));
    Row row;
    for (int i = 0; i < rounds && (i == 0 || row.is_too_slow(shape)); ++i) measure_sizes(shape, wishes, row);
    if (row.is_too_slow(shape)) row.broken += " time";
    auto const& promise = wishes.unlimited ? without_limits : within_limits;
    for (auto const& cost : row.costs) {
        if (!cost.keeps(promise)) row.broken += " memory at " + std::to_string(cost.size / kibibyte) + " KiB";
    }
    return row;
}

/// The mark of a column where that size was not measured, else the value.
std::string shown(Cost const* cost, double (Cost::*value)() const) {
    if (cost == nullptr) return "-";
    std::string text(16, '\0');
    text.resize(static_cast<std::size_t>(std::snprintf(text.data(), text.size(), "%.2f", (cost->*value)())));
    return text;
}

void print_row(Shape const& shape, Row const& row) {
    auto const time = [&](std::size_t size) { return shown(row.at(size), &Cost::nanoseconds_per_byte); };
    std::printf("| %-49s | %7.1f | %8s | %8s | %8s | %6.2f | %6.2f |%s\n", shape.name.c_str(),
                row.costs.front().seconds * 1e6, time(16 * kibibyte).c_str(), time(mebibyte).c_str(),
                time(16 * mebibyte).c_str(), row.growth(), row.memory_per_byte(),
                row.broken.empty() ? "" : (" BROKEN:" + row.broken).c_str());
    std::fflush(stdout);
}

bool is_wanted(Shape const& shape, Wishes const& wishes) {
    return wishes.words.empty() ||
           std::any_of(wishes.words.begin(), wishes.words.end(),
                       [&](auto const& word) { return shape.name.find(word) != std::string::npos; });
}

/// Every size of a shape, for whoever looks for the cause.
void print_each(Row const& row) {
    for (auto const& cost : row.costs) {
        std::printf("    %9zu bytes: %8.2f ns per byte, %8.2f bytes of memory per byte, growth %.2f\n",
                    cost.bytes, cost.nanoseconds_per_byte(), cost.memory_per_byte(), row.growth_of(cost));
    }
}

/// Measures all shapes that are wanted; how many break a promise.
int measure_all(Wishes const& wishes) {
    int broken = 0;
    int count = 0;
    for (auto const& shape : scaling_shapes()) {
        if (!is_wanted(shape, wishes)) continue;
        auto const row = measure(shape, wishes);
        ++count;
        broken += row.broken.empty() ? 0 : 1;
        if (!wishes.quick) print_row(shape, row);
        if (wishes.each) print_each(row);
        if (wishes.quick && !row.broken.empty())
            std::printf("%s:%s\n", shape.name.c_str(), row.broken.c_str());
    }
    if (count == 0) throw std::invalid_argument("no shape has such a name");
    std::printf("%d shapes%s, %d break a promise\n", count, wishes.unlimited ? " without limits" : "",
                broken);
    return broken;
}

Wishes wishes_of(std::vector<std::string> const& arguments) {
    Wishes wishes;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        auto const& argument = arguments[i];
        if (argument == "--unlimited") {
            wishes.unlimited = true;
        } else if (argument == "--quick") {
            wishes.quick = true;
            wishes.largest = 64 * kibibyte;
        } else if (argument == "--each") {
            wishes.each = true;
        } else if (argument == "--up-to" && i + 1 < arguments.size()) {
            wishes.largest = std::stoul(arguments[++i]) * mebibyte;
        } else if (argument.starts_with("--")) {
            throw std::invalid_argument("unknown option " + argument);
        } else {
            wishes.words.push_back(argument);
        }
    }
    if (wishes.largest == 0) throw std::invalid_argument("--up-to takes a number of MiB, at least 1");
    return wishes;
}

int run(std::vector<std::string> const& arguments) {
    auto wishes = wishes_of(arguments);
    if (!counts_memory()) throw std::runtime_error("memory cannot be counted in this build");
    // Memory stays with the process: what the system takes to clear fresh pages is no loop of ours.
    mallopt(M_MMAP_MAX, 0);
    mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
    if (!wishes.quick) {
        std::puts(
            "| shape                                             | us, 1K | ns/B, 16K | 1 MiB | 16 MiB | "
            "growth | memory |");
        std::puts("|---|---:|---:|---:|---:|---:|---:|");
        return measure_all(wishes) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
    }
    auto broken = measure_all(wishes);
    wishes.unlimited = true;
    broken += measure_all(wishes);
    return broken == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace
}  // namespace arf::benchmark

int main(int argc, char** argv) {
    try {
        return arf::benchmark::run({argv + 1, argv + argc});
    } catch (std::exception const& trouble) {
        std::fprintf(stderr, "arf_scaling: %s\n", trouble.what());
        return 2;
    }
}
