// SPDX-License-Identifier: BSL-1.0
// ParallelReader: all messages once and in order, whatever the threads do, and an end that is prompt.
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <arf/parallel.hpp>
#include <arf/parse.hpp>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "mailbox/support.hpp"

namespace parallel_test {

using namespace std::chrono_literals;
using arf::MessageBatch;
using arf::ParallelOptions;
using mailbox_test::Message;
using mailbox_test::Outcome;
using mailbox_test::separator;

/// All that is in a batch, as values.
Outcome outcome_of(MessageBatch const& batch) {
    Outcome outcome;
    for (std::size_t i = 0; i < batch.size(); ++i) {
        auto const item = batch[i];
        if (item) {
            outcome.messages.push_back({std::string{item->bytes}, item->offset, item->index,
                                        std::string{item->source}, std::string{item->from_line}});
        } else {
            outcome.errors.push_back(item.error());
        }
    }
    return outcome;
}

/// What a mailbox gives when it is read with these threads, one after the other.
Outcome drain(std::string const& path, ParallelOptions const& options, arf::MailboxOptions const& how = {}) {
    arf::ParallelReader<Outcome> reader(arf::MailboxReader::open(path, how), outcome_of, options);
    Outcome all;
    while (auto const part = reader.next()) {
        all.messages.insert(all.messages.end(), part->messages.begin(), part->messages.end());
        all.errors.insert(all.errors.end(), part->errors.begin(), part->errors.end());
    }
    EXPECT_FALSE(reader.next().has_value()) << "the end of a mailbox is its end";
    return all;
}

/// An mbox of `count` messages of many sizes.
std::string mbox_of(std::size_t count) {
    std::string bytes;
    for (std::size_t i = 0; i < count; ++i) {
        bytes +=
            separator + "Subject: " + std::to_string(i) + "\n\n" + std::string(i * 37 % 5000, 'x') + "\n\n";
    }
    return bytes;
}

/// Closes a descriptor: at the latest when the test ends, so that a reader at the other end does too.
class Closing {
  public:
    explicit Closing(int descriptor) : descriptor_(descriptor) {}
    Closing(Closing const&) = delete;
    Closing& operator=(Closing const&) = delete;
    ~Closing() { now(); }
    void now() {
        if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
    }

  private:
    int descriptor_;
};

/// Endless messages from memory, for a reader that never comes to an end by itself.
class Endless {
  public:
    explicit Endless(std::atomic<int>& given) : given_(&given) {}
    std::optional<arf::MailboxReader::Item> operator()() {
        ++*given_;
        return arf::RawMessage{"Subject: a\n\nb\n", 0, 0, "endless", {}};
    }

