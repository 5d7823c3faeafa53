// SPDX-License-Identifier: BSL-1.0
// The C interface: for any bytes <arf/arf.h> says the same as the C++ interface, fact by fact, and keeps what
// it promises of indexes, types, lengths and lifetimes.
#include <arf/arf.h>

#include <algorithm>
#include <arf/arf.hpp>
#include <boost/json.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace json = boost::json;

void require(bool holds) {
    if (!holds) std::abort();
}

std::string_view view(arf_text text) {
    require(text.bytes != nullptr);
    return {text.bytes, text.size};
}

struct Freed {
    void operator()(arf_options* options) const { arf_options_free(options); }
    void operator()(arf_report* report) const { arf_report_free(report); }
    void operator()(char* memory) const { arf_free(memory); }
};
using Options = std::unique_ptr<arf_options, Freed>;
using Report = std::unique_ptr<arf_report, Freed>;
using Memory = std::unique_ptr<char, Freed>;

// Small limits, so that small inputs reach them.
constexpr arf::ParseOptions cpp_options(bool keep) {
    return {.max_bytes = 100'000,
            .max_depth = 6,
            .max_message_depth = 3,
            .max_parts = 20,
            .max_fields = 50,
            .keep_other_messages = keep};
}
Options c_options(bool keep) {
    auto const wanted = cpp_options(keep);
    arf_options* options = nullptr;
    require(arf_options_new(&options) == ARF_OK);
    require(arf_options_set(options, ARF_OPTION_MAX_BYTES, wanted.max_bytes) == ARF_OK);
    require(arf_options_set(options, ARF_OPTION_MAX_DEPTH, wanted.max_depth) == ARF_OK);
    require(arf_options_set(options, ARF_OPTION_MAX_MESSAGE_DEPTH, wanted.max_message_depth) == ARF_OK);
    require(arf_options_set(options, ARF_OPTION_MAX_PARTS, wanted.max_parts) == ARF_OK);
    require(arf_options_set(options, ARF_OPTION_MAX_FIELDS, wanted.max_fields) == ARF_OK);
    require(arf_options_set(options, ARF_OPTION_KEEP_OTHER_MESSAGES, keep ? 1 : 0) == ARF_OK);
    return Options(options);
}

arf_status expected_status(arf::result<arf::Report> const& report) {
    if (report) return ARF_OK;
    auto const error = report.error();
    return error == arf::errc::empty       ? ARF_EMPTY
           : error == arf::errc::too_large ? ARF_TOO_LARGE
                                           : ARF_NOT_A_COMPLAINT;
}

/// The report of a message that is gone when the report is looked at.
arf_status parse_copy(std::string_view message, arf_options const* options, arf_report** report) {
    std::string const copy(message);
    return arf_parse(copy.data(), copy.size(), options, report);
}

std::string json_of(arf_report const* report) {
    char* record = nullptr;
    std::size_t size = 0;
    require(arf_report_json(report, "a\"b", 3, UINT64_MAX, &record, &size) == ARF_OK);
    Memory const owner(record);
    require(std::strlen(record) == size);
    return {record, size};
}

/// A value of a record as the text that the C interface gives for it.
std::string text_of(json::value const& value) {
    if (value.is_bool()) return value.as_bool() ? "true" : "false";
    return value.is_string() ? std::string(value.as_string()) : json::serialize(value);
}
std::vector<std::string> texts_of(json::value const* member) {
    std::vector<std::string> texts;
    if (member == nullptr) return texts;
    if (!member->is_array()) return {text_of(*member)};
    for (auto const& one : member->as_array()) texts.push_back(text_of(one));
    return texts;
}

/// The typed getters say what the text says, and refuse what is of another type.
void check_typed(arf_report const* report, char const* name, std::size_t index, std::string const& text) {
    std::uint64_t number = 1;
    std::int64_t time = 1;
    auto const type = arf_fact_type(name);
    auto const number_status = arf_report_number(report, name, index, &number);
    auto const time_status = arf_report_time(report, name, index, &time);
    require(number_status == (type == ARF_TYPE_NUMBER || type == ARF_TYPE_TRUTH ? ARF_OK : ARF_WRONG_TYPE));
    require(time_status == (type == ARF_TYPE_TIME ? ARF_OK : ARF_WRONG_TYPE));
    if (type == ARF_TYPE_NUMBER) require(std::to_string(number) == text);
    if (type == ARF_TYPE_TRUTH) require((number == 1 ? "true" : "false") == text && number <= 1);
    if (type == ARF_TYPE_TIME) {
        arf::DateTime date;
        date.local = std::chrono::local_time<std::chrono::microseconds>{std::chrono::microseconds{time}};
        date.zone = arf::Zone::utc;
        require(date.to_string() == text);
    }
    if (number_status != ARF_OK) require(number == 0);
    if (time_status != ARF_OK) require(time == 0);
}

/// Every getter, where there is no value: right behind the last one, or far behind it.
void check_beyond(arf_report const* report, char const* name, std::size_t index) {
    arf_text text{nullptr, 1};
    std::uint64_t number = 1;
    std::int64_t time = 1;
    require(arf_report_text(report, name, index, &text) == ARF_ABSENT && view(text).empty());
    require(arf_report_number(report, name, index, &number) != ARF_OK && number == 0);
    require(arf_report_time(report, name, index, &time) != ARF_OK && time == 0);
}

