// SPDX-License-Identifier: BSL-1.0
// <arf/arf.h> in a C++ program, twice and beside the C++ interface: what both declare has one meaning.
#include <arf/arf.h>

#include <arf/arf.hpp>
#include <type_traits>

static_assert(std::is_same_v<decltype(&arf_parse),
                             arf_status (*)(char const*, size_t, arf_options const*, arf_report**)>);

/// Linked, so that names without C linkage would be missed.
char const* c_interface_version() { return arf_version(); }
