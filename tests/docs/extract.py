# SPDX-License-Identifier: BSL-1.0
"""usage: extract.py PAGE LANGUAGE=FILE...

Writes the one code block of each language in a Markdown page into a file, so that what the page shows can be
built and run. A language without a block, or with more than one, is an error: then the page is not tested as
it stands.
"""

from __future__ import annotations

import sys
from pathlib import Path


def blocks(page: str, language: str) -> list[str]:
    """The fenced code blocks of one language, without their fences (CommonMark 0.31, section 4.5)."""
    found: list[str] = []
    current: list[str] | None = None
    fence = False
    for line in page.splitlines():
        if line.startswith("```"):
            if current is not None:
                found.append("\n".join(current) + "\n")
            current = [] if not fence and line[3:].strip() == language else None
            fence = not fence
        elif current is not None:
            current.append(line)
    return found


def main(arguments: list[str]) -> int:
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
        Path(target).parent.mkdir(parents=True, exist_ok=True)
        Path(target).write_text(found[0], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
