# SPDX-License-Identifier: BSL-1.0
"""The groups of a Tally."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from arf._core import Tally

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


@dataclass(frozen=True, order=True)
class TallyExample:
    """Where a report of a group stands."""

    source: str
    """Path of its file; ``-`` for standard input."""
    index: int
    """Number of the message in its file, from 0."""
    offset: int
    """Of its first byte in its file."""


class _Value:
    """The value of one key of a group, as an attribute of that name."""

    def __set_name__(self, owner: type[TallyGroup], name: str) -> None:
        self._name = name

    def __get__(self, group: TallyGroup | None, owner: type[TallyGroup]) -> str | None:
        if group is None or self._name not in group.names:
            raise AttributeError(f"this tally is not grouped by {self._name!r}")
        return group.values[group.names.index(self._name)]


@dataclass(frozen=True)
class TallyGroup:
    """What reports of one kind, with the same value of every key, add up to.

    ``group.key`` is a dict of the values; each is an attribute, too: ``group.source_ip`` in a tally by
    ``source_ip``. A value that is None is one that the report does not state.
    """

    kind: str
    """complaint, not-spam, opt-out, auth-failure, miscategorized, other-abuse or no-complaint."""
    names: tuple[str, ...]
    """The keys, as the tally has them."""
    values: tuple[str | None, ...]
    """The value of each."""
    reports: int
    incidents: int
    """What the reports say they stand for; one for each that does not say (RFC 5965, section 3.2)."""
    recipients: int
    """Different ones, as far as they can be told apart."""
    feeds: int
    """Different feedback loops, among those known."""
    first_seen: datetime | None
    """In UTC; None where no report has a time."""
    last_seen: datetime | None
    """In UTC; None where no report has a time."""
    examples: tuple[TallyExample, ...]
    """The first by source, index and offset."""

    source_ip = _Value()
    source_network = _Value()
    feed = _Value()
    account = _Value()
    customer = _Value()
    campaign = _Value()
    reported_domain = _Value()
    recipient_domain = _Value()
    feedback_type = _Value()
    format = _Value()
    day = _Value()
    hour = _Value()
    week = _Value()

    @property
    def key(self) -> dict[str, str | None]:
        """The value of each key, in the order of the tally's."""
        return dict(zip(self.names, self.values, strict=True))


def restore_tally(data: bytes) -> Tally:
    """What unpickles a Tally."""
    from arf._core import Tally

    return Tally.from_bytes(data)
