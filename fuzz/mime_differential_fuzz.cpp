// SPDX-License-Identifier: BSL-1.0
// On mail that GMime reads without a warning the walker finds the same tree, the same media types, the same
// bodies and the same decoded bytes. mime_exceptions.hpp lists where not, and why.
#include <gmime/gmime.h>

#include <algorithm>
#include <arf/mime/walker.hpp>
#include <mime/gmime_tree.hpp>
#include <string>
#include <string_view>

#include "fuzz.hpp"
#include "mime_exceptions.hpp"

namespace {

using arf_test::LeafContent;

/// Counts the warnings of GMime's parser.
void count_warning(std::int64_t, GMimeParserWarning, char const*, void* count) {
    ++*static_cast<int*>(count);
}

/// GMime's tree; empty where it warned.
std::string quiet_gmime_tree(std::string_view message) {
    int warnings = 0;
    auto* const options = g_mime_parser_options_new();
    g_mime_parser_options_set_warning_callback(options, count_warning, &warnings);
    auto tree = arf_test::gmime_tree(message, LeafContent::raw_and_decoded, options);
    g_mime_parser_options_free(options);
    return warnings == 0 && tree != "nothing" ? tree : std::string();
}

bool is_exception(arf::mime::Context const& context) {
    auto const diagnostics = context.diagnostics.view();
    for (auto const& odd : arf_fuzz::odd_by_diagnostic) {
        if (std::any_of(diagnostics.begin(), diagnostics.end(),
                        [&](auto const& one) { return one.code == odd.code; }))
            return true;
    }
    return std::any_of(arf_fuzz::odd_by_shape.begin(), arf_fuzz::odd_by_shape.end(),
                       [&](auto const& odd) { return odd.holds(context.input, context.parts.view()); });
}

}  // namespace

extern "C" std::size_t arf_fuzz_message_at(std::uint8_t const*, std::size_t) { return 0; }

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size == 0 || size > 8192) return 0;
    auto const message = arf_fuzz::as_text(data, size);
    arf::ParseOptions const limits;
    arf::detail::StoragePointer const storage(arf::detail::Storage::create(4096));
    arf::mime::Context context(*storage, limits, message);
    arf::mime::read_tree(context, message);
    if (is_exception(context)) return 0;
    auto const expected = quiet_gmime_tree(message);
    if (expected.empty()) return 0;
    arf_fuzz::require_same(arf_test::walker_tree(context.parts.view(), LeafContent::raw_and_decoded),
                           expected);
    return 0;
}
