// SPDX-License-Identifier: BSL-1.0
// The evidence of a XARF document: payloads, and the message complained about among them (FORMATS 7.9, 7.10).
#pragma once

#include <algorithm>
#include <arf/dialect/facts.hpp>
#include <arf/dialect/original.hpp>
#include <arf/document/document.hpp>
#include <arf/mime/decode.hpp>

namespace arf::dialect {

/// What a document says about the encoding of a payload.
enum class PayloadEncoding : std::uint8_t {
    base64,
    none,
    unsaid,  ///< XARF 1 to 3 without "Base64Encoded": base64 where it reads as such
};

/// The payload of a piece of evidence. QUIRK: text that is flagged as base64 and is none stays as it is.
[[nodiscard]] inline std::string_view decode_payload(mime::Context& context, std::string_view text,
                                                     PayloadEncoding encoding) {
    if (encoding == PayloadEncoding::none || text.empty()) return text;
    auto const decoded = mime::decode_transfer(text, mime::TransferEncoding::base64);
    if (decoded.damaged && encoding == PayloadEncoding::unsaid) return text;
    if (decoded.damaged) context.note(DiagnosticCode::bad_evidence, text);
    bool const is_text = mime::looks_like_field(text.data(), text.data() + text.size());
    if (decoded.damaged && (is_text || decoded.bytes.empty())) return text;
    auto const kept = context.storage.keep(decoded.bytes);
    context.add_origin(kept, text);
    return kept;
}

/// Whether the evidence is a mail, or its header.
[[nodiscard]] inline bool is_mail_type(std::string_view content_type) noexcept {
    Part typed;
    typed.media_type = detail::trim(content_type.substr(0, content_type.find(';')));
    return is_message_part(typed) || is_header_part(typed);
}

/// Adds a piece of evidence. The first mail among them is the message complained about.
inline void add_evidence(mime::Context& context, Report& report, Evidence const& evidence) {
    fields::append(context.storage, report.evidence, evidence);
    if (report.original || !is_mail_type(evidence.content_type)) return;
    read_original_slice(context, slice_message(context, evidence.payload), report.original);
}

/// "Base64Encoded" of XARF 1 to 3. QUIRK: written as a string, too.
[[nodiscard]] inline PayloadEncoding payload_encoding(document::Document const& document, Node const* item) {
    auto const* const flag = document.loose_member(item, "Base64Encoded");
    if (flag == nullptr || flag->kind == Node::Kind::null) return PayloadEncoding::unsaid;
    return detail::equal_ignoring_case(flag->text, "true") ? PayloadEncoding::base64 : PayloadEncoding::none;
}

/// Reads one item: XARF 3 names the payload "Payload" or "Data", XARF 4 "payload".
inline void read_evidence_item(mime::Context& context, Report& report, document::Document const& document,
                               Node const& item, bool is_v4) {
    if (item.kind != Node::Kind::object) return;
    auto const text = [&](std::string_view key) {
        return document::Document::text_of(document.loose_member(&item, key));
    };
    auto payload = text("Payload");
    if (!payload) payload = text("Data");
    if (!payload) return;
    auto const encoding = is_v4 ? PayloadEncoding::base64 : payload_encoding(document, &item);
    add_evidence(
        context, report,
        {text("ContentType").value_or(std::string_view{}), text("Description").value_or(std::string_view{}),
         text("Hash").value_or(std::string_view{}), decode_payload(context, *payload, encoding)});
}

/// Reads an array of evidence. QUIRK: one piece stands there as an object, without an array.
inline void read_evidence(mime::Context& context, Report& report, document::Document const& document,
                          Node const* list, bool is_v4) {
    if (list == nullptr) return;
    if (list->kind == Node::Kind::object) return read_evidence_item(context, report, document, *list, is_v4);
    if (list->kind != Node::Kind::array) return;
    document.for_each(list,
                      [&](Node const& item) { read_evidence_item(context, report, document, item, is_v4); });
}

}  // namespace arf::dialect
