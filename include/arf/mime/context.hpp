// SPDX-License-Identifier: BSL-1.0
// Context: what the layers share while they read one message.
#pragma once

#include <algorithm>
#include <arf/detail/storage.hpp>
#include <arf/diagnostic.hpp>
#include <arf/mime/field.hpp>
#include <arf/mime/part.hpp>
#include <arf/options.hpp>
#include <arf/value/list.hpp>
#include <arf/value/node.hpp>
#include <cstddef>
#include <functional>
#include <string_view>

namespace arf::mime {

/// The growing result of one message, and the way to say what was odd. For one thread.
class Context {
  public:
    Context(arf::detail::Storage& store, ParseOptions const& limits, std::string_view message)
        : storage(store),
          options(limits),
          input(message),
          fields(store, std::clamp<std::size_t>(message.size() / 40, 16, 256)),
          parts(store, 8),
          diagnostics(store),
          origins_(store) {}
    /// To go on with a message whose tree is there.
    Context(arf::detail::Storage& store, ParseOptions const& limits, std::string_view message,
            List<Diagnostic> noted)
        : storage(store),
          options(limits),
          input(message),
          fields(store),
          parts(store),
          diagnostics(store),
          origins_(store) {
        for (auto const& diagnostic : noted) diagnostics.push_back(diagnostic);
    }

    arf::detail::Storage& storage;
    ParseOptions const& options;
    std::string_view const input;
    arf::detail::Growing<Field> fields;
    arf::detail::Growing<Part> parts;
    arf::detail::Growing<Diagnostic> diagnostics;
    List<Node> document;              ///< the JSON or YAML document that a dialect has read
    bool original_may_wait = false;   ///< who asked for the report may read the original's header later
    bool may_leave_original = false;  ///< and the dialect notes nothing behind it
    bool has_left_original = false;   ///< and so it must be read

    /// Adds a diagnostic about these bytes of the input, or of a decoded part.
    void note(DiagnosticCode code, std::string_view where, std::string_view field = {}) {
        if (diagnostics.size() == options.max_diagnostics) {
            if (options.max_diagnostics != 0)
                diagnostics.back() = {DiagnosticCode::limit_diagnostics, 0, 0, {}};
            return;
        }
        auto const slice = slice_of_input(where);
        diagnostics.push_back({code, offset_of(slice), slice.size(), field});
    }
    /// Adds a diagnostic about a field.
    void note(DiagnosticCode code, Field const& field) { note(code, field.raw(), field.name()); }

    /// Says that `decoded` was made from `source`: diagnostics about the one point to the other. The source
    /// may have been decoded itself (a JSON string in a base64 part): then they point to what that was made
    /// from.
    void add_origin(std::string_view decoded, std::string_view source) {
        origins_.push_back({decoded, source});
    }
    [[nodiscard]] bool has_origins() const noexcept { return !origins_.empty(); }

  private:
    struct Origin {
        std::string_view decoded;
        std::string_view source;
    };

    [[nodiscard]] static bool lies_in(std::string_view slice, std::string_view whole) noexcept {
        std::less_equal<> const before;
        return before(whole.data(), slice.data()) &&
               before(slice.data() + slice.size(), whole.data() + whole.size());
    }
    [[nodiscard]] std::size_t offset_of(std::string_view slice) const noexcept {
        return slice.data() == nullptr ? 0 : static_cast<std::size_t>(slice.data() - input.data());
    }
    [[nodiscard]] std::string_view slice_of_input(std::string_view where) const noexcept {
        constexpr int most_layers = 8;  // a string in a document in a part in an encoded message ...
        for (int layer = 0; layer < most_layers && !lies_in(where, input); ++layer) {
            auto const origins = origins_.view();
            auto const origin = std::find_if(origins.begin(), origins.end(), [where](Origin const& one) {
                return lies_in(where, one.decoded);
            });
            if (origin == origins.end()) return {};
            where = origin->source;
        }
        return lies_in(where, input) ? where : std::string_view{};
    }

    arf::detail::Growing<Origin> origins_;
};

}  // namespace arf::mime
