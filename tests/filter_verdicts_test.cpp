// SPDX-License-Identifier: BSL-1.0
// What mail filters wrote about a message, field by field.
#include <gtest/gtest.h>

#include <arf/detail/ascii.hpp>
#include <arf/identifiers.hpp>
#include <arf/mime/field.hpp>
#include <clocale>
#include <cstdint>
#include <exact.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace filter_verdicts_test {

using arf::FilterVerdict;
using arf_test::Exact;
using arf_test::repeat;
using Class = FilterVerdict::Class;
using Number = std::optional<double>;
constexpr auto no_number = std::nullopt;

/// The fields of a header whose last line ends; a line that begins with a blank belongs to the one before.
std::vector<arf::Field> fields_of(std::string_view header) {
    std::vector<arf::Field> fields;
    for (std::size_t from = 0; from < header.size();) {
        auto end = header.find('\n', from);
        while (end + 1 < header.size() && arf::detail::is_blank(header[end + 1]))
            end = header.find('\n', end + 1);
        auto const line = header.substr(from, end - from);
        auto const colon = line.find(':');
        if (colon != line.npos)
            fields.emplace_back(line.data(), static_cast<std::uint32_t>(colon),
                                static_cast<std::uint32_t>(colon + 1),
                                static_cast<std::uint32_t>(line.size()), std::uint8_t{0});
        from += line.size() + 1;
    }
    return fields;
}

/// The verdicts of a message with these header lines.
std::vector<FilterVerdict> verdicts(std::string_view header) {
    Exact const copy{header};
    auto const fields = fields_of(copy.view());
    arf::Message message;
    message.fields = fields;
    return arf::filter_verdicts(message);
}

struct Case {
    std::string_view field;
    std::string_view filter;
    Class verdict;
    Number score = no_number;
    Number threshold = no_number;
};

void says(std::vector<Case> const& cases) {
    for (auto const& [field, filter, verdict, score, threshold] : cases) {
        auto const found = verdicts(std::string(field) + "\n");
        ASSERT_EQ(found.size(), 1U) << field;
        EXPECT_EQ(found[0].filter, filter) << field;
        EXPECT_EQ(found[0].verdict, verdict) << field;
        EXPECT_EQ(found[0].score, score) << field;
        EXPECT_EQ(found[0].threshold, threshold) << field;
        EXPECT_EQ(found[0].field, field.substr(0, field.find(':')));
    }
}

TEST(FilterVerdicts, OfSpamAssassinAndItsKin) {
    says({
        {"X-Spam-Status: Yes, score=12.3 required=5.0 tests=A,B autolearn=no", "SpamAssassin", Class::spam,
         12.3, 5.0},
        {"X-Spam-Status: No, score=-14.7 required=3.5 tests=A,\n\tB", "SpamAssassin", Class::clean, -14.7,
         3.5},
        {"X-Spam-Status: No,\n score=.5\n required=6", "SpamAssassin", Class::clean, 0.5, 6.0},
        {"X-Spam-Status: No, hits=1.0 required=5.0", "SpamAssassin", Class::clean, 1.0, 5.0},
        {"X-Spam-Status: No, score=-1 tagged_above=-999 required=6.2 tests=[A=-1]", "SpamAssassin",
         Class::clean, -1.0, 6.2},
        {"X-Spam-Status: No, score=-0.50", "SpamAssassin", Class::clean, -0.5, no_number},
        {"X-Spam-Status: score=1,5", "SpamAssassin", Class::unknown, 1.0, no_number},
        {"X-Spam-Status: Yes, score=inf required=nan", "SpamAssassin", Class::spam},
        {"X-Spam-Status: Nothing", "SpamAssassin", Class::unknown},
        {"X-Spam-Status:", "SpamAssassin", Class::unknown},
        {"x-spam-status: YES", "SpamAssassin", Class::spam},
        {"X-OutGoing-Spam-Status: No, score=2.8", "SpamAssassin", Class::clean, 2.8},
        {"X-Spam-Flag: YES", "SpamAssassin", Class::spam},
        {"X-Spam-Flag: NO", "SpamAssassin", Class::clean},
        {"X-Spam-Flag: maybe", "SpamAssassin", Class::unknown},
        {"X-Spam-Score: 12.3", "SpamAssassin", Class::unknown, 12.3},
        {"X-Spam-Score: +0.5 (/)", "SpamAssassin", Class::unknown, 0.5},
        {"X-Spam-Score: 1.5 / 15.0", "SpamAssassin", Class::unknown, 1.5, 15.0},
        {"X-Spam_score: -1.9", "SpamAssassin", Class::unknown, -1.9},
        {"X-Spam-Score: high", "SpamAssassin", Class::unknown},
        {"X-Spam-Level: *******", "SpamAssassin", Class::unknown, 7.0},
        {"X-Spam-Level:", "SpamAssassin", Class::unknown},
        {"X-Spam-Level: ***?", "SpamAssassin", Class::unknown},
    });
}

