# SPDX-License-Identifier: BSL-1.0
"""README's Python examples do what README says, on the sample mailbox, and are typed."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def extract(block: str, folder: Path) -> Path:
    """The first code block of README with this language ("python": the counting one, "py": attribution)."""
    path = folder / "example.py"
    script = str(ROOT / "tests" / "docs" / "extract.py")
    subprocess.run([sys.executable, script, str(ROOT / "README.md"), f"{block}={path}"], check=True)
    return path


def output_of(example: Path) -> str:
    """What an example prints about the sample mailbox; it must say nothing else."""
    mailbox = ROOT / "examples" / "data" / "complaints.mbox"
    command = [sys.executable, "-W", "error", str(example), str(mailbox)]
    done = subprocess.run(command, cwd=example.parent, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.parametrize("block", ["python", "py"])
def test_example_is_typed(block: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path)]
    example = str(extract(block, tmp_path))
    done = subprocess.run([*command, example], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_example_counts_the_sample_mailbox(tmp_path: Path) -> None:
    lines = output_of(extract("python", tmp_path)).splitlines()
    counts = [int(line.split()[0]) for line in lines]
    assert sum(counts) > 40
    assert counts == sorted(counts, reverse=True)
    assert any(line.endswith("192.0.2.25 abuse") for line in lines)


def test_example_finds_the_account(tmp_path: Path) -> None:
    (account, count), (_, next_count), _ = ast.literal_eval(output_of(extract("py", tmp_path)))
    assert account == "u10482@example.net"
    assert count > 2 * next_count
