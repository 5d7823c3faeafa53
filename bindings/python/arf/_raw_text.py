# SPDX-License-Identifier: BSL-1.0
"""The raw text of a message by lines: where a byte stands, and how it is shown."""

from __future__ import annotations

from typing import NamedTuple

from rich.cells import cell_len

MOST_BYTES = 2000
"""Of one line; mail has at most 998 in one (RFC 5322, section 2.1.1)."""
ESCAPES = {"\t": r"\t", "\r": r"\r", "\n": r"\n", "\0": r"\0"}


class Excerpt(NamedTuple):
    """Some bytes of a line, and what is marked in them."""

    line: int
    """Number of the line, from 1."""
    text: str
    """The line, or the part of it around the mark."""
    caret: str
    """As long as what is before the mark, and then `^` below each column of it."""


def visible(raw: bytes) -> str:
    """The bytes as text without a control character: each shows as its escape."""
    shown = []
    for c in raw.decode("utf-8", "surrogateescape"):
        if c.isprintable():
            shown.append(c)
        elif c in ESCAPES:
            shown.append(ESCAPES[c])
        else:
            code = ord(c)
            if 0xDC80 <= code <= 0xDCFF:  # what surrogateescape makes of a byte that is no UTF-8
                code -= 0xDC00
            shown.append(f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")
    return "".join(shown)


class RawText:
    """The bytes of a message, read from the front to the end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._end = b"\n" if b"\n" in data else b"\r"
        self._counted = (0, 1)  # an offset, and the number of its line

    def line_of(self, offset: int) -> int:
        """The number of the line in which a byte stands, from 1. Linear in the distance to the last one."""
        before, line = self._counted
        if offset < before:
            before, line = 0, 1
        line += self._data.count(self._end, before, offset)
        self._counted = (offset, line)
        return line

    def find(self, text: bytes) -> int | None:
        """Where a text stands first; None where it is empty, or was decoded and stands nowhere."""
        at = self._data.find(text) if text else -1
        return None if at < 0 else at

    def lines(self, text: bytes, most: int) -> list[str]:
        """The lines of a text as they are shown, tabs as blanks, at most so many; `...` for others."""
        lines = text.rstrip(b"\r\n").split(self._end, most)
        shown = [
            visible(line[:MOST_BYTES].rstrip(b"\r").expandtabs(4))
            + (" ..." if len(line) > MOST_BYTES else "")
            for line in lines[:most]
        ]
        return [*shown, "..."] if len(lines) > most else shown

    def excerpt(self, offset: int, length: int, room: int) -> Excerpt:
        """The line of some bytes, as far as it is as wide as the room, and marks below them."""
        offset = min(offset, len(self._data))
        start = self._data.rfind(self._end, max(0, offset - room // 2), offset) + 1
        start = start or max(0, offset - room // 2)
        end = self._data.find(self._end, offset, offset + room)
        end = min(end if end >= 0 else offset + room, len(self._data))
        before = visible(self._data[start:offset])
        marked = visible(self._data[offset : min(offset + length, end)])
        after = visible(self._data[offset + length : end].rstrip(b"\r"))
        carets = "^" * max(1, cell_len(marked))
        return Excerpt(self.line_of(offset), before + marked + after, " " * cell_len(before) + carets)
