// SPDX-License-Identifier: BSL-1.0
// Way: the hops of the original, and what each is to us: where others took the mail over from us, and where
// our user handed it in (FORMATS 5.5).
#pragma once

#include <arf/attribution/border.hpp>
#include <arf/trace.hpp>
#include <chrono>

namespace arf::attribution {

struct Way {
    std::vector<Hop> hops;
    Border border;
    std::size_t handover = no_hop;       ///< where somebody took the mail over from us: the border, or below
    Confidence ours = Confidence::none;  ///< how sure it is that the reporter got the mail from us
    std::size_t own_hops = 0;            ///< hops of ours below the handover, the submission included
    std::size_t submission = no_hop;     ///< where our user handed the mail in
    Confidence submission_sure = Confidence::none;
    std::size_t login = no_hop;  ///< the first hop of ours with the name of a login
    Confidence login_sure = Confidence::none;
    bool clocks_differ = false;  ///< a hop of ours has a later date than the one above it

    [[nodiscard]] Received const& at(std::size_t hop) const noexcept { return hops[hop].received; }
    /// The first hop that we can have written.
    [[nodiscard]] std::size_t first_own() const noexcept { return border.before_top ? 0 : handover + 1; }
    /// Whether the hops of ours stand below a server of others, who could have written them.
    [[nodiscard]] bool is_told_by_others() const noexcept {
        return handover != no_hop && handover != border.hop;
    }
};

/// The hops as they stand, all of them claims.
[[nodiscard]] inline std::vector<Hop> read_hops(Message const& original) {
    std::vector<Hop> hops;
    for (auto const& field : original.fields) {
        if (hops.size() == max_received) break;
        if (!detail::equal_ignoring_case(field.name(), "Received")) continue;
        hops.push_back({read_received(field.body()), HopRole::claimed, &field});
    }
    return hops;
}

/// The hop at which somebody else took the mail over from us. Below the border others than the reporter say
/// so, who could say anything.
inline void find_handover(Way& way, Mine const& mine) {
    if (way.border.before_top) way.ours = way.border.sure;
    if (way.border.hop == no_hop) return;
    for (auto i = way.border.hop; i < way.hops.size(); ++i) {
        auto const sent = mine.sent(way.at(i));
        bool const at_border = i == way.border.hop;
        if (sent == Confidence::none || (!at_border && mine.wrote(way.at(i)))) continue;
        way.handover = i;
        way.ours = at_border ? std::min(way.border.sure, sent) : Confidence::low;
        return;
    }
}

/// A line that names no server and no client: "(qmail 4711 invoked from network)", "(Haraka outbound)".
[[nodiscard]] inline bool is_remark(Received const& hop) noexcept {
    return hop.by.empty() && !hop.by_ip && !hop.ip && hop.helo.empty();
}

/// How sure it is that a server of ours wrote `hop`, the one below `upper`, which is ours or has us as
/// client; null where nothing stands above.
[[nodiscard]] inline Confidence wrote(Mine const& mine, Received const& hop, Received const* upper) noexcept {
    if (mine.wrote(hop))
        return upper == nullptr || link(hop, *upper) != Confidence::none ? Confidence::high
                                                                         : Confidence::medium;
    if (upper == nullptr) return Confidence::none;
    // A server puts its own line on top, with its name: what has none there was written by a part of it.
    if (is_remark(hop)) return Confidence::medium;
    bool const same_machine = upper->ip && is_loopback(*upper->ip);
    if (same_machine && same_host(hop.by, "localhost")) return Confidence::medium;
    bool const client_is_ours = mine.sent(*upper) >= Confidence::medium || mine.passed_on(*upper);
    return client_is_ours || same_machine ? link(hop, *upper) : Confidence::none;
}

/// Whether a web mailer took the mail from a browser: "with HTTP", "with HTTPREST".
[[nodiscard]] inline bool is_web(Received const& hop) noexcept {
    return detail::starts_with_ignoring_case(hop.with, "HTTP");
}

/// The same as goes_on() below where somebody logged in: he writes what stands below, unless the client was
/// a web mailer of ours, which logs in for its user.
[[nodiscard]] inline Confidence goes_on_behind_login(Mine const& mine, Received const& hop,
                                                     Received const* lower) noexcept {
    if (lower == nullptr || !is_web(*lower) || !mine.wrote(*lower)) return Confidence::none;
    if (link(*lower, hop) == Confidence::none) return Confidence::none;
    if (mine.passed_on(hop)) return Confidence::high;
    return hop.ip && is_loopback(*hop.ip) ? Confidence::medium : Confidence::none;
}

/// How sure it is that the client of a hop of ours was a server of ours, so that the hop below is ours too.
/// None: somebody handed the mail in there.
[[nodiscard]] inline Confidence goes_on(Mine const& mine, Received const* upper, Received const& hop,
                                        Received const* lower) noexcept {
    if (hop.authenticated || !hop.authenticated_user.empty()) return goes_on_behind_login(mine, hop, lower);
    if (mine.passed_on(hop)) {
        bool const is_customer = mine.is_other_name(hop) && (lower == nullptr || !mine.wrote(*lower));
        return is_customer ? Confidence::none : Confidence::high;
    }
    if (hop.ip && !is_private(*hop.ip)) return Confidence::none;
    if (lower == nullptr || wrote(mine, *lower, is_remark(hop) ? upper : &hop) == Confidence::none)
        return Confidence::none;
    if (is_remark(hop)) return Confidence::medium;
    // A script on the machine: what stands below it has written.
    if (!hop.ip && !hop.local_user.empty()) return Confidence::none;
    // A filter on the machine gives the mail back; but a script there could do the same.
    if (hop.ip ? is_loopback(*hop.ip) : hop.helo.empty()) return Confidence::medium;
    return link(*lower, hop) == Confidence::none ? Confidence::none : Confidence::low;
}

/// How sure it can be at most that a user of ours handed the mail in at a hop. Without a login, and without
/// a web mailer, it was a customer known by his address; or, where the address is not ours, anybody: mail
/// that is taken in from outside, and forwarded, looks the same.
[[nodiscard]] inline Confidence most_at_submission(Mine const& mine, Received const& hop) noexcept {
    if (hop.authenticated || !hop.authenticated_user.empty() || is_web(hop)) return Confidence::high;
    bool const on_our_side = !hop.ip || is_loopback(*hop.ip) || mine.has_address(*hop.ip);
    return on_our_side ? Confidence::medium : Confidence::low;
}

/// Whether a hop has a later date than the one above it, by more than clocks and wrong zones differ.
[[nodiscard]] inline bool is_later(Received const& hop, Received const* upper) noexcept {
    constexpr std::chrono::hours tolerance{1};
    if (upper == nullptr || !hop.date || !upper->date) return false;
    auto const own = hop.date->instant();
    auto const above = upper->date->instant();
    return own && above && *own > *above + tolerance;
}

/// The login that only we can have written down: the one nearest to the handover.
inline void note_login(Way& way, std::size_t hop, Confidence sure) noexcept {
    if (way.login != no_hop || way.at(hop).authenticated_user.empty()) return;
    way.login = hop;
    way.login_sure = sure;
}

/// Follows our own hops down from the handover to the submission.
inline void find_submission(Way& way, Mine const& mine) {
    if (way.handover == no_hop && !way.border.before_top) return;
    auto sure = way.ours;
    auto const* upper = way.border.before_top ? nullptr : &way.at(way.handover);
    for (auto i = way.first_own(); i < way.hops.size(); ++i) {
        auto const& hop = way.at(i);
        auto const* const lower = i + 1 < way.hops.size() ? &way.at(i + 1) : nullptr;
        sure = std::min(sure, wrote(mine, hop, upper));
        if (sure == Confidence::none) return;
        ++way.own_hops;
        if (is_later(hop, upper)) way.clocks_differ = true;
        if (way.clocks_differ) sure = std::min(sure, Confidence::medium);
        note_login(way, i, sure);
        auto const step = goes_on(mine, upper, hop, lower);
        if (step == Confidence::none) {
            if (is_remark(hop) && hop.local_user.empty()) return;
            way.submission = i;
            way.submission_sure = std::min(sure, most_at_submission(mine, hop));
            return;
        }
        sure = std::min(sure, step);
        if (!is_remark(hop)) upper = &hop;
    }
}

/// What stands below a server of others stays a claim, whoever it names.
inline void name_roles(Way& way) noexcept {
    bool const is_believed = !way.is_told_by_others();
    bool const has_own = is_believed && (way.handover != no_hop || way.border.before_top);
    for (std::size_t i = 0; i < way.hops.size(); ++i) {
        auto& role = way.hops[i].role;
        if (way.border.hop != no_hop && i < way.border.hop) role = HopRole::reporter;
        if (i == way.border.hop) role = HopRole::boundary;
        if (has_own && i >= way.first_own() && i < way.first_own() + way.own_hops) role = HopRole::ours;
        if (is_believed && i == way.submission) role = HopRole::submission;
    }
}

[[nodiscard]] inline Way read_way(Report const& report, Mine const& mine) {
    Way way;
    if (report.original) way.hops = read_hops(*report.original);
    way.border = find_border(way.hops, report, mine);
    find_handover(way, mine);
    find_submission(way, mine);
    name_roles(way);
    if (way.hops.empty() && mine.holds(report.source_ip)) way.ours = Confidence::medium;
    return way;
}

}  // namespace arf::attribution
