# SPDX-License-Identifier: BSL-1.0
"""read() and scan(): the reports in mailboxes, one after the other."""

from __future__ import annotations

import os
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from typing import Any, Literal, overload

from arf._core import Mailbox, Report, Reports
from arf._sources import BinaryStream, Files, Piped, PipedMailbox, Pump, Source, chunks_of_stream, inputs_of
from arf._sources import name_of as _name_of
from arf._sources import refuse_others as _refuse_others
from arf._types import ParseError, ReadWarning

__all__ = ["MAX_BYTES", "BinaryStream", "Source", "open_mailboxes", "read", "scan"]

MAX_BYTES = 64 << 20
_TIME_BETWEEN_TELLING = 0.1  # seconds


@overload
def read(
    source: Source | Iterable[Source],
    *,
    workers: int = ...,
    all: bool = ...,
    errors: Literal["warn", "raise"] = ...,
    max_bytes: int = ...,
    unquote_from: bool = ...,
    use_content_length: bool = ...,
) -> Iterator[Report]: ...


@overload
def read(
    source: Source | Iterable[Source],
    *,
    workers: int = ...,
    all: bool = ...,
    errors: Literal["yield"],
    max_bytes: int = ...,
    unquote_from: bool = ...,
    use_content_length: bool = ...,
) -> Iterator[Report | ParseError]: ...


def read(
    source: Source | Iterable[Source],
    *,
    workers: int = 1,
    all: bool = False,
    errors: Literal["warn", "raise", "yield"] = "warn",
    max_bytes: int = MAX_BYTES,
    unquote_from: bool = False,
    use_content_length: bool = True,
) -> Iterator[Report] | Iterator[Report | ParseError]:
    """Iterates over the reports in one or more mailboxes, in bounded memory.

    A mailbox is an mbox, a Maildir, a file that is one message, a folder of all these, ``"-"`` for standard
    input, or a binary stream (``sys.stdin.buffer``, ``io.BytesIO(data)``), which is read to its end and not
    closed. What starts as gzip, bzip2, xz or Zstandard data does is unpacked, whatever its name; Zstandard
    takes ``pip install "libarf[zstd]"`` before Python 3.14. Folders are read in the order of their names.
    Each report says in ``source``, ``index`` and ``offset`` where it came from; the offset counts unpacked
    bytes. Reading and parsing happen without the GIL.

    A message or file that cannot be read never ends the run, unless that is asked for:

    - ``errors="warn"``: it is left out, with an :class:`arf.ReadWarning` that names it;
    - ``errors="raise"``: it raises :class:`arf.ParseError`, or :class:`OSError` where the system refused;
    - ``errors="yield"``: its :class:`arf.ParseError` is yielded in its place.

    Of compressed data that is damaged, what stands before the damage is read, but for its last 64 KiB at
    most; of data that is cut short, all of it. The last message may end too early, and the error follows it.

    A path that is named here and that cannot be opened raises the OSError that :func:`open` would, unless
    errors are yielded. An exception of a stream's own ``read`` is always raised.

    Args:
        source: A path, a binary stream, or an iterable of them.
        workers: Threads that parse, 1 to 256. The reports and their order are the same with any number; more
            than one pays where what is done with each report takes less time than parsing it.
        all: Whether to yield the messages too that are no complaints, with ``is_report`` False.
        errors: What becomes of what cannot be read; see above.
        max_bytes: A larger message is left out as an error.
        unquote_from: Whether to undo the quoting of mboxrd in mbox files.
        use_content_length: Whether a Content-Length may hide separators in mbox files (mboxcl).
    """
    options = checked(errors, workers, all, max_bytes, unquote_from, use_content_length)
    return _items(sources_of(source), errors, options)


@overload
def scan(
    paths: Source | Iterable[Source],
    *,
    workers: int | None = ...,
    all: bool = ...,
    errors: Literal["warn", "raise"] = ...,
    progress: Callable[[int, int | None], object] | None = ...,
    max_bytes: int = ...,
    unquote_from: bool = ...,
    use_content_length: bool = ...,
) -> Iterator[Report]: ...


@overload
def scan(
    paths: Source | Iterable[Source],
    *,
    workers: int | None = ...,
    all: bool = ...,
    errors: Literal["yield"],
    progress: Callable[[int, int | None], object] | None = ...,
    max_bytes: int = ...,
    unquote_from: bool = ...,
    use_content_length: bool = ...,
) -> Iterator[Report | ParseError]: ...


