// SPDX-License-Identifier: BSL-1.0
// From a report to what a tally counts of it: its kind, its time, the values of its keys.
#pragma once

#include <algorithm>
#include <arf/impl/tally_record.ipp>
#include <arf/parse.hpp>  // the bodies of Report
#include <arf/tally.hpp>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace arf {
namespace detail {

/// What counts of one complaint: a report, or a row of one. Views into the report.
struct TallyFacts {
    Report const* report = nullptr;
    Attribution const* attribution = nullptr;  ///< where it is about this complaint
    bool is_whole = true;                      ///< the facts of the report are those of this complaint
    std::optional<IpAddress> source_ip;
    std::vector<TallyRecipient> recipients;
    std::optional<DateTime::Instant> time;
    std::string feed;
    std::uint32_t incidents = 1;
};

/// A name of XARF without what its versions write differently: "Login-Attack", "login_attack".
[[nodiscard]] inline std::string plain_name(std::optional<std::string_view> name) {
    constexpr std::size_t most = 64;
    std::string out;
    for (char const c : name.value_or(std::string_view{}).substr(0, most)) {
        if (c != '-' && c != '_' && c != ' ') out.push_back(lower(c));
    }
    return out;
}

/// XARF is about anything that an address does. Version 4 says in its category what it is about; before, the
/// type says so, or a mail among the evidence.
[[nodiscard]] inline TallyKind xarf_kind(Report const& report) {
    constexpr std::array<std::string_view, 6> others{"connection", "content",       "infrastructure",
                                                     "copyright",  "vulnerability", "reputation"};
    auto const category = plain_name(report.xarf_category);
    auto const type = plain_name(report.xarf_report_type);
    if (category == "messaging") return TallyKind::complaint;
    if (std::find(others.begin(), others.end(), category) != others.end()) return TallyKind::other_abuse;
    bool const is_mail = type == "spam" || type == "bulkmessaging" || report.original.has_value();
    return is_mail ? TallyKind::complaint : TallyKind::other_abuse;
}

[[nodiscard]] inline std::optional<DateTime::Instant> instant_of(std::optional<DateTime> const& date) {
    auto const instant = date ? date->instant() : std::nullopt;
    return instant && is_in_calendar(*instant) ? instant : std::nullopt;
}

[[nodiscard]] inline std::optional<DateTime::Instant> time_of(Report const& report, Message const& carrier) {
    if (auto const arrival = instant_of(report.arrival_date)) return arrival;
    return instant_of(carrier.date);
}

/// SpamCop's summary counts the reports about each address.
[[nodiscard]] inline std::uint32_t incidents_of(Report const& report, ReportRow const& row) {
    if (report.format != Format::spamcop_summary || row.counts.empty()) return 1;
    std::uint64_t sum = 0;
    for (auto const& count : row.counts) sum += count.number;
    return static_cast<std::uint32_t>(
        std::min<std::uint64_t>(sum, std::numeric_limits<std::uint32_t>::max()));
}

inline void add_recipient(std::vector<TallyRecipient>& recipients, std::optional<MailPath> const& path) {
    if (path) recipients.push_back({path->address, path->redaction});
}

/// What the attribution knows besides.
inline void add_inferred(TallyFacts& facts) {
    if (facts.attribution == nullptr) return;
    auto const& inferred = *facts.attribution;
    if (!facts.source_ip) facts.source_ip = inferred.source.value;
    if (facts.recipients.empty() && inferred.recipient)
        facts.recipients.push_back({*inferred.recipient.value, inferred.recipient_redaction});
}

[[nodiscard]] inline TallyFacts facts_of(Report const& report, Message const& carrier,
                                         Attribution const* attribution) {
    TallyFacts facts;
    facts.report = &report;
    facts.attribution = attribution;
    facts.source_ip = report.source_ip;
    for (auto const& path : report.original_rcpt_to) add_recipient(facts.recipients, path);
    if (facts.recipients.empty()) add_recipient(facts.recipients, report.removal_recipient);
    facts.time = time_of(report, carrier);
    facts.incidents = report.incidents.value_or(1);
    add_inferred(facts);
    return facts;
}

/// @param is_first  the facts of a batch are those of its first row.
[[nodiscard]] inline TallyFacts facts_of(Report const& report, ReportRow const& row, bool is_first,
                                         Message const& carrier, Attribution const* attribution) {
    TallyFacts facts;
    facts.report = &report;
    facts.attribution = is_first ? attribution : nullptr;
    facts.is_whole = is_first;
    facts.source_ip = row.source_ip;
    add_recipient(facts.recipients, row.recipient);
    facts.time = instant_of(row.date);
    if (!facts.time) facts.time = is_first ? time_of(report, carrier) : instant_of(carrier.date);
    facts.incidents = is_first && report.incidents ? *report.incidents : incidents_of(report, row);
    add_inferred(facts);
    return facts;
}

[[nodiscard]] inline std::optional<std::string> recipient_domain(TallyFacts const& facts) {
    for (auto const& one : facts.recipients) {
        if (auto domain = domain_value(MailPath{one.address, {}}.domain())) return domain;
    }
    return {};
}
[[nodiscard]] inline std::optional<std::string> reported_domain(TallyFacts const& facts) {
    auto const& domains = facts.report->reported_domain;
    return facts.is_whole && !domains.empty() ? domain_value(domains.front()) : std::nullopt;
}

/// The value of one key.
[[nodiscard]] inline std::optional<std::string> value_of(TallyKey key, TallyFacts const& facts,
                                                         TallyOptions const& options, ZoneClock& clock) {
    using Value = std::optional<std::string>;
    auto const inferred = [&](auto answer) {
        return facts.attribution != nullptr ? key_value((facts.attribution->*answer).value) : Value{};
    };
    auto const when = [&](auto text) { return facts.time ? Value(text(clock.local(*facts.time))) : Value{}; };
    switch (key) {
        case TallyKey::source_ip:
            return facts.source_ip ? Value(facts.source_ip->to_string()) : Value{};
        case TallyKey::source_network:
            return facts.source_ip ? Value(network_text(*facts.source_ip, options)) : Value{};
        case TallyKey::feed:
            return facts.feed.empty() ? Value{} : Value(key_value(std::string_view(facts.feed)));
        case TallyKey::account:
            return inferred(&Attribution::account);
        case TallyKey::customer:
            return inferred(&Attribution::customer);
        case TallyKey::campaign:
            return inferred(&Attribution::campaign);
        case TallyKey::reported_domain:
            return reported_domain(facts);
        case TallyKey::recipient_domain:
            return recipient_domain(facts);
        case TallyKey::feedback_type:
            return facts.report->feedback_type ? Value(lower_value(facts.report->feedback_type->raw))
                                               : Value{};
        case TallyKey::format:
            return Value(name(facts.report->format));
        case TallyKey::day:
            return when(day_text);
        case TallyKey::hour:
            return when(hour_text);
        case TallyKey::week:
            return when(week_text);
    }
    return {};  // not covered: every key returns above
}

}  // namespace detail

