// SPDX-License-Identifier: BSL-1.0
// Complaints that are documents: what <arf/document/json.hpp>, <arf/document/yaml.hpp> and the dialects made
// of them promise, as oracles. The first byte of an input says what the rest is: JSON to read; choices to
// write JSON, YAML or a document of a known format by, whose values are then known; or any document.
#include <algorithm>
#include <arf/arf.hpp>
#include <arf/document/json.hpp>
#include <arf/document/yaml.hpp>
#include <arf/impl/read_json.ipp>
#include <arf/impl/read_yaml.ipp>
#include <arf/mime/context.hpp>
#include <arf/mime/decode.hpp>
#include <array>
#include <boost/json.hpp>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz.hpp"

namespace {

namespace json = boost::json;
using arf_fuzz::lies_in;
using arf_fuzz::require;
using arf_fuzz::require_same;
using Kind = arf::Node::Kind;
using namespace std::string_view_literals;

class Bytes {
  public:
    explicit Bytes(std::string_view text) noexcept : left_(text) {}
    [[nodiscard]] bool is_at_end() const noexcept { return left_.empty(); }
    std::size_t below(std::size_t count) noexcept {
        if (left_.empty()) return 0;
        auto const byte = static_cast<unsigned char>(left_.front());
        left_.remove_prefix(1);
        return byte % count;
    }
    template <class List>
    auto const& pick(List const& list) noexcept {
        return list[below(std::size(list))];
    }

  private:
    std::string_view left_;
};

using Read = arf::document::Document (*)(arf::mime::Context&, std::string_view, std::string_view*);

/// A document, with all that it points into.
class Reading {
  public:
    Reading(Read read, std::string_view text)
        : storage_(arf::detail::Storage::create(4096)), context_(*storage_, limits_, text) {
        document_ = read(context_, text, nullptr);
    }
    [[nodiscard]] arf::List<arf::Node> nodes() const noexcept { return document_.nodes(); }
    [[nodiscard]] arf::document::Document const& document() const noexcept { return document_; }
    [[nodiscard]] std::size_t count(arf::DiagnosticCode code) const {
        auto const all = context_.diagnostics.view();
        return static_cast<std::size_t>(
            std::count_if(all.begin(), all.end(), [code](auto const& one) { return one.code == code; }));
    }

