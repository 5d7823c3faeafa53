// SPDX-License-Identifier: BSL-1.0
// usage: arf_dump PATH|-...
// Shows every message of mailboxes (mbox files, Maildirs, single messages) for a person to read: the facts of
// a complaint and what was odd about it, or what the message is instead.
#include <algorithm>
#include <arf/arf.hpp>
#include <iomanip>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>

namespace {

/// Mail comes from strangers: no byte of it may command the terminal.
std::string printable(std::string_view text) {
    std::string result(text);
    std::replace_if(
        result.begin(), result.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; }, '?');
    return result;
}

void show(char const* name, std::optional<std::string_view> value) {
    if (value) std::cout << "  " << std::left << std::setw(18) << name << printable(*value) << '\n';
}

void show(arf::Report const& report) {
    if (report.feedback_type) show("feedback type", report.feedback_type->raw);
    show("user agent", report.user_agent);
    if (report.arrival_date) show("arrival date", report.arrival_date->to_string());
    if (report.source_ip) show("source IP", report.source_ip->to_string());
    if (report.original_mail_from) show("envelope sender", report.original_mail_from->address);
    for (auto const& recipient : report.original_rcpt_to) show("recipient", recipient.address);
    show("message-id", report.original_message_id);
    if (report.original && report.original->from) show("from", report.original->from->address);
    if (report.original) show("subject", report.original->subject);
    for (auto const& diagnostic : report.diagnostics) show("odd", to_string(diagnostic));
}

}  // namespace

int main(int argc, char** argv) {
    bool clean = argc > 1;
    if (!clean) std::cerr << "usage: arf_dump PATH|-...\n";
    for (int i = 1; i < argc; ++i) {
        auto mailbox = arf::MailboxReader::open(argv[i]);
        while (auto const message = mailbox.next()) {
            if (!*message) {
                std::cerr << "arf_dump: " << printable(message->error().message()) << '\n';
                clean = false;
                continue;
            }
            auto const report = arf::parse_borrowed((*message)->bytes);
            std::cout << printable((*message)->source) << ", byte " << (*message)->offset << ": "
                      << (report ? std::string(name(report->format)) : report.error().message()) << '\n';
            if (report) show(*report);
        }
    }
    return clean ? 0 : 1;
}
