# SPDX-License-Identifier: BSL-1.0
"""The page of `arf summary --html`: what it says, from top to bottom.

All of it that came from mail, from file names or from the command line is escaped (html.py), and the page
forbids the browser to load anything (Content-Security-Policy).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files

from arf import __version__
from arf._census import Census
from arf._curve import MONTHS, Curve, curve_of
from arf._page.chart import chart, counted, share_bar
from arf._page.html import Content, Html, element, join
from arf._rates import LIMITS
from arf._summary import Column, Line, columns_of
from arf._tally import TallyGroup

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
TOP_SOURCES = 10
MAX_ROWS = 1000
"""Of the table, where --top does not say: a phone can show them."""
LONG = 30
"""Characters of a key for which a column is wider."""
MAX_NAMES = 5
"""Of the mailboxes."""
SOURCE_AND_DAY = ("source_ip", "day")
"""What the page counts by, besides the keys of its table."""


@dataclass(frozen=True)
class Subject:
    """What a page is about."""

    census: Census
    """Of a tally by the keys of the table and SOURCE_AND_DAY."""
    by: Sequence[str]
    lines: Sequence[Line]
    """Of the table; all of them."""
    has_rates: bool = False
    top: int | None = None
    """How many of the lines are to be shown."""
    paths: Sequence[str] = ()
    bounds: Sequence[tuple[str, str]] = field(default=())
    """Of the time of the reports, in words, each with the date or time given: ("from", "2026-01-01")."""


def page_of(subject: Subject) -> str:
    """The page."""
    days = subject.census.groups(["day"])
    curve = curve_of(days)
    sources = subject.census.groups(["source_ip"])
    title = f"Mail complaints{_span(days, ', ')}"
    body = join(
        element("h1", "Mail complaints"),
        _lead(subject, days),
        _tiles(subject, curve, sources),
        _curve_section(subject, curve),
        _sources_section(sources),
        _table_section(subject),
        _counted_section(subject),
        element("footer", f"Made by libarf {__version__}. Nothing on this page is loaded from elsewhere."),
    )
    head = join(
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", title),
        Html(f"<style>\n{_style()}</style>"),
    )
    return f'<!DOCTYPE html>\n<html lang="en">\n<head>{head}</head>\n<body>{body}</body>\n</html>\n'


def _style() -> str:
    return (files("arf") / "_page" / "style.css").read_text(encoding="utf-8")


def _total(groups: Sequence[TallyGroup]) -> int:
    return sum(group.reports for group in groups)


def _in_words(day: str | date) -> str:
    given = day if isinstance(day, date) else date.fromisoformat(day)
    return f"{given.day} {MONTHS[given.month - 1]} {given.year}"


def _span(days: Sequence[TallyGroup], before: str) -> str:
    """From the first to the last day with a complaint; nothing where none has a time."""
    dated = [group.day for group in days if group.day is not None]
    if not dated:
        return ""
    first, last = min(dated), max(dated)
    return before + (_in_words(first) if first == last else f"{_in_words(first)} to {_in_words(last)}")


# ---- the head of the page ----


def _lead(subject: Subject, days: Sequence[TallyGroup]) -> Html:
    complaints = _total(days)
    zone = subject.census.tally.time_zone
    span = _span(days, ", ")
    if complaints:
        words = f"{counted(complaints, 'complaint')}{span}" + (f" (days in {zone})" if span else "")
    else:
        words = "No complaints were found"
    link = element("a", "What is counted, and what is not", href="#counted")
    return join(element("p", words, ".", class_="lead"), element("p", link, class_="muted"))


def _tiles(subject: Subject, curve: Curve, sources: Sequence[TallyGroup]) -> Html:
    """The numbers that matter most."""
    complaints = _total(sources)
    incidents = sum(group.incidents for group in sources)
    note = f"for {counted(incidents, 'incident')}" if incidents != complaints else ""
    stated = [group for group in sources if group.source_ip is not None]
    tiles = [_tile("Complaints", complaints, note), _tile("Source addresses", len(stated))]
    if curve.bins:
        most = curve.highest
        note = _in_words(most.first) if curve.unit == "day" else f"from {_in_words(most.first)} on"
        tiles.append(_tile(f"Busiest {curve.unit}", most.count, note))
        if curve.unit == "day":
            busy = sum(one.count > 0 for one in curve.bins)
            tiles.append(_tile("Days with complaints", busy, f"of {len(curve.bins):,}"))
    if subject.has_rates:
        rated = [line.rate for line in subject.lines if line.rate is not None]
        lowest = min(limit.share for limit in LIMITS)
        reach = sum(rate >= lowest for rate in rated)
        tiles.append(_tile(f"At {lowest:.1%} or more", reach, f"of {counted(len(rated), 'rate')}"))
    return element("dl", *tiles, class_="tiles")


def _tile(name: str, number: int, note: str = "") -> Html:
    about: Content = element("dd", note, class_="note") if note else None
    return element("div", element("dt", name), element("dd", f"{number:,}", class_="number"), about)


# ---- the curve ----


def _curve_section(subject: Subject, curve: Curve) -> Html:
    heading = element("h2", f"Complaints per {curve.unit}", id="curve")
    if not curve.bins:
        why = "None of the complaints has a time" if curve.undated else "There are no complaints"
        return element("section", heading, element("p", f"{why}: there is nothing to draw."))
    note = " ".join(_notes(subject, curve))
    rows = [
        element("tr", element("th", one.name, scope="row"), element("td", f"{one.count:,}", **NUMBER))
        for one in curve.bins
        if one.count
    ]
    heads = [(curve.unit.capitalize(), False), ("Complaints", True)]
    words = f"{curve.unit.capitalize()}s with complaints"
    numbers = _table(words, heads, rows, "scroll tall")
    return element(
        "section",
        heading,
        element("figure", chart(curve), element("figcaption", note)),
        element("details", element("summary", "The numbers"), numbers),
    )


def _notes(subject: Subject, curve: Curve) -> Iterator[str]:
    """What one has to know to read the curve."""
    zone = subject.census.tally.time_zone
    if len(curve.bins) > 1:
        yield f"Each bar is a {curve.unit} in {zone}; where there is none there was no complaint."
    else:
        yield f"The day is one in {zone}."
    yield "A complaint counts when its mail arrived (Arrival-Date), or else when the report was sent."
    left_out = [(curve.outside, "on days more than ten years away"), (curve.undated, "without a time")]
    if words := ", ".join(f"{number:,} {why}" for number, why in left_out if number):
        yield f"Not drawn: {words}."


# ---- tables ----

NUMBER = {"class_": "number-cell"}


def _table(
    name: str, heads: Sequence[tuple[str, bool]], rows: Sequence[Content], kind: str = "scroll"
) -> Html:
    """A table in a box that scrolls by itself, also by keyboard, where it is wider than the page.

    Args:
        heads: Of each column its head, and whether numbers stand below it.
    """
    cells = (element("th", head, scope="col", **(NUMBER if is_number else {})) for head, is_number in heads)
    table = element(
        "table",
        element("caption", name),
        element("thead", element("tr", *cells)),
        element("tbody", *rows),
    )
    return element("div", table, class_=kind, tabindex=0, role="region", aria_label=name)


def _note(words: str) -> Html:
    return element("p", words, class_="note")


def _sources_section(sources: Sequence[TallyGroup]) -> Html:
    heading = element("h2", "Top sources")
    stated = [group for group in sources if group.source_ip is not None]
    if not stated:
        why = "No complaint names a source address." if sources else "There are no complaints."
        return element("section", heading, element("p", why))
    total, shown = _total(sources), stated[:TOP_SOURCES]
    rows = [_source_row(group, shown[0].reports, total) for group in shown]
    which = f"{len(shown)} of {len(stated):,} addresses" if len(shown) < len(stated) else "All addresses"
    caption = f"{which}, by complaints; shares are of all {counted(total, 'complaint')}."
    if unstated := total - _total(stated):
        caption += f" {unstated:,} of them {'name' if unstated > 1 else 'names'} no source address."
    heads = [("Source address", False), ("Complaints", False), ("Share", True)]
    return element("section", heading, _note(caption), _table("Top sources", heads, rows))


def _source_row(group: TallyGroup, most: int, total: int) -> Html:
    number = element("span", f"{group.reports:,}", style=f"min-width:{len(f'{most:,}')}ch")
    return element(
        "tr",
        element("th", group.source_ip, scope="row", class_="key"),
        element("td", element("div", number, share_bar(group.reports / most)), class_="bar-cell"),
        element("td", f"{group.reports / total:.1%}", **NUMBER),
    )


def _table_section(subject: Subject) -> Html:
    """The table that the command prints."""
    keys = ", ".join(name.replace("_", " ") for name in subject.by).replace(" ip", " IP")
    heading = element("h2", f"By {keys}")
    if not subject.lines:
        return element("section", heading, element("p", "There are no groups."))
    shown = subject.lines[: subject.top or MAX_ROWS]
    columns = columns_of(shown, subject.by, subject.has_rates)
    heads = [(_head(column), column.is_number) for column in columns]
    rows = [element("tr", *(_cell(column, place) for column in columns)) for place in range(len(shown))]
    table = _table(f"By {keys}", heads, rows)
    note = _rates_note() if subject.has_rates else None
    return element("section", heading, _note(_caption(subject, len(shown))), table, note)


def _head(column: Column) -> str:
    return (column.head[0].upper() + column.head[1:]).replace(" ip", " IP")


def _caption(subject: Subject, shown: int) -> str:
    total = len(subject.lines)
    if shown == total:
        which = counted(total, "group") + ", that with most reports first"
    else:
        which = f"The {shown:,} of {total:,} groups that have most reports"
    return f"{which}. First and last are days in UTC."


def _cell(column: Column, place: int) -> Html:
    content = column.cells[place]
    if column.is_key:
        shown = element("span", "not stated", class_="none") if column.absent[place] else content
        return element("th", shown, scope="row", class_="key long" if column.width > LONG else "key")
    if column.is_limit and content:
        is_target = any(content == f"{one.share:.1%}" and one.is_target for one in LIMITS)
        return element("td", element("span", content, class_="limit" if is_target else "limit high"))
    if column.is_number:
        number = f"{int(content):,}" if content.isdecimal() else content.replace(">=", "\u2265")
        return element("td", number, **NUMBER)
    return element("td", content)


def _rates_note() -> Html:
    """What rates mean, and who publishes which limit."""
    limits = (
        join(element("dt", f"{one.share:.1%}"), element("dd", f"{one.who} ({one.what})")) for one in LIMITS
    )
    return join(
        element(
            "p",
            "A rate is complaints divided by mails sent. It is a lower bound: not every provider reports"
            " every complaint. Limit is the highest published one that it reaches:",
        ),
        element("dl", *limits, class_="facts"),
    )


# ---- what is counted ----


def _counted_section(subject: Subject) -> Html:
    heading = element("h2", "What is counted, and what is not", id="counted")
    about = (
        "Each complaint counts once, however often it is seen."
        if not subject.census.tally.keep_duplicates
        else "Each complaint counts as often as it is seen."
    )
    rows = [*_left_out(subject)]
    facts: Content = (
        join(
            element("p", "Read, but not among the complaints:"),
            element(
                "dl", *(join(element("dt", f"{n:,}"), element("dd", why)) for n, why in rows), class_="facts"
            ),
        )
        if rows
        else element("p", "Nothing that was read was left out.")
    )
    return element("section", heading, element("p", about, " ", _read(subject)), facts)


def _read(subject: Subject) -> str:
    """Which mailboxes, and which time."""
    names = ["standard input" if path == "-" else path for path in subject.paths[:MAX_NAMES]]
    more = len(subject.paths) - len(names)
    read = f"Read: {', '.join(names)}{f' and {more} more' if more else ''}." if names else ""
    bounds = " ".join(f"{word} {given}" for word, given in subject.bounds)
    return f"{read} Of the reports those {bounds}." if bounds else read


def _left_out(subject: Subject) -> Iterator[tuple[int, str]]:
    """How many, and why."""
    census = subject.census
    rows = [(census.tally.duplicates, "seen before: counted once")]
    rows += [(number, OTHERS.get(kind, kind)) for kind, number in census.others.most_common()]
    rows += [
        (census.undated, "reports without a time, left out because a span of time was asked for"),
        (census.no_complaints, "messages that are no complaints: bounces, receipts, automatic replies, ..."),
        (census.unknown, "messages that were not recognised: a complaint may be among them"),
        (census.unreadable, "messages or files that could not be read"),
    ]
    return ((number, why) for number, why in rows if number)


OTHERS = {
    "not-spam": "not-spam: somebody said that a mail is no spam",
    "opt-out": "opt-out: somebody wants to get no more mail",
    "auth-failure": "auth-failure: a mail failed SPF, DKIM or DMARC, and nobody complained",
    "miscategorized": "miscategorized: a type whose meaning was never settled",
    "other-abuse": "other-abuse: reports that are not about a mail",
}
