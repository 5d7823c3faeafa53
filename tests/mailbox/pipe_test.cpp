// SPDX-License-Identifier: BSL-1.0
// A pipe gives what the file gives, in whatever pieces it comes; and what goes wrong with descriptors.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <random>
#include <string>
#include <thread>

#include "support.hpp"

namespace mailbox_pipe_test {

using mailbox_test::drain;
using mailbox_test::Outcome;
using mailbox_test::separator;

void write_all(int to, std::string_view bytes) {
    while (!bytes.empty()) {
        auto const count = ::write(to, bytes.data(), bytes.size());
        if (count < 0) break;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

/// Writes in random pieces of at most `max_piece` bytes, and closes.
void write_pieces(int to, std::string_view bytes, std::size_t max_piece, unsigned seed) {
    std::mt19937 random{seed};
    while (!bytes.empty()) {
        auto const piece = bytes.substr(0, 1 + random() % max_piece);
        write_all(to, piece);
        bytes.remove_prefix(piece.size());
    }
    ::close(to);
}

Outcome through_pipe(std::string_view bytes, std::size_t max_piece, int flags,
                     arf::MailboxOptions const& options) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) std::abort();
    EXPECT_EQ(::fcntl(ends[0], F_SETFL, flags), 0);
    std::thread writer{write_pieces, ends[1], bytes, max_piece, 7U};
    auto outcome = drain(arf::MailboxReader::from_descriptor(ends[0], "mailbox", options));
    std::array<char, 65536> rest{};  // a single file over the limit is not read to its end
    while (::read(ends[0], rest.data(), rest.size()) > 0 || errno == EAGAIN) errno = 0;
    writer.join();
    ::close(ends[0]);
    return outcome;
}

void expect_same(Outcome const& a, Outcome const& b) {
    EXPECT_EQ(a.bytes(), b.bytes());
    ASSERT_EQ(a.messages.size(), b.messages.size());
    for (std::size_t i = 0; i < a.messages.size(); ++i) {
        EXPECT_EQ(a.messages[i].offset, b.messages[i].offset);
        EXPECT_EQ(a.messages[i].from_line, b.messages[i].from_line);
    }
    ASSERT_EQ(a.errors.size(), b.errors.size());
    for (std::size_t i = 0; i < a.errors.size(); ++i) {
        EXPECT_EQ(a.errors[i].error.code, b.errors[i].error.code);
        EXPECT_EQ(a.errors[i].offset, b.errors[i].offset);
        EXPECT_EQ(a.errors[i].index, b.errors[i].index);
    }
}

TEST(Pipe, InPiecesGivesWhatTheFileGives) {
    auto const lying = "Content-Length: 5000\n\nx\n";
    auto const cl_body = "a\n\n" + separator + "b\n";
    auto const hiding = "Content-Length: " + std::to_string(cl_body.size()) + "\n\n" + cl_body;
    std::string mbox = "\xEF\xBB\xBF\n";
    for (int i = 0; i < 20; ++i) {
        for (auto const& message :
             {std::string{lying}, hiding, std::string(3000, 'z') + "\n", std::string{"\r\n\r\n"}}) {
            mbox += separator + message + "\n";
        }
    }
    for (auto const& bytes :
         {mbox, std::string{"Subject: x\n\nbody\n"}, std::string{}, std::string(5000, '\n')}) {
        for (std::size_t const limit : {std::size_t{2000}, std::size_t{1} << 20U}) {
            arf::MailboxOptions const options{.max_message_bytes = limit};
            auto const file = mailbox_test::read_bytes(bytes, options);
            for (std::size_t const piece : {1U, 7U, 100U, 10000U}) {
                expect_same(through_pipe(bytes, piece, 0, options), file);
                expect_same(through_pipe(bytes, piece, O_NONBLOCK, options), file);
            }
        }
    }
}

TEST(Pipe, LargerThanTheWindowComesInBoundedMemory) {
    std::string mbox;
    while (mbox.size() < 3'000'000) mbox += separator + std::string(40'000, 'q') + "\n\n";
    expect_same(through_pipe(mbox, 60'000, 0, {}), mailbox_test::read_bytes(mbox));
}

TEST(Pipe, WithANameInTheFileSystemIsRead) {
    mailbox_test::Folder const folder;
    auto const path = folder / "fifo";
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    auto const bytes = separator + "one\n\n" + separator + "two\n";
    std::thread writer{[&] { write_pieces(::open(path.c_str(), O_WRONLY), bytes, 10, 3); }};
    auto const outcome = drain(arf::MailboxReader::open(path));
    writer.join();
    EXPECT_EQ(outcome.bytes(), (std::vector<std::string>{"one\n", "two\n"}));
}

TEST(StandardInput, IsCalledDash) {
    mailbox_test::Folder const folder;
    auto const path = folder.write("mailbox", separator + "one\n");
    auto const saved = ::dup(STDIN_FILENO);
    auto const file = ::open(path.c_str(), O_RDONLY);
    ASSERT_EQ(::dup2(file, STDIN_FILENO), STDIN_FILENO);
    auto const outcome = drain(arf::MailboxReader::open("-"));
    EXPECT_NE(::fcntl(STDIN_FILENO, F_GETFD), -1) << "standard input is not the reader's to close";
    if (saved >= 0) ::dup2(saved, STDIN_FILENO);
    ::close(file);
    ASSERT_EQ(outcome.messages.size(), 1U);
    EXPECT_EQ(outcome.messages[0].source, "-");
}

TEST(Descriptor, ThatCannotBeReadIsAnErrorOnce) {
    auto const closed = drain(arf::MailboxReader::from_descriptor(-1, "nothing"));
    ASSERT_EQ(closed.errors.size(), 1U);
    EXPECT_TRUE(closed.errors[0].error == arf::errc::io);
    EXPECT_EQ(closed.errors[0].error.system.value(), EBADF);
    auto const directory = ::open("/", O_RDONLY | O_CLOEXEC);
    auto const outcome = drain(arf::MailboxReader::from_descriptor(directory, "root"));
    ::close(directory);
    ASSERT_EQ(outcome.errors.size(), 1U);
    EXPECT_EQ(outcome.errors[0].error.system.value(), EISDIR);
    EXPECT_EQ(outcome.errors[0].source, "root");
}

TEST(File, ThatGetsShorterMeanwhileIsAShortFile) {
    mailbox_test::Folder const folder;
    std::string bytes;
    for (int i = 0; i < 200; ++i) bytes += separator + std::string(20'000, 'x') + "\n\n";
    auto const path = folder.write("mailbox", bytes);
    auto reader = arf::MailboxReader::open(path);
    auto const first = reader.next();
    ASSERT_TRUE(first && *first);
    std::filesystem::resize_file(path, 0);
    std::size_t more = 0;
    while (auto item = reader.next()) more += *item ? 1U : 0U;
    EXPECT_LT(more, 199U);
}

}  // namespace mailbox_pipe_test
