// SPDX-License-Identifier: BSL-1.0
// arf._core.ColumnReader: the reports of mailboxes as batches of rows, in the memory layout of Arrow. Reads,
// parses and fills without the GIL. What crosses to other libraries are capsules (Arrow PyCapsule interface).
#include "columns.hpp"

#include <pybind11/stl.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "arrow_export.hpp"
#include "attribution.hpp"
#include "convert.hpp"
#include "record_columns.hpp"

namespace arf::python {
namespace {

using arrow::ArrowArray;
using arrow::ArrowArrayStream;
using arrow::ArrowSchema;

/// After so long, Python gets the chance to handle a signal (Ctrl-C), and to tell how far reading is.
constexpr std::chrono::milliseconds time_between_pauses{50};

template <class Struct>
inline constexpr char const* capsule_name = nullptr;
template <>
inline constexpr char const* capsule_name<ArrowSchema> = "arrow_schema";
template <>
inline constexpr char const* capsule_name<ArrowArray> = "arrow_array";
template <>
inline constexpr char const* capsule_name<ArrowArrayStream> = "arrow_array_stream";

/// Releases what nobody took: whoever takes the struct sets its `release` to null.
template <class Struct>
void destroy_capsule(PyObject* capsule) {
    auto* const held = static_cast<Struct*>(PyCapsule_GetPointer(capsule, capsule_name<Struct>));
    if (held == nullptr) return PyErr_Clear();
    if (held->release != nullptr) held->release(held);
    delete held;
}

/// A capsule of the struct that `fill` sets.
template <class Struct, class Fill>
[[nodiscard]] py::object to_capsule(Fill const& fill) {
    auto held = std::make_unique<Struct>();
    auto const made = py::reinterpret_steal<py::object>(
        PyCapsule_New(held.get(), capsule_name<Struct>, &destroy_capsule<Struct>));
    if (!made) throw py::error_already_set();
    fill(*held.release());  // from here on the capsule's
    return made;
}

using ColumnTypes = std::vector<arrow::ColumnType>;

[[nodiscard]] py::object schema_capsule(ColumnTypes const& types) {
    return to_capsule<ArrowSchema>([&](ArrowSchema& out) { arrow::export_schema(types, out); });
}

/// Refuses a schema that asks for other columns. Other types are a wish that is not met: the consumer sees in
/// the schema that it gets.
void check_requested(py::handle requested, ColumnTypes const& types) {
    if (requested.is_none()) return;
    auto const* const schema =
        static_cast<ArrowSchema const*>(PyCapsule_CheckExact(requested.ptr()) != 0
                                            ? PyCapsule_GetPointer(requested.ptr(), capsule_name<ArrowSchema>)
                                            : nullptr);
    if (PyErr_Occurred() != nullptr) throw py::error_already_set();
    if (schema == nullptr) throw py::type_error("requested_schema is a capsule \"arrow_schema\", or None");
    if (schema->release == nullptr) throw py::value_error("requested_schema has been released");
    bool fits = std::string_view(schema->format) == "+s" &&
                schema->n_children == static_cast<std::int64_t>(types.size());
    for (std::size_t i = 0; fits && i < types.size(); ++i) {
        auto const* const name = schema->children[i]->name;
        fits = name != nullptr && name == types[i].name;
    }
    if (!fits) {
        throw py::value_error(
            "requested_schema has other columns: choose them with read_columns(..., columns=...)");
    }
}

/// Some rows of the record. Its memory is shared with whoever was given them, and never changes.
struct RecordBatch {
    std::shared_ptr<ColumnTypes const> types;
    arrow::Batch batch;

