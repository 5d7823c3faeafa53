# SPDX-License-Identifier: BSL-1.0
"""The columns of the table that the command line prints: what stands in them, and how wide they are."""

from __future__ import annotations

import json
from typing import Any

from rich.cells import cell_len, set_cell_size

from arf._attribution import AttributionOptions
from arf._core import Report
from arf._facts import Fact
from arf._printable import printable as printable
from arf._types import ParseError

Row = tuple[str, ...]

HEAD: Row = ("arrived", "type", "source ip", "from", "subject")
HEAD_WITH_ACCOUNT: Row = (*HEAD[:-2], "account", *HEAD[-2:])
ARRIVED, TYPE, SOURCE, ACCOUNT = range(4)
SENDER, SUBJECT = -2, -1

GAP = "  "
MAX_TYPE = 16
"""Room for "dmarc-aggregate"; a feedback type may be any text."""
MAX_ACCOUNT = 32
MAX_FILE = 40
"""Columns kept free for the file; a longer name goes beyond the width, for it is there to be copied."""
MIN_REST = 20
"""What sender and subject need together. Where it is not there, the time of the day makes room."""
LEAST_REST = 12
"""What they have on the narrowest terminal."""
DATE = len("2026-01-14")


def account_of(report: Report, options: AttributionOptions) -> str:
    """Whose mail it was, with a mark where anybody could have written that."""
    account = report.attribution(options).account
    return printable(account.value or "") + ("?" if account.confidence == "low" else "")


def place_of(item: Report | ParseError) -> str:
    """Where a message stands, as the arguments of `arf explain`."""
    number = f" --index {item.index}" if item.index else ""
    return printable(item.source) + number


def row_of(report: Report, options: AttributionOptions | None = None) -> Row:
    """What the table shows of a report, and of a message that is none; with options the account, too."""
    arrived = report.arrival_date
    is_report = report.is_report
    kind = (report.feedback_type or "") if is_report else report.format
    sender = report.original_from or report.original_mail_from or ""
    subject = report.original_subject if is_report else report.carrier_subject
    return (
        f"{arrived:%Y-%m-%d %H:%M:%SZ}" if arrived else "",
        printable(kind),
        str(report.source_ip or ""),
        *([] if options is None else [account_of(report, options)]),
        printable(sender),
        printable(subject or ""),
    )


