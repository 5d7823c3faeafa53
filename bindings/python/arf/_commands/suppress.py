# SPDX-License-Identifier: BSL-1.0
"""`arf suppress`: the addresses to stop mailing."""

from __future__ import annotations

from typing import TextIO

import click

from arf._attribution import AttributionOptions
from arf._commands.common import (
    EXIT_UNREADABLE,
    counted,
    max_bytes_limit,
    options_file,
    output_file,
    read_all,
    some_paths,
    spare_inputs,
    tell,
    write_output,
)
from arf._csv import CsvWriter
from arf._suppress import OTHERS, Entry, Suppression
from arf._types import ParseError

COLUMNS = ("address", "reason", "feed", "first_seen")


@click.command()
@click.option(
    "--format",
    "format_name",
    type=click.Choice(["text", "csv"]),
    default="text",
    show_default=True,
    help="One address a line, or CSV with reason, feed and first_seen.",
)
@click.option(
    "--also",
    type=click.Choice(OTHERS),
    multiple=True,
    help="Take these as well: dsn for addresses to which mail bounces for good.",
)
@click.option(
    "--exact-csv", is_flag=True, help="In CSV, put no ' before text that a spreadsheet takes for a formula."
)
@options_file
@output_file
@max_bytes_limit
@some_paths
@click.pass_context
def suppress(
    context: click.Context,
    paths: tuple[str, ...],
    format_name: str,
    also: tuple[str, ...],
    exact_csv: bool,
    options: AttributionOptions | None,
    output: str | None,
    max_bytes: int,
) -> None:
    """Print the addresses to stop mailing: of who complained, or asked to be removed.

    Each address once, its domain in lower case, in the order in which they are first seen. Never an address
    that the reporter redacted, and none of a not-spam report or one of a failed authentication. With
    --options, recipients that stand in tokens of ours are found, too. Standard error says how many complaints
    had no usable address, and why.
    """
    spare_inputs(output, paths)
    found = Suppression(also, options)

    def work(stream: TextIO) -> bool:
        clean = True
        for item in read_all(paths, max_bytes, output):
            if isinstance(item, ParseError):
                clean = False
            else:
                found.add(item)
        write_entries(found, stream, format_name, exact_csv)
        return clean

    clean = write_output(work, output)
    if found.unusable:
        tell(without_address(found))
    if found.left_out:
        kinds = ", ".join(f"{number} {kind}" for kind, number in found.left_out.most_common())
        tell(f"left out, because nobody complains there: {kinds}")
    context.exit(0 if clean else EXIT_UNREADABLE)


def write_entries(found: Suppression, stream: TextIO, format_name: str, exact_csv: bool) -> None:
    """All addresses, a line each."""
    if format_name == "text":
        stream.writelines(entry.address + "\n" for entry in found)
        return
    writer = CsvWriter(stream, COLUMNS, exact_csv)
    writer.head()
    for entry in found:
        writer.row(shown(entry))


def shown(entry: Entry) -> dict[str, str]:
    """What CSV has of an entry; times as in records."""
    time = entry.first_seen
    first_seen = time.isoformat().replace("+00:00", "Z") if time else ""
    return {"address": entry.address, "reason": entry.reason, "feed": entry.feed, "first_seen": first_seen}


def without_address(found: Suppression) -> str:
    """How many complaints had no usable address, and why."""
    total = sum(found.unusable.values())
    why = ", ".join(f"{number} {reason}" for reason, number in found.unusable.most_common())
    return f"{counted(total, 'complaint')} had no usable address: {why}"
