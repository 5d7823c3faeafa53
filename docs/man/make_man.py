#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Makes the manual page arf(1) from the command line's own help.

Run `python docs/man/make_man.py > docs/man/arf.1`; a test compares the file with what this prints.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import click
from arf import __version__
from arf.cli import cli

STATUS = (
    ("0", "All went well."),
    ("1", "Some input could not be read; each is named on standard error. Of lint: there are findings."),
    ("2", "Wrong usage."),
    ("3", "The output could not be written. Of lint: some input could not be read, too."),
)
ENVIRONMENT = (
    ("NO_COLOR", "Where it is set, nothing is coloured."),
    ("COLUMNS", "How wide a table is. Default: the terminal's width."),
)


def text(raw: str) -> str:
    """Text of a paragraph in roff."""
    joined = re.sub(r"\s*\n\s*", " ", raw.strip())
    return re.sub(r"^([.'])", r"\\&\1", joined.replace("\\", r"\e").replace("-", r"\-"))


def paragraphs(raw: str) -> Iterator[str]:
    """The paragraphs of a help text; one that begins with \\b keeps its lines."""
    for paragraph in inspect.cleandoc(raw).split("\n\n"):
        yield ".PP"
        if paragraph.startswith("\b"):
            yield from (".nf", *map(text, paragraph.splitlines()[1:]), ".fi")
        else:
            yield text(paragraph)


def option(parameter: click.Option, context: click.Context) -> Iterator[str]:
    record = parameter.get_help_record(context)
    if record is not None:
        names, about = record
        yield from (".TP", f"\\fB{text(names)}\\fR", text(about))


def command(name: str, one: click.Command, context: click.Context) -> Iterator[str]:
    """The section of one command."""
    inner = click.Context(one, info_name=name, parent=context)
    usage = text(" ".join(one.collect_usage_pieces(inner)))
    yield from (f".SS \\fBarf {name}\\fR {usage}", *list(paragraphs(one.help or ""))[1:])
    for parameter in one.get_params(inner):
        if isinstance(parameter, click.Option):
            yield from option(parameter, inner)


def page() -> str:
    """The whole page."""
    context = click.Context(cli, info_name="arf", **cli.context_settings)
    lines = [
        r".\" SPDX-License-Identifier: BSL-1.0",
        r".\" Made by docs/man/make_man.py from the help of the command line.",
        f'.TH ARF 1 "" "libarf {__version__}" "User commands"',
        ".SH NAME",
        r"arf \- read complaints about mail",
        ".SH SYNOPSIS",
        r"\fBarf\fR \fICOMMAND\fR [\fIOPTIONS\fR] [\fIPATH\fR|\-]...",
        ".SH DESCRIPTION",
        text(cli.help or ""),
        text("Data goes to standard output; messages and progress go to standard error."),
        ".SH COMMANDS",
    ]
    for name in cli.list_commands(context):
        lines += command(name, cli.commands[name], context)
    lines.append(".SH EXIT STATUS")
    for number, about in STATUS:
        lines += [".TP", f"\\fB{number}\\fR", text(about)]
    lines.append(".SH ENVIRONMENT")
    for name, about in ENVIRONMENT:
        lines += [".TP", f"\\fB{name}\\fR", text(about)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(page(), end="")
