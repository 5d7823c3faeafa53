# SPDX-License-Identifier: BSL-1.0
"""Recognises compressed files, and unpacks them piece by piece: gzip, bzip2, xz, Zstandard."""

from __future__ import annotations

import bz2
import importlib
import lzma
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any, NamedTuple, Protocol


class DamagedError(Exception):
    """Compressed data that cannot be unpacked: damaged, cut short, or without the library it takes."""


class _Unpacker(Protocol):
    """What the decompressors of bz2, lzma and compression.zstd have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /, max_length: int) -> bytes: ...


class _Gunzip:
    """zlib's decompressor in the form of the others; one member (RFC 1952)."""

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(wbits=31)
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return self._zlib.eof

    @property
    def unused_data(self) -> bytes:
        return self._zlib.unused_data

    def decompress(self, data: bytes, /, max_length: int) -> bytes:
        unpacked = self._zlib.decompress(self._zlib.unconsumed_tail + data, max_length)
        self.needs_input = not self._zlib.unconsumed_tail and len(unpacked) < max_length
        return unpacked


class _Compression(NamedTuple):
    name: str
    magic: bytes
    unpacker: Callable[[], _Unpacker]


_PIECE = 1 << 16
_XZ_MEMORY = 256 << 20  # bytes; `xz -9` takes 65 MiB to unpack


def _unxz() -> _Unpacker:
    return lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)


def _unzstd() -> _Unpacker:
    name = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"
    try:
        zstd: Any = importlib.import_module(name)
    except ImportError:
        raise DamagedError('Zstandard needs the package backports.zstd: pip install "libarf[zstd]"') from None
    unpacker: _Unpacker = zstd.ZstdDecompressor()  # refuses windows of more than 128 MiB
    return unpacker


_COMPRESSIONS = (
    _Compression("gzip", b"\x1f\x8b\x08", _Gunzip),
    _Compression("bzip2", b"BZh", bz2.BZ2Decompressor),
    _Compression("xz", b"\xfd7zXZ\x00", _unxz),
    _Compression("Zstandard", b"\x28\xb5\x2f\xfd", _unzstd),
)


def is_compressed(path: str) -> bool:
    """Whether a regular file starts as compressed data does; False where it cannot be read."""
    try:
        with open(path, "rb", buffering=0) as file:
            start = file.read(6)
    except OSError:
        return False
    return any(start.startswith(compression.magic) for compression in _COMPRESSIONS)


def unpacked(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The chunks as they are, or unpacked where they start as compressed data does.

    Members that follow one another are unpacked as one. Nothing is recognised by a name, and what was
    unpacked is not unpacked again. Takes as much of the chunks as it needs to tell, before it returns.

    Raises:
        DamagedError: behind all that could be unpacked.
    """
    start = b""
    while not start or any(len(start) < len(c.magic) and c.magic.startswith(start) for c in _COMPRESSIONS):
        more = next(chunks, b"")
        if not more:
            break
        start += more
    chunks = chain([start] if start else [], chunks)
    for compression in _COMPRESSIONS:
        if start.startswith(compression.magic):
            return _unpack(chunks, compression)
    return chunks


def _unpack(chunks: Iterable[bytes], compression: _Compression) -> Iterator[bytes]:
    """At most _PIECE bytes at a time: a few bytes may stand for gigabytes."""
    unpacker = compression.unpacker()
    is_inside = False
    taken = 0
    for data in chunks:
        taken += len(data)
        while data or not unpacker.needs_input:
            if not is_inside:
                data = data.lstrip(b"\0")  # padding between members
                if not data:
                    break
            try:
                piece = unpacker.decompress(data, max_length=_PIECE)
            except (zlib.error, lzma.LZMAError, OSError, ValueError, EOFError) as error:
                raise _damaged(compression, taken, error) from None
            except Exception as error:
                if type(error).__name__ != "ZstdError":
                    raise
                raise _damaged(compression, taken, error) from None
            is_inside, data = True, b""
            if piece:
                yield piece
            if unpacker.eof:
                data, is_inside = unpacker.unused_data, False
                unpacker = compression.unpacker()
    if is_inside:
        raise _damaged(compression, taken, "it ends in the middle")


def _damaged(compression: _Compression, taken: int, reason: object) -> DamagedError:
    return DamagedError(f"{compression.name} data is damaged before byte {taken}: {reason}")
