// SPDX-License-Identifier: BSL-1.0
// Which files of a folder or a Maildir are read, in which order; files that vanish, move or cannot be opened.
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "support.hpp"

namespace mailbox_folder_test {

namespace fs = std::filesystem;
using arf::MailboxReader;
using mailbox_test::drain;
using mailbox_test::Folder;
using mailbox_test::separator;
using Texts = std::vector<std::string>;

TEST(MailboxReader, RefusesAPathWithANulByte) {
    auto mailbox = arf::MailboxReader::open(std::string("/dev/null\0x", 11));
    auto const item = mailbox.next();
    ASSERT_TRUE(item && item->has_error());
    EXPECT_EQ(item->error().error, arf::errc::io);
    EXPECT_FALSE(mailbox.next());
}

TEST(Maildir, GivesNewAndCurByNameAndNeverTmp) {
    Folder const folder;
    folder.write("new/1700000003.M1.host", "three");
    folder.write("cur/1700000001.M1.host,S=3:2,S", "one");
    folder.write("cur/1700000002.M1.host:2,", "two");
    folder.write("tmp/1700000000.M1.host", "half written");
    folder.write("new/.hidden", "hidden");
    folder.write("cur/dovecot.index", "index");
    folder.write("dovecot-uidlist", "list");
    folder.write(".Archive/cur/1700000004.M1.host:2,", "in a subfolder");
    auto const outcome = drain(MailboxReader::open(folder.path()));
    EXPECT_EQ(outcome.bytes(), (Texts{"one", "two", "three"}));
    EXPECT_TRUE(outcome.errors.empty());
    EXPECT_EQ(outcome.messages.at(0).source, folder / "cur/1700000001.M1.host,S=3:2,S");
    EXPECT_EQ(outcome.messages.at(2).index, 0U) << "the number in its file, not in the folder";
}

TEST(Maildir, FileIsOneMessageWhateverItStartsWith) {
    Folder const folder;
    fs::create_directories(folder / "cur");
    auto const bytes = separator + "one\n\n" + separator + "two\n";
    folder.write("new/1.a.host", bytes);
    EXPECT_EQ(drain(MailboxReader::open(folder.path())).bytes(), Texts{bytes});
}

TEST(Maildir, PipesAndDevicesAreNotOpened) {
    Folder const folder;
    fs::create_directories(folder / "new");
    folder.write("cur/3.a.host:2,", "three");
    ASSERT_EQ(::mkfifo((folder / "new/1.a.host").c_str(), 0600), 0);  // nobody writes: opening it would wait
    fs::create_symlink("/dev/zero", folder / "cur/2.a.host");
    fs::create_symlink("nowhere", folder / "cur/4.a.host");
    auto const outcome = drain(MailboxReader::open(folder.path()));
    EXPECT_EQ(outcome.bytes(), Texts{"three"});
    ASSERT_EQ(outcome.errors.size(), 1U);
    EXPECT_EQ(outcome.errors[0].source, folder / "cur/4.a.host");
}

TEST(Maildir, MessageIsFoundAgainUnderItsNewName) {
    Folder const folder;
    folder.write("new/1.a.host", "one");
    folder.write("new/2.a.host", "two");
    folder.write("cur/3.a.host:2,", "three");
    folder.write("cur/4.a.host:2,", "four");
    auto reader = MailboxReader::open(folder.path());
    ASSERT_EQ((*reader.next())->bytes, "one");
    fs::rename(folder / "new/2.a.host", folder / "cur/2.a.host:2,S");
    fs::rename(folder / "cur/3.a.host:2,", folder / "cur/3.a.host:2,RS");
    fs::remove(folder / "cur/4.a.host:2,");
    auto const outcome = drain(std::move(reader));
    EXPECT_EQ(outcome.bytes(), (Texts{"two", "three"}));
    EXPECT_EQ(outcome.messages.at(1).source, folder / "cur/3.a.host:2,RS");
    ASSERT_EQ(outcome.errors.size(), 1U);
    EXPECT_TRUE(outcome.errors[0].error == arf::errc::io);
    EXPECT_EQ(outcome.errors[0].error.system.value(), ENOENT);
    EXPECT_EQ(outcome.errors[0].source, folder / "cur/4.a.host:2,");
}

TEST(Maildir, MessageSeenInNewAndInCurIsReadOnce) {
    Folder const folder;
    folder.write("new/1.a.host", "as it was");
    folder.write("cur/1.a.host:2,S", "as it is");
    EXPECT_EQ(drain(MailboxReader::open(folder.path())).bytes(), Texts{"as it is"});
}

TEST(Maildir, UniqueNameIsWhatStaysWhenFlagsChange) {
    Folder const folder;
    fs::create_directories(folder / "new");
    for (auto const* name :
         {"1.a.host:2,S", "2.a.host;2,S", "3.a.host!2,", "4.a.host-2,RS", "5.a,S=2,W=2", "2,S"}) {
        folder.write(std::string{"cur/"} + name, name);
    }
    EXPECT_EQ(drain(MailboxReader::open(folder.path())).messages.size(), 6U);
}

TEST(Maildir, ThatEmptiesMeanwhileNamesEachLostMessage) {
    Folder const folder;
    fs::create_directories(folder / "cur");
    for (int i = 100; i < 200; ++i) folder.write("new/" + std::to_string(i) + ".a.host", "x");
    auto reader = MailboxReader::open(folder.path());
    ASSERT_TRUE(*reader.next());
    fs::remove_all(folder / "new");
    auto const outcome = drain(std::move(reader));
    EXPECT_EQ(outcome.messages.size(), 0U);
    EXPECT_EQ(outcome.errors.size(), 99U);
}

TEST(FolderOfFiles, IsReadInOrderWithAllBelow) {
    Folder const folder;
    folder.write("b.eml", "b");
    folder.write("a/z.mbox", separator + "z1\n\n" + separator + "z2\n");
    folder.write("a/y/deep.json", "{}");
    folder.write("c/cur/1.a.host", "from a maildir");
    folder.write("c/tmp/2.a.host", "half written");
    fs::create_directories(folder / "c/new");
    folder.write(".hidden/x.eml", "hidden");
    folder.write(".x.eml", "hidden");
    folder.write("dovecot.index.cache", "index");
    auto const outcome = drain(MailboxReader::open(folder.path()));
    EXPECT_TRUE(outcome.errors.empty());
    EXPECT_EQ(outcome.bytes(), (Texts{"{}", "z1\n", "z2\n", "b", "from a maildir"}));
    EXPECT_EQ(outcome.messages.at(2).index, 1U);
}

TEST(FolderOfFiles, SymbolicLinksDoNotLeadInCircles) {
    Folder const folder;
    auto const file = folder.write("a.eml", "a");
    fs::create_directory_symlink(folder.path(), folder / "loop");
    fs::create_symlink(file, folder / "b.eml");
    EXPECT_EQ(drain(MailboxReader::open(folder.path())).bytes(), (Texts{"a", "a"}));
}

TEST(FolderOfFiles, OneBadFileDoesNotEndTheRun) {
    Folder const folder;
    folder.write("1.eml", "one");
    folder.write("2.eml", "");
    folder.write("3.eml", std::string(100, 'x'));
    folder.write("4.eml", "gone");
    folder.write("5.eml", "five");
    auto reader = MailboxReader::open(folder.path(), {.max_message_bytes = 50});
    ASSERT_EQ((*reader.next())->bytes, "one");
    fs::remove(folder / "4.eml");
    auto const outcome = drain(std::move(reader));
    EXPECT_EQ(outcome.bytes(), Texts{"five"});
    ASSERT_EQ(outcome.errors.size(), 3U);
    EXPECT_TRUE(outcome.errors[0].error == arf::errc::empty);
    EXPECT_EQ(outcome.errors[0].source, folder / "2.eml");
    EXPECT_TRUE(outcome.errors[1].error == arf::errc::too_large);
    EXPECT_TRUE(outcome.errors[2].error == arf::errc::io);
}

TEST(FolderOfFiles, WithNothingInItIsTheEnd) {
    Folder const folder;
    auto const outcome = drain(MailboxReader::open(folder.path()));
    EXPECT_TRUE(outcome.messages.empty());
    EXPECT_TRUE(outcome.errors.empty());
}

TEST(Path, ThatIsNotThereIsNamed) {
    Folder const folder;
    auto const file = folder.write("file", "x");
    for (auto const& [path, expected] :
         {std::pair{folder / "nothing", ENOENT}, std::pair{file + "/below", ENOTDIR},
          std::pair{std::string{}, ENOENT}, std::pair{std::string(5000, 'a'), ENAMETOOLONG}}) {
        auto const outcome = drain(MailboxReader::open(path));
        ASSERT_EQ(outcome.errors.size(), 1U) << path;
        EXPECT_TRUE(outcome.errors[0].error == arf::errc::io);
        EXPECT_EQ(outcome.errors[0].error.system.value(), expected) << path;
        EXPECT_TRUE(outcome.errors[0].message().starts_with(path + ": ")) << outcome.errors[0].message();
    }
    fs::create_symlink(folder / "nowhere", folder / "dangling");
    EXPECT_EQ(drain(MailboxReader::open(folder / "dangling")).errors.size(), 1U);
}

/// Root may read everything: acts as another user until the end of the scope.
class Unprivileged {
  public:
    Unprivileged() : dropped_(::geteuid() == 0 && ::seteuid(65534) == 0) {}
    Unprivileged(Unprivileged const&) = delete;
    Unprivileged& operator=(Unprivileged const&) = delete;
    ~Unprivileged() {
        if (dropped_ && ::seteuid(0) != 0) std::abort();
    }

