// SPDX-License-Identifier: BSL-1.0
// What the tests of the dialects that come as JSON share: reading one, and damaging it in every place.
#pragma once

#include <gtest/gtest.h>

#include <arf/arf.hpp>
#include <array>
#include <linear.hpp>
#include <string>
#include <string_view>
#include <support.hpp>
#include <utility>
#include <vector>

namespace arf_test {

/// Checks that a text is told apart as no complaint, with this format.
inline void is_no_complaint(std::string_view text, arf::Format format, std::string_view reason = {}) {
    auto const report = arf::parse(text);
    ASSERT_FALSE(report) << text;
    EXPECT_EQ(report.error(), arf::errc::not_a_complaint) << text;
    EXPECT_EQ(arf::name(report.error().format), arf::name(format)) << text;
    if (!reason.empty()) {
        EXPECT_EQ(report.error().reason, reason);
    }
}

/// Reads any bytes, and checks what must hold for all of them.
inline void read_damaged(std::string_view input) {
    auto const report = arf::parse_borrowed(input, {.keep_other_messages = true});
    if (!report) return;
    for (auto const& one : report->diagnostics) {
        if (one.offset > input.size() || one.length > input.size() - one.offset)
            ADD_FAILURE() << to_string(one) << " lies outside of " << input;
    }
    for (auto const& row : report->rows) {
        if (!lies_in(row.text, input)) ADD_FAILURE() << "a row lies outside of " << input;
    }
    (void)arf::to_json(*report);
}

/// A text cut short at every byte, and with every byte changed in two ways.
inline void survives_damage(std::string_view text) {
    for (std::size_t size = 0; size < text.size(); ++size) read_damaged(Exact(text.substr(0, size)).view());
    Exact damaged(text);
    for (std::size_t place = 0; place < text.size(); ++place) {
        char const intact = damaged.data()[place];
        for (char const mask : {'\x01', '\x80'}) {
            damaged.data()[place] = static_cast<char>(intact ^ mask);
            read_damaged(damaged.view());
        }
        damaged.data()[place] = intact;
    }
}

/// Reads a text within a time that only a loop that is not linear exceeds.
inline arf::Report read_in_time(std::string_view text) {
    arf::Report report;
    auto const work = [&] {
        report = read_any(text);
        (void)arf::to_json(report);
    };
    EXPECT_LT(cpu_seconds(work), time_limit);
    return report;
}

/// The addresses of a list.
inline std::vector<std::string> addresses(arf::List<arf::MailPath> paths) {
    std::vector<std::string> out;
    for (auto const& path : paths) out.emplace_back(path.address);
    return out;
}

/// A text as a JSON string, quotes included.
inline std::string as_json_string(std::string_view text) {
    std::string out = "\"";
    for (char const c : text) {
        if (c == '\n') {
            out += "\\n";
            continue;
        }
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out += '"';
}

using Strings = std::vector<std::string>;

}  // namespace arf_test
