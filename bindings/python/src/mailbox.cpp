// SPDX-License-Identifier: BSL-1.0
// arf._core.Mailbox: the messages of mailboxes as reports, as lines of JSON, or counted. Reads and parses
// without the GIL, in the calling thread or in several others.
#include <pybind11/stl.h>

#include <algorithm>
#include <arf/parallel.hpp>
#include <chrono>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "attribution.hpp"
#include "convert.hpp"
#include "report.hpp"
#include "tally_pool.hpp"

namespace arf::python {
namespace {

/// After waiting for so long, Python gets the chance to handle a signal (Ctrl-C).
constexpr std::chrono::milliseconds time_between_signals{50};
/// After counting for so long, Python gets the chance to show how far it is.
constexpr std::chrono::milliseconds time_between_counts{100};
constexpr int max_workers = 256;

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

/// The messages of several paths, or of a descriptor.
class Source {
  public:
    Source(std::vector<std::string> paths, MailboxOptions const& options)
        : paths_(std::move(paths)), options_(options) {}
    Source(int descriptor, std::string name, MailboxOptions const& options)
        : options_(options), reader_(MailboxReader::from_descriptor(descriptor, std::move(name), options)) {}

    [[nodiscard]] std::optional<MailboxReader::Item> next() {
        for (;;) {
            if (reader_) {
                if (auto item = reader_->next()) return item;
            }
            if (next_ == paths_.size()) return {};
            reader_ = MailboxReader::open(std::move(paths_[next_++]), options_);
        }
    }

  private:
    std::vector<std::string> paths_;
    std::size_t next_ = 0;
    MailboxOptions options_;
    std::optional<MailboxReader> reader_;
};

/// What was seen on the way to a result, and with it.
struct Seen {
    std::uint64_t skipped = 0;  ///< left out because they are no complaints
    std::uint64_t unknown = 0;  ///< of these, of no known kind
    std::uint64_t messages = 0;
    std::uint64_t bytes = 0;  ///< of messages

    Seen& operator+=(Seen const& other) noexcept {
        skipped += other.skipped;
        unknown += other.unknown;
        messages += other.messages;
        bytes += other.bytes;
        return *this;
    }
};

/// The name of the file that messages come from, for all their reports together.
class SharedName {
  public:
    [[nodiscard]] std::shared_ptr<std::string const> of(std::string_view name) {
        if (!name_ || *name_ != name) name_ = std::make_shared<std::string const>(name);
        return name_;
    }

  private:
    std::shared_ptr<std::string const> name_;
};

/// What becomes of a report that was counted: nothing is handed out.
struct Counted {};

/// How messages become what is shown of them. Several threads may use one at once.
struct Recipe {
    ParseOptions options;
    std::optional<HeldOptions> attribution;
    std::shared_ptr<TallyPool> tally;
    OriginalIsRead original = OriginalIsRead::at_once;

    /// A report with bytes of its own.
    [[nodiscard]] result<ReportObject::Made> operator()(RawMessage const& raw, SharedName& source,
                                                        ReportObject::Made const* /*what is wanted*/) const {
        auto made = ReportObject::of_copy(raw.bytes, options, original);
        if (made) (*made)->set_source(source.of(raw.source), raw.index, raw.offset);
        return made;
    }
    /// A record with a line end.
    [[nodiscard]] result<std::string> operator()(RawMessage const& raw, SharedName& /*of its source*/,
                                                 std::string const* /*the same*/) const {
        auto const report = parse_borrowed(raw.bytes, options);
        if (!report) return report.error();
        RecordSource const source{raw.source, raw.index, raw.offset};
        if (!attribution) return to_json(*report, source) + '\n';
        return to_json(*report, attribute(*report, **attribution), source) + '\n';
    }
    [[nodiscard]] result<Counted> operator()(RawMessage const& raw, SharedName& /*of its source*/,
                                             Counted const* /*the same*/) const {
        auto const report = parse_borrowed(raw.bytes, options);
        if (!report) return report.error();
        RecordSource const source{raw.source, raw.index, raw.offset};
        std::optional<Attribution> inferred;
        if (attribution) inferred = attribute(*report, **attribution);
        tally->add(*report, source, inferred ? &*inferred : nullptr);
        return Counted{};
    }
};

/// What came of one message; an exception is a decoder's, or memory that ran out.
template <class Made>
using Outcome = std::variant<Made, ReadError, std::exception_ptr>;

/// The outcome of a message; none where it is left out.
template <class Made>
[[nodiscard]] std::optional<Outcome<Made>> outcome_of(MailboxReader::Item const& item, Recipe const& recipe,
                                                      SharedName& source, Seen& seen) {
    if (!item) return item.error();
    RawMessage const& raw = *item;
    ++seen.messages;
    seen.bytes += raw.bytes.size() + raw.from_line.size();
    try {
        auto made = recipe(raw, source, static_cast<Made const*>(nullptr));
        if (made) {
            if constexpr (std::is_same_v<Made, Counted>) return {};
            return std::move(*made);
        }
        if (!(made.error() == errc::not_a_complaint)) {
            return ReadError{made.error(), std::string(raw.source), raw.index, raw.offset};
        }
        ++seen.skipped;
        if (made.error().format == Format::unknown) ++seen.unknown;
        return {};
    } catch (...) {
        return std::current_exception();
    }
}

/// The outcomes of one batch. What was seen before each is told with it, so that the counts are those of a
/// single thread at every moment.
template <class Made>
struct Findings {
    struct Finding {
        Outcome<Made> outcome;
        Seen seen;
    };
    std::vector<Finding> found;
    Seen rest;  ///< behind the last of them

