# SPDX-License-Identifier: BSL-1.0
"""The examples that make something of complaints: rates, a suppression list, a plot; and the types of all."""

from __future__ import annotations

import json
import runpy
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import arf
import pytest
from samples import COMPLAINT, environment_of_others
from test_examples import EXAMPLES, MAILBOX, run
from test_examples import mine as mine  # a fixture
from test_guide import once

pytestmark = once

SENT = EXAMPLES / "data" / "sent.csv"
SEPARATOR = b"From fbl@example.net Wed Jan 14 07:07:20 2026\n"


def fails(name: str, *arguments: object) -> tuple[int, str]:
    """How an example ends, and what it says, in one line."""
    command = [sys.executable, "-W", "error", str(EXAMPLES / name), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, " ".join(done.stderr.split())


# ---- rates ----

RATES = """\
account                            day         complaints  no volume  sent  rate
u10482@example.net                 2026-03-13  6           0          405   >= 1.481%  LIMIT REACHED
u10482@example.net                 2026-03-03  6           0          412   >= 1.456%  LIMIT REACHED
u10482@example.net                 2026-03-19  4           0          297   >= 1.347%  LIMIT REACHED
u10482@example.net                 2026-03-08  5           0          388   >= 1.289%  LIMIT REACHED
u41820@example.net                 2026-03-05  3           0          880   >= 0.341%  LIMIT REACHED
u20917@example.net                 2026-03-04  4           0          1190  >= 0.336%  LIMIT REACHED
u10482@example.net                 2026-03-20  1           0          310   >= 0.323%  LIMIT REACHED
u41820@example.net                 2026-03-11  4           0          1610  >= 0.248%  target missed
1033                               2026-03-07  3           0          1240  >= 0.242%  target missed
u20917@example.net                 2026-03-15  3           0          1530  >= 0.196%  target missed
u33156@example.net                 2026-03-10  3           0          2950  >= 0.102%  target missed
bounce-n1-4711@garden.example.net  2026-03-05  4           0          5200  >= 0.077%
bounce-n2-5120@garden.example.net  2026-03-12  3           0          5230  >= 0.057%
u50730@example.net                 2026-03-09  0           0          64    >= 0.000%
1033                               2026-03-22  0           3          -     unknown
news@garden.example.net            2026-03-05  0           1          -     unknown
u50730@example.net                 2026-03-21  0           0          0     unknown

Gmail and Yahoo ask to stay below 0.1 % (the target) and never to reach 0.3 % (the limit).
Each rate is a lower bound: not every provider reports, and not every mail reached an inbox."""


@pytest.fixture
def polars() -> None:
    pytest.importorskip("polars", reason="no polars: it is in libarf[test]")


def test_rates_per_account_and_day(mine: Path, polars: None) -> None:
    assert "\n".join(run("complaint_rates.py", "--options", mine, "--sent", SENT, MAILBOX)) == RATES


def test_a_complaint_without_a_volume_is_in_no_rate(mine: Path, polars: None) -> None:
    lines = run("complaint_rates.py", "--options", mine, "--sent", SENT, "--by", "account", MAILBOX)
    cells = [line.split() for line in lines]
    assert ["1033", "3", "3", "1240", ">=", "0.242%", "target", "missed"] in cells
    assert cells[1] == ["u10482@example.net", "22", "0", "1812", ">=", "1.214%", "LIMIT", "REACHED"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "empty CSV"),
        ("account,day\n", "and `sent`"),
        ("sent\n1\n", "and `sent`"),
        ("account,sent\na,1\nb,-2\n", "row 3: a volume is a whole number from 0 on, not '-2'"),
        ("account,sent\na,many\n", "row 2: a volume is a whole number from 0 on, not 'many'"),
        ("account,sent\na,\n", "row 2: a volume is a whole number from 0 on, not None"),
        ("account,sent\na,1,2\n", "more fields"),
        ("colour,sent\nred,1\n", "'colour' is no key"),
    ],
)
def test_volumes_that_cannot_be_used_are_refused(
    text: str, message: str, tmp_path: Path, polars: None
) -> None:
    sent = tmp_path / "sent.csv"
    sent.write_text(text)
    status, shown = fails("complaint_rates.py", "--sent", sent, MAILBOX)
    assert status == 2 and message in shown
    assert str(sent) in shown or "is no key" in shown


