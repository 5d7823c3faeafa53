# SPDX-License-Identifier: BSL-1.0
"""How the command line prints records: JSON Lines, a JSON array, a table."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, Protocol, TextIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from arf._core import Mailbox, Report
from arf._types import ParseError


def printable(text: str) -> str:
    """Text from a stranger for a terminal: no control character, no change of direction."""
    return "".join(c if c.isprintable() else " " if c.isspace() else "\ufffd" for c in text)


class Output(Protocol):
    """Prints records one after the other, in constant memory."""

    def __enter__(self) -> Output: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def items(self, mailbox: Mailbox) -> Iterator[Any]:
        """The records of a mailbox as add() takes them; a ParseError for each message that has none."""

    def add(self, item: Any) -> None:
        """Prints one record, or the one that stands for an error."""


class JsonLines:
    """One JSON object a line, as the core writes it."""

    def __init__(self, stream: TextIO) -> None:
        self._write: Callable[[bytes], int] = stream.buffer.write

    def __enter__(self) -> JsonLines:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def items(self, mailbox: Mailbox) -> Iterator[bytes | ParseError]:
        return iter(mailbox.next_line, None)

    def add(self, item: bytes | ParseError) -> None:
        self._write(item if isinstance(item, bytes) else item.to_json().encode() + b"\n")


class JsonArray(JsonLines):
    """One JSON array of all records, one a line."""

    _before = b"[\n"

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._write(b"[]\n" if self._before == b"[\n" else b"\n]\n")

    def add(self, item: bytes | ParseError) -> None:
        record = item.rstrip(b"\n") if isinstance(item, bytes) else item.to_json().encode()
        self._write(self._before + record)
        self._before = b",\n"


class Page:
    """A table for people, printed page by page: a large mailbox need not fit into memory."""

    ROWS = 500
    WIDTH = 160
    """Characters a line where the output is no terminal and COLUMNS does not say."""

    def __init__(self, stream: TextIO) -> None:
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without UTF-8
        self._console = Console(file=stream, highlight=False)
        if not stream.isatty() and not os.environ.get("COLUMNS"):
            self._console.width = self.WIDTH
        self._table = self._new_table(header=True)

    def __enter__(self) -> Page:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and (self._table.row_count or self._table.show_header):
            self._console.print(self._table)

    def items(self, mailbox: Mailbox) -> Iterator[Report | ParseError]:
        return iter(mailbox)

    def add(self, item: Report | ParseError) -> None:
        if isinstance(item, Report):
            self._table.add_row(*(Text(printable(text)) for text in self._cells(item)))
        else:
            self._table.add_row("", Text("unreadable", "red"), "", "", Text(printable(str(item)), "red"))
        if self._table.row_count == self.ROWS:
            self._console.print(self._table)
            self._table = self._new_table(header=False)

    @staticmethod
    def _cells(report: Report) -> tuple[str, ...]:
        arrived = report.arrival_date.strftime("%Y-%m-%d %H:%M:%SZ") if report.arrival_date else ""
        kind = (report.feedback_type or "") if report.is_report else report.format
        sender = report.original_from or report.original_mail_from or ""
        subject = report.original_subject if report.is_report else report.carrier_subject
        return arrived, kind, str(report.source_ip or ""), sender, subject or ""

    @staticmethod
    def _new_table(header: bool) -> Table:
        table = Table(
            box=box.SIMPLE_HEAD if header else box.SIMPLE, show_header=header, show_edge=False, expand=True
        )
        table.add_column("arrived", width=20, no_wrap=True)
        table.add_column("type", width=12, no_wrap=True)
        table.add_column("source ip", width=15, overflow="fold")
        table.add_column("from", ratio=2, no_wrap=True)
        table.add_column("subject", ratio=3, no_wrap=True)
        return table


FORMATS: dict[str, Callable[[TextIO], Output]] = {"json": JsonArray, "jsonl": JsonLines, "table": Page}
