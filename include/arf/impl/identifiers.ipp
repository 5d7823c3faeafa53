// SPDX-License-Identifier: BSL-1.0
// The bodies of identifiers.hpp, by theme.
#pragma once

#include <arf/impl/filter_verdicts.ipp>
#include <arf/impl/list_fields.ipp>
#include <arf/impl/msfbl.ipp>
#include <arf/impl/return_path_token.ipp>
