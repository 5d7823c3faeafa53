# SPDX-License-Identifier: BSL-1.0
"""The page of `arf summary --html`: what it says, that it holds no markup of strangers, and how it looks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from arf._page.html import Html, element
from arf._page.page import MAX_ROWS, POLICY, Subject, page_of
from arf._summary import Line
from browser import CHROMIUM, Browser
from pages import HOSTILE, START, Reader, complaint, hostile_subject, pages, subject_of, tally_of

PAGES = pages()


def test_text_is_escaped_unless_it_is_markup() -> None:
    assert (
        element("p", "<b>&", Html("<i></i>"), title='"<') == '<p title="&quot;&lt;">&lt;b&gt;&amp;<i></i></p>'
    )
    assert element("p", None, 7, "\x00\u202e", class_="a", aria_label="b") == (
        '<p class="a" aria-label="b">7\ufffd\ufffd</p>'
    )


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_well_formed_and_load_nothing(name: str) -> None:
    page = Reader(PAGES[name])
    names = [tag for tag, _ in page.found]
    assert not {"script", "img", "link", "iframe", "object", "form"} & set(names)
    attributes = {key: value for _, some in page.found for key, value in some.items()}
    assert not [key for key in attributes if key.startswith("on") or key in ("src", "xlink:href")]
    assert {some["href"] for tag, some in page.found if "href" in some} == {"#counted"}
    assert (
        "url(" not in PAGES[name]
        and "@import" not in PAGES[name]
        and "http" not in PAGES[name].replace("http-equiv", "")
    )
    policies = [some["content"] for tag, some in page.found if some.get("http-equiv")]
    assert policies == [POLICY] == ["default-src 'none'; style-src 'unsafe-inline'"]
    ids = [some["id"] for _, some in page.found if "id" in some]
    assert len(ids) == len(set(ids))


def test_markup_of_strangers_is_text() -> None:
    page = Reader(page_of(hostile_subject()))
    cell = page.rows[-4][0]
    assert cell == HOSTILE.replace("\x1b", "\ufffd").replace("\u202e", "\ufffd")
    assert page.text.count("<script>alert(1)</script>") == 2  # an account, and a file
    assert not {"\x1b", "\u202e"} & set(page_of(hostile_subject()))


def test_what_is_counted_and_what_is_not() -> None:
    text = Reader(PAGES["hostile"]).text
    for words in (
        "2 complaints , 14 Jan 2026 (days in UTC)".replace(" ,", ","),
        "12 other-abuse: reports that are not about a mail",
        "1 reports without a time",
        "2 messages that are no complaints",
        "3 messages that were not recognised: a complaint may be among them",
        "4 messages or files that could not be read",
        "Of the reports those from <2026-01-01>.",
        "Not drawn: 1 without a time.",
        "It is a lower bound: not every provider reports every complaint.",
        "0.3% Gmail, Yahoo (limit: mail may be refused from 0.3 %)",
    ):
        assert words in text
    twice = tally_of([complaint(1, START), complaint(1, START)])
    assert "1 seen before: counted once" in Reader(page_of(subject_of(twice))).text
    assert "Nothing that was read was left out." in Reader(PAGES["one"]).text


def test_nothing_is_drawn_of_nothing() -> None:
    for name, words in (
        ("none", "There are no complaints: there is nothing to draw."),
        ("undated", "None of the complaints has a time: there is nothing to draw."),
    ):
        page = Reader(PAGES[name])
        assert words in page.text
        assert not [some for tag, some in page.found if tag == "svg" and some.get("role") == "img"]


def test_the_picture_has_a_name_and_a_description() -> None:
    page = Reader(PAGES["far"])
    (picture,) = [some for tag, some in page.found if some.get("role") == "img"]
    assert picture["aria-labelledby"] == "curve-title curve-description"
    assert (
        "Bars, one for each day from 2026-01-14 to 2026-01-16: 30 complaints. Most, 10, on 2026-01-14."
        in page.text
    )
    assert "Not drawn: 1 on days more than ten years away, 1 without a time." in page.text
    captions = [tag for tag, _ in page.found].count("caption")
    assert captions == [tag for tag, _ in page.found].count("table") == 3


def test_a_table_without_end_is_cut_and_that_is_told() -> None:
    whole = subject_of(tally_of([complaint(1, START)]), ["source_ip"])
    lines = [
        Line("complaint", {"source_ip": f"2001:db8::{number:x}"}, (1, 1, 1, 1)) for number in range(5000)
    ]
    page = page_of(Subject(whole.census, ["source_ip"], lines))
    assert f"The {MAX_ROWS:,} of 5,000 groups that have most reports." in page
    assert page.count("2001:db8::") == MAX_ROWS
    page = page_of(Subject(whole.census, ["source_ip"], lines, top=3000))
    assert page.count("2001:db8::") == 3000


# ---- in a browser ----

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

LUMINANCE = """
const rgb = text => text.match(/[\\d.]+/g).map(Number);
const luminance = text => {
    const [r, g, b] = rgb(text).slice(0, 3).map(c => c / 255)
        .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const ratio = (one, other) => {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
};
const behind = element => {
    for (; element; element = element.parentElement) {
        const colour = getComputedStyle(element).backgroundColor;
        if (!(rgb(colour)[3] === 0)) return colour;
    }
    return getComputedStyle(document.body).backgroundColor;
};
"""
"""Contrast as WCAG 2.2 defines it, section "Definitions"."""

WORST_CONTRAST = """
let worst = [99, ""];
for (const element of document.body.querySelectorAll("*")) {
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    if (!own || !element.getClientRects().length || ["title", "desc"].includes(element.tagName)) continue;
    const style = getComputedStyle(element);
    const found = ratio(element instanceof SVGElement ? style.fill : style.color, behind(element));
    if (found < worst[0]) worst = [found, element.outerHTML.slice(0, 80)];
}
worst
"""
BARS = "[...document.querySelectorAll('.bar rect')].map(one => one.getBoundingClientRect().toJSON())"
LABELS = (
    "[...document.querySelectorAll('.plot text')].filter(one => one.getClientRects().length)"
    ".map(one => one.getBoundingClientRect().toJSON())"
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    browser = Browser(tmp_path_factory.mktemp("chromium"))
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    for name, page in PAGES.items():
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    return folder


def overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    across = one["left"] < other["right"] and other["left"] < one["right"]
    return bool(across and one["top"] < other["bottom"] - 1 and other["top"] < one["bottom"] - 1)


@needs_chromium
@pytest.mark.parametrize("width", [320, 360, 1200])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_as_wide_as_its_window(name: str, width: int, browser: Browser, folder: Path) -> None:
    browser.show(folder / f"{name}.html", width)
    assert browser.value("[innerWidth, document.documentElement.scrollWidth]") == [width, width]
    boxes = browser.value(
        "[...document.querySelectorAll('.scroll')].map(one => one.getBoundingClientRect().right)"
    )
    assert all(right <= width for right in boxes)
    labels = browser.value(LABELS)
    assert all(0 <= one["left"] and one["right"] <= width for one in labels)
    assert not [pair for pair in combinations(labels, 2) if overlap(*pair)]


@needs_chromium
def test_wide_tables_scroll_inside_their_box(browser: Browser, folder: Path) -> None:
    browser.show(folder / "hostile.html", 360)
    box = "document.querySelector('.scroll[aria-label=\"By account\"]')"
    assert browser.value(f"{box}.scrollWidth > {box}.clientWidth + 200")
    assert browser.value(f"{box}.scrollLeft = 200, {box}.scrollLeft") == 200
    assert browser.value("scrollX") == 0


@needs_chromium
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", ["far", "hostile"])
def test_all_text_can_be_read(name: str, dark: bool, browser: Browser, folder: Path) -> None:
    browser.show(folder / f"{name}.html", 1200, dark)
    browser.value("document.querySelector('details').open = true")
    worst, where = browser.value(f"{{{LUMINANCE}{WORST_CONTRAST}}}")
    assert worst >= 4.5, where
    bar = "getComputedStyle(document.querySelector('.bar rect')).fill"
    assert browser.value(f"{{{LUMINANCE}ratio({bar}, behind(document.querySelector('.plot')))}}") >= 3


@needs_chromium
@pytest.mark.parametrize("width", [360, 1200])
def test_light_and_dark_are_seen(width: int, browser: Browser, folder: Path, tmp_path: Path) -> None:
    imread = pytest.importorskip("matplotlib.image").imread
    seen = {}
    for dark in (False, True):
        browser.show(folder / "far.html", width, dark)
        browser.screenshot(tmp_path / "page.png")
        pixels = imread(tmp_path / "page.png")[..., :3]
        assert pixels.shape[1] == width and pixels.shape[0] > 1000
        seen[dark] = pixels
    assert seen[False].mean() > 0.8 and seen[True].mean() < 0.3
    for dark, colour in ((False, (42, 103, 173)), (True, (110, 166, 230))):
        is_bar = abs(seen[dark] * 255 - colour).max(axis=2) < 2
        assert is_bar.mean() > 0.005  # the bars, in their colour
        assert len({tuple(one) for one in (seen[dark][::7, ::7] * 255).astype(int).reshape(-1, 3)}) > 20


@needs_chromium
@pytest.mark.parametrize("width", [360, 1200])
def test_bars_are_as_high_as_their_numbers(width: int, browser: Browser, folder: Path) -> None:
    """The axis begins at zero, and days without complaints have their place."""
    browser.show(folder / "days.html", width)
    counts = browser.value("[...document.querySelectorAll('.bar title')].map(one => one.textContent)")
    bars = browser.value(BARS)
    numbers = [int(re.sub(r".*: ", "", one)) for one in counts]
    assert len(bars) == len(numbers) == 309 and max(numbers) == 9
    base = browser.value("document.querySelector('.plot .base').getBoundingClientRect().top")
    for number, bar in zip(numbers, bars, strict=True):
        assert bar["height"] == pytest.approx(220 * number / 10, abs=0.2)
        assert bar["bottom"] == pytest.approx(base, abs=1)
    places = [(bar["left"] + bar["right"]) / 2 for bar in bars]
    days = [(date.fromisoformat(one[:10]) - date.fromisoformat(counts[0][:10])).days for one in counts]
    slot = (places[-1] - places[0]) / days[-1]
    assert all(
        place - places[0] == pytest.approx(slot * day, abs=0.1)
        for place, day in zip(places, days, strict=True)
    )


@needs_chromium
def test_paper_is_white(browser: Browser, folder: Path) -> None:
    browser.show(folder / "one.html", 800, dark=True)
    background = "getComputedStyle(document.body).backgroundColor"
    assert browser.value(background) != "rgb(255, 255, 255)"
    browser.emulate("print", True)
    assert browser.value(background) == "rgb(255, 255, 255)"
    assert browser.value("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


@needs_chromium
def test_a_table_with_rates_fits_on_paper(browser: Browser, folder: Path) -> None:
    browser.show(folder / "rates.html", 718)  # A4 with margins of 10 mm
    browser.emulate("print", False)
    rights = "[...document.querySelectorAll('td, th')].map(one => one.getBoundingClientRect().right)"
    assert browser.value(f"Math.max(...{rights})") <= 718


@needs_chromium
def test_nothing_is_asked_for_and_nothing_runs(browser: Browser, folder: Path) -> None:
    """Also where the page had markup of strangers: the policy of the page forbids it."""
    for name in PAGES:
        path = folder / f"{name}.html"
        browser.show(path)
        assert browser.requests == [path.as_uri()]
    injected = '<script>document.title = "ran"</script><img src="x.png">'
    worse = PAGES["one"].replace("</h1>", f"</h1>{injected}")
    path = folder / "worse.html"
    path.write_text(worse, encoding="utf-8")
    browser.show(path)
    assert browser.value("document.images.length") == 1
    assert browser.value("document.title") == "Mail complaints, 14 Jan 2026"
    assert browser.requests == [path.as_uri()]
    path.write_text(worse.replace(POLICY.replace("'", "&#x27;"), ""), encoding="utf-8")
    browser.show(path)
    assert browser.value("document.title") == "ran"
    assert browser.requests == [path.as_uri(), (folder / "x.png").as_uri()]
