# SPDX-License-Identifier: BSL-1.0
"""usage: extract.py PAGE LANGUAGE=FILE...

Writes the one code block of each language in a Markdown page into a file, so that what the page shows can be
built and run. A language without a block, or with more than one, is an error: then the page is not tested as
it stands.

    extract.py PAGE --all LANGUAGE FOLDER

Writes every block of the language that the page gives a file name ("... `NAME`:" above it) into a folder.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import NamedTuple

NAME = re.compile(r"`([\w.-]+)`:$")


class Block(NamedTuple):
    """A fenced code block (CommonMark 0.31, section 4.5), without its fences."""

    language: str
    name: str
    """Of the file that it is, where the line above it ends with that name and a colon; else empty."""
    text: str
    line: int
    """Of its opening fence, from 1."""


def all_blocks(page: str) -> list[Block]:
    """The fenced code blocks of a page in order."""
    found: list[Block] = []
    before = ""
    current: list[str] | None = None
    start = 0
    for number, line in enumerate(page.splitlines(), 1):
        if line.startswith("```"):
            if current is None:
                language, current, start = line[3:].strip(), [], number
                continue
            named = NAME.search(before)
            found.append(Block(language, named[1] if named else "", "".join(current), start))
            current, before = None, ""
        elif current is not None:
            current.append(line + "\n")
        elif line.strip():
            before = line.rstrip()
    return found


def blocks(page: str, language: str) -> list[str]:
    """The code blocks of one language."""
    return [block.text for block in all_blocks(page) if block.language == language]


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def write_all(page: Path, language: str, folder: Path) -> int:
    named = [
        one for one in all_blocks(page.read_text(encoding="utf-8")) if one.language == language and one.name
    ]
    if not named or len({one.name for one in named}) < len(named):
        print(f"extract: {page} has no named block of {language}, or one name twice", file=sys.stderr)
        return 1
    for block in named:
        write(folder / block.name, block.text)
    return 0


def main(arguments: list[str]) -> int:
    if len(arguments) == 4 and arguments[1] == "--all":
        return write_all(Path(arguments[0]), arguments[2], Path(arguments[3]))
    if len(arguments) < 2 or not all("=" in wanted for wanted in arguments[1:]):
        print(__doc__, file=sys.stderr)
        return 2
    page = Path(arguments[0])
    for wanted in arguments[1:]:
        language, _, target = wanted.partition("=")
        found = blocks(page.read_text(encoding="utf-8"), language)
        if len(found) != 1:
            print(f"extract: {page} has {len(found)} blocks of {language}, not one", file=sys.stderr)
            return 1
        write(Path(target), found[0])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
