// SPDX-License-Identifier: BSL-1.0
// Making and reading the large mbox file.
#include "mailbox_file.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <arf/arf.hpp>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <system_error>

namespace arf::benchmark {
namespace {

constexpr char const* this_program = "/proc/self/exe";

[[noreturn]] void fail(char const* what) { throw std::system_error(errno, std::generic_category(), what); }

int open_nameless_file() {
    auto path = (std::filesystem::read_symlink(this_program).parent_path() / "mailbox.XXXXXX").string();
    int const descriptor = mkstemp(path.data());
    if (descriptor < 0) fail(path.c_str());
    unlink(path.c_str());
    return descriptor;
}

}  // namespace

MailboxFile::MailboxFile() : descriptor_(open_nameless_file()) {}

MailboxFile::~MailboxFile() { close(descriptor_); }

void MailboxFile::grow_to(std::size_t bytes, std::string const& mbox) {
    while (size_ < bytes) {
        auto const written = pwrite(descriptor_, mbox.data(), mbox.size(), static_cast<off_t>(size_));
        if (written != static_cast<ssize_t>(mbox.size())) fail("writing the mailbox");
        size_ += mbox.size();
    }
}

int MailboxFile::rewound() const {
    if (lseek(descriptor_, 0, SEEK_SET) != 0) fail("rewinding the mailbox");
    return descriptor_;
}

MailboxCount read_mailbox(int descriptor, bool parse) {
    MailboxCount count;
    auto reader = MailboxReader::from_descriptor(descriptor, "mailbox");
    while (auto const message = reader.next()) {
        if (!*message) continue;
        ++count.messages;
        if (parse && parse_borrowed((*message)->bytes)) ++count.complaints;
    }
    return count;
}

std::size_t peak_memory_of_reading(MailboxFile const& file) {
    int const descriptor = file.rewound();
    auto const child = fork();
    if (child < 0) fail("fork");
    if (child == 0) {
        if (dup2(descriptor, STDIN_FILENO) == STDIN_FILENO)
            execl(this_program, this_program, read_mailbox_argument, nullptr);
        _exit(EXIT_FAILURE);
    }
    int status = 0;
    rusage usage{};
    if (wait4(child, &status, 0, &usage) != child) fail("wait4");
    if (status != 0) throw std::runtime_error("the process that reads the mailbox failed");
    return static_cast<std::size_t>(usage.ru_maxrss);
}

}  // namespace arf::benchmark
