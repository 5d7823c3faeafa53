# SPDX-License-Identifier: BSL-1.0
"""`arf explain`: the facts stand in what it prints, and nothing in a message controls the terminal."""

from __future__ import annotations

import io
import json
import os
import re
from pathlib import Path

import arf
import pytest
from arf._explain import Explanation
from arf._raw_text import RawText, visible
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from samples import COMPLAINT, CORPUS, MINE, NEWSLETTER, TRACED
from test_cli import on_terminal, run

OPTIONS = arf.AttributionOptions(**MINE)


class Stream(io.StringIO):
    """Takes text as a pipe does; there is no terminal."""

    encoding = "utf-8"


def explained(message: bytes, options: arf.AttributionOptions | None = None) -> str:
    stream = Stream()
    Explanation(stream).print(arf.parse(message, keep_other_messages=True), options)
    return stream.getvalue()


def unwrapped(text: str) -> str:
    """Without line ends and the signs of the drawing, so that a fact is found wherever it was wrapped."""
    return " ".join(re.sub("[\u2502\u25bc\u25cf]", " ", text).split())


def section(text: str, heading: str) -> str:
    return unwrapped(text.partition(f"\n{heading}\n")[2].partition("\n\n")[0])


def test_a_customer_sees_which_device_when_and_how_it_shows() -> None:
    text = explained(TRACED, OPTIONS)
    short = section(text, "In short")
    for fact in (
        "anna@example.net complained about",
        'subject "Invoice 4711"',
        "marked the mail as spam",
        'device that calls itself "[192.168.1.20]" at the address 198.51.100.23',
        "2026-02-06 09:15:28 UTC (10:15:28 by its own clock, UTC+01:00)",
        "program Example Mail 3",
        "The account is office@example.com; that is sure",
        "Received: from [192.168.1.20] (dsl-23.example.org [198.51.100.23])",
    ):
        assert fact in short
    line = TRACED[: TRACED.index(b"Received: from [192")].count(b"\n") + 1
    assert f"It shows in line {line} of the message" in short


def test_what_it_is_and_who_complained() -> None:
    text = explained(TRACED)
    assert text.startswith("This is a complaint: a feedback report (ARF, RFC 5965).\n")
    what = section(text, "What it is")
    assert "a part of type message/feedback-report" in what and "abuse: somebody marked" in what
    assert "mx.example.net, Example/1.0" in what and "report-2@example.net" in what
    about = section(text, "Who complained about what")
    for fact in (
        "anna@example.net",
        "Invoice 4711",
        "Office <office@example.com>",
        "2026-02-06 09:15:20 UTC (written as Fri, 06 Feb 2026 10:15:20 +0100)",
        "4711@example.com",
        "192.0.2.44, port 40112",
    ):
        assert fact in about


def test_the_way_goes_from_the_device_to_the_mailbox() -> None:
    text = explained(TRACED, OPTIONS)
    way = section(text, "The way of the message, from its first machine to the last")
    stations = [
        "dsl-23.example.org",
        "handed in here: ESMTPSA, encrypted, logged in as office@example.com, queue id 4Zq1Hx2sVbz9",
        "out4.example.com at 192.0.2.44",
        "the reporter took it over",
        "2 s later",
        "mx.example.net",
        "the mailbox of anna@example.net",
    ]
    places = [way.index(station) for station in stations]
    assert places == sorted(places)


def test_names_that_do_not_lead_to_each_other_are_told() -> None:
    broken = TRACED.replace(
        b"by out4.example.com (Postfix) with ESMTPSA", b"by other.example.com with ESMTPSA"
    )
    assert "what follows names another server" in explained(broken)
    assert "what follows" not in explained(TRACED)


def test_a_long_way_is_bounded() -> None:
    hop = b"Received: from a.example.net ([192.0.2.9]) by a.example.net; Fri, 06 Feb 2026 09:15:30 +0000\n"
    text = explained(TRACED.replace(b"X-Mailer:", hop * 150 + b"X-Mailer:"))
    assert "(112 hops are left out here)" in text and text.count("hop ") < 60


def test_each_answer_has_its_place_and_reason() -> None:
    text = section(explained(TRACED, OPTIONS), "Whom it is about, and how sure that is")
    line = TRACED[: TRACED.index(b"Source-Port")].count(b"\n") + 1
    assert f"from Source-Port in the report, line {line}" in text
    assert "sure (high)" in text and "from hop 1, line" in text
    assert "not known: no token names a customer" in text
    assert "clean: X-Spam-Status" in text


