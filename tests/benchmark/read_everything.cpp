// SPDX-License-Identifier: BSL-1.0
// Every reader of the public headers, called once.
#include "read_everything.hpp"

#include <unistd.h>

#include <arf/arf.hpp>
#include <arf/mime/decode.hpp>
#include <string>
#include <utility>

namespace arf::benchmark {
namespace {

/// What is ours, in patterns that look at the fields of hostile messages.
AttributionOptions const& what_is_ours() {
    static AttributionOptions const options = [] {
        AttributionOptions ours;
        ours.my_networks = {Network::parse("192.0.2.0/24").value()};
        ours.my_hosts = {".example.com"};
        ours.my_domains = {"example.com"};
        ours.my_authserv_ids = {"mx.example.net"};
        ours.cfbl_secret = "secret";
        for (auto const* const field :
             {"Return-Path", "Message-ID", "Feedback-ID", "CFBL-Feedback-ID", "Subject"})
            ours.decoders.push_back({field, field, "*a{campaign}=b{recipient}:*@example.com", {}, false});
        return ours;
    }();
    return options;
}

std::size_t sizes_of_trace(Message const& message) {
    return received(message).size() + origins(message).size() + authentication_results(message).size() +
           arc_authentication_results(message).size() + received_spf(message).size() +
           dkim_signatures(message).size() + filter_verdicts(message).size();
}

std::size_t sizes_of_identifiers(Message const& message) {
    std::size_t size = 0;
    if (message.list_unsubscribe) size += read_list_unsubscribe(*message.list_unsubscribe).size();
    if (message.list_id) size += read_list_id(*message.list_id).id.size();
    if (message.feedback_id) size += read_feedback_id(*message.feedback_id) ? 1 : 0;
    if (message.cfbl_address) size += read_cfbl_address(*message.cfbl_address) ? 1 : 0;
    if (message.return_path) size += read_return_path_token(message.return_path->address) ? 1 : 0;
    for (auto const& value : message.values("X-MSFBL")) size += read_msfbl(value) ? 1 : 0;
    return size;
}

std::size_t sizes_of_message(Message const& message) {
    return sizes_of_trace(message) + sizes_of_identifiers(message);
}

std::size_t sizes_of_parts(Report const& report) {
    std::size_t size = 0;
    for (auto const& part : report.parts) {
        size += mime::decode_parameter(part.content_type, "name").size();
        if (part.kind == Part::Kind::leaf)
            size += mime::decode_transfer(part.body, part.encoding).bytes.size();
    }
    return size;
}

std::size_t messages_in(int descriptor, MailboxOptions const& options) {
    if (lseek(descriptor, 0, SEEK_SET) != 0) return 0;
    std::size_t count = 0;
    auto reader = MailboxReader::from_descriptor(descriptor, "mailbox", options);
    while (auto const message = reader.next()) count += *message ? 1 : 0;
    return count;
}

}  // namespace

Tally tally_of_everything() {
    return Tally::create({.by = {TallyKey::reported_domain, TallyKey::recipient_domain, TallyKey::customer,
                                 TallyKey::feedback_type, TallyKey::day}})
        .value();
}

Everything read_everything(std::string_view message, ParseOptions const& options, Tally& tally) {
    auto const report = parse_borrowed(message, options);
    if (!report) return {};
    auto const attribution = attribute(*report, what_is_ours());
    tally.add(*report, {}, &attribution);
    auto size = report->feed().size() + report->text().size() + sizes_of_message(report->carrier());
    if (report->original) size += sizes_of_message(*report->original);
    size += sizes_of_parts(*report);
    return {report->is_complaint(), size + to_json(*report, attribution).size()};
}

Everything read_mailbox_twice(int descriptor) {
    auto const messages = messages_in(descriptor, {});
    return {messages != 0, messages + messages_in(descriptor, {.unquote_from = true})};
}

}  // namespace arf::benchmark
