// SPDX-License-Identifier: BSL-1.0
// Tally: the set of the reports seen; groups are made of it when they are asked for.
#pragma once

#include <algorithm>
#include <arf/impl/feed_patterns.ipp>
#include <arf/impl/tally_bytes.ipp>
#include <arf/impl/tally_facts.ipp>
#include <arf/tally.hpp>
#include <boost/system/system_error.hpp>
#include <boost/throw_exception.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <numeric>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace arf {
namespace detail {

/// Where a report stands, by views.
using Place = std::tuple<std::string_view, std::uint64_t, std::uint64_t>;

/// Adds up the reports of one group, all of them in one go.
class GroupSum {
  public:
    GroupSum(TallyPools const& pools, std::size_t max_examples)
        : pools_(pools), max_examples_(max_examples) {}

    void add(TallyRecord const& record) {
        ++group_.reports;
        group_.incidents += record.incidents;  // fewer than 2^32 of less than 2^32 each
        add_time(record.time);
        add_recipients(pools_.recipients[record.recipients]);
        if (!pools_.feeds[record.feed].empty()) feeds_.push_back(record.feed);
        add_place({pools_.sources[record.source], record.index, record.offset});
    }
    [[nodiscard]] TallyGroup finish(std::string_view key, std::size_t keys) {
        (void)KeyText::read(key, keys, group_);
        group_.recipients = distinct(recipients_);
        group_.feeds = distinct(feeds_);
        for (auto const& [source, index, offset] : places_)
            group_.examples.push_back({std::string(source), index, offset});
        return std::move(group_);
    }

  private:
    template <class T>
    [[nodiscard]] static std::uint64_t distinct(std::vector<T>& values) {
        std::sort(values.begin(), values.end());
        return static_cast<std::uint64_t>(std::unique(values.begin(), values.end()) - values.begin());
    }
    void add_time(std::int64_t time) {
        if (time == no_time) return;
        DateTime::Instant const instant{std::chrono::microseconds{time}};
        group_.first_seen = std::min(group_.first_seen.value_or(instant), instant);
        group_.last_seen = std::max(group_.last_seen.value_or(instant), instant);
    }
    void add_recipients(std::string_view hashes) {
        for (; hashes.size() >= 8; hashes.remove_prefix(8)) {
            std::uint64_t hash = 0;
            for (std::size_t i = 0; i < 8; ++i) hash = hash << 8U | static_cast<unsigned char>(hashes[i]);
            recipients_.push_back(hash);
        }
    }
    void add_place(Place const& place) {
        if (std::get<0>(place).empty() || max_examples_ == 0) return;
        if (places_.size() == max_examples_ && !(place < places_.back())) return;
        auto const at = std::lower_bound(places_.begin(), places_.end(), place);
        if (at != places_.end() && *at == place) return;  // another row of the same message
        if (places_.size() == max_examples_) {
            std::move_backward(at, places_.end() - 1, places_.end());
            *at = place;
        } else {
            places_.insert(at, place);
        }
    }

    TallyPools const& pools_;
    std::size_t max_examples_;
    TallyGroup group_;
    std::vector<std::uint64_t> recipients_;
    std::vector<std::uint32_t> feeds_;
    std::vector<Place> places_;
};

/// Why no tally can be made of these options; empty where one can.
[[nodiscard]] inline std::string wrong_with(TallyOptions const& options) {
    constexpr std::size_t most_examples = 100;
    if (options.by.empty()) return "nothing to group by: name at least one key";
    for (std::size_t i = 0; i < options.by.size(); ++i) {
        if (static_cast<std::size_t>(options.by[i]) >= tally_key_names.size())
            return "a key to group by that does not exist";
        if (std::find(options.by.begin(), options.by.begin() + static_cast<std::ptrdiff_t>(i),
                      options.by[i]) != options.by.begin() + static_cast<std::ptrdiff_t>(i))
            return "the key '" + std::string(name(options.by[i])) + "' stands twice: name each key once";
    }
    if (options.max_examples > most_examples) return "max_examples is at most 100";
    if (options.ipv4_prefix > 32) return "ipv4_prefix is at most 32";
    if (options.ipv6_prefix > 128) return "ipv6_prefix is at most 128";
    return {};
}

}  // namespace detail

