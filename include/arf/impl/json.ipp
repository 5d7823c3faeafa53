// SPDX-License-Identifier: BSL-1.0
// The flat record of a report as one line of JSON.
#pragma once

#include <arf/impl/json_attribution.ipp>
#include <arf/impl/json_writer.ipp>
#include <arf/json.hpp>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace arf {
namespace detail {

template <class T>
void write_column(JsonWriter& json, std::string_view key, std::optional<T> const& fact) {
    if (fact) json.key(key).value(*fact);
}
inline void write_column(JsonWriter& json, std::string_view key, std::optional<DateTime> const& date) {
    if (date && date->instant()) json.key(key).value(*date);
}
template <class T>
void write_column(JsonWriter& json, std::string_view key, List<T> facts) {
    write_list(json, key, facts, [&](T const& fact) { json.value(fact); });
}
inline void write_column(JsonWriter& json, std::string_view key, LowerCaseList facts) {
    write_list(json, key, facts.names, [&](std::string_view name) { json.value(LowerCase{name}); });
}

inline void write_source(JsonWriter& json, RecordSource const& source) {
    json.key("source").value(source.source);
    json.key("index").value(source.index);
    json.key("offset").value(source.offset);
}

inline void write_extension(JsonWriter& json, Field const& field) {
    json.open('{');
    json.key("name").value(field.name());
    json.key("value").value(std::string_view(mime::unfold(field.body())));
    json.close('}');
}

inline void write_row(JsonWriter& json, ReportRow const& row) {
    json.open('{');
    write_if(json, "source_ip", row.source_ip);
    write_date(json, "date", "date_raw", row.date);
    write_if(json, "recipient", row.recipient);
    for (auto const& count : row.counts) json.key(count.name).value(count.number);
    json.key("text").value(row.text);
    json.close('}');
}

inline void write_delivery(JsonWriter& json, DeliveryStatus const& delivery) {
    json.open('{');
    write_if(json, "original_recipient", delivery.original_recipient);
    write_if(json, "final_recipient", delivery.final_recipient);
    write_if(json, "action", delivery.action);
    write_if(json, "status", delivery.status);
    write_if(json, "remote_mta", delivery.remote_mta);
    write_if(json, "diagnostic_code", delivery.diagnostic_code);
    write_if(json, "reply_code", delivery.reply_code);
    write_if(json, "enhanced_code", delivery.enhanced_code);
    write_if(json, "blocklist", delivery.blocklist);
    write_date(json, "last_attempt_date", "last_attempt_date_raw", delivery.last_attempt_date);
    json.close('}');
}

/// Without the payload, which may be large and is no text.
inline void write_evidence(JsonWriter& json, Evidence const& evidence) {
    json.open('{');
    write_if(json, "content_type", evidence.content_type);
    write_if(json, "description", evidence.description);
    write_if(json, "hash", evidence.hash);
    json.key("size").value(evidence.payload.size());
    json.close('}');
}

inline void write_diagnostic(JsonWriter& json, Diagnostic const& diagnostic) {
    auto const& info = diagnostic_info(diagnostic.code);
    json.open('{');
    json.key("code").value(info.name);
    json.key("severity").value(name(info.severity));
    json.key("offset").value(diagnostic.offset);
    json.key("length").value(diagnostic.length);
    if (!diagnostic.field.empty()) json.key("field").value(diagnostic.field);
    if (!info.source.empty()) json.key("source").value(info.source);
    json.key("text").value(info.text);
    json.key("action").value(info.action);
    json.close('}');
}

inline void write_columns(JsonWriter& json, Report const& report, auto const& carrier) {
    for_each_column(
        [&](auto const& column) { write_column(json, column.name, column.value(report, carrier)); });
}

/// The names of the columns whose addresses are redacted.
inline void write_redacted(JsonWriter& json, Report const& report, auto const& carrier) {
    std::array<std::string_view, std::tuple_size_v<decltype(columns)>> names;
    std::size_t count = 0;
    for_each_column([&](auto const& column) {
        auto const value = [&]() -> decltype(auto) { return column.value(report, carrier); };
        if (is_redacted_column(value)) names[count++] = column.name;
    });
    write_list(json, "redacted", std::span(names).first(count),
               [&](std::string_view name) { json.value(name); });
}

/// The record, with what is inferred where it is given.
inline std::string write_record(Report const& report, Attribution const* attribution,
                                RecordSource const& source) {
    auto const carrier = [message = report.carrier()]() -> Message const& { return message; };
    JsonWriter json(2048);
    json.open('{');
    write_source(json, source);
    json.key("is_report").value(report.is_complaint());
    json.key("format").value(name(report.format));
    write_if(json, "reason", report.reason);
    write_columns(json, report, carrier);
    write_list(json, "extensions", report.extensions,
               [&](Field const& field) { write_extension(json, field); });
    write_list(json, "rows", report.rows, [&](auto const& row) { write_row(json, row); });
    write_list(json, "deliveries", report.deliveries,
               [&](auto const& delivery) { write_delivery(json, delivery); });
    write_list(json, "evidence", report.evidence,
               [&](auto const& evidence) { write_evidence(json, evidence); });
    write_redacted(json, report, carrier);
    if (attribution != nullptr) write_attribution(json, *attribution);
    json.key("diagnostics").open('[');  // also where there is none: nothing was odd
    for (auto const& diagnostic : report.diagnostics) write_diagnostic(json, diagnostic);
    json.close(']');
    json.close('}');
    return std::move(json).take();
}

}  // namespace detail

ARF_DECL std::string to_json(Report const& report, RecordSource const& source) {
    return detail::write_record(report, nullptr, source);
}

ARF_DECL std::string to_json(Report const& report, Attribution const& attribution,
                             RecordSource const& source) {
    return detail::write_record(report, &attribution, source);
}

ARF_DECL std::string to_json(Error const& error, RecordSource const& source) {
    detail::JsonWriter json(256);
    json.open('{');
    detail::write_source(json, source);
    json.key("is_report").value(false);
    json.key("format").value(std::string_view("unreadable"));
    json.key("error").value(std::string_view(error.message()));
    json.close('}');
    return std::move(json).take();
}

}  // namespace arf
