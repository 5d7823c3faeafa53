// SPDX-License-Identifier: BSL-1.0
// The compiled form of arf/authentication.hpp: the translation unit that sees the grammars of its fields.
#include <arf/impl/authentication.ipp>
