// SPDX-License-Identifier: BSL-1.0
// The bodies of <arf/arf.h>: the C interface stands on the C++ one. Only the compiled library has it.
#include <arf/arf.h>

#include <algorithm>
#include <arf/detail/ascii.hpp>
#include <arf/json.hpp>
#include <arf/mailbox.hpp>
#include <arf/mime/decode.hpp>
#include <arf/parse.hpp>
#include <arf/version.hpp>
#include <array>
#include <cstring>
#include <initializer_list>
#include <limits>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "c_facts.hpp"

struct arf_options {
    arf::ParseOptions parse;
    arf::MailboxOptions mailbox;
};

struct arf_report {
    explicit arf_report(arf::Report&& read)
        : report(std::move(read)), carrier(report.carrier()), facts(report, carrier) {}

    arf::Report const report;
    arf::Message const carrier;
    arf::c_interface::Facts const facts;
};

struct arf_mailbox {
    arf::MailboxReader reader;
    std::string source{};           // of the last error
    std::string error{};            // for a person
    arf_status broken_by = ARF_OK;  // what ended it before its end
};

namespace arf::c_interface {

// The number of the interface says which additions a library has: give it the next with each.
static_assert(ARF_INTERFACE_VERSION == 1);
static_assert(version_major < 100 && version_minor < 100 && version_patch < 100);

/// "0.1.0", with a NUL behind it.
inline constexpr auto version_text = [] {
    std::array<char, 9> text{};
    std::size_t size = 0;
    for (int const number : {version_major, version_minor, version_patch}) {
        if (size > 0) text[size++] = '.';
        if (number >= 10) text[size++] = static_cast<char>('0' + number / 10);
        text[size++] = static_cast<char>('0' + number % 10);
    }
    return text;
}();

/// What `work` gives; what it throws as a status.
template <class Work>
[[nodiscard]] arf_status guarded(Work const& work) noexcept {
    try {
        return work();
    } catch (std::bad_alloc const&) {
        return ARF_NO_MEMORY;
    } catch (...) {  // not covered: nothing else is thrown, as far as we know
        return ARF_INTERNAL;
    }
}

[[nodiscard]] inline arf_status status_of(Error const& error) noexcept {
    if (error == errc::empty) return ARF_EMPTY;
    if (error == errc::too_large) return ARF_TOO_LARGE;
    if (error == errc::not_a_complaint) return ARF_NOT_A_COMPLAINT;
    if (error == errc::io) return ARF_IO;
    return error == errc::unreadable_file ? ARF_UNREADABLE_FILE : ARF_INTERNAL;
}

[[nodiscard]] inline arf_text to_text(std::string_view text) noexcept {
    return {text.empty() ? "" : text.data(), text.size()};
}

/// A copy with a NUL behind it, for arf_free(). @throws std::bad_alloc
[[nodiscard]] inline char* copy_of(std::string_view text) {
    auto* const copy = new char[text.size() + 1];
    std::copy(text.begin(), text.end(), copy);
    copy[text.size()] = '\0';
    return copy;
}

/// Writes what fits into a structure that another version of the header may have made longer or shorter.
template <class Structure>
void give(Structure const& value, Structure* out, std::size_t size) noexcept {
    static_assert(std::is_trivially_copyable_v<Structure>);
    auto* const bytes = reinterpret_cast<unsigned char*>(out);
    auto const known = std::min(size, sizeof value);
    std::memcpy(bytes, &value, known);
    std::memset(bytes + known, 0, size - known);
}

/// Where a limit of that number stands; null where it is none.
[[nodiscard]] inline std::size_t* limit_of(arf_options& options, int option) noexcept {
    auto& parse = options.parse;
    switch (option) {
        case ARF_OPTION_MAX_BYTES:
            return &parse.max_bytes;
        case ARF_OPTION_MAX_DEPTH:
            return &parse.max_depth;
        case ARF_OPTION_MAX_MESSAGE_DEPTH:
            return &parse.max_message_depth;
        case ARF_OPTION_MAX_PARTS:
            return &parse.max_parts;
        case ARF_OPTION_MAX_FIELDS:
            return &parse.max_fields;
        case ARF_OPTION_MAX_FIELD_BYTES:
            return &parse.max_field_bytes;
        case ARF_OPTION_MAX_REPORT_BYTES:
            return &parse.max_report_bytes;
        case ARF_OPTION_MAX_DOCUMENT_BYTES:
            return &parse.max_document_bytes;
        case ARF_OPTION_MAX_DOCUMENT_DEPTH:
            return &parse.max_document_depth;
        case ARF_OPTION_MAX_NODES:
            return &parse.max_nodes;
        case ARF_OPTION_MAX_DIAGNOSTICS:
            return &parse.max_diagnostics;
        default:
            return nullptr;
    }
}

/// Where a yes or no of that number stands; null where it is none.
[[nodiscard]] inline bool* switch_of(arf_options& options, int option) noexcept {
    switch (option) {
        case ARF_OPTION_KEEP_OTHER_MESSAGES:
            return &options.parse.keep_other_messages;
        case ARF_OPTION_UNQUOTE_FROM:
            return &options.mailbox.unquote_from;
        case ARF_OPTION_USE_CONTENT_LENGTH:
            return &options.mailbox.use_content_length;
        default:
            return nullptr;
    }
}

/// arf_parse() and arf_parse_borrowed(); `read` is the C++ function.
template <class Read>
[[nodiscard]] arf_status parse_with(Read read, char const* message, std::size_t size,
                                    arf_options const* options, arf_report** out) noexcept {
    if (out != nullptr) *out = nullptr;
    if (out == nullptr || (message == nullptr && size > 0)) return ARF_INVALID_ARGUMENT;
    return guarded([&] {
        auto report = read(to_text({message, size}), options == nullptr ? ParseOptions{} : options->parse);
        if (!report) return status_of(report.error());
        *out = std::make_unique<arf_report>(*std::move(report)).release();
        return ARF_OK;
    });
}

/// A value of a fact: where it stands in Facts, if `status` is ARF_OK.
struct Place {
    arf_status status;
    std::size_t fact;
};

/// @param types  the types that are asked for; none stands for any.
[[nodiscard]] inline Place find_value(arf_report const* report, char const* name, std::size_t index,
                                      std::initializer_list<arf_type> types = {}) noexcept {
    if (report == nullptr || name == nullptr) return {ARF_INVALID_ARGUMENT, 0};
    auto const fact = find_fact(name);
    if (fact == fact_count) return {ARF_UNKNOWN_NAME, 0};
    bool const fits =
        types.size() == 0 || std::find(types.begin(), types.end(), fact_at(fact).type) != types.end();
    if (!fits) return {ARF_WRONG_TYPE, 0};
    return {index < report->facts.count(fact) ? ARF_OK : ARF_ABSENT, fact};
}

[[nodiscard]] inline List<Field> fields_of(arf_report const& handle, int where) noexcept {
    auto const& report = handle.report;
    switch (where) {
        case ARF_FIELDS_REPORT:
            return report.fields;
        case ARF_FIELDS_EXTENSIONS:
            return report.extensions;
        case ARF_FIELDS_ORIGINAL:
            return report.original ? report.original->fields : List<Field>{};
        case ARF_FIELDS_CARRIER:
            return handle.carrier.fields;
        default:
            return {};
    }
}

/// The next item of a mailbox as the C interface shows it.
[[nodiscard]] inline arf_status next_message(arf_mailbox& mailbox, arf_message& message) {
    mailbox.error.clear();
    auto item = mailbox.reader.next();
    if (!item) return ARF_END;
    if (*item) {
        auto const& raw = **item;
        message = {to_text(raw.bytes), to_text(raw.source), to_text(raw.from_line), raw.offset, raw.index};
        return ARF_OK;
    }
    auto trouble = item->error();
    mailbox.error = trouble.message();
    mailbox.source = std::move(trouble.source);
    message.source = to_text(mailbox.source);
    message.offset = trouble.offset;
    message.index = trouble.index;
    return status_of(trouble.error);
}

}  // namespace arf::c_interface

