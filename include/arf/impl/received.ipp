// SPDX-License-Identifier: BSL-1.0
// read_received() and received() of trace.hpp: from views to values that own their text.
#pragma once

#include <algorithm>
#include <arf/detail/ascii.hpp>
#include <arf/grammar/received.hpp>
#include <arf/mime/decode.hpp>
#include <arf/trace.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace arf {
namespace detail {

/// The words of a text with one blank between them.
[[nodiscard]] inline std::string single_blanks(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (char const c : text) {
        if (!is_blank(c)) {
            out += c;
        } else if (!out.empty() && out.back() != ' ') {
            out += ' ';
        }
    }
    return out;
}

/// The hop as a value that owns its text.
[[nodiscard]] inline Received own(grammar::ReceivedText const& text) {
    Received hop;
    hop.helo = text.helo;
    hop.rdns = text.rdns;
    hop.ip = text.ip;
    hop.port = text.port;
    hop.by = text.by;
    hop.by_ip = text.by_ip;
    hop.via = single_blanks(text.via);
    hop.with = single_blanks(text.with);
    hop.id = text.id;
    hop.envelope_for = text.envelope_for;
    hop.envelope_from = text.envelope_from;
    hop.authenticated_user = text.authenticated_user;
    hop.local_user = text.local_user;
    hop.authenticated = text.authenticated;
    hop.tls = text.tls;
    hop.date = text.date;
    if (hop.date) hop.date->raw = {};  // it would point into a text that does not outlive the call
    return hop;
}

}  // namespace detail

ARF_DECL Received read_received(std::string_view value) {
    auto raw = mime::unfold(value);
    auto hop = detail::own(grammar::read_received(raw));
    hop.raw = std::move(raw);
    return hop;
}

ARF_DECL std::vector<Received> received(Message const& message) {
    std::vector<Received> hops;
    for (auto const& field : message.fields) {
        if (hops.size() == max_received) break;
        if (detail::equal_ignoring_case(field.name(), "Received"))
            hops.push_back(read_received(field.body()));
    }
    return hops;
}

}  // namespace arf
