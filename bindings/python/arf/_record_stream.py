# SPDX-License-Identifier: BSL-1.0
"""read_columns(): the reports in mailboxes as columns, for data frames and databases."""

from __future__ import annotations

import difflib
import importlib
import os
import sys
import warnings
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any, Literal

from arf._attribution import AttributionOptions
from arf._core import RECORD_COLUMNS, ColumnReader, RecordBatch
from arf._read import MAX_BYTES, Progress, _as_raised, _is_about_named_path, sources_of
from arf._sources import Piped, Pump, Source, inputs_of
from arf._sources import refuse_others as _refuse_others
from arf._types import ParseError, ReadWarning

BATCH_BYTES = 32 << 20
Outcome = Literal[True] | ParseError | None
"""A full batch; what could not be read; or only that some time has gone by."""


def read_columns(
    source: Source | Iterable[Source],
    *,
    columns: Sequence[str] | None = None,
    all: bool = False,
    errors: Literal["warn", "raise"] = "warn",
    batch_size: int = 65536,
    max_bytes: int = MAX_BYTES,
    unquote_from: bool = False,
    use_content_length: bool = True,
    attribution: AttributionOptions | None = None,
) -> RecordStream:
    """The reports in one or more mailboxes as a table of columns, batch by batch, in bounded memory.

    The columns are the keys of the flat record (docs/record.md), in its order; docs/columns.md has their
    types. What takes Arrow data takes the stream as it is::

        table = pyarrow.table(arf.read_columns("abuse.mbox"))
        frame = arf.read_columns("abuse.mbox", columns=["source_ip", "arrival_date"]).to_polars()

    Reading, parsing and filling happen without the GIL. Nothing is opened before the first batch is asked
    for. As in :func:`arf.read`, a message or file that cannot be read is left out with an
    :class:`arf.ReadWarning`, unless ``errors="raise"``; a path that is named here and that cannot be opened
    raises the OSError that :func:`open` would. The rows before it are in a batch that comes first.

    Args:
        source: A path, a binary stream, or an iterable of them: as in :func:`arf.read`.
        columns: Which columns, in this order; each is named once. None: all but ``record``, which is the
            whole record as JSON and is there where it is named.
        all: Whether to have rows of the messages too that are no complaints, with ``is_report`` False.
        errors: What becomes of what cannot be read; see above.
        batch_size: The most rows of a batch. A batch ends before where its values reach 32 MiB.
        max_bytes: A larger message is left out as an error.
        unquote_from: Whether to undo the quoting of mboxrd in mbox files.
        use_content_length: Whether a Content-Length may hide separators in mbox files (mboxcl).
        attribution: What is ours: adds the columns ``attribution_...``.

    Raises:
        ValueError: A column that there is not, or named twice; ``attribution_...`` without options.
    """
    if errors not in ("warn", "raise"):
        raise ValueError(f"errors is 'warn' or 'raise', not {errors!r}")
    reader = ColumnReader(
        columns=_chosen(columns, attribution is not None),
        all=all,
        max_bytes=min(_whole_number("max_bytes", max_bytes, 0), sys.maxsize),
        batch_rows=min(_whole_number("batch_size", batch_size, 1), sys.maxsize),
        batch_bytes=BATCH_BYTES,
        attribution=attribution,
    )
    options = {"unquote_from": unquote_from, "use_content_length": use_content_length}
    return RecordStream(reader, _batches(reader, sources_of(source), errors, options))


