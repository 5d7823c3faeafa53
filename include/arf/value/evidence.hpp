// SPDX-License-Identifier: BSL-1.0
// Evidence, ReportRow, DeliveryStatus: what some complaints hold beside the facts of one message.
#pragma once

#include <arf/mime/field.hpp>
#include <arf/value/date_time.hpp>
#include <arf/value/ip_address.hpp>
#include <arf/value/list.hpp>
#include <arf/value/mail_path.hpp>
#include <arf/value/typed_name.hpp>
#include <cstdint>
#include <optional>
#include <string_view>

namespace arf {

/// One piece of evidence of a XARF or X-ARF report (FORMATS 7.8 to 7.10).
struct Evidence {
    std::string_view content_type;  ///< as written; empty where it is not told
    std::string_view description;   ///< empty where there is none
    std::string_view hash;          ///< "sha256:...", as written and not checked; empty where there is none
    std::string_view payload;       ///< the bytes, base64 undone
};

/// A number that a row of a list states: "user" 3.
struct RowCount {
    std::string_view name;
    std::uint32_t number = 0;
};

/// One row of a complaint that lists many: an address in SpamCop's summary, an event of a webhook's batch.
struct ReportRow {
    std::optional<IpAddress> source_ip;
    std::optional<DateTime> date;
    std::optional<MailPath> recipient;
    List<RowCount> counts;  ///< in order; those that the row states as plain numbers
    std::string_view text;  ///< the whole row as written
};

/// What a delivery status notification says about one recipient (RFC 3464, section 2.3).
struct DeliveryStatus {
    std::optional<MailPath> original_recipient;
    std::optional<MailPath> final_recipient;
    std::string_view action;  ///< "failed", "delayed", ... as written
    std::string_view status;  ///< "5.7.1" (RFC 3463)
    std::optional<TypedName> remote_mta;
    std::optional<std::string_view> diagnostic_code;  ///< unfolded, with its type ("smtp; 550 5.7.1 ...")
    std::optional<std::uint16_t> reply_code;          ///< of SMTP in diagnostic_code: 550
    std::string_view enhanced_code;  ///< in diagnostic_code: "5.7.1"; empty where there is none
    std::string_view
        blocklist;  ///< the blocklist that diagnostic_code names, its usual name; empty where none
    std::optional<DateTime> last_attempt_date;
    List<Field> fields;  ///< all fields of the recipient in order, as received
};

}  // namespace arf
