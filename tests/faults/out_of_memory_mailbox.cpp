// SPDX-License-Identifier: BSL-1.0
// What readers of mailboxes promise where memory runs out: std::bad_alloc reaches whoever asks, from every
// thread; what was given before is right; and no message is passed over without a word.
#include <arf/arf.hpp>
#include <filesystem>
#include <iterator>
#include <mailbox/support.hpp>
#include <string>
#include <string_view>
#include <support.hpp>
#include <vector>

#include "survives.hpp"

namespace arf_faults {

namespace fs = std::filesystem;
using mailbox_test::Folder;
using mailbox_test::separator;
using Texts = std::vector<std::string>;

/// An mbox that is larger than what is read at once, with a message over the limit in it.
std::string large_mbox() {
    std::string mbox;
    for (int i = 0; i < 40; ++i) {
        auto const size = i == 20 ? std::size_t{90'000} : std::size_t{9'000};
        mbox +=
            separator + "Subject: " + std::to_string(i) + "\n\n>From x\n" + std::string(size, 'x') + "\n\n";
    }
    return mbox;
}

/// A folder with a Maildir, an empty file, an mbox and a single message in it.
void fill(Folder const& folder) {
    folder.write("a/cur/1.x.host:2,S", "Subject: one\n\n1\n");
    folder.write("a/new/2.x.host", "Subject: two\n\n2\n");
    folder.write("b.eml", "Subject: three\n\n3\n");
    folder.write("c.eml", "");
    folder.write("d.mbox", large_mbox());
}

std::string shown(arf::MailboxReader::Item const& item) {
    if (!item) return item.error().message();
    return std::string(item->source) + ' ' + std::to_string(item->offset) + ' ' + std::string(item->bytes);
}

/// All that is in a mailbox.
std::string drained(std::string const& path, arf::MailboxOptions const& options) {
    auto reader = arf::MailboxReader::open(path, options);
    std::string all;
    while (auto const item = reader.next()) all += shown(*item) + '\n';
    return all;
}

constexpr arf::MailboxOptions small_and_unquoted{.max_message_bytes = 50'000, .unquote_from = true};

TEST(OutOfMemoryInAMailbox, ComesOut) {
    Folder const folder;
    fill(folder);
    EXPECT_GT(survives("a folder", [&] { return drained(folder.path(), small_and_unquoted); }), 50);
}

/// Reads on with memory for n allocations. What the reader gives is copied while there is memory again.
struct Reading {
    Texts items;
    bool failed = false;
    bool lacked = false;
};
Reading read_with_memory_for(long n, Lack lack, std::string const& path) {
    Reading reading;
    auto reader = arf::MailboxReader::open(path, small_and_unquoted);
    for (;;) {
        let_fail_after(n, lack);
        try {
            auto const item = reader.next();
            reading.lacked = let_work() || reading.lacked;  // sorting copes with it
            if (!item) return reading;
            reading.items.push_back(shown(*item));
        } catch (std::bad_alloc const&) {
            reading.lacked = let_work() || reading.lacked;
            reading.failed = true;
            EXPECT_THROW((void)reader.next(), std::bad_alloc) << "the rest is passed over without a word";
            return reading;
        }
    }
}

TEST(OutOfMemoryInAMailbox, PassesNothingOver) {
    Folder const folder;
    fill(folder);
    auto const all = read_with_memory_for(1'000'000, Lack::once, folder.path()).items;
    ASSERT_EQ(all.size(), 44U);
    for (auto const lack : {Lack::from_then_on, Lack::once}) {
        bool lacked = true;
        for (long n = 0; lacked && !HasFailure(); ++n) {
            auto const reading = read_with_memory_for(n, lack, folder.path());
            lacked = reading.lacked;
            ASSERT_LE(reading.items.size(), all.size());
            EXPECT_TRUE(std::equal(reading.items.begin(), reading.items.end(), all.begin())) << n;
            EXPECT_TRUE(reading.failed || reading.items.size() == all.size()) << n;
        }
    }
}

// ---- several threads ----

struct Outcome {
    Texts results;
    int thrown = 0;
};

/// Reads to the end with memory for n allocations, in all threads together.
Outcome in_parallel(std::string const& path, unsigned workers, long n, Lack lack, bool& lacked) {
    Outcome outcome;
    outcome.results.reserve(100);  // so that keeping them takes no memory
    auto const make = [](arf::MessageBatch const& batch) {
        Texts texts;
        for (std::size_t i = 0; i < batch.size(); ++i) texts.push_back(shown(batch[i]));
        return texts;
    };
    let_fail_after(n, lack);
    try {
        auto source = arf::MailboxReader::open(path, small_and_unquoted);
        arf::ParallelReader<Texts> reader(std::move(source), make,
                                          {.workers = workers, .batch_bytes = 20'000, .batch_messages = 3});
        for (bool at_end = false; !at_end && outcome.thrown < 1000;) {
            try {
                auto made = reader.next();
                at_end = !made;
                if (made) std::move(made->begin(), made->end(), std::back_inserter(outcome.results));
            } catch (std::bad_alloc const&) {
                ++outcome.thrown;
                lacked = let_work() || lacked;
            }
        }
    } catch (std::bad_alloc const&) {
        ++outcome.thrown;
    }
    lacked = let_work() || lacked;
    return outcome;
}

/// The first of `some` that does not stand in `all`, or in another order; empty where there is none.
std::string out_of_order(Texts const& some, Texts const& all) {
    auto at = all.begin();
    for (auto const& one : some) {
        at = std::find(at, all.end(), one);
        if (at == all.end()) return one.substr(0, 200);
        ++at;
    }
    return {};
}

class OutOfMemoryInThreads : public testing::TestWithParam<unsigned> {};

TEST_P(OutOfMemoryInThreads, ReachesWhoeverAsks) {
    Folder const folder;
    fill(folder);
    bool lacked = false;
    auto const all = in_parallel(folder.path(), GetParam(), 1'000'000, Lack::once, lacked).results;
    ASSERT_EQ(all.size(), 44U);
    ASSERT_FALSE(lacked);
    for (auto const lack : {Lack::from_then_on, Lack::once}) {
        lacked = true;
        for (long n = 0; lacked && !HasFailure() && n < 5000; ++n) {
            lacked = false;
            auto const blocks = living();
            {
                auto const outcome = in_parallel(folder.path(), GetParam(), n, lack, lacked);
                EXPECT_LT(outcome.thrown, 1000) << n;
                EXPECT_EQ(out_of_order(outcome.results, all), "") << n;
                EXPECT_TRUE(outcome.thrown > 0 || outcome.results == all) << n << ": lost without a word";
            }
            EXPECT_EQ(living(), blocks) << n << ": blocks leak";
        }
        EXPECT_FALSE(lacked);
    }
}

INSTANTIATE_TEST_SUITE_P(Workers, OutOfMemoryInThreads, testing::Values(0U, 1U, 2U));

/// An exception of the reader comes behind all that it had read, and ends the run: with threads and without.
TEST_P(OutOfMemoryInThreads, OfTheReaderComesBehindWhatItHadRead) {
    int given = 0;
    auto const next = [&]() -> std::optional<arf::MailboxReader::Item> {
        if (given == 5) throw std::bad_alloc{};
        ++given;
        return arf::RawMessage{"Subject: x\n\n", 0, 0, "s", {}};
    };
    arf::ParallelReader<std::size_t> reader(next, [](arf::MessageBatch const& batch) { return batch.size(); },
                                            {.workers = GetParam()});
    std::size_t sum = 0;
    EXPECT_THROW(
        {
            while (auto const count = reader.next()) sum += *count;
        },
        std::bad_alloc);
    EXPECT_EQ(sum, 5U);
    EXPECT_FALSE(reader.next().has_value()) << "the run has ended";
}

}  // namespace arf_faults
