// SPDX-License-Identifier: BSL-1.0
// Tokens: the caller's own marks in the fields of a message, taken apart by patterns and functions; and the
// MAC of a CFBL-Feedback-ID.
#pragma once

#include <glib.h>

#include <arf/attribution/mine.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace arf::attribution {

/// One piece of a pattern: text, or what is captured.
struct PatternPiece {
    std::string_view literal;
    std::string Token::*capture = nullptr;
    bool any = false;  ///< any text, captured or not
};

/// The pieces of a pattern; none where a name in braces is not known or two captures have no text between
/// them.
[[nodiscard]] inline std::vector<PatternPiece> pieces_of(std::string_view pattern) {
    std::vector<PatternPiece> pieces;
    while (!pattern.empty()) {
        PatternPiece piece;
        if (pattern.front() == '*' || pattern.front() == '{') {
            auto const end = pattern.front() == '*' ? 0 : pattern.find('}');
            if (end == pattern.npos || (!pieces.empty() && pieces.back().any)) return {};
            auto const name = end == 0 ? std::string_view{} : pattern.substr(1, end - 1);
            piece.any = true;
            if (name == "account") piece.capture = &Token::account;
            if (name == "recipient") piece.capture = &Token::recipient;
            if (name == "campaign") piece.capture = &Token::campaign;
            if (name == "customer") piece.capture = &Token::customer;
            if (!name.empty() && piece.capture == nullptr) return {};
            pattern.remove_prefix(end + 1);
        } else {
            auto const end = std::min(pattern.find('*'), pattern.find('{'));
            piece.literal = pattern.substr(0, end);
            pattern.remove_prefix(piece.literal.size());
        }
        pieces.push_back(piece);
    }
    return pieces;
}

/// "alice=example.org", as return paths write a recipient, as an address.
[[nodiscard]] inline std::string address_from_token(std::string text) {
    if (auto const equals = text.rfind('='); text.find('@') == text.npos && equals != text.npos)
        text[equals] = '@';
    return text;
}

/// Matches a whole value with a pattern; each piece that takes any text takes as little as what follows it
/// allows.
[[nodiscard]] inline std::optional<Token> match(std::vector<PatternPiece> const& pieces,
                                                std::string_view value) {
    if (pieces.empty()) return {};
    Token token;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        auto const& piece = pieces[i];
        if (!piece.any) {
            if (!detail::starts_with_ignoring_case(value, piece.literal)) return {};
            value.remove_prefix(piece.literal.size());
            continue;
        }
        auto size = value.size();
        if (i + 1 < pieces.size()) {
            auto const& next = pieces[i + 1].literal;
            if (i + 2 < pieces.size()) {
                size = detail::find_ignoring_case(value, next);
            } else {  // what stands at the end of the pattern stands at the end of the value
                size = value.size() < next.size() ? value.npos : value.size() - next.size();
            }
            if (size == value.npos) return {};
        }
        if (piece.capture != nullptr) token.*piece.capture = value.substr(0, size);
        value.remove_prefix(size);
    }
    if (!value.empty()) return {};
    token.recipient = address_from_token(std::move(token.recipient));
    return token;
}

/// A token, where it stood, and who read it.
struct FoundToken {
    Token token;
    Provenance from;
    bool authentic = false;
};

/// The first field of that name in the report part.
[[nodiscard]] inline Field const* report_field(Report const& report, std::string_view name) noexcept {
    for (auto const& field : report.fields) {
        if (detail::equal_ignoring_case(field.name(), name)) return &field;
    }
    return nullptr;
}
/// The first field of that name in the original.
[[nodiscard]] inline Field const* original_field(Report const& report, std::string_view name) noexcept {
    return report.original ? report.original->find(name) : nullptr;
}

/// The field of the report part that states a Message-ID where it is not that of the original.
[[nodiscard]] inline Field const* message_id_field(Report const& report) noexcept {
    if (auto const* const field = report_field(report, "Original-Message-ID")) return field;
    if (report.original && report.original->message_id) return original_field(report, "Message-ID");
    return report_field(report, "Message-ID");
}

/// A value in which a decoder may find a token, and the field it stands in; null where the report has it
/// elsewhere.
struct TokenPlace {
    std::string value;
    Field const* field = nullptr;
};

