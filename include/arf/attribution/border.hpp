// SPDX-License-Identifier: BSL-1.0
// Border: the hop at which the reporter took the mail over (FORMATS 5.4), and how sure that is.
#pragma once

#include <algorithm>
#include <arf/attribution/mine.hpp>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace arf::attribution {

inline constexpr std::size_t no_hop = static_cast<std::size_t>(-1);

/// How sure it is that the server which wrote `lower` was the client of `upper`: high where the server that
/// wrote `upper` found that name or address out, medium where the client merely said the name.
[[nodiscard]] constexpr Confidence link(Received const& lower, Received const& upper) noexcept {
    if (same_host(lower.by, upper.rdns) || (lower.by_ip && lower.by_ip == upper.ip)) return Confidence::high;
    return same_host(lower.by, upper.helo) ? Confidence::medium : Confidence::none;
}

/// The domains of the reporter's own servers: each line of the trace that one of them wrote may add another.
/// The sender of the report is not asked: a forwarded report comes from ourselves.
class ReporterNames {
  public:
    explicit ReporterNames(Report const& report) {
        if (report.reporting_mta) add(report.reporting_mta->name);
    }
    void add(std::string_view host) {
        auto const name = organisation(host);
        if (!name.empty() && !hold(name)) names_.push_back(name);
    }
    [[nodiscard]] bool hold(std::string_view host) const noexcept {
        return std::any_of(names_.begin(), names_.end(),
                           [&](std::string_view name) { return is_below(host, name); });
    }

  private:
    std::vector<std::string_view> names_;
};

/// How sure it is that the client of a hop of the reporter was inside its network. None: it was outside. What
/// the line below says proves nothing: who was outside, after all, wrote it.
[[nodiscard]] inline Confidence inside(Received const& hop, ReporterNames const& reporter) noexcept {
    if (!hop.rdns.empty() && reporter.hold(hop.rdns)) return Confidence::medium;
    if (!hop.ip) return hop.helo.empty() ? Confidence::medium : Confidence::low;
    if (is_loopback(*hop.ip)) return Confidence::medium;
    // A proxy before the reporter's servers shows its own address for everybody's.
    if (is_private(*hop.ip)) return Confidence::low;
    return hop.rdns.empty() && reporter.hold(hop.helo) ? Confidence::low : Confidence::none;
}

/// A hop, and how sure it is.
struct FoundHop {
    std::size_t hop = no_hop;
    Confidence sure = Confidence::none;
};

/// By the trace alone: the first hop whose client was not inside the reporter's network.
[[nodiscard]] inline FoundHop first_from_outside(std::vector<Hop> const& hops, Report const& report,
                                                 Mine const& mine) {
    ReporterNames reporter(report);
    auto sure = Confidence::medium;
    for (std::size_t i = 0; i < hops.size(); ++i) {
        auto const& hop = hops[i].received;
        reporter.add(hop.by);
        if (mine.sent(hop) >= Confidence::medium) return {i, sure};
        if (!hop.authenticated_user.empty()) return {i, Confidence::low};  // a user's login, not a server's
        auto const step = inside(hop, reporter);
        if (step == Confidence::none) return {i, sure};
        sure = std::min(sure, step);
    }
    return {};
}

struct Border {
    std::size_t hop = no_hop;
    Confidence sure = Confidence::none;
    bool by_source_ip = false;  ///< Source-IP is the address of the hop
    /// Where the trace alone has the border: above `hop` where the reporter looked through a forwarder, or
    /// was mistaken.
    std::size_t by_trace = no_hop;
    bool before_top = false;  ///< the reporter left its own hops out: the topmost is ours already

    [[nodiscard]] bool is_disputed() const noexcept { return by_trace != no_hop && by_trace < hop; }
};

/// Source-IP where it can be that of a sender: reporters behind a proxy state a private address of theirs.
[[nodiscard]] inline std::optional<IpAddress> usable_source_ip(Report const& report) noexcept {
    return report.source_ip && !is_private(*report.source_ip) ? report.source_ip : std::nullopt;
}

/// The first hop of that address; but none below the hop at which a stranger or a user of ours handed the
/// mail in to us: what stands there he wrote.
[[nodiscard]] inline std::size_t hop_of(IpAddress const& ip, std::vector<Hop> const& hops,
                                        Mine const& mine) noexcept {
    for (std::size_t i = 0; i < hops.size(); ++i) {
        auto const& hop = hops[i].received;
        if (hop.ip == ip) return i;
        bool const handed_in = hop.authenticated || (!mine.passed_on(hop) && hop.ip && !is_private(*hop.ip));
        if (mine.wrote(hop) && handed_in) return no_hop;
    }
    return no_hop;
}

[[nodiscard]] inline bool reporter_is_ours(Report const& report, Mine const& mine) noexcept {
    return report.reporting_mta &&
           (mine.has_host(report.reporting_mta->name) || mine.has_domain(report.reporting_mta->name));
}

[[nodiscard]] inline Border find_border(std::vector<Hop> const& hops, Report const& report,
                                        Mine const& mine) {
    auto const source = usable_source_ip(report);
    auto const by_trace = first_from_outside(hops, report, mine);
    Border border{by_trace.hop, by_trace.sure, false, by_trace.hop, false};
    if (auto const found = source ? hop_of(*source, hops, mine) : no_hop; found != no_hop) {
        border.hop = found;
        border.by_source_ip = true;
        border.sure = border.is_disputed() ? Confidence::low : Confidence::high;
    } else if (!hops.empty() && mine.wrote(hops.front().received) && !reporter_is_ours(report, mine)) {
        border = {no_hop, mine.holds(source) ? Confidence::medium : Confidence::low, false, no_hop, true};
    } else if (source && border.hop != no_hop) {
        border.sure = Confidence::low;
    }
    return border;
}

}  // namespace arf::attribution
