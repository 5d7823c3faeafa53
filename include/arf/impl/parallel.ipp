// SPDX-License-Identifier: BSL-1.0
// ParallelReader: one thread that reads, the threads that work, and what they share.
#pragma once

#include <pthread.h>
#include <signal.h>

#include <arf/parallel.hpp>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

namespace arf {

ARF_DECL MailboxReader::Item MessageBatch::operator[](std::size_t number) const {
    auto const& entry = entries_[number];
    if (entry.error != no_error) return errors_[entry.error];
    std::string_view const bytes{bytes_};
    return RawMessage{bytes.substr(entry.start + entry.from_line_size, entry.size), entry.offset, entry.index,
                      sources_[entry.source], bytes.substr(entry.start, entry.from_line_size)};
}

ARF_DECL void MessageBatch::add(MailboxReader::Item const& item) {
    if (!item) {
        errors_.push_back(item.error());
        entries_.push_back({0, 0, 0, 0, 0, 0, errors_.size() - 1});
        return;
    }
    if (sources_.empty() || sources_.back() != item->source) sources_.emplace_back(item->source);
    auto const start = bytes_.size();
    bytes_.append(item->from_line).append(item->bytes);
    entries_.push_back({start, item->from_line.size(), item->bytes.size(), item->offset, item->index,
                        sources_.size() - 1, no_error});
}

ARF_DECL void MessageBatch::clear(std::size_t keep) noexcept {
    if (bytes_.capacity() > keep) std::string().swap(bytes_);
    bytes_.clear();
    entries_.clear();
    sources_.clear();
    errors_.clear();
}

namespace detail {

/// Threads that are started here take no signals: they are for the thread that waits for the results.
class SignalsBlocked {
  public:
    SignalsBlocked() noexcept {
        sigset_t all;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    SignalsBlocked(SignalsBlocked const&) = delete;
    SignalsBlocked& operator=(SignalsBlocked const&) = delete;
    ~SignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

  private:
    sigset_t before_{};
};

class OrderedWork::Impl {
  public:
    Impl(Next next, Make make, ParallelOptions const& options)
        : next_(std::move(next)), make_(std::move(make)), options_(options) {
        if (options_.workers == 0) return;
        SignalsBlocked const blocked;
        try {
            threads_.reserve(options_.workers + std::size_t{1});
            threads_.emplace_back([this] { read(); });
            for (unsigned i = 0; i < options_.workers; ++i) threads_.emplace_back([this] { work(); });
        } catch (...) {  // not covered: no thread or no memory can be had
            stop();
            throw;
        }
    }
    Impl(Impl const&) = delete;
    Impl& operator=(Impl const&) = delete;
    ~Impl() { stop(); }

    [[nodiscard]] std::shared_ptr<void> next() {
        if (options_.workers == 0) return next_here();
        std::unique_lock lock(mutex_);
        take_back();
        made_.wait(lock, [this] { return has_next(); });
        if (slots_.empty()) {
            if (auto const failure = std::exchange(reader_failure_, nullptr)) std::rethrow_exception(failure);
            return nullptr;
        }
        auto const slot = std::move(slots_.front());
        slots_.pop_front();
        ++first_;
        bytes_handed_out_ = slot.bytes;
        call_worker();
        lock.unlock();
        if (slot.failure) std::rethrow_exception(slot.failure);
        return slot.result;
    }

    [[nodiscard]] bool wait_for(std::chrono::milliseconds time) {
        if (options_.workers == 0) return true;
        std::unique_lock lock(mutex_);
        take_back();
        return made_.wait_for(lock, time, [this] { return has_next(); });
    }

  private:
    /// A batch that was taken, and what became of it.
    struct Slot {
        std::size_t bytes = 0;
        bool done = false;
        std::shared_ptr<void> result;
        std::exception_ptr failure;
    };

    // ---- without threads ----

    std::shared_ptr<void> next_here() {
        open_.clear(options_.batch_bytes * 2);
        if (left_over_) open_ = std::move(*left_over_);
        left_over_.reset();
        try {
            read_batch();
        } catch (...) {  // told behind what was read before
            left_over_.reset();
            ended_ = true;
            reader_failure_ = std::current_exception();
        }
        if (!open_.empty()) return make_(open_);
        if (auto const failure = std::exchange(reader_failure_, nullptr)) std::rethrow_exception(failure);
        return nullptr;
    }

    void read_batch() {
        while (!ended_ && !left_over_) {
            auto const item = next_();
            ended_ = !item;
            if (item) (is_full_for(*item) ? left_over_.emplace() : open_).add(*item);
        }
    }

    // ---- the thread that reads ----

    void read() noexcept {
        std::exception_ptr failure;
        try {
            while (auto const item = next_()) {
                std::unique_lock lock(mutex_);
                room_.wait(lock, [&] { return stopped_ || !is_full_for(*item); });
                if (stopped_) break;
                open_.add(*item);
                call_worker();
            }
        } catch (...) {
            failure = std::current_exception();
        }
        end(failure);
    }

