# SPDX-License-Identifier: BSL-1.0
"""Text from strangers for people's eyes: on a terminal, in a log, on a page."""

from __future__ import annotations


def printable(text: str) -> str:
    """No control character, no change of direction, one line: blanks or U+FFFD stand for them."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if c.isspace() else "\ufffd" for c in text)
