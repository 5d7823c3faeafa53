// SPDX-License-Identifier: BSL-1.0
// Disks and pipes that fail while they are read. This program's read(), poll(), open() and readdir() stand
// before those of the system, and fail where a test says so.
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <arf/arf.hpp>
#include <cerrno>
#include <cstdarg>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mailbox/support.hpp>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace arf_faults {

/// What the system does instead of what it is asked for; nothing where a test is silent.
struct Faults {
    std::function<ssize_t(int, void*, std::size_t)> read;
    std::function<int()> poll;
    std::function<int(std::string_view)> open;  ///< an error number; 0: it works
    std::function<int()> readdir;               ///< the same
};
Faults& faults() {
    static Faults now;
    return now;
}

ssize_t read_really(int descriptor, void* to, std::size_t size) {
    return static_cast<ssize_t>(::syscall(SYS_read, descriptor, to, size));
}
ssize_t fail_with(int number) {
    errno = number;
    return -1;
}

}  // namespace arf_faults

extern "C" {
ssize_t read(int descriptor, void* to, std::size_t size) {
    auto const& fault = arf_faults::faults().read;
    return fault ? fault(descriptor, to, size) : arf_faults::read_really(descriptor, to, size);
}
int poll(pollfd* waiting, nfds_t count, int time) {
    auto const& fault = arf_faults::faults().poll;
    if (fault && fault() != 0) return -1;
    return static_cast<int>(::syscall(SYS_poll, waiting, count, time));
}
int open(char const* path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    auto const mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0U;
    va_end(more);
    auto const& fault = arf_faults::faults().open;
    if (auto const number = fault ? fault(path) : 0; number != 0) {
        errno = number;
        return -1;
    }
    return static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, flags, mode));
}
dirent* readdir(DIR* folder) {
    auto const& fault = arf_faults::faults().readdir;
    if (auto const number = fault ? fault() : 0; number != 0) {
        errno = number;
        return nullptr;
    }
    static auto* const really = reinterpret_cast<dirent* (*)(DIR*)>(::dlsym(RTLD_NEXT, "readdir"));
    return really(folder);
}
}

namespace arf_faults {

namespace fs = std::filesystem;
using mailbox_test::drain;
using mailbox_test::Folder;
using mailbox_test::Outcome;
using mailbox_test::read_bytes;
using mailbox_test::separator;

/// The messages have many sizes, and together more than is read at once.
std::string some_mbox() {
    std::string mbox;
    for (int i = 0; i < 60; ++i) {
        mbox += separator + "Subject: " + std::to_string(i) + "\n\n>From x\n" +
                std::string(static_cast<std::size_t>(i * 131), 'x') + "\n\n";
    }
    return mbox;
}

class FailingReads : public testing::Test {
  protected:
    FailingReads() : mbox_(some_mbox()), path_(folder_.write("a.mbox", mbox_)), whole_(read_bytes(mbox_)) {}
    ~FailingReads() override { faults() = {}; }
    FailingReads(FailingReads const&) = delete;
    FailingReads& operator=(FailingReads const&) = delete;

    /// Reads fail with an error of the system, once so many bytes of the file were read.
    static void fail_behind(std::size_t bytes, int number) {
        faults().read = [bytes, number](int descriptor, void* to, std::size_t size) {
            auto const at = static_cast<std::size_t>(::lseek(descriptor, 0, SEEK_CUR));
            if (at >= bytes) return fail_with(number);
            return read_really(descriptor, to, std::min(size, bytes - at));
        };
    }
    /// The messages that end before that byte, as far as is known when it cannot be read: the line behind
    /// them tells that they are at an end.
    std::size_t known_before(std::size_t bytes) const {
        return static_cast<std::size_t>(
            std::count_if(whole_.messages.begin() + 1, whole_.messages.end(),
                          [&](auto const& behind) { return behind.offset <= bytes; }));
    }
    /// What an mbox gives where nothing fails.
    static Outcome read_quietly(std::string_view bytes) {
        auto const before = std::exchange(faults(), {});
        auto outcome = read_bytes(bytes);
        faults() = before;
        return outcome;
    }