  private:
    arf::ParseOptions limits_{.max_document_depth = 16, .max_nodes = 500, .max_diagnostics = 1000};
    arf::detail::StoragePointer storage_;
    arf::mime::Context context_;
    arf::document::Document document_;
};

// ---- what is true of any document ----

/// Parents stand before children, and what is in a node ends where it says.
void check_shape(arf::List<arf::Node> nodes) {
    auto const at = [nodes](std::int32_t i) -> arf::Node const& {
        return nodes[static_cast<std::size_t>(i)];
    };
    for (std::int32_t i = 0; i < static_cast<std::int32_t>(nodes.size()); ++i) {
        auto const& node = at(i);
        require(node.parent < i && (node.parent >= 0 || i == 0));
        require(node.end > i && node.end <= static_cast<std::int32_t>(nodes.size()));
        require(!node.is_scalar() || node.end == i + 1);
        require(node.is_scalar() || node.text.empty());
        if (node.parent < 0) continue;
        auto const& parent = at(node.parent);
        require(!parent.is_scalar() && node.end <= parent.end);
        require(parent.kind == Kind::object || node.key.empty());
    }
}

/// How many members of objects have the key of one before them.
std::size_t duplicates(arf::List<arf::Node> nodes) {
    std::set<std::pair<std::int32_t, std::string_view>> seen;
    std::size_t count = 0;
    for (auto const& node : nodes) {
        bool const is_member =
            node.parent >= 0 && nodes[static_cast<std::size_t>(node.parent)].kind == Kind::object;
        if (is_member && !seen.insert({node.parent, node.key}).second) ++count;
    }
    return count;
}

/// Each is told, of a document that was read to its end.
void check_duplicates_told(Reading const& read) {
    require(read.nodes().empty() ||
            read.count(arf::DiagnosticCode::duplicate_key) == duplicates(read.nodes()));
}

/// The node against the value that Boost.JSON makes of it. Of duplicates Boost.JSON keeps one: not compared.
void check_value(arf::document::Document const& document, arf::Node const& node, json::value const& value,
                 std::string_view text) {
    switch (node.kind) {
        case Kind::string:
            return require_same(value.as_string(), node.text);
        case Kind::null:
            return require(value.is_null() && node.text == "null");
        case Kind::boolean:
            return require_same(value.as_bool() ? "true" : "false", node.text);
        case Kind::number: {
            require(value.is_number() && lies_in(node.text, text));  // as written
            auto const number = std::strtod(std::string(node.text).c_str(), nullptr);
            auto const same = value.to_number<double>();
            // Boost.JSON 1.81 makes no number of "0e777".
            return require(!std::isfinite(same) || same == number ||
                           std::abs(same - number) <= std::abs(number) * 1e-12);
        }
        case Kind::array: {
            std::size_t i = 0;
            document.for_each(&node, [&](arf::Node const& item) {
                check_value(document, item, value.as_array().at(i++), text);
            });
            return require(i == value.as_array().size());
        }
        case Kind::object:
            document.for_each(&node, [&](arf::Node const& item) {
                auto const* const member = value.as_object().if_contains(item.key);
                require(member != nullptr);
                if (document.member(&node, item.key) == &item) check_value(document, item, *member, text);
            });
    }
}

void check_json(std::string_view text) {
    Reading const read(&arf::document::read_json, text);
    check_shape(read.nodes());
    check_duplicates_told(read);
    bool const over_limit =
        read.count(arf::DiagnosticCode::limit_document_depth) + read.count(arf::DiagnosticCode::limit_nodes) >
        0;
    auto bare = text;
    if (bare.starts_with(arf::document::byte_order_mark)) bare.remove_prefix(3);
    json::error_code error;
    auto const value = json::parse(bare, error, {}, {.max_depth = 64});
    if (read.nodes().empty()) {
        require(read.count(arf::DiagnosticCode::bad_json) + (over_limit ? 1U : 0U) > 0);
        require(over_limit || error.failed());
        return;
    }
    if (!error.failed() && duplicates(read.nodes()) == 0)
        check_value(read.document(), *read.document().root(), value, text);
}

// ---- documents whose values are known ----

/// A text as it is written in a document, and what it means.
struct Written {
    std::string_view text;
    std::string_view meaning;
};
constexpr auto json_pieces = std::to_array<Written>({{"a", "a"},
                                                     {"complaint", "complaint"},
                                                     {"\\n", "\n"},
                                                     {"\\u00e9", "\xc3\xa9"},
                                                     {"\\ud83d\\ude00", "\xf0\x9f\x98\x80"},
                                                     {"\\\"", "\""},
                                                     {"\\\\", "\\"},
                                                     {"\\/", "/"},
                                                     {"\xc3\xa9", "\xc3\xa9"},
                                                     {"\\u0000", "\0"sv},
                                                     {"192.0.2.1", "192.0.2.1"},
                                                     {" ", " "},
                                                     {"{", "{"},
                                                     {"]", "]"},
                                                     {",", ","},
                                                     {"\\t\\b\\f\\r", "\t\b\f\r"}});
constexpr auto json_numbers = std::to_array<std::string_view>(
    {"0", "-0", "1", "-1", "1.0", "0.10", "1e5", "1E+5", "-1.5e-10", "12345678901234567890123456789",
     "1751364000", "1751364000.501324", "9007199254740993"});
constexpr auto json_literals = std::to_array<std::string_view>({"true", "false", "null"});
constexpr auto json_keys = std::to_array<std::string_view>({"a", "b", "type", "complaint", "", "A"});
constexpr auto json_blanks = std::to_array<std::string_view>({"", "", "", " ", "\n", "\r\n\t"});

struct Expected {
    Kind kind;
    std::string key;
    std::string text;
    friend bool operator==(Expected const&, Expected const&) = default;
};

/// Writes JSON by choices, and says what must be read of it.
class JsonWriter {
  public:
    explicit JsonWriter(Bytes& bytes) noexcept : bytes_(bytes) {}
    std::string text;
    std::vector<Expected> expected;

    void write(std::string_view key, int depth) {
        blank();
        auto const kind = depth > 8 || expected.size() > 200 ? 4 : bytes_.below(8);
        if (kind < 2) {
            write_collection(key, kind == 0 ? Kind::object : Kind::array, depth);
        } else if (kind < 5) {
            auto const meaning = write_string();
            expected.push_back({Kind::string, std::string(key), meaning});
        } else if (kind < 7) {
            expected.push_back({Kind::number, std::string(key), std::string(bytes_.pick(json_numbers))});
            text.append(expected.back().text);
        } else {
            std::string const literal(bytes_.pick(json_literals));
            text.append(literal);
            expected.push_back({literal == "null" ? Kind::null : Kind::boolean, std::string(key), literal});
        }
        blank();
    }

