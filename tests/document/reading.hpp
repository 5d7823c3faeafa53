// SPDX-License-Identifier: BSL-1.0
// What the tests of document/ share: a document read from a text of exactly its size.
#pragma once

#include <arf/document/document.hpp>
#include <arf/mime/context.hpp>
#include <exact.hpp>
#include <string>
#include <string_view>

namespace arf_test {

/// A document, with all that it points into.
class Reading {
  public:
    using Read = arf::document::Document (*)(arf::mime::Context&, std::string_view, std::string_view*);

    explicit Reading(Read read, std::string_view text, arf::ParseOptions options = {}, bool may_go_on = false)
        : options_(options), text_(text), context_(*storage_, options_, text_.view()) {
        document = read(context_, text_.view(), may_go_on ? &rest : nullptr);
        diagnostics = context_.diagnostics.view();
    }

    arf::document::Document document;
    std::string_view rest;
    arf::List<arf::Diagnostic> diagnostics;

    /// The text of a top-level member; "(none)" where it has none.
    [[nodiscard]] std::string_view operator[](std::string_view key) const {
        return document.text(document.root(), key).value_or("(none)");
    }
    [[nodiscard]] std::string_view input() const noexcept { return text_.view(); }

  private:
    arf::ParseOptions options_;
    Exact text_;
    arf::detail::StoragePointer storage_{arf::detail::Storage::create(4096)};
    arf::mime::Context context_;
};

/// The document on one line: {a:"x",b:[1,true,null]}, texts as they were read.
inline std::string shown(arf::document::Document const& document) {
    using Kind = arf::Node::Kind;
    std::string out;
    auto const nodes = document.nodes();
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        auto const& node = nodes[i];
        bool const is_member =
            node.parent >= 0 && nodes[static_cast<std::size_t>(node.parent)].kind == Kind::object;
        if (is_member) out.append(node.key).append(":");
        if (node.kind == Kind::object) out += '{';
        if (node.kind == Kind::array) out += '[';
        if (node.kind == Kind::string) out.append("\"").append(node.text).append("\"");
        if (node.is_scalar() && node.kind != Kind::string) out.append(node.text);
        for (auto index = static_cast<std::int32_t>(i); index >= 0;) {  // closes what ends here
            auto const& one = nodes[static_cast<std::size_t>(index)];
            if (one.end != static_cast<std::int32_t>(i) + 1) {
                if (!(node.end > static_cast<std::int32_t>(i) + 1)) out += ',';
                break;
            }
            if (one.kind == Kind::object) out += '}';
            if (one.kind == Kind::array) out += ']';
            index = one.parent;
        }
    }
    return out;
}

}  // namespace arf_test
