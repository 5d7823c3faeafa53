# SPDX-License-Identifier: BSL-1.0
"""Disks that fail, or are full, and runs that are killed, at a place that is the same each time: a small
library stands before the system's calls (tests/faults/interpose.c)."""

from __future__ import annotations

import ast
import gzip
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from arf.cli import COMMANDS
from samples import COMPLAINT, environment_of_others

ROOT = Path(__file__).resolve().parents[3]
ARF = [sys.executable, "-m", "arf"]
SEPARATOR = b"From fbl@example.net Wed Jan 14 07:07:20 2026\n"
SQLITE = ROOT / "examples" / "complaints_to_sqlite.py"
FULL = "No space left on device"
ADVICE = "it is as it was: free some space, or write it elsewhere"

WRITERS: dict[str, list[str]] = {
    "parse --output a.jsonl": ["parse", "--output", "a.jsonl"],
    "parse --output a.csv": ["parse", "--output", "a.csv"],
    "parse --output a.parquet": ["parse", "--output", "a.parquet"],
    "summary --output a.json": [
        "summary",
        "--by",
        "recipient_domain,hour",
        "--format",
        "json",
        "--output",
        "a.json",
    ],
    "summary --html a.html": ["summary", "--html", "a.html"],
    "summary --plot a.svg": ["summary", "--plot", "a.svg"],
    "suppress --output a.txt": ["suppress", "--output", "a.txt"],
    "lint --output a.txt": ["lint", "--output", "a.txt"],
    "schema --output a.json": ["schema", "--output", "a.json"],
}
"""Every option that writes a file, which is the last word; of `parse`, in each kind of format."""
READ_FILES = {"--options", "--sent"}
"""Options that name files which are read."""

# What is written in Python does not depend on how the core was built.
with_the_usual_core = pytest.mark.skipif("ARF_HEADER_ONLY" in os.environ, reason="done with the usual core")


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that stands before the system's calls."""
    path = tmp_path_factory.mktemp("faults") / "interpose.so"
    command = ["g++" if shutil.which("cc") is None else "cc", "-x", "c", "-shared", "-fPIC", "-o", str(path)]
    source = ROOT / "tests" / "faults" / "interpose.c"
    subprocess.run([*command, str(source)], check=True, env=environment_of_others())
    return path


class Faulty:
    """Runs programs in a folder of their own, whose calls fail as it is said."""

    def __init__(self, library: Path, folder: Path) -> None:
        self.folder = folder
        self._library = library

    def run(
        self, command: list[Any], fault: str, path: str, **options: Any
    ) -> subprocess.CompletedProcess[bytes]:
        """A run in which a call on a file fails; `path` is a part of that file's path."""
        preload = " ".join(filter(None, (os.environ.get("LD_PRELOAD"), str(self._library))))
        env = {**os.environ, "LD_PRELOAD": preload, "ARF_FAULT": fault, "ARF_FAULT_PATH": path}
        words = list(map(str, command))
        return subprocess.run(words, cwd=self.folder, env=env, capture_output=True, timeout=120, **options)

    def quiet(self, command: list[Any], **options: Any) -> subprocess.CompletedProcess[bytes]:
        """A run in which nothing fails."""
        words = list(map(str, command))
        return subprocess.run(words, cwd=self.folder, capture_output=True, timeout=120, **options)


@pytest.fixture
def faulty(library: Path, tmp_path: Path) -> Faulty:
    folder = tmp_path / "work"
    folder.mkdir()
    return Faulty(library, folder)


def complaint(number: int) -> bytes:
    """One of many that differ; each lacks a field, so that lint finds something."""
    message = COMPLAINT.replace(b"User-Agent: Example/1.0\n", b"")
    message = message.replace(b"report-1@", b"report-%d@" % number)
    message = message.replace(b"07:30:09", b"%02d:30:09" % (number % 24))
    return message.replace(b"<somebody@example.net>", b"<somebody-%d@%d.example.net>" % (number, number))


