// SPDX-License-Identifier: BSL-1.0
// Feedback-ID.
#pragma once

#include <algorithm>
#include <arf/grammar/cfws.hpp>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace arf::grammar {

/// The parts of a Feedback-ID that count; views into the value.
struct FeedbackIdText {
    std::string_view sender_id;
    std::array<std::string_view, 3> campaign_parts;  ///< in their order; some may be empty
    std::size_t campaign_part_count = 0;
};

/// Splits the value of a Feedback-ID field from the right.
///
///     feedback-id = [a] ":" [b] ":" [c] ":" SenderId                                 (FORMATS 3.4)
///
/// Takes      "campaign:customer:mail:sender", "::x:sender", "sender", "b:c:sender",
///            "x:campaign:customer:mail:sender" (the leftmost of five is left out)
/// Refuses    "", "a:b:c:", ":"
/// In the wild: one part only; SenderIds outside the 5 to 15 characters that Google asks for.
[[nodiscard]] constexpr std::optional<FeedbackIdText> read_feedback_id(std::string_view text) noexcept {
    text = trim(text);
    auto colon = text.rfind(':');
    FeedbackIdText id;
    id.sender_id = trim(colon == text.npos ? text : text.substr(colon + 1));
    if (id.sender_id.empty()) return {};
    while (colon != text.npos && id.campaign_part_count != id.campaign_parts.size()) {
        text = text.substr(0, colon);
        colon = text.rfind(':');
        id.campaign_parts[id.campaign_part_count++] =
            trim(colon == text.npos ? text : text.substr(colon + 1));
    }
    std::reverse(id.campaign_parts.begin(),
                 id.campaign_parts.begin() + static_cast<std::ptrdiff_t>(id.campaign_part_count));
    return id;
}

}  // namespace arf::grammar
