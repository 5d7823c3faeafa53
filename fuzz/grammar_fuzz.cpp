// SPDX-License-Identifier: BSL-1.0
// The rules of include/arf/grammar, and the readers made of them, against independent checks: the system's
// inet_pton, strptime and timegm, GMime's dates, GLib's base64, GMime's encoders, each rule's fast path
// against its slow one, and what is written back and read again.
//
// The first byte of an input chooses: an odd one maps each byte that follows to one of a few words, so that
// what means something to one rule comes up often; an even one takes the bytes as they are. Then the checks
// of one rule run, or those of all.
#include <arpa/inet.h>
#include <gmime/gmime.h>

#include <algorithm>
#include <arf/authentication.hpp>
#include <arf/grammar/client_address.hpp>
#include <arf/grammar/date_time.hpp>
#include <arf/grammar/domain.hpp>
#include <arf/grammar/epoch.hpp>
#include <arf/grammar/feedback_id.hpp>
#include <arf/grammar/filter_value.hpp>
#include <arf/grammar/identity_alignment.hpp>
#include <arf/grammar/ip_literal.hpp>
#include <arf/grammar/list_unsubscribe.hpp>
#include <arf/grammar/msg_id.hpp>
#include <arf/grammar/number.hpp>
#include <arf/grammar/path.hpp>
#include <arf/grammar/quoted_string.hpp>
#include <arf/grammar/received.hpp>
#include <arf/grammar/return_path_token.hpp>
#include <arf/grammar/smtp_reply.hpp>
#include <arf/grammar/spf_dns.hpp>
#include <arf/grammar/tag_list.hpp>
#include <arf/grammar/transmission_type.hpp>
#include <arf/grammar/typed_name.hpp>
#include <arf/grammar/uri.hpp>
#include <arf/grammar/verp.hpp>
#include <arf/grammar/version_number.hpp>
#include <arf/mime/decode.hpp>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstring>
#include <ctime>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "fuzz.hpp"

namespace {

namespace grammar = arf::grammar;
using arf_fuzz::lies_in;
using arf_fuzz::require;
using arf_fuzz::require_same;
using grammar::parse_all;
using namespace std::string_view_literals;

/// A copy in a buffer of exactly its size, so that the sanitizers see a rule that reads behind it.
class Exact {
  public:
    explicit Exact(std::string_view text) : bytes_(new char[text.size()]), size_(text.size()) {
        text.copy(bytes_.get(), size_);
    }
    [[nodiscard]] std::string_view view() const noexcept { return {bytes_.get(), size_}; }

