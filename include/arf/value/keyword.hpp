// SPDX-License-Identifier: BSL-1.0
// Keyword<E>: an open enumeration, and the registered keywords of the MARF family.
#pragma once

#include <cstdint>
#include <string_view>

namespace arf {

/// A keyword from a registry that may grow: the known value, and always the text as it was written.
///
/// `value` is E::unknown where the text is not registered; a report with such a keyword stays a report
/// (RFC 5965, section 6; RFC 6650, section 4.5).
template <class E>
struct Keyword {
    E value = E::unknown;
    std::string_view raw;  ///< trimmed, comments removed, upper and lower case as written

    friend bool operator==(Keyword const& keyword, E known) noexcept { return keyword.value == known; }
};

/// Feedback-Type (RFC 5965, section 7.3; RFC 6430; RFC 6591; drafts and private use as FORMATS 1.5 lists
/// them).
enum class FeedbackType : std::uint8_t {
    unknown,
    abuse,
    fraud,
    virus,
    other,
    not_spam,
    auth_failure,
    opt_out,
    opt_out_list,
    miscategorized,
    dkim,
    xarf,
};

/// Auth-Failure (RFC 6591, section 3.2.3; `dmarc` from RFC 7489, section 7.3.1).
enum class AuthFailure : std::uint8_t { unknown, adsp, bodyhash, revoked, signature, spf, dmarc };

/// Delivery-Result (RFC 6591, section 3.2.2).
enum class DeliveryResult : std::uint8_t { unknown, delivered, spam, policy, reject, other };

}  // namespace arf
