// SPDX-License-Identifier: BSL-1.0
// The one table of record columns: how each fact is called in JSON and in Python, and where it stands in a
// Report.
#pragma once

#include <arf/detail/ascii.hpp>
#include <arf/report.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace arf::detail {

/// Text that is compared without letter case, and shown in lower case.
struct LowerCase {
    std::string_view text;
};

// Column text: how a value that is shown as text is shown. Any bytes: whoever shows them makes UTF-8 of them.

[[nodiscard]] inline std::string lower_case(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = lower(c);
    return out;
}
[[nodiscard]] inline std::string_view column_text(std::string_view text) { return text; }
[[nodiscard]] inline std::string column_text(LowerCase value) { return lower_case(value.text); }
[[nodiscard]] inline std::string_view column_text(MailPath const& path) { return path.address; }
[[nodiscard]] inline std::string_view column_text(TypedName const& typed) { return typed.name; }
[[nodiscard]] inline std::string_view column_text(VersionNumber const& version) { return version.raw; }
[[nodiscard]] inline std::string_view column_text(IdentityAlignment const& alignment) {
    return alignment.raw;
}
template <class E>
[[nodiscard]] std::string column_text(Keyword<E> const& keyword) {
    return lower_case(keyword.raw);
}
/// As the field has it (RFC 6591, section 3.2.6), without the quotes: "txt:example.com:v=spf1 -all".
[[nodiscard]] inline std::string column_text(SpfDns const& spf) {
    std::string out(spf.type == SpfDns::Type::txt ? "txt:" : "spf:");
    return out.append(spf.domain).append(":").append(spf.record);
}

/// The text of a date that is no instant (RFC 5322, section 4.3: its zone is missing or unknown).
template <class Owner>
[[nodiscard]] auto text_without_instant(std::optional<DateTime> Owner::*date) {
    return [date](Owner const& owner) {
        auto const& value = owner.*date;
        return value && !value->instant() ? std::optional(value->raw) : std::nullopt;
    };
}
[[nodiscard]] inline auto in_lower_case(std::optional<std::string_view> Report::*fact) {
    return [fact](Report const& report) {
        auto const& value = report.*fact;
        return value ? std::optional(LowerCase{*value}) : std::nullopt;
    };
}
/// A list of names that are shown in lower case.
struct LowerCaseList {
    List<std::string_view> names;
};
[[nodiscard]] inline auto in_lower_case(List<std::string_view> Report::*fact) {
    return [fact](Report const& report) { return LowerCaseList{report.*fact}; };
}
/// A fact of the original message; absent where there is none.
template <class Get>
struct OfOriginal {
    Get get;

    [[nodiscard]] auto operator()(Report const& report) const {
        using Value = std::remove_cvref_t<std::invoke_result_t<Get const&, Message const&>>;
        if constexpr (std::is_same_v<Value, bool>) {
            return report.original ? std::optional(std::invoke(get, *report.original)) : std::nullopt;
        } else {
            return report.original ? std::invoke(get, *report.original) : Value{};
        }
    }
};
template <class Get>
[[nodiscard]] OfOriginal<Get> of_original(Get get) {
    return {get};
}
template <class Get>
inline constexpr bool is_of_original = false;
template <class Get>
inline constexpr bool is_of_original<OfOriginal<Get>> = true;
/// A fact of the message that brought the report.
template <class Get>
struct OfCarrier {
    Get get;
};
template <class Get>
[[nodiscard]] OfCarrier<Get> of_carrier(Get get) {
    return {get};
}
template <class Get>
inline constexpr bool is_of_carrier = false;
template <class Get>
inline constexpr bool is_of_carrier<OfCarrier<Get>> = true;

/// One column: its name, how to get its value from a report, and what it says. The type of the value says how
/// it is shown; an empty std::optional and an empty list are not shown.
template <class Get>
struct Column {
    char const* name;
    Get get;
    char const* about;  ///< one line for people

    /// Whether the value is one of Report::original.
    static constexpr bool shows_original = is_of_original<Get>;

