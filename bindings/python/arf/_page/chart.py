# SPDX-License-Identifier: BSL-1.0
"""The curve of complaints per day as inline SVG.

It has no viewBox: places along the axis of time are percentages, sizes of letters and heights are pixels. So
it is as wide as its column, on a phone too, and its letters are as large as those around it.
"""

from __future__ import annotations

from arf._curve import Bin, Curve, Tick, scale
from arf._page.html import Content, Html, element, join

HEIGHT = 220
"""Of the axis of numbers, in pixels."""
TOP = 8
BELOW = 44
"""Room for two lines of labels."""
WIDEST = 6.0
"""Of one bar, in percent: a single day is no wall."""
NARROW_TICKS, WIDE_TICKS = 4, 9


def counted(number: int, noun: str) -> str:
    """A number with its noun."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def description(curve: Curve) -> str:
    """The curve in words."""
    first, last, most = curve.bins[0].first, curve.bins[-1].last, curve.highest
    if len(curve.bins) == 1:
        return f"{counted(most.count, 'complaint')} on {first}."
    return (
        f"Bars, one for each {curve.unit} from {first} to {last}: {counted(curve.total, 'complaint')}."
        f" Most, {most.count:,}, on {most.name}."
    )


def chart(curve: Curve) -> Html:
    """The curve; it has at least one bin."""
    lines = scale(curve.highest.count)
    widest = max(len(f"{value:,}") for value in lines)
    drawn = join(*(_line(value, lines[-1]) for value in lines), *_bars(curve, lines[-1]))
    svg = element(
        "svg",
        element("title", f"Complaints per {curve.unit}", id="curve-title"),
        element("desc", description(curve), id="curve-description"),
        drawn,
        _labels(curve.ticks(WIDE_TICKS), "wide"),
        _labels(curve.ticks(NARROW_TICKS), "narrow"),
        role="img",
        aria_labelledby="curve-title curve-description",
        width="100%",
        height=TOP + HEIGHT + BELOW,
    )
    return element("div", svg, class_="plot", style=f"padding-left:{widest * 0.6 + 0.8:.1f}em")


def _y(value: int, top: int) -> float:
    return TOP + HEIGHT * (1 - value / top)


def _line(value: int, top: int) -> Html:
    """A line across, and its number left of it."""
    y = f"{_y(value, top):.1f}"
    kind = "grid" if value else "base"
    return join(
        element("line", x1="0", x2="100%", y1=y, y2=y, class_=kind),
        element("text", f"{value:,}", x=-8, y=y, dy="0.35em", text_anchor="end", aria_hidden="true"),
    )


def _bars(curve: Curve, top: int) -> list[Content]:
    first = curve.bins[0].first
    days = (curve.bins[-1].last - first).days + 1
    is_dense = len(curve.bins) > 130  # no room between bars: they touch, so that no line shows between them
    bars: list[Content] = []
    for one in curve.bins:
        if one.count:
            slot = 100 * ((one.last - one.first).days + 1) / days
            middle = 100 * (one.first - first).days / days + slot / 2
            bars.append(_bar(one, middle, min(WIDEST, slot * (1.04 if is_dense else 0.78)), top))
    return bars


def _bar(one: Bin, middle: float, width: float, top: int) -> Html:
    height = max(1.0, HEIGHT * one.count / top)  # one complaint shows, however many others have
    return element(
        "g",
        element("title", f"{one.name}: {one.count:,}"),
        element(
            "rect",
            x=f"{middle - width / 2:.3f}%",
            y=f"{TOP + HEIGHT - height:.1f}",
            width=f"{width:.3f}%",
            height=f"{height:.1f}",
        ),
        class_="bar",
    )


def _labels(ticks: list[Tick], kind: str) -> Html:
    """The labels for wide or for narrow pages: a day, and below it the year where it is another."""
    made: list[Content] = []
    for tick in ticks:
        x = f"{100 * tick.place:.2f}%"
        for line, words in enumerate((tick.text, tick.year)):
            if words:
                y = TOP + HEIGHT + 18 + 16 * line
                made.append(element("text", words, x=x, y=y, text_anchor="middle"))
    return element("g", *made, class_=kind, aria_hidden="true")


def share_bar(share: float) -> Html:
    """A bar as long as a share of its place, from 0 to 1; a number beside it says the same."""
    bar = element("rect", width=f"{100 * share:.2f}%", height="100%", class_="share")
    return element("svg", bar, width="100%", height=12, aria_hidden="true")
