// SPDX-License-Identifier: BSL-1.0
// Whole messages: what <arf/parse.hpp>, <arf/report.hpp> and <arf/json.hpp> promise, as oracles.
#include <arf/arf.hpp>
#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <string>
#include <string_view>

namespace {

namespace json = boost::json;

void require(bool holds) {
    if (!holds) std::abort();
}

bool lies_in(std::string_view slice, std::string_view whole) {
    return slice.data() >= whole.data() && slice.data() + slice.size() <= whole.data() + whole.size();
}

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
json::object without_places(arf::result<arf::Report> const& report) {
    auto record = json::parse(shown(report)).as_object();
    erase_from(record, "diagnostics", {"offset", "length"});
    erase_from(record, "evidence", {"size"});
    erase_from(record, "rows", {"text"});
    return record;
}

std::string to_crlf(std::string_view text) {
    std::string out;
    for (char const c : text) out.append(c == '\n' ? "\r\n" : std::string_view(&c, 1));
    return out;
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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const message(reinterpret_cast<char const*>(data), size);
    for (bool const keep : {false, true}) {
        // Small limits, so that small inputs reach them.
        auto const options = arf::ParseOptions{.max_depth = 6,
                                               .max_message_depth = 3,
                                               .max_parts = 20,
                                               .max_fields = 50,
                                               .max_diagnostics = 1000,
                                               .keep_other_messages = keep};
        auto const borrowed = arf::parse_borrowed(message, options);
        auto const record = shown(borrowed);
        json::parse(record);
        require(record.find('\n') == std::string::npos);         // one line
        require(record == shown(arf::parse(message, options)));  // ownership changes nothing
        require(record == shown(arf::parse(std::string(message), options)));
        if (!borrowed) continue;
        require(keep || borrowed->is_complaint());
        check_places(*borrowed, message);
        (void)borrowed->text();
        auto const carrier = borrowed->carrier();
        for (auto const& field : carrier.fields) require(lies_in(field.raw(), carrier.bytes()));
        if (message.find('\r') == message.npos) {  // a line end is a line end
            require(without_places(borrowed) == without_places(arf::parse(to_crlf(message), options)));
        }
    }
    if (auto const fields = arf::parse_fields(message)) {
        check_places(*fields, message);
        json::parse(arf::to_json(*fields));
    }
    return 0;
}