  private:
    void blank() { text.append(bytes_.pick(json_blanks)); }
    std::string write_string() {
        std::string meaning;
        text.append("\"");
        for (auto count = bytes_.below(4); count > 0; --count) {
            auto const& piece = bytes_.pick(json_pieces);
            text.append(piece.text);
            meaning.append(piece.meaning);
        }
        text.append("\"");
        return meaning;
    }
    void write_collection(std::string_view key, Kind kind, int depth) {
        expected.push_back({kind, std::string(key), {}});
        text.append(kind == Kind::object ? "{" : "[");
        auto const count = bytes_.is_at_end() ? 0 : bytes_.below(5);
        for (std::size_t i = 0; i < count; ++i) {
            if (i != 0) text.append(",");
            auto const name = kind == Kind::object ? bytes_.pick(json_keys) : ""sv;
            if (kind == Kind::object) text.append("\"").append(name).append("\":");
            write(name, depth + 1);
        }
        text.append(kind == Kind::object ? "}" : "]");
    }

    Bytes& bytes_;
};

std::vector<Expected> found(Reading const& read) {
    std::vector<Expected> all;
    for (auto const& node : read.nodes())
        all.push_back({node.kind, std::string(node.key), std::string(node.text)});
    return all;
}

void check_written_json(Bytes bytes) {
    JsonWriter writer(bytes);
    writer.write("", 0);
    Reading const read(&arf::document::read_json, writer.text);
    require(found(read) == writer.expected);
    check_json(writer.text);
}

constexpr auto yaml_keys =
    std::to_array<std::string_view>({"Reported-From", "Category", "Report-Type", "Report-ID", "Date",
                                     "Source", "Source-Type", "Attachment", "User-Agent"});
constexpr auto yaml_values =
    std::to_array<Written>({{"abuse", "abuse"},
                            {"two words", "two words"},
                            {"192.0.2.1", "192.0.2.1"},
                            {"NO", "NO"},
                            {"1e3", "1e3"},
                            {"007", "007"},
                            {"null", "null"},
                            {"2025-07-01", "2025-07-01"},
                            {"\"a\\\"b\"", "a\"b"},
                            {"'it''s'", "it's"},
                            {"\"\\xe9\"", "\xc3\xa9"},
                            {"folded\n  value", "folded value"},
                            {"a  # comment", "a"},
                            {"http://example.com/x", "http://example.com/x"},
                            {"Tue, 1 Jul 2025 10:00:00 +0000", "Tue, 1 Jul 2025 10:00:00 +0000"}});

void check_yaml(std::string_view text) {
    Reading const read(&arf::document::read_yaml, text);
    check_shape(read.nodes());
    for (std::size_t i = 0; i < read.nodes().size(); ++i)  // a flat map of strings
        require(i == 0 ? read.nodes()[0].kind == Kind::object
                       : read.nodes()[i].kind == Kind::string && read.nodes()[i].parent == 0);
    check_duplicates_told(read);
}

void check_written_yaml(Bytes bytes) {
    std::string text(bytes.below(4) == 0 ? "---\n" : "");
    std::vector<Expected> expected{{Kind::object, {}, {}}};
    auto const crlf = bytes.below(2) == 0;
    while (!bytes.is_at_end() && expected.size() < 100) {
        auto const key = bytes.pick(yaml_keys);
        auto const& value = bytes.pick(yaml_values);
        text.append(key).append(": ").append(value.text).append("\n");
        expected.push_back({Kind::string, std::string(key), std::string(value.meaning)});
    }
    if (expected.size() == 1) return;
    if (crlf) text = arf_fuzz::to_crlf(text);
    Reading const read(&arf::document::read_yaml, text);
    require(found(read) == expected);
    check_yaml(text);
}

// ---- whole complaints ----

/// The text without what unfolding changes.
std::string without_blanks(std::string_view text) {
    std::string out;
    std::copy_if(text.begin(), text.end(), std::back_inserter(out),
                 [](char c) { return " \t\r\n\0"sv.find(c) == std::string_view::npos; });
    return out;
}

/// A text of a report stands in a value of its document, or in a key; but for its line ends.
void require_in_document(std::string_view fact, arf::Report const& report, std::string_view input) {
    if (fact.empty() || input.find(fact) != input.npos) return;
    auto const wanted = without_blanks(fact);
    bool const stands =
        std::any_of(report.document.begin(), report.document.end(), [&](arf::Node const& node) {
            return without_blanks(node.text).find(wanted) != std::string::npos ||
                   without_blanks(node.key).find(wanted) != std::string::npos;
        });
    if (!stands) require_same(fact, "stands in no value");
}

void check_complaint(std::string_view text) {
    auto const report = arf::parse_borrowed(text, {.keep_other_messages = true});
    if (!report) return;
    auto const record = arf::to_json(*report);
    require(arf::mime::is_utf8(record));
    auto const shown = json::parse(record).as_object();
    require_same(record, arf::to_json(arf::parse(text, {.keep_other_messages = true}).value()));
    check_shape(report->document);
    if (report->document.empty() || report->parts.size() != 1) return;
    for (auto const& path : report->original_rcpt_to) require_in_document(path.address, *report, text);
    for (auto const& fact : {report->xarf_category, report->xarf_report_type, report->xarf_report_id,
                             report->user_agent, report->original_message_id, report->original_envelope_id})
        if (fact) require_in_document(*fact, *report, text);
    if (report->original_mail_from) require_in_document(report->original_mail_from->address, *report, text);
    if (report->arrival_date) require_in_document(report->arrival_date->raw, *report, text);
    for (auto const uri : report->reported_uri) require_in_document(uri, *report, text);
    auto const told =
        std::count_if(report->diagnostics.begin(), report->diagnostics.end(),
                      [](auto const& one) { return one.code == arf::DiagnosticCode::duplicate_key; });
    bool const all_told = report->diagnostics.size() < arf::ParseOptions{}.max_diagnostics;
    require(!all_told || static_cast<std::size_t>(told) >= duplicates(report->document));
    if (report->source_ip) require_same(shown.at("source_ip").as_string(), report->source_ip->to_string());
}

// clang-format off: a document a line
constexpr auto templates = std::to_array<std::string_view>({
    R"({"Version":"2","ReporterInfo":{"ReporterOrg":"Example","ReporterOrgEmail":"a@example.com"},"Disclosure":true,"Report":{"ReportClass":"Activity","ReportType":"Spam","Date":"2025-07-01T10:00:00Z","SourceIp":"192.0.2.1","SourcePort":25,"SmtpMailFromAddress":"b@example.com","Samples":[{"ContentType":"message/rfc822","Base64Encoded":false,"Description":"x","Payload":"From: c@example.com\r\n\r\nhi"}]}})",
    R"({"xarf_version":"4.0.0","report_id":"7","timestamp":"2025-07-01T10:00:00Z","reporter":{"org":"Example","contact":"a@example.com","domain":"example.com"},"category":"messaging","type":"spam","source_identifier":"192.0.2.1","source_port":25,"protocol":"smtp","smtp_from":"b@example.com","evidence":[{"content_type":"message/rfc822","payload":"RnJvbTogYQoKaGk=","description":"x"}]})",
    R"({"notificationType":"Complaint","complaint":{"complainedRecipients":[{"emailAddress":"a@example.org"}],"timestamp":"2025-07-01T10:00:00.000Z","feedbackId":"1","userAgent":"x","complaintFeedbackType":"abuse","arrivalDate":"2025-07-01T09:00:00.000Z"},"mail":{"timestamp":"2025-07-01T08:00:00.000Z","messageId":"1","source":"b@example.com","sourceIp":"192.0.2.1","destination":["a@example.org"],"headers":[{"name":"From","value":"b@example.com"},{"name":"Subject","value":"x"}],"commonHeaders":{"messageId":"<2@example.com>"}}})",
    R"({"Type":"Notification","MessageId":"1","TopicArn":"arn:aws:sns:x","Message":"{\"notificationType\":\"Complaint\",\"complaint\":{\"complainedRecipients\":[{\"emailAddress\":\"a@example.org\"}]},\"mail\":{\"messageId\":\"1\"}}"})",
    R"([{"email":"a@example.org","event":"spamreport","timestamp":1751364000,"sg_event_id":"1","sg_message_id":"2","ip":"192.0.2.1"},{"email":"b@example.org","event":"spamreport","timestamp":1751364001,"sg_event_id":"3"}])",
    R"([{"msys":{"message_event":{"type":"spam_complaint","rcpt_to":"a@example.org","timestamp":"1751364000","fbtype":"abuse","message_id":"1","friendly_from":"b@example.com","sending_ip":"192.0.2.1","subject":"x","report_by":"example.net"}}}])",
    R"({"signature":{"timestamp":"1751364000"},"event-data":{"event":"complained","recipient":"a@example.org","timestamp":1751364000.5,"id":"1","message":{"headers":{"message-id":"2@example.com","from":"b@example.com","to":"a@example.org","subject":"x"}}}})",
    R"({"RecordType":"SpamComplaint","ID":1,"Type":"SpamComplaint","Email":"a@example.org","From":"b@example.com","BouncedAt":"2025-07-01T10:00:00Z","Subject":"x","MessageID":"2","Content":"From: c@example.com\r\n\r\nhi","DumpAvailable":true})",
});
// clang-format on
constexpr auto replacements = std::to_array<std::string_view>({"null",
                                                               "true",
                                                               "0",
                                                               "-1",
                                                               "1751364000",
                                                               "99999999999999999999",
                                                               "\"\"",
                                                               "\"a@example.org\"",
                                                               "\"192.0.2.1\"",
                                                               "\"2001:db8::1\"",
                                                               "\"2025-07-01T10:00:00Z\"",
                                                               "\"abuse\"",
                                                               "\"not-spam\"",
                                                               "\"x\\u0000y\"",
                                                               "\"\xff\"",
                                                               "[]",
                                                               "{}",
                                                               "[\"a@example.org\",1]",
                                                               "{\"emailAddress\":\"b@example.org\"}",
                                                               "\"spam\"",
                                                               "\"Complaint\"",
                                                               "\"Bounce\"",
                                                               "\"RnJvbTogYQoKaGk=\"",
                                                               "\"From: a@example.com\\n\\nhi\"",
                                                               "\"message/rfc822\"",
                                                               "\"{\\\"a\\\":1}\"",
                                                               "1.5e3",
                                                               "\"<1@example.com>\"",
                                                               "[[[[1]]]]"});

