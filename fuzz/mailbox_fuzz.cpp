// SPDX-License-Identifier: BSL-1.0
// Any bytes as a mailbox: what <arf/mailbox.hpp> promises, as oracles. The last byte of the input chooses the
// options, too; all of it is the mailbox.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <arf/impl/mailbox_lines.ipp>
#include <arf/mailbox.hpp>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz.hpp"

namespace {

using arf_fuzz::Random;
using arf_fuzz::require;
using arf_fuzz::require_same;

/// A message, or the error in its place.
struct Item {
    std::string bytes;
    std::string from_line;
    std::uint64_t offset = 0;
    std::uint64_t index = 0;
    arf::errc error{};
    friend bool operator==(Item const&, Item const&) = default;
};

std::vector<Item> drain(int descriptor, arf::MailboxOptions const& options) {
    auto reader = arf::MailboxReader::from_descriptor(descriptor, "fuzz", options);
    std::vector<Item> items;
    while (auto const item = reader.next()) {
        if (*item) {
            require((*item)->source == "fuzz");
            items.push_back({std::string((*item)->bytes), std::string((*item)->from_line), (*item)->offset,
                             (*item)->index, arf::errc{}});
        } else {
            require(!item->error().message().empty() && item->error().source == "fuzz");
            items.push_back({{},
                             {},
                             item->error().offset,
                             item->error().index,
                             static_cast<arf::errc>(item->error().error.code.value())});
        }
    }
    require(!reader.next());  // the end is the end
    return items;
}

/// The bytes as a file in memory, which is read; after seal() it is mapped.
class MemoryFile {
  public:
    explicit MemoryFile(std::string_view bytes) : number_(::memfd_create("fuzz", MFD_ALLOW_SEALING)) {
        require(::write(number_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
        rewind();
    }
    MemoryFile(MemoryFile const&) = delete;
    MemoryFile& operator=(MemoryFile const&) = delete;
    ~MemoryFile() { ::close(number_); }
    void rewind() const { require(::lseek(number_, 0, SEEK_SET) == 0); }
    void seal() const { require(::fcntl(number_, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_WRITE) == 0); }
    [[nodiscard]] int number() const { return number_; }

  private:
    int number_;
};

/// Where the bytes are cut that go through a pipe.
enum class Cut : bool { anywhere, behind_lines };

/// The bytes through a pipe: a read gets one of some random pieces, however much it asks for (pipe(7),
/// O_DIRECT). All are written before the first is read: a pipe holds 16.
std::vector<Item> through_pipe(std::string_view bytes, Random& random, Cut cut,
                               arf::MailboxOptions const& options) {
    constexpr std::size_t most_pieces = 16;
    constexpr std::size_t most_bytes = 4096;
    std::array<int, 2> ends{};
    require(::pipe2(ends.data(), O_DIRECT | O_CLOEXEC | O_NONBLOCK) == 0);
    auto const usual = std::clamp<std::size_t>(bytes.size() / 12 * 2, 1, most_bytes);
    for (std::size_t pieces = 1; !bytes.empty(); ++pieces) {
        auto size = pieces + 1 < most_pieces ? 1 + random.below(usual) : most_bytes;
        if (cut == Cut::behind_lines) size = std::min(bytes.find('\n', size - 1), most_bytes - 1) + 1;
        auto const piece = bytes.substr(0, size);
        require(::write(ends[1], piece.data(), piece.size()) == static_cast<ssize_t>(piece.size()));
        bytes.remove_prefix(piece.size());
    }
    ::close(ends[1]);
    auto items = drain(ends[0], options);
    ::close(ends[0]);
    return items;
}

std::string_view without_line_end(std::string_view line) noexcept {
    if (!line.ends_with('\n')) return line;
    line.remove_suffix(1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}
bool is_blank_line(std::string_view line) noexcept { return line == "\n" || line == "\r\n"; }

std::string_view line_at(std::string_view text, std::size_t at) noexcept {
    auto const end = text.find('\n', at);
    return text.substr(at, end == text.npos ? text.npos : end + 1 - at);
}

/// Behind the byte order mark and the blank lines before the first From_ line.
std::size_t start_of(std::string_view text) noexcept {
    std::size_t at = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    while (is_blank_line(line_at(text, at))) at += line_at(text, at).size();
    return at;
}

/// The rule for separators in its plainest form: a line at a time, all in memory.
std::vector<Item> split_plainly(std::string_view text, std::size_t limit) {
    std::vector<Item> items;
    std::size_t blank = 0;  // the size of the blank line just seen
    std::size_t start = 0;
    auto const finish = [&](std::size_t end) {
        if (items.empty()) return;
        auto const size = std::max(end - blank, start) - start;
        auto& last = items.back();
        if (size > limit) {
            last = {{}, {}, start, last.index, arf::errc::too_large};
        } else {
            last.bytes = text.substr(start, size);
        }
    };
    for (auto at = start_of(text); at < text.size();) {
        auto const line = line_at(text, at);
        auto const content = without_line_end(line);
        if (items.empty() || (blank != 0 && arf::detail::is_from_line(content))) {
            finish(at);
            start = at + line.size();
            // Without a line end, what the line has of one is the message's.
            items.push_back({{}, std::string(content), start, items.size(), arf::errc{}});
            blank = 0;
        } else {
            blank = is_blank_line(line) ? line.size() : 0;
        }
        at += line.size();
    }
    finish(text.size());
    return items;
}

/// The messages cover the file, in order, without overlap: before each its From_ line, before that at most
/// one blank line, behind the last at most one.
void check_cover(std::string_view text, std::vector<Item> const& items, std::size_t limit) {
    auto at = start_of(text);
    bool known = true;  // whether `at` is where the last message ends: of one that was skipped nobody tells
    for (std::size_t i = 0; i < items.size(); ++i) {
        auto const& item = items[i];
        require(item.index == i && item.offset >= at && item.offset <= text.size());
        if (item.error != arf::errc{}) {
            require(item.error == arf::errc::too_large);
            at = item.offset + limit + 1;
            require(at <= text.size());
            known = false;
            continue;
        }
        require(text.substr(item.offset, item.bytes.size()) == item.bytes && item.bytes.size() <= limit);
        auto gap = text.substr(at, item.offset - at);
        require_same(without_line_end(gap).substr(without_line_end(gap).size() - item.from_line.size()),
                     item.from_line);
        gap = gap.substr(0, without_line_end(gap).size() - item.from_line.size());
        require(!known || (i == 0 ? gap.empty() : gap.empty() || is_blank_line(gap)));
        at = item.offset + item.bytes.size();
        known = true;
    }
    auto const rest = text.substr(at);
    require(!known || rest.empty() || is_blank_line(rest));
}

/// A file that is no mbox is one message, or none.
void check_single(std::string_view text, std::vector<Item> const& items, std::size_t limit) {
    require(items.size() == 1);
    auto const& item = items[0];
    require(item.offset == 0 && item.index == 0 && item.from_line.empty());
    if (text.size() <= limit) {
        require(start_of(text) == text.size() ? item.error == arf::errc::empty : item.bytes == text);
    } else {
        require(item.error == arf::errc::too_large || item.error == arf::errc::empty);
    }
}

/// `^>+From ` loses one ">".
std::string unquoted(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); at += line_at(text, at).size()) {
        auto line = line_at(text, at);
        auto const quotes = std::min(line.find_first_not_of('>'), line.size());
        bool const is_quoted = quotes > 0 && line.substr(quotes).starts_with("From ");
        out.append(line.substr(is_quoted ? 1 : 0));
    }
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    auto const text = arf_fuzz::as_text(data, std::min<std::size_t>(size, 8192));
    auto const choice = text.empty() ? 0U : static_cast<unsigned char>(text.back());
    arf::MailboxOptions options{.max_message_bytes = (choice & 1U) != 0 ? 80U : 1U << 20U,
                                .unquote_from = false,
                                .use_content_length = (choice & 2U) != 0};
    Random random(text);

    MemoryFile const file(text);
    auto const items = drain(file.number(), options);
    file.rewind();
    file.seal();
    require(items == drain(file.number(), options));  // mapped = read
    for (auto const cut : {Cut::anywhere, Cut::behind_lines})
        require(items == through_pipe(text, random, cut, options));  // in whatever pieces it comes
    auto const first = without_line_end(line_at(text, start_of(text)));
    if (start_of(text) > options.max_message_bytes || !arf::detail::is_first_from_line(first)) {
        check_single(text, items, options.max_message_bytes);
        return 0;
    }
    check_cover(text, items, options.max_message_bytes);
    if (!options.use_content_length) require(items == split_plainly(text, options.max_message_bytes));
    options.unquote_from = true;
    auto expected = items;
    for (auto& item : expected) item.bytes = unquoted(item.bytes);
    file.rewind();
    require(expected == drain(file.number(), options));  // one ">" and nothing else
    return 0;
}
