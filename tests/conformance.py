#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Compares what build/arf reads from the shared sample messages with the facts written down for them.

Every fact of every message; prints the differences. The exit status is that of the comparison: 0 where there
is none.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


def main() -> int:
    """Runs the comparison."""
    samples, expected = SHARED / "corpus" / "samples", SHARED / "corpus" / "expected"
    program = ("--arf", str(ROOT / "build" / "arf"))
    check = [sys.executable, SHARED / "conformance" / "check.py", *program, "-v", samples, expected]
    return subprocess.run(check, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
