// SPDX-License-Identifier: BSL-1.0
// What servers found out about who sent a message: Authentication-Results, Received-SPF, DKIM-Signature. Read
// on demand.
#pragma once

#include <arf/config.hpp>
#include <arf/message.hpp>
#include <arf/value/ip_address.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// All functions here take any bytes, throw nothing but std::bad_alloc, are linear in their input and safe to
/// call from several threads at once. All structures own their text.
namespace arf {

/// One property of a result: "smtp.mailfrom=bounce.example.com" (RFC 8601, section 2.2).
struct AuthenticationProperty {
    /// ptype in lower case: "smtp", "header", "policy"; empty where it is missing (QUIRK: "action=none").
    std::string type;
    std::string name;   ///< in lower case
    std::string value;  ///< quotes removed; those of a local part stay: "\"a b\"@example.com"
};

/// One result: "dkim=fail (body hash) reason=... header.d=example.com" (RFC 8601, section 2.2).
struct AuthenticationResult {
    std::string method;                ///< in lower case
    std::uint32_t method_version = 1;  ///< 1 where it is not written (RFC 8601, section 2.2)
    std::string result;                ///< in lower case
    std::string reason;                ///< quotes removed; empty where there is none
    /// The first comment behind the result or one of its properties, without parentheses; none inside those.
    std::string comment;
    std::vector<AuthenticationProperty> properties;  ///< in order, all of them

    /// The value of the first property "type.name", both in lower case; nullptr where there is none.
    [[nodiscard]] ARF_DECL std::string const* find(std::string_view type,
                                                   std::string_view name) const noexcept;
};

/// The value of an Authentication-Results field (RFC 8601, section 2.2), or of ARC-Authentication-Results
/// (RFC 8617, section 4.1.1).
struct AuthenticationResults {
    std::optional<std::uint8_t> instance;  ///< of ARC: 1 to 50
    /// Quotes removed. Empty where it is missing (QUIRK: Microsoft, ecelerity), or where the field holds a
    /// sentence.
    std::string authserv_id;
    /// Absent where it is not written, which means 1; also where it does not fit, and then `results` is
    /// empty.
    std::optional<std::uint32_t> version;
    bool none = false;                          ///< "none": nothing was checked
    std::vector<AuthenticationResult> results;  ///< empty where the version is not known (section 2.6)
    std::string raw;                            ///< the whole value, unfolded
};

/// How many results of one field, and how many properties of one result, are read; `raw` has all of them.
inline constexpr std::size_t max_authentication_results = 100;
/// How many ARC sets a message has at most (RFC 8617, section 4.2.1).
inline constexpr std::size_t max_arc_sets = 50;

/// Reads the value of an Authentication-Results field (RFC 8601, section 2.2).
///
/// Lenient: ";" may be missing before the name of a known method; a property may have no type; values need no
/// quotes; a comment or quoted string that does not close reaches to the end. What is neither result nor
/// property is left out.
/// @param value  what stands behind the colon, folded or not.
[[nodiscard]] ARF_DECL AuthenticationResults read_authentication_results(std::string_view value);
/// The same for ARC-Authentication-Results: "i=1;" stands before the rest (RFC 8617, section 4.1.1).
[[nodiscard]] ARF_DECL AuthenticationResults read_arc_authentication_results(std::string_view value);
/// Writes the value on one line as RFC 8601, section 2.2 wants it, without `raw`.
///
/// What a reader above has returned, the same reader reads back with the same members but `raw`. A missing
/// authserv-id is written as an empty string in quotes. Line ends become blanks, and bytes that no name has
/// are left out of names: no member can forge another field.
[[nodiscard]] ARF_DECL std::string to_string(AuthenticationResults const& results);

/// All Authentication-Results fields of a message, from the top. Linear in the header.
[[nodiscard]] ARF_DECL std::vector<AuthenticationResults> authentication_results(Message const& message);
/// The ARC-Authentication-Results fields of a message, the first max_arc_sets of them, from the top.
[[nodiscard]] ARF_DECL std::vector<AuthenticationResults> arc_authentication_results(Message const& message);

/// The value of a Received-SPF field (RFC 7208, section 9.1).
struct ReceivedSpf {
    struct Pair {
        std::string key;    ///< in lower case
        std::string value;  ///< quotes removed
    };
    std::string result;   ///< in lower case: pass, fail, softfail, neutral, none, temperror, permerror, ...
    std::string comment;  ///< the first one, without parentheses
    std::vector<Pair> pairs;  ///< in order, all of them
    /// The address that handed the mail over: of the first client-ip, or else the one that the comment names
    /// ("... designates 192.0.2.1 as permitted sender"). The best second source for it.
    std::optional<IpAddress> client_ip;
    std::string envelope_from;  ///< of the first such pair, without angle brackets
    std::string helo;           ///< of the first such pair
    std::string receiver;       ///< of the first such pair
    std::string raw;            ///< the whole value, unfolded
};

/// How many pairs of one Received-SPF field are read; `raw` has all of them.
inline constexpr std::size_t max_spf_pairs = 100;

/// Reads the value of a Received-SPF field (RFC 7208, section 9.1). Lenient: a value reaches to ";" or a
/// blank, and ";" may be missing. What is no pair is left out.
/// @param value  what stands behind the colon, folded or not.
[[nodiscard]] ARF_DECL ReceivedSpf read_received_spf(std::string_view value);
/// All Received-SPF fields of a message, from the top. Linear in the header.
[[nodiscard]] ARF_DECL std::vector<ReceivedSpf> received_spf(Message const& message);

/// The tags of a DKIM-Signature field (RFC 6376, section 3.5). Nothing is verified.
struct DkimSignature {
    struct Tag {
        std::string name;  ///< case matters (RFC 6376, section 3.2)
        /// Without blanks around it, and in b, bh and h without any: they mean nothing there.
        std::string value;
    };
    std::vector<Tag> tags;                   ///< in order, all of them
    std::string domain;                      ///< d=, in lower case
    std::string selector;                    ///< s=
    std::string identity;                    ///< i=; empty where it is not written
    std::string algorithm;                   ///< a=
    std::vector<std::string> signed_fields;  ///< h=, in lower case
    std::string raw;                         ///< the whole value, unfolded

    /// The value of the first tag of that name; nullptr where there is none.
    [[nodiscard]] ARF_DECL std::string const* find(std::string_view name) const noexcept;
};

/// How many tags of one DKIM-Signature field, and how many names of its h=, are read; `raw` has all of them.
inline constexpr std::size_t max_dkim_tags = 100;
inline constexpr std::size_t max_signed_fields = 1000;

/// Reads the value of a DKIM-Signature field (RFC 6376, sections 3.2 and 3.5). Of a repeated tag the first
/// counts; what is no tag is left out.
/// @param value  what stands behind the colon, folded or not.
[[nodiscard]] ARF_DECL DkimSignature read_dkim_signature(std::string_view value);
/// All DKIM-Signature fields of a message, from the top. Linear in the header.
[[nodiscard]] ARF_DECL std::vector<DkimSignature> dkim_signatures(Message const& message);

}  // namespace arf

#if defined(ARF_HEADER_ONLY)
#include <arf/impl/authentication.ipp>
#endif
