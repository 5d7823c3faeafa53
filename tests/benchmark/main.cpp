// SPDX-License-Identifier: BSL-1.0
// The benchmark of libarf: how fast messages are parsed, compared in one run with a loop that only finds the
// line ends and with GMime's own parser. Takes the flags of Google Benchmark, and --quick for a run that only
// shows that it works. `--write-mailbox COUNT` writes an mbox of so many different reports instead.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <algorithm>
#include <arf/arf.hpp>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "generator.hpp"
#include "gmime_parse.hpp"
#include "mailbox_file.hpp"
#include "medians.hpp"

namespace arf::benchmark {
namespace {

using ::benchmark::DoNotOptimize;
using ::benchmark::State;

constexpr std::size_t mebibyte = std::size_t{1} << 20U;

/// How many lines end in a text: the least that any parser has to do.
std::size_t count_line_ends(std::string_view text) {
    std::size_t lines = 0;
    auto const* p = text.data();
    auto const* const last = p + text.size();
    while (auto const* const found = std::memchr(p, '\n', static_cast<std::size_t>(last - p))) {
        ++lines;
        p = static_cast<char const*>(found) + 1;
    }
    return lines;
}

/// Whether two parsers agree about a message: only then it makes sense to compare their times.
bool same_facts(Report const& ours, GMimeReport const& theirs) {
    auto const seconds = [](std::optional<DateTime> const& date) {
        return date && date->instant()
                   ? std::chrono::floor<std::chrono::seconds>(*date->instant()).time_since_epoch().count()
                   : 0;
    };
    auto const& original = ours.original;
    return original && ours.fields.size() == theirs.fields.size() && ours.feedback_type &&
           ours.original_mail_from && ours.feedback_type->raw == theirs.feedback_type &&
           ours.source_ip == theirs.source_ip && seconds(ours.arrival_date) == theirs.arrival_date &&
           ours.original_mail_from->address == theirs.original_mail_from &&
           ours.original_rcpt_to.front().address == theirs.original_rcpt_to && original->from &&
           original->subject && original->message_id == theirs.message_id &&
           original->from->address == theirs.from && original->to.front().address == theirs.to &&
           original->subject == theirs.subject && seconds(original->date) == theirs.date;
}

/// Why a set must not be measured; empty where it may.
std::string fault_of(MessageSet const& set) {
    for (std::size_t i = 0; i < set.messages.size(); ++i) {
        auto const ours = parse_borrowed(set.messages[i]);
        auto const theirs = gmime_parse(set.messages[i]);
        if (!ours || !theirs || !same_facts(*ours, *theirs)) {
            return "the parsers disagree about message " + std::to_string(i);
        }
    }
    return {};
}

/// Measures `work` on every message of a set in turn.
template <class Work>
void register_work(std::string const& name, MessageSet const& set, Work work) {
    ::benchmark::RegisterBenchmark((name + "/" + set.name).c_str(), [&set, work](State& state) {
        for (auto _ : state) {
            for (auto const& message : set.messages) DoNotOptimize(work(message));
        }
        state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(set.messages.size()));
        state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(set.bytes));
    });
}

void register_set(MessageSet const& set) {
    register_work("LineScan", set, [](std::string const& message) { return count_line_ends(message); });
    register_work("ParseBorrowed", set, [](std::string const& message) { return parse_borrowed(message); });
    register_work("Parse", set, [](std::string const& message) { return parse(std::string_view(message)); });
    register_work("ParseToJson", set,
                  [](std::string const& message) { return to_json(*parse_borrowed(message)); });
    register_work("GMimeParse", set, [](std::string const& message) { return gmime_parse(message); });
}

/// A mailbox of typical messages, written when it is first needed.
struct TestMailbox {
    std::string mbox;
    std::size_t bytes;
    MailboxFile file{};

    MailboxFile const& written() {
        file.grow_to(bytes, mbox);
        return file;
    }
};