class Columns:
    """Lays out rows within a width.

    An IP address is never cut: one that is longer than those of the first rows shifts its row.
    """

    def __init__(self, head: Row, width: int, more: str) -> None:
        self.head = head
        self.total = width
        self._more = more
        self._widths = [0] * len(head)
        self._file = 0

    def fit(self, rows: list[Row], files: list[str]) -> None:
        """Decides how wide the columns are, by the first rows, and by their files where those are shown."""
        self._file = min(max(map(cell_len, files)) + len(GAP), MAX_FILE) if files else 0
        widths = [max(map(cell_len, cells)) for cells in zip(self.head, *rows, strict=True)]
        widths[TYPE] = min(widths[TYPE], MAX_TYPE)
        if len(widths) > len(HEAD):
            widths[ACCOUNT] = min(widths[ACCOUNT], MAX_ACCOUNT)
        rest = self._rest(widths)
        if rest < MIN_REST:
            widths[ARRIVED] = min(widths[ARRIVED], DATE)
            rest = max(self._rest(widths), LEAST_REST)
        sender, subject = widths[SENDER], widths[SUBJECT]
        spare = max(0, rest - sender - subject)  # for later rows that need more
        widths[SENDER] = min(sender + spare * 2 // 5, max(rest * 2 // 5, rest - subject))
        widths[SUBJECT] = rest - widths[SENDER]
        self._widths = widths

    def line(self, row: Row, file: str = "") -> str:
        """The row as a line without its end."""
        arrived, kind, source, *others = self._widths
        has_account = len(row) > len(HEAD)
        accounts = [self._account(row[ACCOUNT], others.pop(0))] if has_account else []
        cells = (
            row[ARRIVED][:arrived].ljust(arrived),
            self._cell(row[TYPE], kind),
            row[SOURCE].ljust(source),
            *accounts,
            *map(self._cell, row[SENDER:], others),
            *([file] if file else []),
        )
        return GAP.join(cells).rstrip()

    def unreadable(self, why: str = "") -> Row:
        """The row of a message that cannot be read."""
        return ("", "unreadable", why, *[""] * (len(self.head) - SOURCE - 1))

    def note(self, row: Row) -> str:
        """The row of a message that cannot be read: the reason may take all the room there is, and more."""
        arrived, kind, *_ = self._widths
        return GAP.join((row[ARRIVED].ljust(arrived), row[TYPE].ljust(kind), row[SOURCE])).rstrip()

    def _account(self, text: str, width: int) -> str:
        """The account; where it is cut, the mark of one that is not sure stays."""
        if text.endswith("?") and cell_len(text) > width:
            return self._cell(text[:-1], width - 1) + "?"
        return self._cell(text, width)

    def _cell(self, text: str, width: int) -> str:
        return fitted(text, width, self._more)

    def _rest(self, widths: list[int]) -> int:
        """What sender and subject have."""
        return self.total - self._file - sum(widths[:SENDER]) - len(GAP) * (len(widths) - 1)


def chosen_row(values: dict[str, Any], columns: tuple[Fact, ...]) -> Row:
    """What the table shows of a record for the columns that were chosen: lists with commas."""
    return tuple(printable(_shown(values.get(fact.name))) for fact in columns)


def _shown(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    return json.dumps(value, ensure_ascii=False)


class ChosenColumns:
    """Lays out rows of columns that were chosen: as Columns does, but none is special.

    Text is cut where the rows are too wide, the widest columns first; addresses, times and numbers never are.
    """

    LEAST = 8
    """Characters that a column of text keeps."""

    def __init__(self, columns: tuple[Fact, ...], width: int, more: str) -> None:
        self.head: Row = tuple(fact.name for fact in columns)
        self.total = width
        self._more = more
        self._is_cut = [fact.kind not in ("ip", "time", "integer", "boolean") for fact in columns]
        self._widths = [0] * len(columns)

    def fit(self, rows: list[Row], files: list[str]) -> None:
        """Decides how wide the columns are, by the first rows."""
        widths = [max(map(cell_len, cells)) for cells in zip(self.head, *rows, strict=True)]
        room = self.total - len(GAP) * (len(widths) - 1)
        room -= min(max(map(cell_len, files)) + len(GAP), MAX_FILE) if files else 0
        cut = [width for width, is_cut in zip(widths, self._is_cut, strict=True) if is_cut]
        most = widest(cut, room - (sum(widths) - sum(cut)), self.LEAST)
        self._widths = [
            min(width, most) if is_cut else width for width, is_cut in zip(widths, self._is_cut, strict=True)
        ]

    def line(self, row: Row, file: str = "") -> str:
        """The row as a line without its end."""
        cells = [
            fitted(text, width, self._more) if is_cut else text.ljust(width)
            for text, width, is_cut in zip(row, self._widths, self._is_cut, strict=True)
        ]
        return GAP.join([*cells, file] if file else cells).rstrip()

    def unreadable(self, why: str = "") -> Row:
        """The row of a message that cannot be read."""
        return (f"unreadable: {why}" if why else "", *[""] * (len(self.head) - 1))

    def note(self, row: Row) -> str:
        """The row of a message that cannot be read, as long as its reason is."""
        return row[0]


def widest(widths: list[int], room: int, least: int) -> int:
    """The greatest width, at least `least`, to which columns may be cut so that they need no more room."""
    left = len(widths)
    for width in sorted(widths):
        if width * left > room:
            return max(room // left, least)
        room -= width
        left -= 1
    return max(widths, default=least)


def fitted(text: str, width: int, more: str) -> str:
    """The text in exactly this width, with a mark where it was cut."""
    if len(text) <= width and text.isascii():
        return text.ljust(width)
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(text, width - 1) + more
