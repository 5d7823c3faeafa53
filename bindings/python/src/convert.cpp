// SPDX-License-Identifier: BSL-1.0
// From the library's values to Python objects: the conversions that are no one-liners.
#include "convert.hpp"

#include <datetime.h>
#include <pybind11/gil_safe_call_once.h>

#include <algorithm>
#include <arf/mime/decode.hpp>
#include <array>
#include <chrono>
#include <cstring>
#include <memory>
#include <tuple>
#include <vector>

namespace arf::python {
namespace {

[[nodiscard]] py::object steal(PyObject* made) {
    if (made == nullptr) throw py::error_already_set();
    return py::reinterpret_steal<py::object>(made);
}

/// Whether text is ASCII without NUL, looked at eight bytes at a time.
[[nodiscard]] bool is_plain(std::string_view text) noexcept {
    constexpr std::uint64_t ones = 0x0101010101010101U;
    constexpr std::uint64_t high_bits = ones << 7U;
    std::uint64_t seen = 0;
    auto const look_at = [&](char const* at, std::size_t size) {
        std::uint64_t eight = ones;
        std::memcpy(&eight, at, size);
        seen |= (eight - ones) | eight;  // a byte of 0 borrows, one above 0x7F has its high bit
    };
    if (text.empty()) return true;
    if (text.size() < sizeof seen) {
        look_at(text.data(), text.size());
    } else {
        auto const* const last = text.data() + text.size() - sizeof seen;
        for (auto const* at = text.data(); at < last; at += sizeof seen) look_at(at, sizeof seen);
        look_at(last, sizeof seen);  // some of it for the second time
    }
    return (seen & high_bits) == 0;
}

/// ParseError.code: the names of errc, as text.
[[nodiscard]] char const* code_name(Error const& error) noexcept {
    switch (static_cast<errc>(error.code.value())) {
        case errc::empty:
            return "empty";
        case errc::too_large:
            return "too_large";
        case errc::not_a_complaint:
            return "not_a_complaint";
        case errc::io:
            return "io";
        case errc::unreadable_file:
            return "unreadable_file";
    }
    return "unknown";
}

/// ipaddress is written in Python, and making one of its objects takes as long as a fifth of a small report
/// takes to parse. Complaints name few addresses, again and again: those of a sender. So the objects are
/// shared, as many as there is room for; nothing changes them.
struct RememberedAddress {
    IpAddress address;
    py::object object;
};
using RememberedAddresses = std::array<RememberedAddress, 1024>;

/// The GIL is held. Never destroyed: the interpreter may be gone by then.
[[nodiscard]] RememberedAddresses& remembered_addresses() {
    PYBIND11_CONSTINIT static py::gil_safe_call_once_and_store<std::unique_ptr<RememberedAddresses>> made;
    return *made.call_once_and_store_result([] { return std::make_unique<RememberedAddresses>(); })
                .get_stored();
}

/// Addresses that differ in their last octets, as those of a network do, have places of their own.
[[nodiscard]] std::size_t place_of(IpAddress const& address) noexcept {
    std::uint32_t hash = 0;
    for (auto const octet : address.octets()) hash = hash * 31 + octet;
    return hash % std::tuple_size_v<RememberedAddresses>;
}

[[nodiscard]] py::object to_new_address(IpAddress const& address) {
    auto const octets = address.octets();
    py::bytes const packed(reinterpret_cast<char const*>(octets.data()), octets.size());
    return address.is_v4() ? python_types().ipv4_address(packed) : python_types().ipv6_address(packed);
}

}  // namespace

PythonTypes const& python_types() {
    PYBIND11_CONSTINIT static py::gil_safe_call_once_and_store<PythonTypes> types;
    return types
        .call_once_and_store_result([] {
            auto const ours = py::module_::import("arf._types");
            auto const ip = py::module_::import("ipaddress");
            return PythonTypes{.address = ours.attr("Address"),
                               .diagnostic = ours.attr("Diagnostic"),
                               .field = ours.attr("Field"),
                               .evidence = ours.attr("Evidence"),
                               .report_row = ours.attr("ReportRow"),
                               .counts = ours.attr("Counts"),
                               .delivery_status = ours.attr("DeliveryStatus"),
                               .parse_error = ours.attr("ParseError"),
                               .restore_report = ours.attr("restore_report"),
                               .restore_part = ours.attr("restore_part"),
                               .restore_attribution = ours.attr("restore_attribution"),
                               .ipv4_address = ip.attr("IPv4Address"),
                               .ipv6_address = ip.attr("IPv6Address")};
        })
        .get_stored();
}

py::str to_str(std::string_view text) {
    if (is_plain(text)) {  // as nearly all is: no decoder needs to look at it
        auto const made = steal(PyUnicode_New(static_cast<Py_ssize_t>(text.size()), 0x7F));
        if (!text.empty()) std::memcpy(PyUnicode_1BYTE_DATA(made.ptr()), text.data(), text.size());
        return py::reinterpret_borrow<py::str>(made);
    }
    if (!mime::is_utf8(text) || text.find('\0') != std::string_view::npos)
        return py::str(mime::make_utf8(text));
    return py::str(text.data(), text.size());
}

py::bytes to_bytes(std::string_view bytes) { return py::bytes(bytes.data(), bytes.size()); }

py::str to_path(std::string_view path) {
    return py::reinterpret_borrow<py::str>(
        steal(PyUnicode_DecodeFSDefaultAndSize(path.data(), static_cast<Py_ssize_t>(path.size()))));
}

py::object to_python(DateTime const& date) {
    auto const instant = date.instant();
    if (!instant) return py::none();
    auto const midnight = std::chrono::floor<std::chrono::days>(*instant);
    std::chrono::year_month_day const day{midnight};
    std::chrono::hh_mm_ss const time{*instant - midnight};
    auto const year = static_cast<int>(day.year());
    if (year < 1 || year > 9999) return py::none();  // what Python's calendar has
    if (PyDateTimeAPI == nullptr) PyDateTime_IMPORT;
    if (PyDateTimeAPI == nullptr) throw py::error_already_set();
    return steal(PyDateTimeAPI->DateTime_FromDateAndTime(
        year, static_cast<int>(static_cast<unsigned>(day.month())),
        static_cast<int>(static_cast<unsigned>(day.day())), static_cast<int>(time.hours().count()),
        static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
        static_cast<int>(time.subseconds().count()), PyDateTime_TimeZone_UTC, PyDateTimeAPI->DateTimeType));
}

py::object to_python(Keyword<FeedbackType> const& keyword) {
    if (keyword.value == FeedbackType::unknown) return to_str(detail::column_text(keyword));
    // Every report has one of a few: their texts, which are their keywords, are shared.
    using Texts = std::array<py::object, 256>;
    PYBIND11_CONSTINIT static py::gil_safe_call_once_and_store<Texts> made;
    auto& texts = made.call_once_and_store_result([] { return Texts{}; }).get_stored();
    auto& text = texts[static_cast<std::size_t>(keyword.value)];
    if (!text) text = to_str(detail::column_text(keyword));
    return text;
}

py::object to_python(IpAddress const& address) {
    auto& [known, object] = remembered_addresses()[place_of(address)];
    if (!object || known != address) {
        object = to_new_address(address);
        known = address;
    }
    return object;
}

char const* name_of(Redaction redaction) noexcept {
    constexpr char const* redactions[] = {"none", "placeholder", "masked", "hashed", "empty"};
    return redactions[static_cast<std::size_t>(redaction)];
}

py::object to_address(MailPath const& path) {
    return python_types().address(to_str(path.address), to_str(mime::decode_text(path.display_name)),
                                  name_of(path.redaction));
}

py::object to_python(Field const& field) {
    return python_types().field(to_str(field.name()), to_str(mime::unfold(field.body())),
                                to_bytes(field.raw()));
}

py::object to_python(Diagnostic const& diagnostic) {
    auto const& info = diagnostic_info(diagnostic.code);
    return python_types().diagnostic(to_str(info.name), to_str(name(info.severity)), diagnostic.offset,
                                     diagnostic.length, to_str(diagnostic.field), to_str(info.source),
                                     to_str(info.text), to_str(info.action));
}

py::object to_python(Evidence const& evidence) {
    return python_types().evidence(to_str(evidence.content_type), to_str(evidence.description),
                                   to_str(evidence.hash), to_bytes(evidence.payload));
}

py::object to_python(ReportRow const& row) {
    py::dict counts;
    for (auto const& count : row.counts) counts[to_str(count.name)] = count.number;
    return python_types().report_row(to_python(row.source_ip), to_python(row.date),
                                     row.recipient ? to_address(*row.recipient) : py::none(),
                                     python_types().counts(counts), to_str(row.text));
}

py::object to_python(DeliveryStatus const& delivery) {
    auto const address = [](std::optional<MailPath> const& path) {
        return path ? to_address(*path) : py::object(py::none());
    };
    return python_types().delivery_status(
        address(delivery.original_recipient), address(delivery.final_recipient), to_str(delivery.action),
        to_str(delivery.status), to_python(delivery.remote_mta), to_python(delivery.diagnostic_code),
        to_python(delivery.reply_code), to_str(delivery.enhanced_code), to_str(delivery.blocklist),
        to_python(delivery.last_attempt_date), to_python(delivery.fields));
}

namespace {

/// A number of JSON: an int where it is written as one.
[[nodiscard]] py::object to_number(std::string_view text) {
    static constexpr std::size_t max_int_digits = 4300;  // what int() takes since Python 3.11
    auto const is_whole = text.find_first_of(".eE") == text.npos && text.size() < max_int_digits;
    auto const string = to_str(text);
    return is_whole ? py::object(py::int_(string)) : py::object(py::float_(string));
}

[[nodiscard]] py::object to_value(Node const& node) {
    switch (node.kind) {
        case Node::Kind::object:
            return py::dict();
        case Node::Kind::array:
            return py::list();
        case Node::Kind::string:
            return to_str(node.text);
        case Node::Kind::number:
            return to_number(node.text);
        case Node::Kind::boolean:
            return py::bool_(node.text == "true");
        case Node::Kind::null:
            break;
    }
    return py::none();
}

}  // namespace

py::object to_document(List<Node> nodes) {
    if (nodes.empty()) return py::none();
    std::vector<py::object> made;  // a parent stands before its children
    made.reserve(nodes.size());
    for (auto const& node : nodes) {
        auto const& value = made.emplace_back(to_value(node));
        if (node.parent < 0) continue;
        auto const& parent = made[static_cast<std::size_t>(node.parent)];
        if (py::isinstance<py::list>(parent)) {
            parent.cast<py::list>().append(value);
        } else {
            parent.attr("setdefault")(to_str(node.key), value);  // of duplicate keys the first counts
        }
    }
    return made.front();
}

py::object to_parse_error(Error const& error, RecordSource const& source, std::string const& message) {
    using namespace py::literals;
    auto const is_readable = error == errc::not_a_complaint;
    return python_types().parse_error(
        to_str(message), "code"_a = code_name(error),
        "format"_a = is_readable ? to_str(name(error.format)) : py::str("unreadable"),
        "reason"_a = to_str(error.reason), "source"_a = to_path(source.source), "index"_a = source.index,
        "offset"_a = source.offset, "errno"_a = error.system.value(),
        "record"_a = to_str(to_json(error, source)));
}

}  // namespace arf::python