TEST(FilterVerdicts, OfRspamd) {
    says({
        {"X-Spam: Yes", "Rspamd", Class::spam},
        {"X-Spam: no", "Rspamd", Class::clean},
        {"X-Spam: undefined", "Rspamd", Class::unknown},
        {"X-Spamd-Result: default: True [16.10 / 15.00];\n\tBAYES_SPAM(5.10)[99.99%]", "Rspamd", Class::spam,
         16.1, 15.0},
        // Marked as spam without being rejected says "False", too.
        {"X-Spamd-Result: default: False [5.31 / 50.00];\n\tA(1.00)[]", "Rspamd", Class::unknown, 5.31, 50.0},
        {"X-Spamd-Result: [1.0 / 2.0]: True", "Rspamd", Class::unknown},
        {"X-Rspamd-Score: -0.25 / 15.00 / 15.00", "Rspamd", Class::unknown, -0.25, 15.0},
        {"X-Rspamd-Action: no action", "Rspamd", Class::clean},
        {"X-Rspamd-Action: greylist", "Rspamd", Class::suspicious},
        {"X-Rspamd-Action: soft reject", "Rspamd", Class::unknown},
        {"X-Rspamd-Action: add header", "Rspamd", Class::spam},
        {"X-Rspamd-Action: rewrite subject", "Rspamd", Class::spam},
        {"X-Rspamd-Action: reject", "Rspamd", Class::spam},
    });
}

TEST(FilterVerdicts, OfExpurgate) {
    says({
        {"X-TOI-EXPURGATEID: 150726::1600000000-0000AAAA-BBBBCCCC/0/0 CLEAN NORMAL", "expurgate",
         Class::clean},
        {"X-TOI-EXPURGATEID: 150726::1600000000-0000AAAA-BBBBCCCC/2/50000000000 SUSPECT\n URL-COUNT",
         "expurgate", Class::suspicious},
        {"X-TOI-EXPURGATEID: 150726::1600000000-0000AAAA-BBBBCCCC/0/0", "expurgate", Class::unknown},
        {"X-purgate-type: clean", "expurgate", Class::clean},
        {"X-purgate-type: clean.bounce", "expurgate", Class::clean},
        {"X-purgate-type: clean.almost_empty", "expurgate", Class::clean},
        {"X-purgate-type: suspect.url-count", "expurgate", Class::suspicious},
        {"X-purgate-type: spam", "expurgate", Class::spam},
        {"X-purgate-type: spam.phishing", "expurgate", Class::spam},
        {"X-purgate-type: bulk", "expurgate", Class::unknown},
        {"X-purgate-type: dangerous.virus", "expurgate", Class::virus},
        {"X-purgate-type: dangerous.virus-outbreak", "expurgate", Class::virus},
        {"X-purgate-type: dangerous.code", "expurgate", Class::suspicious},
        {"X-purgate-type: unclean", "expurgate", Class::unknown},
        {"X-purgate: clean", "expurgate", Class::clean},
        {"X-purgate: This mail is considered clean (visit https://example.com/ for\n further information)",
         "expurgate", Class::clean},
        {"X-eXpurgate-Category: 1/0", "expurgate", Class::unknown},
    });
}

