# SPDX-License-Identifier: BSL-1.0
"""Tally: exact adding and merging, and how groups look."""

from __future__ import annotations

import copy
import pickle
from datetime import datetime, timezone

import arf
import pytest
from arf import _core
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import COMPLAINT, CORPUS, MINE, TRACED


def numbered(number: int, ip: int) -> bytes:
    """A complaint of its own: a Message-ID and a source."""
    return COMPLAINT.replace(b"<report-1@", b"<report-%d@" % number).replace(b"192.0.2.1", b"192.0.2.%d" % ip)


REPORTS = [arf.parse(numbered(number, number % 5)) for number in range(25)] + [
    arf.parse(path.read_bytes(), keep_other_messages=True) for path in sorted(CORPUS.rglob("*.eml"))
]
KEYS = st.lists(st.sampled_from(_core.TALLY_KEYS), min_size=1, unique=True)
CHOICES = st.lists(st.integers(0, len(REPORTS) - 1), max_size=60)


def tally_of(reports: list[int], by: list[str], *, keep_duplicates: bool) -> arf.Tally:
    tally = arf.Tally(by=by, time_zone="Europe/Berlin", keep_duplicates=keep_duplicates)
    for number in reports:
        tally.add(REPORTS[number])
    return tally


@settings(max_examples=60, deadline=None)
@given(KEYS, CHOICES, CHOICES, st.booleans())
def test_merging_is_exact(by: list[str], first: list[int], second: list[int], keep: bool) -> None:
    a = tally_of(first, by, keep_duplicates=keep)
    b = tally_of(second, by, keep_duplicates=keep)
    both = tally_of(first + second, by, keep_duplicates=keep)
    assert a + b == b + a == both
    assert (a + b).groups() == both.groups()
    assert (a + b).to_bytes() == both.to_bytes()
    assert a == tally_of(first, by, keep_duplicates=keep), "adding has changed an operand"
    a += b
    assert a == both
    assert sum(group.reports for group in both.groups()) == len(both)
    assert (both.duplicates == 0) if keep else (len(both) <= len(set(first + second)) + 40)


@settings(max_examples=40, deadline=None)
@given(KEYS, CHOICES)
def test_round_trips(by: list[str], chosen: list[int]) -> None:
    tally = tally_of(chosen, by, keep_duplicates=False)
    for again in (
        arf.Tally.from_bytes(tally.to_bytes()),
        pickle.loads(pickle.dumps(tally)),
        copy.copy(tally),
        copy.deepcopy(tally),
    ):
        assert again == tally
        assert (again.by, again.time_zone, again.duplicates) == (tuple(by), "Europe/Berlin", tally.duplicates)
        assert again.groups() == tally.groups()


def test_rollup_is_as_counted_by_those_keys() -> None:
    fine, coarse = arf.Tally(["source_ip", "day", "feed"]), arf.Tally(["day"])
    for report in {arf.parse(numbered(number, number % 5)) for number in range(40)}:
        fine.add(report)
        coarse.add(report)
    assert fine.rollup("day") == coarse
    assert fine.rollup(["day"]).groups() == coarse.groups()
    with pytest.raises(ValueError, match="was not counted by 'week'"):
        fine.rollup(["week"])


def test_groups() -> None:
    tally = arf.Tally(by=["source_ip", "day"])
    for number in (3, 4, 4):
        tally.add(arf.parse(numbered(number, 1)))
    tally.add(arf.parse(numbered(9, 2)))
    assert repr(tally) == "<arf.Tally by source_ip, day: 3 reports, 1 duplicates>"
    assert (len(tally), tally.duplicates) == (3, 1)
    first, second = tally.groups()
    arrival = datetime(2026, 1, 14, 6, 30, 9, tzinfo=timezone.utc)
    assert first == arf.TallyGroup(
        kind="complaint",
        names=("source_ip", "day"),
        values=("192.0.2.1", "2026-01-14"),
        reports=2,
        incidents=6,
        recipients=1,
        feeds=0,
        first_seen=arrival,
        last_seen=arrival,
        examples=(),
    )
    assert first.key == {"source_ip": "192.0.2.1", "day": "2026-01-14"}
    assert (second.source_ip, second.day, second.reports) == ("192.0.2.2", "2026-01-14", 1)
    with pytest.raises(AttributeError, match="not grouped by 'feed'"):
        _ = first.feed
    assert len({first, second, *tally.groups()}) == 2


def test_absent_is_none() -> None:
    tally = arf.Tally(by="account")
    tally.add(REPORTS[0])
    assert [group.account for group in tally.groups()] == [None]


def test_attribution_gives_the_account() -> None:
    report = arf.parse(TRACED)
    tally = arf.Tally(by=["account"])
    tally.add(report, report.attribution(**MINE))
    assert [group.key for group in tally.groups()] == [{"account": "office@example.com"}]


def test_examples_name_the_file(mbox: object) -> None:
    tally = arf.Tally(by=["format"], keep_duplicates=True, max_examples=1)
    for report in arf.read(str(mbox)):
        tally.add(report)
    (group,) = tally.groups()
    assert group.reports == 2
    assert group.examples == (arf.TallyExample(source=str(mbox), index=0, offset=46),)


@pytest.mark.parametrize(
    ("keywords", "wrong"),
    [
        ({"by": ["colour"]}, "'colour' is no key; there are source_ip, source_network"),
        ({"by": "colour"}, "'colour'"),
        ({"by": []}, "at least one key"),
        ({"by": ["day", "day"]}, "'day' stands twice"),
        ({"by": ["day"], "time_zone": "Europe/Atlantis"}, "no time zone 'Europe/Atlantis'"),
        ({"by": ["day"], "time_zone": "../../etc/passwd"}, "no time zone"),
        ({"by": ["day"], "max_examples": -1}, "max_examples is 0 to 100, not -1"),
        ({"by": ["day"], "ipv4_prefix": 33}, "ipv4_prefix is 0 to 32, not 33"),
        ({"by": ["day"], "ipv6_prefix": 129}, "ipv6_prefix is 0 to 128, not 129"),
    ],
)
def test_wrong_options(keywords: dict[str, object], wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        arf.Tally(**keywords)  # type: ignore[arg-type]


def test_wrong_types() -> None:
    tally = arf.Tally("day")
    for wrong in (3, [3]):
        with pytest.raises(TypeError):
            arf.Tally(wrong)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        tally.add(b"")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        tally.add(REPORTS[0], REPORTS[0])  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        hash(tally)
    with pytest.raises(TypeError):
        _ = tally + 1  # type: ignore[operator]
    assert tally != 1


def test_other_options_do_not_add_up() -> None:
    tally = arf.Tally("day")
    tally.add(REPORTS[0])
    before = copy.copy(tally)
    with pytest.raises(ValueError, match="different options"):
        _ = tally + arf.Tally("week")
    with pytest.raises(ValueError, match="different options"):
        tally += arf.Tally("day", time_zone="Europe/Berlin")
    assert tally == before


def test_damaged_bytes() -> None:
    tally = arf.Tally("source_ip")
    for report in REPORTS[:3]:
        tally.add(report)
    whole = tally.to_bytes()
    for at in range(len(whole)):
        with pytest.raises(ValueError, match="tally"):
            arf.Tally.from_bytes(whole[:at])
        with pytest.raises(ValueError, match="tally"):
            arf.Tally.from_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