class Tally::Impl {
  public:
    Impl(TallyOptions options, detail::ZoneClock clock)
        : options_(std::move(options)), clock_(std::move(clock)) {}

    [[nodiscard]] static result<std::unique_ptr<Impl>> create(TallyOptions options) {
        if (auto wrong = detail::wrong_with(options); !wrong.empty()) return TallyError{std::move(wrong)};
        auto clock = detail::ZoneClock::find(options.time_zone);
        if (!clock)
            return TallyError{"there is no time zone '" + detail::shown_zone(options.time_zone) +
                              "': give a name of the IANA time zone database, such as UTC or Europe/Berlin"};
        return std::make_unique<Impl>(std::move(options), *std::move(clock));
    }
    [[nodiscard]] static result<std::unique_ptr<Impl>> read(std::string_view bytes);

    void add(Report const& report, RecordSource const& source, Attribution const* attribution) {
        auto const carrier = report.carrier();
        auto const feed = report.is_complaint() ? detail::feed_from(report, carrier) : std::string();
        auto const kind = tally_kind(report);
        if (report.rows.empty()) {
            auto facts = detail::facts_of(report, carrier, attribution);
            facts.feed = feed;
            auto record = to_record(facts, kind, source);
            if (!options_.keep_duplicates) record.print = detail::report_print(report, carrier);
            return insert(record);
        }
        std::vector<detail::TallyRecord> records;
        for (auto const& row : report.rows) {
            auto facts = detail::facts_of(report, row, &row == &report.rows.front(), carrier, attribution);
            facts.feed = feed;
            auto& record = records.emplace_back(to_record(facts, kind, source));
            if (!options_.keep_duplicates) record.print = detail::row_print(report, row, carrier);
        }
        insert_all(records.size(), [&](std::size_t i) { return records[i]; });
    }

    /// The other may be this one.
    void merge(Impl const& other) {
        auto const count = other.records_.size();
        auto const duplicates = other.duplicates_;
        auto const keys = pools_.keys.add_all(other.pools_.keys);
        auto const sources = pools_.sources.add_all(other.pools_.sources);
        auto const feeds = pools_.feeds.add_all(other.pools_.feeds);
        auto const recipients = pools_.recipients.add_all(other.pools_.recipients);
        insert_all(count, [&](std::size_t i) {
            auto record = other.records_[i];
            record.key = keys[record.key];
            record.source = sources[record.source];
            record.feed = feeds[record.feed];
            record.recipients = recipients[record.recipients];
            return record;
        });
        duplicates_ += duplicates;
    }

    [[nodiscard]] result<std::unique_ptr<Impl>> rollup(std::vector<TallyKey> by) const;
    [[nodiscard]] std::vector<TallyGroup> groups() const;
    [[nodiscard]] std::string serialize() const {
        return detail::write_tally(options_, duplicates_, pools_, records_);
    }
    [[nodiscard]] TallyOptions const& options() const noexcept { return options_; }
    [[nodiscard]] std::uint64_t size() const noexcept { return records_.size(); }
    [[nodiscard]] std::uint64_t duplicates() const noexcept { return duplicates_; }

  private:
    [[nodiscard]] detail::TallyRecord to_record(detail::TallyFacts const& facts, TallyKind kind,
                                                RecordSource const& source) {
        detail::KeyText key(kind);
        for (auto const one : options_.by) key.add(detail::value_of(one, facts, options_, clock_));
        detail::TallyRecord record;
        record.key = pools_.keys.add(key.view());
        record.source = pools_.sources.add(source.source);
        record.feed = pools_.feeds.add(facts.feed);
        record.recipients = pools_.recipients.add(detail::recipient_hashes(facts.recipients));
        if (facts.time) record.time = facts.time->time_since_epoch().count();
        record.index = source.index;
        record.offset = source.offset;
        record.incidents = facts.incidents;
        return record;
    }

