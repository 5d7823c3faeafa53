# SPDX-License-Identifier: BSL-1.0
"""The command line: its commands are the modules of arf._commands.

Data goes to standard output, messages to standard error. Exit status: 0 fine, 1 some input was unreadable
(each is named), 2 wrong usage, 3 the output could not be written; `arf lint` has its own.
"""

from __future__ import annotations

import platform
import signal

import click

from arf import __version__
from arf._commands.completion import completion
from arf._commands.explain import explain
from arf._commands.lint import lint
from arf._commands.parse import parse
from arf._commands.schema import schema
from arf._commands.summary import summary
from arf._commands.suppress import suppress
from arf._core import VERSIONS

COMMANDS: tuple[click.Command, ...] = (parse, summary, explain, lint, suppress, schema, completion)


def versions() -> str:
    """The version of arf, and those of what is inside."""
    inside = {"libarf": __version__, **VERSIONS, "Python": platform.python_version()}
    return "\n".join([f"arf {__version__}", *(f"  {name} {version}" for name, version in inside.items())])


class InOrder(click.Group):
    """Lists its commands in the order in which people need them."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=InOrder, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="arf", message=versions())
def cli() -> None:
    """Reads complaints about mail: ARF (RFC 5965) and its family."""


for command in COMMANDS:
    cli.add_command(command)


def main() -> None:
    """The program `arf`."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it at once, also in the middle of a read
    cli(prog_name="arf")
