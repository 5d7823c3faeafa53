// SPDX-License-Identifier: BSL-1.0
// arf._core.Mailbox: the messages of a mailbox as reports, or as lines of JSON. Reads and parses without the
// GIL.
#include <pybind11/stl.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "attribution.hpp"
#include "convert.hpp"
#include "report.hpp"

namespace arf::python {
namespace {

/// After so many bytes without a result, Python gets the chance to handle a signal (Ctrl-C).
constexpr std::size_t bytes_between_signals = std::size_t{16} << 20U;
/// As many bytes as a message costs besides its own.
constexpr std::size_t cost_of_message = 1024;

/// Marks a mailbox as being read; refuses a second thread, as Python's generators do.
class Reading {
  public:
    explicit Reading(bool& busy) : busy_(busy) {
        if (busy_) throw py::value_error("mailbox already being read");
        busy_ = true;
    }
    Reading(Reading const&) = delete;
    Reading& operator=(Reading const&) = delete;
    ~Reading() { busy_ = false; }

  private:
    bool& busy_;
};

class Mailbox {
  public:
    /// @param attribution  An arf.AttributionOptions where lines are to say whom a complaint is about, or
    /// None.
    Mailbox(MailboxReader reader, bool all, std::size_t max_bytes, py::handle attribution)
        : reader_(std::move(reader)),
          options_{.max_bytes = max_bytes, .keep_other_messages = all},
          attribution_(attribution.is_none() ? std::nullopt : std::optional<HeldOptions>(attribution)) {}

    /// How many messages were left out because they are no complaints.
    [[nodiscard]] std::uint64_t skipped() const noexcept { return skipped_; }
    /// How many of them are of no known kind: a complaint may be among them.
    [[nodiscard]] std::uint64_t skipped_unknown() const noexcept { return skipped_unknown_; }

    /// The next report, or a ParseError; raises StopIteration at the end.
    [[nodiscard]] py::object next_report() {
        auto item = next<std::unique_ptr<ReportObject>>(
            [this](RawMessage const& raw) -> result<std::unique_ptr<ReportObject>> {
                auto message = std::make_unique<std::string const>(raw.bytes);
                auto report = parse_borrowed(*message, options_);
                if (!report) return report.error();
                auto made = std::make_unique<ReportObject>(std::move(message), std::move(*report));
                made->set_source(std::string(raw.source), raw.index, raw.offset);
                return made;
            });
        if (!item) throw py::stop_iteration();
        if (auto const* const error = std::get_if<ReadError>(&*item)) return to_parse_error(*error);
        return py::cast(std::get<std::unique_ptr<ReportObject>>(std::move(*item)));
    }

    /// The next record, as bytes with a line end; or a ParseError; None at the end.
    [[nodiscard]] py::object next_line() {
        auto const item = next<std::string>([this](RawMessage const& raw) -> result<std::string> {
            auto const report = parse_borrowed(raw.bytes, options_);
            if (!report) return report.error();
            RecordSource const source{raw.source, raw.index, raw.offset};
            if (!attribution_) return to_json(*report, source) + '\n';
            return to_json(*report, attribute(*report, **attribution_), source) + '\n';
        });
        if (!item) return py::none();
        if (auto const* const error = std::get_if<ReadError>(&*item)) return to_parse_error(*error);
        return to_bytes(std::get<std::string>(*item));
    }

  private:
    [[nodiscard]] static py::object to_parse_error(ReadError const& error) {
        return python::to_parse_error(error.error, {error.source, error.index, error.offset},
                                      error.message());
    }

    /// What came of one message; empty at the end of the mailbox.
    template <class Made>
    using Outcome = std::optional<std::variant<Made, ReadError>>;

    /// What `make` makes of the next message that is not left out, or why there is nothing to show of it.
    template <class Made, class Make>
    [[nodiscard]] Outcome<Made> next(Make const& make) {
        Reading const reading(busy_);
        for (;;) {
            Outcome<Made> outcome;
            auto const stopped = [&] {
                py::gil_scoped_release const without_gil;
                return search(make, outcome);
            }();
            if (stopped) return outcome;
            if (PyErr_CheckSignals() != 0) throw py::error_already_set();
        }
    }

    /// @return whether something was found, or the end of the mailbox; else it was interrupted to look for
    /// signals.
    template <class Make, class Made>
    [[nodiscard]] bool search(Make const& make, Outcome<Made>& outcome) {
        for (std::size_t seen = 0; seen < bytes_between_signals;) {
            auto const item = reader_.next();
            if (!item) return true;
            if (!*item) return outcome.emplace(item->error()), true;
            RawMessage const& raw = **item;
            auto made = make(raw);
            if (made) return outcome.emplace(std::move(*made)), true;
            if (!(made.error() == errc::not_a_complaint)) {
                return outcome.emplace(
                           ReadError{made.error(), std::string(raw.source), raw.index, raw.offset}),
                       true;
            }
            ++skipped_;
            if (made.error().format == Format::unknown) ++skipped_unknown_;
            seen += raw.bytes.size() + cost_of_message;
        }
        return false;
    }

    MailboxReader reader_;
    ParseOptions options_;
    std::optional<HeldOptions> attribution_;
    std::uint64_t skipped_ = 0;
    std::uint64_t skipped_unknown_ = 0;
    bool busy_ = false;
};

}  // namespace

void add_mailbox(py::module_& module) {
    py::class_<Mailbox>(module, "Mailbox", "The messages of a mailbox, one after the other.")
        .def(
            py::init([](std::optional<int> descriptor, py::bytes const& path, bool all, std::size_t max_bytes,
                        bool unquote_from, bool use_content_length, py::object const& attribution) {
                MailboxOptions const options{max_bytes, unquote_from, use_content_length};
                auto reader = descriptor ? MailboxReader::from_descriptor(*descriptor, path, options)
                                         : MailboxReader::open(path, options);
                return std::make_unique<Mailbox>(std::move(reader), all, max_bytes, attribution);
            }),
            py::kw_only(), py::arg("descriptor") = py::none(), py::arg("path"), py::arg("all"),
            py::arg("max_bytes"), py::arg("unquote_from"), py::arg("use_content_length"),
            py::arg("attribution") = py::none(),
            "Reads the open descriptor, called `path`; or else what stands at `path`.")
        .def_property_readonly("skipped", &Mailbox::skipped,
                               "How many messages were left out because they are no complaints.")
        .def_property_readonly("skipped_unknown", &Mailbox::skipped_unknown,
                               "How many of them are of no known kind.")
        .def("next_line", &Mailbox::next_line,
             "The next record as a line of JSON; or a ParseError; None at the end.")
        .def("__iter__", [](py::object self) { return self; })
        .def("__next__", &Mailbox::next_report, "The next report; or a ParseError.");
}

}  // namespace arf::python
