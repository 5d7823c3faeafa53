# SPDX-License-Identifier: BSL-1.0
"""Report.attribution(): options, answers, and where they come from."""

from __future__ import annotations

import copy
import gc
import hashlib
import hmac
import json
import pickle
from collections.abc import Mapping
from datetime import datetime, timezone
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from pathlib import Path
from typing import Any

import arf
import pytest
from arf._core import Mailbox
from hypothesis import given
from hypothesis import strategies as st
from samples import COMPLAINT, CORPUS, MINE, TRACED


@pytest.fixture
def report() -> arf.Report:
    return arf.parse(TRACED)


@pytest.fixture
def inferred(report: arf.Report) -> arf.Attribution:
    return report.attribution(**MINE)


def test_account_and_device_come_from_our_own_hop(inferred: arf.Attribution) -> None:
    account = inferred.account
    assert account and (account.value, account.confidence) == ("office@example.com", "high")
    assert (account.place, account.name, account.hop, account.field) == ("hop", "Received", 1, "")
    assert account.text in TRACED and account.text.startswith(b"Received: from [192.168.1.20]")
    assert account.reason
    device = inferred.device.value
    assert device is not None
    assert device.ip == IPv4Address("198.51.100.23") and device.port is None
    assert (device.helo, device.protocol, device.queue_id) == ("[192.168.1.20]", "ESMTPSA", "4Zq1Hx2sVbz9")
    assert (device.mailer, device.script) == ("Example Mail 3", "")
    assert device.date == datetime(2026, 2, 6, 9, 15, 28, tzinfo=timezone.utc)
    assert device.utc_offset == 60


def test_other_answers(inferred: arf.Attribution) -> None:
    assert inferred.source.value == IPv4Address("192.0.2.44") and inferred.source.confidence == "high"
    assert inferred.source_port.value == 40112
    assert inferred.recipient.value == "anna@example.net" and inferred.recipient_redaction == "none"
    assert inferred.message_id.value == "4711@example.com"
    assert inferred.campaign.value == "a:b:c"
    verdict = inferred.outbound_verdict.value
    assert verdict is not None and verdict.verdict == "clean"
    assert not inferred.customer and inferred.customer.value is None
    assert inferred.customer.confidence == "none" and inferred.customer.reason
    assert inferred.customer.place == "nowhere" and inferred.customer.text == b""
    assert inferred.conflicts == ()


def test_hops_have_roles(inferred: arf.Attribution) -> None:
    assert [hop.role for hop in inferred.hops] == ["boundary", "submission"]
    assert inferred.hops[1].received.authenticated_user == "office@example.com"
    field = inferred.hops[1].field
    assert field is not None and field.raw in TRACED


def test_trust(inferred: arf.Attribution) -> None:
    trust = inferred.trust
    assert trust.carrier_authenticated is True and trust.carrier_aligned is True
    assert "dkim=pass" in trust.carrier_authentication
    assert "source_ip 192.0.2.44" in trust.names_of_mine
    assert trust.report_agrees_with_original is True and trust.cfbl_id_valid is None


def test_without_options_nothing_is_ours(report: arf.Report) -> None:
    inferred = report.attribution()
    assert inferred.account.confidence == "low" and inferred.device.confidence == "low"
    assert inferred.trust.carrier_authenticated is None and inferred.trust.names_of_mine == ()


def test_a_message_without_original_has_reasons() -> None:
    fields = arf.parse_fields(b"Feedback-Type: abuse\nVersion: 1\n").attribution(my_domains=["example.com"])
    assert fields.hops == () and fields.device.reason and not fields.account


