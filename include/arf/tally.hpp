// SPDX-License-Identifier: BSL-1.0
// Tally: how many complaints, by whom and since when, in groups. Tallies of two halves add up to that of the
// whole.
#pragma once

#include <arf/attribution/answers.hpp>
#include <arf/config.hpp>
#include <arf/json.hpp>
#include <arf/report.hpp>
#include <array>
#include <boost/system/result.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace arf {

/// What reports can be grouped by. docs/tally.md says where each value comes from.
enum class TallyKey : std::uint8_t {
    source_ip,         ///< Report::source_ip, else the attribution's source
    source_network,    ///< the network of that address: TallyOptions::ipv4_prefix, ipv6_prefix
    feed,              ///< Report::feed()
    account,           ///< of the attribution
    customer,          ///< of the attribution
    campaign,          ///< of the attribution
    reported_domain,   ///< the first, in lower case
    recipient_domain,  ///< of the first recipient that has one, in lower case
    feedback_type,     ///< in lower case
    format,            ///< name(Report::format)
    day,               ///< "2026-01-15" in the time zone, of tally_time()
    hour,              ///< "2026-01-15T10"; the hour that comes twice when clocks are put back is one
    week,              ///< of ISO 8601: "2026-W03"
};

namespace detail {
inline constexpr std::array<std::string_view, 13> tally_key_names{
    "source_ip",        "source_network", "feed",   "account", "customer", "campaign", "reported_domain",
    "recipient_domain", "feedback_type",  "format", "day",     "hour",     "week"};
inline constexpr std::array<std::string_view, 7> tally_kind_names{
    "complaint", "not-spam", "opt-out", "auth-failure", "miscategorized", "other-abuse", "no-complaint"};
}  // namespace detail

/// "source_ip", "reported_domain", ...
[[nodiscard]] constexpr std::string_view name(TallyKey key) noexcept {
    return detail::tally_key_names[static_cast<std::size_t>(key)];
}
/// The key of that name; none where there is no such key.
[[nodiscard]] constexpr std::optional<TallyKey> tally_key(std::string_view text) noexcept {
    for (std::size_t i = 0; i < detail::tally_key_names.size(); ++i) {
        if (detail::tally_key_names[i] == text) return static_cast<TallyKey>(i);
    }
    return {};
}

/// What a report stands for. A group is of one kind: what means different things is never added up.
enum class TallyKind : std::uint8_t {
    complaint,       ///< somebody complained about a mail
    not_spam,        ///< somebody said that a mail is no spam (RFC 6430)
    opt_out,         ///< somebody wants off a list: types opt-out and opt-out-list, unsubscribe mails
    auth_failure,    ///< a server saw authentication fail, nobody complained (RFC 6591, DMARC, type dkim)
    miscategorized,  ///< a draft's type whose meaning was never settled
    other_abuse,     ///< XARF and X-ARF that do not say that they are about a mail: logins, scans, web sites
    no_complaint,    ///< told apart: bounces, receipts, ..., and what is of no known format
};
/// "complaint", "not-spam", ...
[[nodiscard]] constexpr std::string_view name(TallyKind kind) noexcept {
    return detail::tally_kind_names[static_cast<std::size_t>(kind)];
}

/// What a report stands for: by its format and feedback type; of XARF by its category and type, too.
[[nodiscard]] ARF_DECL TallyKind tally_kind(Report const& report);

/// When a report counts: when the mail complained about arrived (Arrival-Date, RFC 5965, section 3.2; a
/// service's own time), else when the complaint was sent (Date of the carrier). The Date of the original does
/// not count: whoever sent that may have written any.
///
/// @return none where neither is an instant between the years 1 and 9999.
/// @throws std::bad_alloc
[[nodiscard]] ARF_DECL std::optional<DateTime::Instant> tally_time(Report const& report);

/// What tells a report from all others, and stays the same for another copy of it: 128 bits.
///
/// SHA-256, cut, of the report's format, the carrier's Message-ID (where it has none its Date and the values
/// of the document), the facts of the report part, and Message-ID and Date of the original (where it has no
/// Message-ID the beginning of its header). Not of how the report was transported: Received and other fields
/// of the carrier, line ends, encodings, mailbox, a message it was attached to. Equal on all platforms.
/// docs/tally.md has the list.
///
/// Not of a batch: each of its rows counts by itself.
/// @throws std::bad_alloc
/// @par Thread safety Safe to call from several threads at once.
[[nodiscard]] ARF_DECL std::array<std::uint8_t, 16> fingerprint(Report const& report);

/// How to count.
struct TallyOptions {
    std::vector<TallyKey> by;       ///< at least one, none twice
    std::string time_zone = "UTC";  ///< of day, hour and week: a name of the IANA time zone database
    bool keep_duplicates = false;   ///< count a report as often as it is seen
    std::size_t max_examples = 3;   ///< of each group; at most 100
    std::uint8_t ipv4_prefix = 24;  ///< bits of source_network; at most 32
    std::uint8_t ipv6_prefix = 64;  ///< bits of source_network; at most 128

    friend bool operator==(TallyOptions const&, TallyOptions const&) = default;
};

/// Where a report of a group stands: RecordSource that owns its text.
struct TallyExample {
    std::string source;
    std::uint64_t index = 0;
    std::uint64_t offset = 0;

    friend bool operator==(TallyExample const&, TallyExample const&) = default;
};

