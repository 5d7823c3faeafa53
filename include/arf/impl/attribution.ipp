// SPDX-License-Identifier: BSL-1.0
// attribute(): asks each question of the evidence. The questions stand in arf/attribution/, one file each.
#pragma once

#include <arf/attribution.hpp>
#include <arf/attribution/recipient.hpp>
#include <arf/attribution/sender.hpp>
#include <arf/attribution/source.hpp>
#include <arf/attribution/submission.hpp>
#include <arf/attribution/trust.hpp>
#include <arf/detail/access.hpp>
#include <arf/parse.hpp>  // the bodies of Message
#include <array>

namespace arf {

ARF_DECL std::string_view name(Provenance::Place place) noexcept {
    constexpr std::array<std::string_view, 6> names{"nowhere", "report",  "original",
                                                    "hop",     "carrier", "token"};
    return names[static_cast<std::size_t>(place)];
}

ARF_DECL std::string_view name(HopRole role) noexcept {
    constexpr std::array<std::string_view, 5> names{"reporter", "boundary", "ours", "submission", "claimed"};
    return names[static_cast<std::size_t>(role)];
}

ARF_DECL Attribution attribute(Report const& report, AttributionOptions const& options) {
    auto evidence = attribution::collect(report, options);
    Attribution result;
    detail::Access::share_storage(report, result);
    result.source = attribution::find_source(evidence, result.conflicts);
    result.source_port = attribution::find_source_port(evidence, result.source, result.conflicts);
    result.recipient = attribution::find_recipient(evidence, result.conflicts);
    result.recipient_redaction = attribution::redaction_of(result.recipient);
    result.message_id = attribution::find_message_id(evidence, result.conflicts);
    result.campaign = attribution::find_campaign(evidence);
    result.customer = attribution::find_customer(evidence);
    result.account = attribution::find_account(evidence, result.conflicts);
    result.device = attribution::find_device(evidence);
    result.outbound_verdict = attribution::find_outbound_verdict(evidence);
    result.trust = attribution::find_trust(evidence);
    result.hops = std::move(evidence.way.hops);
    return result;
}

}  // namespace arf
