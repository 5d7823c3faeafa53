# SPDX-License-Identifier: BSL-1.0
"""read_columns(): the same facts as the record has, in the hands of those who will read them."""

from __future__ import annotations

import ctypes
import gc
import gzip
import io
import re
import subprocess
import sys
import threading
import warnings
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import arf
import duckdb
import pandas
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from arf._core import RECORD_COLUMNS
from samples import COMPLAINT, CORPUS, MINE, NEWSLETTER, TRACED

ROOT = CORPUS.parents[1]
MESSAGES = sorted([*CORPUS.rglob("*.eml"), *CORPUS.rglob("*.msg.json")])
STRUCTURED = {"extensions", "rows", "deliveries", "evidence"}  # only in the column `record`


def mbox_of(*messages: bytes) -> io.BytesIO:
    separator = b"From fbl@example.net Wed Jan 14 07:07:20 2026\n"
    return io.BytesIO(b"".join(separator + message + b"\n" for message in messages))


def shown(value: Any) -> Any:
    """A value of a column as to_dict() has it, where an empty list has no key."""
    if isinstance(value, datetime):
        text = value.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
        return f"{text}.{value.microsecond:06d}Z" if value.microsecond else f"{text}Z"
    return None if value == [] else value


def expected(record: dict[str, Any], name: str) -> Any:
    value = record.get(name)
    if name == "diagnostics":
        return [diagnostic["code"] for diagnostic in value] or None
    return value


Corpus = tuple[list[dict[str, Any]], pa.Table]


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """All messages of the corpus, in both forms."""
    paths = [str(path) for path in MESSAGES]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", arf.ReadWarning)
        records = [report.to_dict() for report in arf.read(paths, all=True)]
        table = arf.read_columns(paths, all=True, batch_size=7).to_arrow()
    return records, table


def test_every_value_is_that_of_the_record(corpus: Corpus) -> None:
    records, table = corpus
    assert len(records) >= 50 and table.num_rows == len(records)
    table.validate(full=True)
    for name in table.column_names:
        column = table.column(name)
        found = [shown(value) for value in column.to_pylist()]
        assert found == [expected(record, name) for record in records], name


def test_no_key_of_the_record_is_forgotten(corpus: Corpus) -> None:
    records, table = corpus
    keys = {key for record in records for key in record}
    assert keys - STRUCTURED <= set(table.column_names)
    for record in records:  # and they are in its order
        shown_keys = [key for key in record if key not in STRUCTURED]
        assert [name for name in table.column_names if name in record] == shown_keys


def test_types() -> None:
    schema = pa.schema(arf.read_columns(mbox_of()))
    wanted = {
        "index": pa.uint64(),
        "is_report": pa.bool_(),
        "feedback_type": pa.utf8(),
        "arrival_date": pa.timestamp("us", "UTC"),
        "source_ip": pa.utf8(),
        "source_port": pa.uint16(),
        "incidents": pa.uint32(),
        "original_rcpt_to": pa.list_(pa.utf8()),
        "original_headers_only": pa.bool_(),
        "diagnostics": pa.list_(pa.utf8()),
    }
    assert {name: schema.field(name).type for name in wanted} == wanted
    assert all(field.nullable for field in schema)
    stream = arf.read_columns(mbox_of())
    assert stream.schema == {field.name: str(field.type) for field in schema}
    assert stream.columns == tuple(schema.names)


def test_the_page_has_the_types() -> None:
    lines = (ROOT / "docs" / "columns.md").read_text().splitlines()
    rows = [line.split("|")[1:3] for line in lines if line.startswith("| `")]
    named = {name: kind.strip(" `") for kind, names in rows for name in re.findall("`([a-z_]+)`", names)}
    schema = arf.read_columns(mbox_of()).schema
    assert named == {name: kind for name, kind in schema.items() if kind != "string"}


def test_absent_is_null_and_no_item_is_an_empty_list() -> None:
    row = arf.read_columns(mbox_of(TRACED)).to_arrow().to_pylist()[0]
    assert row["incidents"] is None and row["arrival_date"] is None
    assert row["reported_uri"] == [] and row["redacted"] == []
    assert row["source_port"] == 40112 and row["original_rcpt_to"] == ["anna@example.net"]


def test_batches_have_no_more_rows_than_asked_for(mbox: Path) -> None:
    batches = list(arf.read_columns([mbox, mbox], batch_size=3))
    assert [len(batch) for batch in batches] == [3, 1]
    assert [pa.record_batch(batch).num_rows for batch in batches] == [3, 1]
    assert pa.record_batch(batches[0]) == pa.record_batch(
        batches[0]
    )  # shared, and given as often as asked for