ARF_DECL TallyKind tally_kind(Report const& report) {
    if (!report.is_complaint()) return TallyKind::no_complaint;
    if (report.format == Format::xarf || report.format == Format::x_arf) return detail::xarf_kind(report);
    if (!report.feedback_type) return TallyKind::complaint;
    switch (report.feedback_type->value) {
        case FeedbackType::not_spam:
            return TallyKind::not_spam;
        case FeedbackType::opt_out:
        case FeedbackType::opt_out_list:
            return TallyKind::opt_out;
        case FeedbackType::auth_failure:
        case FeedbackType::dkim:
            return TallyKind::auth_failure;
        case FeedbackType::miscategorized:
            return TallyKind::miscategorized;
        case FeedbackType::xarf:
            return detail::xarf_kind(report);
        case FeedbackType::unknown:  // a report all the same (RFC 6650, section 4.5)
        case FeedbackType::abuse:
        case FeedbackType::fraud:
        case FeedbackType::virus:
        case FeedbackType::other:
            break;
    }
    return TallyKind::complaint;
}

ARF_DECL std::optional<DateTime::Instant> tally_time(Report const& report) {
    if (auto const arrival = detail::instant_of(report.arrival_date)) return arrival;
    return detail::instant_of(report.carrier().date);
}

ARF_DECL std::array<std::uint8_t, 16> fingerprint(Report const& report) {
    return detail::report_print(report, report.carrier());
}

}  // namespace arf
