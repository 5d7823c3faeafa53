// SPDX-License-Identifier: BSL-1.0
// Amazon SES: complaint notifications and events, in SNS's envelope or raw, as JSON files or as mail
// (FORMATS 7.5; AWS, "Amazon SNS notification contents for Amazon SES").
#pragma once

#include <arf/dialect/facts.hpp>
#include <arf/dialect/listed_header.hpp>
#include <arf/dialect/rung.hpp>
#include <arf/document/json.hpp>
#include <array>

namespace arf::dialect {

/// Complaints apart, what each type of notification or event is.
struct SesType {
    std::string_view name;
    Recognised what;
};
inline constexpr std::array<SesType, 13> ses_types{{
    {"Bounce", {Format::webhook_event, "an Amazon SES bounce"}},
    {"Delivery", {Format::webhook_event, "an Amazon SES delivery"}},
    {"DeliveryDelay", {Format::webhook_event, "an Amazon SES delivery delay"}},
    {"Send", {Format::webhook_event, "an Amazon SES sending"}},
    {"Reject", {Format::webhook_event, "an Amazon SES rejection"}},
    {"Open", {Format::webhook_event, "an Amazon SES opening"}},
    {"Click", {Format::webhook_event, "an Amazon SES click"}},
    {"Rendering Failure", {Format::webhook_event, "an Amazon SES rendering failure"}},
    {"Subscription", {Format::webhook_event, "an Amazon SES change of a subscription"}},
    {"Received", {Format::webhook_event, "an Amazon SES receipt of a mail"}},
    {"AmazonSnsSubscriptionSucceeded",
     {Format::subscription_confirmation, "Amazon SES says that a topic is subscribed"}},
    {"SubscriptionConfirmation",
     {Format::subscription_confirmation, "Amazon SNS asks to confirm a subscription"}},
    {"UnsubscribeConfirmation",
     {Format::subscription_confirmation, "Amazon SNS says that a subscription has ended"}},
}};

inline void read_ses(mime::Context& context, Report& report, std::int32_t part);

/// The notification in a document: its root, or what EventBridge puts under "detail". nullptr where there is
/// none.
[[nodiscard]] inline Node const* find_ses_notification(document::Document const& document) {
    auto const* const root = document.root();
    if (document.text(root, "notificationType") || document.text(root, "eventType")) return root;
    auto const* const detail = document.member(root, "detail");
    bool const is_bridged = document.text(root, "source") == "aws.ses" && document.text(detail, "eventType");
    return is_bridged ? detail : nullptr;
}

/// "notificationType", or with event publishing "eventType".
[[nodiscard]] inline std::string_view ses_type(document::Document const& document, Node const* notification) {
    auto const type = document.text(notification, "notificationType");
    return type ? *type : document.text(notification, "eventType").value_or("");
}

/// Names a notification. A complaint of the subtype OnAccountSuppressionList is none of a person: SES did not
/// even send the mail.
[[nodiscard]] inline Detected name_ses_notification(document::Document const& document,
                                                    Node const* notification) {
    auto const type = ses_type(document, notification);
    bool const is_about_mail = document.member(notification, "mail") != nullptr;
    if (type == "Complaint" && is_about_mail) {
        if (document.text(notification, "complaint", "complaintSubType") == "OnAccountSuppressionList")
            return {{Format::webhook_event,
                     "nobody complained: the address was on the account's suppression list"}};
        return {{Format::ses, "an Amazon SES notification or event of type Complaint"}, 0, &read_ses};
    }
    for (auto const& [name, what] : ses_types) {
        if (type == name && (is_about_mail || what.format == Format::subscription_confirmation))
            return {what};
    }
    if (!is_about_mail) return {};
    return {{Format::webhook_event, "an Amazon SES event of a type that is not known"}};
}

/// Whether the root is what SNS puts around a message.
[[nodiscard]] inline bool is_sns_envelope(document::Document const& document) {
    auto const* const root = document.root();
    return document.text(root, "Type") && document.text(root, "TopicArn") && document.text(root, "Message");
}

/// A place to read JSON that is only looked at: nothing of it gets into the report. The default limits hold:
/// those of the caller count when it is read.
struct Scratch {
    explicit Scratch(std::string_view text) : context(*storage, quiet, text) {}

