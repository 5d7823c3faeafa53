# SPDX-License-Identifier: BSL-1.0
"""Complaint rates: complaints per mail sent, against the limits that providers publish."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from dataclasses import dataclass

from arf._columns import printable

Key = tuple[str, ...]
"""The values of one group, in the order of the keys; "" where it has none."""

MAX_SENT = 10**15
"""More mails than anybody has sent: a larger number is a fault."""


@dataclass(frozen=True)
class Limit:
    """A rate that a provider names; `share` is complaints per mail delivered (0.003 is 0.3 %)."""

    share: float
    who: str
    what: str

    @property
    def is_target(self) -> bool:
        """Whether it is what senders are asked to keep below, and nothing happens at it."""
        return self.what.startswith("target")


LIMITS = (
    Limit(0.001, "Gmail, Yahoo", "target: stay below 0.1 %"),
    Limit(0.001, "Amazon SES", "target: stay below 0.1 %"),
    Limit(0.003, "Gmail, Yahoo", "limit: mail may be refused from 0.3 %"),
    Limit(0.005, "Amazon SES", "limit: sending may be paused from 0.5 %"),
)
"""From the sender guidelines of Gmail and of Yahoo, and the reputation FAQ of Amazon SES."""


class SentError(ValueError):
    """A file of volumes that cannot be used; the text says where and why."""


def rate_of(complaints: int, sent: int) -> float | None:
    """Complaints per mail sent: at least this much, as not every provider reports every complaint.

    None where nothing was sent.
    """
    return complaints / sent if sent else None


def limits_reached(rate: float | None) -> tuple[Limit, ...]:
    """The limits that a rate reaches, the lowest first."""
    return () if rate is None else tuple(limit for limit in LIMITS if rate >= limit.share)


def read_sent(path: str | os.PathLike[str], keys: Sequence[str]) -> dict[Key, int]:
    """Reads volumes from a CSV file with one column for each key and a column ``sent``, in any order.

    Rows with the same values add up. A cell that is empty stands for groups without that value.

    Raises:
        SentError: Columns that do not fit, or a volume that is no whole number from 0 on.
        OSError: The file cannot be read.
    """
    name = printable(os.fspath(path))
    volumes: dict[Key, int] = {}
    with open(path, newline="", encoding="utf-8-sig", errors="replace") as file:
        rows = csv.reader(file)
        try:
            places = _places(next(rows, []), keys, name)
            for row in rows:
                if row:
                    key, sent = _volume(row, places, f"{name}:{rows.line_num}")
                    volumes[key] = volumes.get(key, 0) + sent
        except csv.Error as trouble:
            raise SentError(f"{name}:{rows.line_num}: {trouble}") from None
    return volumes


def _places(head: list[str], keys: Sequence[str], name: str) -> list[int]:
    """Where the columns of the keys stand, then that of the volume."""
    columns = [cell.strip() for cell in head]
    wanted = [*keys, "sent"]
    if sorted(columns) != sorted(wanted):
        found = ",".join(columns) or "nothing"
        raise SentError(
            f"{name}:1: the first line names the columns {','.join(wanted)}, those of --by and the volume;"
            f" it has {printable(found)}"
        )
    return [columns.index(column) for column in wanted]


def _volume(row: list[str], places: list[int], where: str) -> tuple[Key, int]:
    """One row: what it is about, and how many mails."""
    if len(row) != len(places):
        raise SentError(f"{where}: {len(places)} cells are needed, {len(row)} found")
    *key, text = (row[place].strip() for place in places)
    if not (text.isascii() and text.isdecimal()) or len(text) > 16 or int(text) > MAX_SENT:
        raise SentError(f"{where}: a volume is a whole number from 0 to {MAX_SENT}, not {printable(text)!r}")
    return tuple(key), int(text)
