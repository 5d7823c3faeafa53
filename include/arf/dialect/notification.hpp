// SPDX-License-Identifier: BSL-1.0
// What bounces and receipts share: blocks of fields, and the message that comes back.
#pragma once

#include <arf/dialect/arf.hpp>
#include <cstddef>
#include <cstdint>

namespace arf::dialect {

/// The part of one of two media types that is what its label says. QUIRK: gateways label a feedback report as
/// another report.
[[nodiscard]] inline std::int32_t find_notification(mime::Context const& context, std::string_view type,
                                                    std::string_view twin) {
    return find_part(
        context, [&](Part const& part) { return (part.is(type) || part.is(twin)) && !holds_report(part); });
}

/// Fields in blocks that blank lines separate (RFC 3464, section 2.1).
struct FieldBlocks {
    List<Field> fields;        ///< those of all blocks, in order
    List<std::uint32_t> ends;  ///< of each block: the index behind its last field
};

/// Reads the blocks of a notification part; at most ParseOptions::max_fields of them. QUIRK: a transfer
/// encoding; the first block in the header of the part.
[[nodiscard]] inline FieldBlocks read_blocks(mime::Context& context, Part const& part) {
    auto const content = report_content(context, part);
    auto const eol = mime::line_end_of(content);
    auto const first = context.fields.size();
    detail::Growing<std::uint32_t> ends(context.storage);
    auto const end_block = [&] { ends.push_back(static_cast<std::uint32_t>(context.fields.size() - first)); };
    collect_header_fields(context, part);
    if (context.fields.size() != first) end_block();
    for (auto rest = skip_blank_lines(content); !rest.empty();) {
        auto const size = rest.size();
        rest = skip_blank_lines(read_header(context, rest, eol, true).body);
        end_block();
        if (rest.size() == size || !mime::looks_like_field(rest.data(), rest.data() + rest.size())) break;
        if (ends.size() < context.options.max_fields) continue;
        context.note(DiagnosticCode::limit_fields, rest);
        break;
    }
    return {context.fields.view(first), ends.view()};
}

/// The message that comes back, where one does: RFC 6522, section 3 lets it be left out.
inline void read_returned(mime::Context& context, Report& report, std::int32_t notice) {
    auto const original = find_original(context, notice);
    if (original == no_part) return;
    auto const& part = part_at(context, original);
    if (is_message_part(part) || is_header_part(part)) read_original(context, original, report.original);
    take_message_id(report);
}

}  // namespace arf::dialect