    [[nodiscard]] py::tuple to_capsules(py::handle requested) const {
        check_requested(requested, *types);
        auto array = to_capsule<ArrowArray>([&](ArrowArray& out) { arrow::export_batch(batch, out); });
        return py::make_tuple(schema_capsule(*types), std::move(array));
    }
};

[[nodiscard]] bool interpreter_has_ended() noexcept {
#if PY_VERSION_HEX >= 0x030D0000
    return Py_IsInitialized() == 0 || Py_IsFinalizing() != 0;
#else
    return Py_IsInitialized() == 0 || _Py_IsFinalizing() != 0;
#endif
}

/// What a stream says of the Python exception that is set, which it clears.
[[nodiscard]] arrow::StreamError take_exception() {
    py::error_already_set const raised;
    arrow::StreamError error;
    error.text = py::str(py::handle(raised.type()).attr("__name__")).cast<std::string>() + ": " +
                 py::str(raised.value()).cast<std::string>();
    if (raised.matches(PyExc_MemoryError)) error.code = ENOMEM;
    if (raised.matches(PyExc_OSError)) {
        auto const number = raised.value().attr("errno");
        if (py::isinstance<py::int_>(number)) error.code = number.cast<int>();
    }
    if (raised.matches(PyExc_KeyboardInterrupt)) {
        error.code = EINTR;
        PyErr_SetInterrupt();  // a consumer knows numbers only: Ctrl-C is raised again once it returns
    }
    return error;
}

/// The batches of a Python iterator. Takes the GIL itself: consumers call from any thread, with it or
/// without.
class PythonBatches {
  public:
    PythonBatches(py::object iterator, std::shared_ptr<ColumnTypes const> types)
        : iterator_(std::move(iterator)), types_(std::move(types)) {}
    PythonBatches(PythonBatches&&) = default;
    PythonBatches& operator=(PythonBatches&&) = delete;
    ~PythonBatches() {
        if (!iterator_) return;
        if (interpreter_has_ended()) {
            iterator_.release();  // nobody is there to take it back
            return;
        }
        py::gil_scoped_acquire const gil;
        iterator_ = py::object();
    }

    [[nodiscard]] ColumnTypes const& columns() const noexcept { return *types_; }

    [[nodiscard]] std::optional<arrow::StreamError> next(ArrowArray& out) {
        if (interpreter_has_ended()) return arrow::StreamError{EIO, "the Python interpreter has ended"};
        py::gil_scoped_acquire const gil;
        auto const batch = py::reinterpret_steal<py::object>(PyIter_Next(iterator_.ptr()));
        if (!batch && PyErr_Occurred() != nullptr) return take_exception();
        if (!batch) {
            out = {};  // released: the end
        } else {
            arrow::export_batch(batch.cast<RecordBatch const&>().batch, out);
        }
        return {};
    }

  private:
    py::object iterator_;
    std::shared_ptr<ColumnTypes const> types_;
};

[[nodiscard]] std::vector<arrow::RecordColumn> columns_named(std::vector<std::string> const& names) {
    std::vector<arrow::RecordColumn> chosen;
    for (auto const& name : names) {
        auto const& all = arrow::record_columns();
        auto const found = std::find_if(all.begin(), all.end(),
                                        [&](auto const& column) { return column.type.name == name; });
        if (found == all.end()) throw py::value_error("no column " + name);
        chosen.push_back(*found);
    }
    return chosen;
}

/// Fills batches from one mailbox after the other.
class ColumnReader {
  public:
    /// @param attribution  An arf.AttributionOptions where columns show what is inferred, or None.
    ColumnReader(std::vector<std::string> const& names, bool all, std::size_t max_bytes,
                 std::size_t batch_rows, std::size_t batch_bytes, py::handle attribution)
        : builder_(columns_named(names)),
          types_(std::make_shared<ColumnTypes const>(builder_.types())),
          options_{.max_bytes = max_bytes, .keep_other_messages = all},
          batch_rows_(batch_rows),
          batch_bytes_(batch_bytes),
          attribution_(attribution.is_none() ? std::nullopt : std::optional<HeldOptions>(attribution)) {}

