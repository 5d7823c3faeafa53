// SPDX-License-Identifier: BSL-1.0
// The structs of the Arrow C data and C stream interfaces, through which columns pass between libraries.
//
// Names, members and their order are those of the specification (arrow.apache.org/docs/format: "The Arrow C
// data interface", "The Arrow C stream interface"), which means them to be written down by whoever speaks it:
// two libraries share the layout, and need nothing of each other. They stand in a namespace of ours, so that
// a header that has them as well does no harm.
#pragma once

#include <cstdint>

namespace arf::arrow {

/// ArrowSchema::flags: the field may hold nulls.
inline constexpr std::int64_t flag_nullable = 2;

/// The type of a column; with children, of a table.
///
/// Whoever is given one owns it. It may be moved by copying the struct and setting `release` of the old place
/// to null, without telling anybody; a child may be moved out of its parent likewise. `release` frees what
/// private_data stands for, releases the children that are still there, and sets itself to null.
struct ArrowSchema {
    char const* format;    ///< the type, as the specification writes it: "u", "tsu:UTC", "+l", ...
    char const* name;      ///< UTF-8
    char const* metadata;  ///< may be null
    std::int64_t flags;
    std::int64_t n_children;
    ArrowSchema** children;
    ArrowSchema* dictionary;  ///< null: nothing here is dictionary-encoded
    void (*release)(ArrowSchema*);
    void* private_data;
};

/// The values of a column; with children, of a table. Owned, moved and released as an ArrowSchema.
struct ArrowArray {
    std::int64_t length;      ///< how many rows
    std::int64_t null_count;  ///< how many of them are null
    std::int64_t offset;      ///< rows to skip at the start of the buffers
    std::int64_t n_buffers;
    std::int64_t n_children;
    void const** buffers;  ///< which ones there are depends on the type
    ArrowArray** children;
    ArrowArray* dictionary;
    void (*release)(ArrowArray*);
    void* private_data;
};

/// Arrays of one schema, one after the other; used by one thread at a time.
struct ArrowArrayStream {
    int (*get_schema)(ArrowArrayStream*, ArrowSchema* out);  ///< 0, or a value of errno
    int (*get_next)(ArrowArrayStream*, ArrowArray* out);     ///< a released array at the end
    /// What went wrong in the call before, where that was not 0; valid until the next call.
    char const* (*get_last_error)(ArrowArrayStream*);
    void (*release)(ArrowArrayStream*);
    void* private_data;
};

}  // namespace arf::arrow
