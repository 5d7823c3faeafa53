// SPDX-License-Identifier: BSL-1.0
// What docs/promises.md says of threads, with eight of them: made for the thread sanitizer, which finds a
// race wherever two threads meet, whoever was first. Elsewhere the results alone are compared.
#include <arf/arf.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <arf/arf.hpp>
#include <array>
#include <cstddef>
#include <exception>
#include <latch>
#include <memory>
#include <string>
#include <string_view>
#include <support.hpp>
#include <thread>
#include <utility>
#include <vector>

#include "mailbox/support.hpp"

namespace threads_threads_test {

using arf::TallyKey;
using arf_test::corpus;

constexpr std::size_t thread_count = 8;

/// What work(number) gives in each of eight threads that start together, and have nothing but `work` to order
/// them. An exception of one is thrown here.
template <class Work>
auto in_threads(Work const& work) {
    std::array<decltype(work(0)), thread_count> results;
    std::array<std::exception_ptr, thread_count> failures;
    {
        std::latch start(thread_count);
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < thread_count; ++i) {
            threads.emplace_back([&, i] {
                start.arrive_and_wait();
                try {
                    results[i] = work(i);
                } catch (...) {
                    failures[i] = std::current_exception();
                }
            });
        }
    }
    for (auto const& failure : failures) {
        if (failure) std::rethrow_exception(failure);
    }
    return results;
}

/// Eight threads give what one gives behind them, which therefore finds nothing to do for the first time.
template <class Work>
void expect_same_in_threads(Work const& work) {
    auto const found = in_threads([&](std::size_t) { return work(); });
    auto const expected = work();
    ASSERT_FALSE(expected.empty());
    for (auto const& one : found) EXPECT_EQ(one, expected);
}

arf::AttributionOptions const& ours() {
    static arf::AttributionOptions const options{
        .my_networks = {arf::Network::parse("192.0.2.0/24").value()},
        .my_hosts = {".example.net"},
        .my_domains = {"example.net"},
        .my_authserv_ids = {},
        .decoders = {{"bounces", "Return-Path", "bounce-{campaign}-{recipient}@*", {}, false}},
        .cfbl_secret = "secret",
    };
    return options;
}

/// All that can be asked of a report, as text.
std::string said_by(arf::Report const& report) {
    auto said = arf::to_json(report, arf::attribute(report, ours()));
    auto const add = [&](std::size_t number) { said += ' ' + std::to_string(number); };
    for (auto const& message : {report.original.value_or(arf::Message{}), report.carrier()}) {
        add(arf::received(message).size());
        add(arf::authentication_results(message).size());
        add(arf::arc_authentication_results(message).size());
        add(arf::filter_verdicts(message).size());
    }
    add(arf::fingerprint(report)[0]);
    return said + report.feed() + '\n';
}

/// All that is said by all samples, the first text first.
std::string said_by_corpus() {
    std::string said;
    for (auto const& sample : corpus()) said += said_by(arf_test::read_any(sample.bytes));
    return said;
}

/// The first test, so that whatever is set up once is set up by eight threads at once.
TEST(Threads, ParseFromTheFirstCallOn) {
    ASSERT_GT(corpus().size(), 100U);
    expect_same_in_threads(said_by_corpus);
}

TEST(Threads, ReadOneReport) {
    for (auto const& sample : corpus()) {
        auto const report = arf_test::read_any(sample.bytes);
        expect_same_in_threads([&] { return said_by(report); });
    }
}

/// Copies share their memory: the last thread that gives one up frees it.
TEST(Threads, ShareTheMemoryOfOneReport) {
    for (auto const& sample : corpus()) {
        std::vector<arf::Report> copies(thread_count, arf_test::read_any(sample.bytes));
        auto const expected = copies[0].fields.size();
        auto const sizes = in_threads([&](std::size_t number) {
            auto const mine = std::exchange(copies[number], {});
            std::vector<arf::Report> const more(3, mine);
            return more.back().fields.size();
        });
        for (auto const size : sizes) EXPECT_EQ(size, expected);
    }
}

/// A mailbox of each kind that holds all samples.
void write_mailboxes(mailbox_test::Folder const& folder) {
    std::string mbox;
    for (auto const& sample : corpus()) {
        if (sample.path.extension() == ".json") continue;
        mbox += mailbox_test::separator + arf_test::to_lf(sample.bytes) + "\n\n";
        folder.write("single/" + sample.name + ".eml", sample.bytes);
        folder.write("Maildir/cur/" + arf_test::replaced(sample.name, "/", "-") + ":2,S", sample.bytes);
    }
    folder.write("all.mbox", mbox);
    folder.write("Maildir/new/empty", "");
}

TEST(Threads, ReadMailboxes) {
    mailbox_test::Folder const folder;
    write_mailboxes(folder);
    expect_same_in_threads([&] {
        auto outcome = mailbox_test::drain(arf::MailboxReader::open(folder.path()));
        auto bytes = outcome.bytes();
        for (auto const& error : outcome.errors) bytes.push_back(error.message());
        return bytes;
    });
}

