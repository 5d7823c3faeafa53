#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Watches a Maildir, and prints each complaint as it arrives: time, source address, account and subject.

A message is read from new/ once the delivery is complete, as Maildir promises, and then moved to cur/ and
marked as seen, as a mail program would. What cannot be read is named, and moved too: it does not come again.

    watch_maildir.py [--once] Maildir
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import arf


def line_of(report: arf.Report, ours: arf.AttributionOptions) -> str:
    """What is shown of a complaint."""
    attribution = report.attribution(ours)
    facts = (
        report.arrival_date.isoformat() if report.arrival_date else None,
        attribution.source.value,
        attribution.account.value,
        report.original_subject,
    )
    return "\t".join("-" if fact is None else shown(fact) for fact in facts)


def shown(fact: object) -> str:
    """A fact for a terminal: it is text from a mail, and may hold anything."""
    return "".join(c if c.isprintable() else "?" for c in str(fact))


def take_in(folder: Path, ours: arf.AttributionOptions) -> None:
    """Shows the complaints that are new, the oldest first, and marks every new message as seen."""
    for path in sorted((folder / "new").iterdir(), key=lambda path: (path.stat().st_mtime, path.name)):
        try:
            report = arf.parse(path.read_bytes(), keep_other_messages=True)
            if report.is_report:
                print(line_of(report, ours), flush=True)
        except arf.ParseError as error:
            print(f"{shown(path)}: {error}", file=sys.stderr)
        path.rename(folder / "cur" / f"{path.name}:2,S")


def main() -> None:
    """Looks into the Maildir every few seconds, until it is interrupted."""
    parser = argparse.ArgumentParser(description="Prints complaints as they arrive in a Maildir.")
    parser.add_argument("--options", metavar="FILE.toml", help="what is ours, as `arf parse` takes it")
    parser.add_argument("--once", action="store_true", help="take in what is there, and end")
    parser.add_argument("--every", type=float, default=5.0, metavar="SECONDS")
    parser.add_argument("folder", type=Path, metavar="MAILDIR")
    arguments = parser.parse_args()
    ours = arf.AttributionOptions()
    if arguments.options:
        ours = arf.AttributionOptions.from_file(arguments.options)
    while True:
        take_in(arguments.folder, ours)
        if arguments.once:
            return
        time.sleep(arguments.every)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
