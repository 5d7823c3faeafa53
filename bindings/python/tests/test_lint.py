# SPDX-License-Identifier: BSL-1.0
"""`arf lint`: what it finds, where, and how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import arf
import pytest
from samples import COMPLAINT, NEWSLETTER, TRACED
from test_guide import once

pytestmark = once  # as Python shows them

ARF = [sys.executable, "-m", "arf", "lint"]
CLEAN = TRACED
NOTED = TRACED.replace(b"Feedback-Type: abuse", b"Feedback-Type : abuse")
WARNED = TRACED.replace(b"User-Agent: Example/1.0\n", b"")
WRONG = TRACED.replace(b"Source-Port: 40112", b"Source-Port: 401120")


def run(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*ARF, *map(str, arguments)], capture_output=True, check=False, timeout=60)


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """One file for each severity."""
    messages = (("clean", CLEAN), ("noted", NOTED), ("warned", WARNED), ("wrong", WRONG))
    for name, message in messages:
        (tmp_path / f"{name}.eml").write_bytes(message)
    return tmp_path


def test_the_samples_are_what_their_names_say() -> None:
    worst = [
        {one.severity for one in arf.parse(message).diagnostics} for message in (CLEAN, NOTED, WARNED, WRONG)
    ]
    assert worst == [set(), {"note"}, {"warning"}, {"error"}] or worst[3] <= {"warning", "error"}


@pytest.mark.parametrize(
    ("name", "level", "status"),
    [
        ("clean", "note", 0),
        ("noted", "note", 1),
        ("noted", "warning", 0),
        ("warned", "note", 1),
        ("warned", "warning", 1),
        ("warned", "error", 0),
    ],
)
def test_the_status_is_by_the_level(reports: Path, name: str, level: str, status: int) -> None:
    done = run("--level", level, reports / f"{name}.eml")
    assert done.returncode == status
    assert (done.stdout == b"") is (name == "clean")


def test_a_finding_names_place_code_and_section(reports: Path) -> None:
    path = reports / "warned.eml"
    done = run(path)
    (diagnostic,) = arf.parse(WARNED).diagnostics
    line = WARNED.count(b"\n", 0, diagnostic.offset) + 1
    (shown,) = done.stdout.decode().splitlines()
    assert shown == (
        f"{path}:0:{diagnostic.offset}: warning: missing_user_agent: User-Agent is missing,"
        f" line {line} [RFC 5965 section 3.1]; left absent"
    )
    assert done.stderr == b"arf: 1 message: 0 errors, 1 warning, 0 notes\n"


def test_json_has_the_diagnostic_of_the_record(reports: Path) -> None:
    done = run("--format", "jsonl", reports)
    findings = [json.loads(line) for line in done.stdout.splitlines()]
    expected = [
        (report.source, report.index, report.offset, report.format, diagnostic)
        for report in arf.read(reports)
        for diagnostic in report.to_dict()["diagnostics"]
    ]
    assert expected == [
        tuple(one[key] for key in ("source", "index", "offset", "format", "diagnostic")) for one in findings
    ]
    assert {len(one) for one in findings} == {6} and done.returncode == 1


def test_the_message_in_a_mailbox_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.mbox"
    separator = b"From fbl@example.net Wed Jan 14 07:07:20 2026\n"
    path.write_bytes(b"".join(separator + message + b"\n" for message in (CLEAN, WARNED)))
    (line,) = run(path).stdout.decode().splitlines()
    assert line.startswith(f"{path}:1:")


def test_what_is_no_report_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(NEWSLETTER)
    done = run("--level", "error", path)
    assert done.returncode == 1
    (line,) = done.stdout.decode().splitlines()
    assert line.startswith(f"{path}:0:0: error: not_a_complaint: this is no complaint but unknown")
    done = run("--reports-only", path)
    assert (done.returncode, done.stdout) == (0, b"")


def test_an_empty_message_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.touch()
    done = run(path)
    assert done.returncode == 1
    assert done.stdout.decode().startswith(f"{path}:0:0: error: empty: empty input")


def test_what_cannot_be_read_is_its_own_status(reports: Path) -> None:
    done = run(reports / "missing.eml", reports / "warned.eml")
    assert done.returncode == 3 and b"missing.eml" in done.stderr
    assert b"missing_user_agent" in done.stdout


@pytest.mark.parametrize("arguments", [[], ["--level", "bad", "-"], ["--format", "xml", "-"]])
def test_wrong_usage(arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode == 2 and b"Usage" in done.stderr


def test_a_report_cannot_control_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(COMPLAINT.replace(b"X-Token", b"Feed\x1b[2Jback\x80 Type"))
    for name in ("text", "jsonl"):
        assert b"\x1b" not in run("--format", name, path).stdout


def test_a_full_disk_is_told(reports: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run([*ARF, str(reports)], stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 3
    assert done.stderr.decode().splitlines()[-1].startswith("arf: standard output: No space left on device; ")
