# SPDX-License-Identifier: BSL-1.0
"""What is ours (the options of attribution), and the values that an attribution is made of.

The answers are plain values: they hold copies and refer to nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import Any, Generic, NamedTuple, TypeVar

from arf import _core
from arf._trace_types import Received
from arf._types import Field

Network = str | IPv4Address | IPv6Address | IPv4Network | IPv6Network
T = TypeVar("T")


class Token(NamedTuple):
    """What a token decoder finds in a field. Empty texts are no answers."""

    account: str = ""
    recipient: str = ""
    campaign: str = ""
    customer: str = ""


TokenFunction = Callable[[str], Token | Mapping[str, str | None] | None]

HOW_TO_WRITE = {
    "my_hosts": "write 'mx.isp.example' for one host, '.isp.example' for all below; addresses: my_networks",
    "my_domains": "write 'isp.example', which stands for all domains below it as well",
}
_NO_NAME = re.compile(r"[*@/:\s]")
_PIECES = re.compile(r"\*|\{[^}]*\}?|[^*{]+")


@dataclass(frozen=True)
class TokenDecoder:
    """Takes a token of our own apart, by a pattern or by a function.

    A pattern says what the whole value looks like, with captures in braces:
    ``bounce-{campaign}-{recipient}=*@bounces.example.com``. ``{account}``, ``{recipient}``, ``{campaign}``
    and ``{customer}`` are captured, ``*`` is any text; each takes as little as the text behind it allows.
    Letters compare without case.

    A function takes the value as str, and returns None, a :class:`Token`, or a mapping with its names. What
    it raises reaches the caller.
    """

    name: str
    """Shown in the answers."""
    field: str
    """Where to look: ``Return-Path`` (the envelope sender), ``Message-ID``, ``List-Unsubscribe``,
    ``CFBL-Feedback-ID``, ``Feedback-ID``, or any other header field of the original."""
    pattern: str | None = None
    function: TokenFunction | None = None
    authentic: bool = False
    """Only we can have made what it accepts (it checks a MAC): its answers are of high confidence."""

    def __post_init__(self) -> None:
        for name in ("name", "field"):
            if not isinstance(getattr(self, name), str):
                raise TypeError(f"the {name} of a decoder is str, not {_type_of(getattr(self, name))}")
            if not getattr(self, name):
                raise ValueError(f"the {name} of a decoder is empty")
        if (self.pattern is None) == (self.function is None):
            raise ValueError(f"decoder {self.name!r} takes either a pattern or a function")
        if self.function is not None and not callable(self.function):
            raise TypeError(f"the function of decoder {self.name!r} cannot be called")
        if not isinstance(self.authentic, bool):
            raise TypeError(f"authentic is True or False, not {_type_of(self.authentic)}")
        if self.pattern is not None:
            self._check_pattern(self.pattern)

    def _check_pattern(self, pattern: str) -> None:
        if not isinstance(pattern, str):
            raise TypeError(f"the pattern of decoder {self.name!r} is str, not {_type_of(pattern)}")
        captures = [f"{{{name}}}" for name in Token._fields]
        before = ""
        pieces = _PIECES.findall(pattern)
        for piece in pieces:
            if piece[0] == "{" and piece not in captures:
                self._refuse(f"{piece!r} is none of {', '.join(captures)}")
            if piece[0] in "*{" and before[:1] in ("*", "{"):
                self._refuse(f"there is no text between {before!r} and {piece!r}")
            before = piece
        if not any(piece in captures for piece in pieces):
            self._refuse(f"it captures nothing: it needs one of {', '.join(captures)}")

    def _refuse(self, why: str) -> None:
        raise ValueError(f"the pattern {self.pattern!r} of decoder {self.name!r} cannot be used: {why}")

    def _decode(self, value: str) -> Token | None:
        """What the core calls."""
        assert self.function is not None
        found: Any = self.function(value)
        if found is None or isinstance(found, Token):
            return found
        where = f"the function of decoder {self.name!r}"
        if not isinstance(found, Mapping):
            raise TypeError(f"{where} returns None, a Token or a mapping, not {_type_of(found)}")
        for name, text in found.items():
            if name not in Token._fields:
                raise ValueError(f"{where} returned {name!r}, which is none of {', '.join(Token._fields)}")
            if text is not None and not isinstance(text, str):
                raise TypeError(f"{where} returned {_type_of(text)} as {name}, not str")
        return Token(**{name: text or "" for name, text in found.items()})


@dataclass(frozen=True, init=False)
class AttributionOptions:
    """What is ours. Nothing is needed; the more is told, the more can be answered."""

    my_networks: tuple[IPv4Network | IPv6Network, ...]
    """Addresses of our servers."""
    my_hosts: tuple[str, ...]
    """Their names; ``.example.com`` stands for all names below it."""
    my_domains: tuple[str, ...]
    """Domains that our users send from; their subdomains are ours as well."""
    my_authserv_ids: tuple[str, ...]
    """Names of our servers in the Authentication-Results that they write on arriving mail."""
    decoders: tuple[TokenDecoder, ...]
    """They take tokens of our own apart."""
    cfbl_secret: bytes = field(repr=False)
    """Secret of CFBL-Feedback-IDs ``data:mac``, mac the HMAC-SHA-256 of data in hex, at least 16 digits of
    it (RFC 9477, section 6.3 asks to check one). Empty: no identifier is checked."""
    _core: _core.Options = field(repr=False, compare=False)

    def __init__(
        self,
        *,
        my_networks: Iterable[Network] = (),
        my_hosts: Iterable[str] = (),
        my_domains: Iterable[str] = (),
        my_authserv_ids: Iterable[str] = (),
        decoders: Iterable[TokenDecoder] = (),
        cfbl_secret: str | bytes = b"",
    ) -> None:
        """Raises ValueError, which names it, for a network that is none, and for a name that is none."""
        networks = tuple(map(_network_of, _several("my_networks", my_networks)))
        hosts = _texts("my_hosts", my_hosts)
        domains = _texts("my_domains", my_domains)
        authserv_ids = _texts("my_authserv_ids", my_authserv_ids)
        several = tuple(decoders)
        for decoder in several:
            if not isinstance(decoder, TokenDecoder):
                raise TypeError(f"decoders holds TokenDecoders, not {_type_of(decoder)}")
        if not isinstance(cfbl_secret, (str, bytes)):
            raise TypeError(f"cfbl_secret is str or bytes, not {_type_of(cfbl_secret)}")
        secret = cfbl_secret.encode() if isinstance(cfbl_secret, str) else cfbl_secret
        core = _core.Options(
            list(map(str, networks)), list(hosts), list(domains), list(authserv_ids), several, secret
        )
        values = (networks, hosts, domains, authserv_ids, several, secret, core)
        for name, value in zip(self.__dataclass_fields__, values, strict=True):
            object.__setattr__(self, name, value)

    def __reduce__(self) -> tuple[Any, ...]:
        """For pickle and copy: the core's part is made anew."""
        names = [name for name in self.__dataclass_fields__ if name != "_core"]
        return _restore_options, ({name: getattr(self, name) for name in names},)

    @classmethod
    def from_file(cls, path: str | os.PathLike[str]) -> AttributionOptions:
        """The options in a TOML file, as ``arf parse --options`` takes it.

        It has the keys my_networks, my_hosts, my_domains, my_authserv_ids (lists of strings),
        cfbl_secret_file (path of a file, relative to this one, that holds the secret and nothing else), and
        tables ``[[decoder]]`` with name, field, pattern and authentic.

        Raises:
            OSError: The file cannot be read.
            ValueError: It is no such file, or that of the secret cannot be read; the message names file and
                key, and says what is allowed.
        """
        from arf._options_file import read_options

        return cls(**read_options(path))