def test_options_are_values() -> None:
    options = arf.AttributionOptions(**MINE)
    assert options.my_networks == (IPv4Network("192.0.2.0/24"),)
    assert options.my_hosts == (".example.com",) and options.decoders == ()
    assert options == arf.AttributionOptions(**MINE) != arf.AttributionOptions()
    with pytest.raises(AttributeError):
        options.my_hosts = ()  # type: ignore[misc]
    assert b"hush" == arf.AttributionOptions(cfbl_secret="hush").cfbl_secret
    assert "hush" not in repr(arf.AttributionOptions(cfbl_secret="hush"))
    decoder = arf.TokenDecoder("ours", "Message-ID", "{account}@*")
    whole = arf.AttributionOptions(**MINE, decoders=[decoder], cfbl_secret=b"hush")
    assert pickle.loads(pickle.dumps(whole)) == whole == copy.deepcopy(whole)
    assert len({whole, pickle.loads(pickle.dumps(whole))}) == 1


def test_networks_are_text_or_objects(report: arf.Report) -> None:
    for network in (
        "192.0.2.0/24",
        "192.0.2.44",
        "192.0.2.44/24",
        IPv4Address("192.0.2.44"),
        IPv4Network("192.0.2.0/25"),
    ):
        inferred = report.attribution(my_networks=[network])
        assert inferred.trust.names_of_mine[0] == "source_ip 192.0.2.44"
    six = arf.AttributionOptions(my_networks=[IPv6Address("2001:db8::1"), IPv6Network("2001:db8::/32")])
    assert report.attribution(six).trust.names_of_mine == ()


