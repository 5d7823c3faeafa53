// SPDX-License-Identifier: BSL-1.0
// Every sample message in tests/corpus against the record written down beside it, as LF and as CRLF.
#include <gtest/gtest.h>

#include <arf/json.hpp>
#include <array>
#include <boost/json.hpp>
#include <support.hpp>

namespace corpus_test {

namespace json = boost::json;
using arf_test::Sample;

/// The keys that state a fact: one that the expected record leaves out must be absent.
constexpr std::array<std::string_view, 27> facts{
    "feedback_type",       "user_agent",       "version",
    "arrival_date",        "source_ip",        "source_port",
    "original_mail_from",  "original_rcpt_to", "reported_domain",
    "reported_uri",        "reporting_mta",    "incidents",
    "auth_failure",        "delivery_result",  "identity_alignment",
    "dkim_domain",         "dkim_selector",    "original_date",
    "original_message_id", "original_subject", "original_from",
    "removal_recipient",   "cfbl_feedback_id", "original_envelope_id",
    "xarf_category",       "xarf_report_type", "xarf_report_id"};

json::object expected_of(Sample const& sample) {
    return json::parse(arf_test::read_file(arf_test::record_of_sample(sample))).as_object();
}

/// The record of a message, as the library gives it for any message.
json::object record_of(std::string_view message) {
    arf_test::Exact const bytes(message);
    auto const report = arf::parse_borrowed(bytes.view(), {.keep_other_messages = true});
    if (!report) return {{"error", report.error().message()}};
    return json::parse(arf::to_json(*report)).as_object();
}

std::vector<std::string> codes_of(json::object const& record) {
    std::vector<std::string> codes;
    auto const* const diagnostics = record.if_contains("diagnostics");
    if (diagnostics == nullptr) return codes;
    for (auto const& one : diagnostics->as_array()) codes.emplace_back(one.at("code").as_string());
    return codes;
}

/// Calls use(object) for each object in a list of the record.
template <class Use>
void for_each_in(json::object& record, std::string_view key, Use const& use) {
    auto* const list = record.if_contains(key);
    if (list == nullptr) return;
    for (auto& one : list->as_array()) use(one.as_object());
}

/// What must not depend on the line ends: all but the places of the diagnostics, and raw text.
json::object without_places(json::object record) {
    for_each_in(record, "diagnostics", [](json::object& diagnostic) {
        diagnostic.erase("offset");
        diagnostic.erase("length");
    });
    for_each_in(record, "evidence", [](json::object& evidence) { evidence.erase("size"); });
    for_each_in(record, "rows", [](json::object& row) {
        row["text"] = arf_test::to_lf(std::string_view(row.at("text").as_string()));
    });
    return record;
}

/// Whether a CR stands without its LF: then the line ends themselves are the oddity, and what is told about
/// them differs.
bool has_bare_cr(std::string_view message) {
    return arf_test::replaced(message, "\r\n", "").find('\r') != std::string::npos;
}

class Corpus : public testing::TestWithParam<Sample> {};

TEST_P(Corpus, HasTheExpectedRecord) {
    auto const expected = expected_of(GetParam());
    auto const record = record_of(GetParam().bytes);
    for (auto const& [key, value] : expected) {
        if (key == "notes" || key == "diagnostics") continue;
        auto const* const read = record.if_contains(key);
        if (read == nullptr) {
            ADD_FAILURE() << key << " is absent, expected " << json::serialize(value);
        } else {
            EXPECT_EQ(json::serialize(*read), json::serialize(value)) << key;
        }
    }
    for (auto const fact : facts) {
        if (expected.contains(fact)) continue;
        auto const* const read = record.if_contains(fact);
        EXPECT_EQ(read, nullptr) << fact << " must be absent, is " << json::serialize(*read);
    }
}

TEST_P(Corpus, HasTheExpectedDiagnostics) {
    auto const expected = expected_of(GetParam());
    auto const codes = codes_of(record_of(GetParam().bytes));
    if (auto const* const wanted = expected.if_contains("diagnostics")) {
        for (auto const& code : wanted->as_array()) {
            bool const told = std::find(codes.begin(), codes.end(), code.as_string()) != codes.end();
            EXPECT_TRUE(told) << code << " is not among " << testing::PrintToString(codes);
        }
    }
}

TEST_P(Corpus, SaysTheSameWithAnyLineEnd) {
    auto lf = without_places(record_of(arf_test::to_lf(GetParam().bytes)));
    auto crlf = without_places(record_of(arf_test::to_crlf(GetParam().bytes)));
    if (has_bare_cr(GetParam().bytes)) {
        lf.erase("diagnostics");
        crlf.erase("diagnostics");
    }
    EXPECT_EQ(json::serialize(lf), json::serialize(crlf));
}

std::string test_name(testing::TestParamInfo<Sample> const& info) {
    auto name = info.param.name;
    std::replace_if(
        name.begin(), name.end(), [](char c) { return c == '/' || c == '-' || c == '.'; }, '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(Samples, Corpus, testing::ValuesIn(arf_test::corpus()), test_name);

TEST(CorpusFolder, HoldsMessagesWithRecords) {
    EXPECT_GT(arf_test::corpus().size(), 100U);
    for (auto const& sample : arf_test::corpus()) {
        EXPECT_TRUE(std::filesystem::exists(arf_test::record_of_sample(sample))) << sample.name;
    }
}

}  // namespace corpus_test
