# SPDX-License-Identifier: BSL-1.0
"""What is odd about reports, as one finding after the other: for people who send reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from arf._columns import printable
from arf._core import Report
from arf._raw_text import RawText
from arf._types import Diagnostic, ParseError, to_json

SEVERITIES = ("note", "warning", "error")
"""From the least to the worst."""
NO_REPORT = "not_a_complaint"


@dataclass(frozen=True)
class Finding:
    """One oddity, and where it is."""

    source: str
    index: int
    offset: int
    """Of the message in its file."""
    format: str
    line: int
    """Of the oddity in its message, from 1; 0 where there is no message."""
    diagnostic: Diagnostic

    def text(self) -> str:
        """One line for people and for editors: ``file:message:offset``, the offset within the message."""
        oddity = self.diagnostic
        field = f" in {oddity.field}" if oddity.field and oddity.field not in oddity.text else ""
        line = f", line {self.line}" if self.line else ""
        source = f" [{oddity.source}]" if oddity.source else ""
        action = f"; {oddity.action}" if oddity.action else ""
        place = f"{self.source}:{self.index}:{oddity.offset}"
        return printable(
            f"{place}: {oddity.severity}: {oddity.code}: {oddity.text}{field}{line}{source}{action}"
        )

    def json(self) -> str:
        """One line of JSON: the place as in records, and the diagnostic as records have it."""
        oddity = self.diagnostic._asdict()
        diagnostic = {key: value for key, value in oddity.items() if value != ""}
        record: dict[str, Any] = {"source": self.source, "index": self.index, "offset": self.offset}
        return to_json(record | {"format": self.format, "line": self.line, "diagnostic": diagnostic})


class Tally:
    """How many findings there were, by their severities."""

    def __init__(self) -> None:
        self.messages = 0
        self._counts: Counter[str] = Counter()

    def add(self, finding: Finding) -> None:
        self._counts[finding.diagnostic.severity] += 1

    def reaches(self, level: str) -> bool:
        """Whether there was one at least as bad."""
        return any(self._counts[severity] for severity in SEVERITIES[SEVERITIES.index(level) :])

    def __str__(self) -> str:
        counts = [(severity, self._counts[severity]) for severity in reversed(SEVERITIES)]
        found = ", ".join(f"{count} {name}{'' if count == 1 else 's'}" for name, count in counts)
        return f"{self.messages} message{'' if self.messages == 1 else 's'}: {found}"


def findings(item: Report | ParseError, reports_only: bool) -> Iterator[Finding]:
    """What is odd about a message, in the order in which it was found.

    A message that is no complaint is an error, unless only reports count: who checks what he sends wants to
    know that nobody will read it. So is one with nothing to read in it.
    """
    if isinstance(item, ParseError):
        oddity = Diagnostic(item.code, "error", 0, 0, "", "", item.to_dict()["error"], "not read")
        yield Finding(item.source, item.index, item.offset, item.format, 0, oddity)
        return
    if not item.is_report:
        if reports_only:
            return
        text = f"this is no complaint but {item.format}" + (f": {item.reason}" if item.reason else "")
        oddity = Diagnostic(NO_REPORT, "error", 0, 0, "", "RFC 5965 section 2", text, "")
        yield Finding(item.source, item.index, item.offset, item.format, 1, oddity)
    lines = RawText(item.bytes)
    for oddity in item.diagnostics:
        line = lines.line_of(oddity.offset)
        yield Finding(item.source, item.index, item.offset, item.format, line, oddity)
