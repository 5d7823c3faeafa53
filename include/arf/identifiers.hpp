// SPDX-License-Identifier: BSL-1.0
// What senders write into a message to recognise it when it comes back: identifiers, unsubscribe links,
// tokens in return paths; and the verdicts of outbound filters. Read on demand.
#pragma once

#include <arf/config.hpp>
#include <arf/message.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// All functions here take any bytes, throw nothing but std::bad_alloc, are linear in their input and safe to
/// call from several threads at once. All structures own their text. Nothing is ever fetched.
namespace arf {

/// How much is read: what stands behind is left where it is, in Message::fields.
inline constexpr std::size_t max_list_uris = 100;  ///< URIs of one List-Unsubscribe
/// Bytes of an X-MSFBL; a longer one is not read.
inline constexpr std::size_t max_msfbl_size = std::size_t{64} << 10U;
inline constexpr std::size_t max_filter_verdicts = 100;  ///< verdicts of one message

/// The URIs of a List-Unsubscribe field in order, the preferred one first (RFC 2369, section 2); empty where
/// the value does not start with "<", comments aside. White space inside the brackets is removed. As the RFC
/// asks, what follows an item that is not in brackets is ignored, and so is what stands between an item and
/// its comma. At most max_list_uris.
[[nodiscard]] ARF_DECL std::vector<std::string> read_list_unsubscribe(std::string_view value);
/// Whether List-Unsubscribe-Post holds exactly "List-Unsubscribe=One-Click" (RFC 8058, section 3.1), blanks
/// around it aside.
[[nodiscard]] ARF_DECL bool is_one_click(std::string_view list_unsubscribe_post);

/// The value of a List-Id field (RFC 2919, section 3).
struct ListId {
    std::string id;           ///< inside the brackets; the whole value where there are none
    std::string description;  ///< the phrase before it, quotes removed, decoded (RFC 2047); often empty
};
[[nodiscard]] ARF_DECL ListId read_list_id(std::string_view value);

/// The value of a Feedback-ID field, "a:b:c:SenderId", read from the right (FORMATS 3.4).
struct FeedbackId {
    std::string sender_id;  ///< the last part: stable, names the sender
    std::vector<std::string>
        campaign_parts;  ///< the parts before it, at most the three next to it, in their order
    std::string raw;     ///< the whole value, trimmed
};
/// Nothing where the value is empty or has no SenderId. One that is not of 5 to 15 characters, as Google
/// asks, is one all the same; a value without ":" is a SenderId alone; a campaign part can be empty.
[[nodiscard]] ARF_DECL std::optional<FeedbackId> read_feedback_id(std::string_view value);

/// The value of a CFBL-Address field (RFC 9477, section 5.1).
struct CfblAddress {
    std::string address;  ///< addr-spec
    std::string report;   ///< "arf", "xarf" or what else stands there; empty where there is no parameter
                          ///< (which means arf)
};
/// Nothing where the value does not start with an address. The name of the parameter has letter case.
[[nodiscard]] ARF_DECL std::optional<CfblAddress> read_cfbl_address(std::string_view value);

/// The value of an X-MSFBL field of Momentum and its successors (FORMATS 3.4): both forms.
struct Msfbl {
    enum class Form : std::uint8_t {
        at_signs,  ///< base64 of "local@domain@binding@group@user"
        json,      ///< base64 MAC, "|", base64 JSON with the keys r, b, g, u
    };
    Form form{};
    std::string recipient;  ///< as the sending system knew it
    std::string binding;
    std::string binding_group;
    std::string user;  ///< the customer: "u", or else "customer_id" (QUIRK: one large sender has only this)
    std::string text;  ///< what the base64 holds, decoded
};
/// Nothing where neither form can be read (QUIRK: other systems put base64 of their own there), or where the
/// value has more than max_msfbl_size bytes or nests deeper than 32 levels. What a form does not say is
/// empty. The MAC is not checked: its key is the sender's.
[[nodiscard]] ARF_DECL std::optional<Msfbl> read_msfbl(std::string_view value);

/// What a return path hides (FORMATS 3.4): a token of the system that sent the message.
struct ReturnPathToken {
    enum class Scheme : std::uint8_t {
        verp,  ///< "bounce+alice=example.org@example.com": the recipient
        srs0,  ///< "SRS0=HHH=TT=example.org=alice@example.com": the sender before a forward
        srs1,  ///< "SRS1=HHH=example.org==HHH=TT=example.net=alice@example.com"
        batv,  ///< "prvs=1234abcdef=alice@example.com": the sender, signed (draft-levine-smtp-batv)
    };
    Scheme scheme{};
    std::string prefix;  ///< of VERP: what stands before the recipient ("bounce"); else empty
    std::string tag;  ///< of SRS and BATV: hash and time stamp, as written; else empty. Of SRS1: both hashes,
                      ///< the first forwarder and the time stamp
    std::string address;  ///< the address it hides, "alice@example.org"
};
/// Nothing where the address follows none of these schemes, or where it cannot be told where the recipient
/// begins in it: see read_verp() in grammar/verp.hpp for what is taken. Schemes can be nested: the address of
/// a BATV token may be a VERP, and can be read again. Letter case of the scheme's name is ignored.
/// @param address  an addr-spec, with or without angle brackets.
[[nodiscard]] ARF_DECL std::optional<ReturnPathToken> read_return_path_token(std::string_view address);

/// What a filter wrote about a message when it passed: of the sending side's own filter it is the answer to
/// "why did we let it out?".
struct FilterVerdict {
    enum class Class : std::uint8_t {
        unknown,  ///< the field does not say it plainly
        clean,
        suspicious,
        spam,
        virus,
    };
    Class verdict = Class::unknown;
    std::string filter;           ///< whose field it is by its name: "expurgate", "SpamAssassin", "Exchange",
                                  ///< ...; empty where many use it. Others can write such a field, too
    std::string field;            ///< name of the field, as written
    std::string value;            ///< unfolded, trimmed
    std::optional<double> score;  ///< where the field states one
    std::optional<double> threshold;  ///< where the field states what score makes spam
};
/// The verdicts in the fields of a message in order, at most max_filter_verdicts. The table stands in
/// impl/filter_verdicts.ipp: one line a field. A field that is over ParseOptions::max_field_bytes is not
/// read.
[[nodiscard]] ARF_DECL std::vector<FilterVerdict> filter_verdicts(Message const& message);

}  // namespace arf

#if defined(ARF_HEADER_ONLY)
#include <arf/impl/identifiers.ipp>
#endif
