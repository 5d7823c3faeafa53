# SPDX-License-Identifier: BSL-1.0
"""read(): the reports in mailboxes, one after the other."""

from __future__ import annotations

import os
import sys
import threading
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import TextIOBase
from itertools import chain
from typing import Any, Literal, Protocol, Union, overload

from arf._core import Mailbox, Report
from arf._types import ParseError, ReadWarning


class BinaryStream(Protocol):
    """What read() needs of a stream."""

    def read(self, size: int, /) -> bytes: ...


Source = Union[str, "os.PathLike[str]", BinaryStream]

_CHUNK = 1 << 16
_TEXT_STREAM = "read() takes binary streams, and this one gives text: open it in binary mode"
MAX_BYTES = 64 << 20


@overload
def read(
    source: Source | Iterable[Source],
    *,
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
    all: bool = ...,
    errors: Literal["yield"],
    max_bytes: int = ...,
    unquote_from: bool = ...,
    use_content_length: bool = ...,
) -> Iterator[Report | ParseError]: ...


def read(
    source: Source | Iterable[Source],
    *,
    all: bool = False,
    errors: Literal["warn", "raise", "yield"] = "warn",
    max_bytes: int = MAX_BYTES,
    unquote_from: bool = False,
    use_content_length: bool = True,
) -> Iterator[Report] | Iterator[Report | ParseError]:
    """Iterates over the reports in one or more mailboxes, in bounded memory.

    A mailbox is an mbox, a Maildir, a file that is one message, a folder of all these, ``"-"`` for standard
    input, or a binary stream (``sys.stdin.buffer``, ``gzip.open(path)``, ``io.BytesIO(data)``), which is read
    to its end and not closed. Each report says in ``source``, ``index`` and ``offset`` where it came from.
    Reading and parsing happen without the GIL.

    A message or file that cannot be read never ends the run, unless that is asked for:

    - ``errors="warn"``: it is left out, with an :class:`arf.ReadWarning` that names it;
    - ``errors="raise"``: it raises :class:`arf.ParseError`, or :class:`OSError` where the system refused;
    - ``errors="yield"``: its :class:`arf.ParseError` is yielded in its place.

    A path that is named here and that cannot be opened raises the OSError that :func:`open` would, unless
    errors are yielded. An exception of a stream's own ``read`` is always raised.

    Args:
        source: A path, a binary stream, or an iterable of them.
        all: Whether to yield the messages too that are no complaints, with ``is_report`` False.
        errors: What becomes of what cannot be read; see above.
        max_bytes: A larger message is left out as an error.
        unquote_from: Whether to undo the quoting of mboxrd in mbox files.
        use_content_length: Whether a Content-Length may hide separators in mbox files (mboxcl).
    """
    if errors not in ("warn", "raise", "yield"):
        raise ValueError(f"errors is 'warn', 'raise' or 'yield', not {errors!r}")
    if not isinstance(max_bytes, int):
        raise TypeError(f"max_bytes is a whole number, not {type(max_bytes).__name__}")
    if max_bytes < 0:
        raise ValueError(f"max_bytes is 0 or more, not {max_bytes}")
    options = {
        "all": all,
        "max_bytes": min(max_bytes, sys.maxsize),
        "unquote_from": unquote_from,
        "use_content_length": use_content_length,
    }
    return _items(_sources(source), errors, options)


def _sources(source: Any) -> Iterable[Source]:
    """The sources in the argument; refuses at once what is none, unless an iterator has yet to give it."""
    is_path_or_bytes = isinstance(source, (str, bytes, bytearray, memoryview, os.PathLike))
    if is_path_or_bytes or hasattr(source, "read") or not isinstance(source, Iterable):
        source = [source]
    if isinstance(source, (list, tuple)):
        for one in source:
            _refuse_others(one)
    sources: Iterable[Source] = source
    return sources


def _refuse_others(source: Any) -> None:
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


def _items(sources: Iterable[Source], errors: str, options: dict[str, Any]) -> Iterator[Any]:
    for source in sources:
        _refuse_others(source)
        with _mailbox(source, options) as mailbox:
            for item in mailbox:
                if isinstance(item, Report) or errors == "yield":
                    yield item
                elif errors == "raise" or _is_about_named_path(item, source):
                    raise _as_raised(item)
                else:
                    warnings.warn(str(item), ReadWarning, stacklevel=2)


@contextmanager
def _mailbox(source: Source, options: dict[str, Any]) -> Iterator[Mailbox]:
    if isinstance(source, (str, os.PathLike)):
        yield Mailbox(path=os.fsencode(source), **options)
    else:
        with _descriptor_of(source) as descriptor:
            yield Mailbox(descriptor=descriptor, path=os.fsencode(_name_of(source)), **options)


def _is_about_named_path(error: ParseError, source: Source) -> bool:
    """Whether the system refused the very path that the caller gave."""
    named = isinstance(source, (str, os.PathLike)) and os.fspath(source) == error.source
    return named and error.code == "io" and error.index == 0


def _as_raised(error: ParseError) -> Exception:
    """What a Python program expects: OSError where the system refused."""
    if not error.errno:
        return error
    return OSError(error.errno, os.strerror(error.errno), error.source)


def _name_of(stream: BinaryStream) -> str:
    name = getattr(stream, "name", None)
    return name if isinstance(name, str) else "<stream>"


@contextmanager
def _descriptor_of(stream: BinaryStream) -> Iterator[int]:
    """The read end of a pipe through which the stream's bytes come.

    The stream's own descriptor would not do: it knows nothing of bytes that were read ahead, nor of
    compression.
    """
    failures: list[BaseException] = []
    chunks = _chunks(stream)
    first = next(chunks, b"")  # here, so that what is no binary stream ends before there is a mailbox
    read_end, write_end = os.pipe()
    pump = threading.Thread(
        target=_pump, args=(chain([first], chunks), write_end, failures), name="arf.read", daemon=True
    )
    pump.start()
    try:
        yield read_end
    finally:
        os.close(read_end)  # ends a pump that is still writing
    pump.join()
    if failures:
        raise failures[0]


def _chunks(stream: BinaryStream) -> Iterator[bytes]:
    read = getattr(stream, "read1", stream.read)
    while chunk := read(_CHUNK):
        if isinstance(chunk, str):
            raise TypeError(_TEXT_STREAM)
        yield chunk


def _pump(chunks: Iterable[bytes], write_end: int, failures: list[BaseException]) -> None:
    try:
        with open(write_end, "wb", buffering=0) as pipe:
            for chunk in chunks:
                view = memoryview(chunk)
                while view:
                    view = view[pipe.write(view) :]
    except BrokenPipeError:
        pass  # nobody reads on
    except BaseException as failure:  # raised again where the stream is read
        failures.append(failure)
