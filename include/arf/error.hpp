// SPDX-License-Identifier: BSL-1.0
// The errors of libarf, and result<T>, which carries a value or an Error.
#pragma once

#include <arf/format.hpp>
#include <boost/system/error_category.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>
#include <boost/system/system_error.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace arf {

/// Why there is nothing to show. Everything less is a report with diagnostics.
enum class errc : std::uint8_t {
    empty = 1,        ///< no byte, or nothing but blanks
    too_large,        ///< larger than ParseOptions::max_bytes or MailboxOptions::max_message_bytes
    not_a_complaint,  ///< told apart; Error::format says what it is instead
    io,               ///< reading a file failed; Error::system says why
    unreadable_file,  ///< a directory, a socket, ... where a file was expected
};

/// The category "arf" of the error codes above.
[[nodiscard]] boost::system::error_category const& error_category() noexcept;
[[nodiscard]] boost::system::error_code make_error_code(errc code) noexcept;

/// An error code, and what is known beside it.
struct Error {
    boost::system::error_code code;
    Format format = Format::unknown;     ///< with errc::not_a_complaint: what the message is instead
    std::string_view reason = {};        ///< how that was recognised; static text
    boost::system::error_code system{};  ///< with errc::io: the error of the operating system
    std::uint64_t limit = 0;             ///< with errc::too_large: the bytes allowed; 0 where it is not told

    Error() noexcept = default;  ///< no error
    Error(errc value, Format kind = Format::unknown, std::string_view why = {}) noexcept
        : code(make_error_code(value)), format(kind), reason(why) {}
    /// One sentence for a person.
    [[nodiscard]] std::string message() const;
    friend bool operator==(Error const& error, errc value) noexcept {
        return error.code == make_error_code(value);
    }
};

/// A value of type T, or an Error.
template <class T>
using result = boost::system::result<T, Error>;

/// What result<T>::value() throws where there is an error; found by Boost through the argument's namespace.
[[noreturn]] void throw_exception_from_error(Error const& error, boost::source_location const& where);

}  // namespace arf

template <>
struct boost::system::is_error_code_enum<arf::errc> : std::true_type {};

#include <arf/impl/error.ipp>
