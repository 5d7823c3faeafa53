# SPDX-License-Identifier: BSL-1.0
"""`arf explain`: one message as a person wants to read it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, TextIO

from arf._attribution import Answer, AttributionOptions, Device
from arf._core import Attribution, Message, Report
from arf._explain_words import (
    CONFIDENCES,
    LISTS,
    ORIGINS,
    REDACTIONS,
    feedback_of,
    is_by_machine,
    kind_of,
    verb_of,
)
from arf._paper import Paper
from arf._raw_text import RawText
from arf._types import DeliveryStatus, Diagnostic, Evidence
from arf._way import address, draw_way, when

MOST_ROWS = 20
MOST_VALUES = 60
MOST_LINES = 20
MOST_OF_EVIDENCE = 10
MOST_NAME = 80
SEVERITIES = {"note": "dim", "warning": "yellow", "error": "red"}
SURE = {"high": "green", "medium": "yellow", "low": "red", "none": "dim"}


class Explanation:
    """Prints what there is to say about one message."""

    def __init__(self, stream: TextIO) -> None:
        self._paper = Paper(stream)

    def print(self, report: Report, options: AttributionOptions | None) -> None:
        inferred = report.attribution(options)
        raw = RawText(report.bytes)
        self._what_it_is(report)
        if report.is_report:
            self._in_short(report, inferred, raw, options)
        self._complaint(report, inferred)
        self._deliveries(report)
        self._document(report)
        if report.original is not None:
            self._way(report, inferred)
            self._origins(report.original)
        if report.is_report or report.original is not None:
            self._answers(inferred, raw)
            self._trust(inferred)
        self._diagnostics(report, raw)

    def _what_it_is(self, report: Report) -> None:
        paper = self._paper
        if report.source:
            name = "standard input" if report.source == "-" else report.source
            place = f", message {report.index} at byte {report.offset}" if report.offset else ""
            paper.title(name + place)
        paper.title(kind_of(report))
        paper.heading("What it is")
        paper.fact("recognised", report.reason)
        for label, value in (
            ("came through", report.feed),
            ("kind", feedback_of(report)),
            ("category", _joined(": ", report.xarf_category, report.xarf_report_type)),
            ("failed check", _joined(", ", report.auth_failure, report.delivery_result)),
            ("incidents", report.incidents),
            ("holds", _rows_of(report)),
            ("reporter", _joined(", ", report.reporting_mta, report.user_agent)),
            ("report id", report.xarf_report_id),
        ):
            self._fact(label, value)
        carrier = report.carrier
        self._fact("mail from", carrier.from_)
        self._fact("mail to", ", ".join(map(str, carrier.to)))
        self._fact("mail subject", carrier.subject)
        self._fact("mail date", _date_of(carrier, report.carrier_date_raw))
        self._fact("mail id", carrier.message_id)

    def _in_short(
        self, report: Report, inferred: Attribution, raw: RawText, options: AttributionOptions | None
    ) -> None:
        """What can be read out to the customer."""
        paper = self._paper
        paper.heading("In short")
        paper.paragraph(" ".join(_story(report, inferred, options)))
        device, account = inferred.device, inferred.account
        self._quote("It shows", device, raw)
        if account.text != device.text:
            self._quote("The account stands", account, raw)

    def _quote(self, what: str, answer: Answer[Any], raw: RawText) -> None:
        """The field that an answer comes from, as it was received."""
        if not answer or not answer.text:
            return
        at = raw.find(answer.text)
        place = (
            "a part of the message that was encoded"
            if at is None
            else f"line {raw.line_of(at)} of the message"
        )
        self._paper.paragraph(f"{what} in {place}:")
        self._paper.quoted(raw.lines(answer.text, MOST_LINES))

    def _complaint(self, report: Report, inferred: Attribution) -> None:
        original = report.original
        if not report.is_report and original is None:
            return
        paper = self._paper
        paper.heading("Who complained about what" if report.is_report else "The message it is about")
        if report.is_report:
            self._fact("recipient", inferred.recipient.value or f"not told: {inferred.recipient.reason}")
            if why := REDACTIONS.get(inferred.recipient_redaction):
                paper.more(why)
        self._fact("subject", report.original_subject)
        self._fact("from", _joined(" ", *_author(original)))
        self._fact("to", ", ".join(report.original_to))
        self._fact("date", _date_of(original, report.original_date_raw))
        self._fact("message-id", report.original_message_id)
        self._fact("return path", _path(report.original_mail_from, report.original_return_path))
        self._fact(
            "arrived", when(report.arrival_date) if report.arrival_date else _undated(report.arrival_date_raw)
        )
        self._fact("from address", address(report.source_ip, report.source_port))
        self._fact("domains", ", ".join(report.reported_domain))
        self._fact("links", ", ".join(report.reported_uri))
        if report.original_headers_only:
            paper.more("only the header of the message was sent")

    def _deliveries(self, report: Report) -> None:
        if not report.deliveries:
            return
        self._paper.heading("What became of it")
        for delivery in report.deliveries[:MOST_ROWS]:
            self._delivery(delivery)
        self._left_out(len(report.deliveries), "recipients")

    def _delivery(self, delivery: DeliveryStatus) -> None:
        recipient = delivery.final_recipient or delivery.original_recipient
        facts = [delivery.action, f"status {delivery.status}" if delivery.status else ""]
        facts.append(f"by {delivery.remote_mta}" if delivery.remote_mta else "")
        facts.append(when(delivery.last_attempt_date) if delivery.last_attempt_date else "")
        self._fact("recipient", _path(recipient and recipient.address) or "not told")
        self._paper.more(", ".join(filter(None, facts)), "")
        self._paper.more(delivery.diagnostic_code or "")
        if delivery.blocklist:
            self._paper.more(f"the text names {delivery.blocklist}", "red")

    def _document(self, report: Report) -> None:
        """What the document of a JSON format says; the rows of a list, and the evidence."""
        if report.rows:
            self._paper.heading("What it lists")
            for row in report.rows[:MOST_ROWS]:
                counts = ", ".join(f"{name} {number}" for name, number in row.counts.items())
                facts = (row.source_ip, row.date and when(row.date), row.recipient, counts)
                self._fact("row", _joined(", ", *facts) or row.text)
            self._left_out(len(report.rows), "rows")
        if report.evidence:
            self._paper.heading("Evidence it brings")
            for one in report.evidence[:MOST_ROWS]:
                self._evidence(one)
            self._left_out(len(report.evidence), "pieces")
        if report.extensions:
            self._paper.heading("Fields of the report that are not known")
            for field in report.extensions[:MOST_ROWS]:
                self._paper.paragraph(self._paper.clipped(f"{field.name}: {field.value}", 300))
            self._left_out(len(report.extensions), "fields")
        if report.document is not None:
            self._paper.heading("What the document says")
            values = _values(report.document)
            for name, value in values[:MOST_VALUES]:
                self._paper.paragraph(f"{name}: {self._paper.clipped(value, 160)}")
            if len(values) > MOST_VALUES:
                self._paper.paragraph("(the others stand in the message)", "dim")

    def _evidence(self, one: Evidence) -> None:
        """A piece of evidence, with its first lines where it is text."""
        text = f"{one.content_type or 'of unknown type'}, {len(one.payload)} bytes"
        self._fact("evidence", _joined(", ", text, one.description))
        if one.content_type.strip().lower().startswith("text/"):
            start = one.payload[:4000]
            lines = RawText(start).lines(start, MOST_OF_EVIDENCE)
            self._paper.quoted(lines)
            if len(start) < len(one.payload) and lines[-1] != "...":
                self._paper.quoted(["..."])

    def _origins(self, original: Message) -> None:
        """Each field, for the device shows one program and one script only."""
        origins = original.origins()
        if not origins:
            return
        self._paper.heading("Programs and addresses the header names")
        for origin in origins[:MOST_ROWS]:
            ip = str(origin.ip or "")
            user = f"ran as user {origin.user_id}" if origin.user_id else ""
            text = _joined(", ", origin.value, "" if ip in origin.value else f"for {ip}", user)
            self._fact(ORIGINS.get(origin.kind, origin.kind), f"{origin.field}: {text}")
        self._left_out(len(origins), "fields")
        self._paper.paragraph("(whoever handed the message over may have written them)", "dim")

    def _way(self, report: Report, inferred: Attribution) -> None:
        self._paper.heading("The way of the message, from its first machine to the last")
        if not inferred.hops:
            self._paper.paragraph("No Received field was sent back: the way is not known.")
            return
        top = inferred.hops[0].received
        mailbox = inferred.recipient.value or top.envelope_for
        draw_way(self._paper, inferred.hops, f"the mailbox of {mailbox}" if mailbox else "a mailbox")
        self._paper.paragraph("(hops are numbered as in the record: 0 is the newest)", "dim")

    def _answers(self, inferred: Attribution, raw: RawText) -> None:
        self._paper.heading("Whom it is about, and how sure that is")
        for label, answer in (
            ("source", inferred.source),
            ("source port", inferred.source_port),
            ("recipient", inferred.recipient),
            ("message-id", inferred.message_id),
            ("campaign", inferred.campaign),
            ("customer", inferred.customer),
            ("account", inferred.account),
            ("device", inferred.device),
            ("our filter", inferred.outbound_verdict),
        ):
            self._answer(label, answer, raw)
        for conflict in inferred.conflicts:
            self._fact("conflict", conflict, "red")

    def _answer(self, label: str, answer: Answer[Any], raw: RawText) -> None:
        if not answer:
            self._fact(label, f"not known: {answer.reason}", SURE["none"])
            return
        self._fact(label, _shown(answer.value), "bold")
        at = raw.find(answer.text)
        where = _place(answer) + (f", line {raw.line_of(at)}" if at is not None else "")
        sure = f"{CONFIDENCES.get(answer.confidence, '')} ({answer.confidence})"
        self._paper.more(f"{sure}: {answer.reason}; {where}", SURE.get(answer.confidence, ""))

    def _trust(self, inferred: Attribution) -> None:
        trust = inferred.trust
        facts = (
            ("its sender", trust.carrier_authenticated, "proven by our own server", "not proven"),
            ("its From", trust.carrier_aligned, "belongs to that sender", "may be another's"),
            ("its parts", trust.report_agrees_with_original, "report and original agree", "they differ"),
            ("CFBL id", trust.cfbl_id_valid, "ours: the code in it is right", "not ours: the code is wrong"),
        )
        self._paper.heading("Can the report be believed")
        for label, fact, yes, no in facts:
            if fact is not None:
                self._fact(label, yes if fact else no, "green" if fact else "red")
        if not trust.names_of_mine and all(fact is None for _, fact, _, _ in facts):
            self._paper.paragraph("Nothing tells: what is ours was not told, or nothing in it is.")
        for name in trust.names_of_mine[:MOST_ROWS]:
            self._fact("names us", self._paper.clipped(name, 160))

    def _diagnostics(self, report: Report, raw: RawText) -> None:
        if not report.diagnostics:
            return
        self._paper.heading("What was odd")
        for diagnostic in report.diagnostics:
            self._diagnostic(diagnostic, raw)

    def _diagnostic(self, diagnostic: Diagnostic, raw: RawText) -> None:
        excerpt = raw.excerpt(diagnostic.offset, diagnostic.length, self._paper.width - 8)
        field = f" in {diagnostic.field}" if diagnostic.field else ""
        where = f"line {excerpt.line}, byte {diagnostic.offset}{field}"
        self._fact(
            diagnostic.severity, f"{diagnostic.code}: {where}", SEVERITIES.get(diagnostic.severity, "")
        )
        source = f" ({diagnostic.source})" if diagnostic.source else ""
        self._paper.more(f"{diagnostic.text}{source}; {diagnostic.action}", "")
        self._paper.raw(excerpt.text, excerpt.caret, SEVERITIES.get(diagnostic.severity, ""))

    def _fact(self, label: str, value: object, style: str = "") -> None:
        """A fact; nothing where it is absent."""
        text = "" if value is None else str(value)
        if text:
            self._paper.fact(label, text, style)

    def _left_out(self, count: int, what: str) -> None:
        if count > MOST_ROWS:
            self._paper.paragraph(f"({count - MOST_ROWS} more {what} stand in the record)", "dim")


def _joined(separator: str, *values: object) -> str:
    return separator.join(str(value) for value in values if value)


def _author(message: Message | None) -> tuple[str, str]:
    author = message.from_ if message else None
    return (author.display_name, f"<{author.address}>") if author else ("", "")


def _path(*paths: str | None) -> str | None:
    """The first path that is told; the null path as it is written."""
    told = next((path for path in paths if path is not None), None)
    return "<>" if told == "" else told


def _date_of(message: Message | None, raw: str | None) -> str | None:
    """The date, with the text of one that is no instant."""
    if message is not None and message.date is not None:
        field = message.find("Date")
        return when(message.date) + (f" (written as {field.value})" if field else "")
    return _undated(raw)


def _undated(raw: str | None) -> str | None:
    """A date as written that is no instant."""
    return f"{raw} (zone unknown)" if raw else None


def _rows_of(report: Report) -> str | None:
    """How many complaints a batch holds."""
    count = len(report.rows)
    if not count:
        return None
    if report.format in LISTS:
        return f"{count} rows, each about an address"
    return "1 complaint, told as a row" if count == 1 else f"{count} complaints, each told as a row"


def _place(answer: Answer[Any]) -> str:
    """Where an answer comes from."""
    if answer.place == "hop" and answer.hop is not None:
        return f"from hop {answer.hop}"
    if answer.place == "token":
        return f"from the decoder {answer.name} in {answer.field}"
    names = {
        "report": "the report",
        "original": "the original",
        "carrier": "the mail that brought the report",
    }
    return f"from {answer.name} in {names.get(answer.place, answer.place)}"


def _shown(value: Any) -> str:
    if isinstance(value, Device):
        return _device(value)
    if hasattr(value, "verdict"):
        return f"{value.verdict}: {value.field}: {value.value}"
    return str(value)


def _device(device: Device) -> str:
    """What tells one device from another."""
    offset = device.utc_offset
    facts = (
        address(device.ip, device.port),
        f'calls itself "{device.helo}"' if device.helo else "",
        f"program {device.mailer}" if device.mailer else "",
        f"script {device.script}" if device.script else "",
        f"by {device.protocol}" if device.protocol else "",
        when(device.date) if device.date else "",
        "" if offset is None else f"its clock is at UTC{_offset(offset)}",
        f"queue id {device.queue_id}" if device.queue_id else "",
    )
    return _joined(", ", *facts)


def _offset(minutes: int) -> str:
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _story(report: Report, inferred: Attribution, options: AttributionOptions | None) -> Iterator[str]:
    """Sentences that a customer understands."""
    yield f"{_who(report, inferred)} {verb_of(report)} {_matter(report)} ({_kind(report)})."
    if len(report.rows) > 1 and report.format not in LISTS:
        yield f"These are {len(report.rows)} complaints that came together; the rows below list them."
    if any(conflict.startswith("recipient:") for conflict in inferred.conflicts):
        yield "Who complained is told in more than one way: see the conflicts below."
    if _is_from_elsewhere(inferred, options):
        yield f"The address that handed it over, {inferred.source.value}, is not among yours."
    if report.original is None:
        yield "No message came with it: which account and device it was has to be found by these facts."
        return
    device = inferred.device.value
    if device is None:
        yield f"Which device sent it is not known: {inferred.device.reason}."
    else:
        yield from _handed_in(inferred, device)
    account = inferred.account
    if not account:
        yield f"Which account sent it is not known: {account.reason}."
    elif account.confidence == "low":
        yield f"The account is perhaps {account.value}; that is uncertain: {account.reason}."
    else:
        yield f"The account is {account.value}; that is {CONFIDENCES[account.confidence]}."


def _who(report: Report, inferred: Attribution) -> str:
    """Whose complaint it is. The sender of the report only passes on what a person did."""
    if is_by_machine(report):
        return report.reporting_mta or report.carrier_from or report.feed or "The reporter"
    recipient = inferred.recipient
    if not recipient:
        return "Somebody who is not named"
    candidates = tuple(dict.fromkeys(report.original_rcpt_to))
    if len(candidates) > 1:
        others = ", ..." if len(candidates) > 3 else ""
        each = f"{len(candidates)}" if len(report.rows) > 1 else f"One of {len(candidates)}"
        return f"{each} recipients ({', '.join(candidates[:3])}{others})"
    if inferred.recipient_redaction != "none":
        return f"Somebody whose address the reporter made unreadable ({recipient.value})"
    if recipient.confidence == "low":
        return f"Somebody, perhaps {recipient.value},"
    return str(recipient.value)


def _is_from_elsewhere(inferred: Attribution, options: AttributionOptions | None) -> bool:
    """Whether networks were told, and the address that handed the mail over is in none of them."""
    source = inferred.source
    if options is None or not options.my_networks or source.value is None or source.confidence == "low":
        return False
    return not any(source.value in network for network in options.my_networks)


def _kind(report: Report) -> str:
    xarf = _joined(": ", report.xarf_category, report.xarf_report_type)
    return feedback_of(report) or xarf or "the report does not say why"


def _matter(report: Report) -> str:
    """What a complaint is about."""
    sender = report.original_from or report.original_mail_from
    if report.original is None and not sender and not report.original_rcpt_to:
        if report.rows:
            return f"what the {len(report.rows)} rows below list"
        if report.source_ip:
            return f"what came from {address(report.source_ip, report.source_port)}"
    subject = f' with the subject "{report.original_subject}"' if report.original_subject else ""
    return f"a message{subject}{f' from {sender}' if sender else ''}"


def _handed_in(inferred: Attribution, device: Device) -> Iterator[str]:
    time = ""
    if device.date:
        time = f" on {when(device.date)}"
        if device.utc_offset:
            own = (device.date.hour * 60 + device.date.minute + device.utc_offset) % (24 * 60)
            clock = f"{own // 60:02}:{own % 60:02}:{device.date.second:02}"
            time += f" ({clock} by its own clock, UTC{_offset(device.utc_offset)})"
    place = address(device.ip, device.port)
    name = f' that calls itself "{device.helo}"' if device.helo else ""
    program = device.mailer or device.script
    is_unsure = inferred.device.confidence == "low"
    yield (
        f"{'Perhaps a' if is_unsure else 'A'} device{name}{f' at the address {place}' if place else ''} "
        f"handed it in{time}{f', with the program {program}' if program else ''}."
    )
    yield f"That is {CONFIDENCES[inferred.device.confidence]}: {inferred.device.reason}."


def _values(document: Any) -> list[tuple[str, str]]:
    """The values of a document in order, by their paths: one more than are shown, at most."""
    found: list[tuple[str, str]] = []
    waiting: list[tuple[str, Any]] = [("", document)]
    while waiting and len(found) <= MOST_VALUES:
        name, value = waiting.pop()
        if isinstance(value, (dict, list)):
            waiting += reversed(list(islice(_children(name, value), MOST_VALUES + 1)))
        else:
            found.append((name, "null" if value is None else str(value)))
    return found


def _children(name: str, value: dict[str, Any] | list[Any]) -> Iterator[tuple[str, Any]]:
    """What stands in an object or an array, with the end of its path."""
    if isinstance(value, list):
        yield from ((f"{name}[{number}]", one) for number, one in enumerate(value))
        return
    before = f"{name[-MOST_NAME:]}." if name else ""
    for key, one in value.items():
        yield before + key[:MOST_NAME], one
