// SPDX-License-Identifier: BSL-1.0
// Walker: finds the parts of a message in one pass over its bytes, without copying any.
#pragma once

#include <arf/mime/header.hpp>
#include <array>
#include <cstddef>
#include <string_view>

namespace arf::mime {

/// A multipart body that is not closed yet. (No members that start as something: there is room for many.)
struct OpenMultipart {
    char const* boundary_data;
    std::size_t boundary_size;
    std::int32_t part;

    [[nodiscard]] std::string_view boundary() const noexcept { return {boundary_data, boundary_size}; }
};

/// A delimiter line (RFC 2046, section 5.1.1).
struct Delimiter {
    std::size_t level = 0;  ///< whose: index into the open multiparts
    bool closing = false;
    bool truncated = false;  ///< QUIRK: closing with one "-" instead of two
    char const* start = nullptr;
    char const* next = nullptr;
};

/// The most messages inside each other, whatever ParseOptions::max_message_depth says: who asks what a
/// message holds looks at all parts below it, so that each part is looked at once for every message around
/// it.
inline constexpr std::size_t most_message_levels = 64;

/// Walks over a message and adds its parts, in document order, to a Context.
///
/// Iterative: the open multiparts are a list of at most ParseOptions::max_depth entries. Linear: every byte
/// is looked at once by the scan for line ends or for delimiters, and once more by what reads a header.
class Walker {
  public:
    /// @param text     the message, or the body of a composite part whose encoding was undone.
    /// @param decoded  whether `text` is such a body rather than a slice of the input.
    Walker(Context& context, std::string_view text, bool decoded);

    /// Reads `text` as a message: a new part, child of `parent` (-1: the message itself).
    void walk_message(std::int32_t parent);
    /// Reads `text` as the body of a composite part that is there already.
    void walk_body(std::int32_t part);

  private:
    void walk();
    void start_message(std::int32_t parent);
    void skip_noise();
    bool skip_from_line();
    void skip_blank_lines();
    bool start_part(std::int32_t parent);
    void read_part_header(bool is_message);
    bool enter_body();
    bool enter_multipart(Part& multipart);
    bool enter_headerless_multipart();
    bool enter_message(Part& current);
    [[nodiscard]] std::string_view boundary_of(Part& multipart);
    [[nodiscard]] std::string_view guess_boundary() const noexcept;
    bool push(std::string_view boundary);

    [[nodiscard]] bool next_delimiter(Delimiter& found) const noexcept;
    [[nodiscard]] char const* behind_innermost_delimiter(char const* p) const noexcept;
    [[nodiscard]] bool delimiter_at(char const* p, Delimiter& found) const noexcept;
    bool take(Delimiter& delimiter);
    void close_parts(std::int32_t up_to, char const* end) noexcept;
    void pop_to(std::size_t levels);
    void finish();
    [[nodiscard]] bool drop_empty_last_part();
    [[nodiscard]] char const* before_line_end(char const* p) const noexcept;
    [[nodiscard]] Part& part(std::int32_t index) noexcept {
        return context_.parts[static_cast<std::size_t>(index)];
    }
    [[nodiscard]] std::string_view from(char const* p, char const* end) const noexcept {
        return {p, static_cast<std::size_t>(end - p)};
    }

    static constexpr std::size_t max_levels = 64;

    Context& context_;
    char const* const first_;
    char const* const last_;
    char const eol_;
    bool const decoded_;
    char const* p_;              ///< what is not read yet
    std::int32_t root_ = -1;     ///< parts above this one are not this walker's to close
    std::int32_t current_ = -1;  ///< the innermost open part
    std::size_t message_depth_ = 0;
    std::size_t depth_limit_ = 0;
    std::size_t message_depth_limit_ = 0;
    std::size_t levels_ = 0;
    std::array<OpenMultipart, max_levels> open_;  ///< the first levels_ of them
};

/// Undoes the transfer encoding of the composite parts from `first` on, once, and walks over what comes out.
inline void expand_encoded(Context& context, std::size_t first);

/// The whole tree of a message: walks it, then undoes the transfer encoding of composite parts once and walks
/// those.
inline void read_tree(Context& context, std::string_view message);

}  // namespace arf::mime

#include <arf/impl/walker.ipp>
