// SPDX-License-Identifier: BSL-1.0
// The answers of attribute(), and what it is told: values only.
#pragma once

#include <arf/config.hpp>
#include <arf/identifiers.hpp>
#include <arf/report.hpp>
#include <arf/trace.hpp>
#include <arf/value/network.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace arf {

/// How sure an answer is, if the report is what it says: anybody can write one, header and all. Trust has the
/// facts for believing it.
enum class Confidence : std::uint8_t {
    none,    ///< there is no answer
    low,     ///< one place says so, and anybody could have written it
    medium,  ///< the reporter says so, or two places that do not depend on each other agree
    high,    ///< only we could have written it, or report and trace agree
};
[[nodiscard]] constexpr std::string_view name(Confidence confidence) noexcept {
    switch (confidence) {
        case Confidence::low:
            return "low";
        case Confidence::medium:
            return "medium";
        case Confidence::high:
            return "high";
        case Confidence::none:
            break;
    }
    return "none";
}

/// Where an answer comes from.
struct Provenance {
    enum class Place : std::uint8_t {
        nowhere,
        report,    ///< a field of the report part, a line of its text, a key of its document
        original,  ///< a header field of the original message
        hop,       ///< a Received field of the original message
        carrier,   ///< a header field of the message that brought the report
        token,     ///< a token inside a field, taken apart by a decoder
    };
    Place place = Place::nowhere;
    std::string name;     ///< of the field ("Original-Rcpt-To"), or of the decoder of a token
    std::string field;    ///< of a token: the field that it stands in; else empty
    std::size_t hop = 0;  ///< of a hop: its index in received(), 0 is the newest
    std::string_view
        text;  ///< the bytes themselves, as received; valid as long as the Attribution. May be empty
};
[[nodiscard]] ARF_DECL std::string_view name(Provenance::Place place) noexcept;

/// One answer. No value is a proper answer: `reason` then says why there is none.
template <class T>
struct Answer {
    std::optional<T> value;
    Confidence confidence = Confidence::none;
    Provenance from;
    std::string reason;  ///< one line for people: why this value, why so sure

    [[nodiscard]] explicit operator bool() const noexcept { return value.has_value(); }
};

/// What a token decoder finds in a field. Empty texts are no answers.
struct Token {
    std::string account;
    std::string recipient;
    std::string campaign;
    std::string customer;
};

/// Takes a token of the caller's own apart: a pattern, or a function.
struct TokenDecoder {
    std::string name;   ///< shown in Provenance::name
    std::string field;  ///< where to look: "Return-Path" (Original-Mail-From and Return-Path), "Message-ID",
                        ///< "List-Unsubscribe", "CFBL-Feedback-ID", "Feedback-ID", or any other header field
                        ///< of the original
    /// What the whole value looks like, with captures in braces:
    /// "bounce-{campaign}-{recipient}@bounces.example.com". {account}, {recipient}, {campaign} and
    /// {customer} are captured, "*" is any text; each takes as little as the text behind it allows, and the
    /// whole value must fit. Letters compare without case. In {recipient} the last "=" stands for "@" where
    /// there is no other. A pattern with another name in braces, or with two captures and nothing between
    /// them, fits nothing. Ignored where `function` is set.
    std::string pattern;
    std::function<std::optional<Token>(std::string_view value)> function;
    /// Only we can have made what it accepts (it checks a MAC): answers are of high confidence. Others are of
    /// medium confidence in mail that came from us, and of low confidence in any other.
    bool authentic = false;
};

