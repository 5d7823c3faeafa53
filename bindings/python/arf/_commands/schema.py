# SPDX-License-Identifier: BSL-1.0
"""`arf schema`: what a record may hold."""

from __future__ import annotations

import json
from typing import TextIO

import click

from arf._commands.common import output_file, write_output
from arf._schema import schema as record_schema


@click.command()
@output_file
def schema(output: str | None) -> None:
    """Print the JSON Schema (draft 2020-12) of the record that `arf parse` prints for each message."""

    def work(stream: TextIO) -> bool:
        stream.write(json.dumps(record_schema(), indent=2) + "\n")
        return True

    write_output(work, output)
