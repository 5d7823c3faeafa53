# SPDX-License-Identifier: BSL-1.0
"""Prints text for people: headings, facts with labels, wrapped to the width of the output.

Whatever it is given may come from a stranger. It prints no control character and no more of a text than a
person reads.
"""

from __future__ import annotations

from typing import TextIO

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from arf._columns import printable
from arf._output import console_on

LABEL = 14
"""Columns that the labels of facts take."""
MOST = 600
"""Characters of one text."""


class Paper:
    """What is printed on, plain where the output is no terminal."""

    WIDTH = 100
    """Where the output is no terminal and COLUMNS does not say."""

    def __init__(self, stream: TextIO) -> None:
        self._console = console_on(stream, self.WIDTH)
        self.width = max(40, self._console.width)
        self.is_unicode = self._console.encoding.startswith("utf")
        self._more = "\u2026" if self.is_unicode else "..."

    def title(self, text: str) -> None:
        self._wrapped("", text, "bold")

    def heading(self, text: str) -> None:
        self._write("")
        self._wrapped("", text, "bold underline")

    def paragraph(self, text: str, style: str = "") -> None:
        """Text as wide as the output."""
        self._wrapped("  ", text, style)

    def fact(self, label: str, text: str, style: str = "") -> None:
        """A label and a text beside it."""
        self._wrapped("  " + label.ljust(LABEL), text, style)

    def more(self, text: str, style: str = "dim") -> None:
        """A text below that of a fact; nothing where it is empty."""
        if text:
            self._wrapped(" " * (LABEL + 2), text, style)

    def drawn(self, sign: str, text: str, style: str = "") -> None:
        """A line of a drawing: a sign, and a text that goes on below itself beside `|`."""
        bar = ("\u2502" if self.is_unicode else "|") if sign.strip() else " "
        self._wrapped(f"  {sign}  ", text, style, below=f"  {bar}  ")

    def raw(self, text: str, marks: str = "", style: str = "") -> None:
        """One line that is cut and not wrapped, with marks below it. It is that of a RawText, which shows
        control characters by their escapes."""
        line = "    " + text
        if cell_len(line) > self.width:
            line = set_cell_size(line, self.width - len(self._more)) + self._more
        self._write(line)
        if marks:
            self._write("    " + marks[: max(1, self.width - 4)], style)

    def quoted(self, lines: list[str]) -> None:
        """Lines of a RawText: a long one goes on below itself, folded at blanks."""
        for line in lines:
            self._wrapped("    ", line, "", below="      ", most=len(line))

    def clipped(self, text: str, most: int = MOST) -> str:
        """What a terminal may show of a text."""
        return printable(text if len(text) <= most else text[:most] + self._more)

    def _wrapped(self, start: str, text: str, style: str, below: str | None = None, most: int = MOST) -> None:
        """Several lines, the first with `start` before it."""
        below = " " * len(start) if below is None else below
        room = max(20, self.width - max(len(start), len(below)))
        for line in Text(self.clipped(text, most)).wrap(self._console, room, overflow="fold"):
            self._write(start, "", line.plain.rstrip(), style)
            start = below

    def _write(self, *parts: str) -> None:
        """A line of texts, each followed by its style."""
        text = Text()
        for part, style in zip(parts[::2], (*parts[1::2], ""), strict=False):
            text.append(part, style)
        text.rstrip()
        self._console.print(text, soft_wrap=True)