def test_batches_have_no_more_bytes_than_fit() -> None:
    large = COMPLAINT.replace(b"Example/1.0", b"x" * 100_000)
    batches = list(arf.read_columns(mbox_of(*[large] * 400), columns=["user_agent"]))
    assert len(batches) == 2 and sum(len(batch) for batch in batches) == 400
    assert all(pa.record_batch(batch).nbytes < (32 << 20) + 200_000 for batch in batches)


def test_columns_are_chosen_by_name(mbox: Path) -> None:
    table = arf.read_columns(mbox, columns=["incidents", "record", "index"]).to_arrow()
    assert table.column_names == ["incidents", "record", "index"]
    assert table.column("incidents").to_pylist() == [3, 3]
    assert table.column("record").to_pylist() == [report.to_json() for report in arf.read(mbox)]
    assert "record" not in arf.read_columns(mbox).columns


@pytest.mark.parametrize(
    ("columns", "error", "hint"),
    [
        (["source_pi"], ValueError, "is it 'source_ip'"),
        (["index", "index"], ValueError, "'index' is named twice"),
        (["attribution_account"], ValueError, "needs attribution="),
        ([], ValueError, "names no column"),
        ("source_ip", TypeError, r"\['source_ip'\]"),
    ],
)
def test_wrong_columns_are_refused(columns: Any, error: type[Exception], hint: str) -> None:
    with pytest.raises(error, match=hint):
        arf.read_columns("anything", columns=columns)


def test_wrong_arguments_are_refused() -> None:
    with pytest.raises(ValueError, match="batch_size is 1 or more"):
        arf.read_columns("anything", batch_size=0)
    with pytest.raises(TypeError, match="batch_size is a whole number"):
        arf.read_columns("anything", batch_size=1.5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="errors is"):
        arf.read_columns("anything", errors="yield")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="AttributionOptions"):
        arf.read_columns("anything", attribution={})  # type: ignore[arg-type]


def test_what_is_inferred_has_columns() -> None:
    options = arf.AttributionOptions(**MINE)
    row = arf.read_columns(mbox_of(TRACED), attribution=options).to_arrow().to_pylist()[0]
    inferred = arf.parse(TRACED).attribution(options)
    for name in ("source", "source_port", "recipient", "message_id", "campaign", "customer", "account"):
        answer = getattr(inferred, name)
        value = answer.value if isinstance(answer.value, (int, str)) else answer.value and str(answer.value)
        assert row[f"attribution_{name}"] == value
        assert row[f"attribution_{name}_confidence"] == answer.confidence
    assert row["attribution_account"] == "office@example.com"
    assert not any(name.startswith("attribution") for name in arf.read_columns(mbox_of()).columns)


def test_a_decoder_that_is_a_function_runs_in_any_thread() -> None:
    decoder = arf.TokenDecoder("ours", "Message-ID", function=lambda value: arf.Token(account=value.upper()))
    options = arf.AttributionOptions(**MINE, decoders=[decoder])
    stream = arf.read_columns(mbox_of(TRACED), columns=["attribution_account"], attribution=options)
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.extend(stream.to_arrow().to_pylist()))
    thread.start()
    thread.join()
    options_alone = arf.parse(TRACED).attribution(options)
    assert found == [{"attribution_account": options_alone.account.value}]


def test_one_bad_message_does_not_stop_the_run() -> None:
    large = COMPLAINT + b"x" * 10_000 + b"\n"
    source = mbox_of(COMPLAINT, large, NEWSLETTER, TRACED)
    stream = arf.read_columns(source, max_bytes=5000)
    with pytest.warns(arf.ReadWarning, match="message 1"):
        table = stream.to_arrow()
    assert table.column("index").to_pylist() == [0, 3]
    assert (stream.skipped, stream.skipped_unknown) == (1, 1)


def test_an_error_that_ends_the_run_comes_behind_the_rows_before_it(mbox: Path, tmp_path: Path) -> None:
    stream = arf.read_columns([mbox, tmp_path / "nowhere"])
    assert len(next(stream)) == 2
    with pytest.raises(FileNotFoundError, match="nowhere"):
        next(stream)
    stream = arf.read_columns(
        mbox_of(COMPLAINT, COMPLAINT + b"x" * 9000 + b"\n"), errors="raise", max_bytes=5000
    )
    assert len(next(stream)) == 1
    with pytest.raises(arf.ParseError):
        next(stream)


