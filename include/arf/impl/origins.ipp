// SPDX-License-Identifier: BSL-1.0
// origins() of trace.hpp: the table of the fields that name where a message came from.
#pragma once

#include <arf/fields/name_map.hpp>
#include <arf/grammar/cfws.hpp>
#include <arf/grammar/client_address.hpp>
#include <arf/mime/decode.hpp>
#include <arf/trace.hpp>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace arf {
namespace detail {

struct OriginField {
    std::string_view name;
    Origin::Kind kind;
};

/// Who writes them: webmail, proxies and control panels of hosting servers (FORMATS 5.3). None of them has an
/// RFC but User-Agent (RFC 5536, section 3.2.13).
inline constexpr auto origin_fields = std::to_array<OriginField>({
    {"X-Originating-IP", Origin::Kind::address},
    {"X-Sender-IP", Origin::Kind::address},
    {"X-SenderIP", Origin::Kind::address},
    {"X-Source-IP", Origin::Kind::address},
    {"X-Client-IP", Origin::Kind::address},
    {"X-ClientIP", Origin::Kind::address},
    {"X-Remote-IP", Origin::Kind::address},
    {"X-Remote-Addr", Origin::Kind::address},
    {"X-Real-IP", Origin::Kind::address},
    {"X-Forwarded-For", Origin::Kind::address},
    {"X-AuthUser", Origin::Kind::user},
    {"X-Auth-User", Origin::Kind::user},
    {"X-Auth-ID", Origin::Kind::user},
    {"X-Authenticated-User", Origin::Kind::user},
    {"X-Authenticated-Sender", Origin::Kind::user},
    {"X-Authenticated-By", Origin::Kind::user},
    {"Authenticated-By", Origin::Kind::user},
    {"X-Authority", Origin::Kind::user},
    {"X-Get-Message-Sender-Via", Origin::Kind::user},
    {"X-PHP-Originating-Script", Origin::Kind::script},
    {"X-PHP-Script", Origin::Kind::script},
    {"X-PHP-Filename", Origin::Kind::script},
    {"X-Source", Origin::Kind::script},
    {"X-Source-Args", Origin::Kind::script},
    {"X-Source-Dir", Origin::Kind::script},
    {"X-Mailer", Origin::Kind::mailer},
    {"X-Newsreader", Origin::Kind::mailer},
    {"User-Agent", Origin::Kind::mailer},
});
inline constexpr fields::NameMap<origin_fields.size()> origin_field_names(origin_fields);

/// The first address of a list whose items blanks and commas part. QUIRK: proxies write
/// "192.0.2.1, 198.51.100.7", or "unknown" for one of them.
[[nodiscard]] inline std::optional<IpAddress> first_address(std::string_view list) {
    constexpr std::string_view separators = " \t,";
    while (true) {
        auto const start = list.find_first_not_of(separators);
        if (start == list.npos) return {};
        list.remove_prefix(start);
        auto const item = list.substr(0, list.find_first_of(separators));
        if (auto const address = grammar::read_client_address(item)) return address->ip;
        list.remove_prefix(item.size());
    }
}

/// Without comments around it and without its brackets.
[[nodiscard]] inline std::string_view bare_address(std::string_view text) {
    text = grammar::trim_cfws(text);
    bool const bracketed = text.size() >= 2 && text.front() == '[' && text.back() == ']';
    return bracketed ? trim(text.substr(1, text.size() - 2)) : text;
}

/// "33" of "33:mail.php": the user that the script ran as; empty where there is none.
[[nodiscard]] inline std::string_view script_user(std::string_view text) {
    auto const digits = text.substr(0, text.find_first_not_of("0123456789"));
    return digits.size() < text.size() && text[digits.size()] == ':' ? digits : std::string_view{};
}

/// "192.0.2.1" of "www.example.com/mail.php for 192.0.2.1": who asked for the page.
[[nodiscard]] inline std::string_view script_client(std::string_view text) {
    constexpr std::string_view mark = " for ";
    auto const at = text.rfind(mark);
    return at == text.npos ? std::string_view{} : text.substr(at + mark.size());
}

[[nodiscard]] inline Origin read_origin(Origin::Kind kind, Field const& field) {
    auto const text = mime::unfold(field.body());
    Origin origin{kind, std::string{field.name()}, text, {}, {}};
    if (kind == Origin::Kind::address) {
        origin.value = bare_address(text);
        origin.ip = first_address(origin.value);
    } else if (kind == Origin::Kind::script) {
        origin.user_id = script_user(text);
        origin.ip = first_address(script_client(text));
    }
    return origin;
}

}  // namespace detail

ARF_DECL std::vector<Origin> origins(Message const& message) {
    std::vector<Origin> found;
    for (auto const& field : message.fields) {
        auto const index = detail::origin_field_names.find(field.name());
        if (index == detail::origin_field_names.none) continue;
        auto origin = detail::read_origin(detail::origin_fields[index].kind, field);
        if (!origin.value.empty()) found.push_back(std::move(origin));
    }
    return found;
}

}  // namespace arf