/// The names of all facts, and of the members of a record that hold objects.
std::set<std::string_view> all_names() {
    std::set<std::string_view> names{"source",   "index",      "offset",     "rows",
                                     "evidence", "deliveries", "extensions", "diagnostics"};
    for (std::size_t i = 0; i < arf_fact_count(); ++i)
        require(names.insert(arf_fact_name(i)).second && arf_fact_about(i) != nullptr);
    return names;
}

/// Each fact has the values of the record's member of that name; each member is a fact, or one of objects.
void check_facts(arf_report const* report, json::object const& record) {
    static auto const known = all_names();
    for (auto const& member : record) require(known.contains(member.key()));
    for (std::size_t i = 0; i < arf_fact_count(); ++i) {
        char const* const name = arf_fact_name(i);
        auto const expected = texts_of(record.if_contains(name));
        require(arf_report_count(report, name) == expected.size());
        for (std::size_t at = 0; at < expected.size(); ++at) {
            arf_text text{};
            require(arf_report_text(report, name, at, &text) == ARF_OK);
            require(view(text) == expected[at] && std::strlen(text.bytes) == text.size);
            check_typed(report, name, at, expected[at]);
        }
        check_beyond(report, name, (i + record.size()) % 2 == 0 ? expected.size() : SIZE_MAX);
    }
}

void check_fields(arf_report const* report, int where, arf::List<arf::Field> fields) {
    require(arf_report_field_count(report, where) == fields.size());
    arf_text name{};
    arf_text body{};
    for (std::size_t i = 0; i < fields.size(); ++i) {
        require(arf_report_field(report, where, i, &name, &body) == ARF_OK);
        require(view(name) == fields[i].name() && view(body) == fields[i].body());
    }
    for (auto const index : {fields.size(), SIZE_MAX}) {
        require(arf_report_field(report, where, index, &name, &body) == ARF_ABSENT);
        require(view(name).empty() && view(body).empty());
    }
}

/// The value of each field, asked for by its name: that of the first field of the name.
void check_values(arf_report const* report, int where, arf::Message const& message) {
    for (auto const& field : message.fields.first(std::min<std::size_t>(message.fields.size(), 10))) {
        std::string const name(field.name());
        if (name.find('\0') != name.npos) continue;  // no name that C could ask for
        char* value = nullptr;
        std::size_t size = 0;
        require(arf_report_field_value(report, where, name.c_str(), &value, &size) == ARF_OK);
        Memory const owner(value);
        require(std::string_view(value, size) == arf::unfolded(*message.find(name)) &&
                std::strlen(value) == size);
    }
}

void check_diagnostics(arf_report const* report, arf::List<arf::Diagnostic> diagnostics) {
    require(arf_report_diagnostic_count(report) == diagnostics.size());
    arf_diagnostic one{};
    for (std::size_t i = 0; i < diagnostics.size(); ++i) {
        auto const& info = arf::diagnostic_info(diagnostics[i].code);
        require(arf_report_diagnostic(report, i, &one, sizeof one) == ARF_OK);
        require(view(one.code) == info.name && one.severity == static_cast<int>(info.severity));
        require(view(one.source) == info.source && view(one.text) == info.text &&
                view(one.action) == info.action);
        require(view(one.field) == diagnostics[i].field);
        require(one.offset == diagnostics[i].offset && one.length == diagnostics[i].length);
    }
    require(arf_report_diagnostic(report, diagnostics.size(), &one, sizeof one) == ARF_ABSENT);
    require(view(one.code).empty() && one.offset == 0);
}

/// Gives the record.
std::string check_report(arf_report const* report, arf::Report const& expected) {
    require(arf_report_is_complaint(report) == (expected.is_complaint() ? 1 : 0));
    require(arf_report_format(report) == arf::name(expected.format));
    auto const record = json_of(report);
    require(record == arf::to_json(expected, {"a\"b", 3, UINT64_MAX}));
    check_facts(report, json::parse(record).as_object());
    auto const carrier = expected.carrier();
    check_fields(report, ARF_FIELDS_REPORT, expected.fields);
    check_fields(report, ARF_FIELDS_EXTENSIONS, expected.extensions);
    check_fields(report, ARF_FIELDS_CARRIER, carrier.fields);
    check_values(report, ARF_FIELDS_CARRIER, carrier);
    check_fields(report, ARF_FIELDS_ORIGINAL,
                 expected.original ? expected.original->fields : arf::List<arf::Field>{});
    if (expected.original) check_values(report, ARF_FIELDS_ORIGINAL, *expected.original);
    arf_text original{};
    require(arf_report_original(report, &original) == (expected.original ? ARF_OK : ARF_ABSENT));
    require(view(original) == (expected.original ? expected.original->bytes() : std::string_view{}));
    check_diagnostics(report, expected.diagnostics);
    return record;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const message(reinterpret_cast<char const*>(data), size);
    bool const keep = size % 2 != 0;  // what is no complaint
    auto const expected = arf::parse_borrowed(message, cpp_options(keep));
    auto const options = c_options(keep);
    arf_report* owned = nullptr;
    arf_report* borrowed = nullptr;
    require(parse_copy(message, options.get(), &owned) == expected_status(expected));
    Report const first(owned);
    require(arf_parse_borrowed(message.data(), size, options.get(), &borrowed) == expected_status(expected));
    Report const second(borrowed);
    require((owned != nullptr) == expected.has_value() && (borrowed != nullptr) == expected.has_value());
    if (!expected) return 0;
    auto const record = check_report(owned, *expected);
    require(json_of(borrowed) == record);
    check_fields(borrowed, ARF_FIELDS_REPORT, expected->fields);
    return 0;
}
