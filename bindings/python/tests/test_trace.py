# SPDX-License-Identifier: BSL-1.0
"""What the fields of a message say, as values: methods of Message, arf.trace and arf.identifiers."""

from __future__ import annotations

import base64
import pickle
from collections.abc import Callable
from datetime import datetime, timezone
from ipaddress import IPv4Address
from typing import Any

import arf
import pytest
from arf import identifiers, trace
from hypothesis import given
from hypothesis import strategies as st
from samples import TRACED


@pytest.fixture
def original() -> arf.Message:
    message = arf.parse(TRACED).original
    assert message is not None
    return message


def test_received_are_hops_the_newest_first(original: arf.Message) -> None:
    newest, oldest = original.received()
    assert (newest.by, newest.ip, newest.envelope_for) == (
        "mx.example.net",
        IPv4Address("192.0.2.44"),
        "anna@example.net",
    )
    assert oldest.helo == "[192.168.1.20]" and oldest.rdns == "dsl-23.example.org"
    assert (oldest.with_, oldest.id, oldest.port) == ("ESMTPSA", "4Zq1Hx2sVbz9", None)
    assert oldest.authenticated and oldest.authenticated_user == "office@example.com" and oldest.tls
    assert oldest.date == datetime(2026, 2, 6, 9, 15, 28, tzinfo=timezone.utc)
    assert oldest.raw.startswith("from [192.168.1.20]") and "\n" not in oldest.raw


def test_authentication_results_are_taken_apart() -> None:
    (field,) = arf.parse(TRACED).carrier.authentication_results()
    assert (field.authserv_id, field.instance, field.version, field.none) == (
        "mx.example.com",
        None,
        None,
        False,
    )
    (result,) = field.results
    assert (result.method, result.result, result.method_version) == ("dkim", "pass", 1)
    assert result.find("header", "d") == "example.net" and result.find("header", "i") is None
    arc = trace.read_arc_authentication_results(
        b"i=2; mx.example.net; spf=fail (no) smtp.mailfrom=a@example.com"
    )
    assert arc.instance == 2 and arc.results[0].comment == "no"


def test_other_fields_of_servers() -> None:
    spf = trace.read_received_spf("pass (example.net: domain) client-ip=192.0.2.1; helo=x.example.com;")
    assert (spf.result, spf.client_ip, spf.helo) == ("pass", IPv4Address("192.0.2.1"), "x.example.com")
    assert ("client-ip", "192.0.2.1") in spf.pairs
    dkim = trace.read_dkim_signature("v=1; a=rsa-sha256; d=Example.com; s=s1; h=From:To; b=a b")
    assert (dkim.domain, dkim.selector, dkim.signed_fields) == ("example.com", "s1", ("from", "to"))
    assert dkim.find("b") == "ab" and dkim.find("x") is None


def test_origins_and_verdicts(original: arf.Message) -> None:
    (mailer,) = original.origins()
    assert mailer == trace.Origin("mailer", "X-Mailer", "Example Mail 3", None, "")
    (verdict,) = original.filter_verdicts()
    assert (verdict.verdict, verdict.field, verdict.score, verdict.threshold) == (
        "clean",
        "X-Spam-Status",
        1.5,
        5.0,
    )
    assert original.received_spf() == () and original.dkim_signatures() == ()
    assert original.arc_authentication_results() == ()


def test_identifiers() -> None:
    assert identifiers.read_list_unsubscribe("<https://example.com/u>, <mailto:u@example.com>") == (
        "https://example.com/u",
        "mailto:u@example.com",
    )
    assert identifiers.is_one_click("List-Unsubscribe=One-Click") and not identifiers.is_one_click("no")
    assert identifiers.read_list_id('"News" <news.example.com>') == ("news.example.com", "News")
    feedback_id = identifiers.read_feedback_id("a:b:c:example")
    assert feedback_id is not None
    assert (feedback_id.sender_id, feedback_id.campaign_parts) == ("example", ("a", "b", "c"))
    assert identifiers.read_feedback_id("") is None
    assert identifiers.read_cfbl_address("fbl@example.com; report=xarf") == ("fbl@example.com", "xarf")
    token = identifiers.read_return_path_token("<bounce+anna=example.net@example.com>")
    assert token is not None and (token.scheme, token.address) == ("verp", "anna@example.net")
    msfbl = identifiers.read_msfbl(base64.b64encode(b"anna@example.net@b@g@u"))
    assert msfbl is not None
    assert (msfbl.form, msfbl.recipient, msfbl.user) == ("at-signs", "anna@example.net", "u")


def test_values_hold_copies(original: arf.Message) -> None:
    hops = original.received()
    assert pickle.loads(pickle.dumps(hops)) == hops
    with pytest.raises(AttributeError):
        hops[0].by = "other"  # type: ignore[misc]


READERS: list[Callable[[Any], object]] = [
    getattr(module, name)
    for module in (trace, identifiers)
    for name in module.__all__
    if name.startswith(("read_", "is_"))
]


@pytest.mark.parametrize("reader", READERS)
def test_other_types_are_refused(reader: Callable[[Any], object]) -> None:
    for value in (None, 3, ["a"]):
        with pytest.raises(TypeError):
            reader(value)


@given(st.one_of(st.binary(max_size=200), st.text(st.characters(exclude_categories=["Cs"]), max_size=100)))
def test_any_value_gives_a_value(value: str | bytes) -> None:
    for reader in READERS:
        repr(reader(value)).encode()
