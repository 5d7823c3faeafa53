# SPDX-License-Identifier: BSL-1.0
"""The project's own messages: each has a file beside it with the facts that are right to read from it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import arf
import pytest
from samples import CORPUS

MESSAGES = sorted([*CORPUS.rglob("*.eml"), *CORPUS.rglob("*.msg.json")])


def test_there_are_messages() -> None:
    assert len(MESSAGES) >= 50


def record_of(message: bytes) -> dict[str, Any]:
    try:
        return arf.parse(message, keep_other_messages=True).to_dict()
    except arf.ParseError as error:
        return error.to_dict()


@pytest.mark.parametrize("path", MESSAGES, ids=lambda path: path.relative_to(CORPUS).as_posix())
def test_facts(path: Path) -> None:
    record_path = path.with_suffix("").with_suffix(".json")  # of NAME.eml and of NAME.msg.json: NAME.json
    expected = json.loads(record_path.read_text(encoding="utf-8"))
    expected.pop("notes", None)
    codes = set(expected.pop("diagnostics", []))
    uncertain = set(expected.pop("uncertain", []))
    record = record_of(path.read_bytes())
    assert codes <= {diagnostic["code"] for diagnostic in record.get("diagnostics", [])}
    wanted = {key: value for key, value in expected.items() if key not in uncertain}
    assert {key: record.get(key) for key in wanted} == wanted
