// SPDX-License-Identifier: BSL-1.0
// What lands in an abuse mailbox and is no complaint: told apart by structure first, by header fields last.
#pragma once

#include <arf/dialect/tree.hpp>

namespace arf::dialect {

/// A format, and how it was recognised (static text).
struct Recognised {
    Format format = Format::unknown;
    std::string_view reason = "no part and no field of a known format";
};

[[nodiscard]] inline bool contains_ignoring_case(std::string_view text, std::string_view wanted) noexcept {
    for (std::size_t i = 0; i + wanted.size() <= text.size(); ++i) {
        if (detail::equal_ignoring_case(text.substr(i, wanted.size()), wanted)) return true;
    }
    return false;
}

/// A bounce (RFC 3464; RFC 6533 for the second type).
[[nodiscard]] inline std::int32_t find_dsn(mime::Context const& context) {
    return find_type(context, "message/delivery-status", "message/global-delivery-status");
}

/// A receipt (RFC 8098; RFC 6533 for the second type).
[[nodiscard]] inline std::int32_t find_mdn(mime::Context const& context) {
    return find_type(context, "message/disposition-notification", "message/global-disposition-notification");
}

/// SMTP TLS reporting (RFC 8460, sections 5.3 and 6.4): the report-type, or the attachment.
[[nodiscard]] inline bool is_tls_report(mime::Context const& context) {
    if (detail::equal_ignoring_case(part_at(context, 0).report_type, "tlsrpt")) return true;
    return find_part(context, [](Part const& part) {
               return detail::starts_with_ignoring_case(part.media_type, "application/tlsrpt+");
           }) != no_part;
}

/// DMARC aggregate report (RFC 7489, section 7.2.1.1): compressed XML, named "receiver!domain!begin!end" or
/// announced by a subject "Report Domain: ...".
[[nodiscard]] inline bool is_dmarc_aggregate(mime::Context const& context) {
    constexpr std::array<std::string_view, 8> containers{
        "application/zip", "application/gzip",         "application/x-gzip", "application/xml",
        "text/xml",        "application/octet-stream", "application/x-zip",  "application/x-zip-compressed"};
    auto const* const subject = find_field(part_at(context, 0).fields, "Subject");
    bool const announced =
        subject != nullptr && contains_ignoring_case(subject->body().substr(0, 998), "report domain:");
    return find_part(context, [&](Part const& part) {
               bool const fits = std::any_of(containers.begin(), containers.end(),
                                             [&](auto type) { return part.is(type); });
               if (!fits || announced) return fits;
               auto name = mime::find_parameter(part.content_type, "name");
               auto const* const disposition = find_field(part.fields, "Content-Disposition");
               if (!name && disposition != nullptr)
                   name = mime::find_parameter(disposition->body(), "filename");
               return name && std::count(name->begin(), name->end(), '!') >= 2;
           }) != no_part;
}

/// An automatic answer (RFC 3834, section 5). QUIRK: older programs write fields of their own.
[[nodiscard]] inline bool is_auto_reply(mime::Context const& context) {
    auto const& fields = part_at(context, 0).fields;
    auto const* const submitted = find_field(fields, "Auto-Submitted");
    if (submitted != nullptr &&
        detail::starts_with_ignoring_case(detail::trim(submitted->body()), "auto-replied"))
        return true;
    return find_field(fields, "X-Autoreply") != nullptr || find_field(fields, "X-Autorespond") != nullptr;
}

/// Names a message without a report.
[[nodiscard]] inline Recognised recognise_other(mime::Context const& context) {
    if (find_dsn(context) != no_part) return {Format::dsn, "a part of type message/delivery-status"};
    if (find_mdn(context) != no_part) return {Format::mdn, "a part of type message/disposition-notification"};
    if (is_tls_report(context))
        return {Format::tls_report, "report-type tlsrpt or a part of type application/tlsrpt+..."};
    if (is_dmarc_aggregate(context))
        return {Format::dmarc_aggregate, "an attachment named or announced as a DMARC report"};
    if (is_auto_reply(context)) return {Format::auto_reply, "a header field that marks automatic answers"};
    return {};
}

}  // namespace arf::dialect
