// SPDX-License-Identifier: BSL-1.0
// Feedback-Type, Auth-Failure, Delivery-Result: keywords from registries that may grow.
#pragma once

#include <arf/grammar/bytes.hpp>
#include <arf/grammar/cfws.hpp>
#include <arf/value/keyword.hpp>
#include <array>
#include <cstddef>
#include <string_view>

namespace arf::grammar {

/// A registered keyword and its value.
template <class E>
struct Registered {
    std::string_view keyword;
    E value;
};

/// FORMATS 1.5, the registered and the known.
inline constexpr auto feedback_types = std::to_array<Registered<FeedbackType>>({
    {"abuse", FeedbackType::abuse},
    {"fraud", FeedbackType::fraud},
    {"virus", FeedbackType::virus},
    {"other", FeedbackType::other},
    {"not-spam", FeedbackType::not_spam},
    {"auth-failure", FeedbackType::auth_failure},
    {"opt-out", FeedbackType::opt_out},
    {"opt-out-list", FeedbackType::opt_out_list},
    {"miscategorized", FeedbackType::miscategorized},
    {"dkim", FeedbackType::dkim},
    {"xarf", FeedbackType::xarf},
});

inline constexpr auto auth_failures = std::to_array<Registered<AuthFailure>>({
    {"adsp", AuthFailure::adsp},
    {"bodyhash", AuthFailure::bodyhash},
    {"revoked", AuthFailure::revoked},
    {"signature", AuthFailure::signature},
    {"spf", AuthFailure::spf},
    {"dmarc", AuthFailure::dmarc},
});

inline constexpr auto delivery_results = std::to_array<Registered<DeliveryResult>>({
    {"delivered", DeliveryResult::delivered},
    {"spam", DeliveryResult::spam},
    {"policy", DeliveryResult::policy},
    {"reject", DeliveryResult::reject},
    {"other", DeliveryResult::other},
});

/// A keyword in any case, with blanks and comments around it. Any text is taken: what is not registered is
/// E::unknown with its text. (A table and not x3::symbols, which allocates.)
template <class E, std::size_t N>
[[nodiscard]] constexpr Keyword<E> read_keyword(std::string_view text,
                                                std::array<Registered<E>, N> const& registry) noexcept {
    text = trim_cfws(text);
    for (auto const& [keyword, value] : registry) {
        if (equal_ignoring_case(text, keyword)) return {value, text};
    }
    return {E::unknown, text};
}

/// The kind of a report.
///
///     feedback-type = "Feedback-Type:" [CFWS] token [CFWS] CRLF                      (RFC 5965, section 3.5)
///
/// Takes      "abuse", " Abuse ", "NOT-SPAM", "abuse (by a person)", "opt-out", and as unknown "spam", "",
///            "abuse fraud"
/// Refuses    nothing
/// In the wild: "spam", "opt-out" and other types of drafts or of nobody's.
[[nodiscard]] constexpr Keyword<FeedbackType> read_feedback_type(std::string_view text) noexcept {
    return read_keyword(text, feedback_types);
}

/// What failed.
///
///     auth-failure = "Auth-Failure:" [CFWS] token [CFWS] CRLF                        (RFC 6591, section 4)
///
/// Takes      "bodyhash", " DMARC ", "spf (softfail)", and as unknown "", "arc"
/// Refuses    nothing
/// In the wild: "dmarc" is from RFC 7489, section 7.3.1.
[[nodiscard]] constexpr Keyword<AuthFailure> read_auth_failure(std::string_view text) noexcept {
    return read_keyword(text, auth_failures);
}

/// What became of the message.
///
///     delivery-result = "Delivery-Result:" [CFWS] token [CFWS] CRLF                  (RFC 6591, section 4)
///
/// Takes      "delivered", " Spam ", "reject (550)", and as unknown "", "smg-policy-action"
/// Refuses    nothing
/// In the wild: "smg-policy-action" (Symantec's gateway).
[[nodiscard]] constexpr Keyword<DeliveryResult> read_delivery_result(std::string_view text) noexcept {
    return read_keyword(text, delivery_results);
}

}  // namespace arf::grammar