    Folder const folder_;
    std::string const mbox_;
    std::string const path_;
    Outcome const whole_;
};

bool begins_with(Outcome const& whole, Outcome const& part) {
    return part.messages.size() <= whole.messages.size() &&
           std::equal(part.messages.begin(), part.messages.end(), whole.messages.begin(),
                      [](auto const& a, auto const& b) {
                          return a.bytes == b.bytes && a.offset == b.offset && a.index == b.index;
                      });
}

TEST_F(FailingReads, GiveWhatStandsBeforeAndNameThePlace) {
    for (std::size_t bytes = 0; bytes < mbox_.size(); bytes += 997) {
        fail_behind(bytes, EIO);
        auto const outcome = drain(arf::MailboxReader::open(path_));
        ASSERT_TRUE(begins_with(whole_, outcome)) << bytes;
        ASSERT_EQ(outcome.messages.size(), known_before(bytes)) << bytes;
        ASSERT_EQ(outcome.errors.size(), 1U) << bytes;
        auto const& error = outcome.errors[0];
        EXPECT_EQ(error.error, arf::errc::io);
        EXPECT_EQ(error.error.system.value(), EIO);
        EXPECT_EQ(error.source, path_);
        EXPECT_EQ(error.index, outcome.messages.size());
        auto const& broken = whole_.messages[outcome.messages.size()];
        EXPECT_LE(error.offset, broken.offset) << bytes;
        EXPECT_TRUE(error.offset == broken.offset || outcome.messages.empty()) << bytes;
        auto const text = error.message();
        EXPECT_EQ(text.find(path_ + ": "), 0U) << text;
        auto const place = "offset " + std::to_string(error.offset);
        EXPECT_TRUE(error.offset == 0 || text.find(place) != text.npos) << text;
        EXPECT_NE(text.find("Input/output error; the rest of it was not read"), text.npos) << text;
    }
}

TEST_F(FailingReads, OfOneFileDoNotEndAFolder) {
    folder_.write("b.eml", "Subject: behind it\n\n");
    for (auto const number : {EIO, EISDIR, ESTALE, ECONNRESET}) {
        int reads = 0;
        faults().read = [&reads, number](int descriptor, void* to, std::size_t size) {
            return reads++ == 0 ? fail_with(number) : read_really(descriptor, to, size);
        };
        auto const outcome = drain(arf::MailboxReader::open(folder_.path()));
        ASSERT_EQ(outcome.errors.size(), 1U);
        EXPECT_EQ(outcome.errors[0].error.system.value(), number);
        EXPECT_EQ(outcome.errors[0].source, path_);
        EXPECT_EQ(outcome.bytes(), std::vector<std::string>{"Subject: behind it\n\n"});
    }
}

TEST_F(FailingReads, ThatAreShortOrInterruptedChangeNothing) {
    std::mt19937 random{5};
    int interrupts = 0;
    faults().poll = [&] { return ++interrupts % 2 != 0 ? static_cast<int>(fail_with(EINTR)) : 0; };
    for (std::size_t const most : {std::size_t{1}, std::size_t{70}, std::size_t{9000}}) {
        int calls = 0;
        faults().read = [&](int descriptor, void* to, std::size_t size) {
            if (++calls % 3 == 1) return fail_with(EINTR);
            if (calls % 3 == 2) return fail_with(EAGAIN);
            return read_really(descriptor, to, std::min(size, 1 + random() % most));
        };
        auto const outcome = drain(arf::MailboxReader::open(path_));
        EXPECT_EQ(outcome.bytes(), whole_.bytes()) << most;
        EXPECT_TRUE(outcome.errors.empty());
        EXPECT_GT(calls, 60);
    }
    EXPECT_GT(interrupts, 60);
}

TEST_F(FailingReads, OfAFileThatIsCutMeanwhileEndItThere) {
    for (std::size_t const size :
         {std::size_t{0}, std::size_t{50'000}, std::size_t{100'000}, mbox_.size() - 1}) {
        folder_.write("a.mbox", mbox_);
        int calls = 0;
        faults().read = [&](int descriptor, void* to, std::size_t wanted) {
            if (++calls == 5) fs::resize_file(path_, size);
            return read_really(descriptor, to, std::min<std::size_t>(wanted, 20'000));
        };
        auto const outcome = drain(arf::MailboxReader::open(path_));
        EXPECT_TRUE(outcome.errors.empty()) << size;
        auto const read = std::max<std::size_t>(80'000, size);
        EXPECT_EQ(outcome.bytes(), read_quietly(mbox_.substr(0, read)).bytes()) << size;
    }
}

TEST_F(FailingReads, OfAFileThatGrowsMeanwhileGiveWhatIsThereAtItsEnd) {
    auto const behind = separator + "Subject: later\n\nwhole\n\n" + separator + "Subject: half";
    bool has_grown = false;
    faults().read = [&](int descriptor, void* to, std::size_t size) {
        auto const count = read_really(descriptor, to, std::min<std::size_t>(size, 30'000));
        if (count == 0 && !std::exchange(has_grown, true)) {
            std::ofstream{path_, std::ios::app | std::ios::binary} << behind;
            return read_really(descriptor, to, size);
        }
        return count;
    };
    auto const outcome = drain(arf::MailboxReader::open(path_));
    EXPECT_TRUE(has_grown && outcome.errors.empty());
    EXPECT_EQ(outcome.bytes(), read_quietly(mbox_ + behind).bytes());
    EXPECT_EQ(outcome.bytes().back(), "Subject: half");
}

TEST_F(FailingReads, DoNotConcernASealedFile) {
    auto const file = ::memfd_create("mailbox", MFD_ALLOW_SEALING);
    ASSERT_EQ(::write(file, mbox_.data(), mbox_.size()), static_cast<ssize_t>(mbox_.size()));
    ASSERT_EQ(::lseek(file, 0, SEEK_SET), 0);
    ASSERT_EQ(::fcntl(file, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_WRITE | F_SEAL_GROW), 0);
    faults().read = [](int, void*, std::size_t) { return fail_with(EIO); };
    auto reader = arf::MailboxReader::from_descriptor(file, path_);
    ASSERT_TRUE(reader.next().has_value());
    EXPECT_EQ(::ftruncate(file, 0), -1);
    EXPECT_EQ(errno, EPERM);
    EXPECT_EQ(::pwrite(file, "x", 1, 0), -1);
    auto const rest = drain(std::move(reader));
    ::close(file);
    EXPECT_TRUE(rest.errors.empty());
    EXPECT_EQ(rest.messages.size(), whole_.messages.size() - 1);
}

TEST_F(FailingReads, WhereAFileCannotBeOpenedOthersAre) {
    folder_.write("b.eml", "Subject: behind it\n\n");
    for (auto const number : {EMFILE, ENFILE, EACCES, EIO, ENOENT}) {
        faults().open = [&](std::string_view path) { return path == path_ ? number : 0; };
        auto const outcome = drain(arf::MailboxReader::open(folder_.path()));
        ASSERT_EQ(outcome.errors.size(), 1U);
        EXPECT_EQ(outcome.errors[0].error.system.value(), number);
        EXPECT_EQ(outcome.errors[0].message().find(path_ + ": "), 0U);
        EXPECT_EQ(outcome.bytes(), std::vector<std::string>{"Subject: behind it\n\n"});
    }
}

TEST_F(FailingReads, OfAFolderThatCannotBeListedToItsEndAreTold) {
    folder_.write("b.eml", "Subject: b\n\n");
    folder_.write("c.eml", "Subject: c\n\n");
    int calls = 0;
    faults().readdir = [&] { return ++calls == 5 ? EIO : 0; };  // "." and ".." are listed, too
    auto const outcome = drain(arf::MailboxReader::open(folder_.path()));
    ASSERT_EQ(outcome.errors.size(), 1U);
    EXPECT_EQ(outcome.errors[0].error.system.value(), EIO);
    EXPECT_EQ(outcome.errors[0].source, folder_.path());
    EXPECT_FALSE(outcome.messages.empty()) << "what was listed is read";
}

TEST_F(FailingReads, ComeBehindAllThatThreadsHadToDo) {
    fail_behind(150'000, EIO);
    for (unsigned const workers : {0U, 1U, 3U}) {
        std::vector<std::string> given;
        arf::ParallelReader<std::vector<std::string>> reader(
            arf::MailboxReader::open(path_),
            [](arf::MessageBatch const& batch) {
                std::vector<std::string> texts;
                for (std::size_t i = 0; i < batch.size(); ++i)
                    texts.push_back(batch[i] ? std::string(batch[i]->bytes) : batch[i].error().message());
                return texts;
            },
            {.workers = workers, .batch_bytes = 10'000});
        while (auto const made = reader.next()) given.insert(given.end(), made->begin(), made->end());
        auto const known = known_before(150'000);
        ASSERT_EQ(given.size(), known + 1);
        for (std::size_t i = 0; i < known; ++i) EXPECT_EQ(given[i], whole_.messages[i].bytes);
        EXPECT_NE(given.back().find("Input/output error"), std::string::npos);
    }
}

}  // namespace arf_faults
