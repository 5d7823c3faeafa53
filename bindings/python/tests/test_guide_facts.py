# SPDX-License-Identifier: BSL-1.0
"""The guide states what the code has: columns, the formats that fill them, limits, public headers."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import arf
import pytest
from arf import imap
from arf._core import FORMATS
from arf._facts import BEHIND, ERROR, PLACE, REASON, STATED
from samples import CORPUS
from test_guide import once

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"
INCLUDE = ROOT / "include" / "arf"

HEADER = (
    b"Return-Path: <bounce@example.com>",
    b"List-Id: <news.example.com>",
    b"List-Unsubscribe: <https://example.com/u>",
    b"Feedback-ID: a:b:c:d",
    b"CFBL-Address: fbl@example.com",
    b"CFBL-Feedback-ID: a",
)
"""What the header of an original may hold; put into every sample, because few have all of it."""
REPORT = (
    b"User-Agent: a",
    b"Version: 1",
    b"Arrival-Date: Wed, 14 Jan 2026 07:30:09 +0100",
    b"Source-IP: 192.0.2.1",
    b"Source-Port: 1025",
    b"Original-Mail-From: <a@example.com>",
    b"Original-Rcpt-To: <b@example.com>",
    b"Reported-Domain: example.com",
    b"Reported-URI: https://example.com/",
    b"Reporting-MTA: dns; mx.example.com",
    b"Incidents: 2",
    b"Original-Envelope-Id: a",
    b"Authentication-Results: mx.example.com; spf=fail",
    b"Auth-Failure: dkim",
    b"Delivery-Result: spam",
    b"Identity-Alignment: spf",
    b"DKIM-Domain: example.com",
    b"DKIM-Identity: @example.com",
    b"DKIM-Selector: a",
    b"DKIM-Selector-DNS: a",
    b"DKIM-Canonicalized-Header: YQ==",
    b"DKIM-Canonicalized-Body: YQ==",
    b"DKIM-ADSP-DNS: a",
    b'SPF-DNS: txt:example.com:"v=spf1 -all"',
    b"Removal-Recipient: <c@example.com>",
    b"Redacted-Address: d",
    b"Original-Message-ID: <a@example.com>",
    b"X-Unknown: a",
)
"""The fields that a report part may hold; put into every one."""

Filled = dict[str, set[str]]


def messages() -> Iterator[bytes]:
    for path in sorted([*CORPUS.rglob("*.eml"), *CORPUS.rglob("*.msg.json")]):
        yield path.read_bytes()
    for report in arf.read(ROOT / "examples" / "data" / "complaints.mbox", all=True):
        yield report.bytes


def variants(message: bytes) -> Iterator[bytes]:
    """The message; with more fields, in the report and in what may be an original; several events for one."""
    yield message
    for name in (rb"Message-ID:", rb"Subject:", rb"From:"):
        fields = b"".join(rb"\g<1>" + field + b"\n" for field in HEADER)
        yield re.sub(rb"(?mi)^([> ]*)(" + name + b")", fields + rb"\g<1>\g<2>", message)
    for field in REPORT:
        yield with_field(message, field)
    yield re.sub(rb"(?mi)^Source-Type:.*$", b"Source-Type: domain", message)
    if message.lstrip().startswith(b"{"):
        yield b"[" + message + b"," + message + b"]"


def with_field(message: bytes, field: bytes) -> bytes:
    """The message with one more field in its report part, also where that stands in a text of JSON."""

    def add(found: re.Match[bytes]) -> bytes:
        is_json = found[2].startswith(b"\\")
        return found[0] + (field.replace(b'"', b'\\"') if is_json else field) + found[2]

    return re.sub(rb"(Feedback-Type: [^\\\r\n]*)(\\r\\n|\\n|\r?\n)", add, message)


def record_of(message: bytes) -> dict[str, object]:
    try:
        return arf.parse(message, keep_other_messages=True).to_dict()
    except arf.ParseError:
        return {}


def measured() -> tuple[Filled, set[str]]:
    """The formats that fill each key, and those that come as mail."""
    filled: Filled = {}
    mails = set()
    for message in messages():
        name = record_of(message).get("format")
        if not message.lstrip().startswith((b"{", b"[")):
            mails.add(str(name))
        for variant in variants(message):
            record = record_of(variant)
            if record.get("format") == name:
                for key in record:
                    filled.setdefault(key, set()).add(str(name))
    return filled, mails


def rows(page: Path, heading: str) -> list[list[str]]:
    """The cells of the table under a heading, its own two lines left out."""
    text = page.read_text(encoding="utf-8").split(f"\n{heading}\n", 1)[1]
    table = re.search(r"(?:^\|.*\|\n)+", text, re.MULTILINE)
    assert table is not None, f"{page}: no table under {heading!r}"
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[0].splitlines()[2:]]


def test_every_column_stands_on_the_page_once() -> None:
    page = (DOCS / "record.md").read_text(encoding="utf-8").split("\n## Which formats fill it\n")[0]
    named = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
    wanted = [fact.name for fact in (*PLACE, REASON, ERROR, *STATED, *BEHIND)]
    assert sorted(named) == sorted(wanted)
    assert set(arf.read_columns([]).columns) <= set(wanted)


def expected_rows(filled: Filled) -> list[list[str]]:
    """The table as it is measured: what a report part fills, what an original fills, and the rest."""
    part, original = filled["dkim_selector"], filled["original_headers_only"]
    found = []
    for key in (*(fact.name for fact in STATED), "extensions", "rows", "deliveries", "evidence"):
        formats = filled[key.removesuffix("_raw")]  # a date as written stands where the date would
        words = []
        if key == "feed":
            words, formats = ["complaint"], set()
        elif key.startswith("carrier_"):
            words, formats = ["mail"], set()
        if part <= formats and not is_of_original(key):
            words.append("report part")
            formats = formats - part
        if key == "original_message_id" or is_of_original(key):
            words.append("original")
            formats = formats - original
        found.append([f"`{key}`", ", ".join([*words, *sorted(formats)])])
    return found


def is_of_original(key: str) -> bool:
    """Whether the column is read from the header of the original alone."""
    members = {*dir(arf.Message), "from", "date_raw"} - {"message_id"}
    return key.startswith("cfbl_") or (
        key.startswith("original_") and key.removeprefix("original_") in members
    )


def expected_words(filled: Filled, mails: set[str]) -> list[list[str]]:
    """The table of the words that stand for several formats."""
    no_mails = set().union(*filled.values()) - mails
    return [
        ["report part", ", ".join(sorted(filled["dkim_selector"]))],
        ["original", ", ".join(sorted(filled["original_headers_only"]))],
        ["mail", "all but " + ", ".join(sorted(no_mails))],
        ["complaint", ", ".join(sorted(name for name, is_complaint in FORMATS if is_complaint))],
    ]


@once
def test_the_formats_that_fill_a_column() -> None:
    filled, mails = measured()
    assert filled["feed"] <= {name for name, is_complaint in FORMATS if is_complaint}
    assert all(filled[f"carrier_{name}"] <= mails for name in ("from", "to", "subject", "date", "message_id"))
    page = DOCS / "record.md"
    words = [[word, formats] for word, formats, _ in rows(page, "## Which formats fill it")]
    assert words == expected_words(filled, mails)
    wanted = expected_rows(filled)
    assert rows(page, "### Column by column") == wanted, "the page should hold:\n" + as_table(wanted)


def as_table(cells: list[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)


UNITS = {"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}


def number_of(text: str) -> int:
    """64 MiB, 1000."""
    number, _, unit = text.partition(" ")
    return int(number) * (UNITS[unit] if unit else 1)


def value_of(expression: str) -> int:
    """Of a constant in C++: std::size_t{64} << 20U, 64 * 1024, 100'000."""
    text = re.sub(r"std::size_t\{(\d+)\}", r"\1", expression.replace("'", "")).replace("U", "")
    assert re.fullmatch(r"[\d\s*<]+", text), expression
    value = 1
    for factor in text.split("*"):
        base, _, shift = factor.partition("<<")
        value *= int(base) << int(shift or 0)
    return value


