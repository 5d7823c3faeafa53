# SPDX-License-Identifier: BSL-1.0
"""`arf summary`: groups, rates, spans, and wrong usage."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path
from typing import Any

import arf
import pytest
from test_cli import run
from test_count import MAILBOX

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
    assert ">= 0.400%" in table and "0.3% (Gmail, Yahoo)" in table


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
