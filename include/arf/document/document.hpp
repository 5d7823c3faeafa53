// SPDX-License-Identifier: BSL-1.0
// Document: looks things up among the nodes of a JSON or YAML document.
#pragma once

#include <arf/detail/ascii.hpp>
#include <arf/value/list.hpp>
#include <arf/value/node.hpp>
#include <cstddef>
#include <optional>
#include <string_view>

namespace arf::document {

/// A view of the nodes of a document, the root first. Of duplicate keys the first counts.
class Document {
  public:
    Document() noexcept = default;
    explicit Document(List<Node> nodes) noexcept : nodes_(nodes) {}

    [[nodiscard]] bool empty() const noexcept { return nodes_.empty(); }
    [[nodiscard]] Node const* root() const noexcept { return nodes_.empty() ? nullptr : nodes_.data(); }

    /// Whether two keys are the same but for case, hyphens and underscores.
    [[nodiscard]] static bool same_key(std::string_view a, std::string_view b) noexcept {
        auto const skip = [](std::string_view& text) {
            while (!text.empty() && (text.front() == '-' || text.front() == '_')) text.remove_prefix(1);
        };
        for (;; a.remove_prefix(1), b.remove_prefix(1)) {
            skip(a);
            skip(b);
            if (a.empty() || b.empty()) return a.empty() && b.empty();
            if (arf::detail::lower(a.front()) != arf::detail::lower(b.front())) return false;
        }
    }

    /// The member of that name, letter case and all; nullptr where there is none or where `object` is none.
    /// Linear in the number of members.
    [[nodiscard]] Node const* member(Node const* object, std::string_view key) const noexcept {
        return first_member(object, [key](Node const& node) { return node.key == key; });
    }
    /// As member(), with keys compared by same_key() (FORMATS 7.8, 7.9).
    [[nodiscard]] Node const* loose_member(Node const* object, std::string_view key) const noexcept {
        return first_member(object, [key](Node const& node) { return same_key(node.key, key); });
    }
    /// The node that a path of keys leads to from `from`.
    template <class... Keys>
    [[nodiscard]] Node const* find(Node const* from, Keys... keys) const noexcept {
        ((from = member(from, keys)), ...);
        return from;
    }
    /// The text of a string or number there; nothing where there is none, or null.
    template <class... Keys>
    [[nodiscard]] std::optional<std::string_view> text(Node const* from, Keys... keys) const noexcept {
        return text_of(find(from, keys...));
    }
    [[nodiscard]] static std::optional<std::string_view> text_of(Node const* node) noexcept {
        bool const has_text =
            node != nullptr && (node->kind == Node::Kind::string || node->kind == Node::Kind::number);
        return has_text ? std::optional(node->text) : std::nullopt;
    }

    /// Calls visit(node) for each member of an object or element of an array, in order.
    template <class Visit>
    void for_each(Node const* parent, Visit&& visit) const {
        if (parent == nullptr) return;
        auto const end = static_cast<std::size_t>(parent->end);
        for (auto i = index_of(parent) + 1; i < end; i = static_cast<std::size_t>(nodes_[i].end)) {
            visit(nodes_[i]);
        }
    }
    [[nodiscard]] std::size_t index_of(Node const* node) const noexcept {
        return static_cast<std::size_t>(node - nodes_.data());
    }
    [[nodiscard]] List<Node> nodes() const noexcept { return nodes_; }

  private:
    template <class Fits>
    [[nodiscard]] Node const* first_member(Node const* object, Fits fits) const noexcept {
        if (object == nullptr || object->kind != Node::Kind::object) return nullptr;
        auto const end = static_cast<std::size_t>(object->end);
        for (auto i = index_of(object) + 1; i < end; i = static_cast<std::size_t>(nodes_[i].end)) {
            if (fits(nodes_[i])) return &nodes_[i];
        }
        return nullptr;
    }

    List<Node> nodes_;
};

}  // namespace arf::document
