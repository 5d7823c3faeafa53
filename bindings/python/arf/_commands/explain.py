# SPDX-License-Identifier: BSL-1.0
"""`arf explain`: one message as a person wants to read it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TextIO

import click

from arf._attribution import AttributionOptions
from arf._columns import printable
from arf._commands.common import (
    EXIT_UNREADABLE,
    mailbox_options,
    max_bytes_limit,
    options_file,
    tell,
    write_output,
)
from arf._core import Report
from arf._explain import Explanation
from arf._read import open_mailboxes
from arf._types import ParseError


@click.command()
@options_file
@click.option(
    "--index",
    type=click.IntRange(min=0),
    metavar="N",
    help="Which message, from 0: of a file as `index` in its records; of a folder as `arf parse --all` prints"
    " them, counted through all its files.",
)
@max_bytes_limit
@click.argument("path", metavar="PATH|-", type=click.Path(allow_dash=True))
@click.pass_context
def explain(
    context: click.Context, path: str, options: AttributionOptions | None, index: int | None, max_bytes: int
) -> None:
    """Tell one message of a file, a folder or standard input as a person wants to read it.

    What it is, who complained about what, the way of the original, whom it is about and how sure that is,
    and each oddity with its place in the raw text.
    """

    def work(stream: TextIO) -> bool:
        item = pick_message(path, index, max_bytes)
        if isinstance(item, ParseError):
            tell(str(item))
            return False
        Explanation(stream).print(item, options)
        return True

    context.exit(0 if write_output(work) else EXIT_UNREADABLE)


def pick_message(path: str, index: int | None, max_bytes: int) -> Report | ParseError:
    """The message at an index; without one there must be only one message."""
    messages = enumerate(messages_of(path, mailbox_options(True, max_bytes) | {"workers": 1}))
    found = failure = None
    for number, item in messages:
        if number == (index or 0):
            found = item
            break
        failure = item if isinstance(item, ParseError) else failure
    name = "standard input" if path == "-" else printable(path)
    if found is None and failure is not None:
        return failure  # what could not be read may have held it
    if found is None:
        raise click.UsageError(f"{name} holds no message {index or 0}")
    if index is None and next(messages, None) is not None:
        raise click.UsageError(f"{name} holds more than one message: pick one with --index (0 is the first)")
    return found


def messages_of(path: str, options: dict[str, Any]) -> Iterator[Report | ParseError]:
    """All messages behind a path, in the order of `arf parse --all`."""
    for mailbox in open_mailboxes(path, options):
        if isinstance(mailbox, ParseError):
            yield mailbox
        else:
            yield from mailbox
