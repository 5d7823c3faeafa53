// SPDX-License-Identifier: BSL-1.0
// List-Unsubscribe, List-Id, Feedback-ID and CFBL-Address: the grammar finds the pieces, here they become
// text.
#pragma once

#include <algorithm>
#include <arf/grammar/cfbl_address.hpp>
#include <arf/grammar/feedback_id.hpp>
#include <arf/grammar/list_id.hpp>
#include <arf/grammar/list_unsubscribe.hpp>
#include <arf/grammar/path.hpp>
#include <arf/identifiers.hpp>
#include <arf/impl/quoting.ipp>
#include <arf/mime/decode.hpp>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace arf {
namespace detail {

inline std::string without_blanks(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    std::copy_if(text.begin(), text.end(), std::back_inserter(out),
                 [](char c) { return !grammar::blank.has(c); });
    return out;
}

/// A phrase for people: quotes removed, encoded words decoded. QUIRK: encoded words stand inside quotes, too.
inline std::string phrase_text(std::string_view phrase) {
    auto const content = grammar::unquote(phrase);
    bool const quoted = content.data() != phrase.data();
    return mime::decode_text(quoted ? without_quoted_pairs(content) : std::string(content));
}

}  // namespace detail

ARF_DECL std::vector<std::string> read_list_unsubscribe(std::string_view value) {
    auto const text = mime::unfold(value);
    std::vector<std::string> uris;
    grammar::BracketedUris items{text};
    while (auto const uri = uris.size() < max_list_uris ? items.next() : std::nullopt)
        uris.push_back(detail::without_blanks(*uri));
    return uris;
}

ARF_DECL bool is_one_click(std::string_view list_unsubscribe_post) {
    return detail::trim(list_unsubscribe_post) == "List-Unsubscribe=One-Click";
}

ARF_DECL ListId read_list_id(std::string_view value) {
    auto const text = mime::unfold(value);
    auto const parts = grammar::read_list_id(text);
    return {std::string(parts.id), detail::phrase_text(parts.phrase)};
}

ARF_DECL std::optional<FeedbackId> read_feedback_id(std::string_view value) {
    auto text = mime::unfold(value);
    auto const parts = grammar::read_feedback_id(text);
    if (!parts) return {};
    FeedbackId id;
    id.sender_id = parts->sender_id;
    for (std::size_t i = 0; i < parts->campaign_part_count; ++i)
        id.campaign_parts.emplace_back(parts->campaign_parts[i]);
    id.raw = std::move(text);
    return id;
}

ARF_DECL std::optional<CfblAddress> read_cfbl_address(std::string_view value) {
    auto const text = mime::unfold(value);
    auto const parts = grammar::read_cfbl_address(text);
    if (!parts) return {};
    return CfblAddress{std::string(parts->address), std::string(parts->report)};
}

}  // namespace arf
