// SPDX-License-Identifier: BSL-1.0
// Mail addresses: one (Original-Mail-From, Return-Path) or a list of them (Original-Rcpt-To, From, To).
#pragma once

#include <arf/grammar/cfws.hpp>
#include <arf/grammar/parse.hpp>
#include <arf/grammar/plain_path.hpp>
#include <arf/grammar/quoted_string.hpp>
#include <arf/grammar/redaction.hpp>
#include <arf/value/mail_path.hpp>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

namespace arf::grammar {

/// Any word that can stand for an address: quoted strings, and whatever has no blank and no mark of the
/// syntax in it.
///
///     addr-spec = local-part "@" domain                                              (RFC 5322,
///     section 3.4.1)
///
/// Takes      "a@b.example", "\"a b\"@c.example", "a@[192.0.2.1]", "a@[IPv6:2001:db8::1]", "redacted@",
///            "redacted", "MAILER-DAEMON", "***@example.com", "[removed]@example.com", UTF-8
/// Refuses    "", "a b@c.example", "a@b.example,c@d.example", "a(c)@b.example", "\"a@b.example",
///            "<a@b.example>"
/// In the wild: words without "@" where reporters redact, "MAILER-DAEMON".
inline auto const addr_spec = x3::rule<struct addr_spec_class, std::string_view>{"addr-spec"} =
    x3::raw[+(+~(blank | control | ByteSet{"<>()\",;"}) | ('"' >> quoted_content >> '"'))][to_view];

/// An address in angle brackets, its route cut off; or nothing in them.
///
///     path  = "<" [ A-d-l ":" ] mailbox ">"                                          (RFC 5321,
///     section 4.1.2) A-d-l = at-domain *( "," at-domain )
///
/// Takes      "<a@b.example>", "<>", "< a@b.example (c) >", "<@x.example,@y.example:a@b.example>",
///            "<redacted>"
/// Refuses    "", "<", "<a b>", "<a@b.example", "a@b.example", "<<a@b.example>>"
/// In the wild: blanks inside the brackets.
inline auto const angle_addr = x3::rule<struct angle_addr_class, std::string_view>{"angle-addr"} = [] {
    auto const route = '@' >> *~ByteSet{":<>"} >> ':';
    return '<' >> opt_cfws >> -route >> opt_cfws >> -addr_spec[to_value] >> opt_cfws >> '>';
}();

/// One address, alone or behind a name.
///
///     reverse-path = path / "<>"                                                     (RFC 5321,
///     section 4.1.2) name-addr    = [display-name] [CFWS] "<" addr-spec ">" [CFWS]                  (RFC
///     5322, section 3.4)
///
/// Takes      "<>", "", "<a@b.example>", "a@b.example", "Name <a@b.example>", "\"Q, N\" <a@b.example>",
///            "<@x.example,@y.example:a@b.example>", "a@b.example (c)", "a@b.example <c@d.example>",
///            "a@b.example;"
/// Refuses    "a b", "<a b>", "<Undisclosed Recipients>", "<a@b.example", "a@b.example>",
///            "a@b.example, c@d.example", "<a@b.example> <c@d.example>", "a@b.example (c"
/// In the wild: no brackets, empty (several feedback loops), a display name (mail clients that re-wrap), a
/// ";" behind (a generator of DMARC failure reports).
inline auto const reverse_path = x3::rule<struct reverse_path_class, MailPath>{"reverse-path"} = [] {
    auto const quoted = '"' >> quoted_content >> '"';
    auto const phrase = x3::raw[*(+~ByteSet{"<>(\""} | quoted | cfws)];
    auto const named = phrase[store_view<&MailPath::display_name>] >> angle_addr[store<&MailPath::address>];
    auto const bare = x3::eps[clear<&MailPath::display_name>] >> -addr_spec[store<&MailPath::address>];
    return opt_cfws >> (named | bare) >> opt_cfws >> -x3::lit(';') >> opt_cfws;
}();

/// A display name without the quotes around it, if it is one quoted string.
[[nodiscard]] inline std::string_view unquote(std::string_view name) noexcept {
    name = trim(name);
    if (!name.starts_with('"')) return name;
    return parse_all<std::string_view>(quoted_string, name).value_or(name);
}

/// Reads the text of a field that holds one address.
///
/// @return The address; the null path for "<>" and for an empty text; none where `reverse_path` does not
/// match.
[[nodiscard]] inline std::optional<MailPath> read_path(std::string_view text) noexcept {
    std::optional<MailPath> result(std::in_place);
    if (read_plain_path(text, *result)) return result;
    result = parse_all<MailPath>(reverse_path, text);
    if (!result) return result;
    result->display_name = unquote(result->display_name);
    result->redaction = redaction_of(result->address);
    return result;
}

/// Finds the ends of the items of an address list: a "," or ";" outside quotes, comments and angle brackets.
/// What does not close is text, and is not searched for again, so that the scan stays linear.
class ItemScanner {
  public:
    struct Item {
        std::string_view text;
        bool ends_with_comma = false;
    };

