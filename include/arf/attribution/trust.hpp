// SPDX-License-Identifier: BSL-1.0
// Facts for believing the report itself (FORMATS 9.9).
#pragma once

#include <algorithm>
#include <arf/attribution/source.hpp>
#include <arf/authentication.hpp>
#include <string>
#include <vector>

namespace arf::attribution {

/// Whether one domain is the other or stands below it. RFC 7489, section 3.1 would take siblings as well; but
/// without a list of public suffixes those of a shared domain look like siblings.
[[nodiscard]] inline bool is_aligned(std::string_view domain, std::string_view from) noexcept {
    if (auto const at = domain.rfind('@'); at != domain.npos) domain.remove_prefix(at + 1);
    auto const parent = without_final_dot(domain.size() < from.size() ? domain : from);
    return parent.find('.') != parent.npos && (is_below(domain, from) || is_below(from, domain));
}

/// Whether a passed check is about the domain of the From field (RFC 7489, section 3.1, relaxed).
[[nodiscard]] inline bool is_aligned(AuthenticationResult const& result, std::string_view from) noexcept {
    auto const holds = [&](std::string_view type, std::string_view name) {
        auto const* const value = result.find(type, name);
        return value != nullptr && is_aligned(*value, from);
    };
    if (result.method == "dmarc") return result.find("header", "from") == nullptr || holds("header", "from");
    if (result.method == "dkim") return holds("header", "d") || holds("header", "i");
    return holds("smtp", "mailfrom");
}

/// The fields of the carrier that our servers can have written, where it is known which are ours: those down
/// to the hop below the one at which we took the mail over. A milter's field stands below its server's hop.
[[nodiscard]] inline List<Field> our_fields(Evidence const& evidence) {
    auto const& fields = evidence.carrier.fields;
    if (!evidence.mine.is_known()) return fields;
    bool taken_over = false;
    for (auto const& field : fields) {
        if (!detail::equal_ignoring_case(field.name(), "Received")) continue;
        auto const hop = read_received(field.body());
        if (taken_over || !evidence.mine.wrote(hop))
            return fields.first(static_cast<std::size_t>(&field - fields.data()));
        taken_over = hop.ip && !is_loopback(*hop.ip) && !evidence.mine.passed_on(hop);
    }
    return fields;
}

inline void read_results(AuthenticationResults const& field, std::string_view from, Trust& trust) {
    trust.carrier_authenticated = trust.carrier_aligned = false;
    trust.carrier_authentication = field.raw;
    for (auto const& result : field.results) {
        bool const counts = result.method == "dkim" || result.method == "spf" || result.method == "dmarc";
        if (!counts || result.result != "pass") continue;
        trust.carrier_authenticated = true;
        if (is_aligned(result, from)) trust.carrier_aligned = true;
    }
}

/// The topmost Authentication-Results on the carrier that a server of ours wrote.
inline void read_carrier_authentication(Evidence const& evidence, Trust& trust) {
    auto const& ids = evidence.options.my_authserv_ids;
    auto const& parts = evidence.report.parts;
    // Inside another message the carrier's header never passed our border (RFC 8601, section 5).
    bool const is_outermost = !parts.empty() && parts.front().fields.data() == evidence.carrier.fields.data();
    if (ids.empty() || !is_outermost) return;
    auto const from = evidence.carrier.from ? evidence.carrier.from->domain() : std::string_view{};
    for (auto const& field : authentication_results(message_of(our_fields(evidence)))) {
        bool const ours = std::any_of(ids.begin(), ids.end(), [&](std::string_view id) {
            return detail::equal_ignoring_case(id, field.authserv_id);
        });
        if (ours) return read_results(field, from, trust);
    }
}

/// With one blank for every row of blanks, tabs and other control characters.
[[nodiscard]] inline std::string one_line(std::string_view text) {
    std::string line;
    for (char const c : text) {
        bool const is_blank = static_cast<unsigned char>(c) <= ' ' || c == '\x7f';
        if (!is_blank) line.push_back(c);
        if (is_blank && !line.empty() && line.back() != ' ') line.push_back(' ');
    }
    if (line.ends_with(' ')) line.pop_back();
    return line;
}

[[nodiscard]] inline std::vector<std::string> names_of_mine(Evidence const& evidence) {
    auto const& report = evidence.report;
    auto const& mine = evidence.mine;
    std::vector<std::string> names;
    auto const add = [&](bool ours, std::string_view what, std::string_view value) {
        if (ours) names.push_back(std::string(what).append(" ").append(value));
    };
    auto const add_path = [&](std::optional<MailPath> const& path, std::string_view what) {
        if (path) add(mine.has_domain(path->domain()), what, path->address);
    };
    if (report.source_ip) add(mine.holds(report.source_ip), "source_ip", report.source_ip->to_string());
    add_path(report.original_mail_from, "original_mail_from");
    for (auto const domain : report.reported_domain) add(mine.has_domain(domain), "reported_domain", domain);
    if (report.dkim_domain) add(mine.has_domain(*report.dkim_domain), "dkim_domain", *report.dkim_domain);
    if (report.original_message_id)
        add(mine.has_domain(domain_of(*report.original_message_id)), "original_message_id",
            *report.original_message_id);
    if (!report.original) return names;
    add_path(report.original->from, "original_from");
    add_path(report.original->return_path, "original_return_path");
    for (auto const& signature : dkim_signatures(*report.original))
        add(mine.has_domain(signature.domain), "DKIM-Signature", signature.domain);
    if (auto const hop = evidence.way.handover; hop != no_hop)
        add(true, "Received", one_line(evidence.way.at(hop).raw));
    return names;
}

/// Whether what report part and original both state is the same. Absent where they state nothing in common.
[[nodiscard]] inline std::optional<bool> report_agrees(Evidence const& evidence) {
    auto const& report = evidence.report;
    if (!report.original) return {};
    std::optional<bool> agrees;
    auto const compare = [&](bool same) { agrees = agrees.value_or(true) && same; };
    auto const same_text = [](std::string_view a, std::string_view b) {
        return detail::equal_ignoring_case(a, b);
    };
    if (auto const same = source_agrees(evidence)) compare(*same);
    auto const& sender = report.original_mail_from;
    auto const& path = report.original->return_path;
    if (sender && path && !sender->is_redacted() && !path->is_redacted())
        compare(same_text(sender->address, path->address));
    auto const& id = report.original->message_id;
    bool const is_stated = message_id_field(report) != original_field(report, "Message-ID");
    if (id && is_stated && report.original_message_id) compare(*id == *report.original_message_id);
    return agrees;
}

[[nodiscard]] inline Trust find_trust(Evidence const& evidence) {
    Trust trust;
    read_carrier_authentication(evidence, trust);
    trust.names_of_mine = names_of_mine(evidence);
    trust.report_agrees_with_original = report_agrees(evidence);
    trust.cfbl_id_valid = evidence.cfbl_id_valid;
    return trust;
}

}  // namespace arf::attribution
