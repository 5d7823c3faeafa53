# SPDX-License-Identifier: BSL-1.0
"""How far the reading of mailboxes is: messages, their rate, and the time that is left."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

from arf._core import ColumnReader, Mailbox
from arf._interrupt import tidied
from arf._read import Progress, _total_of, open_mailboxes, taken_of
from arf._record_stream import Outcome, outcomes_of
from arf._sources import PipedMailbox, Source
from arf._types import ParseError

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

T = TypeVar("T")

_SHOW_CURSOR = b"\x1b[?25h"


class Meter:
    """Opens mailboxes, and shows how much of them was read where there is a bar."""

    def __init__(self, bar: Bar | None = None, paths: Iterable[str] = ()) -> None:
        self._messages = 0
        self._bar = bar
        self._progress: Progress | None = None
        if bar is not None:
            total = _total_of(paths)
            self._progress = Progress(self._show, total)
            self._task = bar.add_task("reading", total=total, messages=0)

    def mailboxes(
        self, source: Source, options: dict[str, Any], is_scan: bool = False
    ) -> Iterator[Mailbox | PipedMailbox | ParseError]:
        """Those behind a source, with the keywords of Mailbox; or why one is missing."""
        return open_mailboxes(source, options, is_scan, self._progress)

    def watched(self, mailbox: Mailbox | PipedMailbox, items: Iterable[T]) -> Iterator[T]:
        """The items of a mailbox as they are read: reports, errors, or lines of JSON."""
        if self._progress is None:
            yield from items
            return
        for item in items:
            yield item
            self._messages += item.count(b"\n") if isinstance(item, bytes) else 1
            self._progress.within(taken_of(mailbox))

    def counted(self, mailbox: Mailbox | PipedMailbox) -> Iterator[ParseError]:
        """Counts a mailbox; gives what could not be read."""
        before = self._messages
        for outcome in iter(mailbox.count, None):
            if isinstance(outcome, ParseError):
                yield outcome
            self._messages = before + mailbox.messages_read
            if self._progress is not None:
                self._progress.within(taken_of(mailbox))

    def columns(self, reader: ColumnReader, source: Source, options: dict[str, Any]) -> Iterator[Outcome]:
        """What reading a source into columns gives."""
        for outcome in outcomes_of(reader, source, options, self._progress):
            self._messages = reader.messages_read
            yield outcome

    def _show(self, done: int, total: int | None) -> None:
        assert self._bar is not None
        self._bar.update(self._task, completed=done, messages=self._messages)


@contextmanager
def progress(paths: Iterable[str], is_output_elsewhere: bool) -> Iterator[Meter]:
    """Shows progress where standard error is a terminal that the output does not go to.

    Args:
        is_output_elsewhere: Whether the data goes to a file, whatever standard output is.
    """
    on_terminal = sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    if not on_terminal or not (is_output_elsewhere or not sys.stdout.isatty()):
        yield Meter(None, paths)
        return
    from arf._progress_bar import make_bar  # it takes long to load

    terminal = sys.stderr.fileno()  # what rich puts in the place of sys.stderr has a lock
    with tidied(lambda: show_cursor(terminal)), make_bar() as bar:
        yield Meter(bar, paths)


def show_cursor(terminal: int) -> None:
    """The bar hides it."""
    with suppress(OSError):
        os.write(terminal, _SHOW_CURSOR)
