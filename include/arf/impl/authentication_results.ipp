// SPDX-License-Identifier: BSL-1.0
// Authentication-Results and ARC-Authentication-Results, read and written (RFC 8601, section 2.2; RFC 8617,
// section 4.1.1; what real fields do: FORMATS 4.4).
#pragma once

#include <algorithm>
#include <arf/authentication.hpp>
#include <arf/grammar/authres.hpp>
#include <arf/impl/field_tokens.ipp>
#include <arf/impl/quoting.ipp>
#include <arf/mime/decode.hpp>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

namespace arf {
namespace detail {

[[nodiscard]] inline std::string in_lower_case(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), lower);
    return out;
}

/// Fills an AuthenticationResults from an unfolded value.
class AuthenticationResultsReader {
  public:
    AuthenticationResultsReader(std::string_view value, AuthenticationResults& results) noexcept
        : tokens_(value), into_(results) {}

    /// "i=1;" (RFC 8617, section 4.1.1). A number that no instance has is skipped with its ";".
    void read_instance() {
        if (!tokens_.take<grammar::x3::unused_type>(grammar::arc_instance_name)) return;
        tokens_.skip_cfws();
        auto const text = tokens_.take_value(value_end);
        auto const number = grammar::parse_all<std::uint8_t>(grammar::x3::uint_parser<std::uint8_t>{}, text);
        if (number && *number >= 1 && *number <= max_arc_sets) into_.instance = number;
        tokens_.skip_cfws();
        tokens_.skip(';');
    }

    /// All that stands behind an instance.
    void read_payload() {
        bool const may_mean_none = read_authserv_id();
        if (!read_version()) return;
        bool const says_none = read_results();
        into_.none = says_none && into_.results.empty();
        if (may_mean_none && into_.results.empty() && !into_.version && !into_.none) {
            into_.authserv_id.clear();
            into_.none = true;
        }
    }

  private:
    /// QUIRK: no authserv-id where a result comes first (Microsoft, ecelerity), or where the text is a
    /// sentence and no list of results.
    /// @return whether it is the word "none" without quotes, which says "no result" where nothing follows.
    bool read_authserv_id() {
        tokens_.skip_cfws();
        if (stands_at_name()) return false;
        auto const word = tokens_.take_value(grammar::blank | grammar::ByteSet{";(="});
        tokens_.skip_cfws();
        if (!tokens_.done() && !tokens_.stands_at(';') && !stands_at_name() &&
            !tokens_.peek<std::string_view>(grammar::authres_version) &&
            !tokens_.peek<grammar::x3::unused_type>(grammar::no_result)) {
            return false;
        }
        into_.authserv_id = unquoted(word);
        return equal_ignoring_case(word, "none");
    }

    [[nodiscard]] bool stands_at_name() const noexcept {
        return tokens_.peek<grammar::MethodName>(grammar::method_name) ||
               tokens_.peek<grammar::PropertyName>(grammar::property_name);
    }

    /// @return false where it is not known: what follows must not be read (RFC 8601, section 2.6).
    bool read_version() {
        if (stands_at_name()) return true;  // "1=pass"
        auto const text = tokens_.take<std::string_view>(grammar::authres_version);
        if (!text) return true;
        into_.version = grammar::parse_all<std::uint32_t>(grammar::x3::uint_parser<std::uint32_t>{}, *text);
        return into_.version == 1U;
    }

    /// Reads results up to the end, or the first one too many.
    /// @return whether there was a "none" in the place of a result.
    bool read_results() {
        bool says_none = false;
        bool may_begin = true;  // behind the authserv-id or ";"
        for (tokens_.note_cfws(); !tokens_.done(); tokens_.note_cfws()) {
            if (tokens_.skip(';')) {
                end_result();
                may_begin = true;
                continue;
            }
            if (auto const property = tokens_.take<grammar::PropertyName>(grammar::property_name)) {
                add_property(property->type, property->name);
            } else if (auto const name = tokens_.take<grammar::MethodName>(grammar::method_name)) {
                if (!read_named(*name, may_begin)) break;
            } else if (may_begin && tokens_.take<grammar::x3::unused_type>(grammar::no_result)) {
                says_none = true;
            } else {
                tokens_.take_value(value_end);  // QUIRK: host names among the results (Microsoft)
            }
            may_begin = false;
        }
        end_result();
        return says_none;
    }

    /// Reads what a name without a type begins: a result, a reason, or a property. QUIRK: ";" is missing
    /// before some results, and the type before some properties ("action=none").
    /// @return false at the first result too many.
    bool read_named(grammar::MethodName const& name, bool may_begin) {
        if (may_begin || into_.results.empty() || grammar::is_authentication_method(name.name)) {
            if (into_.results.size() == max_authentication_results) return false;
            begin_result(name);
        } else if (into_.results.back().reason.empty() && equal_ignoring_case(name.name, "reason")) {
            into_.results.back().reason = unquoted(take_value());
        } else {
            add_property({}, name.name);
        }
        return true;
    }

