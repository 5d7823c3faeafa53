# SPDX-License-Identifier: BSL-1.0
"""`arf parse --format parquet`: read back by pyarrow, it has what JSON has."""

from __future__ import annotations

import io
import json
import os
import pty
import resource
import signal
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import arf
import pytest
from arf._core import RECORD_COLUMNS
from arf._facts import FACTS, Seen
from arf._output import Shape
from arf._parquet import ParquetOutput
from arf._progress import Meter
from arf._where import read_condition
from samples import COMPLAINT, CORPUS, NEWSLETTER, TRACED
from test_cli import ARF, run
from test_count import MAILBOX, OURS
from test_guide import once

pytestmark = once  # the columns themselves are those of test_columns.py

pytest.importorskip("pyarrow", reason="pyarrow is not installed")
from pyarrow import parquet  # noqa: E402


def rows_of(*arguments: object, status: int = 0, **options: Any) -> list[dict[str, Any]]:
    """The rows that standard output has."""
    done = run("parse", "--format", "parquet", *arguments, **options)
    assert done.returncode == status, done.stderr
    rows: list[dict[str, Any]] = parquet.read_table(io.BytesIO(done.stdout)).to_pylist()
    return rows


def as_json(row: dict[str, Any]) -> dict[str, Any]:
    """A row as JSON has it: without what is absent, times as text, of diagnostics the codes."""
    shown = {}
    for name, value in row.items():
        if isinstance(value, datetime):
            value = value.isoformat().replace("+00:00", "Z")
        if value is not None and value != []:
            shown[name] = value
    return shown


def facts_of(record: dict[str, Any]) -> dict[str, Any]:
    """Of a record in JSON what has a column."""
    kept = {name: value for name, value in record.items() if name in RECORD_COLUMNS and value != []}
    if "diagnostics" in kept:
        kept["diagnostics"] = [one["code"] for one in kept["diagnostics"]]
    return kept


def jsonl(*arguments: object) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run("parse", "--format", "jsonl", *arguments).stdout.splitlines()]


@pytest.mark.parametrize("source", [MAILBOX, CORPUS])
def test_facts_are_those_of_json(source: Path) -> None:
    rows = rows_of("--all", source)
    records = [record for record in jsonl("--all", source) if record["format"] != "unreadable"]
    assert len(rows) > 60
    for row, record in zip(rows, records, strict=True):
        shown, facts = as_json(row), facts_of(record)
        for name in ("arrival_date", "original_date", "carrier_date"):  # years no calendar has are null here
            if name not in shown:
                facts.pop(name, None)
        assert shown == facts


@pytest.mark.parametrize(
    "conditions",
    [
        ["source_ip in 192.0.2.25/32, 192.0.2.27"],
        ["source_ip is absent"],
        ["arrival_date >= 2026-03-10", "arrival_date < 2026-03-15"],
        ["feed != yahoo", "is_report = true"],
        ["incidents > 1"],
        ["original_rcpt_to is present"],
        ["reported_domain in shop.example.com, EXAMPLE.net"],
        ["reported_domain = example.net"],
        ["error is absent", "index <= 20"],
        ["redacted is present"],
        ["account = u10482@example.net", "account_confidence != none"],
        ["feed = nothing"],
    ],
)
def test_conditions_hold_as_for_each_report(conditions: list[str]) -> None:
    where = tuple(map(read_condition, conditions))
    file = io.BytesIO()
    output = ParquetOutput(Shape(OURS, (FACTS["index"],), where), False, 1 << 20)
    output.write([str(MAILBOX)], file, print, Meter())
    expected = [
        {"index": report.index}
        for report in arf.read(MAILBOX)
        if all(condition.fits(Seen(report, OURS)) for condition in where)
    ]
    assert parquet.read_table(file).to_pylist() == expected
    assert bool(expected) == (conditions != ["feed = nothing"]) and len(expected) < 63


def test_conditions_leave_rows_out() -> None:
    condition = ("--where", "source_ip in 192.0.2.25, 192.0.2.26")
    rows = rows_of("--columns", "source_ip,index", *condition, MAILBOX)
    assert rows == jsonl("--columns", "source_ip,index", *condition, MAILBOX) and len(rows) > 20


def test_columns_have_the_names_and_the_order_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(TRACED)
    names = "account,source_ip,account_confidence,recipient,arrival_date"
    (row,) = rows_of("--columns", names, "--where", "incidents is absent", path)
    assert list(row) == names.split(",")
    (record,) = jsonl("--columns", names, path)
    assert as_json(row) == record
    (row,) = rows_of("--attribute", path)
    assert row["attribution_account"] == record["account"]


