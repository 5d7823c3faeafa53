// SPDX-License-Identifier: BSL-1.0
// The public face of libarf: include this. It stays light: neither Boost.Spirit nor GMime come with it.
#pragma once

#include <arf/attribution.hpp>
#include <arf/authentication.hpp>
#include <arf/diagnostic.hpp>
#include <arf/document/document.hpp>
#include <arf/error.hpp>
#include <arf/format.hpp>
#include <arf/identifiers.hpp>
#include <arf/json.hpp>
#include <arf/mailbox.hpp>
#include <arf/message.hpp>
#include <arf/options.hpp>
#include <arf/parallel.hpp>
#include <arf/parse.hpp>
#include <arf/report.hpp>
#include <arf/tally.hpp>
#include <arf/trace.hpp>
#include <arf/version.hpp>
