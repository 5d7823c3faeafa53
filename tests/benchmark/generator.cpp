// SPDX-License-Identifier: BSL-1.0
// Making the benchmark's messages. Every text here is invented.
#include "generator.hpp"

#include <array>
#include <cerrno>
#include <cstdint>
#include <ctime>
#include <initializer_list>
#include <random>
#include <string_view>
#include <system_error>
#include <tuple>
#include <utility>

namespace arf::benchmark {
namespace {

constexpr int messages_in_a_set = 64;
constexpr std::uint32_t typical_seed = 6591;
constexpr std::size_t base64_bytes = 60 * 1024;

/// A feedback loop: how its reports look.
struct Provider {
    std::string_view domain;
    std::string_view from;
    std::string_view user_agent;
    std::string_view version;
    std::string_view boundary;  // what stands before the random part
    std::string_view subject;   // what stands before the subject of the original
    std::string_view zone;      // the sign, hours and minutes of its clock
    int offset;                 // the same in minutes
    bool brackets;              // whether it writes paths in <>
};

constexpr std::array providers{
    Provider{"yahoo.example.com", "Yahoo! Mail AntiSpam Feedback <feedback@arf.yahoo.example.com>",
             "Yahoo!-Mail-Feedback/2.0", "0.1", "_----------=YA", "FW: ", "-0800", -480, true},
    Provider{"aol.example.org", "<scomp@aol.example.org>", "AOL SComp", "0.1", "boundary-4471-",
             "Email Feedback Report: ", "-0500 (EST)", -300, false},
    Provider{"comcast.example.org", "feedbackloop@comcastfbl.example.org", "ReturnPathFBL/1.0", "1",
             "_----------=_", "Abuse Report: ", "+0000", 0, false},
    Provider{"trap.example.org", "no-reply@trap.example.org", "abusix-py/0.1", "1",
             "===============", "Spamtraphit: ", "+0000 (UTC)", 0, false},
    Provider{"fastmail.example.org", "Fastmail FBL <fbl@fastmail.example.org>", "Fastmail/FBL/1.0", "1",
             "17727246560.", "Report: ", "+0000", 0, true},
    Provider{"zoho.example.com", "\"Zoho Feedback\" <noreply@zoho.example.com>", "Zoho-Feedback/1.0", "1",
             "----=_Part_", "FW: ", "+0530", 330, false},
};

constexpr std::array senders{
    std::pair<std::string_view, std::string_view>{"\"Parcel Desk\"", "delivery@parcel.example.com"},
    std::pair<std::string_view, std::string_view>{"Garden Club", "news@garden.example.net"},
    std::pair<std::string_view, std::string_view>{"\"Accounts, Second Floor\"",
                                                  "accounts@billing.example.net"},
    std::pair<std::string_view, std::string_view>{"=?UTF-8?Q?B=C3=BCcherstube?=", "shop@books.example.org"},
    std::pair<std::string_view, std::string_view>{"", "u10482@example.net"},
};

constexpr std::array subjects{
    std::string_view{"Your parcel is waiting, last notice"},
    std::string_view{"March in the garden"},
    std::string_view{"Invoice 2026-4711 is overdue: please read at once"},
    std::string_view{"Re: your account"},
    std::string_view{"Half price on everything until Sunday night (really everything)"},
    std::string_view{"You have been chosen"},
};

constexpr std::array encoded_subjects{
    std::string_view{"=?UTF-8?Q?Your_parcel_is_waiting_=E2=80=93_last_notice?="},
    std::string_view{"=?utf-8?B?R3LDvMOfZSBhdXMgZGVtIEdhcnRlbg==?="},
    std::string_view{"=?iso-8859-1?Q?Alles_zum_halben_Preis_f=FCr_kurze_Zeit?="},
};

constexpr std::array relays{std::string_view{"192.0.2.25"}, std::string_view{"192.0.2.26"},
                            std::string_view{"192.0.2.27"}, std::string_view{"198.51.100.10"},
                            std::string_view{"2001:db8:25::1f"}};

constexpr std::array sentences{
    std::string_view{"Your parcel could not be delivered because the address was incomplete."},
    std::string_view{"Pay the customs fee within two days, or it goes back to the sender."},
    std::string_view{"The first tulips are out, and the club meets on Saturday at ten."},
    std::string_view{"Everything must go: three for the price of two, while stocks last."},
    std::string_view{"We noticed a sign-in from a new device and have locked your account."},
    std::string_view{"If you do not want to hear from us again, use the link below."},
};

/// The pieces in a row. A list, because its items are evaluated in order: those that roll the dice must be.
std::string cat(std::initializer_list<std::string_view> pieces) {
    std::string text;
    for (auto const piece : pieces) text += piece;
    return text;
}

/// Numbers and texts from a seed, the same everywhere (the standard's distributions are not).
class Dice {
  public:
    explicit Dice(std::uint32_t seed) : engine_(seed) {}

