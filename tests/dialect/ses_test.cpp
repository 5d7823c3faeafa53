// SPDX-License-Identifier: BSL-1.0
// Amazon SES: notifications and events, in SNS's envelope, raw, and by mail.
#include "json_report.hpp"

namespace dialect_ses_test {

using arf::DiagnosticCode;
using arf::Format;
using namespace arf_test;

constexpr std::string_view confirmation = "an Amazon SES notification or event of type Complaint";

/// What stands under "complaint": a recipient and a time, then `more`.
std::string complaint_part(std::string_view more) {
    return std::string(R"({"complainedRecipients":[{"emailAddress":"alice@example.net"}],)"
                       R"("timestamp":"2025-07-01T10:00:00.000Z","feedbackId":"0100-f")")
        .append(more)
        .append("}");
}
constexpr std::string_view facts =
    R"(,"userAgent":"ExampleFBL/1","complaintFeedbackType":"fraud","arrivalDate":"2025-07-01T09:00:00.000Z")";
constexpr std::string_view mail_part =
    R"({"timestamp":"2025-07-01T08:59:59.000Z","source":"b@mail.example.com","sourceIp":"203.0.113.7",)"
    R"("messageId":"0100-m","destination":["alice@example.net"],"headersTruncated":false,"headers":[)"
    R"({"name":"Received","value":"from web.example.com ([203.0.113.7]) by smtp.example.org; x"},)"
    R"({"name":"From","value":"\"News\" <news@example.com>"},{"name":"To","value":"alice@example.net"},)"
    R"({"name":"Subject","value":"=?UTF-8?Q?=C3=BC?="},{"name":"Date","value":"Tue, 01 Jul 2025 08:59:58 +0000"},)"
    R"({"name":"Message-ID","value":"<1@news.example.com>"}],)"
    R"("commonHeaders":{"subject":"never read","messageId":"<2@example.com>"}})";

