// SPDX-License-Identifier: BSL-1.0
// Whole messages: what <arf/parse.hpp>, <arf/report.hpp> and <arf/json.hpp> promise, as oracles.
#include <algorithm>
#include <arf/arf.hpp>
#include <arf/detail/parse_into.hpp>
#include <arf/mime/decode.hpp>
#include <array>
#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fuzz.hpp"

namespace {

namespace json = boost::json;
using arf_fuzz::lies_in;
using arf_fuzz::require;
using arf_fuzz::require_same;

/// Small limits, so that small inputs reach them.
constexpr arf::ParseOptions limits{.max_depth = 6,
                                   .max_message_depth = 3,
                                   .max_parts = 20,
                                   .max_fields = 50,
                                   .max_diagnostics = 1000,
                                   .keep_other_messages = true};

/// The record, or the error, as text: what is compared.
std::string shown(arf::result<arf::Report> const& report) {
    return report ? arf::to_json(*report) : arf::to_json(report.error());
}

/// Takes members off each object in a list of a record.
void erase_from(json::object& record, std::string_view list, std::initializer_list<std::string_view> keys) {
    auto* const objects = record.if_contains(list);
    if (objects == nullptr) return;
    for (auto& one : objects->as_array()) {
        for (auto const key : keys) one.as_object().erase(key);
    }
}

/// The record without what depends on where things stand, and without raw text, which has its line ends.
json::object without_places(json::object record) {
    erase_from(record, "diagnostics", {"offset", "length"});
    erase_from(record, "evidence", {"size"});
    erase_from(record, "rows", {"text"});
    return record;
}

/// Parts, fields and diagnostics are slices of the input.
void check_places(arf::Report const& report, std::string_view message) {
    for (auto const& part : report.parts) {
        require(lies_in(part.body, part.bytes));
        require(part.decoded || lies_in(part.bytes, message));
        require(part.parent < &part - report.parts.data());
        for (auto const& field : part.fields) require(part.decoded || lies_in(field.raw(), part.bytes));
    }
    for (auto const& one : report.diagnostics) {
        require(one.offset <= message.size() && one.length <= message.size() - one.offset);
    }
}

bool same_name(std::string_view a, std::string_view b) { return arf::detail::equal_ignoring_case(a, b); }

bool has_diagnostic(arf::Report const& report, arf::DiagnosticCode code) {
    return std::any_of(report.diagnostics.begin(), report.diagnostics.end(),
                       [&](arf::Diagnostic const& one) { return one.code == code; });
}

/// No header, no tree and no list of parts is larger than the limits allow. (A body that was written plain
/// though its header claims an encoding, and a message that is attached as something else, are walked on
/// their own: depth is counted from there.)
void check_limits(arf::Report const& report) {
    require(report.parts.size() <= limits.max_parts);
    for (auto const& part : report.parts) {
        require(part.fields.size() <= limits.max_fields);
        std::size_t multiparts = 0;
        std::size_t messages = 0;
        for (auto above = part.parent; above != -1;) {
            auto const& parent = report.parts[static_cast<std::size_t>(above)];
            multiparts += parent.kind == arf::Part::Kind::multipart ? 1U : 0U;
            messages += parent.kind == arf::Part::Kind::message ? 1U : 0U;
            above = parent.parent;
        }
        bool const in_one_go = !part.decoded &&
                               !has_diagnostic(report, arf::DiagnosticCode::transfer_encoding_ignored) &&
                               !has_diagnostic(report, arf::DiagnosticCode::recognised_by_content);
        require(!in_one_go || (multiparts <= limits.max_depth && messages <= limits.max_message_depth));
    }
}

/// A diagnostic that names a field of the report part, and of no other header, lies in a field of that name.
/// (Content-Type is that of a part, whatever else is called so.)
void check_diagnostic_places(arf::Report const& report, std::string_view message) {
    auto const has = [](arf::List<arf::Field> fields, std::string_view name) {
        return std::any_of(fields.begin(), fields.end(),
                           [&](arf::Field const& field) { return same_name(field.name(), name); });
    };
    for (auto const& one : report.diagnostics) {
        bool const elsewhere =
            one.field.starts_with("Content-") ||
            (report.original && has(report.original->fields, one.field)) ||
            std::any_of(report.parts.begin(), report.parts.end(),
                        [&](arf::Part const& part) { return has(part.fields, one.field); });
        bool const decoded =  // then the place is that of what was decoded
            std::any_of(report.fields.begin(), report.fields.end(),
                        [&](arf::Field const& field) { return !lies_in(field.raw(), message); });
        if (one.length == 0 || elsewhere || decoded || !has(report.fields, one.field)) continue;
        auto const place = message.substr(one.offset, one.length);
        require(std::any_of(report.fields.begin(), report.fields.end(), [&](arf::Field const& field) {
            return same_name(field.name(), one.field) && lies_in(place, field.raw());
        }));
    }
}

// ---- the report part: a fact, its key in JSON, and the field that it comes from ----

struct TextFact {
    std::string_view key;    ///< in JSON; empty where JSON shows it otherwise
    std::string_view field;  ///< whose value it stands in
    std::string_view value;
};

/// The facts of the report part that are text.
std::vector<TextFact> text_facts(arf::Report const& report) {
    std::vector<TextFact> facts;
    auto const add = [&](std::string_view key, std::string_view field,
                         std::optional<std::string_view> value) {
        if (value) facts.push_back({key, field, *value});
    };
    auto const add_all = [&](std::string_view field, arf::List<std::string_view> values) {
        for (auto const value : values) facts.push_back({{}, field, value});
    };
    if (report.version) add("version", "Version", report.version->raw);
    if (report.feedback_type) add({}, "Feedback-Type", report.feedback_type->raw);
    if (report.auth_failure) add({}, "Auth-Failure", report.auth_failure->raw);
    if (report.delivery_result) add({}, "Delivery-Result", report.delivery_result->raw);
    if (report.identity_alignment) add({}, "Identity-Alignment", report.identity_alignment->raw);
    if (report.original_mail_from)
        add("original_mail_from", "Original-Mail-From", report.original_mail_from->address);
    if (report.removal_recipient)
        add("removal_recipient", "Removal-Recipient", report.removal_recipient->address);
    if (report.reporting_mta) add("reporting_mta", "Reporting-MTA", report.reporting_mta->name);
    for (auto const& path : report.original_rcpt_to) add({}, "Original-Rcpt-To", path.address);
    for (auto const& spf : report.spf_dns) add({}, "SPF-DNS", spf.record);
    add("user_agent", "User-Agent", report.user_agent);
    add("original_envelope_id", "Original-Envelope-Id", report.original_envelope_id);
    add("dkim_identity", "DKIM-Identity", report.dkim_identity);
    add({}, "DKIM-Domain", report.dkim_domain);
    add("dkim_selector", "DKIM-Selector", report.dkim_selector);
    add("dkim_selector_dns", "DKIM-Selector-DNS", report.dkim_selector_dns);
    add("dkim_canonicalized_header", "DKIM-Canonicalized-Header", report.dkim_canonicalized_header);
    add("dkim_canonicalized_body", "DKIM-Canonicalized-Body", report.dkim_canonicalized_body);
    add("dkim_adsp_dns", "DKIM-ADSP-DNS", report.dkim_adsp_dns);
    add_all("Reported-Domain", report.reported_domain);
    add_all("Reported-URI", report.reported_uri);
    add_all("Authentication-Results", report.authentication_results);
    add_all("Redacted-Address", report.redacted_address);
    return facts;
}

/// The names of all fields that libarf reads, independent of its table.
constexpr auto known_names = std::to_array<std::string_view>({"Feedback-Type",
                                                              "User-Agent",
                                                              "Version",
                                                              "Arrival-Date",
                                                              "Received-Date",
                                                              "Source-IP",
                                                              "Source-Port",
                                                              "Original-Mail-From",
                                                              "Original-Rcpt-To",
                                                              "Reported-Domain",
                                                              "Reported-URI",
                                                              "Reporting-MTA",
                                                              "Incidents",
                                                              "Original-Envelope-Id",
                                                              "Authentication-Results",
                                                              "Auth-Failure",
                                                              "Delivery-Result",
                                                              "Identity-Alignment",
                                                              "DKIM-Domain",
                                                              "DKIM-Identity",
                                                              "DKIM-Selector",
                                                              "DKIM-Selector-DNS",
                                                              "DKIM-Canonicalized-Header",
                                                              "DKIM-Canonicalized-Body",
                                                              "DKIM-ADSP-DNS",
                                                              "SPF-DNS",
                                                              "Removal-Recipient",
                                                              "Redacted-Address",
                                                              "Original-Message-ID",
                                                              "Message-ID"});

/// Whether a field of these is of that name and its value holds the text.
bool stands_in(arf::List<arf::Field> fields, std::string_view name, std::string_view text) {
    return std::any_of(fields.begin(), fields.end(), [&](arf::Field const& field) {
        return same_name(field.name(), name) && arf::unfolded(field).find(text) != std::string::npos;
    });
}

/// Whether some part of the message holds the text, its transfer encoding undone.
bool stands_in_some_part(arf::Report const& report, std::string_view text) {
    return std::any_of(report.parts.begin(), report.parts.end(), [&](arf::Part const& part) {
        return arf::mime::decode_transfer(part.body, part.encoding).bytes.find(text) != std::string::npos;
    });
}

/// Nothing invented: a text of the report part stands in the unfolded value of a field of its name, and a
/// fact of another kind has a field of its name; or it stands in a text for people, where SpamCop puts it.
void check_nothing_invented(arf::Report const& report) {
    for (auto const& fact : text_facts(report)) {
        if (!stands_in(report.fields, fact.field, fact.value) && !stands_in_some_part(report, fact.value))
            require_same(fact.value, fact.field);  // shows it
    }
    auto const has = [&](std::string_view name) { return stands_in(report.fields, name, ""); };
    require(!report.arrival_date || stands_in(report.fields, "Arrival-Date", report.arrival_date->raw) ||
            stands_in(report.fields, "Received-Date", report.arrival_date->raw) ||
            stands_in_some_part(report, report.arrival_date->raw));
    require(!report.source_ip || has("Source-IP") ||
            stands_in_some_part(report, report.source_ip->to_string()));
    require(!report.source_port ||
            stands_in(report.fields, "Source-Port", std::to_string(*report.source_port)));
    require(!report.incidents || stands_in(report.fields, "Incidents", std::to_string(*report.incidents)));
}

/// Whether what a field of a name says is a fact of the record.
bool has_fact(arf::Report const& report, std::string_view name) {
    auto const facts = text_facts(report);
    if (std::any_of(facts.begin(), facts.end(),
                    [&](auto const& fact) { return same_name(fact.field, name); }))
        return true;
    return (same_name(name, "Arrival-Date") && report.arrival_date) ||
           (same_name(name, "Received-Date") && report.arrival_date) ||
           (same_name(name, "Source-IP") && report.source_ip) ||
           (same_name(name, "Source-Port") && report.source_port) ||
           (same_name(name, "Incidents") && report.incidents) ||
           (same_name(name, "Original-Message-ID") && report.original_message_id) ||
           (same_name(name, "Message-ID") && report.original_message_id);
}

/// Of what may stand once the first counts; of each other there is one diagnostic.
void check_duplicates_told(arf::Report const& report) {
    constexpr auto repeatable =
        std::to_array<std::string_view>({"Original-Rcpt-To", "Reported-Domain", "Reported-URI",
                                         "Authentication-Results", "SPF-DNS", "Redacted-Address"});
    std::size_t expected = 0;
    for (auto const name : known_names) {
        if (std::find(repeatable.begin(), repeatable.end(), name) != repeatable.end()) continue;
        auto const count = std::count_if(report.fields.begin(), report.fields.end(),
                                         [&](auto const& field) { return same_name(field.name(), name); });
        expected += static_cast<std::size_t>(std::max<std::ptrdiff_t>(count - 1, 0));
    }
    auto const told =
        std::count_if(report.diagnostics.begin(), report.diagnostics.end(),
                      [](auto const& one) { return one.code == arf::DiagnosticCode::duplicate_field; });
    require(static_cast<std::size_t>(told) == expected);
}

/// Nothing lost: a field of a known name is a fact, or a diagnostic names it, or it says nothing; any other
/// is an extension.
void check_nothing_lost(arf::Report const& report) {
    auto extension = report.extensions.begin();
    for (auto const& field : report.fields) {
        bool const is_known = std::any_of(known_names.begin(), known_names.end(),
                                          [&](auto name) { return same_name(name, field.name()); });
        if (!is_known) {
            require(extension != report.extensions.end() && extension->raw().data() == field.raw().data());
            ++extension;
            continue;
        }
        bool const told = std::any_of(report.diagnostics.begin(), report.diagnostics.end(),
                                      [&](auto const& one) { return same_name(one.field, field.name()); });
        bool const says_nothing = arf::unfolded(field).find_first_not_of(" \t()") == std::string::npos ||
                                  arf::unfolded(field).starts_with('(');
        bool const is_list = same_name(field.name(), "Original-Rcpt-To");  // it may be empty: ", ,;"
        require(told || says_nothing || is_list || has_fact(report, field.name()));
    }
    require(extension == report.extensions.end());
}

/// Each line of the report part that looks like a field, up to its first blank line, is one of the fields; a
/// line behind it that starts with a blank belongs to it.
void check_all_fields_found(arf::Report const& report) {
    if (report.fields.empty()) return;
    for (auto const& part : report.parts) {
        if (!part.is("message/feedback-report") || !lies_in(report.fields[0].raw(), part.body)) continue;
        // Where it says that the fields ended early it has said what is missing.
        if (has_diagnostic(report, arf::DiagnosticCode::limit_fields)) return;
        if (has_diagnostic(report, arf::DiagnosticCode::missing_header_end)) return;
        auto field = report.fields.begin();
        bool in_field = false;
        for (std::size_t at = 0; at < part.body.size();) {
            auto const end = std::min(part.body.find('\n', at), part.body.size());
            auto line = part.body.substr(at, end - at);
            if (line.find_first_not_of(" \t\r") == line.npos) return;
            if (line.ends_with('\r')) line.remove_suffix(1);
            auto const name = std::min(
                line.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-"), line.size());
            if (name > 0 && line.substr(name).starts_with(": ")) {
                while (field != report.fields.end() && field->raw().data() < line.data()) ++field;
                require(field != report.fields.end() && field->raw().data() == line.data());
                in_field = true;
            } else if (line.starts_with(' ') || line.starts_with('\t')) {
                require(!in_field || lies_in(line, field->raw()));
            } else {
                in_field = false;
            }
            at = end + 1;
        }
    }
}

/// JSON has the facts of the report.
void check_json(arf::Report const& report, json::object const& record) {
    for (auto const& fact : text_facts(report)) {
        if (fact.key.empty()) continue;
        require_same(record.at(fact.key).as_string(), arf::mime::make_utf8(fact.value));
    }
    if (report.source_ip) require_same(record.at("source_ip").as_string(), report.source_ip->to_string());
    if (report.incidents) require(record.at("incidents").to_number<std::uint32_t>() == *report.incidents);
    if (report.source_port)
        require(record.at("source_port").to_number<std::uint16_t>() == *report.source_port);
    require_same(record.at("format").as_string(), arf::name(report.format));
    require(record.at("is_report").as_bool() == report.is_complaint());
    auto const* const diagnostics = record.if_contains("diagnostics");
    require((diagnostics == nullptr ? 0 : diagnostics->as_array().size()) == report.diagnostics.size());
    auto const* const extensions = record.if_contains("extensions");
    require((extensions == nullptr) == report.extensions.empty());
}

/// What the fields of the report part state, and nothing that comes from elsewhere or tells of oddities.
std::string facts_alone(arf::Report const& report) {
    std::string out;
    auto const add = [&out](std::string_view fact) { out.append(fact).append("\n"); };
    auto const add_if_in = [&](std::string_view name, std::string_view fact) {
        if (stands_in(report.fields, name, fact)) add(fact);
    };
    for (auto const& fact : text_facts(report)) add_if_in(fact.field, fact.value);
    if (report.arrival_date) add_if_in("Arrival-Date", report.arrival_date->raw);
    if (report.source_ip) add_if_in("Source-IP", report.source_ip->to_string());
    if (report.source_port) add(std::to_string(*report.source_port));
    if (report.incidents) add(std::to_string(*report.incidents));
    for (auto const& field : report.extensions) add(field.name());
    return out;
}

/// Put together again from its fields, the report part says the same.
void check_pieces(arf::Report const& report) {
    std::string pieces;
    for (auto const& field : report.fields) pieces.append(field.raw()).append("\n");
    auto roomy = limits;  // the fields may be those of a part and of its body, each within the limit
    roomy.max_fields = report.fields.size();
    auto const again = arf::parse_fields(pieces, roomy);
    if (!again) {  // where no field of RFC 5965 stands there, another part or place made it a report
        require(again.error() == arf::errc::not_a_complaint || pieces.empty());
        return;
    }
    require_same(facts_alone(*again), facts_alone(report));
}

void check_report(arf::Report const& report, std::string_view message) {
    check_places(report, message);
    check_limits(report);
    auto const carrier = report.carrier();
    for (auto const& field : carrier.fields) require(lies_in(field.raw(), carrier.bytes()));
    require(arf::mime::is_utf8(report.text()));
    if (report.format != arf::Format::arf) return;
    check_diagnostic_places(report, message);
    check_nothing_invented(report);
    check_nothing_lost(report);
    check_duplicates_told(report);
    check_all_fields_found(report);
    check_pieces(report);
}

/// Whether the original is read with the report or later changes nothing.
void check_two_steps(std::string_view message, std::string_view record) {
    arf::detail::StoragePointer const storage(arf::detail::Storage::create(1024));
    bool original_is_left = false;
    auto report = arf::detail::parse_into(*storage, message, limits, &original_is_left);
    if (original_is_left) arf::detail::read_left_original(*report, *storage, message, limits);
    require_same(shown(report), record);
}

/// Ownership changes nothing; and what is a complaint does not depend on whether other mail is wanted.
void check_ownership(std::string_view message, arf::result<arf::Report> const& borrowed,
                     std::string_view record) {
    require_same(record, shown(arf::parse(message, limits)));
    check_two_steps(message, record);
    auto strict = limits;
    strict.keep_other_messages = false;
    auto const complaint = arf::parse(std::string(message), strict);
    require(complaint.has_value() == (borrowed && borrowed->is_complaint()));
    if (complaint) require_same(shown(complaint), record);
}

/// A line end is a line end. (Where half of one is encoded, the other half is more than one.)
void check_line_ends(std::string_view message, json::object const& parsed) {
    bool const has_cr = message.find('\r') != message.npos || message.find("0D") != message.npos ||
                        message.find("0d") != message.npos;  // "=0D", and "=3D0D" one encoding further down
    if (has_cr) return;
    auto const crlf = arf::parse(arf_fuzz::to_crlf(message), limits);
    auto const one = without_places(parsed);
    auto const other = without_places(json::parse(shown(crlf)).as_object());
    if (one != other) require_same(json::serialize(one), json::serialize(other));
}

}  // namespace

extern "C" std::size_t arf_fuzz_message_at(std::uint8_t const*, std::size_t) { return 0; }

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    auto const message = arf_fuzz::as_text(data, size);
    auto const borrowed = arf::parse_borrowed(message, limits);
    auto const record = shown(borrowed);
    require(arf::mime::is_utf8(record) && record.find('\n') == std::string::npos);  // one line
    auto const parsed = json::parse(record).as_object();
    // The checks that parse once more take turns: each input has its own, so that a finding is found again.
    bool const about_ownership = arf_fuzz::Random(message).below(2) == 0;
    if (about_ownership) check_ownership(message, borrowed, record);
    if (borrowed) {
        check_report(*borrowed, message);
        check_json(*borrowed, parsed);
        // What YAML wants quoted and is not is taken as written, its line ends included (document/yaml.hpp).
        bool const as_written = has_diagnostic(*borrowed, arf::DiagnosticCode::nonstandard_yaml);
        if (!about_ownership && !as_written) check_line_ends(message, parsed);
    }
    if (auto const fields = arf::parse_fields(message, limits)) {
        check_places(*fields, message);
        check_nothing_invented(*fields);
        check_nothing_lost(*fields);
        check_json(*fields, json::parse(arf::to_json(*fields)).as_object());
    }
    return 0;
}
