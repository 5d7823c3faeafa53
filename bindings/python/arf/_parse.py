# SPDX-License-Identifier: BSL-1.0
"""parse() and parse_fields(): their signatures; the work is done in the core.

They pass everything by position, which costs less than keywords.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from arf import _core

if TYPE_CHECKING:
    from typing_extensions import Buffer

_LIMITS = _core.DEFAULT_LIMITS


def parse(
    data: Buffer,
    /,
    *,
    keep_other_messages: bool = False,
    max_bytes: int = _LIMITS["max_bytes"],
    max_depth: int = _LIMITS["max_depth"],
    max_message_depth: int = _LIMITS["max_message_depth"],
    max_parts: int = _LIMITS["max_parts"],
    max_fields: int = _LIMITS["max_fields"],
    max_field_bytes: int = _LIMITS["max_field_bytes"],
    max_report_bytes: int = _LIMITS["max_report_bytes"],
    max_document_bytes: int = _LIMITS["max_document_bytes"],
    max_document_depth: int = _LIMITS["max_document_depth"],
    max_nodes: int = _LIMITS["max_nodes"],
    max_diagnostics: int = _LIMITS["max_diagnostics"],
) -> _core.Report:
    """Parses a whole message that carries a complaint.

    A bytes object is not copied: the report keeps it. Any other buffer is copied first. A field that cannot
    be read never loses the report: it stays in ``Report.fields``, and ``Report.diagnostics`` says why.

    Args:
        data: The raw message, CRLF or LF line ends.
        keep_other_messages: Whether a message that is no complaint gives a report, with ``is_report`` False.
        max_bytes: A larger message is an error. The other limits keep what was read, and add a diagnostic:
        max_depth: Multiparts inside multiparts.
        max_message_depth: Messages inside messages; never more than 64.
        max_parts: Parts of a message, all levels together.
        max_fields: Fields of one header.
        max_field_bytes: Size of one header field.
        max_report_bytes: Size of the report part, decoded.
        max_document_bytes: Size of a JSON or YAML document, decoded.
        max_document_depth: Objects and arrays inside each other.
        max_nodes: Values of a document, all levels together.
        max_diagnostics: Diagnostics of one message.

    Raises:
        ParseError: The input is empty, too large, or not a complaint; its ``code`` says which.
        TypeError: The data is not bytes-like, or a limit is no whole number.
        ValueError: A limit is negative.
    """
    return _core.parse(
        data,
        keep_other_messages,
        max_bytes,
        max_depth,
        max_message_depth,
        max_parts,
        max_fields,
        max_field_bytes,
        max_report_bytes,
        max_document_bytes,
        max_document_depth,
        max_nodes,
        max_diagnostics,
    )


def parse_fields(
    data: Buffer,
    /,
    *,
    keep_other_messages: bool = False,
    max_bytes: int = _LIMITS["max_bytes"],
    max_depth: int = _LIMITS["max_depth"],
    max_message_depth: int = _LIMITS["max_message_depth"],
    max_parts: int = _LIMITS["max_parts"],
    max_fields: int = _LIMITS["max_fields"],
    max_field_bytes: int = _LIMITS["max_field_bytes"],
    max_report_bytes: int = _LIMITS["max_report_bytes"],
    max_document_bytes: int = _LIMITS["max_document_bytes"],
    max_document_depth: int = _LIMITS["max_document_depth"],
    max_nodes: int = _LIMITS["max_nodes"],
    max_diagnostics: int = _LIMITS["max_diagnostics"],
) -> _core.Report:
    """Parses the fields of a report alone: a message/feedback-report part, its transfer encoding undone.

    Takes and raises what :func:`parse` does; the report has neither an original nor a carrier.
    """
    return _core.parse_fields(
        data,
        keep_other_messages,
        max_bytes,
        max_depth,
        max_message_depth,
        max_parts,
        max_fields,
        max_field_bytes,
        max_report_bytes,
        max_document_bytes,
        max_document_depth,
        max_nodes,
        max_diagnostics,
    )
