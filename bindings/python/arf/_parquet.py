# SPDX-License-Identifier: BSL-1.0
"""Records as a Parquet file, for `arf parse --format parquet`: columns of the C++ core, written by pyarrow.

Its columns are those of docs/columns.md. Conditions are held against the columns that they name, so that no
object is made of a report; no more is in memory than a batch, and what becomes one row group.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator, Sequence
from ipaddress import ip_address
from typing import IO, Any

from arf._core import RECORD_COLUMNS, ColumnReader, RecordBatch
from arf._facts import ANSWERS, SURENESS, Fact
from arf._output import Shape
from arf._progress import Meter
from arf._record_stream import BATCH_BYTES
from arf._types import ParseError
from arf._where import Condition

GROUP_ROWS = 65536
"""Of a row group; it ends before where its values reach 32 MiB."""
READING = {"unquote_from": False, "use_content_length": True}


class ParquetError(ValueError):
    """What was asked for cannot be had in Parquet."""


def load_pyarrow() -> Any:
    """pyarrow with pyarrow.parquet.

    Raises:
        ParquetError: It is not installed.
    """
    try:
        importlib.import_module("pyarrow.parquet")
        return importlib.import_module("pyarrow")
    except ModuleNotFoundError as missing:
        if missing.name != "pyarrow":
            raise
        raise ParquetError("parquet needs pyarrow: pip install pyarrow") from None


def column_of(fact: Fact) -> str | None:
    """The column of the core that has a fact; none for what only a message that cannot be read has.

    Raises:
        ParquetError: It holds objects.
    """
    if fact.name.removesuffix(SURENESS) in ANSWERS:
        return f"attribution_{fact.name}"
    if fact.name not in RECORD_COLUMNS:
        if fact.kind == "string":
            return None
        raise ParquetError(f"parquet has no column for the objects of {fact.name}: take jsonl or csv")
    return fact.name


def chosen_columns(facts: Sequence[Fact] | None, with_attribution: bool) -> dict[str, str]:
    """The columns of the file, and those of the core that they are.

    Raises:
        ParquetError: One that cannot be had.
    """
    if facts is None:
        shown = {"always", "with_attribution"} if with_attribution else {"always"}
        return {name: name for name, when in RECORD_COLUMNS.items() if when in shown}
    chosen = {}
    for fact in facts:
        column = column_of(fact)
        if column is None:
            raise ParquetError(f"parquet has no column {fact.name}: what cannot be read has no row")
        chosen[fact.name] = column
    return chosen


class ParquetOutput:
    """Writes the records of mailboxes to a Parquet file."""

    def __init__(self, shape: Shape, all_messages: bool, max_bytes: int) -> None:
        """Raises ParquetError where that is not possible."""
        self._pyarrow = load_pyarrow()
        self._columns = chosen_columns(shape.columns, shape.options is not None)
        self._where = [(condition, column_of(condition.fact)) for condition in shape.where]
        asked = [column for _, column in self._where if column is not None]
        self._reader = ColumnReader(
            columns=list(dict.fromkeys([*self._columns.values(), *asked])),
            all=all_messages,
            max_bytes=min(max_bytes, sys.maxsize),
            batch_rows=GROUP_ROWS,
            batch_bytes=BATCH_BYTES,
            attribution=shape.options,
        )
        self._waiting: list[Any] = []

    @property
    def skipped(self) -> int:
        """Messages left out because they are no complaints."""
        return self._reader.skipped

    @property
    def skipped_unknown(self) -> int:
        """Of these, those of no known kind."""
        return self._reader.skipped_unknown

    def write(
        self, paths: Sequence[str], file: IO[bytes], on_error: Callable[[ParseError], object], meter: Meter
    ) -> None:
        """Writes the whole file; what cannot be read is told, and has no row."""
        schema = self._shown(self._pyarrow.record_batch(self._reader.take())).schema
        writer = self._pyarrow.parquet.ParquetWriter(file, schema)
        try:
            for batch in self._batches(paths, on_error, meter):
                self._add(batch, writer)
            self._flush(writer)
            writer.close()
        finally:
            writer.is_open = False  # else it writes an end to a file that has failed

    def _batches(
        self, paths: Sequence[str], on_error: Callable[[ParseError], object], meter: Meter
    ) -> Iterator[RecordBatch]:
        for path in paths:
            for outcome in meter.columns(self._reader, path, READING):
                if isinstance(outcome, ParseError):
                    on_error(outcome)
                elif outcome is True:
                    yield self._reader.take()
        yield self._reader.take()

    def _add(self, batch: RecordBatch, writer: Any) -> None:
        """A batch is a row group; where conditions leave little of it, several are one."""
        found = self._pyarrow.record_batch(batch)
        if self._where:
            found = found.filter(self._pyarrow.array(self._fitting(found), self._pyarrow.bool_()))
        if found.num_rows:
            self._waiting.append(self._shown(found))
        rows = sum(one.num_rows for one in self._waiting)
        if rows >= GROUP_ROWS // 2 or sum(one.nbytes for one in self._waiting) >= BATCH_BYTES // 2:
            self._flush(writer)

    def _flush(self, writer: Any) -> None:
        if self._waiting:
            table = self._pyarrow.Table.from_batches(self._waiting)
            writer.write_table(table, row_group_size=table.num_rows)
            self._waiting = []

    def _shown(self, found: Any) -> Any:
        """The columns of the file, under their names there."""
        columns = [found.column(column) for column in self._columns.values()]
        fields = [found.schema.field(column).with_name(name) for name, column in self._columns.items()]
        return self._pyarrow.RecordBatch.from_arrays(columns, schema=self._pyarrow.schema(fields))

    def _fitting(self, found: Any) -> list[bool]:
        """Of each row, whether all conditions hold."""
        fits = [True] * found.num_rows
        for condition, column in self._where:
            values = [None] * found.num_rows if column is None else found.column(column).to_pylist()
            tested = _tested(condition, values)
            fits = [before and now for before, now in zip(fits, tested, strict=True)]
        return fits


def _tested(condition: Condition, values: list[Any]) -> Iterator[bool]:
    """Whether a condition holds for each value, as attributes of a report have them."""
    kinds: dict[str, Callable[[Any], Any]] = {"ip": ip_address, "strings": tuple}
    made = kinds.get(condition.fact.kind, lambda value: value)
    return (condition.test(None if value is None else made(value)) for value in values)