def test_options_or_keywords(report: arf.Report) -> None:
    options = arf.AttributionOptions(**MINE)
    by_options = report.attribution(options)
    assert by_options.to_dict() == report.attribution(**MINE).to_dict()
    with pytest.raises(TypeError, match="not both"):
        report.attribution(options, my_hosts=["a"])  # type: ignore[call-overload]
    with pytest.raises(TypeError, match="my_host"):
        report.attribution(my_host=["a"])  # type: ignore[call-overload]
    with pytest.raises(TypeError, match="takes an AttributionOptions, not dict"):
        report.attribution({})  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("keywords", "error", "message"),
    [
        ({"my_networks": ["192.0.2.0/33"]}, ValueError, "my_networks: '192.0.2.0/33' is no IP network"),
        ({"my_networks": ["example.com"]}, ValueError, "'example.com' is no IP network"),
        ({"my_networks": ["fe80::1%eth0"]}, ValueError, "fe80::1%eth0"),
        ({"my_networks": [1]}, TypeError, "my_networks holds str and networks of ipaddress, not int"),
        ({"my_networks": "192.0.2.0/24"}, TypeError, "my_networks is a list, not str"),
        ({"my_hosts": "example.com"}, TypeError, "my_hosts is a list, not str"),
        ({"my_hosts": None}, TypeError, "my_hosts is a list, not NoneType"),
        ({"my_hosts": [b"example.com"]}, TypeError, "my_hosts holds str, not bytes"),
        ({"my_domains": ["."]}, ValueError, "my_domains: '.' is no name"),
        ({"decoders": ["a"]}, TypeError, "decoders holds TokenDecoders, not str"),
        ({"cfbl_secret": 3}, TypeError, "cfbl_secret is str or bytes, not int"),
    ],
)
def test_wrong_options_are_named(keywords: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        arf.AttributionOptions(**keywords)
    with pytest.raises(error, match=message):
        arf.parse(COMPLAINT).attribution(**keywords)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"pattern": "a"}, ValueError, "'a' of decoder 'd' cannot be used: it captures nothing"),
        ({"pattern": "*"}, ValueError, "captures nothing"),
        ({"pattern": "{user}@*"}, ValueError, "'{user}' is none of {account}, {recipient}"),
        ({"pattern": "{account"}, ValueError, "'{account' is none of"),
        ({"pattern": "{account}{campaign}"}, ValueError, "no text between '{account}' and '{campaign}'"),
        ({"pattern": "*{account}"}, ValueError, "no text between"),
        ({}, ValueError, "'d' takes either a pattern or a function"),
        ({"pattern": "{account}", "function": len}, ValueError, "either"),
        ({"pattern": b"{account}"}, TypeError, "pattern of decoder 'd' is str, not bytes"),
        ({"function": 3}, TypeError, "cannot be called"),
        ({"pattern": "{account}", "authentic": 1}, TypeError, "authentic is True or False, not int"),
        ({"pattern": "{account}", "field": ""}, ValueError, "field of a decoder is empty"),
        ({"pattern": "{account}", "name": None}, TypeError, "name of a decoder is str, not NoneType"),
    ],
)
def test_wrong_decoders_are_named(arguments: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        arf.TokenDecoder(**{"name": "d", "field": "Return-Path", **arguments})
    assert message in str(caught.value)


def test_a_pattern_takes_a_return_path_apart(report: arf.Report) -> None:
    decoder = arf.TokenDecoder("paths", "Return-Path", "bounce-{campaign}-{recipient}@example.com")
    inferred = report.attribution(decoders=[decoder], **MINE)
    assert inferred.campaign.value == "spring" and inferred.campaign.confidence == "medium"
    campaign = inferred.campaign
    assert (campaign.place, campaign.name, campaign.field) == ("token", "paths", "Return-Path")


@pytest.mark.parametrize("found", [arf.Token(account="u8812"), {"account": "u8812", "campaign": None}])
def test_a_function_takes_a_token_apart(report: arf.Report, found: Any) -> None:
    seen: list[str] = []

    def decode(value: str) -> arf.Token | Mapping[str, str | None] | None:
        seen.append(value)
        return found  # type: ignore[no-any-return]

    decoder = arf.TokenDecoder("ours", "Message-ID", function=decode, authentic=True)
    account = report.attribution(decoders=[decoder]).account
    assert seen == ["4711@example.com"]
    assert (account.value, account.confidence, account.name) == ("u8812", "high", "ours")


def test_a_function_that_finds_nothing(report: arf.Report) -> None:
    decoder = arf.TokenDecoder("ours", "Message-ID", function=lambda value: None)
    assert report.attribution(decoders=[decoder]).account.place != "token"


class Broken(Exception):
    pass


def fail(value: str) -> arf.Token:
    raise Broken(value)


@pytest.mark.parametrize(
    ("function", "error", "message"),
    [
        (fail, Broken, "4711@example.com"),
        (lambda value: 3, TypeError, "'ours' returns None, a Token or a mapping, not int"),
        (lambda value: {"user": "a"}, ValueError, "'user', which is none of account, recipient"),
        (lambda value: {"account": 3}, TypeError, "returned int as account, not str"),
        (lambda value: arf.Token("\ud800"), UnicodeEncodeError, "surrogates"),
    ],
)
def test_exceptions_of_a_function_reach_the_caller(
    function: Any, error: type[Exception], message: str, report: arf.Report, tmp_path: Path
) -> None:
    options = arf.AttributionOptions(decoders=[arf.TokenDecoder("ours", "Message-ID", function=function)])
    with pytest.raises(error, match=message):
        report.attribution(options)
    path = tmp_path / "two.mbox"
    path.write_bytes((b"From a Wed Jan 14 07:07:20 2026\n" + TRACED + b"\n") * 2)
    mailbox = Mailbox(
        path=str(path).encode(),
        all=False,
        max_bytes=1 << 20,
        unquote_from=False,
        use_content_length=True,
        attribution=options,
    )
    for _ in range(2):  # without the GIL, and it goes on behind the message
        with pytest.raises(error, match=message):
            mailbox.next_line()
    assert mailbox.next_line() is None


def test_cfbl_identifiers_are_checked() -> None:
    mac = hmac.new(b"hush", b"u8812:spring", hashlib.sha256).hexdigest()
    message = TRACED.replace(
        b"X-Mailer:", b"CFBL-Feedback-ID: u8812:spring:" + mac[:32].encode() + b"\nX-Mailer:"
    )
    report = arf.parse(message)
    assert report.attribution(cfbl_secret=b"hush").trust.cfbl_id_valid is True
    assert report.attribution(cfbl_secret="other").trust.cfbl_id_valid is False
    assert report.attribution().trust.cfbl_id_valid is None


def test_the_record_has_the_attribution(report: arf.Report, inferred: arf.Attribution) -> None:
    options = arf.AttributionOptions(**MINE)
    record = report.to_dict(attribution=options)
    assert record["attribution"] == inferred.to_dict()
    assert {key: value for key, value in record.items() if key != "attribution"} == report.to_dict()
    own = report.attribution(options)
    assert json.loads(report.to_json(attribution=own)) == record
    assert record["attribution"]["account"] == {
        "value": "office@example.com",
        "confidence": "high",
        "from": {"place": "hop", "name": "Received", "hop": 1},
        "reason": own.account.reason,
    }
    with pytest.raises(ValueError, match="another report"):
        arf.parse(COMPLAINT).to_json(attribution=own)
    with pytest.raises(TypeError, match="AttributionOptions, not bool"):
        report.to_json(attribution=True)  # type: ignore[arg-type]


def test_an_attribution_keeps_its_report() -> None:
    inferred = arf.parse(bytes(bytearray(TRACED))).attribution(**MINE)
    gc.collect()
    others = [arf.parse(TRACED.replace(b"office@", b"xxxxxx@")) for _ in range(50)]
    assert inferred.account.text in TRACED and inferred.to_dict()["source"]["value"] == "192.0.2.44"
    assert len(others) == 50


def test_answers_are_plain_values(inferred: arf.Attribution) -> None:
    device = inferred.device
    assert copy.deepcopy(device) == device == pickle.loads(pickle.dumps(device))
    with pytest.raises(AttributeError):
        device.value = None  # type: ignore[misc]
    with pytest.raises(AttributeError):
        inferred.account = device  # type: ignore[misc, assignment]
    assert "office@example.com (high)" in repr(inferred)


SAMPLES = sorted([*CORPUS.rglob("*.eml"), *CORPUS.rglob("*.msg.json")])


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.relative_to(CORPUS).as_posix())
def test_attribute_values_and_record_agree(path: Path) -> None:
    try:
        report = arf.parse(path.read_bytes(), keep_other_messages=True)
    except arf.ParseError:
        return
    inferred = report.attribution(my_domains=["example.com"])
    record = inferred.to_dict()
    for name in ("source", "source_port", "recipient", "message_id", "campaign", "customer", "account"):
        answer: arf.Answer[Any] = getattr(inferred, name)
        told = record[name]
        shown = answer.value if isinstance(answer.value, int) else answer.value and str(answer.value)
        assert told.get("value") == shown
        assert (told["confidence"], told["reason"]) == (answer.confidence, answer.reason)
        if answer:
            assert (told["from"]["place"], told["from"].get("hop")) == (answer.place, answer.hop)
    device = inferred.device.value
    assert record["device"].get("helo", "") == (device.helo if device else "")
    assert [hop["role"] for hop in record.get("hops", [])] == [hop.role for hop in inferred.hops]


@given(st.integers(0, len(TRACED) - 1), st.binary(max_size=8), st.integers(0, 40))
def test_a_damaged_complaint_can_be_attributed(at: int, inserted: bytes, removed: int) -> None:
    try:
        report = arf.parse(TRACED[:at] + inserted + TRACED[at + removed :], keep_other_messages=True)
    except arf.ParseError:
        return
    inferred = report.attribution(**MINE)
    for name in dir(inferred):
        if not name.startswith("_"):
            getattr(inferred, name)
    inferred.to_dict()
    repr(inferred)


def test_options_that_are_changed_meanwhile_are_kept() -> None:
    """A decoder that gives its own options others: those in use stay as they are."""
    options = arf.AttributionOptions(my_networks=["192.0.2.0/24"])

    def replace(value: str) -> None:
        options.__init__(my_domains=["example.com"])  # type: ignore[misc]

    options.__init__(decoders=[arf.TokenDecoder("x", "Message-ID", function=replace)] * 3)  # type: ignore[misc]
    report = arf.parse(COMPLAINT)
    assert report.attribution(options).source.reason
