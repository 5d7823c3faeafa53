# SPDX-License-Identifier: BSL-1.0
"""parse() and what a report shows."""

from __future__ import annotations

import gc
import inspect
import json
import os
import pickle
import threading
from datetime import datetime, timezone
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from typing import Any

import arf
import pytest
from arf import _core
from hypothesis import given
from hypothesis import strategies as st
from samples import COMPLAINT, CORPUS, NEWSLETTER

BOUNCE = (CORPUS / "not-a-complaint" / "dsn-blocklisted.eml").read_bytes()


@pytest.fixture
def report() -> arf.Report:
    return arf.parse(COMPLAINT)


def test_core_is_of_the_form_under_test() -> None:
    assert _core.HEADER_ONLY == (os.environ.get("ARF_HEADER_ONLY") == "1")  # set by tests/tools/run_suites.py


def test_facts_have_types(report: arf.Report) -> None:
    assert report.feedback_type == "abuse"
    assert report.user_agent == "Example/1.0"
    assert report.version == "1"
    assert report.arrival_date == datetime(2026, 1, 14, 6, 30, 9, tzinfo=timezone.utc)
    assert report.source_ip == IPv4Address("192.0.2.1")
    assert report.original_mail_from == ""
    assert report.original_rcpt_to == ("somebody@example.net",)
    assert report.reported_domain == ("example.com",)
    assert report.incidents == 3
    assert report.original_subject == "Gr\u00fc\u00dfe"
    assert report.original_to == ("somebody@example.net", "other@example.net")
    assert report.carrier_from == "fbl@example.net"
    assert report.is_report and report.format == "arf" and report.reason


def test_absent_facts_are_none_or_empty(report: arf.Report) -> None:
    assert report.source_port is None
    assert report.auth_failure is None
    assert report.reported_uri == ()
    assert report.redacted == ()
    assert report.source == "" and report.index == 0 and report.offset == 0


def test_a_date_without_zone_is_no_datetime(report: arf.Report) -> None:
    assert report.original_date is None
    assert report.original_date_raw == "Wed, 14 Jan 2026 07:30:00"
    assert report.arrival_date_raw is None
    assert report.original is not None and report.original.date is None


def test_ipv6(report: arf.Report) -> None:
    six = arf.parse(COMPLAINT.replace(b"192.0.2.1", b"[2001:DB8::0:1]"))
    assert six.source_ip == IPv6Address("2001:db8::1")


def test_original(report: arf.Report) -> None:
    original = report.original
    assert original is not None
    assert original.message_id == report.original_message_id == "spam-1@example.com"
    assert original.from_ == arf.Address("seller@example.com", "J\u00fcrgen", "none")
    assert str(original.from_) == "seller@example.com"
    assert [str(address) for address in original.to] == ["somebody@example.net", "other@example.net"]
    assert original.body == b"Spam"
    as_received = COMPLAINT[COMPLAINT.index(b"From: =?utf-8") : -len(b"\n--b--\n")]
    assert original.bytes == bytes(original) == as_received
    assert [field.name for field in original.fields] == ["From", "To", "Subject", "Date", "Message-ID"]
    assert not original.headers_only
    subject = original.find("SUBJECT")
    assert subject is not None
    assert subject.raw == b"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?="
    assert subject.value == "=?utf-8?q?Gr=C3=BC=C3=9Fe?=" and subject.text == "Gr\u00fc\u00dfe"
    assert original.find("Absent") is None
    assert original.values("to") == ("somebody@example.net, other@example.net",)


def test_fields_and_extensions(report: arf.Report) -> None:
    assert report.fields[0] == arf.Field("Feedback-Type", "Abuse", b"Feedback-Type: Abuse")
    assert report.extensions == (arf.Field("X-Token", "a  b", b"X-Token: a\n  b"),)


def test_parts(report: arf.Report) -> None:
    kinds = [(part.media_type, part.kind, part.depth, part.parent) for part in report.parts]
    assert kinds[:4] == [
        ("multipart/report", "multipart", 0, None),
        ("text/plain", "leaf", 1, 0),
        ("message/feedback-report", "leaf", 1, 0),
        ("message/rfc822", "message", 1, 0),
    ]
    text = report.parts[1]
    assert text.content == text.body == b"This is a complaint."
    assert bytes(text) == text.bytes == b"Content-Type: text/plain\n\nThis is a complaint."
    assert text.fields[0].value == text.content_type == "text/plain"
    assert report.text().strip() == "This is a complaint."


def test_content_of_a_part_is_decoded() -> None:
    encoded = COMPLAINT.replace(
        b"Content-Type: text/plain\n\nThis is a complaint.",
        b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\naGVsbG8=",
    )
    part = arf.parse(encoded).parts[1]
    assert (part.body, part.content) == (b"aGVsbG8=", b"hello")


