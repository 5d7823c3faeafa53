// SPDX-License-Identifier: BSL-1.0
// X-ARF 0.1 and 0.2: by label and by content, alone and many, and what only looks like it.
#include <gtest/gtest.h>

#include <arf/arf.hpp>
#include <dialect/json_report.hpp>
#include <linear.hpp>
#include <support.hpp>

namespace dialect_x_arf_test {

using arf::DiagnosticCode;
using arf::Format;
using arf_test::cpu_seconds;
using arf_test::has;
using arf_test::read_any;
using arf_test::repeat;
using arf_test::time_limit;

constexpr std::string_view map =
    "Reported-From: robot@example.net\nCategory: abuse\nReport-Type: login-attack\nReport-ID: 1@example.net\n"
    "Date: Tue, 03 Mar 2026 10:00:00 +0000\nSource: 192.0.2.1\nSource-Type: ipv4\n";

/// A mail with this header, a text, and these parts, each with its header.
std::string mail(std::string_view header, std::vector<std::string> const& parts) {
    std::string out = "From: robot@example.net\nTo: abuse@example.com\n";
    out.append(header).append("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHello.\n");
    for (auto const& part : parts) out.append("--b\n").append(part).append("\n");
    return out.append("--b--\n");
}
std::string plain(std::string_view text) { return "Content-Type: text/plain\n\n" + std::string(text); }
std::string named(std::string_view name, std::string_view text) {
    return "Content-Type: text/plain; name=\"" + std::string(name) + "\"\n\n" + std::string(text);
}
/// The report in a labelled mail with this map.
arf::Report with_map(std::string_view text) { return read_any(mail("X-XARF: PLAIN\n", {plain(text)})); }
/// With these lines more.
arf::Report with_lines(std::string_view lines) { return with_map(std::string(map).append(lines)); }

std::string shown(std::optional<arf::IpAddress> const& address) {
    return address ? address->to_string() : "(none)";
}

TEST(XArf, StatesItsFacts) {
    auto const report =
        with_lines("User-Agent: robot 1\nVersion: 0.2\nPort: 22\nOccurrences: 14\nTLP: amber\n");
    EXPECT_EQ(report.format, Format::x_arf);
    EXPECT_FALSE(report.feedback_type);
    EXPECT_EQ(report.user_agent, "robot 1");
    EXPECT_EQ(report.version->raw, "0.2");
    EXPECT_EQ(report.arrival_date->to_string(), "2026-03-03T10:00:00Z");
    EXPECT_EQ(shown(report.source_ip), "192.0.2.1");
    EXPECT_FALSE(report.source_port);  // Port is the service's that was attacked
    EXPECT_EQ(report.incidents, 14U);
    EXPECT_EQ(report.xarf_category, "abuse");
    EXPECT_EQ(report.xarf_report_type, "login-attack");
    EXPECT_EQ(report.xarf_report_id, "1@example.net");
    EXPECT_TRUE(report.rows.empty());
    EXPECT_TRUE(report.diagnostics.empty()) << to_string(report.diagnostics[0]);
    EXPECT_EQ(report.document.size(), 13U);
}

TEST(XArf, IsToldByItsLabel) {
    for (auto const* const label : {"X-XARF: PLAIN\n", "X-ARF: YES\n", "x-xarf: plain\n", "X-ARF: yes\n",
                                    "XARF: PLAIN\n", "X-XARF: SECURE\n", "X-XARF: BULK\n"}) {
        auto const report = read_any(mail(label, {plain(map)}));
        EXPECT_EQ(report.format, Format::x_arf) << label;
        EXPECT_EQ(shown(report.source_ip), "192.0.2.1") << label;
        EXPECT_FALSE(has(report.diagnostics, DiagnosticCode::recognised_by_content)) << label;
    }
    EXPECT_NE(read_any(mail("X-ARF: NO\n", {plain("nothing")})).format, Format::x_arf);
    EXPECT_NE(read_any(mail("X-ARF-Status: YES\n", {plain("nothing")})).format, Format::x_arf);
}

TEST(XArf, SourceIsWhatItsTypeSays) {
    auto const with_source = [](std::string_view source, std::string_view type) {
        return with_map("Reported-From: a@example.net\nReport-Type: x\nCategory: y\nSource: " +
                        std::string(source) + "\nSource-Type: " + std::string(type) + "\n");
    };
    EXPECT_EQ(shown(with_source("2001:DB8::1", "ipv6").source_ip), "2001:db8::1");
    EXPECT_EQ(shown(with_source("192.0.2.1", "ip-address").source_ip), "192.0.2.1");
    EXPECT_EQ(shown(with_source("192.0.2.1", "").source_ip), "192.0.2.1");
    EXPECT_TRUE(has(with_source("192.0.2.xxx", "ipv4").diagnostics, DiagnosticCode::bad_ip_literal));
    auto const uri = with_source("http://example.org/x", "uri");
    EXPECT_EQ(uri.reported_uri[0], "http://example.org/x");
    EXPECT_FALSE(uri.source_ip);
    EXPECT_EQ(with_source("http://example.org/x", "").reported_uri[0], "http://example.org/x");
    EXPECT_EQ(with_source("example.org", "domain").reported_domain[0], "example.org");
    auto const email = with_source("a@example.org", "email");
    EXPECT_FALSE(email.source_ip || email.original_mail_from);
    EXPECT_TRUE(email.reported_uri.empty() && email.reported_domain.empty());
    auto const unsaid = with_source("somebody", "");
    EXPECT_TRUE(!unsaid.source_ip && unsaid.reported_uri.empty() && unsaid.reported_domain.empty());
}

TEST(XArf, BadValuesAreAbsent) {
    auto const report =
        with_map("Report-Type: x\nSource: 192.0.2.1\nCategory: 'y'\nDate: soon\nOccurrences: many\n");
    EXPECT_FALSE(report.arrival_date || report.incidents);
    EXPECT_TRUE(has(report.diagnostics, DiagnosticCode::bad_date));
    EXPECT_TRUE(has(report.diagnostics, DiagnosticCode::bad_incidents));
    EXPECT_TRUE(has(report.diagnostics, DiagnosticCode::missing_key));
}

TEST(XArf, OneBadLineLosesNoOther) {
    auto const report = with_lines("User-Agent: robot: 1\nVersion: @1\nno pair at all\nOccurrences: 2\n");
    EXPECT_EQ(report.user_agent, "robot: 1");
    EXPECT_EQ(report.version->raw, "@1");
    EXPECT_EQ(report.incidents, 2U);
    EXPECT_TRUE(has(report.diagnostics, DiagnosticCode::nonstandard_yaml));
    EXPECT_TRUE(has(report.diagnostics, DiagnosticCode::bad_yaml));
}

TEST(XArf, KeysMayBeSpeltAnyWay) {
    auto const report =
        with_map("reported_from: a@example.net\nREPORT-TYPE: x\nsource: 192.0.2.7\nReportID: z\n");
    EXPECT_EQ(shown(report.source_ip), "192.0.2.7");
    EXPECT_EQ(report.xarf_report_type, "x");
    EXPECT_EQ(report.xarf_report_id, "z");
}

TEST(XArf, WhatStandsBehindTheMapIsEvidence) {
    auto const report = read_any(
        mail("X-XARF: PLAIN\n", {named("report.txt", map), named("log.txt", "one line"),
                                 "Content-Type: message/rfc822\n\nMessage-ID: <m@example.org>\n\nhi"}));
    ASSERT_EQ(report.evidence.size(), 2U);
    EXPECT_EQ(report.evidence[0].content_type, "text/plain");
    EXPECT_EQ(report.evidence[0].payload, "one line");
    EXPECT_EQ(report.evidence[1].payload, "Message-ID: <m@example.org>\n\nhi");
    EXPECT_EQ(report.original_message_id, "m@example.org");
}

TEST(XArf, TheAttachmentKeyNamesAnUnlabelledOriginal) {
    auto const original = plain("Message-ID: <m@example.org>\nSubject: s\n\nhi");
    auto const with_key = [&](std::string_view type) {
        auto const text = std::string(map) + "Attachment: " + std::string(type) + "\n";
        return read_any(mail("X-XARF: PLAIN\n", {plain(text), original}));
    };
    EXPECT_EQ(with_key("message/rfc822").original_message_id, "m@example.org");
    EXPECT_FALSE(with_key("text/plain").original);
}

TEST(XArf, ThePartMayBeEncodedAndLabelledAnyWay) {
    std::string const quoted = "Content-Transfer-Encoding: quoted-printable\n";
    for (auto const& header :
         {std::string("Content-Type: text/plain\n"), std::string("Content-Type: application/x-yaml\n"),
          std::string("Content-Type: application/octet-stream; name=report.yml\n"), std::string{},
          "Content-Type: text/yaml\n" + quoted}) {
        auto const report = read_any(mail("X-XARF: PLAIN\n", {header + "\n" + std::string(map)}));
        EXPECT_EQ(shown(report.source_ip), "192.0.2.1") << header;
    }
    auto const sparse = read_any(mail("X-XARF: PLAIN\n", {named("report.yaml", "Source: 192.0.2.4\n")}));
    EXPECT_EQ(shown(sparse.source_ip), "192.0.2.4");
}

TEST(XArf, BulkGivesARowForEachReport) {
    auto const other = arf_test::replaced(map, "192.0.2.1", "192.0.2.2");
    auto const third = arf_test::replaced(map, "192.0.2.1", "192.0.2.x");
    auto const report =
        read_any(mail("X-XARF: BULK\n", {plain(std::string(map) + "---\n" + other), plain(third)}));
    EXPECT_EQ(shown(report.source_ip), "192.0.2.1");
    ASSERT_EQ(report.rows.size(), 3U);
    EXPECT_EQ(shown(report.rows[0].source_ip), "192.0.2.1");
    EXPECT_EQ(shown(report.rows[1].source_ip), "192.0.2.2");
    EXPECT_FALSE(report.rows[2].source_ip);
    EXPECT_EQ(report.rows[1].date->to_string(), "2026-03-03T10:00:00Z");
    EXPECT_TRUE(report.rows[1].text.starts_with("Reported-From:"));
    auto const wrapped = read_any(
        mail("X-XARF: BULK\n",
             {"Content-Type: message/rfc822\n\n" +
              arf_test::replaced(arf_test::replaced(mail("X-XARF: PLAIN\n", {plain(map)}), "--b", "--c"),
                                 "boundary=b", "boundary=c")}));
    EXPECT_EQ(shown(wrapped.source_ip), "192.0.2.1");
}

TEST(XArf, WhatIsSignedIsReadAndWhatIsEncryptedIsTold) {
    auto const inner =
        "Content-Type: multipart/mixed; boundary=c\n\n--c\n\nHello.\n--c\n" + plain(map) + "\n--c--\n";
    auto const signed_mail =
        arf_test::replaced(mail("X-XARF: SECURE\n", {inner, "Content-Type: application/pgp-signature\n\nx"}),
                           "multipart/mixed; boundary=b", "multipart/signed; boundary=b");
    auto const report = read_any(signed_mail);
    EXPECT_EQ(shown(report.source_ip), "192.0.2.1");
    EXPECT_TRUE(report.evidence.empty());
    for (auto const& text :
         {mail("X-XARF: SECURE\n", {"Content-Type: application/pkcs7-mime\n\nx"}),
          std::string("X-XARF: SECURE\nContent-Type: application/pkcs7-mime\n\nx"),
          std::string("X-XARF: SECURE\n\n-----BEGIN PGP MESSAGE-----\n\nx\n-----END PGP MESSAGE-----\n")}) {
        auto const closed = read_any(text);
        EXPECT_EQ(closed.format, Format::x_arf);
        EXPECT_TRUE(has(closed.diagnostics, DiagnosticCode::encrypted_report)) << text;
        EXPECT_TRUE(closed.document.empty());
    }
    auto const none = read_any(mail("X-XARF: PLAIN\n", {plain("nothing")}));
    EXPECT_EQ(none.format, Format::x_arf);
    EXPECT_TRUE(has(none.diagnostics, DiagnosticCode::no_report_part));
}

TEST(XArf, IsToldByContentWithoutItsLabel) {
    for (auto const& text :
         {mail("", {plain(map)}), mail("In-Reply-To: <1@example.org>\n", {named("report.txt", map)}),
          "Subject: x\n\n" + std::string(map),
          "Subject: x\n\nHello,\n\nX-XARF: PLAIN\n\n" + std::string(map) + "\nBye.\n",
          "Subject: x\n\nX-ARF: YES\n---\n" + std::string(map) + "Not a pair (really): x\n"}) {
        auto const report = read_any(text);
        EXPECT_EQ(report.format, Format::x_arf) << text;
        EXPECT_EQ(shown(report.source_ip), "192.0.2.1") << text;
        EXPECT_TRUE(has(report.diagnostics, DiagnosticCode::recognised_by_content)) << text;
        EXPECT_FALSE(has(report.diagnostics, DiagnosticCode::bad_yaml)) << text;
    }
}

TEST(XArf, IsFoundInAForward) {
    auto const inner = arf_test::replaced(
        arf_test::replaced(mail("X-XARF: PLAIN\n", {plain(map)}), "--b", "--c"), "boundary=b", "boundary=c");
    auto const report = read_any(mail("", {"Content-Type: message/rfc822\n\n" + inner}));
    EXPECT_EQ(report.format, Format::x_arf);
    EXPECT_EQ(report.carrier().from->address, "robot@example.net");
    EXPECT_FALSE(has(report.diagnostics, DiagnosticCode::recognised_by_content));
}

TEST(XArf, TalkAboutItIsNoReport) {
    auto const is_talk = [](std::string const& text) {
        EXPECT_NE(read_any(text).format, Format::x_arf) << text;
    };
    is_talk("Subject: x\n\nWe send the header X-XARF: PLAIN with it.\n");
    is_talk("Subject: x\n\nX-XARF: PLAIN\n\nis the header that we send.\n");
    is_talk("Subject: x\n\n> X-XARF: PLAIN\n> " + arf_test::replaced(map, "\n", "\n> "));
    is_talk("Subject: x\nIn-Reply-To: <1@example.org>\n\nX-XARF: PLAIN\n\n" + std::string(map));
    is_talk("Subject: x\nReferences: <1@example.org>\n\n" + std::string(map));
    is_talk("Subject: x\n\nHow is this?\n\n" + std::string(map));
    is_talk("Subject: x\n\nSource: a book\nCategory: novels\n");
    is_talk(mail("", {named("docker.yml", "version: 3\nservices: x\n")}));
    is_talk(mail("", {"Content-Type: text/html\n\n" + std::string(map)}));
}

TEST(XArf, AReportOfAnotherFormatStaysOne) {
    auto const report = arf_test::report_with(arf_test::required_fields, "Subject: s\nX-ARF: YES\n\nhi\n");
    EXPECT_EQ(read_any(report).format, Format::arf);
    EXPECT_EQ(
        read_any(mail("X-XARF: PLAIN\n", {"Content-Type: message/delivery-status\n\nReporting-MTA: dns; a"}))
            .format,
        Format::dsn);
}

TEST(XArf, IsReadInLinearTime) {
    auto const many = std::size_t{1} << 20U;
    for (auto const& text :
         {"Subject: x\n\n" + repeat("ARF:", 4 * many), "Subject: x\n\n" + repeat("X-ARF: YES\n", many),
          "Subject: x\n\n" + repeat("X-ARF: YES\nA: b\n", many),
          "Subject: x\n\n" + repeat("X-ARF: YES\n\n\n", many),
          "X-ARF: YES\n\n" + repeat("X-ARF: YES\nA: b\n", many),
          "X-ARF: YES\n\n" + repeat("Source: b\n", many),
          "X-ARF: YES\n\n" + std::string(map) + repeat("---\nA: b\n", 100'000),
          mail("X-ARF: BULK\n", std::vector<std::string>(900, plain(map))),
          mail("", std::vector<std::string>(900, named("report.txt", repeat("A: b\n", 2000))))}) {
        EXPECT_LT(cpu_seconds([&] { (void)read_any(text); }), time_limit) << text.substr(0, 60);
    }
}

TEST(XArf, SurvivesDamage) {
    arf_test::survives_damage(
        mail("X-XARF: BULK\n", {named("report.txt", std::string(map) + "---\n" + std::string(map)),
                                "Content-Type: message/rfc822\n\nA: b\n\nc"}));
    arf_test::survives_damage("Subject: x\n\nHello,\n\nX-XARF: PLAIN\n\n" + std::string(map) + "\nBye.\n");
    arf_test::survives_damage("X-XARF: SECURE\nContent-Type: application/pkcs7-mime\n\nx");
}

/// Each label once made the reader look at all the rest again: 82 s.
TEST(XArf, ManyLabelsAreReadOnce) {
    for (auto const* const label : {"a:\rX-ARF: PLAIN\n", "X-ARF: PLAIN\n", "a: b\nX-ARF: PLAIN\n"}) {
        auto const text = "z: y\n" + repeat(label, 60'000);
        EXPECT_EQ(read_any(mail("X-XARF: PLAIN\n", {named("report.txt", text)})).format, Format::x_arf);
        EXPECT_EQ(read_any(mail("", {plain(text)})).format, Format::unknown);
    }
}

TEST(XArf, ManyMapsAreReadUpToALimit) {
    for (auto const* const more : {"---\na: b\n", "---\ra: b\r"}) {
        bool const has_lf = std::string_view(more).find('\n') != std::string_view::npos;
        auto const first = has_lf ? std::string(map) : arf_test::replaced(map, "\n", "\r");
        auto const report = with_map(first + repeat(more, 20'000));
        EXPECT_EQ(report.format, Format::x_arf);
        EXPECT_LE(report.rows.size(), 1000U);
        EXPECT_EQ(has(report.diagnostics, DiagnosticCode::limit_nodes), report.rows.size() == 1000U);
    }
}

}  // namespace dialect_x_arf_test
