# SPDX-License-Identifier: BSL-1.0
"""Reads complaints about mail: ARF feedback reports (RFC 5965) and their family.

    import arf

    for report in arf.read("abuse.mbox"):
        print(report.arrival_date, report.source_ip, report.feedback_type)

:func:`parse` reads one message, :func:`read` reads mailboxes. The attributes of a :class:`Report` have the
names of the keys in its JSON record; keywords are lower-case strings, what is absent is None or an empty
tuple. :meth:`Report.attribution` infers which account, recipient and device a complaint is about.
"""

from arf import identifiers, trace
from arf._attribution import Answer, AttributionOptions, Device, Hop, Token, TokenDecoder, Trust
from arf._core import Attribution, Message, Part, Report, __version__
from arf._parse import parse, parse_fields
from arf._read import read
from arf._types import (
    Address,
    DeliveryStatus,
    Diagnostic,
    Evidence,
    Field,
    ParseError,
    ReadWarning,
    ReportRow,
)

__all__ = [
    "Address",
    "Answer",
    "Attribution",
    "AttributionOptions",
    "DeliveryStatus",
    "Device",
    "Diagnostic",
    "Evidence",
    "Field",
    "Hop",
    "Message",
    "ParseError",
    "Part",
    "ReadWarning",
    "Report",
    "ReportRow",
    "Token",
    "TokenDecoder",
    "Trust",
    "__version__",
    "identifiers",
    "parse",
    "parse_fields",
    "read",
    "trace",
]