  private:
    std::unique_ptr<char[]> bytes_;
    std::size_t size_;
};

/// A view that is a slice of the text, or empty.
void require_slice(std::string_view slice, std::string_view text, int line = __builtin_LINE()) {
    require(slice.empty() || lies_in(slice, text), __FILE__, line);
}

// ---- blanks and comments, written down again, a byte at a time ----

bool is_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// Behind the comment that starts at `at`; npos where it does not close, or nests more than 64 deep.
std::size_t behind_comment(std::string_view text, std::size_t at) noexcept {
    for (int depth = 0; at < text.size(); ++at) {
        if (text[at] == '\\')
            ++at;
        else if (text[at] == '(' && ++depth > 64)
            return text.npos;
        else if (text[at] == ')' && --depth == 0)
            return at + 1;
    }
    return text.npos;
}
std::size_t behind_cfws(std::string_view text, std::size_t at) noexcept {
    for (;;) {
        while (at < text.size() && is_blank(text[at])) ++at;
        if (at == text.size() || text[at] != '(') return at;
        auto const behind = behind_comment(text, at);
        if (behind == text.npos) return at;
        at = behind;
    }
}
bool is_cfws(std::string_view text) noexcept { return behind_cfws(text, 0) == text.size(); }
std::string_view trimmed(std::string_view text) noexcept {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}
std::string lower_case(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return out;
}

void check_cfws(std::string_view text) {
    auto const* const last = text.data() + text.size();
    require(grammar::skip_cfws(text.data(), last) == text.data() + behind_cfws(text, 0));
    auto const once = grammar::trim_cfws(text);
    require_slice(once, text);
    require_same(once, grammar::trim_cfws(once));
    require(once.empty() || is_cfws({text.data(), static_cast<std::size_t>(once.data() - text.data())}));
}

// ---- addresses ----

/// What the system makes of the text of an address.
template <std::size_t N>
std::optional<std::array<std::uint8_t, N>> system_address(std::string_view text) {
    std::array<std::uint8_t, N> octets{};
    if (text.find('\0') != text.npos) return {};
    std::string const copy(text);
    if (::inet_pton(N == 4 ? AF_INET : AF_INET6, copy.c_str(), octets.data()) != 1) return {};
    return octets;
}
std::optional<arf::IpAddress> plain_address(std::string_view text) {
    if (auto const v4 = system_address<4>(text)) return arf::IpAddress(*v4);
    if (lower_case(text.substr(0, 5)) == "ipv6:") text.remove_prefix(5);
    if (auto const v6 = system_address<16>(text)) return arf::IpAddress(*v6);
    return {};
}
/// CFWS, an address with or without brackets, CFWS.
std::optional<arf::IpAddress> expected_literal(std::string_view text) {
    auto const start = behind_cfws(text, 0);
    bool const bracketed = text.substr(start).starts_with('[');
    auto const end = bracketed ? text.find(']', start) : text.find_first_of(" \t\r\n(", start);
    if (bracketed && end == text.npos) return {};
    auto const behind = end == text.npos ? text.size() : end + (bracketed ? 1 : 0);
    if (!is_cfws(text.substr(behind))) return {};
    auto const inside = text.substr(start, end - start);
    return plain_address(bracketed ? trimmed(inside.substr(1)) : inside);
}
/// Its text is an address that the system reads as the same octets.
void check_address(arf::IpAddress const& address) {
    auto const text = address.to_string();
    auto const again = plain_address(text);
    require(again && *again == address);
    require(parse_all<arf::IpAddress>(grammar::ip_literal, text) == address);
}
void check_ip(std::string_view text) {
    auto const found = parse_all<arf::IpAddress>(grammar::ip_literal, text);
    require(found == expected_literal(text));
    if (found) check_address(*found);
    auto const client = grammar::read_client_address(text);
    if (auto const address = plain_address(text)) require(client && client->ip == *address);
    if (client) {
        auto const bare = client->ip.to_string();
        auto const written = (client->ip.is_v6() ? "[IPv6:" : "[") + bare + "]";
        auto const port = client->port == 0 ? "" : ":" + std::to_string(client->port);
        auto const again = grammar::read_client_address(written + port);
        require(again && again->ip == client->ip && again->port == client->port);
        require(text.find("[") == text.npos || text.find(']') != text.npos);
    }
}

// ---- numbers ----

/// The number between CFWS that from_chars reads; none where something else stands there.
std::optional<std::uint64_t> expected_number(std::string_view text, std::uint64_t most, std::size_t digits) {
    text = text.substr(behind_cfws(text, 0));
    auto const size = std::min(text.find_first_not_of("0123456789"), text.size());
    std::uint64_t number = 0;
    if (size == 0 || size > digits || !is_cfws(text.substr(size))) return {};
    auto const [end, error] = std::from_chars(text.data(), text.data() + size, number);
    if (error != std::errc{} || number > most) return {};
    return number;
}
void check_numbers(std::string_view text) {
    auto const incidents = parse_all<std::uint32_t>(grammar::incidents, text);
    auto const expected = expected_number(text, 0xFFFFFFFFU, text.npos);
    require(incidents.has_value() == expected.has_value() && (!incidents || *incidents == *expected));
    auto const port = parse_all<std::uint16_t>(grammar::port, text);
    auto const expected_port = expected_number(text, 0xFFFFU, 5);
    require(port.has_value() == expected_port.has_value() && (!port || *port == *expected_port));
    auto const version = grammar::read_version(text);
    bool const leads_zero = text.substr(behind_cfws(text, 0)).starts_with('0');
    require(version.number.has_value() == (expected && !leads_zero));
    require(!version.number || *version.number == *expected);

    auto rest = text;
    if (auto const number = grammar::take_number(rest)) {
        std::string const copy(
            trimmed(text).substr(0, static_cast<std::size_t>(rest.data() - trimmed(text).data())));
        char* end = nullptr;
        auto const system = std::strtod(copy.c_str(), &end);
        require(end == copy.c_str() + copy.size() && system == *number && std::isfinite(system));
    }
    if (auto const date = grammar::read_epoch(text)) {
        std::string const copy(trimmed(text));
        auto const instant = date->instant();
        require(instant && std::chrono::floor<std::chrono::seconds>(*instant).time_since_epoch().count() ==
                               std::strtoll(copy.c_str(), nullptr, 10));
    }
}

// ---- dates ----

/// Seconds since 1970 of a text in the format, by the C library.
std::optional<std::int64_t> system_seconds(std::string const& text, char const* format, bool zone) {
    std::tm parts{};
    auto const* const end = ::strptime(text.c_str(), format, &parts);
    if (end == nullptr || *end != '\0') return {};
    auto const east = zone ? parts.tm_gmtoff : 0;
    return ::timegm(&parts) - east;
}
std::optional<std::int64_t> gmime_seconds(std::string const& text) {
    auto* const date = g_mime_utils_header_decode_date(text.c_str());
    if (date == nullptr) return {};
    auto const seconds = g_date_time_to_unix(date);
    g_date_time_unref(date);
    return seconds;
}
/// The date in the one form of RFC 5322, section 3.3 that all writers should use.
std::string as_rfc5322(std::int64_t seconds, std::chrono::minutes offset) {
    auto const local = static_cast<std::time_t>(seconds + offset.count() * 60);
    std::tm parts{};
    ::gmtime_r(&local, &parts);
    std::array<char, 64> text{};
    (void)std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S", &parts);
    auto const minutes = std::abs(offset.count());
    std::array<char, 16> zone{};
    std::snprintf(zone.data(), zone.size(), " %c%02d%02d", offset.count() < 0 ? '-' : '+',
                  static_cast<int>(minutes / 60), static_cast<int>(minutes % 60));
    return std::string(text.data()) + zone.data();
}
/// The place of a date in time, against the C library and GMime, and written and read again.
void check_instant(arf::DateTime const& date, arf::DateTime::Instant instant) {
    auto const seconds = std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
    auto const shown = date.to_string();
    require(shown.size() >= 20 && shown.ends_with('Z'));
    require(system_seconds(shown.substr(0, 19) + "Z", "%Y-%m-%dT%H:%M:%SZ", false) == seconds);
    auto const written = as_rfc5322(seconds, date.offset);
    auto const again = grammar::read_date_time(written);
    if (!again) {  // the year of the wall clock may be beyond what a date can have
        require(written.find("10000") != written.npos || written.find(" 1899 ") != written.npos);
        return;
    }
    require(again->deviations == arf::DateDeviation::none && again->offset == date.offset);
    require(std::chrono::floor<std::chrono::seconds>(*again->instant()) ==
            std::chrono::floor<std::chrono::seconds>(instant));
    require(system_seconds(written, "%a, %d %b %Y %H:%M:%S %z", true) == seconds);
    if (std::abs(date.offset.count()) <= 14 * 60) require(gmime_seconds(written) == seconds);
}
/// Whether a text has the shape of read_exact_date() and nothing else: then GMime must read the same of it.
void check_exact_date(std::string_view text) {
    auto const* first = text.data();
    auto const* const last = first + text.size();
    grammar::DateText fast;
    if (!grammar::read_exact_date(first, last, fast)) return;
    auto const* slow_first = text.data();
    grammar::DateText slow;
    require(boost::spirit::x3::parse(slow_first, last, grammar::date_time, slow));
    require(grammar::skip_cfws(first, last) == slow_first);
    auto const a = grammar::check_date(fast);
    auto const b = grammar::check_date(slow);
    require(a.has_value() == b.has_value());
    require(!a || (a->local == b->local && a->offset == b->offset && a->zone == b->zone &&
                   a->deviations == b->deviations));
}
void check_date(std::string_view text) {
    check_exact_date(text);
    auto const date = grammar::read_date_time(text);
    if (!date) return;
    require_same(date->raw, trimmed(text));
    require_slice(date->raw, text);
    auto const again = grammar::read_date_time(date->raw);
    require(again && again->local == date->local && again->deviations == date->deviations);
    auto const instant = date->instant();
    require(instant.has_value() != date->to_string().empty());
    if (instant) check_instant(*date, *instant);
}

// ---- transfer encodings ----

std::string gmime_encoded(std::string_view bytes, GMimeContentEncoding encoding) {
    GMimeEncoding state;
    g_mime_encoding_init_encode(&state, encoding);
    std::string out(g_mime_encoding_outlen(&state, bytes.size()) + 256, '\0');
    out.resize(g_mime_encoding_flush(&state, bytes.data(), bytes.size(), out.data()));
    return out;
}
/// Bytes that GMime or GLib has encoded come back; what is strict base64 is decoded as GLib decodes it.
void check_transfer(std::string_view text) {
    using arf::mime::decode_transfer;
    using arf::mime::TransferEncoding;
    std::unique_ptr<char, decltype(&g_free)> const encoded(
        g_base64_encode(reinterpret_cast<guchar const*>(text.data()), text.size()), &g_free);
    auto const plain = decode_transfer(encoded.get(), TransferEncoding::base64);
    require(plain.bytes == text && !plain.damaged);
    auto const lines =
        decode_transfer(gmime_encoded(text, GMIME_CONTENT_ENCODING_BASE64), TransferEncoding::base64);
    require(lines.bytes == text && !lines.damaged);
    auto const quoted = decode_transfer(gmime_encoded(text, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE),
                                        TransferEncoding::quoted_printable);
    require(!quoted.damaged);
    if (text.find('\r') == text.npos) require_same(quoted.bytes, text);  // GMime writes lines with LF

    auto const any = decode_transfer(text, TransferEncoding::base64);
    require(any.bytes.size() <= text.size());
    auto const padding = text.size() - std::min(text.find_last_not_of('=') + 1, text.size());
    bool const strict =
        text.size() % 4 == 0 && padding <= 2 && padding < text.size() &&
        text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") >=
            text.size() - padding;
    if (strict) {
        gsize size = 0;
        std::unique_ptr<guchar, decltype(&g_free)> const bytes(
            g_base64_decode(std::string(text).c_str(), &size), &g_free);
        require_same(any.bytes, {reinterpret_cast<char const*>(bytes.get()), size});
        require(!any.damaged);
    }
    (void)decode_transfer(text, TransferEncoding::quoted_printable);
    (void)decode_transfer(text, TransferEncoding::uuencode);
}

// ---- text ----

void check_text(std::string_view text) {
    auto const valid = arf::mime::make_utf8(text);
    require(g_utf8_validate(valid.data(), static_cast<gssize>(valid.size()), nullptr) != 0);
    require_same(valid, arf::mime::make_utf8(valid));
    bool const has_nul = text.find('\0') != text.npos;
    if (!has_nul)
        require(arf::mime::is_utf8(text) ==
                (g_utf8_validate(text.data(), static_cast<gssize>(text.size()), nullptr) != 0));
    if (arf::mime::is_utf8(text) && !has_nul) require_same(valid, text);
    auto const unfolded = arf::mime::unfold(text);
    require(unfolded.find_first_of("\r\n\0"sv) == unfolded.npos);
    require_same(unfolded, arf::mime::unfold(unfolded));
    require(arf::mime::needs_unfolding(text) == (unfolded != text));
    auto const decoded = arf::mime::decode_text(text);
    require(decoded.find_first_of("\r\n\0"sv) == decoded.npos && arf::mime::is_utf8(decoded));
    auto rest = text;
    while (auto const parameter = arf::mime::next_parameter(rest)) {
        require_slice(parameter->name, text);
        require_slice(parameter->value, text);
        require_slice(rest, text);
        require(!parameter->name.empty());
    }
    require(arf::mime::is_utf8(arf::mime::decode_parameter(text, "name")));
}

// ---- Authentication-Results, Received-SPF, DKIM-Signature ----

/// All members but `raw`, one after the other, so that two can be compared.
std::string members(arf::AuthenticationResults const& results) {
    std::string out = results.instance ? std::to_string(*results.instance) : "-";
    auto const add = [&out](std::string_view text) {
        out.append("|").append(std::to_string(text.size())).append(":").append(text);
    };
    add(results.authserv_id);
    add(results.version ? std::to_string(*results.version) : "-");
    add(results.none ? "none" : "");
    for (auto const& one : results.results) {
        for (std::string_view const text : {std::string_view(one.method), std::string_view(one.result),
                                            std::string_view(one.reason), std::string_view(one.comment)})
            add(text);
        add(std::to_string(one.method_version));
        for (auto const& property : one.properties) {
            add(property.type);
            add(property.name);
            add(property.value);
        }
        out.append("\n");
    }
    return out;
}
void check_authentication(std::string_view text) {
    for (auto const& [read, is_arc] : {std::pair(&arf::read_authentication_results, false),
                                       std::pair(&arf::read_arc_authentication_results, true)}) {
        auto const results = read(text);
        require(is_arc || !results.instance);
        require(!results.instance || (*results.instance >= 1 && *results.instance <= 50));
        require_same(results.raw, arf::mime::unfold(text));
        require(results.results.size() <= arf::max_authentication_results);
        auto const written = arf::to_string(results);
        require(written.find_first_of("\r\n\0"sv) == written.npos);
        require_same(members(results), members(read(written)));
    }
    auto const spf = arf::read_received_spf(text);
    require_same(spf.raw, arf::mime::unfold(text));
    require(spf.pairs.size() <= arf::max_spf_pairs);
    if (spf.client_ip) check_address(*spf.client_ip);
    auto const dkim = arf::read_dkim_signature(text);
    require_same(dkim.raw, arf::mime::unfold(text));
    std::string tags;
    for (auto const& tag : dkim.tags) {
        require(dkim.find(tag.name) != nullptr && tag.value.find(';') == tag.value.npos);
        tags.append(tag.name).append("=").append(tag.value).append(";");
    }
    auto const again = arf::read_dkim_signature(tags);
    require(again.tags.size() == dkim.tags.size() && again.domain == dkim.domain &&
            again.selector == dkim.selector && again.signed_fields == dkim.signed_fields);
    if (auto const tag = grammar::read_tag(text)) {
        require_slice(tag->name, text);
        require_same(tag->value, trimmed(tag->value));
        auto const written = std::string(tag->name).append("=").append(tag->value);
        auto const same = grammar::read_tag(written);
        require(same && same->value == tag->value);
    }
}

// ---- paths and lists of them ----

void check_path(std::string_view text) {
    auto const path = grammar::read_path(text);
    arf::MailPath fast;
    if (grammar::read_plain_path(text, fast)) {  // the fast path gives what the rules give
        auto slow = parse_all<arf::MailPath>(grammar::reverse_path, text);
        require(slow && slow->address == fast.address);
        require_same(grammar::unquote(slow->display_name), fast.display_name);
        require(grammar::redaction_of(slow->address) == fast.redaction);
    }
    if (path) {
        require_slice(path->address, text);
        require_slice(path->display_name, text);
        require(path->redaction == grammar::redaction_of(path->address));
        auto const written = "<" + std::string(path->address) + ">";
        auto const again = grammar::read_path(written);
        // "@a:b" inside brackets is a route
        require(path->address.starts_with('@') || (again && again->address == path->address));
    }
    grammar::PathList list(text);
    std::string joined;
    std::vector<std::string> addresses;
    while (auto const one = list.next()) {
        require_slice(one->address, text);
        addresses.emplace_back(one->address);
        joined.append(joined.empty() ? "<" : ", <").append(one->address).append(">");
    }
    if (joined.find("<@") != joined.npos) return;
    grammar::PathList again(joined);
    for (auto const& address : addresses) {
        auto const one = again.next();
        // The lone word beside a comma of "Doe, John" is no address, in brackets or out of them.
        require(!one || one->address == address || address.find('@') == address.npos);
        if (!one || one->address != address) return;
    }
}
void check_uris(std::string_view text) {
    auto const uri = grammar::read_uri(text);
    if (uri) {
        require_slice(*uri, text);
        require(parse_all<std::string_view>(grammar::uri, *uri) == *uri);
        require(grammar::is_plain_uri(trimmed(text)) ? *uri == trimmed(text) : true);
    }
    if (grammar::is_plain_uri(text)) require(parse_all<std::string_view>(grammar::uri, text) == text);
    grammar::BracketedUris items(text);
    std::string joined;
    std::vector<std::string> found;
    while (auto const item = items.next()) {
        require_slice(*item, text);
        require(item->find_first_of("<>") == item->npos && !item->empty());
        found.emplace_back(*item);
        joined.append(joined.empty() ? "<" : ", <").append(*item).append(">");
    }
    grammar::BracketedUris again(joined);
    for (auto const& one : found) require(again.next() == one);
    require(!again.next());
}

// ---- the others: views of the text, and the same again when read again ----

void check_others(std::string_view text) {
    if (auto const domain = parse_all<std::string_view>(grammar::domain, text)) {
        require_slice(*domain, text);
        require(parse_all<std::string_view>(grammar::domain, *domain) == *domain);
    }
    if (auto const id = grammar::read_msg_id(text)) {
        require_slice(*id, text);
        require_same(*id, trimmed(*id));
        auto const written = "<" + std::string(*id) + ">";
        auto const again = grammar::read_msg_id(written);
        require(id->find('>') != id->npos || (again && *again == *id));
    }
    if (auto const name = parse_all<arf::TypedName>(grammar::typed_name, text)) {
        auto const again = std::string(name->type).append(name->type.empty() ? "" : "; ").append(name->name);
        auto const same = parse_all<arf::TypedName>(grammar::typed_name, again);
        require(same && same->type == name->type && same->name == name->name);
    }
    if (auto const spf = parse_all<arf::SpfDns>(grammar::spf_dns, text)) {
        auto const kind = spf->type == arf::SpfDns::Type::txt ? "txt:" : "spf:";
        auto const again = kind + std::string(spf->domain) + ":\"" + std::string(spf->record) + "\"";
        auto const same = parse_all<arf::SpfDns>(grammar::spf_dns, again);
        require(same && same->type == spf->type && same->domain == spf->domain &&
                same->record == spf->record);
    }
    if (auto const quoted = parse_all<std::string_view>(grammar::quoted_string, text)) {
        auto const again = "\"" + std::string(*quoted) + "\"";
        require(parse_all<std::string_view>(grammar::quoted_string, again) == *quoted);
    }
    if (auto const list = grammar::read_identity_alignment(text)) {
        require(list->none != (list->dkim || list->spf));
        auto const again = list->none                ? "none"
                           : list->dkim && list->spf ? "spf,dkim"
                           : list->dkim              ? "dkim"
                                                     : "spf";
        auto const same = grammar::read_identity_alignment(again);
        require(same && same->none == list->none && same->dkim == list->dkim && same->spf == list->spf);
    }
    if (auto const id = grammar::read_feedback_id(text)) {
        std::string again;
        for (std::size_t i = 0; i < id->campaign_part_count; ++i)
            again.append(id->campaign_parts[i]).append(":");
        auto const same = grammar::read_feedback_id(again.append(id->sender_id));
        require(same && same->sender_id == id->sender_id &&
                same->campaign_part_count == id->campaign_part_count);
    }
    auto const reply = grammar::find_smtp_reply(text);
    require_slice(reply.enhanced, text);
    require(reply.enhanced.empty() || grammar::status_code_size(reply.enhanced) == reply.enhanced.size());
    require(!reply.code || text.find(std::to_string(*reply.code)) != text.npos);
}
void check_received(std::string_view text) {
    grammar::TraceTokens tokens(text);
    auto const* at = text.data();
    while (auto const token = tokens.next()) {  // in order, without overlap
        require(lies_in(token->text, text) && token->text.data() >= at);
        at = token->text.data() + token->text.size();
    }
    auto const hop = grammar::read_received(text);
    for (auto const view : {hop.name, hop.helo, hop.rdns, hop.by, hop.via, hop.with, hop.id, hop.envelope_for,
                            hop.envelope_from, hop.authenticated_user, hop.local_user, hop.remote_user})
        require_slice(view, text);
    if (hop.ip) check_address(*hop.ip);
    if (hop.date) require_slice(hop.date->raw, text);
    (void)grammar::transmission_type(hop.with);
    auto const at_sign = text.rfind('@');
    auto const local = text.substr(0, at_sign);
    auto const domain = at_sign == text.npos ? "example.com"sv : text.substr(at_sign + 1);
    for (auto const& hidden :
         {grammar::read_verp(local, domain), parse_all<grammar::HiddenAddress>(grammar::srs0, local),
          parse_all<grammar::HiddenAddress>(grammar::srs1, local),
          parse_all<grammar::HiddenAddress>(grammar::batv, local)}) {
        if (!hidden) continue;
        for (auto const view : {hidden->prefix, hidden->tag, hidden->local, hidden->domain})
            require_slice(view, text);
        require(!hidden->local.empty());
    }
}

// ---- small alphabets ----

struct Subject {
    void (*check)(std::string_view text);
    std::span<std::string_view const> words;
};
constexpr auto cfws_words = std::to_array<std::string_view>({"(", ")", "\\", " ", "a", "\r\n ", "\"", "x"});
constexpr auto ip_words = std::to_array<std::string_view>(
    {"0", "1",   "9", "25", ".", ":",         "::",          "[",     "]", "IPv6:",
     "f", "db8", " ", "(",  ")", "192.0.2.1", "2001:db8::1", "ffff:", "%", "\0"sv});
constexpr auto number_words = std::to_array<std::string_view>(
    {"0", "1", "9", "4294967295", "65535", "+", "-", ".", " ", "(", ")", "1751364000", "e", "a"});
constexpr auto date_words = std::to_array<std::string_view>(
    {"Tue, ", "1",  "Jul ", "2025 ", "10:00:00", " ",  "+0000", "(",         ")",    "-0700", "GMT",
     "Fri ",  "31", "Feb ", ":",     "/",        "-",  "T",     "Z",         "PM",   "24",    "99",
     "60",    ",",  "01 ",  "9999",  "UTC",      "\"", ".5",    "Wednesday", "1900", "EST"});
constexpr auto base64_words =
    std::to_array<std::string_view>({"A", "b", "+", "/", "=", "YWJj", "\r\n", " ", "==", "_", "=20", "=\n",
                                     "begin 644 x\n", "end\n", "`", "\xff"});
constexpr auto text_words = std::to_array<std::string_view>(
    {"=?",       "?=",           "utf-8", "?",  "q", "b",   "=C3", "=A9", "\xC3",       "\xA9", " ",
     "\r\n ",    "; name",       "*0*=",  "*=", "'", "%41", "\"",  "=",   "iso-8859-1", "a",    "\0"sv,
     "\xF0\x9F", "\xED\xA0\x80", "\n",    "(",  ")", "\\"});
constexpr auto auth_words = std::to_array<std::string_view>(
    {"a.example", ";",  " ", "dkim",  "=",          "pass",    "spf",        "smtp", ".",    "mailfrom",
     "\"",        "\\", "(", ")",     "reason=",    "i=1;",    "1",          "/",    "none", "header.d=",
     "x",         "@",  ",", "\r\n ", "dmarc=fail", "action=", "client-ip=", "v=1;", "b= ",  "\xc3"});
constexpr auto path_words = std::to_array<std::string_view>(
    {"a",     "@", "<",         ">",       "\"",      "\\",        "(",        ")",
     ",",     ";", ":",         " ",       ".",       "b.example", "redacted", "*",
     "\r\n ", "[", "192.0.2.1", "mailto:", "http://", "\xc3\xa9",  "dns",      "%"});
constexpr auto received_words = std::to_array<std::string_view>({"from ",       "by ",
                                                                 "with ",       "id ",
                                                                 "for ",        "via ",
                                                                 "a.example",   " ",
                                                                 "(",           ")",
                                                                 "[192.0.2.1]", "[",
                                                                 ";",           "<",
                                                                 ">",           "@",
                                                                 "helo=",       "Authenticated sender: ",
                                                                 "user ",       "ESMTPSA",
                                                                 "TLS",         "1 Jul 2025 10:00:00 +0000",
                                                                 "\"",          "exim",
                                                                 "SRS0=",       "=",
                                                                 "bounce",      "+",
                                                                 "-",           "1",
                                                                 "prvs=",       "HH"});
constexpr auto other_words = std::to_array<std::string_view>(
    {"<",  ">",  " ",    "a", "@",    "b.example", "(",   ")",     ";", ":", "txt", "spf",
     "\"", "\\", "dkim", ",", "none", "dns",       "550", "5.7.1", "#", "-", "1"});
constexpr auto subjects = std::to_array<Subject>({{check_cfws, cfws_words},
                                                  {check_ip, ip_words},
                                                  {check_numbers, number_words},
                                                  {check_date, date_words},
                                                  {check_transfer, base64_words},
                                                  {check_text, text_words},
                                                  {check_authentication, auth_words},
                                                  {check_path, path_words},
                                                  {check_uris, path_words},
                                                  {check_received, received_words},
                                                  {check_others, other_words}});

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    static bool const ready = (g_mime_init(), true);  // for the main that replays files
    require(ready);
    if (size == 0 || size > 512) return 0;
    auto const rest = arf_fuzz::as_text(data + 1, size - 1);
    auto const choice = data[0] / 2U % (subjects.size() + 1);
    if (data[0] % 2 == 0) {
        Exact const text(rest);
        for (std::size_t i = 0; i < subjects.size(); ++i) {
            if (choice == 0 || choice == i + 1) subjects[i].check(text.view());
        }
        return 0;
    }
    auto const& [check, words] = subjects[choice % subjects.size()];
    std::string mapped;
    for (char const c : rest) mapped.append(words[static_cast<unsigned char>(c) % words.size()]);
    check(Exact(mapped).view());
    return 0;
}
