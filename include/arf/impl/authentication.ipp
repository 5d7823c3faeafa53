// SPDX-License-Identifier: BSL-1.0
// The bodies of arf/authentication.hpp: the fields of a message here, the three syntaxes beside it.
#pragma once

#include <arf/authentication.hpp>
#include <arf/detail/ascii.hpp>
#include <arf/impl/authentication_results.ipp>
#include <arf/impl/dkim_signature.ipp>
#include <arf/impl/received_spf.ipp>
#include <cstddef>
#include <string_view>
#include <vector>

namespace arf {
namespace detail {

/// Reads the fields of that name, from the top, at most `limit` of them. One over
/// ParseOptions::max_field_bytes is kept in Message::fields, and not read.
template <class Value>
[[nodiscard]] std::vector<Value> read_fields(Message const& message, std::string_view name,
                                             Value (*read)(std::string_view), std::size_t limit) {
    std::vector<Value> values;
    for (auto const& field : message.fields) {
        if (values.size() == limit) break;
        if (!field.is(Field::too_long) && equal_ignoring_case(field.name(), name))
            values.push_back(read(field.body()));
    }
    return values;
}

inline constexpr auto no_limit = static_cast<std::size_t>(-1);

}  // namespace detail

ARF_DECL std::vector<AuthenticationResults> authentication_results(Message const& message) {
    return detail::read_fields(message, "Authentication-Results", read_authentication_results,
                               detail::no_limit);
}

ARF_DECL std::vector<AuthenticationResults> arc_authentication_results(Message const& message) {
    return detail::read_fields(message, "ARC-Authentication-Results", read_arc_authentication_results,
                               max_arc_sets);
}

ARF_DECL std::vector<ReceivedSpf> received_spf(Message const& message) {
    return detail::read_fields(message, "Received-SPF", read_received_spf, detail::no_limit);
}

ARF_DECL std::vector<DkimSignature> dkim_signatures(Message const& message) {
    return detail::read_fields(message, "DKIM-Signature", read_dkim_signature, detail::no_limit);
}

}  // namespace arf
