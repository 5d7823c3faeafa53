# SPDX-License-Identifier: BSL-1.0
"""The command line. Data goes to standard output, messages to standard error.

Exit status: 0 fine, 1 some input was unreadable (each is named), 2 wrong usage, 3 the output could not be
written.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import NoReturn

import click

from arf import __version__
from arf._columns import printable
from arf._compression import compression_hint
from arf._core import Mailbox
from arf._output import FORMATS
from arf._read import MAX_BYTES
from arf._types import ParseError

EXIT_UNREADABLE = 1
EXIT_OUTPUT = 3


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="arf", message="%(prog)s %(version)s")
def cli() -> None:
    """Reads complaints about mail: ARF (RFC 5965) and its family."""


@cli.command()
@click.option(
    "--all", "all_messages", is_flag=True, help="One record for every message, also for what is no complaint."
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(sorted(FORMATS)),
    help="How to print the records. Default: table on a terminal, else jsonl.",
)
@click.option(
    "--max-bytes",
    type=click.IntRange(min=1),
    default=MAX_BYTES,
    show_default=True,
    metavar="N",
    help="A larger message is named on standard error and skipped.",
)
@click.argument("paths", metavar="PATH|-...", nargs=-1, required=True, type=click.Path(allow_dash=True))
@click.pass_context
def parse(
    context: click.Context,
    paths: tuple[str, ...],
    all_messages: bool,
    format_name: str | None,
    max_bytes: int,
) -> None:
    """Print one record for each complaint in mbox files, Maildirs, single messages and folders of them.

    "-" is standard input. What cannot be read is named on standard error and does not end the run.
    """
    if sys.stdout is None:
        fail_output("it is closed")
    try:
        format_name = format_name or ("table" if sys.stdout.isatty() else "jsonl")
        clean = print_records(paths, all_messages, format_name, max_bytes)
        sys.stdout.flush()
    except BrokenPipeError:
        discard_output()  # whoever reads has enough
        clean = True
    except OSError as trouble:
        discard_output()
        fail_output(trouble.strerror or str(trouble))
    context.exit(0 if clean else EXIT_UNREADABLE)


def print_records(paths: tuple[str, ...], all_messages: bool, format_name: str, max_bytes: int) -> bool:
    """Prints the records of all mailboxes; returns whether all could be read."""
    clean = True
    left_out = 0
    with FORMATS[format_name](sys.stdout) as output:
        for path in paths:
            mailbox = Mailbox(
                path=os.fsencode(path),
                all=all_messages,
                max_bytes=max_bytes,
                unquote_from=False,
                use_content_length=True,
            )
            for item in output.items(mailbox):
                if isinstance(item, ParseError):
                    clean = False
                    click.echo(f"arf: {printable(str(item))}", err=True)
                    if not all_messages:
                        continue
                output.add(item)
            left_out += mailbox.skipped
            if hint := compression_hint(path):
                click.echo(f"arf: {printable(hint)}", err=True)
    if left_out:
        what = "1 message is no complaint" if left_out == 1 else f"{left_out} messages are no complaints"
        click.echo(f"arf: {what} (use --all to see {'it' if left_out == 1 else 'them'})", err=True)
    return clean


def discard_output() -> None:
    """Lets the interpreter flush what is left at its end to nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def fail_output(reason: str) -> NoReturn:
    click.echo(f"arf: standard output: {reason}", err=True)
    sys.exit(EXIT_OUTPUT)


def main() -> None:
    """The program `arf`."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it at once, also in the middle of a read
    cli(prog_name="arf")