/// What reports of one kind, with the same value of every key, add up to.
struct TallyGroup {
    TallyKind kind = TallyKind::complaint;
    /// A value for each of TallyOptions::by, in that order, as UTF-8 of at most 512 bytes (longer ones are
    /// cut). Absent where the report does not state it; that is a value of its own, and not "".
    std::vector<std::optional<std::string>> key;
    std::uint64_t reports = 0;
    /// What the reports say they stand for; one for each that does not say (RFC 5965, section 3.2). Cannot
    /// overflow.
    std::uint64_t incidents = 0;
    std::uint64_t recipients = 0;  ///< different ones, by 64 bits of SHA-256; redacted ones only where hashed
    std::uint64_t feeds = 0;       ///< different ones among those known
    std::optional<DateTime::Instant> first_seen;  ///< the smallest tally_time() of those that have one
    std::optional<DateTime::Instant> last_seen;   ///< the largest
    std::vector<TallyExample> examples;  ///< the smallest by source, index, offset; none without a source

    friend bool operator==(TallyGroup const&, TallyGroup const&) = default;
};

/// Why a tally cannot be made, merged or read.
struct TallyError {
    std::string text;
    /// One sentence for a person: what is wrong, and what would do.
    [[nodiscard]] std::string const& message() const noexcept { return text; }
};

/// What result::value() throws where there is a TallyError; found by Boost through the argument's namespace.
[[noreturn]] ARF_DECL void throw_exception_from_error(TallyError const& error,
                                                      boost::source_location const& where);

/// Counts reports in groups.
///
/// A tally is the set of the reports it was given, each with the few facts that count: adding and merging are
/// exact, in any order and any split, and what was seen twice counts once. Where two copies of a report
/// differ in what counts (one was attributed and the other was not), one of them is taken whichever came
/// first: the one that has more of the keys from the left, else the one that is smaller.
///
/// @par Memory About 70 bytes a report, besides one copy of each different text: key values, paths.
/// @par Limits 4,294,967,295 different reports; more are std::bad_alloc.
/// @par Thread safety Not safe while another thread changes it: one tally for each thread, merged at the end.
class Tally {
  public:
    template <class T>
    using result = boost::system::result<T, TallyError>;

    /// A tally of nothing.
    /// @return or an error: no key, a key twice, a time zone that does not exist, a number out of range.
    /// @throws std::bad_alloc
    [[nodiscard]] ARF_DECL static result<Tally> create(TallyOptions options);

    /// Reads what serialize() wrote. Any bytes will do: what is damaged, or of another version, is an error.
    /// @throws std::bad_alloc
    /// @par Complexity n log n in the size of the bytes, in time; linear in memory.
    [[nodiscard]] ARF_DECL static result<Tally> deserialize(std::string_view bytes);

    ARF_DECL Tally(Tally const& other);
    ARF_DECL Tally(Tally&& other) noexcept;  ///< the other can only be assigned to, or destroyed
    ARF_DECL Tally& operator=(Tally const& other);
    ARF_DECL Tally& operator=(Tally&& other) noexcept;
    ARF_DECL ~Tally();

    /// Counts a report. Of a batch each row counts, by the facts that the row states; the first row has those
    /// of the report and of the attribution, too. Nothing of the report is kept alive.
    ///
    /// @param attribution  of this report: for account, customer and campaign; for source and recipient where
    ///                     the report states none.
    /// @throws std::bad_alloc; then nothing of it was counted.
    /// @par Complexity Linear in the header of the carrier and in the rows.
    ARF_DECL void add(Report const& report, RecordSource const& source = {},
                      Attribution const* attribution = nullptr);

    /// Adds what another tally counted.
    /// @return or an error where the options are not the same; then nothing has changed.
    /// @throws std::bad_alloc; then nothing has changed.
    [[nodiscard]] ARF_DECL result<void> merge(Tally const& other);

    /// The same reports in fewer, larger groups: by some of this tally's keys, in the order given. Equal to a
    /// tally that was counted by those keys, but where copies of a report differ in the keys left out: which
    /// of them counts was decided with those.
    ///
    /// @return or an error: a key that this tally does not have, no key, a key twice.
    /// @throws std::bad_alloc
    /// @par Complexity Linear in the number of reports.
    [[nodiscard]] ARF_DECL result<Tally> rollup(std::vector<TallyKey> by) const;

    /// The groups: the one with most reports first; equal ones by kind, then by key, absent values first.
    /// @throws std::bad_alloc
    /// @par Complexity n log n in the number of reports.
    [[nodiscard]] ARF_DECL std::vector<TallyGroup> groups() const;

    /// All of it as bytes; equal tallies give equal ones. A format of our own, with a version in it.
    /// @throws std::bad_alloc
    /// @par Complexity n log n in the number of reports.
    [[nodiscard]] ARF_DECL std::string serialize() const;

    [[nodiscard]] ARF_DECL TallyOptions const& options() const noexcept;
    /// How many reports are counted; rows of batches each are one.
    [[nodiscard]] ARF_DECL std::uint64_t size() const noexcept;
    /// How many were not counted, because they had been seen.
    [[nodiscard]] ARF_DECL std::uint64_t duplicates() const noexcept;

  private:
    class Impl;
    explicit Tally(std::unique_ptr<Impl> impl) noexcept;
    std::unique_ptr<Impl> impl_;
};

/// Whether they counted the same reports with the same options.
/// @throws std::bad_alloc
/// @par Complexity That of serialize().
[[nodiscard]] ARF_DECL bool operator==(Tally const& a, Tally const& b);

}  // namespace arf

#if defined(ARF_HEADER_ONLY)
#include <arf/impl/tally.ipp>
#endif
