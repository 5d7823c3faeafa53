// SPDX-License-Identifier: BSL-1.0
// Columns and their types as structs of the Arrow C interfaces, which whoever takes them releases.
//
// What is exported owns all it needs: no Python object, no lock. It may be moved, taken apart and released on
// any thread, and after the interpreter has ended.
#pragma once

#include <cerrno>
#include <exception>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "arrow.hpp"
#include "arrow_column.hpp"

namespace arf::arrow {

/// A column of a table: its name and what it holds.
struct ColumnType {
    std::string_view name;  ///< of static storage, as all names of columns
    Type type;
};

/// Some rows of a table.
struct Batch {
    std::size_t length = 0;
    std::vector<std::shared_ptr<Column const>> columns;
};

/// What an exported struct owns: itself, and the children that nobody moved out of it.
template <class Struct>
struct Exported {
    std::shared_ptr<Column const> column;
    std::vector<void const*> buffers;
    std::string name;
    std::vector<Struct> children;
    std::vector<Struct*> pointers;

    explicit Exported(std::size_t count) : children(count, Struct{}) {
        for (auto& child : children) pointers.push_back(&child);
    }
    Exported(Exported const&) = delete;
    Exported& operator=(Exported const&) = delete;
    ~Exported() {
        for (auto& child : children) {
            if (child.release != nullptr) child.release(&child);
        }
    }
    static void release(Struct* self) noexcept {
        delete static_cast<Exported*>(self->private_data);
        self->release = nullptr;
    }
};

/// Hands over what was made.
template <class Struct>
void give(std::unique_ptr<Exported<Struct>> owned, Struct made, Struct& out) noexcept {
    made.n_children = static_cast<std::int64_t>(owned->pointers.size());
    made.children = owned->pointers.empty() ? nullptr : owned->pointers.data();
    made.release = &Exported<Struct>::release;
    made.private_data = owned.release();
    out = made;
}

/// @param out  Need not be set; is left alone where there is an exception. @throws std::bad_alloc
inline void export_type(std::string_view name, Type type, ArrowSchema& out) {
    auto owned = std::make_unique<Exported<ArrowSchema>>(type == Type::text_list ? 1U : 0U);
    owned->name = name;
    if (type == Type::text_list) export_type("item", Type::text, owned->children.front());
    ArrowSchema made{};
    made.format = name_of(type).format;
    made.name = owned->name.c_str();
    made.flags = flag_nullable;
    give(std::move(owned), made, out);
}

/// The type of a table: a struct of its columns.
inline void export_schema(std::vector<ColumnType> const& columns, ArrowSchema& out) {
    auto owned = std::make_unique<Exported<ArrowSchema>>(columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i)
        export_type(columns[i].name, columns[i].type, owned->children[i]);
    ArrowSchema made{};
    made.format = "+s";
    made.name = "";
    give(std::move(owned), made, out);
}

inline void export_column(std::shared_ptr<Column const> column, ArrowArray& out) {
    auto owned = std::make_unique<Exported<ArrowArray>>(column->items() != nullptr ? 1U : 0U);
    if (column->items() != nullptr) export_column({column, column->items()}, owned->children.front());
    owned->buffers = column->buffers();
    ArrowArray made{};
    made.length = static_cast<std::int64_t>(column->length());
    made.null_count = static_cast<std::int64_t>(column->null_count());
    made.n_buffers = static_cast<std::int64_t>(owned->buffers.size());
    made.buffers = owned->buffers.data();
    owned->column = std::move(column);
    give(std::move(owned), made, out);
}

/// Some rows of a table: a struct without nulls, whose children are the columns. They are shared, not copied.
inline void export_batch(Batch const& batch, ArrowArray& out) {
    auto owned = std::make_unique<Exported<ArrowArray>>(batch.columns.size());
    for (std::size_t i = 0; i < batch.columns.size(); ++i)
        export_column(batch.columns[i], owned->children[i]);
    owned->buffers = {nullptr};
    ArrowArray made{};
    made.length = static_cast<std::int64_t>(batch.length);
    made.n_buffers = 1;
    made.buffers = owned->buffers.data();
    give(std::move(owned), made, out);
}

/// Why a stream gave nothing.
struct StreamError {
    int code = EIO;  ///< a value of errno
    std::string text;
};

/// A stream of what `Source` gives. Source has
/// - `std::vector<ColumnType> const& columns() const`,
/// - `std::optional<StreamError> next(ArrowArray& out)`, which sets `out` unless there is an error; a
/// released
///   array is the end.
///
/// After an error each further call gives that error again: a consumer that goes on must not take it for the
/// end.
template <class Source>
class Stream {
  public:
    explicit Stream(Source source) : source_(std::move(source)) {}

    /// @param out  Need not be set. @throws std::bad_alloc
    static void open(Source source, ArrowArrayStream& out) {
        auto* const stream = new Stream(std::move(source));
        out = {&Stream::get_schema, &Stream::get_next, &Stream::get_last_error, &Stream::release, stream};
    }

  private:
    [[nodiscard]] static Stream& of(ArrowArrayStream* self) noexcept {
        return *static_cast<Stream*>(self->private_data);
    }
    static int get_schema(ArrowArrayStream* self, ArrowSchema* out) noexcept {
        return of(self).guarded([&]() -> std::optional<StreamError> {
            export_schema(of(self).source_.columns(), *out);
            return {};
        });
    }
    static int get_next(ArrowArrayStream* self, ArrowArray* out) noexcept {
        auto& stream = of(self);
        if (stream.has_ended_) return stream.code_;
        stream.code_ = stream.guarded([&] { return stream.source_.next(*out); });
        stream.has_ended_ = stream.code_ != 0;
        return stream.code_;
    }
    static char const* get_last_error(ArrowArrayStream* self) noexcept {
        auto const& stream = of(self);
        return stream.is_out_of_memory_ ? "out of memory" : stream.text_.c_str();
    }
    static void release(ArrowArrayStream* self) noexcept {
        delete static_cast<Stream*>(self->private_data);
        self->release = nullptr;
    }
    /// No exception may reach C.
    template <class Call>
    [[nodiscard]] int guarded(Call const& call) noexcept {
        try {
            auto error = call();
            if (!error) return 0;
            is_out_of_memory_ = false;
            text_ = std::move(error->text);
            return error->code != 0 ? error->code : EIO;
        } catch (std::bad_alloc const&) {
            is_out_of_memory_ = true;
            return ENOMEM;
        } catch (std::exception const& failure) {
            is_out_of_memory_ = false;
            text_.assign(failure.what());
            return EIO;
        }
    }

    Source source_;
    std::string text_;
    int code_ = 0;
    bool has_ended_ = false;
    bool is_out_of_memory_ = false;
};

}  // namespace arf::arrow
