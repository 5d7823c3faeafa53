// SPDX-License-Identifier: BSL-1.0
// ParseOptions: the limits within which a message is read.
#pragma once

#include <cstddef>

namespace arf {

/// Limits, with defaults for mail from strangers (FORMATS 9.1). Reaching a limit keeps what was read so far
/// and adds a diagnostic; only max_bytes turns into an error. Use it as `parse(message, {.max_depth = 8})`.
struct ParseOptions {
    std::size_t max_bytes = std::size_t{64} << 20U;  ///< a whole message; never more than 4 GiB - 1
    std::size_t max_depth = 32;                      ///< multiparts inside multiparts
    std::size_t max_message_depth = 8;               ///< messages inside messages; never more than 64
    std::size_t max_parts = 1000;                    ///< parts of a message, all levels together
    std::size_t max_fields = 2000;                   ///< fields of one header
    std::size_t max_field_bytes = std::size_t{1}
                                  << 20U;  ///< one header field; a longer one is kept, not read
    std::size_t max_report_bytes = std::size_t{8}
                                   << 20U;  ///< the report part, decoded (canonicalized bodies are large)
    std::size_t max_document_bytes = std::size_t{32} << 20U;  ///< a JSON or YAML document, decoded
    std::size_t max_document_depth = 64;                      ///< objects and arrays inside each other
    std::size_t max_nodes = 100'000;                          ///< values of a document, all levels together
    std::size_t max_diagnostics = 100;                        ///< diagnostics of one message
    /// Whether a message that is no complaint gives a report too, with Report::is_complaint() false, instead
    /// of errc::not_a_complaint.
    bool keep_other_messages = false;
};

}  // namespace arf
