# SPDX-License-Identifier: BSL-1.0
"""`arf explain`: the facts stand in what it prints, and nothing in a message controls the terminal."""

from __future__ import annotations

import base64
import io
import json
import os
import re
from pathlib import Path
from typing import Any

import arf
import pytest
from arf._explain import Explanation
from arf._raw_text import RawText, visible
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from samples import COMPLAINT, CORPUS, MINE, NEWSLETTER, TRACED
from test_cli import on_terminal, run
from test_guide import once

pytestmark = once  # sentences that Python makes

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
    assert text.startswith("Not recognised: none of the known kinds of message")
    assert "News" in text and "In short" not in text and "Whom it is about" not in text


def test_a_bounce_tells_deliveries_and_blocklist() -> None:
    text = explained((CORPUS / "not-a-complaint" / "dsn-blocklisted.eml").read_bytes())
    assert "no complaint but a bounce" in text
    became = section(text, "What became of it")
    assert "anna@school.example.org failed, status 5.7.1, by mx.school.example.org" in became
    assert (
        "the text names Spamhaus ZEN" in became
        and "is on the blocklist" not in became
        and "554 5.7.1 Service unavailable" in became
    )


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
    assert "3 rows, each about an address" in section(text, "What it is")


def test_a_batch_says_how_many_complaints_it_holds() -> None:
    event = '{"email": "%s@example.net", "event": "spamreport", "timestamp": 1767225600, "sg_event_id": "%s"}'
    text = explained(f"[{event % ('a', 'x')}, {event % ('b', 'y')}, {event % ('c', 'z')}]".encode())
    assert "3 complaints, each told as a row" in section(text, "What it is")
    assert section(text, "What it lists").count("row ") == 3
    assert "These are 3 complaints that came together" in section(text, "In short")


