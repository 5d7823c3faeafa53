// SPDX-License-Identifier: BSL-1.0
// MailboxReader: walks the files, splits each, and names the file in what comes out.
#pragma once

#include <unistd.h>

#include <arf/impl/mailbox_files.ipp>
#include <arf/impl/mailbox_splitter.ipp>
#include <arf/mailbox.hpp>
#include <boost/throw_exception.hpp>
#include <new>
#include <optional>
#include <string>
#include <utility>

namespace arf {
namespace detail {

/// What to do about an error; empty where its own words say enough.
inline std::string_view advice(Error const& error) noexcept {
    namespace sys = boost::system::errc;
    if (error == errc::too_large) return "it was skipped; raise the limit to read it";
    if (error == errc::unreadable_file) return "give a file, a folder or a pipe";
    if (error.system == sys::no_such_file_or_directory)
        return "check the path, or whether it was moved meanwhile";
    if (error.system == sys::permission_denied) return "check the permissions of the file and of its folders";
    if (error.system == sys::not_a_directory) return "a part of the path is a file";
    if (error == errc::io) return "the rest of it was not read";
    return {};
}

}  // namespace detail

class MailboxReader::Impl {
  public:
    Impl(std::string path, MailboxOptions const& options)
        : options_(options), walk_(std::in_place, std::move(path)) {}
    Impl(detail::Descriptor descriptor, std::string name, MailboxOptions const& options)
        : options_(options), source_(std::move(name)) {
        splitter_.emplace(std::move(descriptor), detail::FileKind::any, options_);
    }

    std::optional<Item> next() {
        if (std::exchange(broken_, true)) throw std::bad_alloc{};
        auto item = next_item();
        broken_ = false;
        return item;
    }

  private:
    std::optional<Item> next_item() {
        for (;;) {
            if (splitter_) {
                if (auto item = splitter_->next()) return named(std::move(*item));
                splitter_.reset();
            }
            if (!walk_) return {};
            auto file = walk_->next();
            if (!file) return {};
            if (!*file) return std::move(*file).error();
            source_ = std::move((*file)->path);
            splitter_.emplace(std::move((*file)->descriptor), (*file)->kind, options_);
        }
    }

    Item named(Item item) const {
        if (item) {
            item->source = source_;
            return item;
        }
        auto error = std::move(item).error();
        error.source = source_;
        return error;
    }

    MailboxOptions options_;
    std::optional<detail::FileWalk> walk_;  ///< none where a descriptor was given
    std::string source_;
    std::optional<detail::Splitter> splitter_;
    bool broken_ = false;  ///< there was no memory: what it was about to give is lost
};

ARF_DECL MailboxReader::MailboxReader(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
ARF_DECL MailboxReader::MailboxReader(MailboxReader&& other) noexcept = default;
ARF_DECL MailboxReader& MailboxReader::operator=(MailboxReader&& other) noexcept = default;
ARF_DECL MailboxReader::~MailboxReader() = default;

ARF_DECL MailboxReader MailboxReader::open(std::string path, MailboxOptions const& options) {
    if (path == "-") return from_descriptor(STDIN_FILENO, std::move(path), options);
    return MailboxReader{std::make_unique<Impl>(std::move(path), options)};
}

ARF_DECL MailboxReader MailboxReader::from_descriptor(int descriptor, std::string name,
                                                      MailboxOptions const& options) {
    auto borrowed = detail::Descriptor::borrowed(descriptor);
    return MailboxReader{std::make_unique<Impl>(std::move(borrowed), std::move(name), options)};
}

ARF_DECL std::optional<MailboxReader::Item> MailboxReader::next() { return impl_->next(); }

ARF_DECL std::string ReadError::message() const {
    auto text = source + ": ";
    if (error == errc::too_large || offset > 0 || index > 0) {
        text += "message " + std::to_string(index) + " at offset " + std::to_string(offset) + ": ";
    }
    text += error.message();
    if (auto const advice = detail::advice(error); !advice.empty()) text.append("; ").append(advice);
    return text;
}

[[noreturn]] ARF_DECL void throw_exception_from_error(ReadError const& error,
                                                      boost::source_location const& where) {
    boost::throw_exception(boost::system::system_error(error.error.code, error.message()), where);
}

}  // namespace arf
