# SPDX-License-Identifier: BSL-1.0
"""The benchmark of the package runs, and all its ways read the same facts. Times are not tested."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import arf

BENCHMARK = Path(__file__).resolve().parents[3] / "tests" / "benchmark"


def run(name: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", str(BENCHMARK / name), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_quick_run_measures_each_way() -> None:
    done = run("read_benchmark.py", "--quick")
    assert (done.returncode, done.stderr) == (0, "")
    heading, *rows = done.stdout.splitlines()
    assert heading.split() == ["reports/s", "us", "a", "report", "times", "email"]
    assert [re.split(r"\s{2,}", row)[0] for row in rows] == ["arf.read()", "arf.parse()", "email (compat32)"]
    assert rows[-1].endswith(" 1.0")


def test_nothing_is_measured_where_the_ways_disagree() -> None:
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import read_benchmark as made\n"
        "right = made.facts_by_email\n"
        "made.facts_by_email = lambda message: right(message)._replace(feedback_type='other')\n"
        "sys.exit(made.main(['--quick']))\n"
    )
    command = [sys.executable, "-c", program, str(BENCHMARK)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.startswith("read_benchmark.py: message 0: ") and "'other'" in done.stderr


def test_wrong_usage() -> None:
    assert run("read_benchmark.py", "--rounds", "0").returncode == 2
    done = run("small_mailbox.py", "many", "here.mbox")
    assert done.returncode == 1 and "usage" in done.stderr


def test_the_mailbox_has_as_many_reports_as_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "small.mbox"
    done = run("small_mailbox.py", 70, path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    reports = list(arf.read(path))
    assert len(reports) == 70 and len(set(map(bytes, reports))) == 64
    assert all(report.format == "arf" and report.original_message_id for report in reports)
    assert bytes(reports[0]) == bytes(reports[64])
