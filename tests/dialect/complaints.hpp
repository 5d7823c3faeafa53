// SPDX-License-Identifier: BSL-1.0
// What the tests of the dialects that are told in text share: short mails, samples, and bad input.
#pragma once

#include <gtest/gtest.h>

#include <arf/arf.hpp>
#include <linear.hpp>
#include <string>
#include <string_view>
#include <support.hpp>
#include <utility>

namespace arf_test {

inline arf::Format format_of(std::string_view mail) { return read_any(mail).format; }

/// A sample of tests/corpus.
inline std::string sample(std::string const& name) {
    return read_file(std::filesystem::path{ARF_SOURCE_DIR} / "tests/corpus" / (name + ".eml"));
}

/// A mail of one text.
inline std::string text_mail(std::string_view header, std::string_view text) {
    return std::string("From: desk@example.net\nTo: abuse@example.com\n")
        .append(header)
        .append("\n")
        .append(text);
}

/// A multipart/mixed of these parts, each with its own header.
inline std::string mixed(std::string_view header, std::vector<std::string> const& parts,
                         std::string const& boundary = "b") {
    auto out = std::string("From: desk@example.net\n").append(header);
    out.append("Content-Type: multipart/mixed; boundary=").append(boundary).append("\n\n");
    for (auto const& part : parts) out.append("--").append(boundary).append("\n").append(part).append("\n");
    return out.append("--").append(boundary).append("--\n");
}
inline std::string embedded(std::string_view message) {
    return std::string("Content-Type: message/rfc822\n\n").append(message);
}

inline std::string source_of(arf::Report const& report) {
    return report.source_ip ? report.source_ip->to_string() : "";
}

/// Reads a mail in a buffer of exactly its size; whatever it is, its diagnostics must lie in it.
inline void survive(std::string_view mail) {
    Exact const bytes(mail);
    auto const report = arf::parse_borrowed(bytes.view(), {.keep_other_messages = true});
    if (!report) return;
    static_cast<void>(report->feed());
    for (auto const& one : report->diagnostics) {
        if (one.offset + one.length > mail.size()) ADD_FAILURE() << to_string(one) << " lies outside";
    }
}

/// A mail cut short at every byte, and with every byte flipped.
inline void survive_damage(std::string const& mail) {
    for (std::size_t size = 0; size <= mail.size(); ++size) survive(std::string_view(mail).substr(0, size));
    for (std::size_t i = 0; i < mail.size(); ++i) {
        for (char const flip : {'\x01', '\x20', '\x80'}) {
            auto damaged = mail;
            damaged[i] = static_cast<char>(damaged[i] ^ flip);
            survive(damaged);
        }
    }
}

/// That megabytes are read in seconds.
inline void expect_fast(std::string const& mail) {
    EXPECT_LT(cpu_seconds([&] { survive(mail); }), time_limit);
}

}  // namespace arf_test
