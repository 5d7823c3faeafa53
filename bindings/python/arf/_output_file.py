# SPDX-License-Identifier: BSL-1.0
"""A file that is there as a whole or not at all: written aside, then renamed."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
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
    if not _is_replaceable(path):
        with open(path, "w", encoding="utf-8", newline="") as stream:
            yield stream
        return
    target = os.path.realpath(path)
    folder, name = os.path.split(target)
    descriptor, aside = tempfile.mkstemp(prefix=f".{name[:100]}.", suffix=".part", dir=folder)

    def remove() -> None:
        with suppress(FileNotFoundError):
            os.unlink(aside)

    with tidied(remove):
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


def _is_replaceable(path: str) -> bool:
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
