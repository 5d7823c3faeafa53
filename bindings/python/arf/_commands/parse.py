# SPDX-License-Identifier: BSL-1.0
"""`arf parse`: one record for each complaint."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from itertools import chain
from typing import Any, TextIO

import click
from click.shell_completion import CompletionItem

from arf._attribution import AttributionOptions
from arf._commands.common import (
    EXIT_UNREADABLE,
    mailbox_options,
    max_bytes_limit,
    options_file,
    output_file,
    some_paths,
    spare_inputs,
    tell,
    write_output,
)
from arf._facts import FACTS, Fact, find_fact, is_inferred
from arf._output import FORMATS, Shape
from arf._parquet import ParquetError, ParquetOutput
from arf._progress import progress
from arf._types import ParseError
from arf._where import Condition, read_condition

PARQUET = "parquet"


def read_columns(
    context: click.Context, parameter: click.Parameter, text: str | None
) -> tuple[Fact, ...] | None:
    """The columns that --columns names."""
    if text is None:
        return None
    try:
        facts = [find_fact(name.strip()) for name in text.split(",")]
    except ValueError as trouble:
        raise click.BadParameter(str(trouble)) from None
    return tuple(dict.fromkeys(facts))


def read_conditions(
    context: click.Context, parameter: click.Parameter, texts: tuple[str, ...]
) -> tuple[Condition, ...]:
    """The conditions of every --where."""
    try:
        return tuple(map(read_condition, texts))
    except ValueError as trouble:
        raise click.BadParameter(str(trouble)) from None


def complete_columns(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The columns that begin with what stands behind the last comma."""
    before, comma, start = incomplete.rpartition(",")
    names = (name for name in FACTS if name.startswith(start))
    return [CompletionItem(before + comma + name, help=FACTS[name].about) for name in names]


@click.command()
@click.option(
    "--all", "all_messages", is_flag=True, help="One record for every message, also for what is no complaint."
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice([*sorted(FORMATS), PARQUET]),
    help="How to print the records. Default: by the suffix of --output, or table on a terminal, else jsonl.",
)
@click.option(
    "--columns",
    metavar="NAME,...",
    callback=read_columns,
    shell_complete=complete_columns,
    help="Only these columns, in this order.",
)
@click.option(
    "--where",
    metavar="CONDITION",
    multiple=True,
    callback=read_conditions,
    help="Only records for which this holds, such as 'source_ip in 192.0.2.0/24'; several must all hold.",
)
@click.option(
    "--attribute", is_flag=True, help="Say in each record whom the message is about, and how sure that is."
)
@click.option(
    "--exact-csv", is_flag=True, help="In CSV, put no ' before text that a spreadsheet takes for a formula."
)
@options_file
@output_file
@max_bytes_limit
@some_paths
@click.pass_context
def parse(
    context: click.Context,
    paths: tuple[str, ...],
    all_messages: bool,
    attribute: bool,
    options: AttributionOptions | None,
    format_name: str | None,
    columns: tuple[Fact, ...] | None,
    where: tuple[Condition, ...],
    exact_csv: bool,
    output: str | None,
    max_bytes: int,
) -> None:
    """Print one record for each complaint in mbox files, Maildirs, single messages and folders of them.

    "-" is standard input. What cannot be read is named on standard error and does not end the run. --options
    implies --attribute; in a table an account with "?" is one that anybody could have written.

    A condition is a column, a comparison and a value: "feedback_type = abuse", "feed != yahoo",
    "source_ip in 192.0.2.0/24", "arrival_date >= 2026-01-01", "account = x", "incidents is present".
    """
    spare_inputs(output, paths)
    chosen = (*(columns or ()), *(condition.fact for condition in where))
    if options is None and (attribute or any(map(is_inferred, chosen))):
        options = AttributionOptions()
    name = format_name or default_format(output)
    names_files = len(paths) > 1 or os.path.isdir(paths[0])
    shape = Shape(options, columns, where, names_files, all_messages, exact_csv)

    parquet = parquet_output(shape, all_messages, max_bytes, output) if name == PARQUET else None

    def work(stream: TextIO) -> bool:
        if parquet is not None:
            return write_parquet(parquet, paths, stream, output)
        return print_records(paths, all_messages, stream, name, shape, max_bytes, output)

    context.exit(0 if write_output(work, output) else EXIT_UNREADABLE)


def default_format(output: str | None) -> str:
    """What suits a file of that name, or standard output."""
    if output is None:
        return "table" if sys.stdout is not None and sys.stdout.isatty() else "jsonl"
    suffix = os.path.splitext(output)[1].lower().removeprefix(".")
    return suffix if suffix in (*FORMATS, PARQUET) else "jsonl"


def parquet_output(
    shape: Shape, all_messages: bool, max_bytes: int, output_path: str | None
) -> ParquetOutput:
    """What writes Parquet; what cannot be had of it is wrong usage."""
    if output_path is None and sys.stdout is not None and sys.stdout.isatty():
        raise click.UsageError("parquet is nothing for a terminal: name a file with --output, or a pipe")
    try:
        return ParquetOutput(shape, all_messages, max_bytes)
    except ParquetError as trouble:
        raise click.UsageError(str(trouble)) from None


def write_parquet(
    parquet: ParquetOutput, paths: tuple[str, ...], stream: TextIO, output_path: str | None
) -> bool:
    """Writes the records of all mailboxes; returns whether all could be read."""
    clean = True

    def failed(error: ParseError) -> None:
        nonlocal clean
        clean = False
        tell(str(error))

    with progress(paths, output_path is not None) as meter:
        parquet.write(paths, stream.buffer, failed, meter)
    tell_left_out(parquet.skipped - parquet.skipped_unknown, parquet.skipped_unknown)
    return clean


def print_records(
    paths: tuple[str, ...],
    all_messages: bool,
    stream: TextIO,
    format_name: str,
    shape: Shape,
    max_bytes: int,
    output_path: str | None,
) -> bool:
    """Prints the records of all mailboxes; returns whether all could be read."""
    clean = True
    left_out = unknown = 0
    options = mailbox_options(all_messages, max_bytes, shape.options)
    with FORMATS[format_name](stream, shape) as output, progress(paths, output_path is not None) as meter:
        for mailbox in chain.from_iterable(meter.mailboxes(path, options) for path in paths):
            items: Iterable[Any] = [mailbox]
            if not isinstance(mailbox, ParseError):
                items = meter.watched(mailbox, output.items(mailbox))
            for item in items:
                if isinstance(item, ParseError):
                    clean = False
                    tell(str(item))
                    if not all_messages or shape.where:
                        continue
                output.add(item)
            if not isinstance(mailbox, ParseError):
                unknown += mailbox.skipped_unknown
                left_out += mailbox.skipped - mailbox.skipped_unknown
    tell_left_out(left_out, unknown)
    return clean


def tell_left_out(left_out: int, unknown: int) -> None:
    if left_out or unknown:
        it = "it" if left_out + unknown == 1 else "them"
        tell(f"{left_out_counted(left_out, unknown)} (use --all to see {it})")


def left_out_counted(left_out: int, unknown: int) -> str:
    """How many messages are known to be no complaints, and how many may be anything."""
    known = "1 message is no complaint" if left_out == 1 else f"{left_out} messages are no complaints"
    messages = "" if left_out else " message" if unknown == 1 else " messages"
    others = f"{unknown}{messages} {'was' if unknown == 1 else 'were'} not recognised"
    return "; ".join(([known] if left_out else []) + ([others] if unknown else []))
