// SPDX-License-Identifier: BSL-1.0
// XARF 1 to 4: JSON as a file, beside a feedback report, attached or inline (FORMATS 7.9, 7.10).
#pragma once

#include <arf/dialect/attachment.hpp>
#include <arf/dialect/rung.hpp>
#include <arf/dialect/xarf_facts.hpp>
#include <arf/document/json.hpp>
#include <string>

namespace arf::dialect {

/// Whether a text holds the keys that XARF is told by: quoted, as JSON has them.
[[nodiscard]] inline bool has_xarf_keys(std::string_view text) noexcept {
    auto const has = [text](std::string_view key) { return text.find(key) != text.npos; };
    return has("\"xarf_version\"") || (has("\"ReporterInfo\"") && has("\"Report\"")) ||
           (has("\"report_id\"") && has("\"source_identifier\""));
}

/// Whether a part says of itself that it is JSON.
[[nodiscard]] inline bool is_json_part(Part const& part) {
    if (part.kind != Part::Kind::leaf) return false;
    return part.is("application/json") ||
           detail::starts_with_ignoring_case(part.media_type, "application/xarf") ||
           (may_hold_text(part) && ends_with_ignoring_case(file_name(part), ".json"));
}

/// Where the JSON object with the keys of XARF starts in a text: at the start of a line. npos where there is
/// none.
[[nodiscard]] inline std::size_t find_inline_xarf(std::string_view text) noexcept {
    if (!has_xarf_keys(text)) return text.npos;
    auto key = text.npos;
    for (auto const* const one : {"\"xarf_version\"", "\"ReporterInfo\"", "\"report_id\""})
        key = std::min(key, text.find(one));
    auto const line = text.rfind("\n{", key);
    if (line != text.npos) return line + 1;
    return text.starts_with('{') ? 0 : text.npos;
}

/// How much may introduce a report in a text. QUIRK: ticket systems write ten lines of their own.
inline constexpr std::size_t longest_introduction = 1024;

/// Whether nothing stands there but a signature: "-- ", or without the blank, or the line of a list.
[[nodiscard]] inline bool is_signature(std::string_view text) noexcept {
    auto const rest = skip_blank_lines(text);
    auto const line = detail::trim(rest.substr(0, rest.find_first_of("\r\n")));
    return line == "--" || line.starts_with("____") || detail::trim(rest).empty();
}

/// Whether a text that looks like XARF is one: it is read to see. What somebody writes behind it makes it an
/// example.
[[nodiscard]] inline bool reads_as_xarf(std::string_view text, ParseOptions options) {
    options.max_diagnostics = 0;
    detail::StoragePointer const storage(detail::Storage::create(4096));
    mime::Context context(*storage, options, text);
    std::string_view rest;
    auto const document = document::read_json(context, text, &rest);
    return xarf_generation(document) != XarfGeneration::none && is_signature(rest);
}

/// Whether JSON with the keys of XARF is XARF, and not a schema or a list that names them. What is cut off
/// cannot be told: its keys count.
[[nodiscard]] inline bool may_be_xarf(std::string_view text, ParseOptions options) {
    options.max_diagnostics = 0;
    detail::StoragePointer const storage(detail::Storage::create(4096));
    mime::Context context(*storage, options, text);
    auto const document = document::read_json(context, text);
    return document.empty() || xarf_generation(document) != XarfGeneration::none;
}

/// Reads the document in a part: alone, or in a text.
inline void read_xarf(mime::Context& context, Report& report, std::int32_t index) {
    auto const part = part_at(context, index);
    auto content = decoded_content(context, part);
    bool const is_json = document::looks_like_json(content);
    auto const start = is_json ? 0 : find_inline_xarf(content);
    content.remove_prefix(start == content.npos ? 0 : start);
    std::string_view rest;
    auto const document = document::read_json(context, content, &rest);
    if (!document.empty()) (void)read_xarf_facts(context, report, document);
}

/// The part of a mail that is a XARF document, or has one in its text. What answers another mail talks about
/// reports.
[[nodiscard]] inline Detected recognise_xarf(mime::Context const& context) {
    std::string holder;
    for (std::int32_t index = 0; index < part_count(context); ++index) {
        auto const& part = part_at(context, index);
        if (!is_json_part(part)) continue;
        auto const content = peek(part, holder);
        if (document::looks_like_json(content) && has_xarf_keys(content) &&
            may_be_xarf(content, context.options))
            return {{Format::xarf, "a JSON part with the keys of XARF"}, index, &read_xarf};
    }
    for (std::int32_t index = 0; index < part_count(context); ++index) {
        auto const& part = part_at(context, index);
        bool const is_text = part.media_type.empty() || part.is("text/plain");
        if (part.kind != Part::Kind::leaf || !is_text || part.body.size() > std::size_t{4} << 20U) continue;
        auto const content = peek(part, holder);
        auto const start = find_inline_xarf(content);
        if (start == content.npos) continue;
        if (detail::beginning(content, longest_introduction).size() < start) continue;
        if (is_answer(part_at(context, enclosing_message(context, index)))) continue;
        if (reads_as_xarf(content.substr(start), context.options))
            return {{Format::xarf, "a text with a XARF document in it"}, index, &read_xarf};
    }
    return {};
}

/// Fills the report from the document that the input is.
inline void read_xarf_document(mime::Context& context, Report& report, std::int32_t) {
    (void)read_xarf_facts(context, report, document::Document(context.document));
}

[[nodiscard]] inline Detected recognise_xarf_document(document::Document const& document) {
    switch (xarf_generation(document)) {
        case XarfGeneration::legacy:
            return {
                {Format::xarf, "a JSON document with the objects of XARF 3"}, no_part, &read_xarf_document};
        case XarfGeneration::four:
            return {
                {Format::xarf, "a JSON document with the key xarf_version"}, no_part, &read_xarf_document};
        case XarfGeneration::unlabelled_four:
            return {{Format::xarf, "a JSON document with the keys of XARF 4"}, no_part, &read_xarf_document};
        case XarfGeneration::none:
            break;
    }
    return {};
}

/// Adds what the JSON part beside the feedback report in part `index` states; the fields of the feedback
/// report count first.
inline void add_xarf(mime::Context& context, Report& report, std::int32_t index) {
    auto const message = enclosing_message(context, index);
    bool const announced = report.feedback_type == FeedbackType::xarf;
    for (std::int32_t next = 0; next < part_count(context); ++next) {
        auto const part = part_at(context, next);
        bool const fits = is_json_part(part) || (announced && may_hold_text(part));
        if (!fits || next == index || enclosing_message(context, next) != message) continue;
        auto const content = decoded_content(context, part);
        bool const is_xarf = document::looks_like_json(content) && has_xarf_keys(content);
        if (!is_xarf && !(announced && is_json_part(part))) continue;
        auto const document = document::read_json(context, content);
        if (!read_xarf_facts(context, report, document)) continue;
        report.format = Format::xarf;
        return;
    }
    if (announced) context.note(DiagnosticCode::no_report_part, part_at(context, index).body.substr(0, 0));
}

}  // namespace arf::dialect
