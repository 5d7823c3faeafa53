// SPDX-License-Identifier: BSL-1.0
// MailboxReader: the messages of an mbox, a Maildir, a folder, a single file or a pipe, one after the other.
//
// Design note. A file is mapped where nobody can change it any more: a sealed memfd. Any other is read into
// one sliding buffer. Whoever may write a mapped file can cut it short, which is SIGBUS for whoever reads it,
// or change bytes between two looks of the parser; a file that was read is at worst a short file. Besides,
// pipes take the same path, and memory is bounded by construction. Finding the separators of a cached mbox of
// 1 GB ran at 3.5 GB/s that way, and at 4.6 GB/s in a mapping; parsing costs more.
#pragma once

#include <arf/config.hpp>
#include <arf/error.hpp>
#include <boost/system/result.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace arf {

/// How a mailbox is read. The defaults suit mail from strangers.
struct MailboxOptions {
    /// A larger message is skipped, and reported once as errc::too_large.
    std::size_t max_message_bytes = std::size_t{64} << 20U;
    /// Undo the quoting of mboxrd: take one ">" from each line of an mbox message that matches `^>+From `.
    /// Such a message is copied. Off, every message has its bytes as received: the variant is not marked in
    /// the file, and in an mboxo the ">" may belong to the message.
    bool unquote_from = false;
    /// Let a Content-Length (mboxcl, mboxcl2) hide the separators inside a body. It counts only where the
    /// file ends, or a From_ line stands, just where it says; but it is inside the message: whoever sent that
    /// may have written it.
    bool use_content_length = true;
};

/// One message as it lies in its file.
struct RawMessage {
    std::string_view bytes;      ///< without the From_ line and the blank line that ends it in an mbox
    std::uint64_t offset = 0;    ///< of its first byte in its file
    std::uint64_t index = 0;     ///< number in its file, from 0; messages that gave an error are counted
    std::string_view source;     ///< path of the file, "-" for standard input
    std::string_view from_line;  ///< the From_ line of an mbox, without line end; empty where there is none
};

/// Why one message, or one file, could not be read.
struct ReadError {
    Error error;
    std::string source;        ///< path of the file or folder, "-" for standard input
    std::uint64_t index = 0;   ///< number of the message in its file, from 0
    std::uint64_t offset = 0;  ///< of the message in its file

    /// One line for a person: the file, the message, its offset, what went wrong and what to do about it.
    [[nodiscard]] ARF_DECL std::string message() const;
};

/// What result::value() throws where there is a ReadError; found by Boost through the argument's namespace.
[[noreturn]] ARF_DECL void throw_exception_from_error(ReadError const& error,
                                                      boost::source_location const& where);

/// Reads the messages of a mailbox, whatever its kind, in a stable order.
///
/// - **mbox** (mboxo, mboxrd, mboxcl, mboxcl2; qmail's mbox(5), RFC 4155): a file that starts with a From_
///   line. After that, a separator is a line that starts with "From ", ends like a date, is at most 1 KiB
///   long and follows a blank line. LF and CRLF.
/// - **a single message** (.eml, .json): any other file, whole and as it is; read no further than the limit.
/// - **Maildir**: a folder that has new/ and cur/. Both are read, ordered by name; tmp/ and subfolders are
///   not. A message that is renamed meanwhile (its flags changed) is found again.
/// - **a folder**: every regular file in it and below, ordered by name; Maildirs in it are read as such.
///   Hidden files and `dovecot*` are skipped, symbolic links to folders are not followed.
/// - **a pipe, standard input**: an mbox or a single message.
///
/// An error concerns one message or one file; after it, next() goes on with what follows. A file or pipe
/// without any message in it is errc::empty, a folder without any file in it is not an error. Where reading
/// breaks off in the middle of a message, that message is lost with the error; where the file just ends
/// there, the message is what there is.
///
/// @par Memory At most about three times max_message_bytes, whatever the size of the file; usually under
/// 1 MiB. A folder costs, besides, the names in it.
/// @par Complexity Linear in the bytes read.
/// @par Thread safety One reader belongs to one thread at a time; different readers are independent.
class MailboxReader {
  public:
    /// A message, or why there is none.
    using Item = boost::system::result<RawMessage, ReadError>;

    /// A reader of the mailbox at a path. Nothing is opened before the first next(), which tells all errors.
    ///
    /// @param path     A file, a folder or a named pipe; "-" is standard input. Devices and sockets
    ///                 are refused.
    /// @throws std::bad_alloc
    [[nodiscard]] ARF_DECL static MailboxReader open(std::string path, MailboxOptions const& options = {});

    /// A reader of an open file, pipe or socket, from where it stands; offsets count from there.
    ///
    /// A sealed memfd (memfd_create(2), F_SEAL_SHRINK and F_SEAL_WRITE) is not copied, but mapped.
    ///
    /// @param descriptor  Stays the caller's: it must stay open while the reader is used, and is not closed.
    /// @param name        What RawMessage::source and errors call it.
    /// @throws std::bad_alloc
    [[nodiscard]] ARF_DECL static MailboxReader from_descriptor(int descriptor, std::string name,
                                                                MailboxOptions const& options = {});

    ARF_DECL MailboxReader(MailboxReader&& other) noexcept;
    ARF_DECL MailboxReader& operator=(MailboxReader&& other) noexcept;
    ARF_DECL ~MailboxReader();

    /// The next message. Its views are valid until the next call of next(), or the reader's end.
    ///
    /// @return Nothing at the end of the mailbox, and from then on. Otherwise the message; or
    /// errc::too_large,
    ///         errc::empty, errc::unreadable_file, or errc::io with Error::system.
    /// @throws std::bad_alloc; from then on every call does, as what it was about to give is lost.
    [[nodiscard]] ARF_DECL std::optional<Item> next();

  private:
    class Impl;
    explicit MailboxReader(std::unique_ptr<Impl> impl) noexcept;
    std::unique_ptr<Impl> impl_;
};

}  // namespace arf

#if defined(ARF_HEADER_ONLY)
#include <arf/impl/mailbox.ipp>
#endif
