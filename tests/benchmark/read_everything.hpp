// SPDX-License-Identifier: BSL-1.0
// All that libarf can do with one message, or one mailbox: what arf_scaling measures.
#pragma once

#include <arf/options.hpp>
#include <arf/tally.hpp>
#include <cstddef>
#include <string_view>

namespace arf::benchmark {

/// What reading came to; a sum of all sizes, so that no compiler leaves a call out.
struct Everything {
    bool is_complaint = false;  ///< of a mailbox: there is a message in it
    std::size_t bytes = 0;
};

/// A tally by all that a hostile message can fill.
[[nodiscard]] Tally tally_of_everything();

/// Parses a message without copying it; reads all fields on demand, of carrier and original; decodes each
/// part; attributes the complaint; counts it; writes it as JSON.
[[nodiscard]] Everything read_everything(std::string_view message, ParseOptions const& options, Tally& tally);

/// Reads a mailbox from its beginning to its end: as it is, and once more with quoted From_ lines undone.
/// @param descriptor  of a file.
[[nodiscard]] Everything read_mailbox_twice(int descriptor);

}  // namespace arf::benchmark
