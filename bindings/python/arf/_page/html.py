# SPDX-License-Identifier: BSL-1.0
"""Makes HTML in which all text is escaped that is not made here."""

from __future__ import annotations

from html import escape

from arf._columns import printable


class Html(str):
    """Text that is markup, and harmless: made by element() and join() only."""

    __slots__ = ()


Content = str | int | Html | None
"""What stands in an element; None is nothing."""

_EMPTY = frozenset({"meta", "line", "rect"})
"""Elements that never have content."""


def text(content: Content) -> str:
    """Markup stays as it is; all else is escaped, and holds no control character nor change of direction."""
    if isinstance(content, Html):
        return content
    return "" if content is None else escape(printable(str(content)))


def join(*contents: Content) -> Html:
    """Contents one after the other."""
    return Html("".join(map(text, contents)))


def element(name: str, /, *contents: Content, **attributes: str | int | float) -> Html:
    """An element. Attributes have `-` where the keyword has `_`; a `_` at the end is dropped (`class_`)."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(printable(str(value)))}"'
        for key, value in attributes.items()
    )
    if name in _EMPTY:
        return Html(f"<{name}{written}>" if name == "meta" else f"<{name}{written}/>")
    return Html(f"<{name}{written}>{join(*contents)}</{name}>")
