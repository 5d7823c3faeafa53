// SPDX-License-Identifier: BSL-1.0
// FileWalk: the files behind a path, in a stable order: the file, or those of a folder, or those of a
// Maildir.
#pragma once

#include <dirent.h>
#include <fcntl.h>

#include <algorithm>
#include <arf/impl/mailbox_splitter.ipp>
#include <arf/impl/mailbox_window.ipp>
#include <boost/system/error_code.hpp>
#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace arf::detail {

inline Error io_error(boost::system::error_code system) noexcept {
    Error error{errc::io};
    error.system = system;
    return error;
}

/// The standard library's error codes of the file system are those of errno.
inline Error io_error(std::error_code const& system) noexcept {
    return io_error(boost::system::error_code{system.value(), boost::system::system_category()});
}

inline result<Descriptor> open_file(std::string const& path) noexcept {
    for (;;) {
        auto const number = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
        if (number >= 0) return Descriptor::owned(number);
        if (errno != EINTR) return io_error(last_system_error());
    }
}

/// Something in a folder.
class FolderEntry {
  public:
    /// @param type  as readdir(3) gives it: DT_UNKNOWN where the file system does not say.
    FolderEntry(std::string path, unsigned char type) : path_(std::move(path)), type_(type) {}

    [[nodiscard]] std::string const& path() const noexcept { return path_; }
    /// Of a symbolic link: of what it leads to.
    [[nodiscard]] std::filesystem::file_status status(std::error_code& error) const {
        using std::filesystem::file_status, std::filesystem::file_type;
        if (type_ == DT_REG) return file_status(file_type::regular);
        if (type_ == DT_DIR) return file_status(file_type::directory);
        return std::filesystem::status(path_, error);
    }
    [[nodiscard]] bool is_symlink() const {
        std::error_code ignored;
        return type_ == DT_LNK || (type_ == DT_UNKNOWN && std::filesystem::is_symlink(path_, ignored));
    }

  private:
    std::string path_;
    unsigned char type_;
};

/// What lies in a folder, and the error that cut the listing short, if any.
struct Listing {
    std::vector<FolderEntry> entries;
    std::error_code error;
};

inline bool is_message_name(std::string_view name) noexcept {
    return !name.starts_with('.') && !name.starts_with("dovecot");
}

/// By readdir(3): directory_iterator of GCC's library ends the process where there is no memory.
inline Listing list_folder(std::string const& path) {
    struct Closing {
        void operator()(DIR* folder) const noexcept { ::closedir(folder); }
    };
    Listing listing;
    std::unique_ptr<DIR, Closing> const folder(::opendir(path.c_str()));
    if (!folder && errno == ENOMEM) throw std::bad_alloc{};
    if (!folder) listing.error.assign(errno, std::system_category());
    while (!listing.error) {
        errno = 0;
        auto const* const entry = ::readdir(folder.get());
        if (entry == nullptr) {
            listing.error.assign(errno, std::system_category());  // none at the end
            break;
        }
        std::string_view const name = entry->d_name;
        if (!is_message_name(name)) continue;
        auto full = path;
        if (!full.ends_with('/')) full += '/';
        listing.entries.emplace_back(full.append(name), entry->d_type);
    }
    return listing;
}

/// The part of a Maildir file's name that stays when its flags change: "<time>.<unique>.<host>[,S=<size>]"
/// without ":2,<flags>". Where ":" is not allowed in names, ";", "!" or "-" stands for it.
inline std::string_view unique_name(std::string_view path) noexcept {
    path.remove_prefix(path.rfind('/') + 1);
    auto const flags = path.rfind("2,");
    if (flags == std::string_view::npos || flags == 0) return path;
    constexpr std::string_view separators = ":;!-";
    return separators.find(path[flags - 1]) == std::string_view::npos ? path : path.substr(0, flags - 1);
}

/// The messages of one Maildir, ordered by unique name, which starts with the time of delivery.
class Maildir {
  public:
    [[nodiscard]] static bool is_at(std::string const& path) {
        std::error_code ignored;
        return std::filesystem::is_directory(path + "/cur", ignored) &&
               std::filesystem::is_directory(path + "/new", ignored);
    }

    /// Lists the Maildir; what could not be listed is added to `errors`.
    Maildir(std::string path, std::vector<ReadError>& errors)
        : path_(std::move(path)), files_(list(&errors)) {}

    [[nodiscard]] std::optional<std::string> next() {
        if (next_ == files_.size()) return {};
        return files_[next_++];
    }

    /// Where a file that has vanished is now, with other flags or in cur/; none where it is gone. The folder
    /// is listed again at most max_rescans times, so that a Maildir which empties while it is read does not
    /// cost quadratic time.
    [[nodiscard]] std::optional<std::string> renamed(std::string const& vanished) {
        if (auto now = find_renamed(vanished)) return now;
        if (rescans_ == max_rescans) return {};
        ++rescans_;
        rescanned_ = list(nullptr);
        return find_renamed(vanished);
    }

  private:
    static constexpr int max_rescans = 16;

