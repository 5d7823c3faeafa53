// SPDX-License-Identifier: BSL-1.0
// What tells a report from all others: the texts that its fingerprint is made of. docs/tally.md lists them;
// another list is another `version`, and tallies of both do not find each other's duplicates.
#pragma once

#include <nettle/sha2.h>

#include <algorithm>
#include <arf/detail/ascii.hpp>
#include <arf/impl/tally_pool.ipp>
#include <arf/report.hpp>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace arf::detail {

using Digest = std::array<std::uint8_t, 16>;

/// The first half of the SHA-256 of a text (RFC 6234).
[[nodiscard]] inline Digest sha256_half(std::string_view text) noexcept {
    sha256_ctx state;
    sha256_init(&state);
    sha256_update(&state, text.size(), reinterpret_cast<std::uint8_t const*>(text.data()));
    Digest half;
    sha256_digest(&state, half.size(), half.data());
    return half;
}

/// Texts, each with a mark of what it is and its size, so that no two lists look alike.
class Fingerprinter {
  public:
    explicit Fingerprinter(std::string_view kind) {
        text_.reserve(512);
        text('=', kind);
    }

    /// Of a long text the beginning counts, and its size.
    void text(char mark, std::string_view value, std::size_t most = 256) {
        text_.push_back(mark);
        append_varint(text_, value.size());
        text_.append(value.substr(0, most));
    }
    void text_if(char mark, std::optional<std::string_view> const& value) {
        if (value) text(mark, *value);
    }
    template <class E>
    void keyword(char mark, std::optional<Keyword<E>> const& value) {
        if (!value) return;
        auto const start = text_.size() + 1;
        text(mark, value->raw);
        for (auto at = start; at < text_.size(); ++at) text_[at] = lower(text_[at]);
    }
    void number(char mark, std::uint64_t value) {
        text_.push_back(mark);
        append_varint(text_, value);
    }
    void date(char mark, std::optional<DateTime> const& date) {
        if (!date) return;
        auto const instant = date->instant();
        if (!instant) return text('?', trim(date->raw));
        number(mark, static_cast<std::uint64_t>(instant->time_since_epoch().count()));
    }
    void address(char mark, std::optional<IpAddress> const& address) {
        if (!address) return;
        auto const octets = address->octets();
        text(mark, {reinterpret_cast<char const*>(octets.data()), octets.size()});
    }
    void path(char mark, std::optional<MailPath> const& path) {
        if (path) text(mark, path->address);
    }
    /// Of a long list the beginning counts, and its size.
    template <class T, class Put>
    void list(char mark, List<T> values, Put put) {
        constexpr std::size_t most = 32;
        number(mark, values.size());
        for (auto const& value : values.first(std::min(most, values.size()))) put(value);
    }

    [[nodiscard]] std::string_view view() const noexcept { return text_; }

  private:
    std::string text_;
};

/// Who the carrier is. Its identifier is one: RFC 5322, section 3.6.4.
inline void add_carrier(Fingerprinter& print, Message const& carrier) {
    if (carrier.message_id) return print.text_if('c', carrier.message_id);
    print.date('C', carrier.date);
}

inline void add_facts(Fingerprinter& print, Report const& report) {
    print.keyword('t', report.feedback_type);
    print.date('a', report.arrival_date);
    print.address('s', report.source_ip);
    if (report.source_port) print.number('p', *report.source_port);
    print.path('f', report.original_mail_from);
    print.list('r', report.original_rcpt_to, [&](MailPath const& one) { print.path('r', one); });
    print.list('d', report.reported_domain, [&](auto one) { print.text('d', one); });
    print.list('u', report.reported_uri, [&](auto one) { print.text('u', one); });
    if (report.incidents) print.number('n', *report.incidents);
    print.text_if('e', report.original_envelope_id);
    print.keyword('A', report.auth_failure);
    print.keyword('D', report.delivery_result);
    print.text_if('k', report.dkim_domain);
    print.text_if('K', report.dkim_selector);
    print.path('R', report.removal_recipient);
    print.list('x', report.redacted_address, [&](auto one) { print.text('x', one); });
    print.text_if('X', report.xarf_report_id);
    print.text_if('T', report.xarf_report_type);
}

/// The header of a message, as far as line ends and blanks before them do not matter: they change on the way.
[[nodiscard]] inline std::string plain_beginning(std::string_view bytes) {
    constexpr std::size_t most = 2048;
    std::string out;
    for (char const c : bytes.substr(0, most)) {
        if (c == '\r') continue;
        if (c == '\n') {
            while (!out.empty() && is_blank(out.back())) out.pop_back();
            if (out.ends_with('\n')) break;  // where the body starts
        }
        out.push_back(c);
    }
    constexpr std::size_t kept = 1024;
    return out.substr(0, kept);
}

inline void add_original(Fingerprinter& print, Report const& report) {
    print.text_if('i', report.original_message_id);
    if (!report.original) return;
    print.date('o', report.original->date);
    if (!report.original_message_id)
        print.text('h', plain_beginning(report.original->bytes()), std::string_view::npos);
}

/// What a document says, where no carrier tells it from another: the identifiers of services stand in there.
inline void add_document(Fingerprinter& print, List<Node> document) {
    constexpr std::size_t most = 256;
    if (document.empty()) return;
    print.number('N', document.size());
    for (auto const& node : document.first(std::min(most, document.size()))) {
        print.text('y', node.key, 64);
        print.text('v', node.text, 128);
    }
}

[[nodiscard]] inline Digest report_print(Report const& report, Message const& carrier) {
    Fingerprinter print("report 1");
    print.text('F', name(report.format));
    add_carrier(print, carrier);
    add_facts(print, report);
    add_original(print, report);
    if (!carrier.message_id) add_document(print, report.document);
    return sha256_half(print.view());
}

[[nodiscard]] inline std::string without_cr(std::string_view text) {
    std::string out(text);
    std::erase(out, '\r');
    return out;
}

/// A row stands in whatever batch a service made of its events: what else is in the batch does not count.
[[nodiscard]] inline Digest row_print(Report const& report, ReportRow const& row, Message const& carrier) {
    Fingerprinter print("row 1");
    print.text('F', name(report.format));
    add_carrier(print, carrier);
    print.address('s', row.source_ip);
    print.date('o', row.date);
    print.path('r', row.recipient);
    auto const lines = row.text.find('\r') == row.text.npos ? std::string() : without_cr(row.text);
    print.text('w', lines.empty() ? row.text : std::string_view(lines), std::size_t{8} << 10U);
    return sha256_half(print.view());
}

}  // namespace arf::detail