/// What is ours. Nothing is needed; the more is told, the more can be answered.
struct AttributionOptions {
    /// Addresses of our mail servers, the private ones among them included; not those of load balancers and
    /// of address translation, behind which others stand. Where any is told, a server whose address is not
    /// among them is not ours whatever its name: names in the DNS are chosen by those who hold the address.
    std::vector<Network> my_networks;
    std::vector<std::string> my_hosts;  ///< their names; ".example.com" stands for all names below it
    std::vector<std::string>
        my_domains;  ///< domains that our users send from; their subdomains are ours as well
    /// Names of our servers in Authentication-Results that they write on arriving mail (authserv-id). They
    /// have to remove those that arrive with such a name (RFC 8601, section 5).
    std::vector<std::string> my_authserv_ids;
    std::vector<TokenDecoder> decoders;
    /// Secret for CFBL-Feedback-IDs of the form "data:mac", mac the HMAC-SHA-256 of data in hex, at least 16
    /// digits of it (RFC 9477, section 6.3 asks to check one). Where it is right, what a decoder finds in the
    /// field is authentic; where it is wrong, nothing in it is believed. Empty: no identifier is checked.
    std::string cfbl_secret;
};

/// The machine that handed a message in: what tells a customer which device at home it was.
struct Device {
    std::optional<IpAddress> ip;
    std::optional<std::uint16_t>
        port;                      ///< behind a carrier-grade NAT it takes the port to tell customers apart
    std::string helo;              ///< "[192.168.1.20]", "DESKTOP-AB12"
    std::string protocol;          ///< "ESMTPSA", "HTTP", "local"
    std::string queue_id;          ///< what to look for in our log; empty where it is a version (Exchange)
    std::string mailer;            ///< X-Mailer, User-Agent
    std::string script;            ///< X-PHP-Originating-Script and its kin
    std::optional<DateTime> date;  ///< when it was handed in; `raw` is empty
    std::optional<std::int32_t>
        utc_offset;  ///< of the clock in the message's Date field, in minutes east of UTC
};

/// What one hop of the original is to us.
enum class HopRole : std::uint8_t {
    reporter,    ///< inside the reporter's network
    boundary,    ///< where the reporter took the message over: the last hop that the reporter vouches for
    ours,        ///< inside our network
    submission,  ///< where our user handed the message in
    claimed,     ///< below all that, or below a server of others: anybody could have written it
};
[[nodiscard]] ARF_DECL std::string_view name(HopRole role) noexcept;

/// One hop of the original's way, the newest first.
struct Hop {
    Received received;
    HopRole role = HopRole::claimed;
    Field const* field = nullptr;  ///< in Message::fields of the original; valid as long as the Attribution
};

/// Facts for believing the report itself (FORMATS 9.9). An absent one was not told.
struct Trust {
    std::optional<bool> carrier_authenticated;  ///< the topmost Authentication-Results of ours on the carrier
                                                ///< says dkim, spf or dmarc pass
    /// ... and for the domain in the carrier's From field, or one above or below it
    std::optional<bool> carrier_aligned;
    std::string carrier_authentication;  ///< that field, unfolded
    std::vector<std::string>
        names_of_mine;  ///< what the report or the original names that is ours: "source_ip 192.0.2.1", ...
    std::optional<bool>
        report_agrees_with_original;    ///< Source-IP is what the trace says, sender and Message-ID match
    std::optional<bool> cfbl_id_valid;  ///< the MAC of CFBL-Feedback-ID; absent without secret or identifier
};

/// Whom a complaint is about, as far as it can be told.
struct Attribution {
    Answer<IpAddress> source;  ///< the address that handed the mail over to the reporter (FORMATS 5.4)
    Answer<std::uint16_t> source_port;
    Answer<std::string> recipient;                    ///< who complained (FORMATS 1.8)
    Redaction recipient_redaction = Redaction::none;  ///< how the address in `recipient` was made unreadable
    Answer<std::string> message_id;
    Answer<std::string> campaign;            ///< Feedback-ID, X-Campaign..., List-Id
    Answer<std::string> customer;            ///< whose campaign it was, at services that send for others
    Answer<std::string> account;             ///< which of our users sent it
    Answer<Device> device;                   ///< the submission hop
    Answer<FilterVerdict> outbound_verdict;  ///< what our own filter had said
    std::vector<Hop> hops;
    std::vector<std::string>
        conflicts;  ///< places that state different values of one answer, one line each for people
    Trust trust;

  private:
    friend struct detail::Access;
    detail::StoragePointer storage_;  // what the views point into, where it is not the caller's message
};

}  // namespace arf
