# SPDX-License-Identifier: BSL-1.0
"""A file that is there as a whole or not at all: written aside, then renamed."""

from __future__ import annotations

import errno
import os
import secrets
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

from arf._interrupt import tidied


@contextmanager
def whole_file(path: str) -> Iterator[TextIO]:
    """Opens a file for writing; only when the block ends without an exception does it stand at its path.

    Until then the path has what it had before. What is no regular file, such as a pipe or /dev/full, is
    written to as it is. A symbolic link stays, and its target is written.

    Raises:
        OSError: It cannot be written.
    """
    if not is_replaceable(path):
        with open(path, "w", encoding="utf-8", newline="") as stream:
            yield stream
        return
    if not os.path.basename(path):  # "" and "folder/", which realpath() would take for a file
        number = errno.EISDIR if path else errno.ENOENT
        raise OSError(number, os.strerror(number), path)
    target = os.path.realpath(path)
    folder, name = os.path.split(target)
    aside = os.path.join(folder, f".{name[:100]}.{secrets.token_hex(8)}.part")

    def remove() -> None:
        with suppress(FileNotFoundError):
            os.unlink(aside)

    with tidied(remove):  # a signal may come as soon as the file is there
        descriptor = os.open(aside, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            with open(descriptor, "w", encoding="utf-8", newline="") as stream:
                yield stream
                stream.flush()
                os.fchmod(descriptor, _mode_of(target))
                os.fsync(descriptor)
            os.replace(aside, target)
        except BaseException:
            remove()
            raise


def is_replaceable(path: str) -> bool:
    """Whether the path is free or has a regular file."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except FileNotFoundError:
        return True


def _mode_of(target: str) -> int:
    """The permissions of the file that is there, or those that a new one gets."""
    try:
        return stat.S_IMODE(os.stat(target).st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def input_at(path: str, inputs: Iterable[str]) -> str | None:
    """The input that would be lost if this file were written: one that is read, or a folder that holds it.

    None where there is none. Hidden files of a folder are not read (arf.read).

    Args:
        inputs: Paths as the command line has them; "-" is standard input.
    """
    try:
        there = os.stat(path)
    except (OSError, ValueError):
        return None  # nothing is there that could be lost
    if not stat.S_ISREG(there.st_mode):
        return None
    return next((name for name in inputs if _reads(name, path, there)), None)


def _reads(name: str, path: str, there: os.stat_result) -> bool:
    """Whether reading `name` reads the regular file at `path`."""
    try:
        found = os.fstat(sys.__stdin__.fileno()) if name == "-" and sys.__stdin__ else os.stat(name)
    except (OSError, ValueError):
        return False
    if not stat.S_ISDIR(found.st_mode):
        return os.path.samestat(found, there)
    inside = os.path.relpath(os.path.realpath(path), os.path.realpath(name)).split(os.sep)
    return not any(part.startswith((".", "dovecot")) for part in inside)  # ".." is outside
