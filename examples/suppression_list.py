#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Keeps a list of addresses to stop mailing: adds those who complained or asked to be removed.

The list is a text file, one address a line. What stands in it stays as it is, comments too; nothing is ever
taken out. Never added are addresses that the reporter redacted (RFC 6590: mail to them reaches nobody, or
somebody else), nor those of not-spam reports and of failed authentications, where nobody complains. The list
is written aside and renamed: a program that reads it meanwhile sees the old one or the new one.

    suppression_list.py stop.txt abuse.mbox...

Exit status: 0, 1 where some input could not be read (each is named; the rest was added), 3 where the list
could not be read or written. One run at a time: of two that write one list, the last wins.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import arf

NOBODY_COMPLAINS = ("not-spam", "auth-failure")


def stated(report: arf.Report) -> Iterator[str]:
    """The recipients that a report names in the clear."""
    if report.feedback_type in NOBODY_COMPLAINS or report.format == "dmarc-text":
        return
    if recipients := [row.recipient for row in report.rows if row.recipient]:  # a webhook's batch
        yield from (recipient.address for recipient in recipients if recipient.redaction == "none")
    elif report.original_rcpt_to:
        if "original_rcpt_to" not in report.redacted:  # where one is redacted, it does not say which
            yield from report.original_rcpt_to
    elif report.removal_recipient and "removal_recipient" not in report.redacted:
        yield report.removal_recipient


def key(address: str) -> str:
    """The form in which addresses are compared: the letter case of a domain means nothing (RFC 5321)."""
    local, at, domain = address.strip().rpartition("@")
    return f"{local}{at}{domain.lower()}"


def is_address(address: str) -> bool:
    """Whether mail can go there, and the list can hold it."""
    local, _, domain = address.rpartition("@")
    return bool(local and domain and address.isprintable() and not address.startswith("#"))


def read_list(path: Path) -> str:
    """The list as it stands; empty where there is none yet."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def replace(path: Path, text: str) -> None:
    """Writes a file aside, and puts it in its place when it is complete; its permissions stay."""
    target = path.resolve()
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name[:100]}.", dir=target.parent)
    try:
        with open(descriptor, "w", encoding="utf-8") as aside:
            aside.write(text)
            aside.flush()
            os.fsync(descriptor)
        if target.exists():
            shutil.copymode(target, name)
        os.replace(name, target)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(name)
        raise


def main() -> int:
    """Adds what is new; returns the exit status."""
    parser = argparse.ArgumentParser(description="Keeps a list of addresses to stop mailing.")
    parser.add_argument("list", type=Path, metavar="LIST")
    parser.add_argument("paths", nargs="+", metavar="PATH")
    arguments = parser.parse_args()
    status = 0
    try:
        before = read_list(arguments.list)
        known = set(map(key, before.splitlines()))
        added: dict[str, None] = {}  # a set in order
        for item in arf.read(arguments.paths, errors="yield"):
            if isinstance(item, arf.ParseError):
                print(f"{parser.prog}: {item}", file=sys.stderr)
                status = 1
                continue
            found = (key(address) for address in stated(item))
            added.update((address, None) for address in found if is_address(address) and address not in known)
        if added:
            end = "\n" if before and not before.endswith("\n") else ""
            replace(arguments.list, before + end + "".join(address + "\n" for address in added))
    except (OSError, UnicodeError) as trouble:
        print(f"{parser.prog}: {arguments.list}: {trouble}; the list is as it was", file=sys.stderr)
        return 3
    print(f"{len(added)} added to {len(known)} in {arguments.list}")
    return status


if __name__ == "__main__":
    sys.exit(main())
