# SPDX-License-Identifier: BSL-1.0
"""The picture of `arf summary --plot`."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import arf
import pytest
from arf._census import Census
from arf._plot import Picture
from pages import START, complaint, many_days, tally_of
from samples import COMPLAINT
from test_cli import run
from test_count import MAILBOX
from test_guide import once

pytest.importorskip("matplotlib", reason="matplotlib is not installed")
pytestmark = once


def drawn(tally: arf.Tally, by: Sequence[str] = ("source_ip",), name: str = "svg") -> bytes:
    file = io.BytesIO()
    assert Picture(Census(tally), by, name).draw(file)
    return file.getvalue()


def comments(svg: bytes) -> list[str]:
    """Of the letters, which are drawn as shapes, matplotlib keeps the text beside them."""
    parser = ElementTree.XMLParser(target=ElementTree.TreeBuilder(insert_comments=True))
    root = ElementTree.fromstring(svg, parser)
    return [(one.text or "").strip() for one in root.iter() if one.tag is ElementTree.Comment]


def test_a_picture_says_what_it_shows() -> None:
    reports = [
        complaint(number, START + timedelta(number % 3), f"192.0.2.{number % 20 + 1}") for number in range(60)
    ]
    texts = comments(drawn(tally_of([*reports, complaint(99, None)])))
    assert "Complaints per day, UTC" in texts and "Not drawn: 1 without a time" in texts
    assert "Complaints by source ip, 12 of 20 groups" in texts
    assert {"14 Jan", "2026", "15 Jan", "16 Jan", "0", "20"} <= {
        word for one in texts for word in one.split("\n")
    }
    assert sum(one.startswith("192.0.2.") for one in texts) == 12


def test_times_alone_need_no_second_picture() -> None:
    texts = comments(drawn(many_days(10, by=["day"]), ["day"]))
    assert "Complaints per day, UTC" in texts and not [one for one in texts if "by day" in one]


@pytest.mark.parametrize("name", ["svg", "png"])
@pytest.mark.parametrize(
    "reports", [[], [complaint(1, None)], [complaint(1, START)], [complaint(1, date(9999, 12, 31))]]
)
def test_there_may_be_little(name: str, reports: list[arf.Report]) -> None:
    found = drawn(tally_of(reports), name=name)
    assert found.startswith(b"\x89PNG\r\n" if name == "png" else b"<?xml")
    if name == "svg" and (not reports or reports[0].arrival_date is None):
        why = "None of the complaints has a time" if reports else "There are no complaints"
        assert why in comments(found)


def test_names_are_text_and_no_formulas() -> None:
    """Between dollar signs matplotlib would read a formula, and refuse what is none."""
    hostile = b"Feedback-Type: $\\frac{$<b>&-->$_^"
    report = arf.parse(COMPLAINT.replace(b"Feedback-Type: Abuse", hostile + b"a" * 300))
    assert "$\\frac{$" in str(report.feedback_type)
    texts = comments(drawn(tally_of([report], ["feedback_type"]), ["feedback_type"]))
    (name,) = [one for one in texts if "frac" in one]
    assert name.startswith("$\\frac{$&lt;b&gt;&amp;- -") and name.endswith("aaa...")


def test_the_same_input_gives_the_same_bytes() -> None:
    for name in ("svg", "png"):
        assert drawn(many_days(30), name=name) == drawn(many_days(30), name=name)


def test_a_missing_matplotlib_is_told_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "matplotlib.py").write_text("raise ModuleNotFoundError('none', name='matplotlib')\n")
    path = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")]))
    done = run("summary", "--plot", tmp_path / "a.svg", MAILBOX, env={**os.environ, "PYTHONPATH": path})
    assert done.returncode == 2 and not (tmp_path / "a.svg").exists()
    assert "it needs matplotlib: pip install 'libarf[plot]'" in " ".join(done.stderr.decode().split())
    done = run("summary", "--html", tmp_path / "a.html", MAILBOX, env={**os.environ, "PYTHONPATH": path})
    assert done.returncode == 0  # the page needs none
