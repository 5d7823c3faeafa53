// SPDX-License-Identifier: BSL-1.0
// What the mailbox tests share: a folder of their own, and all that a reader gives, as values.
#pragma once

#include <gtest/gtest.h>

#include <arf/mailbox.hpp>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace mailbox_test {

/// A folder that goes away with the test.
class Folder {
  public:
    Folder() {
        auto pattern = (std::filesystem::temp_directory_path() / "arf-mailbox-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) std::abort();
        path_ = pattern;
    }
    Folder(Folder const&) = delete;
    Folder& operator=(Folder const&) = delete;
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    [[nodiscard]] std::string operator/(std::string_view name) const {
        return path_ + "/" + std::string{name};
    }
    [[nodiscard]] std::string const& path() const { return path_; }
    /// Writes a file, and the folders it lies in; gives its path.
    std::string write(std::string_view name, std::string_view bytes) const {
        auto path = *this / name;
        std::filesystem::create_directories(std::filesystem::path{path}.parent_path());
        std::ofstream{path, std::ios::binary}.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        return path;
    }

  private:
    std::string path_;
};

/// A message that outlives the reader.
struct Message {
    std::string bytes;
    std::uint64_t offset;
    std::uint64_t index;
    std::string source;
    std::string from_line;
    friend bool operator==(Message const&, Message const&) = default;
};

/// All that a reader gives: the messages in order, the errors in order.
struct Outcome {
    std::vector<Message> messages;
    std::vector<arf::ReadError> errors;

    [[nodiscard]] std::vector<std::string> bytes() const {
        std::vector<std::string> all;
        for (auto const& message : messages) all.push_back(message.bytes);
        return all;
    }
};

inline Outcome drain(arf::MailboxReader reader) {
    Outcome outcome;
    while (auto item = reader.next()) {
        if (*item) {
            auto const& m = **item;
            outcome.messages.push_back(
                {std::string{m.bytes}, m.offset, m.index, std::string{m.source}, std::string{m.from_line}});
        } else {
            outcome.errors.push_back(item->error());
        }
        if (outcome.messages.size() + outcome.errors.size() > 1'000'000) {
            ADD_FAILURE() << "the reader does not end";
            break;
        }
    }
    EXPECT_FALSE(reader.next().has_value()) << "the end of a mailbox is its end";
    return outcome;
}

/// All that is in a file with these bytes.
inline Outcome read_bytes(std::string_view bytes, arf::MailboxOptions const& options = {}) {
    Folder const folder;
    return drain(arf::MailboxReader::open(folder.write("mailbox", bytes), options));
}

inline std::string const separator = "From a@example.com Tue Nov 21 10:00:00 2023\n";

}  // namespace mailbox_test
