# SPDX-License-Identifier: BSL-1.0
"""arf.imap: a folder of a real server, Dovecot, which runs as a private instance on loopback."""

from __future__ import annotations

import grp
import imaplib
import json
import os
import pwd
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import arf
import arf.imap
import pytest
from samples import COMPLAINT, NEWSLETTER, environment_of_others

DOVECOT = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
PASSWORD = 'gr\u00fcn "\\ 7'

pytestmark = pytest.mark.skipif(DOVECOT is None, reason="no dovecot: install Debian's dovecot-imapd")


class Server:
    """A Dovecot with one user, whose mail lies in a folder of the test."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.port, self.plain_port = free_port(), free_port()
        self.certificate = base / "certificate.pem"
        self._make_certificate()
        (base / "mail").mkdir()
        (base / "users").write_text(f"abuse:{{PLAIN}}{PASSWORD}\n")
        (base / "dovecot.conf").write_text(self._configuration())
        if os.getuid() == 0:  # its processes give up root
            subprocess.run(["chown", "-R", "dovecot:", base / "mail"], check=True)
            base.chmod(0o755)
        self._program = subprocess.Popen(
            [str(DOVECOT), "-F", "-c", base / "dovecot.conf"],
            env=environment_of_others(),
            stderr=subprocess.DEVNULL,
        )
        self._wait()

    def _make_certificate(self) -> None:
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
        names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
        files = ["-keyout", str(self.base / "key.pem"), "-out", str(self.certificate)]
        subprocess.run(
            [*command, *names, *files], env=environment_of_others(), check=True, capture_output=True
        )

    def _configuration(self) -> str:
        owner = "dovecot" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
        account = pwd.getpwnam(owner)
        # Without root it can neither change its user nor its root folder.
        unprivileged = (
            ""
            if os.getuid() == 0
            else f"""
default_internal_user = {owner}
default_internal_group = {grp.getgrgid(os.getgid()).gr_name}
default_login_user = {owner}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
}}
service stats {{
  chroot =
}}
"""
        )
        return f"""