/// Measures reading a mailbox from the page cache, with or without parsing what is in it.
void register_mailbox(char const* name, TestMailbox& mailbox, bool parse) {
    ::benchmark::RegisterBenchmark(name, [&mailbox, parse](State& state) {
        auto const& file = mailbox.written();
        MailboxCount count;
        for (auto _ : state) count = read_mailbox(file.rewound(), parse);
        if (parse && count.complaints != count.messages) state.SkipWithError("not all are complaints");
        state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(count.messages));
        state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(file.size()));
    });
}

void print_peak_memory(TestMailbox& mailbox) {
    auto const& file = mailbox.written();
    std::printf("peak memory of reading and parsing an mbox of %3zu MiB: %.1f MiB\n", file.size() / mebibyte,
                static_cast<double>(peak_memory_of_reading(file)) / 1024);
}

/// The command line with our defaults in front of it: what the user says counts more.
std::vector<std::string> with_defaults(int argc, char** argv, bool quick) {
    std::vector<std::string> arguments{argv[0], "--benchmark_enable_random_interleaving=true"};
    if (quick) {
        arguments.insert(arguments.end(), {"--benchmark_min_time=0.001", "--benchmark_repetitions=1"});
    } else {
        arguments.insert(arguments.end(), {"--benchmark_min_time=0.1", "--benchmark_repetitions=7"});
    }
    std::copy_if(argv + 1, argv + argc, std::back_inserter(arguments),
                 [](std::string_view argument) { return argument != "--quick"; });
    return arguments;
}

int run(int argc, char** argv) {
    bool const quick =
        std::any_of(argv + 1, argv + argc, [](std::string_view argument) { return argument == "--quick"; });
    auto arguments = with_defaults(argc, argv, quick);
    std::vector<char*> pointers;
    for (auto& argument : arguments) pointers.push_back(argument.data());
    auto count = static_cast<int>(pointers.size());
    ::benchmark::Initialize(&count, pointers.data());
    if (::benchmark::ReportUnrecognizedArguments(count, pointers.data())) return 2;

    std::array const sets{small_set(), typical_set(), attachment_set()};
    for (auto const& set : sets) {
        if (auto const fault = fault_of(set); !fault.empty()) {
            std::fprintf(stderr, "arf_bench: %s: %s\n", set.name.c_str(), fault.c_str());
            return EXIT_FAILURE;
        }
        register_set(set);
    }
    TestMailbox large{.mbox = to_mbox(sets[1]), .bytes = (quick ? 16 : 256) * mebibyte};
    TestMailbox quarter{.mbox = large.mbox, .bytes = large.bytes / 4};
    register_mailbox("MboxSplit", large, false);
    register_mailbox("MboxStream", large, true);

    MedianReporter reporter;
    ::benchmark::RunSpecifiedBenchmarks(&reporter);
    if (reporter.measured("MboxStream")) {
        std::puts("");
        print_peak_memory(quarter);
        print_peak_memory(large);
    }
    return reporter.failed() ? EXIT_FAILURE : EXIT_SUCCESS;
}

}  // namespace
}  // namespace arf::benchmark

int main(int argc, char** argv) {
    if (argc == 2 && std::string_view(argv[1]) == arf::benchmark::read_mailbox_argument) {
        auto const count = arf::benchmark::read_mailbox(STDIN_FILENO, true);
        return count.messages > 0 && count.complaints == count.messages ? EXIT_SUCCESS : EXIT_FAILURE;
    }
    try {
        if (argc == 3 && std::string_view(argv[1]) == arf::benchmark::write_mailbox_argument) {
            arf::benchmark::write_typical_mbox(stdout, std::stoi(argv[2]));
            return EXIT_SUCCESS;
        }
        return arf::benchmark::run(argc, argv);
    } catch (std::exception const& trouble) {
        std::fprintf(stderr, "arf_bench: %s\n", trouble.what());
        return EXIT_FAILURE;
    }
}
