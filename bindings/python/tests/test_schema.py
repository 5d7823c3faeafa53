# SPDX-License-Identifier: BSL-1.0
"""The JSON Schema of the record: all records of the samples fit it, and it refuses what is none."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import arf
import pytest
from arf._schema import schema
from jsonschema import Draft202012Validator, FormatChecker
from samples import COMPLAINT, CORPUS, MINE, TRACED

MESSAGES = sorted([*CORPUS.rglob("*.eml"), *CORPUS.rglob("*.msg.json")])
VALIDATOR = Draft202012Validator(schema(), format_checker=FormatChecker(["ipv4", "ipv6"]))
OURS = arf.AttributionOptions(**MINE)


def records(path: Path) -> list[dict[str, Any]]:
    try:
        report = arf.parse(path.read_bytes(), keep_other_messages=True)
    except arf.ParseError as error:
        return [error.to_dict()]
    return [report.to_dict(), report.to_dict(attribution=OURS)]


def errors(record: dict[str, Any]) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(record)]


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("path", MESSAGES, ids=lambda path: path.relative_to(CORPUS).as_posix())
def test_records_of_the_samples_fit(path: Path) -> None:
    for record in records(path):
        assert errors(record) == []


def test_the_samples_show_most_of_it() -> None:
    """A schema that nothing reaches proves nothing."""
    shown = {key for path in MESSAGES for record in records(path) for key in record}
    named = set(schema()["$defs"]["record"]["properties"])
    assert len(shown & named) > 0.9 * len(named) and not shown - named - {"error"}


def test_an_unreadable_message_fits(tmp_path: Path) -> None:
    (tmp_path / "empty.eml").touch()
    (error,) = arf.read(tmp_path / "empty.eml", errors="yield")
    assert errors(error.to_dict()) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("source_ip", "192.0.2.256"),
        ("source_ip", 1),
        ("arrival_date", "yesterday"),
        ("arrival_date", "2026-01-14T07:30:09+01:00"),
        ("incidents", -1),
        ("incidents", "3"),
        ("original_rcpt_to", "a@example.com"),
        ("original_rcpt_to", []),
        ("format", "arff"),
        ("is_report", None),
        ("feedback_typ", "abuse"),
        ("diagnostics", [{"code": "odd"}]),
        ("redacted", ["nothing"]),
        ("error", "both"),
        ("rows", [{"text": "a", "users": "many"}]),
        ("attribution", {}),
    ],
)
def test_it_refuses(key: str, value: object) -> None:
    record = arf.parse(COMPLAINT).to_dict()
    assert errors(record) == []
    assert errors({**record, key: value})


@pytest.mark.parametrize("key", ["source", "index", "offset", "is_report", "format", "diagnostics"])
def test_it_misses(key: str) -> None:
    record = arf.parse(COMPLAINT).to_dict()
    del record[key]
    assert errors(record)


def test_it_looks_into_answers() -> None:
    record = arf.parse(TRACED).to_dict(attribution=OURS)
    assert errors(record) == []
    for change in ({"confidence": "certain"}, {"value": 1}, {"from": {}}, {"why": "so"}):
        wrong = copy.deepcopy(record)
        wrong["attribution"]["account"] |= change
        assert errors(wrong), change


def test_the_program_prints_it() -> None:
    done = subprocess.run([sys.executable, "-m", "arf", "schema"], capture_output=True, check=True)
    assert json.loads(done.stdout) == schema()
