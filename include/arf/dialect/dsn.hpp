// SPDX-License-Identifier: BSL-1.0
// Delivery status notifications (RFC 3464; RFC 6533 for mail with UTF-8 headers): what became of each
// recipient. No complaint, but a signal: refused for spam, on a blocklist.
#pragma once

#include <arf/dialect/blocklists.hpp>
#include <arf/dialect/notification.hpp>
#include <arf/fields/delivery_table.hpp>
#include <array>

namespace arf::dialect {

/// The part that holds a bounce.
[[nodiscard]] inline std::int32_t find_dsn(mime::Context const& context) {
    return find_notification(context, "message/delivery-status", "message/global-delivery-status");
}

/// Finds which fields are about which recipient. RFC 3464, section 2.1 gives each recipient a block of its
/// own. QUIRK: the fields of the message and of the first recipient in one block; no blank line between
/// recipients; a blank line inside one.
class RecipientFinder {
  public:
    explicit RecipientFinder(FieldBlocks const& blocks) noexcept : blocks_(blocks) {
        while (start_ != blocks.fields.size() && known(start_) == fields::delivery_field_names.none) ++start_;
        enter_block(start_);
        if (block_ != 0 && start_ != blocks.fields.size()) start_ = block_start_;
        message_end_ = start_;
    }

    /// The fields before the first recipient: those about the message.
    [[nodiscard]] List<Field> about_message() const noexcept { return blocks_.fields.first(message_end_); }

    /// The fields of the next recipient; empty at the end. Linear over all calls.
    [[nodiscard]] List<Field> next() noexcept {
        auto const begin = start_;
        seen_ = {};
        enter_block(begin);
        auto const block = block_;
        for (at_ = begin; at_ != blocks_.fields.size(); ++at_) {
            enter_block(at_);
            auto const index = known(at_);
            if (at_ != begin && begins_recipient(index, block_ != block)) {
                start_ = block_ != block ? block_start_ : at_;
                return blocks_.fields.subspan(begin, start_ - begin);
            }
            if (index != fields::delivery_field_names.none) seen_[index] = true;
        }
        start_ = at_;
        return blocks_.fields.subspan(begin);
    }

  private:
    static constexpr std::size_t original_recipient = fields::delivery_field("Original-Recipient");
    static constexpr std::size_t final_recipient = fields::delivery_field("Final-Recipient");
    static constexpr std::size_t action = fields::delivery_field("Action");

    /// The place of a field in the table of those about a recipient.
    [[nodiscard]] std::size_t known(std::size_t index) const noexcept {
        return fields::delivery_field_names.find(blocks_.fields[index].name());
    }
    /// Whether the field at at_ is the first that is about another recipient: it repeats the address, or
    /// stands right before an address that would.
    [[nodiscard]] bool begins_recipient(std::size_t index, bool in_other_block) const noexcept {
        if (index != original_recipient && index != final_recipient && index != action) return false;
        auto const behind = at_ + 1 == blocks_.fields.size() ? action : known(at_ + 1);
        bool const is_address = behind == original_recipient || behind == final_recipient;
        bool const before_other = is_address && seen_[behind] && seen_[action];
        if (index == action) return seen_[action] && (in_other_block || before_other);
        return seen_[index] || before_other ||
               (in_other_block && (seen_[original_recipient] || seen_[final_recipient]));
    }
    /// Goes to the block in which a field stands.
    void enter_block(std::size_t index) noexcept {
        while (block_ + 1 < blocks_.ends.size() && index >= blocks_.ends[block_]) {
            block_start_ = blocks_.ends[block_];
            ++block_;
        }
    }

    FieldBlocks const& blocks_;
    std::size_t start_ = 0;
    std::size_t message_end_ = 0;
    std::size_t at_ = 0;
    std::size_t block_ = 0;
    std::size_t block_start_ = 0;
    std::array<bool, fields::delivery_fields.size()> seen_{};
};

/// Reads what the fields of one recipient say. Of a field that stands twice the first counts.
[[nodiscard]] inline DeliveryStatus read_delivery(mime::Context& context, List<Field> about) {
    DeliveryStatus delivery;
    delivery.fields = about;
    fields::DeliveryReader reader{context, delivery, delivery};
    std::array<bool, fields::delivery_fields.size()> seen{};
    for (auto const& field : about) {
        auto const index = fields::delivery_field_names.find(field.name());
        if (index == fields::delivery_field_names.none) continue;
        if (seen[index]) {
            context.note(DiagnosticCode::duplicate_field, field);
        } else {
            fields::delivery_fields[index].read(reader, field);
        }
        seen[index] = true;
    }
    if (delivery.last_attempt_date) note_date(context, *delivery.last_attempt_date, "Last-Attempt-Date");
    if (delivery.diagnostic_code) delivery.blocklist = find_blocklist(*delivery.diagnostic_code);
    return delivery;
}

/// Reads what is about the message as a whole (RFC 3464, section 2.2), wherever it stands: those fields have
/// the names and the meaning of RFC 5965, section 3.2.
inline void read_message_facts(mime::Context& context, Report& report) {
    constexpr std::array known{fields::report_field("Reporting-MTA"), fields::report_field("Arrival-Date"),
                               fields::report_field("Original-Envelope-Id")};
    std::array<bool, known.size()> seen{};
    fields::Aside aside;
    fields::ReportReader reader{context, report, aside};
    for (auto const& field : report.fields) {
        auto const index = fields::report_field_names.find(field.name());
        auto const which =
            static_cast<std::size_t>(std::find(known.begin(), known.end(), index) - known.begin());
        if (which == known.size()) continue;
        if (seen[which]) {
            context.note(DiagnosticCode::duplicate_field, field);
        } else {
            fields::report_fields[index].read(reader, field);
        }
        seen[which] = true;
    }
    if (report.arrival_date) note_date(context, *report.arrival_date, "Arrival-Date");
}

/// Reads the bounce in part `index`: the facts of the message, Report::deliveries (at most
/// ParseOptions::max_fields of them), and the message that came back. Fields about the message that have no
/// member are Report::extensions; those about a recipient are in DeliveryStatus::fields.
inline void read_dsn(mime::Context& context, Report& report, std::int32_t index) {
    auto const blocks = read_blocks(context, Part(part_at(context, index)));
    RecipientFinder recipients(blocks);
    report.fields = blocks.fields;
    read_message_facts(context, report);
    for (auto const& field : recipients.about_message()) {
        if (!fields::is_report_field(field.name())) fields::append(context.storage, report.extensions, field);
    }
    for (auto about = recipients.next(); !about.empty(); about = recipients.next()) {
        if (report.deliveries.size() == context.options.max_fields) {
            // not covered: of all blocks together no more fields than that are kept
            context.note(DiagnosticCode::limit_fields, about.front());
            break;
        }
        fields::append(context.storage, report.deliveries, read_delivery(context, about));
    }
    read_returned(context, report, index);
}

}  // namespace arf::dialect
