// SPDX-License-Identifier: BSL-1.0
// The table of the per-recipient fields of a delivery status notification (RFC 3464, section 2.3).
#pragma once

#include <arf/fields/table.hpp>
#include <arf/grammar/smtp_reply.hpp>
#include <arf/value/evidence.hpp>
#include <array>
#include <string_view>

namespace arf::fields {

using DeliveryReader = FieldReader<DeliveryStatus>;
using DeliveryField = KnownField<DeliveryReader>;

/// A value with its type in front (RFC 3464, section 2.1.2): "smtp; 550 5.7.1 Blocked".
struct TypedText {
    std::string_view type;  ///< empty where the sender left it out
    std::string_view text;
};

/// Splits a typed value; what stands before a ";" and is no word is text.
[[nodiscard]] constexpr TypedText split_type(std::string_view value) noexcept {
    constexpr grammar::ByteSet type_bytes{grammar::letter | grammar::digit | grammar::ByteSet{"-_"}};
    value = detail::trim(value);
    auto const end = value.find(';');
    auto const type = detail::trim(value.substr(0, end));
    if (end == value.npos || type.empty() || !type_bytes.has_all(type)) return {{}, value};
    return {type, detail::trim(value.substr(end + 1))};
}

/// The address of a typed recipient: "rfc822; user@example.com"; none where it is no mail address (X.400).
/// QUIRK: without a type, in angle brackets. An address of type utf-8 stays as written (RFC 6533, section 3).
[[nodiscard]] inline std::optional<MailPath> read_typed_path(std::string_view value) noexcept {
    auto const path = grammar::read_path(split_type(value).text);
    return path && !path->is_null() ? path : std::nullopt;
}

/// Original-Recipient, Final-Recipient.
template <auto Member>
struct TypedRecipient {
    static void read(DeliveryReader& reader, Field const& field) {
        if (field.is(Field::too_long)) return;
        auto const path = read_typed_path(reader.value(field));
        if (!path) return reader.context.note(DiagnosticCode::bad_mail_path, field);
        if (path->is_redacted()) reader.context.note(DiagnosticCode::address_redacted, field);
        reader[Member] = path;
    }
};

/// Action: one of five words (RFC 3464, section 2.3.3); another one is told and kept.
struct Action {
    static void read(DeliveryReader& reader, Field const& field) {
        constexpr std::array<std::string_view, 5> known{"failed", "delayed", "delivered", "relayed",
                                                        "expanded"};
        auto const text = grammar::trim_cfws(reader.text(field));
        auto const is_known = [text](auto word) { return detail::equal_ignoring_case(text, word); };
        if (!std::any_of(known.begin(), known.end(), is_known))
            reader.context.note(DiagnosticCode::nonstandard_value, field);
        reader.record.action = text;
    }
};

/// Status: a code, comments cut off. QUIRK: text behind it; a text without any code is kept.
struct Status {
    static void read(DeliveryReader& reader, Field const& field) {
        auto const text = grammar::trim_cfws(reader.text(field));
        auto const size = grammar::status_code_size(text);
        if (size == 0 || size != text.size()) reader.context.note(DiagnosticCode::nonstandard_value, field);
        reader.record.status = size == 0 ? text : text.substr(0, size);
    }
};

/// Diagnostic-Code: the text, and the codes of SMTP in it.
struct DiagnosticText {
    static void read(DeliveryReader& reader, Field const& field) {
        auto const text = reader.text(field);
        if (text.empty()) return;
        auto const reply = grammar::find_smtp_reply(split_type(text).text);
        reader.record.diagnostic_code = text;
        reader.record.reply_code = reply.code;
        reader.record.enhanced_code = reply.enhanced;
    }
};

/// A field that is known and has no member.
struct NoMember {
    static void read(DeliveryReader&, Field const&) {}
};

inline constexpr auto delivery_fields = [] {
    using enum DeliveryField::Cardinality;
    using D = DeliveryStatus;
    return std::to_array<DeliveryField>({
        {"Original-Recipient", "RFC 3464 section 2.3.1", once, TypedRecipient<&D::original_recipient>::read},
        {"Final-Recipient", "RFC 3464 section 2.3.2", once, TypedRecipient<&D::final_recipient>::read},
        {"Action", "RFC 3464 section 2.3.3", once, Action::read},
        {"Status", "RFC 3464 section 2.3.4", once, Status::read},
        {"Remote-MTA", "RFC 3464 section 2.3.5", once,
         Typed<&D::remote_mta, by<TypedName, grammar::typed_name>>::read},
        {"Diagnostic-Code", "RFC 3464 section 2.3.6", once, DiagnosticText::read},
        {"Last-Attempt-Date", "RFC 3464 section 2.3.7", once,
         Typed<&D::last_attempt_date, grammar::read_date_time, DiagnosticCode::bad_date>::read},
        {"Final-Log-ID", "RFC 3464 section 2.3.8", once, NoMember::read},
        {"Will-Retry-Until", "RFC 3464 section 2.3.9", once, NoMember::read},
    });
}();

inline constexpr NameMap<delivery_fields.size()> delivery_field_names(delivery_fields);

/// The index of a field in the table, for those that are asked for by name.
[[nodiscard]] consteval std::size_t delivery_field(std::string_view name) {
    return delivery_field_names.find(name);
}

}  // namespace arf::fields
