#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Complaint rates: a data frame of complaints, joined with how many mails were sent.

The volumes are a CSV file with a column `sent` and one column for each key, such as `account` and `day`
(data/sent.csv is one); a mail to three recipients counts three times. `--by account` adds the days up. Needs
polars: pip install polars

    complaint_rates.py --options mine.toml --sent sent.csv [--by account,day] abuse.mbox...
"""

from __future__ import annotations

import argparse
import sys

import arf
import polars

TARGET, LIMIT = 0.001, 0.003
LEGEND = """
Gmail and Yahoo ask to stay below 0.1 % (the target) and never to reach 0.3 % (the limit).
Each rate is a lower bound: not every provider reports, and not every mail reached an inbox."""


def volumes(path: str) -> polars.DataFrame:
    """The file of volumes: its keys as text, `sent` as a number; ValueError where it cannot be used."""
    try:
        table = polars.read_csv(path, infer_schema=False)
    except polars.exceptions.PolarsError as trouble:
        raise ValueError(f"{path}: {str(trouble).splitlines()[0]}") from None
    if "sent" not in table.columns or len(table.columns) < 2:
        raise ValueError(f"{path}: the first line names the keys, such as account,day, and `sent`")
    table = table.with_row_index("row", offset=2)
    sent = polars.col("sent").cast(polars.Int64, strict=False)
    for row, text in table.filter(sent.is_null() | (sent < 0)).select("row", "sent").iter_rows():
        raise ValueError(f"{path}: row {row}: a volume is a whole number from 0 on, not {text!r}")
    return table.drop("row").with_columns(sent)


def complaints(paths: list[str], by: list[str], zone: str, ours: arf.AttributionOptions) -> polars.DataFrame:
    """How many complaints there are, each report counted once; what cannot be read is named."""
    tally = arf.tally(
        paths, by=by, time_zone=zone, attribution=ours, on_error=lambda error: print(error, file=sys.stderr)
    )
    rows = [(*group.values, group.reports) for group in tally.groups("complaint")]
    schema = dict.fromkeys(by, polars.String()) | {"complaints": polars.Int64()}
    return polars.DataFrame(rows, schema=schema, orient="row")


def rates(counted: polars.DataFrame, sent: polars.DataFrame, by: list[str]) -> polars.DataFrame:
    """Complaints, volume and rate of each key, the highest rate first.

    A rate is that of the complaints whose volume is known; `no volume` counts the others, which no volume of
    another day or account could stand for.
    """
    keys = [name for name in sent.columns if name != "sent"]
    sums = sent.group_by(keys).agg(polars.col("sent").sum())
    joined = counted.join(sums, on=keys, how="full", coalesce=True, nulls_equal=True)
    is_known = polars.col("sent").is_not_null()
    frame = joined.group_by(by).agg(
        polars.col("complaints").filter(is_known).sum(),
        polars.col("complaints").filter(~is_known).sum().alias("no volume"),
        polars.when(is_known.any()).then(polars.col("sent").sum()),
    )
    some = polars.when(polars.col("sent") > 0).then(polars.col("sent"))
    frame = frame.with_columns((polars.col("complaints") / some).alias("rate"))
    descending = [True, True, True, *[False] * len(by)]
    return frame.sort("rate", "complaints", "no volume", *by, descending=descending, nulls_last=True)


def shown(value: object) -> str:
    """A value for a terminal: an account is text from a mail, and may hold anything."""
    text = "-" if value is None else str(value)
    return text if text.isprintable() else "".join(c if c.isprintable() else "?" for c in text)


def verdict(rate: float | None) -> str:
    """What a rate reaches."""
    if rate is None or rate < TARGET:
        return ""
    return "target missed" if rate < LIMIT else "LIMIT REACHED"


def lines(frame: polars.DataFrame, by: list[str]) -> list[str]:
    """The frame as a table."""
    table = [[*by, "complaints", "no volume", "sent", "rate", ""]]
    for *keys, count, others, sent, rate in frame.iter_rows():
        share = "unknown" if rate is None else f">= {rate:.3%}"
        table.append([*map(shown, keys), str(count), str(others), shown(sent), share, verdict(rate)])
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    padded = ([cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in table)
    return ["  ".join(row).rstrip() for row in padded]


def main() -> None:
    """Prints the rates."""
    parser = argparse.ArgumentParser(description="Complaint rates against the limits of Gmail and Yahoo.")
    parser.add_argument("--options", metavar="FILE.toml", help="what is ours, as `arf parse` takes it")
    parser.add_argument("--sent", required=True, metavar="FILE.csv", help="how many mails were sent")
    parser.add_argument("--by", metavar="KEY,...", help="keys of the CSV file; default: all of them")
    parser.add_argument("--time-zone", default="UTC", help="of the days and hours in the CSV file")
    parser.add_argument("paths", nargs="+", metavar="PATH")
    arguments = parser.parse_args()
    try:
        ours = arf.AttributionOptions()
        if arguments.options:
            ours = arf.AttributionOptions.from_file(arguments.options)
        sent = volumes(arguments.sent)
        keys = [name for name in sent.columns if name != "sent"]
        by = arguments.by.split(",") if arguments.by else keys
        if unknown := sorted(set(by) - set(keys)):
            raise ValueError(f"{arguments.sent} has no column {unknown[0]!r}: it has {', '.join(keys)}")
        counted = complaints(arguments.paths, keys, arguments.time_zone, ours)
    except (OSError, ValueError) as trouble:  # a file that is not there, a key or a zone that is none
        parser.error(str(trouble))
    print(*lines(rates(counted, sent, by), by), LEGEND, sep="\n")


if __name__ == "__main__":
    main()
