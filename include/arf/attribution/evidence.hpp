// SPDX-License-Identifier: BSL-1.0
// Evidence: what every question of attribute() is asked of, and how an answer is put together.
#pragma once

#include <algorithm>
#include <arf/attribution/tokens.hpp>
#include <arf/attribution/way.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace arf::attribution {

/// The report, and what was read of it once for all questions.
struct Evidence {
    Report const& report;
    AttributionOptions const& options;
    Mine mine;
    Message carrier;
    Way way;
    /// What stands below the border: the sending side wrote it. Empty where no border can be told.
    List<Field> below_border;
    std::optional<bool> cfbl_id_valid;
    std::vector<FoundToken> tokens;

    /// How far a field can be believed that the sending side wrote: where the mail is ours, we did.
    [[nodiscard]] Confidence in_original() const noexcept {
        return std::clamp(way.ours, Confidence::low, Confidence::medium);
    }
    /// How far a field below the border can be believed that servers of ours write: one above the line of
    /// the submission we put there; one below it whoever handed the mail in could have written as well.
    [[nodiscard]] Confidence by_our_servers(Field const& field) const noexcept {
        if (way.submission == no_hop || &field >= way.hops[way.submission].field) return Confidence::low;
        return std::clamp(way.submission_sure, Confidence::low, Confidence::medium);
    }
};

/// The fields of the original below the border: those behind the hop there, else behind the last hop of the
/// reporter; all where the reporter left its own out; none where there is no hop at all, and anything may be
/// the reporter's.
[[nodiscard]] inline List<Field> fields_below_border(Report const& report, Way const& way) noexcept {
    if (way.hops.empty()) return {};
    auto const& fields = report.original->fields;
    if (way.border.before_top) return fields;
    auto const last = way.border.hop == no_hop ? way.hops.size() - 1 : way.border.hop;
    return fields.subspan(static_cast<std::size_t>(way.hops[last].field - fields.data()) + 1);
}

/// A message with nothing but these fields, for functions that read all fields of a kind.
[[nodiscard]] inline Message message_of(List<Field> fields) noexcept {
    Message message;
    message.fields = fields;
    return message;
}

[[nodiscard]] inline Evidence collect(Report const& report, AttributionOptions const& options) {
    Mine const mine(options);
    auto way = read_way(report, mine);
    auto const below = fields_below_border(report, way);
    auto const valid = check_cfbl_id(report, options.cfbl_secret);
    auto tokens = find_tokens(report, options, valid);
    return {report, options, mine, report.carrier(), std::move(way), below, valid, std::move(tokens)};
}

template <class T>
[[nodiscard]] Answer<T> answer(T value, Confidence confidence, Provenance from, std::string reason) {
    return {std::optional<T>(std::move(value)), confidence, std::move(from), std::move(reason)};
}
template <class T>
[[nodiscard]] Answer<T> no_answer(std::string reason) {
    return {{}, Confidence::none, {}, std::move(reason)};
}

/// Where a fact of the report was stated: in a field of the report part, or where its format has it, which
/// has a name and no bytes.
[[nodiscard]] inline Provenance stated(Report const& report, std::string_view name) {
    if (auto const* const field = report_field(report, name))
        return {Provenance::Place::report, std::string(field->name()), {}, 0, field->raw()};
    return {Provenance::Place::report, std::string(arf::name(report.format)), {}, 0, {}};
}
[[nodiscard]] inline Provenance in_original(Field const& field) {
    return {Provenance::Place::original, std::string(field.name()), {}, 0, field.raw()};
}
[[nodiscard]] inline Provenance in_original(Report const& report, std::string_view name) {
    if (auto const* const field = original_field(report, name)) return in_original(*field);
    return {Provenance::Place::original, std::string(name), {}, 0, {}};
}
[[nodiscard]] inline Provenance in_token(std::string_view decoder, Field const& field) {
    return {Provenance::Place::token, std::string(decoder), std::string(field.name()), 0, field.raw()};
}
[[nodiscard]] inline Provenance in_hop(Way const& way, std::size_t hop) {
    return {Provenance::Place::hop, "Received", {}, hop, way.hops[hop].field->raw()};
}

/// The first token that has this part. Whoever sends mail can write what a pattern of ours takes.
[[nodiscard]] inline Answer<std::string> from_token(Evidence const& evidence, std::string Token::*part) {
    for (auto const& found : evidence.tokens) {
        auto const& value = found.token.*part;
        if (value.empty()) continue;
        if (found.authentic)
            return answer(value, Confidence::high, found.from, "a token that only we can have made");
        auto const sure = evidence.in_original();
        return answer(value, sure, found.from,
                      sure == Confidence::medium ? "a token of ours, in mail that came from us"
                                                 : "a token like ours; that the mail is ours is not shown");
    }
    return {};
}

}  // namespace arf::attribution
