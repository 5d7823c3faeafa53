// SPDX-License-Identifier: BSL-1.0
// Message: the header of a mail message, with the fields that matter to a complaint read.
#pragma once

#include <arf/config.hpp>
#include <arf/detail/storage.hpp>
#include <arf/mime/field.hpp>
#include <arf/value/date_time.hpp>
#include <arf/value/list.hpp>
#include <arf/value/mail_path.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace arf {
namespace detail {
struct Access;  // lets the parser fill what is private
}  // namespace detail

/// What the header of a message states (RFC 5322, section 3.6), and its bytes as they were received. Of a
/// field that may stand once the first counts. All views are valid as long as the report, or a copy of it,
/// lives.
struct Message {
    List<Field> fields;                          ///< all fields in order
    std::optional<std::string_view> message_id;  ///< without brackets
    std::optional<MailPath> from;                ///< the first author
    List<MailPath> to;                           ///< in order; groups opened, unreadable addresses left out
    std::optional<std::string_view> subject;     ///< decoded to UTF-8 (RFC 2047)
    std::optional<DateTime> date;
    std::optional<MailPath> return_path;
    std::optional<std::string_view> list_unsubscribe;  ///< unfolded (RFC 2369, section 3.2)
    std::optional<std::string_view> list_id;           ///< unfolded (RFC 2919)
    std::optional<std::string_view> feedback_id;       ///< unfolded
    std::optional<std::string_view> cfbl_address;  ///< unfolded, with its parameters (RFC 9477, section 5.1)
    std::optional<std::string_view>
        cfbl_feedback_id;       ///< without white space and comments (RFC 9477, section 5.2)
    bool headers_only = false;  ///< there is no body: only the header was sent

    /// The message as it was received, or as its transfer encoding was undone; empty where the report lists
    /// fields instead of bytes (webhooks): then `fields` are made from that list.
    [[nodiscard]] std::string_view bytes() const noexcept { return bytes_; }
    /// What stands behind the header.
    [[nodiscard]] std::string_view body() const noexcept { return body_; }

    /// The first field of that name; nullptr where there is none. Linear in the number of fields.
    [[nodiscard]] ARF_DECL Field const* find(std::string_view name) const noexcept;
    /// The values of all fields of that name, unfolded, in order. Linear in the number of fields.
    [[nodiscard]] ARF_DECL std::vector<std::string> values(std::string_view name) const;

  private:
    friend struct detail::Access;
    std::string_view bytes_;
    std::string_view body_;
    detail::StoragePointer storage_;  // what was decoded for this message alone
};

/// The value of a field: unfolded, without surrounding blanks (RFC 5322, section 2.2.3). Linear.
[[nodiscard]] ARF_DECL std::string unfolded(Field const& field);

}  // namespace arf
