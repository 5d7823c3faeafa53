# SPDX-License-Identifier: BSL-1.0
"""usage: check_links.py ROOT

Checks that every relative link in the project's Markdown pages leads to a file, and every #fragment to a
heading; and that every section that a source cites as "FORMATS 2.7" stands in docs/formats.md. Needs no
network: links to other sites are not followed.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

CITATION = re.compile(r"\bFORMATS (\d+\.\d+)")
LINK = re.compile(r"\[[^\]]*\]\(([^()\s]+)\)")
SKIPPED = {"build", "node_modules"}


def pages(root: Path) -> list[Path]:
    """The Markdown pages of the project; nothing hidden, nothing built."""
    return sorted(
        page
        for page in root.rglob("*.md")
        if not any(part in SKIPPED or part.startswith(".") for part in page.relative_to(root).parts)
    )


def without_code(text: str) -> str:
    """The text without fenced and inline code, where brackets are no links."""
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S))


def fragments(page: Path) -> set[str]:
    """The link targets that the headings of a page make: lower case, blanks as hyphens, no punctuation."""
    headings = re.findall(r"^#+ +(.+?) *$", page.read_text(encoding="utf-8"), flags=re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(page: Path) -> Iterator[str]:
    for link in LINK.findall(without_code(page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z][a-z0-9+.-]*:", link):
            continue
        path, _, fragment = link.partition("#")
        target = page.parent / path if path else page
        if not target.exists():
            yield f"{page}: {link}: no such file"
        elif fragment and fragment not in fragments(target):
            yield f"{page}: {link}: no such heading"


def broken_citations(root: Path) -> Iterator[str]:
    text = (root / "docs" / "formats.md").read_text(encoding="utf-8")
    sections = set(re.findall(r"^### (\d+\.\d+) ", text, flags=re.M))
    for source in sorted((root / "include").rglob("*.[hi]pp")):
        for section in CITATION.findall(source.read_text(encoding="utf-8")):
            if section not in sections:
                yield f"{source}: FORMATS {section}: no such section in docs/formats.md"


def main(root: Path) -> int:
    found = pages(root)
    broken = [trouble for page in found for trouble in broken_links(page)]
    broken += broken_citations(root)
    for trouble in broken:
        print(trouble, file=sys.stderr)
    if not found:
        print(f"check_links: no pages below {root}", file=sys.stderr)
    return 1 if broken or not found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