TEST(FilterVerdicts, OfExchange) {
    says({
        {"X-MS-Exchange-Organization-SCL: -1", "Exchange", Class::clean, -1.0},
        {"X-MS-Exchange-Organization-SCL: 0", "Exchange", Class::clean, 0.0},
        {"X-MS-Exchange-Organization-SCL: 1", "Exchange", Class::clean, 1.0},
        {"X-MS-Exchange-Organization-SCL: 3", "Exchange", Class::unknown, 3.0},
        {"X-MS-Exchange-Organization-SCL: 5", "Exchange", Class::spam, 5.0},
        {"X-MS-Exchange-Organization-SCL: 9", "Exchange", Class::spam, 9.0},
        {"X-MS-Exchange-Organization-SCL: 99", "Exchange", Class::unknown},
        {"X-MS-Exchange-Organization-SCL: none", "Exchange", Class::unknown},
        {"X-Forefront-Antispam-Report: CIP:192.0.2.1;CTRY:;SCL:5;SRV:;SFV:SPM;H:mail.example.com;",
         "Exchange", Class::spam, 5.0},
        {"X-Forefront-Antispam-Report:\n CIP:192.0.2.1;SFV:NSPM;SCL:1;", "Exchange", Class::clean, 1.0},
        {"X-Forefront-Antispam-Report: SFV:SKN;SCL:-1", "Exchange", Class::clean, -1.0},
        {"X-Forefront-Antispam-Report: SFV:SFE;SCL:-1", "Exchange", Class::unknown, -1.0},
        {"X-Forefront-Antispam-Report: SCL:6;SFV:", "Exchange", Class::unknown, 6.0},
        {"X-Forefront-Antispam-Report: SCL:6;", "Exchange", Class::spam, 6.0},
        {"X-Forefront-Antispam-Report: SCL:9;SFV:SPM;CAT:MALW;", "Exchange", Class::virus, 9.0},
        {"X-Forefront-Antispam-Report-Untrusted: SCL:1;SFV:NSPM", "Exchange", Class::clean, 1.0},
        {"X-Forefront-Antispam-Report: nothing", "Exchange", Class::unknown},
        {"X-Microsoft-Antispam: BCL:7;PCL:0;RULEID:(1)(2);", "Exchange", Class::unknown, 7.0},
        {"X-Microsoft-Antispam: UriScan:;", "Exchange", Class::unknown},
    });
}

TEST(FilterVerdicts, OfGateways) {
    says({
        {"X-Proofpoint-Spam-Details: rule=notspam policy=default score=0 mlxlogscore=930", "Proofpoint",
         Class::clean, 0.0},
        {"X-Proofpoint-Spam-Details: rule=spam_outbound_notspam policy=spam_outbound\n mlxlogscore=9 score=2",
         "Proofpoint", Class::clean, 2.0},
        {"X-Proofpoint-Spam-Details: rule=spam policy=default score=100", "Proofpoint", Class::spam, 100.0},
        {"X-Proofpoint-Spam-Details: rule=safe policy=default score=0", "Proofpoint", Class::unknown, 0.0},
        {"X-Barracuda-Spam-Status: No, SCORE=1.09 using global scores of TAG_LEVEL=1000.0 KILL_LEVEL=9.0",
         "Barracuda", Class::clean, 1.09},
        {"X-Barracuda-Spam-Score: -2.02", "Barracuda", Class::unknown, -2.02},
        {"X-Barracuda-Spam-Flag: YES", "Barracuda", Class::spam},
        {"X-SpamExperts-Outgoing-Class: ham", "SpamExperts", Class::clean},
        {"X-SpamExperts-Outgoing-Class: unsure", "SpamExperts", Class::suspicious},
        {"X-SpamExperts-Class: spam", "SpamExperts", Class::spam},
        {"X-UI-Out-Filterresults: notjunk:1;V03:K0:abc=", "United Internet", Class::clean},
        {"X-UI-Out-Filterresults: junk:10;V03:K0:abc=", "United Internet", Class::spam},
        {"X-UI-Out-Filterresults: unknown:0;", "United Internet", Class::unknown},
        {"X-GMX-Antispam: 0 (Mail was not recognized as spam); Detail=V3;", "United Internet", Class::clean},
        {"X-GMX-Antispam: 6 (something)", "United Internet", Class::unknown},
        {"X-GMX-Antivirus: 0 (no virus found)", "United Internet", Class::clean},
        {"X-VadeSecure-Status: LEGIT", "Vade", Class::clean},
        {"X-VadeSecure-Status: MCE", "Vade", Class::unknown},
        {"X-VADE-SPAMSTATE: spam:low", "Vade", Class::spam},
        {"X-VR-SPAMSTATE: OK", "Vade", Class::clean},
        {"X-VR-SPAMSTATE: SPAM", "Vade", Class::spam},
        {"X-VR-SPAMSCORE: -100", "Vade", Class::unknown, -100.0},
        {"X-VadeSecure-Malware: Clean", "Vade", Class::clean},
        {"X-CTCH-Spam: Unknown", "Cyren", Class::unknown},
        {"X-CTCH-Spam: Suspect", "Cyren", Class::suspicious},
        {"X-CTCH-Spam: Confirmed", "Cyren", Class::spam},
        {"X-CMAE-Score: 0", "Cloudmark", Class::unknown, 0.0},
        {"X-Mimecast-Spam-Score: 3", "Mimecast", Class::unknown, 3.0},
        {"X-KLMS-AntiSpam-Status: not_detected", "Kaspersky", Class::clean},
        {"X-KLMS-AntiSpam-Status: spam", "Kaspersky", Class::spam},
        {"X-KSMG-AntiSpam-Status: not scanned, disabled by settings", "Kaspersky", Class::unknown},
        {"X-KLMS-AntiVirus-Status: Clean, skipped", "Kaspersky", Class::clean},
    });
}

