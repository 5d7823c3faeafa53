// SPDX-License-Identifier: BSL-1.0
// Format: what kind of message it is.
#pragma once

#include <cstdint>
#include <string_view>

namespace arf {

/// The wire format of a message: of a complaint, or of what lands in the same mailbox and is none.
enum class Format : std::uint8_t {
    unknown,          ///< none of the following
    arf,              ///< a feedback report (RFC 5965 and its family)
    xarf,             ///< XARF: a feedback report of type "xarf" with a JSON part
    dsn,              ///< delivery status notification, a bounce (RFC 3464)
    mdn,              ///< message disposition notification, a receipt (RFC 8098)
    dmarc_aggregate,  ///< DMARC aggregate report (RFC 7489, section 7.2; RFC 9990)
    tls_report,       ///< SMTP TLS report (RFC 8460)
    auto_reply,       ///< an automatic answer (RFC 3834)
};

/// The name of a format as records show it: "arf", "dmarc-aggregate", ...
[[nodiscard]] constexpr std::string_view name(Format format) noexcept {
    switch (format) {
        case Format::arf:
            return "arf";
        case Format::xarf:
            return "xarf";
        case Format::dsn:
            return "dsn";
        case Format::mdn:
            return "mdn";
        case Format::dmarc_aggregate:
            return "dmarc-aggregate";
        case Format::tls_report:
            return "tls-report";
        case Format::auto_reply:
            return "auto-reply";
        case Format::unknown:
            break;
    }
    return "unknown";
}

/// Whether a message of this format complains about another message.
[[nodiscard]] constexpr bool is_complaint(Format format) noexcept {
    return format == Format::arf || format == Format::xarf;
}

}  // namespace arf
