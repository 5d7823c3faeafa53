// SPDX-License-Identifier: BSL-1.0
// From the library's values to Python objects.
#pragma once

#include <pybind11/pybind11.h>

#include <arf/arf.hpp>
#include <arf/detail/columns.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace arf::python {

namespace py = pybind11;

/// The classes that are written in Python and made here.
struct PythonTypes {
    py::object address;
    py::object diagnostic;
    py::object field;
    py::object evidence;
    py::object report_row;
    py::object counts;
    py::object delivery_status;
    py::object parse_error;
    py::object restore_report;
    py::object restore_part;
    py::object restore_attribution;
    py::object ipv4_address;
    py::object ipv6_address;
};

/// Looked up at the first call, and then kept for good.
[[nodiscard]] PythonTypes const& python_types();

/// Text as records show it: bytes that are no UTF-8, and NUL, become U+FFFD.
[[nodiscard]] py::str to_str(std::string_view text);
[[nodiscard]] py::bytes to_bytes(std::string_view bytes);
/// A path of the file system, as os.fsdecode() gives it.
[[nodiscard]] py::str to_path(std::string_view path);

[[nodiscard]] py::object to_python(
    DateTime const& date);  ///< datetime in UTC; None where there is no instant
[[nodiscard]] py::object to_python(IpAddress const& address);
[[nodiscard]] py::object to_python(Keyword<FeedbackType> const& keyword);
[[nodiscard]] py::object to_address(MailPath const& path);
/// How an address was made unreadable, as Address.redaction names it.
[[nodiscard]] char const* name_of(Redaction redaction) noexcept;
[[nodiscard]] py::object to_python(Field const& field);
[[nodiscard]] py::object to_python(Diagnostic const& diagnostic);
[[nodiscard]] py::object to_python(Evidence const& evidence);
[[nodiscard]] py::object to_python(ReportRow const& row);
[[nodiscard]] py::object to_python(DeliveryStatus const& delivery);
/// A JSON or YAML document as dicts, lists, str, int, float, bool and None; None where there is none.
[[nodiscard]] py::object to_document(List<Node> nodes);

[[nodiscard]] inline py::object to_python(bool truth) { return py::bool_(truth); }
[[nodiscard]] inline py::object to_python(std::uint16_t number) { return py::int_(number); }
[[nodiscard]] inline py::object to_python(std::uint32_t number) { return py::int_(number); }

template <class T>
requires requires(T const& shown) { detail::column_text(shown); }
[[nodiscard]] py::object to_python(T const& shown) { return to_str(detail::column_text(shown)); }

/// A tuple of what `convert` makes of each value.
template <class Values, class Convert>
[[nodiscard]] py::tuple to_tuple(Values const& values, Convert const& convert) {
    py::tuple out(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) out[i] = convert(values[i]);
    return out;
}
template <class T>
[[nodiscard]] py::object to_python(List<T> values) {
    return to_tuple(values, [](T const& value) { return to_python(value); });
}
[[nodiscard]] inline py::object to_python(detail::LowerCaseList list) {
    return to_tuple(list.names, [](std::string_view name) { return to_python(detail::LowerCase{name}); });
}

template <class T>
[[nodiscard]] py::object to_python(std::optional<T> const& value) {
    return value ? to_python(*value) : py::none();
}

/// The exception arf.ParseError. `message` is what str() gives.
[[nodiscard]] py::object to_parse_error(Error const& error, RecordSource const& source,
                                        std::string const& message);

}  // namespace arf::python
