// SPDX-License-Identifier: BSL-1.0
// Who handed the mail in: the account and the device (FORMATS 5.5), and what our own filter had said.
#pragma once

#include <algorithm>
#include <arf/attribution/evidence.hpp>
#include <arf/identifiers.hpp>
#include <arf/trace.hpp>
#include <string>
#include <utility>
#include <vector>

namespace arf::attribution {

/// Why a submission without a login is no surer.
[[nodiscard]] inline std::string why_without_login(Mine const& mine, Received const& hop) {
    if (most_at_submission(mine, hop) == Confidence::low) {
        std::string reason = "our own hop; no login: forwarded, or taken in from outside";
        if (!hop.envelope_for.empty()) reason += " (it was for " + hop.envelope_for + ")";
        return reason;
    }
    return hop.ip && !is_loopback(*hop.ip) ? "our own hop; no login: the address alone tells who it was"
                                           : "our own hop; no login: a program on the server";
}

/// Why a hop of ours is believed so far and no further.
[[nodiscard]] inline std::string why_hop(Evidence const& evidence, Received const& hop, Confidence sure) {
    auto const& way = evidence.way;
    if (way.is_told_by_others())
        return "a hop in our name; but the address that handed the mail over is not ours, "
               "so anybody could have written it";
    if (sure == Confidence::high) return "our own hop, which the hops above lead to";
    if (way.ours == Confidence::low) return "a hop of ours, though others could have written it";
    auto const most = most_at_submission(evidence.mine, hop);
    if (most < Confidence::high && most == sure) return why_without_login(evidence.mine, hop);
    if (sure == Confidence::low) return "our own hop, though a client could have written it";
    if (way.clocks_differ) return "our own hop, though it has a later date than the one above";
    return "our own hop, though one step to it is not proved";
}
[[nodiscard]] inline std::string why_submission(Evidence const& evidence) {
    auto const& way = evidence.way;
    return why_hop(evidence, way.at(way.submission), way.submission_sure);
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
    if (way.login != no_hop)
        return answer(way.at(way.login).authenticated_user, way.login_sure, in_hop(way, way.login),
                      "the login in " + why_hop(evidence, way.at(way.login), way.login_sure));
    if (way.submission != no_hop) {
        if (auto const user = local_user(way.at(way.submission)); !user.empty())
            return answer(std::string(user), std::min(way.submission_sure, Confidence::medium),
                          in_hop(way, way.submission), "the local user in " + why_submission(evidence));
    }
    auto const claimed = evidence.mine.is_known() ? no_hop : claimed_submission(way);
    if (claimed == no_hop || way.at(claimed).authenticated_user.empty()) return {};
    return answer(way.at(claimed).authenticated_user, Confidence::low, in_hop(way, claimed),
                  "a hop says so; which hops are ours was not told");
}

/// The user in the value of X-AuthUser and its kin. QUIRK: control panels write "host: user" and
/// "host: authenticated_id: user/remark"; or a remark of several words, which names nobody.
[[nodiscard]] inline std::string_view user_of(std::string_view value) noexcept {
    constexpr std::string_view mark = ": ";
    auto const at = value.rfind(mark);
    if (at == value.npos) return value;
    auto const user = value.substr(at + mark.size());
    if (user.find(' ') != user.npos) return {};
    return user.substr(0, user.find('/'));
}

/// X-AuthUser and its kin below the border; those that our servers put above the submission go first.
[[nodiscard]] inline std::vector<Answer<std::string>> accounts_in_fields(Evidence const& evidence) {
    std::vector<Answer<std::string>> found;
    if (!evidence.mine.is_known() || evidence.way.ours == Confidence::none) return found;
    for (auto const& field : evidence.below_border) {
        for (auto const& origin : origins(message_of({&field, 1}))) {
            auto const user = user_of(origin.value);
            if (origin.kind != Origin::Kind::user || user.empty()) continue;
            auto const sure = evidence.by_our_servers(field);
            found.push_back(
                answer(std::string(user), sure, in_original(field),
                       sure == Confidence::low
                           ? "a field such as servers write; whoever handed the mail in could have, too"
                           : "a field that our servers wrote above the submission"));
        }
    }
    return found;
}

/// Whether two names can be those of one account: "alice" is alice@example.com.
[[nodiscard]] inline bool is_same_account(std::string_view a, std::string_view b) noexcept {
    if (a.size() > b.size()) std::swap(a, b);
    return detail::starts_with_ignoring_case(b, a) && (a.size() == b.size() || b[a.size()] == '@');
}

/// Tells of the first field that names another account. One that whoever handed the mail in could have
/// written says nothing against what only we could have.
inline void compare(Answer<std::string> const& account, std::vector<Answer<std::string>> const& fields,
                    std::vector<std::string>& conflicts) {
    for (auto const& other : fields) {
        if (other.confidence < account.confidence && other.confidence < Confidence::medium) continue;
        if (is_same_account(*account.value, *other.value)) continue;
        conflicts.push_back("account: " + account.from.name + " says " + *account.value + ", " +
                            other.from.name + " " + *other.value);
        return;
    }
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

[[nodiscard]] inline Answer<std::string> find_account(Evidence const& evidence,
                                                      std::vector<std::string>& conflicts) {
    auto token = from_token(evidence, &Token::account);
    if (token.confidence >= Confidence::medium) return token;
    auto const fields = accounts_in_fields(evidence);
    if (auto account = account_from_trace(evidence)) {
        if (evidence.way.login != no_hop)
            compare(account, fields, conflicts);  // a local user is another name
        return account;
    }
    if (token) return token;
    if (!fields.empty()) {
        compare(fields.front(), fields, conflicts);
        return fields.front();
    }
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
            return &field;
        }
    }
    return nullptr;
}