    arf::detail::StoragePointer storage{arf::detail::Storage::create(4096)};
    ParseOptions const quiet{.max_diagnostics = 0};
    mime::Context context;
};

/// Names what lies in SNS's envelope.
[[nodiscard]] inline Detected name_sns_envelope(document::Document const& document) {
    auto const* const root = document.root();
    auto const type = document.text(root, "Type").value_or("");
    auto const message = document.text(root, "Message").value_or("");
    for (auto const& [name, what] : ses_types) {
        if (type == name && what.format == Format::subscription_confirmation) return {what};
    }
    if (type != "Notification") return {};
    if (message.starts_with("Successfully validated SNS topic for Amazon SES"))
        return {{Format::subscription_confirmation, "Amazon SES says that it reaches a topic"}};
    Scratch scratch(message);
    auto const inner = document::read_json(scratch.context, message);
    auto const* const notification = find_ses_notification(inner);
    return notification != nullptr ? name_ses_notification(inner, notification) : Detected{};
}

[[nodiscard]] inline Detected recognise_ses_document(document::Document const& document) {
    if (is_sns_envelope(document)) return name_sns_envelope(document);
    auto const* const notification = find_ses_notification(document);
    return notification != nullptr ? name_ses_notification(document, notification) : Detected{};
}

/// Whether a part's content starts with "{", judged by its first characters: "{" is the first six bits of "e"
/// in base64, and the character behind it is a quote, a blank or a line end.
[[nodiscard]] inline bool starts_as_object(Part const& part) noexcept {
    if (part.kind != Part::Kind::leaf) return false;
    auto const start = part.body.find_first_not_of(" \t\r\n");
    auto const text = part.body.substr(start == part.body.npos ? part.body.size() : start, 3);
    if (part.encoding == mime::TransferEncoding::base64)
        return text.starts_with("ey") || text.starts_with("ew");
    return text.starts_with('{') || text == "=7B";
}

/// The JSON in the text of a mail. QUIRK: sendmail and others cut long lines with "!", a line end and a
/// blank, which cannot stand in JSON.
[[nodiscard]] inline std::string join_cut_lines(std::string_view text) {
    std::string out;
    for (auto at = text.find('!'); at != text.npos; at = text.find('!', at)) {
        auto const behind = text.substr(at + 1, 3);
        auto const size = behind.starts_with("\n ") ? 3U : behind == "\r\n " ? 4U : 0U;
        if (size == 0) {
            ++at;
            continue;
        }
        out.append(text.substr(0, at));
        text.remove_prefix(at + size);
        at = 0;
    }
    return out.append(text);
}

/// Whether what follows JSON in a mail is nothing but a footer, such as SNS's own about ending the
/// subscription. Anything else is somebody talking about a notification.
[[nodiscard]] inline bool is_footer(std::string_view text) noexcept {
    text = detail::trim(text);
    return text.empty() || text.starts_with("--");
}

/// Names what a part holds that starts with "{".
[[nodiscard]] inline Detected recognise_ses_part(Part const& part) {
    auto const text = join_cut_lines(mime::decode_transfer(part.body, part.encoding).bytes);
    bool const may_be = text.find("notificationType") != text.npos || text.find("TopicArn") != text.npos ||
                        text.find("eventType") != text.npos;
    if (!may_be) return {};
    Scratch scratch(text);
    std::string_view rest;
    auto const document = document::read_json(scratch.context, text, &rest);
    return is_footer(rest) ? recognise_ses_document(document) : Detected{};
}

/// The mail by which SNS asks for a confirmation. Nobody but SNS itself is believed: others may quote it.
[[nodiscard]] inline bool is_sns_request(mime::Context const& context) {
    auto const* const from = find_field(part_at(context, 0).fields, "From");
    if (from == nullptr || from->body().find("@sns.amazonaws.com") == std::string_view::npos) return false;
    return find_part(context, [](Part const& part) {
               auto const text = skip_blank_lines(detail::beginning(part.body, 1024));
               return part.kind == Part::Kind::leaf &&
                      text.starts_with("You have chosen to subscribe to the topic");
           }) != no_part;
}

/// A notification as mail: by SNS's protocols "email" (the message, and a footer) or "email-json" (the
/// envelope), or attached.
[[nodiscard]] inline Detected recognise_ses(mime::Context const& context) {
    for (std::int32_t index = 0; index < part_count(context); ++index) {
        auto const& part = part_at(context, index);
        if (!starts_as_object(part)) continue;
        if (auto detected = recognise_ses_part(part)) {
            detected.part = index;
            return detected;
        }
    }
    if (!is_sns_request(context)) return {};
    return {{Format::subscription_confirmation, "Amazon SNS asks by mail to confirm a subscription"}, 0};
}

/// The document in a part of a mail.
[[nodiscard]] inline document::Document read_ses_part(mime::Context& context, Part const& part) {
    auto const text = join_cut_lines(mime::decode_transfer(part.body, part.encoding).bytes);
    auto content = part.body;
    if (text != content) {
        content = context.storage.keep(text);
        context.add_origin(content, part.body);
    }
    std::string_view rest;
    return document::read_json(context, content, &rest);
}

/// The first text of a list under that key.
[[nodiscard]] inline std::optional<std::string_view> first_of_list(document::Document const& document,
                                                                   Node const* object, std::string_view key) {
    auto const* const list = document.member(object, key);
    bool const has_items = list != nullptr && list->kind == Node::Kind::array &&
                           static_cast<std::size_t>(list->end) > document.index_of(list) + 1;
    return has_items ? document::Document::text_of(list + 1) : std::nullopt;
}

/// The common header fields, which are values without the field that they stood in.
inline void read_ses_common_headers(mime::Context& context, Report& report,
                                    document::Document const& document, Node const* common) {
    if (auto const from = first_of_list(document, common, "from"))
        set_original_from(context, report, *from, "from");
    document.for_each(document.member(common, "to"), [&](Node const& to) {
        std::optional<MailPath> path;
        if (auto const text = document::Document::text_of(&to)) set_path(context, path, *text, "to");
        if (path) fields::append(context.storage, stated_original(report).to, *path);
    });
    if (auto const subject = document.text(common, "subject"))
        set_original_subject(context, report, *subject);
    std::optional<DateTime> date;
    if (auto const text = document.text(common, "date")) set_date(context, date, *text, "date");
    if (date) stated_original(report).date = date;
    std::optional<MailPath> path;
    if (auto const text = document.text(common, "returnPath")) set_path(context, path, *text, "returnPath");
    if (path) stated_original(report).return_path = path;
    if (auto const text = document.text(common, "messageId")) {
        if (auto const id = grammar::read_msg_id(*text)) stated_original(report).message_id = id;
    }
}

/// The original's header where SES was told to include it: all fields (cut at 10 KB), else the common ones.
inline void read_ses_original(mime::Context& context, Report& report, document::Document const& document,
                              Node const* mail, std::string_view source) {
    ListedHeader header(context);
    document.for_each(document.member(mail, "headers"), [&](Node const& field) {
        auto const name = document.text(&field, "name");
        auto const value = document.text(&field, "value");
        if (name && value) header.add(*name, *value);
    });
    header.read(source, report.original);
    if (!report.original)
        read_ses_common_headers(context, report, document, document.member(mail, "commonHeaders"));
    take_message_id(report);
}

/// The recipients are candidates: providers hide who complained, so SES lists whom at that provider the mail
/// went to; several of them are no several complaints. The date is Arrival-Date or Received-Date of the
/// provider's report, else the time at which it was sent.
inline void read_ses_complaint(mime::Context& context, Report& report, document::Document const& document,
                               Node const* complaint) {
    document.for_each(document.member(complaint, "complainedRecipients"), [&](Node const& recipient) {
        if (auto const address = document.text(&recipient, "emailAddress"); address && !address->empty())
            add_recipient(context, report, *address, "emailAddress");
    });
    for (std::string_view const key : {"arrivalDate", "timestamp"}) {
        if (auto const date = document.text(complaint, key))
            set_date(context, report.arrival_date, *date, key, true);
    }
    if (auto const agent = document.text(complaint, "userAgent"); agent && !agent->empty())
        report.user_agent = one_line(context, *agent);
    if (auto const type = document.text(complaint, "complaintFeedbackType")) set_feedback_type(report, *type);
    imply_feedback_type(context, report, FeedbackType::abuse, "abuse");
}

/// Fills a report from the document of a file, or of a part of a mail. Facts are those of the inner message
/// where SNS's envelope is around it: it becomes Report::document; the envelope stays in the part's body.
///
/// mail.sourceIp is no Source-IP: it is the client from which SES took the mail, often by HTTPS. What the
/// recipient's provider saw is a server of SES, which is not told. mail.messageId is SES's own identifier and
/// no Message-ID. Both stay in Report::document.
inline void read_ses(mime::Context& context, Report& report, std::int32_t part) {
    auto const where = part_at(context, part);
    auto source = where.body;
    document::Document document(context.document);
    if (document.empty()) document = read_ses_part(context, where);
    if (is_sns_envelope(document)) {
        source = document.text(document.root(), "Message").value_or("");
        document = document::read_json(context, source);
    }
    context.document = document.nodes();
    auto const* const notification = find_ses_notification(document);
    auto const* const mail = document.member(notification, "mail");
    read_ses_complaint(context, report, document, document.member(notification, "complaint"));
    if (auto const path = document.text(mail, "source"))
        set_path(context, report.original_mail_from, *path, "source");
    read_ses_original(context, report, document, mail, source);
}

}  // namespace arf::dialect
