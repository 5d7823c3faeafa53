// SPDX-License-Identifier: BSL-1.0
// X-MSFBL: what stands around the base64, and what an older one holds.
#pragma once

#include <arf/grammar/cfws.hpp>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace arf::grammar {

/// The encoded halves of an X-MSFBL without white space; views into the value.
struct MsfblText {
    std::string_view mac;      ///< empty in the older form
    std::string_view payload;  ///< base64
    bool has_mac = false;
};

inline constexpr ByteSet base64_bytes{letter | digit | ByteSet{"+/="}};

/// Splits an X-MSFBL from which white space was removed.
///
///     msfbl = [base64 "|"] base64                                                    (FORMATS 3.4)
///
/// Takes      "YWJj", "bWFj|eyJyIjoiIn0="
/// Refuses    "", "|", "a|", "|a", "a|b|c", "a@b", "redacted by us"
/// In the wild: other systems put base64 of their own there.
[[nodiscard]] constexpr std::optional<MsfblText> split_msfbl(std::string_view text) noexcept {
    auto const bar = text.find('|');
    MsfblText result;
    result.has_mac = bar != text.npos;
    result.mac = result.has_mac ? text.substr(0, bar) : std::string_view{};
    result.payload = result.has_mac ? text.substr(bar + 1) : text;
    if (result.payload.empty() || (result.has_mac && result.mac.empty())) return {};
    if (!base64_bytes.has_all(result.mac) || !base64_bytes.has_all(result.payload)) return {};
    return result;
}

/// What the older form holds; views into the decoded text.
struct MsfblRecipient {
    std::string_view address;  ///< local@domain
    std::string_view binding;
    std::string_view binding_group;
    std::string_view user;
};

/// Reads the decoded text of the older form.
///
///     text = local "@" domain "@" binding "@" bindinggroup "@" userstring            (FORMATS 3.4)
///
/// Takes      "alice@example.org@binding-1@group@customer-7", "alice@example.org@@@", a user with "@" in it
/// Refuses    "", "alice@example.org", "a@b@c@d", "@example.org@b@g@u", "a@@b@g@u",
///            blanks and control characters in the address
/// In the wild: user strings of several parts with ":" or "@" between them.
[[nodiscard]] constexpr std::optional<MsfblRecipient> read_msfbl_recipient(std::string_view text) noexcept {
    std::array<std::size_t, 4> at{};
    std::size_t from = 0;
    for (auto& position : at) {
        position = text.find('@', from);
        if (position == text.npos) return {};
        from = position + 1;
    }
    auto const between = [&](std::size_t i) { return text.substr(at[i] + 1, at[i + 1] - at[i] - 1); };
    auto const address = text.substr(0, at[1]);
    if (at[0] == 0 || at[1] == at[0] + 1 || !(~(blank | control)).has_all(address)) return {};
    return MsfblRecipient{address, between(1), between(2), text.substr(from)};
}

}  // namespace arf::grammar
