// SPDX-License-Identifier: BSL-1.0
// Format: what kind of message it is.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace arf {

/// The wire format of a message: of a complaint, or of what lands in the same mailbox and is none.
enum class Format : std::uint8_t {
    unknown,  ///< none of the following
    // complaints
    arf,                ///< a feedback report (RFC 5965 and its family)
    xarf,               ///< XARF 1 to 4: JSON, as a file, in a feedback report of type "xarf", or attached
    x_arf,              ///< X-ARF 0.1 and 0.2: a YAML part
    jmrp,               ///< Microsoft's reports of before 2026: a message in a message
    aol_tos,            ///< AOL's reports of before 2008: "Client TOS Notification"
    spamcop,            ///< SpamCop's report as text
    spamcop_summary,    ///< SpamCop's list of addresses with counts of reports
    spamcop_alert,      ///< SpamCop's list of addresses without evidence
    ses,                ///< Amazon SES: a complaint notification or event
    sendgrid,           ///< SendGrid: webhook events, a complaint among them
    sparkpost,          ///< SparkPost: webhook events, a complaint among them
    mailgun,            ///< Mailgun: a webhook event "complained"
    postmark,           ///< Postmark: a spam complaint webhook
    dmarc_text,         ///< a DMARC failure report as text (Exim, cPanel)
    apple_unsubscribe,  ///< Apple Mail's unsubscribe mail
    unsubscribe,        ///< a mail to the mailto: URI of a List-Unsubscribe field (RFC 2369)
    // no complaints
    dsn,                        ///< delivery status notification, a bounce (RFC 3464)
    mdn,                        ///< message disposition notification, a receipt (RFC 8098)
    dmarc_aggregate,            ///< DMARC aggregate report (RFC 7489, section 7.2; RFC 9990)
    tls_report,                 ///< SMTP TLS report (RFC 8460)
    subscription_confirmation,  ///< Amazon SNS: housekeeping of a subscription
    webhook_event,              ///< an event of a sending service that is no complaint of a person
    auto_reply,                 ///< an automatic answer (RFC 3834)
    newsletter,                 ///< a mail to a list (RFC 2369, RFC 2919, RFC 9477)
    count_                      ///< how many formats there are; not a format
};

namespace detail {

struct FormatInfo {
    Format format;
    std::string_view name;
    bool is_complaint;
};
inline constexpr std::array<FormatInfo, static_cast<std::size_t>(Format::count_)> format_table{{
    {Format::unknown, "unknown", false},
    {Format::arf, "arf", true},
    {Format::xarf, "xarf", true},
    {Format::x_arf, "x-arf", true},
    {Format::jmrp, "jmrp", true},
    {Format::aol_tos, "aol-tos", true},
    {Format::spamcop, "spamcop", true},
    {Format::spamcop_summary, "spamcop-summary", true},
    {Format::spamcop_alert, "spamcop-alert", true},
    {Format::ses, "ses", true},
    {Format::sendgrid, "sendgrid", true},
    {Format::sparkpost, "sparkpost", true},
    {Format::mailgun, "mailgun", true},
    {Format::postmark, "postmark", true},
    {Format::dmarc_text, "dmarc-text", true},
    {Format::apple_unsubscribe, "apple-unsubscribe", true},
    {Format::unsubscribe, "unsubscribe", true},
    {Format::dsn, "dsn", false},
    {Format::mdn, "mdn", false},
    {Format::dmarc_aggregate, "dmarc-aggregate", false},
    {Format::tls_report, "tls-report", false},
    {Format::subscription_confirmation, "subscription-confirmation", false},
    {Format::webhook_event, "webhook-event", false},
    {Format::auto_reply, "auto-reply", false},
    {Format::newsletter, "newsletter", false},
}};

}  // namespace detail

/// The name of a format as records show it: "arf", "dmarc-aggregate", ...
[[nodiscard]] constexpr std::string_view name(Format format) noexcept {
    return detail::format_table[static_cast<std::size_t>(format)].name;
}

/// Whether a message of this format complains: about another message, or about what an address did.
[[nodiscard]] constexpr bool is_complaint(Format format) noexcept {
    return detail::format_table[static_cast<std::size_t>(format)].is_complaint;
}

}  // namespace arf
