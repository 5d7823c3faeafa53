// SPDX-License-Identifier: BSL-1.0
// Window: the part of a file or pipe that is held in memory, which slides forward as messages are used up;
// and files that can be mapped instead.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/system/error_code.hpp>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

namespace arf::detail {

/// A file descriptor: closed with its owner, or borrowed.
class Descriptor {
  public:
    static Descriptor owned(int number) noexcept { return Descriptor{number, true}; }
    static Descriptor borrowed(int number) noexcept { return Descriptor{number, false}; }
    Descriptor(Descriptor&& other) noexcept
        : number_(other.number_), owned_(std::exchange(other.owned_, false)) {}
    // not covered: result<OpenFile> needs it, and no file that is open is ever replaced
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        std::swap(owned_, other.owned_);
        return *this;
    }
    ~Descriptor() {
        if (owned_) ::close(number_);
    }
    [[nodiscard]] int number() const noexcept { return number_; }

  private:
    Descriptor(int number, bool owned) noexcept : number_(number), owned_(owned) {}
    int number_;
    bool owned_;
};

inline boost::system::error_code last_system_error() noexcept {
    return {errno, boost::system::system_category()};
}

/// Reads what is there, at most `size` bytes; waits where nothing is there yet. 0 at the end, negative on an
/// error.
inline ssize_t read_some(int descriptor, char* to, std::size_t size) noexcept {
    for (;;) {
        auto const count = ::read(descriptor, to, size);
        if (count >= 0) return count;
        if (errno == EAGAIN || errno == EWOULDBLOCK) {
            pollfd waiting{descriptor, POLLIN, 0};
            if (::poll(&waiting, 1, -1) < 0 && errno != EINTR) return -1;
        } else if (errno != EINTR) {
            return -1;
        }
    }
}

/// What is left of a file, in place, where nobody can cut it short or change it any more: a sealed memfd
/// (memfd_create(2), F_SEAL_SHRINK and F_SEAL_WRITE). Other files are read: bytes that changed under the
/// parser, or ended with SIGBUS, would be the fault of whoever may write the file.
class SealedMap {
  public:
    /// Holds nothing where the file cannot be mapped. Otherwise the file then stands at its end.
    explicit SealedMap(int descriptor) noexcept {
#if defined(F_GET_SEALS)
        constexpr int wanted = F_SEAL_SHRINK | F_SEAL_WRITE;
        int const seals = ::fcntl(descriptor, F_GET_SEALS);
        if (seals < 0 || (seals & wanted) != wanted) return;
        struct stat status {};
        auto const at = ::lseek(descriptor, 0, SEEK_CUR);
        if (at < 0 || ::fstat(descriptor, &status) != 0 || status.st_size <= at) return;
        auto const size = static_cast<std::size_t>(status.st_size);
        auto* const start = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, descriptor, 0);
        if (start == MAP_FAILED) return;
        ::lseek(descriptor, 0, SEEK_END);
        file_ = {static_cast<char const*>(start), size};
        at_ = static_cast<std::size_t>(at);
#else
        static_cast<void>(descriptor);
#endif
    }
    SealedMap(SealedMap const&) = delete;
    SealedMap& operator=(SealedMap const&) = delete;
    ~SealedMap() {
        if (!file_.empty()) ::munmap(const_cast<char*>(file_.data()), file_.size());
    }
    [[nodiscard]] std::string_view bytes() const noexcept { return file_.substr(at_); }

  private:
    std::string_view file_;
    std::size_t at_ = 0;  ///< where the file stood
};

/// Positions are offsets in the file, so that they stay right when the bytes move. A view is valid until the
/// next fill().
///
/// Every byte is moved a bounded number of times: bytes move to the front of the buffer only when at least as
/// many have been dropped, and the buffer grows at least twofold.
class Window {
  public:
    explicit Window(Descriptor descriptor) noexcept
        : descriptor_(std::move(descriptor)), map_(descriptor_.number()) {
        data_ = map_.bytes().data();
        last_ = map_.bytes().size();
        ended_ = last_ != 0;
    }

    [[nodiscard]] std::uint64_t begin() const noexcept { return offset_; }
    [[nodiscard]] std::uint64_t end() const noexcept { return offset_ + held(); }
    /// The bytes [from, to), as far as they are held.
    [[nodiscard, gnu::always_inline]] std::string_view view(std::uint64_t from,
                                                            std::uint64_t to) const noexcept {
        from = std::clamp(from, begin(), end());
        to = std::clamp(to, from, end());
        return {data_ + first_ + (from - offset_), static_cast<std::size_t>(to - from)};
    }
    [[nodiscard]] std::string_view view(std::uint64_t from) const noexcept { return view(from, end()); }
    /// Gives up what lies before `offset`.
    void drop_before(std::uint64_t offset) noexcept {
        auto const count = static_cast<std::size_t>(std::clamp(offset, begin(), end()) - begin());
        first_ += count;
        offset_ += count;
    }
    /// Reads more behind what is held. False at the end of the file, and on an error.
    bool fill() {
        if (ended_) return false;
        make_room();
        auto const count =
            read_some(descriptor_.number(), bytes_.get() + last_, std::min(capacity_ - last_, chunk));
        if (count < 0) error_ = last_system_error();
        ended_ = count <= 0;
        if (!ended_) last_ += static_cast<std::size_t>(count);
        return !ended_;
    }
    /// Fills until all that lies before `offset` is held. False where the file ends sooner.
    bool hold_to(std::uint64_t offset) {
        while (end() < offset) {
            if (!fill()) return false;
        }
        return true;
    }
    [[nodiscard]] boost::system::error_code error() const noexcept { return error_; }

  private:
    /// What is read at once: small enough to stay in a core's cache until the messages in it are parsed.
    static constexpr std::size_t chunk = std::size_t{128} << 10U;

    [[nodiscard]] std::size_t held() const noexcept { return last_ - first_; }

    void make_room() {
        if (first_ >= held() && first_ > 0) move_to(bytes_.get());
        if (capacity_ - last_ >= chunk / 2) return;
        auto const capacity = 2 * held() + chunk;
        auto larger = std::make_unique_for_overwrite<char[]>(capacity);
        move_to(larger.get());
        bytes_ = std::move(larger);
        data_ = bytes_.get();
        capacity_ = capacity;
    }
    void move_to(char* front) noexcept {
        if (held() > 0) std::memmove(front, data_ + first_, held());
        last_ = held();
        first_ = 0;
    }

    Descriptor descriptor_;
    SealedMap map_;
    std::unique_ptr<char[]> bytes_;
    std::size_t capacity_ = 0;
    char const* data_ = nullptr;  ///< bytes_, or what is mapped
    std::size_t first_ = 0;       ///< of the bytes held, in data_
    std::size_t last_ = 0;        ///< behind the bytes held, in data_
    std::uint64_t offset_ = 0;    ///< of data_[first_] in the file
    bool ended_ = false;
    boost::system::error_code error_;
};

}  // namespace arf::detail
