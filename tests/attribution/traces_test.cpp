// SPDX-License-Identifier: BSL-1.0
// The traces in tests/attribution/traces/ and their right answers; README.md there says how they are written.
#include <algorithm>
#include <array>

#include "support.hpp"

namespace attribution_traces_test {

using arf_test::lies_in;

struct Trace {
    std::string file;
    std::string title;
    std::string fields;
    std::string original;
    std::string ours;     ///< the answers where it is told what is ours
    std::string nothing;  ///< the answers where it is not
};
/// How GoogleTest shows a trace.
void PrintTo(Trace const& trace, std::ostream* out) { *out << trace.file << ": " << trace.title; }

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        auto const end = text.find('\n');
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
    }
    return lines;
}

std::vector<Trace> read_traces() {
    std::vector<Trace> traces;
    auto const folder = std::filesystem::path{ARF_SOURCE_DIR} / "tests/attribution/traces";
    for (auto const& file : arf_test::samples_below(folder, {".txt"})) {
        std::string Trace::*section = nullptr;
        for (auto const& line : lines_of(file.bytes)) {
            if (line.starts_with("=== ")) {
                traces.push_back({file.name, line.substr(4), {}, {}, {}, {}});
                section = &Trace::fields;
            } else if (line == "--- original") {
                section = &Trace::original;
            } else if (line == "--- ours") {
                section = &Trace::ours;
            } else if (line == "--- nothing told") {
                section = &Trace::nothing;
            } else if (!line.empty()) {
                (traces.back().*section).append(line).append("\n");
            }
        }
    }
    return traces;
}
std::vector<Trace> const& traces() {
    static auto const all = read_traces();
    return all;
}

std::string show(arf::Device const& device) {
    std::string text;
    if (device.ip) text += device.ip->to_string();
    if (device.port) text += ":" + std::to_string(*device.port);
    if (!text.empty()) text += " ";
    text += "helo=" + device.helo + " with=" + device.protocol + " id=" + device.queue_id;
    if (!device.mailer.empty()) text += " mailer=" + device.mailer;
    if (!device.script.empty()) text += " script=" + device.script;
    if (device.utc_offset) text += " offset=" + std::to_string(*device.utc_offset);
    return text;
}

template <class T, class Show>
std::string line(std::string_view name, arf::Answer<T> const& answer, Show const& show_value) {
    auto const value = answer ? show_value(*answer.value) + " " + std::string(arf::name(answer.confidence))
                              : std::string("none");
    return std::string(name).append(" ").append(value).append("\n");
}

/// The answers in the form of the files; conflicts are shown where `expected` has one.
std::string show(arf::Attribution const& answers, std::string_view expected) {
    std::string text = "roles";
    for (auto const& hop : answers.hops) text.append(" ").append(arf::name(hop.role));
    text += "\n";
    text += line("source", answers.source, [](auto const& ip) { return ip.to_string(); });
    if (answers.source_port)
        text += line("port", answers.source_port, [](auto port) { return std::to_string(port); });
    text += line("account", answers.account, [](auto const& account) { return account; });
    text += line("device", answers.device, [](auto const& device) { return show(device); });
    if (expected.find("\nconflict ") == expected.npos) return text;
    for (auto const& conflict : answers.conflicts) text += "conflict " + conflict + "\n";
    return text;
}

class Traces : public testing::TestWithParam<Trace> {};

TEST_P(Traces, WhatIsOursIsTold) {
    auto const& [file, title, fields, original, expected, nothing] = GetParam();
    auto const report = arf_test::report_of(fields, original);
    EXPECT_EQ(show(arf::attribute(report, arf_test::ours()), expected), expected);
}

TEST_P(Traces, NothingIsTold) {
    auto const& [file, title, fields, original, ours, expected] = GetParam();
    auto const report = arf_test::report_of(fields, original);
    auto const answers = arf::attribute(report);
    EXPECT_EQ(show(answers, expected), expected);
    EXPECT_LE(answers.account.confidence, arf::Confidence::low) << "nothing is ours";
    EXPECT_LE(answers.device.confidence, arf::Confidence::low) << "nothing is ours";
}

TEST_P(Traces, AnswersPointIntoTheMessage) {
    auto const message = arf_test::report_with(std::string(arf_test::required_fields) + GetParam().fields,
                                               GetParam().original + "\n");
    auto const report = arf::parse_borrowed(message);
    ASSERT_TRUE(report);
    auto const answers = arf::attribute(*report, arf_test::ours());
    for (auto const text : {answers.source.from.text, answers.account.from.text, answers.device.from.text})
        EXPECT_TRUE(text.empty() || lies_in(text, message));
    for (auto const& hop : answers.hops) EXPECT_TRUE(lies_in(hop.field->raw(), message));
}

std::string test_name(testing::TestParamInfo<Trace> const& info) {
    return info.param.file + "_" + std::to_string(info.index);
}

INSTANTIATE_TEST_SUITE_P(Files, Traces, testing::ValuesIn(traces()), test_name);

TEST(TraceFolder, HasManyTraces) { EXPECT_GE(traces().size(), 45U); }

}  // namespace attribution_traces_test