    void begin_result(grammar::MethodName const& name) {
        end_result();
        auto& result = into_.results.emplace_back();
        result.method = in_lower_case(name.name);
        result.method_version = name.version;
        result.result = in_lower_case(unquoted(take_value()));
        is_open_ = true;
        tokens_.forget_comment();
    }

    void end_result() {
        if (is_open_) into_.results.back().comment = tokens_.comment();
        is_open_ = false;
    }

    /// Adds a property to the last result, whose "=" was read. One before all results belongs to nothing.
    void add_property(std::string_view type, std::string_view name) {
        auto const value = take_value();
        if (into_.results.empty()) return;
        auto& properties = into_.results.back().properties;
        if (properties.size() == max_authentication_results) return;
        properties.push_back({in_lower_case(type), in_lower_case(name), unquoted(value)});
    }

    /// What stands behind "=". QUIRK: nothing, and the next property behind a blank.
    std::string_view take_value() noexcept {
        if (tokens_.skip_cfws()) {
            auto const next = tokens_.peek<grammar::PropertyName>(grammar::property_name);
            if (next && grammar::is_property_type(next->type)) return {};
        }
        return tokens_.take_value(value_end);
    }

    static constexpr grammar::ByteSet value_end = grammar::blank | grammar::ByteSet{";("};

    FieldTokens tokens_;
    AuthenticationResults& into_;
    bool is_open_ = false;  // comments belong to the last result
};

/// What a value may consist of without quotes (RFC 2045, section 5.1), and UTF-8 (RFC 6532).
inline constexpr grammar::ByteSet token_byte =
    ~(grammar::blank | grammar::control | grammar::ByteSet{R"(()<>@,;:\"/[]?=)"});
/// What a local part may consist of without quotes (RFC 5321, section 4.1.2).
inline constexpr grammar::ByteSet local_part_byte = token_byte | grammar::ByteSet{"/?="};
inline constexpr grammar::ByteSet domain_byte =
    grammar::byte_range(0x80, 0xff) | grammar::letter | grammar::digit | grammar::ByteSet{"-_."};

/// Whether a text is a "pvalue" as it stands (RFC 8601, section 2.2): a token, local@domain or @domain.
[[nodiscard]] inline bool needs_no_quotes(std::string_view value) noexcept {
    auto const at = value.find('@');
    if (at == value.npos) return !value.empty() && token_byte.has_all(value);
    auto const domain = value.substr(at + 1);
    return local_part_byte.has_all(value.substr(0, at)) && !domain.empty() && domain_byte.has_all(domain);
}

inline void append_value(std::string& out, std::string_view value) {
    needs_no_quotes(value) ? void(out.append(value)) : append_quoted(out, value);
}

/// Appends a name, without the bytes that none of them has.
inline void append_name(std::string& out, std::string_view name) {
    std::copy_if(name.begin(), name.end(), std::back_inserter(out),
                 [](char c) { return grammar::keyword_byte.has(c) || c == '.'; });
}

inline void append_result(std::string& out, AuthenticationResult const& result) {
    out += "; ";
    append_name(out, result.method);
    if (result.method_version != 1) out.append("/").append(std::to_string(result.method_version));
    append_value(out += '=', result.result);
    if (!result.comment.empty()) append_comment(out += ' ', result.comment);
    if (!result.reason.empty()) append_value(out += " reason=", result.reason);
    for (auto const& property : result.properties) {
        append_name(out += ' ', property.type);
        if (!property.type.empty()) out += '.';
        append_name(out, property.name);
        append_value(out += '=', property.value);
    }
}

inline AuthenticationResults read_results_of(std::string_view value, bool is_arc) {
    AuthenticationResults results;
    results.raw = mime::unfold(value);
    AuthenticationResultsReader reader(results.raw, results);
    if (is_arc) reader.read_instance();
    reader.read_payload();
    return results;
}

}  // namespace detail

ARF_DECL std::string const* AuthenticationResult::find(std::string_view type,
                                                       std::string_view name) const noexcept {
    auto const found = std::find_if(properties.begin(), properties.end(),
                                    [&](auto const& one) { return one.type == type && one.name == name; });
    return found == properties.end() ? nullptr : &found->value;
}

ARF_DECL AuthenticationResults read_authentication_results(std::string_view value) {
    return detail::read_results_of(value, false);
}

ARF_DECL AuthenticationResults read_arc_authentication_results(std::string_view value) {
    return detail::read_results_of(value, true);
}

ARF_DECL std::string to_string(AuthenticationResults const& results) {
    std::string out;
    if (results.instance) out.append("i=").append(std::to_string(*results.instance)).append("; ");
    // Bare, "none" would say that there is no result, and "a=b@example.com" be one.
    auto const& id = results.authserv_id;
    bool const bare =
        !id.empty() && detail::token_byte.has_all(id) && !detail::equal_ignoring_case(id, "none");
    bare ? void(out.append(id)) : detail::append_quoted(out, id);
    if (results.version) out.append(" ").append(std::to_string(*results.version));
    if (results.none) out += "; none";
    for (auto const& result : results.results) detail::append_result(out, result);
    return out;
}

}  // namespace arf