def _restore_options(keywords: dict[str, Any]) -> AttributionOptions:
    return AttributionOptions(**keywords)


def _type_of(value: object) -> str:
    return type(value).__name__


def _several(name: str, values: Iterable[Any]) -> tuple[Any, ...]:
    """A text is a list of its letters to Python, and never meant here."""
    if isinstance(values, (str, bytes)) or not isinstance(values, Iterable):
        raise TypeError(f"{name} is a list, not {_type_of(values)}")
    return tuple(values)


def _texts(name: str, values: Iterable[str]) -> tuple[str, ...]:
    several = _several(name, values)
    for value in several:
        if not isinstance(value, str):
            raise TypeError(f"{name} holds str, not {_type_of(value)}")
        if not value.strip(". \t") or (name in HOW_TO_WRITE and _NO_NAME.search(value)):
            how = f": {HOW_TO_WRITE[name]}" if name in HOW_TO_WRITE else ""
            raise ValueError(f"{name}: {value!r} is no name{how}")
    return several


def _network_of(value: Network) -> IPv4Network | IPv6Network:
    if not isinstance(value, (str, IPv4Address, IPv6Address, IPv4Network, IPv6Network)):
        raise TypeError(f"my_networks holds str and networks of ipaddress, not {_type_of(value)}")
    try:
        return ip_network(value, strict=False)
    except ValueError as error:
        raise ValueError(f"my_networks: {str(value)!r} is no IP network: {error}") from None


