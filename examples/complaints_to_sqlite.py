#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Keeps complaints in a SQLite database, and shows who drew them: per account and day.

Each complaint is one row, under its place in the mailbox: reading a mailbox again that has grown adds what is
new. A complaint that could not be laid at an account's door stays there with NULL: it counts for its address.

    complaints_to_sqlite.py --options mine.toml complaints.sqlite abuse.mbox...

All that is new is added; or nothing, where the database cannot be written: then the exit status is 3. A run
that was killed has added nothing, and leaves complaints.sqlite-journal, which the next one takes away.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import timezone

import arf

TABLE = """
CREATE TABLE IF NOT EXISTS complaint (
    source     TEXT NOT NULL,     -- the mailbox
    position   INTEGER NOT NULL,  -- the first byte of the message in it
    day        TEXT,              -- when the mail arrived, in UTC; NULL where the report does not say
    account    TEXT,              -- which of our users sent it
    confidence TEXT,              -- high, medium, low
    source_ip  TEXT,
    message_id TEXT,
    subject    TEXT,
    PRIMARY KEY (source, position)
)"""
INSERT = "INSERT OR IGNORE INTO complaint VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
PER_ACCOUNT_AND_DAY = """
SELECT account, day, count(*) AS complaints, count(DISTINCT source_ip)
FROM complaint WHERE account IS NOT NULL
GROUP BY account, day ORDER BY complaints DESC, account, day"""

Row = tuple[object, ...]


def row_of(report: arf.Report, ours: arf.AttributionOptions) -> Row:
    """What the database keeps of a complaint."""
    attribution = report.attribution(ours)
    arrived = report.arrival_date
    day = arrived.astimezone(timezone.utc).date().isoformat() if arrived else None
    account, source = attribution.account, attribution.source.value
    return (
        report.source,
        report.offset,
        day,
        account.value,
        account.confidence if account.value else None,
        str(source) if source else None,
        report.original_message_id,
        report.original_subject,
    )


def rows(paths: list[str], ours: arf.AttributionOptions) -> Iterator[Row]:
    """The complaints of mailboxes; what cannot be read is named on standard error and left out."""
    for item in arf.read(paths, errors="yield"):
        if isinstance(item, arf.ParseError):
            print(item, file=sys.stderr)
        else:
            yield row_of(item, ours)


def shown(account: str) -> str:
    """An account for a terminal: it is text from a mail, and may hold anything."""
    return "".join(c if c.isprintable() else "?" for c in account)


def main() -> int:
    """Adds the complaints of the mailboxes, then prints the accounts; returns the exit status."""
    parser = argparse.ArgumentParser(description="Keeps complaints in SQLite, per account and day.")
    parser.add_argument("--options", metavar="FILE.toml", help="what is ours, as `arf parse` takes it")
    parser.add_argument("database")
    parser.add_argument("paths", nargs="+", metavar="PATH")
    arguments = parser.parse_args()
    ours = arf.AttributionOptions()
    if arguments.options:
        ours = arf.AttributionOptions.from_file(arguments.options)
    try:
        with closing(sqlite3.connect(arguments.database)) as database:
            with database:  # kept before anything is printed
                database.execute(TABLE)
                database.executemany(INSERT, rows(arguments.paths, ours))
            for account, day, complaints, addresses in database.execute(PER_ACCOUNT_AND_DAY):
                print(f"{shown(account)}\t{day or 'day unknown'}\t{complaints}\t{addresses}")
    except sqlite3.Error as trouble:
        print(f"{parser.prog}: {arguments.database}: {trouble}; nothing was added", file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