class RecordStream:
    """Rows of the record, batch by batch; what :func:`read_columns` returns. It can be read once.

    An iterator of :class:`RecordBatch`; for other libraries, an Arrow stream (``__arrow_c_stream__``). One
    thread at a time may read it.
    """

    def __init__(self, reader: ColumnReader, batches: Generator[RecordBatch, None, None]) -> None:
        self._reader = reader
        self._batches = batches
        self._is_handed_over = False

    @property
    def schema(self) -> dict[str, str]:
        """The columns and their Arrow types, as pyarrow writes them."""
        return self._reader.schema

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(self.schema)

    @property
    def skipped(self) -> int:
        """How many messages were left out so far because they are no complaints."""
        return self._reader.skipped

    @property
    def skipped_unknown(self) -> int:
        """How many of them are of no known kind: a complaint may be among them."""
        return self._reader.skipped_unknown

    def __iter__(self) -> Iterator[RecordBatch]:
        return self

    def __next__(self) -> RecordBatch:
        self._refuse_second_reader()
        return next(self._batches)

    def __arrow_c_schema__(self) -> object:
        """The type of the table: a capsule "arrow_schema"."""
        return self._reader.schema_capsule()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Hands the rows that are left over to another library: a capsule "arrow_array_stream".

        The types are those of ``schema``, whatever is requested; a schema of other columns is a ValueError.
        """
        self._refuse_second_reader()
        stream = self._reader.stream_capsule(self._batches, requested_schema)
        self._is_handed_over = True
        return stream

    def to_arrow(self) -> Any:
        """All rows as a ``pyarrow.Table``, which is in memory as a whole. Needs pyarrow."""
        pyarrow = _needed("pyarrow", "to_arrow()")
        schema = pyarrow.schema(self)
        return pyarrow.Table.from_batches([pyarrow.record_batch(batch) for batch in self], schema)

    def to_pandas(self) -> Any:
        """All rows as a ``pandas.DataFrame``. Needs pandas and pyarrow.

        Numbers and truths are of pandas' nullable types (``UInt32``, ``boolean``), so that an absent one
        makes no float of the others; lists are arrays.
        """
        pandas = _needed("pandas", "to_pandas()")
        pyarrow = _needed("pyarrow", "to_pandas()")
        nullable = {
            pyarrow.bool_(): pandas.BooleanDtype(),
            pyarrow.uint16(): pandas.UInt16Dtype(),
            pyarrow.uint32(): pandas.UInt32Dtype(),
            pyarrow.uint64(): pandas.UInt64Dtype(),
        }
        return self.to_arrow().to_pandas(types_mapper=nullable.get)

    def to_polars(self) -> Any:
        """All rows as a ``polars.DataFrame``. Needs polars, and no pyarrow."""
        polars = _needed("polars", "to_polars()")
        no_rows = RecordStream(self._reader, (batch for batch in tuple[RecordBatch, ...]()))
        frames = [polars.DataFrame(part) for part in (no_rows, *self)]
        return polars.concat(frames, rechunk=False)

    def close(self) -> None:
        """Ends reading: closes what is open. No batch comes after that."""
        self._refuse_second_reader()
        self._batches.close()

    def __repr__(self) -> str:
        return f"<arf.RecordStream of {len(self.columns)} columns>"

    def _refuse_second_reader(self) -> None:
        if self._is_handed_over:
            raise ValueError(
                "these rows were handed over already: a stream is read once; call read_columns() again"
            )


def _needed(package: str, method: str) -> Any:
    """A package that is no dependency of ours."""
    try:
        return importlib.import_module(package)
    except ModuleNotFoundError as missing:
        if missing.name != package:
            raise
        raise ImportError(f"{method} needs {package}: pip install {package}", name=package) from None


def _whole_number(name: str, value: int, least: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{name} is a whole number, not {type(value).__name__}")
    if value < least:
        raise ValueError(f"{name} is {least} or more, not {value}")
    return value


def _chosen(columns: Sequence[str] | None, has_attribution: bool) -> list[str]:
    """The names of the columns to read."""
    if columns is None:
        shown = {"always", "with_attribution"} if has_attribution else {"always"}
        return [name for name, when in RECORD_COLUMNS.items() if when in shown]
    if isinstance(columns, str):
        raise TypeError(f"columns is a list of names: [{columns!r}]")
    names = list(columns)
    if not names:
        raise ValueError("columns names no column; None stands for all")
    for i, name in enumerate(names):
        _check_name(name, has_attribution)
        if name in names[:i]:
            raise ValueError(f"column {name!r} is named twice")
    return names


def _check_name(name: str, has_attribution: bool) -> None:
    if name not in RECORD_COLUMNS:
        close = difflib.get_close_matches(str(name), RECORD_COLUMNS, 1)
        hint = f"is it {close[0]!r}?" if close else "docs/columns.md lists them"
        raise ValueError(f"there is no column {name!r}: {hint}")
    if RECORD_COLUMNS[name] == "with_attribution" and not has_attribution:
        raise ValueError(f"column {name!r} needs attribution=AttributionOptions(...)")


def _batches(
    reader: ColumnReader, sources: Iterable[Source], errors: str, options: dict[str, Any]
) -> Generator[RecordBatch, None, None]:
    """The rows before an error that ends the run come before it."""
    failure = None
    try:
        for source in sources:
            _refuse_others(source)
            for outcome in outcomes_of(reader, source, options):
                if outcome is True:
                    yield reader.take()
                elif outcome is None:
                    continue
                elif errors == "raise" or _is_about_named_path(outcome, source):
                    raise _as_raised(outcome)
                else:
                    warnings.warn(str(outcome), ReadWarning, stacklevel=2)
    except Exception as raised:
        failure = raised
    if len(reader):
        yield reader.take()
    if failure is not None:
        raise failure


def outcomes_of(
    reader: ColumnReader, source: Source, options: dict[str, Any], progress: Progress | None = None
) -> Iterator[Outcome]:
    """What read() gives until the source ends."""
    for found in inputs_of(source, is_scan=False):
        if isinstance(found, ParseError):
            yield found
        elif isinstance(found, Piped):
            yield from _piped(reader, found, options, progress)
        else:
            for path in found.paths:
                reader.open(path=os.fsencode(path), **options)
                yield from _told(reader, lambda: reader.bytes_read, progress)


def _piped(
    reader: ColumnReader, source: Piped, options: dict[str, Any], progress: Progress | None
) -> Iterator[Outcome]:
    with closing(Pump(source)) as pump:
        try:
            reader.open(descriptor=pump.descriptor, path=os.fsencode(source.name), **options)
            for outcome in _told(reader, lambda: pump.bytes_taken, progress):
                is_empty = isinstance(outcome, ParseError) and outcome.code == "empty"
                if not (is_empty and pump.is_without_bytes()):  # else the error of the pump says why
                    yield outcome
            if error := pump.end():
                yield error
        finally:
            pump.stop()


def _told(reader: ColumnReader, taken: Callable[[], int], progress: Progress | None) -> Iterator[Outcome]:
    """What read() gives until the mailbox ends; tells how much of it was taken."""
    while (outcome := reader.read()) is not False:
        yield outcome
        if progress is not None:
            progress.within(taken())
    if progress is not None:
        progress.behind(taken())