@pytest.mark.parametrize("width", [60, 100])
def test_the_evidence_is_folded_and_not_cut(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    one_line = TRACED.replace(b"\n\t(Authenticated", b" (Authenticated").replace(b"\n\tby out4", b" by out4")
    short = section(explained(one_line, OPTIONS), "In short")
    for fact in ("office@example.com)", "id 4Zq1Hx2sVbz9", "Fri, 06 Feb 2026 09:15:28 +0000 (UTC)"):
        assert fact in short.partition("It shows")[2]


def test_evidence_beyond_what_is_shown_has_a_sign() -> None:
    raw = RawText(b"a\n" * 30 + b"b" * 3000)
    assert raw.lines(b"a\n" * 30, 20) == ["a"] * 20 + ["..."]
    assert raw.lines(b"a\n" * 20, 20) == ["a"] * 20
    assert raw.lines(b"b" * 3000, 20) == ["b" * 2000 + " ..."]


def without_login(*fields: bytes) -> bytes:
    """TRACED without the login, and with fields above the submission."""
    message = TRACED.replace(b"\t(Authenticated sender: office@example.com)\n", b"")
    return message.replace(b"X-Mailer:", b"".join(field + b"\n" for field in fields) + b"X-Mailer:")


def test_the_field_that_names_the_account_is_quoted() -> None:
    message = without_login(b"X-AuthUser: u77@example.com")
    short = section(explained(message, OPTIONS), "In short")
    line = message[: message.index(b"X-AuthUser")].count(b"\n") + 1
    assert f"The account stands in line {line} of the message: X-AuthUser: u77@example.com" in short
    assert "The account is perhaps u77@example.com; that is uncertain" in short


def test_programs_and_addresses_are_listed() -> None:
    fields = (
        b"X-PHP-Script: www.example.com/contact.php for 203.0.113.77",
        b"X-PHP-Originating-Script: 1033:mailer.php",
    )
    listed = section(explained(without_login(*fields), OPTIONS), "Programs and addresses the header names")
    assert "X-PHP-Script: www.example.com/contact.php for 203.0.113.77" in listed
    assert "X-PHP-Originating-Script: 1033:mailer.php" in listed and "ran as user 1033" in listed
    assert "X-Mailer: Example Mail 3" in listed


def test_evidence_as_text_and_extensions_are_shown() -> None:
    payload = "".join(f"line {number}\n" for number in range(30)).replace("line 2\n", "\x1b[2J\n")
    encoded = base64.b64encode(payload.encode()).decode()
    document: dict[str, Any] = {
        "xarf_version": "4.2.0",
        "category": "messaging",
        "type": "spam",
        "source_identifier": "192.0.2.1",
    }
    document |= {"report_id": "1", "timestamp": "2026-01-14T07:30:09Z", "reporter": {"org": "x"}}
    document |= {"evidence": [{"content_type": "text/plain", "payload": encoded}]}
    text = section(explained(json.dumps(document).encode()), "Evidence it brings")
    assert "line 0 line 1 \\x1b[2J line 3" in text and "line 9 ..." in text and "line 10" not in text
    assert "X-Token: a b" in section(explained(COMPLAINT), "Fields of the report that are not known")


def test_who_complained_is_only_said_where_it_is_known() -> None:
    def short(message: bytes, options: arf.AttributionOptions | None = None) -> str:
        return section(explained(message, options), "In short")

    nobody = TRACED.replace(b"Original-Rcpt-To: <anna@example.net>\n", b"").replace(b"anna", b"undisclosed")
    nobody = nobody.replace(b"\tfor <undisclosed@example.net>", b"\t").replace(
        b"-undisclosed=example.net", b""
    )
    nobody = nobody.replace(b"To: undisclosed@example.net\n", b"")
    assert short(nobody).startswith("Somebody who is not named complained about")
    several = TRACED.replace(b"Reporting-MTA", b"Original-Rcpt-To: <ben@example.net>\nReporting-MTA")
    assert short(several).startswith("One of 2 recipients (anna@example.net, ben@example.net) complained")
    masked = TRACED.replace(b"anna@example.net", b"xxxxxxxx@example.net").replace(b"anna=", b"xxxxxxxx=")
    assert short(masked).startswith("Somebody whose address the reporter made unreadable (xxxxxxxx@")
    optout = TRACED.replace(b"Feedback-Type: abuse", b"Feedback-Type: opt-out")
    assert short(optout).startswith("anna@example.net asks for no more mail such as")
    xarf = short((CORPUS / "xarf" / "v4-spam.msg.json").read_bytes())
    assert " reported a message" in xarf and "complained" not in xarf


def test_what_is_not_sure_is_not_stated_as_a_fact() -> None:
    short = section(explained(TRACED), "In short")
    assert "Perhaps a device" in short and "The account is perhaps office@example.com" in short
    elsewhere = arf.AttributionOptions(my_networks=["203.0.113.0/24"])
    assert "The address that handed it over, 192.0.2.44, is not among yours." in section(
        explained(TRACED, elsewhere), "In short"
    )
    assert "not among yours" not in unwrapped(explained(TRACED, OPTIONS))


def test_a_date_without_a_zone_is_marked() -> None:
    message = COMPLAINT.replace(b"07:30:09 +0100", b"07:30:09 IST")
    about = section(explained(message), "Who complained about what")
    assert "Wed, 14 Jan 2026 07:30:09 IST (zone unknown)" in about
    assert "Wed, 14 Jan 2026 07:30:00 (zone unknown)" in about


def test_hops_have_the_numbers_of_the_record_and_durations_hours() -> None:
    text = explained(TRACED.replace(b"09:15:30 +0000", b"10:16:28 +0000"), OPTIONS)
    way = section(text, "The way of the message, from its first machine to the last")
    assert "hop 1, handed in here" in way and "hop 0, the reporter took it over" in way
    assert "1 h 1 min later" in way and "0 is the newest" in way


SAMPLES = sorted([*CORPUS.rglob("*.eml"), *CORPUS.rglob("*.msg.json")])


@pytest.mark.parametrize("width", [40, 100])
def test_every_sample_is_told_within_the_width(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    for path in SAMPLES:
        try:
            text = explained(path.read_bytes(), OPTIONS)
        except arf.ParseError:
            continue
        assert (
            text.startswith(("This is ", "Not recognised: "))
            and max(map(cell_len, text.splitlines())) <= width
        ), path
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
    first_lines = third.stdout.decode().partition("This is")[0]  # a long path goes over two
    assert first_lines.replace("\n", "") == f"{mbox}, message 2 at byte {offset}"
    assert b"Not recognised" in run("explain", "--index", 1, mbox).stdout
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
