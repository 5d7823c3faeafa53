# SPDX-License-Identifier: BSL-1.0
"""What the sources of read() and scan() stand for: plain files, and what comes through a pipe."""

from __future__ import annotations

import errno
import glob
import json
import os
import socket
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import TextIOBase
from typing import Any, Literal, NamedTuple, Protocol, Union

from arf._compression import DamagedError, is_compressed, unpacked
from arf._core import Mailbox, Report
from arf._types import ParseError


class BinaryStream(Protocol):
    """What read() needs of a stream."""

    def read(self, size: int, /) -> bytes: ...


Source = Union[str, "os.PathLike[str]", BinaryStream]
Chunks = Callable[[], Iterator[bytes]]

_CHUNK = 1 << 16
_FILES_TOGETHER = 256
_TEXT_STREAM = "read() takes binary streams, and this one gives text: open it in binary mode"


class Files(NamedTuple):
    """Plain files, Maildirs, and what cannot be opened: the core reads them and tells what is wrong."""

    paths: list[str]

    def size(self) -> int:
        return sum(_size_of(path) for path in self.paths)

    def open(self, options: dict[str, Any]) -> Mailbox:
        return Mailbox(path=[os.fsencode(path) for path in self.paths], **options)


class Piped(NamedTuple):
    """Bytes that Python reads, and unpacks where they are compressed."""

    name: str
    chunks: Chunks
    is_path: bool

    def size(self) -> int | None:
        """None where it is not known."""
        return _size_of(self.name) if self.is_path and os.path.isfile(self.name) else None

    def open(self, options: dict[str, Any]) -> PipedMailbox:
        return PipedMailbox(self, options)


def inputs_of(source: Source, *, is_scan: bool) -> Iterator[Files | Piped | ParseError]:
    """What a source stands for, in order.

    A scan takes patterns, and folders in the order in which the system lists them, so that no list of
    their names is needed; else they are ordered by name.
    """
    if not isinstance(source, (str, os.PathLike)):
        yield Piped(name_of(source), lambda: chunks_of_stream(source), False)
        return
    path = os.fspath(source)
    names = _matches(path) if is_scan and glob.has_magic(path) and not os.path.lexists(path) else [path]
    together: list[str] = []
    for name in names:
        for found in _walk(name, is_ordered=not is_scan):
            if isinstance(found, str):
                together.append(found)
            if together and (not isinstance(found, str) or len(together) == _FILES_TOGETHER):
                yield Files(together)
                together = []
            if not isinstance(found, str):
                yield found
    if together:
        yield Files(together)


def _matches(pattern: str) -> Iterator[str]:
    found = False
    for path in glob.iglob(pattern, recursive=True):
        found = True
        yield path
    if not found:
        yield pattern  # opening it gives the error


def _walk(path: str, *, is_ordered: bool) -> Iterator[str | Piped | ParseError]:
    """The files behind a path, as MailboxReader takes them: depth first, without recursion."""
    pending: list[tuple[str, Iterator[str]]] = [("", iter([path]))]
    while pending:
        folder, names = pending[-1]
        try:
            name = next(names, None)
        except OSError as trouble:
            yield _to_parse_error(trouble, folder, 0)
            name = None
        if name is None:
            pending.pop()
        elif (kind := _kind_of(name)) == "folder":
            try:
                pending.append((name, _listed(os.scandir(name), is_ordered)))
            except OSError:
                yield name  # the core tells why
        elif kind == "pipe":
            yield Piped(name, _chunks_of(name), True)
        else:
            yield name


def _kind_of(path: str) -> str:
    try:
        mode = os.stat(path).st_mode if path != "-" else stat.S_IFIFO
    except (OSError, ValueError):
        return "file"  # opening it gives the error
    if stat.S_ISFIFO(mode) or (stat.S_ISREG(mode) and is_compressed(path)):
        return "pipe"
    return "folder" if stat.S_ISDIR(mode) and not _is_maildir(path) else "file"


