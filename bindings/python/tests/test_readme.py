# SPDX-License-Identifier: BSL-1.0
"""README's Python example does what README says, on the sample mailbox, and is typed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def example(tmp_path: Path) -> Path:
    path = tmp_path / "example.py"
    extract = str(ROOT / "tests" / "docs" / "extract.py")
    subprocess.run([sys.executable, extract, str(ROOT / "README.md"), f"python={path}"], check=True)
    return path


def test_example_is_typed(example: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path), str(example)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_example_counts_the_sample_mailbox(example: Path, tmp_path: Path) -> None:
    mailbox = ROOT / "examples" / "data" / "complaints.mbox"
    done = subprocess.run(
        [sys.executable, "-W", "error", example, mailbox],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    counts = [int(line.split()[0]) for line in done.stdout.splitlines()]
    assert sum(counts) > 40
    assert counts == sorted(counts, reverse=True)
    assert any(line.endswith("192.0.2.25 abuse") for line in done.stdout.splitlines())