std::string notification(std::string_view more = facts, std::string_view mail = mail_part,
                         std::string_view key = "notificationType", std::string_view type = "Complaint") {
    return std::string("{\"")
        .append(key)
        .append("\":\"")
        .append(type)
        .append("\",\"complaint\":")
        .append(complaint_part(more))
        .append(",\"mail\":")
        .append(mail)
        .append("}");
}
std::string envelope(std::string_view message, std::string_view type = "Notification") {
    return std::string("{\"Type\":\"")
        .append(type)
        .append("\",\"MessageId\":\"1\",\"TopicArn\":\"arn:aws:sns:x\",\"Message\":")
        .append(as_json_string(message))
        .append(R"(,"SubscribeURL":"https://sns.example.com/"})");
}
std::string by_mail(std::string_view body, std::string_view header = "Content-Type: text/plain\n") {
    return std::string(
               "From: AWS Notifications <no-reply@sns.amazonaws.com>\nTo: abuse@example.com\n"
               "Subject: AWS Notification Message\n")
        .append(header)
        .append("\n")
        .append(body);
}
constexpr std::string_view footer =
    "\n\n--\nIf you wish to stop receiving notifications from this topic, please click or visit the link "
    "below "
    "to unsubscribe:\nhttps://sns.example.com/unsubscribe.html\n";

/// What notification() states, however it came.
void has_all_facts(arf::Report const& report) {
    EXPECT_EQ(report.format, Format::ses);
    EXPECT_EQ(report.reason, confirmation);
    EXPECT_EQ(report.feedback_type, arf::FeedbackType::fraud);
    EXPECT_EQ(report.user_agent, "ExampleFBL/1");
    ASSERT_TRUE(report.arrival_date);
    EXPECT_EQ(report.arrival_date->to_string(), "2025-07-01T09:00:00Z");
    EXPECT_EQ(addresses(report.original_rcpt_to), Strings{"alice@example.net"});
    EXPECT_EQ(report.original_mail_from->address, "b@mail.example.com");
    EXPECT_EQ(report.original_message_id, "1@news.example.com");
    ASSERT_TRUE(report.original);
    EXPECT_EQ(report.original->from->address, "news@example.com");
    EXPECT_EQ(report.original->subject, "\xC3\xBC");
    EXPECT_EQ(report.original->date->to_string(), "2025-07-01T08:59:58Z");
    EXPECT_EQ(report.original->fields.size(), 6U);
    EXPECT_TRUE(report.original->headers_only);
    EXPECT_TRUE(report.diagnostics.empty()) << testing::PrintToString(codes(report.diagnostics));
}

TEST(Ses, RawNotificationIsARecord) { has_all_facts(read_any(notification())); }

TEST(Ses, EventIsARecord) { has_all_facts(read_any(notification(facts, mail_part, "eventType"))); }

TEST(Ses, EnvelopeIsOpened) {
    auto const text = envelope(notification());
    auto const report = read_any(text);
    has_all_facts(report);
    arf::document::Document const document(report.document);
    EXPECT_EQ(document.text(document.root(), "notificationType"), "Complaint");
    EXPECT_EQ(report.parts[0].body, text);
}

TEST(Ses, EventOfEventBridgeIsOpened) {
    has_all_facts(
        read_any(R"({"version":"0","detail-type":"Email Complaint Received","source":"aws.ses","detail":)" +
                 notification(facts, mail_part, "eventType") + "}"));
    is_no_complaint(R"({"source":"example","detail":)" + notification(facts, mail_part, "eventType") + "}",
                    Format::unknown);
}

TEST(Ses, ClientOfSesIsNoSourceIp) {
    auto const report = read_any(notification());
    EXPECT_FALSE(report.source_ip);
    arf::document::Document const document(report.document);
    EXPECT_EQ(document.text(document.root(), "mail", "sourceIp"), "203.0.113.7");
}

TEST(Ses, OriginalIsReadAsAnyHeader) {
    auto const report = read_any(notification());
    EXPECT_EQ(report.original->bytes(), "");
    EXPECT_EQ(report.original->body(), "");
    ASSERT_NE(report.original->find("received"), nullptr);
    EXPECT_EQ(report.original->values("Received"),
              Strings{"from web.example.com ([203.0.113.7]) by smtp.example.org; x"});
}

TEST(Ses, WithoutAReportTheTypeIsImpliedAndTheDateThatOfTheComplaint) {
    auto const report = read_any(notification(R"(,"complaintSubType":null,"complaintFeedbackType":null)"));
    EXPECT_EQ(report.feedback_type, arf::FeedbackType::abuse);
    EXPECT_EQ(report.arrival_date->to_string(), "2025-07-01T10:00:00Z");
    EXPECT_FALSE(report.user_agent);
    EXPECT_EQ(codes(report.diagnostics), Strings{"feedback_type_implied"});
}

TEST(Ses, NotSpamIsNotAbuse) {
    EXPECT_EQ(read_any(notification(R"(,"complaintFeedbackType":"not-spam")")).feedback_type,
              arf::FeedbackType::not_spam);
}

TEST(Ses, DateMayHaveABlankBeforeItsZone) {
    auto const report = read_any(notification(R"(,"arrivalDate":"2018-10-08T14:05:45 +0000")"));
    EXPECT_EQ(report.arrival_date->to_string(), "2018-10-08T14:05:45Z");
}

TEST(Ses, UnreadableArrivalDateGivesWayToTheTimestamp) {
    auto const report =
        read_any(notification(R"(,"arrivalDate":"yesterday","complaintFeedbackType":"abuse")"));
    EXPECT_EQ(report.arrival_date->to_string(), "2025-07-01T10:00:00Z");
    EXPECT_EQ(codes(report.diagnostics), Strings{"bad_date"});
}

TEST(Ses, CommonHeadersStandInForTheHeader) {
    auto const report = read_any(notification(
        facts,
        R"({"source":"<>","commonHeaders":{"returnPath":"r@example.com","from":["News <news@example.com>"],)"
        R"("to":["alice@example.net","B <bob@example.net>"],"date":"Tue, 01 Jul 2025 08:59:58 +0000",)"
        R"("messageId":"<2@example.com>","subject":"Spring\nis here"}})"));
    ASSERT_TRUE(report.original);
    EXPECT_TRUE(report.original->fields.empty());
    EXPECT_TRUE(report.original->headers_only);
    EXPECT_EQ(report.original->from->address, "news@example.com");
    EXPECT_EQ(report.original->return_path->address, "r@example.com");
    EXPECT_EQ(addresses(report.original->to), (Strings{"alice@example.net", "bob@example.net"}));
    EXPECT_EQ(report.original->subject, "Spring is here");
    EXPECT_EQ(report.original->date->to_string(), "2025-07-01T08:59:58Z");
    EXPECT_EQ(report.original_message_id, "2@example.com");
    EXPECT_TRUE(report.original_mail_from->is_null());
}

TEST(Ses, WithoutHeadersThereIsNoOriginal) {
    for (auto mail :
         {R"({"messageId":"0100-m"})", R"({"messageId":"0100-m","headers":[],"commonHeaders":{}})",
          R"({"headers":"x","commonHeaders":[]})",
          R"({"commonHeaders":{"from":[],"to":[],"date":"","messageId":""}})", "null", "[]"}) {
        auto const report = read_any(notification(facts, mail));
        EXPECT_EQ(report.format, Format::ses) << mail;
        EXPECT_FALSE(report.original) << mail;
        EXPECT_FALSE(report.original_message_id) << mail;
    }
}

TEST(Ses, ListedHeaderForgesNothing) {
    auto const report = read_any(notification(
        facts,
        R"({"headers":[{"name":"Subject","value":"a\r\nFrom: forged@example.com\n\nbody"},)"
        R"({"name":"To: x\r\nFrom","value":"y"},{"name":"","value":"z"},{"value":"no name"},{"name":"A"},1]})"));
    ASSERT_TRUE(report.original);
    ASSERT_EQ(report.original->fields.size(), 1U);
    EXPECT_EQ(report.original->subject, "a From: forged@example.com  body");
    EXPECT_FALSE(report.original->from);
    EXPECT_EQ(codes(report.diagnostics), (Strings{"bad_value", "bad_value"}));
}

TEST(Ses, SuppressedAddressIsNoComplaint) {
    constexpr std::string_view reason =
        "nobody complained: the address was on the account's suppression list";
    auto const text = notification(R"(,"complaintSubType":"OnAccountSuppressionList")");
    is_no_complaint(text, Format::webhook_event, reason);
    is_no_complaint(envelope(text), Format::webhook_event, reason);
    is_no_complaint(by_mail(text), Format::webhook_event, reason);
}

TEST(Ses, OtherTypesAreNoComplaint) {
    auto const of_type = [](std::string_view key, std::string_view type) {
        return notification(facts, mail_part, key, type);
    };
    is_no_complaint(of_type("notificationType", "Bounce"), Format::webhook_event, "an Amazon SES bounce");
    is_no_complaint(of_type("eventType", "Rendering Failure"), Format::webhook_event,
                    "an Amazon SES rendering failure");
    for (auto type : {"Bounce", "Delivery", "Send", "Reject", "Open", "Click", "DeliveryDelay",
                      "Subscription", "Received", "Something New"}) {
        is_no_complaint(of_type("eventType", type), Format::webhook_event);
        is_no_complaint(envelope(of_type("eventType", type)), Format::webhook_event);
    }
}

TEST(Ses, HousekeepingOfSnsIsToldApart) {
    is_no_complaint(envelope("You have chosen to subscribe", "SubscriptionConfirmation"),
                    Format::subscription_confirmation, "Amazon SNS asks to confirm a subscription");
    is_no_complaint(envelope(notification(), "UnsubscribeConfirmation"), Format::subscription_confirmation);
    is_no_complaint(envelope(R"({"notificationType":"AmazonSnsSubscriptionSucceeded","message":"You have"})"),
                    Format::subscription_confirmation);
    is_no_complaint(envelope("Successfully validated SNS topic for Amazon SES event publishing."),
                    Format::subscription_confirmation);
    is_no_complaint(by_mail("You have chosen to subscribe to the topic:\narn:aws:sns:x\n"),
                    Format::subscription_confirmation);
}

TEST(Ses, OtherMessagesOfSnsAreNotTakenForIt) {
    for (auto message : {"", "ALARM", "{", "[]", "{\"AlarmName\":\"Complaint\"}", "{\"notificationType\":1}",
                         R"({"notificationType":"Complaint"})", R"({"eventType":"ObjectCreated","s3":{}})"}) {
        is_no_complaint(envelope(message), Format::unknown);
        is_no_complaint(by_mail(envelope(message)), Format::unknown);
    }
}

TEST(Ses, ComesByMailWithAFooter) {
    auto const report = read_any(by_mail(notification() + std::string(footer)));
    has_all_facts(report);
    EXPECT_EQ(report.carrier().from->address, "no-reply@sns.amazonaws.com");
}

TEST(Ses, ComesByMailInItsEnvelope) { has_all_facts(read_any(by_mail(envelope(notification()) + "\n"))); }

TEST(Ses, ComesByMailEncoded) {
    has_all_facts(read_any(by_mail(replaced(notification(), "=", "=3D") + std::string(footer),
                                   "Content-Transfer-Encoding: quoted-printable\n")));
    // base64 of {"notificationType":"Complaint","complaint":{},"mail":{"source":"b@example.com"}}
    auto const report =
        read_any(by_mail("eyJub3RpZmljYXRpb25UeXBlIjoiQ29tcGxhaW50IiwiY29tcGxhaW50Ijp7fSwibWFpbCI6eyJz\n"
                         "b3VyY2UiOiJiQGV4YW1wbGUuY29tIn19\n",
                         "Content-Transfer-Encoding: base64\n"));
    EXPECT_EQ(report.format, Format::ses);
    EXPECT_EQ(report.original_mail_from->address, "b@example.com");
}

TEST(Ses, ComesByMailWithItsLinesCut) {
    for (std::string_view const cut : {"!\n ", "!\r\n "}) {
        auto text = notification();
        text.insert(text.find("ExampleFBL") + 3, cut);
        has_all_facts(read_any(by_mail(text + std::string(footer))));
    }
}

TEST(Ses, ComesAttached) {
    std::string const multipart = "Content-Type: multipart/mixed; boundary=b\n";
    auto const text =
        "--b\n\nsee below\n--b\nContent-Type: application/json\n\n" + notification() + "\n--b--\n";
    has_all_facts(read_any(by_mail(text, multipart)));
}

TEST(Ses, TalkAboutItIsNotTakenForIt) {
    std::string const text = notification();
    Strings const bodies{"> " + text + "\n",
                         "What is this?\n\n" + text + "\n",
                         text + "\n\nWhat does this mean?\n",
                         "notificationType Complaint\n",
                         "{}\n",
                         "{notificationType: Complaint}\n",
                         "{\n",
                         "> You have chosen to subscribe to the topic\nfrom Amazon SNS\n"};
    for (auto const& body : bodies) {
        is_no_complaint(by_mail(body), Format::unknown);
    }
    is_no_complaint(
        "From: alice@example.com\nSubject: Fwd\n\nYou have chosen to subscribe to the topic:\nx\n",
        Format::unknown);
}

TEST(Ses, OtherJsonIsNotTakenForIt) {
    for (auto text :
         {R"({"notificationType":"Complaint"})", R"({"mail":{},"complaint":{}})",
          R"([{"notificationType":"Complaint","mail":{}}])", R"({"Type":"SubscriptionConfirmation"})",
          R"({"about":{"notificationType":"Complaint","mail":{}}})"}) {
        is_no_complaint(text, Format::unknown);
    }
}

TEST(Ses, FirstOfDuplicateKeysCounts) {
    auto const report = read_any(notification(R"(,"userAgent":"a","userAgent":"b")"));
    EXPECT_EQ(report.user_agent, "a");
    EXPECT_TRUE(has(report.diagnostics, DiagnosticCode::duplicate_key));
    is_no_complaint(R"({"notificationType":"Bounce","notificationType":"Complaint","mail":{}})",
                    Format::webhook_event);
}

TEST(Ses, DiagnosticsPointIntoTheInput) {
    auto const text =
        by_mail(envelope(notification(R"(,"complaintFeedbackType":"abuse","arrivalDate":"y\u0065s")")));
    auto const report = read_any(text);
    ASSERT_EQ(codes(report.diagnostics), Strings{"bad_date"});
    auto const& one = report.diagnostics[0];
    EXPECT_NE(text.substr(one.offset, one.length).find("complainedRecipients"), std::string::npos);
}

TEST(Ses, SurvivesDamage) {
    survives_damage(notification());
    survives_damage(
        envelope(notification(R"(,"arrivalDate":"\u0078")", R"({"headers":[{"name":"A","value":"\n"}]})")));
    survives_damage(by_mail(notification(R"(,"userAgent":"\u0041\r\n")", "{}") + std::string(footer)));
}

TEST(Ses, LargeDocumentsAreReadInLinearTime) {
    auto const headers =
        "{\"headers\":[" + repeat(R"({"name":"A\u0041","value":"b\u0041"},)", 15'000) + "{}]}";
    EXPECT_EQ(read_in_time(notification(facts, headers)).format, Format::ses);
    EXPECT_EQ(read_in_time(envelope(notification(facts, headers))).format, Format::ses);
    EXPECT_EQ(read_in_time(by_mail(envelope(notification(facts, headers)))).format, Format::ses);
    auto const noise = R"({"noise":")" + std::string(std::size_t{8} << 20U, '!') + "\"}";
    EXPECT_EQ(read_in_time(by_mail(notification(facts, noise))).format, Format::ses);
    auto const recipients = notification(R"(,"complainedRecipients":[])");
    EXPECT_EQ(read_in_time(replaced(recipients, R"([{"emailAddress":"alice@example.net"}])",
                                    "[" + repeat(R"({"emailAddress":"a@example.net"},)", 30'000) + "{}]"))
                  .original_rcpt_to.size(),
              30'000U);
}

TEST(Ses, DeepNestingIsNoDocument) {
    auto const deep = repeat("{\"notificationType\":", 100'000);
    is_no_complaint(deep, Format::unknown);
    is_no_complaint(envelope(deep), Format::unknown);
    is_no_complaint(by_mail(deep), Format::unknown);
}

TEST(Ses, ManyPartsThatStartAsJsonAreReadInLinearTime) {
    auto const text = by_mail(repeat("--b\n\n{\"notificationType\":[\n", 5'000),
                              "Content-Type: multipart/mixed; boundary=b\n");
    EXPECT_FALSE(read_in_time(text).is_complaint());
}

}  // namespace dialect_ses_test
