# SPDX-License-Identifier: BSL-1.0
"""Values as cells of a CSV file (RFC 4180, but lines end with LF).

- What is absent is an empty cell; the null path is `<>`.
- A list is its values with `;` between them; a `;` or `\\` inside of one has a `\\` before it.
- Objects, and lists of them, are JSON.
- Control characters and marks of direction become blanks or U+FFFD, so that a cell is one line.
- Text that a spreadsheet would take for a formula, because it begins with `=`, `+`, `-` or `@`, in their wide
  forms, too, or behind blanks, gets a `'` before it; so does text that begins with `'`, so that to drop one
  `'` at the front always gives the text.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TextIO

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_SPECIAL = re.compile(r"[;\\]")
_FORMULA = re.compile(r"\s*[=+\-@'\uff1d\uff0b\uff0d\uff20]")
NULL_PATH = ("original_mail_from", "original_return_path")


class CsvWriter:
    """Writes rows, the head first.

    Args:
        exact: Whether text that looks like a formula stays as it is.
    """

    def __init__(self, stream: TextIO, names: Iterable[str], exact: bool = False) -> None:
        self.names = tuple(names)
        self._exact = exact
        self._writer = csv.writer(stream, lineterminator="\n")

    def head(self) -> None:
        self._writer.writerow(self.names)

    def row(self, values: Mapping[str, Any]) -> None:
        """A row of values by their names, as JSON has them."""
        self._writer.writerow(self._cells(values))

    def _cells(self, values: Mapping[str, Any]) -> Iterator[str]:
        for name in self.names:
            value = values.get(name)
            if isinstance(value, str):
                text = value or ("<>" if name in NULL_PATH else "")
            elif isinstance(value, list) and all(isinstance(one, str) for one in value):
                text = ";".join(_SPECIAL.sub(r"\\\g<0>", one) for one in value)
            else:
                text = "" if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
                yield _CONTROLS.sub(_harmless, text)
                continue
            yield self._guarded(_CONTROLS.sub(_harmless, text))

    def _guarded(self, text: str) -> str:
        return "'" + text if _FORMULA.match(text) and not self._exact else text


def _harmless(found: re.Match[str]) -> str:
    return " " if found[0].isspace() else "\ufffd"
