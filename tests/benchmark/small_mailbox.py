# SPDX-License-Identifier: BSL-1.0
"""Makes a mailbox of the benchmark's small messages: those of small_set() in generator.cpp, byte for byte.

    python small_mailbox.py REPORTS FILE

Every text here is invented.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from typing import NamedTuple, TypeVar

T = TypeVar("T")

MESSAGES_IN_A_SET = 64
FROM_LINE = b"From fbl@example.net Tue Mar  3 09:18:04 2026\n"
_SEED = 5965
_MARCH_2026 = 1772323200  # seconds since 1970


class Provider(NamedTuple):
    """A feedback loop: how its reports look."""

    domain: str
    sender: str
    user_agent: str
    version: str
    boundary: str  # what stands before the random part
    subject: str  # what stands before the subject of the original
    zone: str
    offset: int  # the same in minutes
    brackets: bool  # whether it writes paths in <>


PROVIDERS = [
    Provider(
        "yahoo.example.com",
        "Yahoo! Mail AntiSpam Feedback <feedback@arf.yahoo.example.com>",
        "Yahoo!-Mail-Feedback/2.0",
        "0.1",
        "_----------=YA",
        "FW: ",
        "-0800",
        -480,
        True,
    ),
    Provider(
        "aol.example.org",
        "<scomp@aol.example.org>",
        "AOL SComp",
        "0.1",
        "boundary-4471-",
        "Email Feedback Report: ",
        "-0500 (EST)",
        -300,
        False,
    ),
    Provider(
        "comcast.example.org",
        "feedbackloop@comcastfbl.example.org",
        "ReturnPathFBL/1.0",
        "1",
        "_----------=_",
        "Abuse Report: ",
        "+0000",
        0,
        False,
    ),
    Provider(
        "trap.example.org",
        "no-reply@trap.example.org",
        "abusix-py/0.1",
        "1",
        "===============",
        "Spamtraphit: ",
        "+0000 (UTC)",
        0,
        False,
    ),
    Provider(
        "fastmail.example.org",
        "Fastmail FBL <fbl@fastmail.example.org>",
        "Fastmail/FBL/1.0",
        "1",
        "17727246560.",
        "Report: ",
        "+0000",
        0,
        True,
    ),
    Provider(
        "zoho.example.com",
        '"Zoho Feedback" <noreply@zoho.example.com>',
        "Zoho-Feedback/1.0",
        "1",
        "----=_Part_",
        "FW: ",
        "+0530",
        330,
        False,
    ),
]
SENDERS = [
    ('"Parcel Desk"', "delivery@parcel.example.com"),
    ("Garden Club", "news@garden.example.net"),
    ('"Accounts, Second Floor"', "accounts@billing.example.net"),
    ("=?UTF-8?Q?B=C3=BCcherstube?=", "shop@books.example.org"),
    ("", "u10482@example.net"),
]
SUBJECTS = [
    "Your parcel is waiting, last notice",
    "March in the garden",
    "Invoice 2026-4711 is overdue: please read at once",
    "Re: your account",
    "Half price on everything until Sunday night (really everything)",
    "You have been chosen",
]
ENCODED_SUBJECTS = [
    "=?UTF-8?Q?Your_parcel_is_waiting_=E2=80=93_last_notice?=",
    "=?utf-8?B?R3LDvMOfZSBhdXMgZGVtIEdhcnRlbg==?=",
    "=?iso-8859-1?Q?Alles_zum_halben_Preis_f=FCr_kurze_Zeit?=",
]
RELAYS = ["192.0.2.25", "192.0.2.26", "192.0.2.27", "198.51.100.10", "2001:db8:25::1f"]
SENTENCES = [
    "Your parcel could not be delivered because the address was incomplete.",
    "Pay the customs fee within two days, or it goes back to the sender.",
    "The first tulips are out, and the club meets on Saturday at ten.",
    "Everything must go: three for the price of two, while stocks last.",
    "We noticed a sign-in from a new device and have locked your account.",
    "If you do not want to hear from us again, use the link below.",
]


class Dice:
    """std::mt19937 of a seed, which is what Python has too, but for how it is seeded."""

    def __init__(self, seed: int) -> None:
        state = [seed]
        for i in range(1, 624):
            state.append((1812433253 * (state[-1] ^ (state[-1] >> 30)) + i) & 0xFFFFFFFF)
        self._engine = random.Random()
        self._engine.setstate((3, (*state, 624), None))

    def below(self, limit: int) -> int:
        return self._engine.getrandbits(32) % limit

    def one_in(self, n: int) -> bool:
        return self.below(n) == 0

    def pick(self, values: Sequence[T]) -> T:
        return values[self.below(len(values))]

    def hex(self, length: int) -> str:
        return "".join(self.pick("0123456789abcdef") for _ in range(length))


def _date(when: int, zone: str = "+0000", offset: int = 0) -> str:
    """RFC 5322, section 3.3."""
    return time.strftime("%a, %d %b %Y %H:%M:%S ", time.gmtime(when + offset * 60)) + zone


class Incident:
    """What one complaint is about."""

    def __init__(self, dice: Dice, number: int) -> None:
        self.provider = dice.pick(PROVIDERS)
        self.display_name, self.sender = dice.pick(SENDERS)
        self.domain = self.sender.partition("@")[2]
        self.recipient = f"reader{dice.below(9000)}@{self.provider.domain}"
        self.envelope_sender = f"bounce-{dice.hex(6 + dice.below(10))}@{self.domain}"
        self.source_ip = dice.pick(RELAYS)
        self.subject = dice.pick(ENCODED_SUBJECTS if number % 8 == 5 else SUBJECTS)
        self.message_id = f"{dice.hex(10 + dice.below(14))}.{dice.below(100000)}@mail.example.net"
        self.time = _MARCH_2026 + dice.below(30 * 86400)

    def when(self, seconds_later: int = 0) -> str:
        return _date(self.time + seconds_later, self.provider.zone, self.provider.offset)

    def path(self, address: str) -> str:
        return f"<{address}>" if self.provider.brackets else address


def _received(dice: Dice, host: str, ip: str, by: str, recipient: str, when: int) -> str:
    cipher = "\n\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))" if dice.one_in(4) else ""
    return (
        f"Received: from {host} ({host} [{ip}]){cipher}\n\tby {by} (Postfix) with ESMTPS id {dice.hex(10)}"
        f"\n\tfor <{recipient}>; {_date(when)}{' (UTC)' if dice.one_in(2) else ''}\n"
    )


def _original(dice: Dice, incident: Incident) -> str:
    """The twelve fields and the few lines of a plain message."""
    to, when = incident.recipient, incident.time
    mx = f"mx1.{incident.provider.domain}"
    author = f"{incident.display_name} <{incident.sender}>" if incident.display_name else incident.sender
    text = f"Return-Path: <{incident.envelope_sender}>\n"
    text += _received(dice, "out1.example.net", incident.source_ip, mx, to, when)
    text += _received(dice, "smtp.example.net", "198.51.100.10", "out1.example.net", to, when - 3)
    text += f"Date: {_date(when - 5)}\nFrom: {author}\nTo: {to}\n"
    text += f"Message-ID: <{incident.message_id}>\nSubject: {incident.subject}\n"
    text += "X-Mailer: Microsoft Outlook 16.0\nMIME-Version: 1.0\n"
    text += "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 7bit\n\n"
    body, size = "", 1 + dice.below(120)
    while len(body) < size:
        body += dice.pick(SENTENCES) + "\n"
    return f"{text}{body}\nhttps://{incident.domain}/u/{dice.hex(12)}\n"


def _report_fields(dice: Dice, incident: Incident) -> str:
    """The fields of the report part (RFC 5965, section 3): about ten."""
    provider, domain = incident.provider, incident.domain
    text = f"Feedback-Type: {'fraud' if dice.one_in(12) else 'abuse'}\n"
    text += f"User-Agent: {provider.user_agent}\nVersion: {provider.version}\n"
    if dice.one_in(2):
        text += f"Original-Envelope-Id: {dice.hex(8)}-{dice.below(99)}\n"
    text += f"Original-Mail-From: {incident.path(incident.envelope_sender)}\n"
    text += f"Original-Rcpt-To: {incident.path(incident.recipient)}\nArrival-Date: {incident.when()}\n"
    text += f"Source-IP: {incident.source_ip}\nReported-Domain: {domain}\n"
    if dice.one_in(2):
        text += f"Authentication-Results: mx.{provider.domain}; dkim=pass header.i=@{domain}"
        text += f"; spf=pass smtp.mailfrom={domain}\n"
    if dice.one_in(2):
        text += f"Reporting-MTA: dns; mx.{provider.domain}\n"
    if dice.one_in(3):
        text += f"Source-Port: {1024 + dice.below(64000)}\n"
    if dice.one_in(4):
        text += f"Reported-URI: https://{domain}/u/{dice.hex(8)}\n"
    if dice.one_in(4):
        text += f"Incidents: {1 + dice.below(4)}\n"
    if dice.one_in(4):
        text += "Abuse-Type: complaint\n"
    return text


def _carrier_header(dice: Dice, incident: Incident) -> str:
    provider = incident.provider
    host = f"fbl-{dice.below(40)}.{provider.domain}"
    text = _received(dice, host, "203.0.113.74", "mx1.example.net", "fbl@example.net", incident.time + 3700)
    text += "Auto-Submitted: auto-generated\n" if dice.one_in(2) else "Precedence: list\n"
    text += f"Date: {incident.when(3600)}\nFrom: {provider.sender}\nTo: fbl@example.net\n"
    text += f"Subject: {provider.subject}{incident.subject}\nMessage-ID: <{dice.hex(16)}@{host}>\n"
    return text + "X-Loop: fbl\nMIME-Version: 1.0\n"


def _message(dice: Dice, number: int) -> bytes:
    incident = Incident(dice, number)
    boundary = incident.provider.boundary + dice.hex(12 + dice.below(8))
    text = f"Abuse report for a message from {incident.source_ip},\n{incident.when()}.\n"
    header = _carrier_header(dice, incident)
    parts = [
        ('Content-Type: text/plain; charset="us-ascii"\n', text),
        ("Content-Type: message/feedback-report\n", _report_fields(dice, incident)),
        ("Content-Type: message/rfc822\nContent-Disposition: inline\n", _original(dice, incident)),
    ]
    body = "".join(f"--{boundary}\n{head}\n{content}\n" for head, content in parts)
    kind = "multipart/report; report-type=feedback-report"
    whole = f'{header}Content-Type: {kind}; boundary="{boundary}"\n\n{body}--{boundary}--\n'
    return whole.encode("ascii")


def messages() -> list[bytes]:
    """The set: about 2 KB each, the same ones in every run."""
    dice = Dice(_SEED)
    return [_message(dice, number) for number in range(MESSAGES_IN_A_SET)]


def mailbox(reports: int) -> Iterator[bytes]:
    """The pieces of an mbox of so many messages: the set again and again."""
    for message in islice(cycle(messages()), reports):
        yield FROM_LINE + message + b"\n"


def main(arguments: list[str]) -> None:
    if len(arguments) != 2 or not arguments[0].isdigit():
        sys.exit("usage: small_mailbox.py REPORTS FILE")
    with open(arguments[1], "wb") as file:
        file.writelines(mailbox(int(arguments[0])))


if __name__ == "__main__":
    main(sys.argv[1:])
