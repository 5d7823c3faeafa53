# SPDX-License-Identifier: BSL-1.0
"""Reads complaints in a folder of an IMAP server (RFC 3501), and changes nothing there.

reports = arf.imap.read("mail.example.com", user="abuse", password=secret, since=state)
for report in reports:
    ...
state = reports.state  # for the next run; json.dumps(state._asdict()) stores it
"""

from __future__ import annotations

import base64
import bisect
import imaplib
import os
import re
import ssl
import sys
import warnings
from collections.abc import Iterator
from contextlib import suppress
from types import TracebackType
from typing import Any, Literal, NamedTuple
from urllib.parse import quote

from arf._core import Report, read_message
from arf._sources import parse_error
from arf._types import ParseError, ReadWarning

__all__ = ["FolderChangedError", "ImapError", "Reports", "State", "read"]

_MAX_BYTES = 64 << 20
_PAGE = 500  # messages whose sizes are asked for at once
_BATCH_MESSAGES = 64
_BATCH_BYTES = 4 << 20
_NUMBER = re.compile(rb"\d{1,10}")
"""Of 32 bits (RFC 3501, section 9)."""


class State(NamedTuple):
    """How far a folder was read: its UIDVALIDITY, and the last UID (RFC 3501, section 2.3.1.1)."""

    uid_validity: int
    last_uid: int


class ImapError(Exception):
    """The server refused something, or the connection broke. What was read before stays read."""


class FolderChangedError(ImapError):
    """The folder has another UIDVALIDITY than in the state: its UIDs are new; read it from the start.

    Attributes:
        before: The state that was given.
        uid_validity: What the folder has now.
    """

    def __init__(self, message: str, before: State, uid_validity: int) -> None:
        super().__init__(message)
        self.before = before
        self.uid_validity = uid_validity

    def __reduce__(self) -> tuple[Any, ...]:
        return FolderChangedError, (str(self), self.before, self.uid_validity)


def read(
    host: str,
    *,
    user: str,
    password: str,
    folder: str = "INBOX",
    port: int | None = None,
    tls: bool | Literal["starttls"] | ssl.SSLContext = True,
    since: State | None = None,
    all: bool = False,
    errors: Literal["warn", "raise", "yield"] = "warn",
    max_bytes: int = _MAX_BYTES,
    timeout: float = 60.0,
) -> Reports:
    """Connects, logs in, opens a folder read-only, and iterates over the reports in it by ascending UID.

    Only EXAMINE and BODY.PEEK[] are used: no message is marked as seen, moved or deleted. Sizes are asked for
    first, and a message over the limit is not fetched. ``source`` of a report is its URL (RFC 5092), with its
    UIDVALIDITY and UID. Memory is that of some messages (4 MiB, or one), whatever the folder's size.

    Args:
        host: Name or address of the server. It is trusted: it decides how long its lines are.
        user: Name to log in with.
        password: Sent to the server, and kept nowhere.
        folder: Name of the folder, as the server shows it.
        port: 993, or 143 where the connection does not start as TLS.
        tls: True for TLS with the system's certificates; a context of your own; "starttls"; False for none,
            which sends the password as it is.
        since: From Reports.state of an earlier run: only messages behind it are read.
        all: Whether to yield the messages too that are no complaints, with ``is_report`` False.
        errors: As in :func:`arf.read`: "warn", "raise" or "yield" for a message that cannot be read.
        max_bytes: A larger message is left out as an error.
        timeout: Seconds to wait for the server each time.

    Raises:
        FolderChangedError: The folder is another than in ``since``.
        ImapError: The server cannot be reached, or refuses the login or the folder; later, while iterating,
            the connection broke: go on with Reports.state.
    """
    if errors not in ("warn", "raise", "yield"):
        raise ValueError(f"errors is 'warn', 'raise' or 'yield', not {errors!r}")
    if max_bytes < 0:
        raise ValueError(f"max_bytes is 0 or more, not {max_bytes}")
    if "\0" in user + password:
        raise ValueError("user and password hold no NUL")
    name = _to_name(folder)
    url = f"imap://{quote(user, safe='')}@{host}/{quote(folder)}"
    try:
        server = _connect(host, port, tls, timeout)
    except (OSError, imaplib.IMAP4.error) as trouble:
        raise ImapError(f"imap://{host}: cannot connect: {_said(trouble)}") from None
    try:
        _log_in(server, user, password, url)
        uid_validity, count = _examine(server, name, url)
        url += f";UIDVALIDITY={uid_validity}"
        if since is not None and since.uid_validity != uid_validity:
            raise FolderChangedError(
                f"{url}: the folder was made anew (its UIDVALIDITY was {since.uid_validity}): read all of it",
                since,
                uid_validity,
            )
    except BaseException:
        _leave(server)
        raise
    state = State(uid_validity, since.last_uid if since else 0)
    return Reports(_Folder(server, url, count), state, all, errors, min(max_bytes, sys.maxsize))


