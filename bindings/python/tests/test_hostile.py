# SPDX-License-Identifier: BSL-1.0
"""What strangers choose besides mail: names of files, what lies in a folder, what an IMAP server says."""

from __future__ import annotations

import gzip
import json
import os
import pickle
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

import arf
import arf.imap
import pytest
from samples import COMPLAINT
from test_cli import run

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
CONTROLS = "\x1b]0;x\x07\x9b31m\u202e\u2066"
"""The title of a window, a colour, and the other direction."""
ENCODED = "=?utf-8?q?" + "".join(f"={byte:02X}" for byte in CONTROLS.encode()) + "?="


def is_harmless(shown: str) -> bool:
    """Whether a terminal shows it and does not obey it."""
    return all(line.isprintable() for line in shown.replace("\t", " ").splitlines())


# ---- names of files ----


def test_an_error_names_a_file_in_one_harmless_line(tmp_path: Path) -> None:
    path = tmp_path / f"a\n{CONTROLS}.eml"
    for content in (b"", b"\x1f\x8b\x08junk"):
        path.write_bytes(content)
        (error,) = arf.read(path, errors="yield")
        assert isinstance(error, arf.ParseError)
        assert str(error).isprintable() and error.source == str(path)
        assert pickle.loads(pickle.dumps(error)).args == error.args
        with pytest.warns(arf.ReadWarning) as caught:
            assert list(arf.read(path)) == []
        assert all(str(one.message).isprintable() for one in caught)


def test_wrong_usage_names_a_file_harmlessly(tmp_path: Path) -> None:
    path = tmp_path / f"a{CONTROLS}.eml"
    path.write_bytes(COMPLAINT)
    done = run("parse", "--output", path, path)
    assert done.returncode == 2 and is_harmless(done.stderr.decode())


def test_a_name_is_no_option(tmp_path: Path) -> None:
    (tmp_path / "--output=x").write_bytes(COMPLAINT)
    command = [sys.executable, "-m", "arf", "parse", "--", "--output=x"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    assert json.loads(done.stdout)["source"] == "--output=x" and os.listdir(tmp_path) == ["--output=x"]


# ---- what lies in a folder ----


def test_a_pipe_in_a_maildir_is_not_waited_for(tmp_path: Path) -> None:
    for part in ("new", "cur"):
        (tmp_path / part).mkdir()
    (tmp_path / "cur" / "2.example").write_bytes(COMPLAINT)
    os.mkfifo(tmp_path / "new" / "1.example")
    command = [sys.executable, "-m", "arf", "parse", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    assert len(done.stdout.splitlines()) == 1


def test_what_is_unpacked_is_not_unpacked_again(tmp_path: Path) -> None:
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(COMPLAINT))
    assert [report.is_report for report in arf.read(path, all=True)] == [True]
    path.write_bytes(gzip.compress(gzip.compress(COMPLAINT)))
    assert [report.is_report for report in arf.read(path, all=True)] == [False]


# ---- text from mail, where it is printed ----


def test_summary_as_json_does_not_control_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    kind = "a\x85\x9b\u200e\u2028\u202e\u2066b"
    path.write_bytes(COMPLAINT.replace(b"Abuse", kind.encode()))
    shown = run("summary", "--by", "feedback_type", "--all-kinds", "--format", "json", path).stdout.decode()
    assert is_harmless(shown)
    assert [one["feedback_type"] for one in json.loads(shown)] == [kind]


def test_the_example_with_a_maildir_does_not_control_the_terminal(tmp_path: Path) -> None:
    for part in ("new", "cur"):
        (tmp_path / part).mkdir()
    subject = f"Subject: {ENCODED}".encode()
    message = COMPLAINT.replace(b"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=", subject)
    assert arf.parse(message).original_subject == CONTROLS
    (tmp_path / "new" / f"1{CONTROLS}.example").write_bytes(message)
    (tmp_path / "new" / f"2{CONTROLS}.example").touch()
    command = [sys.executable, str(EXAMPLES / "watch_maildir.py"), "--once", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    assert "]0;x" in done.stdout and "empty" in done.stderr
    assert is_harmless(done.stdout) and is_harmless(done.stderr)


# ---- an IMAP server ----

EXAMINED = b"* 1 EXISTS\r\n* OK [UIDVALIDITY 1] x\r\n"


class HostileServer:
    """Says to each command what it is told to say, and OK behind it."""

    def __init__(self, answers: Mapping[bytes, bytes]) -> None:
        self._answers = {b"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n", b"EXAMINE": EXAMINED, **answers}
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        client, _ = self._socket.accept()
        with self._socket, client, client.makefile("rwb", buffering=0) as stream:
            stream.write(b"* OK ready\r\n")
            while line := stream.readline():
                tag, command, *_ = line.split()
                try:
                    stream.write(self._answers.get(command, b"") + tag + b" OK done\r\n")
                except OSError:
                    return  # the client has enough


@pytest.mark.parametrize(
    "answers",
    [
        {b"EXAMINE": EXAMINED.replace(b"VALIDITY 1", b"VALIDITY abc")},
        {b"EXAMINE": EXAMINED.replace(b"VALIDITY 1", b"VALIDITY -7")},
        {b"EXAMINE": EXAMINED.replace(b"VALIDITY 1", b"VALIDITY \xff")},
        {b"EXAMINE": EXAMINED.replace(b"* 1", b"* 1" + b"0" * 30)},
        {b"EXAMINE": EXAMINED.replace(b"* 1", b"* 1" + b"0" * 5000)},
        {b"EXAMINE": b"* " + b"x" * 2_000_000 + b"\r\n"},
        {b"EXAMINE": b"* NO \x1b[31m\r\n"},
        {b"EXAMINE": b"junk\x1b[31m\r\n"},
        {b"FETCH": b"* 1 FETCH (FLAGS ())\r\n"},
        {b"FETCH": b"* 1 FETCH (UID {3}\r\nabc)\r\n"},
    ],
)
def test_a_server_that_talks_nonsense_is_an_error(answers: Mapping[bytes, bytes]) -> None:
    port = HostileServer(answers).port
    with pytest.raises(arf.imap.ImapError) as caught:
        list(arf.imap.read("127.0.0.1", port=port, user="a", password="b", tls=False, timeout=20))
    assert str(caught.value).isprintable()


def test_a_server_without_the_message_it_listed_is_an_error() -> None:
    port = HostileServer({b"FETCH": b"* 1 FETCH (UID 7 RFC822.SIZE 3)\r\n"}).port
    reports = arf.imap.read("127.0.0.1", port=port, user="a", password="b", tls=False, errors="yield")
    (error,) = reports
    assert isinstance(error, arf.ParseError) and error.code == "io" and "removed" in str(error)