def test_diagnostics_say_where_and_what() -> None:
    message = COMPLAINT.replace(b"Source-IP: 192.0.2.1", b"Source-IP: nowhere")
    report = arf.parse(message)
    (diagnostic,) = (one for one in report.diagnostics if one.code == "bad_ip_literal")
    assert diagnostic.severity in ("warning", "error") and diagnostic.field == "Source-IP"
    assert diagnostic.text and diagnostic.action
    place = message[diagnostic.offset : diagnostic.offset + diagnostic.length]
    assert b"nowhere" in place
    assert report.source_ip is None


def test_redacted_names_the_attributes() -> None:
    report = arf.parse(COMPLAINT.replace(b"<somebody@example.net>", b"<xxxxxxxx@example.net>"))
    assert "original_rcpt_to" in report.redacted


def test_record_and_attributes_agree(report: arf.Report) -> None:
    record = report.to_dict()
    assert record == json.loads(report.to_json())
    for key, value in record.items():
        attribute = getattr(report, key)
        if isinstance(attribute, datetime):
            assert value == attribute.strftime("%Y-%m-%dT%H:%M:%SZ")
        elif key == "extensions":
            assert value == [{"name": field.name, "value": field.value} for field in attribute]
        elif key == "diagnostics":
            assert [one["code"] for one in value] == [one.code for one in attribute]
        elif isinstance(attribute, (IPv4Address, IPv6Address)):
            assert value == str(attribute)
        else:
            assert value == (list(attribute) if isinstance(attribute, tuple) else attribute)


def test_bytes_are_kept_not_copied(report: arf.Report) -> None:
    assert report.bytes is COMPLAINT
    assert bytes(report) == COMPLAINT


@pytest.mark.parametrize(
    "wrap", [bytearray, memoryview, lambda data: memoryview(bytes(2 * data))[: 2 * len(data) : 1]]
)
def test_other_buffers_are_copied(wrap: type) -> None:
    assert arf.parse(wrap(COMPLAINT)).feedback_type == "abuse"


def test_a_buffer_may_change_after_parsing() -> None:
    buffer = bytearray(COMPLAINT)
    report = arf.parse(buffer)
    buffer[:] = b"x" * len(buffer)
    assert report.bytes == COMPLAINT and report.user_agent == "Example/1.0"


def test_children_keep_the_message_alive() -> None:
    message = bytes(bytearray(COMPLAINT))
    report = arf.parse(message)
    original, carrier, part, field = report.original, report.carrier, report.parts[1], report.fields[1]
    del message, report
    gc.collect()
    others = [arf.parse(COMPLAINT.replace(b"Example/1.0", b"Overwritten")) for _ in range(100)]
    assert original is not None and original.subject == "Gr\u00fc\u00dfe" and original.body == b"Spam"
    assert carrier.message_id == "report-1@example.net"
    assert part.content == b"This is a complaint."
    assert field.value == "Example/1.0"
    assert len(others) == 100


def test_reports_are_values(report: arf.Report) -> None:
    assert report == arf.parse(bytearray(COMPLAINT))
    assert hash(report) == hash(arf.parse(bytearray(COMPLAINT)))
    assert report != arf.parse(COMPLAINT + b"\n")
    assert report != "abuse"
    with pytest.raises(AttributeError):
        report.feedback_type = "fraud"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        report.something = 1  # type: ignore[attr-defined]


def test_repr_helps(report: arf.Report) -> None:
    assert "abuse" in repr(report) and "192.0.2.1" in repr(report)
    assert "spam-1@example.com" in repr(report.original)
    assert "multipart/report" in repr(report.parts[0])


def test_text_that_is_no_utf8() -> None:
    report = arf.parse(COMPLAINT.replace(b"Example/1.0", b"caf\xe9 \x00"))
    assert report.user_agent is not None and "\ufffd" in report.user_agent
    assert "\x00" not in report.user_agent
    assert b"caf\xe9 \x00" in report.fields[1].raw
    report.to_json().encode("utf-8")


def test_another_message_is_an_error_or_kept() -> None:
    with pytest.raises(arf.ParseError) as caught:
        arf.parse(NEWSLETTER)
    assert caught.value.code == "not_a_complaint" and caught.value.format == "unknown"
    kept = arf.parse(NEWSLETTER, keep_other_messages=True)
    assert not kept.is_report and kept.original is None and kept.carrier_subject == "News"


