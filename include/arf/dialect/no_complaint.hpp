// SPDX-License-Identifier: BSL-1.0
// What lands in an abuse mailbox and is no complaint: told apart by structure first, by header fields last.
#pragma once

#include <algorithm>
#include <arf/dialect/dsn.hpp>
#include <arf/dialect/mdn.hpp>
#include <arf/dialect/rung.hpp>
#include <array>

namespace arf::dialect {

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
        subject != nullptr && detail::find_ignoring_case(detail::beginning(subject->body(), 998),
                                                         "report domain:") != std::string_view::npos;
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

/// The first bounce or receipt in the tree.
[[nodiscard]] inline Detected find_any_notification(mime::Context const& context) {
    if (auto const part = find_dsn(context); part != no_part)
        return {{Format::dsn, "a part of type message/delivery-status"}, part, &read_dsn};
    if (auto const part = find_mdn(context); part != no_part)
        return {{Format::mdn, "a part of type message/disposition-notification"}, part, &read_mdn};
    return {};
}

/// A bounce or a receipt; the mail itself, not one that it carries.
[[nodiscard]] inline Detected recognise_notification(mime::Context const& context) {
    auto const detected = find_any_notification(context);
    return detected && enclosing_message(context, detected.part) == 0 ? detected : Detected{};
}

/// A bounce or a receipt that somebody forwards. Behind all complaints: one of them may be about a bounce.
[[nodiscard]] inline Detected recognise_forwarded_notification(mime::Context const& context) {
    return find_any_notification(context);
}

/// A report about many messages that complains about none.
[[nodiscard]] inline Detected recognise_aggregate(mime::Context const& context) {
    if (is_tls_report(context))
        return {{Format::tls_report, "report-type tlsrpt or a part of type application/tlsrpt+..."}};
    if (is_dmarc_aggregate(context))
        return {{Format::dmarc_aggregate, "an attachment named or announced as a DMARC report"}};
    return {};
}

/// The first word of a field of the mail's own header, up to a ";" or a comment; empty where there is none.
[[nodiscard]] inline std::string_view header_word(mime::Context const& context,
                                                  std::string_view name) noexcept {
    auto const* const field = find_field(part_at(context, 0).fields, name);
    if (field == nullptr) return {};
    auto const value = detail::trim(field->body());
    return value.substr(0, value.find_first_of(" \t\r\n;("));
}

/// An automatic answer: RFC 3834, section 5, or what programs write that are older, or do not know it.
/// X-Auto-Response-Suppress is none: it asks others not to answer.
[[nodiscard]] inline Detected recognise_auto_reply(mime::Context const& context) {
    constexpr std::array<std::string_view, 4> names{"X-Autoreply", "X-Autorespond", "X-Autoreply-From",
                                                    "X-Mail-Autoreply"};
    auto const is = [&](std::string_view field, std::string_view word) {
        return detail::equal_ignoring_case(header_word(context, field), word);
    };
    auto const is_set = [&](std::string_view name) {
        return find_field(part_at(context, 0).fields, name) != nullptr && !is(name, "no");
    };
    if (is("Auto-Submitted", "auto-replied")) return {{Format::auto_reply, "Auto-Submitted: auto-replied"}};
    if (is("Precedence", "auto_reply") || is("X-Precedence", "auto_reply"))
        return {{Format::auto_reply, "Precedence: auto_reply"}};
    if (std::any_of(names.begin(), names.end(), is_set))
        return {{Format::auto_reply, "a private header field that marks automatic answers"}};
    return {};
}

/// A mail to many: one of the header fields that only such mail has. "Precedence: bulk" says so of a mail
/// that no program names its own (QUIRK: ticket systems and monitors write it too, with Auto-Submitted).
[[nodiscard]] inline Detected recognise_newsletter(mime::Context const& context) {
    struct Mark {
        std::string_view field;
        std::string_view reason;
    };
    constexpr std::array<Mark, 5> marks{{{"List-Id", "a List-Id field (RFC 2919)"},
                                         {"List-Unsubscribe", "a List-Unsubscribe field (RFC 2369)"},
                                         {"List-Post", "a List-Post field (RFC 2369)"},
                                         {"CFBL-Address", "a CFBL-Address field (RFC 9477)"},
                                         {"List-Help", "a List-Help field (RFC 2369)"}}};
    auto const& fields = part_at(context, 0).fields;
    for (auto const& mark : marks) {
        if (find_field(fields, mark.field) != nullptr) return {{Format::newsletter, mark.reason}};
    }
    auto const precedence = header_word(context, "Precedence");
    auto const submitted = header_word(context, "Auto-Submitted");
    bool const by_program = !submitted.empty() && !detail::equal_ignoring_case(submitted, "no");
    if (detail::equal_ignoring_case(precedence, "list")) return {{Format::newsletter, "Precedence: list"}};
    if (detail::equal_ignoring_case(precedence, "bulk") && !by_program)
        return {{Format::newsletter, "Precedence: bulk"}};
    return {};
}

}  // namespace arf::dialect
