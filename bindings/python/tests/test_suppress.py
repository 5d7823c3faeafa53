# SPDX-License-Identifier: BSL-1.0
"""`arf suppress`: whose addresses are named, whose never, and what is said about the others."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from pathlib import Path

import arf
import pytest
from arf._suppress import Suppression
from samples import COMPLAINT, CORPUS, NEWSLETTER, TRACED
from test_guide import once

pytestmark = once

ARF = [sys.executable, "-m", "arf", "suppress"]
BOUNCE = CORPUS / "not-a-complaint" / "dsn-blocklisted.eml"


def run(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*ARF, *map(str, arguments)], capture_output=True, check=False, timeout=60)


def mailbox(path: Path, *messages: bytes) -> Path:
    separator = b"From fbl@example.net Wed Jan 14 07:07:20 2026\n"
    path.write_bytes(b"".join(separator + message + b"\n" for message in messages))
    return path


def to(recipient: bytes, kind: bytes = b"abuse") -> bytes:
    """A complaint of a recipient."""
    message = COMPLAINT.replace(b"<somebody@example.net>", b"<" + recipient + b">")
    return message.replace(b"Feedback-Type: Abuse", b"Feedback-Type: " + kind)


def test_addresses_in_the_order_in_which_they_are_seen(tmp_path: Path) -> None:
    path = mailbox(
        tmp_path / "a.mbox",
        to(b"zoe@example.net"),
        to(b"anna@example.net"),
        to(b"zoe@EXAMPLE.net"),
        to(b"Zoe@example.net"),
    )
    done = run(path)
    assert done.stdout.decode().splitlines() == ["zoe@example.net", "anna@example.net", "Zoe@example.net"]
    assert (done.returncode, done.stderr) == (0, b"")


def test_csv_says_why_and_since_when(tmp_path: Path) -> None:
    older = to(b"anna@example.net").replace(b"14 Jan 2026 07:30:09", b"13 Jan 2026 07:30:09")
    path = mailbox(tmp_path / "a.mbox", to(b"anna@example.net"), older, to(b"bert@example.net", b"opt-out"))
    rows = list(csv.DictReader(io.StringIO(run("--format", "csv", path).stdout.decode())))
    assert [tuple(row.values()) for row in rows] == [
        ("anna@example.net", "complaint", "", "2026-01-13T06:30:09Z"),
        ("bert@example.net", "opt-out", "", "2026-01-14T06:30:09Z"),
    ]
    assert list(rows[0]) == ["address", "reason", "feed", "first_seen"]


@pytest.mark.parametrize("kind", [b"not-spam", b"auth-failure"])
def test_never_where_nobody_complains(kind: bytes, tmp_path: Path) -> None:
    done = run(mailbox(tmp_path / "a.mbox", to(b"anna@example.net", kind)))
    assert done.stdout == b"" and done.returncode == 0
    expected = f"arf: left out, because nobody complains there: 1 {kind.decode()}\n"
    assert done.stderr.decode() == expected


def test_never_a_redacted_address(tmp_path: Path) -> None:
    path = mailbox(
        tmp_path / "a.mbox", to(b"redacted@example.net"), to(b"2Vq1yASbXD9KzgR0hqXFNxwRoC0=@example.net")
    )
    assert all(report.redacted == ("original_rcpt_to",) for report in arf.read(path))
    done = run(path)
    assert done.stdout == b""
    assert done.stderr == b"arf: 2 complaints had no usable address: 2 redacted by the reporter\n"


def test_what_is_not_there_is_counted_with_its_reason(tmp_path: Path) -> None:
    nobody = COMPLAINT.replace(b"Original-Rcpt-To: <somebody@example.net>\n", b"")
    done = run(mailbox(tmp_path / "a.mbox", nobody, to(b"anna"), nobody))
    assert done.stdout == b"" and done.returncode == 0
    assert done.stderr.startswith(b"arf: 3 complaints had no usable address: 2 no recipient named, 1 ")


def test_bounces_only_where_they_are_asked_for() -> None:
    assert run(BOUNCE).stdout == b""
    report = arf.parse(BOUNCE.read_bytes(), keep_other_messages=True)
    expected = {
        str(one.original_recipient or one.final_recipient)
        for one in report.deliveries
        if one.action == "failed" and one.status.startswith("5.")
    }
    assert expected
    done = run("--also", "dsn", "--format", "csv", BOUNCE)
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode())))
    assert {row["address"] for row in rows} == expected and {row["reason"] for row in rows} == {"bounce"}


def test_only_what_bounces_for_good(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(BOUNCE.read_bytes().replace(b"Status: 5.", b"Status: 4."))
    done = run("--also", "dsn", path)
    assert (done.stdout, done.stderr) == (b"", b"")


def test_never_from_an_event_that_is_no_complaint() -> None:
    events = [
        path
        for path in CORPUS.rglob("*.msg.json")
        if arf.parse(path.read_bytes(), keep_other_messages=True).format == "webhook-event"
    ]
    assert len(events) >= 3
    for arguments in ([], ["--also", "dsn"]):
        done = run(*arguments, *events)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_every_row_of_a_batch(tmp_path: Path) -> None:
    batches = [
        path
        for path in sorted(CORPUS.rglob("*.msg.json"))
        for report in [arf.parse(path.read_bytes(), keep_other_messages=True)]
        if report.is_report and sum(row.recipient is not None for row in report.rows) > 1
    ]
    assert batches
    for path in batches:
        recipients = [row.recipient for row in arf.parse(path.read_bytes()).rows if row.recipient]
        plain = {str(one) for one in recipients if one.redaction == "none"}
        assert set(run(path).stdout.decode().split()) == plain


def test_no_sample_gives_an_address_that_it_may_not() -> None:
    """Over the whole corpus: each address is one that a complaint of a person states, not redacted."""
    found = Suppression()
    allowed = set()
    for path in [*CORPUS.rglob("*.eml"), *CORPUS.rglob("*.msg.json")]:
        try:
            report = arf.parse(path.read_bytes(), keep_other_messages=True)
        except arf.ParseError:
            continue
        found.add(report)
        if report.is_report and report.feedback_type not in ("not-spam", "auth-failure"):
            stated = [row.recipient.address for row in report.rows if row.recipient]
            stated += [*report.original_rcpt_to, report.removal_recipient or ""]
            allowed |= {address.lower() for address in stated if address and not report.redacted}
    addresses = [entry.address for entry in found]
    assert len(addresses) == len(set(addresses)) >= 20
    assert {address.lower() for address in addresses} <= allowed


def test_tokens_of_ours_are_found_with_options(tmp_path: Path) -> None:
    message = TRACED.replace(b"Original-Rcpt-To: <anna@example.net>\n", b"")
    path = mailbox(tmp_path / "a.mbox", message)
    options = tmp_path / "o.toml"
    options.write_text('my_networks = ["192.0.2.0/24"]\nmy_domains = ["example.com"]\n')
    assert run(path).stdout == b""
    assert run("--options", options, path).stdout == b"anna@example.net\n"


def test_an_address_is_one_line(tmp_path: Path) -> None:
    path = mailbox(tmp_path / "a.mbox", to(b'"a\x0bb"@example.net'), to(b"a b@example.net"))
    for line in run(path).stdout.decode().splitlines():
        assert line.isprintable() and "@" in line


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = mailbox(tmp_path / "a.mbox", NEWSLETTER, to(b"anna@example.net"))
    done = run(tmp_path / "missing", path)
    assert done.returncode == 1 and done.stdout == b"anna@example.net\n" and b"missing" in done.stderr


def test_a_formula_is_none_in_a_spreadsheet(tmp_path: Path) -> None:
    path = mailbox(tmp_path / "a.mbox", to(b"=cmd@example.net"))
    assert run(path).stdout == b"=cmd@example.net\n"
    assert run("--format", "csv", path).stdout.splitlines()[1].startswith(b"'=cmd@example.net,")
    assert run("--format", "csv", "--exact-csv", path).stdout.splitlines()[1].startswith(b"=cmd@")
