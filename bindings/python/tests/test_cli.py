# SPDX-License-Identifier: BSL-1.0
"""The command line, as a program: what goes where, and how it ends."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import os
import platform
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import arf
import pytest
from rich.cells import cell_len
from samples import COMPLAINT, CORPUS

ARF = [sys.executable, "-m", "arf"]
LEFT_OUT = b"arf: 1 message was not recognised (use --all to see it)\n"


def run(*arguments: object, **options: Any) -> subprocess.CompletedProcess[bytes]:
    command = [*ARF, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, timeout=60, **options)


def test_the_program_runs_the_core_that_is_tested() -> None:
    program = "import arf._core; print(arf._core.__file__)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == arf._core.__file__


def test_records_are_those_of_the_package(mbox: Path) -> None:
    done = run("parse", mbox)
    assert (done.returncode, done.stderr) == (0, LEFT_OUT)
    assert done.stdout.decode().splitlines() == [report.to_json() for report in arf.read(mbox)]


def test_all_prints_every_message(mbox: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.eml"
    empty.touch()
    missing = tmp_path / "missing.eml"
    done = run("parse", "--all", "--format", "jsonl", mbox, empty, missing)
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [record["is_report"] for record in records] == [True, False, True, False, False]
    assert [record["format"] for record in records] == ["arf", "unknown", "arf", "unreadable", "unreadable"]
    assert [record["source"] for record in records[2:]] == [str(mbox), str(empty), str(missing)]
    assert done.returncode == 1
    messages = done.stderr.decode().splitlines()
    assert len(messages) == 2 and str(empty) in messages[0] and str(missing) in messages[1]


def test_unreadable_input_is_named_and_does_not_end_the_run(mbox: Path, tmp_path: Path) -> None:
    done = run("parse", tmp_path / "missing.mbox", mbox)
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 2
    assert b"missing.mbox" in done.stderr


def test_too_large_message_is_named_with_its_limit(mbox: Path) -> None:
    done = run("parse", "--all", "--max-bytes", 10, mbox)
    errors = [json.loads(line)["error"] for line in done.stdout.splitlines()]
    assert set(errors) == {"the message is larger than the limit of 10 bytes"}
    assert done.returncode == 1
    lines = done.stderr.decode().splitlines()
    assert len(lines) == 3
    for line in lines:
        assert line.startswith(f"arf: {mbox}: message ") and " at offset " in line
        assert line.endswith("larger than the limit of 10 bytes; it was skipped; raise the limit to read it")


def test_standard_input(mbox: Path) -> None:
    done = run("parse", "-", input=mbox.read_bytes())
    assert done.returncode == 0
    assert [json.loads(line)["source"] for line in done.stdout.splitlines()] == ["-", "-"]


def test_a_json_file_is_one_message(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"a": 1}')
    (line,) = run("parse", "--all", path).stdout.splitlines()
    record = json.loads(line)
    assert (record["is_report"], record["format"], record["index"]) == (False, "unknown", 0)


def test_json_is_one_document(mbox: Path, tmp_path: Path) -> None:
    records = json.loads(run("parse", "--format", "json", mbox).stdout)
    assert records == [report.to_dict() for report in arf.read(mbox)]
    (tmp_path / "folder").mkdir()
    assert json.loads(run("parse", "--format", "json", tmp_path / "folder").stdout) == []


def test_table(mbox: Path) -> None:
    done = run("parse", "--format", "table", mbox, env={**os.environ, "PYTHONUTF8": "1"})
    lines = done.stdout.decode().splitlines()
    assert lines[0].split() == ["arrived", "type", "source", "ip", "from", "subject"]
    assert sum("192.0.2.1" in line and "Gr\u00fc\u00dfe" in line for line in lines) == 2
    assert len(lines) == 4 and all(line == line.rstrip() for line in lines)


def table_of(path: Path, columns: int, *arguments: str) -> list[str]:
    environment = {**os.environ, "PYTHONUTF8": "1", "COLUMNS": str(columns)}
    done = run("parse", "--format", "table", *arguments, path, env=environment)
    return done.stdout.decode().splitlines()


LONG_IPV6 = "2001:db8:1111:2222:3333:4444:5555:6666"


@pytest.mark.parametrize("columns", [80, 100, 160])
def test_a_table_shows_each_address_in_one_line(columns: int, tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(COMPLAINT.replace(b"192.0.2.1", LONG_IPV6.encode()))
    head, rule, row = table_of(path, columns)
    assert LONG_IPV6 in row.split() and "2026-01-14" in row
    assert max(map(cell_len, (head, rule, row))) <= columns


def test_an_address_longer_than_the_first_ones_is_not_cut(tmp_path: Path) -> None:
    path = tmp_path / "many.mbox"
    separator = b"From fbl@example.net Wed Jan 14 07:07:20 2026\n"
    last = COMPLAINT.replace(b"192.0.2.1", LONG_IPV6.encode())
    path.write_bytes((separator + COMPLAINT + b"\n") * 300 + separator + last)
    lines = table_of(path, 120)
    assert len(lines) == 303 and LONG_IPV6 in lines[-1].split()


def test_a_table_leaves_no_room_for_subjects_that_are_empty(tmp_path: Path) -> None:
    sender = "a" * 40 + "@example.com"
    message = COMPLAINT.replace(b"seller@example.com", sender.encode())
    path = tmp_path / "a.eml"
    path.write_bytes(message.replace(b"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n", b""))
    row = table_of(path, 120)[-1]
    assert row.endswith(sender)
    path.write_bytes(message)
    assert sender in table_of(path, 120)[-1]


def test_wide_characters_are_two_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.mbox"
    wide = COMPLAINT.replace(b"=?utf-8?q?J=C3=BCrgen?= ", b"").replace(
        b"=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "\u7a0e\u91d1".encode() * 100
    )
    path.write_bytes(wide)
    row = table_of(path, 100)[-1]
    assert "\u7a0e\u91d1" in row and row.endswith("\u2026") and 99 <= cell_len(row) <= 100


def test_a_table_says_why_a_message_is_unreadable(mbox: Path) -> None:
    lines = table_of(mbox, 80, "--all", "--max-bytes", "10")
    assert sum("unreadable  the message is larger than the limit of 10 bytes" in line for line in lines) == 3


def test_a_table_of_several_files_says_where_each_message_stands(mbox: Path, tmp_path: Path) -> None:
    one = tmp_path / "one.eml"
    one.write_bytes(COMPLAINT)
    environment = {**os.environ, "PYTHONUTF8": "1"}
    lines = run("parse", "--format", "table", mbox, one, env=environment).stdout.decode().splitlines()
    assert lines[0].endswith("file")
    for line, place in zip(lines[2:], (str(mbox), f"{mbox} --index 2", str(one)), strict=True):
        assert line.endswith(f"  {place}")
    assert b"This is a complaint" in run("explain", mbox, "--index", 2).stdout
    assert table_of(tmp_path, 120)[0].endswith("file")
    assert not table_of(one, 120)[0].endswith("file")


def test_an_unreadable_row_names_its_file(tmp_path: Path) -> None:
    empty = tmp_path / "empty.eml"
    empty.touch()
    row = table_of(empty, 80, "--all")[-1]
    assert "unreadable  empty input" in row and row.endswith(f": {empty}")


def test_json_does_not_control_the_terminal(tmp_path: Path) -> None:
    controls = "\x85\x9b\u200e\u200f\u202a\u202e\u2066\u2069"
    path = tmp_path / f"a{controls}.eml"
    subject = f"Subject: {controls}".encode()
    path.write_bytes(COMPLAINT.replace(b"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=", subject))
    empty = tmp_path / f"empty{controls}.eml"
    empty.touch()
    done = run("parse", "--all", path, empty)
    shown = done.stdout.decode()
    assert not set(controls) & set(shown) and len(shown.splitlines()) == 2
    records = [json.loads(line) for line in shown.splitlines()]
    assert [record["source"] for record in records] == [str(path), str(empty)]
    assert records[0]["original_subject"] == controls


def on_terminal(*arguments: object, **environment: str) -> str:
    """What the program prints on a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*ARF, *map(str, arguments)],
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "120", "PYTHONUTF8": "1", **environment},
    )
    os.close(theirs)
    shown = b""
    try:
        while chunk := os.read(ours, 4096):
            shown += chunk
    except OSError:
        pass  # how Linux tells the end of a terminal
    os.close(ours)
    assert process.wait(timeout=60) in (0, 1)
    return shown.decode()


