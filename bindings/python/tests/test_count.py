# SPDX-License-Identifier: BSL-1.0
"""tally(): it counts what a Tally counts that is given each report, with any number of threads."""

from __future__ import annotations

import gzip
from datetime import datetime, timedelta, timezone
from pathlib import Path

import arf
import pytest

MAILBOX = Path(__file__).resolve().parents[3] / "examples" / "data" / "complaints.mbox"
OURS = arf.AttributionOptions(my_networks=["192.0.2.24/29", "198.51.100.0/26"], my_domains=["example.net"])


def by_hand(by: list[str], ours: arf.AttributionOptions | None = None) -> arf.Tally:
    tally = arf.Tally(by)
    for report in arf.read(MAILBOX):
        tally.add(report, report.attribution(ours) if ours else None)
    return tally


@pytest.mark.parametrize("workers", [1, 2, 5, None])
@pytest.mark.parametrize("ours", [None, OURS])
def test_threads_count_what_one_would(workers: int | None, ours: arf.AttributionOptions | None) -> None:
    by = ["account", "source_ip", "day"]
    found = arf.tally(MAILBOX, by=by, attribution=ours, workers=workers)
    assert found == by_hand(by, ours)
    assert len(found) > 40


def test_the_same_mailbox_twice_counts_once_unless_told(tmp_path: Path) -> None:
    packed = tmp_path / "again.mbox.gz"
    packed.write_bytes(gzip.compress(MAILBOX.read_bytes()))
    once = arf.tally(MAILBOX, by="feed")
    both = arf.tally([MAILBOX, packed], by="feed")
    assert len(both) == len(once)
    assert both.duplicates == once.duplicates + len(once)
    kept = arf.tally([MAILBOX, packed], by="feed", keep_duplicates=True)
    assert len(kept) == 2 * (len(once) + once.duplicates)


def test_the_account_stands_first() -> None:
    accounts = arf.tally(MAILBOX, by="account", attribution=OURS).groups()
    named = [group for group in accounts if group.kind == "complaint" and group.account]
    assert named[0].account == "u10482@example.net"


def test_span_splits_the_reports_in_two() -> None:
    reports = arf.tally(MAILBOX, by="format")
    first = min(group.first_seen for group in reports.groups() if group.first_seen)
    last = max(group.last_seen for group in reports.groups() if group.last_seen)
    middle = first + (last - first) / 2
    everything = arf.tally(MAILBOX, by="format", since=first)
    earlier = arf.tally(MAILBOX, by="format", until=middle)
    later = arf.tally(MAILBOX, by="format", since=middle)
    assert 0 < len(earlier) < len(everything)
    assert earlier + later == everything
    assert len(arf.tally(MAILBOX, by="format", until=first)) == 0
    assert len(arf.tally(MAILBOX, by="format", since=last + timedelta(microseconds=1))) == 0


def test_report_without_a_time_is_told(tmp_path: Path) -> None:
    path = tmp_path / "timeless.eml"
    path.write_bytes(
        b"Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\n"
        b"Content-Type: message/feedback-report\n\nFeedback-Type: abuse\nVersion: 1\nUser-Agent: x\n\n--b--\n"
    )
    start = datetime(2000, 1, 1, tzinfo=timezone.utc)
    with pytest.warns(arf.ReadWarning, match="left out, because they have no time: 1 report"):
        assert len(arf.tally(path, by="feed", since=start)) == 0
    assert len(arf.tally(path, by="feed")) == 1


def test_what_cannot_be_read_is_told_and_ends_nothing(tmp_path: Path) -> None:
    missing = tmp_path / "missing.mbox"
    with pytest.warns(arf.ReadWarning, match=r"missing\.mbox"):
        found = arf.tally([missing, MAILBOX], by="feed")
    assert found == by_hand(["feed"])
    errors: list[arf.ParseError] = []
    arf.tally([missing, MAILBOX], by="feed", on_error=errors.append)
    assert [error.source for error in errors] == [str(missing)]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"by": "colour"}, "'colour' is no key"),
        ({"by": []}, "key"),
        ({"by": "day", "time_zone": "Mars/Olympus"}, "Mars/Olympus"),
        ({"by": "day", "since": datetime(2026, 1, 1)}, "since has no time zone"),
        ({"by": "day", "workers": 0}, "workers is 1 to 256"),
    ],
)
def test_wrong_arguments_are_refused(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        arf.tally(MAILBOX, **arguments)  # type: ignore[arg-type]