    void add(MailboxReader::Item const& item, Recipe const& recipe, SharedName& source) {
        if (auto outcome = outcome_of<Made>(item, recipe, source, rest)) add(std::move(*outcome));
    }
    void add(Outcome<Made> outcome) { found.push_back({std::move(outcome), std::exchange(rest, {})}); }
};

template <class Made>
[[nodiscard]] Findings<Made> findings_of(MessageBatch const& batch, Recipe const& recipe) {
    Findings<Made> all;
    SharedName source;
    all.found.reserve(batch.size());
    for (std::size_t i = 0; i < batch.size(); ++i) all.add(batch[i], recipe, source);
    return all;
}

/// Works on the messages where they are asked for, in the calling thread. A batch is small, so that what was
/// made is still in the core's cache when Python looks at it. It grows where other threads keep the GIL,
/// which they do for milliseconds: then few messages would be read between them.
template <class Made>
class OwnWork {
  public:
    /// @param most  messages of a batch
    OwnWork(std::shared_ptr<Source> source, std::shared_ptr<Recipe const> recipe, std::size_t most)
        : source_(std::move(source)), recipe_(std::move(recipe)), most_(most) {}

    /// Adds the outcomes of the next messages; false at the end. Called without the GIL.
    [[nodiscard]] bool next(Findings<Made>& all) {
        auto const messages = std::min(messages_, most_);
        std::size_t bytes = 0;
        std::size_t count = 0;
        for (; !ended_ && count < messages && bytes < most_bytes; ++count) {
            std::optional<MailboxReader::Item> item;
            try {
                item = source_->next();
            } catch (...) {  // comes behind all that was read before
                all.add(std::current_exception());
            }
            ended_ = !item;
            if (!item) break;
            if (*item) bytes += (*item)->bytes.size();
            all.add(*item, *recipe_, name_);
        }
        return count > 0 || !all.found.empty();
    }

    /// Told after each batch how long others kept the GIL.
    void waited(std::chrono::nanoseconds time) noexcept {
        messages_ = time < long_wait ? std::max(messages_ / 2, few_messages) : std::min(messages_ * 4, most_);
    }

  private:
    static constexpr std::size_t few_messages = 4;
    static constexpr std::size_t most_bytes = std::size_t{256} << 10U;
    static constexpr std::chrono::milliseconds long_wait{1};

    std::shared_ptr<Source> source_;
    std::shared_ptr<Recipe const> recipe_;
    std::size_t most_;
    std::size_t messages_ = few_messages;
    SharedName name_;
    bool ended_ = false;
};

/// The batch that is being handed out, and where the next one comes from.
template <class Made>
struct Crew {
    std::variant<OwnWork<Made>, ParallelReader<Findings<Made>>> work;
    Findings<Made> findings{};
    std::size_t next = 0;

    template <class Work>
    explicit Crew(Work begun) : work(std::move(begun)) {}

