# SPDX-License-Identifier: BSL-1.0
"""How the command line prints records: JSON Lines, a JSON array, CSV, a table."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TextIO

from rich.console import Console

from arf._attribution import AttributionOptions
from arf._columns import (
    HEAD,
    HEAD_WITH_ACCOUNT,
    ChosenColumns,
    Columns,
    Row,
    chosen_row,
    place_of,
    printable,
    row_of,
)
from arf._core import Mailbox
from arf._csv import CsvWriter
from arf._facts import ERROR, FLAT, INFERRED, Fact, Seen
from arf._sources import PipedMailbox
from arf._types import ParseError, to_json
from arf._where import Condition

if TYPE_CHECKING:
    from typing_extensions import Self


class _Console(Console):
    """Leaves it to its caller what becomes of a reader that has enough."""

    def on_broken_pipe(self) -> None:
        raise  # the BrokenPipeError: rich would end the program with status 1


def console_on(stream: TextIO, width: int) -> Console:
    """Knows how wide the output is, whether it is coloured, and its encoding.

    Args:
        width: Where the output is no terminal and COLUMNS does not say.
    """
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="replace")  # a terminal without UTF-8
    piped = not stream.isatty() and not os.environ.get("COLUMNS")
    return _Console(file=stream, width=width if piped else None, highlight=False, markup=False, emoji=False)


class Shape(NamedTuple):
    """What is to be printed."""

    options: AttributionOptions | None = None
    """What is ours, where each record is to say whom it is about."""
    columns: tuple[Fact, ...] | None = None
    """The columns to print; None for all, or for those that a format has else."""
    where: tuple[Condition, ...] = ()
    """What holds for each record that is printed."""
    names_files: bool = False
    """Whether a table says of each row where its message stands, as `arf explain` takes it."""
    errors_too: bool = False
    """Whether what cannot be read gives a record, too."""
    exact: bool = False
    """Whether CSV keeps text as it is that looks like a formula."""


class Output(Protocol):
    """Prints records one after the other, in constant memory."""

    def __enter__(self) -> Output: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def items(self, mailbox: Mailbox | PipedMailbox) -> Iterator[Any]:
        """The records of a mailbox as add() takes them; a ParseError for each message that has none."""

    def add(self, item: Any) -> None:
        """Prints one record, or the one that stands for an error."""


class Selecting:
    """The base of outputs that look at each report: those of a mailbox for which all conditions hold."""

    def __init__(self, stream: TextIO, shape: Shape) -> None:
        self._shape = shape

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.finish()

    def finish(self) -> None:
        """Prints what belongs behind the last record."""

    def items(self, mailbox: Mailbox | PipedMailbox) -> Iterator[Any]:
        for item in mailbox:
            if isinstance(item, ParseError):
                yield item
                continue
            seen = Seen(item, self._shape.options)
            if all(condition.fits(seen) for condition in self._shape.where):
                yield seen


class JsonLines(Selecting):
    """One JSON object a line, as the core writes it; with --columns only some of its members."""

    _takes_lines = True
    """Whether add() takes several lines at once."""

    def __init__(self, stream: TextIO, shape: Shape) -> None:
        super().__init__(stream, shape)
        self._write: Callable[[bytes], int] = stream.buffer.write

    def items(self, mailbox: Mailbox | PipedMailbox) -> Iterator[Any]:
        if self._shape.where or self._shape.columns:
            return super().items(mailbox)
        return iter(mailbox.next_lines if self._takes_lines else mailbox.next_line, None)

    def add(self, item: bytes | Seen | ParseError) -> None:
        self._write(item if isinstance(item, bytes) else self._json(item).encode() + b"\n")

    def _json(self, item: Seen | ParseError) -> str:
        columns = self._shape.columns
        if columns is None:
            return item.to_json() if isinstance(item, ParseError) else item.to_json(bool(self._shape.options))
        if isinstance(item, Seen):
            return to_json(item.chosen(columns))
        record = item.to_dict()
        return to_json({fact.name: record[fact.name] for fact in columns if fact.name in record})


class JsonArray(JsonLines):
    """One JSON array of all records, one a line."""

    _takes_lines = False
    _before = b"[\n"

    def finish(self) -> None:
        self._write(b"[]\n" if self._before == b"[\n" else b"\n]\n")

    def add(self, item: bytes | Seen | ParseError) -> None:
        record = item.rstrip(b"\n") if isinstance(item, bytes) else self._json(item).encode()
        self._write(self._before + record)
        self._before = b",\n"


class Csv(Selecting):
    """One line a record, the names of the columns first: those chosen, or all whose values are no objects."""

    def __init__(self, stream: TextIO, shape: Shape) -> None:
        super().__init__(stream, shape)
        more = (INFERRED if shape.options else ()) + ((ERROR,) if shape.errors_too else ())
        self._columns = shape.columns or (*FLAT, *more)
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace", newline="")
        self._writer = CsvWriter(stream, (fact.name for fact in self._columns), shape.exact)

    def __enter__(self) -> Self:
        self._writer.head()
        return self

    def add(self, item: Seen | ParseError) -> None:
        self._writer.row(item.chosen(self._columns) if isinstance(item, Seen) else item.to_dict())


class Page(Selecting):
    """A table for people, in constant memory: the first rows decide how wide the columns are.

    Its lines are made by hand: rich lays out a whole table at a time, and a row takes it longer than reading
    the message.
    """

    SAMPLE = 200
    """Rows that decide."""
    WIDTH = 160
    """Characters a line where the output is no terminal and COLUMNS does not say."""

    def __init__(self, stream: TextIO, shape: Shape) -> None:
        super().__init__(stream, shape)
        console = console_on(stream, self.WIDTH)
        self._write = stream.write
        self._is_coloured = console.color_system is not None and not console.no_color
        self._rule, more = ("\u2500", "\u2026") if console.encoding.startswith("utf") else ("-", "~")
        self._columns: Columns | ChosenColumns
        if shape.columns is None:
            self._columns = Columns(HEAD_WITH_ACCOUNT if shape.options else HEAD, console.width, more)
        else:
            self._columns = ChosenColumns(shape.columns, console.width, more)
        self._waiting: list[tuple[Row | str, str]] | None = []

    def finish(self) -> None:
        self._start()

    def add(self, item: Seen | ParseError) -> None:
        if isinstance(item, Seen):
            row: Row | str = self._row(item)
        else:
            row = printable(f"{item.to_dict()['error']}: {item.source}")
        file = place_of(item.report) if self._shape.names_files and isinstance(item, Seen) else ""
        if self._waiting is None:
            self._print(row, file)
            return
        self._waiting.append((row, file))
        if len(self._waiting) == self.SAMPLE:
            self._start()

    def _row(self, seen: Seen) -> Row:
        columns = self._shape.columns
        if columns is None:
            return row_of(seen.report, self._shape.options)
        return chosen_row(seen.chosen(columns), columns)

    def _start(self) -> None:
        """Prints the head and the rows that decided about it."""
        if self._waiting is None:
            return
        rows, self._waiting = self._waiting, None
        unreadable = self._columns.unreadable()
        files = ["file", *(file for _, file in rows)] if self._shape.names_files else []
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


FORMATS: dict[str, Callable[[TextIO, Shape], Output]] = {
    "csv": Csv,
    "json": JsonArray,
    "jsonl": JsonLines,
    "table": Page,
}
