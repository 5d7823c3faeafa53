// SPDX-License-Identifier: BSL-1.0
// The mutator of the harnesses that read messages: it knows fields, parts, encodings and dialects, so that a
// fuzzer gets past the MIME layer. libFuzzer and its kin call it; the main that replays files does not.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz.hpp"

/// Where the message starts in an input of this harness; its size where there is none.
extern "C" std::size_t arf_fuzz_message_at(std::uint8_t const* data, std::size_t size);
/// libFuzzer's own; not there where something else drives the harness.
extern "C" [[gnu::weak]] std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size,
                                                      std::size_t max_size);

namespace {

using arf_fuzz::Random;
using Texts = std::vector<std::string_view>;

// ---- what messages are made of ----

Texts const carrier_fields{
    "From: loop@example.net",
    "From: \"Feedback\" <fbl@example.org>",
    "From: staff@hotmail.com",
    "To: abuse@example.com",
    "Subject: complaint about message from 192.0.2.1",
    "Subject: =?utf-8?q?caf=C3=A9?=",
    "Subject: [SpamCop (192.0.2.1) id:1234567890]Cheap",
    "Subject: unsubscribe",
    "Message-ID: <1@example.net>",
    "Date: Tue, 1 Jul 2025 10:00:00 +0000",
    "MIME-Version: 1.0",
    "Return-Path: <>",
    "Return-Path: <bounce+alice=example.org@example.com>",
    "X-XARF: PLAIN",
    "X-XARF: YES",
    "Auto-Submitted: auto-generated",
    "Received: from mx.example.com (mx.example.com [192.0.2.1]) by mx.example.net (Postfix) with ESMTPSA id "
    "7;"
    " Tue, 1 Jul 2025 10:00:00 +0000",
    "Received: from [198.51.100.7] (Authenticated sender: alice) by out.example.com with ESMTPA id 8;"
    " Tue, 1 Jul 2025 09:59:59 +0000",
    "Authentication-Results: mx.example.com; dkim=pass header.d=example.net; spf=pass "
    "smtp.mailfrom=a@example.net",
    "X-Originating-IP: [198.51.100.7]",
    "X-HmXmrOriginalRecipient: bob@example.org",
    "List-Unsubscribe: <mailto:u@example.com>",
    "Feedback-ID: spring:customer:mail:sender",
    "X-MSFBL: bWFj|eyJyIjoiYUBleGFtcGxlLm9yZyJ9",
    "CFBL-Address: fbl@example.com; report=arf",
    "CFBL-Feedback-ID: 111:222",
    "X-Spam-Status: Yes, score=7.1 required=5",
    "DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=s1; h=from:to; bh=YQ==; b=YQ==",
    "Received-SPF: pass client-ip=192.0.2.1; helo=mx.example.com;",
    "X-Mailer: a",
    "In-Reply-To: <2@example.com>"};

Texts const report_fields{"Feedback-Type: abuse",
                          "Feedback-Type: not-spam",
                          "Feedback-Type: auth-failure",
                          "Feedback-Type: opt-out",
                          "User-Agent: SomeGenerator/1.0",
                          "Version: 1",
                          "Version: 0.1",
                          "Original-Mail-From: <bounces@example.com>",
                          "Original-Rcpt-To: <alice@example.org>",
                          "Original-Rcpt-To: a@example.org, redacted@example.org",
                          "Arrival-Date: Tue, 1 Jul 2025 10:00:00 +0000",
                          "Received-Date: 1 Jul 2025 10:00 PM EDT",
                          "Reporting-MTA: dns; mx.example.net",
                          "Source-IP: 192.0.2.1",
                          "Source-IP: 2001:db8::1",
                          "Source-IP: masked",
                          "Source-Port: 54321",
                          "Incidents: 3",
                          "Reported-Domain: example.com",
                          "Reported-URI: http://example.com/a(b)",
                          "Removal-Recipient: <alice@example.org>",
                          "Authentication-Results: mx.example.net; dkim=fail header.d=example.com",
                          "Auth-Failure: dkim",
                          "Auth-Failure: dmarc",
                          "Delivery-Result: reject",
                          "DKIM-Domain: example.com",
                          "DKIM-Selector: s1",
                          "DKIM-Identity: @example.com",
                          "DKIM-Selector-DNS: \"v=DKIM1; p=abc\"",
                          "DKIM-Canonicalized-Header: YWJj",
                          "SPF-DNS: txt : example.com : \"v=spf1 -all\"",
                          "Identity-Alignment: dkim, spf",
                          "Original-Envelope-Id: env-1",
                          "Redacted-Address: redacted",
                          "Subscription-Link: http://example.com/u",
                          "Reporting-Client: x",
                          "Message-ID: <3@example.com>",
                          "Original-Message-ID: <4@example.com>"};

Texts const part_fields{"Content-Type: text/plain; charset=utf-8",
                        "Content-Type: message/feedback-report",
                        "Content-Type: message/rfc822",
                        "Content-Type: text/rfc822-headers",
                        "Content-Type: message/delivery-status",
                        "Content-Type: text/html",
                        "Content-Type: message/disposition-notification",
                        "Content-Type: application/json; name=xarf.json",
                        "Content-Type: text/plain; name=\"report.txt\"",
                        "Content-Type: text/x-yaml",
                        "Content-Type: application/octet-stream",
                        "Content-Transfer-Encoding: base64",
                        "Content-Transfer-Encoding: quoted-printable",
                        "Content-Transfer-Encoding: 7bit",
                        "Content-Transfer-Encoding: x-uuencode",
                        "Content-Disposition: attachment; filename*=utf-8''a%20b",
                        "Content-Description: x"};

Texts const values{"",
                   "1",
                   "0",
                   "4294967296",
                   "-1",
                   "192.0.2.1",
                   "[IPv6:2001:db8::1]",
                   "<a@example.com>",
                   "<>",
                   "redacted",
                   "*@example.com",
                   "Tue, 1 Jul 2025 10:00:00 +0000",
                   "31 Feb 2025",
                   "2025-07-01T10:00:00Z",
                   "(a (b) c",
                   "\"a\\\"b\"",
                   "=?utf-8?b?w6k=?=",
                   "=?iso-8859-1?q?=E9?=",
                   "abuse",
                   "dns; mx.example.com",
                   "a@example.com, b@example.com",
                   "\xc3\xa9",
                   "\xff",
                   "a;b;c"};

Texts const bodies{
    "hello\n",
    "",
    "[ Offending message ]\nReceived: from x by y; Tue, 1 Jul 2025 10:00:00 +0000\nSubject: z\n\nb\n",
    "Reported-From: abuse@example.net\nCategory: abuse\nReport-Type: login-attack\nReport-ID: 7\nDate: Tue, "
    "1 Jul 2025 10:00:00 +0000\n"
    "Source: 192.0.2.1\nSource-Type: ipv4\nAttachment: none\nSchema-URL: http://example.com/s.json\nVersion: "
    "0.2\nUser-Agent: a\n",
    "Reporting-MTA: dns; mx.example.net\n\nFinal-Recipient: rfc822; alice@example.org\nAction: "
    "failed\nStatus: 5.7.1\n"
    "Diagnostic-Code: smtp; 550 5.7.1 Blocked\n",
    "Final-Recipient: rfc822; alice@example.org\nDisposition: automatic-action/MDN-sent-automatically; "
    "displayed\n",
    "{\"Version\":\"2\",\"ReporterInfo\":{\"ReporterOrg\":\"Example\"},\"Disclosure\":true,\"Report\":{"
    "\"ReportClass\":\"Activity\","
    "\"ReportType\":\"Spam\",\"Date\":\"2025-07-01T10:00:00Z\",\"SourceIp\":\"192.0.2.1\"}}\n",
    "{\"xarf_version\":\"4.0.0\",\"report_id\":\"1\",\"timestamp\":\"2025-07-01T10:00:00Z\",\"category\":"
    "\"messaging\",\"type\":\"spam\","
    "\"source_identifier\":\"192.0.2.1\"}\n",
    "{\"notificationType\":\"Complaint\",\"complaint\":{\"complainedRecipients\":[{\"emailAddress\":\"a@"
    "example.org\"}],"
    "\"timestamp\":\"2025-07-01T10:00:00Z\"},\"mail\":{\"messageId\":\"1\",\"source\":\"b@example.com\"}}\n",
    "Feedback-Type: abuse\nUser-Agent: a/1\nVersion: 1\n",
    "From: a@example.com\nSubject: inner\nMessage-ID: <5@example.com>\n\nbody\n",
    "--- Below this line is a copy of the message.\n\nReturn-Path: <a@example.com>\nSubject: x\n\nbody\n"};

// ---- text ----

std::string base64(std::string_view text) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < text.size(); i += 3) {
        unsigned bits = 0;
        for (std::size_t k = 0; k < 3; ++k)
            bits = bits << 8U | (i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0U);
        for (std::size_t k = 0; k < 4; ++k)
            out.push_back(i + k <= text.size() ? letters[bits >> (18U - 6U * k) & 63U] : '=');
        if (i % 57 == 54) out.push_back('\n');
    }
    return out.append("\n");
}

