# SPDX-License-Identifier: BSL-1.0
"""The command line. Data goes to standard output, messages to standard error.

Exit status: 0 fine, 1 some input was unreadable (each is named), 2 wrong usage, 3 the output could not be
written.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import NoReturn

import click

from arf import __version__
from arf._attribution import AttributionOptions
from arf._columns import printable
from arf._compression import compression_hint
from arf._core import Mailbox, Report
from arf._explain import Explanation
from arf._output import FORMATS
from arf._read import MAX_BYTES
from arf._types import ParseError

EXIT_UNREADABLE = 1
EXIT_OUTPUT = 3


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="arf", message="%(prog)s %(version)s")
def cli() -> None:
    """Reads complaints about mail: ARF (RFC 5965) and its family."""


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
    "--attribute", is_flag=True, help="Say in each record whom the message is about, and how sure that is."
)
@options_file
@max_bytes_limit
@click.argument("paths", metavar="PATH|-...", nargs=-1, required=True, type=click.Path(allow_dash=True))
@click.pass_context
def parse(
    context: click.Context,
    paths: tuple[str, ...],
    all_messages: bool,
    attribute: bool,
    options: AttributionOptions | None,
    format_name: str | None,
    max_bytes: int,
) -> None:
    """Print one record for each complaint in mbox files, Maildirs, single messages and folders of them.

    "-" is standard input. What cannot be read is named on standard error and does not end the run. --options
    implies --attribute; in a table an account with "?" is one that anybody could have written.
    """
    if attribute and options is None:
        options = AttributionOptions()

    def work() -> bool:
        name = format_name or ("table" if sys.stdout.isatty() else "jsonl")
        return print_records(paths, all_messages, options, name, max_bytes)

    context.exit(0 if print_all(work) else EXIT_UNREADABLE)


@cli.command()
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

    def work() -> bool:
        item = pick_message(path, index, max_bytes)
        if hint := compression_hint(path, "explain"):
            click.echo(f"arf: {printable(hint)}", err=True)
        if isinstance(item, ParseError):
            click.echo(f"arf: {printable(str(item))}", err=True)
            return False
        Explanation(sys.stdout).print(item, options)
        return True

    context.exit(0 if print_all(work) else EXIT_UNREADABLE)


def print_all(work: Callable[[], bool]) -> bool:
    """Lets something be printed to standard output; returns what it returns, whatever the reader does."""
    if sys.stdout is None:
        fail_output("it is closed")
    try:
        clean = work()
        sys.stdout.flush()
    except BrokenPipeError:
        discard_output()  # whoever reads has enough
        return True
    except OSError as trouble:
        discard_output()
        fail_output(trouble.strerror or str(trouble))
    return clean


def open_mailbox(
    path: str, all_messages: bool, max_bytes: int, attribution: AttributionOptions | None = None
) -> Mailbox:
    return Mailbox(
        path=os.fsencode(path),
        all=all_messages,
        max_bytes=max_bytes,
        unquote_from=False,
        use_content_length=True,
        attribution=attribution,
    )


def pick_message(path: str, index: int | None, max_bytes: int) -> Report | ParseError:
    """The message at an index; without one there must be only one message."""
    mailbox = enumerate(open_mailbox(path, True, max_bytes))
    found = next((item for number, item in mailbox if number == (index or 0)), None)
    name = "standard input" if path == "-" else printable(path)
    if found is None:
        raise click.UsageError(f"{name} holds no message {index or 0}")
    if index is None and next(mailbox, None) is not None:
        raise click.UsageError(f"{name} holds more than one message: pick one with --index (0 is the first)")
    return found


def print_records(
    paths: tuple[str, ...],
    all_messages: bool,
    options: AttributionOptions | None,
    format_name: str,
    max_bytes: int,
) -> bool:
    """Prints the records of all mailboxes; returns whether all could be read."""
    clean = True
    left_out = unknown = 0
    names_files = len(paths) > 1 or os.path.isdir(paths[0])
    with FORMATS[format_name](sys.stdout, options, names_files) as output:
        for path in paths:
            mailbox = open_mailbox(path, all_messages, max_bytes, options)
            for item in output.items(mailbox):
                if isinstance(item, ParseError):
                    clean = False
                    click.echo(f"arf: {printable(str(item))}", err=True)
                    if not all_messages:
                        continue
                output.add(item)
            unknown += mailbox.skipped_unknown
            left_out += mailbox.skipped - mailbox.skipped_unknown
            if hint := compression_hint(path):
                click.echo(f"arf: {printable(hint)}", err=True)
    if left_out or unknown:
        it = "it" if left_out + unknown == 1 else "them"
        click.echo(f"arf: {counted(left_out, unknown)} (use --all to see {it})", err=True)
    return clean


def counted(left_out: int, unknown: int) -> str:
    """How many messages are known to be no complaints, and how many may be anything."""
    known = "1 message is no complaint" if left_out == 1 else f"{left_out} messages are no complaints"
    messages = "" if left_out else " message" if unknown == 1 else " messages"
    others = f"{unknown}{messages} {'was' if unknown == 1 else 'were'} not recognised"
    return "; ".join(([known] if left_out else []) + ([others] if unknown else []))


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
