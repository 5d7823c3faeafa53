// SPDX-License-Identifier: BSL-1.0
// The error category and the words of each error.
#pragma once

#include <boost/throw_exception.hpp>
#include <string>

namespace arf {
namespace detail {

class ErrorCategory final : public boost::system::error_category {
  public:
    /// The number makes two copies of the category, in two shared libraries, equal.
    // not covered: the compiler alone runs it
    constexpr ErrorCategory() noexcept : error_category(0x6172665f6d617266U) {}
    [[nodiscard]] char const* name() const noexcept override { return "arf"; }
    [[nodiscard]] std::string message(int value) const override {
        switch (static_cast<errc>(value)) {
            case errc::empty:
                return "empty input: there is no message to read";
            case errc::too_large:
                return "the message is larger than the limit";
            case errc::not_a_complaint:
                return "the message is not a complaint";
            case errc::io:
                return "reading failed";
            case errc::unreadable_file:
                return "neither a regular file nor a pipe";
        }
        return "unknown error";
    }
};

}  // namespace detail

inline boost::system::error_category const& error_category() noexcept {
    static detail::ErrorCategory const category;
    return category;
}

inline boost::system::error_code make_error_code(errc code) noexcept {
    return {static_cast<int>(code), error_category()};
}

inline std::string Error::message() const {
    std::string text = code.message();
    if (*this == errc::too_large && limit > 0)
        text.append(" of ").append(std::to_string(limit)).append(" bytes");
    if (*this == errc::not_a_complaint) text.append(": ").append(name(format));
    if (!reason.empty()) text.append(" (").append(reason).append(")");
    if (system.failed()) text.append(": ").append(system.message());
    return text;
}

inline void throw_exception_from_error(Error const& error, boost::source_location const& where) {
    boost::throw_exception(boost::system::system_error(error.code, error.message()), where);
}

}  // namespace arf
