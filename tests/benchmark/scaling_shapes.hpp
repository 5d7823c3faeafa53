// SPDX-License-Identifier: BSL-1.0
// The hostile shapes whose cost arf_scaling measures: a few bytes, repeated until the message is as large as
// it shall be. To add one, add a line to the table of its subject in scaling_shapes.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace arf::benchmark {

/// What stands around the hostile bytes.
enum class Place : std::uint8_t {
    message,       ///< nothing: they are the message
    carrier,       ///< an ordinary complaint; they are in the header of the message that brings it
    text,          ///< ... in its text for people
    report,        ///< ... fields of the report part
    original,      ///< ... in the header of the message complained about
    body,          ///< ... in that message's body
    xarf,          ///< an XARF document (JSON) with one member more
    x_arf,         ///< an X-ARF message; they are lines of its YAML part
    webhook,       ///< JSON of services: an array of events
    spamcop_list,  ///< rows of a list of SpamCop's
    mailbox,       ///< an mbox, which is split and not parsed
};

/// A way to make a message hostile.
struct Shape {
    std::string name;
    Place place{};
    std::string start;      ///< what stands once before the repetition: the name of a field
    std::string unit;       ///< what is repeated; "#" in it is the number of the repetition
    std::string end{};      ///< what stands once behind it
    std::string closing{};  ///< behind all units, once for each of them, the last one's first
    /// By how much the time per byte may grow. More than 1.5 only where the library says that it is not
    /// linear.
    double most_growth = 1.5;
};

/// All of them, in the order of the table that is printed.
[[nodiscard]] std::vector<Shape> scaling_shapes();

/// A message, or mailbox, of a shape: as many units as fit into `size` bytes, at least one.
[[nodiscard]] std::string make(Shape const& shape, std::size_t size);

}  // namespace arf::benchmark