def test_a_suffix_says_it_and_nothing_else_stays(mbox: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    done = run("parse", "--output", folder / "a.parquet", mbox)
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr == b"arf: 1 message was not recognised (use --all to see it)\n"
    assert [one.name for one in folder.iterdir()] == ["a.parquet"]
    assert parquet.read_table(folder / "a.parquet").num_rows == 2


def test_no_rows_are_a_file_with_a_schema(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(NEWSLETTER)
    assert run("parse", "-o", tmp_path / "a.parquet", path).returncode == 0
    table = parquet.read_table(tmp_path / "a.parquet")
    assert table.num_rows == 0
    assert table.column_names == [name for name, when in RECORD_COLUMNS.items() if when == "always"]


def test_what_cannot_be_read_is_told_and_the_rest_is_written(mbox: Path, tmp_path: Path) -> None:
    done = run("parse", "--format", "parquet", tmp_path / "missing.mbox", mbox)
    told = run("parse", tmp_path / "missing.mbox", mbox)
    assert (done.returncode, done.stderr) == (1, told.stderr)
    assert parquet.read_table(io.BytesIO(done.stdout)).num_rows == 2


def test_standard_input(mbox: Path) -> None:
    assert [row["source"] for row in rows_of("-", input=mbox.read_bytes())] == ["-", "-"]


def many(path: Path, count: int) -> Path:
    messages = (COMPLAINT.replace(b"Incidents: 3", b"Incidents: %d" % number) for number in range(count))
    path.write_bytes(b"".join(b"From x Wed Jan 14 07:07:20 2026\n" + one + b"\n" for one in messages))
    return path


def test_row_groups_are_neither_few_nor_small(tmp_path: Path) -> None:
    mailbox = many(tmp_path / "many.mbox", 70_000)
    assert run("parse", "-o", tmp_path / "a.parquet", "--columns", "incidents", mailbox).returncode == 0
    whole = parquet.ParquetFile(tmp_path / "a.parquet")
    sizes = [whole.metadata.row_group(number).num_rows for number in range(whole.num_row_groups)]
    assert sizes == [65536, 70_000 - 65536]
    assert whole.read().column("incidents").to_pylist() == list(range(70_000))
    condition = ("--where", "incidents in 10..20, 69000..69010")
    assert run("parse", "-o", tmp_path / "b.parquet", *condition, mailbox).returncode == 0
    few = parquet.ParquetFile(tmp_path / "b.parquet")
    assert (few.num_row_groups, few.metadata.num_rows) == (1, 22)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--columns", "rows"], "parquet has no column for the objects of rows: take jsonl or csv"),
        (["--columns", "error"], "parquet has no column error: what cannot be read has no row"),
    ],
)
def test_what_parquet_cannot_have_is_wrong_usage(arguments: list[str], message: str, mbox: Path) -> None:
    done = run("parse", "--format", "parquet", *arguments, mbox)
    assert (done.returncode, done.stdout) == (2, b"")
    assert message in " ".join(done.stderr.decode().split())


def test_a_missing_pyarrow_is_told(mbox: Path, tmp_path: Path) -> None:
    (tmp_path / "pyarrow.py").write_text("raise ModuleNotFoundError('none', name='pyarrow')\n")
    path = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")]))
    done = run("parse", "--format", "parquet", mbox, env={**os.environ, "PYTHONPATH": path})
    assert done.returncode == 2 and b"parquet needs pyarrow: pip install pyarrow" in done.stderr


def test_a_terminal_gets_none(mbox: Path) -> None:
    ours, theirs = pty.openpty()
    command = [*ARF, "parse", "--format", "parquet", str(mbox)]
    done = subprocess.run(command, stdout=theirs, stderr=subprocess.PIPE, check=False)
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 2 and b"parquet is nothing for a terminal" in done.stderr


def test_nothing_half_written_stays_on_a_full_disk(tmp_path: Path) -> None:
    mailbox = many(tmp_path / "many.mbox", 3000)
    folder = tmp_path / "out"
    folder.mkdir()

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))

    done = run("parse", "-o", folder / "a.parquet", mailbox, preexec_fn=limit)
    assert done.returncode == 3 and b"a.parquet: File too large; it is as it was: " in done.stderr
    assert not list(folder.iterdir())


def test_a_reader_that_has_enough_is_no_trouble(tmp_path: Path) -> None:
    mailbox = many(tmp_path / "many.mbox", 3000)
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as stdout:
        command = [*ARF, "parse", "--format", "parquet", str(mailbox)]
        done = subprocess.run(command, stdout=stdout, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
