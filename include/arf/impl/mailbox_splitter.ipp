// SPDX-License-Identifier: BSL-1.0
// Splitter: one file or pipe, cut into messages.
#pragma once

#include <arf/impl/mailbox_lines.ipp>
#include <arf/impl/mailbox_window.ipp>
#include <arf/mailbox.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace arf::detail {

/// Whether the first line may make a file an mbox: a file of a Maildir is always one message.
enum class FileKind : std::uint8_t { any, one_message };

/// Gives the messages of one file. RawMessage::source and ReadError::source are left to the caller.
class Splitter {
  public:
    using Item = MailboxReader::Item;

    Splitter(Descriptor descriptor, FileKind kind, MailboxOptions const& options)
        : window_(std::move(descriptor)), options_(options), kind_(kind) {}

    /// The next message, or nothing at the end. After an error that the file cannot be read on from: nothing.
    std::optional<Item> next() {
        if (state_ == State::start) return first();
        if (state_ == State::end) return {};
        window_.drop_before(position_);
        return from_mbox();
    }

  private:
    enum class State : std::uint8_t { start, mbox, end };

    static constexpr auto nowhere = static_cast<std::uint64_t>(-1);
    /// A Content-Length further down is not looked for.
    static constexpr std::uint64_t max_header_bytes = std::uint64_t{1} << 20U;
    /// A Content-Length field longer than this, with all its blanks, is not believed.
    static constexpr std::uint64_t max_length_field_bytes = 128;
    /// A blank line end to end, and one byte that says which line it follows: what a later look back needs.
    static constexpr std::uint64_t look_back = 4;

    // ---- what the file is ----

    std::optional<Item> first() {
        state_ = State::end;
        auto const start = skip_leading_blank_lines();
        if (window_.error().failed()) return failure(0);
        if (start > limit()) return too_large(0);
        if (start == window_.end()) return ReadError{Error{errc::empty}, {}, 0, 0};
        if (kind_ == FileKind::one_message) return whole_file();
        if (!is_first_from_line(hold_line(start))) return whole_file();
        state_ = State::mbox;
        position_ = start;
        return from_mbox();
    }

    /// Behind a byte order mark and blank lines; the end of the file where there is nothing else. Keeps what
    /// it passes: in a file of one message it belongs to the message.
    std::uint64_t skip_leading_blank_lines() {
        constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
        window_.hold_to(byte_order_mark.size());
        std::uint64_t at = window_.view(0).starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
        while (at <= limit()) {
            window_.hold_to(at + 2);
            auto const size = line_end_size(window_.view(at));
            if (size == 0) break;
            at += size;
        }
        return at;
    }

    std::optional<Item> whole_file() {
        bool const fits = !window_.hold_to(limit() + 1);
        if (window_.error().failed()) return failure(0);
        if (!fits) return too_large(0);
        return RawMessage{window_.view(0), 0, 0, {}, {}};
    }

    // ---- an mbox ----

    /// The message whose From_ line starts at position_.
    std::optional<Item> from_mbox() {
        auto const from_line_size = hold_line(position_).size();
        auto const from_line_end = position_ + from_line_size;
        window_.hold_to(from_line_end + 2);
        auto const start = from_line_end + line_end_size(window_.view(from_line_end));
        auto const separator = find_separator(start);
        auto const next_position = separator == nowhere ? window_.end() : separator;
        auto const end = next_position - blank_line_before(next_position, start);
        auto const from_line_at = std::exchange(position_, next_position);
        if (separator == nowhere) state_ = State::end;
        if (window_.error().failed()) return failure(start);
        if (end - start > limit()) return too_large(start);
        auto const bytes = unquoted(window_.view(start, end));
        return RawMessage{bytes, start, index_++, {}, window_.view(from_line_at, from_line_end)};
    }

    /// Where the From_ line behind the message at `start` is; nowhere, and all of the file read, where there
    /// is none. What of the message exceeds the limit is dropped while looking.
    std::uint64_t find_separator(std::uint64_t start) {
        if (options_.use_content_length) {
            if (auto const body_end = declared_end(start)) {
                if (auto const separator = separator_behind_body(*body_end)) return *separator;
            }
        }
        auto at = start;
        for (;;) {
            auto const found = find_line<FromLines>(window_.view(at));
            if (found != std::string_view::npos) {
                at += found;
                if (blank_line_before(at, start) != 0 && is_separator(at)) return at;
                continue;
            }
            if (window_.end() > start) at = std::max(start, window_.end() - 1);
            if (at - start > limit() + look_back) window_.drop_before(at - look_back);
            if (!window_.fill()) return nowhere;
        }
    }