TEST(FilterVerdicts, OfWhatRunsOnOneServer) {
    says({
        {"X-MailScanner: Found to be clean", "MailScanner", Class::clean},
        {"X-Example-MailScanner: Found to be infected", "MailScanner", Class::virus},
        {"X-Example-MailScanner: Sem Virus encontrado", "MailScanner", Class::unknown},
        {"X-MailScanner-SpamCheck: not spam, SpamAssassin (score=-2.9,\n required 5, A -1.00)", "MailScanner",
         Class::clean, -2.9, 5.0},
        {"X-Example-MailScanner-SpamCheck: spam, SpamAssassin (score=12.5, required 6)", "MailScanner",
         Class::spam, 12.5, 6.0},
        {"X-DSPAM-Result: Innocent", "DSPAM", Class::clean},
        {"X-DSPAM-Result: Whitelisted", "DSPAM", Class::clean},
        {"X-DSPAM-Result: Spam", "DSPAM", Class::spam},
        {"X-Bogosity: Ham, tests=bogofilter, spamicity=0.000000, version=1.2.5", "Bogofilter", Class::clean,
         0.0},
        {"X-Bogosity: Unsure, tests=bogofilter, spamicity=0.500000", "Bogofilter", Class::suspicious, 0.5},
        {"X-Bogosity: Spam, tests=bogofilter, spamicity=1.000000", "Bogofilter", Class::spam, 1.0},
        {"X-Virus-Status: Clean", "ClamAV", Class::clean},
        {"X-Virus-Status: clean(F-Secure/1/scanner.example.com)", "ClamAV", Class::clean},
        {"X-Virus-Status: Infected with Example.Test-1", "ClamAV", Class::virus},
        {"X-Virus-Status: Quarantined", "ClamAV", Class::unknown},
        {"X-Virus-Scanned: clamav-milter 1.0.7 at mail.example.com", "", Class::unknown},
        {"X-Amavis-Alert: INFECTED, message contains virus: Example.Test-1", "amavis", Class::virus},
        {"X-Amavis-Alert: BAD HEADER SECTION, Duplicate header field: \"References\"", "amavis",
         Class::unknown},
    });
}

TEST(FilterVerdicts, StandInTheOrderOfTheFieldsWithTheirValues) {
    auto const found = verdicts(
        "X-Spam-Flag: NO\nFrom: a@example.com\nX-Spam-Score:  1.5 \nX-Spam-Report: none\n"
        "X-Spam-Status: Yes,\n\tscore=7.0\nX-Spam-Flag: YES\n");
    ASSERT_EQ(found.size(), 4U);
    EXPECT_EQ(found[0].value, "NO");
    EXPECT_EQ(found[1].value, "1.5");
    EXPECT_EQ(found[2].value, "Yes,\tscore=7.0");
    EXPECT_EQ(found[3].verdict, Class::spam);
}

