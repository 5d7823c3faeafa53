// SPDX-License-Identifier: BSL-1.0
// A sealed memfd is mapped, and gives what a file gives; what somebody could still change is read.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <string>
#include <string_view>

#include "support.hpp"

#if defined(F_GET_SEALS)
namespace mailbox_sealed_test {

using mailbox_test::drain;
using mailbox_test::read_bytes;
using mailbox_test::separator;

/// A file in memory that stands at its start; closed with the test.
class MemoryFile {
  public:
    MemoryFile(std::string_view bytes, int seals) : number_(::memfd_create("mailbox", MFD_ALLOW_SEALING)) {
        EXPECT_EQ(::write(number_, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
        EXPECT_EQ(::lseek(number_, 0, SEEK_SET), 0);
        EXPECT_EQ(::fcntl(number_, F_ADD_SEALS, seals), 0);
    }
    MemoryFile(MemoryFile const&) = delete;
    MemoryFile& operator=(MemoryFile const&) = delete;
    ~MemoryFile() { ::close(number_); }
    [[nodiscard]] int number() const { return number_; }
    [[nodiscard]] arf::MailboxReader reader(arf::MailboxOptions const& options = {}) const {
        return arf::MailboxReader::from_descriptor(number_, "mailbox", options);
    }

  private:
    int number_;
};

constexpr int sealed = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;

/// More than is read at once.
std::string large_mbox() {
    std::string mbox;
    for (int i = 0; i < 1000; ++i)
        mbox += separator + "Subject: " + std::to_string(i) + "\n\n" + std::string(999, 'x') + "\n\n";
    return mbox;
}

/// Whether the messages lie as far from each other in memory as in the file: then all of it is there at once.
bool lies_in_one_piece(arf::MailboxReader reader) {
    auto const first = reader.next();
    auto const* const start = (**first).bytes.data() - (**first).offset;
    bool in_place = true;
    while (auto const item = reader.next()) in_place &= (**item).bytes.data() == start + (**item).offset;
    return in_place;
}

TEST(Sealed, IsMappedAndOtherFilesAreNot) {
    auto const mbox = large_mbox();
    EXPECT_TRUE(lies_in_one_piece(MemoryFile(mbox, sealed).reader()));
    EXPECT_TRUE(lies_in_one_piece(MemoryFile(mbox, F_SEAL_SHRINK | F_SEAL_WRITE).reader()));
    EXPECT_FALSE(lies_in_one_piece(MemoryFile(mbox, F_SEAL_SHRINK | F_SEAL_GROW).reader())) << "may change";
    EXPECT_FALSE(lies_in_one_piece(MemoryFile(mbox, F_SEAL_WRITE).reader())) << "may be cut short";
    mailbox_test::Folder const folder;
    EXPECT_FALSE(lies_in_one_piece(arf::MailboxReader::open(folder.write("mailbox", mbox))));
}

TEST(Sealed, CannotBeCutShortMeanwhile) {
    MemoryFile const file(large_mbox(), sealed);
    auto reader = file.reader();
    ASSERT_TRUE(reader.next().has_value());
    EXPECT_NE(::ftruncate(file.number(), 0), 0);
    EXPECT_EQ(drain(std::move(reader)).messages.size(), 999U);
}

TEST(Sealed, GivesWhatAFileGives) {
    auto const quoted = separator + "a\n>From b\n\n";
    auto const lying = separator + "Content-Length: 9999\n\nx\n\n";
    for (auto const& bytes : {large_mbox(), quoted + lying + quoted, std::string("Subject: x\n\nbody\n"),
                              std::string("\xEF\xBB\xBF\n\n"), std::string(), std::string(5000, '\0')}) {
        for (std::size_t const limit : {std::size_t{100}, std::size_t{1} << 20U}) {
            arf::MailboxOptions const options{.max_message_bytes = limit, .unquote_from = true};
            auto const expected = read_bytes(bytes, options);
            MemoryFile const file(bytes, sealed);
            auto const found = drain(file.reader(options));
            EXPECT_EQ(found.bytes(), expected.bytes());
            ASSERT_EQ(found.errors.size(), expected.errors.size());
            for (std::size_t i = 0; i < found.errors.size(); ++i) {
                EXPECT_EQ(found.errors[i].error.code, expected.errors[i].error.code);
                EXPECT_EQ(found.errors[i].offset, expected.errors[i].offset);
            }
        }
    }
}

TEST(Sealed, IsReadFromWhereItStands) {
    auto const first = separator + "one\n\n";
    MemoryFile const file(first + separator + "two\n", sealed);
    ASSERT_EQ(::lseek(file.number(), static_cast<off_t>(first.size()), SEEK_SET),
              static_cast<off_t>(first.size()));
    auto const outcome = drain(file.reader());
    EXPECT_EQ(outcome.bytes(), (std::vector<std::string>{"two\n"}));
    EXPECT_EQ(outcome.messages.at(0).offset, separator.size());
    auto const again = drain(file.reader());
    ASSERT_EQ(again.errors.size(), 1U) << "it stands at its end now";
    EXPECT_EQ(again.errors[0].error, arf::errc::empty);
}

}  // namespace mailbox_sealed_test
#endif