    std::uint32_t below(std::size_t limit) { return static_cast<std::uint32_t>(engine_() % limit); }
    bool one_in(std::size_t n) { return below(n) == 0; }
    template <class Range>
    auto const& pick(Range const& range) {
        return range[below(range.size())];
    }
    std::string number(std::size_t limit) { return std::to_string(below(limit)); }
    std::string hex(std::size_t length) { return text("0123456789abcdef", length); }
    std::string base64(std::size_t length) {
        return text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", length);
    }

  private:
    std::string text(std::string_view alphabet, std::size_t length) {
        std::string result(length, '\0');
        for (auto& c : result) c = pick(alphabet);
        return result;
    }

    std::mt19937 engine_;
};

std::string format_time(std::time_t time, char const* format) {
    std::tm parts{};
    gmtime_r(&time, &parts);
    std::array<char, 64> text{};
    return {text.data(), std::strftime(text.data(), text.size(), format, &parts)};
}

/// RFC 5322, section 3.3.
std::string date(std::time_t time, std::string_view zone = "+0000", int offset = 0) {
    return cat({format_time(time + offset * 60, "%a, %d %b %Y %H:%M:%S "), zone});
}

/// What one complaint is about.
struct Incident {
    Provider const& provider;
    std::string_view display_name;
    std::string_view sender;
    std::string_view domain;  // of the sender
    std::string recipient;
    std::string envelope_sender;
    std::string_view source_ip;
    std::string_view subject;
    std::string message_id;
    std::time_t time;

