# SPDX-License-Identifier: BSL-1.0
"""The conditions of `arf parse --where`: a column, a comparison, a value.

    condition  = column SP comparison [SP value] / column " is " ("present" / "absent")
    comparison = "=" / "!=" / "<" / "<=" / ">" / ">=" / "in" / "not in"
    value      = text / DQUOTE text DQUOTE
    text       = what follows, to the end; with "in" a list with commas

What a comparison means depends on the kind of the column:

- text: `=`, `!=`, `in`, `not in`; letter case does not count. Of a list one value that fits is enough.
- IP addresses: `=`, `!=` with an address, `in`, `not in` with networks (CIDR) and addresses.
- times: all. `2026-01-14` is the whole day in UTC; `2026-01-14T08:00:00+01:00` an instant, without a zone one
  in UTC; `in` takes days or instants, and ranges `2026-01-01..2026-01-31`, both ends included.
- numbers: all; `in` takes ranges too. true and false: `=` and `!=`.

`!=` and `not in` are true exactly where `=` and `in` are not: also where the column is absent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, timezone
from difflib import get_close_matches
from ipaddress import ip_address, ip_network
from typing import Any, NamedTuple

from arf._core import FORMATS
from arf._facts import Fact, Seen, find_fact, is_inferred

Test = Callable[[Any], bool]

_CONDITION = re.compile(
    r"\s*(?P<name>[\w-]+)\s*(?P<sign><=|>=|!=|==|=|<|>|\bnot\s+in\b|\bin\b|\bis\b)\s*(?P<value>.*?)\s*",
    re.DOTALL,
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
EXAMPLES = "write 'feedback_type = abuse', 'source_ip in 192.0.2.0/24', 'arrival_date >= 2026-01-01'"
_ORDER: dict[str, Callable[[Any, Any, Any], bool]] = {
    "<": lambda value, start, end: bool(value < start),
    "<=": lambda value, start, end: bool(value < end),
    ">": lambda value, start, end: bool(value >= end),
    ">=": lambda value, start, end: bool(value >= start),
}
"""By the first value that is meant, and the first behind it."""


class Condition(NamedTuple):
    """One condition on a column."""

    text: str
    fact: Fact
    test: Test

    @property
    def is_inferred(self) -> bool:
        """Whether it takes an attribution."""
        return is_inferred(self.fact)

    def fits(self, seen: Seen) -> bool:
        return self.test(seen.value(self.fact))


def read_condition(text: str) -> Condition:
    """Reads one condition.

    Raises:
        ValueError: It is none; the message says what to write.
    """
    found = _CONDITION.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no condition: {EXAMPLES}")
    fact = find_fact(found["name"])
    if fact.kind in ("object", "objects"):
        raise ValueError(f"{fact.name} holds objects, which cannot be compared")
    sign = " ".join(found["sign"].split()).replace("==", "=")
    value = found["value"]
    if len(value) > 1 and value[0] == value[-1] == '"':
        value = value[1:-1]
    elif not value:
        raise ValueError(f"{text!r} has no value: {EXAMPLES}; where a column may be missing: 'is absent'")
    return Condition(text, fact, _test(fact, sign, value))


def _test(fact: Fact, sign: str, value: str) -> Test:
    if sign == "is":
        return _presence(value)
    if sign in ("!=", "not in"):
        positive = _test(fact, "=" if sign == "!=" else "in", value)
        return lambda found: not positive(found)
    test = _TESTS[fact.kind](fact, sign, value)
    return lambda found: found is not None and test(found)


def _presence(value: str) -> Test:
    if value == "present":
        return lambda found: found is not None and found != ()
    if value == "absent":
        return lambda found: found is None or found == ()
    raise ValueError(f"a column is present or absent, not {value!r}")


def _values(sign: str, value: str) -> list[str]:
    """What is allowed: with `in` a list."""
    if sign == "=":
        return [value]
    several = [one.strip() for one in value.split(",")]
    if not all(several):
        raise ValueError(f"{value!r} has an empty entry")
    return several


def _refuse_order(fact: Fact, sign: str) -> None:
    if sign in _ORDER:
        raise ValueError(f"{fact.name} has no order: {sign} is for times and numbers")


def _text(fact: Fact, sign: str, value: str) -> Test:
    _refuse_order(fact, sign)
    allowed = {one.casefold() for one in _values(sign, value)}
    if fact.name == "format":
        _check_formats(allowed)
    return lambda found: found.casefold() in allowed


def _texts(fact: Fact, sign: str, value: str) -> Test:
    one_fits = _text(fact, sign, value)
    return lambda found: any(map(one_fits, found))


def _check_formats(names: Iterable[str]) -> None:
    known = [name for name, _ in FORMATS]
    for name in names:
        if name not in known:
            similar = get_close_matches(name, known) or sorted(known)
            raise ValueError(f"there is no format {name!r}: {', '.join(similar)}")


def _truth(fact: Fact, sign: str, value: str) -> Test:
    if sign != "=" or value.lower() not in ("true", "false"):
        raise ValueError(f"{fact.name} is true or false: write '{fact.name} = true'")
    wanted = value.lower() == "true"
    return lambda found: found is wanted


def _address(fact: Fact, sign: str, value: str) -> Test:
    _refuse_order(fact, sign)
    if sign == "=":
        try:
            address = ip_address(value)
        except ValueError:
            hint = ": networks are compared with 'in'" if "/" in value else ""
            raise ValueError(f"{value!r} is no IP address{hint}") from None
        return lambda found: bool(found == address)
    networks = []
    for text in _values(sign, value):
        try:
            networks.append(ip_network(text, strict=False))
        except ValueError:
            raise ValueError(f"{text!r} is no network: write 192.0.2.0/24 or 2001:db8::/32") from None
    return lambda found: any(found in network for network in networks)


def _ordered(fact: Fact, sign: str, value: str, read: Callable[[Fact, str], tuple[Any, Any]]) -> Test:
    """`read` gives the first value that is meant, and the first behind it."""
    if sign in _ORDER:
        compare = _ORDER[sign]
        start, end = read(fact, value)
        return lambda found: compare(found, start, end)
    spans = []
    for text in _values(sign, value):
        first, dots, last = text.partition("..") if sign == "in" else (text, "", "")
        span = (read(fact, first.strip())[0], read(fact, last.strip() if dots else first.strip())[1])
        if span[0] >= span[1]:
            raise ValueError(f"the range {text!r} ends before it begins")
        spans.append(span)
    return lambda found: any(start <= found < end for start, end in spans)


def _number(fact: Fact, text: str) -> tuple[int, int]:
    if not (text.isascii() and text.isdigit() and len(text) <= 20):
        raise ValueError(f"{fact.name} is a whole number of 0 or more, not {text!r}")
    return int(text), int(text) + 1


def _instant(fact: Fact, text: str) -> tuple[datetime, datetime]:
    try:
        if _DAY.fullmatch(text):
            day = datetime.fromisoformat(text).replace(tzinfo=timezone.utc)
            return day, day + timedelta(days=1)
        time = datetime.fromisoformat(re.sub(r"[zZ]$", "+00:00", text))
        if not time.tzinfo:
            time = time.replace(tzinfo=timezone.utc)
        return time, time + timedelta(microseconds=1)
    except (ValueError, OverflowError):
        how = "write 2026-01-14 or 2026-01-14T07:30:00Z"
        raise ValueError(f"{fact.name} is a time, not {text!r}: {how}") from None


_TESTS: dict[str, Callable[[Fact, str, str], Test]] = {
    "string": _text,
    "strings": _texts,
    "boolean": _truth,
    "ip": _address,
    "integer": lambda fact, sign, value: _ordered(fact, sign, value, _number),
    "time": lambda fact, sign, value: _ordered(fact, sign, value, _instant),
}
