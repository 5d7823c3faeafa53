// SPDX-License-Identifier: BSL-1.0
// What the tests of mime/ share: a message that the walker went over, its tree as one line of text, and a
// check that every part is a slice.
#pragma once

#include <gtest/gtest.h>

#include <arf/mime/walker.hpp>
#include <support.hpp>

namespace arf_test {

/// Text as tests show it: LF is "|", CR is "^", NUL is "0".
inline std::string shown(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = c == '\n' ? '|' : c == '\r' ? '^' : c == '\0' ? '0' : c;
    return out;
}

/// A message in a buffer of exactly its size, and its tree.
class Walked {
  public:
    explicit Walked(std::string_view message, arf::ParseOptions const& limits = {})
        : bytes_(message),
          options_(limits),
          storage_(arf::detail::Storage::create(4096)),
          context_(*storage_, options_, bytes_.view()) {
        arf::mime::read_tree(context_, bytes_.view());
        check_slices();
    }
    Walked(Walked const&) = delete;
    Walked& operator=(Walked const&) = delete;

    [[nodiscard]] std::span<arf::Part const> parts() const { return context_.parts.view(); }
    [[nodiscard]] std::vector<std::string> codes() const {
        return arf_test::codes(context_.diagnostics.view());
    }
    [[nodiscard]] bool has(arf::DiagnosticCode code) const {
        return arf_test::has(context_.diagnostics.view(), code);
    }
    /// The tree on one line: a leaf is "type{body}", what has children "type(child child)", no type is "-".
    [[nodiscard]] std::string tree() const { return tree_of(0); }

  private:
    [[nodiscard]] std::string tree_of(std::size_t index) const {
        auto const& part = parts()[index];
        std::string out(part.media_type.empty() ? "-" : part.media_type);
        if (part.kind == arf::Part::Kind::leaf) return out + "{" + shown(part.body) + "}";
        std::string children;
        for (std::size_t i = index + 1; i < parts().size(); ++i) {
            if (parts()[i].parent != static_cast<std::int32_t>(index)) continue;
            children.append(children.empty() ? "" : " ").append(tree_of(i));
        }
        return out + "(" + children + ")";
    }
    void check_slices() const {
        for (auto const& part : parts()) {
            EXPECT_TRUE(lies_in(part.body, part.bytes));
            EXPECT_TRUE(part.decoded || lies_in(part.bytes, bytes_.view()));
            if (part.parent == -1) continue;
            auto const& parent = parts()[static_cast<std::size_t>(part.parent)];
            EXPECT_LT(&parent, &part) << "a parent stands before its children";
            EXPECT_EQ(part.depth, parent.depth + 1);
            EXPECT_TRUE(part.decoded != parent.decoded || lies_in(part.bytes, parent.body));
            EXPECT_NE(parent.kind, arf::Part::Kind::leaf);
        }
    }

    Exact bytes_;
    arf::ParseOptions options_;
    arf::detail::StoragePointer storage_;
    arf::mime::Context context_;
};

}  // namespace arf_test
