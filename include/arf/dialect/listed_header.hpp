// SPDX-License-Identifier: BSL-1.0
// The original of a report that lists some of its header fields as JSON values instead of bringing its bytes.
#pragma once

#include <algorithm>
#include <arf/dialect/facts.hpp>
#include <arf/dialect/original.hpp>
#include <string>

namespace arf::dialect {

/// A text without line ends and NUL, for what is shown as one line: JSON strings may hold any character.
[[nodiscard]] inline std::string_view one_line(mime::Context& context, std::string_view text) {
    constexpr std::string_view bad{"\r\n\0", 3};
    if (text.find_first_of(bad) == text.npos) return text;
    char* const start = context.storage.allocate<char>(text.size());
    char* const end = fields::unfold_bytes(text, start);
    context.storage.give_back(end, start + text.size());
    return detail::trim({start, static_cast<std::size_t>(end - start)});
}

/// Collects fields that are listed as names and values, and reads them as the header of a message, so that
/// Message::find(), received() and all else work on them as on any other.
class ListedHeader {
  public:
    explicit ListedHeader(mime::Context& context) noexcept : context_(&context) {}

    /// A value becomes one line whatever it holds, and a name that could not stand in a header is left out,
    /// with a diagnostic: nothing listed can forge another field, or end the header.
    void add(std::string_view name, std::string_view value) {
        auto const* const name_end = name.data() + name.size();
        if (name.empty() || mime::find_name_end(name.data(), name_end) != name_end)
            return context_->note(DiagnosticCode::bad_value, name, "headers");
        text_.append(name).append(": ");
        auto const start = text_.size();
        text_.resize(start + value.size());
        auto const* const end = fields::unfold_bytes(value, text_.data() + start);
        text_.resize(static_cast<std::size_t>(end - text_.data()));
        text_ += '\n';
    }
    /// Fills `original`; leaves it alone where nothing was listed. Its bytes() are empty: none were received.
    /// @param source  where the list stands, for diagnostics.
    void read(std::string_view source, std::optional<Message>& original) const {
        auto const header = context_->storage.keep(text_);
        if (header.empty()) return;
        context_->add_origin(header, source);
        auto const block = read_header(*context_, header, '\n', true);
        if (!block.fields.empty()) read_message(*context_, block, {}, original.emplace());
    }

  private:
    mime::Context* context_;
    std::string text_;
};

/// The original of a report that states only some facts of it: made with the first of them.
[[nodiscard]] inline Message& stated_original(Report& report) {
    if (!report.original) report.original.emplace().headers_only = true;
    return *report.original;
}

/// A subject that the report states. QUIRK: it is decoded already, or not.
inline void set_original_subject(mime::Context& context, Report& report, std::string_view text) {
    auto& original = stated_original(report);
    if (original.subject) return;
    bool const is_encoded = text.find("=?") != text.npos;
    original.subject = is_encoded ? context.storage.keep(mime::decode_text(text)) : one_line(context, text);
}

/// An author that the report states.
inline void set_original_from(mime::Context& context, Report& report, std::string_view text,
                              std::string_view field) {
    if (text.empty() || (report.original && report.original->from)) return;
    std::optional<MailPath> author;
    set_path(context, author, text, field);
    if (author) stated_original(report).from = author;
}

}  // namespace arf::dialect
