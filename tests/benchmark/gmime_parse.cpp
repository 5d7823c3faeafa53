// SPDX-License-Identifier: BSL-1.0
// Reading a report with GMime's parser, in the ways that its manual shows.
#include "gmime_parse.hpp"

#include <arpa/inet.h>
#include <gmime/gmime.h>

#include <array>
#include <cstddef>
#include <memory>

namespace arf::benchmark {
namespace {

struct Unref {
    void operator()(void* object) const { g_object_unref(object); }
};
template <class T>
using Owned = std::unique_ptr<T, Unref>;

std::string text(char const* value) { return value == nullptr ? std::string() : std::string(value); }

/// A message or a header, as GMime's parser reads it. The array belongs to the caller: nothing is copied.
Owned<GMimeMessage> parse_message(GByteArray* bytes) {
    Owned<GMimeStream> const stream(g_mime_stream_mem_new_with_byte_array(bytes));
    g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream.get()), FALSE);
    Owned<GMimeParser> const parser(g_mime_parser_new_with_stream(stream.get()));
    return Owned<GMimeMessage>(g_mime_parser_construct_message(parser.get(), nullptr));
}

/// The first address of a list.
std::string first_address(InternetAddressList* list) {
    if (list == nullptr || internet_address_list_length(list) == 0) return {};
    auto* const address = internet_address_list_get_address(list, 0);
    return INTERNET_ADDRESS_IS_MAILBOX(address)
               ? text(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address)))
               : std::string();
}

std::string parse_address(char const* value) {
    Owned<InternetAddressList> const list(internet_address_list_parse(nullptr, value));
    return first_address(list.get());
}

std::int64_t parse_date(char const* value) {
    auto* const date = g_mime_utils_header_decode_date(value);
    if (date == nullptr) return 0;
    auto const seconds = g_date_time_to_unix(date);
    g_date_time_unref(date);
    return seconds;
}

std::optional<IpAddress> parse_ip(char const* value) {
    std::array<std::uint8_t, 4> v4{};
    if (inet_pton(AF_INET, value, v4.data()) == 1) return IpAddress(v4);
    std::array<std::uint8_t, 16> v6{};
    if (inet_pton(AF_INET6, value, v6.data()) == 1) return IpAddress(v6);
    return {};
}

/// Reads the fields of the report part: its content, decoded, is a header.
void read_report_part(GMimePart* part, GMimeReport& report) {
    Owned<GMimeStream> const stream(g_mime_stream_mem_new());
    g_mime_data_wrapper_write_to_stream(g_mime_part_get_content(part), stream.get());
    auto const message = parse_message(g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get())));
    if (message == nullptr) return;
    auto* const headers = g_mime_object_get_header_list(GMIME_OBJECT(message.get()));
    for (int i = 0; i < g_mime_header_list_get_count(headers); ++i) {
        auto* const header = g_mime_header_list_get_header_at(headers, i);
        report.fields.emplace_back(g_mime_header_get_name(header), text(g_mime_header_get_value(header)));
    }
    auto const value = [&](char const* name) {
        auto* const header = g_mime_header_list_get_header(headers, name);
        return header == nullptr ? "" : g_mime_header_get_value(header);
    };
    report.feedback_type = value("Feedback-Type");
    report.source_ip = parse_ip(value("Source-IP"));
    report.arrival_date = parse_date(value("Arrival-Date"));
    report.original_mail_from = parse_address(value("Original-Mail-From"));
    report.original_rcpt_to = parse_address(value("Original-Rcpt-To"));
}

void read_original(GMimeMessage* original, GMimeReport& report) {
    report.message_id = text(g_mime_message_get_message_id(original));
    report.from = first_address(g_mime_message_get_from(original));
    report.to = first_address(g_mime_message_get_to(original));
    report.subject = text(g_mime_message_get_subject(original));
    if (auto* const date = g_mime_message_get_date(original)) report.date = g_date_time_to_unix(date);
}

/// The first part of a multipart that is a report.
std::optional<GMimeReport> read_parts(GMimeMultipart* multipart) {
    std::optional<GMimeReport> report;
    for (int i = 0; i < g_mime_multipart_get_count(multipart); ++i) {
        auto* const part = g_mime_multipart_get_part(multipart, i);
        if (g_mime_content_type_is_type(g_mime_object_get_content_type(part), "message", "feedback-report")) {
            read_report_part(GMIME_PART(part), report.emplace());
        } else if (report && GMIME_IS_MESSAGE_PART(part)) {
            read_original(g_mime_message_part_get_message(GMIME_MESSAGE_PART(part)), *report);
        }
    }
    return report;
}

}  // namespace

std::optional<GMimeReport> gmime_parse(std::string_view message) {
    [[maybe_unused]] static bool const initialised = (g_mime_init(), true);
    // GMime only reads it: the stream has no writer.
    GByteArray bytes{reinterpret_cast<guint8*>(const_cast<char*>(message.data())),
                     static_cast<guint>(message.size())};
    auto const parsed = parse_message(&bytes);
    if (parsed == nullptr) return {};
    auto* const body = g_mime_message_get_mime_part(parsed.get());
    return GMIME_IS_MULTIPART(body) ? read_parts(GMIME_MULTIPART(body)) : std::nullopt;
}

}  // namespace arf::benchmark
