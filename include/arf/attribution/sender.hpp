// SPDX-License-Identifier: BSL-1.0
// What was sent: the message, its campaign, and the customer whose campaign it was.
#pragma once

#include <arf/attribution/evidence.hpp>
#include <arf/identifiers.hpp>
#include <string>
#include <vector>

namespace arf::attribution {

[[nodiscard]] inline Answer<std::string> find_message_id(Evidence const& evidence,
                                                         std::vector<std::string>& conflicts) {
    auto const& report = evidence.report;
    if (!report.original_message_id) return no_answer<std::string>("no place names a Message-ID");
    auto const value = std::string(*report.original_message_id);
    auto const* const field = message_id_field(report);
    if (field != nullptr && field == original_field(report, "Message-ID"))
        return answer(value, Confidence::medium, in_original(*field),
                      "stands in the original that the reporter sent back");
    auto const from = stated(report, field == nullptr ? std::string_view{} : field->name());
    auto const& original = report.original;
    if (!original || !original->message_id || *original->message_id == value)
        return answer(value, Confidence::medium, from, "the report says so");
    conflicts.push_back("message_id: the report says " + value + ", the original " +
                        std::string(*original->message_id));
    return answer(value, Confidence::low, from, "the report says so; the original says otherwise");
}

/// Feedback-ID, X-Campaign and its kin, List-Id.
[[nodiscard]] inline Answer<std::string> find_campaign(Evidence const& evidence) {
    if (auto token = from_token(evidence, &Token::campaign)) return token;
    auto const& original = evidence.report.original;
    if (!original) return no_answer<std::string>("the report brings no header");
    auto const sure = evidence.in_original();
    if (auto const id = original->feedback_id ? read_feedback_id(*original->feedback_id) : std::nullopt) {
        std::string parts;
        for (auto const& part : id->campaign_parts) parts.append(parts.empty() ? "" : ":").append(part);
        if (parts.find_first_not_of(':') != parts.npos)
            return answer(parts, sure, in_original(evidence.report, "Feedback-ID"),
                          "the parts of Feedback-ID before the sender");
    }
    for (auto const& field : original->fields) {
        if (!detail::starts_with_ignoring_case(field.name(), "X-Campaign") || field.is(Field::too_long))
            continue;
        if (auto value = unfolded(field); !value.empty())
            return answer(std::move(value), sure, in_original(field), "a field of the sending system");
    }
    if (auto const id = original->list_id ? read_list_id(*original->list_id) : ListId{}; !id.id.empty())
        return answer(id.id, sure, in_original(evidence.report, "List-Id"), "the list that it went to");
    return no_answer<std::string>("no field names a campaign or a list");
}

[[nodiscard]] inline Answer<std::string> find_customer(Evidence const& evidence) {
    if (auto token = from_token(evidence, &Token::customer)) return token;
    auto const* const field = original_field(evidence.report, "X-MSFBL");
    auto const token = field == nullptr ? std::nullopt : read_msfbl(field->body());
    if (token && !token->user.empty())
        return answer(token->user, evidence.in_original(), in_token("X-MSFBL", *field),
                      "the sending system wrote it there");
    return no_answer<std::string>("no token names a customer");
}

}  // namespace arf::attribution
