# SPDX-License-Identifier: BSL-1.0
"""Recognises compressed files, which hold no messages before something unpacks them."""

from __future__ import annotations

import os
import shlex
import stat

UNPACKERS = {
    b"\x1f\x8b": "zcat",  # gzip (RFC 1952, section 2.3.1)
    b"BZh": "bzcat",
    b"\xfd7zXZ\x00": "xzcat",
    b"\x28\xb5\x2f\xfd": "zstdcat",  # Zstandard (RFC 8878, section 3.1.1)
}


def compression_hint(path: str, command: str = "parse") -> str:
    """What to do with a compressed file, "-" for standard input; empty where it is none."""
    start = _start_of(path)
    for magic, unpacker in UNPACKERS.items():
        if start.startswith(magic):
            if path == "-":
                return f"standard input is compressed: {unpacker} | arf {command} -"
            return f"{path} is compressed: {unpacker} {shlex.quote(path)} | arf {command} -"
    return ""


def _start_of(path: str) -> bytes:
    """The first bytes of a regular file; those of standard input are left where they are."""
    try:
        if path == "-":
            return os.pread(0, 8, 0)
        if stat.S_ISREG(os.stat(path).st_mode):
            with open(path, "rb", buffering=0) as file:
                return file.read(8)
    except OSError:
        pass  # a pipe; or it was named already
    return b""
