// SPDX-License-Identifier: BSL-1.0
// A program that uses libarf from two translation units; a body that is defined in both would not link.
#include <arf/arf.hpp>
#include <iostream>
#include <string_view>

#include "source_ip.hpp"

namespace {

constexpr std::string_view message =
    "From: <abuse@example.net>\r\n"
    "To: <complaints@example.com>\r\n"
    "Subject: FW: Earn money\r\n"
    "MIME-Version: 1.0\r\n"
    "Content-Type: multipart/report; report-type=feedback-report; boundary=\"b\"\r\n"
    "\r\n"
    "--b\r\n"
    "Content-Type: text/plain\r\n"
    "\r\n"
    "This is a complaint.\r\n"
    "--b\r\n"
    "Content-Type: message/feedback-report\r\n"
    "\r\n"
    "Feedback-Type: abuse\r\n"
    "User-Agent: Example/1.0\r\n"
    "Version: 1\r\n"
    "Source-IP: 192.0.2.1\r\n"
    "\r\n"
    "--b\r\n"
    "Content-Type: message/rfc822\r\n"
    "\r\n"
    "From: <somebody@example.org>\r\n"
    "Subject: Earn money\r\n"
    "Message-ID: <1@example.org>\r\n"
    "\r\n"
    "Spam\r\n"
    "--b--\r\n";

}  // namespace

int main() {
    auto const report = arf::parse(message);
    if (!report || !report->feedback_type) {
        std::cerr << "the message was not read\n";
        return 1;
    }
    auto const ip = source_ip(message);
    std::cout << report->feedback_type->raw << ' ' << ip << '\n';
    return report->feedback_type->raw == "abuse" && ip == "192.0.2.1" ? 0 : 1;
}
