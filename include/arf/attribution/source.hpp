// SPDX-License-Identifier: BSL-1.0
// Which address handed the mail over to the reporter, and from which port (FORMATS 5.4).
#pragma once

#include <algorithm>
#include <arf/attribution/evidence.hpp>
#include <arf/authentication.hpp>
#include <arf/grammar/client_address.hpp>
#include <optional>
#include <string>
#include <vector>

namespace arf::attribution {

/// Where Report::source_ip was stated: by a field, or where the format has it.
[[nodiscard]] inline Provenance stated_source(Evidence const& evidence) {
    auto const& report = evidence.report;
    auto const* const subject = evidence.carrier.find("Subject");
    bool const in_subject = report.format == Format::jmrp || report.format == Format::aol_tos;
    if (in_subject && subject != nullptr)
        return {Provenance::Place::carrier, "Subject", {}, 0, subject->raw()};
    return stated(report, "Source-IP");
}

/// An address that the reporter names elsewhere, and where.
struct Witness {
    std::optional<IpAddress> ip;
    Provenance from;
};

/// Received-SPF above the first hop from outside: what stands below that the sending side may have written.
[[nodiscard]] inline Witness reporters_spf(Evidence const& evidence) {
    auto const& way = evidence.way;
    auto const border = std::min(way.border.hop, way.border.by_trace);
    if (border == no_hop) return {};
    for (auto const& field : evidence.report.original->fields) {
        if (&field == way.hops[border].field) break;
        if (detail::equal_ignoring_case(field.name(), "Received-SPF"))
            return {read_received_spf(field.body()).client_ip, in_original(field)};
    }
    return {};
}

/// Authentication-Results in the report part: "policy.iprev" (RFC 8601, section 2.7.3), "smtp.remote-ip" (RFC
/// 8617, section 10.2).
[[nodiscard]] inline Witness reporters_results(Report const& report) {
    for (auto const value : report.authentication_results) {
        for (auto const& result : read_authentication_results(value).results) {
            auto const* text = result.find("policy", "iprev");
            if (text == nullptr) text = result.find("smtp", "remote-ip");
            auto const address = text == nullptr ? std::nullopt : grammar::read_client_address(*text);
            if (address) return {address->ip, stated(report, "Authentication-Results")};
        }
    }
    return {};
}

[[nodiscard]] inline Witness witness(Evidence const& evidence) {
    auto const spf = reporters_spf(evidence);
    return spf.ip ? spf : reporters_results(evidence.report);
}

/// Without Source-IP, and without a hop that has an address.
[[nodiscard]] inline Answer<IpAddress> source_by_witness(Evidence const& evidence) {
    if (auto const found = witness(evidence); found.ip)
        return answer(*found.ip, Confidence::medium, found.from, "the reporter checked this address");
    return no_answer<IpAddress>(
        evidence.way.border.before_top ? "the trace begins with a hop of ours: the reporter left its own out"
        : evidence.report.original     ? "neither the report nor the trace names an address"
                                       : "the report names none and brings no header");
}

/// From the trace alone.
[[nodiscard]] inline Answer<IpAddress> source_by_trace(Evidence const& evidence) {
    auto const& way = evidence.way;
    auto const border = way.border.by_trace;
    if (border == no_hop || !way.at(border).ip || is_private(*way.at(border).ip))
        return source_by_witness(evidence);
    auto const ip = *way.at(border).ip;
    auto const from = in_hop(way, border);
    auto const other = witness(evidence);
    if (other.ip == ip)
        return answer(ip, Confidence::medium, from,
                      "the hop at the reporter's border, and " + other.from.name + " says the same");
    if (other.ip)
        return answer(ip, Confidence::low, from,
                      "the hop at the reporter's border; " + other.from.name + " says otherwise");
    if (way.border.sure >= Confidence::medium)
        return answer(ip, Confidence::medium, from, "the hop at the reporter's border");
    return answer(ip, Confidence::low, from, "the first hop from outside, as it seems");
}

/// Whether the address that the report states is the private one of a hop of the reporter: of a proxy, which
/// shows its own for everybody's.
[[nodiscard]] inline bool is_reporters_own(Evidence const& evidence) noexcept {
    auto const& ip = evidence.report.source_ip;
    auto const& hops = evidence.way.hops;
    auto const end = std::min(evidence.way.border.hop, hops.size());
    return ip && is_private(*ip) &&
           std::any_of(hops.begin(), hops.begin() + static_cast<std::ptrdiff_t>(end),
                       [&](Hop const& hop) { return hop.received.ip == ip; });
}

/// Whether Source-IP is what the trace says; absent where one of them says nothing.
[[nodiscard]] inline std::optional<bool> source_agrees(Evidence const& evidence) {
    auto const& ip = evidence.report.source_ip;
    auto const& border = evidence.way.border;
    if (!ip) return {};
    if (is_reporters_own(evidence) || (border.by_source_ip && !border.is_disputed())) return true;
    auto const traced = source_by_trace(evidence);
    // A field of the report part that names an address is not the original.
    if (!traced || traced.from.place == Provenance::Place::report) return {};
    return traced.value == ip;
}

/// Source-IP where nothing of the original can be compared with it.
[[nodiscard]] inline Answer<IpAddress> source_by_report(Evidence const& evidence) {
    auto const& report = evidence.report;
    auto const ip = *report.source_ip;
    auto const from = stated_source(evidence);
    if (is_reporters_own(evidence))
        return answer(ip, Confidence::low, from,
                      "the report and the trace say so, but it is a private address");
    if (is_private(ip))
        return answer(ip, Confidence::low, from, "the report says so, and names a private address");
    auto const& hops = evidence.way.hops;
    bool const has_address =
        std::any_of(hops.begin(), hops.end(), [](Hop const& hop) { return hop.received.ip.has_value(); });
    return answer(ip, Confidence::medium, from,
                  evidence.way.border.before_top ? "the report says so; the trace begins with a hop of ours"
                  : has_address
                      ? "the report says so; the trace shows only hops inside the reporter's network"
                  : hops.empty() ? "the report says so; there is no trace to compare it with"
                                 : "the report says so; the trace names no address");
}

[[nodiscard]] inline Answer<IpAddress> find_source(Evidence const& evidence,
                                                   std::vector<std::string>& conflicts) {
    auto const& report = evidence.report;
    auto const& border = evidence.way.border;
    if (!report.source_ip) return source_by_trace(evidence);
    auto const ip = *report.source_ip;
    auto const from = stated_source(evidence);
    if (border.by_source_ip && !border.is_disputed())
        return answer(ip, Confidence::high, from, "the report says so, and a hop of the trace has it");
    auto traced = source_by_trace(evidence);
    if (!traced) return source_by_report(evidence);
    if (traced.value == ip)
        return answer(ip, Confidence::medium, from, "the report says so, and " + traced.from.name + " too");
    if (is_reporters_own(evidence)) {
        traced.confidence = Confidence::low;
        traced.reason = "the trace; the address that the report states is a private one of the reporter";
        return traced;
    }
    conflicts.push_back("source: the report says " + ip.to_string() + ", the trace " +
                        traced.value->to_string());
    if (is_private(ip)) {
        traced.confidence = Confidence::low;
        traced.reason = "the trace; the address that the report states is a private one";
        return traced;
    }
    return answer(ip, border.by_source_ip ? Confidence::medium : Confidence::low, from,
                  border.by_source_ip ? "the report says so; the trace has it, below a hop from elsewhere"
                                      : "the report says so; the trace says otherwise");
}

/// A port means something only with its address: the report's goes with the address that the report states, a
/// hop's with the hop's.
[[nodiscard]] inline Answer<std::uint16_t> find_source_port(Evidence const& evidence,
                                                            Answer<IpAddress> const& source,
                                                            std::vector<std::string>& conflicts) {
    auto const& report = evidence.report;
    auto const& way = evidence.way;
    auto const hop = way.border.hop;
    bool const is_traced = hop != no_hop && source && way.at(hop).ip == source.value;
    auto const traced = is_traced ? way.at(hop).port : std::nullopt;
    bool const comparable = traced && way.border.by_source_ip && !way.border.is_disputed();
    bool const is_stated = report.source_port && (!report.source_ip || report.source_ip == source.value);
    if (is_stated) {
        auto const from = stated(report, "Source-Port");
        if (!comparable) return answer(*report.source_port, Confidence::medium, from, "the report says so");
        if (traced == report.source_port)
            return answer(*traced, Confidence::high, from, "the report and the trace say so");
        conflicts.push_back("source_port: the report says " + std::to_string(*report.source_port) +
                            ", the trace " + std::to_string(*traced));
        return answer(*report.source_port, Confidence::low, from,
                      "the report says so; the trace says otherwise");
    }
    if (traced)
        return answer(*traced, std::min({way.border.sure, source.confidence, Confidence::medium}),
                      in_hop(way, hop), "stands in the hop at the reporter's border");
    bool const is_foreign = report.source_port || (hop != no_hop && way.at(hop).port);
    return no_answer<std::uint16_t>(is_foreign ? "the port that is named belongs to another address"
                                               : "neither the report nor the trace names a port");
}

}  // namespace arf::attribution