def test_a_terminal_gets_a_table(mbox: Path) -> None:
    assert "arrived" in on_terminal("parse", mbox)


def test_what_was_left_out_is_counted(mbox: Path, tmp_path: Path) -> None:
    for name in ("jsonl", "json", "table"):
        assert run("parse", "--format", name, mbox).stderr == LEFT_OUT
    assert LEFT_OUT.decode().strip() in on_terminal("parse", mbox)
    both = run("parse", mbox, mbox)
    assert both.stderr == b"arf: 2 messages were not recognised (use --all to see them)\n"
    bounce = CORPUS / "not-a-complaint" / "dsn-blocklisted.eml"
    assert run("parse", bounce).stderr == b"arf: 1 message is no complaint (use --all to see it)\n"
    several = b"arf: 2 messages are no complaints; 1 was not recognised (use --all to see them)\n"
    assert run("parse", bounce, mbox, bounce).stderr == several
    assert run("parse", "--all", mbox).stderr == b""
    (tmp_path / "one.eml").write_bytes(COMPLAINT)
    assert run("parse", tmp_path / "one.eml").stderr == b""


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_compressed_file_is_read(pack: Callable[[bytes], bytes], mbox: Path, tmp_path: Path) -> None:
    path = tmp_path / "a b.mbox"
    path.write_bytes(pack(mbox.read_bytes()))
    done = run("parse", "--columns", "index,source_ip", path)
    assert done.stdout == run("parse", "--columns", "index,source_ip", mbox).stdout
    assert (done.returncode, done.stderr) == (0, LEFT_OUT)
    assert b"This is a complaint" in run("explain", path, "--index", 2).stdout
    with path.open("rb") as stream:
        assert len(run("parse", "-", stdin=stream).stdout.splitlines()) == 2