  private:
    std::atomic<int>* given_;
};

TEST(ParallelReader, MovesWithWhatItReads) {
    mailbox_test::Folder const folder;
    auto const path = folder.write("mailbox", mbox_of(20));
    auto const open = [&path] {
        return arf::ParallelReader<Outcome>(arf::MailboxReader::open(path), outcome_of, {.workers = 2});
    };
    auto first = open();
    auto moved = std::move(first);
    auto reader = open();
    reader = std::move(moved);
    std::size_t messages = 0;
    while (auto const part = reader.next()) messages += part->messages.size();
    EXPECT_EQ(messages, 20U);
}

TEST(ParallelReader, GivesWhatTheMailboxReaderGives) {
    mailbox_test::Folder const folder;
    folder.write("a.mbox", mbox_of(700));
    folder.write("b/empty.eml", "");
    folder.write("b/one.eml", "Subject: one\n\ntext\n");
    arf::MailboxOptions const how{.max_message_bytes = 4000};
    auto const expected = mailbox_test::drain(arf::MailboxReader::open(folder.path(), how));
    ASSERT_GT(expected.messages.size(), 400U);
    ASSERT_GT(expected.errors.size(), 50U);
    for (unsigned const workers : {0U, 1U, 2U, 5U}) {
        for (std::size_t const bytes : {1U, 3000U, 1U << 20U}) {
            auto const found =
                drain(folder.path(), {.workers = workers, .batch_bytes = bytes, .batch_messages = 17}, how);
            EXPECT_EQ(found.messages, expected.messages) << workers << " workers, " << bytes << " bytes";
            ASSERT_EQ(found.errors.size(), expected.errors.size());
            for (std::size_t i = 0; i < found.errors.size(); ++i) {
                EXPECT_EQ(found.errors[i].message(), expected.errors[i].message());
            }
        }
    }
}

TEST(ParallelReader, KeepsTheOrderWhenWorkersOvertakeOneAnother) {
    mailbox_test::Folder const folder;
    auto const path = folder.write("a.mbox", mbox_of(300));
    std::atomic<unsigned> calls{0};
    arf::ParallelReader<Outcome> reader(arf::MailboxReader::open(path),
                                        [&](MessageBatch const& batch) {
                                            std::this_thread::sleep_for(calls++ % 3 == 0 ? 3ms : 0ms);
                                            return outcome_of(batch);
                                        },
                                        {.workers = 4, .batch_messages = 5});
    std::uint64_t index = 0;
    while (auto const part = reader.next()) {
        for (auto const& message : part->messages) EXPECT_EQ(message.index, index++);
    }
    EXPECT_EQ(index, 300U);
}

TEST(ParallelReader, BatchesKeepToTheirLimits) {
    mailbox_test::Folder const folder;
    auto const path = folder.write("a.mbox", mbox_of(400));
    for (unsigned const workers : {0U, 2U}) {
        arf::ParallelReader<std::pair<std::size_t, std::size_t>> reader(
            arf::MailboxReader::open(path),
            [](MessageBatch const& batch) {
                return std::pair{batch.size(), batch.bytes()};
            },
            {.workers = workers, .batch_bytes = 10'000, .batch_messages = 7});
        std::size_t messages = 0;
        while (auto const batch = reader.next()) {
            EXPECT_GE(batch->first, 1U);
            EXPECT_LE(batch->first, 7U);
            EXPECT_LE(batch->second, 10'000U);
            messages += batch->first;
        }
        EXPECT_EQ(messages, 400U);
    }
}

TEST(ParallelReader, ReadsAheadOnlySoFar) {
    std::atomic<int> given{0};
    ParallelOptions const options{.workers = 2, .batch_messages = 10};
    arf::ParallelReader<std::size_t> reader(
        Endless(given), [](MessageBatch const& batch) { return batch.size(); }, options);
    int taken = 0;
    for (int i = 0; i < 5; ++i) taken += static_cast<int>(reader.next().value_or(0));
    std::this_thread::sleep_for(100ms);
    EXPECT_LE(given.load(), taken + 10 * (2 * 2 + 2) + 10 + 1);  // on the way, open, in the reader's hand
}

TEST(ParallelReader, AHugeMessageIsWorkedOnAlone) {
    mailbox_test::Folder const folder;
    std::string const huge(1U << 20U, 'x');
    std::string bytes;
    for (int i = 0; i < 12; ++i) bytes += separator + "Subject: a\n\n" + huge + "\n\n";
    auto const path = folder.write("a.mbox", bytes);
    std::atomic<int> working{0};
    std::atomic<int> most{0};
    arf::ParallelReader<std::size_t> reader(arf::MailboxReader::open(path),
                                            [&](MessageBatch const& batch) {
                                                most = std::max(most.load(), ++working);
                                                std::this_thread::sleep_for(5ms);
                                                --working;
                                                return batch.size();
                                            },
                                            {.workers = 4, .batch_bytes = 1000});
    std::size_t count = 0;
    while (auto const size = reader.next()) count += *size;
    EXPECT_EQ(count, 12U);
    EXPECT_EQ(most.load(), 1);
}

TEST(ParallelReader, AHugeMessageBehindOthersComesToWhoeverWaits) {
    mailbox_test::Folder const folder;
    std::string bytes;
    for (auto const size : {1U, 1U << 20U, 1U, 1U << 20U}) {
        bytes += separator + "Subject: a\n\n" + std::string(size, 'x') + "\n\n";
    }
    auto const path = folder.write("a.mbox", bytes);
    arf::ParallelReader<Outcome> reader(arf::MailboxReader::open(path), outcome_of,
                                        {.workers = 1, .batch_bytes = 1000});
    std::size_t count = 0;
    for (;;) {
        ASSERT_TRUE(reader.wait_for(20s)) << "behind " << count << " messages";
        auto const part = reader.next();
        if (!part) break;
        count += part->messages.size();
    }
    EXPECT_EQ(count, 4U);
}

TEST(ParallelReader, ABatchDoesNotWaitToBeFull) {
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe(ends.data()), 0);
    arf::ParallelReader<Outcome> reader(arf::MailboxReader::from_descriptor(ends[0], "pipe"), outcome_of);
    Closing writing(ends[1]);
    auto const bytes =
        separator + "Subject: a\n\nb\n\n" + separator + "Subject: c\n\n" + std::string(3000, 'c');
    ASSERT_EQ(::write(ends[1], bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
    ASSERT_TRUE(reader.wait_for(10s)) << "the pipe is open, and its first message complete";
    auto const first = reader.next();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->bytes(), std::vector<std::string>{"Subject: a\n\nb\n"});
    EXPECT_FALSE(reader.wait_for(1ms)) << "the second is not complete";
    writing.now();
    EXPECT_TRUE(reader.next());
    EXPECT_FALSE(reader.next());
    ::close(ends[0]);
}

TEST(ParallelReader, AnExceptionOfTheWorkComesInItsPlace) {
    mailbox_test::Folder const folder;
    auto const path = folder.write("a.mbox", mbox_of(100));
    for (unsigned const workers : {0U, 1U, 3U}) {
        arf::ParallelReader<std::uint64_t> reader(arf::MailboxReader::open(path),
                                                  [](MessageBatch const& batch) {
                                                      if (batch[0]->index == 50) throw std::bad_alloc();
                                                      return batch[0]->index;
                                                  },
                                                  {.workers = workers, .batch_messages = 1});
        for (std::uint64_t i = 0; i < 100; ++i) {
            if (i == 50) {
                EXPECT_THROW(static_cast<void>(reader.next()), std::bad_alloc);
            } else {
                EXPECT_EQ(reader.next(), i);
            }
        }
        EXPECT_FALSE(reader.next());
    }
}

TEST(ParallelReader, AnExceptionOfTheReaderComesBehindWhatItRead) {
    for (unsigned const workers : {1U, 3U}) {
        int given = 0;
        arf::ParallelReader<std::size_t> reader(
            [&given]() -> std::optional<arf::MailboxReader::Item> {
                if (given++ == 20) throw std::runtime_error("broken");
                return arf::RawMessage{"Subject: a\n\nb\n", 0, 0, "made up", {}};
            },
            [](MessageBatch const& batch) { return batch.size(); }, {.workers = workers});
        std::size_t count = 0;
        EXPECT_THROW(while (auto const size = reader.next()) count += *size, std::runtime_error);
        EXPECT_EQ(count, 20U);
        EXPECT_FALSE(reader.next());
    }
}

TEST(ParallelReader, EndsPromptlyInTheMiddle) {
    for (int const batches : {0, 1, 30}) {
        std::atomic<int> given{0};
        auto const start = std::chrono::steady_clock::now();
        {
            arf::ParallelReader<Outcome> reader(Endless(given), outcome_of, {.workers = 3});
            for (int i = 0; i < batches; ++i) EXPECT_TRUE(reader.next());
        }
        EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
        auto const at_end = given.load();
        std::this_thread::sleep_for(5ms);
        EXPECT_EQ(given.load(), at_end) << "the reader is not called once the ParallelReader is gone";
    }
}

TEST(ParallelReader, StartsNoThreadWithoutWorkers) {
    mailbox_test::Folder const folder;
    auto const path = folder.write("a.mbox", mbox_of(10));
    arf::ParallelReader<std::thread::id> reader(
        arf::MailboxReader::open(path), [](MessageBatch const&) { return std::this_thread::get_id(); },
        {.workers = 0});
    EXPECT_TRUE(reader.wait_for(0ms));
    EXPECT_EQ(reader.next(), std::this_thread::get_id());
}

TEST(ParallelReader, ItsThreadsTakeNoSignals) {
    std::atomic<int> given{0};
    arf::ParallelReader<bool> reader(Endless(given),
                                     [](MessageBatch const&) {
                                         sigset_t blocked;
                                         ::pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
                                         return ::sigismember(&blocked, SIGINT) == 1;
                                     },
                                     {.workers = 2});
    EXPECT_EQ(reader.next(), true);
    sigset_t blocked;
    ::pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
    EXPECT_EQ(::sigismember(&blocked, SIGINT), 0) << "the thread that waits still does";
}

TEST(ParallelReader, ReportsAreParsedInSeveralThreads) {
    mailbox_test::Folder const folder;
    std::string bytes;
    for (int i = 0; i < 2000; ++i) {
        bytes +=
            separator +
            "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\n"
            "Content-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: a/1\nVersion: 1\n"
            "Incidents: " +
            std::to_string(i) +
            "\n\n--b\nContent-Type: message/rfc822\n\nSubject: =?utf-8?q?=C3=BC?=\n\n"
            "b\n--b--\n\n";
    }
    auto const path = folder.write("a.mbox", bytes);
    using Numbers = std::vector<unsigned>;
    arf::ParallelReader<Numbers> reader(
        arf::MailboxReader::open(path),
        [](MessageBatch const& batch) {
            Numbers numbers;
            for (std::size_t i = 0; i < batch.size(); ++i) {
                auto const report = arf::parse_borrowed(batch[i]->bytes);
                numbers.push_back(report && report->incidents ? *report->incidents : 99999);
            }
            return numbers;
        },
        {.workers = 4, .batch_messages = 16});
    unsigned expected = 0;
    while (auto const numbers = reader.next()) {
        for (auto const number : *numbers) EXPECT_EQ(number, expected++);
    }
    EXPECT_EQ(expected, 2000U);
}

}  // namespace parallel_test