    /// Whether what comes next is there, and something was made of it.
    [[nodiscard]] bool is_made() const {
        return next < findings.found.size() && std::holds_alternative<Made>(findings.found[next].outcome);
    }
};

class Mailbox {
  public:
    Mailbox(Source source, Recipe recipe, ParallelOptions const& parallel)
        : source_(std::make_shared<Source>(std::move(source))),
          recipe_(std::make_shared<Recipe const>(std::move(recipe))),
          parallel_(parallel) {}
    Mailbox(Mailbox const&) = delete;
    Mailbox& operator=(Mailbox const&) = delete;
    ~Mailbox() { dismiss(); }

    /// What was seen up to the last result that was handed out.
    [[nodiscard]] Seen const& seen() const noexcept { return seen_; }

    /// The next report, or a ParseError; null at the end.
    [[nodiscard]] py::object next_report() {
        Reading const reading(busy_);
        auto* const item = next<ReportObject::Made>();
        if (item == nullptr) return {};
        if (auto const* const error = std::get_if<ReadError>(item)) return to_parse_error(*error);
        return ReportObject::to_object(std::get<ReportObject::Made>(std::move(*item)));
    }

    /// The next record, as bytes with a line end; or a ParseError; None at the end.
    [[nodiscard]] py::object next_line() {
        Reading const reading(busy_);
        auto const* const item = next<std::string>();
        if (item == nullptr) return py::none();
        if (auto const* const error = std::get_if<ReadError>(item)) return to_parse_error(*error);
        return to_bytes(std::get<std::string>(*item));
    }

    /// The records that need not be waited for, together, and at least one; or a ParseError; None at the end.
    [[nodiscard]] py::object next_lines() {
        Reading const reading(busy_);
        auto const* item = next<std::string>();
        if (item == nullptr) return py::none();
        if (auto const* const error = std::get_if<ReadError>(item)) return to_parse_error(*error);
        auto lines = std::get<std::string>(*item);
        auto& crew = std::get<Crew<std::string>>(crew_);
        while (crew.is_made()) lines += std::get<std::string>(*next<std::string>());
        return to_bytes(lines);
    }

    /// Counts for a while: True where there may be more, a ParseError, or None at the end.
    [[nodiscard]] py::object count() {
        Reading const reading(busy_);
        if (!source_) return py::none();
        auto& crew = started<Counted>();
        auto const pause = std::chrono::steady_clock::now() + time_between_counts;
        while (crew.next == crew.findings.found.size()) {
            if (!advance(crew)) return py::none();
            if (crew.findings.found.empty() && std::chrono::steady_clock::now() >= pause)
                return py::bool_(true);
        }
        return to_parse_error(std::get<ReadError>(*next<Counted>()));
    }

    /// Ends the threads; nothing more is given.
    void close() {
        Reading const reading(busy_);
        dismiss();
        source_.reset();
    }

  private:
    [[nodiscard]] static py::object to_parse_error(ReadError const& error) {
        return python::to_parse_error(error.error, {error.source, error.index, error.offset},
                                      error.message());
    }

    /// The outcome of the next message that is not left out, to be moved from; null at the end. Throws what
    /// making it threw; the next call goes on behind that message.
    template <class Made>
    [[nodiscard]] Outcome<Made>* next() {
        if (!source_) return nullptr;
        auto& crew = started<Made>();
        if (crew.next == crew.findings.found.size() && !refill(crew)) return nullptr;
        auto& finding = crew.findings.found[crew.next++];
        seen_ += finding.seen;
        if (auto const* const failure = std::get_if<std::exception_ptr>(&finding.outcome)) {
            std::rethrow_exception(*failure);
        }
        return &finding.outcome;
    }

    template <class Made>
    [[nodiscard]] Crew<Made>& started() {
        if (auto* const crew = std::get_if<Crew<Made>>(&crew_)) return *crew;
        if (crew_.index() != 0) throw py::value_error("mailbox already being read in another form");
        if (parallel_.workers == 0) {
            return crew_.template emplace<Crew<Made>>(
                OwnWork<Made>(source_, recipe_, parallel_.batch_messages));
        }
        return crew_.template emplace<Crew<Made>>(ParallelReader<Findings<Made>>(
            [source = source_] { return source->next(); },
            [recipe = recipe_](MessageBatch const& batch) { return findings_of<Made>(batch, *recipe); },
            parallel_));
    }

    /// Waits for a batch in which there is something to hand out; false at the end.
    template <class Made>
    [[nodiscard]] bool refill(Crew<Made>& crew) {
        do {
            if (!advance(crew)) return false;
        } while (crew.findings.found.empty());
        return true;
    }