@dataclass(frozen=True)
class Answer(Generic[T]):
    """One answer of an attribution. No value is a proper answer: ``reason`` then says why there is none."""

    value: T | None
    confidence: str
    """high: a place that only we could have written says so, or report and trace agree; medium: the reporter
    says so, or two places that do not depend on each other; low: one place that anybody could have written;
    none: there is no answer."""
    place: str
    """Where it comes from: report, original, hop, carrier, token; nowhere."""
    name: str
    """Of the field, or of the decoder of a token."""
    field: str
    """Of a token: the field it stands in; else empty."""
    hop: int | None
    """Of a hop: its index in Attribution.hops, 0 is the newest."""
    text: bytes
    """The field as received; may be empty."""
    reason: str
    """One line for people: why this value, why so sure."""

    def __bool__(self) -> bool:
        return self.value is not None


class Device(NamedTuple):
    """The machine that handed a message in: what tells a customer which device at home it was."""

    ip: IPv4Address | IPv6Address | None
    port: int | None
    """Behind a carrier-grade NAT it takes the port to tell customers apart."""
    helo: str
    """Name it gave itself: ``[192.168.1.20]``, ``DESKTOP-AB12``."""
    protocol: str
    """``ESMTPSA``, ``HTTP``, ``local``, ..."""
    queue_id: str
    """What to look for in our log."""
    mailer: str
    """X-Mailer, User-Agent."""
    script: str
    """X-PHP-Originating-Script and its kin."""
    date: datetime | None
    """When it was handed in, in UTC."""
    utc_offset: int | None
    """Of the clock in the message's Date field, in minutes east of UTC."""


class Hop(NamedTuple):
    """One hop of the original's way."""

    role: str
    """reporter: inside the reporter's network; boundary: where the reporter took it over; ours: inside our
    network; submission: where our user handed it in; claimed: anybody could have written it."""
    received: Received
    field: Field | None
    """The field it was read from."""


class Trust(NamedTuple):
    """Facts for believing the report itself. None: it was not told."""

    carrier_authenticated: bool | None
    """Whether the topmost Authentication-Results of ours on the carrier say dkim, spf or dmarc pass ..."""
    carrier_aligned: bool | None
    """... and that for the domain in the carrier's From field."""
    carrier_authentication: str
    """That field, unfolded."""
    names_of_mine: tuple[str, ...]
    """What the report or the original names that is ours: ``source_ip 192.0.2.1``, ..."""
    report_agrees_with_original: bool | None
    """Whether Source-IP stands in the trace, and sender and Message-ID match."""
    cfbl_id_valid: bool | None
    """Whether the MAC of CFBL-Feedback-ID is ours."""
