// SPDX-License-Identifier: BSL-1.0
// The compiled form of arf/mime/decode.hpp: the one translation unit that sees GMime's decoders.
#include <arf/impl/decode.ipp>
