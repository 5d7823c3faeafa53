// SPDX-License-Identifier: BSL-1.0
// The bodies of parse.hpp, report.hpp and message.hpp: the way of the data, from bytes to a report.
#pragma once

#include <algorithm>
#include <arf/detail/access.hpp>
#include <arf/detail/parse_into.hpp>
#include <arf/dialect/detect.hpp>
#include <arf/impl/feed.ipp>
#include <arf/mime/walker.hpp>
#include <arf/parse.hpp>
#include <limits>

namespace arf {
namespace detail {

/// The error of input that is not worth a look; none where it is.
[[nodiscard]] inline std::optional<Error> refuse(std::string_view input,
                                                 ParseOptions const& options) noexcept {
    constexpr std::size_t offsets_end = std::numeric_limits<std::uint32_t>::max();  // fields count in 32 bits
    auto const limit = std::min(options.max_bytes, offsets_end);
    if (input.size() > limit) {
        Error error(errc::too_large);
        error.limit = limit;
        return error;
    }
    if (input.find_first_not_of(" \t\r\n") == input.npos) return Error(errc::empty);
    return {};
}

/// Names the format of the input; a mail is taken apart first.
[[nodiscard]] inline dialect::Detected detect(mime::Context& context) {
    if (document::looks_like_json(context.input)) return dialect::detect_document(context);
    mime::read_tree(context, context.input);
    return dialect::detect(context);
}

/// Reads a message into `made`, which is there to be returned without a copy.
inline void read_whole(mime::Context& context, result<Report>& made) {
    auto const detected = detect(context);
    auto const& [format, reason] = detected.what;
    if (!is_complaint(format) && !context.options.keep_other_messages) {
        made = Error(errc::not_a_complaint, format, reason);
        return;
    }
    Report& report = *made;
    report.format = format;
    report.reason = reason;
    if (detected.read != nullptr) detected.read(context, report, detected.part);
    Access::set_carrier_part(report, is_complaint(format) && detected.part > 0
                                         ? dialect::enclosing_message(context, detected.part)
                                         : 0);
    report.parts = context.parts.view();
    report.document = context.document;
    report.diagnostics = context.diagnostics.view();
}

/// Parses `message`, which the caller or the storage keeps alive.
[[nodiscard]] inline result<Report> parse_in(StoragePointer storage, std::string_view message,
                                             ParseOptions const& options) {
    result<Report> made(boost::system::in_place_value);
    mime::Context context(*storage, options, message);
    read_whole(context, made);
    if (made) Access::set_storage(*made, std::move(storage));
    return made;
}

ARF_DECL result<Report> parse_into(Storage& storage, std::string_view message, ParseOptions const& options,
                                   bool* original_is_left) {
    if (auto const error = refuse(message, options)) return *error;
    result<Report> made(boost::system::in_place_value);
    mime::Context context(storage, options, message);
    context.original_may_wait = original_is_left != nullptr;
    read_whole(context, made);
    if (original_is_left != nullptr) *original_is_left = context.has_left_original;
    return made;
}

ARF_DECL void read_left_original(Report& report, Storage& storage, std::string_view message,
                                 ParseOptions const& options) {
    mime::Context context(storage, options, message, report.diagnostics);
    auto original = *report.original;
    fields::read_message_fields(context, original);
    report.original = std::move(original);
    report.diagnostics = context.diagnostics.view();
}

}  // namespace detail

ARF_DECL result<Report> parse_borrowed(std::string_view message, ParseOptions const& options) {
    if (auto const error = detail::refuse(message, options)) return *error;
    detail::StoragePointer storage(detail::Storage::create(detail::storage_room(message.size())));
    return detail::parse_in(std::move(storage), message, options);
}

ARF_DECL result<Report> parse(std::string_view message, ParseOptions const& options) {
    if (auto const error = detail::refuse(message, options)) return *error;
    detail::StoragePointer storage(
        detail::Storage::create(detail::storage_room(message.size()) + message.size()));
    auto const copy = storage->keep(message);
    return detail::parse_in(std::move(storage), copy, options);
}

ARF_DECL result<Report> parse(std::string&& message, ParseOptions const& options) {
    if (auto const error = detail::refuse(message, options)) return *error;
    detail::StoragePointer storage(detail::Storage::create(detail::storage_room(message.size())));
    auto const taken = storage->adopt(std::move(message));
    return detail::parse_in(std::move(storage), taken, options);
}

ARF_DECL result<Report> parse_fields(std::string_view text, ParseOptions const& options) {
    if (auto const error = detail::refuse(text, options)) return *error;
    detail::StoragePointer storage(detail::Storage::create(detail::storage_room(text.size())));
    mime::Context context(*storage, options, text);
    result<Report> made(boost::system::in_place_value);
    dialect::read_fields_alone(context, *made, text);
    bool const is_report = std::any_of(made->fields.begin(), made->fields.end(), [](Field const& field) {
        return fields::is_report_field(field.name());
    });
    if (!is_report) return Error(errc::not_a_complaint, Format::unknown, "no field of a feedback report");
    made->reason = "the fields of a feedback report";
    made->diagnostics = context.diagnostics.view();
    detail::Access::set_storage(*made, std::move(storage));
    return made;
}

ARF_DECL Message Report::carrier() const {
    Message message;
    if (parts.empty()) return message;
    auto const& part = parts[static_cast<std::size_t>(carrier_part_)];
    detail::StoragePointer storage(detail::Storage::create(1024));
    ParseOptions const quiet{.max_diagnostics = 0};
    mime::Context context(*storage, quiet, {});
    dialect::read_message(context, {part.fields, part.body}, part.bytes, message);
    detail::Access::set_storage(message, std::move(storage));
    return message;
}

ARF_DECL std::string Report::text() const {
    auto const of_carrier = [this](Part const& part) {
        auto index = static_cast<std::int32_t>(&part - parts.data());
        for (; index != -1 && index != carrier_part_; index = parts[static_cast<std::size_t>(index)].parent) {
            if (parts[static_cast<std::size_t>(index)].kind == Part::Kind::message) return false;
        }
        return index == carrier_part_ && part.kind == Part::Kind::leaf;
    };
    auto const is_plain = [](Part const& part) { return part.media_type.empty() || part.is("text/plain"); };
    auto const is_any_text = [](Part const& part) {
        return detail::starts_with_ignoring_case(part.media_type, "text/");
    };
    for (bool const plain : {true, false}) {
        for (auto const& part : parts) {
            if (!of_carrier(part) || !(plain ? is_plain(part) : is_any_text(part))) continue;
            auto const content = mime::decode_transfer(part.body, part.encoding).bytes;
            return mime::to_utf8(content,
                                 mime::find_parameter(part.content_type, "charset").value_or("us-ascii"));
        }
    }
    return {};
}

ARF_DECL Field const* Message::find(std::string_view name) const noexcept {
    return dialect::find_field(fields, name);
}

ARF_DECL std::vector<std::string> Message::values(std::string_view name) const {
    std::vector<std::string> found;
    for (auto const& field : fields) {
        if (detail::equal_ignoring_case(field.name(), name)) found.push_back(unfolded(field));
    }
    return found;
}

ARF_DECL std::string unfolded(Field const& field) { return mime::unfold(field.body()); }

}  // namespace arf