    /// Whether the item belongs in the next batch.
    [[nodiscard]] bool is_full_for(MailboxReader::Item const& item) const noexcept {
        if (open_.empty()) return false;
        auto const size = item ? item->bytes.size() + item->from_line.size() : 0;
        return open_.size() >= options_.batch_messages || open_.bytes() + size > options_.batch_bytes;
    }

    void end(std::exception_ptr const& failure, bool at_once = false) noexcept {
        std::scoped_lock const lock(mutex_);
        ended_ = true;
        stopped_ = stopped_ || at_once;
        if (failure && !reader_failure_) reader_failure_ = failure;
        work_.notify_all();
        room_.notify_all();
        made_.notify_all();
    }

    // ---- the threads that work ----

    void work() noexcept {
        try {
            MessageBatch batch;
            while (auto const number = take(batch)) {
                Slot slot;
                try {
                    slot.result = make_(batch);
                } catch (...) {
                    slot.failure = std::current_exception();
                }
                put(*number, std::move(slot));
            }
        } catch (...) {  // not covered: no memory for a slot; what is open cannot be worked on
            end(std::current_exception(), true);
        }
    }

    /// Exchanges the open batch for an empty one and gives its number; nothing where there will be no more.
    std::optional<std::uint64_t> take(MessageBatch& batch) {
        batch.clear(options_.batch_bytes * 2);
        std::unique_lock lock(mutex_);
        while (!stopped_ && !may_take()) {
            if (ended_ && open_.empty()) return {};
            ++idle_;
            work_.wait(lock);
            --idle_;
            called_ = false;
        }
        if (stopped_) return {};
        slots_.emplace_back().bytes = open_.bytes();
        bytes_on_the_way_ += open_.bytes();
        std::swap(open_, batch);
        room_.notify_one();
        return first_ + slots_.size() - 1;
    }

    void put(std::uint64_t number, Slot made) noexcept {
        std::scoped_lock const lock(mutex_);
        auto& slot = slots_[number - first_];
        slot.result = std::move(made.result);
        slot.failure = std::move(made.failure);
        slot.done = true;
        if (number == first_) made_.notify_one();
    }

    // ---- what they share; the lock is held ----

    [[nodiscard]] bool may_take() const noexcept {
        auto const most = std::size_t{2} * options_.workers + 2;
        if (open_.empty() || slots_.size() >= most) return false;
        return bytes_on_the_way_ == 0 || bytes_on_the_way_ + open_.bytes() <= most * options_.batch_bytes;
    }

    /// Whoever asks for a result has done with the one before: its bytes make room. Else a message that is
    /// too large to be on its way beside them would be waited for, and never be taken.
    void take_back() noexcept {
        bytes_on_the_way_ -= std::exchange(bytes_handed_out_, 0);
        call_worker();
    }

    /// Wakes a worker where there is something for it to do, once.
    void call_worker() noexcept {
        if (idle_ == 0 || called_ || !may_take()) return;
        called_ = true;
        work_.notify_one();
    }

    /// Whether there is a result to give, or the end has come.
    [[nodiscard]] bool has_next() const noexcept {
        if (!slots_.empty()) return slots_.front().done;
        return ended_ && (open_.empty() || stopped_);
    }

    void stop() noexcept {
        {
            std::scoped_lock const lock(mutex_);
            stopped_ = true;
            room_.notify_all();
            work_.notify_all();
        }
        for (auto& thread : threads_) thread.join();
    }

    Next next_;
    Make make_;
    ParallelOptions options_;
    std::optional<MessageBatch> left_over_;  ///< without threads: what did not fit

    std::mutex mutex_;
    std::condition_variable work_;      ///< for workers: there is a batch to take
    std::condition_variable room_;      ///< for the reader: the open batch was taken
    std::condition_variable made_;      ///< for next(): its result is there
    MessageBatch open_;                 ///< what was read and not taken
    std::deque<Slot> slots_;            ///< what was taken and not handed out, in order
    std::uint64_t first_ = 0;           ///< number of slots_.front()
    std::size_t bytes_on_the_way_ = 0;  ///< of the batches in slots_, and of the one handed out last
    std::size_t bytes_handed_out_ = 0;
    unsigned idle_ = 0;
    bool called_ = false;  ///< a worker was woken and has not yet run
    bool ended_ = false;
    bool stopped_ = false;
    std::exception_ptr reader_failure_;
    std::vector<std::thread> threads_;
};

ARF_DECL OrderedWork::OrderedWork(Next next, Make make, ParallelOptions const& options)
    : impl_(std::make_unique<Impl>(std::move(next), std::move(make), options)) {}
ARF_DECL OrderedWork::OrderedWork(OrderedWork&& other) noexcept = default;
ARF_DECL OrderedWork& OrderedWork::operator=(OrderedWork&& other) noexcept = default;
ARF_DECL OrderedWork::~OrderedWork() = default;

ARF_DECL std::shared_ptr<void> OrderedWork::next() { return impl_->next(); }
ARF_DECL bool OrderedWork::wait_for(std::chrono::milliseconds time) { return impl_->wait_for(time); }

}  // namespace detail
}  // namespace arf
