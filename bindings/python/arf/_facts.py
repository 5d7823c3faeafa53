# SPDX-License-Identifier: BSL-1.0
"""The columns of a record by their names: what --columns and --where may name, and `arf schema` describes.

The facts are those of the table in the C++ core, which docs/record.md is compared with.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any, NamedTuple

from arf._attribution import AttributionOptions
from arf._core import COLUMNS, Attribution, Report


class Fact(NamedTuple):
    """One column of a record."""

    name: str
    kind: str
    """string, boolean, integer, time, ip, strings (a list of them), object or objects (a list of them)."""
    about: str
    """One line for people."""


PLACE = (
    Fact("source", "string", "Path of the file; - for standard input; empty where it is not known"),
    Fact("index", "integer", "Number of the message in its file, from 0"),
    Fact("offset", "integer", "Its first byte in its file, in bytes from 0"),
    Fact("is_report", "boolean", "Whether the message is a complaint"),
    Fact("format", "string", "Wire format: arf, xarf, ses, dsn, ...; unreadable with an error"),
)
REASON = Fact("reason", "string", "How the format was recognised")
STATED = tuple(Fact(*column) for column in COLUMNS)
BEHIND = (
    Fact("extensions", "objects", "Fields of the report part that are not known"),
    Fact("rows", "objects", "The rows of a complaint that lists many"),
    Fact("deliveries", "objects", "Of a bounce: what became of each recipient (RFC 3464, section 2.3)"),
    Fact("evidence", "objects", "The evidence of a XARF or X-ARF report"),
    Fact("redacted", "strings", "Columns whose addresses the reporter made unreadable (RFC 6590)"),
    Fact("attribution", "object", "Whom the message is about, with reasons"),
    Fact("diagnostics", "objects", "What was odd, in the order in which it was found"),
)
ERROR = Fact("error", "string", "Why there is nothing to show")

ANSWERS = {
    "account": "Which of our users sent it",
    "recipient": "Who complained",
    "customer": "Whose campaign it was, at services that send for others",
    "campaign": "From a token of ours, Feedback-ID, X-Campaign, List-Id",
}
SURENESS = "_confidence"
INFERRED = tuple(
    fact
    for name, about in ANSWERS.items()
    for fact in (
        Fact(name, "string", about + "; inferred"),
        Fact(name + SURENESS, "string", f"How sure the {name} is: high, medium, low or none"),
    )
)

FLAT = (*PLACE, REASON, *STATED, BEHIND[4])
"""The columns whose values are no objects, in the order of a record."""
FACTS = {fact.name: fact for fact in (*PLACE, REASON, *STATED, *BEHIND, ERROR, *INFERRED)}


def find_fact(name: str) -> Fact:
    """The column of a name.

    Raises:
        ValueError: There is none; the message names those that are similar.
    """
    fact = FACTS.get(name)
    if fact is None:
        similar = get_close_matches(name.lower().replace("-", "_"), FACTS, n=3, cutoff=0.6)
        hint = f"did you mean {' or '.join(similar)}?" if similar else "`arf schema` lists them"
        raise ValueError(f"there is no column {name!r}: {hint}")
    return fact


def is_inferred(fact: Fact) -> bool:
    """Whether the column is not in the message: it takes an attribution."""
    return fact in INFERRED or fact.name == "attribution"


class Seen:
    """A report, and what is inferred of it, which is done once and only where it is asked for."""

    __slots__ = ("_attribution", "_options", "report")

    def __init__(self, report: Report, options: AttributionOptions | None) -> None:
        self.report = report
        self._options = options
        self._attribution: Attribution | None = None

    @property
    def attribution(self) -> Attribution:
        if self._attribution is None:
            self._attribution = self.report.attribution(self._options)
        return self._attribution

    def value(self, fact: Fact) -> Any:
        """As the attribute of arf.Report has it; None or an empty tuple where it is absent."""
        if not is_inferred(fact):
            return getattr(self.report, fact.name, None)
        name = fact.name.removesuffix(SURENESS)
        answer = getattr(self.attribution, name)
        return answer.confidence if name != fact.name else answer.value

    def record(self, with_attribution: bool) -> dict[str, Any]:
        """The record, as arf parse prints it as JSON."""
        return self.report.to_dict(attribution=self.attribution if with_attribution else None)

    def to_json(self, with_attribution: bool) -> str:
        return self.report.to_json(attribution=self.attribution if with_attribution else None)

    def chosen(self, facts: tuple[Fact, ...]) -> dict[str, Any]:
        """Of the record those columns that are there, under their names."""
        record = self.record(any(fact.name == "attribution" for fact in facts))
        out = {}
        for fact in facts:
            value = self.value(fact) if fact in INFERRED else record.get(fact.name)
            if value is not None:
                out[fact.name] = value
        return out
