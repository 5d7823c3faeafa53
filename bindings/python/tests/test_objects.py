# SPDX-License-Identifier: BSL-1.0
"""The objects: nothing changes them, and they can be compared, hashed, copied and pickled."""

from __future__ import annotations

import copy
import gc
import json
import multiprocessing
import pickle
import sys
import weakref
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import arf
import pytest
from samples import COMPLAINT, CORPUS, MINE, TRACED

MESSAGES = sorted([*CORPUS.rglob("*.eml"), *CORPUS.rglob("*.msg.json")])
PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)
OURS = arf.AttributionOptions(**MINE)


def reached_from(report: arf.Report) -> Iterator[Any]:
    """Every kind of object that a report leads to."""
    yield from (report, report.carrier, *report.parts, *report.fields, *report.diagnostics)
    yield from (*report.rows, *report.deliveries, *report.evidence, *report.extensions)
    if report.original is not None:
        original = report.original
        yield from (original, original.to, original.from_, *original.received(), *original.origins())
        yield from (*original.authentication_results(), *original.dkim_signatures())
        yield from (*original.filter_verdicts(), *original.received_spf())
    inferred = report.attribution(OURS)
    yield from (inferred, inferred.account, inferred.device, inferred.outbound_verdict)
    yield from (inferred.trust, *inferred.hops)


def every_object() -> Iterator[Any]:
    for path in MESSAGES:
        try:
            yield from reached_from(arf.parse(path.read_bytes(), keep_other_messages=True))
        except arf.ParseError as error:
            assert error.code in ("empty", "too_large")
    yield from reached_from(arf.parse(TRACED))


def test_objects_of_all_samples_are_hashed_copied_and_pickled() -> None:
    kinds = set()
    for made in every_object():
        kinds.add(type(made).__name__)
        assert copy.deepcopy(made) == made and copy.copy(made) == made
        restored = pickle.loads(pickle.dumps(made))
        assert restored == made and hash(restored) == hash(made) and len({restored, made}) == 1
        assert repr(restored) == repr(made)
    assert kinds >= {"Report", "Message", "Part", "Field", "Diagnostic", "ReportRow", "DeliveryStatus"}
    assert kinds >= {"Evidence", "Address", "Received", "Attribution", "Answer", "Trust", "Hop", "Origin"}


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_pickled_report_is_the_same(protocol: int, mbox: Path) -> None:
    for report in [*arf.read(mbox), arf.parse(TRACED), arf.parse_fields(b"Feedback-Type: abuse\n")]:
        again = pickle.loads(pickle.dumps(report, protocol))
        assert again == report and again is not report
        assert again.to_json() == report.to_json()
        assert (again.source, again.index, again.offset) == (report.source, report.index, report.offset)
        assert bytes(again) == bytes(report)
        for name in ("original", "carrier", "parts"):
            made = getattr(report, name)
            assert pickle.loads(pickle.dumps(made, protocol)) == made


def test_limits_are_pickled_too() -> None:
    limited = arf.parse(COMPLAINT, max_parts=4)
    assert [one.code for one in limited.diagnostics if one.code == "limit_parts"]
    again = pickle.loads(pickle.dumps(limited))
    assert again.to_json() == limited.to_json() and again == limited
    assert again != arf.parse(COMPLAINT)


def test_a_message_that_is_no_complaint_is_pickled_too() -> None:
    other = arf.parse(b"From: a@example.com\n\nHello\n", keep_other_messages=True)
    again = pickle.loads(pickle.dumps(other))
    assert again == other and not again.is_report and again.format == "unknown"


def test_a_path_that_is_no_utf8_is_pickled(tmp_path: Path) -> None:
    path = tmp_path / "a\udcff.eml"
    path.write_bytes(COMPLAINT)
    (report,) = arf.read(path)
    for protocol in PROTOCOLS:
        assert pickle.loads(pickle.dumps(report, protocol)).source == str(path)


def test_reports_are_equal_by_bytes_place_and_limits(mbox: Path) -> None:
    first, second = arf.read(mbox)
    assert bytes(first) == bytes(second) and first != second
    (again, _) = arf.read(mbox)
    assert first == again and hash(first) == hash(again) and len({first, again, second}) == 2
    assert arf.parse(COMPLAINT) == arf.parse(bytearray(COMPLAINT))
    assert arf.parse(COMPLAINT) != arf.parse(TRACED)
    assert arf.parse(COMPLAINT) != arf.parse(COMPLAINT, max_depth=7)
    assert arf.parse(COMPLAINT) != COMPLAINT and arf.parse(COMPLAINT) != None  # noqa: E711