class Reports:
    """The reports of a folder; what :func:`read` returns. It can be iterated over once, and closed."""

    def __init__(self, folder: _Folder, state: State, all: bool, errors: str, max_bytes: int) -> None:
        self._folder = folder
        self._state = state
        self._all = all
        self._errors = errors
        self._max_bytes = max_bytes
        self._items = self._made()

    @property
    def state(self) -> State:
        """How far the folder is read, the last report that was given included."""
        return self._state

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        try:
            return next(self._items)
        except (OSError, imaplib.IMAP4.error) as trouble:
            self.close()
            behind = f"the connection broke behind UID {self._state.last_uid}: {_said(trouble)}"
            raise ImapError(f"{self._folder.url}: {behind}; go on with the state") from None
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Reports:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<arf.imap.Reports of {self._folder.url} behind UID {self._state.last_uid}>"

    def close(self) -> None:
        """Logs out. Nothing more is given."""
        self._items = iter(())
        _leave(self._folder.server)

    def _made(self) -> Iterator[Any]:
        for uid, size in self._folder.messages(self._state.last_uid, self._max_bytes):
            item = self._outcome(uid, size)
            self._state = self._state._replace(last_uid=uid)
            if item is None:
                continue
            if isinstance(item, Report) or self._errors == "yield":
                yield item
            elif self._errors == "raise":
                raise item
            else:
                warnings.warn(str(item), ReadWarning, stacklevel=3)

    def _outcome(self, uid: int, message: bytes | int | None) -> Report | ParseError | None:
        source = f"{self._folder.url}/;UID={uid}"
        if message is None:
            return parse_error(source, "io", "the message was removed meanwhile", "nothing is left to read")
        if isinstance(message, int):
            reason = f"the message of {message} bytes is larger than the limit of {self._max_bytes} bytes"
            return parse_error(source, "too_large", reason, "it was not fetched; raise the limit to read it")
        return read_message(message, os.fsencode(source), all=self._all, max_bytes=self._max_bytes)


class _Folder:
    """A folder that is open, and its messages."""

    def __init__(self, server: imaplib.IMAP4, url: str, count: int) -> None:
        self.server = server
        self.url = url
        self._count = count

    def messages(self, last_uid: int, max_bytes: int) -> Iterator[tuple[int, bytes | int | None]]:
        """UIDs behind the last one, each with its message; with its size where that is over the limit; with
        None where it is gone.

        Pages go by sequence numbers, which have no gaps. A message that somebody removes meanwhile moves
        those behind it forward: then the page starts so many earlier.
        """
        self._expunged()
        first = 1 + bisect.bisect_right(range(1, self._count + 1), last_uid, key=self._uid_at)
        while first <= self._count:
            page = self._sizes(first, min(first + _PAGE - 1, self._count))
            for batch in _batches([one for one in page if one[0] > last_uid], max_bytes):
                wanted = [uid for uid, size in batch if size <= max_bytes]
                found = self._fetch(wanted) if wanted else {}
                for uid, size in batch:
                    yield uid, size if size > max_bytes else found.get(uid)
                    last_uid = uid
            gone = self._expunged()
            self._count -= gone
            first = max(1, first + _PAGE - gone)

    def _uid_at(self, number: int) -> int:
        found = self._sizes(number, number)
        if len(found) != 1:
            raise ImapError(f"{self.url}: the server does not say the UID of message {number}")
        return found[0][0]

    def _sizes(self, first: int, last: int) -> list[tuple[int, int]]:
        lines = self._said_to("FETCH", self.server.fetch(f"{first}:{last}", "(UID RFC822.SIZE)"))
        texts = [b" ".join(line) if isinstance(line, tuple) else line or b"" for line in lines]
        found = ((_number(b"UID", text), _number(b"RFC822.SIZE", text)) for text in texts)
        return sorted((uid, size or 0) for uid, size in found if uid is not None)

    def _fetch(self, uids: list[int]) -> dict[int, bytes]:
        numbers = ",".join(map(str, uids))
        lines = self._said_to("FETCH", self.server.uid("FETCH", numbers, "(UID BODY.PEEK[])"))
        messages: dict[int, bytes] = {}
        for line, behind in zip(lines, [*lines[1:], b""], strict=True):
            if isinstance(line, tuple):  # what stands before the literal, and the literal
                rest = behind if isinstance(behind, bytes) else b""
                uid = _number(b"UID", line[0]) or _number(b"UID", rest)
                if uid is not None:
                    messages[uid] = line[1]
        return messages

    def _expunged(self) -> int:
        """How many messages the server said were removed since this was last asked."""
        _, numbers = self.server.response("EXPUNGE")
        return sum(number is not None for number in numbers)

    def _said_to(self, command: str, response: tuple[str, list[Any]]) -> list[Any]:
        kind, lines = response
        if kind == "NO" and b"EXPUNGEISSUED" in b" ".join(line for line in lines if isinstance(line, bytes)):
            return self.server.response("FETCH")[1]  # what there still is (RFC 5530)
        if kind != "OK":
            raise ImapError(f"{self.url}: the server refused {command}: {_shown(lines)}")
        return lines


