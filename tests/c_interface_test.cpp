// SPDX-License-Identifier: BSL-1.0
// What <arf/arf.h> promises. arf::header_only does not have it: there this file has one test, that it says
// so. (tests/consumer has a program in C, and one whose memory runs out; fuzz/c_interface_fuzz.cpp compares
// every fact with the C++ interface.)
#include <gtest/gtest.h>

#if !defined(ARF_HEADER_ONLY)
#include <arf/arf.h>
#endif

#include <arf/arf.hpp>
#include <arf/detail/columns.hpp>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <support.hpp>
#include <thread>
#include <vector>

namespace c_interface_test {

#if defined(ARF_HEADER_ONLY)

TEST(CInterface, IsOfTheCompiledLibraryAlone) {
    GTEST_SKIP() << "arf::header_only compiles nothing that C could link";
}

#else

struct Freed {
    void operator()(arf_options* options) const { arf_options_free(options); }
    void operator()(arf_report* report) const { arf_report_free(report); }
    void operator()(arf_mailbox* mailbox) const { arf_mailbox_free(mailbox); }
    void operator()(char* memory) const { arf_free(memory); }
};
using Options = std::unique_ptr<arf_options, Freed>;
using Report = std::unique_ptr<arf_report, Freed>;
using Mailbox = std::unique_ptr<arf_mailbox, Freed>;
using Memory = std::unique_ptr<char, Freed>;

constexpr auto beyond = std::numeric_limits<std::size_t>::max();
std::string const sample = std::string(ARF_SOURCE_DIR) + "/examples/data/complaints.mbox";

std::string string(arf_text text) { return {text.bytes, text.size}; }

Options make_options() {
    arf_options* options = nullptr;
    EXPECT_EQ(arf_options_new(&options), ARF_OK);
    return Options(options);
}

Report parse(std::string_view message, arf_options const* options = nullptr) {
    arf_report* report = nullptr;
    EXPECT_EQ(arf_parse(message.data(), message.size(), options, &report), ARF_OK);
    return Report(report);
}

arf_status status_of(std::string_view message, arf_options const* options = nullptr) {
    arf_report* report = nullptr;
    auto const status = arf_parse(message.data(), message.size(), options, &report);
    EXPECT_EQ(report != nullptr, status == ARF_OK);
    arf_report_free(report);
    return status;
}

std::string json(arf_report const* report) {
    char* record = nullptr;
    EXPECT_EQ(arf_report_json(report, "-", 0, 0, &record, nullptr), ARF_OK);
    Memory const owner(record);
    return record;
}

std::string text(Report const& report, char const* name, std::size_t index = 0) {
    arf_text value{};
    EXPECT_EQ(arf_report_text(report.get(), name, index, &value), ARF_OK) << name;
    return string(value);
}

std::string const report_fields =
    std::string(arf_test::required_fields) +
    "Source-IP: 2001:DB8::1\nSource-Port: 2525\nIncidents: 7\nArrival-Date: Wed, 31 Dec 1969 23:59:59 +0000\n"
    "Original-Rcpt-To: a@example.com\nOriginal-Rcpt-To: b@example.com\nReported-Domain: EXAMPLE.com\n"
    "Account:  u1@example.com\n";

TEST(CInterface, SaysItsVersions) {
    EXPECT_EQ(arf_interface_version(), ARF_INTERFACE_VERSION);
    EXPECT_EQ(arf_version(), std::to_string(arf::version_major) + "." + std::to_string(arf::version_minor) +
                                 "." + std::to_string(arf::version_patch));
}

TEST(CInterface, HasASentenceForEachStatus) {
    std::set<std::string> sentences;
    for (int status = ARF_OK; status <= ARF_INTERNAL; ++status) sentences.insert(arf_status_text(status));
    EXPECT_EQ(sentences.size(), static_cast<std::size_t>(ARF_INTERNAL) + 1);
    for (int const status : {-1, ARF_INTERNAL + 1, std::numeric_limits<int>::max()}) {
        EXPECT_STREQ(arf_status_text(status), "unknown status");
    }
}

TEST(CInterface, HasTheFactsOfTheRecordInItsOrder) {
    std::vector<std::string> expected{"is_report", "format", "reason"};
    arf::detail::for_each_column([&](auto const& column) { expected.emplace_back(column.name); });
    expected.emplace_back("redacted");
    ASSERT_EQ(arf_fact_count(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_EQ(arf_fact_name(i), expected[i]);
        EXPECT_GT(std::strlen(arf_fact_about(i)), 0U);
        EXPECT_NE(arf_fact_type(arf_fact_name(i)), ARF_TYPE_NONE);
    }
    EXPECT_EQ(arf_fact_name(expected.size()), nullptr);
    EXPECT_EQ(arf_fact_about(beyond), nullptr);
    EXPECT_EQ(arf_fact_type("Source_IP"), ARF_TYPE_NONE);
}

TEST(CInterface, GivesFactsInTheirTypes) {
    auto const report = parse(arf_test::report_with(report_fields));
    EXPECT_EQ(text(report, "source_ip"), "2001:db8::1");
    EXPECT_EQ(text(report, "source_port"), "2525");
    EXPECT_EQ(text(report, "arrival_date"), "1969-12-31T23:59:59Z");
    EXPECT_EQ(text(report, "is_report"), "true");
    EXPECT_EQ(text(report, "reported_domain"), "example.com");
    ASSERT_EQ(arf_report_count(report.get(), "original_rcpt_to"), 2U);
    EXPECT_EQ(text(report, "original_rcpt_to", 1), "b@example.com");
    std::uint64_t number = 0;
    EXPECT_EQ(arf_report_number(report.get(), "incidents", 0, &number), ARF_OK);
    EXPECT_EQ(number, 7U);
    EXPECT_EQ(arf_report_number(report.get(), "original_headers_only", 0, &number), ARF_OK);
    EXPECT_EQ(number, 0U);
    std::int64_t time = 0;
    EXPECT_EQ(arf_report_time(report.get(), "arrival_date", 0, &time), ARF_OK);
    EXPECT_EQ(time, -1'000'000);
}

TEST(CInterface, TellsAbsentUnknownAndWrongTypeApart) {
    auto const report = parse(arf_test::report_with(report_fields));
    arf_text value{nullptr, 7};
    EXPECT_EQ(arf_report_text(report.get(), "dkim_domain", 0, &value), ARF_ABSENT);
    EXPECT_EQ(string(value), "");
    EXPECT_EQ(arf_report_text(report.get(), "source_ip", 1, &value), ARF_ABSENT);
    EXPECT_EQ(arf_report_text(report.get(), "source_ip", beyond, &value), ARF_ABSENT);
    EXPECT_EQ(arf_report_text(report.get(), "diagnostics", 0, &value), ARF_UNKNOWN_NAME);
    EXPECT_EQ(arf_report_text(report.get(), "", 0, &value), ARF_UNKNOWN_NAME);
    std::uint64_t number = 7;
    EXPECT_EQ(arf_report_number(report.get(), "arrival_date", 0, &number), ARF_WRONG_TYPE);
    EXPECT_EQ(number, 0U);
    std::int64_t time = 7;
    EXPECT_EQ(arf_report_time(report.get(), "incidents", 0, &time), ARF_WRONG_TYPE);
    EXPECT_EQ(time, 0);
    EXPECT_EQ(arf_report_count(report.get(), "diagnostics"), 0U);
}

TEST(CInterface, GivesTextsAsCStringsInUtf8) {
    auto const fields = report_fields + "Original-Envelope-Id: a\xFF" + "b\n";
    auto const report = parse(arf_test::report_with(fields));
    arf_text value{};
    ASSERT_EQ(arf_report_text(report.get(), "original_envelope_id", 0, &value), ARF_OK);
    EXPECT_STREQ(value.bytes,
                 "a\xEF\xBF\xBD"
                 "b");
    EXPECT_EQ(value.size, std::strlen(value.bytes));
}

TEST(CInterface, GivesFieldsAsTheyWereReceived) {
    auto const report =
        parse(arf_test::report_with(report_fields, "X-Trace: a\n\tb \nMessage-ID: <1@example.com>\n\nhi\n"));
    arf_text name{};
    arf_text body{};
    ASSERT_EQ(arf_report_field_count(report.get(), ARF_FIELDS_EXTENSIONS), 1U);
    ASSERT_EQ(arf_report_field(report.get(), ARF_FIELDS_EXTENSIONS, 0, &name, &body), ARF_OK);
    EXPECT_EQ(string(name), "Account");
    EXPECT_EQ(string(body), "  u1@example.com");
    EXPECT_EQ(arf_report_field(report.get(), ARF_FIELDS_ORIGINAL, 0, nullptr, &body), ARF_OK);
    EXPECT_EQ(string(body), " a\n\tb ");
    EXPECT_EQ(arf_report_field(report.get(), ARF_FIELDS_ORIGINAL, 2, &name, nullptr), ARF_ABSENT);
    EXPECT_EQ(string(name), "");
    char* value = nullptr;
    std::size_t size = 0;
    ASSERT_EQ(arf_report_field_value(report.get(), ARF_FIELDS_ORIGINAL, "x-TRACE", &value, &size), ARF_OK);
    Memory const owner(value);
    EXPECT_STREQ(value, "a\tb");
    EXPECT_EQ(size, 3U);
    EXPECT_EQ(arf_report_field_value(report.get(), ARF_FIELDS_REPORT, "X-Trace", &value, &size), ARF_ABSENT);
    EXPECT_EQ(value, nullptr);
    for (int const where : {-1, 0, 5}) EXPECT_EQ(arf_report_field_count(report.get(), where), 0U);
    arf_text original{};
    EXPECT_EQ(arf_report_original(report.get(), &original), ARF_OK);
    EXPECT_TRUE(string(original).starts_with("X-Trace: a\n\tb \n"));
}

TEST(CInterface, ReadsAsTheOptionsSay) {
    std::string const other = "From: a@example.com\nSubject: hi\n\nhi\n";
    auto const options = make_options();
    EXPECT_EQ(status_of(other), ARF_NOT_A_COMPLAINT);
    EXPECT_EQ(status_of(" \n"), ARF_EMPTY);
    EXPECT_EQ(arf_options_set(options.get(), ARF_OPTION_KEEP_OTHER_MESSAGES, 1), ARF_OK);
    EXPECT_EQ(arf_report_is_complaint(parse(other, options.get()).get()), 0);
    EXPECT_STREQ(arf_report_format(parse(other, options.get()).get()), "unknown");
    EXPECT_EQ(arf_options_set(options.get(), ARF_OPTION_MAX_BYTES, 5), ARF_OK);
    EXPECT_EQ(status_of(other, options.get()), ARF_TOO_LARGE);
}

TEST(CInterface, SetsEachOptionAndNoOther) {
    auto const options = make_options();
    for (int option = ARF_OPTION_MAX_BYTES; option <= ARF_OPTION_USE_CONTENT_LENGTH; ++option) {
        bool const is_switch = option >= ARF_OPTION_KEEP_OTHER_MESSAGES;
        EXPECT_EQ(arf_options_set(options.get(), option, 1), ARF_OK) << option;
        EXPECT_EQ(arf_options_set(options.get(), option, 2), is_switch ? ARF_INVALID_ARGUMENT : ARF_OK)
            << option;
    }
    for (int const option : {-1, 0, ARF_OPTION_USE_CONTENT_LENGTH + 1}) {
        EXPECT_EQ(arf_options_set(options.get(), option, 1), ARF_UNKNOWN_NAME) << option;
    }
}

/// The diagnostics that a limit of 1 brings about.
std::set<std::string> diagnostics_with(int option, std::string const& message) {
    auto const options = make_options();
    EXPECT_EQ(arf_options_set(options.get(), option, 1), ARF_OK);
    EXPECT_EQ(arf_options_set(options.get(), ARF_OPTION_KEEP_OTHER_MESSAGES, 1), ARF_OK);
    auto const report = parse(message, options.get());
    std::set<std::string> codes;
    arf_diagnostic one{};
    for (std::size_t i = 0; arf_report_diagnostic(report.get(), i, &one, sizeof one) == ARF_OK; ++i) {
        codes.insert(string(one.code));
    }
    return codes;
}

TEST(CInterface, HeedsTheLimitThatIsSet) {
    auto const message = arf_test::report_with(report_fields);
    EXPECT_TRUE(diagnostics_with(ARF_OPTION_MAX_PARTS, message).contains("limit_parts"));
    EXPECT_TRUE(diagnostics_with(ARF_OPTION_MAX_FIELDS, message).contains("limit_fields"));
    EXPECT_TRUE(diagnostics_with(ARF_OPTION_MAX_FIELD_BYTES, message).contains("limit_field_bytes"));
    EXPECT_FALSE(diagnostics_with(ARF_OPTION_MAX_NODES, message).contains("limit_nodes"));
    std::string const document = R"({"xarf_version":"4.0.0","evidence":[{"payload":"aGk="}]})";
    EXPECT_TRUE(diagnostics_with(ARF_OPTION_MAX_NODES, document).contains("limit_nodes"));
    EXPECT_TRUE(diagnostics_with(ARF_OPTION_MAX_DOCUMENT_DEPTH, document).contains("limit_document_depth"));
}

TEST(CInterface, WritesNoMoreOfAStructureThanTheCallerHas) {
    auto const report = parse(arf_test::report_with("Feedback-Type: abuse\n"));
    ASSERT_GT(arf_report_diagnostic_count(report.get()), 0U);
    struct {
        arf_diagnostic known;
        unsigned char later[8];
    } longer;
    std::memset(&longer, 0x55, sizeof longer);
    auto* const out = &longer.known;
    EXPECT_EQ(arf_report_diagnostic(report.get(), 0, out, sizeof(arf_text)), ARF_OK);
    EXPECT_GT(longer.known.code.size, 0U);
    EXPECT_EQ(reinterpret_cast<unsigned char const*>(&longer.known.source)[0], 0x55);
    EXPECT_EQ(arf_report_diagnostic(report.get(), 0, out, sizeof longer), ARF_OK);
    for (auto const byte : longer.later) EXPECT_EQ(byte, 0);
    EXPECT_EQ(arf_report_diagnostic(report.get(), beyond, out, sizeof *out), ARF_ABSENT);
    EXPECT_EQ(string(out->code), "");
}

TEST(CInterface, TakesNullPointersForWhatTheyAre) {
    auto const report = parse(arf_test::report_with(report_fields));
    auto const* const handle = report.get();
    arf_text value{};
    std::uint64_t number = 0;
    std::int64_t time = 0;
    char* memory = nullptr;
    arf_report* made = nullptr;
    arf_mailbox* mailbox = nullptr;
    arf_message message{};
    arf_diagnostic diagnostic{};
    auto const invalid = ARF_INVALID_ARGUMENT;
    EXPECT_EQ(arf_options_new(nullptr), invalid);
    EXPECT_EQ(arf_options_set(nullptr, ARF_OPTION_MAX_BYTES, 1), invalid);
    EXPECT_EQ(arf_parse(nullptr, 0, nullptr, &made), ARF_EMPTY);
    EXPECT_EQ(arf_parse(nullptr, 1, nullptr, &made), invalid);
    EXPECT_EQ(arf_parse("a", 1, nullptr, nullptr), invalid);
    EXPECT_EQ(arf_parse_borrowed(nullptr, 1, nullptr, &made), invalid);
    EXPECT_EQ(arf_report_is_complaint(nullptr), 0);
    EXPECT_EQ(arf_report_format(nullptr), nullptr);
    EXPECT_EQ(arf_fact_type(nullptr), ARF_TYPE_NONE);
    EXPECT_EQ(arf_report_count(nullptr, "source_ip"), 0U);
    EXPECT_EQ(arf_report_count(handle, nullptr), 0U);
    EXPECT_EQ(arf_report_text(nullptr, "source_ip", 0, &value), invalid);
    EXPECT_EQ(arf_report_text(handle, nullptr, 0, &value), invalid);
    EXPECT_EQ(arf_report_text(handle, "source_ip", 0, nullptr), invalid);
    EXPECT_EQ(arf_report_number(nullptr, "incidents", 0, &number), invalid);
    EXPECT_EQ(arf_report_number(handle, "incidents", 0, nullptr), invalid);
    EXPECT_EQ(arf_report_time(nullptr, "arrival_date", 0, &time), invalid);
    EXPECT_EQ(arf_report_time(handle, "arrival_date", 0, nullptr), invalid);
    EXPECT_EQ(arf_report_field_count(nullptr, ARF_FIELDS_REPORT), 0U);
    EXPECT_EQ(arf_report_field(nullptr, ARF_FIELDS_REPORT, 0, &value, &value), invalid);
    EXPECT_EQ(arf_report_field(handle, ARF_FIELDS_REPORT, 0, nullptr, nullptr), ARF_OK);
    EXPECT_EQ(arf_report_field_value(nullptr, ARF_FIELDS_REPORT, "Version", &memory, nullptr), invalid);
    EXPECT_EQ(arf_report_field_value(handle, ARF_FIELDS_REPORT, nullptr, &memory, nullptr), invalid);
    EXPECT_EQ(arf_report_field_value(handle, ARF_FIELDS_REPORT, "Version", nullptr, nullptr), invalid);
    EXPECT_EQ(arf_report_original(nullptr, &value), invalid);
    EXPECT_EQ(arf_report_original(handle, nullptr), invalid);
    EXPECT_EQ(arf_report_diagnostic_count(nullptr), 0U);
    EXPECT_EQ(arf_report_diagnostic(nullptr, 0, &diagnostic, sizeof diagnostic), invalid);
    EXPECT_EQ(arf_report_diagnostic(handle, 0, nullptr, sizeof diagnostic), invalid);
    EXPECT_EQ(arf_report_json(nullptr, "-", 0, 0, &memory, nullptr), invalid);
    EXPECT_EQ(arf_report_json(handle, "-", 0, 0, nullptr, nullptr), invalid);
    EXPECT_EQ(arf_mailbox_open(nullptr, nullptr, &mailbox), invalid);
    EXPECT_EQ(arf_mailbox_open("-", nullptr, nullptr), invalid);
    EXPECT_EQ(arf_mailbox_next(nullptr, &message, sizeof message), invalid);
    EXPECT_EQ(arf_mailbox_error(nullptr), nullptr);
    EXPECT_EQ(made, nullptr);
    arf_options_free(nullptr);
    arf_report_free(nullptr);
    arf_mailbox_free(nullptr);
    arf_free(nullptr);
}

TEST(CInterface, WritesJsonWithTheSourceGiven) {
    auto const message = arf_test::report_with(report_fields);
    auto const report = parse(message);
    char* record = nullptr;
    std::size_t size = 0;
    ASSERT_EQ(arf_report_json(report.get(), "a b", 2, 3, &record, &size), ARF_OK);
    Memory const owner(record);
    EXPECT_EQ(record, arf::to_json(arf::parse(message).value(), {"a b", 2, 3}));
    EXPECT_EQ(size, std::strlen(record));
    char* without = nullptr;
    ASSERT_EQ(arf_report_json(report.get(), nullptr, 0, 0, &without, nullptr), ARF_OK);
    Memory const other(without);
    EXPECT_TRUE(std::string(without).starts_with(R"({"source":"",)"));
}

Mailbox open(std::string const& path, arf_options const* options = nullptr) {
    arf_mailbox* mailbox = nullptr;
    EXPECT_EQ(arf_mailbox_open(path.c_str(), options, &mailbox), ARF_OK);
    return Mailbox(mailbox);
}

TEST(CInterface, ReadsAMailboxAsTheReaderDoes) {
    auto reader = arf::MailboxReader::open(sample);
    auto const mailbox = open(sample);
    arf_message message{};
    std::size_t count = 0;
    while (auto const expected = reader.next()) {
        ASSERT_EQ(arf_mailbox_next(mailbox.get(), &message, sizeof message), ARF_OK);
        EXPECT_EQ(string(message.bytes), (*expected)->bytes);
        EXPECT_EQ(string(message.source), sample);
        EXPECT_EQ(string(message.from_line), (*expected)->from_line);
        EXPECT_EQ(message.offset, (*expected)->offset);
        EXPECT_EQ(message.index, count++);
    }
    EXPECT_EQ(count, 70U);
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(arf_mailbox_next(mailbox.get(), &message, sizeof message), ARF_END);
        EXPECT_EQ(string(message.bytes), "");
    }
}

TEST(CInterface, SaysWhichMessageOfAMailboxIsUnreadable) {
    auto const options = make_options();
    ASSERT_EQ(arf_options_set(options.get(), ARF_OPTION_MAX_BYTES, 3000), ARF_OK);
    auto const mailbox = open(sample, options.get());
    arf_message message{};
    auto status = ARF_OK;
    while (status == ARF_OK) status = arf_mailbox_next(mailbox.get(), &message, sizeof message);
    ASSERT_EQ(status, ARF_TOO_LARGE);
    EXPECT_EQ(string(message.source), sample);
    auto const error = std::string(arf_mailbox_error(mailbox.get()));
    EXPECT_NE(error.find(std::to_string(message.offset)), error.npos) << error;
    EXPECT_NE(arf_mailbox_next(mailbox.get(), &message, sizeof message), ARF_END) << "it goes on behind it";
    auto const missing = open(sample + ".missing");
    EXPECT_EQ(arf_mailbox_next(missing.get(), &message, sizeof message), ARF_IO);
    EXPECT_NE(std::string(arf_mailbox_error(missing.get())).find(".missing"), std::string::npos);
    EXPECT_EQ(arf_mailbox_next(missing.get(), &message, sizeof message), ARF_END);
    EXPECT_STREQ(arf_mailbox_error(missing.get()), "");
    EXPECT_EQ(arf_mailbox_next(open("/dev/zero").get(), &message, sizeof message), ARF_UNREADABLE_FILE);
}

TEST(CInterface, GivesOneReportToManyThreads) {
    auto const message = arf_test::report_with(report_fields);
    auto const shared = parse(message);
    auto const expected = json(shared.get());
    std::atomic<int> different{0};
    auto const look = [&] {
        for (int i = 0; i < 200; ++i) {
            arf_report* own = nullptr;
            arf_text ip{};
            if (arf_parse_borrowed(message.data(), message.size(), nullptr, &own) != ARF_OK) ++different;
            Report const owner(own);
            if (json(own) != expected || json(shared.get()) != expected) ++different;
            (void)arf_report_text(shared.get(), "source_ip", 0, &ip);
            if (string(ip) != "2001:db8::1") ++different;
        }
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) threads.emplace_back(look);
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(different, 0);
}

#endif

}  // namespace c_interface_test