    /// Whether the line that starts at `at` is a From_ line.
    bool is_separator(std::uint64_t at) { return is_from_line(hold_line(at)); }

    /// The line that starts at `at`, without line end; longer than max_from_line_bytes where it is, cut off
    /// there.
    std::string_view hold_line(std::uint64_t at) {
        auto const bound = at + max_from_line_bytes + 2;
        auto line = window_.view(at, bound);
        auto size = line.find('\n');
        while (size == std::string_view::npos && window_.end() < bound && window_.fill()) {
            line = window_.view(at, bound);
            size = line.find('\n');
        }
        line = line.substr(0, size);
        if (size != std::string_view::npos && line.ends_with('\r')) line.remove_suffix(1);
        return line;
    }

    /// The length of the blank line that ends the message at `at`: 0 where there is none.
    [[nodiscard]] std::uint64_t blank_line_before(std::uint64_t at, std::uint64_t start) const noexcept {
        auto const seen = std::max(start, at - std::min(at, look_back));
        return last_blank_line_size(window_.view(seen, at));
    }

    // ---- Content-Length (mboxcl, mboxcl2) ----

    /// Where the body ends by the header's first readable Content-Length; none where there is none, or where
    /// the message would exceed the limit.
    std::optional<std::uint64_t> declared_end(std::uint64_t start) {
        std::optional<std::uint64_t> length;
        for (auto line = start; line != nowhere && line - start < max_header_bytes;) {
            window_.hold_to(line + max_length_field_bytes);
            auto const text = window_.view(line, line + max_length_field_bytes);
            if (auto const blank = line_end_size(text); blank != 0) {
                if (!length || *length > limit() || line + blank + *length - start > limit()) return {};
                return line + blank + *length;
            }
            if (!length) length = content_length(text);
            line = next_header_line(line, start + max_header_bytes);
        }
        return {};
    }

    /// The next line behind `line` that ends the header, or may be a Content-Length; nowhere where there is
    /// none before `bound`.
    std::uint64_t next_header_line(std::uint64_t line, std::uint64_t bound) {
        for (;;) {
            auto const found = find_line<HeaderLines>(window_.view(line, bound));
            if (found != std::string_view::npos) return line + found;
            auto const seen = std::min(window_.end(), bound);
            if (seen > line) line = seen - 1;
            if (seen == bound || !window_.fill()) return nowhere;
        }
    }

    /// The From_ line that follows a body that is said to end at `body_end`, after two line ends at most (the
    /// one that the body lacks, and the blank line); nowhere where the file ends instead. None where neither
    /// is the case.
    std::optional<std::uint64_t> separator_behind_body(std::uint64_t body_end) {
        auto at = body_end;
        if (!window_.hold_to(body_end)) return {};
        for (int i = 0; i < 2; ++i) {
            window_.hold_to(at + 2);
            at += line_end_size(window_.view(at));
        }
        if (!window_.hold_to(at + 1)) return nowhere;
        if (window_.view(at - 1, at) == "\n" && is_separator(at)) return at;
        return {};
    }

    // ---- what is handed out ----

    /// Takes one ">" from each line that matches ^>+From_ (mboxrd).
    std::string_view unquoted(std::string_view bytes) {
        if (!options_.unquote_from) return bytes;
        unquoted_.clear();
        std::size_t copied = 0;
        auto line =
            QuotedFromLines::accepts(bytes) && bytes.starts_with('>') ? 0 : find_line<QuotedFromLines>(bytes);
        while (line != std::string_view::npos) {
            unquoted_.append(bytes, copied, line - copied);
            copied = line + 1;
            line = find_line<QuotedFromLines>(bytes, copied);
        }
        if (copied == 0) return bytes;
        return unquoted_.append(bytes, copied);
    }

    /// Far enough from the end of the integers that offsets can be added to it.
    [[nodiscard]] std::uint64_t limit() const noexcept {
        return std::min(std::uint64_t{options_.max_message_bytes}, std::uint64_t{1} << 60U);
    }

    Item too_large(std::uint64_t offset) {
        Error error{errc::too_large};
        error.limit = options_.max_message_bytes;
        return ReadError{error, {}, index_++, offset};
    }

    /// Reading failed in the message at `offset`: the file is given up.
    Item failure(std::uint64_t offset) {
        Error error{errc::io};
        error.system = window_.error();
        state_ = State::end;
        return ReadError{error, {}, index_++, offset};
    }

    Window window_;
    MailboxOptions options_;
    FileKind kind_;
    State state_ = State::start;
    std::uint64_t position_ = 0;  ///< of the next From_ line
    std::uint64_t index_ = 0;     ///< of the next message
    std::string unquoted_;
};

}  // namespace arf::detail