    [[nodiscard]] std::string when(int seconds_later = 0) const {
        return date(time + seconds_later, provider.zone, provider.offset);
    }
    [[nodiscard]] std::string path(std::string_view address) const {
        return provider.brackets ? cat({"<", address, ">"}) : std::string(address);
    }
};

Incident make_incident(Dice& dice, int number) {
    constexpr std::time_t march_2026 = 1772323200;
    auto const& provider = dice.pick(providers);
    auto const& [display_name, sender] = dice.pick(senders);
    bool const encoded = number % 8 == 5;
    return {.provider = provider,
            .display_name = display_name,
            .sender = sender,
            .domain = sender.substr(sender.find('@') + 1),
            .recipient = cat({"reader", dice.number(9000), "@", provider.domain}),
            .envelope_sender =
                cat({"bounce-", dice.hex(6 + dice.below(10)), "@", sender.substr(sender.find('@') + 1)}),
            .source_ip = dice.pick(relays),
            .subject = encoded ? dice.pick(encoded_subjects) : dice.pick(subjects),
            .message_id = cat({dice.hex(10 + dice.below(14)), ".", dice.number(100000), "@mail.example.net"}),
            .time = march_2026 + static_cast<std::time_t>(dice.below(30 * 86400))};
}

std::string received(Dice& dice, std::string_view from, std::string_view ip, std::string_view by,
                     std::string_view recipient, std::time_t time) {
    auto const cipher =
        dice.one_in(4) ? "\n\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))" : "";
    return cat({"Received: from ", from, " (", from, " [", ip, "])", cipher, "\n\tby ", by,
                " (Postfix) with ESMTPS id ", dice.hex(10), "\n\tfor <", recipient, ">; ", date(time),
                dice.one_in(2) ? " (UTC)\n" : "\n"});
}

/// 1,024 bits in base64.
std::string signature(Dice& dice) {
    return cat({dice.base64(64), "\n\t ", dice.base64(64), "\n\t ", dice.base64(42), "=="});
}

std::string dkim_signature(Dice& dice, Incident const& incident) {
    return cat({"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=", incident.domain,
                "; s=mail2026;\n\tt=", std::to_string(incident.time),
                "; h=From:To:Subject:Date:Message-ID:List-Unsubscribe;\n\tbh=", dice.base64(43),
                "=;\n\tb=", signature(dice), "\n"});
}

std::string authentication_results(Incident const& incident, std::string_view name, std::string_view host) {
    return cat({name, host, ";\n\tdkim=pass header.i=@", incident.domain, " header.s=mail2026;\n\tspf=pass (",
                incident.source_ip, " is permitted) smtp.mailfrom=", incident.envelope_sender,
                ";\n\tdmarc=pass (p=none) header.from=", incident.domain, "\n"});
}

std::string author(Incident const& incident) {
    return incident.display_name.empty() ? std::string(incident.sender)
                                         : cat({incident.display_name, " <", incident.sender, ">"});
}

std::string paragraphs(Dice& dice, std::size_t bytes, std::string_view before, std::string_view behind) {
    std::string text;
    while (text.size() < bytes) text += cat({before, dice.pick(sentences), behind});
    return text;
}

/// The five fields that the author's program writes.
std::string author_fields(Incident const& incident) {
    return cat({"Date: ", date(incident.time - 5), "\nFrom: ", author(incident), "\nTo: ", incident.recipient,
                "\nMessage-ID: <", incident.message_id, ">\nSubject: ", incident.subject, "\n"});
}

/// The twelve fields and the few lines of a plain message.
std::string plain_original(Dice& dice, Incident const& incident) {
    auto const mx = cat({"mx1.", incident.provider.domain});
    auto const& [ip, to, time] = std::tie(incident.source_ip, incident.recipient, incident.time);
    std::string message = cat({"Return-Path: <", incident.envelope_sender, ">\n"});
    message += received(dice, "out1.example.net", ip, mx, to, time);
    message += received(dice, "smtp.example.net", "198.51.100.10", "out1.example.net", to, time - 3);
    message += author_fields(incident);
    message += "X-Mailer: Microsoft Outlook 16.0\nMIME-Version: 1.0\n";
    message += "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 7bit\n\n";
    message += paragraphs(dice, 1 + dice.below(120), "", "\n");
    return message + cat({"\nhttps://", incident.domain, "/u/", dice.hex(12), "\n"});
}

/// What the provider's servers put on top when the message arrives (RFC 8617, RFC 8601, RFC 7208): seven
/// fields.
std::string arrival_fields(Dice& dice, Incident const& incident, std::string_view mx) {
    auto const& domain = incident.provider.domain;
    std::string fields = cat({"Delivered-To: ", incident.recipient, "\n"});
    fields += received(dice, mx, "203.0.113.20", cat({"store.", domain}), incident.recipient, incident.time);
    fields += cat({"ARC-Seal: i=1; a=rsa-sha256; cv=none; d=", domain, "; s=arc2026;\n\tt="});
    fields += cat({std::to_string(incident.time), "; b=", signature(dice), "\n"});
    fields +=
        cat({"ARC-Message-Signature: i=1; a=rsa-sha256; c=relaxed/relaxed; d=", domain, "; s=arc2026;"});
    fields += cat({"\n\th=from:to:subject:date:message-id;\n\tbh=", dice.base64(43), "=;\n\tb="});
    fields += cat({signature(dice), "\n"});
    fields += authentication_results(incident, "ARC-Authentication-Results: i=1; ", mx);
    fields += authentication_results(incident, "Authentication-Results: ", mx);
    return fields + cat({"Received-SPF: pass (", mx, ": domain of ", incident.envelope_sender, " designates ",
                         incident.source_ip, " as permitted sender)\n"});
}

/// What the sender's servers wrote: four or five fields.
std::string sending_fields(Dice& dice, Incident const& incident, std::string_view mx) {
    auto const& [ip, to, time] = std::tie(incident.source_ip, incident.recipient, incident.time);
    std::string fields = received(dice, "out1.example.net", ip, mx, to, time - 1);
    fields += dkim_signature(dice, incident);
    fields += received(dice, "lists.example.net", "198.51.100.14", "out1.example.net", to, time - 3);
    fields += received(dice, "app.example.net", "198.51.100.15", "lists.example.net", to, time - 4);
    if (dice.one_in(2))
        fields += received(dice, "localhost", "198.51.100.77", "app.example.net", to, time - 5);
    return fields;
}

/// What a newsletter's program adds (RFC 2369, RFC 2919, RFC 8058): five or six fields.
std::string list_fields(Dice& dice, Incident const& incident) {
    auto const& domain = incident.domain;
    std::string fields = cat({"Reply-To: reply@", domain, "\nList-Id: <news.", domain, ">\n"});
    fields += cat({"List-Unsubscribe: <https://", domain, "/u/", dice.hex(24), ">,\n"});
    fields += cat({"\t<mailto:leave-", dice.hex(12), "@", domain, ">\n"});
    fields += "List-Unsubscribe-Post: List-Unsubscribe=One-Click\n";
    fields += cat({"Feedback-ID: n", dice.number(500), ":", dice.number(9000), ":news:example1\n"});
    if (dice.one_in(2)) fields += cat({"X-Mailer: ListMailer 8.", dice.number(30), "\n"});
    return fields;
}

/// The fields that bulk mail carries when it reaches its reader: about 24, and then comes the Content-Type.
std::string bulk_header(Dice& dice, Incident const& incident) {
    auto const mx = cat({"mx", dice.number(9), ".", incident.provider.domain});
    return cat({"Return-Path: <", incident.envelope_sender, ">\n", arrival_fields(dice, incident, mx),
                sending_fields(dice, incident, mx), author_fields(incident), list_fields(dice, incident),
                "MIME-Version: 1.0\n"});
}

/// One part of a multipart.
std::string part(std::string_view boundary, std::string_view header, std::string_view body) {
    return cat({"--", boundary, "\n", header, "\n", body, "\n"});
}

std::string multipart(std::string_view type, std::string_view boundary, std::string_view parts) {
    return cat({"Content-Type: ", type, "; boundary=\"", boundary, "\"\n\n", parts, "--", boundary, "--\n"});
}

/// The text and the HTML of a newsletter, as a MIME entity from its Content-Type on.
std::string text_and_html(Dice& dice, Incident const& incident) {
    auto const boundary = cat({"alt-", dice.hex(16)});
    auto const link = cat({"https://", incident.domain, "/u/", dice.hex(16)});
    auto const text = cat({paragraphs(dice, 350 + dice.below(200), "", "\n"), "\n", link, "\n"});
    auto const html =
        cat({"<html><body>\n", paragraphs(dice, 550 + dice.below(300), "<p style=3D\"margin:0\">", "</p>\n"),
             "<a href=3D\"", link, "\">more</a>\n</body></html>\n"});
    return multipart(
        "multipart/alternative", boundary,
        cat({part(boundary, "Content-Type: text/plain; charset=utf-8\n", text),
             part(boundary,
                  "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n",
                  html)}));
}

std::string bulk_original(Dice& dice, Incident const& incident) {
    return cat({bulk_header(dice, incident), text_and_html(dice, incident)});
}

std::string base64_lines(Dice& dice, std::size_t bytes) {
    std::string text;
    while (text.size() < bytes) text += dice.base64(76) + '\n';
    return text;
}

std::string original_with_attachment(Dice& dice, Incident const& incident) {
    auto const boundary = cat({"mix-", dice.hex(16)});
    auto const attachment_header =
        cat({"Content-Type: application/pdf; name=\"invoice-", dice.number(9000),
             ".pdf\"\nContent-Disposition: attachment\nContent-Transfer-Encoding: base64\n"});
    auto const header = bulk_header(dice, incident);
    auto const text = cat({"--", boundary, "\n", text_and_html(dice, incident)});
    auto const attachment = part(boundary, attachment_header, base64_lines(dice, base64_bytes));
    return header + multipart("multipart/mixed", boundary, text + attachment);
}

/// The fields of the report part (RFC 5965, section 3): about ten.
std::string report_fields(Dice& dice, Incident const& incident) {
    auto const& provider = incident.provider;
    std::string fields = cat({"Feedback-Type: ", dice.one_in(12) ? "fraud" : "abuse",
                              "\nUser-Agent: ", provider.user_agent, "\nVersion: ", provider.version, "\n"});
    if (dice.one_in(2)) fields += cat({"Original-Envelope-Id: ", dice.hex(8), "-", dice.number(99), "\n"});
    fields +=
        cat({"Original-Mail-From: ", incident.path(incident.envelope_sender),
             "\nOriginal-Rcpt-To: ", incident.path(incident.recipient), "\nArrival-Date: ", incident.when(),
             "\nSource-IP: ", incident.source_ip, "\nReported-Domain: ", incident.domain, "\n"});
    if (dice.one_in(2)) {
        fields += cat({"Authentication-Results: mx.", provider.domain, "; dkim=pass header.i=@",
                       incident.domain, "; spf=pass smtp.mailfrom=", incident.domain, "\n"});
    }
    if (dice.one_in(2)) fields += cat({"Reporting-MTA: dns; mx.", provider.domain, "\n"});
    if (dice.one_in(3)) fields += cat({"Source-Port: ", std::to_string(1024 + dice.below(64000)), "\n"});
    if (dice.one_in(4)) fields += cat({"Reported-URI: https://", incident.domain, "/u/", dice.hex(8), "\n"});
    if (dice.one_in(4)) fields += cat({"Incidents: ", std::to_string(1 + dice.below(4)), "\n"});
    if (dice.one_in(4)) fields += "Abuse-Type: complaint\n";
    return fields;
}

std::string carrier_header(Dice& dice, Incident const& incident) {
    auto const& provider = incident.provider;
    auto const host = cat({"fbl-", dice.number(40), ".", provider.domain});
    return cat(
        {received(dice, host, "203.0.113.74", "mx1.example.net", "fbl@example.net", incident.time + 3700),
         dice.one_in(2) ? "Auto-Submitted: auto-generated\n" : "Precedence: list\n",
         "Date: ", incident.when(3600), "\nFrom: ", provider.from,
         "\nTo: fbl@example.net\nSubject: ", provider.subject, incident.subject, "\nMessage-ID: <",
         dice.hex(16), "@", host, ">\nX-Loop: fbl\nMIME-Version: 1.0\n"});
}

template <class MakeOriginal>
std::string make_message(Dice& dice, int number, MakeOriginal make_original) {
    auto const incident = make_incident(dice, number);
    auto const boundary = cat({incident.provider.boundary, dice.hex(12 + dice.below(8))});
    auto const text =
        cat({"Abuse report for a message from ", incident.source_ip, ",\n", incident.when(), ".\n"});
    return cat({carrier_header(dice, incident),
                multipart("multipart/report; report-type=feedback-report", boundary,
                          cat({part(boundary, "Content-Type: text/plain; charset=\"us-ascii\"\n", text),
                               part(boundary, "Content-Type: message/feedback-report\n",
                                    report_fields(dice, incident)),
                               part(boundary, "Content-Type: message/rfc822\nContent-Disposition: inline\n",
                                    make_original(dice, incident))}))});
}

template <class MakeOriginal>
MessageSet make_set(std::string name, std::uint32_t seed, MakeOriginal make_original) {
    Dice dice(seed);
    MessageSet set{.name = std::move(name), .messages = {}};
    for (int number = 0; number < messages_in_a_set; ++number) {
        set.messages.push_back(make_message(dice, number, make_original));
        set.bytes += set.messages.back().size();
    }
    return set;
}

std::string in_mbox(std::string const& message) {
    return cat({"From fbl@example.net Tue Mar  3 09:18:04 2026\n", message, "\n"});
}

}  // namespace

MessageSet small_set() { return make_set("small", 5965, plain_original); }
MessageSet typical_set() { return make_set("typical", typical_seed, bulk_original); }
MessageSet attachment_set() { return make_set("attachment", 6650, original_with_attachment); }

std::string to_mbox(MessageSet const& set) {
    std::string mbox;
    for (auto const& message : set.messages) mbox += in_mbox(message);
    return mbox;
}

void write_typical_mbox(std::FILE* to, int messages) {
    Dice dice(typical_seed);
    for (int number = 0; number < messages; ++number) {
        auto const text = in_mbox(make_message(dice, number, bulk_original));
        if (std::fwrite(text.data(), 1, text.size(), to) != text.size())
            throw std::system_error(errno, std::generic_category(), "writing the mailbox");
    }
    if (std::fflush(to) != 0) throw std::system_error(errno, std::generic_category(), "writing the mailbox");
}

}  // namespace arf::benchmark
