# SPDX-License-Identifier: BSL-1.0
"""The small values that a report is made of, and the errors.

The values are plain tuples: they hold copies and refer to nothing.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from arf._printable import printable

if TYPE_CHECKING:
    from arf._attribution import AttributionOptions
    from arf._core import Attribution, Part, Report

_CONTROLS = re.compile("[\x80-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""The core escapes them in JSON, too: a terminal obeys them, or they end a line."""


def to_json(record: dict[str, Any]) -> str:
    """A record as one line of JSON, as the core writes it."""
    return escaped(json.dumps(record, ensure_ascii=False, separators=(",", ":")))


def escaped(text: str) -> str:
    """JSON that a terminal shows and does not obey."""
    return _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


class Address(NamedTuple):
    """A mail address without brackets and route (RFC 5322, section 3.4.1)."""

    address: str
    """The addr-spec as written; empty for the null path ``<>``."""
    display_name: str
    """Decoded (RFC 2047); often empty."""
    redaction: str
    """How the reporter made it unreadable (RFC 6590): none, placeholder, masked, hashed or empty."""

    def __str__(self) -> str:
        return self.address


class Field(NamedTuple):
    """A header field."""

    name: str
    """As written."""
    value: str
    """Unfolded, without surrounding blanks; encoded words stand as they are."""
    raw: bytes
    """Name, colon and value as received, without the final line end."""

    @property
    def text(self) -> str:
        """The value for people: encoded words decoded (RFC 2047). Never read addresses from it."""
        from arf._core import decode_text

        return decode_text(self.raw.partition(b":")[2])


class Diagnostic(NamedTuple):
    """One thing that was odd about a message, where it stands, and what was done about it."""

    code: str
    """Stable name, such as ``bad_date``."""
    severity: str
    """note, warning, or error: a fact is missing because of it."""
    offset: int
    """Where it starts, in bytes from the start of the message."""
    length: int
    """How many bytes it covers; 0 where something is missing."""
    field: str
    """Name of the field concerned; empty where there is none."""
    source: str
    """The RFC and section that the message departs from; empty where none applies."""
    text: str
    """What was odd."""
    action: str
    """What was done about it."""


class Evidence(NamedTuple):
    """One piece of evidence of a XARF or X-ARF report."""

    content_type: str
    """As written; empty where it is not told."""
    description: str
    """Empty where there is none."""
    hash: str
    """Such as ``sha256:...``, as written and not checked; empty where there is none."""
    payload: bytes
    """Its bytes, base64 undone."""


class Counts(dict[str, int]):
    """Numbers by their names: a dict that cannot be changed, and can be hashed."""

    __slots__ = ()

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __repr__(self) -> str:
        return f"Counts({super().__repr__()})"

    def __reduce__(self) -> tuple[Any, ...]:
        return Counts, (dict(self),)

    def __copy__(self) -> Counts:
        return self

    def __deepcopy__(self, memo: Any) -> Counts:
        return self

    def _refuse(self, *arguments: Any, **keywords: Any) -> NoReturn:
        raise TypeError("the counts of a row cannot be changed: dict(counts) is a copy that can")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse


class ReportRow(NamedTuple):
    """One row of a complaint that lists many: SpamCop's summary, a webhook's batch of events."""

    source_ip: IPv4Address | IPv6Address | None
    date: datetime | None
    """In UTC; None where it is no instant."""
    recipient: Address | None
    counts: Counts
    """The numbers that the row states, by their names."""
    text: str
    """The whole row as written."""


class DeliveryStatus(NamedTuple):
    """What a bounce says about one recipient (RFC 3464, section 2.3)."""

    original_recipient: Address | None
    final_recipient: Address | None
    action: str
    """failed, delayed, ..., as written; empty where it is not told."""
    status: str
    """Such as ``5.7.1`` (RFC 3463)."""
    remote_mta: str | None
    diagnostic_code: str | None
    """Unfolded, with its type."""
    reply_code: int | None
    """Of SMTP, in the diagnostic code: 550."""
    enhanced_code: str
    """In the diagnostic code: ``5.7.1``; empty where there is none."""
    blocklist: str
    """The blocklist that the diagnostic code names; empty where it names none."""
    last_attempt_date: datetime | None
    fields: tuple[Field, ...]
    """All fields of the recipient in order."""


class ParseError(ValueError):
    """There is nothing to show: the input is empty, too large, not a complaint, or could not be read.

    Attributes:
        code: ``empty``, ``too_large``, ``not_a_complaint``, ``io`` or ``unreadable_file``.
        format: With ``not_a_complaint``, what the message is instead: dsn, mdn, ..., unknown; else
            unreadable.
        reason: How that was recognised; may be empty.
        source: From :func:`arf.read`, the path of the file, ``-`` for standard input; else empty.
        index: Number of the message in its file, from 0.
        offset: Of the message's first byte in its file.
        errno: With ``io``, the error number of the operating system; else 0.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str,
        format: str = "unreadable",
        reason: str = "",
        source: str = "",
        index: int = 0,
        offset: int = 0,
        errno: int = 0,
        record: str = "{}",
    ) -> None:
        super().__init__(printable(message))  # it names the file, and people print it as it is
        self.code = code
        self.format = format
        self.reason = reason
        self.source = source
        self.index = index
        self.offset = offset
        self.errno = errno
        self._record = record

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore_error, (str(self), vars(self))

    def to_json(self) -> str:
        """The record that stands for the message, as one line of JSON."""
        return to_json(self.to_dict())

    def to_dict(self) -> dict[str, Any]:
        """The same as a dict."""
        record: dict[str, Any] = json.loads(self._record)
        if self.code == "not_a_complaint":
            record |= {"format": self.format, "reason": self.reason}
        return record


def _restore_error(message: str, state: dict[str, Any]) -> ParseError:
    error = ParseError(message, code=state["code"])
    vars(error).update(state)
    return error


def restore_report(
    data: bytes, source: bytes, index: int, offset: int, from_fields: bool, limits: tuple[int, ...]
) -> Report:
    """What unpickles a Report: parses its bytes again, within the limits of then.

    Raises:
        ParseError: The bytes are no message to this version of the library.
    """
    from arf._core import restore_report as restore

    return restore(data, source, index, offset, from_fields, limits)


def restore_part(report: Report, index: int) -> Part:
    """What unpickles a Part."""
    return report.parts[index]


def restore_attribution(report: Report, options: AttributionOptions) -> Attribution:
    """What unpickles an Attribution: infers it again."""
    return report.attribution(options)


class ReadWarning(UserWarning):
    """A message or a file that :func:`arf.read` could not read, and left out."""
