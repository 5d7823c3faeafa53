# SPDX-License-Identifier: BSL-1.0
"""How the command line prints records: JSON Lines, a JSON array, a table."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, Protocol, TextIO

from rich.console import Console

from arf._attribution import AttributionOptions
from arf._columns import HEAD, HEAD_WITH_ACCOUNT, Columns, Row, place_of, printable, row_of
from arf._core import Mailbox, Report
from arf._types import ParseError


def console_on(stream: TextIO, width: int) -> Console:
    """Knows how wide the output is, whether it is coloured, and its encoding.

    Args:
        width: Where the output is no terminal and COLUMNS does not say.
    """
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="replace")  # a terminal without UTF-8
    piped = not stream.isatty() and not os.environ.get("COLUMNS")
    return Console(file=stream, width=width if piped else None, highlight=False, markup=False, emoji=False)


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

    def __init__(self, stream: TextIO, options: AttributionOptions | None, names_files: bool = False) -> None:
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
    """A table for people, in constant memory: the first rows decide how wide the columns are.

    Its lines are made by hand: rich lays out a whole table at a time, and a row takes it longer than reading
    the message.
    """

    SAMPLE = 200
    """Rows that decide."""
    WIDTH = 160
    """Characters a line where the output is no terminal and COLUMNS does not say."""

    def __init__(self, stream: TextIO, options: AttributionOptions | None, names_files: bool = False) -> None:
        """With `names_files` each row says where its message stands, as `arf explain` takes it."""
        console = console_on(stream, self.WIDTH)
        self._write = stream.write
        self._options = options
        self._is_coloured = console.color_system is not None and not console.no_color
        self._rule, more = ("\u2500", "\u2026") if console.encoding.startswith("utf") else ("-", "~")
        self._columns = Columns(HEAD_WITH_ACCOUNT if options else HEAD, console.width, more)
        self._names_files = names_files
        self._waiting: list[tuple[Row | str, str]] | None = []

    def __enter__(self) -> Page:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._start()

    def items(self, mailbox: Mailbox) -> Iterator[Report | ParseError]:
        return iter(mailbox)

    def add(self, item: Report | ParseError) -> None:
        if isinstance(item, Report):
            row: Row | str = row_of(item, self._options)
        else:
            row = printable(f"{item.to_dict()['error']}: {item.source}")
        file = place_of(item) if self._names_files and isinstance(item, Report) else ""
        if self._waiting is None:
            self._print(row, file)
            return
        self._waiting.append((row, file))
        if len(self._waiting) == self.SAMPLE:
            self._start()

    def _start(self) -> None:
        """Prints the head and the rows that decided about it."""
        if self._waiting is None:
            return
        rows, self._waiting = self._waiting, None
        unreadable = self._columns.unreadable()
        files = ["file", *(file for _, file in rows)] if self._names_files else []
        self._columns.fit([unreadable if isinstance(row, str) else row for row, _ in rows], files)
        head = self._columns.line(self._columns.head, "file" if files else "")
        self._write(self._styled(head, "1") + "\n")
        self._write(self._rule * self._columns.total + "\n")
        for row, file in rows:
            self._print(row, file)

    def _print(self, row: Row | str, file: str) -> None:
        """One line; a text is why there is no row."""
        if isinstance(row, str):
            line = self._styled(self._columns.note(self._columns.unreadable(row)), "31")
        else:
            line = self._columns.line(row, file)
        self._write(line + "\n")

    def _styled(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._is_coloured else text


FORMATS: dict[str, Callable[[TextIO, AttributionOptions | None, bool], Output]] = {
    "json": JsonArray,
    "jsonl": JsonLines,
    "table": Page,
}