    /// new/ before cur/: a message that moves from one to the other meanwhile is seen at least once.
    [[nodiscard]] std::vector<std::string> list(std::vector<ReadError>* errors) const {
        std::vector<std::string> files;
        for (auto const* part : {"/new", "/cur"}) {
            auto const folder = path_ + part;
            auto const listing = list_folder(folder);
            if (listing.error && errors != nullptr)
                errors->push_back({io_error(listing.error), folder, 0, 0});
            for (auto const& entry : listing.entries) {
                if (may_be_message(entry)) files.push_back(entry.path());
            }
        }
        std::stable_sort(files.begin(), files.end(), before);
        // Of one seen twice the later sighting, in cur/, is true: unique() keeps the first, so go backwards.
        auto const same = [](auto const& a, auto const& b) { return unique_name(a) == unique_name(b); };
        files.erase(files.begin(), std::unique(files.rbegin(), files.rend(), same).base());
        return files;
    }
    /// Not a pipe, which opening would wait for, nor a device. What cannot be told stays, so that opening it
    /// gives the error.
    [[nodiscard]] static bool may_be_message(FolderEntry const& entry) {
        std::error_code error;
        return std::filesystem::is_regular_file(entry.status(error)) || error;
    }
    [[nodiscard]] static bool before(std::string const& a, std::string const& b) noexcept {
        return unique_name(a) < unique_name(b);
    }
    [[nodiscard]] std::optional<std::string> find_renamed(std::string const& vanished) const {
        auto const found = std::lower_bound(rescanned_.begin(), rescanned_.end(), vanished, before);
        if (found == rescanned_.end() || unique_name(*found) != unique_name(vanished)) return {};
        if (*found == vanished) return {};
        return *found;
    }

    std::string path_;
    std::vector<std::string> files_;
    std::vector<std::string> rescanned_;
    std::size_t next_ = 0;
    int rescans_ = 0;
};

/// One file that is open for reading.
struct OpenFile {
    Descriptor descriptor;
    std::string path;
    FileKind kind;
};

/// Depth first, each folder ordered by name, without recursion.
class FileWalk {
  public:
    using Item = boost::system::result<OpenFile, ReadError>;

    explicit FileWalk(std::string path) { pending_.push_back(std::move(path)); }

    /// The next file, or why it could not be opened; nothing at the end.
    std::optional<Item> next() {
        for (;;) {
            if (!errors_.empty()) return take_back(errors_);
            if (maildir_) {
                if (auto path = maildir_->next()) return open_in_maildir(*path);
                maildir_.reset();
            }
            if (pending_.empty()) return {};
            if (auto file = visit(take_back(pending_))) return file;
        }
    }

  private:
    template <class T>
    static T take_back(std::vector<T>& stack) {
        auto last = std::move(stack.back());
        stack.pop_back();
        return last;
    }

    /// Opens a file; puts what is in a folder before all that is pending, and gives nothing.
    std::optional<Item> visit(std::string const& path) {
        namespace fs = std::filesystem;
        std::error_code error;
        if (path.find('\0') != path.npos) {  // the system would stop there, and take another file
            return ReadError{io_error(std::make_error_code(std::errc::invalid_argument)), path, 0, 0};
        }
        auto const status = fs::status(path, error);
        if (status.type() == fs::file_type::none || status.type() == fs::file_type::not_found) {
            return ReadError{io_error(error), path, 0, 0};
        }
        if (!fs::is_directory(status)) {
            if (fs::is_regular_file(status) || fs::is_fifo(status)) return open_any(path);
            return ReadError{Error{errc::unreadable_file}, path, 0, 0};
        }
        if (Maildir::is_at(path)) {
            maildir_.emplace(path, errors_);
        } else {
            visit_folder(path);
        }
        return {};
    }

    void visit_folder(std::string const& path) {
        auto const listing = list_folder(path);
        if (listing.error) errors_.push_back({io_error(listing.error), path, 0, 0});
        auto const old_size = static_cast<std::ptrdiff_t>(pending_.size());
        for (auto const& entry : listing.entries) {
            if (is_wanted(entry)) pending_.push_back(entry.path());
        }
        std::sort(pending_.begin() + old_size, pending_.end(), std::greater<>{});
    }

    /// Regular files and folders, but no folder behind a symbolic link, which might lead in circles. What
    /// cannot be told stays, so that opening it gives the error.
    [[nodiscard]] static bool is_wanted(FolderEntry const& entry) {
        std::error_code error;
        auto const status = entry.status(error);
        if (error) return true;
        if (std::filesystem::is_directory(status)) return !entry.is_symlink();
        return std::filesystem::is_regular_file(status);
    }

    static Item open_any(std::string const& path) {
        auto descriptor = open_file(path);
        if (!descriptor) return ReadError{descriptor.error(), path, 0, 0};
        return OpenFile{std::move(*descriptor), path, FileKind::any};
    }

    Item open_in_maildir(std::string const& path) {
        auto file = open_any(path);
        if (!file && file.error().error.system == boost::system::errc::no_such_file_or_directory) {
            if (auto const now = maildir_->renamed(path)) file = open_any(*now);
        }
        if (file) file->kind = FileKind::one_message;
        return file;
    }

    std::vector<std::string> pending_;  ///< the next one last
    std::vector<ReadError> errors_;
    std::optional<Maildir> maildir_;
};

}  // namespace arf::detail
