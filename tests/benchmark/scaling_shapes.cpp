// SPDX-License-Identifier: BSL-1.0
// Tables of hostile shapes, and how a message is made of one.
#include "scaling_shapes.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace arf::benchmark {
namespace {

/// What stands before and behind the hostile bytes.
struct Frame {
    std::string head;
    std::string tail;
};

constexpr std::string_view carrier_fields =
    "From: Feedback <fbl@example.net>\nTo: abuse@example.com\nSubject: complaint\n"
    "Message-ID: <1@example.net>\nDate: Thu, 1 Jan 2026 10:00:00 +0000\nMIME-Version: 1.0\n";
constexpr std::string_view report_type =
    "Content-Type: multipart/report; report-type=feedback-report; boundary=outer\n";
constexpr std::string_view text_part = "\n--outer\nContent-Type: text/plain\n\nA complaint.\n";
constexpr std::string_view report_fields =
    "--outer\nContent-Type: message/feedback-report\n\n"
    "Feedback-Type: abuse\nUser-Agent: Example/1.0\nVersion: 1\n";
constexpr std::string_view original_fields = "--outer\nContent-Type: message/rfc822\n\nX-Example: yes\n";
constexpr std::string_view original_body = "\nSeed potatoes.\n";
constexpr std::string_view closing_line = "\n--outer--\n";

std::string joined(std::initializer_list<std::string_view> pieces) {
    std::string out;
    for (auto const piece : pieces) out.append(piece);
    return out;
}

Frame in_complaint(Place place) {
    auto const carrier =
        joined({carrier_fields, report_type});  // first: of many fields the last are not read
    auto const report = joined({"\n", report_fields, "\n"});
    auto const original = joined({original_fields, original_body, closing_line});
    switch (place) {
        case Place::carrier:
            return {carrier, joined({text_part, report, original})};
        case Place::text:
            return {joined({carrier, text_part}), report + original};
        case Place::report:
            return {joined({carrier, text_part, "\n", report_fields}), "\n" + original};
        case Place::original:
            return {joined({carrier, text_part, report, original_fields}),
                    joined({original_body, closing_line})};
        default:
            return {joined({carrier, text_part, report, original_fields, original_body}),
                    std::string(closing_line)};
    }
}

Frame frame_of(Place place) {
    switch (place) {
        case Place::message:
            return {};
        case Place::xarf:
            return {R"({"xarf_version":"4.2.0","report_id":"1","timestamp":"2026-03-03T10:00:00Z",)"
                    R"("source_identifier":"192.0.2.77","category":"messaging","type":"spam","x":)",
                    "}"};
        case Place::x_arf:
            return {joined({carrier_fields, "X-XARF: PLAIN\nContent-Type: multipart/mixed; boundary=outer\n",
                            text_part,
                            "\n--outer\nContent-Type: text/plain; name=\"report.txt\"\n\n---\n"
                            "Reported-From: robot@example.net\nCategory: abuse\nReport-Type: spam\n"
                            "Version: 0.2\nSource: 192.0.2.77\nSource-Type: ipv4\n"}),
                    joined({"\n", original_fields, original_body, closing_line})};
        case Place::webhook:
            return {R"([{"email":"a@example.net","timestamp":1772446530,"event":"spamreport"})", "]"};
        case Place::spamcop_list:
            return {
                "From: SpamCop Summaries <summaries@admin.spamcop.net>\nTo: abuse@example.com\n"
                "Subject: [SpamCop] summary report\nMessage-ID: <1@example.org>\n\n[ SpamCop V5.4.0 ]\n"
                "     192.0.2.44 Feb  8 18h/2   51    3    0    1 blocklisted\n",
                "\n-- Key to Columns --\n"};
        case Place::mailbox:
            return {"From a@example.com Thu Jan  1 00:00:00 2026\nSubject: x\n\nx\n\n", "\n"};
        default:
            return in_complaint(place);
    }
}

/// The unit with its number.
void append_unit(std::string& out, std::string_view unit, std::size_t number) {
    for (auto at = unit.find('#'); at != unit.npos; at = unit.find('#')) {
        out.append(unit.substr(0, at)).append(std::to_string(number));
        unit.remove_prefix(at + 1);
    }
    out.append(unit);
}

using Shapes = std::vector<Shape>;

/// Shape::most_growth of objects with many keys: n log n, as document/json.hpp and document/yaml.hpp say.
constexpr double sorted = 2.5;

/// Multiparts whose boundaries begin with one another, thirty of them.
std::string boundaries_of_one_letter() {
    std::string out;
    std::string boundary;
    for (int i = 0; i < 30; ++i) {
        if (i != 0) out.append("--").append(boundary).append("\n");
        boundary.push_back('b');
        out.append("Content-Type: multipart/mixed; boundary=").append(boundary).append("\n\n");
    }
    return out;
}

Shapes multipart_shapes() {
    std::string const multipart = "Content-Type: multipart/mixed; boundary=b\n\n";
    std::string const nested = "Content-Type: multipart/mixed; boundary=n#\n\n--n#\n";
    return {
        {"multiparts in multiparts", Place::message, "", nested},
        {"multiparts in multiparts, closed", Place::message, "", nested, "x\n", "--n#--\n"},
        {"multiparts never closed", Place::message, multipart,
         "--b\nContent-Type: multipart/mixed; boundary=c#\n\n--c#\n\nx\n"},
        {"messages in messages", Place::message, "", "Content-Type: message/rfc822\n\n"},
        {"messages in messages, again and again", Place::message, multipart,
         "--b\nContent-Type: message/rfc822\n\nContent-Type: message/rfc822\n\n"
         "Content-Type: message/rfc822\n\nx\n"},
        {"parts", Place::message, multipart, "--b\nContent-Type: text/plain\n\nx\n"},
        {"parts with base64 and a stray byte", Place::message, multipart,
         "--b\nContent-Transfer-Encoding: base64\nContent-Type: message/rfc822\n\nU3ViamVj!dDogeAoKeA==\n"},
        {"delimiters", Place::message, multipart, "--b\n"},
        {"closing delimiters", Place::message, multipart, "--b--\n"},
        {"delimiters that go on", Place::message, multipart, "--bb\n"},
        {"delimiters of a long boundary, all but its end", Place::message,
         "Content-Type: multipart/mixed; boundary=" + std::string(69, 'b') + "c\n\n",
         "--" + std::string(70, 'b') + "\n"},
        {"boundaries that begin with one another", Place::message, boundaries_of_one_letter(),
         "--" + std::string(40, 'b') + "\n"},
        {"lines of dashes", Place::message, multipart, "\n--"},
        {"many fields in the header of a part", Place::message, multipart + "--b\n", "X-#: y\n",
         "\nx\n--b--\n"},
    };
}

Shapes header_shapes() {
    return {
        {"fields", Place::message, "", "a:b\n"},
        {"fields of the carrier", Place::carrier, "", "X-#: y\n"},
        {"fields of the original", Place::original, "", "X-#: y\n"},
        {"one huge field", Place::carrier, "X-Huge: ", "x", "\n"},
        {"one huge name", Place::carrier, "X-", "x", ": y\n"},
        {"lines that are no fields", Place::message, "", "x y\nA: b\n"},
        {"folded lines", Place::original, "Subject: x\n", " y\n"},
        {"folded lines with blanks only", Place::original, "Subject: x\n", " \n", " y\n"},
        {"folded lines in the report part", Place::report, "User-Agent: x\n", " y\n"},
        {"blanks in a field", Place::original, "Subject: x", " ", "y\n"},
        {"Subject fields", Place::original, "", "Subject: x\n"},
        {"Content-Type fields", Place::carrier, "", "Content-Type: text/plain\n"},
        {"invalid UTF-8", Place::original, "Subject: ", "\xff", "\n"},
        {"control characters", Place::original, "Subject: ", "\x01", "\n"},
        {"NUL bytes in a field", Place::original, "Subject: ", std::string(1, '\0'), "\n"},
        {"NUL bytes", Place::message, "", std::string(1, '\0')},
        {"CR for LF", Place::message, "Subject: x\r", "a: b\r"},
        {"CR in a field", Place::original, "Subject: ", "\r", "x\n"},
        {"one line", Place::message, "", "x"},
        {"blank lines", Place::message, "", "\n"},
        {"lines of blanks", Place::text, "", "   \n"},
        {"From_ lines on top", Place::message, "", "From x\n"},
    };
}

Shapes comment_shapes() {
    Shapes shapes;
    constexpr std::array<std::pair<std::string_view, Place>, 9> fields{{
        {"From", Place::original},
        {"Date", Place::original},
        {"Message-ID", Place::original},
        {"Received", Place::original},
        {"Authentication-Results", Place::original},
        {"Content-Type", Place::message},
        {"Original-Rcpt-To", Place::report},
        {"Arrival-Date", Place::report},
        {"Source-IP", Place::report},
    }};
    constexpr std::array<std::array<std::string_view, 3>, 3> kinds{
        {{"open comments, ", "(", ""}, {"comments in comments, ", "(", ")"}, {"comments, ", "(a) ", ""}}};
    for (auto const& [kind, unit, closing] : kinds) {
        for (auto const& [field, place] : fields) {
            shapes.push_back({joined({kind, field}), place, joined({field, ": "}), std::string(unit), "",
                              std::string(closing)});
        }
    }
    return shapes;
}

Shapes parameter_shapes() {
    std::string const type = "Content-Type: multipart/mixed";
    std::string const end = "; boundary=b\n\n--b\n\nx\n--b--\n";
    return {
        {"parameters", Place::message, type, "; a#=b", end},
        {"semicolons", Place::message, type, ";", end},
        {"quotes in parameters", Place::message, type + "; a=", "\"", end},
        {"comments between parameters", Place::message, type, ";(x)a=b", end},
        {"pieces of a boundary", Place::message, type, "; boundary*#=b", end},
        {"pieces of a boundary, all the first", Place::message, type, "; boundary*0=b", end},
        {"pieces of a file name, with percent signs", Place::message, "Content-Type: text/plain",
         "; name*#*=%C3", "\n\nx\n"},
        {"one long parameter with percent signs", Place::message, "Content-Type: text/plain; name*=utf-8''",
         "%C3%A4", "\n\nx\n"},
        {"quoted pairs in a parameter", Place::message, "Content-Type: text/plain; name=\"", "\\\"",
         "\"\n\nx\n"},
    };
}

Shapes encoded_word_shapes() {
    std::string const subject = "Subject: ";
    return {
        {"encoded words", Place::original, subject, "=?utf-8?q?a?= ", "\n"},
        {"encoded words without blanks", Place::original, subject, "=?utf-8?q?a?=", "\n"},
        {"encoded words, folded", Place::original, subject, "=?utf-8?b?w6TDtg==?=\n ", "x\n"},
        {"encoded words that split characters", Place::original, subject,
         "=?utf-8?q?=C3?= =?utf-8?q?=A4?= ", "\n"},
        {"encoded words of unknown charsets", Place::original, subject, "=?x-#?q?a?= ", "\n"},
        {"encoded words of two charsets in turn", Place::original, subject,
         "=?iso-2022-jp?b?GyRCJCIbKEI=?= =?iso-8859-1?q?=E4?= ", "\n"},
        {"encoded words with bytes the charset has not", Place::original, subject,
         "=?us-ascii?q?=FF=FE?= ", "\n"},
        {"one long encoded word", Place::original, subject + "=?utf-8?q?", "=C3=A4", "?=\n"},
        {"open encoded words", Place::original, subject, "=?utf-8?q?", "\n"},
        {"question marks", Place::original, subject, "=?", "\n"},
        {"encoded words in names", Place::original, "To: ", "=?utf-8?q?a?= <a@example.com>, ", "\n"},
    };
}

Shapes trace_shapes() {
    std::string const hop =
        "Received: from a.example.com (a.example.com [192.0.2.1]) by mx.example.net "
        "(Postfix) with ESMTPSA id #; Thu, 1 Jan 2026 10:00:00 +0000\n";
    return {
        {"Received fields", Place::original, "", hop},
        {"Received fields of the carrier", Place::carrier, "", hop},
        {"clauses of Received", Place::original, "Received: ", "from a by b with c id # ", "\n"},
        {"comments of Received", Place::original, "Received: from a ", "(b [192.0.2.1]) ", "\n"},
        {"brackets of Received", Place::original, "Received: from ", "[", "\n"},
        {"semicolons of Received", Place::original, "Received: from a", ";", "\n"},
        {"recipients of Received", Place::original, "Received: from a by b for ", "<a@example.com>,", "\n"},
        {"addresses of X-Originating-IP", Place::original, "X-Originating-IP: ", "192.0.2.1, ", "\n"},
        {"X-Originating-IP fields", Place::original, "", "X-Originating-IP: [192.0.2.1]\n"},
        {"X-PHP-Script", Place::original, "X-PHP-Script: example.com/a.php for ", "192.0.2.1, ", "\n"},
        {"Date fields", Place::original, "", "Date: Thu, 1 Jan 2026 10:00:00 +0000\n"},
        {"a date of digits", Place::original, "Date: ", "9", "\n"},
        {"a date of words", Place::original, "Date: ", "Thu, ", "\n"},
        {"Arrival-Date of digits", Place::report, "Arrival-Date: Thu, 1 Jan ", "2", "\n"},
        {"bad Arrival-Date fields", Place::report, "", "Arrival-Date: 31 Feb #\n"},
    };
}

Shapes authentication_shapes() {
    std::string const results = "Authentication-Results: mx.example.net";
    return {
        {"Authentication-Results fields", Place::original, "", results + "; spf=pass smtp.mailfrom=a#\n"},
        {"Authentication-Results of the report", Place::report, "", results + "; dkim=pass header.d=a#\n"},
        {"results of one field", Place::original, results, "; dkim=pass header.d=a#", "\n"},
        {"properties of one result", Place::original, results + "; dkim=pass", " header.d=a#", "\n"},
        {"results without names", Place::original, results, ";", "\n"},
        {"quotes in a result", Place::original, results + "; dkim=pass reason=", "\"", "\n"},
        {"equal signs in a result", Place::original, results + "; dkim", "=", "\n"},
        {"ARC sets", Place::original, "", "ARC-Authentication-Results: i=#; mx.example.net; spf=pass\n"},
        {"pairs of Received-SPF", Place::original, "Received-SPF: pass (ok) ", "client-ip=192.0.2.1; ", "\n"},
        {"Received-SPF fields", Place::original, "", "Received-SPF: pass client-ip=192.0.2.1;\n"},
        {"tags of DKIM-Signature", Place::original, "DKIM-Signature: ", "a#=b; ", "\n"},
        {"signed fields of DKIM-Signature", Place::original, "DKIM-Signature: h=", "a#:", "\n"},
        {"blanks in a signature", Place::original, "DKIM-Signature: b=", "a ", "\n"},
        {"DKIM-Signature fields", Place::original, "", "DKIM-Signature: v=1; d=a#; s=b; h=from:to\n"},
    };
}

Shapes address_shapes() {
    return {
        {"recipients", Place::original, "To: ", "a#@example.com, ", "\n"},
        {"recipients with names", Place::original, "To: ", "\"A, B\" <a#@example.com>, ", "\n"},
        {"groups", Place::original, "To: ", "g: a@example.com; ", "\n"},
        {"open brackets in To", Place::original, "To: ", "<", "\n"},
        {"quotes in To", Place::original, "To: ", "\"", "\n"},
        {"commas in To", Place::original, "To: ", ",", "\n"},
        {"words in To", Place::original, "To: ", "a ", "\n"},
        {"routes", Place::original, "Return-Path: <", "@a,", "@b:c@example.com>\n"},
        {"dots in a domain", Place::original, "From: a@", "b.", "c\n"},
        {"at signs", Place::original, "Return-Path: <", "@", ">\n"},
        {"equal signs in Return-Path", Place::original, "Return-Path: <bounce+", "a=", "b@example.com>\n"},
        {"dashes in Return-Path", Place::original, "Return-Path: <bounce-", "a-", "b@example.com>\n"},
        {"URIs of List-Unsubscribe", Place::original, "List-Unsubscribe: ", "<https://example.com/#>, ",
         "\n"},
        {"open URIs of List-Unsubscribe", Place::original, "List-Unsubscribe: ", "<", "\n"},
        {"comments of List-Unsubscribe", Place::original, "List-Unsubscribe: ", "(a) <b>, ", "\n"},
        {"quotes in List-Id", Place::original, "List-Id: ", "\"a\" ", "<a.example.com>\n"},
        {"colons in Feedback-ID", Place::original, "Feedback-ID: ", "a:", "b\n"},
        {"colons in CFBL-Feedback-ID", Place::original, "CFBL-Feedback-ID: ", "a:", "b\n"},
        {"parameters of CFBL-Address", Place::original, "CFBL-Address: a@example.com", "; a=b", "\n"},
        {"X-MSFBL", Place::original, "X-MSFBL: ", "W1tb", "\n"},
        {"verdicts of filters", Place::original, "", "X-Spam-Status: Yes, score=#.5 required=5.0\n"},
        {"one long verdict", Place::original, "X-Spam-Status: No, tests=", "A#=0.1,", "\n"},
    };
}

Shapes report_shapes() {
    return {
        {"unknown fields of the report", Place::report, "", "X-#: y\n"},
        {"Original-Rcpt-To fields", Place::report, "", "Original-Rcpt-To: <a#@example.com>\n"},
        {"addresses in Original-Rcpt-To", Place::report, "Original-Rcpt-To: ", "a#@example.com, ", "\n"},
        {"redacted addresses in Original-Rcpt-To", Place::report,
         "Original-Rcpt-To: ", "xxxxxxxx@example.com, ", "\n"},
        {"a redacted address", Place::report, "Original-Rcpt-To: ", "x", "@example.com\n"},
        {"commas in Original-Rcpt-To", Place::report, "Original-Rcpt-To: ", ",", "\n"},
        {"Redacted-Address fields", Place::report, "", "Redacted-Address: a#\n"},
        {"Reported-URI fields", Place::report, "", "Reported-URI: https://example.com/#\n"},
        {"one long Reported-URI", Place::report, "Reported-URI: https://example.com/", "%41", "\n"},
        {"Reported-Domain fields", Place::report, "", "Reported-Domain: a#.example.com\n"},
        {"one long Reported-Domain", Place::report, "Reported-Domain: ", "a.", "b\n"},
        {"SPF-DNS fields", Place::report, "", "SPF-DNS: txt : a#.example.com : \"v=spf1 -all\"\n"},
        {"Identity-Alignment", Place::report, "Identity-Alignment: ", "dkim, ", "spf\n"},
        {"DKIM-Canonicalized-Body", Place::report, "DKIM-Canonicalized-Body: ", "YWJj", "\n"},
        {"bad Source-IP fields", Place::report, "", "Source-IP: x\n"},
        {"digits in Incidents", Place::report, "Incidents: ", "1", "\n"},
        {"colons in Source-IP", Place::report, "Source-IP: ", "0:", "1\n"},
        {"blank lines in the report part", Place::report, "", "a: b\n\n"},
        {"tally keys: Reported-Domain of many letters", Place::report, "Reported-Domain: ", "\xc3\xa4",
         ".example\n"},
    };
}

Shapes encoding_shapes() {
    auto const encoded = [](std::string_view encoding) {
        return joined(
            {"X-Example: yes\nContent-Type: text/plain\nContent-Transfer-Encoding: ", encoding, "\n\n"});
    };
    std::string const report =
        "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\n"
        "Content-Type: message/feedback-report\nContent-Transfer-Encoding: base64\n\n";
    return {
        {"base64 with noise", Place::original, encoded("base64"), "YWJj!"},
        {"base64 with padding in it", Place::original, encoded("base64"), "YQ==\n"},
        {"base64 of one character a line", Place::original, encoded("base64"), "Y\n"},
        {"base64 with nothing but noise", Place::original, encoded("base64"), "!"},
        {"base64 of a report part, with noise", Place::message, report, "YTpi!Cg=="},
        {"quoted-printable with noise", Place::original, encoded("quoted-printable"), "=ZZ="},
        {"quoted-printable, soft line ends", Place::original, encoded("quoted-printable"), "=\n"},
        {"quoted-printable, blanks before line ends", Place::original, encoded("quoted-printable"), "a \t\n"},
        {"quoted-printable, blanks", Place::original, encoded("quoted-printable"), " "},
        {"quoted-printable, blanks and letters", Place::original, encoded("quoted-printable"),
         "                                                               a"},
        {"uuencode", Place::original, encoded("x-uuencode") + "begin 644 a\n",
         "M86)C86)C86)C86)C86)C86)C86)C86)C86)C86)C86)C86)C86)C86)C86)C\n", "`\nend\n"},
        {"uuencode, many beginnings", Place::original, encoded("x-uuencode"), "begin 644 a\n"},
        {"uuencode with noise", Place::original, encoded("x-uuencode") + "begin 644 a\n", "~\n"},
    };
}

Shapes text_shapes() {
    std::string const mail = "From: a@example.net\nSubject: x\nMessage-ID: <1@example.net>\n\n";
    return {
        {"quote marks", Place::message, mail, ">", " a\n"},
        {"lines with quote marks", Place::message, mail, "> > a: b\n"},
        {"forwarded reports in a text", Place::message, mail, "Feedback-Type: abuse\n\n"},
        {"fields in a text", Place::message, mail, "Source-IP: 192.0.2.1\n"},
        {"lines of forwarding", Place::message, mail, "-----Original Message-----\n"},
        {"headers in a text", Place::message, mail, "Received: from a by b\nSubject: c\n\n"},
        {"recipients of a bounce", Place::message,
         "From: <>\nContent-Type: multipart/report; report-type=delivery-status; "
         "boundary=b\n\n--b\n\nx\n--b\n"
         "Content-Type: message/delivery-status\n\nReporting-MTA: dns; a.example.com\n\n",
         "Final-Recipient: rfc822; a#@example.com\nAction: failed\nStatus: 5.1.1\n\n", "--b--\n"},
        {"rows of SpamCop", Place::spamcop_list, "", " 2001:db8::1 Feb  8 18h/2   51    3    0    1 x\n"},
        {"rows of SpamCop with host names", Place::spamcop_list, "",
         " 192.0.2.1 Feb  8 18h/2   51    3    0    1 x\n    a#.example.com\n"},
        {"host names behind a row of SpamCop", Place::spamcop_list, "", "    a#.example.com\n"},
    };
}

Shapes json_shapes() {
    return {
        {"JSON, arrays in arrays", Place::xarf, "", "[", "", "]"},
        {"JSON, arrays that stay open", Place::message, "", "["},
        {"JSON, objects in objects", Place::xarf, "", "{\"a\":", "1", "}"},
        {"JSON, a wide array", Place::xarf, "[", "0,", "0]"},
        {"JSON, a wide array of objects", Place::xarf, "[", "{\"a\":1},", "0]"},
        {"JSON, a wide object", Place::xarf, "{", "\"#\":0,", "\"a\":0}", "", sorted},
        {"JSON, a key again and again", Place::xarf, "{", "\"a\":0,", "\"a\":0}", "", sorted},
        {"JSON, long keys that end alike", Place::xarf, "{", "\"" + std::string(200, 'k') + "#\":0,",
         "\"a\":0}", "", sorted},
        {"JSON, escapes", Place::xarf, "\"", "\\u00e4", "\""},
        {"JSON, backslashes", Place::xarf, "\"", "\\\\", "\""},
        {"JSON, one long number", Place::xarf, "", "9", ""},
        {"JSON, blanks", Place::xarf, "", " ", "0"},
        {"JSON, invalid UTF-8", Place::xarf, "\"", "\xff", "\""},
        {"JSON, evidence", Place::xarf, "0,\"evidence\":[",
         R"({"content_type":"text/plain","payload":"YQ=="},)", R"({"content_type":"a"}])"},
    };
}

Shapes webhook_shapes() {
    return {
        {"events of a webhook", Place::webhook, "",
         R"(,{"email":"a#@example.net","timestamp":1772446530,"event":"spamreport","customer":"c#"})"},
        {"events of a webhook, all the same", Place::webhook, "",
         R"(,{"email":"a@example.net","timestamp":1772446530,"event":"spamreport"})"},
    };
}

Shapes yaml_shapes() {
    return {
        {"YAML, pairs", Place::x_arf, "", "a#: b\n", "", "", sorted},
        {"YAML, a key again and again", Place::x_arf, "", "a: b\n", "", "", sorted},
        {"YAML, aliases", Place::x_arf, "x: &a b\n", "a#: *a\n"},
        {"YAML, aliases that grow", Place::x_arf, "", "a#: &a# [*a, *a]\n"},
        {"YAML, brackets", Place::x_arf, "a: ", "[", "\n", "]"},
        {"YAML, deeper and deeper", Place::x_arf, "a:\n", " b:\n"},
        {"YAML, lines that go on", Place::x_arf, "a: b\n", " c\n"},
        {"YAML, an open quote", Place::x_arf, "a: \"", "b\n ", "\n"},
        {"YAML, quotes", Place::x_arf, "a: ", "'", "\n"},
        {"YAML, lines without a colon", Place::x_arf, "", "a\n"},
    };
}

Shapes mailbox_shapes() {
    std::string const from_line = "From a@example.com Thu Jan  1 00:00:00 2026\n";
    return {
        {"mbox, separators", Place::mailbox, "", from_line + "\n"},
        {"mbox, separators that follow no blank line", Place::mailbox, "", from_line},
        {"mbox, lines like separators", Place::mailbox, "", "From a\n\n"},
        {"mbox, \"From \" in one line", Place::mailbox, "", "From "},
        {"mbox, quoted separators", Place::mailbox, "", ">" + from_line + "\n"},
        {"mbox, quote marks", Place::mailbox, "", ">", "From a\n"},
        {"mbox, Content-Length beyond the end", Place::mailbox, "",
         from_line + "Content-Length: 999999999\n\nx\n\n"},
        {"mbox, Content-Length that leads nowhere", Place::mailbox, "",
         from_line + "Content-Length: 30000\n\nx\n\n"},
        {"mbox, Content-Length fields", Place::mailbox, from_line, "Content-Length: 9\n"},
        {"mbox, a header without end", Place::mailbox, from_line, "c: d\n"},
        {"mbox, NUL bytes", Place::mailbox, "", std::string(1, '\0')},
        {"mbox, CR", Place::mailbox, "", "\r"},
        {"mbox, blank lines", Place::mailbox, "", "\n"},
        {"mbox, CR LF", Place::mailbox, "", "\r\n"},
        {"mbox, one line", Place::mailbox, "", "x"},
    };
}

}  // namespace

std::vector<Shape> scaling_shapes() {
    Shapes all;
    for (auto* const table :
         {multipart_shapes, header_shapes, comment_shapes, parameter_shapes, encoded_word_shapes,
          trace_shapes, authentication_shapes, address_shapes, report_shapes, encoding_shapes, text_shapes,
          json_shapes, webhook_shapes, yaml_shapes, mailbox_shapes}) {
        auto shapes = table();
        std::move(shapes.begin(), shapes.end(), std::back_inserter(all));
    }
    return all;
}

std::string make(Shape const& shape, std::size_t size) {
    auto const frame = frame_of(shape.place);
    std::string out = frame.head + shape.start;
    auto const fixed = out.size() + shape.end.size() + frame.tail.size();
    std::size_t count = 0;
    std::string closing;
    do {
        append_unit(out, shape.unit, count);
        if (!shape.closing.empty()) append_unit(closing, shape.closing, count);
        ++count;
    } while (out.size() + closing.size() + fixed < size);
    out += shape.end;
    if (!shape.closing.empty()) {
        while (count-- > 0) append_unit(out, shape.closing, count);
    }
    return out += frame.tail;
}

}  // namespace arf::benchmark
