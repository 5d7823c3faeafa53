# SPDX-License-Identifier: BSL-1.0
"""README's Python examples do what README says, on the sample mailbox, and are typed."""

from __future__ import annotations

import ast
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path

import pytest
from samples import COMPLAINT
from test_guide import once

ROOT = Path(__file__).resolve().parents[3]
MAILBOX = ROOT / "examples" / "data" / "complaints.mbox"


def extract(block: str, folder: Path) -> Path:
    """The code block of README in a language: "python" counts, "py" finds accounts, "python3" last week."""
    path = folder / "example.py"
    script = str(ROOT / "tests" / "docs" / "extract.py")
    subprocess.run([sys.executable, script, str(ROOT / "README.md"), f"{block}={path}"], check=True)
    return path


def output_of(example: Path, mailbox: Path = MAILBOX) -> str:
    """What an example prints about a mailbox; it must say nothing else."""
    command = [sys.executable, "-W", "error", str(example), str(mailbox)]
    done = subprocess.run(command, cwd=example.parent, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@once
@pytest.mark.parametrize("block", ["python", "py", "python3"])
def test_example_is_typed(block: str, tmp_path: Path, mypy_cache: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(mypy_cache)]
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


def test_example_names_the_addresses_of_last_week(tmp_path: Path) -> None:
    now = datetime.now(timezone.utc)
    folder = tmp_path / "mail"
    folder.mkdir()
    for number in range(40):
        age = timedelta(days=number % 20, hours=1)
        address = f"192.0.2.{1 if age < timedelta(days=2) else number}"
        text = COMPLAINT.replace(b"192.0.2.1", address.encode())
        text = text.replace(b"Wed, 14 Jan 2026 07:30:09 +0100", format_datetime(now - age).encode())
        (folder / f"{number}.eml").write_bytes(text.replace(b"report-1@", b"report-%d@" % number))
    lines = output_of(extract("python3", tmp_path), folder).splitlines()
    assert len(lines) == 10
    assert "values=('192.0.2.1',)" in lines[0] and "reports=4" in lines[0]
    shown = [line.split("values=('192.0.2.")[1].split("'")[0] for line in lines]
    assert all(int(number) % 20 < 7 for number in shown)
