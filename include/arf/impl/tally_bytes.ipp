// SPDX-License-Identifier: BSL-1.0
// A tally as bytes, and back: "arftally", a version, the options, the texts in order, the reports in order,
// a checksum. Everything is where its order wants it, so that equal tallies are equal bytes.
#pragma once

#include <algorithm>
#include <arf/impl/tally_record.ipp>
#include <arf/tally.hpp>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace arf::detail {

inline constexpr std::string_view tally_magic = "arftally";
inline constexpr char tally_version = '\1';
inline constexpr std::size_t tally_checksum_size = 8;

/// What stands in the bytes of a tally.
struct ReadTally {
    TallyOptions options;
    std::uint64_t duplicates = 0;
    TallyPools pools;
    std::vector<TallyRecord> records;
};

/// The name of a zone as an error shows it: it may be any bytes.
[[nodiscard]] inline std::string shown_zone(std::string_view name) {
    constexpr std::size_t most = 64;
    std::string shown = mime::make_utf8(name.substr(0, most));
    for (char& c : shown) c = c >= '\0' && c < ' ' ? '?' : c;
    return shown;
}

[[nodiscard]] inline std::string tally_checksum(std::string_view bytes) {
    auto const digest = sha256_half(bytes);
    return {reinterpret_cast<char const*>(digest.data()), tally_checksum_size};
}

/// The texts that records use, in order, and for each its number in that order.
class SortedTexts {
  public:
    SortedTexts(TextPool const& pool, std::vector<TallyRecord> const& records,
                std::uint32_t TallyRecord::*member)
        : pool_(pool), numbers_(pool.size(), 0) {
        for (auto const& record : records) numbers_[record.*member] = 1;
        for (std::uint32_t i = 0; i < numbers_.size(); ++i) {
            if (numbers_[i] != 0) used_.push_back(i);
        }
        std::sort(used_.begin(), used_.end(), [&](auto a, auto b) { return pool[a] < pool[b]; });
        for (std::uint32_t i = 0; i < used_.size(); ++i) numbers_[used_[i]] = i;
    }
    void write(std::string& out) const {
        append_varint(out, used_.size());
        for (auto const i : used_) {
            append_varint(out, pool_[i].size());
            out.append(pool_[i]);
        }
    }
    [[nodiscard]] std::uint32_t number(std::uint32_t old) const noexcept { return numbers_[old]; }

  private:
    TextPool const& pool_;
    std::vector<std::uint32_t> numbers_;
    std::vector<std::uint32_t> used_;
};

inline void write_options(std::string& out, TallyOptions const& options) {
    append_varint(out, options.by.size());
    for (auto const key : options.by) out.push_back(static_cast<char>(key));
    append_varint(out, options.time_zone.size());
    out.append(options.time_zone);
    out.push_back(options.keep_duplicates ? '\1' : '\0');
    append_varint(out, options.max_examples);
    append_varint(out, options.ipv4_prefix);
    append_varint(out, options.ipv6_prefix);
}

/// A time as a number that is small where it is near 1970, and 0 where there is none.
[[nodiscard]] inline std::uint64_t to_wire(std::int64_t time) noexcept {
    if (time == no_time) return 0;
    auto const twice = static_cast<std::uint64_t>(time) << 1U;
    return (time < 0 ? ~twice : twice) + 1;
}
[[nodiscard]] inline std::int64_t from_wire(std::uint64_t number) noexcept {
    if (number == 0) return no_time;
    auto const half = static_cast<std::int64_t>((number - 1) >> 1U);
    return (number - 1) % 2 == 0 ? half : -half - 1;
}

inline void write_record(std::string& out, TallyRecord const& record, bool has_print) {
    if (has_print) out.append(reinterpret_cast<char const*>(record.print.data()), record.print.size());
    append_varint(out, to_wire(record.time));
    for (std::uint64_t const number : {record.index, record.offset}) append_varint(out, number);
    for (auto const number : {record.key, record.source, record.feed, record.recipients, record.incidents})
        append_varint(out, number);
}

/// The texts of the pools as they are written.
class SortedPools {
  public:
    SortedPools(TallyPools const& pools, std::vector<TallyRecord> const& records)
        : keys_(pools.keys, records, &TallyRecord::key),
          sources_(pools.sources, records, &TallyRecord::source),
          feeds_(pools.feeds, records, &TallyRecord::feed),
          recipients_(pools.recipients, records, &TallyRecord::recipients) {}

    /// The record with the numbers that its texts have here.
    [[nodiscard]] TallyRecord renumbered(TallyRecord record) const noexcept {
        record.key = keys_.number(record.key);
        record.source = sources_.number(record.source);
        record.feed = feeds_.number(record.feed);
        record.recipients = recipients_.number(record.recipients);
        return record;
    }
    void write(std::string& out) const {
        for (auto const* const texts : {&keys_, &sources_, &feeds_, &recipients_}) texts->write(out);
    }

  private:
    SortedTexts keys_, sources_, feeds_, recipients_;
};

[[nodiscard]] inline std::string write_tally(TallyOptions const& options, std::uint64_t duplicates,
                                             TallyPools const& pools,
                                             std::vector<TallyRecord> const& records) {
    SortedPools const sorted(pools, records);
    std::vector<std::uint32_t> order(records.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        if (records[a].print != records[b].print) return records[a].print < records[b].print;
        return sorted.renumbered(records[a]) < sorted.renumbered(records[b]);
    });
    constexpr std::size_t usual_size = 48;
    std::string out(tally_magic);
    out.reserve(records.size() * usual_size);  // growing would take the memory twice
    out.push_back(tally_version);
    write_options(out, options);
    append_varint(out, duplicates);
    sorted.write(out);
    append_varint(out, records.size());
    for (auto const i : order) write_record(out, sorted.renumbered(records[i]), !options.keep_duplicates);
    return out.append(tally_checksum(out));
}