def _is_maildir(path: str) -> bool:
    return os.path.isdir(os.path.join(path, "cur")) and os.path.isdir(os.path.join(path, "new"))


def _listed(entries: Any, is_ordered: bool) -> Iterator[str]:
    with entries:
        wanted = (entry.path for entry in entries if _is_wanted(entry))
        yield from sorted(wanted, key=os.fsencode) if is_ordered else wanted


def _is_wanted(entry: os.DirEntry[str]) -> bool:
    """Regular files and folders, but no folder behind a symbolic link, which might lead in circles."""
    if entry.name.startswith((".", "dovecot")):
        return False
    if entry.is_dir(follow_symlinks=False) or entry.is_file():
        return True
    return entry.is_symlink() and not os.path.exists(entry.path)  # opening it gives the error


def _size_of(path: str) -> int:
    """In bytes; 0 where it cannot be told."""
    try:
        if _is_maildir(path):
            parts = [os.path.join(path, part) for part in ("new", "cur")]
            return sum(entry.stat().st_size for part in parts for entry in os.scandir(part))
        return os.stat(path).st_size
    except (OSError, ValueError):
        return 0


# ---- bytes that Python reads ----


def name_of(stream: BinaryStream) -> str:
    name = getattr(stream, "name", None)
    return name if isinstance(name, str) else "<stream>"


def chunks_of_stream(stream: BinaryStream) -> Iterator[bytes]:
    read = getattr(stream, "read1", stream.read)
    while chunk := read(_CHUNK):
        if isinstance(chunk, str):
            raise TypeError(_TEXT_STREAM)
        yield chunk


def _chunks_of(path: str) -> Chunks:
    """Of a file or a named pipe; "-" is standard input, which stays open."""

    def chunks() -> Iterator[bytes]:
        descriptor = 0 if path == "-" else os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            while chunk := os.read(descriptor, _CHUNK):
                yield chunk
        finally:
            if path != "-":
                os.close(descriptor)

    return chunks


