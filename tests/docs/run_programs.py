# SPDX-License-Identifier: BSL-1.0
"""usage: run_programs.py PAGE FOLDER ARGUMENT...

Runs the C++ programs of a page of the guide, built in a folder under their names, with these arguments: each
has to succeed, and to print what the page shows behind it.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from extract import all_blocks
from run_page import PageError, compare


def run_programs(page: Path, folder: Path, arguments: list[str]) -> int:
    """Returns how many were run."""
    found = all_blocks(page.read_text(encoding="utf-8"))
    count = 0
    for block, following in zip(found, [*found[1:], None], strict=True):
        if block.language != "cpp":
            continue
        if not block.name:
            raise PageError(f"{page}, line {block.line}: the program has no name")
        count += 1
        program = folder.resolve() / Path(block.name).stem
        done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
        if done.returncode != 0 or done.stderr:
            raise PageError(f"{block.name}: ended with status {done.returncode}\n{done.stderr}")
        shown = following.text if following is not None and following.language == "text" else ""
        compare(block.name, shown, done.stdout)
    if count == 0:
        raise PageError(f"{page} has no program")
    return count


def main(arguments: list[str]) -> int:
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        count = run_programs(Path(arguments[0]), Path(arguments[1]), arguments[2:])
    except PageError as trouble:
        print(f"run_programs: {trouble}", file=sys.stderr)
        return 1
    print(f"{arguments[0]}: {count} programs print what the page says")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
