# SPDX-License-Identifier: BSL-1.0
"""What the commands share: how they read mailboxes, where their output goes, and how they end."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NoReturn, TextIO

import click

from arf._attribution import AttributionOptions
from arf._columns import printable
from arf._core import Report
from arf._output_file import input_at, is_replaceable, whole_file
from arf._progress import progress
from arf._read import MAX_BYTES
from arf._types import ParseError

EXIT_UNREADABLE = 1
EXIT_OUTPUT = 3
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def read_options(
    context: click.Context, parameter: click.Parameter, path: str | None
) -> AttributionOptions | None:
    """What is ours, by the file that --options names."""
    if path is None:
        return None
    try:
        return AttributionOptions.from_file(path)
    except OSError as trouble:
        raise click.BadParameter(f"{trouble.filename}: {trouble.strerror}") from None
    except ValueError as trouble:
        raise click.BadParameter(printable(str(trouble))) from None


options_file = click.option(
    "--options",
    metavar="FILE.toml",
    type=click.Path(),
    callback=read_options,
    help="What is ours: my_networks, my_hosts, my_domains, my_authserv_ids, cfbl_secret_file, [[decoder]].",
)
max_bytes_limit = click.option(
    "--max-bytes",
    type=click.IntRange(min=1),
    default=MAX_BYTES,
    show_default=True,
    metavar="N",
    help="A larger message is named on standard error and skipped.",
)
output_file = click.option(
    "--output",
    "-o",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help="Write to this file, which is replaced as a whole when all is written. Default: standard output.",
)
some_paths = click.argument(
    "paths", metavar="PATH|-...", nargs=-1, required=True, type=click.Path(allow_dash=True)
)


def tell(message: str) -> None:
    """One line on standard error. Where that is a log on a full disk, the output is not lost with it."""
    try:
        click.echo(f"arf: {printable(message)}", err=True)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def mailbox_options(
    all_messages: bool, max_bytes: int, attribution: AttributionOptions | None = None
) -> dict[str, Any]:
    """The keywords of Mailbox. As many threads parse as the process has cores."""
    return {
        "workers": min(len(os.sched_getaffinity(0)), 256) if hasattr(os, "sched_getaffinity") else 1,
        "all": all_messages,
        "max_bytes": max_bytes,
        "unquote_from": False,
        "use_content_length": True,
        "attribution": attribution,
    }


def read_all(
    paths: tuple[str, ...], max_bytes: int, output: str | None = None
) -> Iterator[Report | ParseError]:
    """Every message of some mailboxes, with progress on a terminal. What cannot be read is told."""
    options = mailbox_options(True, max_bytes)
    with progress(paths, output is not None) as meter:
        for path in paths:
            for mailbox in meter.mailboxes(path, options):
                items = [mailbox] if isinstance(mailbox, ParseError) else meter.watched(mailbox, mailbox)
                for item in items:
                    if isinstance(item, ParseError):
                        tell(str(item))
                    yield item


def write_output(work: Callable[[TextIO], bool], path: str | None = None) -> bool:
    """Lets something be written to a file, or to standard output; returns what it returns.

    A reader of standard output that has enough is no trouble. What cannot be written ends the program, with
    its status for that.
    """
    if path in (None, "-"):
        return _print(work)
    state = "it is incomplete"
    try:
        if is_replaceable(path):
            state = "it is as it was"
        with whole_file(path) as stream:
            return work(stream)
    except OSError as trouble:
        fail_output(path, trouble, state)


def _print(work: Callable[[TextIO], bool]) -> bool:
    if sys.stdout is None:
        fail_output("standard output", "it is closed")
    try:
        clean = work(sys.stdout)
        sys.stdout.flush()
    except BrokenPipeError:
        discard_output()  # whoever reads has enough
        return True
    except OSError as trouble:
        discard_output()
        fail_output("standard output", trouble)
    return clean


def spare_inputs(output: str | None, inputs: Iterable[str]) -> None:
    """Refuses to write over what is read."""
    lost = None if output in (None, "-") else input_at(output, inputs)
    if lost is not None:
        where = "" if lost == output else f", as it is in {lost}" if os.path.isdir(lost) else f" as {lost}"
        words = f"{output} is read{where}, and would be lost: write to another file"
        raise click.UsageError(printable(words))


def discard_output() -> None:
    """Lets the interpreter flush what is left at its end to nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def fail_output(name: str, trouble: OSError | str, state: str = "it is incomplete") -> NoReturn:
    """Ends the program; `state` says what is there now."""
    reason = trouble if isinstance(trouble, str) else trouble.strerror or str(trouble)
    if isinstance(trouble, OSError) and trouble.errno in _FULL:
        reason += f"; {state}: free some space, or write it elsewhere"
    tell(f"{name}: {reason}")
    sys.exit(EXIT_OUTPUT)