def test_errors_have_codes() -> None:
    for data, code in (
        (b"", "empty"),
        (b" \r\n", "empty"),
        (COMPLAINT, "too_large"),
        (COMPLAINT[:9], "not_a_complaint"),
    ):
        with pytest.raises(ValueError) as caught:
            arf.parse(data, max_bytes=10)
        assert isinstance(caught.value, arf.ParseError)
        assert caught.value.code == code
        record = caught.value.to_dict()
        assert record["is_report"] is False
        assert record["error"] == str(caught.value)
        assert record == json.loads(caught.value.to_json())
        assert record["format"] == caught.value.format
        assert (record["format"] == "unreadable") == (code != "not_a_complaint")


def test_the_record_of_another_message_says_what_it_is() -> None:
    with pytest.raises(arf.ParseError) as caught:
        arf.parse(BOUNCE)
    record = caught.value.to_dict()
    assert (record["format"], record["reason"]) == (caught.value.format, caught.value.reason)
    assert record["format"] == "dsn" and record["reason"]


def test_errors_can_be_pickled() -> None:
    with pytest.raises(arf.ParseError) as caught:
        arf.parse(b"")
    copy = pickle.loads(pickle.dumps(caught.value))
    assert str(copy) == str(caught.value) and vars(copy) == vars(caught.value)


@pytest.mark.parametrize("data", ["text", None, 3, ["a"]])
def test_other_types_are_refused(data: object) -> None:
    with pytest.raises(TypeError, match="message is bytes"):
        arf.parse(data)  # type: ignore[arg-type]


@pytest.mark.parametrize("function", [arf.parse, arf.parse_fields])
def test_wrong_options_are_named(function: Any) -> None:
    with pytest.raises(ValueError, match="max_bytes is 0 or more, not -1"):
        function(COMPLAINT, max_bytes=-1)
    with pytest.raises(ValueError, match="max_parts is 0 or more"):
        function(COMPLAINT, max_parts=-(10**30))
    with pytest.raises(TypeError, match="max_depth is a whole number, not str"):
        function(COMPLAINT, max_depth="3")
    with pytest.raises(TypeError, match="max_fields is a whole number, not NoneType"):
        function(COMPLAINT, max_fields=None)
    with pytest.raises(TypeError, match="keep_other_messages is True or False, not str"):
        function(COMPLAINT, keep_other_messages="no")
    with pytest.raises(TypeError, match="unexpected keyword argument 'max_byte'"):
        function(COMPLAINT, max_byte=3)
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'data'"):
        function()


def test_a_limit_may_be_larger_than_any_message() -> None:
    assert arf.parse(COMPLAINT, max_bytes=10**30).feedback_type == "abuse"


@pytest.mark.parametrize("function", [arf.parse, arf.parse_fields])
def test_signature_and_help(function: Any) -> None:
    parameters = inspect.signature(function).parameters
    assert list(parameters)[:3] == ["data", "keep_other_messages", "max_bytes"]
    assert parameters["data"].kind is inspect.Parameter.POSITIONAL_ONLY
    assert parameters["max_bytes"].default == 64 << 20
    assert parameters["max_diagnostics"].default == 100
    assert "message" in inspect.getdoc(function).splitlines()[0]  # type: ignore[union-attr]


def test_deliveries() -> None:
    first, second = arf.parse(BOUNCE, keep_other_messages=True).deliveries
    assert first.final_recipient == first.original_recipient
    assert first.final_recipient == arf.Address("anna@school.example.org", "", "none")
    assert (first.action, first.status, first.remote_mta) == ("failed", "5.7.1", "mx.school.example.org")
    assert (first.reply_code, first.enhanced_code, first.blocklist) == (554, "5.7.1", "Spamhaus ZEN")
    assert first.diagnostic_code is not None and first.diagnostic_code.startswith("smtp; 554")
    assert first.last_attempt_date is None
    assert [field.name for field in second.fields][:2] == ["Final-Recipient", "Original-Recipient"]
    assert arf.parse(COMPLAINT).deliveries == ()


def test_rows() -> None:
    first, _, last = arf.parse((CORPUS / "spamcop" / "summary.eml").read_bytes()).rows
    assert first.source_ip == IPv4Address("192.0.2.44") and last.source_ip == IPv6Address("2001:db8::46")
    assert first.counts == {"trap": 51, "user": 3, "mole": 0, "simp": 1}
    assert "192.0.2.44" in first.text and first.date is None and first.recipient is None
    batch = arf.parse((CORPUS / "sendgrid" / "batch.msg.json").read_bytes()).rows
    assert [str(row.recipient) for row in batch] == ["reader@example.net", "other@example.net"]
    assert batch[0].date == datetime(2026, 3, 2, 10, 15, 30, tzinfo=timezone.utc)
    assert json.loads(batch[0].text)["event"] == "spamreport"


