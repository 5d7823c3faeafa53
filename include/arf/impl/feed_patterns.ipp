// SPDX-License-Identifier: BSL-1.0
// Which line of the table of feeds fits a report.
#pragma once

#include <algorithm>
#include <arf/detail/ascii.hpp>
#include <arf/dialect/feed.hpp>
#include <arf/grammar/path.hpp>
#include <arf/report.hpp>
#include <array>
#include <string>

namespace arf::detail {

/// The table is compared with addresses in lower case.
// not covered: the compiler alone runs it
static_assert(std::all_of(dialect::feed_patterns.begin(), dialect::feed_patterns.end(), [](auto const& line) {
    bool const is_sender = line.sign == dialect::FeedSign::domain || line.sign == dialect::FeedSign::address;
    return !is_sender ||
           std::all_of(line.pattern.begin(), line.pattern.end(), [](char c) { return lower(c) == c; });
}));

/// Who sent a complaint: its author, and who that was before a ticket system or a list put itself there.
class FeedSenders {
  public:
    explicit FeedSenders(Message const& carrier) {
        for (std::string_view const name : {"From", "X-RT-Originator", "X-Original-From"}) {
            auto const* const field = carrier.find(name);
            if (field == nullptr || field->is(Field::too_long)) continue;
            auto const text = unfolded(*field);
            if (auto const path = grammar::PathList(text).next()) add(path->address);
        }
    }

    [[nodiscard]] bool has_address(std::string_view pattern) const noexcept {
        return std::any_of(senders_.begin(), senders_.begin() + count_,
                           [pattern](Sender const& sender) { return sender.address == pattern; });
    }
    /// What stands before `pattern` in the domain of a sender ("comcastfbl" before "senderscore.net"), empty
    /// where nothing does; none where no sender is there.
    [[nodiscard]] std::optional<std::string_view> below(std::string_view pattern) const noexcept {
        for (auto sender = senders_.begin(); sender != senders_.begin() + count_; ++sender) {
            auto host = std::string_view(sender->address).substr(sender->domain);
            if (!host.ends_with(pattern)) continue;
            host.remove_suffix(pattern.size());
            if (host.empty()) return host;
            if (host.size() > 1 && host.ends_with('.')) return host.substr(0, host.size() - 1);
        }
        return {};
    }

  private:
    struct Sender {
        std::string address;     ///< in lower case
        std::size_t domain = 0;  ///< where it starts
    };

    void add(std::string_view address) {
        auto& sender = senders_[static_cast<std::size_t>(count_++)];
        sender.address = address;
        for (char& c : sender.address) c = lower(c);
        sender.domain = address.size() - MailPath{address, {}}.domain().size();
    }

    std::array<Sender, 3> senders_;
    std::ptrdiff_t count_ = 0;
};

/// Whether a text can be the name of a brand: one word of letters, digits, "." and "-".
[[nodiscard]] inline bool is_brand(std::string_view text) noexcept {
    constexpr std::size_t most = 64;
    return !text.empty() && text.size() <= most && std::all_of(text.begin(), text.end(), [](char c) {
        return (lower(c) >= 'a' && lower(c) <= 'z') || is_digit(c) || c == '.' || c == '-';
    });
}

/// The brand in a host name of Return Path, now Validity: "comcastfbl", "mailru", "fbl-opensrs.app" (FORMATS
/// 7.3).
[[nodiscard]] inline std::string_view brand_in(std::string_view host) noexcept {
    host = host.substr(0, host.find('.'));
    if (starts_with_ignoring_case(host, "fbl-")) return host.substr(4);
    bool const ends_so = host.size() > 3 && equal_ignoring_case(host.substr(host.size() - 3), "fbl");
    return ends_so ? host.substr(0, host.size() - 3) : host;
}

/// Puts the brand behind "validity/": from the host name, else from the field Source; without it "validity".
[[nodiscard]] inline std::string complete_feed(Report const& report, std::string_view feed,
                                               std::string_view host) {
    std::string brand(brand_in(host));
    for (auto const& field : report.extensions) {
        if (!is_brand(brand) && equal_ignoring_case(field.name(), "Source")) brand = unfolded(field);
    }
    if (!is_brand(brand)) return std::string(feed.substr(0, feed.size() - 1));
    for (char& c : brand) c = lower(c);
    return std::string(feed).append(brand);
}

/// Whether a line of the table fits.
[[nodiscard]] inline bool fits(dialect::FeedPattern const& line, Report const& report, Message const& carrier,
                               FeedSenders const& senders) {
    using enum dialect::FeedSign;
    switch (line.sign) {
        case format:
            return name(report.format) == line.pattern;
        case address:
            return senders.has_address(line.pattern);
        case domain:
            return senders.below(line.pattern).has_value();
        case user_agent:
            return report.user_agent && starts_with_ignoring_case(*report.user_agent, line.pattern);
        case carrier_field:
            return carrier.find(line.pattern) != nullptr;
        case subject:
            return carrier.subject && starts_with_ignoring_case(*carrier.subject, line.pattern);
    }
    return false;  // not covered: every sign returns above
}

/// Report::feed() of a complaint whose carrier has been read.
[[nodiscard]] inline std::string feed_from(Report const& report, Message const& carrier) {
    FeedSenders const senders(carrier);
    for (auto const& line : dialect::feed_patterns) {
        if (!fits(line, report, carrier, senders)) continue;
        if (!line.feed.ends_with('/')) return std::string(line.feed);
        bool const has_host = line.sign == dialect::FeedSign::domain;
        auto const host = has_host ? senders.below(line.pattern) : std::nullopt;
        return complete_feed(report, line.feed, host.value_or(std::string_view{}));
    }
    return {};
}

}  // namespace arf::detail
