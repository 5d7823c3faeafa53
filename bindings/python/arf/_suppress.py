# SPDX-License-Identifier: BSL-1.0
"""The addresses to stop mailing: who complained, who asked to be removed, and on request whose mail bounced.

An address is taken as the report states it, and only where the reporter did not redact it (RFC 6590). Never
from a not-spam report (RFC 6430), nor from one of a failed authentication (RFC 6591): nobody complains there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from arf._attribution import AttributionOptions
from arf._core import Report
from arf._types import Address, DeliveryStatus

OTHERS = ("dsn",)
"""Formats that are no complaints, and whose addresses are there for who asks."""
NOT_SUPPRESSED = {
    "not-spam": "says that the mail was no spam",
    "auth-failure": "is about authentication",
}
"""Feedback types behind which nobody complains."""
OPT_OUT = ("opt-out", "opt-out-list", "unsubscribe")


class Unusable(NamedTuple):
    """Why a report has no address to stop mailing."""

    redacted: str = "redacted by the reporter"
    none: str = "no recipient named"
    no_address: str = "what stands there is no address"


WHY = Unusable()


@dataclass
class Entry:
    """One address, and how it came to be there."""

    address: str
    """The domain in lower case."""
    reason: str
    """complaint, opt-out or bounce: of the first report that named it."""
    feed: str
    """Of that report; empty where it is not known."""
    first_seen: datetime | None
    """The earliest time of its reports: of arrival, else of the mail that brought the report."""


class Suppression:
    """Collects addresses, in the order in which they were first seen.

    Args:
        others: The formats in OTHERS that are to be taken, too.
        options: What is ours: recipients in tokens of ours are found, too (medium confidence or better).
    """

    def __init__(self, others: Iterable[str] = (), options: AttributionOptions | None = None) -> None:
        self._others = frozenset(others)
        self._options = options
        self._entries: dict[str, Entry] = {}
        self.unusable: Counter[str] = Counter()
        """Complaints without a usable address, by the reason."""
        self.left_out: Counter[str] = Counter()
        """Reports behind which nobody complains, by their feedback types."""

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def add(self, report: Report) -> None:
        """Takes the addresses of one report."""
        reason = self._reason(report)
        if reason is None:
            return
        found = list(_stated(report))
        stated = [address for address, is_redacted in found if not is_redacted]
        if not stated and self._options is not None:
            stated = _inferred(report, self._options)
        usable = [address for address in map(_key, stated) if address]
        if not usable and report.is_report:
            self.unusable[WHY.no_address if stated else WHY.redacted if found else WHY.none] += 1
        time = report.arrival_date or report.carrier_date
        for address in usable:
            entry = self._entries.setdefault(address, Entry(address, reason, report.feed or "", time))
            if time is not None and (entry.first_seen is None or time < entry.first_seen):
                entry.first_seen = time

    def _reason(self, report: Report) -> str | None:
        """Why its addresses are to be suppressed; None where they are not."""
        kind = report.feedback_type or ""
        if kind in NOT_SUPPRESSED or report.format == "dmarc-text":
            self.left_out[kind or "auth-failure"] += 1
            return None
        if not report.is_report:
            if report.format not in self._others:
                return None
            return "bounce"
        return "opt-out" if kind in OPT_OUT else "complaint"


def _stated(report: Report) -> Iterator[tuple[str, bool]]:
    """The recipients that a report states, and whether each is redacted.

    Where one address of a column is redacted, the column does not say which: then none of them is used.
    """
    if report.format == "dsn":
        yield from map(_split, filter(None, map(_bounced, report.deliveries)))
    elif rows := [row.recipient for row in report.rows if row.recipient is not None]:
        yield from map(_split, rows)
    elif report.original_rcpt_to:
        is_redacted = "original_rcpt_to" in report.redacted
        yield from ((address, is_redacted) for address in report.original_rcpt_to)
    elif report.removal_recipient is not None:
        yield report.removal_recipient, "removal_recipient" in report.redacted


def _split(address: Address) -> tuple[str, bool]:
    return address.address, address.redaction != "none"


def _bounced(delivery: DeliveryStatus) -> Address | None:
    """The recipient, where mail to it fails for good (RFC 3463, class 5)."""
    if delivery.action.lower() != "failed" or not delivery.status.startswith("5."):
        return None
    return delivery.original_recipient or delivery.final_recipient


def _inferred(report: Report, options: AttributionOptions) -> list[str]:
    """The recipient by a token of ours, or by the trace."""
    found = report.attribution(options)
    sure = found.recipient.confidence in ("medium", "high") and found.recipient_redaction == "none"
    return [found.recipient.value] if sure and found.recipient.value else []


def _key(address: str) -> str:
    """The address with its domain in lower case; empty where it is none that mail can go to."""
    local, at, domain = address.rpartition("@")
    if not (local and at and domain and address.isprintable()):
        return ""
    return f"{local}@{domain.lower()}"
