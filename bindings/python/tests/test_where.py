# SPDX-License-Identifier: BSL-1.0
"""The conditions of --where: what each means, and what is refused."""

from __future__ import annotations

import arf
import pytest
from arf._facts import FACTS, Seen
from arf._where import read_condition
from samples import COMPLAINT, MINE, TRACED

REPORT = arf.parse(COMPLAINT)
OURS = arf.AttributionOptions(**MINE)
TRACE = arf.parse(TRACED)


def holds(text: str, report: arf.Report = REPORT) -> bool:
    return read_condition(text).fits(Seen(report, OURS))


@pytest.mark.parametrize(
    "text",
    [
        "feedback_type = abuse",
        "feedback_type=ABUSE",
        "feedback_type == abuse",
        "feedback_type in fraud, abuse",
        "feedback_type != fraud",
        "feedback_type not in fraud,virus",
        'feedback_type = "abuse"',
        "format = arf",
        "is_report = true",
        "source_ip = 192.0.2.1",
        "source_ip in 192.0.2.0/24",
        "source_ip in 192.0.2.77/24",
        "source_ip in 2001:db8::/32, 192.0.2.1",
        "source_ip not in 198.51.100.0/24",
        "arrival_date = 2026-01-14",
        "arrival_date >= 2026-01-14",
        "arrival_date <= 2026-01-14",
        "arrival_date > 2026-01-13",
        "arrival_date < 2026-01-15",
        "arrival_date = 2026-01-14T06:30:09Z",
        "arrival_date = 2026-01-14T07:30:09+01:00",
        "arrival_date = 2026-01-14T06:30:09",
        "arrival_date in 2026-01-01..2026-01-14",
        "arrival_date in 2025-12-24, 2026-01-14",
        "incidents = 3",
        "incidents >= 3",
        "incidents > 2",
        "incidents in 1..3",
        "incidents in 1,3",
        "original_to = other@example.net",
        "original_to in nobody@example.net,somebody@example.net",
        "original_to != third@example.net",
        "reported_domain = example.com",
        "feed is absent",
        "feed != yahoo",
        "feed not in yahoo,aol",
        "source_port is absent",
        "incidents is present",
        "original_rcpt_to is present",
        "spf_dns is absent",
        'original_mail_from = ""',
        "original_headers_only = false",
    ],
)
def test_it_holds(text: str) -> None:
    assert holds(text)


@pytest.mark.parametrize(
    "text",
    [
        "feedback_type = fraud",
        "feedback_type != abuse",
        "feedback_type not in abuse,fraud",
        "is_report = false",
        "source_ip = 192.0.2.2",
        "source_ip in 192.0.2.2/31",
        "source_ip not in 192.0.2.0/24",
        "arrival_date > 2026-01-14",
        "arrival_date < 2026-01-14",
        "arrival_date != 2026-01-14",
        "arrival_date in 2026-01-15..2026-02-01",
        "arrival_date > 2026-01-14T06:30:09Z",
        "incidents < 3",
        "incidents in 4..9",
        "original_to != other@example.net",
        "original_to = third@example.net",
        "feed = yahoo",
        "source_port = 25",
        "source_port < 99999",
        "original_date > 1970-01-01",  # no known zone: no instant
        "feed is present",
        "incidents is absent",
    ],
)
def test_it_does_not_hold(text: str) -> None:
    assert not holds(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("account = office@example.com", True),
        ("account = OFFICE@example.com", True),
        ("account = other@example.com", False),
        ("account_confidence in medium,high", True),
        ("account_confidence = none", False),
        ("recipient = anna@example.net", True),
        ("customer is absent", True),
    ],
)
def test_of_what_is_inferred(text: str, expected: bool) -> None:
    assert read_condition(text).is_inferred
    assert holds(text, TRACE) is expected


def test_every_column_can_be_present_or_absent() -> None:
    for name, fact in FACTS.items():
        if fact.kind in ("object", "objects"):
            continue
        assert holds(f"{name} is present") is not holds(f"{name} is absent")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("feedback_typ = abuse", "did you mean feedback_type"),
        ("Source-IP = 192.0.2.1", "did you mean source_ip"),
        ("zzz = 1", "`arf schema` lists them"),
        ("feedback_type", "is no condition"),
        ("= abuse", "is no condition"),
        ("feedback_type =", "has no value"),
        ("feedback_type ~ abuse", "is no condition"),
        ("feedback_type < abuse", "has no order"),
        ("feedback_type in abuse,,fraud", "has an empty entry"),
        ("feed is yahoo", "present or absent"),
        ("format = arff", "there is no format 'arff': arf"),
        ("is_report = yes", "true or false"),
        ("is_report < true", "true or false"),
        ("source_ip = 192.0.2.0/24", "networks are compared with 'in'"),
        ("source_ip = 192.0.2.256", "no IP address"),
        ("source_ip in 192.0.2.0/33", "no network"),
        ("source_ip < 192.0.2.1", "has no order"),
        ("arrival_date = yesterday", "write 2026-01-14"),
        ("arrival_date = 2026-02-30", "write 2026-01-14"),
        ("arrival_date >= 9999-12-31", "is a time"),
        ("arrival_date in 2026-02-01..2026-01-01", "ends before it begins"),
        ("incidents = -1", "whole number"),
        ("incidents = \u0663", "whole number"),
        ("incidents = " + "9" * 5000, "whole number"),
        ("rows = 1", "cannot be compared"),
        ("attribution is present", "cannot be compared"),
    ],
)
def test_what_is_refused_says_why(text: str, hint: str) -> None:
    with pytest.raises(ValueError) as caught:
        read_condition(text)
    assert hint in str(caught.value)
