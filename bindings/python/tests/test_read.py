# SPDX-License-Identifier: BSL-1.0
"""read(): mailboxes of every kind, and what becomes of what cannot be read."""

from __future__ import annotations

import gc
import gzip
import io
import os
import subprocess
import sys
import tempfile
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import arf
import pytest
from samples import COMPLAINT, NEWSLETTER, environment_of_few_leftovers


def test_mbox(mbox: Path) -> None:
    first, second = arf.read(mbox)
    assert (first.source, first.index) == (str(mbox), 0)
    assert (second.source, second.index) == (str(mbox), 2)
    assert mbox.read_bytes()[second.offset :].startswith(COMPLAINT)
    assert bytes(first) == COMPLAINT
    assert bytes(first) == bytes(second) and first != second and len({first, second}) == 2


def test_all_yields_other_messages_too(mbox: Path) -> None:
    assert [report.is_report for report in arf.read(mbox, all=True)] == [True, False, True]


def test_several_sources(mbox: Path, tmp_path: Path) -> None:
    single = tmp_path / "one.eml"
    single.write_bytes(COMPLAINT)
    reports = arf.read([str(mbox), single, io.BytesIO(COMPLAINT)])
    assert [report.source for report in reports] == [str(mbox)] * 2 + [str(single), "<stream>"]


def test_folder_and_maildir(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(COMPLAINT)
    for name in ("cur", "new", "tmp"):
        (tmp_path / "box" / name).mkdir(parents=True)
    (tmp_path / "box" / "new" / "1.host").write_bytes(COMPLAINT)
    (tmp_path / "box" / "cur" / "2.host:2,S").write_bytes(COMPLAINT)
    (tmp_path / "box" / "tmp" / "3.host").write_bytes(COMPLAINT)
    names = [Path(report.source).name for report in arf.read(tmp_path)]
    assert names == ["a.eml", "1.host", "2.host:2,S"]


def test_streams(mbox: Path, tmp_path: Path) -> None:
    packed = tmp_path / "abuse.mbox.gz"
    packed.write_bytes(gzip.compress(mbox.read_bytes()))
    with gzip.open(packed) as unpacked:
        assert len(list(arf.read(unpacked))) == 2
    with mbox.open("rb") as stream:
        assert [report.source for report in arf.read(stream)] == [str(mbox)] * 2
        assert not stream.closed


def test_a_stream_is_read_from_where_it_stands(mbox: Path) -> None:
    with mbox.open("rb") as stream:
        stream.seek(next(report.offset for report in arf.read(mbox) if report.index == 2))
        (report,) = arf.read(stream)
    assert bytes(report).startswith(COMPLAINT)


def test_standard_input(mbox: Path) -> None:
    program = "import arf; print([report.source for report in arf.read('-')])"
    done = subprocess.run(
        [sys.executable, "-c", program], input=mbox.read_bytes(), capture_output=True, check=True
    )
    assert done.stdout.decode().strip() == "['-', '-']"


def test_a_pipe_gives_reports_while_it_is_open(mbox: Path) -> None:
    read_end, write_end = os.pipe()
    with open(read_end, "rb") as stream, open(write_end, "wb", buffering=0) as writer:
        reports = arf.read(stream)
        writer.write(mbox.read_bytes())
        assert next(reports).index == 0
        writer.close()
        assert [report.index for report in reports] == [2]


def test_an_abandoned_iterator_ends_its_thread(mbox: Path) -> None:
    endless = io.BytesIO(mbox.read_bytes() * 1000)
    reports = arf.read(endless)
    next(reports)
    reports.close()  # type: ignore[attr-defined]
    for thread in threading.enumerate():
        if thread.name == "arf.read":
            thread.join(timeout=10)
            assert not thread.is_alive()


def test_unreadable_messages_are_left_out_with_a_warning(tmp_path: Path) -> None:
    (tmp_path / "empty.eml").touch()
    (tmp_path / "good.eml").write_bytes(COMPLAINT)
    with pytest.warns(arf.ReadWarning, match=r"empty\.eml: empty input") as warned:
        assert len(list(arf.read(tmp_path))) == 1
    assert warned[0].filename == __file__


def test_large_messages_are_left_out(mbox: Path) -> None:
    with pytest.warns(arf.ReadWarning, match="abuse.mbox: message [02] at offset .* larger") as warned:
        reports = list(arf.read(mbox, all=True, max_bytes=len(NEWSLETTER) + 1))
    assert [report.is_report for report in reports] == [False]
    assert len(warned) == 2


def test_errors_can_be_raised_or_yielded(tmp_path: Path) -> None:
    empty = tmp_path / "empty.eml"
    empty.touch()
    with pytest.raises(arf.ParseError, match="empty") as caught:
        list(arf.read(empty, errors="raise"))
    assert caught.value.code == "empty" and caught.value.source == str(empty)
    (error,) = arf.read(empty, errors="yield")
    assert isinstance(error, arf.ParseError) and error.to_dict()["source"] == str(empty)


def test_a_named_path_that_is_missing_raises_as_open_does(tmp_path: Path) -> None:
    missing = tmp_path / "missing.mbox"
    for errors in ("warn", "raise"):
        with pytest.raises(FileNotFoundError) as caught:
            list(arf.read(missing, errors=errors))
        assert caught.value.filename == str(missing)
    (error,) = arf.read(missing, errors="yield")
    assert isinstance(error, arf.ParseError) and error.code == "io" and error.errno != 0


def test_names_that_are_no_utf8(tmp_path: Path) -> None:
    path = os.path.join(os.fsencode(tmp_path), b"caf\xe9.eml")
    Path(os.fsdecode(path)).write_bytes(COMPLAINT)
    (report,) = arf.read(tmp_path)
    assert os.fsencode(report.source) == path
    assert report.to_dict()["source"].endswith("caf\ufffd.eml")


def test_the_exception_of_a_stream_is_raised(mbox: Path) -> None:
    cut = gzip.compress(mbox.read_bytes())[:-20]
    with pytest.raises(EOFError):
        list(arf.read(gzip.open(io.BytesIO(cut))))


def test_wrong_arguments_are_refused(mbox: Path) -> None:
    with pytest.raises(TypeError, match="parse"):
        arf.read(COMPLAINT)  # type: ignore[arg-type]
    accepted = "takes a path, a binary stream, or an iterable of them, not (int|None)"
    for other in (3, None, [3], [None]):
        with pytest.raises(TypeError, match=accepted):
            arf.read(other)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="iterable of them, not int"):
        list(arf.read(iter([3])))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="errors"):
        arf.read(mbox, errors="ignore")  # type: ignore[call-overload]
    with pytest.raises(ValueError, match="max_bytes is 0 or more, not -1"):
        arf.read(mbox, max_bytes=-1)
    with pytest.raises(TypeError, match="max_bytes is a whole number, not str"):
        arf.read(mbox, max_bytes="1")  # type: ignore[call-overload]
    assert len(list(arf.read(mbox, max_bytes=10**30))) == 2


