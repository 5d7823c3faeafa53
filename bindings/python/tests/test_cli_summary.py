# SPDX-License-Identifier: BSL-1.0
"""`arf summary`: groups, rates, spans, and wrong usage."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import resource
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import arf
import pytest
from pages import Reader
from test_cli import run
from test_count import MAILBOX
from test_guide import once

pytestmark = once  # the tally itself is that of test_tally.py

WIDE = {**os.environ, "COLUMNS": "160"}
MINE = 'my_networks = ["192.0.2.24/29", "198.51.100.0/26"]\nmy_domains = ["example.net"]\n'


def records(*arguments: object) -> list[dict[str, Any]]:
    done = run("summary", "--format", "json", *arguments, MAILBOX)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_groups_are_those_of_the_package() -> None:
    groups = arf.tally(MAILBOX, by=["source_ip", "day"]).groups()
    complaints = [group for group in groups if group.kind == "complaint"]
    found = records("--by", "source_ip,day")
    assert [(one["source_ip"], one["day"], one["reports"]) for one in found] == [
        (group.source_ip, group.day, group.reports) for group in complaints
    ]
    assert found[0]["first_seen"].endswith("Z")
    everything = records("--by", "source_ip,day", "--all-kinds")
    assert sum(one["reports"] for one in everything) == sum(group.reports for group in groups)
    assert len({one["kind"] for one in everything}) > 1


def test_what_is_left_out_is_told() -> None:
    done = run("summary", MAILBOX)
    assert done.returncode == 0
    assert b"not among the complaints: " in done.stderr and b"--all-kinds" in done.stderr


def test_account_is_found_with_options(tmp_path: Path) -> None:
    options = write(tmp_path, "mine.toml", MINE)
    named = [one for one in records("--by", "account", "--options", options) if one["account"]]
    assert named[0]["account"] == "u10482@example.net"


def test_table_shows_the_top() -> None:
    lines = run("summary", "--by", "source_ip", "--top", 2, MAILBOX, env=WIDE).stdout.decode().splitlines()
    assert len(lines) == 3
    assert lines[0].split()[:3] == ["source", "ip", "reports"]
    assert lines[1].split()[0] == records("--by", "source_ip")[0]["source_ip"]


def test_rates_are_lower_bounds_against_the_limits(tmp_path: Path) -> None:
    top = records("--by", "source_ip")[0]
    count, address = top["reports"], top["source_ip"]
    sent = write(tmp_path, "sent.csv", f"source_ip,sent\n{address},{count * 250}\n203.0.113.77,1000\n")
    found = {one["source_ip"]: one for one in records("--by", "source_ip", "--sent", sent)}
    assert found[address]["rate"] == pytest.approx(0.004)
    assert len(found[address]["limits_reached"]) == 3
    assert (found["203.0.113.77"]["reports"], found["203.0.113.77"]["rate"]) == (0, 0.0)
    others = [one for key, one in found.items() if key not in (address, "203.0.113.77")]
    assert others and all(one["rate"] is None for one in others)
    table = run("summary", "--by", "source_ip", "--sent", sent, "--top", 1, MAILBOX, env=WIDE).stdout.decode()
    assert ">= 0.400%" in table and "0.3% Gmail, Yahoo;" in table
    assert table.splitlines()[1].split()[-1] == "0.3%"  # the highest limit that it reaches


@pytest.mark.parametrize("width", [50, 60, 80, 100])
def test_a_narrow_table_drops_columns_and_says_so(width: int, tmp_path: Path) -> None:
    sent = write(tmp_path, "sent.csv", "source_ip,sent\n192.0.2.25,123456789\n192.0.2.26,10\n")
    narrow = {**WIDE, "COLUMNS": str(width)}
    table = run("summary", "--sent", sent, MAILBOX, env=narrow).stdout.decode()
    lines = table.splitlines()
    assert all(len(line) <= width for line in lines)
    head = lines[0].replace("source ip", "source_ip").split()
    assert head[:2] == ["source_ip", "reports"] and head[-3:] == ["sent", "rate", "limit"]
    wide = run("summary", "--sent", sent, MAILBOX, env=WIDE).stdout.decode()
    dropped = set(wide.splitlines()[0].replace("source ip", "source_ip").split()) - set(head)
    told = " ".join(table.split()).rpartition("Too narrow for: ")[2].partition(" (")[0]
    assert dropped == set(told.split(", ")) and "last" in dropped
    rows = [line.split() for line in lines[1:6]]
    assert rows[0][:2] == ["192.0.2.25", "17"] and len(rows[0]) >= len(head)
    assert "Too narrow" not in wide


def test_page_and_picture_are_written_besides_the_table(tmp_path: Path) -> None:
    page, picture = tmp_path / "out.html", tmp_path / "out.svg"
    before = run("summary", "--by", "feed", "--format", "csv", MAILBOX)
    done = run("summary", "--by", "feed", "--format", "csv", "--html", page, "--plot", picture, MAILBOX)
    assert (done.returncode, done.stdout, done.stderr) == (0, before.stdout, before.stderr)
    assert page.read_text().startswith("<!DOCTYPE html>") and "<svg" in picture.read_text()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["out.html", "out.svg"]


def test_the_page_has_what_the_table_has(tmp_path: Path) -> None:
    page = tmp_path / "out.html"
    sent = write(tmp_path, "sent.csv", "source_ip,sent\n192.0.2.25,1700\n192.0.2.26,10000\n203.0.113.77,5\n")
    arguments = ("--sent", sent, "--format", "csv", "--html", page)
    done = run("summary", *arguments, "-", input=MAILBOX.read_bytes())  # it is read once
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode())))
    found = Reader(page.read_text())
    table = found.rows[-len(rows) :]
    assert found.rows[-len(rows) - 1] == [
        *(
            "Source IP",
            "Reports",
            "Incidents",
            "Recipients",
            "Feeds",
            "First",
            "Last",
            "Sent",
            "Rate",
            "Limit",
        )
    ]
    for shown, row in zip(table, rows, strict=True):
        assert shown[0] == (row["source_ip"] or "not stated")
        assert shown[1:5] == [row["reports"], row["incidents"], row["recipients"], row["feeds"]]
        assert shown[5:7] == [row["first_seen"][:10], row["last_seen"][:10]]
        assert shown[7].replace(",", "") == row["sent"]
        assert shown[8] == (f"\u2265 {float(row['rate']):.3%}" if row["rate"] else "")
    assert [row[9] for row in table if row[0] in ("192.0.2.25", "192.0.2.26")] == ["0.5%", "0.1%"]
    days = arf.tally(MAILBOX, by="day").groups("complaint")
    drawn = sorted(row for row in found.rows if re.fullmatch(r"2026-\d\d-\d\d", row[0]))
    assert drawn == sorted([group.day, str(group.reports)] for group in days)
    sources = [row[0] for row in found.rows if len(row) == 3][1:]
    assert sources == [one["source_ip"] for one in records() if one["source_ip"]]
    for words in (
        "53 complaints, 3 Mar 2026 to 22 Mar 2026",
        "Read: standard input.",
        "12 of them name no source",
    ):
        assert words in found.text
    assert "7 messages that are no complaints" in found.text and "5 auth-failure" in found.text


def test_days_of_the_page_are_those_of_the_time_zone(tmp_path: Path) -> None:
    page = tmp_path / "out.html"
    zone = ("--time-zone", "Pacific/Auckland")
    run("summary", "--by", "account", *zone, "--since", "2026-03-10", "--html", page, MAILBOX)
    days = [one for one in records("--by", "day", *zone, "--since", "2026-03-10") if one["day"]]
    found = Reader(page.read_text())
    drawn = sorted(row for row in found.rows if re.fullmatch(r"2026-\d\d-\d\d", row[0]))
    assert drawn == sorted([one["day"], str(one["reports"])] for one in days)
    assert "days in Pacific/Auckland" in found.text and "Of the reports those from 2026-03-10." in found.text


@pytest.mark.parametrize("option", ["--html", "--plot"])
def test_a_file_that_cannot_be_written_is_named_before_anything_is_read(option: str, tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "out.svg"
    done = run("summary", option, path, tmp_path / "missing.mbox")
    assert (done.returncode, done.stdout) == (3, b"")
    assert done.stderr.decode() == f"arf: {path}: No such file or directory\n"


@pytest.mark.parametrize("option", ["--html", "--plot", "--output"])
def test_what_is_read_is_never_written_over(option: str, tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    folder.mkdir()
    mailbox, sent = folder / "mail.svg", write(tmp_path, "sent.svg", "source_ip,sent\n192.0.2.25,1700\n")
    mailbox.write_bytes(MAILBOX.read_bytes())
    for output, read in ((mailbox, mailbox), (mailbox, folder), (sent, MAILBOX)):
        done = run("summary", "--sent", sent, option, output, read)
        assert done.returncode == 2 and b"would be lost" in b" ".join(done.stderr.split())
    done = run("parse", "--output", mailbox, folder)
    assert done.returncode == 2 and b"would be lost" in b" ".join(done.stderr.split())
    assert mailbox.read_bytes() == MAILBOX.read_bytes() and sent.read_text().startswith("source_ip")


@pytest.mark.parametrize(("option", "name"), [("--html", "a.html"), ("--plot", "a.png")])
def test_nothing_half_written_stays_on_a_full_disk(option: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / "out" / name
    path.parent.mkdir()
    path.write_bytes(b"before")
    assert run("summary", option, tmp_path / name, MAILBOX).returncode == 0  # matplotlib looks for fonts once

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))

    done = run("summary", option, path, MAILBOX, preexec_fn=limit)
    assert done.returncode == 3
    assert done.stderr.decode().splitlines()[-1].startswith(f"arf: {path}: File too large; ")
    assert [one.name for one in path.parent.iterdir()] == [name] and path.read_bytes() == b"before"


def test_the_page_is_there_also_where_nobody_reads_the_table(tmp_path: Path) -> None:
    page = tmp_path / "out.html"
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "arf", "summary", "--html", str(page), str(MAILBOX)]
    with os.fdopen(writer, "wb") as stdout:
        done = subprocess.run(command, stdout=stdout, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 0 and page.read_text().endswith("</html>\n")


def test_csv_has_a_head_and_one_row_a_group(tmp_path: Path) -> None:
    output = tmp_path / "out.csv"
    assert run("summary", "--by", "feed,week", "--format", "csv", "-o", output, MAILBOX).returncode == 0
    rows = list(csv.DictReader(io.StringIO(output.read_text())))
    assert list(rows[0])[:3] == ["kind", "feed", "week"]
    assert sum(int(row["reports"]) for row in rows) == sum(one["reports"] for one in records())


def test_a_date_is_a_whole_day_in_the_zone() -> None:
    days = [one["day"] for one in records("--by", "day", "--time-zone", "America/New_York") if one["day"]]
    day = days[0]
    only = records("--by", "day", "--time-zone", "America/New_York", "--since", day, "--until", day)
    assert [one["day"] for one in only] == [day]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--by", "colour"), b"there is no key 'colour'"),
        (("--by", "day,day"), b"each key may stand once"),
        (("--time-zone", "Mars/Olympus"), b"there is no time zone 'Mars/Olympus'"),
        (("--since", "yesterday"), b"'yesterday' is no date"),
        (("--since", "2026-02-30"), b"'2026-02-30' is no date"),
        (("--until", "9999-12-31"), b"'9999-12-31' is no date"),
        (("--plot", "out.jpg"), b"out.jpg: a picture ends in .svg or .png"),
        (("--sent", "/nonexistent.csv"), b"/nonexistent.csv: No such file"),
    ],
)
def test_wrong_usage_is_told(arguments: tuple[str, ...], message: bytes) -> None:
    done = run("summary", *arguments, MAILBOX)
    assert done.returncode == 2
    assert message in b" ".join(done.stderr.replace("\u2502".encode(), b" ").split())


def test_volume_that_is_none_names_its_place(tmp_path: Path) -> None:
    sent = write(tmp_path, "sent.csv", "source_ip,sent\n192.0.2.1,-5\n")
    done = run("summary", "--sent", sent, MAILBOX)
    assert done.returncode == 2
    assert b"sent.csv:2: a volume is a whole number" in b" ".join(done.stderr.split())


def test_missing_mailbox_is_named_and_the_others_count(tmp_path: Path) -> None:
    done = run("summary", "--format", "json", tmp_path / "missing.mbox", MAILBOX)
    assert done.returncode == 1
    assert b"missing.mbox" in done.stderr
    assert json.loads(done.stdout) == records()
