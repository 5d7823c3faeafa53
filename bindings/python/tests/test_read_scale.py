# SPDX-License-Identifier: BSL-1.0
"""read() and scan() at scale: workers, compressed files, folders, patterns, and what breaks meanwhile."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import arf
import pytest
from arf._core import Mailbox
from samples import COMPLAINT, NEWSLETTER, environment_of_few_leftovers

SEPARATOR = b"From fbl@example.net Wed Jan 14 07:07:20 2026\n"
OPTIONS: dict[str, Any] = {
    "all": False,
    "max_bytes": 1 << 20,
    "unquote_from": False,
    "use_content_length": True,
}


def mbox_of(count: int) -> bytes:
    """Complaints with numbers, newsletters among them, of many sizes."""
    picked = random.Random(7)
    messages = []
    for number in range(count):
        body = b"x" * picked.randrange(4000)
        if number % 5 == 3:
            messages.append(NEWSLETTER + body + b"\n")
        else:
            messages.append(COMPLAINT.replace(b"Spam\n", b"%d %s\n" % (number, body)))
    return b"".join(SEPARATOR + message + b"\n" for message in messages)


def zstd_of(data: bytes) -> bytes:
    if sys.version_info >= (3, 14):
        zstd = pytest.importorskip("compression.zstd")
    else:
        zstd = pytest.importorskip("backports.zstd", reason="no backports.zstd: it is in libarf[test]")
    packed: bytes = zstd.compress(data)
    return packed


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstd_of,
}


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "large.mbox"
    path.write_bytes(mbox_of(1500))
    return path


def facts(items: Any) -> list[tuple[Any, ...]]:
    return [
        (item.source, item.index, item.offset, bytes(item), item.to_json())
        if isinstance(item, arf.Report)
        else (item.source, item.index, item.offset, item.to_json(), str(item))
        for item in items
    ]


# ---- workers ----


@pytest.mark.parametrize("workers", [2, 5])
@pytest.mark.parametrize("all_messages", [False, True])
def test_workers_change_nothing(large: Path, workers: int, all_messages: bool) -> None:
    options: dict[str, Any] = {"all": all_messages, "errors": "yield", "max_bytes": 4000}
    expected = facts(arf.read(large, **options))
    assert len(expected) == 1500 if all_messages else 1200 < len(expected) < 1500  # some are too large
    assert facts(arf.read(large, workers=workers, **options)) == expected


@pytest.mark.parametrize("workers", [1, 3])
def test_lines_are_those_of_the_reports(large: Path, workers: int) -> None:
    expected = [report.to_json().encode() + b"\n" for report in arf.read(large)]
    assert len(expected) == 1200

    def mailbox() -> Mailbox:
        return Mailbox(path=os.fsencode(large), workers=workers, **OPTIONS)

    assert list(iter(mailbox().next_line, None)) == expected
    several = list(iter(mailbox().next_lines, None))
    assert len(several) < 600 and b"".join(several) == b"".join(expected)  # type: ignore[arg-type]


def test_lines_stop_before_an_error(large: Path) -> None:
    for workers in (1, 2):
        mailbox = Mailbox(path=os.fsencode(large), workers=workers, **{**OPTIONS, "max_bytes": 4000})
        one_by_one = list(iter(mailbox.next_line, None))
        mailbox = Mailbox(path=os.fsencode(large), workers=workers, **{**OPTIONS, "max_bytes": 4000})
        together: list[Any] = []
        for item in iter(mailbox.next_lines, None):
            together += item.splitlines(keepends=True) if isinstance(item, bytes) else [item]
        assert list(map(str, together)) == list(map(str, one_by_one))
        assert any(isinstance(item, arf.ParseError) for item in together)


@pytest.mark.parametrize("workers", [1, 2])
def test_the_counts_are_those_up_to_the_last_report(large: Path, workers: int) -> None:
    mailbox = Mailbox(path=os.fsencode(large), workers=workers, **OPTIONS)
    assert mailbox.skipped == 0
    for report in mailbox:
        assert isinstance(report, arf.Report)
        assert mailbox.skipped == mailbox.skipped_unknown == (report.index + 1) // 5
    assert mailbox.skipped == 300
    assert 0 < large.stat().st_size - mailbox.bytes_read < 1500 * 10


def test_a_mailbox_is_read_in_one_form_and_not_behind_its_close(large: Path) -> None:
    mailbox = Mailbox(path=os.fsencode(large), workers=2, **OPTIONS)
    next(mailbox)
    with pytest.raises(ValueError, match="in another form"):
        mailbox.next_line()
    mailbox.close()
    assert list(mailbox) == [] and mailbox.next_line() is None


def test_an_exception_of_a_decoder_comes_in_its_place(large: Path) -> None:
    def decode(token: str) -> dict[str, str]:
        raise LookupError("no such token")

    options = arf.AttributionOptions(decoders=[arf.TokenDecoder("ours", "Message-ID", function=decode)])
    mailbox = Mailbox(path=os.fsencode(large), workers=2, attribution=options, **OPTIONS)
    for _ in range(1200):
        with pytest.raises(LookupError, match="no such token"):
            mailbox.next_line()
    assert mailbox.next_line() is None


@pytest.mark.parametrize("taken", [0, 1, 50])
def test_an_abandoned_run_ends_its_threads(large: Path, taken: int) -> None:
    before = threads()
    reports = arf.read(large, workers=3)
    for _ in range(taken):
        next(reports)
    reports.close()  # type: ignore[attr-defined]
    assert threads() == before


def threads() -> int:
    """Those of the process, whoever started them."""
    return len(os.listdir("/proc/self/task"))


def test_a_pipe_gives_reports_while_it_is_open_and_ends_when_asked(mbox: Path) -> None:
    for workers in (1, 2):
        read_end, write_end = os.pipe()
        with open(read_end, "rb") as stream, open(write_end, "wb", buffering=0) as writer:
            reports = arf.read(stream, workers=workers)
            writer.write(mbox.read_bytes())
            assert next(reports).index == 0
            start = time.monotonic()
            reports.close()  # type: ignore[attr-defined]
            assert time.monotonic() - start < 5


@pytest.mark.parametrize("workers", [1, 2])
def test_a_signal_ends_a_run_at_a_silent_pipe(workers: int) -> None:
    program = (
        "import arf, sys\n"
        "try:\n"
        f"    for report in arf.read('-', workers={workers}):\n"
        "        print(report.index, flush=True)\n"
        "except KeyboardInterrupt:\n"
        "    print('interrupted')\n"
    )
    running = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with running:
        assert running.stdin and running.stdout
        running.stdin.write((SEPARATOR + COMPLAINT + b"\n") * 2)
        running.stdin.flush()
        assert running.stdout.readline() == b"0\n"
        running.send_signal(signal.SIGINT)
        assert running.wait(10) == 0
        assert running.stdout.read() == b"interrupted\n"


def test_workers_that_cannot_be_are_refused(mbox: Path) -> None:
    for wrong in (0, -1, 257):
        with pytest.raises(ValueError, match=f"workers is 1 to 256, not {wrong}"):
            arf.read(mbox, workers=wrong)
        with pytest.raises(ValueError, match=f"workers is 1 to 256, not {wrong}"):
            Mailbox(path=os.fsencode(mbox), workers=wrong, **OPTIONS)
    with pytest.raises(TypeError, match="workers is a whole number, not str"):
        arf.read(mbox, workers="2")  # type: ignore[call-overload]


# ---- compressed ----


@pytest.mark.parametrize("kind", PACKERS)
@pytest.mark.parametrize("workers", [1, 2])
def test_compressed_files_are_unpacked_by_what_they_hold(large: Path, kind: str, workers: int) -> None:
    expected = [each[1:4] for each in facts(arf.read(large))]
    packed = large.with_name("anything.dat")
    half = large.stat().st_size // 2
    parts = [large.read_bytes()[:half], large.read_bytes()[half:]]
    packed.write_bytes(b"".join(map(PACKERS[kind], parts)))  # members that follow one another
    for source in (packed, packed.parent, io.BytesIO(packed.read_bytes())):
        if source == packed.parent:
            large.unlink()
        reports = list(arf.read(source, workers=workers))
        assert [each[1:4] for each in facts(reports)] == expected
    assert {report.source for report in arf.read(packed)} == {str(packed)}


@pytest.mark.parametrize("kind", PACKERS)
def test_a_broken_archive_is_told_behind_what_it_gave(large: Path, kind: str, tmp_path: Path) -> None:
    whole = PACKERS[kind](large.read_bytes())
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a").write_bytes(whole[: len(whole) * 9 // 10])
    (folder / "b").write_bytes(COMPLAINT)
    items = list(arf.read(folder, errors="yield"))
    (at,) = (i for i, item in enumerate(items) if isinstance(item, arf.ParseError))
    error = items[at]
    assert isinstance(error, arf.ParseError)
    assert error.code == "io" and error.source == str(folder / "a")
    assert error.to_dict()["error"].endswith("it ends in the middle")
    assert str(error).startswith(f"{folder / 'a'}: at offset {error.offset}: ")
    assert at == len(items) - 2 and items[-1].source == str(folder / "b")  # the run went on
    assert 0 < error.offset < large.stat().st_size or kind == "bz2"
    with pytest.raises(arf.ParseError, match="it ends in the middle"):
        list(arf.read(folder, errors="raise"))


def test_damage_and_what_follows_an_archive(tmp_path: Path, mbox: Path) -> None:
    packed = bytearray(gzip.compress(mbox.read_bytes()))
    path = tmp_path / "a.gz"
    path.write_bytes(packed + b"\0" * 512)
    assert len(list(arf.read(path))) == 2
    path.write_bytes(packed + b"something else")
    with pytest.warns(arf.ReadWarning, match="gzip data is damaged before byte"):
        assert len(list(arf.read(path))) == 2
    packed[-8] ^= 1  # the checksum
    path.write_bytes(packed)
    with pytest.warns(arf.ReadWarning, match="incorrect data check"):
        assert list(arf.read(path)) == []  # all of it is in the last 64 KiB
    path.write_bytes(packed[:12])
    (error,) = arf.read(path, errors="yield")
    assert isinstance(error, arf.ParseError) and "it ends in the middle" in str(error)
    path.write_bytes(b"BZh")
    (error,) = arf.read(path, errors="yield")
    assert isinstance(error, arf.ParseError) and "bzip2 data" in str(error)


def test_what_is_packed_small_takes_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "zeros.gz"
    with gzip.open(path, "wb") as packed:
        for _ in range(300):
            packed.write(b"\0" * (1 << 20))
    assert path.stat().st_size < 1 << 20
    program = (
        "import arf, re, sys\n"
        "(error,) = arf.read(sys.argv[1], errors='yield', max_bytes=1 << 20)\n"
        "print(error.code, re.search('VmHWM:\\\\s+([0-9]+) kB', open('/proc/self/status').read())[1])"
    )
    command = [sys.executable, "-c", program, path]
    environment = environment_of_few_leftovers()
    done = subprocess.run(command, capture_output=True, check=True, env=environment)
    code, peak = done.stdout.split()
    assert code == b"too_large" and int(peak) < 150 * 1024


def test_without_its_library_zstandard_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.zst"
    path.write_bytes(b"\x28\xb5\x2f\xfd" + bytes(20))
    monkeypatch.setitem(sys.modules, "backports.zstd", None)
    monkeypatch.setitem(sys.modules, "compression.zstd", None)
    with pytest.warns(arf.ReadWarning, match=r'pip install "libarf\[zstd\]"'):
        assert list(arf.read(path)) == []


# ---- scan ----


@pytest.fixture
def archive(tmp_path: Path, mbox: Path) -> Path:
    """Mail of two years: plain and compressed, a Maildir, and what is no mail."""
    root = tmp_path / "archive"
    for folder in ("2024", "2025/deep", "box/cur", "box/new", "box/tmp"):
        (root / folder).mkdir(parents=True)
    (root / "2024" / "a.mbox").write_bytes(mbox.read_bytes())
    (root / "2024" / "b.mbox.gz").write_bytes(gzip.compress(mbox.read_bytes()))
    (root / "2025" / "deep" / "c.eml").write_bytes(COMPLAINT)
    (root / "2025" / ".hidden.eml").write_bytes(COMPLAINT)
    (root / "box" / "new" / "1.host").write_bytes(COMPLAINT)
    (root / "box" / "tmp" / "2.host").write_bytes(COMPLAINT)
    (root / "2025" / "link").symlink_to(root / "2024")
    return root


def names(reports: Any) -> list[str]:
    return sorted(Path(report.source).name for report in reports)


ALL_NAMES = ["1.host", "a.mbox", "a.mbox", "b.mbox.gz", "b.mbox.gz", "c.eml"]


def test_scan_and_read_find_the_same(archive: Path) -> None:
    assert names(arf.read(archive)) == ALL_NAMES
    assert names(arf.scan(archive)) == ALL_NAMES
    ordered = [Path(report.source).name for report in arf.read(archive)]
    assert ordered == ["a.mbox", "a.mbox", "b.mbox.gz", "b.mbox.gz", "c.eml", "1.host"]


def test_scan_takes_patterns(archive: Path) -> None:
    assert names(arf.scan(f"{archive}/**/*.eml")) == ["c.eml"]
    assert names(arf.scan([f"{archive}/20*/*.mbox*", archive / "box"])) == sorted(ALL_NAMES[:5])
    odd = archive / "a[1].eml"
    odd.write_bytes(COMPLAINT)
    assert names(arf.scan(str(odd))) == ["a[1].eml"]  # it exists: no pattern
    with pytest.raises(FileNotFoundError):
        list(arf.read(f"{archive}/*.nothing"))
    with pytest.warns(arf.ReadWarning, match=r"\*\.nothing: .*No such file"):
        assert list(arf.scan(f"{archive}/*.nothing")) == []


def test_what_cannot_be_opened_does_not_end_a_scan(archive: Path, mbox: Path) -> None:
    missing = archive / "missing.mbox"
    with pytest.warns(arf.ReadWarning, match="missing.mbox"):
        assert len(list(arf.scan([missing, mbox]))) == 2
    with pytest.raises(FileNotFoundError):
        list(arf.scan([missing, mbox], errors="raise"))
    (archive / "broken.eml").symlink_to(archive / "nowhere")
    with pytest.warns(arf.ReadWarning, match="broken.eml"):
        assert names(arf.scan(archive)) == ALL_NAMES


@pytest.mark.skipif(os.getuid() == 0, reason="root may list every folder")
def test_a_folder_that_may_not_be_listed_is_named(archive: Path) -> None:
    (archive / "2024").chmod(0)
    try:
        with pytest.warns(arf.ReadWarning, match="2024: .*Permission denied"):
            assert names(arf.scan(archive)) == ["1.host", "c.eml"]
    finally:
        (archive / "2024").chmod(0o755)


def test_a_file_that_vanishes_is_named(tmp_path: Path) -> None:
    for number in range(2000):
        (tmp_path / f"{number:04}.eml").write_bytes(COMPLAINT)
    for run in (arf.read, arf.scan):
        run_of: Any = run
        reports = run_of(tmp_path, errors="yield", workers=1)
        first = next(reports)
        gone = next(path for path in sorted(tmp_path.iterdir(), reverse=True) if str(path) != first.source)
        gone.rename(gone.with_suffix(".moved"))
        rest = list(reports)
        gone.with_suffix(".moved").rename(gone)
        errors = [item for item in rest if isinstance(item, arf.ParseError)]
        assert len(rest) - len(errors) in (1998, 1999)
        for error in errors:
            assert error.source == str(gone) and "moved meanwhile" in str(error)


def test_a_mailbox_that_grows_while_it_is_read(large: Path) -> None:
    reports = arf.read(large, workers=2)
    before = next(reports)
    with large.open("ab") as more:
        more.write(SEPARATOR + COMPLAINT + b"\n")
    after = list(reports)
    assert before.index == 0 and len(after) in (1199, 1200)
    assert all(bytes(report).endswith(b"--b--\n") for report in after)


def test_a_named_pipe(tmp_path: Path, mbox: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for run in (arf.read, arf.scan):
        run_of: Any = run
        writer = threading.Thread(target=pipe.write_bytes, args=(gzip.compress(mbox.read_bytes()),))
        writer.start()
        assert [report.source for report in run_of(pipe)] == [str(pipe)] * 2
        writer.join()


def test_progress(archive: Path, large: Path) -> None:
    told: list[tuple[int, int | None]] = []
    count = sum(1 for _ in arf.scan([large, archive], progress=lambda *both: told.append(both)))
    total = sum(path.stat().st_size for path in archive.rglob("*") if path.is_file())
    total += large.stat().st_size
    total -= sum((archive / name).stat().st_size for name in ("2025/.hidden.eml", "box/tmp/2.host"))
    assert count == 1206
    assert told[-1] == (total, total)
    done = [bytes_done for bytes_done, _ in told]
    assert done == sorted(done)
    told.clear()
    list(arf.scan(io.BytesIO(large.read_bytes()), progress=lambda *both: told.append(both)))
    assert told[-1][0] == large.stat().st_size and told[-1][1] is None


def test_a_scan_that_is_stopped_by_its_progress(large: Path) -> None:
    def stop(done: int, total: int | None) -> None:
        raise KeyboardInterrupt

    before = threads()
    with pytest.raises(KeyboardInterrupt):
        list(arf.scan(large, workers=2, progress=stop))
    assert threads() == before


@pytest.mark.skipif("LD_PRELOAD" in os.environ, reason="a sanitizer pads what is allocated, and keeps it")
def test_a_folder_of_many_files_takes_little_memory(tmp_path: Path) -> None:
    """Hard links: forty times the names, the same peak."""
    program = (
        "import arf, re, sys\n"
        "count = sum(1 for report in arf.scan(sys.argv[1], workers=2))\n"
        "print(count, re.search('VmHWM:\\\\s+([0-9]+) kB', open('/proc/self/status').read())[1])"
    )
    peaks = []
    for count in (500, 20_000):
        folder = tmp_path / str(count)
        folder.mkdir()
        (folder / "0.eml").write_bytes(COMPLAINT)
        for number in range(1, count):
            os.link(folder / "0.eml", folder / f"{number}-{'x' * 200}.eml")
        command = [sys.executable, "-c", program, folder]
        environment = environment_of_few_leftovers()
        done = subprocess.run(command, capture_output=True, check=True, env=environment)
        read, peak = map(int, done.stdout.split())
        assert read == count
        peaks.append(peak)
        shutil.rmtree(folder)
    assert peaks[1] < peaks[0] + 6 * 1024  # KiB; a list of the names alone would be 5 MiB, of entries 12
