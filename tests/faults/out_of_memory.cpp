// SPDX-License-Identifier: BSL-1.0
// What C++ promises where memory runs out: std::bad_alloc comes out, nothing leaks, nothing is half done, and
// the next call works. Every allocation of each call fails once, alone and with all behind it.
#include <gtest/gtest.h>

#include <arf/arf.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <support.hpp>
#include <vector>

#include "survives.hpp"

namespace arf_faults {

using arf_test::Sample;

// ---- what is shown of a result ----

std::string shown(arf::result<arf::Report> const& report) {
    return report ? arf::to_json(*report) : arf::to_json(report.error());
}

arf::ParseOptions any_message() {
    arf::ParseOptions options;
    options.keep_other_messages = true;
    return options;
}

arf::AttributionOptions ours() {
    arf::AttributionOptions options;
    options.my_networks = {*arf::Network::parse("192.0.2.0/24"), *arf::Network::parse("2001:db8::/32")};
    options.my_hosts = {".example.com", "mail.example.org"};
    options.my_domains = {"example.com"};
    options.my_authserv_ids = {"mx.example.com"};
    options.cfbl_secret = "secret";
    options.decoders = {{"bounce", "Return-Path", "{campaign}-{recipient}@*", {}, false},
                        {"own", "Message-ID", "", [](std::string_view value) {
                             return std::optional(arf::Token{std::string(value), "", "", ""});
                         }}};
    return options;
}

// ---- reports ----

class OutOfMemory : public testing::TestWithParam<Sample> {
  protected:
    std::string const& message() const { return GetParam().bytes; }
    std::string const& name() const { return GetParam().name; }
};

TEST_P(OutOfMemory, InTheParser) {
    EXPECT_GT(survives("parse() of " + name(), [&] { return shown(arf::parse(message())); }), 1);
    EXPECT_GT(survives("parse(std::string) of " + name(),
                       [&] { return shown(arf::parse(std::string(message()), any_message())); }),
              1);
    EXPECT_GT(survives("parse_borrowed() of " + name(),
                       [&] { return shown(arf::parse_borrowed(message(), any_message())); }),
              1);
}

/// All that is read of a message on demand.
std::string read_on_demand(arf::Message const& message) {
    std::string text;
    for (auto const& hop : arf::received(message)) text += hop.raw + hop.by + hop.id;
    for (auto const& origin : arf::origins(message)) text += origin.field;
    for (auto const& results : arf::authentication_results(message)) text += arf::to_string(results);
    for (auto const& results : arf::arc_authentication_results(message)) text += arf::to_string(results);
    for (auto const& one : arf::received_spf(message)) text += one.raw;
    for (auto const& one : arf::dkim_signatures(message)) text += one.domain;
    for (auto const& one : arf::filter_verdicts(message)) text += one.filter + one.value;
    for (auto const& field : message.fields) text += arf::unfolded(field);
    for (auto const& value : message.values("Received")) text += value;
    return text;
}

TEST_P(OutOfMemory, InWhatIsReadOnDemand) {
    auto const report = arf_test::read_any(message());
    EXPECT_GT(survives("readers of " + name(),
                       [&] {
                           auto const carrier = report.carrier();
                           auto text = read_on_demand(carrier) + report.feed() + report.text();
                           if (report.original) text += read_on_demand(*report.original);
                           auto const print = arf::fingerprint(report);
                           text.append(reinterpret_cast<char const*>(print.data()), print.size());
                           return text + (arf::tally_time(report) ? "dated" : "");
                       }),
              1);
}

TEST_P(OutOfMemory, InAttributionAndJson) {
    auto const report = arf_test::read_any(message());
    auto const options = ours();
    EXPECT_GT(survives("attribute() of " + name(),
                       [&] { return arf::to_json(report, arf::attribute(report, options)); }),
              1);
    EXPECT_GT(survives("attribute() of " + name() + ", nothing told",
                       [&] { return arf::to_json(report, arf::attribute(report)); }),
              1);
}

/// Those of the corpus, but of the many that differ in one field only every tenth. Where a sanitizer makes
/// all of it slow, a quarter of them.
std::vector<Sample> samples() {
    std::vector<Sample> chosen;
    std::size_t quirks = 0;
    std::size_t others = 0;
    for (auto const& sample : arf_test::corpus()) {
        if (sample.name.starts_with("quirks/") && quirks++ % 10 != 0) continue;
        if (malloc_fails || others++ % 4 == 0) chosen.push_back(sample);
    }
    return chosen;
}

INSTANTIATE_TEST_SUITE_P(Corpus, OutOfMemory, testing::ValuesIn(samples()));

// ---- what is read alone ----

TEST(OutOfMemoryIn, TheFieldsOfAReport) {
    std::string const fields =
        std::string(arf_test::required_fields) +
        "Source-IP: 192.0.2.1\nAuthentication-Results: mx.example.net;\n\tspf=pass\nX-Own: folded\n more\n";
    EXPECT_GT(survives("parse_fields()", [&] { return shown(arf::parse_fields(fields)); }), 1);
}

TEST(OutOfMemoryIn, Charsets) {
    auto const message = arf_test::report_with(
        arf_test::required_fields,
        "Subject: =?iso-8859-1?Q?caf=E9?= =?koi8-r?B?8NLJ18XU?=\nFrom: =?utf-8?B?w6k=?= <a@example.com>\n\n");
    constexpr long kept = 50;  // blocks of converters that the system keeps loaded, and lets go
    EXPECT_GT(survives(
                  "encoded words", [&] { return shown(arf::parse(message)); }, kept),
              1);
    std::string const text = "From: a@example.net\nContent-Type: text/plain; charset=windows-1252\n\n\xe9\n";
    EXPECT_GT(survives(
                  "text()", [&] { return arf::parse(text, any_message())->text(); }, kept),
              1);
}

TEST(OutOfMemoryIn, ValuesThatAreReadAlone) {
    std::string const msfbl = "eyJyIjoiYUBleGFtcGxlLmNvbSIsImIiOiJ2bXRhIiwidSI6IjcifQ==";
    EXPECT_GT(survives("identifiers",
                       [&] {
                           std::string text;
                           for (auto const& uri : arf::read_list_unsubscribe(
                                    "<https://example.com/a-long-path>, <mailto:unsubscribe-7@example.com>"))
                               text += uri;
                           text += arf::read_list_id("The News <news-of-the-week.example.com>").id;
                           if (auto const id = arf::read_feedback_id("7:news:a-customer-of-ours:sender"))
                               text += id->sender_id;
                           if (auto const cfbl = arf::read_cfbl_address("fbl@example.com; report=xarf"))
                               text += cfbl->address;
                           if (auto const token = arf::read_return_path_token(
                                   "bounce+somebody-with-a-name=example.org@example.com"))
                               text += token->address;
                           if (auto const one = arf::read_msfbl("x|" + msfbl)) text += one->recipient;
                           return text;
                       }),
              1);
}

// GLib ends the process where it gets no memory: docs/promises.md says so, and where it is asked for some. It
// is asked for none where nothing is decoded, no time zone is read and no MAC is checked.
class OutOfMemoryDeathTest : public testing::Test {
  protected:
    void SetUp() override {
        if (!malloc_fails) GTEST_SKIP() << "malloc() is the sanitizer's";
    }
    template <class Work>
    static void without_memory_for_glib(Work const& work) {
        let_fail_after(0, Lack::from_then_on, Whose::glib);
        work();
        std::exit(let_work() ? 1 : 0);
    }
    std::string const plain_ = arf_test::report_with(arf_test::required_fields);
    std::string const encoded_ = arf_test::report_with(
        arf_test::required_fields, "Content-Transfer-Encoding: base64\nSubject: =?utf-8?B?w6k=?=\n\naGk=\n");
};

TEST_F(OutOfMemoryDeathTest, GlibEndsTheProcessWhereItIsAsked) {
    constexpr auto said = "allocate";
    arf::TallyOptions const options{.by = {arf::TallyKey::day}, .time_zone = "Europe/Berlin"};
    EXPECT_DEATH(without_memory_for_glib([&] { (void)arf::Tally::create(options); }), said);
    EXPECT_DEATH(without_memory_for_glib([&] { (void)arf::parse(encoded_)->text(); }), said);
    auto const with_mac =
        arf_test::report_with(arf_test::required_fields, "CFBL-Feedback-ID: 7:0123456789abcdef0123\n\n");
    auto const report = *arf::parse(with_mac);
    EXPECT_DEATH(without_memory_for_glib([&] { (void)arf::attribute(report, ours()); }), said);
}

TEST_F(OutOfMemoryDeathTest, ItIsNotAskedWhereNothingIsDecoded) {
    EXPECT_EXIT(without_memory_for_glib([&] {
                    auto const report = arf::parse(plain_);
                    (void)arf::to_json(*report, arf::attribute(*report));
                    if (report->original) (void)read_on_demand(*report->original);
                }),
                testing::ExitedWithCode(0), "");
}

}  // namespace arf_faults