    [[nodiscard]] std::pair<std::vector<std::uint32_t>, std::vector<std::size_t>> sorted_by_key() const;
    [[nodiscard]] static std::uint64_t hash_of(detail::Digest const& print) {
        return detail::slot_hash()({reinterpret_cast<char const*>(print.data()), print.size()});
    }
    /// What a report adds, in the order that decides between two copies of it: the same in every tally.
    [[nodiscard]] auto contribution(detail::TallyRecord const& record) const noexcept {
        return std::tuple(pools_.keys[record.key], record.time, record.incidents,
                          pools_.recipients[record.recipients], pools_.feeds[record.feed],
                          pools_.sources[record.source], record.index, record.offset);
    }
    /// Inserts all or, where there is no memory, none.
    template <class RecordAt>
    void insert_all(std::size_t count, RecordAt record_at) {
        make_room(options_.keep_duplicates ? count : count_new(count, record_at));
        for (std::size_t i = 0; i < count; ++i) insert(record_at(i));
    }
    template <class RecordAt>
    [[nodiscard]] std::size_t count_new(std::size_t count, RecordAt record_at) {
        reserve_slots(1);
        std::size_t found = 0;
        for (std::size_t i = 0; i < count; ++i) found += slot_of(record_at(i)) != detail::SlotTable::none;
        return count - found;
    }
    /// From now on so many can be inserted without memory.
    void make_room(std::size_t more) {
        if (more > detail::SlotTable::none - records_.size()) throw std::bad_alloc{};
        if (!options_.keep_duplicates) reserve_slots(std::max<std::size_t>(more, 1));
        auto const size = records_.size();
        if (more > records_.capacity() - size) records_.reserve(size + std::max(size, more));
    }
    void reserve_slots(std::size_t more) {
        slots_.reserve(
            records_.size(), [this](std::uint32_t i) { return hash_of(records_[i].print); }, more);
    }
    [[nodiscard]] std::uint32_t& slot_of(detail::TallyRecord const& record) {
        return slots_.find(hash_of(record.print),
                           [&](std::uint32_t i) { return records_[i].print == record.print; });
    }
    void insert(detail::TallyRecord const& record) {
        if (records_.size() >= detail::SlotTable::none) throw std::bad_alloc{};
        if (options_.keep_duplicates) return records_.push_back(record);
        reserve_slots(1);
        auto& slot = slot_of(record);
        if (slot == detail::SlotTable::none) {
            records_.push_back(record);
            slot = static_cast<std::uint32_t>(records_.size() - 1);
            return;
        }
        ++duplicates_;
        auto& kept = records_[slot];
        if (contribution(record) < contribution(kept)) kept = record;
    }

    TallyOptions options_;
    detail::ZoneClock clock_;
    detail::TallyPools pools_;
    std::vector<detail::TallyRecord> records_;  // the prints are different, unless duplicates are kept
    detail::SlotTable slots_;                   // of records_ by their prints
    std::uint64_t duplicates_ = 0;
};

/// The numbers of the records, those with the first key first; and where each key's begin.
inline std::pair<std::vector<std::uint32_t>, std::vector<std::size_t>> Tally::Impl::sorted_by_key() const {
    std::vector<std::size_t> begins(pools_.keys.size() + 1);
    for (auto const& record : records_) ++begins[record.key + 1];
    std::partial_sum(begins.begin(), begins.end(), begins.begin());
    std::vector<std::uint32_t> order(records_.size());
    auto next = begins;
    for (std::uint32_t i = 0; i < order.size(); ++i) order[next[records_[i].key]++] = i;
    return {std::move(order), std::move(begins)};
}

inline std::vector<TallyGroup> Tally::Impl::groups() const {
    auto const [order, begins] = sorted_by_key();
    std::vector<TallyGroup> groups;
    for (std::uint32_t key = 0; key < pools_.keys.size(); ++key) {
        if (begins[key] == begins[key + 1]) continue;  // of a copy that did not count
        detail::GroupSum sum(pools_, options_.max_examples);
        for (auto i = begins[key]; i < begins[key + 1]; ++i) sum.add(records_[order[i]]);
        groups.push_back(sum.finish(pools_.keys[key], options_.by.size()));
    }
    std::sort(groups.begin(), groups.end(), [](TallyGroup const& a, TallyGroup const& b) {
        return std::tie(b.reports, a.kind, a.key) < std::tie(a.reports, b.kind, b.key);
    });
    return groups;
}

