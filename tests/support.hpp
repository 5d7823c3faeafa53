// SPDX-License-Identifier: BSL-1.0
// What the tests of the whole library share: sample messages, and short ways to ask a report.
#pragma once

#include <algorithm>
#include <arf/detail/ascii.hpp>
#include <arf/parse.hpp>
#include <exact.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace arf_test {

/// The text with `from` replaced by `to` everywhere.
inline std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
    std::string out;
    for (auto at = text.find(from); at != std::string_view::npos; at = text.find(from)) {
        out.append(text.substr(0, at)).append(to);
        text.remove_prefix(at + from.size());
    }
    return out.append(text);
}
inline std::string to_lf(std::string_view text) { return replaced(text, "\r\n", "\n"); }
inline std::string to_crlf(std::string_view text) { return replaced(to_lf(text), "\n", "\r\n"); }

/// The text in lower and in upper case (ASCII).
inline std::string lower(std::string text) {
    for (char& c : text) c = arf::detail::lower(c);
    return text;
}
inline std::string upper(std::string text) {
    for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    return text;
}

inline bool lies_in(std::string_view slice, std::string_view whole) noexcept {
    return slice.data() >= whole.data() && slice.data() + slice.size() <= whole.data() + whole.size();
}

/// The report of any message, complaint or not; it must be one that can be shown.
inline arf::Report read_any(std::string_view message, arf::ParseOptions options = {}) {
    options.keep_other_messages = true;
    auto report = arf::parse(message, options);
    if (!report) throw std::runtime_error("not read: " + report.error().message());
    return *std::move(report);
}

/// A message of the sample folders.
struct Sample {
    std::string name;  ///< "arf/yahoo", below its folder
    std::string bytes;
    std::filesystem::path path;
};
/// How GoogleTest shows a sample.
inline void PrintTo(Sample const& sample, std::ostream* out) { *out << sample.path; }

inline std::string read_file(std::filesystem::path const& path) {
    std::ifstream in{path, std::ios::binary};
    if (!in) throw std::runtime_error{"cannot read " + path.string()};
    return {std::istreambuf_iterator<char>{in}, {}};
}

/// The files below a folder with one of these extensions, in the order of their names. None where there is no
/// folder.
inline std::vector<Sample> samples_below(std::filesystem::path const& folder,
                                         std::vector<std::string_view> const& extensions = {".eml"}) {
    std::vector<Sample> samples;
    if (!std::filesystem::is_directory(folder)) return samples;
    for (auto const& entry : std::filesystem::recursive_directory_iterator{folder}) {
        auto const extension = entry.path().extension().string();
        if (std::find(extensions.begin(), extensions.end(), extension) == extensions.end()) continue;
        auto const name = std::filesystem::relative(entry.path(), folder).replace_extension().string();
        samples.push_back({name, read_file(entry.path()), entry.path()});
    }
    std::sort(samples.begin(), samples.end(), [](auto const& a, auto const& b) { return a.path < b.path; });
    return samples;
}

/// All messages of tests/corpus: mail is NAME.eml, a JSON document NAME.msg.json; the record is NAME.json.
inline std::vector<Sample> const& corpus() {
    static auto const samples = [] {
        auto found = samples_below(std::filesystem::path{ARF_SOURCE_DIR} / "tests/corpus", {".eml", ".json"});
        std::erase_if(found, [](Sample const& sample) {
            return sample.path.extension() == ".json" && !sample.name.ends_with(".msg");
        });
        return found;
    }();
    return samples;
}
/// The file that holds the record of a message of tests/corpus.
inline std::filesystem::path record_of_sample(Sample const& sample) {
    auto path = sample.path;
    path.replace_extension();
    return path.replace_extension(".json");
}

/// The names of the diagnostics of a report, in order.
inline std::vector<std::string> codes(arf::List<arf::Diagnostic> diagnostics) {
    std::vector<std::string> names;
    for (auto const& one : diagnostics) names.emplace_back(arf::diagnostic_info(one.code).name);
    return names;
}
inline bool has(arf::List<arf::Diagnostic> diagnostics, arf::DiagnosticCode code) {
    return std::any_of(diagnostics.begin(), diagnostics.end(),
                       [&](auto const& one) { return one.code == code; });
}

/// A report with these lines in its report part, and this original; boundary "b".
inline std::string report_with(std::string_view report,
                               std::string_view original = "Message-ID: <1@example.com>\n\nhi\n") {
    std::string out =
        "From: fbl@example.net\nTo: abuse@example.com\nSubject: complaint\nMIME-Version: 1.0\n"
        "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n"
        "--b\n\nA complaint.\n\n--b\nContent-Type: message/feedback-report\n\n";
    out.append(report).append("\n--b\nContent-Type: message/rfc822\n\n").append(original).append("\n--b--\n");
    return out;
}

/// Three fields that RFC 5965 requires.
inline constexpr std::string_view required_fields =
    "Feedback-Type: abuse\nUser-Agent: Example/1\nVersion: 1\n";

}  // namespace arf_test
