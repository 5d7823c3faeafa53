# SPDX-License-Identifier: BSL-1.0
"""The types: the package is clean under mypy --strict, and the stubs are what the core is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import arf
from test_guide import once

pytestmark = once

HERE = Path(__file__).parent
PACKAGE = Path(arf.__file__).parent


def run(cwd: Path, *arguments: object) -> str:
    """Runs a module of this interpreter; returns all it printed where it failed."""
    command = [sys.executable, "-m", *map(str, arguments)]
    done = subprocess.run(
        command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return "" if done.returncode == 0 else done.stdout


def test_package_is_typed(tmp_path: Path, mypy_cache: Path) -> None:
    assert (PACKAGE / "py.typed").exists()
    assert run(tmp_path, "mypy", "--strict", "--package", "arf", "--cache-dir", mypy_cache) == ""


def test_stubs_are_true(tmp_path: Path) -> None:
    assert run(tmp_path, "mypy.stubtest", "arf", "--allowlist", HERE / "stubtest-allowlist.txt") == ""


def test_a_user_sees_the_types(tmp_path: Path, mypy_cache: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "import arf\n"
        "from datetime import datetime\n"
        "from typing import assert_type\n"
        "for report in arf.read(['a', 'b']):\n"
        "    assert_type(report, arf.Report)\n"
        "    assert_type(report.arrival_date, datetime | None)\n"
        "for item in arf.read('a', errors='yield'):\n"
        "    assert_type(item, arf.Report | arf.ParseError)\n"
        "assert_type(arf.parse(b'').original_rcpt_to, tuple[str, ...])\n"
        "inferred = arf.parse(b'').attribution(my_hosts=['.example.com'])\n"
        "assert_type(inferred.account.value, str | None)\n"
        "assert_type(inferred.device, arf.Answer[arf.Device])\n"
        "assert_type(inferred.hops[0].received, arf.trace.Received)\n"
        "assert_type(arf.identifiers.read_list_unsubscribe(b''), tuple[str, ...])\n"
    )
    options = ("--strict", "--python-version", "3.12", "--cache-dir", mypy_cache)
    assert run(tmp_path, "mypy", *options, program) == ""