/// The addresses of the return path: the reporter's word first, then the field in the original.
[[nodiscard]] inline std::vector<TokenPlace> return_paths(Report const& report) {
    std::vector<TokenPlace> places;
    auto const add = [&](std::optional<MailPath> const& path, Field const* field) {
        if (path && !path->is_null()) places.push_back({std::string(path->address), field});
    };
    add(report.original_mail_from, report_field(report, "Original-Mail-From"));
    if (report.original) add(report.original->return_path, original_field(report, "Return-Path"));
    return places;
}

/// The values that a decoder of this field looks at, the more trustworthy first.
[[nodiscard]] inline std::vector<TokenPlace> places_of(Report const& report, std::string_view name) {
    auto const is = [&](std::string_view other) { return detail::equal_ignoring_case(name, other); };
    if (is("Return-Path")) return return_paths(report);
    if (is("Message-ID")) {
        if (!report.original_message_id) return {};
        return {{std::string(*report.original_message_id), message_id_field(report)}};
    }
    if (!report.original) return {};
    if (is("CFBL-Feedback-ID")) {
        if (!report.original->cfbl_feedback_id) return {};
        return {{std::string(*report.original->cfbl_feedback_id), original_field(report, name)}};
    }
    std::vector<TokenPlace> places;
    for (auto const& field : report.original->fields) {
        if (detail::equal_ignoring_case(field.name(), name) && !field.is(Field::too_long))
            places.push_back({unfolded(field), &field});
    }
    return places;
}

/// Everything that the caller's decoders find, in the order of the decoders. Of a CFBL-Feedback-ID whose MAC
/// is wrong nothing is believed (RFC 9477, section 6.3); one whose MAC is right is authentic.
[[nodiscard]] inline std::vector<FoundToken> find_tokens(Report const& report,
                                                         AttributionOptions const& options,
                                                         std::optional<bool> cfbl_id_valid) {
    std::vector<FoundToken> found;
    for (auto const& decoder : options.decoders) {
        bool const is_cfbl = detail::equal_ignoring_case(decoder.field, "CFBL-Feedback-ID");
        if (is_cfbl && cfbl_id_valid == false) continue;
        auto const pieces = decoder.function ? std::vector<PatternPiece>{} : pieces_of(decoder.pattern);
        for (auto const& place : places_of(report, decoder.field)) {
            auto token = decoder.function ? decoder.function(place.value) : match(pieces, place.value);
            if (!token) continue;
            auto const* const field = place.field;
            Provenance from{Provenance::Place::token, decoder.name,
                            field == nullptr ? decoder.field : std::string(field->name()), 0,
                            field == nullptr ? std::string_view{} : field->raw()};
            bool const authentic = decoder.authentic || (is_cfbl && cfbl_id_valid == true);
            found.push_back({std::move(*token), std::move(from), authentic});
        }
    }
    return found;
}

/// The HMAC-SHA-256 (RFC 2104) of a text in lower-case hex.
[[nodiscard]] inline std::string hmac_sha256(std::string_view secret, std::string_view text) {
    auto const bytes = [](std::string_view view) { return reinterpret_cast<guchar const*>(view.data()); };
    std::unique_ptr<gchar, decltype(&g_free)> const hex(
        g_compute_hmac_for_data(G_CHECKSUM_SHA256, bytes(secret), secret.size(), bytes(text), text.size()),
        &g_free);
    return hex.get();
}

/// Whether two texts of one size are the same; in a time that does not tell where they differ.
[[nodiscard]] inline bool same_in_constant_time(std::string_view a, std::string_view b) noexcept {
    unsigned difference = a.size() == b.size() ? 0 : 1;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        difference |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(detail::lower(b[i]));
    }
    return difference == 0;
}

/// Whether the MAC of a CFBL-Feedback-ID "data:mac" is ours. Absent without secret or identifier.
[[nodiscard]] inline std::optional<bool> check_cfbl_id(Report const& report, std::string_view secret) {
    constexpr std::size_t least_digits = 16;
    if (secret.empty() || !report.original || !report.original->cfbl_feedback_id) return {};
    auto const id = *report.original->cfbl_feedback_id;
    auto const colon = id.rfind(':');
    if (colon == id.npos) return false;
    auto const mac = id.substr(colon + 1);
    auto const wanted = hmac_sha256(secret, id.substr(0, colon));
    if (mac.size() < least_digits || mac.size() > wanted.size()) return false;
    return same_in_constant_time(std::string_view(wanted).substr(0, mac.size()), mac);
}

}  // namespace arf::attribution
