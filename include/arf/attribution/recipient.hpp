// SPDX-License-Identifier: BSL-1.0
// Who complained: the recipient of the original (FORMATS 1.8).
#pragma once

#include <algorithm>
#include <arf/attribution/evidence.hpp>
#include <arf/grammar/path.hpp>
#include <arf/grammar/redaction.hpp>
#include <arf/identifiers.hpp>
#include <string>
#include <vector>

namespace arf::attribution {

using Recipient = Answer<std::string>;

/// A recipient in the return path, written there by the sending system.
[[nodiscard]] inline Recipient recipient_from_return_path(Evidence const& evidence) {
    for (auto const& place : return_paths(evidence.report)) {
        auto const token = read_return_path_token(place.value);
        if (!token || token->scheme != ReturnPathToken::Scheme::verp) continue;
        bool const ours =
            evidence.in_original() == Confidence::medium && evidence.mine.has_domain(domain_of(place.value));
        Provenance from{Provenance::Place::token, "VERP", "Original-Mail-From", 0, {}};
        if (place.field != nullptr) from = in_token("VERP", *place.field);
        return answer(token->address, ours ? Confidence::medium : Confidence::low, std::move(from),
                      ours ? "our return path holds it" : "the return path holds it");
    }
    return {};
}

[[nodiscard]] inline Recipient recipient_from_msfbl(Evidence const& evidence) {
    auto const* const field = original_field(evidence.report, "X-MSFBL");
    auto const token = field == nullptr ? std::nullopt : read_msfbl(field->body());
    if (!token || token->recipient.empty()) return {};
    return answer(token->recipient, evidence.in_original(), in_token("X-MSFBL", *field),
                  "the sending system wrote it there");
}

/// Where Report::original_rcpt_to was stated.
[[nodiscard]] inline Provenance stated_recipient(Report const& report) {
    constexpr std::string_view jmrp = "X-HmXmrOriginalRecipient";
    if (report.format == Format::jmrp && original_field(report, jmrp) != nullptr)
        return in_original(report, jmrp);
    return stated(report, "Original-Rcpt-To");
}

/// Original-Rcpt-To, or what the format has instead.
[[nodiscard]] inline Recipient recipient_from_report(Report const& report, bool redacted) {
    MailPath const* first = nullptr;
    std::size_t count = 0;
    for (auto const& path : report.original_rcpt_to) {
        if (path.is_redacted() != redacted || path.address.empty()) continue;
        if (first != nullptr && detail::equal_ignoring_case(path.address, first->address)) continue;
        if (count++ == 0) first = &path;
    }
    if (first == nullptr) return {};
    auto from = stated_recipient(report);
    auto value = std::string(first->address);
    if (redacted)
        return answer(std::move(value), Confidence::low, std::move(from),
                      "the reporter made it unreadable; it may still tell people apart");
    if (count > 1)
        return answer(std::move(value), Confidence::low, std::move(from),
                      "the first of " + std::to_string(count) + " that the report names");
    return answer(std::move(value), Confidence::medium, std::move(from), "the report says so");
}

[[nodiscard]] inline Recipient recipient_from_removal(Report const& report) {
    if (!report.removal_recipient || report.removal_recipient->is_null()) return {};
    return answer(std::string(report.removal_recipient->address), Confidence::medium,
                  stated(report, "Removal-Recipient"), "the report asks to remove it");
}

/// The "for" clause of a hop that the reporter wrote.
[[nodiscard]] inline Recipient recipient_from_trace(Way const& way) {
    auto const border = std::min(way.border.hop, way.border.by_trace);
    for (auto i = border; i != no_hop; i = i == 0 ? no_hop : i - 1) {
        auto const& address = way.at(i).envelope_for;
        if (address.find('@') == address.npos) continue;
        auto const sure =
            way.border.by_source_ip ? Confidence::medium : std::min(way.border.sure, Confidence::medium);
        return answer(address, sure, in_hop(way, i), "the reporter's server received it for that address");
    }
    return {};
}

[[nodiscard]] inline Recipient recipient_from_fields(Report const& report) {
    for (auto const* const name : {"X-HmXmrOriginalRecipient", "Delivered-To", "X-Original-To"}) {
        auto const* const field = original_field(report, name);
        if (field == nullptr || field->is(Field::too_long)) continue;
        auto const text = unfolded(*field);
        auto const path = grammar::read_path(text);
        if (!path || path->is_redacted() || path->is_null()) continue;
        return answer(std::string(path->address), Confidence::low, in_original(*field),
                      "a field of the original says so");
    }
    auto const& original = report.original;
    if (!original || original->to.size() != 1 || original->to.front().is_null()) return {};
    return answer(std::string(original->to.front().address), Confidence::low, in_original(report, "To"),
                  "the only address in the To field of the original");
}

[[nodiscard]] inline Redaction redaction_of(Recipient const& recipient) noexcept {
    return recipient ? grammar::redaction_of(*recipient.value) : Redaction::none;
}

/// Another answer that says the same makes the first one surer, where another side wrote it: the sending
/// side writes tokens, the reporter all else. One that says otherwise is told.
inline void compare(Recipient& chosen, Recipient const& other, std::vector<std::string>& conflicts) {
    if (detail::equal_ignoring_case(*chosen.value, *other.value)) {
        bool const two_sides =
            (chosen.from.place == Provenance::Place::token) != (other.from.place == Provenance::Place::token);
        if (two_sides && chosen.confidence == Confidence::medium && other.confidence == Confidence::medium) {
            chosen.confidence = Confidence::high;
            chosen.reason += ", and " + other.from.name + " says the same";
        }
    } else if (other.confidence >= Confidence::medium || other.from.place == Provenance::Place::token) {
        conflicts.push_back("recipient: " + chosen.from.name + " says " + *chosen.value + ", " +
                            other.from.name + " " + *other.value);
    }
}

/// What names a recipient, in the order of FORMATS 1.8; the unreadable ones last.
[[nodiscard]] inline std::vector<Recipient> recipients(Evidence const& evidence) {
    auto const& report = evidence.report;
    std::vector<Recipient> found;
    for (auto&& one : {from_token(evidence, &Token::recipient), recipient_from_return_path(evidence),
                       recipient_from_msfbl(evidence), recipient_from_report(report, false),
                       recipient_from_removal(report), recipient_from_trace(evidence.way),
                       recipient_from_fields(report), recipient_from_report(report, true)}) {
        if (one) found.push_back(one);
    }
    std::stable_partition(found.begin(), found.end(),
                          [](auto const& one) { return redaction_of(one) == Redaction::none; });
    return found;
}

[[nodiscard]] inline Recipient find_recipient(Evidence const& evidence, std::vector<std::string>& conflicts) {
    auto found = recipients(evidence);
    if (found.empty()) return no_answer<std::string>("no place names a recipient");
    auto const readable = std::find_if(found.begin(), found.end(),
                                       [](auto const& one) { return redaction_of(one) != Redaction::none; });
    if (readable == found.begin()) {  // all are unreadable
        found.front().confidence = Confidence::low;
        found.front().reason = "the reporter made it unreadable; it may still tell people apart";
        return found.front();
    }
    // A place that anybody could have written does not go before one that the reporter vouches for.
    auto const vouched = std::find_if(found.begin(), readable,
                                      [](auto const& one) { return one.confidence >= Confidence::medium; });
    auto const chosen = vouched == readable ? found.begin() : vouched;
    for (auto other = found.begin(); other != readable; ++other) {
        if (other != chosen) compare(*chosen, *other, conflicts);
    }
    return *chosen;
}

}  // namespace arf::attribution
