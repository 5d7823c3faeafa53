// SPDX-License-Identifier: BSL-1.0
// Message disposition notifications (RFC 8098): receipts.
#pragma once

#include <arf/dialect/notification.hpp>
#include <arf/fields/delivery_table.hpp>

namespace arf::dialect {

/// The part that holds a receipt.
[[nodiscard]] inline std::int32_t find_mdn(mime::Context const& context) {
    return find_notification(context, "message/disposition-notification",
                             "message/global-disposition-notification");
}

/// Final-Recipient: who got the message (RFC 8098, section 3.2.4).
inline void read_final_recipient(mime::Context& context, Report& report, Field const& field) {
    auto const path = fields::read_typed_path(fields::text_of(context.storage, field));
    if (!path) return context.note(DiagnosticCode::bad_mail_path, field);
    if (path->is_redacted()) context.note(DiagnosticCode::address_redacted, field);
    fields::append(context.storage, report.original_rcpt_to, *path);
}

/// Original-Message-ID: of the message that the receipt is for (RFC 8098, section 3.2.5).
inline void read_original_message_id(mime::Context& context, Report& report, Field const& field) {
    report.original_message_id = grammar::read_msg_id(fields::text_of(context.storage, field));
    if (!report.original_message_id) context.note(DiagnosticCode::bad_value, field);
}

/// Reads the receipt in part `index`, and the message that came back.
///
/// Final-Recipient becomes Report::original_rcpt_to: the receipt states who got the message, as
/// Original-Rcpt-To does in a report. All fields but the two above, the Disposition among them, are
/// Report::extensions.
inline void read_mdn(mime::Context& context, Report& report, std::int32_t index) {
    struct Known {
        std::string_view name;
        void (*read)(mime::Context&, Report&, Field const&);
    };
    constexpr std::array<Known, 2> known{
        {{"Final-Recipient", &read_final_recipient}, {"Original-Message-ID", &read_original_message_id}}};
    std::array<bool, known.size()> seen{};
    report.fields = read_blocks(context, Part(part_at(context, index))).fields;
    for (auto const& field : report.fields) {
        auto const* const found = std::find_if(known.begin(), known.end(), [&field](Known const& one) {
            return detail::equal_ignoring_case(one.name, field.name());
        });
        auto const which = static_cast<std::size_t>(found - known.begin());
        if (which == known.size()) {
            fields::append(context.storage, report.extensions, field);
        } else if (seen[which]) {
            context.note(DiagnosticCode::duplicate_field, field);
        } else {
            found->read(context, report, field);
            seen[which] = true;
        }
    }
    read_returned(context, report, index);
}

}  // namespace arf::dialect