def test_no_color_is_honoured(tmp_path: Path) -> None:
    arguments = ("parse", "--all", tmp_path / "missing.eml")
    assert "\x1b[31m" in on_terminal(*arguments)
    assert "\x1b[31m" not in on_terminal(*arguments, NO_COLOR="1")


def test_mail_cannot_control_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(
        COMPLAINT.replace(b"=?utf-8?q?Gr=C3=BC=C3=9Fe?=", b"=?utf-8?q?=1B[2Jgone=E2=80=AE?= [bold]")
    )
    shown = on_terminal("parse", path)
    assert "\x1b[2J" not in shown and "\u202e" not in shown
    assert "[2Jgone" in shown and "[bold]" in shown


def test_output_that_cannot_be_written(mbox: Path) -> None:
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full")
    for name in ("jsonl", "json", "table"):
        with open("/dev/full", "wb") as full:
            done = subprocess.run(
                [*ARF, "parse", "--format", name, mbox], stdout=full, stderr=subprocess.PIPE, check=False
            )
        assert done.returncode == 3
        assert done.stderr.startswith(b"arf: standard output: No space left on device; it is incomplete: ")


def test_a_reader_that_has_enough_ends_the_run_quietly(tmp_path: Path) -> None:
    path = tmp_path / "many.mbox"
    path.write_bytes((b"From fbl@example.net Wed Jan 14 07:07:20 2026\n" + COMPLAINT + b"\n") * 2000)
    with subprocess.Popen([*ARF, "parse", path], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        json.loads(process.stdout.readline())
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 0


def test_closed_output() -> None:
    done = subprocess.run(
        ["sh", "-c", f"'{sys.executable}' -m arf parse /dev/null >&-"], stderr=subprocess.PIPE, check=False
    )
    assert done.returncode == 3 and b"standard output" in done.stderr


@pytest.mark.parametrize(
    "arguments", [["parse"], ["parse", "--format", "xml", "-"], ["nothing"], ["parse", "--nothing", "-"]]
)
def test_wrong_usage(arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode == 2 and done.stdout == b"" and b"Usage" in done.stderr


def test_version_names_what_is_inside() -> None:
    first, *inside = run("--version").stdout.decode().splitlines()
    assert first == f"arf {arf.__version__}"
    versions = dict(line.split() for line in inside)
    assert list(versions) == ["libarf", "Boost", "GMime", "libyaml", "Nettle", "Python"]
    assert versions["libarf"] == arf.__version__ and versions["Python"] == platform.python_version()
    assert all(re.fullmatch(r"\d+(\.\d+){1,2}", version) for version in versions.values())


def test_help() -> None:
    done = run("parse", "--help")
    assert done.returncode == 0 and b"--all" in done.stdout


def test_console_script_is_declared() -> None:
    from importlib.metadata import entry_points

    (script,) = entry_points(group="console_scripts", name="arf")
    assert script.value == "arf.cli:main"