base_dir = {self.base}/run
state_dir = {self.base}/state
log_path = {self.base}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{self.certificate}
ssl_key = <{self.base}/key.pem
ssl_dh =
disable_plaintext_auth = no
auth_mechanisms = plain
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:{self.base}/mail
mailbox_list_index = no
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {self.base}/users
}}
userdb {{
  driver = static
  args = uid={account.pw_uid} gid={account.pw_gid} home={self.base}/mail
}}
service imap-login {{
  inet_listener imap {{
    port = {self.plain_port}
  }}
  inet_listener imaps {{
    port = {self.port}
    ssl = yes
  }}
}}
{unprivileged}
"""

    def _wait(self) -> None:
        """Until it lets somebody in, not only until it listens."""
        trouble: Exception | None = None
        for _ in range(200):
            if self._program.poll() is not None:
                break
            try:
                self.client().logout()
                return
            except (OSError, imaplib.IMAP4.error) as failure:
                trouble = failure
                time.sleep(0.1)
        log = self.base / "log"
        said = log.read_text() if log.exists() else ""
        self.stop()
        raise RuntimeError(f"dovecot does not start: {trouble} {said}")

    def stop(self) -> None:
        self._program.terminate()
        self._program.wait(30)

    def client(self) -> imaplib.IMAP4:
        """A connection that may change things."""
        server = imaplib.IMAP4("127.0.0.1", self.plain_port, timeout=30)
        try:
            server.authenticate("PLAIN", lambda _: f"\0abuse\0{PASSWORD}".encode())
        except BaseException:
            server.shutdown()
            raise
        return server

    def fill(self, *messages: bytes, folder: str = "INBOX") -> None:
        with self.client() as server:
            if folder != "INBOX":
                server.create(folder)
            for message in messages:
                server.append(folder, "", "", message.replace(b"\n", b"\r\n"))

    def read(self, **options: Any) -> arf.imap.Reports:
        context = ssl.create_default_context(cafile=self.certificate)
        options = {"password": PASSWORD, "port": self.port, "tls": context, **options}
        return arf.imap.read("localhost", user="abuse", **options)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def server() -> Iterator[Server]:
    # Not in tmp_path, which lies in a folder of root's alone: the processes of the server give up root.
    with tempfile.TemporaryDirectory(prefix="arf-dovecot-") as base:
        running = Server(Path(base))
        try:
            yield running
        finally:
            running.stop()


def uid_of(report: arf.Report | arf.ParseError) -> int:
    found = re.search(r";UIDVALIDITY=\d+/;UID=(\d+)$", report.source)
    assert found, report.source
    return int(found[1])


def numbered(count: int) -> list[bytes]:
    return [COMPLAINT.replace(b"Incidents: 3", b"Incidents: %d" % (i + 1)) for i in range(count)]


def test_reports_come_in_order_and_nothing_changes(server: Server) -> None:
    first, second = numbered(2)
    server.fill(first, NEWSLETTER, second)
    reports = list(server.read())
    assert [report.incidents for report in reports] == [1, 2]
    assert [uid_of(report) for report in reports] == [1, 3]
    assert reports[0].source.startswith("imap://abuse@localhost/INBOX;UIDVALIDITY=")
    assert bytes(reports[0]) == first.replace(b"\n", b"\r\n")
    assert [report.is_report for report in server.read(all=True)] == [True, False, True]
    with server.client() as client:
        client.select(readonly=True)
        assert client.search(None, "SEEN") == ("OK", [b""]) and client.search(None, "ALL")[1] == [b"1 2 3"]


def test_a_run_goes_on_where_the_last_one_ended(server: Server) -> None:
    server.fill(*numbered(4), NEWSLETTER)
    reports = server.read()
    assert [next(reports).incidents for _ in range(2)] == [1, 2]
    reports.close()
    assert list(reports) == []
    assert reports.state.last_uid == 2
    state = arf.imap.State(**json.loads(json.dumps(reports.state._asdict())))
    rest = server.read(since=state)
    assert [report.incidents for report in rest] == [3, 4]
    assert rest.state.last_uid == 5
    again = server.read(since=rest.state)
    assert list(again) == [] and again.state == rest.state
    server.fill(*numbered(1))
    assert [uid_of(report) for report in server.read(since=rest.state)] == [6]


def test_many_messages_with_gaps_in_their_uids(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arf.imap, "_PAGE", 7)
    monkeypatch.setattr(arf.imap, "_BATCH_MESSAGES", 3)
    server.fill(*numbered(40))
    with server.client() as client:
        client.select()
        client.store("3:9,20", "+FLAGS", r"(\Deleted)")
        client.expunge()
    expected = [i for i in range(1, 41) if not (3 <= i <= 9 or i == 20)]
    assert [report.incidents for report in server.read()] == expected
    with server.read() as reports:
        start = reports.state
    for last in (1, 5, 20, 39):
        state = start._replace(last_uid=last)
        assert [report.incidents for report in server.read(since=state)] == [i for i in expected if i > last]


def test_messages_that_are_removed_meanwhile_cost_no_others(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arf.imap, "_PAGE", 6)
    monkeypatch.setattr(arf.imap, "_BATCH_MESSAGES", 2)
    server.fill(*numbered(30))
    reports = server.read(errors="yield")
    items = [next(reports)]
    with server.client() as client:
        client.select()
        client.store("1,5,20", "+FLAGS", r"(\Deleted)")
        client.expunge()
    items += reports
    given = [item.incidents for item in items if isinstance(item, arf.Report)]
    removed = [item for item in items if isinstance(item, arf.ParseError)]
    ascending = [number for number in range(1, 31) if number in given]
    assert set(range(1, 31)) - set(given) <= {5, 20} and given == ascending
    for error in removed:
        assert error.code == "io" and "removed meanwhile" in str(error) and uid_of(error) in (5, 20)


def test_a_large_message_is_not_fetched(server: Server) -> None:
    large = COMPLAINT.replace(b"Spam\n", b"Spam " * 20_000 + b"\n")
    server.fill(COMPLAINT, large, COMPLAINT)
    items = list(server.read(max_bytes=50_000, errors="yield"))
    assert [type(item) for item in items] == [arf.Report, arf.ParseError, arf.Report]
    assert items[1].code == "too_large" and uid_of(items[1]) == 2
    assert items[1].to_dict()["error"].startswith("the message of ")
    with pytest.warns(arf.ReadWarning, match="UID=2: .* larger than the limit of 50000 bytes") as warned:
        assert len(list(server.read(max_bytes=50_000))) == 2
    assert warned[0].filename == __file__
    reports = server.read(max_bytes=50_000, errors="raise")
    with pytest.raises(arf.ParseError, match="larger"):
        list(reports)
    assert reports.state.last_uid == 2


def test_a_folder_made_anew_is_told(server: Server) -> None:
    server.fill(*numbered(2), folder="Complaints")
    reports = server.read(folder="Complaints")
    assert len(list(reports)) == 2
    other = reports.state._replace(uid_validity=reports.state.uid_validity + 1)
    with pytest.raises(arf.imap.FolderChangedError, match="read all of it") as caught:
        server.read(folder="Complaints", since=other)
    assert caught.value.before == other
    assert caught.value.uid_validity == reports.state.uid_validity


def test_names_of_folders(server: Server) -> None:
    with server.client() as client:
        assert client.create('"Gr&APwA3w-e &- \\"x\\""')[0] == "OK"
    server.fill(COMPLAINT, folder='"Gr&APwA3w-e &- \\"x\\""')
    (report,) = server.read(folder='Gr\u00fc\u00dfe & "x"')
    assert report.incidents == 3
    with pytest.raises(arf.imap.ImapError, match="cannot open the folder"):
        server.read(folder="missing")
    for name in ("", "a\r\nb LOGOUT"):
        with pytest.raises(ValueError, match="one line"):
            server.read(folder=name)


def test_no_error_shows_the_password(server: Server) -> None:
    secret = "wrong-hush-\u00fc"
    with pytest.raises(arf.imap.ImapError, match="cannot log in") as caught:
        server.read(password=secret)
    shown = repr(caught.value) + str(caught.value) + repr(caught.value.__cause__)
    assert "hush" not in shown and caught.value.__suppress_context__
    with server.read() as reports:
        assert PASSWORD not in repr(reports) + repr(vars(reports))
        assert "INBOX" in repr(reports) and "abuse" in repr(reports)


def test_the_certificate_is_checked(server: Server) -> None:
    with pytest.raises(arf.imap.ImapError, match="cannot connect: .*certificate verify failed"):
        server.read(tls=True)
    with pytest.raises(arf.imap.ImapError, match="cannot connect"):
        server.read(tls="starttls", port=server.plain_port)
    assert list(server.read(tls=False, port=server.plain_port)) == []


def test_a_connection_that_breaks_is_told_with_the_state(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arf.imap, "_BATCH_MESSAGES", 1)
    server.fill(*numbered(3))
    reports = server.read()
    assert next(reports).incidents == 1
    reports._folder.server.socket().shutdown(socket.SHUT_RDWR)
    with pytest.raises(arf.imap.ImapError, match="broke behind UID 1: .*go on with the state"):
        list(reports)
    assert reports.state.last_uid == 1
    assert list(reports) == []


def test_wrong_arguments_are_refused() -> None:
    for options in ({"errors": "ignore"}, {"max_bytes": -1}, {"password": "a\0b"}, {"tls": "yes"}):
        with pytest.raises(ValueError):
            arf.imap.read("localhost", **{"user": "a", "password": "b", "port": 1, **options})  # type: ignore[arg-type]
    with pytest.raises(arf.imap.ImapError, match="imap://localhost: cannot connect"):
        arf.imap.read("localhost", user="a", password="b", port=1)
