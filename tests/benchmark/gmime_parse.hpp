// SPDX-License-Identifier: BSL-1.0
// The work of arf::parse_borrowed(), done with GMime's own parser: what libarf is measured against.
#pragma once

#include <arf/value/ip_address.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace arf::benchmark {

/// The facts that both parsers are asked for, in the types that a user would want.
struct GMimeReport {
    std::vector<std::pair<std::string, std::string>> fields;  // of the report part
    std::string feedback_type;
    std::optional<IpAddress> source_ip;
    std::int64_t arrival_date = 0;  // seconds since 1970
    std::string original_mail_from;
    std::string original_rcpt_to;

    // of the message complained about
    std::string message_id;
    std::string from;  // addr-spec
    std::string to;    // addr-spec
    std::string subject;
    std::int64_t date = 0;  // seconds since 1970
};

/// Parses a message with GMime's parser, from memory and without copying it first; nothing where it holds no
/// report.
[[nodiscard]] std::optional<GMimeReport> gmime_parse(std::string_view message);

}  // namespace arf::benchmark
