# SPDX-License-Identifier: BSL-1.0
"""usage: check_links.py ROOT
       check_links.py --site FOLDER

Checks that every relative link in the project's Markdown pages leads to a file, and every #fragment to a
heading; and that every section that a source cites as "FORMATS 2.7" stands in docs/formats.md. Of a folder of
HTML pages: that every link leads to a file, every #fragment to an id, and that no page, style or script loads
anything from another site. Needs no network: links to other sites are not followed.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

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


class Html(HTMLParser):
    """What an HTML page links to, what it loads, and what can be linked to in it."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.ids: set[str] = set()
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids |= {given[name] for name in ("id", "name") if name in given}
        for name in ("href", "src"):
            if name in given:
                (self.links if tag == "a" else self.loaded).append(given[name])


def broken_in_site(root: Path) -> Iterator[str]:
    """The links of a folder of HTML pages that lead nowhere, and what its files load from elsewhere."""
    pages = {path.resolve(): Html(path) for path in sorted(root.rglob("*.html"))}
    if not pages:
        yield f"{root}: no pages"
    for page, html in pages.items():
        for link in html.links + html.loaded:
            is_elsewhere = re.match(r"(?:[a-z][a-z0-9+.-]*:|//)", link) is not None
            if is_elsewhere:
                if link in html.loaded and not link.startswith("data:"):
                    yield f"{page}: {link}: loaded from another site"
                continue
            path, _, fragment = link.partition("#")
            target = (page.parent / unquote(path.partition("?")[0])).resolve() if path else page
            if not target.is_file():
                yield f"{page}: {link}: no such file"
            elif fragment and target in pages and unquote(fragment) not in pages[target].ids:
                yield f"{page}: {link}: no such id"
    for style in sorted(root.rglob("*.css")):
        for url in re.findall(
            r"(?:url\(|@import)\s*[\"']?((?:https?:)?//[^\"')\s]+)", style.read_text("utf-8")
        ):
            yield f"{style}: {url}: loaded from another site"


def main(arguments: list[str]) -> int:
    if len(arguments) == 2 and arguments[0] == "--site":
        broken = list(broken_in_site(Path(arguments[1])))
        print(*broken, sep="\n", end="\n" if broken else "", file=sys.stderr)
        return 1 if broken else 0
    root = Path(arguments[0])
    found = pages(root)
    broken = [trouble for page in found for trouble in broken_links(page)]
    broken += broken_citations(root)
    for trouble in broken:
        print(trouble, file=sys.stderr)
    if not found:
        print(f"check_links: no pages below {root}", file=sys.stderr)
    return 1 if broken or not found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
