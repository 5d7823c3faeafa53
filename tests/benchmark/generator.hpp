// SPDX-License-Identifier: BSL-1.0
// The messages that the benchmark measures: made up from a seed, the same ones in every run, in the shapes of
// the big feedback loops. A set holds many different messages, so that no branch predictor learns one of them
// by heart. Line ends are LF, as in a mailbox file.
#pragma once

#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

namespace arf::benchmark {

/// Messages of one kind.
struct MessageSet {
    std::string name;
    std::vector<std::string> messages;
    std::size_t bytes = 0;  ///< of all messages together
};

/// About 2 KB a message: twelve fields and a few lines of the original.
[[nodiscard]] MessageSet small_set();
/// About 6 KB a message: 25 fields of the original, its text and its HTML.
[[nodiscard]] MessageSet typical_set();
/// As typical, with 60 KB of base64 in the original.
[[nodiscard]] MessageSet attachment_set();

/// The messages as one mbox file, with From_ lines.
[[nodiscard]] std::string to_mbox(MessageSet const& set);

/// The argument that makes the program write such an mbox to standard output, and do nothing else.
inline constexpr char const* write_mailbox_argument = "--write-mailbox";

/// Writes an mbox of so many messages of the kind of typical_set(), no two of them alike.
/// @throws std::system_error where they cannot be written.
void write_typical_mbox(std::FILE* to, int messages);

}  // namespace arf::benchmark
