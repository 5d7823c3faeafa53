# SPDX-License-Identifier: BSL-1.0
"""How Sphinx makes the guide: pip install '.[docs]'; python -m sphinx -W --keep-going docs build/guide

Sphinx with MyST reads the Markdown pages as they stand, finds dead links and anchors itself, and turns links
to sources into files of the site; the theme, Furo, brings all that its pages load. A build needs no network.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parents[1]
_PARTS = re.findall(
    r"version_(?:major|minor|patch)\s*=\s*(\d+)",
    (_ROOT / "include" / "arf" / "version.hpp").read_text(encoding="utf-8"),
)

project = "libarf"
author = "the authors of libarf"
release = ".".join(_PARTS)
version = release

extensions = ["myst_parser"]
exclude_patterns = ["man"]
source_suffix = {".md": "markdown"}
language = "en"
nitpicky = True
smartquotes = False  # -- and quotes stand in commands, which have to be copied as they are
myst_heading_anchors = 4  # the anchors that a page has where its Markdown is shown as it is

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["guide.css"]
html_title = f"libarf {release}"
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_last_updated_fmt = None


def _offer_other_pages(app: Any, name: str, source: list[str]) -> None:
    """A link to a page outside of docs/ leads to that page as a file, as links to sources do."""
    source[0] = re.sub(r"\]\((\.\./[^)#\s]+\.md)(?:#[^)\s]*)?\)", r"](path:\1)", source[0])


def setup(app: Any) -> None:
    """Called by Sphinx."""
    app.connect("source-read", _offer_other_pages)