def limits_of_options(header: str, structure: str) -> dict[str, int]:
    """The members of a structure of options that are numbers of things or bytes."""
    text = (INCLUDE / header).read_text(encoding="utf-8")
    body = re.search(rf"struct {structure} {{(.*?)\n}};", text, re.DOTALL)
    assert body is not None
    members = re.findall(r"std::size_t (\w+)\s*=\s*([^;]+);", body[1])
    assert members
    return {name: value_of(value) for name, value in members}


def limits_of_constants() -> dict[str, int]:
    """The constants max_... of the public headers."""
    found = re.compile(r"inline constexpr std::size_t (max_\w+) = ([^;]+);")
    texts = [path.read_text(encoding="utf-8") for path in sorted(INCLUDE.glob("*.hpp"))]
    return {name: value_of(value) for text in texts for name, value in found.findall(text)}


def limits_on_page(heading: str) -> dict[str, int]:
    return {name.strip("`"): number_of(value) for name, value, _ in rows(DOCS / "promises.md", heading)}


def test_the_limits_of_a_message() -> None:
    assert limits_on_page("### Of a message") == limits_of_options("options.hpp", "ParseOptions")


def test_the_limits_of_a_mailbox() -> None:
    wanted = limits_of_options("mailbox.hpp", "MailboxOptions")
    wanted |= limits_of_options("parallel.hpp", "ParallelOptions")
    assert limits_on_page("### Of a mailbox") == wanted


def test_the_limits_of_values() -> None:
    assert limits_on_page("### Of values that are read on demand") == limits_of_constants()


def test_the_limits_in_python() -> None:
    functions: dict[str, Callable[..., object]] = {
        "arf.parse": arf.parse,
        "arf.read": arf.read,
        "arf.read_columns": arf.read_columns,
    }
    functions["arf.imap.read"] = imap.read
    shown = limits_on_page("### In Python")
    assert shown
    for name, value in shown.items():
        function, _, keyword = name.removesuffix("=)").partition("(")
        assert inspect.signature(functions[function]).parameters[keyword].default == value, name
    with pytest.raises(ValueError):
        arf.read([], workers=257)
    arf.read([], workers=256)


def test_every_public_header_has_a_program() -> None:
    page = (DOCS / "cpp.md").read_text(encoding="utf-8")
    shown = dict(re.findall(r"^## (\S+\.hpp)\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL))
    face = (INCLUDE / "arf.hpp").read_text(encoding="utf-8")
    wanted = re.findall(r"#include <arf/(\S+)>", face)
    assert sorted(shown) == sorted(wanted)
    for name, section in shown.items():
        assert re.search(rf"```cpp\n.*?#include <arf/{re.escape(name)}>.*?```", section, re.DOTALL), name