std::string quoted_printable(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        if (c != '=' && (c == '\n' || (byte >= ' ' && byte < 127))) {
            out.push_back(c);
        } else {
            out.append({'=', digits[byte / 16U], digits[byte % 16U]});
        }
    }
    return out;
}

/// Where the lines of a text start.
std::vector<std::size_t> line_starts(std::string_view text) {
    std::vector<std::size_t> starts{0};
    for (auto at = text.find('\n'); at != text.npos; at = text.find('\n', at + 1)) starts.push_back(at + 1);
    return starts;
}

// ---- whole messages ----

std::string lines_of(Texts const& from, std::size_t count, Random& random) {
    std::string out;
    for (; count > 0; --count) out.append(random.pick(from)).append("\n");
    return out;
}

/// A part: header and body, the body encoded as its header says more often than not.
std::string a_part(std::string_view type, std::string_view body, Random& random) {
    auto out = type.empty() ? lines_of(part_fields, 1 + random.below(2), random)
                            : "Content-Type: " + std::string(type) + "\n";
    switch (random.below(8)) {
        case 0:
            return out + "Content-Transfer-Encoding: base64\n\n" + base64(body);
        case 1:
            return out + "Content-Transfer-Encoding: quoted-printable\n\n" + quoted_printable(body);
        default:
            return out.append("\n").append(body);
    }
}

