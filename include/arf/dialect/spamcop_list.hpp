// SPDX-License-Identifier: BSL-1.0
// SpamCop's lists: the summary with counts of reports, the alert without evidence (FORMATS 7.4).
#pragma once

#include <arf/dialect/facts.hpp>
#include <arf/dialect/rung.hpp>
#include <arf/dialect/text.hpp>
#include <array>
#include <charconv>
#include <utility>

namespace arf::dialect {
namespace spamcop {

/// An address without the name of its family before it. QUIRK: SpamCop writes "IPv6 2001:db8::1" in alerts.
[[nodiscard]] inline std::string_view strip_family(std::string_view text) noexcept {
    auto const value = value_of(text, "IPv6 ");
    return value ? *value : text;
}

/// "Oct 16 18h/20": when it started, in an unknown year, and for how many days. Takes it off the text.
[[nodiscard]] inline bool take_period(std::string_view& text) noexcept {
    auto const digits = [](std::string_view word) {
        return !word.empty() && word.find_first_not_of("0123456789") == word.npos;
    };
    auto const month = take_word(text);
    auto const day = take_word(text);
    auto const period = take_word(text);
    auto const hour = period.find("h/");
    return month.size() == 3 && digits(day) && hour != period.npos && digits(period.substr(0, hour)) &&
           digits(period.substr(hour + 2));
}

/// The four numbers of the summary; none where not all of them are there.
[[nodiscard]] inline List<RowCount> read_counts(mime::Context& context, std::string_view text) {
    constexpr std::array<std::string_view, 4> names{"trap", "user", "mole", "simp"};
    std::array<RowCount, names.size()> counts;
    for (std::size_t i = 0; i < names.size(); ++i) {
        auto const word = take_word(text);
        auto const* const end = word.data() + word.size();
        counts[i].name = names[i];
        auto const [behind, error] = std::from_chars(word.data(), end, counts[i].number);
        if (word.empty() || error != std::errc{} || behind != end) return {};
    }
    auto* const kept = context.storage.allocate<RowCount>(counts.size());
    std::copy(counts.begin(), counts.end(), kept);
    return {kept, counts.size()};
}

/// What a line lists.
enum class RowKind : std::uint8_t { none, address, period };

/// A line of a list: an address alone, or one with its period and counts. Nothing else is a row.
[[nodiscard]] inline RowKind read_row(std::string_view line, std::optional<IpAddress>& address,
                                      std::string_view& behind) noexcept {
    line = strip_family(detail::trim(line));
    behind = line;
    address = fields::by<IpAddress, grammar::ip_literal>(take_word(behind));
    if (!address) return RowKind::none;
    if (detail::trim(behind).empty()) return RowKind::address;
    return take_period(behind) ? RowKind::period : RowKind::none;
}

/// Whether a line is the second one of a row: the host name of the address, indented.
[[nodiscard]] inline bool is_host_name(std::string_view line) noexcept {
    auto const name = detail::trim(line);
    return !name.empty() && detail::is_blank(line.front()) && name.find('.') != name.npos &&
           name.find_first_of(" \t:/@") == name.npos;
}

/// Takes the line that follows a row into its text.
inline void extend(mime::Context& context, ReportRow& row, std::string_view line) {
    while (!line.empty() && (detail::is_blank(line.back()) || line.back() == '\r')) line.remove_suffix(1);
    auto const both = std::string(row.text).append("\n").append(line);
    row.text = context.storage.keep(both);
}

/// Whether a text has a row.
[[nodiscard]] inline bool has_row(std::string_view text) noexcept {
    TextLines lines(text);
    std::optional<IpAddress> address;
    std::string_view behind;
    while (auto line = lines.next()) {
        take_quote(*line);
        if (read_row(*line, address, behind) != RowKind::none) return true;
    }
    return false;
}

/// The list that a subject announces: Format::unknown where it does not.
[[nodiscard]] inline Format list_in(std::string_view subject) noexcept {
    if (is_reply(subject)) return Format::unknown;
    if (detail::find_ignoring_case(subject, "[SpamCop] summary report") != subject.npos)
        return Format::spamcop_summary;
    if (detail::find_ignoring_case(subject, "[SpamCop] Alert") != subject.npos) return Format::spamcop_alert;
    return Format::unknown;
}

}  // namespace spamcop

/// Reads every row of the list in part `index`. The rows have no year: they have no date.
inline void read_spamcop_list(mime::Context& context, Report& report, std::int32_t index) {
    imply_feedback_type(context, report, FeedbackType::abuse, "abuse");
    TextLines lines(decoded_content(context, part_at(context, index)));
    detail::Growing<ReportRow> rows(context.storage);
    bool is_open = false;  // the host name of the row may follow
    while (auto line = lines.next()) {
        take_quote(*line);
        ReportRow row;
        std::string_view behind;
        auto const kind = spamcop::read_row(*line, row.source_ip, behind);
        bool const continues = std::exchange(is_open, kind == spamcop::RowKind::period);
        if (kind == spamcop::RowKind::none) {
            if (continues && spamcop::is_host_name(*line)) spamcop::extend(context, rows.back(), *line);
            continue;
        }
        if (rows.size() == context.options.max_nodes) {
            context.note(DiagnosticCode::limit_nodes, *line);
            break;
        }
        row.text = detail::trim(*line);
        if (kind == spamcop::RowKind::period) row.counts = spamcop::read_counts(context, behind);
        rows.push_back(row);
    }
    report.rows = rows.view();
}

/// A list by its subject and its rows; not talk about one.
[[nodiscard]] inline Detected recognise_spamcop_list(mime::Context const& context) {
    auto part = no_part;
    auto format = Format::unknown;
    auto const message = find_message(context, [&](std::int32_t index) {
        format = spamcop::list_in(subject_of(part_at(context, index)));
        if (format == Format::unknown) return false;
        part = find_text(context, index, [](Part const& text) {
            std::string room;
            return spamcop::has_row(peek_text(text, room));
        });
        return part != no_part;
    });
    if (message == no_part) return {};
    return {{format, "a subject of SpamCop's lists above a row of one"}, part, &read_spamcop_list};
}

}  // namespace arf::dialect