def test_evidence() -> None:
    report = arf.parse((CORPUS / "xarf" / "v4-spam.msg.json").read_bytes())
    (evidence,) = report.evidence
    assert (evidence.content_type, evidence.description) == ("message/rfc822", "the spam")
    assert evidence.payload == bytes(report.original or b"") and evidence.payload.startswith(b"Return-Path:")
    assert report.to_dict()["evidence"][0]["size"] == len(evidence.payload)
    assert (report.xarf_category, report.xarf_report_type) == ("messaging", "spam")


DOCUMENTS = sorted(CORPUS.rglob("*.msg.json"))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(CORPUS).as_posix())
def test_a_document_is_what_json_says(path: Path) -> None:
    document = arf.parse(path.read_bytes(), keep_other_messages=True).document
    expected = json.loads(path.read_text(encoding="utf-8"))
    if isinstance(expected, dict) and "Message" in expected and "Type" in expected:  # an envelope of SNS
        inner = expected["Message"]
        expected = json.loads(inner) if inner.startswith("{") else expected
    assert document == expected
    assert json.loads(json.dumps(document)) == document


def test_values_of_a_document_have_types() -> None:
    text = (
        b'{"xarf_version": "4.2.0", "a": [1, -2, 1.5, 1e3, true, null, "\\u00fc"], "a": 2, "b": {}, "c": %s}'
    )
    document = arf.parse(text % (b"9" * 5000), keep_other_messages=True).document
    assert document["a"] == [1, -2, 1.5, 1000.0, True, None, "\u00fc"]  # of duplicate keys the first counts
    assert [type(value) for value in document["a"][:4]] == [int, int, float, float]
    assert document["b"] == {} and document["c"] == float("inf")
    assert arf.parse(COMPLAINT).document is None


def test_limits_of_documents_are_keywords() -> None:
    data = (CORPUS / "xarf" / "v4-spam.msg.json").read_bytes()

    def codes(**limits: int) -> list[str]:
        report = arf.parse(data, keep_other_messages=True, **limits)
        return [one.code for one in report.diagnostics]

    assert not [code for code in codes() if code.startswith("limit")]
    assert "limit_document_bytes" in codes(max_document_bytes=100)
    assert "limit_document_depth" in codes(max_document_depth=1)
    assert "limit_nodes" in codes(max_nodes=5)
    with pytest.raises(ValueError, match="max_nodes is 0 or more"):
        arf.parse(data, max_nodes=-1)


def test_limits_are_keywords() -> None:
    report = arf.parse(COMPLAINT, max_fields=7)
    assert len(report.fields) == 7
    assert "limit_fields" in [one.code for one in report.diagnostics]


def test_parse_fields() -> None:
    report = arf.parse_fields(b"Feedback-Type: fraud\nVersion: 1\n")
    assert report.feedback_type == "fraud"
    assert report.original is None and report.parts == ()
    with pytest.raises(arf.ParseError):
        arf.parse_fields(b"Subject: nothing\n")


def test_threads_parse_at_the_same_time() -> None:
    large = COMPLAINT.replace(b"Spam\n", b"Spam\n" * 100_000)
    results: list[str | None] = []

    def work() -> None:
        for _ in range(20):
            results.append(arf.parse(large).feedback_type)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == ["abuse"] * 80


def test_touching_a_fact_costs_no_parse(report: arf.Report) -> None:
    assert report.original == report.original
    assert report.carrier == report.carrier


def exercise(report: arf.Report) -> None:
    """Touches everything that can be touched."""
    for name in dir(report):
        if not name.startswith("_"):
            getattr(report, name)
    for message in filter(None, (report.original, report.carrier)):
        for name in dir(message):
            if not name.startswith("_"):
                getattr(message, name)
    for part in report.parts:
        assert part.body in part.bytes and isinstance(part.content, bytes)
    report.text()
    json.loads(report.to_json().encode())


@given(st.binary(max_size=400))
def test_any_bytes_give_a_report_or_a_parse_error(data: bytes) -> None:
    for parse in (arf.parse, arf.parse_fields):
        try:
            report = parse(data, keep_other_messages=True)
        except arf.ParseError:
            continue
        exercise(report)


@given(st.integers(0, len(COMPLAINT) - 1), st.binary(max_size=8), st.integers(0, 40))
def test_a_damaged_complaint_gives_a_report_or_a_parse_error(at: int, inserted: bytes, removed: int) -> None:
    try:
        report = arf.parse(COMPLAINT[:at] + inserted + COMPLAINT[at + removed :])
    except arf.ParseError:
        return
    exercise(report)