    void open(std::optional<int> descriptor, py::bytes const& path, bool unquote_from,
              bool use_content_length) {
        MailboxOptions const options{options_.max_bytes, unquote_from, use_content_length};
        refuse_while_busy();
        mailbox_ = descriptor ? MailboxReader::from_descriptor(*descriptor, path, options)
                              : MailboxReader::open(path, options);
        bytes_read_ = 0;
    }

    /// True where a batch is full, False at the end of the mailbox, None from time to time between; or a
    /// ParseError.
    [[nodiscard]] py::object read() {
        refuse_while_busy();
        busy_ = true;
        struct AtEnd {
            bool& busy;
            ~AtEnd() { busy = false; }
        } const at_end{busy_};
        std::optional<ReadError> error;
        auto const state = [&] {
            py::gil_scoped_release const without_gil;
            return fill(error);
        }();
        if (error)
            return to_parse_error(error->error, {error->source, error->index, error->offset},
                                  error->message());
        if (state != State::interrupted) return py::bool_(state == State::full);
        if (PyErr_CheckSignals() != 0) throw py::error_already_set();
        return py::none();
    }
    [[nodiscard]] RecordBatch take() {
        refuse_while_busy();
        return {types_, builder_.take()};
    }

    [[nodiscard]] std::size_t rows() const noexcept { return builder_.rows(); }
    [[nodiscard]] std::uint64_t messages_read() const noexcept { return messages_read_; }
    [[nodiscard]] std::uint64_t bytes_read() const noexcept { return bytes_read_; }
    [[nodiscard]] std::uint64_t skipped() const noexcept { return skipped_; }
    [[nodiscard]] std::uint64_t skipped_unknown() const noexcept { return skipped_unknown_; }
    [[nodiscard]] std::shared_ptr<ColumnTypes const> const& types() const noexcept { return types_; }

  private:
    using Clock = std::chrono::steady_clock;
    enum class State : std::uint8_t { interrupted, full, ended };

    /// As a Python generator does.
    void refuse_while_busy() const {
        if (busy_) throw py::value_error("mailbox already being read");
    }

    /// Adds messages until the batch is full, the mailbox ends, there is an error, or it is time for signals.
    [[nodiscard]] State fill(std::optional<ReadError>& error) {
        for (auto const end = Clock::now() + time_between_pauses; Clock::now() < end;) {
            auto const item = mailbox_ ? mailbox_->next() : std::nullopt;
            if (!item) {
                mailbox_.reset();
                return State::ended;
            }
            if (!*item) return error.emplace(item->error()), State::interrupted;
            RawMessage const& raw = **item;
            ++messages_read_;
            bytes_read_ += raw.bytes.size() + raw.from_line.size();
            if (auto refused = add(raw)) {
                error.emplace(ReadError{*refused, std::string(raw.source), raw.index, raw.offset});
                return State::interrupted;
            }
            if (builder_.rows() >= batch_rows_ || builder_.bytes() >= batch_bytes_) return State::full;
        }
        return State::interrupted;
    }

    /// Adds a message as a row, or leaves out what is no complaint; or says why it cannot be read.
    [[nodiscard]] std::optional<Error> add(RawMessage const& raw) {
        auto const report = parse_borrowed(raw.bytes, options_);
        if (report) return add_row(*report, {raw.source, raw.index, raw.offset});
        if (!(report.error() == errc::not_a_complaint)) return report.error();
        ++skipped_;
        if (report.error().format == Format::unknown) ++skipped_unknown_;
        return {};
    }
    [[nodiscard]] std::optional<Error> add_row(Report const& report, RecordSource const& source) {
        std::optional<Attribution> inferred;
        if (attribution_) inferred = attribute(report, **attribution_);
        try {
            builder_.add({report, source, inferred ? &*inferred : nullptr});
        } catch (std::length_error const&) {
            return Error(errc::too_large);  // a column of a batch would be larger than Arrow's 2 GiB
        }
        return {};
    }