def _batches(page: list[tuple[int, int]], max_bytes: int) -> Iterator[list[tuple[int, int]]]:
    batch: list[tuple[int, int]] = []
    total = 0
    for uid, size in page:
        fetched = size if size <= max_bytes else 0
        if batch and (len(batch) == _BATCH_MESSAGES or total + fetched > _BATCH_BYTES):
            yield batch
            batch, total = [], 0
        batch.append((uid, size))
        total += fetched
    if batch:
        yield batch


# ---- the connection ----


def _connect(
    host: str, port: int | None, tls: bool | Literal["starttls"] | ssl.SSLContext, timeout: float
) -> imaplib.IMAP4:
    if tls is True or isinstance(tls, ssl.SSLContext):
        context = ssl.create_default_context() if tls is True else tls
        return imaplib.IMAP4_SSL(host, port or 993, ssl_context=context, timeout=timeout)
    if tls not in (False, "starttls"):
        raise ValueError(f"tls is True, False, 'starttls' or an ssl.SSLContext, not {tls!r}")
    server = imaplib.IMAP4(host, port or 143, timeout=timeout)
    if tls == "starttls":
        try:
            server.starttls(ssl.create_default_context())
        except BaseException:
            server.shutdown()
            raise
    return server


def _log_in(server: imaplib.IMAP4, user: str, password: str, url: str) -> None:
    """By AUTHENTICATE PLAIN (RFC 4616), which takes any letters; else by LOGIN."""
    try:
        if "AUTH=PLAIN" in server.capabilities:
            server.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())
        elif not (user + password).isascii() or set(user + password) & set("\r\n"):
            raise ImapError(f"{url}: the server has no AUTH=PLAIN, and LOGIN takes ASCII only")
        else:
            server.login(_quoted(user), password)
    except (OSError, imaplib.IMAP4.error) as trouble:
        said = _said(trouble)
        if password and password in said:  # a server may repeat what it was sent
            said = "the server refused"
        raise ImapError(f"{url}: cannot log in: {said}") from None


def _examine(server: imaplib.IMAP4, name: str, url: str) -> tuple[int, int]:
    """UIDVALIDITY, and how many messages there are."""
    try:
        kind, lines = server.select(name, readonly=True)
        _, validity = server.response("UIDVALIDITY")
    except (OSError, imaplib.IMAP4.error) as trouble:
        raise ImapError(f"{url}: cannot open the folder: {_said(trouble)}") from None
    if kind != "OK":
        raise ImapError(f"{url}: cannot open the folder: {_shown(lines)}")
    if not validity or not validity[0] or not lines or not lines[0]:
        raise ImapError(f"{url}: the server does not say UIDVALIDITY: its folder cannot be resumed")
    if not _NUMBER.fullmatch(validity[0]) or not _NUMBER.fullmatch(lines[0]):
        raise ImapError(f"{url}: cannot open the folder: UIDVALIDITY or EXISTS is no number of IMAP")
    return int(validity[0]), int(lines[0])


def _leave(server: imaplib.IMAP4) -> None:
    with suppress(OSError, imaplib.IMAP4.error):
        server.logout()
    with suppress(OSError):
        server.shutdown()


# ---- text ----


def _to_name(folder: str) -> str:
    """A quoted string in modified UTF-7 (RFC 3501, section 5.1.3)."""
    if not folder or re.search("[\0\r\n]", folder):
        raise ValueError("a folder's name is one line of text")

    def shifted(found: re.Match[str]) -> str:
        text = base64.b64encode(found[0].encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
        return f"&{text}-"

    return _quoted(re.sub("[^ -~]+", shifted, folder.replace("&", "&-")))


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _number(key: bytes, line: bytes) -> int | None:
    found = re.search(rb"(?:^|[ (])" + re.escape(key) + rb" (\d{1,20})(?=[ )]|$)", line)
    return int(found[1]) if found else None


def _said(trouble: Exception) -> str:
    text = trouble.args[0] if len(trouble.args) == 1 else str(trouble)
    return _shown([text])


def _shown(lines: list[Any]) -> str:
    """What the server said, in one line without control characters."""
    text = b" ".join(line if isinstance(line, bytes) else str(line).encode() for line in lines)
    return re.sub(r"[^ -~]+", " ", text.decode(errors="replace"))[:200]