def test_messages_and_parts_are_equal_by_their_place_in_equal_reports() -> None:
    one, two, other = arf.parse(COMPLAINT), arf.parse(COMPLAINT), arf.parse(TRACED)
    assert one.original == two.original and one.original != other.original
    assert one.carrier == two.carrier and one.carrier != one.original
    assert one.parts == two.parts and len(set(one.parts) | set(two.parts)) == len(one.parts)
    assert one.parts[0] != one.parts[1]


def test_attributions_are_equal_by_their_answers() -> None:
    report = arf.parse(TRACED)
    assert report.attribution(OURS) == arf.parse(TRACED).attribution(**MINE)
    assert report.attribution(OURS) != report.attribution()
    assert report.attribution() != arf.parse(COMPLAINT).attribution()


@pytest.mark.parametrize("name", ["source_ip", "source", "original", "nothing"])
def test_a_report_cannot_be_changed(name: str) -> None:
    report = arf.parse(TRACED)
    for made in (report, report.original, report.carrier, report.parts[0], report.attribution(OURS)):
        with pytest.raises(AttributeError):
            setattr(made, name, 1)
    for value in (report.fields[0], report.attribution(OURS).account):
        with pytest.raises(AttributeError):
            setattr(value, name, 1)


def test_the_type_of_a_report_cannot_be_changed() -> None:
    with pytest.raises(TypeError, match="immutable"):
        arf.Report.source_ip = None  # type: ignore[method-assign,assignment]


def test_attributes_are_found_by_any_string_of_their_name() -> None:
    report = arf.parse(COMPLAINT)
    name = "_".join(["source", "ip"])
    assert name is not sys.intern("source_ip")
    assert getattr(report, name) == report.source_ip == ip_address("192.0.2.1")
    assert not hasattr(report, "nothing") and not hasattr(report, "_".join(["no", "thing"]))


def contents_of(report: arf.Report, name: str) -> Any:
    """What an attribute shows or a method gives; of a message all that it shows, not only whose it is."""
    value = getattr(report, name)
    if name in ("attribution", "text", "to_dict", "to_json"):
        return value()
    if not isinstance(value, arf.Message):
        return value
    shown = {name: getattr(value, name) for name in dir(value) if not name.startswith("_")}
    return {name: fact for name, fact in shown.items() if not callable(fact)}


def test_whatever_is_asked_for_first_is_the_same_as_read_at_once(tmp_path: Path) -> None:
    """One thread reads the header of the original when it is asked for; several read it at once."""
    mbox = tmp_path / "mbox"
    from_line = b"From a@example.com Tue Nov 21 10:00:00 2023\n"
    mbox.write_bytes(b"".join(from_line + path.read_bytes() + b"\n\n" for path in CORPUS.rglob("*.eml")))
    for name in (name for name in dir(arf.Report) if not name.startswith("_")):
        later = arf.read(mbox, all=True, errors="yield")
        for number, at_once in enumerate(arf.read(mbox, all=True, errors="yield", workers=2)):
            one = next(later)
            if isinstance(at_once, arf.Report):
                assert isinstance(one, arf.Report)
                assert contents_of(one, name) == contents_of(at_once, name), (number, name)
        assert next(later, None) is None


def test_counts_of_a_row_cannot_be_changed() -> None:
    rows = [row for path in MESSAGES for row in _report(path).rows if row.counts]
    assert rows
    counts: Any = rows[0].counts
    for change in (
        lambda: counts.update(a=1),
        lambda: counts.__setitem__("a", 1),
        lambda: counts.pop("a", None),
        lambda: counts.clear(),
        lambda: counts.setdefault("a", 1),
        lambda: counts.__ior__({"a": 1}),
    ):
        with pytest.raises(TypeError, match="cannot be changed"):
            change()
    assert dict(counts) == counts and json.loads(json.dumps(counts)) == counts


def _report(path: Path) -> arf.Report:
    try:
        return arf.parse(path.read_bytes(), keep_other_messages=True)
    except arf.ParseError:
        return arf.parse(COMPLAINT)