/// Where the values that are no collections stand in a text of JSON, and where members start.
struct Places {
    std::vector<std::pair<std::size_t, std::size_t>> scalars;
    std::vector<std::pair<std::size_t, std::size_t>> members;  ///< `"key":scalar`
};
Places places_of(std::string_view text) {
    Places places;
    std::size_t key = text.npos;
    for (std::size_t i = 0; i < text.size();) {
        auto end = i + 1;
        if (text[i] == '"') {
            while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2U : 1U;
            end = std::min(end + 1, text.size());
        } else if ("{}[],: \r\n\t"sv.find(text[i]) == std::string_view::npos) {
            end = std::min(text.find_first_of("{}[],: \r\n\t", i), text.size());
        } else {
            if (text[i] != ':') key = text.npos;
            i = end;
            continue;
        }
        if (text.substr(end).starts_with(':')) {
            key = i;
        } else {
            places.scalars.emplace_back(i, end - i);
            if (key != text.npos) places.members.emplace_back(key, end - key);
        }
        i = end;
    }
    return places;
}

/// A document of a known format, with some values replaced, and members doubled, lost or set elsewhere.
void check_changed_template(Bytes bytes) {
    std::string text(bytes.pick(templates));
    for (int edits = 0; edits < 6 && !bytes.is_at_end(); ++edits) {
        auto const places = places_of(text);
        if (places.scalars.empty() || places.members.empty()) break;
        auto const how = bytes.below(8);
        if (how < 4) {
            auto const [at, size] = bytes.pick(places.scalars);
            text.replace(at, size, bytes.pick(replacements));
        } else if (how == 4) {
            auto const [at, size] = bytes.pick(places.members);
            auto const member = text.substr(at, size);
            text.insert(places.members[bytes.below(places.members.size())].first, member + ",");
        } else if (how == 5) {
            auto const [at, size] = bytes.pick(places.members);
            text.replace(at, size, "\"none\":0");
        } else if (how == 6) {
            text = "[" + text + "," + std::string(bytes.pick(templates)) + "]";
        } else {
            text.resize(text.size() - std::min(text.size(), bytes.below(64)));
        }
    }
    check_complaint(text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size == 0 || size > 4096) return 0;
    auto const rest = arf_fuzz::as_text(data + 1, size - 1);
    switch (data[0] % 8) {
        case 0:
            check_json(rest);
            break;
        case 1:
            check_yaml(rest);
            break;
        case 2:
            check_written_json(Bytes(rest));
            break;
        case 3:
            check_written_yaml(Bytes(rest));
            break;
        case 4:
            check_complaint(rest);
            break;
        default:
            check_changed_template(Bytes(rest));
    }
    return 0;
}