    arrow::BatchBuilder builder_;
    std::shared_ptr<ColumnTypes const> types_;
    std::optional<MailboxReader> mailbox_;
    ParseOptions options_;
    std::size_t batch_rows_;
    std::size_t batch_bytes_;
    std::optional<HeldOptions> attribution_;
    std::uint64_t messages_read_ = 0;
    std::uint64_t bytes_read_ = 0;  ///< of the mailbox that is open
    std::uint64_t skipped_ = 0;
    std::uint64_t skipped_unknown_ = 0;
    bool busy_ = false;
};

[[nodiscard]] py::object stream_capsule(ColumnReader const& self, py::iterator const& batches,
                                        py::handle requested) {
    check_requested(requested, *self.types());
    return to_capsule<ArrowArrayStream>([&](ArrowArrayStream& out) {
        arrow::Stream<PythonBatches>::open(PythonBatches(batches, self.types()), out);
    });
}

[[nodiscard]] py::dict names_and_types(ColumnTypes const& types) {
    py::dict all;
    for (auto const& column : types) all[to_str(column.name)] = arrow::name_of(column.type).name;
    return all;
}

/// Names of all columns; which of them are there without being named.
[[nodiscard]] py::dict record_column_names() {
    constexpr char const* shown[] = {"always", "with_attribution", "by_name"};
    py::dict all;
    for (auto const& column : arrow::record_columns())
        all[to_str(column.type.name)] = shown[static_cast<std::size_t>(column.shown)];
    return all;
}

}  // namespace

void add_columns(py::module_& module) {
    py::class_<RecordBatch>(module, "RecordBatch", "Some rows of the record, as Arrow lays them out.")
        .def("__len__", [](RecordBatch const& self) { return self.batch.length; })
        .def_property_readonly(
            "schema", [](RecordBatch const& self) { return names_and_types(*self.types); },
            "The columns and their Arrow types.")
        .def("__arrow_c_schema__", [](RecordBatch const& self) { return schema_capsule(*self.types); })
        .def("__arrow_c_array__", &RecordBatch::to_capsules, py::arg("requested_schema") = py::none());

    py::class_<ColumnReader>(module, "ColumnReader", "Fills batches from one mailbox after the other.")
        .def(py::init<std::vector<std::string> const&, bool, std::size_t, std::size_t, std::size_t,
                      py::handle>(),
             py::kw_only(), py::arg("columns"), py::arg("all"), py::arg("max_bytes"), py::arg("batch_rows"),
             py::arg("batch_bytes"), py::arg("attribution"))
        .def("open", &ColumnReader::open, py::kw_only(), py::arg("descriptor") = py::none(), py::arg("path"),
             py::arg("unquote_from"), py::arg("use_content_length"),
             "Goes on with the open descriptor, called `path`; or else with what stands at `path`.")
        .def("read", &ColumnReader::read,
             "True where a batch is full, False at the end of the mailbox, None now and then; or a "
             "ParseError.")
        .def("take", &ColumnReader::take, "The rows so far.")
        .def("__len__", &ColumnReader::rows)
        .def_property_readonly("messages_read", &ColumnReader::messages_read,
                               "How many messages there were so far.")
        .def_property_readonly("bytes_read", &ColumnReader::bytes_read,
                               "Size of the messages so far of the mailbox that is open, in bytes.")
        .def_property_readonly("skipped", &ColumnReader::skipped,
                               "How many messages were left out because they are no complaints.")
        .def_property_readonly("skipped_unknown", &ColumnReader::skipped_unknown,
                               "How many of them are of no known kind.")
        .def_property_readonly(
            "schema", [](ColumnReader const& self) { return names_and_types(*self.types()); },
            "The columns and their Arrow types.")
        .def("schema_capsule", [](ColumnReader const& self) { return schema_capsule(*self.types()); })
        .def("stream_capsule", &stream_capsule, py::arg("batches"), py::arg("requested_schema"),
             py::pos_only(), "A stream of what the iterator gives, which are batches of this reader.");
    module.attr("RECORD_COLUMNS") = record_column_names();
}

}  // namespace arf::python
