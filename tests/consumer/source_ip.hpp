// SPDX-License-Identifier: BSL-1.0
// What the second translation unit offers the first.
#pragma once

#include <string>
#include <string_view>

/// The Source-IP of the complaint in `message`, or "" where there is none.
std::string source_ip(std::string_view message);