def test_text_streams_are_refused_at_once(mbox: Path) -> None:
    with mbox.open() as stream, tempfile.TemporaryFile("w+") as temporary:
        with tempfile.NamedTemporaryFile("w+") as named:
            for text in (stream, temporary, named, io.StringIO("text"), [stream]):
                with pytest.raises(TypeError, match="open it in binary mode"):
                    arf.read(text)  # type: ignore[arg-type]


def test_a_stream_that_gives_text_all_the_same_is_refused() -> None:
    class Text:
        def read(self, size: int, /) -> str:
            return "text"

    with pytest.raises(TypeError, match="open it in binary mode"):
        list(arf.read(Text()))  # type: ignore[call-overload]


def test_a_path_with_a_nul_is_refused_as_open_does(mbox: Path) -> None:
    for path in (f"{mbox}\0b", Path(f"{mbox}\0b"), [f"{mbox}\0b"]):
        for errors in ("warn", "yield"):
            with pytest.raises(ValueError, match="embedded null byte"):
                arf.read(path, errors=errors)
    with pytest.raises(ValueError, match="embedded null byte"):
        list(arf.read(iter([f"{mbox}\0b"])))


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="no /proc")
def test_memory_is_bounded(tmp_path: Path) -> None:
    """Twenty times the mailbox, the same peak."""
    program = (
        "import arf, re, sys\n"
        "count = sum(1 for report in arf.read(sys.argv[1]))\n"
        "print(count, re.search('VmHWM:\\\\s+([0-9]+) kB', open('/proc/self/status').read())[1])"
    )
    environment = environment_of_few_leftovers()
    separator = b"From fbl@example.net Wed Jan 14 07:07:20 2026\n"
    peaks = []
    for count in (1_000, 20_000):
        path = tmp_path / f"{count}.mbox"
        path.write_bytes((separator + COMPLAINT + b"\n") * count)
        command = [sys.executable, "-c", program, path]
        done = subprocess.run(command, capture_output=True, check=True, env=environment)
        read, peak = map(int, done.stdout.split())
        assert read == count
        peaks.append(peak)
    assert peaks[1] < peaks[0] + 4 * 1024  # KiB; the larger mailbox has 20 MiB


def test_the_iterator_ends_with_its_first_exception(mbox: Path, tmp_path: Path) -> None:
    reports = arf.read([mbox, tmp_path / "missing.mbox", mbox])
    assert next(reports).index == 0 and next(reports).index == 2
    with pytest.raises(FileNotFoundError):
        next(reports)
    assert list(reports) == []


def test_a_closed_iterator_gives_nothing_more(mbox: Path) -> None:
    reports = arf.read([mbox, mbox])
    next(reports)
    for _ in range(2):
        reports.close()  # type: ignore[attr-defined]
        assert list(reports) == []


def test_an_iterator_is_for_one_thread_at_a_time(mbox: Path) -> None:
    class Stream(io.BytesIO):
        def read1(self, size: int | None = -1, /) -> bytes:
            told.extend(raised(reports))
            return super().read1(size)

    def raised(reports: Iterator[arf.Report]) -> list[str]:
        found = []
        for use in (lambda: next(reports), lambda: reports.close()):  # type: ignore[attr-defined]
            with pytest.raises(ValueError, match="already being read") as caught:
                use()
            found.append(str(caught.value))
        return found

    told: list[str] = []
    reports = arf.read(Stream(mbox.read_bytes()))
    assert [report.index for report in reports] == [0, 2] and len(told) >= 2


def test_an_iterator_that_refers_to_itself_is_collected(mbox: Path) -> None:
    class Path_(str):
        reports: Any

    path = Path_(mbox)
    reports = path.reports = arf.read([path])
    next(reports)
    reference = weakref.ref(path)
    del path, reports
    gc.collect()
    assert reference() is None


def test_nothing_is_lost_where_another_thread_keeps_the_gil(mbox: Path) -> None:
    """Then batches grow, and must not grow beyond what is there."""
    single = mbox.read_bytes()
    mbox.write_bytes(single * 400)
    done = threading.Event()

    def busy() -> None:
        while not done.is_set():
            sum(range(1000))

    thread = threading.Thread(target=busy)
    thread.start()
    try:
        found = [report.index for report in arf.read(mbox)]
    finally:
        done.set()
        thread.join()
    assert found == [index for index in range(1200) if index % 3 != 1]
