// SPDX-License-Identifier: BSL-1.0
// ParallelReader: the messages of a mailbox, worked on by several threads, with the results in order.
//
// Design note. One thread reads, because a mailbox is read from front to back, and copies the messages into
// an open batch. A worker that has nothing to do takes that batch as it is, so that batches are large where
// the workers are busy, and a single message where a pipe gives one from time to time: nothing waits for a
// batch to be full. A queue of full batches would need a rule for when to give up waiting.
#pragma once

#include <arf/config.hpp>
#include <arf/mailbox.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace arf {

/// How many threads work, and on how much at a time.
struct ParallelOptions {
    /// Threads that call `make`; one more thread reads. 0: no thread is started, next() does all of it.
    unsigned workers = 1;
    /// A batch ends before the message that would make it larger; a larger message is a batch of its own.
    std::size_t batch_bytes = std::size_t{256} << 10U;
    /// As many messages are in a batch at most.
    std::size_t batch_messages = 256;
};

/// Messages and errors in the order of the mailbox, with bytes of their own.
class MessageBatch {
  public:
    [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
    [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }
    /// What the messages take up.
    [[nodiscard]] std::size_t bytes() const noexcept { return bytes_.size(); }
    /// A message, whose views are valid as long as the batch is; or why there is none.
    [[nodiscard]] ARF_DECL MailboxReader::Item operator[](std::size_t number) const;

    /// Copies what a reader gave. @throws std::bad_alloc
    ARF_DECL void add(MailboxReader::Item const& item);
    /// Forgets the messages, and keeps the memory unless that is more than `keep` bytes.
    ARF_DECL void clear(std::size_t keep) noexcept;

  private:
    static constexpr auto no_error = static_cast<std::size_t>(-1);
    struct Entry {
        std::size_t start;  ///< in bytes_: the From_ line, then the message
        std::size_t from_line_size;
        std::size_t size;
        std::uint64_t offset;
        std::uint64_t index;
        std::size_t source;
        std::size_t error;  ///< in errors_; no_error where this is a message
    };

    std::string bytes_;
    std::vector<Entry> entries_;
    std::vector<std::string> sources_;
    std::vector<ReadError> errors_;
};

namespace detail {

/// ParallelReader without the type of its results.
class OrderedWork {
  public:
    using Next = std::function<std::optional<MailboxReader::Item>()>;
    using Make = std::function<std::shared_ptr<void>(MessageBatch const&)>;

    ARF_DECL OrderedWork(Next next, Make make, ParallelOptions const& options);
    ARF_DECL OrderedWork(OrderedWork&& other) noexcept;
    ARF_DECL OrderedWork& operator=(OrderedWork&& other) noexcept;
    ARF_DECL ~OrderedWork();

    /// Null at the end.
    [[nodiscard]] ARF_DECL std::shared_ptr<void> next();
    [[nodiscard]] ARF_DECL bool wait_for(std::chrono::milliseconds time);

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace detail

/// Makes something of each batch of a mailbox's messages, in several threads, and gives it in their order.
///
///     arf::ParallelReader<int> reader(arf::MailboxReader::open(path), count_complaints, {.workers = 2});
///     while (auto const count = reader.next()) sum += *count;
///
/// Where the batches end is not promised: it depends on who is faster. Their messages, one after the other,
/// are those that MailboxReader gives.
///
/// - An exception of `make` is thrown by the next() that would have given its result; the next call goes on
///   behind that batch. An exception of the reader comes behind all that it had read, and ends the run.
/// - The destructor ends the run: it waits for the batches that are being worked on, and for the reader. A
/// read
///   from a pipe that stays silent cannot be interrupted: close the other end, or shut a socket down, first.
/// - The threads take no signals.
///
/// @par Memory At most 2 * workers + 2 batches are on their way, results not yet asked for included, and no
/// second one beside those that together exceed that many times batch_bytes: one huge message is worked on
/// alone. The mailbox's size does not matter.
/// @par Complexity Each message is copied once more than by MailboxReader; one lock a message.
/// @par Thread safety One ParallelReader belongs to one thread at a time. `make` is called by several threads
/// at once; the reader by one, and never again once the ParallelReader is gone.
template <class Result>
class ParallelReader {
  public:
    /// The next item of a mailbox, as MailboxReader::next() gives it; nothing at the end.
    using Next = detail::OrderedWork::Next;
    using Make = std::function<Result(MessageBatch const&)>;

    /// @throws std::bad_alloc, or std::system_error where a thread cannot be started.
    ParallelReader(Next next, Make make, ParallelOptions const& options = {})
        : work_(
              std::move(next),
              [make = std::move(make)](MessageBatch const& batch) -> std::shared_ptr<void> {
                  return std::make_shared<Result>(make(batch));
              },
              options) {}
    ParallelReader(MailboxReader reader, Make make, ParallelOptions const& options = {})
        : ParallelReader(
              [shared = std::make_shared<MailboxReader>(std::move(reader))] { return shared->next(); },
              std::move(make), options) {}

    /// What was made of the next batch; waits for it. Nothing at the end of the mailbox, and from then on.
    ///
    /// @throws What `make` or the reader throw; std::bad_alloc.
    [[nodiscard]] std::optional<Result> next() {
        auto const made = std::static_pointer_cast<Result>(work_.next());
        if (!made) return {};
        return std::move(*made);
    }

    /// Waits until next() need not wait, but no longer than that; returns whether it need not.
    [[nodiscard]] bool wait_for(std::chrono::milliseconds time) { return work_.wait_for(time); }

  private:
    detail::OrderedWork work_;
};

}  // namespace arf

#if defined(ARF_HEADER_ONLY)
#include <arf/impl/parallel.ipp>
#endif
