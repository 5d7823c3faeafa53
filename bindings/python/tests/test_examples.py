# SPDX-License-Identifier: BSL-1.0
"""The examples in Python, as programs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
SCRIPT = EXAMPLES / "complaints_by_source.py"
COMMAND = [sys.executable, str(SCRIPT), str(EXAMPLES / "data" / "complaints.mbox")]


def test_complaints_are_counted() -> None:
    done = subprocess.run(COMMAND, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    *rows, last = done.stdout.splitlines()
    assert last.startswith(f"{sum(int(row.split()[-1]) for row in rows)} complaints in ")


def test_a_reader_that_has_enough_ends_the_run_quietly() -> None:
    with subprocess.Popen(COMMAND, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 0