std::string multipart(std::string_view type, std::vector<std::string> const& parts, Random& random) {
    constexpr std::array<std::string_view, 5> boundaries{"b", "=_1", "----=_Part_0", "a:b", "--x"};
    std::string const boundary(random.pick(boundaries));
    auto out = "Content-Type: " + std::string(type) + "; boundary=\"" + boundary + "\"\n\n";
    for (auto const& part : parts) out.append("--" + boundary + "\n").append(part).append("\n");
    return out + "--" + boundary + (random.below(8) == 0 ? "\n" : "--\n");
}

std::string embedded(Random& random) {
    return lines_of(carrier_fields, 1 + random.below(6), random) + "\n" + std::string(random.pick(bodies));
}

/// A report of RFC 5965: text, fields, original.
std::string arf_report(Random& random) {
    auto fields = std::string("Feedback-Type: abuse\nUser-Agent: a/1\nVersion: 1\n");
    if (random.below(8) == 0) fields.clear();
    fields += lines_of(report_fields, random.below(8), random);
    constexpr std::array<std::string_view, 4> originals{"message/rfc822", "text/rfc822-headers", "text/plain",
                                                        "message/global"};
    auto const type =
        random.below(8) == 0 ? "multipart/mixed" : "multipart/report; report-type=feedback-report";
    return multipart(
        type,
        {a_part("text/plain", random.pick(bodies), random), a_part("message/feedback-report", fields, random),
         a_part(random.pick(originals), embedded(random), random)},
        random);
}

/// Any parts, nested at times.
std::string any_parts(Random& random, int depth) {
    std::vector<std::string> parts;
    for (auto count = 1 + random.below(4); count > 0; --count) {
        auto const kind = depth > 3 ? 9 : random.below(10);
        if (kind == 0)
            parts.push_back(any_parts(random, depth + 1));
        else if (kind == 1)
            parts.push_back("Content-Type: message/rfc822\n\n" + embedded(random));
        else
            parts.push_back(a_part("", random.pick(bodies), random));
    }
    constexpr std::array<std::string_view, 5> types{"multipart/mixed", "multipart/alternative",
                                                    "multipart/digest",
                                                    "multipart/report; report-type=delivery-status",
                                                    "multipart/report; report-type=disposition-notification"};
    return multipart(random.pick(types), parts, random);
}

