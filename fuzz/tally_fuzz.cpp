// SPDX-License-Identifier: BSL-1.0
// Counting: what <arf/tally.hpp> promises, as oracles. The first byte of an input says what the rest is: a
// list of reports to count, or one message, or the bytes of a tally.
#include <gmime/gmime.h>

#include <algorithm>
#include <arf/attribution.hpp>
#include <arf/mime/decode.hpp>
#include <arf/parse.hpp>
#include <arf/tally.hpp>
#include <array>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "fuzz.hpp"

namespace {

using arf::Tally;
using arf::TallyKey;
using arf_fuzz::require;
using arf_fuzz::require_same;

/// Takes numbers off the front of an input; 0 where it has ended.
class Bytes {
  public:
    explicit Bytes(std::string_view text) noexcept : left_(text) {}
    [[nodiscard]] bool is_at_end() const noexcept { return left_.empty(); }
    [[nodiscard]] std::string_view rest() const noexcept { return left_; }
    std::size_t below(std::size_t count) noexcept {
        if (left_.empty()) return 0;
        auto const byte = static_cast<unsigned char>(left_.front());
        left_.remove_prefix(1);
        return byte % count;
    }

  private:
    std::string_view left_;
};

std::string report_text(std::size_t number) {
    constexpr std::array types{"abuse", "Fraud", "not-spam", "opt-out", "auth-failure", "nobody's"};
    constexpr std::array dates{"Tue, 1 Jul 2025 10:00:00 +0000", "1 Jul 2025 23:30:00 -0700",
                               "30 Mar 2025 01:30:00 +0000", "no date", "2 Nov 2025 05:59:59 +0000"};
    constexpr std::array addresses{"192.0.2.1", "192.0.2.200", "[IPv6:2001:db8::1]", "2001:db8:0:1::2",
                                   "masked"};
    auto const digits = std::to_string(number);
    std::string text =
        "From: loop@example.net\r\nDate: Wed, 2 Jul 2025 00:00:00 +0000\r\nMessage-ID: <report-" + digits +
        "@example.net>\r\nMIME-Version: 1.0\r\n" +
        "Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n--b\r\n" +
        "Content-Type: message/feedback-report\r\n\r\nUser-Agent: a/1\r\nVersion: 1\r\n";
    text.append("Feedback-Type: ").append(types[number % types.size()]).append("\r\n");
    text.append("Source-IP: ").append(addresses[number % addresses.size()]).append("\r\n");
    text.append("Arrival-Date: ").append(dates[number / 3 % dates.size()]).append("\r\n");
    text.append("Incidents: ").append(std::to_string(number % 4)).append("\r\n");
    if (number % 3 != 0) text.append("Reported-Domain: Example" + std::to_string(number % 3) + ".com\r\n");
    text.append("Original-Rcpt-To: <r" + std::to_string(number % 7) + "@example.org>\r\n");
    return text.append("\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <" + digits +
                       "@example.com>\r\nSubject: x\r\n\r\nhi\r\n--b--\r\n");
}

/// Reports to choose from, read once; each has its own fingerprint.
std::vector<arf::Report> const& reports() {
    static auto const made = [] {
        std::vector<arf::Report> list;
        for (std::size_t i = 0; i < 48; ++i) list.push_back(arf::parse(report_text(i)).value());
        return list;
    }();
    return made;
}

/// A report that is counted, and how.
struct Addition {
    arf::Report const* report;
    arf::RecordSource source;
    arf::Attribution const* attribution;
    std::size_t share;  ///< which of the tallies that are merged counts it
};

arf::Attribution const* account(std::size_t number) {
    static auto const made = [] {
        std::array<arf::Attribution, 2> list{};
        list[0].account.value.emplace("one");
        list[1].account.value.emplace("two");
        list[1].campaign.value.emplace("spring");
        return list;
    }();
    return number == 0 ? nullptr : &made[number - 1];
}

/// The name of a zone that this machine knows. GLib keeps a zone as long as somebody does: so none is read
/// from its file for each tally.
std::string zone(std::size_t number) {
    static auto const known = [] {
        std::vector<std::string> names{"UTC"};
        for (auto const* const name : {"America/New_York", "Asia/Kathmandu", "Europe/Berlin"}) {
            if (g_time_zone_new_identifier(name) != nullptr) names.emplace_back(name);
        }
        return names;
    }();
    return known[number % known.size()];
}

arf::TallyOptions options_from(Bytes& bytes) {
    arf::TallyOptions options;
    auto const keys = arf::detail::tally_key_names.size();
    for (auto count = 1 + bytes.below(4); count > 0; --count) {
        auto const key = static_cast<TallyKey>(bytes.below(keys));
        if (std::find(options.by.begin(), options.by.end(), key) == options.by.end())
            options.by.push_back(key);
    }
    auto const choice = bytes.below(256);
    options.time_zone = zone(choice);
    options.keep_duplicates = (choice & 4U) != 0;
    options.max_examples = choice / 8 % 4;
    options.ipv4_prefix = static_cast<std::uint8_t>(choice / 32 * 4);
    options.ipv6_prefix = static_cast<std::uint8_t>(choice / 2);
    return options;
}

std::vector<Addition> additions_from(Bytes& bytes) {
    constexpr std::array<std::string_view, 3> sources{"", "a.mbox", "b.mbox"};
    std::vector<Addition> all;
    while (!bytes.is_at_end() && all.size() < 12) {
        auto const& report = reports()[bytes.below(reports().size())];
        auto const how = bytes.below(256);
        auto const index = bytes.below(256);
        all.push_back({&report, {sources[how % 3], index / 4, index}, account(how / 3 % 3), how / 9 % 4});
    }
    return all;
}

Tally tally_of(arf::TallyOptions const& options) { return Tally::create(options).value(); }

void add(Tally& tally, Addition const& one) { tally.add(*one.report, one.source, one.attribution); }

Tally count(arf::TallyOptions const& options, std::vector<Addition> const& all) {
    auto tally = tally_of(options);
    for (auto const& one : all) add(tally, one);
    return tally;
}

/// Serialised and back it is the same, and so are its groups.
Tally there_and_back(Tally const& tally) {
    auto const bytes = tally.serialize();
    auto read = Tally::deserialize(bytes).value();
    require(read == tally && read.options() == tally.options());
    require_same(read.serialize(), bytes);
    return read;
}

/// What is true of the groups of any tally.
void check_groups(Tally const& tally) {
    std::uint64_t reports = 0;
    auto const groups = tally.groups();
    for (std::size_t i = 0; i < groups.size(); ++i) {
        auto const& group = groups[i];
        reports += group.reports;
        require(group.reports > 0 && group.key.size() == tally.options().by.size());
        require(i == 0 || groups[i - 1].reports >= group.reports);
        require(group.first_seen.has_value() == group.last_seen.has_value() &&
                group.first_seen <= group.last_seen);
        require(group.examples.size() <= tally.options().max_examples);
        require(
            std::is_sorted(group.examples.begin(), group.examples.end(), [](auto const& a, auto const& b) {
                return std::tie(a.source, a.index, a.offset) < std::tie(b.source, b.index, b.offset);
            }));
        for (auto const& value : group.key)
            require(!value || (arf::mime::is_utf8(*value) && value->size() <= 512));
        for (std::size_t k = 0; k < i; ++k)
            require(groups[k].key != group.key || groups[k].kind != group.kind);
    }
    require(reports == tally.size());
}

/// The same counts, by hand, of reports that have one fact of each kind.
void check_plainly(std::vector<Addition> const& all) {
    auto const tally = count({.by = {TallyKey::feedback_type, TallyKey::source_ip}}, all);
    std::map<std::vector<std::optional<std::string>>, std::pair<std::uint64_t, std::uint64_t>> expected;
    std::set<arf::Report const*> seen;
    for (auto const& one : all) {
        if (!seen.insert(one.report).second) continue;
        std::string type(one.report->feedback_type->raw);
        for (char& c : type) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        std::optional<std::string> address;
        if (one.report->source_ip) address = one.report->source_ip->to_string();
        auto& [reports, incidents] = expected[{type, address}];
        ++reports;
        incidents += one.report->incidents.value_or(1);
    }
    require(tally.size() == seen.size() && tally.duplicates() == all.size() - seen.size());
    for (auto const& group : tally.groups()) {
        auto const& [reports, incidents] = expected.at(group.key);
        require(group.reports == reports && group.incidents == incidents);
        expected.erase(group.key);
    }
    require(expected.empty());
}

/// Split anywhere and merged in any order: the same counts.
void check_merging(Bytes bytes) {
    auto const options = options_from(bytes);
    auto const all = additions_from(bytes);
    auto const whole = count(options, all);
    check_groups(whole);

    std::array<Tally, 4> shares{tally_of(options), tally_of(options), tally_of(options), tally_of(options)};
    for (auto one = all.rbegin(); one != all.rend(); ++one) add(shares[one->share], *one);
    auto merged = tally_of(options);
    for (auto const& share : shares) require(merged.merge(there_and_back(share)).has_value());
    require_same(merged.serialize(), whole.serialize());
    require(merged.groups() == whole.groups() && merged == whole);
    auto other = options;
    other.max_examples = options.max_examples + 1;
    require(!merged.merge(tally_of(other)).has_value() && merged == whole);  // an error changes nothing
}

/// Counted by hand; and by fewer keys, by rollup and by counting. Of the latter only different reports:
/// copies that differ in a key left out are another matter.
void check_counting(Bytes bytes) {
    auto const options = options_from(bytes);
    auto const all = additions_from(bytes);
    check_plainly(all);
    std::vector<Addition> distinct;
    std::set<arf::Report const*> seen;
    std::copy_if(all.begin(), all.end(), std::back_inserter(distinct),
                 [&seen](auto const& one) { return seen.insert(one.report).second; });
    auto fewer = options;
    fewer.by.resize((fewer.by.size() + 1) / 2);
    std::reverse(fewer.by.begin(), fewer.by.end());
    auto const rolled = count(options, distinct).rollup(fewer.by).value();
    require_same(rolled.serialize(), count(fewer, distinct).serialize());
}

/// A message of any kind counts as what it is, and once.
void check_message(std::string_view message) {
    auto const report = arf::parse_borrowed(message, {.keep_other_messages = true});
    if (!report) return;
    auto const copy = *report;
    require(arf::fingerprint(copy) == arf::fingerprint(*report));
    auto const rows = std::max<std::size_t>(report->rows.size(), 1);
    arf::TallyOptions options{.by = {TallyKey::source_network, TallyKey::reported_domain,
                                     TallyKey::recipient_domain, TallyKey::feedback_type, TallyKey::day,
                                     TallyKey::hour, TallyKey::week, TallyKey::format, TallyKey::feed},
                              .time_zone = zone(1)};
    auto once = tally_of(options);
    once.add(*report, {"a.mbox", 1, 2});
    check_groups(once);
    require(once.size() + once.duplicates() == rows);
    if (rows == 1) {
        auto const groups = once.groups();
        require(groups.size() == 1 && groups[0].kind == arf::tally_kind(*report));
        require(groups[0].first_seen == arf::tally_time(*report));
        require(groups[0].incidents == report->incidents.value_or(1));
    }
    auto twice = once;
    twice.add(copy, {"b.mbox", 0, 0});
    require(twice.size() == once.size() && twice.duplicates() == once.duplicates() + rows);
    auto both = once;
    require(both.merge(once).has_value() && both.size() == once.size());
    (void)there_and_back(twice);
    options.keep_duplicates = true;
    auto kept = tally_of(options);
    kept.add(*report);
    kept.add(*report);
    require(kept.size() == 2 * rows && kept.duplicates() == 0);
    (void)there_and_back(kept);
}

/// Any bytes are an error, or a tally that is those bytes.
void check_deserialize(std::string_view bytes) {
    auto const tally = Tally::deserialize(bytes);
    if (!tally) {
        require(!tally.error().message().empty());
        return;
    }
    require_same(tally->serialize(), bytes);
    auto const groups = tally->groups();
    require(groups.size() <= tally->size());
    auto doubled = *tally;
    require(doubled.merge(*tally).has_value());
    require(doubled.size() == tally->size() * (tally->options().keep_duplicates ? 2 : 1));
    (void)there_and_back(doubled);
}

/// The bytes with the checksum that belongs to them, so that what is behind it is reached.
std::string with_checksum(std::string_view bytes) {
    std::array<guint8, 32> digest{};
    gsize size = digest.size();
    std::unique_ptr<GChecksum, decltype(&g_checksum_free)> const sum(g_checksum_new(G_CHECKSUM_SHA256),
                                                                     &g_checksum_free);
    g_checksum_update(sum.get(), reinterpret_cast<guchar const*>(bytes.data()),
                      static_cast<gssize>(bytes.size()));
    g_checksum_get_digest(sum.get(), digest.data(), &size);
    return std::string(bytes).append(reinterpret_cast<char const*>(digest.data()), 8);
}

}  // namespace

extern "C" std::size_t arf_fuzz_message_at(std::uint8_t const* data, std::size_t size) {
    return size != 0 && data[0] % 8 == 1 ? 1 : size;
}

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size == 0 || size > 4096) return 0;
    auto const rest = arf_fuzz::as_text(data + 1, size - 1);
    switch (data[0] % 8) {
        case 0:
            check_merging(Bytes(rest));
            break;
        case 4:
            check_counting(Bytes(rest));
            break;
        case 1:
            check_message(rest);
            break;
        case 2:
        case 6:
            check_deserialize(rest);
            break;
        default:
            check_deserialize(with_checksum("arftally\1" + std::string(rest)));
    }
    return 0;
}