/// How to count everything that can be counted, in a time zone that has to be looked up.
arf::Tally empty_tally() {
    return arf::Tally::create({.by = {TallyKey::source_network, TallyKey::account, TallyKey::feed,
                                      TallyKey::week, TallyKey::hour},
                               .time_zone = "Europe/Berlin"})
        .value();
}

void add(arf::Tally& tally, arf::MailboxReader::Item const& item) {
    if (!item) return;
    auto const report = arf::parse_borrowed(item->bytes, {.keep_other_messages = true});
    if (!report) return;
    auto const inferred = arf::attribute(*report, ours());
    tally.add(*report, {item->source, item->index, item->offset}, &inferred);
}

/// The tally of a mailbox, counted by one thread.
arf::Tally tally_of(std::string const& path) {
    auto tally = empty_tally();
    auto reader = arf::MailboxReader::open(path);
    while (auto const item = reader.next()) add(tally, *item);
    return tally;
}

/// The same, counted by threads.
arf::Tally tally_in_threads(std::string const& path, unsigned workers) {
    auto const count = [](arf::MessageBatch const& batch) {
        auto tally = empty_tally();
        for (std::size_t i = 0; i < batch.size(); ++i) add(tally, batch[i]);
        return tally;
    };
    auto all = empty_tally();
    arf::ParallelReader<arf::Tally> reader(arf::MailboxReader::open(path), count,
                                           {.workers = workers, .batch_messages = 5});
    while (auto const part = reader.next()) all.merge(*part).value();
    return all;
}

TEST(Threads, TallyTheBatchesOfAMailbox) {
    mailbox_test::Folder const folder;
    write_mailboxes(folder);
    auto const found = tally_in_threads(folder.path(), thread_count);
    auto const expected = tally_of(folder.path());
    ASSERT_GT(expected.size(), 100U);
    EXPECT_EQ(found.serialize(), expected.serialize());
    EXPECT_EQ(found.groups(), expected.groups());
}

TEST(Threads, HaveParallelReadersOfTheirOwn) {
    mailbox_test::Folder const folder;
    write_mailboxes(folder);
    auto const path = folder / "all.mbox";
    expect_same_in_threads([&] { return tally_in_threads(path, 2).serialize(); });
}

TEST(Threads, LeaveParallelReadersInTheMiddle) {
    mailbox_test::Folder const folder;
    write_mailboxes(folder);
    auto const sizes = in_threads([&](std::size_t) {
        arf::ParallelReader<std::size_t> reader(arf::MailboxReader::open(folder / "all.mbox"),
                                                [](arf::MessageBatch const& batch) { return batch.size(); },
                                                {.workers = 2, .batch_messages = 3});
        return reader.next().value_or(0);
    });
    for (auto const size : sizes) EXPECT_GE(size, 1U);
}

TEST(Threads, ReadOneTally) {
    mailbox_test::Folder const folder;
    write_mailboxes(folder);
    auto const tally = tally_of(folder / "all.mbox");
    expect_same_in_threads([&] {
        auto said = tally.serialize() + tally.rollup({TallyKey::week}).value().serialize();
        for (auto const& group : tally.groups()) said += std::to_string(group.reports) + ' ';
        return said + std::to_string(arf::Tally::deserialize(tally.serialize()).value() == tally);
    });
}

/// All texts of the facts of a report, through the C interface.
std::string facts_of(arf_report const* report) {
    std::string facts;
    for (std::size_t fact = 0; fact < arf_fact_count(); ++fact) {
        auto const* const name = arf_fact_name(fact);
        for (std::size_t i = 0; i < arf_report_count(report, name); ++i) {
            arf_text text{};
            if (arf_report_text(report, name, i, &text) == ARF_OK)
                facts.append(text.bytes, text.size) += '\n';
        }
    }
    return facts;
}

using CReport = std::unique_ptr<arf_report, decltype(&arf_report_free)>;

CReport c_report(std::string_view message) {
    arf_report* report = nullptr;
    arf_parse(message.data(), message.size(), nullptr, &report);
    return {report, arf_report_free};
}

TEST(Threads, UseTheCInterface) {
    auto const& messages = corpus();
    expect_same_in_threads([&] {
        std::string facts;
        for (auto const& message : messages) facts += facts_of(c_report(message.bytes).get());
        return facts;
    });
    auto const shared = std::find_if(messages.begin(), messages.end(), [](auto const& message) {
        return !facts_of(c_report(message.bytes).get()).empty();
    });
    ASSERT_NE(shared, messages.end());
    auto const report = c_report(shared->bytes);
    expect_same_in_threads([&] { return facts_of(report.get()); });
}

/// Not a test of libarf: a race, which the thread sanitizer must tell. tests/threads/CMakeLists.txt runs it
/// where there is one, so that a sanitizer that is not there, or a suppression that hides everything, fails.
TEST(Race, DISABLED_IsTold) {
    auto report = arf_test::read_any(corpus().front().bytes);
    auto const sizes = in_threads([&](std::size_t number) {
        if (number == 0) report.incidents = 7;
        return arf::to_json(report).size();
    });
    for (auto const size : sizes) EXPECT_GT(size, 0U);
}

}  // namespace threads_threads_test