    explicit constexpr ItemScanner(std::string_view text) noexcept
        : at_(text.data()), last_(text.data() + text.size()) {}

    [[nodiscard]] constexpr bool at_end() const noexcept { return at_ == last_; }

    /// The next item, which may be blank. The name of a group, up to its ":", is dropped.
    constexpr Item next() noexcept {
        auto const* begin = at_;
        bool may_be_group = true;
        while (at_ != last_) {
            char const c = *at_;
            if (c == ',' || c == ';') {
                Item const item{{begin, static_cast<std::size_t>(at_ - begin)}, c == ','};
                ++at_;
                return item;
            }
            if (c == ':' && may_be_group) begin = at_ + 1;
            if (c == '@' || c == '<') may_be_group = false;
            at_ = behind(c);
        }
        return {{begin, static_cast<std::size_t>(at_ - begin)}, false};
    }

  private:
    /// Behind the quoted string, comment or angle brackets that open with c; else behind c alone.
    constexpr char const* behind(char c) noexcept {
        char const* end = nullptr;
        if (c == '"' && quotes_close_) quotes_close_ = (end = skip_quoted(at_)) != nullptr;
        if (c == '(' && comments_close_) comments_close_ = (end = skip_comment(at_, last_)) != nullptr;
        if (c == '<' && angles_close_) angles_close_ = (end = skip_angle(at_)) != nullptr;
        return end != nullptr ? end : at_ + 1;
    }
    [[nodiscard]] constexpr char const* skip_quoted(char const* first) const noexcept {
        while (++first != last_) {
            if (*first == '"') return first + 1;
            if (*first == '\\' && ++first == last_) break;
        }
        return nullptr;
    }
    [[nodiscard]] constexpr char const* skip_angle(char const* first) const noexcept {
        while (++first != last_) {
            if (*first == '>') return first + 1;
            if (*first == '"') {
                auto const* const quoted = skip_quoted(first);
                if (quoted == nullptr) return nullptr;
                first = quoted - 1;
            }
        }
        return nullptr;
    }

    char const* at_;
    char const* last_;
    bool quotes_close_ = true;
    bool comments_close_ = true;
    bool angles_close_ = true;
};

/// Reads a list of addresses one by one, without allocating.
///
///     mailbox-list = (mailbox *("," mailbox)) / obs-mbox-list                        (RFC 5322, section 3.4)
///     group        = display-name ":" [group-list] ";" [CFWS]
///
/// Takes      "a@b.example, <c@d.example>", "\"Q, N\" <a@b.example>,",
///            "team: a@b.example, c@d.example;, e@f.example", "Undisclosed recipients:;", "",
///            "redacted, redacted"
/// Skips      "a b" and "<Undisclosed Recipients>" as bad; "Doe" in "Doe, John <a@b.example>" as bad
/// In the wild: folded lists, empty fields, ";" between addresses.
///
/// @code
///     PathList list{text};
///     while (auto const path = list.next()) use(*path);
///     if (list.bad()) ...
/// @endcode
class PathList {
  public:
    /// @param text  The body of the field; the paths point into it.
    explicit constexpr PathList(std::string_view text) noexcept : text_(text), items_(text) {}

    /// The next readable address; none at the end of the list.
    [[nodiscard]] std::optional<MailPath> next() noexcept {
        std::optional<MailPath> path(std::in_place);
        if (std::exchange(at_start_, false) && read_plain_path(text_, *path)) {
            items_ = ItemScanner({});
            return path;
        }
        while (!items_.at_end()) {
            bool const behind_comma = std::exchange(comma_, false);
            auto const item = items_.next();
            comma_ = item.ends_with_comma;
            if (trim_cfws(item.text).empty()) continue;
            path = read_path(item.text);
            if (path && !is_piece_of_name(*path, behind_comma || comma_)) return path;
            bad_ = true;
        }
        path.reset();
        return path;
    }
    /// Whether an item so far was no address.
    [[nodiscard]] constexpr bool bad() const noexcept { return bad_; }

  private:
    /// A lone word beside a comma is half of a name like "Doe, John" rather than an address.
    static bool is_piece_of_name(MailPath const& path, bool beside_comma) noexcept {
        return beside_comma && !path.is_null() && !path.is_redacted() &&
               path.address.find('@') == std::string_view::npos;
    }

    std::string_view text_;
    ItemScanner items_;
    bool at_start_ = true;
    bool comma_ = false;
    bool bad_ = false;
};

}  // namespace arf::grammar