def test_what_is_shown_keeps_the_report_alive() -> None:
    message, carrier, part = [
        getattr(arf.parse(bytearray(TRACED)), name) for name in ("original", "carrier", "parts")
    ]
    inferred = arf.parse(bytearray(TRACED)).attribution(OURS)
    gc.collect()
    filler = [bytearray(TRACED) for _ in range(200)]
    assert message.message_id == "4711@example.com" and carrier.subject == "FW: Invoice"
    assert part[0].media_type == "multipart/report" and len(filler) == 200
    assert inferred.account.value == "office@example.com"
    assert pickle.loads(pickle.dumps(message)).received() == message.received()


def facts_of(report: arf.Report) -> tuple[arf.Report, str, str | None]:
    """For another process."""
    return report, report.to_json(), report.attribution(OURS).account.value


def test_reports_travel_to_other_processes_and_back(mbox: Path) -> None:
    reports = [*arf.read(mbox), arf.parse(TRACED)]
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        for report, (again, line, account) in zip(reports, pool.map(facts_of, reports), strict=True):
            assert again == report and line == report.to_json()
            assert account == report.attribution(OURS).account.value


def test_errors_travel_too() -> None:
    with pytest.raises(arf.ParseError) as caught:
        arf.parse(b"")
    for protocol in PROTOCOLS:
        again = pickle.loads(pickle.dumps(caught.value, protocol))
        assert vars(again) == vars(caught.value) and str(again) == str(caught.value)


def test_what_is_shown_of_an_object_helps() -> None:
    report = arf.parse(TRACED)
    assert repr(report).startswith("<arf.Report arf feedback_type=abuse source_ip=192.0.2.44")
    assert "4711@example.com" in repr(report.original) and "depth 0" in repr(report.parts[0])
    assert "office@example.com" in repr(report.attribution(OURS))


def test_a_report_is_made_by_reading_alone() -> None:
    kind: Any = arf.Report
    with pytest.raises(TypeError, match="cannot create"):
        kind()
    with pytest.raises(TypeError, match="not an acceptable base type"):
        type("Ours", (kind,), {})
    with pytest.raises(TypeError):
        kind.source_ip.__get__(object())
    with pytest.raises(TypeError, match="incompatible function arguments"):
        kind.to_json("no report")


def test_a_report_lives_as_long_as_it_is_referred_to(mbox: Path) -> None:
    makers: list[Callable[[], arf.Report]] = [lambda: arf.parse(COMPLAINT), lambda: next(arf.read(mbox))]
    for make in makers:
        report = make()
        reference = weakref.ref(report)
        message = report.original
        assert reference() is report
        del report
        assert reference() is not None and message is not None
        del message
        assert reference() is None


def test_the_bytes_that_were_parsed_are_shared_and_let_go() -> None:
    data = bytes(bytearray(COMPLAINT))
    before = sys.getrefcount(data)
    report = arf.parse(data)
    assert sys.getrefcount(data) == before + 1
    assert report.bytes is data
    del report
    assert sys.getrefcount(data) == before
    with pytest.raises(arf.ParseError):
        arf.parse(b"no complaint")


@pytest.mark.parametrize("odd", ["", "\0", "\x7f", "\u00e9", "\u20ac", "\U0001f600"])
def test_text_of_any_length_is_shown_as_it_is(odd: str) -> None:
    for length in range(1, 19):
        for at in range(length):
            text = "x" * at + odd + "x" * (length - at)
            report = arf.parse_fields(b"Feedback-Type: abuse\nUser-Agent: " + text.encode() + b"\n")
            assert report.user_agent == text.replace("\0", " ").strip(" ")  # as unfolding does


def test_bytes_that_are_no_utf8_are_replaced_wherever_they_stand() -> None:
    for at in range(17):
        text = b"x" * at + b"\x80" + b"x" * (16 - at)
        report = arf.parse_fields(b"Feedback-Type: abuse\nUser-Agent: " + text + b"\n")
        assert report.user_agent == text.decode(errors="replace")


def test_addresses_that_are_remembered_are_the_right_ones() -> None:
    """More than there is room for, of both kinds, and those twice that share a place."""
    texts = [f"192.0.{number // 256}.{number % 256}" for number in range(2500)]
    texts += [f"2001:db8::{number:x}:{number * 7 % 65536:x}" for number in range(2500)]
    for text in [*texts, *reversed(texts)]:
        report = arf.parse_fields(f"Feedback-Type: abuse\nSource-IP: {text}\n".encode())
        assert report.source_ip == ip_address(text) and str(report.source_ip) == str(ip_address(text))
