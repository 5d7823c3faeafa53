# SPDX-License-Identifier: BSL-1.0
"""README's example of attribution finds the account in the sample mailbox that README says it finds."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def example(tmp_path: Path) -> Path:
    path = tmp_path / "example.py"
    extract = str(ROOT / "tests" / "docs" / "extract.py")
    subprocess.run([sys.executable, extract, str(ROOT / "README.md"), f"py={path}"], check=True)
    return path


def test_example_is_typed(example: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path), str(example)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_example_finds_the_account(example: Path, tmp_path: Path) -> None:
    mailbox = ROOT / "examples" / "data" / "complaints.mbox"
    done = subprocess.run(
        [sys.executable, "-W", "error", example, mailbox],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    (account, count), (_, next_count), _ = ast.literal_eval(done.stdout)
    assert account == "u10482@example.net"
    assert count > 2 * next_count
