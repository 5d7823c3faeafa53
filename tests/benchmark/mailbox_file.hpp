// SPDX-License-Identifier: BSL-1.0
// A large mbox file for the benchmark, and what it costs to read it.
#pragma once

#include <cstddef>
#include <string>

namespace arf::benchmark {

/// An open file without a name, beside the program: nothing is left behind, however the program ends.
class MailboxFile {
  public:
    /// @throws std::system_error where it can't be made.
    MailboxFile();
    MailboxFile(MailboxFile const&) = delete;
    MailboxFile& operator=(MailboxFile const&) = delete;
    ~MailboxFile();

    /// Appends whole copies of an mbox until the file has at least that many bytes.
    /// @throws std::system_error where the disk is full.
    void grow_to(std::size_t bytes, std::string const& mbox);

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    /// The file's descriptor, which stays the file's own, set to its start.
    [[nodiscard]] int rewound() const;

  private:
    int descriptor_;
    std::size_t size_ = 0;
};

/// What a walk through a mailbox found.
struct MailboxCount {
    std::size_t messages = 0;
    std::size_t complaints = 0;
};

/// Reads every message of an mbox, and parses it where `parse` says so.
[[nodiscard]] MailboxCount read_mailbox(int descriptor, bool parse);

/// The argument that makes this program read and parse the mailbox on standard input, and do nothing else.
inline constexpr char const* read_mailbox_argument = "--read-mailbox";

/// The peak memory, in KiB, of a fresh process that reads and parses the file: this program, started once
/// more.
/// @throws std::system_error, std::runtime_error where that process fails.
[[nodiscard]] std::size_t peak_memory_of_reading(MailboxFile const& file);

}  // namespace arf::benchmark
