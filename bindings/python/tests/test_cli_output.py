# SPDX-License-Identifier: BSL-1.0
"""What `arf parse` prints: --columns, --where, CSV, and files that are there as a whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
import resource
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import arf
import pytest
from arf._facts import FACTS
from samples import COMPLAINT, CORPUS, MINE, TRACED
from test_guide import once

pytestmark = once  # the formats that Python writes

ARF = [sys.executable, "-m", "arf"]
OURS = arf.AttributionOptions(**MINE)


def run(*arguments: object, **options: Any) -> subprocess.CompletedProcess[bytes]:
    command = [*ARF, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, timeout=60, **options)


def rows_of(*arguments: object) -> list[dict[str, str]]:
    shown = run("parse", "--format", "csv", *arguments).stdout.decode()
    return list(csv.DictReader(io.StringIO(shown, newline="")))


def test_columns_of_json(mbox: Path) -> None:
    done = run("parse", "--columns", "source_ip, incidents,spf_dns,index", mbox)
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert records == [{"source_ip": "192.0.2.1", "incidents": 3, "index": index} for index in (0, 2)]
    assert list(records[0]) == ["source_ip", "incidents", "index"]
    array = json.loads(run("parse", "--columns", "index", "--format", "json", mbox).stdout)
    assert array == [{"index": 0}, {"index": 2}]


def test_columns_that_are_inferred(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(TRACED)
    (line,) = run("parse", "--columns", "account,account_confidence,customer", path).stdout.splitlines()
    account = arf.parse(TRACED).attribution().account
    assert json.loads(line) == {"account": account.value, "account_confidence": account.confidence}
    (line,) = run("parse", "--columns", "attribution", path).stdout.splitlines()
    assert json.loads(line)["attribution"] == arf.parse(TRACED).attribution().to_dict()


def test_all_columns_of_all_samples_have_the_values_of_the_record() -> None:
    names = ",".join(FACTS)
    done = run("parse", "--all", "--attribute", "--columns", names, CORPUS)
    whole = run("parse", "--all", "--attribute", CORPUS)
    answers = {name for name in FACTS if name.removesuffix("_confidence") in ("account", "recipient")}
    answers |= {name for name in FACTS if name.removesuffix("_confidence") in ("customer", "campaign")}
    for chosen, record in zip(done.stdout.splitlines(), whole.stdout.splitlines(), strict=True):
        shown = {key: value for key, value in json.loads(chosen).items() if key not in answers}
        assert shown == json.loads(record)


@pytest.mark.parametrize("name", ["jsonl", "json", "csv", "table"])
def test_where_leaves_out_what_does_not_fit(name: str, tmp_path: Path) -> None:
    for number in range(4):
        message = COMPLAINT.replace(b"192.0.2.1", f"192.0.2.{number + 1}".encode())
        (tmp_path / f"{number}.eml").write_bytes(message)
    conditions = ["--where", "source_ip in 192.0.2.2/31", "--where", "incidents = 3"]
    shown = run("parse", "--format", name, *conditions, tmp_path).stdout.decode()
    assert [f"192.0.2.{number}" in shown for number in range(1, 5)] == [False, True, True, False]
    none = run("parse", "--format", name, *conditions, "--where", "feed = yahoo", tmp_path)
    assert b"192.0.2." not in none.stdout and none.returncode == 0


def test_where_gives_whole_records(mbox: Path) -> None:
    done = run("parse", "--where", "feedback_type = abuse", mbox)
    assert done.stdout.decode().splitlines() == [report.to_json() for report in arf.read(mbox)]


def test_where_on_an_account_implies_attribution(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(TRACED)
    (line,) = run("parse", "--where", "account = office@example.com", path).stdout.splitlines()
    assert json.loads(line)["attribution"]["account"]["value"] == "office@example.com"


def test_errors_are_told_whatever_the_conditions_are(tmp_path: Path) -> None:
    (tmp_path / "empty.eml").touch()
    done = run("parse", "--all", "--where", "feed is absent", tmp_path)
    assert done.stdout == b"" and done.returncode == 1 and b"empty.eml" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--columns", "source_ipp"], "no column 'source_ipp': did you mean source_ip"),
        (["--columns", "source_ip,,feed"], "no column ''"),
        (["--where", "source_pi = 1"], "no column 'source_pi': did you mean source_ip"),
        (["--where", "source_ip in here"], "no network"),
        (["--format", "xml"], "'xml' is not one of"),
    ],
)
def test_wrong_usage_is_explained(arguments: list[str], message: str, mbox: Path) -> None:
    done = run("parse", *arguments, mbox)
    assert done.returncode == 2 and done.stdout == b""
    assert message in " ".join(done.stderr.decode().split())


def test_csv_has_all_flat_columns(mbox: Path) -> None:
    first, second = rows_of(mbox)
    record = next(arf.read(mbox)).to_dict()
    assert list(first) == [name for name, fact in FACTS.items() if name in first]
    assert set(record) - set(first) <= {"extensions", "diagnostics"}
    for name, text in first.items():
        value = record.get(name, "")
        expected = {True: "true", False: "false"}.get(value) if isinstance(value, bool) else value
        if isinstance(value, list):
            expected = ";".join(value)
        assert text == str(expected) or (name, text) == ("original_mail_from", "<>")
    assert first["original_to"] == "somebody@example.net;other@example.net"
    assert (first["index"], second["index"]) == ("0", "2")


def test_csv_tells_the_null_path_from_none(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(COMPLAINT)
    (tmp_path / "b.eml").write_bytes(COMPLAINT.replace(b"Original-Mail-From: <>\n", b""))
    rows = rows_of("--columns", "original_mail_from,index", tmp_path)
    assert [row["original_mail_from"] for row in rows] == ["<>", ""]


def with_subject(subject: bytes) -> bytes:
    return COMPLAINT.replace(b"=?utf-8?q?Gr=C3=BC=C3=9Fe?=", subject)


@pytest.mark.parametrize("subject", ["=1+1", "+1", "-1", "@SUM(A1)", "'quoted", "=cmd|' /C calc'!A0"])
def test_csv_holds_no_formula(subject: str, tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(with_subject(subject.encode()))
    (row,) = rows_of("--columns", "original_subject", path)
    assert row["original_subject"] == "'" + subject
    (row,) = rows_of("--columns", "original_subject", "--exact-csv", path)
    assert row["original_subject"] == subject


@pytest.mark.parametrize(
    ("subject", "cell"),
    [
        ("=?utf-8?q?=09=3D1+1?=", "' =1+1"),  # a tab becomes a blank
        ("=?utf-8?q?=0A_=40x?=", "'  @x"),
        ("=?utf-8?b?77ydMQ==?=", "'\uff1d1"),  # in its wide form
        ("=?utf-8?b?77yNMQ==?=", "'\uff0d1"),
        ("a =1", "a =1"),
    ],
)
def test_csv_holds_no_formula_in_disguise(subject: str, cell: str, tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(with_subject(subject.encode()))
    (row,) = rows_of("--columns", "original_subject", path)
    assert row["original_subject"] == cell


def test_csv_is_one_line_a_record_and_controls_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(with_subject(b'=?utf-8?q?a=0D=0Ab=1B[2J,"=E2=80=AE;?='))
    shown = run("parse", "--format", "csv", "--columns", "original_subject,index", path).stdout.decode()
    assert len(shown.splitlines()) == 2 and shown.endswith("\n") and "\r" not in shown
    assert not {"\x1b", "\u202e", "\n\n"} & set(shown)
    ((subject, index),) = list(csv.reader(io.StringIO(shown)))[1:]
    assert subject.startswith('a  b\ufffd[2J,"') and index == "0"


def test_csv_lists_can_be_taken_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    results = b"Authentication-Results: mx.example.com; dkim=none\nAuthentication-Results: b\\c; spf=pass\n"
    path.write_bytes(COMPLAINT.replace(b"Incidents: 3\n", results))
    (row,) = rows_of("--columns", "authentication_results", path)
    assert row["authentication_results"] == r"mx.example.com\; dkim=none;b\\c\; spf=pass"


def test_csv_of_what_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "empty.eml").touch()
    (row,) = rows_of("--all", tmp_path)
    assert (row["format"], row["is_report"]) == ("unreadable", "false")
    assert row["error"].startswith("empty input")


def test_a_table_of_chosen_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(with_subject(b"long " * 60))
    environment = {**os.environ, "PYTHONUTF8": "1", "COLUMNS": "80"}
    names = "source_ip,arrival_date,original_subject,original_to"
    done = run("parse", "--format", "table", "--columns", names, path, env=environment)
    head, rule, row = done.stdout.decode().splitlines()
    assert head.split() == names.split(",") and len(rule) == 80 and len(row) <= 80
    assert row.startswith("192.0.2.1  2026-01-14T06:30:09Z  long long") and "\u2026" in row


def test_output_goes_to_a_file_in_the_format_of_its_suffix(mbox: Path, tmp_path: Path) -> None:
    for name, start in (("a.csv", b"source,"), ("a.json", b"[\n{"), ("a.jsonl", b"{"), ("a.txt", b"{")):
        path = tmp_path / name
        done = run("parse", "--output", path, mbox)
        assert (done.returncode, done.stdout) == (0, b"") and path.read_bytes().startswith(start)
    assert (tmp_path / "a.jsonl").read_bytes() == run("parse", mbox).stdout
    assert not [name for name in os.listdir(tmp_path) if name.endswith(".part")]


def test_a_new_file_has_the_usual_permissions_and_an_old_one_keeps_its_own(
    mbox: Path, tmp_path: Path
) -> None:
    path = tmp_path / "a.jsonl"
    usual = tmp_path / "usual"
    usual.touch()
    run("parse", "-o", path, mbox)
    assert path.stat().st_mode == usual.stat().st_mode
    path.chmod(0o600)
    run("parse", "-o", path, mbox)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_link_stays_and_its_target_is_written(mbox: Path, tmp_path: Path) -> None:
    target, link = tmp_path / "target.jsonl", tmp_path / "link.jsonl"
    link.symlink_to(target)
    assert run("parse", "-o", link, mbox).returncode == 0
    assert link.is_symlink() and target.read_bytes().startswith(b"{")


def many(path: Path, count: int = 3000) -> Path:
    path.write_bytes((b"From fbl@example.net Wed Jan 14 07:07:20 2026\n" + COMPLAINT + b"\n") * count)
    return path


@pytest.mark.parametrize("name", ["jsonl", "json", "csv", "table"])
@pytest.mark.parametrize("is_there", [True, False])
def test_nothing_half_written_stays_on_a_full_disk(name: str, is_there: bool, tmp_path: Path) -> None:
    mailbox = many(tmp_path / "many.mbox")
    folder = tmp_path / "out"
    folder.mkdir()
    path = folder / "out.file"
    if is_there:
        path.write_bytes(b"before")

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))

    done = run("parse", "--format", name, "--output", path, mailbox, preexec_fn=limit)
    assert done.returncode == 3
    assert done.stderr.decode().startswith(f"arf: {path}: File too large; ")
    assert [one.name for one in folder.iterdir()] == (["out.file"] if is_there else [])
    assert not is_there or path.read_bytes() == b"before"


def test_a_device_is_written_to_and_not_replaced(mbox: Path) -> None:
    done = run("parse", "--output", "/dev/full", mbox)
    assert done.returncode == 3
    assert done.stderr.splitlines()[-1].startswith(b"arf: /dev/full: No space left on device; ")
    assert not os.path.isfile("/dev/full")
    done = run("parse", "--output", "/dev/stdout", mbox)
    assert len(done.stdout.splitlines()) == 2


def test_a_file_that_cannot_be_made_is_named(mbox: Path, tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "a.csv"
    done = run("parse", "--output", path, mbox)
    assert (done.returncode, done.stderr.decode()) == (3, f"arf: {path}: No such file or directory\n")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_leaves_nothing_behind(number: signal.Signals, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    command = [*ARF, "parse", "--output", str(folder / "a.jsonl"), "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        deadline = time.monotonic() + 30
        while not list(folder.iterdir()) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert list(folder.iterdir())  # the file aside; now it waits for its input
        process.send_signal(number)
        assert process.wait(timeout=30) == -number
    assert not list(folder.iterdir())
