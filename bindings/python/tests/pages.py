# SPDX-License-Identifier: BSL-1.0
"""Tallies, and the pages that `arf summary --html` makes of them, for tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from html.parser import HTMLParser

import arf
from arf._census import Census
from arf._page.page import SOURCE_AND_DAY, Subject, page_of
from arf._summary import Line, lines_of
from samples import COMPLAINT

START = date(2026, 1, 14)
VOID = ("meta", "rect", "line")
"""Elements that have no content."""
HOSTILE = "</td><script>alert(1)</script><img src=x onerror=alert(2)>\"'&\x1b[2J\u202e$x_1$"


def complaint(number: int, day: date | None, source: str = "192.0.2.1") -> arf.Report:
    """A complaint that differs from those of other numbers; without a day it has no time at all."""
    text = COMPLAINT.replace(b"<report-1@", b"<report-%d@" % number).replace(b"192.0.2.1", source.encode())
    time = b"" if day is None else f"Arrival-Date: {day:%a, %d %b} {day.year:04} 12:00:00 +0000\n".encode()
    text = text.replace(b"Arrival-Date: Wed, 14 Jan 2026 07:30:09 +0100\n", time)
    if day is None:
        text = text.replace(b"Date: Wed, 14 Jan 2026 07:07:20 +0000\n", b"")
    report = arf.parse(text)
    assert (report.arrival_date is None) == (day is None) and str(report.source_ip) == source
    return report


def tally_of(reports: Iterable[arf.Report], by: Sequence[str] = ("source_ip",)) -> arf.Tally:
    tally = arf.Tally((*by, *(key for key in SOURCE_AND_DAY if key not in by)))
    for report in reports:
        tally.add(report)
    return tally


def subject_of(tally: arf.Tally, by: Sequence[str] = ("source_ip",)) -> Subject:
    census = Census(tally)
    return Subject(census, by, lines_of(census.groups(by), by, {}), paths=["abuse.mbox"])


def many_days(days: int, most: int = 9, by: Sequence[str] = ("source_ip",)) -> arf.Tally:
    """Complaints of many days and sources; each seventh day has none."""
    reports = []
    for offset in range(days):
        for number in range((offset * offset % (most + 1)) if offset % 7 != 5 else 0):
            source = f"198.51.100.{(offset * number) % 40 + 1}"
            reports.append(complaint(len(reports), START + timedelta(offset), source))
    reports.append(complaint(len(reports), START + timedelta(days - 1)))
    return tally_of(reports, by)


def hostile_subject() -> Subject:
    """A page whose accounts are markup, are long, or have no place where they could be broken."""
    tally = tally_of([complaint(0, START, "2001:db8:1111:2222:3333:4444:5555:6666"), complaint(1, None)])
    names = [HOSTILE, "a" * 500 + "@example.com", "somebody@" + "very-long-label." * 20 + "example.com", None]
    lines = [
        Line("complaint", {"account": name}, (10**9, 10**9, 123456, 3), sent=10**12, first_seen=None)
        for name in names
    ]
    census = Census(tally, undated=1, no_complaints=2, unknown=3, unreadable=4)
    census.others["other-abuse"] = 12
    return Subject(census, ["account"], lines, True, None, [HOSTILE], [("from", "<2026-01-01>")])


def rated_subject() -> Subject:
    """A page with rates below, at and above the limits."""
    tally = many_days(60)
    groups = Census(tally).groups(["source_ip"])
    volumes = [10**7, 10**5, 40_000, 8000, 2000]
    sent = {(group.source_ip or "",): volume for group, volume in zip(groups, volumes, strict=False)}
    lines = lines_of(groups, ["source_ip"], sent)
    return Subject(Census(tally), ["source_ip"], lines, True, 12, ["a.mbox", "b.mbox.gz"])


def pages() -> dict[str, str]:
    """Pages of all sizes, by name."""
    one_day = [complaint(number, START) for number in range(3)]
    far = [complaint(number, START + timedelta(number % 3)) for number in range(30)]
    far += [complaint(100, date(1970, 1, 1)), complaint(101, None)]
    subjects = {
        "none": subject_of(tally_of([])),
        "undated": subject_of(tally_of([complaint(1, None), complaint(2, None)])),
        "one": subject_of(tally_of(one_day)),
        "days": subject_of(many_days(400)),
        "weeks": subject_of(many_days(1500, 20, ["feed", "source_ip"]), ["feed", "source_ip"]),
        "far": subject_of(tally_of(far)),
        "rates": rated_subject(),
        "hostile": hostile_subject(),
    }
    return {name: page_of(subject) for name, subject in subjects.items()}


class Reader(HTMLParser):
    """What a page is made of; it fails where elements do not close."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.rows: list[list[str]] = []
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)
        if {"td", "th"} & set(self.open):
            self.rows[-1][-1] += data

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())
