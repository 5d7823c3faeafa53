# SPDX-License-Identifier: BSL-1.0
"""The curve of complaints per day: what is drawn of it, and how its axes are labelled.

A report can bear any date of the years 1 to 9999: what is drawn is bounded, and what is left out is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from arf._tally import TallyGroup

MAX_DAYS = 3660
"""Ten years. Where reports lie farther apart, the ten years with most of them are drawn."""
MAX_BINS = 500
"""Of more days, weeks are drawn."""
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Bin:
    """A day or a week, Monday to Sunday, and how many complaints it has."""

    first: date
    last: date
    count: int

    @property
    def name(self) -> str:
        return f"{self.first}" if self.first == self.last else f"{self.first} to {self.last}"


@dataclass(frozen=True)
class Tick:
    """A label of the axis of time."""

    place: float
    """From 0, the left end of the axis, to 1."""
    text: str
    year: str
    """Empty where that is the one of the label before."""


@dataclass(frozen=True)
class Curve:
    """Complaints over time: from the first to the last day that has one, those between them included."""

    bins: tuple[Bin, ...]
    outside: int
    """Complaints on days that are not drawn."""
    undated: int
    """Complaints that have no time."""

    @property
    def unit(self) -> str:
        return "week" if any(one.first != one.last for one in self.bins) else "day"

    @property
    def total(self) -> int:
        """Of what is drawn."""
        return sum(one.count for one in self.bins)

    @property
    def highest(self) -> Bin:
        """The first of those with most complaints."""
        return max(self.bins, key=lambda one: one.count)

    def ticks(self, most: int) -> list[Tick]:
        """Labels of some days, at the middle of each; not more of them than `most`, which is 2 or more."""
        first, last = self.bins[0].first, self.bins[-1].last
        days = next(days for days in _spacings(first, last) if len(days) <= most)
        width = (last - first).days + 1
        ticks = []
        before = 0
        for day, text in days:
            year = "" if day.year == before or text == str(day.year) else str(day.year)
            before = day.year
            ticks.append(Tick(((day - first).days + 0.5) / width, text, year))
        return ticks


def curve_of(groups: Iterable[TallyGroup]) -> Curve:
    """The curve of a tally by day."""
    counts: dict[int, int] = {}
    undated = 0
    for group in groups:
        if group.day is None:
            undated += group.reports
        else:
            day = date.fromisoformat(group.day).toordinal()
            counts[day] = counts.get(day, 0) + group.reports
    drawn = _densest(counts)
    outside = sum(counts.values()) - sum(drawn.values())
    return Curve(tuple(_bins(drawn)), outside, undated)


def _densest(counts: dict[int, int]) -> dict[int, int]:
    """What lies in those ten years that have most; the earliest of equal ones."""
    days = sorted(counts)
    start = total = 0
    best, span = 0, (0, 0)
    for end, day in enumerate(days):
        total += counts[day]
        while day - days[start] >= MAX_DAYS:
            total -= counts[days[start]]
            start += 1
        if total > best:
            best, span = total, (start, end + 1)
    return {day: counts[day] for day in days[slice(*span)]}


def _bins(counts: dict[int, int]) -> Iterator[Bin]:
    """All days from the first to the last; or the weeks, cut at both ends."""
    if not counts:
        return
    first, last = min(counts), max(counts)
    length = 1 if last - first < MAX_BINS else 7
    start = first if length == 1 else first - (first - 1) % 7  # day 1 is a Monday
    for begin in range(start, last + 1, length):
        days = range(max(begin, first), min(begin + length - 1, last) + 1)
        count = sum(counts.get(day, 0) for day in days)
        yield Bin(date.fromordinal(days[0]), date.fromordinal(days[-1]), count)


def _spacings(first: date, last: date) -> Iterator[list[tuple[date, str]]]:
    """The days to be labelled, and how: fewer each time."""
    start, end = first.toordinal(), last.toordinal()
    for step in (1, 2, 3, 5, 7, 14):
        begin = start if step < 7 else start + -(start - 1) % 7  # a Monday
        days = map(date.fromordinal, range(begin, end + 1, step))
        yield [(day, f"{day.day} {MONTHS[day.month - 1]}") for day in days]
    for step in (1, 2, 3, 6):
        yield list(_months(first, last, step))
    for step in (1, 2, 5, 10):
        years = range(first.year + (first > date(first.year, 1, 1)), last.year + 1)
        yield [(date(year, 1, 1), str(year)) for year in years if year % step == 0]


def _months(first: date, last: date, step: int) -> Iterator[tuple[date, str]]:
    """The first days of months."""
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        day = date(number // 12, number % 12 + 1, 1)
        if day >= first and number % step == 0:
            yield day, MONTHS[day.month - 1]


def scale(highest: int) -> range:
    """Where the lines of the axis of numbers are: from 0 in steps of 1, 2 or 5 times a power of ten.

    The last is the top of the axis, and not below the highest value.
    """
    step = next(step for step in _steps() if highest <= 5 * step)
    return range(0, max(1, -(-highest // step)) * step + 1, step)


def _steps() -> Iterator[int]:
    power = 1
    while True:
        yield from (power, 2 * power, 5 * power)
        power *= 10
