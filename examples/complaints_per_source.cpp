// SPDX-License-Identifier: BSL-1.0
// usage: complaints_per_source PATH|-...
// Counts the complaints in mailboxes by day and source address: a server that draws more of them than
// yesterday is one to look at. Prints tab-separated lines: day (UTC), address, complaints.
#include <arf/arf.hpp>
#include <cstddef>
#include <cstdio>
#include <map>
#include <string>
#include <utility>

namespace {

using DayAndSource = std::pair<std::string, std::string>;
using Counts = std::map<DayAndSource, std::size_t>;

/// The day (2026-03-01) on which the message complained about arrived, and where it came from.
DayAndSource day_and_source(arf::Report const& report) {
    auto const time = report.arrival_date ? report.arrival_date->to_string() : std::string();
    return {time.empty() ? "unknown" : time.substr(0, time.find('T')),
            report.source_ip ? report.source_ip->to_string() : "unknown"};
}

/// Counts what is in one mailbox; returns whether all of it could be read.
bool count(std::string const& path, Counts& counts) {
    bool clean = true;
    auto mailbox = arf::MailboxReader::open(path);
    while (auto const message = mailbox.next()) {
        if (!*message) {
            std::fprintf(stderr, "complaints_per_source: %s\n", message->error().message().c_str());
            clean = false;
        } else if (auto const report = arf::parse_borrowed((*message)->bytes)) {
            ++counts[day_and_source(*report)];
        }
    }
    return clean;
}

}  // namespace

int main(int argc, char** argv) {
    Counts counts;
    bool clean = argc > 1;
    if (!clean) std::fputs("usage: complaints_per_source PATH|-...\n", stderr);
    for (int i = 1; i < argc; ++i) clean = count(argv[i], counts) && clean;
    for (auto const& [key, complaints] : counts) {
        std::printf("%s\t%s\t%zu\n", key.first.c_str(), key.second.c_str(), complaints);
    }
    return clean ? 0 : 1;
}
