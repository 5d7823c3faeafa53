// SPDX-License-Identifier: BSL-1.0
// Report: the structured record of one complaint.
#pragma once

#include <arf/config.hpp>
#include <arf/detail/storage.hpp>
#include <arf/diagnostic.hpp>
#include <arf/format.hpp>
#include <arf/message.hpp>
#include <arf/mime/part.hpp>
#include <arf/value/auth_failure.hpp>
#include <arf/value/date_time.hpp>
#include <arf/value/evidence.hpp>
#include <arf/value/ip_address.hpp>
#include <arf/value/keyword.hpp>
#include <arf/value/list.hpp>
#include <arf/value/mail_path.hpp>
#include <arf/value/node.hpp>
#include <arf/value/typed_name.hpp>
#include <arf/value/version_number.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace arf {
namespace detail {
struct Access;  // lets the parser fill what is private
}  // namespace detail

/// The facts that a complaint states, under their RFC names (RFC 5965, section 3, unless another source is
/// named).
///
/// What the message does not say, or says in a way that cannot be read, is absent; `diagnostics` tells the
/// two apart. The type tells how often a fact may stand: std::optional at most once (of duplicates the first
/// counts), List any number of times. Every field stands in `fields` as it was received.
///
/// A report is a value: copies are cheap and share their memory. Reading a report from several threads is
/// safe.
struct Report {
    Format format = Format::unknown;
    std::string_view reason;  ///< how the format was recognised; static text

    std::optional<Keyword<FeedbackType>> feedback_type;    ///< section 3.1
    std::optional<std::string_view> user_agent;            ///< section 3.1, unfolded
    std::optional<VersionNumber> version;                  ///< section 3.1
    std::optional<DateTime> arrival_date;                  ///< section 3.2; Arrival-Date, else Received-Date
    std::optional<IpAddress> source_ip;                    ///< section 3.2
    std::optional<std::uint16_t> source_port;              ///< RFC 6692, section 3
    std::optional<MailPath> original_mail_from;            ///< section 3.2
    List<MailPath> original_rcpt_to;                       ///< section 3.3; comma lists taken apart
    List<std::string_view> reported_domain;                ///< section 3.3
    List<std::string_view> reported_uri;                   ///< section 3.3
    std::optional<TypedName> reporting_mta;                ///< section 3.2
    std::optional<std::uint32_t> incidents;                ///< section 3.2; absent means one incident
    std::optional<std::string_view> original_envelope_id;  ///< section 3.2; case matters
    List<std::string_view> authentication_results;         ///< section 3.3, unfolded

    std::optional<Keyword<AuthFailure>> auth_failure;        ///< RFC 6591, section 3.2.1
    std::optional<Keyword<DeliveryResult>> delivery_result;  ///< RFC 6591, section 3.2.2
    std::optional<IdentityAlignment> identity_alignment;     ///< RFC 7489, section 7.3.1; RFC 9991, section 4
    std::optional<std::string_view> dkim_domain;             ///< RFC 6591, section 3.2.3
    std::optional<std::string_view> dkim_identity;           ///< RFC 6591, section 3.2.3
    std::optional<std::string_view> dkim_selector;           ///< RFC 6591, section 3.2.3
    std::optional<std::string_view> dkim_selector_dns;       ///< RFC 6591, section 4, quotes removed
    std::optional<std::string_view>
        dkim_canonicalized_header;                            ///< RFC 6591, section 3.2.4, base64 as written
    std::optional<std::string_view> dkim_canonicalized_body;  ///< RFC 6591, section 3.2.4, base64 as written
    std::optional<std::string_view> dkim_adsp_dns;            ///< RFC 6591, section 3.2.5, quotes removed
    List<SpfDns> spf_dns;                                     ///< RFC 6591, section 3.2.6

    std::optional<MailPath> removal_recipient;  ///< drafts; RFC 5965, appendix B.2
    List<std::string_view> redacted_address;    ///< private field of one provider
    /// Original-Message-ID of the report part, else the Message-ID of the original, else Message-ID in the
    /// report part.
    std::optional<std::string_view> original_message_id;

    std::optional<std::string_view> xarf_category;     ///< X-ARF: Category; XARF 4: category; 3: ReportClass
    std::optional<std::string_view> xarf_report_type;  ///< X-ARF: Report-Type; XARF 4: type; 3: ReportType
    std::optional<std::string_view> xarf_report_id;    ///< X-ARF: Report-ID; XARF 4: report_id

    List<Evidence> evidence;  ///< of XARF and X-ARF, in order
    List<ReportRow> rows;     ///< of complaints that list many (SpamCop's summary, batches of webhooks)
    List<DeliveryStatus> deliveries;  ///< of a bounce: what became of each recipient (RFC 3464, section 2.3)
    List<Node> document;  ///< the JSON or YAML document, where there is one; the root is the first

    List<Field> fields;               ///< the report part: every field in order, as received
    List<Field> extensions;           ///< those of them that libarf does not know
    std::optional<Message> original;  ///< the message complained about
    List<Part> parts;                 ///< the MIME tree
    List<Diagnostic> diagnostics;     ///< what was odd, in the order in which it was found

    /// Whether this is a complaint, rather than another message kept by ParseOptions::keep_other_messages.
    [[nodiscard]] bool is_complaint() const noexcept { return arf::is_complaint(format); }

    /// The feedback loop or service that the complaint came through: "yahoo", "validity/comcast", ...; empty
    /// where it is not known. By a table of senders and programs (impl/feed.ipp), read anew by each call: a
    /// claim, not a proof.
    [[nodiscard]] ARF_DECL std::string feed() const;

    /// The message that brought the report: who sent it, to whom, when. Read anew by each call.
    [[nodiscard]] ARF_DECL Message carrier() const;

    /// The first readable text of the carrier (RFC 5965, section 2(b)) as UTF-8; empty where there is none.
    [[nodiscard]] ARF_DECL std::string text() const;

  private:
    friend struct detail::Access;
    std::int32_t carrier_part_ = 0;   // index of the carrier in `parts`
    detail::StoragePointer storage_;  // what the views point into, where it is not the caller's message
};

}  // namespace arf
