// SPDX-License-Identifier: BSL-1.0
// What attribute() infers, as the member `attribution` of a record.
#pragma once

#include <arf/attribution.hpp>
#include <arf/impl/json_writer.ipp>

namespace arf::detail {

inline void write_provenance(JsonWriter& json, Provenance const& from) {
    json.key("from").open('{');
    json.key("place").value(name(from.place));
    write_if(json, "name", from.name);
    write_if(json, "field", from.field);
    if (from.place == Provenance::Place::hop) json.key("hop").value(from.hop);
    json.close('}');
}

/// An answer with its value, as `write_value` shows it; without one, why there is none.
template <class T, class Write>
void write_answer(JsonWriter& json, std::string_view key, Answer<T> const& answer, Write const& write_value) {
    json.key(key).open('{');
    if (answer) write_value(*answer.value);
    json.key("confidence").value(name(answer.confidence));
    if (answer) write_provenance(json, answer.from);
    json.key("reason").value(std::string_view(answer.reason));
    json.close('}');
}
template <class T>
void write_answer(JsonWriter& json, std::string_view key, Answer<T> const& answer) {
    write_answer(json, key, answer, [&](T const& value) { json.key("value").value(value); });
}

inline void write_device(JsonWriter& json, Device const& device) {
    write_if(json, "ip", device.ip);
    write_if(json, "port", device.port);
    write_if(json, "helo", device.helo);
    write_if(json, "protocol", device.protocol);
    write_if(json, "queue_id", device.queue_id);
    write_if(json, "mailer", device.mailer);
    write_if(json, "script", device.script);
    write_date(json, "date", "date_raw", device.date);
    write_if(json, "utc_offset", device.utc_offset);
}

[[nodiscard]] constexpr std::string_view name(FilterVerdict::Class verdict) noexcept {
    constexpr std::array<std::string_view, 5> names{"unknown", "clean", "suspicious", "spam", "virus"};
    return names[static_cast<std::size_t>(verdict)];
}

inline void write_verdict(JsonWriter& json, FilterVerdict const& verdict) {
    json.key("value").value(name(verdict.verdict));
    json.key("filter").value(std::string_view(verdict.filter));
    json.key("text").value(std::string_view(verdict.value));
    write_if(json, "score", verdict.score);
    write_if(json, "threshold", verdict.threshold);
}

inline void write_hop(JsonWriter& json, Hop const& hop) {
    auto const& received = hop.received;
    json.open('{');
    json.key("role").value(name(hop.role));
    write_if(json, "ip", received.ip);
    write_if(json, "port", received.port);
    write_if(json, "helo", received.helo);
    write_if(json, "rdns", received.rdns);
    write_if(json, "by", received.by);
    write_if(json, "by_ip", received.by_ip);
    write_if(json, "with", received.with);
    write_if(json, "id", received.id);
    write_if(json, "for", received.envelope_for);
    write_if(json, "authenticated_user", received.authenticated_user);
    if (received.tls) json.key("tls").value(true);
    write_date(json, "date", "date_raw", received.date);
    json.close('}');
}

inline void write_trust(JsonWriter& json, Trust const& trust) {
    json.key("trust").open('{');
    write_if(json, "carrier_authenticated", trust.carrier_authenticated);
    write_if(json, "carrier_aligned", trust.carrier_aligned);
    write_if(json, "carrier_authentication", trust.carrier_authentication);
    write_if(json, "report_agrees_with_original", trust.report_agrees_with_original);
    write_if(json, "cfbl_id_valid", trust.cfbl_id_valid);
    write_list(json, "names_of_mine", trust.names_of_mine, [&](std::string_view name) { json.value(name); });
    json.close('}');
}

inline void write_attribution(JsonWriter& json, Attribution const& attribution) {
    json.key("attribution").open('{');
    write_answer(json, "source", attribution.source);
    write_answer(json, "source_port", attribution.source_port);
    write_answer(json, "recipient", attribution.recipient, [&](std::string_view recipient) {
        json.key("value").value(recipient);
        if (attribution.recipient_redaction != Redaction::none) json.key("redacted").value(true);
    });
    write_answer(json, "message_id", attribution.message_id);
    write_answer(json, "campaign", attribution.campaign);
    write_answer(json, "customer", attribution.customer);
    write_answer(json, "account", attribution.account);
    write_answer(json, "device", attribution.device,
                 [&](Device const& device) { write_device(json, device); });
    write_answer(json, "outbound_verdict", attribution.outbound_verdict,
                 [&](FilterVerdict const& verdict) { write_verdict(json, verdict); });
    write_list(json, "hops", attribution.hops, [&](Hop const& hop) { write_hop(json, hop); });
    write_list(json, "conflicts", attribution.conflicts, [&](std::string_view text) { json.value(text); });
    write_trust(json, attribution.trust);
    json.close('}');
}

}  // namespace arf::detail
