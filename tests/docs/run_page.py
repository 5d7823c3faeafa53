# SPDX-License-Identifier: BSL-1.0
"""usage: run_page.py PAGE FOLDER

Does what a page of the guide says, in the order in which it says it, in a folder of its own:

- a block under a line that ends with "`NAME`:" is written into that file;
- a block `sh` is run by bash, a block `python` by python; what one block exports, or where it goes, holds for
  the next. It has to succeed, unless it shows `$?`;
- a block `text` behind one that is run is what that prints, messages among it. A line `...` stands for any
  lines.

All else is shown only. The exit status is 1 at the first block that does something else than the page says.
"""

from __future__ import annotations

import difflib
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from extract import Block, all_blocks, write

AS_ON_A_TERMINAL = {"COLUMNS": "90", "LC_ALL": "C.UTF-8", "PYTHONUNBUFFERED": "1", "TZ": "UTC"}
STATE = ".state"
KEEP = f"""trap 'status=$?; {{ export -p; printf "cd %q\\n" "$PWD"; }} >"$HOME/{STATE}"; exit $status' EXIT"""


class PageError(AssertionError):
    """The page does not say what happens."""


def run_page(page: Path, folder: Path, environment: Mapping[str, str] | None = None) -> int:
    """Runs the blocks of a page; returns how many were run.

    Args:
        page: The Markdown page.
        folder: Where it starts, and its home; "." of the first block.
        environment: What is set besides HOME, and what the system has.
    """
    env = {**os.environ, **(environment or {}), **AS_ON_A_TERMINAL, "HOME": str(folder)}
    found = all_blocks(page.read_text(encoding="utf-8"))
    count = 0
    for block, following in zip(found, [*found[1:], None], strict=True):
        where = f"{page.name}, line {block.line}"
        if block.name:
            write(folder_now(folder) / block.name, block.text)
        elif block.language in ("sh", "python"):
            count += 1
            done = run_block(block, folder, env)
            if done.returncode != 0 and "$?" not in block.text:
                raise PageError(f"{where}: ended with status {done.returncode}\n{done.stdout}")
            if following is not None and following.language == "text" and not following.name:
                compare(f"{page.name}, line {following.line}", following.text, done.stdout)
    return count


def folder_now(home: Path) -> Path:
    """Where the blocks before have gone."""
    command = f'cd "$HOME"; [ ! -f {STATE} ] || . ./{STATE}; pwd'
    env = {**os.environ, "HOME": str(home)}
    done = subprocess.run(["bash", "-c", command], env=env, capture_output=True, text=True, check=True)
    return Path(done.stdout.rstrip("\n"))


def run_block(block: Block, home: Path, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    lines = ['cd "$HOME"', f"[ ! -f {STATE} ] || . ./{STATE}", KEEP]
    if block.language == "python":
        write(home / ".block.py", block.text)
        lines.append('python "$HOME/.block.py"')
    else:
        lines += ["set -o pipefail" if "$?" in block.text else "set -e -o pipefail", block.text]
    return subprocess.run(
        ["bash", "-c", "\n".join(lines)],
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def compare(where: str, shown: str, printed: str) -> None:
    """Blanks at the ends of lines, and empty lines at the end, do not count."""
    wanted = [line.rstrip() for line in shown.rstrip().splitlines()]
    got = [line.rstrip() for line in printed.rstrip().splitlines()]
    pattern = "".join("(?:.*\n)*?" if line == "..." else re.escape(line) + "\n" for line in wanted)
    if re.fullmatch(pattern, "".join(line + "\n" for line in got)) is None:
        differences = difflib.unified_diff(wanted, got, "the page", "what is printed", lineterm="", n=1)
        raise PageError(f"{where}: prints something else\n" + "\n".join(differences))


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        count = run_page(Path(arguments[0]), Path(arguments[1]).resolve())
    except PageError as trouble:
        print(f"run_page: {trouble}", file=sys.stderr)
        return 1
    print(f"{arguments[0]}: {count} blocks did what the page says")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