    /// Waits for the next batch, but no longer than signals may wait; false at the end.
    template <class Made>
    [[nodiscard]] bool advance(Crew<Made>& crew) {
        seen_ += std::exchange(crew.findings.rest, {});
        crew.findings.found.clear();
        crew.next = 0;
        auto const state = std::visit([&](auto& work) { return next_batch(work, crew.findings); }, crew.work);
        if (state == Next::end) return false;
        if (crew.findings.found.empty() && PyErr_CheckSignals() != 0) throw py::error_already_set();
        return true;
    }

    /// What came of waiting for a batch: it is there; it is not there yet; there is none any more.
    enum class Next : std::uint8_t { batch, later, end };

    template <class Made>
    [[nodiscard]] static Next next_batch(OwnWork<Made>& work, Findings<Made>& findings) {
        using Clock = std::chrono::steady_clock;
        Clock::time_point done;
        auto const is_there = [&] {
            py::gil_scoped_release const without_gil;
            auto const found = work.next(findings);
            done = Clock::now();
            return found;
        }();
        work.waited(Clock::now() - done);
        return is_there ? Next::batch : Next::end;
    }
    template <class Made>
    [[nodiscard]] static Next next_batch(ParallelReader<Findings<Made>>& reader, Findings<Made>& findings) {
        py::gil_scoped_release const without_gil;
        if (!reader.wait_for(time_between_signals)) return Next::later;
        auto more = reader.next();
        if (more) findings = std::move(*more);
        return more ? Next::batch : Next::end;
    }

    /// Waits for the threads, which may need the GIL for their last message (a decoder).
    void dismiss() {
        py::gil_scoped_release const without_gil;
        crew_.emplace<std::monostate>();
    }

