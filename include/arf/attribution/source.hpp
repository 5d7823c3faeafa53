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
    if (!traced) {
        bool const usable = usable_source_ip(report).has_value();
        return answer(ip, usable ? Confidence::medium : Confidence::low, from,
                      usable ? "the report says so; there is no trace to compare it with"
                             : "the report says so, and names a private address");
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

[[nodiscard]] inline Answer<std::uint16_t> find_source_port(Evidence const& evidence,
                                                            std::vector<std::string>& conflicts) {
    auto const& report = evidence.report;
    auto const& way = evidence.way;
    auto const hop = way.border.hop;
    auto const traced = hop == no_hop ? std::nullopt : way.at(hop).port;
    bool const comparable = traced && way.border.by_source_ip && !way.border.is_disputed();
    if (report.source_port) {
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
        return answer(*traced, std::min(way.border.sure, Confidence::medium), in_hop(way, hop),
                      "stands in the hop at the reporter's border");
    return no_answer<std::uint16_t>("neither the report nor the trace names a port");
}

}  // namespace arf::attribution