class Pump:
    """A thread that reads the bytes of a source, unpacks them, and writes them to a socket.

    The source's own descriptor would not do: it knows nothing of bytes that were read ahead, nor of
    compression. It is a pair of sockets, because shutting one down ends a read that waits.
    """

    def __init__(self, source: Piped) -> None:
        self._source = source
        self._failure: Exception | None = None
        self._written = 0
        self.bytes_taken = 0
        """Of the file, before they were unpacked."""
        chunks = self._begun()  # here, so that what is no binary stream ends before there is a mailbox
        self._ours, theirs = socket.socketpair()
        self._thread = threading.Thread(target=self._run, args=(chunks, theirs), name="arf.read", daemon=True)
        self._thread.start()

    @property
    def descriptor(self) -> int:
        return self._ours.fileno()

    def is_without_bytes(self) -> bool:
        """At the end: whether nothing came, and why is still to be told."""
        self._thread.join()
        return self._failure is not None and not self._written

    def end(self) -> ParseError | None:
        """What is to be told behind the last message, once; raises what is the caller's own."""
        self.stop()  # a message over the limit is not read to its end
        self._thread.join()
        failure, self._failure = self._failure, None
        if failure is None:
            return None
        if not self._tells(failure):
            raise failure
        return _to_parse_error(failure, self._source.name, self._written)

    def stop(self) -> None:
        """Ends whoever reads, and the thread: where that waits in the source's own read(), later."""
        with suppress(OSError):
            self._ours.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._ours.close()

    def _begun(self) -> Iterator[bytes]:
        try:
            return unpacked(self._counted(self._source.chunks()))
        except Exception as failure:
            if not self._tells(failure):
                raise
            self._failure = failure
            return iter(())

    def _counted(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self.bytes_taken += len(chunk)
            yield chunk

    def _run(self, chunks: Iterator[bytes], theirs: socket.socket) -> None:
        with theirs:
            try:
                for chunk in chunks:
                    try:
                        theirs.sendall(chunk)
                    except OSError:
                        return  # nobody reads on
                    self._written += len(chunk)
            except Exception as failure:  # told or raised again at the end
                self._failure = failure

    def _tells(self, failure: Exception) -> bool:
        """Whether a failure concerns this source alone. What a caller's stream raises is the caller's."""
        return isinstance(failure, DamagedError) or (self._source.is_path and isinstance(failure, OSError))


class PipedMailbox:
    """A mailbox behind a pump. It has what Mailbox has."""

    def __init__(self, source: Piped, options: dict[str, Any]) -> None:
        self._pump = Pump(source)
        self._mailbox = Mailbox(descriptor=self._pump.descriptor, path=os.fsencode(source.name), **options)

    @property
    def skipped(self) -> int:
        return self._mailbox.skipped

    @property
    def skipped_unknown(self) -> int:
        return self._mailbox.skipped_unknown

    @property
    def messages_read(self) -> int:
        return self._mailbox.messages_read

    @property
    def bytes_read(self) -> int:
        return self._mailbox.bytes_read

    @property
    def bytes_taken(self) -> int:
        """Of the file, before they were unpacked."""
        return self._pump.bytes_taken

    def __iter__(self) -> Iterator[Report | ParseError]:
        return self._with_end(self._mailbox)

    def next_line(self) -> bytes | ParseError | None:
        return next(self._with_end(iter(self._mailbox.next_line, None)), None)

    def next_lines(self) -> bytes | ParseError | None:
        return next(self._with_end(iter(self._mailbox.next_lines, None)), None)

    def count(self) -> ParseError | Literal[True] | None:
        return next(self._with_end(iter(self._mailbox.count, None)), None)

    def close(self) -> None:
        """Ends the threads."""
        self._pump.stop()
        self._mailbox.close()
        self._pump.close()

    def _with_end(self, items: Iterator[Any]) -> Iterator[Any]:
        """That there is no message is told by why no byte came."""
        for item in items:
            is_empty = isinstance(item, ParseError) and item.code == "empty"
            if not (is_empty and self._pump.is_without_bytes()):
                yield item
        if error := self._pump.end():
            yield error


def _to_parse_error(failure: Exception, name: str, offset: int) -> ParseError:
    """What the core would make of it."""
    number = failure.errno or errno.EIO if isinstance(failure, OSError) else 0
    reason = f"reading failed: {os.strerror(number)}" if number else str(failure)
    advice = "the rest of it was not read" if offset else "it was not read"
    return parse_error(name, "io", reason, advice, offset=offset, number=number)


def parse_error(
    source: str, code: str, reason: str, advice: str, *, offset: int = 0, number: int = 0
) -> ParseError:
    """An error as the core makes them: in words for a person, and as a record.

    Args:
        number: The error number of the operating system, if any.
    """
    shown = os.fsencode(source).decode(errors="replace")
    place = f"at offset {offset}: " if offset else ""
    record = {"source": shown, "index": 0, "offset": offset, "is_report": False, "format": "unreadable"}
    return ParseError(
        f"{shown}: {place}{reason}; {advice}",
        code=code,
        source=source,
        offset=offset,
        errno=number,
        record=json.dumps(record | {"error": reason}),
    )


# ---- what cannot be a source ----


def refuse_others(source: Any) -> None:
    """Raises where read() cannot take the source, as open() does for a path with a NUL."""
    if isinstance(source, (bytes, bytearray, memoryview)):
        raise TypeError("read() takes paths and binary streams; for the bytes of a message there is parse()")
    if isinstance(source, (str, os.PathLike)):
        if b"\0" in os.fsencode(source):
            raise ValueError("embedded null byte")
    elif not hasattr(source, "read"):
        raise TypeError(
            "read() takes a path, a binary stream, or an iterable of them, not " + type(source).__name__
        )
    elif isinstance(getattr(source, "file", source), TextIOBase):  # tempfile wraps its files
        raise TypeError(_TEXT_STREAM)
