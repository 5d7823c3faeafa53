// SPDX-License-Identifier: BSL-1.0
// The tags of DKIM-Signature (RFC 6376, sections 3.2 and 3.5).
#pragma once

#include <algorithm>
#include <arf/authentication.hpp>
#include <arf/grammar/cfws.hpp>
#include <arf/grammar/tag_list.hpp>
#include <arf/impl/authentication_results.ipp>
#include <arf/mime/decode.hpp>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace arf {
namespace detail {

/// Cuts what stands before the separator off the front of a text, and the separator.
[[nodiscard]] inline std::string_view take_up_to(std::string_view& rest, char separator) noexcept {
    auto const end = std::min(rest.find(separator), rest.size());
    auto const taken = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return taken;
}

/// The value of a tag. White space in base64 and in the list of fields is no part of it (RFC 6376,
/// section 3.5, of b, bh and h).
[[nodiscard]] inline std::string tag_value(grammar::TagSpec const& tag) {
    if (tag.name != "b" && tag.name != "bh" && tag.name != "h") return std::string(tag.value);
    std::string out;
    std::copy_if(tag.value.begin(), tag.value.end(), std::back_inserter(out),
                 [](char c) { return !grammar::blank.has(c); });
    return out;
}

/// The names of a list with ":" between them, in lower case; empty ones are left out.
[[nodiscard]] inline std::vector<std::string> field_names(std::string_view list) {
    std::vector<std::string> names;
    while (!list.empty() && names.size() < max_signed_fields) {
        auto const name = take_up_to(list, ':');
        if (!name.empty()) names.push_back(in_lower_case(name));
    }
    return names;
}

/// The value of the first tag of that name; empty where there is none.
[[nodiscard]] inline std::string_view first_tag(DkimSignature const& signature,
                                                std::string_view name) noexcept {
    auto const* const value = signature.find(name);
    return value == nullptr ? std::string_view() : std::string_view(*value);
}

}  // namespace detail

ARF_DECL std::string const* DkimSignature::find(std::string_view name) const noexcept {
    auto const found =
        std::find_if(tags.begin(), tags.end(), [&](auto const& tag) { return tag.name == name; });
    return found == tags.end() ? nullptr : &found->value;
}

ARF_DECL DkimSignature read_dkim_signature(std::string_view value) {
    DkimSignature signature;
    signature.raw = mime::unfold(value);
    for (std::string_view rest = signature.raw; !rest.empty() && signature.tags.size() < max_dkim_tags;) {
        auto const tag = grammar::read_tag(detail::take_up_to(rest, ';'));
        if (tag) signature.tags.push_back({std::string(tag->name), detail::tag_value(*tag)});
    }
    signature.domain = detail::in_lower_case(detail::first_tag(signature, "d"));
    signature.selector = detail::first_tag(signature, "s");
    signature.identity = detail::first_tag(signature, "i");
    signature.algorithm = detail::first_tag(signature, "a");
    signature.signed_fields = detail::field_names(detail::first_tag(signature, "h"));
    return signature;
}

}  // namespace arf
