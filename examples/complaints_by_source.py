#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Counts the complaints in mailboxes by source address and day (UTC), the busiest address first.

The last line sums up. Mailboxes are mbox files, Maildirs, single messages, folders of them, or "-" for
standard input.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from datetime import timezone

import arf

UNKNOWN = "unknown"


def source_and_day(report: arf.Report) -> tuple[str, str]:
    """Where the message complained about came from, and when it arrived, as far as the report says."""
    arrived = report.arrival_date
    day = str(arrived.astimezone(timezone.utc).date()) if arrived else UNKNOWN
    return str(report.source_ip or UNKNOWN), day


def table(counts: Counter[tuple[str, str]], sources: Counter[str]) -> list[str]:
    """One line for each address and day."""
    width = max(map(len, sources), default=0)
    rank = {source: place for place, (source, _) in enumerate(sources.most_common())}
    ordered = sorted(counts.items(), key=lambda item: (rank[item[0][0]], item[0][1]))
    return [f"{source:<{width}}  {day:<10}  {count:>6}" for (source, day), count in ordered]


def summary(messages: int, counts: Counter[tuple[str, str]], sources: Counter[str]) -> str:
    """How many complaints, about how many addresses, and when."""
    facts = [f"{counts.total()} complaints in {messages} messages"]
    known = Counter({source: count for source, count in sources.items() if source != UNKNOWN})
    if known:
        top, count = known.most_common(1)[0]
        facts.append(f"{len(known)} source addresses, most complaints about {top} ({count})")
    if days := sorted({day for _, day in counts if day != UNKNOWN}):
        facts.append(f"{days[0]} to {days[-1]}")
    return "; ".join(facts)


def main() -> int:
    """Prints the counts; returns 1 where something could not be read."""
    parser = argparse.ArgumentParser(description="Counts complaints by source address and day.")
    parser.add_argument("--summary", action="store_true", help="print the last line only")
    parser.add_argument("paths", nargs="+", metavar="PATH|-")
    arguments = parser.parse_args()

    messages = 0
    clean = True
    counts: Counter[tuple[str, str]] = Counter()
    for item in arf.read(arguments.paths, all=True, errors="yield"):
        if isinstance(item, arf.ParseError):
            print(f"{parser.prog}: {item}", file=sys.stderr)
            clean = False
            continue
        messages += 1
        if item.is_report:
            counts[source_and_day(item)] += 1

    sources: Counter[str] = Counter()
    for (source, _), count in counts.items():
        sources[source] += count
    lines = [] if arguments.summary else table(counts, sources)
    try:
        print(*lines, summary(messages, counts, sources), sep="\n", flush=True)
    except BrokenPipeError:  # whoever reads has enough; what is left goes nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main())
