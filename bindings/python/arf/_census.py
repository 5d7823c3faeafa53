# SPDX-License-Identifier: BSL-1.0
"""Counts mailboxes: a tally, and how much is left out of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from arf._attribution import AttributionOptions
from arf._core import Tally, TallyPool
from arf._progress import Meter
from arf._read import checked, sources_of
from arf._sources import Source, refuse_others
from arf._tally import EPOCH, TallyGroup
from arf._types import ParseError

INFERRED_KEYS = frozenset({"account", "customer", "campaign"})
"""Keys whose values only an attribution has."""


@dataclass
class Census:
    """A tally, and how much is not in it."""

    tally: Tally
    undated: int = 0
    """Reports without a time, where --since or --until needs one."""
    no_complaints: int = 0
    """Messages known to be something else: bounces, receipts, ..."""
    unknown: int = 0
    """Messages that were not recognised: a complaint may be among them."""
    unreadable: int = 0
    """Messages and files."""
    others: Counter[str] = field(default_factory=Counter)
    """Reports of the kinds that are no complaints."""

    def groups(self, by: Sequence[str], all_kinds: bool = False) -> list[TallyGroup]:
        """The complaints by some of the tally's keys, or the reports of all kinds."""
        rolled = self.tally if tuple(by) == self.tally.by else self.tally.rollup(by)
        return rolled.groups(None if all_kinds else "complaint")


def take_census(
    paths: Source | Iterable[Source],
    found: Tally,
    *,
    attribution: AttributionOptions | None,
    since: datetime | None,
    until: datetime | None,
    workers: int,
    max_bytes: int,
    on_error: Callable[[ParseError], object],
    meter: Meter | None = None,
) -> Census:
    """Counts into a tally that is there, as :func:`arf.tally` says."""
    pool = TallyPool(found, _microseconds("since", since), _microseconds("until", until))
    options = checked("warn", workers, False, max_bytes, False, True)
    options |= {"attribution": attribution, "tally": pool}
    census = Census(found)
    meter = meter or Meter()
    for source in sources_of(paths):
        refuse_others(source)
        for mailbox in meter.mailboxes(source, options, is_scan=True):
            for error in [mailbox] if isinstance(mailbox, ParseError) else meter.counted(mailbox):
                census.unreadable += 1
                on_error(error)
            if not isinstance(mailbox, ParseError):
                census.unknown += mailbox.skipped_unknown
                census.no_complaints += mailbox.skipped - mailbox.skipped_unknown
    found += pool.take()
    census.undated = pool.undated
    for group in found.groups():
        if group.kind != "complaint":
            census.others[group.kind] += group.reports
    return census


def _microseconds(name: str, time: datetime | None) -> int | None:
    """Since 1970."""
    if time is None:
        return None
    if time.tzinfo is None:
        raise ValueError(f"{name} has no time zone: give it one, such as datetime.timezone.utc")
    return (time - EPOCH) // timedelta(microseconds=1)