  private:
    bool dropped_;
};

TEST(Path, WithoutPermissionIsNamed) {
    Folder const folder;
    auto const path = folder.write("secret.eml", "x");
    fs::permissions(path, fs::perms::none);
    auto const outcome = [&path] {
        Unprivileged const other;
        return drain(MailboxReader::open(path));
    }();
    ASSERT_EQ(outcome.errors.size(), 1U);
    EXPECT_EQ(outcome.errors[0].error.system.value(), EACCES);
}

TEST(Maildir, FolderThatCannotBeListedIsNamed) {
    Folder const folder;
    auto const file = folder.write("cur/1.a.host", "one");
    fs::create_directories(folder / "new");
    for (auto const& path : {std::string(folder.path()), folder / "cur", file})
        fs::permissions(path, fs::perms::all);
    fs::permissions(folder / "new", fs::perms::none);
    auto const outcome = [&folder] {
        Unprivileged const other;
        return drain(MailboxReader::open(folder.path()));
    }();
    fs::permissions(folder / "new", fs::perms::all);
    EXPECT_EQ(outcome.bytes(), Texts{"one"});
    ASSERT_EQ(outcome.errors.size(), 1U);
    EXPECT_EQ(outcome.errors[0].source, folder / "new");
    EXPECT_EQ(outcome.errors[0].error.system.value(), EACCES);
}

TEST(ReadError, IsThrownWhereItIsIgnored) {
    auto mailbox = MailboxReader::open("/nowhere/mailbox");
    auto const item = mailbox.next();
    try {
        (void)item->value();
        FAIL() << "value() of an error must throw";
    } catch (boost::system::system_error const& thrown) {
        EXPECT_EQ(thrown.code(), make_error_code(arf::errc::io));
        EXPECT_NE(std::string(thrown.what()).find("/nowhere/mailbox: "), std::string::npos) << thrown.what();
    }
}

TEST(Path, OfADeviceOrSocketIsRefused) {
    auto const device = drain(MailboxReader::open("/dev/zero"));
    ASSERT_EQ(device.errors.size(), 1U);
    EXPECT_TRUE(device.errors[0].error == arf::errc::unreadable_file);
    Folder const folder;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    auto const path = folder / "socket";
    ASSERT_LT(path.size(), sizeof address.sun_path);
    path.copy(address.sun_path, path.size());
    auto const socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ASSERT_EQ(::bind(socket, reinterpret_cast<sockaddr const*>(&address), sizeof address), 0);
    auto const outcome = drain(MailboxReader::open(path));
    ::close(socket);
    ASSERT_EQ(outcome.errors.size(), 1U);
    EXPECT_TRUE(outcome.errors[0].error == arf::errc::unreadable_file);
    EXPECT_EQ(outcome.errors[0].message(),
              path + ": neither a regular file nor a pipe; give a file, a folder or a pipe");
}

TEST(Reader, MovesWithItsMessage) {
    Folder const folder;
    auto reader = MailboxReader::open(folder.write("mailbox", separator + "one\n\n" + separator + "two\n"));
    auto const first = reader.next();
    auto moved = std::move(reader);
    EXPECT_EQ((*first)->bytes, "one\n");
    EXPECT_EQ((*moved.next())->bytes, "two\n");
    auto other = MailboxReader::open(folder.path());
    other = std::move(moved);
    EXPECT_FALSE(other.next().has_value());
}

}  // namespace mailbox_folder_test
