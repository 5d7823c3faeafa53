# SPDX-License-Identifier: BSL-1.0
"""What goes wrong in long runs of the command line: input that changes, archives that are broken, disks that
are full, and runs that are ended. Each has its message and its status, and nothing is lost."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import arf
import pytest
from arf._output_file import input_at
from samples import COMPLAINT, environment_of_few_leftovers
from test_guide import once
from test_read_scale import PACKERS

ARF = [sys.executable, "-m", "arf"]
SEPARATOR = b"From fbl@example.net Wed Jan 14 07:07:20 2026\n"
PROMPT = 10.0
"""Seconds that a run may take to end when it is interrupted, on a busy machine; else it never ends."""
WRITING = [["parse"], ["summary"], ["suppress"], ["lint"]]


def run(*arguments: object, **options: Any) -> subprocess.CompletedProcess[bytes]:
    command = [*ARF, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, timeout=120, **options)


def complaint(number: int) -> bytes:
    """One of many that differ, in their recipients too; each lacks a field, so that lint finds something."""
    message = COMPLAINT.replace(b"User-Agent: Example/1.0\n", b"")
    message = message.replace(b"report-1@", b"report-%d@" % number)
    return message.replace(b"somebody@", b"somebody-%d@" % number)


def many(path: Path, count: int = 3000) -> Path:
    path.write_bytes(b"".join(SEPARATOR + complaint(number) + b"\n" for number in range(count)))
    return path


def folder_of(path: Path, count: int) -> Path:
    """A folder of hard links, which cost nothing."""
    path.mkdir()
    (path / "0.eml").write_bytes(COMPLAINT)
    for number in range(1, count):
        os.link(path / "0.eml", path / f"{number:06}-{'x' * 100}.eml")
    return path


def peak_of(*arguments: object) -> int:
    """The most memory that the command line took, in KiB; it must work."""
    program = (
        "import os, resource, sys\n"
        "done = os.spawnv(os.P_WAIT, sys.executable, [sys.executable, '-m', 'arf', *sys.argv[1:]])\n"
        "print(done, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    command = [sys.executable, "-c", program, *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, env=environment_of_few_leftovers())
    status, peak = map(int, done.stdout.splitlines()[-1].split())
    assert status == 0
    return peak


# ---- input that is large, or changes ----


@pytest.mark.parametrize(
    ("command", "most"),
    [
        (["summary", "--workers", "2", "--format", "csv"], 24 << 10),  # a tally knows where reports stand
        (["parse", "--columns", "index", "-o", os.devnull], 16 << 10),  # in order: it keeps the names
    ],
)
def test_a_folder_of_many_files_takes_little_memory(command: list[str], most: int, tmp_path: Path) -> None:
    few, full = folder_of(tmp_path / "few", 500), folder_of(tmp_path / "full", 20_000)
    assert peak_of(*command, full) < peak_of(*command, few) + most


@pytest.mark.parametrize("command", [["parse"], ["summary", "--workers", "2"]])
@pytest.mark.parametrize("is_piped", [False, True])
def test_a_huge_message_behind_others_is_read(command: list[str], is_piped: bool, tmp_path: Path) -> None:
    path = tmp_path / "a.mbox"
    huge = complaint(1).replace(b"Spam\n", (b"x" * 70 + b"\n") * 40_000)  # 3 MB
    path.write_bytes(b"".join(SEPARATOR + one + b"\n" for one in (complaint(0), huge, complaint(2))))
    done = run(*command, "-", input=path.read_bytes()) if is_piped else run(*command, path)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert len(lines) == 3 if command == ["parse"] else lines[1].split()[:2] == [b"192.0.2.1", b"3"]


def run_while(change: Callable[[], object], errors: Path, *paths: Path) -> tuple[int, list[bytes], list[str]]:
    """Lets `arf parse` run, and changes something when it has begun to print and waits for its reader.

    Its status, its records, and what it said, which goes through the file `errors`.
    """
    command = [*ARF, "parse", *map(str, paths)]
    with (
        errors.open("wb") as stderr,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr) as process,
    ):
        assert process.stdout
        lines = [process.stdout.readline()]
        change()
        lines += process.stdout.readlines()
    return process.returncode, lines, errors.read_text().splitlines()


def test_a_mailbox_that_grows_while_it_is_read(tmp_path: Path) -> None:
    mailbox = many(tmp_path / "a.mbox")

    def grow() -> None:
        with mailbox.open("ab") as more:
            more.write(SEPARATOR + complaint(3000) + b"\n" + SEPARATOR + complaint(3001)[:300])

    status, lines, errors = run_while(grow, tmp_path / "errors", mailbox)
    records = [json.loads(line) for line in lines]
    assert status == 0 and 3000 <= len(records) <= 3002
    for number, record in enumerate(records[:3000]):
        assert (record["index"], record["original_rcpt_to"]) == (number, [f"somebody-{number}@example.net"])
    assert all("not recognised" in error for error in errors)  # the message that is cut short


def folder_of_complaints(path: Path, count: int) -> Path:
    path.mkdir()
    for number in range(count):
        (path / f"{number:04}.eml").write_bytes(complaint(number))
    return path


def test_files_that_vanish_are_named_and_the_others_are_read(tmp_path: Path) -> None:
    folder = folder_of_complaints(tmp_path / "mail", 2000)
    gone = [folder / "1998.eml", folder / "1999.eml"]

    def remove() -> None:
        for path in gone:
            path.unlink()

    status, lines, errors = run_while(remove, tmp_path / "errors", folder)
    assert (status, len(lines)) == (1, 1998)
    assert [error.split(": ")[1] for error in errors] == list(map(str, gone))
    assert all("No such file or directory" in error for error in errors)


def test_a_folder_that_vanishes_ends_no_run(tmp_path: Path) -> None:
    folder, other = folder_of_complaints(tmp_path / "mail", 600), many(tmp_path / "other.mbox", 5)
    status, lines, errors = run_while(lambda: shutil.rmtree(folder), tmp_path / "errors", folder, other)
    assert status == 1 and errors and len(lines) + len(errors) == 605
    for error in errors:
        assert error.startswith(f"arf: {folder}/") and ".eml: " in error
        assert "No such file or directory" in error or "moved meanwhile" in error
    assert [json.loads(line)["source"] for line in lines[-5:]] == [str(other)] * 5


# ---- archives ----


@once
@pytest.mark.parametrize("kind", PACKERS)
def test_an_archive_that_is_damaged_inside_gives_what_stands_before(kind: str, tmp_path: Path) -> None:
    packed = bytearray(PACKERS[kind](many(tmp_path / "a.mbox", 8000).read_bytes()))
    for place in range(len(packed) * 4 // 5, len(packed) * 4 // 5 + 64):
        packed[place] ^= 0x5A
    path = tmp_path / f"a.mbox.{kind}"
    path.write_bytes(packed)
    done = run("parse", "--columns", "index", path)
    assert done.returncode == 1
    (line,) = (line for line in done.stderr.decode().splitlines() if " data is damaged " in line)
    assert line.startswith(f"arf: {path}: at offset ") and line.endswith("the rest of it was not read")
    indices = [json.loads(line)["index"] for line in done.stdout.splitlines()]
    assert indices[:4000] == list(range(4000))  # the last ones may be of damaged bytes


@once
@pytest.mark.parametrize("pack", [lzma.compress, bz2.compress])
def test_what_stands_behind_an_archive_is_told(pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    path = tmp_path / "a.mbox.xz"
    path.write_bytes(pack(many(tmp_path / "a.mbox", 3).read_bytes()) + b"something else")
    *reports, error = arf.read(path, errors="yield")
    assert len(reports) == 3 and "data is damaged before byte" in str(error)


@once
@pytest.mark.parametrize(("command", "status"), [("parse", 1), ("summary", 1), ("suppress", 1), ("lint", 3)])
def test_every_command_tells_an_archive_that_is_cut_short(command: str, status: int, tmp_path: Path) -> None:
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(many(tmp_path / "a.mbox", 100).read_bytes())[:-500])
    done = run(command, path)
    assert done.returncode == status and done.stdout
    (line,) = (line for line in done.stderr.decode().splitlines() if str(path) in line)
    assert line.startswith(f"arf: {path}: at offset ")
    assert line.endswith("it ends in the middle; the rest of it was not read")


# ---- wrong usage ----


@once
@pytest.mark.parametrize("volume", ["-1", "many", "1.5", ""])
def test_a_volume_that_is_none_is_wrong_usage(volume: str, tmp_path: Path) -> None:
    sent = tmp_path / "sent.csv"
    sent.write_text(f"source_ip,sent\n192.0.2.1,10\n192.0.2.2,{volume}\n")
    done = run("summary", "--sent", sent, many(tmp_path / "a.mbox", 3))
    assert done.returncode == 2 and done.stdout == b""
    assert "sent.csv:3: a volume is a whole number" in " ".join(done.stderr.decode().split())


@once
def test_a_time_zone_that_does_not_exist_is_refused_before_anything_is_read() -> None:
    for name in ("Mars/Olympus", "", "../etc/passwd", "Europe/Berlin\0", "CEST"):
        with pytest.raises(ValueError, match="zone"):
            arf.tally("/nonexistent", by="day", time_zone=name)


# ---- output that cannot be written ----


def limited() -> None:
    """No file may grow beyond a few KiB, as on a disk that is full."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (6000, 6000))


