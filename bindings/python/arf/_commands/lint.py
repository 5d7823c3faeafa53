# SPDX-License-Identifier: BSL-1.0
"""`arf lint`: everything that is odd about reports, for those who send them."""

from __future__ import annotations

from typing import TextIO

import click

from arf._commands.common import (
    EXIT_OUTPUT,
    max_bytes_limit,
    output_file,
    read_all,
    some_paths,
    spare_inputs,
    tell,
    write_output,
)
from arf._lint import SEVERITIES, Tally, findings
from arf._types import ParseError

EXIT_FINDINGS = 1


@click.command()
@click.option(
    "--level",
    type=click.Choice(SEVERITIES),
    default="warning",
    show_default=True,
    help="The exit status is 1 when something is at least as bad.",
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(["text", "jsonl"]),
    default="text",
    show_default=True,
    help="One line of text, or of JSON, for each finding.",
)
@click.option("--reports-only", is_flag=True, help="A message that is no complaint is no finding.")
@output_file
@max_bytes_limit
@some_paths
@click.pass_context
def lint(
    context: click.Context,
    paths: tuple[str, ...],
    level: str,
    format_name: str,
    reports_only: bool,
    output: str | None,
    max_bytes: int,
) -> None:
    """Name everything that is odd about reports, with the RFC and section that it departs from.

    For people who send reports. Each finding is a line FILE:MESSAGE:OFFSET: SEVERITY: CODE: what is odd, with
    the number of the message in its file and the offset in the message. A message that is no complaint is an
    error, too.

    The exit status is 0 when nothing is as bad as --level, 1 when something is, 2 for wrong usage, 3 when
    something could not be read or written.
    """
    spare_inputs(output, paths)
    unreadable = False
    tally = Tally()

    def work(stream: TextIO) -> bool:
        nonlocal unreadable
        for item in read_all(paths, max_bytes, output):
            if isinstance(item, ParseError) and item.code in ("io", "unreadable_file"):
                unreadable = True
                continue
            tally.messages += 1
            for finding in findings(item, reports_only):
                tally.add(finding)
                stream.write((finding.json() if format_name == "jsonl" else finding.text()) + "\n")
        return not unreadable

    write_output(work, output)
    tell(str(tally))
    context.exit(EXIT_OUTPUT if unreadable else EXIT_FINDINGS if tally.reaches(level) else 0)
