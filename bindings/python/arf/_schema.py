# SPDX-License-Identifier: BSL-1.0
"""The JSON Schema of the record, made from the tables in the C++ core."""

from __future__ import annotations

from typing import Any

from arf._core import DIAGNOSTICS, FORMATS
from arf._facts import PLACE, REASON, STATED, Fact
from arf._lint import SEVERITIES

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer", "minimum": 0}
TRUTH: Schema = {"type": "boolean"}
TEXTS: Schema = {"type": "array", "items": TEXT, "minItems": 1}
TIME: Schema = {
    "type": "string",
    "format": "date-time",
    "pattern": r"^[0-9]{4,}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?Z$",
}
ADDRESS: Schema = {"type": "string", "anyOf": [{"format": "ipv4"}, {"format": "ipv6"}]}
KINDS: dict[str, Schema] = {
    "string": TEXT,
    "boolean": TRUTH,
    "integer": WHOLE,
    "time": {"$ref": "#/$defs/time"},
    "ip": {"$ref": "#/$defs/address"},
    "strings": TEXTS,
}
CONFIDENCES = ["high", "medium", "low", "none"]
PLACES = ["report", "original", "hop", "carrier", "token", "nowhere"]
ROLES = ["reporter", "boundary", "ours", "submission", "claimed"]
VERDICTS = ["unknown", "clean", "suspicious", "spam", "virus"]


def schema() -> Schema:
    """The schema (draft 2020-12) of one record: of one message, or of one that could not be read."""
    return {
        "$schema": DIALECT,
        "title": "Record of libarf",
        "description": "What `arf parse` prints of one message: docs/record.md.",
        "oneOf": [{"$ref": "#/$defs/record"}, {"$ref": "#/$defs/unreadable"}],
        "$defs": {
            "record": record(),
            "unreadable": unreadable(),
            "time": TIME,
            "address": ADDRESS,
            "diagnostic": diagnostic(),
            "row": row(),
            "delivery": delivery(),
            "answer": answer(TEXT),
            "attribution": attribution(),
        },
    }


def closed(properties: dict[str, Schema], required: tuple[str, ...] = ()) -> Schema:
    """An object with these members and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def listed(items: Schema) -> Schema:
    """A list that is not there where it is empty."""
    return {"type": "array", "items": items, "minItems": 1}


def described(fact: Fact) -> Schema:
    return {**KINDS[fact.kind], "description": fact.about}


def record() -> Schema:
    """A message that could be read."""
    place = {fact.name: described(fact) for fact in (*PLACE, REASON)}
    place["format"] = {"enum": [name for name, _ in FORMATS], "description": "Wire format"}
    behind = {
        "extensions": listed(closed({"name": TEXT, "value": TEXT}, ("name", "value"))),
        "rows": listed({"$ref": "#/$defs/row"}),
        "deliveries": listed({"$ref": "#/$defs/delivery"}),
        "evidence": listed(
            closed({"content_type": TEXT, "description": TEXT, "hash": TEXT, "size": WHOLE}, ("size",))
        ),
        "redacted": listed({"enum": [fact.name for fact in STATED]}),
        "attribution": {"$ref": "#/$defs/attribution"},
        "diagnostics": {"type": "array", "items": {"$ref": "#/$defs/diagnostic"}},
    }
    facts = {fact.name: described(fact) for fact in STATED}
    required = (*(fact.name for fact in PLACE), "diagnostics")
    return closed(place | facts | behind, required)


def unreadable() -> Schema:
    """A message that could not be read."""
    place = {fact.name: described(fact) for fact in PLACE}
    place |= {"is_report": {"const": False}, "format": {"const": "unreadable"}}
    place["error"] = {**TEXT, "description": "Why there is nothing to show"}
    return closed(place, tuple(place))


def diagnostic() -> Schema:
    members = {
        "code": {"enum": [code for code, *_ in DIAGNOSTICS]},
        "severity": {"enum": list(SEVERITIES)},
        "offset": WHOLE,
        "length": WHOLE,
        "field": TEXT,
        "source": {**TEXT, "description": "RFC and section"},
        "text": TEXT,
        "action": TEXT,
    }
    return closed(members, ("code", "severity", "offset", "length", "text", "action"))


def row() -> Schema:
    """One row; the numbers that it states stand under their own names."""
    return {
        "type": "object",
        "properties": {
            "source_ip": KINDS["ip"],
            "date": KINDS["time"],
            "date_raw": TEXT,
            "recipient": TEXT,
            "text": TEXT,
        },
        "required": ["text"],
        "additionalProperties": WHOLE,
    }


def delivery() -> Schema:
    texts = ("original_recipient", "final_recipient", "action", "status", "remote_mta", "diagnostic_code")
    members = dict.fromkeys((*texts, "enhanced_code", "blocklist", "last_attempt_date_raw"), TEXT)
    return closed(members | {"reply_code": WHOLE, "last_attempt_date": KINDS["time"]})


def answer(value: Schema, **others: Schema) -> Schema:
    """One answer of an attribution: without a value, `reason` says why there is none."""
    origin = closed({"place": {"enum": PLACES}, "name": TEXT, "field": TEXT, "hop": WHOLE}, ("place",))
    members = {"value": value, **others, "confidence": {"enum": CONFIDENCES}, "from": origin, "reason": TEXT}
    return closed(members, ("confidence", "reason"))


def attribution() -> Schema:
    """Whom the message is about; only where it is asked for."""
    text = {"$ref": "#/$defs/answer"}
    device = answer(
        TEXT,
        ip=KINDS["ip"],
        port=WHOLE,
        **dict.fromkeys(("helo", "protocol", "queue_id", "mailer", "script", "date_raw"), TEXT),
        date=KINDS["time"],
        utc_offset={"type": "integer"},
    )
    del device["properties"]["value"]
    numbers: Schema = {"type": "number"}
    members = {
        "source": answer(KINDS["ip"]),
        "source_port": answer(WHOLE),
        "recipient": answer(TEXT, redacted={"const": True}),
        **dict.fromkeys(("message_id", "campaign", "customer", "account"), text),
        "device": device,
        "outbound_verdict": answer(
            {"enum": VERDICTS}, filter=TEXT, text=TEXT, score=numbers, threshold=numbers
        ),
        "hops": listed(hop()),
        "conflicts": TEXTS,
        "trust": trust(),
    }
    required = tuple(name for name in members if name not in ("hops", "conflicts"))
    return closed(members, required)


def hop() -> Schema:
    texts = ("helo", "rdns", "by", "with", "id", "for", "authenticated_user", "date_raw")
    members = dict.fromkeys(texts, TEXT) | {
        "role": {"enum": ROLES},
        "ip": KINDS["ip"],
        "by_ip": KINDS["ip"],
        "port": WHOLE,
        "tls": {"const": True},
        "date": KINDS["time"],
    }
    return closed(members, ("role",))


def trust() -> Schema:
    truths = ("carrier_authenticated", "carrier_aligned", "report_agrees_with_original", "cfbl_id_valid")
    return closed(dict.fromkeys(truths, TRUTH) | {"carrier_authentication": TEXT, "names_of_mine": TEXTS})
