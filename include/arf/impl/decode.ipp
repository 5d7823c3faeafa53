// SPDX-License-Identifier: BSL-1.0
// The bodies of arf/mime/decode.hpp, one file a job. Each says what it leaves to GMime, iconv(3) and GLib,
// and why not more.
#pragma once

#include <arf/impl/charset.ipp>
#include <arf/impl/encoded_words.ipp>
#include <arf/impl/parameters.ipp>
#include <arf/impl/transfer_decoding.ipp>
#include <arf/impl/unfolding.ipp>
