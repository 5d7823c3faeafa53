# SPDX-License-Identifier: BSL-1.0
"""The mutants of tests/mutants/run: bugs to plant, one a promise, and what has to catch each of them.

A mutant is a text of one file that is replaced. The text stands exactly once in that file, or the mutant no
longer says what it means: `tests/mutants/run --check` finds that out in a moment.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Catcher:
    """A program that fails where its promise is broken: a harness over its inputs, or some unit tests."""

    source: str  # from the root of the project
    units: tuple[str, ...]  # the sources in lib/ that it needs
    arguments: tuple[str, ...]  # inputs of a harness; the filter of a unit test
    sanitizer: str = "address"

    @property
    def is_harness(self) -> bool:
        """Whether it is replayed over files."""
        return self.source.startswith("fuzz/")

    @property
    def name(self) -> str:
        """What the table calls it."""
        if self.is_harness:
            return "harness " + self.source.removeprefix("fuzz/").removesuffix("_fuzz.cpp")
        return self.source.removeprefix("tests/").removesuffix(".cpp")


def harness(name: str, units: str, *more: str) -> Catcher:
    """A fuzz harness over its seeds, its regressions, and what else is named."""
    inputs = (f"fuzz/seeds/{name}", f"fuzz/regressions/{name}", *more)
    return Catcher(f"fuzz/{name}_fuzz.cpp", tuple(units.split()), inputs)


def unit_test(path: str, units: str, tests: str, sanitizer: str = "address") -> Catcher:
    """The tests of one file that a filter of GoogleTest names."""
    return Catcher(f"tests/{path}_test.cpp", tuple(units.split()), (f"--gtest_filter={tests}",), sanitizer)


CORPUS = "tests/corpus"
TO_JSON = "attribution authentication decode identifiers json parse trace"
REPORT = harness("report", TO_JSON, CORPUS)
MIME = harness("mime_differential", "decode", CORPUS)
GRAMMAR = harness("grammar", "authentication decode")
MAILBOX = harness("mailbox", "mailbox")
DOCUMENTS = harness("documents", TO_JSON)
ATTRIBUTION = harness("attribution", TO_JSON, CORPUS)
TALLY = harness("tally", "decode parse tally")
C_INTERFACE = harness("c_interface", f"c_interface mailbox {TO_JSON}")
SCALING = unit_test("scaling", "decode parse", "*")
WALKER = unit_test("mime/walker", "decode", "Walker.*")
REDACTION = unit_test("grammar/redaction", "", "Redaction.*")
ORDER = unit_test("parallel", "decode mailbox parallel parse", "ParallelReader.KeepsTheOrder*", "thread")


@dataclass(frozen=True)
class Mutant:
    """A bug, and who has to notice it."""

    name: str
    promise: str
    file: str
    text: str
    replacement: str
    catcher: Catcher


MUTANTS = (
    # ---- mime ----
    Mutant(
        "walker-off-by-one",
        "the walker finds the same bodies as GMime",
        "include/arf/impl/walker.ipp",
        "if (p != first_ && p[-1] == eol_) --p;",
        "if (p != first_ && p[-1] == eol_) p -= 0;",
        MIME,
    ),
    Mutant(
        "boundary-prefix",
        "the walker finds the same tree as GMime: --b1 is no delimiter of --b10",
        "include/arf/impl/walker.ipp",
        "if (text == open_[level].boundary()) return",
        "if (text.starts_with(open_[level].boundary())) return",
        WALKER,
    ),
    Mutant(
        "crlf-ends-no-header",
        "LF = CRLF",
        "include/arf/mime/scan.hpp",
        "bool const has_cr = eol == '\\n' && end != p && end[-1] == '\\r';",
        "bool const has_cr = false;",
        REPORT,
    ),
    Mutant(
        "folded-by-tab-lost",
        "each field is found whole, folded lines included (RFC 5322, section 2.2.3)",
        "include/arf/mime/scan.hpp",
        "!arf::detail::is_blank(end[1])) return found",
        "end[1] != ' ') return found",
        REPORT,
    ),
    Mutant(
        "message-depth-unchecked",
        "limits: max_message_depth, messages inside messages",
        "include/arf/impl/walker.ipp",
        "if (message_depth_ >= message_depth_limit_) {",
        "if (message_depth_ >= std::size_t{1000}) {",
        REPORT,
    ),
    Mutant(
        "depth-unchecked",
        "limits: max_depth, multiparts inside multiparts",
        "include/arf/impl/walker.ipp",
        "if (levels_ >= depth_limit_) {",
        "if (levels_ >= max_levels) {",
        REPORT,
    ),
    Mutant(
        "one-part-too-many",
        "limits: max_parts, parts of a message, all levels together",
        "include/arf/impl/walker.ipp",
        "if (context_.parts.size() >= std::max",
        "if (context_.parts.size() > std::max",
        REPORT,
    ),
    Mutant(
        "base64-tail-lost",
        "what GMime and GLib encode comes back",
        "include/arf/impl/transfer_decoding.ipp",
        'if (digits >= 2) decoder.append("=", out);',
        'if (digits > 2) decoder.append("=", out);',
        GRAMMAR,
    ),
    Mutant(
        "soft-line-break-kept",
        "what GMime and GLib encode comes back",
        "include/arf/impl/transfer_decoding.ipp",
        "if (!soft) result.bytes.append(lines.line_end());",
        "result.bytes.append(lines.line_end());",
        GRAMMAR,
    ),
    Mutant(
        "invalid-utf8-kept",
        "text made valid is valid for GLib",
        "include/arf/impl/charset.ipp",
        "out.append(1, '\\0') : out.append(replacement);",
        "out.append(1, '\\0') : out.append(1, bytes.front());",
        GRAMMAR,
    ),
    # ---- grammar ----
    Mutant(
        "octal-octets",
        "IP literals = inet_pton",
        "include/arf/grammar/ip_literal.hpp",
        "!(x3::lit('0') >> digit) >> x3::uint_parser",
        "x3::uint_parser",
        GRAMMAR,
    ),
    Mutant(
        "zone-sign-swapped",
        "dates = strptime and timegm, and GMime's reader",
        "include/arf/grammar/date_time.hpp",
        "if (text.sign == '-') date.offset = -date.offset;",
        "if (text.sign == '+') date.offset = -date.offset;",
        GRAMMAR,
    ),
    Mutant(
        "quadratic-comments",
        "time is linear in the input",
        "include/arf/grammar/cfws.hpp",
        "if (behind == at) return trim({first, static_cast<std::size_t>(last - first)});",
        "if (behind == at) { end = ++at; continue; }",
        SCALING,
    ),
    Mutant(
        "redaction-unknown",
        "redacted addresses are recognised",
        "include/arf/grammar/redaction.hpp",
        '{"redacted", "hashed", "removed", "undisclosed", "x"}',
        '{"hashed", "removed", "undisclosed", "x"}',
        REDACTION,
    ),
    # ---- fields, report ----
    Mutant(
        "lost-field",
        "nothing lost: each field is a fact",
        "include/arf/fields/table.hpp",
        '{"DKIM-Selector", "RFC 6591 section 3.2.3", once, DkimText<&R::dkim_selector>::read},',
        "",
        REPORT,
    ),
    Mutant(
        "original-not-read-later",
        "an original that is read later is the one that is read at once",
        "include/arf/impl/parse.ipp",
        "fields::read_message_fields(context, original);",
        "",
        REPORT,
    ),
    Mutant(
        "field-in-the-wrong-member",
        "nothing invented: each fact stands in a field of its name",
        "include/arf/fields/table.hpp",
        "DkimText<&R::dkim_identity>::read",
        "DkimText<&R::dkim_domain>::read",
        REPORT,
    ),
    Mutant(
        "lost-extension",
        "nothing lost: any other field is an extension",
        "include/arf/dialect/arf.hpp",
        "reader.add(reader.record.extensions, field);",
        "if (reader.record.extensions.empty()) reader.add(reader.record.extensions, field);",
        REPORT,
    ),
    Mutant(
        "unreadable-is-zero",
        "nothing invented: a bad Incidents is absent with a diagnostic, and no number",
        "include/arf/fields/reader.hpp",
        "        if (!value) return reader.context.note(Bad, field);\n        reader[Member] = *value;",
        "        if (!value) reader.context.note(Bad, field);\n"
        "        reader[Member] = value.value_or(typename decltype(value)::value_type{});",
        REPORT,
    ),
    Mutant(
        "duplicate-untold",
        "the first of two counts, and a diagnostic tells of the other",
        "include/arf/dialect/arf.hpp",
        "if (is_duplicate) reader.context.note(DiagnosticCode::duplicate_field, field);",
        "",
        REPORT,
    ),
    Mutant(
        "diagnostic-offset",
        "a diagnostic names the place of its field",
        "include/arf/mime/context.hpp",
        "diagnostics.push_back({code, offset_of(slice), slice.size(), field});",
        "diagnostics.push_back({code, slice.size(), offset_of(slice), field});",
        REPORT,
    ),
    # ---- JSON ----
    Mutant(
        "json-invalid-utf8",
        "JSON is one line of valid UTF-8",
        "include/arf/impl/json_writer.ipp",
        "append_quoted(mime::make_utf8(text));",
        "append_quoted(text);",
        REPORT,
    ),
    # ---- mailbox ----
    Mutant(
        "unquotes-too-much",
        "unquoting takes one > and nothing else",
        "include/arf/impl/mailbox_splitter.ipp",
        "copied = line + 1;",
        "copied = bytes.find_first_not_of('>', line);",
        MAILBOX,
    ),
    Mutant(
        "separator-without-blank-line",
        "the messages are those that a plain reading of the rule gives",
        "include/arf/impl/mailbox_splitter.ipp",
        "if (blank_line_before(at, start) != 0 && is_separator(at)) return at;",
        "if (is_separator(at)) return at;",
        MAILBOX,
    ),
    Mutant(
        "pipe-loses-a-separator",
        "a pipe in random pieces = a file = a sealed memfd",
        "include/arf/impl/mailbox_splitter.ipp",
        "at = std::max(start, window_.end() - 1);",
        "at = std::max(start, window_.end());",
        MAILBOX,
    ),
    # ---- documents ----
    Mutant(
        "ses-invents-a-date",
        "complaints of services state nothing that is not in the document",
        "include/arf/dialect/ses.hpp",
        'imply_feedback_type(context, report, FeedbackType::abuse, "abuse");',
        'imply_feedback_type(context, report, FeedbackType::abuse, "abuse");\n'
        '    set_date(context, report.arrival_date, "1970-01-01T00:00:00Z", "timestamp", true);',
        DOCUMENTS,
    ),
    Mutant(
        "xarf-default-agent",
        "complaints of services state nothing that is not in the document",
        "include/arf/dialect/xarf_facts.hpp",
        'reader.read_text(report.xarf_report_id, reader.text(root, {"report_id"}));',
        'reader.read_text(report.xarf_report_id, reader.text(root, {"report_id"}));\n'
        '    reader.read_text(report.user_agent, "XARF/4");',
        DOCUMENTS,
    ),
    Mutant(
        "duplicate-key-untold",
        "duplicate keys are told",
        "include/arf/document/duplicate_keys.hpp",
        "if (nodes[members[i]].key == nodes[members[i - 1]].key)",
        "if (i > 1 && nodes[members[i]].key == nodes[members[i - 1]].key)",
        DOCUMENTS,
    ),
    # ---- attribution ----
    Mutant(
        "too-sure-of-the-source",
        "high takes two sides or a secret",
        "include/arf/attribution/source.hpp",
        'return answer(ip, Confidence::low, from, "the first hop from outside, as it seems");',
        'return answer(ip, Confidence::high, from, "the first hop from outside, as it seems");',
        ATTRIBUTION,
    ),
    Mutant(
        "ours-without-being-told",
        "nothing is ours that was not told",
        "include/arf/attribution/mine.hpp",
        "return (hop.by_ip && has_address(*hop.by_ip)) || has_host(hop.by) || has_domain(hop.by);",
        "return !is_known() || (hop.by_ip && has_address(*hop.by_ip)) || has_host(hop.by);",
        ATTRIBUTION,
    ),
    # ---- tally ----
    Mutant(
        "merge-loses-duplicates",
        "split anywhere and merged in any order, a tally is the same",
        "include/arf/impl/tally.ipp",
        "duplicates_ += duplicates;",
        "duplicates_ += duplicates / 2;",
        TALLY,
    ),
    Mutant(
        "duplicates-count-twice",
        "the counts are those made by hand",
        "include/arf/impl/tally.ipp",
        "return records_[i].print == record.print;",
        "return records_[i].print == record.print && records_[i].source == record.source;",
        TALLY,
    ),
    Mutant(
        "serialised-without-offset",
        "serialised and back, a tally is the same",
        "include/arf/impl/tally_bytes.ipp",
        "{record.index, record.offset}) append_varint",
        "{record.index, record.index}) append_varint",
        TALLY,
    ),
    # ---- the C interface ----
    Mutant(
        "index-beyond-the-end",
        "indexes beyond the end are harmless",
        "lib/c_interface.cpp",
        "index < report->facts.count(fact) ? ARF_OK",
        "index <= report->facts.count(fact) ? ARF_OK",
        C_INTERFACE,
    ),
    Mutant(
        "use-after-free",
        "messages that are gone are harmless",
        "lib/c_interface.cpp",
        "return arf::parse(std::string_view(text.bytes, text.size), how);",
        "return arf::parse_borrowed(std::string_view(text.bytes, text.size), how);",
        C_INTERFACE,
    ),
    # ---- memory ----
    Mutant(
        "leak",
        "what the C interface hands out is freed as a whole",
        "lib/c_interface.cpp",
        "void arf_report_free(arf_report* report) { delete report; }",
        "void arf_report_free(arf_report*) {}",
        C_INTERFACE,
    ),
    Mutant(
        "uninitialised-bytes",
        "nothing invented: each text stands in the unfolded value of its field",
        "include/arf/fields/reader.hpp",
        "return detail::trim({start, static_cast<std::size_t>(end - start)});",
        "return detail::trim({start, raw.size()});",
        REPORT,
    ),
    # ---- threads ----
    Mutant(
        "results-out-of-order",
        "ParallelReader gives results in the order of the mailbox",
        "include/arf/impl/parallel.ipp",
        """auto& slot = slots_[number - first_];
        slot.result = std::move(made.result);
        slot.failure = std::move(made.failure);
        slot.done = true;
        if (number == first_) made_.notify_one();""",
        """auto at = slots_.begin();
        while (at->done) ++at;
        at->result = std::move(made.result);
        at->failure = std::move(made.failure);
        at->done = true;
        static_cast<void>(number);
        made_.notify_one();""",
        ORDER,
    ),
    Mutant(
        "data-race",
        "different threads share nothing without a lock",
        "include/arf/impl/parallel.ipp",
        """    void put(std::uint64_t number, Slot made) noexcept {
        std::scoped_lock const lock(mutex_);""",
        "    void put(std::uint64_t number, Slot made) noexcept {",
        ORDER,
    ),
)
