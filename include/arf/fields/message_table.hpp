// SPDX-License-Identifier: BSL-1.0
// The table of the header fields of a message that Message has a member for, and the function that reads a
// header.
#pragma once

#include <arf/fields/name_map.hpp>
#include <arf/fields/reader.hpp>
#include <arf/grammar/date_time.hpp>
#include <arf/grammar/msg_id.hpp>
#include <arf/grammar/path.hpp>
#include <arf/message.hpp>
#include <arf/mime/decode.hpp>
#include <array>
#include <string>

namespace arf::fields {

using MessageReader = FieldReader<Message>;
using MessageField = KnownField<MessageReader>;

/// From: the first author. To: all recipients.
template <auto Member>
struct Mailboxes {
    static void read(MessageReader& reader, Field const& field) {
        grammar::PathList paths(reader.value(field));
        while (auto const path = paths.next()) {
            if constexpr (requires { reader[Member] = *path; }) {
                reader[Member] = *path;
                return;
            } else {
                reader.add(reader[Member], *path);
            }
        }
        if (paths.bad()) reader.context.note(DiagnosticCode::bad_mail_path, field);
    }
};

/// Subject: decoded where it holds encoded words or bytes that are no UTF-8.
struct Subject {
    static void read(MessageReader& reader, Field const& field) {
        if (field.is(Field::too_long)) return;
        auto const text = reader.text(field);
        bool const is_encoded =
            text.find("=?") != text.npos || (field.is(Field::has_8bit) && !mime::is_utf8(text));
        if (!is_encoded) {
            reader.record.subject = text;
            return;
        }
        bool bad = false;
        reader.record.subject = reader.context.storage.keep(mime::decode_text(field.body(), &bad));
        if (bad) reader.context.note(DiagnosticCode::bad_encoded_word, field);
    }
};

/// CFBL-Feedback-ID: white space and comments mean nothing and go (RFC 9477, section 5.2).
struct CfblFeedbackId {
    static void read(MessageReader& reader, Field const& field) {
        if (field.is(Field::too_long)) return;
        auto rest = field.body();
        char* const start = reader.context.storage.allocate<char>(rest.size());
        char* out = start;
        while (!rest.empty()) {
            auto const* const behind = grammar::skip_cfws(rest.data(), rest.data() + rest.size());
            rest.remove_prefix(static_cast<std::size_t>(behind - rest.data()));
            if (rest.empty()) break;
            *out++ = rest.front();
            rest.remove_prefix(1);
        }
        reader.context.storage.give_back(out, start + field.body().size());
        if (out != start)
            reader.record.cfbl_feedback_id = std::string_view(start, static_cast<std::size_t>(out - start));
    }
};

inline constexpr auto message_fields = [] {
    using enum MessageField::Cardinality;
    return std::to_array<MessageField>({
        {"Message-ID", "RFC 5322 section 3.6.4", once,
         Typed<&Message::message_id, grammar::read_msg_id>::read},
        {"From", "RFC 5322 section 3.6.2", once, Mailboxes<&Message::from>::read},
        {"To", "RFC 5322 section 3.6.3", once, Mailboxes<&Message::to>::read},
        {"Subject", "RFC 5322 section 3.6.5", once, Subject::read},
        {"Date", "RFC 5322 section 3.6.1", once,
         Typed<&Message::date, grammar::read_date_time, DiagnosticCode::bad_date>::read},
        {"Return-Path", "RFC 5321 section 4.4", once,
         Typed<&Message::return_path, grammar::read_path, DiagnosticCode::bad_mail_path>::read},
        {"List-Unsubscribe", "RFC 2369 section 3.2", once, Text<&Message::list_unsubscribe>::read},
        {"List-Id", "RFC 2919 section 3", once, Text<&Message::list_id>::read},
        {"Feedback-ID", "private, Google", once, Text<&Message::feedback_id>::read},
        {"CFBL-Address", "RFC 9477 section 5.1", once, Text<&Message::cfbl_address>::read},
        {"CFBL-Feedback-ID", "RFC 9477 section 5.2", once, CfblFeedbackId::read},
    });
}();

inline constexpr NameMap<message_fields.size()> message_field_names(message_fields);

/// Fills the members of a message from its fields. Of several fields of one name the first counts; a second
/// Message-ID is told.
inline void read_message_fields(mime::Context& context, Message& message) {
    MessageReader reader{context, message, message};
    std::array<bool, message_fields.size()> seen{};
    for (auto const& field : message.fields) {
        auto const index = message_field_names.find(field.name());
        if (index == message_field_names.none) continue;
        if (!seen[index]) {
            message_fields[index].read(reader, field);
        } else if (index == 0) {
            context.note(DiagnosticCode::duplicate_message_id, field);
        }
        seen[index] = true;
    }
}

}  // namespace arf::fields
