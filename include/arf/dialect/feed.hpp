// SPDX-License-Identifier: BSL-1.0
// The one table of feedback loops and services: how each is seen from its complaints (FORMATS 7.1 to 7.9).
#pragma once

#include <arf/format.hpp>
#include <array>
#include <cstdint>
#include <string_view>

namespace arf::dialect {

/// Where a pattern is looked for.
enum class FeedSign : std::uint8_t {
    format,         ///< Report::format has this name
    address,        ///< the sender is this address
    domain,         ///< the sender is in this domain or below it
    user_agent,     ///< User-Agent starts so
    carrier_field,  ///< the carrier has a field of this name
    subject,        ///< the subject of the carrier starts so
};

/// A line of the table. A feed that ends with "/" is completed by the brand behind it.
struct FeedPattern {
    FeedSign sign;
    std::string_view pattern;  ///< letter case means nothing
    std::string_view feed;
};

/// The first line that fits counts. Formats that are JSON come first: what they say of a sender is of the
/// complaint that they pass on. Then who sent it: who passes on the report of another (Amazon SES) is named
/// before the program that made it.
inline constexpr auto feed_patterns = [] {
    using enum FeedSign;
    return std::to_array<FeedPattern>({
        {format, "ses", "amazon-ses"},
        {format, "sendgrid", "sendgrid"},
        {format, "sparkpost", "sparkpost"},
        {format, "mailgun", "mailgun"},
        {format, "postmark", "postmark"},

        {domain, "email-abuse.amazonses.com", "amazon-ses"},
        {domain, "reports.spamcop.net", "spamcop"},
        {domain, "admin.spamcop.net", "spamcop"},
        {domain, "arf.mail.yahoo.com", "yahoo"},
        {address, "scomp@aol.net", "aol"},
        {address, "staff@hotmail.com", "microsoft"},
        {domain, "feedback.comcast.net", "comcast"},
        {domain, "fbl.fastmail.com", "fastmail"},
        {domain, "fbl.zoho.com", "zoho"},
        {domain, "fbl.hostedemail.com", "opensrs"},
        {domain, "feedback.postmaster.rr.com", "time-warner"},
        {domain, "usgoabuse.net", "usgo"},
        {address, "abuse-auto@support.juno.com", "united-online"},
        {address, "abuse-auto@support.netzero.com", "united-online"},
        {address, "dmarc-noreply@linkedin.com", "linkedin"},
        {domain, "abusix.com", "abusix"},
        {domain, "abusix.org", "abusix"},
        {domain, "junkemailfilter.com", "junkemailfilter"},
        // Loops that Return Path ran under the brand's own name, before it moved them to senderscore.net.
        {domain, "feedback.bluetie.com", "validity/bluetie"},
        {domain, "fbl.cox.net", "validity/cox"},
        {domain, "fbl.apps.rackspace.com", "validity/rackspace"},
        {domain, "feedback.apps.rackspace.com", "validity/rackspace"},
        {domain, "fbl.synacor.com", "validity/synacor"},
        {domain, "fbl.usa.net", "validity/usanet"},
        {domain, "fbl.xs4all.net", "validity/xs4all"},
        {domain, "feedback.terra.com", "validity/terra"},
        {domain, "fbl.italiaonline.net", "validity/italiaonline"},
        // By their companies' own domains, in which no user of theirs has a mailbox; not seen in a sample.
        {domain, "cloudmark.com", "cloudmark"},
        {domain, "corp.mail.ru", "mail.ru"},
        {domain, "fbl.seznam.cz", "seznam"},
        {domain, "telenor.com", "telenor"},
        {domain, "telenor.net", "telenor"},
        {domain, "telenor.no", "telenor"},
        {domain, "1und1.de", "united-internet"},
        {domain, "united-internet.de", "united-internet"},
        {domain, "senderscore.net", "validity/"},
        {domain, "returnpath.net", "validity/"},

        {carrier_field, "X-Rp-Fbl", "validity/"},
        {user_agent, "ReturnPathFBL/", "validity/"},
        {user_agent, "Yahoo!-Mail-Feedback/", "yahoo"},
        {user_agent, "AOL SComp", "aol"},
        {user_agent, "abusix-py/", "abusix"},
        {user_agent, "NtesDmarcReporter/", "netease"},
        {user_agent, "OpenDMARC-Filter/", "opendmarc"},
        {user_agent, "blocklist.de", "blocklist.de"},
        {subject, "Email Feedback Report for IP ", "aol"},

        {format, "jmrp", "microsoft"},
        {format, "aol-tos", "aol"},
        {format, "spamcop", "spamcop"},
        {format, "spamcop-summary", "spamcop"},
        {format, "spamcop-alert", "spamcop"},
        {format, "dmarc-text", "exim"},
        {format, "apple-unsubscribe", "apple"},
    });
}();

}  // namespace arf::dialect
