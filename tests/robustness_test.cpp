// SPDX-License-Identifier: BSL-1.0
// Bad input: every sample cut short and damaged at every byte, and the hostile messages that people send on
// purpose. Buffers have exactly the size of the input, so that the sanitizers see an overrun.
#include <gtest/gtest.h>

#include <arf/arf.hpp>
#include <array>
#include <linear.hpp>
#include <support.hpp>

namespace robustness_test {

using arf::DiagnosticCode;
using arf_test::codes;
using arf_test::cpu_seconds;
using arf_test::Exact;
using arf_test::has;
using arf_test::lies_in;
using arf_test::repeat;
using arf_test::report_with;
using arf_test::required_fields;
using arf_test::Sample;
using arf_test::time_limit;
using namespace std::string_view_literals;

/// Reads a message and checks what must hold for any bytes at all.
void read(std::string_view input) {
    auto const report = arf::parse_borrowed(input, {.keep_other_messages = true});
    if (!report) return;
    for (auto const& part : report->parts) {
        if (!part.decoded && !lies_in(part.bytes, input)) ADD_FAILURE() << "a part lies outside the input";
    }
    for (auto const& one : report->diagnostics) {
        if (one.offset > input.size() || one.length > input.size() - one.offset)
            ADD_FAILURE() << to_string(one) << " lies outside";
    }
}

/// The messages in the mbox of examples/, the corpus, and the corpus shared by the projects where it is
/// there.
std::vector<Sample> all_samples() {
    auto samples = arf_test::corpus();
    arf::MailboxReader mbox =
        arf::MailboxReader::open(std::string(ARF_SOURCE_DIR) + "/examples/data/complaints.mbox");
    while (auto const item = mbox.next())
        samples.push_back({"complaints.mbox", std::string(item->value().bytes), {}});
    for (auto& shared : arf_test::samples_below(std::filesystem::path{ARF_SHARED_DIR} / "corpus/samples",
                                                {".eml", ".txt"})) {
        samples.push_back(std::move(shared));
    }
    return samples;
}

constexpr std::size_t quarters = 4;

/// Every fourth of all samples, so that the longest tests can run beside each other.
class Robustness : public testing::TestWithParam<std::size_t> {
  protected:
    static std::vector<Sample> samples() {
        std::vector<Sample> chosen;
        for (std::size_t i = 0; auto& sample : all_samples()) {
            if (i++ % quarters == GetParam()) chosen.push_back(std::move(sample));
        }
        return chosen;
    }
};

INSTANTIATE_TEST_SUITE_P(Samples, Robustness, testing::Range(std::size_t{0}, quarters));

TEST_P(Robustness, SurvivesCuttingAtEveryByte) {
    for (auto const& sample : samples()) {
        for (std::size_t size = 0; size <= sample.bytes.size(); ++size) {
            read(Exact(std::string_view(sample.bytes).substr(0, size)).view());
        }
    }
}

TEST_P(Robustness, SurvivesFlippingEveryByte) {
    constexpr std::array masks{'\x01', '\x80'};
    for (auto const& sample : samples()) {
        Exact damaged(sample.bytes);
        for (std::size_t place = 0; place < sample.bytes.size(); ++place) {
            char const intact = damaged.data()[place];
            for (std::size_t i = 0; i < masks.size(); ++i) {
                if (arf_test::is_sanitized && i != place % masks.size()) continue;  // it takes long: in turns
                damaged.data()[place] = static_cast<char>(intact ^ masks[i]);
                read(damaged.view());
            }
            damaged.data()[place] = intact;
        }
    }
}

/// Reads a hostile message, within a time that only a loop that is not linear exceeds.
arf::Report hostile(std::string_view message, arf::ParseOptions options = {}) {
    Exact const bytes(message);
    options.keep_other_messages = true;
    auto const work = [&] {
        auto const report = arf::parse_borrowed(bytes.view(), options);
        ASSERT_TRUE(report);
        (void)arf::to_json(*report);
    };
    EXPECT_LT(cpu_seconds(work), time_limit);
    auto const owned = arf::parse(message, options);
    return owned ? *owned : arf::Report{};
}

std::string with_field(std::string_view field) {
    return report_with(std::string(required_fields).append(field).append("\n"));
}

TEST(Hostile, ZerosAreNoComplaint) {
    std::string const zeros(std::size_t{64} << 20U, '\0');
    auto const report = arf::parse_borrowed(zeros, {.max_bytes = zeros.size() + 1});
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error(), arf::errc::not_a_complaint);
    EXPECT_EQ(arf::parse_borrowed(zeros, {.max_bytes = zeros.size() - 1}).error(), arf::errc::too_large);
}