def scan(
    paths: Source | Iterable[Source],
    *,
    workers: int | None = None,
    all: bool = False,
    errors: Literal["warn", "raise", "yield"] = "warn",
    progress: Callable[[int, int | None], object] | None = None,
    max_bytes: int = MAX_BYTES,
    unquote_from: bool = False,
    use_content_length: bool = True,
) -> Iterator[Report] | Iterator[Report | ParseError]:
    """Iterates over the reports in everything that some paths stand for: read() for years of mail.

    It takes what :func:`read` takes, and gives the same reports. What differs:

    - a path that does not exist is a pattern where it holds ``*``, ``?`` or ``[``; ``**`` stands for any
      folders; hidden files are not matched;
    - folders are read in the order in which the system lists them, and no list of their names is kept: a
      folder of a million files costs no memory. A Maildir is read in its order, as by read();
    - a path that cannot be opened is an error like any other, and does not end the run;
    - there is a worker for each core.

    Args:
        paths: A path, a pattern, a binary stream, or an iterable of them.
        workers: Threads that parse; None for as many as the process has cores.
        errors: As for read(), with errors="raise" for a path that cannot be opened as well.
        progress: Called ten times a second at most, and at the end, in the thread that asks for reports, with
            the bytes done and the bytes there are. Both are of the files as they lie on the disk. The second
            is None where it cannot be known (a pipe, a stream); otherwise all folders are listed first.
        all, max_bytes, unquote_from, use_content_length: As for read().
    """
    workers = min(cores(), 256) if workers is None else workers
    options = checked(errors, workers, all, max_bytes, unquote_from, use_content_length)
    sources = sources_of(paths)
    if progress is not None:
        sources = list(sources)
        return _items(sources, errors, options, True, Progress(progress, _total_of(sources)))
    return _items(sources, errors, options, True)


