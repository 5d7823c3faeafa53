// SPDX-License-Identifier: BSL-1.0
// What a tally keeps of each report, and how the values of its keys are written.
#pragma once

#include <arf/impl/tally_clock.ipp>
#include <arf/impl/tally_fingerprint.ipp>
#include <arf/impl/tally_pool.ipp>
#include <arf/mime/decode.hpp>
#include <arf/tally.hpp>
#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace arf::detail {

/// The time of a report that has none: later than any, so that a copy that has one goes first.
inline constexpr auto no_time = std::numeric_limits<std::int64_t>::max();

/// One report. The numbers are those of texts in the pools of the tally.
struct TallyRecord {
    Digest print{};
    std::int64_t time = no_time;  ///< microseconds since 1970, UTC
    std::uint64_t index = 0;
    std::uint64_t offset = 0;
    std::uint32_t key = 0;         ///< the values of the keys: key_text()
    std::uint32_t source = 0;      ///< where it stands
    std::uint32_t feed = 0;        ///< "" where it is not known
    std::uint32_t recipients = 0;  ///< hashes of eight bytes, in order
    std::uint32_t incidents = 1;

    friend auto operator<=>(TallyRecord const&, TallyRecord const&) = default;
};

/// The pools of a tally.
struct TallyPools {
    TextPool keys, sources, feeds, recipients;
};

/// The values of a group as one text. Those that are there come before those that are not: of two copies of
/// a report the one that has more counts.
class KeyText {
  public:
    explicit KeyText(TallyKind kind) : text_(1, static_cast<char>(kind)) {}
    void add(std::optional<std::string> const& value) {
        text_.push_back(value ? '\1' : '\2');
        if (!value) return;
        append_varint(text_, value->size());
        text_.append(*value);
    }
    [[nodiscard]] std::string_view view() const noexcept { return text_; }

    /// Reads kind and `count` values; false where the text is none of ours.
    [[nodiscard]] static bool read(std::string_view text, std::size_t count, TallyGroup& group) {
        if (text.empty() || static_cast<unsigned char>(text.front()) >= tally_kind_names.size()) return false;
        group.kind = static_cast<TallyKind>(text.front());
        text.remove_prefix(1);
        for (; count != 0 && !text.empty(); --count) {
            char const mark = text.front();
            text.remove_prefix(1);
            auto const value = mark == '\1' ? take_text(text) : std::nullopt;
            if (!value && mark != '\2') return false;
            group.key.push_back(value ? std::optional<std::string>(*value) : std::nullopt);
        }
        return count == 0 && text.empty();
    }

  private:
    std::string text_;
};

/// A value as groups show it: UTF-8 of bounded size.
[[nodiscard]] inline std::string key_value(std::string_view text) {
    constexpr std::size_t most = 512;
    constexpr std::size_t looked_at = 4 * most;
    text = text.substr(0, looked_at);
    bool const is_plain = mime::is_utf8(text) && text.find('\0') == text.npos;
    std::string value = is_plain ? std::string(text) : mime::make_utf8(text);
    if (value.size() <= most) return value;
    auto end = most;
    while ((static_cast<unsigned char>(value[end]) & 0xC0U) == 0x80U) --end;
    value.resize(end);
    return value;
}
[[nodiscard]] inline std::optional<std::string> key_value(std::optional<std::string> const& text) {
    return text ? std::optional(key_value(std::string_view(*text))) : std::nullopt;
}
[[nodiscard]] inline std::string lower_value(std::string_view text) {
    auto value = key_value(text);
    for (char& c : value) c = lower(c);
    return value;
}
/// A domain in lower case, without the dot of the root.
[[nodiscard]] inline std::optional<std::string> domain_value(std::string_view domain) {
    domain = trim(domain);
    if (domain.ends_with('.')) domain.remove_suffix(1);
    return domain.empty() ? std::nullopt : std::optional(lower_value(domain));
}

/// The network of an address in CIDR notation (RFC 4632).
[[nodiscard]] inline std::string network_text(IpAddress const& address, TallyOptions const& options) {
    std::size_t const prefix = address.is_v4() ? options.ipv4_prefix : options.ipv6_prefix;
    std::array<std::uint8_t, 16> octets{};
    auto const given = address.octets();
    for (std::size_t i = 0; i < given.size(); ++i) {
        auto const bits = prefix > 8 * i ? std::min<std::size_t>(prefix - 8 * i, 8) : 0;
        octets[i] = static_cast<std::uint8_t>(given[i] & (0xff00U >> bits));
    }
    auto const network = address.is_v4() ? IpAddress(std::array{octets[0], octets[1], octets[2], octets[3]})
                                         : IpAddress(octets);
    return network.to_string() + "/" + std::to_string(prefix);
}

/// A recipient: letter case matters in a digest, and in practice nowhere else.
struct TallyRecipient {
    std::string_view address;
    Redaction redaction = Redaction::none;
};

/// The hashes of the recipients who can be told apart, each once and in order.
[[nodiscard]] inline std::string recipient_hashes(std::vector<TallyRecipient> const& recipients) {
    using Hash = std::array<std::uint8_t, 8>;
    std::vector<Hash> hashes;
    for (auto const& one : recipients) {
        bool const is_hashed = one.redaction == Redaction::hashed;
        if (one.address.empty() || (one.redaction != Redaction::none && !is_hashed)) continue;
        std::string text(one.address);
        if (!is_hashed) {
            for (char& c : text) c = lower(c);
        }
        auto const digest = sha256_half(text);
        std::memcpy(hashes.emplace_back().data(), digest.data(), sizeof(Hash));
    }
    std::sort(hashes.begin(), hashes.end());
    hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
    std::string out;
    for (auto const& one : hashes) out.append(reinterpret_cast<char const*>(one.data()), one.size());
    return out;
}

}  // namespace arf::detail
