// SPDX-License-Identifier: BSL-1.0
// Access: the parser's way to what is private in Report and Message.
#pragma once

#include <arf/attribution/answers.hpp>
#include <arf/report.hpp>
#include <cstdint>
#include <string_view>
#include <utility>

namespace arf::detail {

struct Access {
    static void set_slices(Message& message, std::string_view bytes, std::string_view body) noexcept {
        message.bytes_ = bytes;
        message.body_ = body;
    }
    static void set_storage(Report& report, StoragePointer storage) noexcept {
        report.storage_ = std::move(storage);
    }
    static void set_storage(Message& message, StoragePointer storage) noexcept {
        message.storage_ = std::move(storage);
    }
    static void share_storage(Report const& report, Attribution& attribution) noexcept {
        attribution.storage_ = report.storage_;
    }
    static void set_carrier_part(Report& report, std::int32_t part) noexcept { report.carrier_part_ = part; }
};

}  // namespace arf::detail