def test_an_exception_of_a_stream_comes_behind_the_rows_before_it() -> None:
    class Failing(io.BytesIO):
        def read1(self, size: int | None = -1, /) -> bytes:
            data = super().read1(size)
            if not data:
                raise RuntimeError("no more")
            return data

    stream = arf.read_columns(Failing(mbox_of(COMPLAINT, TRACED).getvalue()))
    assert len(next(stream)) == 2
    with pytest.raises(RuntimeError, match="no more"):
        next(stream)


def test_compressed_mailboxes_are_unpacked(mbox: Path, tmp_path: Path) -> None:
    packed = tmp_path / "abuse.mbox.gz"
    packed.write_bytes(gzip.compress(mbox.read_bytes()))
    assert arf.read_columns([packed, mbox], columns=["index"]).to_arrow().num_rows == 4
    packed.write_bytes(gzip.compress(mbox.read_bytes())[:-9])
    with pytest.warns(arf.ReadWarning, match="abuse.mbox.gz"):
        assert arf.read_columns(packed, columns=["index"]).to_arrow().num_rows == 2


def test_a_consumer_is_told_what_went_wrong(mbox: Path, tmp_path: Path) -> None:
    reader = pa.RecordBatchReader.from_stream(arf.read_columns([mbox, tmp_path / "nowhere"]))
    assert reader.read_next_batch().num_rows == 2
    for _ in range(2):  # and again, where it goes on all the same
        with pytest.raises(OSError, match="FileNotFoundError.*nowhere"):
            reader.read_next_batch()


def test_a_stream_is_read_once(mbox: Path) -> None:
    stream = arf.read_columns(mbox)
    assert pa.table(stream).num_rows == 2
    for second in (stream.to_arrow, stream.__arrow_c_stream__, stream.close, lambda: next(stream)):
        with pytest.raises(ValueError, match="read once"):
            second()
    assert pa.schema(stream).names == list(stream.columns)  # which is no reading


def test_requested_schema(mbox: Path) -> None:
    stream = arf.read_columns(mbox, columns=["source_ip", "index"])
    other = pa.schema([("source_ip", pa.utf8())])
    with pytest.raises(ValueError, match="other columns"):
        stream.__arrow_c_stream__(other.__arrow_c_schema__())
    with pytest.raises(TypeError, match="capsule"):
        stream.__arrow_c_stream__(other)
    wish = pa.schema([("source_ip", pa.large_utf8()), ("index", pa.int64())])
    capsule = stream.__arrow_c_stream__(wish.__arrow_c_schema__())  # best effort: the types stay
    reader = pa.RecordBatchReader._import_from_c_capsule(capsule)
    assert reader.schema.types == [pa.utf8(), pa.uint64()] and reader.read_all().num_rows == 2
    batch = next(arf.read_columns(mbox, columns=["index"]))
    with pytest.raises(ValueError, match="other columns"):
        batch.__arrow_c_array__(other.__arrow_c_schema__())


def test_capsules_have_their_names_and_release_what_nobody_takes(mbox: Path) -> None:
    name_of = ctypes.pythonapi.PyCapsule_GetName
    name_of.restype, name_of.argtypes = ctypes.c_char_p, [ctypes.py_object]
    stream = arf.read_columns(mbox)
    schema, array = next(stream).__arrow_c_array__()
    capsules = [schema, array, stream.__arrow_c_schema__(), stream.__arrow_c_stream__()]
    names = [name_of(capsule) for capsule in capsules]
    assert names == [b"arrow_schema", b"arrow_array", b"arrow_schema", b"arrow_array_stream"]


def test_an_abandoned_stream_closes_what_it_reads() -> None:
    before = threading.active_count()
    reader = pa.RecordBatchReader.from_stream(arf.read_columns(mbox_of(*[COMPLAINT] * 2000), batch_size=1))
    batch = reader.read_next_batch()
    del reader
    gc.collect()
    for thread in threading.enumerate():
        if thread.name == "arf.read":
            thread.join(10)
    assert threading.active_count() == before
    assert batch.column("incidents").to_pylist() == [3]  # what was taken stays


def test_ctrl_c_reaches_the_program_through_a_consumer(mbox: Path, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "import itertools, os, signal, threading, time\n"
        "import arf, pyarrow\n"
        f"stream = arf.read_columns(itertools.repeat({str(mbox)!r}), batch_size=1)\n"
        "threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()\n"
        "try:\n"
        "    try:\n"
        "        pyarrow.RecordBatchReader.from_stream(stream).read_all()\n"
        "    except OSError as error:\n"
        "        print(error.errno == 4 or 'KeyboardInterrupt' in str(error))\n"
        "        time.sleep(30)\n"
        "except KeyboardInterrupt:\n"
        "    print('interrupted')\n"
    )
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout.splitlines()[-1:], done.returncode) == (["interrupted"], 0), done.stderr