/// QUIRK: Exchange hands mail in from its mailboxes "with mapi".
[[nodiscard]] inline bool is_mapi(Received const& hop) noexcept {
    return detail::equal_ignoring_case(hop.with, "mapi");
}

/// What to look for in the log of the server that wrote the hop. QUIRK: Exchange writes its version there.
[[nodiscard]] inline std::string queue_id(Received const& hop) {
    bool const is_exchange =
        is_mapi(hop) || detail::starts_with_ignoring_case(hop.with, "Microsoft SMTP Server");
    return is_exchange ? std::string{} : hop.id;
}

[[nodiscard]] inline Device device_of(Evidence const& evidence, Received const& hop) {
    Device device{hop.ip, hop.port, hop.helo, hop.with, queue_id(hop), {}, {}, hop.date, {}};
    for (auto const& origin : origins(message_of(evidence.below_border))) {
        if (origin.kind == Origin::Kind::mailer && device.mailer.empty()) device.mailer = origin.value;
        if (origin.kind == Origin::Kind::script && device.script.empty()) device.script = origin.value;
    }
    auto const& date = evidence.report.original->date;
    if (date && date->zone == Zone::offset)
        device.utc_offset = static_cast<std::int32_t>(date->offset.count());
    return device;
}

/// Leaves of a hop what is said of the browser behind its client: not what the client says of itself, and
/// when and how it came only where that was the browser's doing.
inline void leave_browser(Device& device, Received const& hop) {
    device.helo.clear();
    device.port.reset();
    if (is_web(hop) || is_mapi(hop)) return;
    device.protocol.clear();
    device.date.reset();
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
                      why_submission(evidence));
    leave_browser(device, hop);
    // A web mailer of ours wrote the field; any other client can have written it itself.
    bool const by_web_mailer = own_address || is_web(hop);
    auto const most = by_web_mailer ? Confidence::medium : Confidence::low;
    return answer(std::move(device), std::min(way.submission_sure, most), in_original(*browser),
                  by_web_mailer
                      ? "the address of the browser in a field; the hop has one of our own side"
                      : "the address in a field, which the client could have written; the hop has a "
                        "private one");
}

/// Where our own servers say no more: which of them to ask, and for what.
[[nodiscard]] inline std::string why_trace_ends(Way const& way) {
    auto const& border = way.at(way.handover == no_hop ? 0 : way.handover);
    std::string server = !border.rdns.empty()   ? border.rdns
                         : !border.helo.empty() ? border.helo
                         : border.ip            ? border.ip->to_string()
                                                : "";
    std::string id;
    for (auto i = way.first_own(); i < way.first_own() + way.own_hops; ++i) {
        if (way.at(i).by.empty()) continue;
        server = way.at(i).by;
        id = queue_id(way.at(i));
    }
    auto reason = "the trace ends at our server " + server + "; its log knows the rest";
    if (!id.empty()) reason += " (queue id " + id + ")";
    if (way.is_told_by_others()) reason += "; but anybody could have written so";
    return reason;
}

[[nodiscard]] inline Answer<Device> find_device(Evidence const& evidence) {
    auto const& way = evidence.way;
    if (way.hops.empty())
        return no_answer<Device>(evidence.report.original ? "the report brings no trace"
                                                          : "the report brings no header");
    if (way.submission != no_hop) return device_at_submission(evidence);
    if (way.own_hops > 0) return no_answer<Device>(why_trace_ends(way));
    if (way.handover != no_hop && !evidence.mine.is_other_name(way.at(way.handover)))
        return no_answer<Device>(why_trace_ends(way));
    if (way.handover != no_hop)
        return answer(device_of(evidence, way.at(way.handover)), Confidence::low, in_hop(way, way.handover),
                      "an address of ours with a name that is not: no server of ours wrote a hop");
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
