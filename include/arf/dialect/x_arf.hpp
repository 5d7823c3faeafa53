// SPDX-License-Identifier: BSL-1.0
// X-ARF 0.1 and 0.2: a YAML part (FORMATS 7.8).
#pragma once

#include <arf/dialect/original.hpp>
#include <arf/dialect/rung.hpp>
#include <arf/dialect/x_arf_facts.hpp>
#include <arf/dialect/x_arf_find.hpp>
#include <arf/dialect/xarf_evidence.hpp>
#include <arf/document/yaml.hpp>
#include <vector>

namespace arf::dialect {

/// Adds what stands beside the map as evidence; a mail among it is the message complained about.
inline void read_x_arf_evidence(mime::Context& context, Report& report, std::int32_t index,
                                std::string_view announced) {
    auto const part = part_at(context, index);
    auto const content = decoded_content(context, part);
    fields::append(context.storage, report.evidence, Evidence{part.media_type, {}, {}, content});
    if (report.original) return;
    if (is_message_part(part) || is_header_part(part)) return read_original(context, index, report.original);
    bool const is_field = mime::looks_like_field(content.data(), content.data() + content.size());
    if (is_mail_type(announced) && is_field)  // QUIRK: Attachment: message/rfc822, and the part is text/plain
        read_original_slice(context, slice_message(context, content), report.original);
}

/// The parts behind the map and beside it.
inline void read_x_arf_siblings(mime::Context& context, Report& report, std::int32_t map,
                                std::string_view announced) {
    auto const parent = part_at(context, map).parent;
    if (parent == no_part) return;
    for (auto index = map + 1; index < part_count(context); ++index) {
        auto const& part = part_at(context, index);
        if (part.parent != parent || part.kind == Part::Kind::multipart || is_x_arf_part(part)) continue;
        if (part.is("application/pgp-signature") || part.is("application/pkcs7-signature")) continue;
        read_x_arf_evidence(context, report, index, announced);
    }
    take_message_id(report);
}

/// The parts that hold a map: of this message, else of the messages in it (BULK and SECURE wrap others).
[[nodiscard]] inline std::vector<std::int32_t> find_x_arf_maps(mime::Context const& context,
                                                               std::int32_t message) {
    auto const find = [&](auto belongs, auto fits) {
        std::vector<std::int32_t> found;
        for (auto index = message; index < part_count(context); ++index) {
            if (belongs(index) && fits(part_at(context, index))) found.push_back(index);
        }
        return found;
    };
    auto const own = [&](std::int32_t index) { return enclosing_message(context, index) == message; };
    auto const below = [&](std::int32_t index) { return is_ancestor(context, message, index); };
    if (auto maps = find(own, &is_x_arf_part); !maps.empty()) return maps;
    if (auto maps = find(own, &is_named_x_arf_part); !maps.empty()) return maps;
    if (auto maps = find(own, &has_x_arf_block); !maps.empty()) return maps;
    return find(below, &is_x_arf_part);
}

/// How many maps of one mail are read (BULK): each costs more memory than the few bytes it may have.
inline constexpr std::size_t max_x_arf_maps = 1000;

/// Reads every map of a part: the first gives the facts, each gives a row.
inline void read_x_arf_map(mime::Context& context, Report& report, std::int32_t index) {
    auto const content = decoded_content(context, part_at(context, index));
    auto const block = reads_as_x_arf(content) ? std::string_view{} : find_x_arf_block(content);
    auto text = block.empty() ? content : block;
    while (!text.empty()) {
        std::string_view rest;
        auto const map = document::read_yaml(context, text, &rest);
        auto const whole = text.substr(0, text.size() - rest.size());
        text = rest;
        if (map.empty()) continue;
        if (report.rows.size() == max_x_arf_maps) return context.note(DiagnosticCode::limit_nodes, whole);
        bool const is_first = context.document.empty();
        if (is_first) context.document = map.nodes();
        if (is_first) read_x_arf_facts(context, report, map);
        ReportRow const row = is_first ? ReportRow{report.source_ip, report.arrival_date, {}, {}, {}}
                                       : read_x_arf_row(context, map);
        add_x_arf_row(context, report, row, whole);
    }
}

/// Says why a mail with the label has no facts.
inline void note_no_map(mime::Context& context, std::int32_t message) {
    auto const encrypted = find_part(context, [](Part const& part) {
        return part.is("multipart/encrypted") || part.is("application/pgp-encrypted") ||
               part.is("application/pkcs7-mime") || part.is("application/x-pkcs7-mime");
    });
    auto const body = part_at(context, message).body;
    bool const is_pgp = body.find("-----BEGIN PGP MESSAGE-----") != body.npos;
    context.note(
        encrypted != no_part || is_pgp ? DiagnosticCode::encrypted_report : DiagnosticCode::no_report_part,
        encrypted == no_part ? body.substr(0, 0) : part_at(context, encrypted).content_type);
}

/// Reads the report in the message of part `index`.
inline void read_x_arf(mime::Context& context, Report& report, std::int32_t index) {
    auto const message = enclosing_message(context, index);
    auto const maps = find_x_arf_maps(context, message);
    if (maps.empty()) return note_no_map(context, message);
    for (auto const map : maps) read_x_arf_map(context, report, map);
    if (report.rows.size() == 1) report.rows = {};  // one report is no list
    auto const attachment = x_arf_text(document::Document(context.document), "Attachment");
    read_x_arf_siblings(context, report, maps.front(), attachment.value_or(std::string_view{}));
}

/// As read_x_arf(), without a label.
inline void read_unlabelled_x_arf(mime::Context& context, Report& report, std::int32_t index) {
    context.note(DiagnosticCode::recognised_by_content, part_at(context, index).bytes);
    read_x_arf(context, report, index);
}

/// By the header of the mail.
[[nodiscard]] inline Detected recognise_x_arf(mime::Context const& context) {
    if (x_arf_mode(part_at(context, 0)) == XArfMode::none) return {};
    return {{Format::x_arf, "a header field X-ARF or X-XARF"}, 0, &read_x_arf};
}

/// By a part that is the map, or a block in a text. QUIRK: ticket systems drop header fields that they do not
/// know. What answers another mail talks about reports, unless it has the report as a file.
[[nodiscard]] inline Detected recognise_unlabelled_x_arf(mime::Context const& context) {
    auto const message_of = [&](std::int32_t index) -> Part const& {
        return part_at(context, enclosing_message(context, index));
    };
    for (std::int32_t index = 0; index < part_count(context); ++index) {
        auto const& part = part_at(context, index);
        if (!is_x_arf_part(part)) continue;
        if (x_arf_mode(message_of(index)) != XArfMode::none)
            return {
                {Format::x_arf, "a header field X-ARF or X-XARF of a forwarded mail"}, index, &read_x_arf};
        if (has_x_arf_name(part) || !is_answer(message_of(index)))
            return {{Format::x_arf, "a part that reads as an X-ARF report"}, index, &read_unlabelled_x_arf};
    }
    auto const block = find_part(context, &has_x_arf_block);
    if (block == no_part || is_answer(message_of(block))) return {};
    return {{Format::x_arf, "a text with an X-ARF report in it"}, block, &read_unlabelled_x_arf};
}

}  // namespace arf::dialect