    /// @param carrier  gives the report's carrier, which is not cheap to make: called only where it is
    /// needed.
    template <class Carrier>
    [[nodiscard]] decltype(auto) value(Report const& report, Carrier const& carrier) const {
        if constexpr (is_of_carrier<Get>) {
            return std::invoke(get.get, carrier());
        } else {
            return std::invoke(get, report);
        }
    }
};
template <class Get>
Column(char const*, Get, char const*) -> Column<Get>;

[[nodiscard]] inline std::optional<std::string> feed_of(Report const& report) {
    auto feed = report.feed();
    return feed.empty() ? std::nullopt : std::optional(std::move(feed));
}

/// All columns that state a fact, in the order in which records show them.
inline std::tuple const columns{
    Column{"feed", feed_of,
           "Feedback loop or service the complaint came through: yahoo, microsoft, validity/comcast, ..."},
    Column{
        "feedback_type", &Report::feedback_type,
        "Kind of complaint, lower case: abuse, fraud, not-spam, auth-failure, ... (RFC 5965, section 3.1)"},
    Column{"user_agent", &Report::user_agent, "Program that made the report (RFC 5965, section 3.1)"},
    Column{"version", &Report::version, "Version of the format, as written (RFC 5965, section 3.1)"},
    Column{"arrival_date", &Report::arrival_date,
           "When the original message arrived (RFC 5965, section 3.2)"},
    Column{"arrival_date_raw", text_without_instant(&Report::arrival_date),
           "Arrival date as written, where it is no instant: zone missing or unknown"},
    Column{"source_ip", &Report::source_ip, "Address the original message came from (RFC 5965, section 3.2)"},
    Column{"source_port", &Report::source_port, "Port of that address (RFC 6692, section 3)"},
    Column{"original_mail_from", &Report::original_mail_from,
           "Envelope sender of the original message, empty for the null path (RFC 5965, section 3.2)"},
    Column{"original_rcpt_to", &Report::original_rcpt_to,
           "Envelope recipients of the original message (RFC 5965, section 3.3)"},
    Column{"reported_domain", in_lower_case(&Report::reported_domain),
           "Domains the complaint is about, lower case (RFC 5965, section 3.3)"},
    Column{"reported_uri", &Report::reported_uri, "URIs the complaint is about (RFC 5965, section 3.3)"},
    Column{"reporting_mta", &Report::reporting_mta,
           "Name of the MTA that made the report (RFC 5965, section 3.2)"},
    Column{"incidents", &Report::incidents,
           "How many incidents this report stands for; absent means one (RFC 5965, section 3.2)"},
    Column{"original_envelope_id", &Report::original_envelope_id,
           "Envelope identifier of the original message (RFC 5965, section 3.2)"},
    Column{"authentication_results", &Report::authentication_results,
           "Results of authentication checks on the original message (RFC 5965, section 3.3)"},
    Column{"auth_failure", &Report::auth_failure, "Which check failed, lower case (RFC 6591, section 3.2.1)"},
    Column{"delivery_result", &Report::delivery_result,
           "What became of the original message, lower case (RFC 6591, section 3.2.2)"},
    Column{"identity_alignment", &Report::identity_alignment,
           "As written: aligned in RFC 7489, section 7.3.1, not aligned in RFC 9991, section 4"},
    Column{"dkim_domain", in_lower_case(&Report::dkim_domain),
           "Domain of the DKIM signature, lower case (RFC 6591, section 3.2.3)"},
    Column{"dkim_identity", &Report::dkim_identity,
           "Identity of the DKIM signature (RFC 6591, section 3.2.3)"},
    Column{"dkim_selector", &Report::dkim_selector,
           "Selector of the DKIM signature (RFC 6591, section 3.2.3)"},
    Column{"dkim_selector_dns", &Report::dkim_selector_dns,
           "DKIM key record that was found (RFC 6591, section 4)"},
    Column{"dkim_canonicalized_header", &Report::dkim_canonicalized_header,
           "Canonicalized header, base64 as written (RFC 6591, section 3.2.4)"},
    Column{"dkim_canonicalized_body", &Report::dkim_canonicalized_body,
           "Canonicalized body, base64 as written (RFC 6591, section 3.2.4)"},
    Column{"dkim_adsp_dns", &Report::dkim_adsp_dns, "ADSP record that was found (RFC 6591, section 3.2.5)"},
    Column{"spf_dns", &Report::spf_dns,
           "SPF records that were found, as \"type:domain:record\" (RFC 6591, section 3.2.6)"},
    Column{"removal_recipient", &Report::removal_recipient,
           "Address to be removed from the list (RFC 5965, appendix B.2)"},
    Column{"redacted_address", &Report::redacted_address,
           "Addresses that the reporter redacted; a private field of one provider"},
    Column{"xarf_category", &Report::xarf_category,
           "Category of an X-ARF or XARF report: abuse, messaging, connection, ..."},
    Column{"xarf_report_type", &Report::xarf_report_type,
           "Kind of abuse in it: spam, login-attack, port-scan, ..., as written"},
    Column{"xarf_report_id", &Report::xarf_report_id, "Identifier that its reporter gave it"},
    Column{"original_message_id", &Report::original_message_id,
           "Message-ID of the original message, without brackets"},
    Column{"original_from", of_original(&Message::from), "First author of the original message"},
    Column{"original_to", of_original(&Message::to), "Recipients in the To field of the original message"},
    Column{"original_subject", of_original(&Message::subject),
           "Subject of the original message, decoded (RFC 2047)"},
    Column{"original_date", of_original(&Message::date), "Date field of the original message"},
    Column{"original_date_raw", of_original(text_without_instant(&Message::date)),
           "Date field as written, where it is no instant"},
    Column{"original_return_path", of_original(&Message::return_path), "Return-Path of the original message"},
    Column{"original_list_unsubscribe", of_original(&Message::list_unsubscribe),
           "List-Unsubscribe of the original message (RFC 2369)"},
    Column{"original_list_id", of_original(&Message::list_id), "List-Id of the original message (RFC 2919)"},
    Column{"original_feedback_id", of_original(&Message::feedback_id), "Feedback-ID of the original message"},
    Column{"cfbl_address", of_original(&Message::cfbl_address),
           "CFBL-Address of the original message (RFC 9477, section 5.1)"},
    Column{"cfbl_feedback_id", of_original(&Message::cfbl_feedback_id),
           "CFBL-Feedback-ID of the original message (RFC 9477, section 5.2)"},
    Column{"original_headers_only", of_original(&Message::headers_only),
           "Whether only the header of the original message was sent"},
    Column{"carrier_from", of_carrier(&Message::from), "Author of the message that brought the report"},
    Column{"carrier_to", of_carrier(&Message::to), "Recipients in the To field of that message"},
    Column{"carrier_subject", of_carrier(&Message::subject), "Subject of that message, decoded (RFC 2047)"},
    Column{"carrier_date", of_carrier(&Message::date), "Date field of that message"},
    Column{"carrier_date_raw", of_carrier(text_without_instant(&Message::date)),
           "Date field as written, where it is no instant"},
    Column{"carrier_message_id", of_carrier(&Message::message_id),
           "Message-ID of that message, without brackets"},
};

/// Calls visit(column) for each column in order.
template <class Visit>
void for_each_column(Visit&& visit) {
    std::apply([&](auto const&... column) { (visit(column), ...); }, columns);
}

[[nodiscard]] inline bool is_redacted(std::optional<MailPath> const& path) noexcept {
    return path && path->is_redacted();
}
[[nodiscard]] inline bool is_redacted(List<MailPath> paths) noexcept {
    for (auto const& path : paths) {
        if (path.is_redacted()) return true;
    }
    return false;
}
/// Whether a column holds an address that the reporter made unreadable (RFC 6590). `value` makes its value,
/// which only columns of addresses need.
template <class MakeValue>
[[nodiscard]] bool is_redacted_column(MakeValue const& value) {
    using Value = std::remove_cvref_t<decltype(value())>;
    if constexpr (std::is_same_v<Value, std::optional<MailPath>> || std::is_same_v<Value, List<MailPath>>) {
        return is_redacted(value());
    } else {
        return false;
    }
}

}  // namespace arf::detail
