# SPDX-License-Identifier: BSL-1.0
"""The curve of complaints per day: what is drawn, where its labels are, and the lines of its axis."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from arf._curve import MAX_BINS, MAX_DAYS, Curve, curve_of, scale
from arf._tally import TallyGroup
from hypothesis import given
from hypothesis import strategies as st


def group(day: date | None, reports: int) -> TallyGroup:
    text = None if day is None else day.isoformat()
    return TallyGroup("complaint", ("day",), (text,), reports, reports, 0, 0, None, None, ())


def curve(*days: tuple[date | None, int]) -> Curve:
    return curve_of(group(*day) for day in days)


def test_days_between_the_first_and_the_last_are_drawn() -> None:
    found = curve((date(2026, 3, 3), 2), (date(2026, 3, 1), 1), (None, 4))
    assert [(one.first.day, one.count) for one in found.bins] == [(1, 1), (2, 0), (3, 2)]
    assert (found.unit, found.total, found.undated, found.outside) == ("day", 3, 4, 0)
    assert found.highest.name == "2026-03-03"


def test_there_may_be_nothing() -> None:
    assert curve().bins == ()
    assert curve((None, 3)).bins == () and curve((None, 3)).undated == 3


def test_of_many_days_weeks_are_drawn() -> None:
    first = date(2026, 3, 4)  # a Wednesday
    assert curve((first, 1), (first + timedelta(MAX_BINS - 1), 1)).unit == "day"
    found = curve((first, 1), (first + timedelta(MAX_BINS), 1))
    assert found.unit == "week"
    assert (found.bins[0].first, found.bins[0].last) == (first, date(2026, 3, 8))
    assert found.bins[1].first.weekday() == 0
    assert found.bins[-1].last == first + timedelta(MAX_BINS)
    assert found.bins[1].name == "2026-03-09 to 2026-03-15"


def test_a_wrong_clock_does_not_hide_all_else() -> None:
    found = curve((date(1, 1, 1), 1), (date(2026, 3, 3), 5), (date(2026, 3, 4), 1), (date(9999, 12, 31), 2))
    assert [one.count for one in found.bins] == [5, 1]
    assert found.outside == 3


def test_the_last_days_there_are() -> None:
    found = curve((date(9999, 12, 31), 1), (date(9998, 1, 1), 1))
    assert found.unit == "week" and found.bins[-1].last == date.max
    assert len(found.ticks(9)) > 1


@given(
    st.lists(st.tuples(st.dates(), st.integers(1, 50)), max_size=20),
    st.integers(0, 4000),
    st.dates(date(2000, 1, 1), date(2030, 1, 1)),
    st.integers(2, 12),
)
def test_no_complaint_is_lost_and_all_is_bounded(
    others: list[tuple[date, int]], span: int, start: date, most: int
) -> None:
    given_days = [*others, (start, 1), (start + timedelta(span), 2)]
    found = curve(*given_days)
    assert found.total + found.outside == sum(count for _, count in given_days)
    assert len(found.bins) <= max(MAX_BINS, MAX_DAYS // 7 + 2)
    for before, after in zip(found.bins, found.bins[1:], strict=False):
        assert after.first == before.last + timedelta(1)
    assert found.bins[0].count and found.bins[-1].count
    ticks = found.ticks(most)
    assert 1 <= len(ticks) <= most
    assert all(0 < tick.place < 1 for tick in ticks)
    assert [tick.place for tick in ticks] == sorted({tick.place for tick in ticks})


def test_labels_name_the_year_where_it_begins() -> None:
    def labels(first: date, days: int, most: int = 9) -> list[str]:
        return [
            f"{one.text} {one.year}".strip()
            for one in curve((first, 1), (first + timedelta(days - 1), 1)).ticks(most)
        ]

    assert labels(date(2025, 12, 30), 3) == ["30 Dec 2025", "31 Dec", "1 Jan 2026"]
    assert labels(date(2026, 3, 3), 20) == [
        "3 Mar 2026",
        "6 Mar",
        "9 Mar",
        "12 Mar",
        "15 Mar",
        "18 Mar",
        "21 Mar",
    ]
    assert labels(date(2026, 3, 3), 20, 4) == ["3 Mar 2026", "8 Mar", "13 Mar", "18 Mar"]
    assert labels(date(2025, 10, 15), 200) == ["Nov 2025", "Dec", "Jan 2026", "Feb", "Mar", "Apr", "May"]
    assert labels(date(2020, 5, 1), 3000) == ["2021", "2022", "2023", "2024", "2025", "2026", "2027", "2028"]


@pytest.mark.parametrize(
    ("highest", "lines"),
    [
        (1, [0, 1]),
        (3, [0, 1, 2, 3]),
        (5, [0, 1, 2, 3, 4, 5]),
        (6, [0, 2, 4, 6]),
        (11, [0, 5, 10, 15]),
        (99, [0, 20, 40, 60, 80, 100]),
        (1_200_000, [0, 500_000, 1_000_000, 1_500_000]),
    ],
)
def test_lines_are_round_numbers_from_zero(highest: int, lines: list[int]) -> None:
    assert list(scale(highest)) == lines


@given(st.integers(1, 10**15))
def test_lines_reach_the_highest(highest: int) -> None:
    lines = scale(highest)
    assert lines[0] == 0 and lines[-1] >= highest > lines[-1] - lines.step and len(lines) <= 6