def mbox_of(count: int) -> bytes:
    return b"".join(SEPARATOR + complaint(number) + b"\n" for number in range(count))


# ---- the list of what writes ----


def options_with_files() -> Iterator[tuple[str, str]]:
    """Of each command, the options that take a path, or say that they do."""
    for command in COMMANDS:
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                says_so = "FILE" in (parameter.metavar or "") or "PATH" in (parameter.metavar or "")
                if says_so or isinstance(parameter.type, (click.Path, click.File)):
                    yield command.name or "", parameter.opts[0]


def test_every_option_that_writes_is_in_the_list() -> None:
    found = {one for one in options_with_files() if one[1] not in READ_FILES}
    assert {(words[0], words[-2]) for words in WRITERS.values()} == found


WRITING_CALLS = {
    *("mkstemp", "NamedTemporaryFile", "TemporaryFile", "write_text", "write_bytes", "replace", "rename"),
    *("savefig", "connect", "makedirs", "mkdir", "symlink", "link", "copy", "copyfile", "move", "touch"),
    *("truncate", "ftruncate", "dump"),
}
WRITING_SOURCES = {
    "_output_file.py": {"open", "replace"},
    "_plot.py": {"savefig"},  # into a stream of write_output()
    "complaints_plot.py": {"savefig"},
    "complaints_to_sqlite.py": {"connect"},
    "suppression_list.py": {"open", "mkstemp", "replace"},
    "watch_maildir.py": {"rename"},
}
"""Which sources can change files, and how."""


def writing_calls(source: Path) -> set[str]:
    """The calls in a source that can change files."""
    found = set()
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            owner = getattr(getattr(node.func, "value", None), "id", "")
            words = [word.value for word in ast.walk(node) if isinstance(word, ast.Constant)]
            is_text = name == "replace" and owner != "os" and (len(node.args) == 2 or node.keywords)
            if name in WRITING_CALLS and not is_text:
                found.add(name)
            if name == "open" and {"w", "wb", "a", "ab", "x", "xb", "r+", "r+b", "w+b"}.intersection(words):
                found.add(name)
    return found


def test_every_source_that_writes_is_known() -> None:
    """What writes through whole_file() is held to it; another way to write needs tests of its own."""
    sources = [*(ROOT / "bindings/python/arf").rglob("*.py"), *(ROOT / "examples").glob("*.py")]
    assert len(sources) > 50
    found = {source.name: calls for source in sources if (calls := writing_calls(source))}
    assert found == WRITING_SOURCES


# ---- a full disk, and a run that is killed ----