/// Takes values off the bytes of a tally. After the first that is wrong nothing is right.
class TallyReader {
  public:
    explicit TallyReader(std::string_view bytes) : left_(bytes) {}

    [[nodiscard]] bool is_good() const noexcept { return good_; }
    [[nodiscard]] bool is_at_end() const noexcept { return good_ && left_.empty(); }
    void require(bool truth) noexcept { good_ = good_ && truth; }

    [[nodiscard]] std::uint64_t number(std::uint64_t most = std::numeric_limits<std::uint64_t>::max()) {
        auto const taken = take_varint(left_);
        require(taken && *taken <= most);
        return good_ ? *taken : 0;
    }
    [[nodiscard]] std::uint32_t small_number(std::uint64_t most) {
        return static_cast<std::uint32_t>(number(most));
    }
    /// How many things follow, of at least `size` bytes each.
    [[nodiscard]] std::size_t count(std::size_t size) {
        return static_cast<std::size_t>(number(left_.size() / size));
    }
    [[nodiscard]] std::string_view text() {
        auto const taken = take_text(left_);
        require(taken.has_value());
        return good_ ? *taken : std::string_view{};
    }
    [[nodiscard]] Digest digest() {
        Digest digest{};
        require(left_.size() >= digest.size());
        if (!good_) return digest;
        std::copy_n(left_.begin(), digest.size(), reinterpret_cast<char*>(digest.data()));
        left_.remove_prefix(digest.size());
        return digest;
    }

  private:
    std::string_view left_;
    bool good_ = true;
};

[[nodiscard]] inline TallyOptions read_options(TallyReader& in) {
    TallyOptions options;
    for (auto count = in.count(1); count != 0; --count)
        options.by.push_back(static_cast<TallyKey>(in.number(tally_key_names.size() - 1)));
    options.time_zone = in.text();
    options.keep_duplicates = in.number(1) == 1;
    options.max_examples = in.small_number(100);
    options.ipv4_prefix = static_cast<std::uint8_t>(in.number(32));
    options.ipv6_prefix = static_cast<std::uint8_t>(in.number(128));
    return options;
}

/// Reads texts in their order. is_text(text) says whether it can be one of them.
template <class IsText>
void read_pool(TallyReader& in, TextPool& pool, IsText is_text) {
    std::string_view last;
    for (auto count = in.count(1); count != 0 && in.is_good(); --count) {
        auto const text = in.text();
        in.require((pool.size() == 0 || last < text) && is_text(text));
        if (in.is_good()) (void)pool.add(text);
        last = text;
    }
}

[[nodiscard]] inline TallyRecord read_record(TallyReader& in, TallyPools const& pools, bool has_print) {
    TallyRecord record;
    if (has_print) record.print = in.digest();
    record.time = from_wire(in.number());
    bool const is_time =
        record.time == no_time || is_in_calendar(DateTime::Instant{std::chrono::microseconds{record.time}});
    in.require(is_time);
    record.index = in.number();
    record.offset = in.number();
    auto const number_in = [&](TextPool const& pool) {
        in.require(pool.size() != 0);
        return in.is_good() ? in.small_number(pool.size() - 1) : 0;
    };
    record.key = number_in(pools.keys);
    record.source = number_in(pools.sources);
    record.feed = number_in(pools.feeds);
    record.recipients = number_in(pools.recipients);
    record.incidents = in.small_number(std::numeric_limits<std::uint32_t>::max());
    return record;
}

inline void read_records(TallyReader& in, ReadTally& tally) {
    bool const has_print = !tally.options.keep_duplicates;
    constexpr std::size_t least = 8;
    auto count = in.count(has_print ? least + Digest{}.size() : least);
    in.require(count < SlotTable::none);
    if (in.is_good()) tally.records.reserve(count);
    for (; count != 0 && in.is_good(); --count) {
        auto const record = read_record(in, tally.pools, has_print);
        if (!tally.records.empty()) {
            auto const& last = tally.records.back();
            in.require(has_print ? last.print < record.print : last <= record);
        }
        tally.records.push_back(record);
    }
}

[[nodiscard]] inline Tally::result<ReadTally> read_tally(std::string_view bytes) {
    if (!bytes.starts_with(tally_magic))
        return TallyError{"these bytes are no tally: they do not start with \"arftally\""};
    if (bytes.size() == tally_magic.size() || bytes[tally_magic.size()] != tally_version)
        return TallyError{"a tally of another version: read it with the version of libarf that wrote it"};
    TallyError const damaged{"a damaged tally: its bytes were changed or cut off; count again"};
    if (bytes.size() < tally_magic.size() + 1 + tally_checksum_size) return damaged;
    auto const checked = bytes.substr(0, bytes.size() - tally_checksum_size);
    if (tally_checksum(checked) != bytes.substr(checked.size())) return damaged;
    TallyReader in(checked.substr(tally_magic.size() + 1));
    ReadTally tally;
    tally.options = read_options(in);
    tally.duplicates = in.number();
    auto const keys = tally.options.by.size();
    read_pool(in, tally.pools.keys, [keys](std::string_view text) {
        TallyGroup group;
        return KeyText::read(text, keys, group);
    });
    read_pool(in, tally.pools.sources, [](std::string_view) { return true; });
    read_pool(in, tally.pools.feeds, [](std::string_view) { return true; });
    read_pool(in, tally.pools.recipients, [](std::string_view text) { return text.size() % 8 == 0; });
    read_records(in, tally);
    if (!in.is_at_end()) return damaged;
    return tally;
}

}  // namespace arf::detail