@once
@pytest.mark.parametrize("command", [[*one, "--output"] for one in WRITING])
@pytest.mark.parametrize("before", [None, b"before"])
def test_a_full_disk_leaves_the_old_file(command: list[str], before: bytes | None, tmp_path: Path) -> None:
    mailbox = many(tmp_path / "a.mbox", 1000)
    folder = tmp_path / "out"
    folder.mkdir()
    path = folder / "out.file"
    if before is not None:
        path.write_bytes(before)
    more = ["--by", "source_ip,hour"] if command[0] == "summary" else []
    if more:  # a group for each report
        mailbox.write_bytes(
            b"".join(
                SEPARATOR + complaint(number).replace(b"192.0.2.1", b"192.0.2.%d" % (number % 250)) + b"\n"
                for number in range(1000)
            )
        )
    done = run(*command, path, *more, mailbox, preexec_fn=limited)
    assert done.returncode == 3, done.stderr
    assert done.stderr.decode().splitlines()[-1].startswith(f"arf: {path}: File too large; ")
    assert [one.name for one in folder.iterdir()] == ([] if before is None else ["out.file"])
    assert before is None or path.read_bytes() == before


@once
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")
@pytest.mark.parametrize("command", [*WRITING, ["schema"], ["completion", "bash"], ["explain"]])
def test_standard_output_that_is_full_is_told(command: list[str], tmp_path: Path) -> None:
    mailbox = many(tmp_path / "a.mbox", 1)
    paths = [] if command[0] in ("schema", "completion") else [str(mailbox)]
    with open("/dev/full", "wb") as full:
        done = subprocess.run([*ARF, *command, *paths], stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 3
    assert done.stderr.decode().splitlines()[-1].startswith("arf: standard output: No space left on device; ")


@once
def test_a_small_disk_that_is_full_keeps_the_old_file(tmp_path: Path) -> None:
    """A real file system, in a namespace of our own."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = f"mount -t tmpfs -o size=64k none '{disk}'"
    namespace = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
    if shutil.which("unshare") is None or subprocess.run([*namespace, mount], check=False).returncode:
        pytest.skip("file systems cannot be mounted here")
    mailbox = many(tmp_path / "a.mbox", 1000)
    script = (
        f"{mount} && echo before >'{disk}/out.jsonl' && cd / && "
        f"{{ '{sys.executable}' -m arf parse -o '{disk}/out.jsonl' '{mailbox}'; echo $?; }} && "
        f"ls -A '{disk}' && cat '{disk}/out.jsonl'"
    )
    done = subprocess.run([*namespace, script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["3", "out.jsonl", "before"]
    assert done.stderr.startswith(f"arf: {disk}/out.jsonl: No space left on device; ")


@once
def test_a_folder_is_no_output(tmp_path: Path) -> None:
    mailbox = many(tmp_path / "a.mbox", 2)
    done = run("parse", "-o", tmp_path, mailbox)
    assert done.returncode == 2 and "is a directory" in " ".join(done.stderr.decode().split())
    done = run("parse", "-o", f"{tmp_path}/new/", mailbox)
    assert (done.returncode, done.stderr.decode()) == (3, f"arf: {tmp_path}/new/: Is a directory\n")
    done = run("parse", "-o", "", mailbox)
    assert done.returncode == 3 and b"No such file" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["a.mbox"]


@once
def test_input_that_an_output_would_replace_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    mail = tmp_path / "mail"
    (mail / "deep").mkdir(parents=True)
    for name in ("a.mbox", "mail/b.mbox", "mail/deep/c.mbox", "mail/.hidden", "out.jsonl"):
        (tmp_path / name).touch()
    (tmp_path / "link").symlink_to("a.mbox")
    os.link("a.mbox", "hard")
    for path in ("a.mbox", "./mail/../a.mbox", "link", "hard", str(tmp_path / "a.mbox")):
        assert input_at(path, ["mail/b.mbox", "a.mbox"]) == "a.mbox"
    assert input_at("mail/deep/c.mbox", ["mail"]) == "mail"
    assert input_at("mail/b.mbox", [str(mail / "deep"), f"{mail}/"]) == f"{mail}/"
    for path in ("out.jsonl", "mail/new", "mail/.hidden", "nowhere/a.mbox", "/dev/null", "mail/deep"):
        assert input_at(path, ["a.mbox", "mail", "missing", "-"]) is None
    assert input_at("a.mbox", ["mail/deep", "out.jsonl"]) is None


@once
@pytest.mark.parametrize("command", WRITING)
def test_no_output_replaces_what_is_read(command: list[str], tmp_path: Path) -> None:
    mailbox = many(tmp_path / "a.mbox", 3)
    before = mailbox.read_bytes()
    (tmp_path / "link").symlink_to(mailbox)
    for output, source in (("a.mbox", "a.mbox"), ("link", "a.mbox"), ("a.mbox", ".")):
        done = run(*command, "-o", output, source, cwd=tmp_path)
        assert done.returncode == 2 and b"would be lost" in b" ".join(done.stderr.split())
    with mailbox.open("rb") as stdin:
        assert run(*command, "-o", mailbox, "-", stdin=stdin).returncode == 2
    assert mailbox.read_bytes() == before
    assert run(*command, "-o", "new.txt", ".", cwd=tmp_path).returncode in (0, 1)
    assert (tmp_path / "new.txt").stat().st_size > 0


@once
def test_a_dash_is_standard_output(tmp_path: Path) -> None:
    mailbox = many(tmp_path / "a.mbox", 3)
    assert run("parse", "-o", "-", mailbox, cwd=tmp_path).stdout == run("parse", mailbox).stdout
    assert [path.name for path in tmp_path.iterdir()] == ["a.mbox"]


@once
def test_explain_tells_what_could_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(many(tmp_path / "a.mbox", 100).read_bytes())[:-500])
    done = run("explain", path, "--index", 2000)
    assert done.returncode == 1 and done.stdout == b""
    assert b"it ends in the middle; the rest of it was not read" in done.stderr


@once
def test_standard_input_is_an_input_too(tmp_path: Path) -> None:
    mailbox = many(tmp_path / "a.mbox", 2)
    program = "import sys; from arf._output_file import input_at; print(input_at(sys.argv[1], ['-']))"
    with mailbox.open("rb") as stdin:
        command = [sys.executable, "-c", program, str(mailbox)]
        done = subprocess.run(command, stdin=stdin, capture_output=True, text=True, check=True)
    assert done.stdout == "-\n"


# ---- runs that are ended ----


@contextmanager
def endless(*arguments: object, cwd: Path | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """A run on standard input that gives complaints without end."""
    process = subprocess.Popen(
        [*ARF, *map(str, arguments), "-"],
        bufsize=0,  # nothing is left to be written when the run has ended
        cwd=cwd,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    feeder = threading.Thread(target=feed, args=(process.stdin,))
    with process:
        feeder.start()
        try:
            yield process
        finally:
            process.kill()
            feeder.join()


def feed(stdin: Any) -> None:
    number = 0
    try:
        while True:
            stdin.write(b"".join(SEPARATOR + complaint(number + more) + b"\n" for more in range(100)))
            number += 100
    except OSError:
        pass  # it has ended


def wait_for(is_so: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def has_begun(process: subprocess.Popen[bytes]) -> bool:
    """Whether the run has read a few MB."""
    facts = Path(f"/proc/{process.pid}/io").read_text().split()
    return int(facts[facts.index("rchar:") + 1]) > 30_000_000


def ended_by_interrupt(process: subprocess.Popen[bytes]) -> bytes:
    """Interrupts a run; what it says at its end. A shell shows its status as 130."""
    assert process.stderr
    start = time.monotonic()
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == -signal.SIGINT
    assert time.monotonic() - start < PROMPT
    return process.stderr.read()


@pytest.mark.parametrize("command", WRITING)
def test_an_interrupt_ends_a_long_run_at_once(command: list[str], tmp_path: Path) -> None:
    (tmp_path / "out.file").write_bytes(b"before")
    with endless(*command, "--output", "out.file", cwd=tmp_path) as process:
        wait_for(lambda: has_begun(process))
        assert ended_by_interrupt(process) == b""
    assert [path.name for path in tmp_path.iterdir()] == ["out.file"]
    assert (tmp_path / "out.file").read_bytes() == b"before"


@pytest.mark.parametrize("command", [*WRITING, ["explain"]])
def test_an_interrupt_ends_a_run_at_a_silent_pipe(command: list[str]) -> None:
    process = subprocess.Popen(
        [*ARF, *command, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    with process:
        assert process.stdin
        process.stdin.write(SEPARATOR + COMPLAINT)
        process.stdin.flush()
        wait_for(lambda: has_taken(process.stdin))
        assert ended_by_interrupt(process) == b""


def has_taken(pipe: Any) -> bool:
    """Whether whoever reads a pipe has read all that is in it."""
    import array
    import fcntl
    import termios

    waiting = array.array("i", [1])
    fcntl.ioctl(pipe.fileno(), termios.FIONREAD, waiting)
    return waiting[0] == 0


def test_an_interrupt_ends_a_tally_at_once() -> None:
    program = (
        "import arf\n"
        "try:\n"
        "    arf.tally('-', by='day')\n"
        "except KeyboardInterrupt:\n"
        "    print('interrupted')\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    feeder = threading.Thread(target=feed, args=(process.stdin,))
    with process:
        assert process.stdout
        feeder.start()
        wait_for(lambda: has_begun(process))
        start = time.monotonic()
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0 and time.monotonic() - start < PROMPT
        assert process.stdout.read() == b"interrupted\n"
        feeder.join()


@once
@pytest.mark.parametrize("before", [None, b"before"])
def test_a_run_that_is_killed_leaves_the_old_file_or_none(before: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    if before is not None:
        path.write_bytes(before)
    with endless("parse", "--output", path) as process:
        wait_for(lambda: sum(one.stat().st_size for one in tmp_path.glob(".out.jsonl.*.part")) > 1 << 20)
        process.kill()
        assert process.wait(60) == -signal.SIGKILL
    assert path.exists() == (before is not None)
    assert before is None or path.read_bytes() == before
    mailbox = many(tmp_path / "a.mbox", 3)  # and the next run works
    assert run("parse", "--output", path, mailbox).returncode == 0
    assert path.read_bytes() == run("parse", mailbox).stdout


WRITE_TWICE = """
import os, sys
from arf._output_file import whole_file

path = sys.argv[1]
with whole_file(path) as stream:
    stream.write("x" * 100_000)
    stream.flush()
    assert not os.path.exists(path)
assert os.path.getsize(path) == 100_000
with whole_file(path) as stream:
    stream.write("half")
    raise RuntimeError("broken off")
"""


@once
def test_a_file_appears_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    # A process of its own: the signals of this one are not to be blocked.
    command = [sys.executable, "-c", WRITE_TWICE, str(path)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    assert done.returncode == 1 and b"RuntimeError: broken off" in done.stderr
    assert path.read_text() == "x" * 100_000 and len(list(tmp_path.iterdir())) == 1