std::string a_message(Random& random) {
    auto const kind = random.below(8);
    if (kind == 0) return std::string(random.pick(bodies));  // a document
    auto const header = lines_of(carrier_fields, 1 + random.below(8), random);
    if (kind < 4) return header + arf_report(random);
    if (kind < 6) return header + any_parts(random, 0);
    return header + a_part(kind == 6 ? "text/plain" : "", random.pick(bodies), random);
}

// ---- changes ----

void insert_line(std::string& text, std::string_view line, Random& random) {
    auto const starts = line_starts(text);
    text.insert(random.pick(starts), std::string(line) + (text.find("\r\n") == text.npos ? "\n" : "\r\n"));
}

/// Gives some field another value.
void change_value(std::string& text, Random& random) {
    auto const starts = line_starts(text);
    for (int tries = 0; tries < 8; ++tries) {
        auto const start = random.pick(starts);
        auto const end = std::min(text.find_first_of("\r\n", start), text.size());
        auto const colon = text.find(':', start);
        if (colon == text.npos || colon >= end) continue;
        text.replace(colon + 1, end - colon - 1, " " + std::string(random.pick(values)));
        return;
    }
}

/// Takes some lines away, or sets them elsewhere, or twice.
void move_lines(std::string& text, Random& random) {
    auto const starts = line_starts(text);
    auto const first = random.below(starts.size());
    auto const last = std::min(first + 1 + random.below(4), starts.size() - 1);
    auto const lines = text.substr(starts[first], starts[last] - starts[first]);
    auto const how = random.below(3);
    if (how != 0) text.erase(starts[first], lines.size());
    if (how != 1) {
        auto const left = line_starts(text);
        text.insert(random.pick(left), lines);
    }
}

/// Puts a part before some delimiter line.
void insert_part(std::string& text, Random& random) {
    std::vector<std::size_t> delimiters;
    for (auto const start : line_starts(text)) {
        if (text.compare(start, 2, "--") == 0) delimiters.push_back(start);
    }
    if (delimiters.empty()) return insert_line(text, "\n--b", random);
    auto const at = random.pick(delimiters);
    auto delimiter = text.substr(at, text.find_first_of("\r\n", at) - at);
    if (delimiter.size() > 4 && delimiter.ends_with("--")) delimiter.resize(delimiter.size() - 2);
    text.insert(at, delimiter + "\n" + a_part("", random.pick(bodies), random) + "\n");
}

/// Folds, or sets other line ends.
void change_line_ends(std::string& text, Random& random) {
    if (random.below(2) == 0) {
        auto const at = text.find(' ', random.below(text.size() + 1));
        if (at != text.npos) text.insert(at, "\n");
        return;
    }
    bool const has_cr = text.find('\r') != text.npos;
    if (has_cr)
        text.erase(std::remove(text.begin(), text.end(), '\r'), text.end());
    else
        text = arf_fuzz::to_crlf(text);
}

void change(std::string& text, Random& random) {
    switch (random.below(10)) {
        case 0:
            return insert_line(text, random.pick(carrier_fields), random);
        case 1:
            return insert_line(text, random.pick(report_fields), random);
        case 2:
            return insert_line(text, random.pick(part_fields), random);
        case 3:
        case 4:
            return change_value(text, random);
        case 5:
            return move_lines(text, random);
        case 6:
            return insert_part(text, random);
        case 7:
            return change_line_ends(text, random);
        case 8:  // inside another message
            text = lines_of(carrier_fields, random.below(3), random) +
                   multipart("multipart/mixed", {a_part("message/rfc822", text, random)}, random);
            return;
        default:
            text = a_message(random);
    }
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned seed) {
    Random random(std::uint64_t{seed});
    auto const message_at = arf_fuzz_message_at(data, size);
    bool const plain = message_at >= size ? random.below(8) != 0 : random.below(3) == 0;
    if (plain && LLVMFuzzerMutate != nullptr) return LLVMFuzzerMutate(data, size, max_size);
    if (message_at > size || message_at >= max_size) return size;
    std::string text(arf_fuzz::as_text(data + message_at, size - message_at));
    for (auto count = 1 + random.below(3); count > 0; --count) change(text, random);
    text.resize(std::min(text.size(), max_size - message_at));
    if (!text.empty()) std::memcpy(data + message_at, text.data(), text.size());
    return message_at + text.size();
}