TEST(Hostile, NulBytesAreKeptInTheRawTextAndShownAsBlanks) {
    auto const report = hostile(with_field("Reporting-MTA: dns; a\nX-Nul: a\0b"sv));
    ASSERT_EQ(report.extensions.size(), 1U);
    EXPECT_EQ(report.extensions[0].body(), " a\0b"sv);
    EXPECT_EQ(arf::unfolded(report.extensions[0]), "a b");
    EXPECT_EQ(codes(report.diagnostics), std::vector<std::string>{"nul_byte"});
}

TEST(Hostile, AMillionParenthesesAreNoComment) {
    auto const open = std::string(1'000'000, '(');
    for (auto name : {"Source-IP", "Arrival-Date", "Incidents", "Source-Port", "Original-Mail-From",
                      "SPF-DNS", "Reporting-MTA"}) {
        auto const report = hostile(with_field(std::string(name) + ": " + open));
        EXPECT_FALSE(report.source_ip || report.arrival_date || report.incidents || report.source_port)
            << name;
        EXPECT_EQ(report.feedback_type, arf::FeedbackType::abuse) << name;
        EXPECT_EQ(report.diagnostics.size(), 1U) << name << testing::PrintToString(codes(report.diagnostics));
    }
    for (auto name : {"Subject", "From", "To", "Date", "Message-ID", "Return-Path", "CFBL-Feedback-ID",
                      "Content-Type", "Content-Transfer-Encoding", "Content-Disposition"}) {
        for (auto const& nested :
             {open, open + std::string(40'000, ')'), repeat("(\\(", 300'000), repeat("()", 500'000)}) {
            auto const report =
                hostile(report_with(required_fields, std::string(name) + ": " + nested + "\n\nhi\n"));
            EXPECT_EQ(report.feedback_type, arf::FeedbackType::abuse) << name;
        }
    }
}

TEST(Hostile, TenThousandNestedMultipartsStopAtMaxDepth) {
    std::string message = with_field("Source-IP: 192.0.2.1");
    message.resize(message.rfind("--b--"));
    for (int i = 0; i < 10'000; ++i) {
        auto const boundary = "n" + std::to_string(i);
        message.append(i == 0 ? "--b\n" : "")
            .append("Content-Type: multipart/mixed; boundary=")
            .append(boundary);
        message.append("\n\n--").append(boundary).append("\n");
    }
    auto const report = hostile(message);
    EXPECT_EQ(report.source_ip->to_string(), "192.0.2.1");
    EXPECT_TRUE(has(report.diagnostics, DiagnosticCode::limit_depth));
    EXPECT_LE(report.parts.size(), 40U);
}

TEST(Hostile, TenThousandNestedMessagesStopAtMaxMessageDepth) {
    auto const report =
        hostile(repeat("Content-Type: message/rfc822\n\n", 10'000) + with_field("Source-IP: 192.0.2.1"));
    EXPECT_TRUE(has(report.diagnostics, DiagnosticCode::limit_message_depth));
    EXPECT_FALSE(report.is_complaint());
}

TEST(Hostile, AHugeHeaderFieldIsKeptUnread) {
    auto const huge = std::string(std::size_t{50} << 20U, 'x');
    auto const in_report = hostile(with_field("Source-IP: 192.0.2.1\nUser-Agent: y\nX-Huge: " + huge),
                                   {.max_report_bytes = huge.size() * 2});
    EXPECT_EQ(in_report.source_ip->to_string(), "192.0.2.1");
    EXPECT_TRUE(has(in_report.diagnostics, DiagnosticCode::limit_field_bytes));
    auto const on_top = hostile("Subject: " + huge + "\n" + with_field("Source-IP: 192.0.2.1"));
    EXPECT_EQ(on_top.source_ip->to_string(), "192.0.2.1");
    EXPECT_FALSE(on_top.carrier().subject);
    EXPECT_EQ(on_top.carrier().fields[0].raw().size(), huge.size() + 9);
    EXPECT_TRUE(has(on_top.diagnostics, DiagnosticCode::limit_field_bytes));
    EXPECT_TRUE(
        has(hostile(with_field("Source-IP: " + huge)).diagnostics, DiagnosticCode::limit_report_bytes));
}

TEST(Hostile, ABoundaryOfOneCharacterIsABoundary) {
    for (auto boundary : {"x", "-", "=", "\""}) {
        auto message = with_field("Source-IP: 192.0.2.1");
        auto const quoted = boundary == "\""sv ? "\"\\\"\"" : "\"" + std::string(boundary) + "\"";
        message = arf_test::replaced(arf_test::replaced(message, "boundary=b", "boundary=" + quoted), "--b",
                                     "--" + std::string(boundary));
        EXPECT_EQ(hostile(message).source_ip->to_string(), "192.0.2.1") << boundary;
    }
}

TEST(Hostile, AStrayCharacterInBase64IsSkipped) {
    // base64 of "Feedback-Type: abuse\nUser-Agent: x\nVersion: 1\nSource-IP: 192.0.2.1\n", with "!" in it
    auto const report = hostile(
        "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\n\nhi\n--b\n"
        "Content-Type: message/feedback-report\nContent-Transfer-Encoding: base64\n\n"
        "RmVlZGJhY2stVHlwZTogYWJ1!c2UKVXNlci1BZ2VudDogeApWZXJzaW9uOiAxClNvdXJjZS1JUDog\nMTkyLjAuMi4xCg==\n"
        "--b\nContent-Type: message/rfc822\n\nMessage-ID: <1@example.com>\n\n--b--\n");
    EXPECT_EQ(report.source_ip->to_string(), "192.0.2.1");
    EXPECT_EQ(codes(report.diagnostics), (std::vector<std::string>{"encoded_report_part", "bad_base64"}));
}

TEST(Hostile, ADateOfYesterdayIsAbsent) {
    auto const report = hostile(with_field("Arrival-Date: yesterday"));
    EXPECT_FALSE(report.arrival_date);
    ASSERT_EQ(codes(report.diagnostics), std::vector<std::string>{"bad_date"});
    EXPECT_EQ(report.diagnostics[0].field, "Arrival-Date");
}

/// Messages whose every byte wants a second look: each finds a loop that is not linear.
std::vector<std::pair<std::string_view, std::string>> repetitions() {
    std::size_t const many = 300'000;
    std::string const multipart = "Content-Type: multipart/mixed; boundary=b\n\n";
    return {
        {"delimiters", multipart + repeat("--b\n", many)},
        {"closing delimiters", multipart + repeat("--b--\n", many)},
        {"near delimiters", multipart + repeat("--bb\n", many)},
        {"dashes", multipart + repeat("\n-", many)},
        {"fields", repeat("a:b\n", many)},
        {"report fields", with_field(repeat("Source-IP: x\n", many))},
        {"recipients", with_field("Original-Rcpt-To: " + repeat("a@example.com,", 70'000))},
        {"commas", with_field("Original-Rcpt-To: " + repeat(",", many))},
        {"authors", report_with(required_fields, "To: " + repeat("<", many) + "\n\n")},
        {"folded lines", "a: b\n" + repeat(" \n", many) + repeat(" c\n", many)},
        {"lines without colon", repeat("x\n", many)},
        {"lines without colon between fields", repeat("x y\nA:b\n", many)},
        {"From lines", repeat("From x\n", many)},
        {"blank lines", repeat("\n", many) + "A: b\n"},
        {"blank lines in the report", with_field(repeat("a:b\n\n", many))},
        {"blank lines in the report, with CR only",
         arf_test::replaced(with_field(repeat("a:b\n\n", many)), "\n", "\r")},
        {"CR in a field", "a: " + repeat("\r", many) + "\n\n"},
        {"parameters", "Content-Type: multipart/mixed; " + repeat("a=b;", many) + "\n\n--b\n"},
        {"semicolons", "Content-Type: multipart/mixed; " + repeat(";", many) + "\n\n--b\n"},
        {"quotes", "Content-Type: multipart/mixed; " + repeat("\"", many) + "\n\n--b\n"},
        {"pieces of a boundary",
         "Content-Type: multipart/mixed; " + repeat("boundary*0=b;", 50'000) + "\n\n--b\n"},
        {"encoded words",
         report_with(required_fields, "Subject: " + repeat("=?utf-8?q?a?= ", 50'000) + "\n\n")},
        {"open encoded words",
         report_with(required_fields, "Subject: " + repeat("=?utf-8?q?", 80'000) + "\n\n")},
        {"question marks", report_with(required_fields, "Subject: " + repeat("=?", many) + "\n\n")},
        {"encoded parts",
         multipart + repeat("--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nQQ==\n",
                            20'000)},
        {"nested messages, again and again",
         multipart + repeat("--b\n" + repeat("Content-Type: message/rfc822\n\n", 20) + "x\n", 5'000)},
    };
}

TEST(Hostile, RepetitionIsReadInLinearTime) {
    for (auto const& [name, message] : repetitions()) {
        SCOPED_TRACE(name);
        for (auto const& text : {message, arf_test::to_crlf(message)}) (void)hostile(text);
    }
}

TEST(Hostile, ALongReportOfParseFieldsIsReadInLinearTime) {
    for (auto eol : {"\n", "\r\n", "\r"}) {
        auto const text =
            arf_test::replaced("Feedback-Type: abuse\n" + repeat("a:b\n\n", 300'000), "\n", eol);
        auto const work = [&] {
            EXPECT_EQ(arf::parse_fields(Exact(text).view()).value().feedback_type, arf::FeedbackType::abuse);
        };
        EXPECT_LT(cpu_seconds(work), time_limit);
    }
}

}  // namespace robustness_test
