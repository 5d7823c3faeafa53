# SPDX-License-Identifier: BSL-1.0
"""tally(): counts the reports in mailboxes without making a Python object of each."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from datetime import datetime

from arf._attribution import AttributionOptions
from arf._census import take_census
from arf._core import Tally
from arf._read import MAX_BYTES, cores
from arf._sources import Source
from arf._types import ParseError, ReadWarning


def tally(
    paths: Source | Iterable[Source],
    *,
    by: str | Iterable[str],
    time_zone: str = "UTC",
    keep_duplicates: bool = False,
    attribution: AttributionOptions | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    workers: int | None = None,
    max_bytes: int = MAX_BYTES,
    on_error: Callable[[ParseError], object] | None = None,
) -> Tally:
    """Counts the reports in everything that some paths stand for, in groups.

    It takes what :func:`arf.scan` takes, and counts what :class:`arf.Tally` would, given each report and its
    attribution; but reading, inferring and counting all happen without the GIL, in several threads.

    Args:
        paths: A path, a pattern, a binary stream, or an iterable of them.
        by: What to group by: one or more of ``arf.TALLY_KEYS``.
        time_zone: Of the keys day, hour and week: a name such as ``Europe/Berlin``.
        keep_duplicates: Whether to count a report as often as it is seen.
        attribution: What is ours. Without it nothing is inferred: account, customer and campaign are None.
        since: Count reports from this time on; it has a time zone.
        until: Count reports before this time.
        workers: Threads; None for as many as the process has cores.
        max_bytes: A larger message is left out as an error.
        on_error: Called with each message or file that cannot be read; without it there is an
            :class:`arf.ReadWarning`.

    Raises:
        ValueError: A key or a time zone that does not exist, or a time without a zone.
    """

    def failed(error: ParseError) -> None:
        warnings.warn(str(error), ReadWarning, stacklevel=3)

    found = Tally([by] if isinstance(by, str) else by, time_zone=time_zone, keep_duplicates=keep_duplicates)
    census = take_census(
        paths,
        found,
        attribution=attribution,
        since=since,
        until=until,
        workers=cores() if workers is None else workers,
        max_bytes=max_bytes,
        on_error=on_error or failed,
    )
    if census.undated:
        left_out = f"left out, because they have no time: {census.undated} reports"
        warnings.warn(left_out, ReadWarning, stacklevel=2)
    return found
