// SPDX-License-Identifier: BSL-1.0
// usage: filter <MESSAGE
// Tells a mail server's pipe whether a message is a complaint. Prints feedback type and source address,
// tab-separated,
// "-" for what the report does not say. Exit status: 0 a complaint, 1 none, 75 (EX_TEMPFAIL: try again)
// trouble.
#include <sysexits.h>
#include <unistd.h>

#include <algorithm>
#include <arf/arf.hpp>
#include <cstdio>
#include <exception>
#include <string>

namespace {

constexpr int exit_no_complaint = 1;

/// The type as the report states it: a stranger's text, so control characters do not get through.
std::string feedback_type(arf::Report const& report) {
    std::string type(report.feedback_type ? report.feedback_type->raw : "-");
    std::replace_if(
        type.begin(), type.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; }, '?');
    return type;
}

int filter() {
    // MailboxReader also takes the From_ line off that some servers put before a piped message.
    auto input = arf::MailboxReader::from_descriptor(STDIN_FILENO, "standard input");
    auto const message = input.next();
    if (!message || !*message) {
        std::fprintf(stderr, "filter: %s\n", message ? message->error().message().c_str() : "no message");
        return message && message->error().error == arf::errc::io ? EX_TEMPFAIL : exit_no_complaint;
    }
    auto const report = arf::parse_borrowed((*message)->bytes);
    if (!report) {
        std::fprintf(stderr, "filter: %s\n", report.error().message().c_str());
        return exit_no_complaint;
    }
    auto const source = report->source_ip ? report->source_ip->to_string() : "-";
    std::printf("%s\t%s\n", feedback_type(*report).c_str(), source.c_str());
    return EX_OK;
}

}  // namespace

int main() {
    try {
        return filter();
    } catch (std::exception const& trouble) {  // bad_alloc, and nothing else
        std::fprintf(stderr, "filter: %s\n", trouble.what());
        return EX_TEMPFAIL;
    }
}
