# SPDX-License-Identifier: BSL-1.0
"""The benchmark of the Python package: reports a second with five facts of each, against Python's `email`.

    python read_benchmark.py [--quick] [--reports N] [--rounds N]

Three ways read the same small messages (2 KB), in one process and one run, each in one thread: arf.read() a
mailbox in the page cache, arf.parse() and email.message_from_bytes() its messages, cut apart beforehand. The
policy of email is its default, compat32. Rounds of all three take turns, and the best of each counts, in CPU
time: whatever else the machine does only adds to it. `--quick` is a run that only shows that it works. All
ways must read the same facts of every message before anything is measured.
"""

from __future__ import annotations

import argparse
import email
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timezone
from email.message import Message
from email.utils import parsedate_to_datetime
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any, NamedTuple

import arf
import small_mailbox

_EMAIL_REPORTS = 512  # of each round: as many as take about as long as all of the others


class Facts(NamedTuple):
    """What each way touches of a report."""

    feedback_type: str | None
    source_ip: IPv4Address | IPv6Address | None
    arrival_date: datetime | None
    original_mail_from: str | None
    original_message_id: str | None


def facts_of_report(report: arf.Report) -> Facts:
    return Facts(
        report.feedback_type,
        report.source_ip,
        report.arrival_date,
        report.original_mail_from,
        report.original_message_id,
    )


def facts_by_email(message: Message) -> Facts:
    """As a program without libarf reads them: the second part is the report, the third the original."""
    parts: Any = message.get_payload()
    report = parts[1].get_payload(0)
    original = parts[2].get_payload(0)
    return Facts(
        report["Feedback-Type"].lower(),
        ip_address(report["Source-IP"]),
        parsedate_to_datetime(report["Arrival-Date"]).astimezone(timezone.utc),
        report["Original-Mail-From"].strip("<>"),
        original["Message-ID"].strip("<>"),
    )


# ---- the ways; each gives the number of reports ----


def read_with_arf(path: str) -> int:
    count = 0
    for report in arf.read(path):
        count += 1
        _ = report.feedback_type
        _ = report.source_ip
        _ = report.arrival_date
        _ = report.original_mail_from
        _ = report.original_message_id
    return count


def parse_with_arf(messages: Iterable[bytes]) -> int:
    count = 0
    for message in messages:
        report = arf.parse(message)
        count += 1
        _ = report.feedback_type
        _ = report.source_ip
        _ = report.arrival_date
        _ = report.original_mail_from
        _ = report.original_message_id
    return count


def parse_with_email(messages: Iterable[bytes]) -> int:
    count = 0
    for message in messages:
        facts_by_email(email.message_from_bytes(message))
        count += 1
    return count


class Way:
    """One way, and its best round so far."""

    def __init__(self, name: str, work: Callable[[], int]) -> None:
        self.name = name
        self._work = work
        self.seconds = float("inf")
        """Of CPU time a report."""

    def measure(self) -> None:
        start = time.process_time()
        count = self._work()
        self.seconds = min(self.seconds, (time.process_time() - start) / count)


def disagreements(path: str, messages: list[bytes]) -> Iterator[str]:
    """Why nothing must be measured; nothing where all ways read the same facts of all messages."""
    read = [facts_of_report(report) for report in arf.read(path)]
    if len(read) != len(messages):
        yield f"arf.read() finds {len(read)} reports, not {len(messages)}"
    for number, (message, found) in enumerate(zip(messages, read, strict=False)):
        parsed = facts_of_report(arf.parse(message))
        plain = facts_by_email(email.message_from_bytes(message))
        if not found == parsed == plain or None in found:
            yield f"message {number}: {found} by arf.read(), {parsed} by arf.parse(), {plain} by email"


def lines_of(ways: list[Way]) -> Iterator[str]:
    """The table; the last way is what the others are compared with."""
    yield f"{'':24}{'reports/s':>12}{'us a report':>14}{'times email':>14}"
    for way in ways:
        ratio = ways[-1].seconds / way.seconds
        yield f"{way.name:24}{1 / way.seconds:12,.0f}{way.seconds * 1e6:14.2f}{ratio:14.1f}"


def arguments_of(command_line: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measures the Python package against Python's email.")
    parser.add_argument("--quick", action="store_true", help="only show that it works")
    parser.add_argument("--reports", type=int, default=16384, help="in the mailbox (%(default)s)")
    parser.add_argument("--rounds", type=int, default=15, help="of each way (%(default)s)")
    arguments = parser.parse_args(command_line)
    if arguments.quick:
        arguments.reports, arguments.rounds = small_mailbox.MESSAGES_IN_A_SET, 1
    if arguments.reports < 1 or arguments.rounds < 1:
        parser.error("reports and rounds are 1 or more")
    return arguments


def main(command_line: list[str]) -> int:
    arguments = arguments_of(command_line)
    distinct = small_mailbox.messages()
    messages = [distinct[number % len(distinct)] for number in range(arguments.reports)]
    with tempfile.NamedTemporaryFile(suffix=".mbox") as file:
        file.writelines(small_mailbox.mailbox(arguments.reports))
        file.flush()
        for disagreement in disagreements(file.name, messages):
            print(f"read_benchmark.py: {disagreement}", file=sys.stderr)
            return 1
        ways = [
            Way("arf.read()", lambda: read_with_arf(file.name)),
            Way("arf.parse()", lambda: parse_with_arf(messages)),
            Way("email (compat32)", lambda: parse_with_email(messages[:_EMAIL_REPORTS])),
        ]
        for _ in range(arguments.rounds):
            for way in ways:
                way.measure()
    print(*lines_of(ways), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