def test_trust() -> None:
    trust = section(explained(TRACED, OPTIONS), "Can the report be believed")
    assert "proven by our own server" in trust and "report and original agree" in trust
    assert "source_ip 192.0.2.44" in trust
    assert "Nothing tells" in explained(
        b"Feedback-Type: abuse\n" + COMPLAINT.partition(b"\n--b\nContent-Type: message/rfc822")[0]
    )


def test_a_redacted_recipient_is_told() -> None:
    message = TRACED.replace(b"anna@example.net", b"xxxxxxxx@example.net").replace(b"anna=", b"xxxxxxxx=")
    assert "the reporter masked the address" in section(explained(message), "Who complained about what")


def test_a_diagnostic_shows_its_bytes() -> None:
    message = COMPLAINT.replace(b"Source-IP: 192.0.2.1", b"X: 1\nSource-IP: a\tno\x1bwhere")
    text = explained(message)
    lines = text.splitlines()
    (at,) = (number for number, line in enumerate(lines) if "bad_ip_literal" in line)
    offset = next(one.offset for one in arf.parse(message).diagnostics if one.code == "bad_ip_literal")
    assert f"line {message[:offset].count(10) + 1}, byte {offset} in Source-IP" in lines[at]
    caret = next(number for number in range(at, len(lines)) if set(lines[number].strip()) == {"^"})
    start = lines[caret].index("^")
    assert r"a\tno\x1bwhere" in lines[caret - 1][start : start + lines[caret].count("^")]


def test_messages_that_are_no_complaints() -> None:
    text = explained(NEWSLETTER)
    assert text.startswith("This is no complaint but none of the known kinds of message.")
    assert "News" in text and "In short" not in text and "Whom it is about" not in text


def test_a_bounce_tells_deliveries_and_blocklist() -> None:
    text = explained((CORPUS / "not-a-complaint" / "dsn-blocklisted.eml").read_bytes())
    assert "no complaint but a bounce" in text
    became = section(text, "What became of it")
    assert "anna@school.example.org failed, status 5.7.1, by mx.school.example.org" in became
    assert "blocklist Spamhaus ZEN" in became and "554 5.7.1 Service unavailable" in became


def test_a_document_is_told() -> None:
    text = explained((CORPUS / "xarf" / "v4-spam.msg.json").read_bytes())
    assert "an abuse report in JSON (XARF)" in text and "messaging: spam" in text
    assert "source_identifier: 192.0.2.77" in section(text, "What the document says")
    assert "message/rfc822, 363 bytes, the spam" in section(text, "Evidence it brings")


def test_a_large_document_is_bounded() -> None:
    inner = b'{"%s": [%s]}' % (b"k" * 1_000_000, b",".join([b"1"] * 50_000))
    document = b'{"xarf_version": "4.2.0", "category": "messaging", "type": "spam", "a": %s}' % inner
    report = arf.parse(document, keep_other_messages=True, max_nodes=1_000_000)
    stream = Stream()
    Explanation(stream).print(report, None)
    assert "the others stand in the message" in stream.getvalue() and len(stream.getvalue()) < 40_000


def test_the_last_second_of_the_calendar() -> None:
    late = TRACED.replace(b"06 Feb 2026 09:15:28 +0000", b"31 Dec 9999 23:59:59 +0000")
    assert "9999-12-31 23:59:59 UTC (00:59:59 by its own clock" in unwrapped(explained(late, OPTIONS))


def test_a_failed_check_is_no_complaint_of_the_recipient() -> None:
    text = explained(TRACED.replace(b"Feedback-Type: abuse", b"Feedback-Type: auth-failure"))
    assert "mx.example.net reported a failed check of the sender of a message" in unwrapped(text)


def test_rows_are_told() -> None:
    text = explained((CORPUS / "spamcop" / "summary.eml").read_bytes())
    assert "192.0.2.44, trap 51, user 3, mole 0, simp 1" in section(text, "What it lists")
    assert "complained about what the 3 rows below list" in unwrapped(text)


SAMPLES = sorted([*CORPUS.rglob("*.eml"), *CORPUS.rglob("*.msg.json")])


