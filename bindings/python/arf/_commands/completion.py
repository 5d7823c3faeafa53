# SPDX-License-Identifier: BSL-1.0
"""`arf completion`: what a shell needs to complete commands, options and columns."""

from __future__ import annotations

from typing import TextIO

import click
from click.shell_completion import get_completion_class

from arf._commands.common import write_output

SHELLS = ("bash", "fish", "zsh")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the completion script for a shell.

    \b
    bash: arf completion bash > ~/.local/share/bash-completion/completions/arf
    fish: arf completion fish > ~/.config/fish/completions/arf.fish
    zsh:  arf completion zsh > a file _arf in a folder of $fpath
    """
    kind = get_completion_class(shell)
    assert kind is not None
    script = kind(context.find_root().command, {}, "arf", "_ARF_COMPLETE").source()

    def work(stream: TextIO) -> bool:
        stream.write(script.rstrip("\n") + "\n")
        return True

    write_output(work)