inline Tally::result<std::unique_ptr<Tally::Impl>> Tally::Impl::rollup(std::vector<TallyKey> by) const {
    std::vector<std::size_t> places;  // of its values among those of this tally
    for (auto const key : by) {
        auto const at = std::find(options_.by.begin(), options_.by.end(), key);
        if (at == options_.by.end())
            return TallyError{"it was not counted by '" + std::string(name(key)) + "': add that key to `by`"};
        places.push_back(static_cast<std::size_t>(at - options_.by.begin()));
    }
    auto made = std::make_unique<Impl>(*this);
    made->options_.by = std::move(by);
    if (auto wrong = detail::wrong_with(made->options_); !wrong.empty()) return TallyError{std::move(wrong)};
    made->pools_.keys = {};
    std::vector<std::uint32_t> numbers;
    for (std::uint32_t i = 0; i < pools_.keys.size(); ++i) {
        TallyGroup group;
        (void)detail::KeyText::read(pools_.keys[i], options_.by.size(), group);
        detail::KeyText key(group.kind);
        for (auto const place : places) key.add(group.key[place]);
        numbers.push_back(made->pools_.keys.add(key.view()));
    }
    for (auto& record : made->records_) record.key = numbers[record.key];
    return made;
}

inline Tally::result<std::unique_ptr<Tally::Impl>> Tally::Impl::read(std::string_view bytes) {
    auto read = detail::read_tally(bytes);
    if (!read) return std::move(read).error();
    auto made = create(std::move(read->options));
    if (!made) return made;
    auto& tally = **made;
    tally.pools_ = std::move(read->pools);
    tally.duplicates_ = read->duplicates;
    tally.records_ = std::move(read->records);
    if (tally.options_.keep_duplicates) return made;
    for (std::uint32_t i = 0; i < tally.records_.size(); ++i) {
        auto const& records = tally.records_;
        tally.slots_.reserve(i, [&](std::uint32_t k) { return hash_of(records[k].print); });
        tally.slots_.find(hash_of(records[i].print), [](std::uint32_t) { return false; }) = i;
    }
    return made;
}

inline Tally::Tally(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
ARF_DECL Tally::Tally(Tally const& other) : impl_(std::make_unique<Impl>(*other.impl_)) {}
ARF_DECL Tally::Tally(Tally&& other) noexcept = default;
ARF_DECL Tally& Tally::operator=(Tally const& other) {
    if (this != &other) impl_ = std::make_unique<Impl>(*other.impl_);
    return *this;
}
ARF_DECL Tally& Tally::operator=(Tally&& other) noexcept = default;
ARF_DECL Tally::~Tally() = default;

ARF_DECL Tally::result<Tally> Tally::create(TallyOptions options) {
    auto made = Impl::create(std::move(options));
    if (!made) return std::move(made).error();
    return Tally(*std::move(made));
}
ARF_DECL Tally::result<Tally> Tally::deserialize(std::string_view bytes) {
    auto read = Impl::read(bytes);
    if (!read) return std::move(read).error();
    return Tally(*std::move(read));
}
ARF_DECL void Tally::add(Report const& report, RecordSource const& source, Attribution const* attribution) {
    impl_->add(report, source, attribution);
}
ARF_DECL Tally::result<void> Tally::merge(Tally const& other) {
    if (options() != other.options())
        return TallyError{"tallies with different options do not add up: make both with the same"};
    impl_->merge(*other.impl_);
    return {};
}
ARF_DECL Tally::result<Tally> Tally::rollup(std::vector<TallyKey> by) const {
    auto made = impl_->rollup(std::move(by));
    if (!made) return std::move(made).error();
    return Tally(*std::move(made));
}
ARF_DECL std::vector<TallyGroup> Tally::groups() const { return impl_->groups(); }
ARF_DECL std::string Tally::serialize() const { return impl_->serialize(); }
ARF_DECL TallyOptions const& Tally::options() const noexcept { return impl_->options(); }
ARF_DECL std::uint64_t Tally::size() const noexcept { return impl_->size(); }
ARF_DECL std::uint64_t Tally::duplicates() const noexcept { return impl_->duplicates(); }
ARF_DECL bool operator==(Tally const& a, Tally const& b) {
    return a.size() == b.size() && a.duplicates() == b.duplicates() && a.options() == b.options() &&
           a.serialize() == b.serialize();
}

ARF_DECL void throw_exception_from_error(TallyError const& error, boost::source_location const& where) {
    auto const code = boost::system::errc::make_error_code(boost::system::errc::invalid_argument);
    boost::throw_exception(boost::system::system_error(code, error.message()), where);
}

}  // namespace arf
