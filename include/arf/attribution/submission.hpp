// SPDX-License-Identifier: BSL-1.0
// Who handed the mail in: the account and the device (FORMATS 5.5), and what our own filter had said.
#pragma once

#include <algorithm>
#include <arf/attribution/evidence.hpp>
#include <arf/identifiers.hpp>
#include <arf/trace.hpp>
#include <string>
#include <utility>

namespace arf::attribution {

[[nodiscard]] inline std::string why_submission(Way const& way) {
    if (way.submission_sure == Confidence::high) return "our own hop, which the hops above lead to";
    if (way.ours == Confidence::low) return "a hop of ours, though others could have written it";
    if (way.submission_sure == Confidence::low) return "our own hop, though a client could have written it";
    return "our own hop, though one step to it is not proved";
}

/// Where nothing is known to be ours: the hop with the first login below the border, else the last one that
/// the names lead to from there. A spammer's inventions stand below the true login.
[[nodiscard]] inline std::size_t claimed_submission(Way const& way) noexcept {
    if (way.border.hop == no_hop) return no_hop;
    for (auto i = way.border.hop + 1; i < way.hops.size(); ++i) {
        if (way.at(i).authenticated) return i;
    }
    auto last = way.border.hop;
    while (last + 1 < way.hops.size() && link(way.at(last + 1), way.at(last)) != Confidence::none) ++last;
    return last == way.border.hop ? no_hop : last;
}

/// The local user of a hop; not what a client's ident server says of itself.
[[nodiscard]] inline std::string_view local_user(Received const& hop) noexcept {
    bool const remote = hop.ip && !is_loopback(*hop.ip);
    return remote ? std::string_view{} : std::string_view(hop.local_user);
}

[[nodiscard]] inline Answer<std::string> account_from_trace(Evidence const& evidence) {
    auto const& way = evidence.way;
    if (way.submission != no_hop) {
        auto const& hop = way.at(way.submission);
        auto const from = in_hop(way, way.submission);
        if (!hop.authenticated_user.empty())
            return answer(hop.authenticated_user, way.submission_sure, from,
                          "the login in " + why_submission(way));
        if (auto const user = local_user(hop); !user.empty())
            return answer(std::string(user), std::min(way.submission_sure, Confidence::medium), from,
                          "the local user in " + why_submission(way));
    }
    auto const claimed = evidence.mine.is_known() ? no_hop : claimed_submission(way);
    if (claimed == no_hop || way.at(claimed).authenticated_user.empty()) return {};
    return answer(way.at(claimed).authenticated_user, Confidence::low, in_hop(way, claimed),
                  "a hop says so; which hops are ours was not told");
}

/// X-AuthUser and its kin below the border; those that our servers put above the submission go first.
[[nodiscard]] inline Answer<std::string> account_from_fields(Evidence const& evidence) {
    if (!evidence.mine.is_known() || evidence.way.ours == Confidence::none) return {};
    for (auto const& field : evidence.below_border) {
        for (auto const& origin : origins(message_of({&field, 1}))) {
            if (origin.kind != Origin::Kind::user || origin.value.empty()) continue;
            auto const sure = evidence.by_our_servers(field);
            return answer(origin.value, sure, in_original(field),
                          sure == Confidence::low
                              ? "a field such as servers write; whoever handed the mail in could have, too"
                              : "a field that our servers wrote above the submission");
        }
    }
    return {};
}

/// The return path and the author where they are ours. Whoever handed the mail in wrote them.
[[nodiscard]] inline Answer<std::string> account_from_sender(Evidence const& evidence) {
    auto const& report = evidence.report;
    auto const ours = [&](std::optional<MailPath> const& path) {
        return path && !path->is_redacted() && evidence.mine.has_domain(path->domain());
    };
    auto const claim = [&](std::optional<MailPath> const& path, Provenance from, std::string reason) {
        return answer(std::string(path->address), Confidence::low, std::move(from),
                      reason + " is ours, as the sender says");
    };
    if (ours(report.original_mail_from))
        return claim(report.original_mail_from, stated(report, "Original-Mail-From"), "the envelope sender");
    auto const& original = report.original;
    if (original && ours(original->return_path))
        return claim(original->return_path, in_original(report, "Return-Path"), "the envelope sender");
    if (original && ours(original->from))
        return claim(original->from, in_original(report, "From"), "the author's address");
    return {};
}

[[nodiscard]] inline Answer<std::string> find_account(Evidence const& evidence) {
    auto token = from_token(evidence, &Token::account);
    if (token.confidence >= Confidence::medium) return token;
    if (auto account = account_from_trace(evidence)) return account;
    if (token) return token;
    if (auto account = account_from_fields(evidence)) return account;
    if (auto account = account_from_sender(evidence)) return account;
    return no_answer<std::string>(evidence.mine.is_known()
                                      ? "no place that is ours names an account"
                                      : "which servers and domains are ours was not told");
}

/// A web mailer's hop has its own address: the browser's stands in a field. The first one counts.
[[nodiscard]] inline Field const* browser_field(List<Field> fields, Device& device) {
    for (auto const& field : fields) {
        for (auto const& origin : origins(message_of({&field, 1}))) {
            if (origin.kind != Origin::Kind::address || !origin.ip || is_private(*origin.ip)) continue;
            device.ip = origin.ip;
            device.port.reset();
            return &field;
        }
    }
    return nullptr;
}

[[nodiscard]] inline Device device_of(Evidence const& evidence, Received const& hop) {
    Device device{hop.ip, hop.port, hop.helo, hop.with, hop.id, {}, {}, hop.date, {}};
    for (auto const& origin : origins(message_of(evidence.below_border))) {
        if (origin.kind == Origin::Kind::mailer && device.mailer.empty()) device.mailer = origin.value;
        if (origin.kind == Origin::Kind::script && device.script.empty()) device.script = origin.value;
    }
    auto const& date = evidence.report.original->date;
    if (date && date->zone == Zone::offset)
        device.utc_offset = static_cast<std::int32_t>(date->offset.count());
    return device;
}

[[nodiscard]] inline Answer<Device> device_at_submission(Evidence const& evidence) {
    auto const& way = evidence.way;
    auto const& hop = way.at(way.submission);
    auto device = device_of(evidence, hop);
    bool const own_address = evidence.mine.passed_on(hop) || (hop.ip && is_loopback(*hop.ip));
    bool const is_hidden = hop.ip ? own_address || is_private(*hop.ip) : is_web(hop);
    auto const* const browser = is_hidden ? browser_field(evidence.below_border, device) : nullptr;
    if (browser == nullptr)
        return answer(std::move(device), way.submission_sure, in_hop(way, way.submission),
                      why_submission(way));
    // A web mailer of ours wrote the field; any other client can have written it itself.
    auto const most = own_address || is_web(hop) ? Confidence::medium : Confidence::low;
    return answer(std::move(device), std::min(way.submission_sure, most), in_original(*browser),
                  "the address of the browser in a field; the hop has one of our own side");
}

[[nodiscard]] inline Answer<Device> find_device(Evidence const& evidence) {
    auto const& way = evidence.way;
    if (way.hops.empty())
        return no_answer<Device>(evidence.report.original ? "the report brings no trace"
                                                          : "the report brings no header");
    if (way.submission != no_hop) return device_at_submission(evidence);
    if (way.own_hops > 0) return no_answer<Device>("the trace ends at a server of ours");
    if (way.handover != no_hop)
        return answer(device_of(evidence, way.at(way.handover)), Confidence::low, in_hop(way, way.handover),
                      "an address of ours; no server of ours says from whom it got the mail");
    if (evidence.mine.is_known())
        return no_answer<Device>("no hop of ours is in the trace below the reporter's");
    auto const claimed = claimed_submission(way);
    if (claimed == no_hop)
        return no_answer<Device>("no hop below the reporter's border that the names lead to");
    return answer(device_of(evidence, way.at(claimed)), Confidence::low, in_hop(way, claimed),
                  "a hop of the sending side; which hops are ours was not told");
}

/// What stands below the border was written on the sending side: by us, where the mail is ours. The first
/// field that states a verdict plainly, else the first of any filter.
[[nodiscard]] inline Answer<FilterVerdict> find_outbound_verdict(Evidence const& evidence) {
    Answer<FilterVerdict> found;
    for (auto const& field : evidence.below_border) {
        auto verdicts = filter_verdicts(message_of({&field, 1}));
        if (verdicts.empty()) continue;
        bool const is_plain = verdicts.front().verdict != FilterVerdict::Class::unknown;
        if (found && !is_plain) continue;
        auto const sure = evidence.by_our_servers(field);
        found = answer(std::move(verdicts.front()), sure, in_original(field),
                       sure == Confidence::low ? "a filter's field; whether our filter wrote it is not shown"
                                               : "a filter's field between our border and the submission");
        if (is_plain) break;
    }
    if (found) return found;
    return no_answer<FilterVerdict>(evidence.way.hops.empty()
                                        ? "the report brings no trace that shows which side a field is from"
                                        : "no field of a filter stands below the reporter's border");
}

}  // namespace arf::attribution