TEST(FilterVerdicts, IgnoreFieldsOfOtherNames) {
    EXPECT_TRUE(verdicts("X-Spam-Statuses: Yes\nX-Spa: Yes\nSpam: Yes\nX-: Yes\nXX-Spam-Flag: YES\n"
                         "X-MailScanner-ID: 1\nX-MailScanner-SpamCheck-2: spam\nX-Mailer: x\n")
                    .empty());
    EXPECT_TRUE(arf::filter_verdicts(arf::Message{}).empty());
}

TEST(FilterVerdicts, AreNotReadFromFieldsThatAreTooLong) {
    std::string_view const text = "X-Spam-Flag: YES";
    std::vector<arf::Field> const fields{{text.data(), 11, 12, 16, arf::Field::too_long}};
    arf::Message message;
    message.fields = fields;
    EXPECT_TRUE(arf::filter_verdicts(message).empty());
}

TEST(FilterVerdicts, AreAHundredAtMost) {
    EXPECT_EQ(verdicts(repeat("X-Spam-Flag: YES\n", 150)).size(), arf::max_filter_verdicts);
}

TEST(FilterVerdicts, ReadNumbersAlikeInEveryLocale) {
    for (auto name : {"de_DE.UTF-8", "fr_FR.UTF-8", "C"}) {
        (void)std::setlocale(LC_ALL, name);  // where there is none of that name, the test says less
        EXPECT_EQ(verdicts("X-Spam-Score: 1.5\n").at(0).score, 1.5) << name;
    }
    (void)std::setlocale(LC_ALL, "C");
}

/// One value through the readers of all kinds of fields.
void read_as_every_field(std::string_view value) {
    std::string header;
    std::size_t fields = 0;
    for (std::string_view const name :
         {"X-Spam-Status", "X-Spam-Flag", "X-Spam-Score", "X-Spam-Level", "X-Spamd-Result", "X-Rspamd-Action",
          "X-TOI-EXPURGATEID", "X-purgate-type", "X-MS-Exchange-Organization-SCL",
          "X-Forefront-Antispam-Report", "X-Microsoft-Antispam", "X-Proofpoint-Spam-Details",
          "X-MailScanner-SpamCheck", "X-MailScanner", "X-Bogosity", "X-GMX-Antispam", "X-Virus-Scanned"}) {
        header.append(name).append(": ").append(value).append("\n");
        ++fields;
    }
    auto const found = verdicts(header);
    if (value.find('\n') == value.npos) {
        EXPECT_EQ(found.size(), fields);
    }
    for (auto const& one : found) EXPECT_LE(one.value.size(), value.size());
}

TEST(FilterVerdicts, SurviveBeingCutShortAndAnyByteAnywhere) {
    for (std::string const text :
         {"Yes, score=12.3 required=5.0 tests=A", "default: False [5.31 / 50.00]; A(1.00)[]",
          "150726::1600000000-0000AAAA/0/0 CLEAN NORMAL", "CIP:192.0.2.1;SCL:5;SFV:SPM;CAT:MALW;",
          "rule=outbound_notspam policy=outbound score=0",
          "not spam, SpamAssassin (score=-2.9, required 5)"}) {
        for (std::size_t at = 0; at < text.size(); ++at) {
            read_as_every_field(text.substr(0, at));
            auto flipped = text;
            for (unsigned byte = 0; byte < 256; ++byte) {
                flipped[at] = static_cast<char>(byte);
                read_as_every_field(flipped);
            }
        }
    }
}

TEST(FilterVerdicts, AreReadInLinearTime) {
    for (std::string_view const piece : {"score=", "score", "s", " s", ";", ":", "SCL:", "SCL:5;", "*", "1",
                                         "9.", "[", "default: ", "rule=", "_", "/"}) {
        auto const many = repeat(piece, 900'000 / piece.size());
        for (std::string_view const name : {"X-Spam-Status", "X-Spam-Level", "X-Spam-Score", "X-Spamd-Result",
                                            "X-Forefront-Antispam-Report", "X-Proofpoint-Spam-Details"})
            EXPECT_EQ(verdicts(std::string(name).append(": ").append(many).append("\n")).size(), 1U) << piece;
    }
}

}  // namespace filter_verdicts_test