def test_keys_and_zones_that_are_none_are_refused(tmp_path: Path, polars: None) -> None:
    status, shown = fails("complaint_rates.py", "--sent", SENT, "--by", "feed", MAILBOX)
    assert status == 2 and "sent.csv has no column 'feed': it has account, day" in shown
    status, shown = fails("complaint_rates.py", "--sent", SENT, "--time-zone", "Mars/Olympus", MAILBOX)
    assert status == 2 and "Mars/Olympus" in shown
    status, shown = fails("complaint_rates.py", "--sent", tmp_path / "none.csv", MAILBOX)
    assert status == 2 and "none.csv" in shown


# ---- the suppression list ----


def suppressed_by_the_command_line() -> list[str]:
    """What `arf suppress` finds: it must be the same."""
    command = [sys.executable, "-m", "arf", "suppress", str(MAILBOX)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


def test_the_list_is_that_of_the_command_line(tmp_path: Path) -> None:
    stop = tmp_path / "stop.txt"
    assert run("suppression_list.py", stop, MAILBOX) == [f"41 added to 0 in {stop}"]
    addresses = stop.read_text().splitlines()
    assert addresses == suppressed_by_the_command_line() and len(addresses) == 41
    assert run("suppression_list.py", stop, MAILBOX) == [f"0 added to 41 in {stop}"]
    assert stop.read_text().splitlines() == addresses
    assert [path.name for path in tmp_path.iterdir()] == ["stop.txt"]


def test_what_the_list_had_stays_as_it_was(tmp_path: Path) -> None:
    stop = tmp_path / "stop.txt"
    before = "# by hand\nlane41@YAHOO.example.com\nold@example.org"  # no line end
    stop.write_text(before)
    stop.chmod(0o640)
    assert run("suppression_list.py", stop, MAILBOX) == [f"40 added to 3 in {stop}"]
    after = stop.read_text()
    assert after.startswith(before + "\n") and stop.stat().st_mode & 0o777 == 0o640
    assert "lane41@yahoo.example.com" not in after


def to(address: bytes, kind: bytes = b"abuse") -> bytes:
    message = COMPLAINT.replace(b"<somebody@example.net>", b"<" + address + b">")
    return SEPARATOR + message.replace(b"Feedback-Type: Abuse", b"Feedback-Type: " + kind) + b"\n"


def test_no_address_of_a_redacted_or_a_not_spam_report(tmp_path: Path) -> None:
    mailbox, stop = tmp_path / "a.mbox", tmp_path / "stop.txt"
    messages = [
        to(b"anna@EXAMPLE.net"),
        to(b"anna@example.net"),  # again
        to(b"redacted@example.net"),
        to(b"happy@example.net", b"not-spam"),
        to(b"forged@example.net", b"auth-failure"),
        to(b"leaving@example.net", b"opt-out"),
        to(b"#comment@example.net"),
        to(b"no address"),
    ]
    mailbox.write_bytes(b"".join(messages))
    assert run("suppression_list.py", stop, mailbox) == [f"2 added to 0 in {stop}"]
    assert stop.read_text() == "anna@example.net\nleaving@example.net\n"


def test_rows_of_a_batch_are_taken_one_by_one(tmp_path: Path) -> None:
    batch, stop = tmp_path / "batch.json", tmp_path / "stop.txt"
    events = [
        {"event": "spamreport", "email": f"{name}@example.net", "sg_event_id": name, "timestamp": 1767225600}
        for name in ("anna", "redacted", "bert")
    ]
    batch.write_text(json.dumps(events))
    assert len(next(arf.read(batch)).rows) == 3
    assert run("suppression_list.py", stop, batch) == [f"2 added to 0 in {stop}"]
    assert stop.read_text() == "anna@example.net\nbert@example.net\n"


def test_a_list_that_cannot_be_used_is_left_as_it_is(tmp_path: Path) -> None:
    stop = tmp_path / "stop.txt"
    stop.write_bytes(b"\xff\xfe\n")
    status, shown = fails("suppression_list.py", stop, MAILBOX)
    assert status == 3 and str(stop) in shown and "the list is as it was" in shown
    assert stop.read_bytes() == b"\xff\xfe\n"
    status, shown = fails("suppression_list.py", tmp_path / "nowhere" / "stop.txt", MAILBOX)
    assert status == 3 and "nowhere" in shown


def test_input_that_cannot_be_read_is_named_and_the_rest_is_added(tmp_path: Path) -> None:
    stop = tmp_path / "stop.txt"
    status, shown = fails("suppression_list.py", stop, tmp_path / "missing.mbox", MAILBOX)
    assert status == 1 and "missing.mbox" in shown
    assert len(stop.read_text().splitlines()) == 41


# ---- the plot ----


def drawn(picture: Path, mailbox: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Runs the notebook; returns its names."""
    monkeypatch.setattr(sys, "argv", ["complaints_plot.py", str(picture), str(mailbox)])
    return runpy.run_path(str(EXAMPLES / "complaints_plot.py"), run_name="__main__")


def test_the_plot_shows_the_numbers_of_the_mailbox(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], mine: Path
) -> None:
    pyplot = pytest.importorskip("matplotlib.pyplot", reason="no matplotlib: it is in libarf[test]")
    picture = tmp_path / "complaints.png"
    names = drawn(picture, MAILBOX, monkeypatch)
    wanted: dict[str, int] = {}
    for group in arf.tally(MAILBOX, by="day", attribution=arf.AttributionOptions.from_file(mine)).groups():
        if group.kind == "complaint" and group.day:
            wanted[group.day] = wanted.get(group.day, 0) + group.reports
    labels = [str(day) for day in names["days"]]
    heights = dict.fromkeys(labels, 0)
    for bars in names["axes"].containers:
        for label, bar in zip(labels, bars, strict=True):
            heights[label] += int(bar.get_height())
    assert {day: height for day, height in heights.items() if height} == wanted
    assert labels[0] == "2026-03-03" and labels[-1] == "2026-03-22" and len(labels) == 20
    legend = [text.get_text() for text in names["axes"].get_legend().get_texts()]
    assert legend[0] == "22  u10482@example.net" and legend[-1] == "11  others"
    is_a_picture(picture, pyplot)
    pyplot.close("all")
    assert capsys.readouterr().out.splitlines() == [
        "53 complaints about 8 accounts",
        "    22  u10482@example.net",
        "     7  u20917@example.net",
        "     7  u41820@example.net",
        "     6  1033",
        f"{picture}: 53 of 53 complaints, over 20 days",
    ]


def is_a_picture(path: Path, pyplot: Any) -> None:
    """A PNG (RFC 2083) of the size that was asked for, with paper, ink and colours."""
    start = path.read_bytes()[:24]
    assert start[:8] == b"\x89PNG\r\n\x1a\n" and struct.unpack(">2I", start[16:]) == (1000, 500)
    pixels = pyplot.imread(path)[:, :, :3]
    is_white = (pixels == 1).all(axis=2)
    is_coloured = pixels.max(axis=2) - pixels.min(axis=2) > 0.3
    assert 0.5 < is_white.mean() < 0.95
    assert is_coloured.mean() > 0.05


def test_dates_that_nobody_can_believe_make_no_endless_plot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pyplot = pytest.importorskip("matplotlib.pyplot", reason="no matplotlib: it is in libarf[test]")
    mailbox = tmp_path / "a.mbox"
    dates = [b"Thu, 01 Jan 1970 00:00:00 +0000", b"Fri, 31 Dec 9999 12:00:00 +0000"]
    mailbox.write_bytes(
        b"".join(
            SEPARATOR + COMPLAINT.replace(b"Wed, 14 Jan 2026 07:30:09 +0100", date) + b"\n" for date in dates
        )
    )
    names = drawn(tmp_path / "a.png", mailbox, monkeypatch)
    pyplot.close("all")
    assert len(names["days"]) == 366
    assert capsys.readouterr().out.splitlines()[-1].endswith(": 1 of 2 complaints, over 366 days")


# ---- the types ----


def test_examples_are_typed(tmp_path: Path, mypy_cache: Path) -> None:
    for needed in ("matplotlib", "polars"):
        pytest.importorskip(needed, reason=f"no {needed}: it is in libarf[test]")
    programs = sorted(map(str, EXAMPLES.glob("*.py")))
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(mypy_cache), *programs]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=tmp_path, env=environment_of_others()
    )
    assert (done.returncode, done.stdout) == (
        0,
        f"Success: no issues found in {len(programs)} source files\n",
    )
