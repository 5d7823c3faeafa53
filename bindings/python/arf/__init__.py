# SPDX-License-Identifier: BSL-1.0
"""Reads complaints about mail: ARF feedback reports (RFC 5965) and their family.

    import arf

    for report in arf.read("abuse.mbox"):
        print(report.arrival_date, report.source_ip, report.feedback_type)

:func:`parse` reads one message, :func:`read` and :func:`scan` read mailboxes, :func:`tally` counts what is
in them, :func:`read_columns` gives it to data frames; the module ``arf.imap`` reads a folder of a server.
The attributes of a :class:`Report` have the names of the keys in its JSON record; keywords are lower-case
strings, what is absent is None or an empty tuple. :meth:`Report.attribution` infers which account, recipient
and device a complaint is about.
"""

from arf import identifiers, trace
from arf._attribution import Answer, AttributionOptions, Device, Hop, Token, TokenDecoder, Trust
from arf._core import (
    TALLY_KEYS,
    TALLY_KINDS,
    Attribution,
    Message,
    Part,
    RecordBatch,
    Report,
    Tally,
    __version__,
)
from arf._count import tally
from arf._parse import parse, parse_fields
from arf._read import read, scan
from arf._record_stream import RecordStream, read_columns
from arf._tally import TallyExample, TallyGroup
from arf._types import (
    Address,
    Counts,
    DeliveryStatus,
    Diagnostic,
    Evidence,
    Field,
    ParseError,
    ReadWarning,
    ReportRow,
)

__all__ = [
    "TALLY_KEYS",
    "TALLY_KINDS",
    "Address",
    "Answer",
    "Attribution",
    "AttributionOptions",
    "Counts",
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
    "RecordBatch",
    "RecordStream",
    "Report",
    "ReportRow",
    "Tally",
    "TallyExample",
    "TallyGroup",
    "Token",
    "TokenDecoder",
    "Trust",
    "__version__",
    "identifiers",
    "parse",
    "parse_fields",
    "read",
    "read_columns",
    "scan",
    "tally",
    "trace",
]