@pytest.mark.parametrize("width", [40, 100])
def test_every_sample_is_told_within_the_width(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    for path in SAMPLES:
        try:
            text = explained(path.read_bytes(), OPTIONS)
        except arf.ParseError:
            continue
        assert text.startswith("This is ") and max(map(cell_len, text.splitlines())) <= width, path
        assert is_harmless(text), path


def is_harmless(text: str) -> bool:
    return all(line.isprintable() for line in text.split("\n"))


HOSTILE = (
    TRACED.replace(b"Invoice 4711", b"=?utf-8?q?=1B[2Jgone=E2=80=AE=00?= [bold red]x[/] :smile: \x9b")
    .replace(b"[192.168.1.20] (dsl", b"\x1b]0;owned\x07\xc2\x9b (dsl")
    .replace(b"office@example.com)", b"office\x1b[31m@example.com)")
    .replace(b"Example/1.0", b"Example\x1b[1;1H/1.0\xe2\x80\xa8 \x85")
    .replace(b"Source-IP: 192.0.2.44", b"Source-IP: \x1b[31mnowhere\xff\t\xe2\x80\xae" + b"A" * 100_000)
)


def test_mail_cannot_control_the_terminal(tmp_path: Path) -> None:
    text = explained(HOSTILE, OPTIONS)
    assert is_harmless(text) and len(text) < 20_000
    assert r"\x1b[31mnowhere\xff\t\u202e" in text
    assert "[bold red]x[/] :smile:" in text
    path = tmp_path / "a.eml"
    path.write_bytes(HOSTILE)
    shown = on_terminal("explain", path)
    assert "\x1b[2J" not in shown and "\x1b]0" not in shown and "\u202e" not in shown and "\x07" not in shown


@given(st.integers(0, len(TRACED) - 1), st.binary(max_size=8), st.integers(0, 40))
def test_any_damage_is_told(at: int, inserted: bytes, removed: int) -> None:
    try:
        assert is_harmless(explained(TRACED[:at] + inserted + TRACED[at + removed :], OPTIONS))
    except arf.ParseError:
        return


@given(st.binary(max_size=300), st.integers(0, 320), st.integers(0, 400), st.integers(10, 200))
def test_an_excerpt_is_bounded_and_harmless(data: bytes, offset: int, length: int, room: int) -> None:
    excerpt = RawText(data).excerpt(offset, length, room)
    assert excerpt.text.isprintable() and "^" in excerpt.caret
    assert excerpt.line == data[:offset].count(b"\n" if b"\n" in data else b"\r") + 1
    assert len(excerpt.text) <= 8 * 2 * room


def test_bytes_are_visible() -> None:
    assert visible(b"a\t\r\n\x00\x1b\x7f\xff") == r"a\t\r\n\0\x1b\x7f\xff"
    assert visible("Gr\u00fc\u00dfe \u200b \U000e0001".encode()) == "Gr\u00fc\u00dfe " + r"\u200b \ue0001"


def test_a_mailbox_needs_an_index(mbox: Path, tmp_path: Path) -> None:
    done = run("explain", mbox)
    assert done.returncode == 2 and done.stdout == b""
    assert f"{mbox} holds more than one message: pick one with --index".encode() in done.stderr
    assert b"This is a complaint" in run("explain", "--index", 0, mbox).stdout
    third = run("explain", "--index", 2, mbox)
    offset = json.loads(run("parse", mbox).stdout.splitlines()[1])["offset"]
    assert third.returncode == 0
    assert third.stdout.decode().startswith(f"{mbox}, message 2 at byte {offset}\n")
    assert b"This is no complaint" in run("explain", "--index", 1, mbox).stdout
    beyond = run("explain", "--index", 3, mbox)
    assert beyond.returncode == 2 and b"holds no message 3" in beyond.stderr


def test_standard_input_and_options(tmp_path: Path) -> None:
    options = tmp_path / "mine.toml"
    options.write_text('my_networks = ["192.0.2.0/24"]\nmy_hosts = [".example.com"]\n')
    done = run("explain", "--options", options, "-", input=TRACED, env={**os.environ, "PYTHONUTF8": "1"})
    assert done.returncode == 0 and done.stderr == b""
    assert done.stdout.startswith(b"standard input\n") and b"\x1b" not in done.stdout
    assert "office@example.com; that is sure" in unwrapped(done.stdout.decode())


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.eml", tmp_path / "empty.eml"):
        if path.name == "empty.eml":
            path.touch()
        done = run("explain", path)
        assert done.returncode == 1 and done.stdout == b"" and path.name.encode() in done.stderr
    done = run("explain", "--max-bytes", 10, "-", input=TRACED)
    assert done.returncode == 1 and b"larger than the limit" in done.stderr


def test_colour_only_on_a_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(TRACED)
    assert "\x1b[1m" in on_terminal("explain", path)
    assert re.search("\x1b\\[[0-9;]*3[0-9]m", on_terminal("explain", path, NO_COLOR="1")) is None
    assert b"\x1b" not in run("explain", path).stdout


def test_a_terminal_without_unicode(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(TRACED)
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = run("explain", path, env=environment)
    assert done.returncode == 0 and done.stdout.isascii() and b"\n  o  out4.example.com" in done.stdout