def cores() -> int:
    """As many as this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def checked(
    errors: str, workers: Any, all: bool, max_bytes: Any, unquote_from: bool, use_content_length: bool
) -> dict[str, Any]:
    """The options of Mailbox."""
    if errors not in ("warn", "raise", "yield"):
        raise ValueError(f"errors is 'warn', 'raise' or 'yield', not {errors!r}")
    if not isinstance(max_bytes, int):
        raise TypeError(f"max_bytes is a whole number, not {type(max_bytes).__name__}")
    if max_bytes < 0:
        raise ValueError(f"max_bytes is 0 or more, not {max_bytes}")
    if not isinstance(workers, int):
        raise TypeError(f"workers is a whole number, not {type(workers).__name__}")
    if not 1 <= workers <= 256:
        raise ValueError(f"workers is 1 to 256, not {workers}")
    return {
        "workers": workers,
        "all": all,
        "max_bytes": min(max_bytes, sys.maxsize),
        "unquote_from": unquote_from,
        "use_content_length": use_content_length,
    }


def sources_of(source: Any) -> Iterable[Source]:
    """The sources in the argument; refuses at once what is none, unless an iterator has yet to give it."""
    is_path_or_bytes = isinstance(source, (str, bytes, bytearray, memoryview, os.PathLike))
    if is_path_or_bytes or hasattr(source, "read") or not isinstance(source, Iterable):
        source = [source]
    if isinstance(source, (list, tuple)):
        for one in source:
            _refuse_others(one)
    sources: Iterable[Source] = source
    return sources


_sources = sources_of


class Progress:
    """Tells from time to time how much is done."""

    def __init__(self, tell: Callable[[int, int | None], object], total: int | None) -> None:
        self._tell = tell
        self._total = total
        self._before = 0
        self._told = 0.0

    def within(self, taken: int) -> None:
        """Tells how much of what is being read was taken, unless it has just told something."""
        now = time.monotonic()
        if now - self._told < _TIME_BETWEEN_TELLING:
            return
        self._told = now
        done = self._before + taken
        self._tell(done if self._total is None else min(done, self._total), self._total)

    def behind(self, size: int) -> None:
        """Counts what was just read to its end."""
        self._before += size

    def finish(self) -> None:
        self._tell(self._before if self._total is None else self._total, self._total)


def taken_of(mailbox: Mailbox | PipedMailbox) -> int:
    """Bytes of the file that were read."""
    return mailbox.bytes_taken if isinstance(mailbox, PipedMailbox) else mailbox.bytes_read


def _total_of(sources: Iterable[Source]) -> int | None:
    """Bytes of all files behind the sources; None where that is not known."""
    total = 0
    for source in sources:
        _refuse_others(source)
        if not isinstance(source, (str, os.PathLike)):
            return None
        for found in inputs_of(source, is_scan=True):
            size = 0 if isinstance(found, ParseError) else found.size()
            if size is None:
                return None
            total += size
    return total


def open_mailboxes(
    source: Source, options: dict[str, Any], is_scan: bool = False, progress: Progress | None = None
) -> Iterator[Mailbox | PipedMailbox | ParseError]:
    """The mailboxes behind a source, each closed when the next one is asked for; or why one is missing.

    Args:
        options: The keywords of Mailbox, but for path and descriptor.
    """
    for found in inputs_of(source, is_scan=is_scan):
        if isinstance(found, ParseError):
            yield found
            continue
        with closing(found.open(options)) as mailbox:
            yield mailbox
            if progress is not None:
                progress.behind(_size_of_done(found, mailbox))


def _size_of_done(found: Files | Piped, mailbox: Mailbox | PipedMailbox) -> int:
    return mailbox.bytes_taken if isinstance(mailbox, PipedMailbox) else found.size() or 0


def _items(
    sources: Iterable[Source],
    errors: str,
    options: dict[str, Any],
    is_scan: bool = False,
    progress: Progress | None = None,
) -> Iterator[Any]:
    run = _Run(sources, errors, options, is_scan, progress)
    reports = Reports(run.mailboxes(), run.met)
    return reports if progress is None else run.told(reports)


class _Run:
    """What read() does between two mailboxes, and about what is no report."""

    def __init__(
        self,
        sources: Iterable[Source],
        errors: str,
        options: dict[str, Any],
        is_scan: bool,
        progress: Progress | None,
    ) -> None:
        self._sources = sources
        self._errors = errors
        self._options = options
        self._is_scan = is_scan
        self._progress = progress
        self._source: Source = ""
        self._mailbox: Mailbox | PipedMailbox | None = None

    def mailboxes(self) -> Iterator[Iterable[Report | ParseError]]:
        for source in self._sources:
            _refuse_others(source)
            self._source = source
            for mailbox in open_mailboxes(source, self._options, self._is_scan, self._progress):
                self._mailbox = None if isinstance(mailbox, ParseError) else mailbox
                yield [mailbox] if isinstance(mailbox, ParseError) else mailbox
                self._mailbox = None
        if self._progress is not None:
            self._progress.finish()

    def met(self, error: ParseError) -> ParseError | None:
        """What is yielded in the place of a message that cannot be read."""
        if self._errors == "yield":
            return error
        if self._errors == "raise" or (not self._is_scan and _is_about_named_path(error, self._source)):
            raise _as_raised(error)
        warnings.warn(str(error), ReadWarning, stacklevel=2)
        self._tell()
        return None

    def told(self, reports: Reports) -> Iterator[Any]:
        """The same, and tells the progress behind each."""
        with closing(reports):
            for item in reports:
                yield item
                self._tell()

    def _tell(self) -> None:
        if self._progress is not None and self._mailbox is not None:
            self._progress.within(taken_of(self._mailbox))


def _is_about_named_path(error: ParseError, source: Source) -> bool:
    """Whether the system refused the very path that the caller gave."""
    named = isinstance(source, (str, os.PathLike)) and os.fspath(source) == error.source
    return named and error.code == "io" and error.errno != 0 and error.index == 0 and error.offset == 0


def _as_raised(error: ParseError) -> Exception:
    """What a Python program expects: OSError where the system refused."""
    if not error.errno:
        return error
    return OSError(error.errno, os.strerror(error.errno), error.source)


@contextmanager
def _descriptor_of(stream: BinaryStream) -> Iterator[int]:
    """One end of a pair of sockets through which the stream's bytes come, unpacked."""
    with closing(Pump(Piped(_name_of(stream), lambda: chunks_of_stream(stream), False))) as pump:
        try:
            yield pump.descriptor
        except BaseException:
            pump.stop()
            raise
        pump.stop()
        if error := pump.end():
            raise error