extern "C" {

int arf_interface_version(void) { return ARF_INTERFACE_VERSION; }

char const* arf_version(void) { return arf::c_interface::version_text.data(); }

char const* arf_status_text(int status) {
    switch (status) {
        case ARF_OK:
            return "no error";
        case ARF_NO_MEMORY:
            return "memory could not be had: try again later";
        case ARF_INVALID_ARGUMENT:
            return "a null pointer, or a value that the function does not take";
        case ARF_EMPTY:
            return "empty input: there is no message to read";
        case ARF_TOO_LARGE:
            return "the message is larger than the limit";
        case ARF_NOT_A_COMPLAINT:
            return "the message is not a complaint";
        case ARF_IO:
            return "reading failed";
        case ARF_UNREADABLE_FILE:
            return "neither a regular file nor a pipe";
        case ARF_END:
            return "the mailbox has no further message";
        case ARF_ABSENT:
            return "the report does not state that, or not so many of it";
        case ARF_UNKNOWN_NAME:
            return "no fact or option is called that";
        case ARF_WRONG_TYPE:
            return "the fact is of another type than was asked for";
        case ARF_INTERNAL:
            return "a fault of libarf: please report it";
        default:
            return "unknown status";
    }
}

arf_status arf_options_new(arf_options** options) {
    if (options == nullptr) return ARF_INVALID_ARGUMENT;
    *options = new (std::nothrow) arf_options{};
    return *options == nullptr ? ARF_NO_MEMORY : ARF_OK;
}

arf_status arf_options_set(arf_options* options, int option, std::uint64_t value) {
    if (options == nullptr) return ARF_INVALID_ARGUMENT;
    if (bool* const truth = arf::c_interface::switch_of(*options, option)) {
        if (value > 1) return ARF_INVALID_ARGUMENT;
        *truth = value == 1;
        return ARF_OK;
    }
    std::size_t* const limit = arf::c_interface::limit_of(*options, option);
    if (limit == nullptr) return ARF_UNKNOWN_NAME;
    if (value > std::numeric_limits<std::size_t>::max()) return ARF_INVALID_ARGUMENT;
    *limit = static_cast<std::size_t>(value);
    if (option == ARF_OPTION_MAX_BYTES) options->mailbox.max_message_bytes = *limit;
    return ARF_OK;
}

void arf_options_free(arf_options* options) { delete options; }

arf_status arf_parse(char const* message, std::size_t size, arf_options const* options, arf_report** report) {
    auto const read = [](arf_text text, arf::ParseOptions const& how) {
        return arf::parse(std::string_view(text.bytes, text.size), how);
    };
    return arf::c_interface::parse_with(read, message, size, options, report);
}

arf_status arf_parse_borrowed(char const* message, std::size_t size, arf_options const* options,
                              arf_report** report) {
    auto const read = [](arf_text text, arf::ParseOptions const& how) {
        return arf::parse_borrowed(std::string_view(text.bytes, text.size), how);
    };
    return arf::c_interface::parse_with(read, message, size, options, report);
}

void arf_report_free(arf_report* report) { delete report; }

int arf_report_is_complaint(arf_report const* report) {
    return report != nullptr && report->report.is_complaint() ? 1 : 0;
}

char const* arf_report_format(arf_report const* report) {
    return report == nullptr ? nullptr
                             : arf::name(report->report.format).data();  // a literal: NUL-terminated
}

std::size_t arf_fact_count(void) { return arf::c_interface::fact_count; }

char const* arf_fact_name(std::size_t index) { return arf::c_interface::fact_at(index).name; }

char const* arf_fact_about(std::size_t index) { return arf::c_interface::fact_at(index).about; }

arf_type arf_fact_type(char const* name) {
    if (name == nullptr) return ARF_TYPE_NONE;
    return arf::c_interface::fact_at(arf::c_interface::find_fact(name)).type;
}

std::size_t arf_report_count(arf_report const* report, char const* name) {
    if (report == nullptr || name == nullptr) return 0;
    return report->facts.count(arf::c_interface::find_fact(name));
}

arf_status arf_report_text(arf_report const* report, char const* name, std::size_t index, arf_text* text) {
    if (text == nullptr) return ARF_INVALID_ARGUMENT;
    *text = arf::c_interface::to_text({});
    auto const [status, fact] = arf::c_interface::find_value(report, name, index);
    if (status == ARF_OK) *text = arf::c_interface::to_text(report->facts.text(fact, index));
    return status;
}

arf_status arf_report_number(arf_report const* report, char const* name, std::size_t index,
                             std::uint64_t* number) {
    if (number == nullptr) return ARF_INVALID_ARGUMENT;
    *number = 0;
    auto const [status, fact] =
        arf::c_interface::find_value(report, name, index, {ARF_TYPE_NUMBER, ARF_TYPE_TRUTH});
    if (status == ARF_OK) *number = static_cast<std::uint64_t>(report->facts.number(fact, index));
    return status;
}

arf_status arf_report_time(arf_report const* report, char const* name, std::size_t index,
                           std::int64_t* microseconds) {
    if (microseconds == nullptr) return ARF_INVALID_ARGUMENT;
    *microseconds = 0;
    auto const [status, fact] = arf::c_interface::find_value(report, name, index, {ARF_TYPE_TIME});
    if (status == ARF_OK) *microseconds = report->facts.number(fact, index);
    return status;
}

std::size_t arf_report_field_count(arf_report const* report, int where) {
    return report == nullptr ? 0 : arf::c_interface::fields_of(*report, where).size();
}

arf_status arf_report_field(arf_report const* report, int where, std::size_t index, arf_text* name,
                            arf_text* body) {
    for (auto* const text : {name, body}) {
        if (text != nullptr) *text = arf::c_interface::to_text({});
    }
    if (report == nullptr) return ARF_INVALID_ARGUMENT;
    auto const fields = arf::c_interface::fields_of(*report, where);
    if (index >= fields.size()) return ARF_ABSENT;
    if (name != nullptr) *name = arf::c_interface::to_text(fields[index].name());
    if (body != nullptr) *body = arf::c_interface::to_text(fields[index].body());
    return ARF_OK;
}

arf_status arf_report_field_value(arf_report const* report, int where, char const* name, char** value,
                                  std::size_t* size) {
    if (value != nullptr) *value = nullptr;
    if (size != nullptr) *size = 0;
    if (report == nullptr || name == nullptr || value == nullptr) return ARF_INVALID_ARGUMENT;
    return arf::c_interface::guarded([&] {
        for (auto const& field : arf::c_interface::fields_of(*report, where)) {
            if (!arf::detail::equal_ignoring_case(field.name(), name)) continue;
            auto const unfolded = arf::mime::unfold(field.body());
            *value = arf::c_interface::copy_of(unfolded);
            if (size != nullptr) *size = unfolded.size();
            return ARF_OK;
        }
        return ARF_ABSENT;
    });
}

arf_status arf_report_original(arf_report const* report, arf_text* message) {
    if (message == nullptr) return ARF_INVALID_ARGUMENT;
    *message = arf::c_interface::to_text({});
    if (report == nullptr) return ARF_INVALID_ARGUMENT;
    if (!report->report.original) return ARF_ABSENT;
    *message = arf::c_interface::to_text(report->report.original->bytes());
    return ARF_OK;
}

std::size_t arf_report_diagnostic_count(arf_report const* report) {
    return report == nullptr ? 0 : report->report.diagnostics.size();
}

arf_status arf_report_diagnostic(arf_report const* report, std::size_t index, arf_diagnostic* diagnostic,
                                 std::size_t size) {
    using arf::c_interface::to_text;
    if (diagnostic == nullptr) return ARF_INVALID_ARGUMENT;
    arf_diagnostic out{to_text({}), to_text({}), to_text({}), to_text({}), to_text({}), 0, 0, 0};
    auto status = report == nullptr ? ARF_INVALID_ARGUMENT : ARF_ABSENT;
    if (index < arf_report_diagnostic_count(report)) {
        auto const& one = report->report.diagnostics[index];
        auto const& info = arf::diagnostic_info(one.code);
        out = {to_text(info.name), to_text(info.source), to_text(info.text), to_text(info.action),
               to_text(one.field), one.offset,           one.length,         static_cast<int>(info.severity)};
        status = ARF_OK;
    }
    arf::c_interface::give(out, diagnostic, size);
    return status;
}

arf_status arf_report_json(arf_report const* report, char const* source, std::uint64_t index,
                           std::uint64_t offset, char** json, std::size_t* size) {
    if (json != nullptr) *json = nullptr;
    if (size != nullptr) *size = 0;
    if (report == nullptr || json == nullptr) return ARF_INVALID_ARGUMENT;
    return arf::c_interface::guarded([&] {
        auto const record =
            arf::to_json(report->report, {source == nullptr ? std::string_view{} : source, index, offset});
        *json = arf::c_interface::copy_of(record);
        if (size != nullptr) *size = record.size();
        return ARF_OK;
    });
}

void arf_free(char* memory) { delete[] memory; }

arf_status arf_mailbox_open(char const* path, arf_options const* options, arf_mailbox** mailbox) {
    if (mailbox != nullptr) *mailbox = nullptr;
    if (path == nullptr || mailbox == nullptr) return ARF_INVALID_ARGUMENT;
    return arf::c_interface::guarded([&] {
        auto const how = options == nullptr ? arf::MailboxOptions{} : options->mailbox;
        *mailbox = new arf_mailbox{arf::MailboxReader::open(path, how)};
        return ARF_OK;
    });
}

arf_status arf_mailbox_next(arf_mailbox* mailbox, arf_message* message, std::size_t size) {
    using arf::c_interface::to_text;
    if (message == nullptr) return ARF_INVALID_ARGUMENT;
    arf_message out{to_text({}), to_text({}), to_text({}), 0, 0};
    auto status = mailbox == nullptr ? ARF_INVALID_ARGUMENT : mailbox->broken_by;
    if (status == ARF_OK) {
        status = arf::c_interface::guarded([&] { return arf::c_interface::next_message(*mailbox, out); });
        if (status == ARF_NO_MEMORY || status == ARF_INTERNAL) mailbox->broken_by = status;
    }
    arf::c_interface::give(out, message, size);
    return status;
}

char const* arf_mailbox_error(arf_mailbox const* mailbox) {
    return mailbox == nullptr ? nullptr : mailbox->error.c_str();
}

void arf_mailbox_free(arf_mailbox* mailbox) { delete mailbox; }

}  // extern "C"