def files_of(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@with_the_usual_core
@pytest.mark.parametrize("words", WRITERS.values(), ids=WRITERS)
def test_a_writer_leaves_the_old_file_or_the_new_one(words: list[str], faulty: Faulty) -> None:
    name = words[-1]
    mailbox = faulty.folder / "input.mbox"
    mailbox.write_bytes(mbox_of(150))
    (faulty.folder / name).write_bytes(b"before")
    command = [*ARF, *words, *([] if words[0] == "schema" else ["input.mbox"])]

    full = faulty.run(command, "write:1500:28", f"/.{name}.")
    assert full.returncode == 3, full.stderr
    assert full.stderr.decode().splitlines()[-1] == f"arf: {name}: {FULL}; {ADVICE}"
    assert files_of(faulty.folder) == sorted([name, "input.mbox"])
    assert (faulty.folder / name).read_bytes() == b"before"

    killed = faulty.run(command, "write:1500:kill", f"/.{name}.")
    assert killed.returncode == -9
    assert (faulty.folder / name).read_bytes() == b"before"
    (left,) = set(files_of(faulty.folder)) - {name, "input.mbox"}
    assert left.startswith(f".{name}.") and left.endswith(".part")
    assert (faulty.folder / left).stat().st_size == 1500

    done = faulty.quiet(command)
    assert done.returncode in (0, 1), done.stderr
    assert files_of(faulty.folder) == sorted([left, name, "input.mbox"])
    assert (faulty.folder / name).stat().st_size > 1500
    if name == "a.jsonl":
        (faulty.folder / name).rename(faulty.folder.parent / name)
        again = faulty.quiet([*ARF, "parse", "--columns", "index", "."])  # what was left is no mailbox
        assert (again.returncode, again.stderr, len(again.stdout.splitlines())) == (0, b"", 150)


@with_the_usual_core
@pytest.mark.parametrize(
    ("fault", "status", "content"),
    [
        ("sync:0:5", 3, b"before"),
        ("sync:0:kill", -9, b"before"),
        ("rename:0:13", 3, b"before"),
        ("rename:0:kill", -9, b"before"),
        ("renamed:0:kill", -9, None),
    ],
)
def test_the_last_steps_leave_the_old_file_or_the_new_one(
    fault: str, status: int, content: bytes | None, faulty: Faulty
) -> None:
    (faulty.folder / "input.mbox").write_bytes(mbox_of(20))
    path = faulty.folder / "a.jsonl"
    path.write_bytes(b"before")
    done = faulty.run([*ARF, "parse", "-o", "a.jsonl", "input.mbox"], fault, "a.jsonl")
    assert done.returncode == status
    if content is None:
        content = faulty.quiet([*ARF, "parse", "input.mbox"]).stdout
        assert files_of(faulty.folder) == ["a.jsonl", "input.mbox"]
    assert path.read_bytes() == content
    if status == 3:
        assert files_of(faulty.folder) == ["a.jsonl", "input.mbox"]
        error = "Input/output error" if fault.startswith("sync") else "Permission denied"
        assert done.stderr.decode() == f"arf: a.jsonl: {error}\n"


@with_the_usual_core
def test_a_full_disk_leaves_no_new_file(faulty: Faulty) -> None:
    (faulty.folder / "input.mbox").write_bytes(mbox_of(150))
    done = faulty.run([*ARF, "parse", "-o", "a.jsonl", "input.mbox"], "write:0:28", "/.a.jsonl.")
    assert (done.returncode, files_of(faulty.folder)) == (3, ["input.mbox"])


@with_the_usual_core
@pytest.mark.parametrize("command", [[one] for one in ("parse", "summary", "suppress", "lint", "explain")])
def test_standard_output_that_is_full_says_what_to_do(command: list[str], faulty: Faulty) -> None:
    (faulty.folder / "input.mbox").write_bytes(mbox_of(1))
    with open("/dev/full", "wb") as full:
        words = [*ARF, *command, "input.mbox"]
        done = subprocess.run(words, cwd=faulty.folder, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 3
    last = done.stderr.decode().splitlines()[-1]
    assert last == f"arf: standard output: {FULL}; it is incomplete: free some space, or write it elsewhere"


@with_the_usual_core
@pytest.mark.parametrize("output", ["a.jsonl", "-"])
def test_messages_that_cannot_be_written_lose_no_output(output: str, faulty: Faulty) -> None:
    (faulty.folder / "input.mbox").write_bytes(mbox_of(3))
    command = [*ARF, "parse", "--output", output, "missing.mbox", "input.mbox"]
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            command, cwd=faulty.folder, stdout=subprocess.PIPE, stderr=full, check=False, timeout=120
        )
    assert done.returncode == 1
    written = done.stdout if output == "-" else (faulty.folder / output).read_bytes()
    assert written == faulty.quiet([*ARF, "parse", "input.mbox"]).stdout


def rows_of(database: Path) -> int:
    with sqlite3.connect(database) as connection:
        (count,) = connection.execute("SELECT count(*) FROM complaint").fetchone()
    connection.close()
    return int(count)


@with_the_usual_core
@pytest.mark.parametrize("fault", ["write:20000:28", "write:20000:kill", "sync:0:kill"])
def test_a_database_has_all_that_is_new_or_nothing(fault: str, faulty: Faulty) -> None:
    database = faulty.folder / "a.sqlite"
    (faulty.folder / "old.mbox").write_bytes(mbox_of(200))
    (faulty.folder / "new.mbox").write_bytes(mbox_of(3000))
    command = [sys.executable, SQLITE, "a.sqlite"]
    assert faulty.quiet([*command, "old.mbox"]).returncode == 0
    done = faulty.run([*command, "new.mbox"], fault, "a.sqlite")
    assert done.returncode == (-9 if fault.endswith("kill") else 3), done.stderr
    if done.returncode == 3:
        said = "complaints_to_sqlite.py: a.sqlite: database or disk is full; nothing was added"
        assert done.stderr.decode().splitlines() == [said]
    assert rows_of(database) == 200
    assert faulty.quiet([*command, "new.mbox"]).returncode == 0
    assert rows_of(database) == 3200
    assert files_of(faulty.folder) == ["a.sqlite", "new.mbox", "old.mbox"]


# ---- input that fails while it is read ----


def read_with(faulty: Faulty, words: list[str], fault: str, name: str, is_piped: bool) -> Any:
    """Runs a command on a file, or on its bytes through a pipe."""
    if not is_piped:
        return faulty.run([*ARF, *words, name], fault, f"/{name}")
    path = faulty.folder / name
    return faulty.run([*ARF, *words, "-"], fault, "pipe:[", input=path.read_bytes())


@pytest.mark.parametrize("kind", ["file", "archive", "pipe"])
def test_a_read_that_fails_is_told_behind_what_stands_before(kind: str, faulty: Faulty) -> None:
    whole = mbox_of(400)
    name = "a.mbox.gz" if kind == "archive" else "a.mbox"
    content = gzip.compress(whole) if kind == "archive" else whole
    (faulty.folder / name).write_bytes(content)
    most = len(content) * 2 // 3
    columns = ["parse", "--columns", "index,offset"]
    done = read_with(faulty, columns, f"read:{most}:5", name, kind == "pipe")
    assert done.returncode == 1
    (error,) = done.stderr.decode().splitlines()
    source = "-" if kind == "pipe" else name
    assert error.startswith(f"arf: {source}: ")
    assert error.endswith(": reading failed: Input/output error; the rest of it was not read")
    records = [json.loads(line) for line in done.stdout.splitlines()]
    offset = int(error.split("at offset ")[1].split(":")[0])
    expected = faulty.quiet([*ARF, *columns, name]).stdout.splitlines()
    assert 50 < len(records) < 400 and [json.loads(line) for line in expected[: len(records)]] == records
    if kind == "file":  # the message that it happened in
        assert offset == json.loads(expected[len(records)])["offset"] < most
        assert f": message {len(records)} at offset " in error


@pytest.mark.parametrize(
    ("words", "status"),
    [(["summary"], 1), (["suppress"], 1), (["lint"], 3), (["explain", "--index", "9"], 1)],
)
def test_every_command_tells_a_read_that_fails(words: list[str], status: int, faulty: Faulty) -> None:
    (faulty.folder / "a.mbox").write_bytes(mbox_of(20))
    done = read_with(faulty, words, "read:4000:5", "a.mbox", False)
    assert done.returncode == status
    lines = [line for line in done.stderr.decode().splitlines() if "Input/output error" in line]
    assert len(lines) == 1 and lines[0].startswith("arf: a.mbox: message 4 at offset ")
    if words == ["summary"]:
        assert done.stdout.split()[-5:-3] == [b"12", b"4"]


@pytest.mark.parametrize("name", ["a.mbox", "a.mbox.gz", "-"])
def test_short_and_interrupted_reads_change_nothing(name: str, faulty: Faulty) -> None:
    whole = mbox_of(40)
    (faulty.folder / "a.mbox").write_bytes(whole)
    (faulty.folder / "a.mbox.gz").write_bytes(gzip.compress(whole))
    is_piped = name == "-"
    done = read_with(faulty, ["parse"], "read:0:little", "a.mbox" if is_piped else name, is_piped)
    usual = faulty.quiet([*ARF, "parse", name], input=whole if is_piped else None)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == usual.stdout and Counter(done.stdout)[ord("\n")] == 40
