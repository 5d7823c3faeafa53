# SPDX-License-Identifier: BSL-1.0
"""What `arf summary` shows: the groups of a tally as lines, with complaint rates where volumes are known."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Protocol, TextIO

from rich.cells import cell_len
from rich.console import JustifyMethod
from rich.table import Table

from arf._columns import printable
from arf._csv import CsvWriter
from arf._output import console_on
from arf._rates import LIMITS, Key, limits_reached, rate_of
from arf._types import escaped

WIDTH = 160
"""Characters a line of a table where the output is no terminal and COLUMNS does not say."""
MAX_KEY = 39
"""Characters that a key has, however narrow the terminal: the longest IP address."""
COUNTS = ("reports", "incidents", "recipients", "feeds")
TIMES = ("first_seen", "last_seen")
RATES = ("sent", "rate", "limits_reached")
SPARED = ("last", "first", "feeds", "recipients", "incidents")
"""Columns that a table does without on a narrow terminal, in this order."""


class Group(Protocol):
    """What is needed of arf.TallyGroup."""

    @property
    def kind(self) -> str: ...
    @property
    def key(self) -> Mapping[str, str | None]: ...
    @property
    def first_seen(self) -> datetime | None: ...
    @property
    def last_seen(self) -> datetime | None: ...


@dataclass(frozen=True)
class Line:
    """One group, or a volume that drew no complaint. `sent` where it is known; then there is a rate, too."""

    kind: str
    key: Mapping[str, str | None]
    counts: tuple[int, ...] = (0, 0, 0, 0)
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    sent: int | None = None

    @property
    def rate(self) -> float | None:
        """Complaints per mail sent, at least: one report is one complaint, whatever it says of incidents."""
        return None if self.sent is None else rate_of(self.counts[0], self.sent)

    def to_dict(self) -> dict[str, object]:
        """As JSON and CSV have it."""
        facts: dict[str, object] = {
            "kind": self.kind,
            **self.key,
            **dict(zip(COUNTS, self.counts, strict=True)),
        }
        facts |= {"first_seen": instant(self.first_seen), "last_seen": instant(self.last_seen)}
        reached = [f"{limit.who}: {limit.what}" for limit in limits_reached(self.rate)]
        return {**facts, "sent": self.sent, "rate": self.rate, "limits_reached": reached}


def instant(time: datetime | None) -> str | None:
    """RFC 3339 in UTC, as in the record."""
    return None if time is None else time.isoformat().replace("+00:00", "Z")


def lines_of(groups: Iterable[Group], by: Sequence[str], sent: Mapping[Key, int]) -> list[Line]:
    """The groups in their order, complaints with their volumes; then the volumes without complaints."""
    unused = dict(sent)
    lines = []
    for group in groups:
        key = tuple(value or "" for value in group.key.values())
        volume = sent.get(key) if group.kind == "complaint" else None
        if volume is not None:
            unused.pop(key, None)
        counts = tuple(getattr(group, name) for name in COUNTS)
        lines.append(Line(group.kind, group.key, counts, group.first_seen, group.last_seen, volume))
    for values, volume in unused.items():
        key_of_none = {name: value or None for name, value in zip(by, values, strict=True)}
        lines.append(Line("complaint", key_of_none, sent=volume))
    return lines


@dataclass(frozen=True)
class Column:
    """A column of the table for people: its head, and a text for each line."""

    head: str
    cells: Sequence[str]
    is_key: bool = False
    absent: Sequence[bool] = ()
    """Of a key: where there is no value."""
    is_number: bool = False
    is_limit: bool = False
    """Whether it names limits of LIMITS by their share."""

    @cached_property
    def width(self) -> int:
        """Characters of the longest."""
        return max(map(cell_len, (self.head, *self.cells)))


def columns_of(lines: Sequence[Line], by: Sequence[str], has_rates: bool) -> list[Column]:
    """The table for people. The kind is named where there is more than one; times are days in UTC."""
    columns = []
    if len({line.kind for line in lines}) > 1:
        columns.append(Column("kind", [line.kind for line in lines]))
    for name in by:
        cells = [printable(line.key[name] or "-") for line in lines]
        absent = [line.key[name] is None for line in lines]
        columns.append(Column(name.replace("_", " "), cells, is_key=True, absent=absent))
    for place, name in enumerate(COUNTS):
        columns.append(Column(name, [str(line.counts[place]) for line in lines], is_number=True))
    columns.append(Column("first", [_day(line.first_seen) for line in lines]))
    columns.append(Column("last", [_day(line.last_seen) for line in lines]))
    if has_rates:
        sent = ["" if line.sent is None else str(line.sent) for line in lines]
        rates = ["" if line.rate is None else f">= {line.rate:.3%}" for line in lines]
        columns.append(Column("sent", sent, is_number=True))
        columns.append(Column("rate", rates, is_number=True))
        columns.append(Column("limit", [_highest_limit(line.rate) for line in lines], is_limit=True))
    return columns


def _day(time: datetime | None) -> str:
    return time.date().isoformat() if time else ""


def _highest_limit(rate: float | None) -> str:
    """The share of the highest limit that is reached: the lower ones are, too."""
    reached = limits_reached(rate)
    return f"{reached[-1].share:.1%}" if reached else ""


def print_table(lines: Sequence[Line], by: Sequence[str], has_rates: bool, stream: TextIO) -> None:
    """A table for people, without the columns that a narrow terminal has no room for."""
    console = console_on(stream, WIDTH)
    columns = columns_of(lines, by, has_rates)
    dropped: list[str] = []
    for head in SPARED:
        if _total(columns) > console.width:
            columns = [column for column in columns if column.head != head]
            dropped.append(head)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        if column.is_key:
            table.add_column(column.head, overflow="fold", min_width=_room(column))
        else:
            justify: JustifyMethod = "right" if column.is_number else "left"
            table.add_column(column.head, justify=justify, no_wrap=True)
    for row in zip(*(column.cells for column in columns), strict=True):
        table.add_row(*row)
    console.print(table)
    if has_rates:
        console.print(f"Rates are lower bounds. Limits: {limits_in_words()}.")
    if dropped:
        console.print(f"Too narrow for: {', '.join(dropped)} (--format csv has all columns).")


def _room(column: Column) -> int:
    """What a key has, however narrow the terminal."""
    return min(max(column.width, 10), MAX_KEY)


def _total(columns: Sequence[Column]) -> int:
    """How wide a table is, with two blanks between its columns."""
    widths = (_room(column) if column.is_key else column.width for column in columns)
    return sum(widths) + 2 * (len(columns) - 1)


def limits_in_words() -> str:
    """Who wants less than which share."""
    shares = sorted({limit.share for limit in LIMITS})
    named = ((share, [limit.who for limit in LIMITS if limit.share == share]) for share in shares)
    return "; ".join(f"{share:.1%} {', '.join(who)}" for share, who in named)


def _names(by: Sequence[str], has_rates: bool) -> tuple[str, ...]:
    return ("kind", *by, *COUNTS, *TIMES, *(RATES if has_rates else ()))


def print_csv(lines: Sequence[Line], by: Sequence[str], has_rates: bool, stream: TextIO) -> None:
    """One row a line, the head first; `rate` is a share, at least: 0.003 is 0.3 %."""
    writer = CsvWriter(stream, _names(by, has_rates))
    writer.head()
    for line in lines:
        writer.row(line.to_dict())


def print_json(lines: Sequence[Line], by: Sequence[str], has_rates: bool, stream: TextIO) -> None:
    """An array of objects; what is absent is null."""
    names = _names(by, has_rates)
    records = [{name: facts[name] for name in names} for facts in map(Line.to_dict, lines)]
    stream.write(escaped(json.dumps(records, ensure_ascii=False, indent=1)) + "\n")


PRINTERS = {"table": print_table, "csv": print_csv, "json": print_json}
