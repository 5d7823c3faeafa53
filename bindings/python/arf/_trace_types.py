# SPDX-License-Identifier: BSL-1.0
"""What the fields of a message say about its way and its sender, taken apart.

The values are plain tuples: they hold copies and refer to nothing. A text that is not there is empty.
"""

from __future__ import annotations

from datetime import datetime
from ipaddress import IPv4Address, IPv6Address
from typing import NamedTuple


class Received(NamedTuple):
    """What one Received field states (RFC 5321, section 4.4): one hop of a message's way."""

    helo: str
    """Name given in HELO or EHLO, as claimed; ``[192.168.1.20]`` with its brackets."""
    rdns: str
    """Name that the server found for the address."""
    ip: IPv4Address | IPv6Address | None
    """Address of the client, as the server saw it."""
    port: int | None
    """Its port."""
    by: str
    """The server that wrote the field."""
    by_ip: IPv4Address | IPv6Address | None
    """Its address."""
    via: str
    """Link, such as ``Frontend Transport``."""
    with_: str
    """Protocol as written: ``ESMTPSA``, ``local``, ``HTTP``, ..."""
    id: str
    """Queue identifier: what to look for in the server's log."""
    envelope_for: str
    """The recipient in the ``for`` clause, without brackets."""
    envelope_from: str
    """The sender, where the server writes it; ``<>`` for the null path."""
    authenticated_user: str
    """Account of the login."""
    local_user: str
    """User on the client's side (``ident=www``), or on the server itself (``from userid 1000``)."""
    authenticated: bool
    """Whether the client had logged in: the protocol or a comment says so (RFC 3848)."""
    tls: bool
    """Whether the hop was encrypted: the protocol or a comment says so (RFC 3848)."""
    date: datetime | None
    """In UTC; None where it is absent, or its zone missing or unknown."""
    raw: str
    """The whole value, unfolded."""


class AuthenticationProperty(NamedTuple):
    """One property of a result, ``smtp.mailfrom=bounce.example.com`` (RFC 8601, section 2.2)."""

    type: str
    """In lower case: smtp, header, policy; empty where it is missing."""
    name: str
    """In lower case."""
    value: str
    """Quotes removed."""


class AuthenticationResult(NamedTuple):
    """One result, ``dkim=fail (body hash) header.d=example.com`` (RFC 8601, section 2.2)."""

    method: str
    """In lower case."""
    method_version: int
    """1 where it is not written."""
    result: str
    """In lower case."""
    reason: str
    """Quotes removed."""
    comment: str
    """The first comment, without parentheses."""
    properties: tuple[AuthenticationProperty, ...]
    """All of them in order."""

    def find(self, type: str, name: str) -> str | None:
        """The value of the first property ``type.name``, both in lower case; None where there is none."""
        return next((one.value for one in self.properties if (one.type, one.name) == (type, name)), None)


class AuthenticationResults(NamedTuple):
    """An Authentication-Results field (RFC 8601, section 2.2), or one of ARC (RFC 8617, section 4.1.1)."""

    instance: int | None
    """Of ARC: 1 to 50."""
    authserv_id: str
    """The server that checked."""
    version: int | None
    """None where it is not written, which means 1; or where it is not known, and then nothing was read."""
    none: bool
    """Whether it says that nothing was checked."""
    results: tuple[AuthenticationResult, ...]
    """In order."""
    raw: str
    """The whole value, unfolded."""


class ReceivedSpf(NamedTuple):
    """A Received-SPF field (RFC 7208, section 9.1)."""

    result: str
    """In lower case: pass, fail, softfail, neutral, none, temperror, permerror, ..."""
    comment: str
    """The first one, without parentheses."""
    pairs: tuple[tuple[str, str], ...]
    """Key in lower case, and value, in order."""
    client_ip: IPv4Address | IPv6Address | None
    """The address that handed the mail over."""
    envelope_from: str
    helo: str
    receiver: str
    raw: str
    """The whole value, unfolded."""


class DkimSignature(NamedTuple):
    """The tags of a DKIM-Signature field (RFC 6376, section 3.5). Nothing is verified."""

    tags: tuple[tuple[str, str], ...]
    """Name and value of all of them in order."""
    domain: str
    """d=, in lower case."""
    selector: str
    """s="""
    identity: str
    """i="""
    algorithm: str
    """a="""
    signed_fields: tuple[str, ...]
    """h=, in lower case."""
    raw: str
    """The whole value, unfolded."""

    def find(self, name: str) -> str | None:
        """The value of the first tag of that name; None where there is none."""
        return next((value for tag, value in self.tags if tag == name), None)


class Origin(NamedTuple):
    """A field that names where a message came from; whoever handed it over may have written it."""

    kind: str
    """address (X-Originating-IP, ...), user (X-AuthUser, ...), script (X-PHP-Script, ...) or mailer."""
    field: str
    """Name of the field, as written."""
    value: str
    """Unfolded; of an address field without brackets and comments."""
    ip: IPv4Address | IPv6Address | None
    """The address in it."""
    user_id: str
    """``33`` of ``X-PHP-Originating-Script: 33:mail.php``."""


class FilterVerdict(NamedTuple):
    """What a filter wrote about a message when it passed."""

    verdict: str
    """unknown, clean, suspicious, spam or virus."""
    filter: str
    """Whose field it is by its name: expurgate, SpamAssassin, ...; empty where many use it."""
    field: str
    """Name of the field, as written."""
    value: str
    """Unfolded."""
    score: float | None
    """Where the field states one."""
    threshold: float | None
    """Where the field states what score makes spam."""


class ListId(NamedTuple):
    """A List-Id field (RFC 2919, section 3)."""

    id: str
    """Inside the brackets; the whole value where there are none."""
    description: str
    """The phrase before it, decoded (RFC 2047)."""


class FeedbackId(NamedTuple):
    """A Feedback-ID field, ``a:b:c:SenderId``, read from the right."""

    sender_id: str
    """The last part: names the sender."""
    campaign_parts: tuple[str, ...]
    """The parts before it, at most three."""
    raw: str
    """The whole value."""


class CfblAddress(NamedTuple):
    """A CFBL-Address field (RFC 9477, section 5.1)."""

    address: str
    """addr-spec."""
    report: str
    """The format that it asks for: arf, xarf, ...; empty where there is no parameter, which means arf."""


class Msfbl(NamedTuple):
    """An X-MSFBL field of Momentum and its successors. Its MAC is not checked."""

    form: str
    """at-signs or json."""
    recipient: str
    """As the sending system knew it."""
    binding: str
    binding_group: str
    user: str
    """The customer of the sending system."""
    text: str
    """What the base64 holds."""


class ReturnPathToken(NamedTuple):
    """What a return path hides: a token of the system that sent the message."""

    scheme: str
    """verp: a recipient; srs0, srs1: the sender before a forward; batv: the signed sender."""
    prefix: str
    """Of VERP: what stands before the recipient."""
    tag: str
    """Of SRS and BATV: hash and time stamp, as written."""
    address: str
    """The address it hides."""
