# SPDX-License-Identifier: BSL-1.0
"""What `arf summary` shows: the groups of a tally as lines, with complaint rates where volumes are known."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TextIO

from rich.cells import cell_len
from rich.table import Table

from arf._columns import printable
from arf._csv import CsvWriter
from arf._output import console_on
from arf._rates import Key, limits_reached, rate_of

WIDTH = 160
"""Characters a line of a table where the output is no terminal and COLUMNS does not say."""
MAX_KEY = 39
"""Characters that a key has, however narrow the terminal: the longest IP address."""
COUNTS = ("reports", "incidents", "recipients", "feeds")
TIMES = ("first_seen", "last_seen")
RATES = ("sent", "rate", "limits_reached")


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


def print_table(lines: Sequence[Line], by: Sequence[str], has_rates: bool, stream: TextIO) -> None:
    """A table for people. The kind is named where there is more than one."""
    names_kind = len({line.kind for line in lines}) > 1
    table = Table(box=None, pad_edge=False, header_style="bold")
    if names_kind:
        table.add_column("kind", no_wrap=True)
    for name in by:
        longest = max((cell_len(line.key.get(name) or "") for line in lines), default=0)
        table.add_column(name.replace("_", " "), overflow="fold", min_width=min(max(longest, 10), MAX_KEY))
    for name in (*COUNTS, *TIMES):
        table.add_column(name.split("_")[0], justify="right" if name in COUNTS else "left", no_wrap=True)
    if has_rates:
        table.add_column("sent", justify="right", no_wrap=True)
        table.add_column("rate", justify="right", no_wrap=True)
        table.add_column("reaches", overflow="fold")
    for line in lines:
        table.add_row(*_cells(line, by, names_kind, has_rates))
    console_on(stream, WIDTH).print(table)


def _cells(line: Line, by: Sequence[str], names_kind: bool, has_rates: bool) -> list[str]:
    cells = [line.kind] if names_kind else []
    cells += [printable(line.key[name] or "-") for name in by]
    cells += map(str, line.counts)
    cells += [f"{time:%Y-%m-%d}" if time else "" for time in (line.first_seen, line.last_seen)]
    if has_rates:
        rate = line.rate
        reached = dict.fromkeys(f"{limit.share:.1%} ({limit.who})" for limit in limits_reached(rate))
        cells += ["" if line.sent is None else str(line.sent), "" if rate is None else f">= {rate:.3%}"]
        cells.append(", ".join(reached))
    return cells


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
    stream.write(json.dumps(records, ensure_ascii=False, indent=1) + "\n")


PRINTERS = {"table": print_table, "csv": print_csv, "json": print_json}