def test_a_stream_may_outlive_the_interpreter(mbox: Path, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "import sys\n"
        "import arf, pyarrow\n"
        f"reader = pyarrow.RecordBatchReader.from_stream(arf.read_columns({str(mbox)!r}, batch_size=1))\n"
        "batch = reader.read_next_batch()\n"
        "sys.kept = [reader, batch]\n"
        "sys.kept.append(sys.kept)\n"
        "print(batch.num_rows)\n"
    )
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.stderr, done.returncode) == ("1\n", "", 0)


def test_close_ends_the_stream(mbox: Path) -> None:
    stream = arf.read_columns(mbox, batch_size=1)
    next(stream)
    stream.close()
    assert list(stream) == []


def test_pandas(mbox: Path) -> None:
    frame = arf.read_columns([mbox, mbox_of(TRACED)]).to_pandas()
    assert isinstance(frame, pandas.DataFrame) and len(frame) == 3
    assert frame["incidents"].tolist()[:2] == [3, 3] and frame["incidents"].isna().tolist()[2]
    assert str(frame["incidents"].dtype) == "UInt32"
    assert frame.groupby("source_ip").size().to_dict() == {"192.0.2.1": 2, "192.0.2.44": 1}
    assert frame["arrival_date"][0] == pandas.Timestamp("2026-01-14T06:30:09Z")


def test_polars(mbox: Path) -> None:
    frame = arf.read_columns([mbox, mbox_of(TRACED)], batch_size=1).to_polars()
    assert frame.schema["arrival_date"] == polars.Datetime("us", "UTC")
    assert frame.schema["original_rcpt_to"] == polars.List(polars.String)
    counts = frame.group_by("source_ip").len().sort("len").rows()
    assert counts == [("192.0.2.44", 1), ("192.0.2.1", 2)]
    assert polars.DataFrame(arf.read_columns(mbox)).height == 2  # as it is
    assert arf.read_columns(mbox_of(NEWSLETTER)).to_polars().schema == frame.schema


def test_duckdb(mbox: Path) -> None:
    stream = arf.read_columns([mbox, mbox_of(TRACED)])  # which DuckDB finds by its name
    counts = duckdb.sql("SELECT source_ip, count(*) FROM stream GROUP BY 1 ORDER BY 2").fetchall()
    assert counts == [("192.0.2.44", 1), ("192.0.2.1", 2)]
    assert stream.skipped == 1


def test_parquet(corpus: Corpus, tmp_path: Path) -> None:
    table = corpus[1]
    pq.write_table(table, tmp_path / "complaints.parquet")
    again = pq.read_table(tmp_path / "complaints.parquet")
    assert again.equals(table)
    frame = polars.read_parquet(tmp_path / "complaints.parquet")
    assert frame["source_ip"].to_list() == table.column("source_ip").to_pylist()


def test_all_consumers_see_the_same(corpus: Corpus) -> None:
    table = corpus[1]
    paths = [str(path) for path in MESSAGES]
    names = ["source", "source_ip", "original_rcpt_to", "incidents"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", arf.ReadWarning)
        frame = arf.read_columns(paths, all=True).to_polars()
        stream = arf.read_columns(paths, all=True)
        rows = duckdb.sql(f"SELECT {', '.join(names)} FROM stream").fetchall()
    assert stream.columns == tuple(table.column_names)
    assert frame.to_arrow().cast(table.schema).to_pylist() == table.to_pylist()
    assert rows == [tuple(row[name] for name in names) for row in table.to_pylist()]


@pytest.mark.parametrize(
    ("package", "method"), [("pyarrow", "to_arrow"), ("pandas", "to_pandas"), ("polars", "to_polars")]
)
def test_a_missing_package_is_named(
    package: str, method: str, mbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    stream = arf.read_columns(mbox)
    with pytest.raises(ImportError, match=f"{method}.. needs {package}: pip install {package}"):
        getattr(stream, method)()
    assert len(list(stream)) == 1  # nothing was read


def test_each_column_is_shown_when_the_table_says_so() -> None:
    assert set(RECORD_COLUMNS.values()) == {"always", "with_attribution", "by_name"}
    assert [name for name, when in RECORD_COLUMNS.items() if when == "by_name"] == ["record"]