    std::shared_ptr<Source> source_;  ///< none where it was closed
    std::shared_ptr<Recipe const> recipe_;
    ParallelOptions parallel_;
    std::variant<std::monostate, Crew<ReportObject::Made>, Crew<std::string>, Crew<Counted>> crew_;
    Seen seen_;
    bool busy_ = false;
};

/// Whether reading may wait for whoever writes, and nothing but its end would end that.
[[nodiscard]] bool may_wait(std::vector<std::string> const& paths) {
    std::error_code ignored;
    return std::find(paths.begin(), paths.end(), "-") != paths.end() ||
           (paths.size() == 1 && std::filesystem::is_fifo(paths.front(), ignored));
}

/// Where whoever writes keeps the reader waiting, no message waits for the next ones. Of a descriptor, of
/// which the caller promises to end it, another thread reads, so that no signal waits either.
[[nodiscard]] ParallelOptions parallel_options(int workers, bool is_descriptor, bool waits_here) {
    if (workers < 1 || workers > max_workers) {
        throw py::value_error("workers is 1 to " + std::to_string(max_workers) + ", not " +
                              std::to_string(workers));
    }
    ParallelOptions options;
    options.workers = waits_here || (workers == 1 && !is_descriptor) ? 0 : static_cast<unsigned>(workers);
    if (waits_here) options.batch_messages = 1;
    return options;
}

[[nodiscard]] std::unique_ptr<Mailbox> make_mailbox(
    std::optional<int> descriptor, std::variant<py::bytes, std::vector<py::bytes>> const& path, bool all,
    std::size_t max_bytes, bool unquote_from, bool use_content_length, py::object const& attribution,
    int workers, std::shared_ptr<TallyPool> tally) {
    auto const* const one = std::get_if<py::bytes>(&path);
    std::vector<std::string> paths;
    if (one != nullptr) {
        paths.emplace_back(*one);
    } else {
        for (auto const& each : std::get<1>(path)) paths.emplace_back(each);
    }
    auto const waits_here = !descriptor && may_wait(paths);
    auto const parallel = parallel_options(workers, descriptor.has_value(), waits_here);
    MailboxOptions const options{max_bytes, unquote_from, use_content_length};
    if (descriptor && one == nullptr) throw py::type_error("a descriptor has one name");
    auto source = descriptor ? Source(*descriptor, std::move(paths.front()), options)
                             : Source(std::move(paths), options);
    Recipe recipe{
        .options = {.max_bytes = max_bytes, .keep_other_messages = all},
        .attribution = attribution.is_none() ? std::nullopt : std::optional<HeldOptions>(attribution),
        .tally = std::move(tally),
        // Where other threads parse they do all of it: who asks would keep them from the GIL meanwhile.
        .original = parallel.workers == 0 ? OriginalIsRead::when_asked_for : OriginalIsRead::at_once};
    return std::make_unique<Mailbox>(std::move(source), std::move(recipe), parallel);
}

/// The report in a message that came from elsewhere, a ParseError, or None where it is left out.
[[nodiscard]] py::object read_message(py::bytes const& message, py::bytes const& source, bool all,
                                      std::size_t max_bytes) {
    RawMessage raw;
    std::string const name = source;
    raw.bytes = message;
    raw.source = name;
    Recipe const recipe{.options = {.max_bytes = max_bytes, .keep_other_messages = all},
                        .attribution = {},
                        .tally = {},
                        .original = {}};
    auto outcome = [&] {
        py::gil_scoped_release const without_gil;
        Seen seen;
        SharedName shared;
        return outcome_of<ReportObject::Made>(raw, recipe, shared, seen);
    }();
    if (!outcome) return py::none();
    if (auto const* const failure = std::get_if<std::exception_ptr>(&*outcome)) {
        std::rethrow_exception(*failure);
    }
    if (auto const* const error = std::get_if<ReadError>(&*outcome)) {
        return to_parse_error(error->error, {error->source, 0, 0}, error->message());
    }
    return ReportObject::to_object(std::get<ReportObject::Made>(std::move(*outcome)));
}

/// What cast<Mailbox&>() gives, without looking the type up for every report.
[[nodiscard]] Mailbox& mailbox_in(PyObject* self) {
    static auto const* const type = py::detail::get_type_info(typeid(Mailbox), true);
    auto* const instance = reinterpret_cast<py::detail::instance*>(self);
    auto* const mailbox = instance->get_value_and_holder(type).value_ptr<Mailbox>();
    if (mailbox == nullptr) throw py::value_error("mailbox without a path");
    return *mailbox;
}

[[nodiscard]] PyObject* next_of(PyObject* self) noexcept {
    return for_python([&] { return mailbox_in(self).next_report(); });
}

/// Makes it an iterator by slots of its type, which cost less than methods do.
void make_iterator(PyHeapTypeObject* type) {
    type->ht_type.tp_iter = &PyObject_SelfIter;
    type->ht_type.tp_iternext = &next_of;
}

}  // namespace

void add_mailbox(py::module_& module) {
    py::class_<Mailbox>(module, "Mailbox", py::custom_type_setup(&make_iterator),
                        "The messages of mailboxes, one after the other.")
        .def(py::init(&make_mailbox), py::kw_only(), py::arg("descriptor") = py::none(), py::arg("path"),
             py::arg("all"), py::arg("max_bytes"), py::arg("unquote_from"), py::arg("use_content_length"),
             py::arg("attribution") = py::none(), py::arg("workers") = 1, py::arg("tally") = py::none(),
             "Reads the open descriptor, called `path`; or else what stands at `path`, or at each of a "
             "list.\n\n"
             "More than one worker, or a descriptor, lets other threads read and parse; they end with the\n"
             "mailbox. A descriptor must then come to its end before the mailbox is let go: shut it down.")
        .def_property_readonly(
            "skipped", [](Mailbox const& self) { return self.seen().skipped; },
            "How many messages were left out because they are no complaints.")
        .def_property_readonly(
            "skipped_unknown", [](Mailbox const& self) { return self.seen().unknown; },
            "How many of them are of no known kind.")
        .def_property_readonly(
            "messages_read", [](Mailbox const& self) { return self.seen().messages; },
            "How many messages there were so far, up to the last one that was given.")
        .def_property_readonly(
            "bytes_read", [](Mailbox const& self) { return self.seen().bytes; },
            "Size of the messages so far, up to the last one that was given, in bytes.")
        .def("next_line", &Mailbox::next_line,
             "The next record as a line of JSON; or a ParseError; None at the end.")
        .def("next_lines", &Mailbox::next_lines,
             "The next records, one a line: those that need not be waited for; or a ParseError; None at the "
             "end.")
        .def("count", &Mailbox::count,
             "Counts for a while in the tally that it was made with: True where there may be more, a "
             "ParseError, or None at the end.")
        .def("close", &Mailbox::close, "Ends its threads; nothing more is given.");
    module.def(
        "read_message", &read_message, py::arg("message"), py::arg("source"), py::kw_only(), py::arg("all"),
        py::arg("max_bytes"),
        "The report in a message, with the name of its source; a ParseError, or None where it is left out.");
}

}  // namespace arf::python
