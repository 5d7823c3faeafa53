# SPDX-License-Identifier: BSL-1.0
"""The picture of `arf summary --plot`: complaints per day, and the groups with most. Drawn by matplotlib."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from rich.cells import cell_len, set_cell_size

from arf._census import Census
from arf._columns import printable
from arf._curve import Curve, curve_of, scale
from arf._tally import TallyGroup

FORMATS = ("svg", "png")
MOST = 12
"""Groups that are drawn."""
LONGEST = 44
"""Characters of the name of a group."""
TIMES = frozenset({"day", "hour", "week"})
BAR, GRID, INK = "#2a67ad", "#d5dbe3", "#303a46"
SETTINGS = {
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.edgecolor": GRID,
    "axes.labelcolor": INK,
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 10,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "text.parse_math": False,  # a name may hold dollar signs
    "svg.hashsalt": "arf",  # the same input gives the same bytes
}


class MissingMatplotlib(ImportError):
    """It is no dependency of the package."""


def load_matplotlib() -> Any:
    """matplotlib.

    Raises:
        MissingMatplotlib: It is not installed; the text says how to install it.
    """
    try:
        return importlib.import_module("matplotlib")
    except ModuleNotFoundError as missing:
        if missing.name != "matplotlib":
            raise
        raise MissingMatplotlib("it needs matplotlib: pip install 'libarf[plot]'") from None


@dataclass(frozen=True)
class Picture:
    """A picture of a tally by the user's keys and by day."""

    census: Census
    by: Sequence[str]
    format: str

    def draw(self, file: IO[bytes]) -> bool:
        """Writes the picture; returns True."""
        matplotlib = load_matplotlib()
        figures = importlib.import_module("matplotlib.figure")
        groups = [] if TIMES.issuperset(self.by) else self.census.groups(self.by)[:MOST]
        rows = max(3, len(groups)) * 0.32 + 0.9 if groups else 0.0
        metadata = {"Date": None} if self.format == "svg" else {"Software": None}
        with matplotlib.rc_context(SETTINGS), warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # a letter that the font does not have
            figure = figures.Figure(figsize=(9, 3.6 + rows), layout="constrained")
            if groups:
                upper, lower = figure.subplots(2, 1, height_ratios=(3.2, rows))
                self._groups(lower, groups)
            else:
                upper = figure.subplots()
            self._curve(upper)
            figure.get_layout_engine().set(w_pad=0.15, h_pad=0.15, hspace=0.06)
            figure.savefig(file, format=self.format, dpi=150, metadata=metadata)
        return True

    def _curve(self, axes: Any) -> None:
        curve = curve_of(self.census.groups(["day"]))
        _plain(axes)
        axes.set_title(f"Complaints per {curve.unit}, {self.census.tally.time_zone}")
        if not curve.bins:
            why = "None of the complaints has a time" if curve.undated else "There are no complaints"
            axes.set_axis_off()
            axes.text(0.5, 0.5, why, ha="center", va="center", transform=axes.transAxes)
            return
        lines = scale(curve.highest.count)
        axes.grid(axis="y", color=GRID)
        axes.set_yticks(lines, [f"{line:,}" for line in lines])
        axes.set_ylim(0, lines[-1])
        self._bars(axes, curve)

    def _bars(self, axes: Any, curve: Curve) -> None:
        """Days and weeks from 0, the left end, to 1."""
        first = curve.bins[0].first
        days = (curve.bins[-1].last - first).days + 1
        slots = [((one.last - one.first).days + 1) / days for one in curve.bins]
        places = [
            _place(one.first, first, days) + slot / 2 for one, slot in zip(curve.bins, slots, strict=True)
        ]
        is_dense = len(curve.bins) > 130
        widths = [min(0.06, slot * (1 if is_dense else 0.78)) for slot in slots]
        axes.bar(places, [one.count for one in curve.bins], widths, color=BAR)
        ticks = curve.ticks(9)
        axes.set_xticks([tick.place for tick in ticks], [f"{tick.text}\n{tick.year}" for tick in ticks])
        axes.set_xlim(0, 1)
        left_out = [(curve.outside, "more than ten years away"), (curve.undated, "without a time")]
        words = ", ".join(f"{number:,} {why}" for number, why in left_out if number)
        if words:
            axes.set_xlabel(f"Not drawn: {words}")

    def _groups(self, axes: Any, groups: Sequence[TallyGroup]) -> None:
        names = ", ".join(name.replace("_", " ") for name in self.by)
        total = len(self.census.groups(self.by))
        which = "" if total == len(groups) else f", {len(groups)} of {total:,} groups"
        _plain(axes)
        axes.set_title(f"Complaints by {names}{which}")
        places = range(len(groups))
        bars = axes.barh(places, [group.reports for group in groups], 0.72, color=BAR)
        axes.bar_label(bars, [f"{group.reports:,}" for group in groups], padding=4)
        axes.set_yticks(places, [_name(group) for group in groups])
        axes.set_ylim(max(3, len(groups)) - 0.4, -0.6)
        axes.set_xlim(0, groups[0].reports * 1.08)
        axes.tick_params(bottom=False, labelbottom=False)
        axes.spines["left"].set_visible(True)
        axes.spines["bottom"].set_visible(False)


def _plain(axes: Any) -> None:
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)


def _place(day: date, first: date, days: int) -> float:
    return (day - first).days / days


def _name(group: TallyGroup) -> str:
    name = printable(" / ".join("not stated" if value is None else value for value in group.values))
    return name if cell_len(name) <= LONGEST else set_cell_size(name, LONGEST - 3) + "..."
