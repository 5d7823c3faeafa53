# SPDX-License-Identifier: BSL-1.0
"""The examples in Python, as programs, on the sample mailbox."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import arf
import pytest

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
MAILBOX = EXAMPLES / "data" / "complaints.mbox"
COUNT = [sys.executable, str(EXAMPLES / "complaints_by_source.py"), str(MAILBOX)]
MINE = """
my_networks = ["192.0.2.24/29", "198.51.100.0/26"]
my_domains = ["example.net"]
"""


def run(name: str, *arguments: object) -> list[str]:
    """The lines that an example prints; it must say nothing else."""
    command = [sys.executable, "-W", "error", str(EXAMPLES / name), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(MINE)
    return path


def test_complaints_are_counted() -> None:
    *rows, last = run("complaints_by_source.py", MAILBOX)
    assert last.startswith(f"{sum(int(row.split()[-1]) for row in rows)} complaints in ")


def test_a_reader_that_has_enough_ends_the_run_quietly() -> None:
    with subprocess.Popen(COUNT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 0


def test_database_tells_the_account_and_counts_nothing_twice(tmp_path: Path, mine: Path) -> None:
    arguments = ("--options", mine, tmp_path / "complaints.sqlite", MAILBOX)
    lines = run("complaints_to_sqlite.py", *arguments)
    totals: dict[str, int] = {}
    for line in lines:
        account, _, complaints, _ = line.split("\t")
        totals[account] = totals.get(account, 0) + int(complaints)
    ours = arf.AttributionOptions.from_file(mine)
    wanted: dict[str, int] = {}
    for report in arf.read(MAILBOX):
        if account := report.attribution(ours).account.value:
            wanted[account] = wanted.get(account, 0) + 1
    assert totals == wanted
    assert max(totals, key=lambda account: totals[account]) == "u10482@example.net"
    assert run("complaints_to_sqlite.py", *arguments) == lines


def test_maildir_is_taken_in_message_by_message(tmp_path: Path, mine: Path) -> None:
    for name in ("new", "cur", "tmp"):
        (tmp_path / "Maildir" / name).mkdir(parents=True)
    new = tmp_path / "Maildir" / "new"
    reports = list(arf.read(MAILBOX))[:3]
    for number, report in enumerate(reports):
        (new / f"{number}.example.com").write_bytes(report.bytes)
        os.utime(new / f"{number}.example.com", (1, 1))
    shutil.copy(EXAMPLES / "README.md", new / "9.no-complaint")
    arguments = ("--once", "--options", mine, tmp_path / "Maildir")
    lines = run("watch_maildir.py", *arguments)
    ours = arf.AttributionOptions.from_file(mine)
    sources = [str(report.attribution(ours).source.value) for report in reports]
    assert [line.split("\t")[1] for line in lines] == sources
    assert not list(new.iterdir())
    assert len(list((tmp_path / "Maildir" / "cur").glob("*:2,S"))) == 4
    assert run("watch_maildir.py", *arguments) == []
